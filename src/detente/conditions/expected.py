"""What to say when the parser meets a word that cannot stand there."""

from collections.abc import Sequence
from difflib import get_close_matches

from detente.conditions.words import (
    STATUS_WORDS,
    UNITS,
    WORDS,
    ConditionError,
    Word,
    quoted,
)

__all__ = ["unexpected"]

_IN_WORDS = {
    "NAME": "a name",
    "NUMBER": "a number",
    "COMPARE": ">= <= = != > <",
    "UNIT": "days/weeks/months/years",
    "STATUS": "fulfilled(...) and its like",
    "SYMBOL": "a unit",
    "LPAR": "'('",
    "RPAR": "')'",
    "SEMICOLON": "';'",
    "BAR": "'|'",
    "EVENT": "event(...)",
    "IN": "in last",
    "VERIFIED": "verified by",
    "CLAIMED": "claimed by",
    "$END": "the end",
}
_ORDER = [
    *("COMPARE", "NAME", "NUMBER", "UNIT", "LPAR", "AND", "OR", "AS", "FOR", "IN", "VERIFIED"),
    *("CLAIMED", "IF", "IFF", "UNLESS", "SEMICOLON", "BAR", "RPAR", "$END"),
]
_A_CONDITION = frozenset({"NAME", "LPAR", "NOT", "EVENT", "AT", "ALWAYS"})
_CHAINING = frozenset({"IF", "IFF", "UNLESS"})
_INSTEAD = {
    "is": "write '='",
    "equals": "write '='",
    "then": "write 'B if A' for 'if A then B'",
    "implies": "write 'B if A' for 'A implies B'",
    "but": "write 'and'",
    "true": "write 'always'",
    "false": "write 'never'",
    "within": "a window is written 'in last 30 days'",
}


def unexpected(
    text: str, before: Sequence[Word], at: Word | None, accepts: set[str]
) -> ConditionError:
    """Return the error for the word `at` (None: the end of the text) after the words `before`."""
    hint = _hint(before, at, accepts)
    expected = _expected(accepts)
    if at is None:
        end = len(text.rstrip())
        return ConditionError(f"unexpected end; expected {expected}", hint, end, end + 1)
    message = f"unexpected {quoted(at.text)}; expected {expected}"
    return ConditionError(message, hint, at.start, at.end)


def _expected(accepts: set[str]) -> str:
    """Say in few words what may stand here."""
    if accepts >= _A_CONDITION:
        return "a condition"
    rest = set(accepts)
    if "UNIT" in rest:
        rest -= {"BUSINESS"}
    if "NAME" in rest:
        rest -= {"SYMBOL"}
    ranked = [kind for kind in _ORDER if kind in rest] + sorted(rest.difference(_ORDER))
    said = [_IN_WORDS.get(kind, kind.lower()) for kind in ranked]
    return " or ".join([", ".join(said[:-1]), said[-1]] if said[:-1] else said)


def _hint(before: Sequence[Word], at: Word | None, accepts: set[str]) -> str:
    if at is None or at.kind == "RPAR":
        hint = _hint_on_brackets(before, at)
    else:
        hint = _hint_on_kind(before, at, accepts) or _INSTEAD.get(at.text, "")
    if not hint and before and before[-1].kind in ("STATUS", "EVENT") and "LPAR" in accepts:
        word = before[-1].text
        return f"'{word}' is a word of the language, written {word}(NAME); it cannot be a name"
    if hint or at is None:
        return hint
    near = get_close_matches(at.text.lower(), _candidates(accepts), n=1, cutoff=0.6)
    return f"did you mean '{near[0]}'?" if near else ""


def _hint_on_brackets(before: Sequence[Word], at: Word | None) -> str:
    is_open = sum((w.kind == "LPAR") - (w.kind == "RPAR") for w in before)
    if at is None:
        return "a bracket is not closed" if is_open > 0 else ""
    return "no bracket is open here" if is_open <= 0 else ""


def _hint_on_kind(before: Sequence[Word], at: Word, accepts: set[str]) -> str:
    starting = accepts >= _A_CONDITION
    if at.kind == "IF" and starting:
        return "write 'B if A' for 'if A then B'"
    if at.kind in _CHAINING and any(word.kind in _CHAINING for word in before):
        return "'if', 'iff' and 'unless' do not chain: put brackets around one"
    if at.kind == "COMPARE" and "COMPARE" not in accepts:
        return "a comparison has one lever and one level: join two comparisons by 'and'"
    if "NAME" in accepts and not starting and at.text in WORDS:
        return f"'{at.text}' is a word of the language and cannot be a name"
    if "NAME" in accepts and not starting and at.kind == "NUMBER":
        return "names begin with a letter"
    return _hint_on_symbol(at.text) if at.kind == "SYMBOL" else ""


def _hint_on_symbol(found: str) -> str:
    if found.lower() in WORDS:
        return f"words are in lower case: write '{found.lower()}'"
    return "names have small letters, digits and _, and begin with a letter"


def _candidates(accepts: set[str]) -> list[str]:
    words = [kind.lower() for kind in accepts if kind.lower() in WORDS]
    words += UNITS if "UNIT" in accepts else ()
    words += STATUS_WORDS if "STATUS" in accepts else ()
    return sorted(words)
