"""Checks of the record against itself, made at every load: assertions, corrections in a circle."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence

from detente.case import Case
from detente.entries import Assertion, Dispute, Entry, Ruling
from detente.errors import Mark, Problem
from detente.ledger.clocks import date_in_words
from detente.ledger.reasons import level_in_words
from detente.ledger.status import LeverStatus, lever_status
from detente.ledger.view import corrections_in_a_circle, view_of

__all__ = ["Place", "check_record"]

Place = tuple[str, Mark]
"""The file and the mark of an entry."""


def check_record(
    case: Case, entries: Sequence[Entry], places: Mapping[str, Place] | None = None
) -> list[Problem]:
    """Return what is wrong with the record as a whole.

    D203: on the day of an ``assert`` entry the board must show its level. D204: entries that
    correct or withdraw one another in a circle. D205: a ruling on what is no dispute.

    Examples
    --------
    >>> from detente.case import Lever
    >>> from detente.entries import read_entry
    >>> ban = Lever(id="ban", name="Ban", owner="usa", levels=("in_force", "lifted"),
    ...             start="in_force")
    >>> e1, _ = read_entry({"kind": "assert", "id": "e1", "date": "2019-10-05", "lever": "ban",
    ...                     "level": "lifted"})
    >>> check_record(Case(id="talks", levers={"ban": ban}), [e1])[0].message
    "'e1': ban must be lifted on 5 Oct 2019, but the record says in force"
    """
    known_places = places or {}
    found = [*_circles(entries), *_rulings(entries), *_assertions(case, entries)]
    return [
        problem.at(*known_places[id_]) if id_ in known_places else problem for id_, problem in found
    ]


def _circles(entries: Iterable[Entry]) -> Iterator[tuple[str, Problem]]:
    circle = corrections_in_a_circle(entries)
    if circle:
        yield (
            circle[0],
            Problem(
                severity="error",
                code="D204",
                message=f"entries correct or withdraw one another in a circle: {', '.join(circle)}",
                hint="a correction names an earlier entry",
            ),
        )


def _rulings(entries: Sequence[Entry]) -> Iterator[tuple[str, Problem]]:
    disputes = {entry.id for entry in entries if isinstance(entry, Dispute)}
    others = {entry.id for entry in entries} - disputes
    for entry in entries:
        if isinstance(entry, Ruling) and entry.about in others:
            own = [d.id for d in entries if isinstance(d, Dispute) and d.about == entry.about]
            hint = f"write 'about: {own[0]}', the dispute about it" if own else "record the dispute"
            message = f"the ruling '{entry.id}' decides '{entry.about}', which is no dispute"
            yield (
                entry.id,
                Problem(severity="warning", code="D205", message=message, hint=hint),
            )


def _assertions(case: Case, entries: Sequence[Entry]) -> Iterator[tuple[str, Problem]]:
    view = view_of(case, entries, None)
    for dated in view.entries:
        entry = dated.entry
        if not isinstance(entry, Assertion) or entry.lever not in case.levers:
            continue
        for day in sorted({dated.first, dated.last}):
            shown = lever_status(case, view, entry.lever, day)
            if not _shows(shown, entry.level):
                yield entry.id, _fails(case, entry, shown, day)
                break


def _shows(shown: LeverStatus, level: str) -> bool:
    if shown.amount is None:
        return shown.levels == (level,)
    try:
        return shown.amount == (float(level), float(level))
    except ValueError:
        return False


def _fails(case: Case, entry: Assertion, shown: LeverStatus, day: dt.date) -> Problem:
    lever = case.levers[entry.lever]
    if shown.amount is None:
        said = " or ".join(level_in_words(lever, level) for level in shown.levels)
    else:
        said = " to ".join(f"{end:g}" for end in sorted(set(shown.amount))) + f" {lever.unit}"
    because = f" by {', '.join(shown.because)}" if shown.because else ""
    return Problem(
        severity="error",
        code="D203",
        message=(
            f"'{entry.id}': {entry.lever} must be {level_in_words(lever, entry.level)} on "
            f"{date_in_words(day)}, but the record says {said}"
        ),
        hint=f"it is so{because}; correct that or the assertion",
    )
