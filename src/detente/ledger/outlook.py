"""The outlook: what comes due, which clocks run, and what happens if nobody acts.

The machines run on with no new entries: what is in the record by the day of the question stays all
there is.
"""

import datetime as dt
from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from detente.case import Case, Clause
from detente.conditions.tree import Duration
from detente.entries import Entry
from detente.ledger.clauses import ClauseRuns, run_clauses
from detente.ledger.clocks import add
from detente.ledger.effects import with_effects
from detente.ledger.levels import levels
from detente.ledger.relief_words import change_in_words, relief_ended
from detente.ledger.standing import changes
from detente.ledger.status_words import status_in_words
from detente.ledger.view import View, view_of

__all__ = ["Coming", "outlook"]


class Coming(Struct, frozen=True, kw_only=True):
    """A day on which a clause will stand otherwise than before, if nobody acts.

    Attributes
    ----------
    last : datetime.date
        The last day on which an act can prevent it.
    before, after : tuple of str
        The possible statuses until then, and from the next day on.
    changes : tuple of (str, str)
        Lever and level: what the clause then changes by itself.
    what : str
        From which status to which, in words.
    then : tuple of str
        What becomes of each of those levers, in words: of a measure, which relief begins or ends.
    ends : tuple of str
        Which reliefs then end, where the measure is for certain under one of them until then.
    """

    clause: str
    last: dt.date
    before: tuple[str, ...]
    after: tuple[str, ...]
    changes: tuple[tuple[str, str], ...] = ()
    what: str = ""
    then: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()


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
    view = view_of(case, entries, known)
    after = until if until == dt.date.max else until + dt.timedelta(days=1)
    runs = run_clauses(case, view, after, reading, seen=as_of)  # what falls due on the last day too
    found = [one for clause in case.clauses.values() for one in _coming(runs, clause, as_of)]
    moved = with_effects(case, _as_seen(view, as_of), runs)
    return tuple(_in_words(case, moved, one) for one in sorted(found, key=lambda one: one.last))


def _as_seen(view: View, as_of: dt.date) -> View:
    """Return the view without what comes about after the day of the question."""
    by_lever = {
        lever: tuple(dated for dated in entries if dated.first <= as_of)
        for lever, entries in view.by_lever.items()
    }
    return replace(view, by_lever=by_lever)


def _in_words(case: Case, moved: View, one: Coming) -> Coming:
    """Return `one` with what becomes of the levers that it changes, in words."""
    if not one.changes:
        return one
    told = [
        (case.levers[lever], levels(case, moved, lever, one.last)[-1][1].levels, level)
        for lever, level in one.changes
    ]
    then = tuple(change_in_words(*change) for change in told)
    ends = tuple(dict.fromkeys(relief for change in told if (relief := relief_ended(*change))))
    return replace(one, then=then, ends=ends)


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
