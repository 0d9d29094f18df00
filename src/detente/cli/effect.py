"""What entries would change on the board: levers and clauses before and after."""

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from detente.cli.page import Page, Part
from detente.cli.session import Session

if TYPE_CHECKING:
    from detente.case import Lever
    from detente.folder import Opened

__all__ = ["Effect", "effect_as_dict", "effect_of", "show_effect"]


class Effect(Struct, frozen=True):
    """What differs: lever or clause -> its line of the board before and after."""

    levers: dict[str, tuple[Mapping[str, Any], Mapping[str, Any]]]
    clauses: dict[str, tuple[Mapping[str, Any], Mapping[str, Any]]]


def effect_of(session: Session, after: "Opened", day: dt.date) -> Effect:
    """Compare the boards of two records of one case, as of one day."""
    from detente import ledger

    case, known, reading = session.case, session.known, session.reading
    old, new = (
        ledger.finding(ledger.status(case, entries, day, known, reading)).answer
        for entries in (session.opened.entries, after.entries)
    )
    return Effect(
        _differing(old["levers"], new["levers"], ("levels", "amount")),
        _differing(old["clauses"], new["clauses"], ("status", "due")),
    )


def _differing(
    old: Mapping[str, Any], new: Mapping[str, Any], keys: tuple[str, ...]
) -> dict[str, tuple[Mapping[str, Any], Mapping[str, Any]]]:
    return {
        name: (old[name], now)
        for name, now in new.items()
        if [old[name].get(key) for key in keys] != [now.get(key) for key in keys]
    }


def effect_as_dict(effect: Effect) -> dict[str, Any]:
    """Return the effect for programs."""
    parts = {"levers": effect.levers, "clauses": effect.clauses}
    return {
        part: {name: {"before": old, "after": new} for name, (old, new) in changed.items()}
        for part, changed in parts.items()
    }


def show_effect(page: Page, session: Session, effect: Effect, day: dt.date) -> None:
    """Add the effect: a row for each lever and each clause that changes."""
    from detente.cli.words import date_in_words

    if not effect.levers and not effect.clauses:
        page.line(f"The board as of {date_in_words(day)} stays as it is.")
        return
    page.line((f"On the board as of {date_in_words(day)}:", "bold"))
    rows: list[list[Part]] = []
    for name, (old, new) in effect.levers.items():
        lever = session.case.levers[name]
        rows.append([lever.name, _level(lever, old), "->", (_level(lever, new), "bold")])
    for name, (old, new) in effect.clauses.items():
        clause = session.case.clauses[name]
        rows.append([clause.name or name, _words(old), "->", (_words(new), "bold")])
    page.table(["", "Before", "", "After"], rows, whole=(2,))


def _level(lever: "Lever", shown: Mapping[str, Any]) -> str:
    from detente.cli.words import level_in_words, number

    if shown.get("amount") is not None:
        return " to ".join(number(n) for n in dict.fromkeys(shown["amount"])) + f" {lever.unit}"
    return " or ".join(level_in_words(lever, level) for level in shown["levels"])


def _words(shown: Mapping[str, Any]) -> str:
    status = " or ".join(shown.get("status") or ["not known"])
    return f"{status}, due {shown['due']}" if shown.get("due") else status
