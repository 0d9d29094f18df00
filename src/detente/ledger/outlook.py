"""The outlook: what comes due, which clocks run, and what happens if nobody acts.

The machines run on with no new entries: what is in the record by the day of the question stays all
there is.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from detente.case import Case, Clause
from detente.conditions.tree import Duration
from detente.entries import Entry
from detente.ledger.clauses import ClauseRuns, run_clauses
from detente.ledger.clocks import add
from detente.ledger.standing import changes
from detente.ledger.status_words import status_in_words
from detente.ledger.view import view_of

__all__ = ["Coming", "outlook"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """A day on which a clause will stand otherwise than before, if nobody acts.

    Attributes
    ----------
    last : datetime.date
        The last day on which an act can prevent it.
    before, after : tuple of str
        The possible statuses until then, and from the next day on.
    changes : tuple of (str, str)
        Lever and level: what the clause then changes by itself.
    """

    clause: str
    last: dt.date
    before: tuple[str, ...]
    after: tuple[str, ...]
    changes: tuple[tuple[str, str], ...] = ()
    what: str = ""


def outlook(
    case: Case,
    entries: Iterable[Entry],
    as_of: dt.date,
    ahead: Duration,
    *,
    known: dt.date | None = None,
    reading: str | None = None,
) -> tuple[Coming, ...]:
    """Return what will change within the time `ahead` if nothing new happens, the earliest first.

    Examples
    --------
    >>> outlook(Case(id="talks"), [], dt.date(2019, 10, 15), Duration(90, "days"))
    ()
    """
    until = add(as_of, ahead, case.calendars.get(case.calendar)) or dt.date.max
    runs = run_clauses(case, view_of(case, entries, known), until, reading, seen=as_of)
    found = [one for clause in case.clauses.values() for one in _coming(runs, clause, as_of)]
    return tuple(sorted(found, key=lambda one: one.last))


def _coming(runs: ClauseRuns, clause: Clause, as_of: dt.date) -> Iterator[Coming]:
    before = runs.words(clause.id, as_of)
    for day, after in changes(runs, clause.id):
        if day <= as_of:
            continue
        effects = _effects(clause, before, after)
        said = (
            f"{status_in_words(clause.kind, before)} becomes {status_in_words(clause.kind, after)}"
        )
        yield Coming(
            clause=clause.id,
            last=day - dt.timedelta(days=1),
            before=before,
            after=after,
            changes=effects,
            what=said,
        )
        before = after


def _effects(
    clause: Clause, before: tuple[str, ...], after: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    """Return what a clause changes by itself when it comes to stand so."""
    new = set(after) - set(before)
    used = clause.effect.settings if clause.effect and "exercised" in new else ()
    came = clause.default.settings if clause.default and new & {"breached", "ended"} else ()
    return (*used, *came)
