"""What is odd about a new entry: D207, D208. ``add`` refuses it; ``import`` takes it and says so."""

import datetime as dt
from collections.abc import Iterator, Mapping

from detente.case import Case
from detente.cli.words import and_, date_in_words
from detente.entries import Act, Dispute, Entry, Extend, Retract, Ruling
from detente.errors import Problem

__all__ = ["oddities"]


def oddities(
    entry: Entry, known: Mapping[str, Entry], case: Case, today: dt.date
) -> Iterator[Problem]:
    """Yield warnings about `entry`: an act of somebody else's lever, dates out of order.

    Examples
    --------
    >>> from detente.entries import read_entry
    >>> entry, _ = read_entry({"kind": "event", "id": "e", "date": "2030-01-01", "name": "talks"})
    >>> [p.message for p in oddities(entry, {}, Case(id="talks"), dt.date(2019, 10, 5))]
    ["'e' is dated 1 Jan 2030, after today"]
    """
    yield from _owner(entry, case)
    if entry.date.first > today:
        yield _late(f"'{entry.id}' is dated {date_in_words(entry.date.first)}, after today")
    if isinstance(entry, Extend) and entry.to < entry.date.first:
        yield _late(
            f"'{entry.id}' moves a deadline to {date_in_words(entry.to)}, before its own date"
        )
    about = [entry.about] if isinstance(entry, Dispute | Ruling | Retract) else []
    for id_ in [*entry.corrects, *about]:
        other = known.get(id_)
        if other is not None and entry.date.last < other.date.first and about:
            yield _late(
                f"'{entry.id}' is dated {date_in_words(entry.date.last)}, before '{id_}', which it "
                f"is about ({date_in_words(other.date.first)})"
            )


def _late(message: str) -> Problem:
    return Problem(severity="warning", code="D208", message=message, hint="look at the dates again")


def _owner(entry: Entry, case: Case) -> Iterator[Problem]:
    if not isinstance(entry, Act) or entry.lever not in case.levers or not entry.parties:
        return
    lever = case.levers[entry.lever]
    able = {lever.owner, *lever.needs.get(entry.level, ())}
    if not able & {*entry.parties}:
        yield Problem(
            severity="warning",
            code="D207",
            message=f"{and_(entry.parties)} does not own {entry.lever}",
            hint=f"only {and_(sorted(able))} can change it; if somebody only says so, it is a report",
        )
