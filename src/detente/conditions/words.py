"""The words of the language, and its tokens: text -> words with their places.

The words cannot be names. Only lower case is read; everything else that people are likely to write
(``==``, ``&&``, ``AND``, a comma) is refused with what to write instead.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from detente.errors import UsageError

__all__ = [
    "MAX_DEPTH",
    "MAX_LENGTH",
    "STATUS_MEANS",
    "STATUS_WORDS",
    "UNITS",
    "WORDS",
    "ConditionError",
    "Word",
    "quoted",
    "split_words",
    "too_deep",
]

MAX_LENGTH = 4_000
MAX_DEPTH = 40

STATUS_MEANS: Mapping[str, frozenset[str]] = {
    "fulfilled": frozenset({"fulfilled", "late"}),
    "breached": frozenset({"breached"}),
    "overdue": frozenset({"overdue", "breached"}),
    "live": frozenset({"live", "claimed_done", "overdue"}),
    "excused": frozenset({"excused"}),
    "waived": frozenset({"waived"}),
    "exercised": frozenset({"exercised"}),
    "claimed_done": frozenset({"claimed_done"}),
}
"""Word about a clause in a condition -> the statuses in which it holds."""
STATUS_WORDS = tuple(STATUS_MEANS)
UNITS = ("hours", "days", "weeks", "months", "years")
_OTHER_WORDS = (
    *("if", "iff", "unless", "or", "and", "not", "always", "never", "as", "event", "since"),
    *("at", "least", "of", "for", "in", "last", "verified", "claimed", "by", "within", "business"),
)
WORDS: frozenset[str] = frozenset(
    [*STATUS_WORDS, *UNITS, *(unit.removesuffix("s") for unit in UNITS), *_OTHER_WORDS]
)
"""All words of the language; none of them can be the name of a lever, level, clause, term ..."""

_KIND = (
    dict.fromkeys(STATUS_WORDS, "STATUS")
    | dict.fromkeys([*UNITS, *(unit.removesuffix("s") for unit in UNITS)], "UNIT")
    | {word: word.upper() for word in _OTHER_WORDS}
)
_MARKS = {"(": "LPAR", ")": "RPAR", ";": "SEMICOLON", "|": "BAR"}
_INSTEAD = {
    "==": "write a single '='",
    "=>": "write '>='",
    "=<": "write '<='",
    "<>": "write '!='",
    "&&": "write 'and'",
    "&": "write 'and'",
    "||": "write 'or', or a single '|' between names",
    "!": "write 'not', or '!=' for 'is not'",
    "≥": "write '>='",
    "≤": "write '<='",
    "≠": "write '!='",
    ",": "the parts of 'at least n of ( ... )' are parted by ';', names by '|'",
    "{": "brackets are ( and )",
    "}": "brackets are ( and )",
    "[": "brackets are ( and )",
    "]": "brackets are ( and )",
    '"': "names stand without quotation marks",
    "'": "names stand without quotation marks",
}
_TOKEN = re.compile(
    r"(?P<space>[ \t\r\n]+)"
    r"|(?P<number>[0-9]+(?:\.[0-9]+)?(?![A-Za-z0-9_]))"
    r"|(?P<name>[a-z][a-z0-9_]*(?![A-Za-z0-9_]))"
    r"|(?P<symbol>[A-Za-z%_0-9][A-Za-z0-9_%]*)"
    r"|(?P<wrong>==|=>|=<|<>|&&|\|\|)"
    r"|(?P<compare>>=|<=|!=|=|>|<)"
    r"|(?P<mark>[();|])"
    r"|(?P<other>.)",
    re.DOTALL,
)


class ConditionError(UsageError):
    """A condition cannot be read, or cannot be used where it stands.

    Attributes
    ----------
    message, hint : str
        What is wrong, and what would be right.
    start, end : int
        The half-open range of code points at fault, in the condition's text.

    Examples
    --------
    >>> ConditionError("unexpected ')'", "remove it", 4, 5).start
    4
    """

    def __init__(self, message: str, hint: str = "", start: int = 0, end: int = 0) -> None:
        super().__init__(message, hint)
        self.start = start
        self.end = end


class Word(NamedTuple):
    """One word, number or mark of a condition, with its kind and its place."""

    kind: str
    text: str
    start: int
    end: int


def split_words(text: str) -> Iterator[Word]:
    """Yield the words of `text`; raise ConditionError at what cannot be one.

    Examples
    --------
    >>> [w.kind for w in split_words("coal >= lifted for 30 days")]
    ['NAME', 'COMPARE', 'NAME', 'FOR', 'NUMBER', 'UNIT']
    """
    depth = 0
    for match in _TOKEN.finditer(text):
        kind, found = match.lastgroup or "", match.group()
        if kind == "space":
            continue
        if found in _MARKS:
            depth += (found == "(") - (found == ")")
            if depth > MAX_DEPTH:
                raise too_deep(match.start(), match.end())
        yield Word(_kind(kind, match), found, match.start(), match.end())


def too_deep(start: int, end: int) -> ConditionError:
    """Return the error for a condition that is nested too deeply."""
    return ConditionError(
        f"nested deeper than {MAX_DEPTH}", "name a part of it as a term of the case", start, end
    )


def _kind(kind: str, match: re.Match[str]) -> str:
    found = match.group()
    if kind == "name":
        return _KIND.get(found, "NAME")
    if kind == "mark":
        return _MARKS[found]
    if kind == "number":
        _check_number(match)
    if kind in ("wrong", "other"):
        hint = _INSTEAD.get(found, "")
        raise ConditionError(f"unexpected {quoted(found)}", hint, match.start(), match.end())
    return kind.upper()


def _check_number(match: re.Match[str]) -> None:
    whole, _, decimals = match.group().partition(".")
    if len(whole) > 12 or len(decimals) > 6:
        raise ConditionError(
            f"the number {quoted(match.group())} is too long",
            "at most 12 digits before and 6 after the point",
            match.start(),
            match.end(),
        )


def quoted(found: str) -> str:
    """Return `found` in quotation marks, shortened, with what cannot be seen spelled out."""
    shown = found if len(found) <= 40 else found[:37] + "..."
    if not shown.isprintable():
        shown = shown.encode("unicode_escape").decode("ascii")
    return f"'{shown}'"
