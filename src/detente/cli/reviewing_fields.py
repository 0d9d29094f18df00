"""The fields of a claim that a reviewer can change, and how each is asked for."""

import re
from collections.abc import Callable
from typing import Any

from detente.cli.reviewing_card import VOICES
from detente.cli.reviewing_session import Option, Sitting

__all__ = ["DATE", "FIELDS", "levers", "parties"]

DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_FLAVOURS = ("if", "unless", "until", "in_exchange", "or_else", "if_to")
_MODALITIES = (
    "asserted", "intended", "conditional", "wanted", "offered", "possible", "probable", "advised",
)  # fmt: skip


def _kind(at: Sitting) -> dict[str, Any] | None:
    from detente.evidence import KINDS

    picked = at.choose("Which kind?", [(one, one) for one in KINDS])
    return {"type": picked} if picked else None


def _voice(at: Sitting) -> dict[str, Any] | None:
    picked = at.choose("Whose words?", [*VOICES.items()])
    return {"voice": picked} if picked else None


def parties(at: Sitting, *more: Option) -> list[Option]:
    """Return the parties of the case to choose from, and what else there is."""
    case = at.desk.case
    return [*((id_, party.name) for id_, party in case.parties.items()), *more]


def _party(key: str, title: str) -> Callable[[Sitting], dict[str, Any] | None]:
    def ask(at: Sitting) -> dict[str, Any] | None:
        picked = at.choose(title, parties(at, ("", "not known")))
        return None if picked is None else {key: picked or None}

    return ask


def levers(at: Sitting) -> dict[str, Any]:
    """Turn levers on and off, one by one, until Esc."""
    chosen = [*at.claim.levers]
    while True:
        options = [
            (id_, f"{'[x]' if id_ in chosen else '[ ]'} {lever.name or id_}")
            for id_, lever in at.desk.case.levers.items()
        ]
        picked = at.choose(
            "Which levers? A key turns one on or off; Esc when it is right.", options
        )
        if picked is None:
            return {"levers": chosen}
        chosen = [one for one in chosen if one != picked] if picked in chosen else [*chosen, picked]


def _one_of(
    key: str, title: str, words: tuple[str, ...]
) -> Callable[[Sitting], dict[str, Any] | None]:
    def ask(at: Sitting) -> dict[str, Any] | None:
        picked = at.choose(title, [(one, one.replace("_", " ")) for one in words])
        return {key: picked} if picked else None

    return ask


def _day(key: str, title: str) -> Callable[[Sitting], dict[str, Any] | None]:
    def ask(at: Sitting) -> dict[str, Any] | None:
        from detente.claims import ClaimDate

        date = at.claim.date
        now = {"said": at.claim.said, "happened": ""}
        if isinstance(date, ClaimDate):
            now["happened"] = date.happened or ""
        said = at.write(f"{title} (2019-10-05, 2019-10 or 2019; empty: not known)", now[key])
        if said is None:
            return None
        if said and not DATE.fullmatch(said):
            at.message = f"'{said}' is no date: nothing is changed."
            return None
        days = {one: day for one, day in {**now, key: said}.items() if day}
        precision = {4: "year", 7: "month"}.get(len(days.get("happened") or days.get("said") or ""))
        return {
            "date": {**days, **({"precision": precision} if precision else {})} if days else None
        }

    return ask


def _condition_of(at: Sitting) -> dict[str, Any] | None:
    claim = at.claim
    near = sorted(
        (one for one in at.desk.claims.values()
         if one.document == claim.document and one.id != claim.id and one.standing != "rejected"),
        key=lambda one: abs((one.start or 0) - (claim.start or 0)),
    )  # fmt: skip
    options = [(one.id, f"{one.type}: {one.quote}") for one in near[:12]]
    picked = at.choose("A condition of which claim?", [*options, ("", "of none")])
    return None if picked is None else {"condition_of": picked or None}


def _free(key: str, title: str) -> Callable[[Sitting], dict[str, Any] | None]:
    def ask(at: Sitting) -> dict[str, Any] | None:
        said = at.write(title, getattr(at.claim, key))
        return None if said is None else {key: said or None}

    return ask


FIELDS: dict[str, tuple[str, Callable[[Sitting], dict[str, Any] | None]]] = {
    "type": ("kind", _kind),
    "voice": ("voice", _voice),
    "actor": ("who", _party("actor", "Who acts?")),
    "target": ("to whom", _party("target", "To whom?")),
    "levers": ("levers", levers),
    "condition_of": ("the claim it is a condition of", _condition_of),
    "flavour": ("how the condition binds", _one_of("flavour", "How does it bind?", _FLAVOURS)),
    "polarity": ("polarity", _one_of("polarity", "Said or denied?", ("positive", "negative"))),
    "modality": ("modality", _one_of("modality", "How is it said?", _MODALITIES)),
    "said": ("the day it was said", _day("said", "When was it said?")),
    "happened": ("the day it happened", _day("happened", "When did it happen?")),
    "normalised": ("its meaning in plain words", _free("normalised", "What does it mean?")),
    "note": ("a note", _free("note", "Note")),
}
