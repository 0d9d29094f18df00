"""A claim that a person found and no extractor proposed, as a line of a batch says it."""

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from detente.cli.reviewing_desk import Desk, kept_text
from detente.interpret import did_you_mean

if TYPE_CHECKING:
    from detente.claims import Claim

__all__ = ["NewFault", "new_id", "written_claim"]

_NEEDED = ("document", "quote", "type", "voice")


class NewFault(Struct, frozen=True):
    """Why a line makes no claim: under which key of ``after``, what is wrong, what would be right."""

    key: str
    message: str
    hint: str = ""
    code: str = "D104"


def new_id(document: str, start: int, end: int, kind: str, reviewer: str) -> str:
    """Return the id of a claim that a reviewer found: the same words of the same kind are the same.

    Examples
    --------
    >>> new_id("note", 0, 12, "offer", "jo")
    'n9795bfb6c2c'
    """
    key = f"{document},{start},{end},{kind},{reviewer}"
    return "n" + hashlib.sha256(key.encode()).hexdigest()[:11]


def written_claim(desk: Desk, said: Mapping[str, Any], reviewer: str) -> "Claim | NewFault":
    """Return the claim that ``after`` of a line says, or why it is none.

    Its words must stand in the kept text of its document: once, or where ``start`` says.
    """
    from detente.claims import Claim
    from detente.evidence import KINDS
    from detente.evidence.review import EDITABLE
    from detente.interpret import interpret

    fault = _wrong(said, desk, KINDS, ("document", *EDITABLE))
    if fault is not None:
        return fault
    document, quote = str(said["document"]), str(said["quote"])
    found = _words(desk, document, quote, said.get("start"))
    if isinstance(found, NewFault):
        return found
    day = desk.opened.documents[document].date
    plain = {
        "attribution": ["author"],
        **({"date": {"said": day}} if day else {}),
        **{key: value for key, value in said.items() if value is not None},
        **found,
        "id": new_id(document, found["start"], found["end"], str(said["type"]), reviewer),
    }
    made, faults = interpret(Claim, plain)
    if made is None or faults:
        first = faults[0]
        key = str(first.path[0]) if first.path and first.path[0] in said else ""
        return NewFault(key, first.message, first.hint)
    return made


def _wrong(
    said: Mapping[str, Any], desk: Desk, kinds: tuple[str, ...], known: tuple[str, ...]
) -> NewFault | None:
    missing = next((key for key in _NEEDED if not said.get(key)), "")
    if missing:
        needed = f"a new claim has {', '.join(_NEEDED)}"
        return NewFault("", f"missing key '{missing}'", needed, "D103")
    odd = next((key for key in said if key not in known), "")
    if odd:
        return NewFault(odd, f"unknown key '{odd[:40]}'", did_you_mean(odd, known), "D101")
    if said["type"] not in kinds:
        kind = str(said["type"])[:40]
        return NewFault("type", f"unknown kind '{kind}'", f"one of {', '.join(kinds)}")
    return _unknown_id(said, desk)


def _unknown_id(said: Mapping[str, Any], desk: Desk) -> NewFault | None:
    """Return the first id that is none of the case's."""
    parties, levers = [*desk.case.parties], said.get("levers")
    named = [
        ("document", "document", said["document"], [*desk.opened.documents]),
        *((key, "party", said[key], parties) for key in ("actor", "target") if said.get(key)),
        *(
            ("levers", "lever", lever, [*desk.case.levers])
            for lever in (levers if isinstance(levers, list) else ())
        ),
    ]
    for key, what, id_, known in named:
        if id_ not in known:
            word = str(id_)[:60]
            return NewFault(key, f"no {what} '{word}'", did_you_mean(word, known), "D102")
    return None


def _words(desk: Desk, document: str, quote: str, start: object) -> "dict[str, Any] | NewFault":
    """Return where the words stand in the text of their document, and what stands around them."""
    from detente.evidence.review import Words

    text = kept_text(desk.opened, document)
    if text is None:
        return NewFault(
            "document", f"the text of '{document}' is not kept", "no words can be looked up in it"
        )
    if isinstance(start, int) and text[start : start + len(quote)] == quote:
        place = start
    elif text.count(quote) == 1:
        place = text.index(quote)
    else:
        times = text.count(quote)
        hint = "say which with 'start', in code points" if times else "copy them from the text"
        many = f"stand in '{document}' {times} times" if times else f"are not in '{document}'"
        return NewFault("quote", f"these words {many}", hint)
    return Words(text, 0, place, place + len(quote), whole=True).after_move()
