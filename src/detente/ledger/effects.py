"""What clauses change: powers used, and defaults that came in, as entries of the levers they change.

A change that is certain resets what is possible for its lever, one that is not adds its level; an
entry that comes later counts after it, like any other.
"""

import bisect
import math
from collections.abc import Iterator

from msgspec.structs import replace

from detente.case import Case, Clause
from detente.entries import LevelEntry, When
from detente.ledger.clauses import ClauseRuns
from detente.ledger.configs import Config
from detente.ledger.instants import FOREVER
from detente.ledger.view import Dated, View

__all__ = ["ByClause", "with_effects"]


class ByClause(LevelEntry, frozen=True, tag="by_clause"):
    """A clause changed the lever: its power was used, or its default came in. Its id is the clause's."""


def with_effects(case: Case, view: View, runs: ClauseRuns) -> View:
    """Return `view` with the changes that clauses have made by the end of the runs.

    Examples
    --------
    >>> import datetime as dt
    >>> from zoneinfo import ZoneInfo
    >>> from detente.ledger.clauses import run_clauses
    >>> from detente.ledger.view import make_view
    >>> empty = make_view([], None, trust=Case(id="t").trust, zone=ZoneInfo("UTC"))
    >>> with_effects(Case(id="t"), empty, run_clauses(Case(id="t"), empty, dt.date(2019, 1, 1)))
    View(entries=(), struck=frozenset(), by_lever={})
    """
    by_lever = {lever: list(entries) for lever, entries in view.by_lever.items()}
    for dated in _changes(case, runs):
        lever = getattr(dated.entry, "lever", "")
        entries = by_lever.setdefault(lever, [])
        entries.insert(bisect.bisect([d.order for d in entries], dated.order), dated)
    return replace(view, by_lever={lever: tuple(entries) for lever, entries in by_lever.items()})


def _changes(case: Case, runs: ClauseRuns) -> Iterator[Dated]:
    """Yield what the clauses changed, each with the days on which it can have come about."""
    for clause in case.clauses.values():
        for effect in (clause.effect, clause.default):
            for lever, level in effect.settings if effect else ():
                for came, certain in _came(runs, clause.id):
                    yield _dated(runs, clause, (lever, level), (came, certain))


def _came(runs: ClauseRuns, clause: str) -> Iterator[tuple[tuple[int, int], bool]]:
    """Yield between which instants each change came about, and whether for certain.

    A power is used once; a default may come in again after the clause was kept again.
    """
    per_run = []
    for run in runs.runs_of[clause]:
        times: dict[int, bool] = {}
        for _, configs in run.log[clause]:
            for came in {c.came for c in configs if c.came < FOREVER}:
                times[came] = times.get(came, False) or _surely(configs, came)
        per_run.append(sorted(times.items()))
    for place in range(max(map(len, per_run), default=0)):
        there = [times[place] for times in per_run if len(times) > place]
        instants = [came for came, _ in there]
        certain = len(there) == len(per_run) and all(sure for _, sure in there)
        yield (min(instants), max(instants)), certain


def _surely(configs: frozenset[Config], came: int) -> bool:
    return all(config.came == came for config in configs)


def _dated(
    runs: ClauseRuns,
    clause: Clause,
    change: tuple[str, str],
    told: tuple[tuple[int, int], bool],
) -> Dated:
    (earliest, latest), certain = told
    clock = runs.plan.clock
    first, last = clock.day(earliest), clock.day(latest)
    entry = ByClause(
        id=clause.id,
        date=When(first, last),
        by="|".join(clause.party),
        lever=change[0],
        level=change[1],
        rests_on=clause.rests_on,
    )
    at_once = earliest == latest and latest == clock.start(last)
    within = latest / 1e6 if at_once else math.inf
    order = ((last.toordinal(), within, first.toordinal()), False, clause.id)
    disputed = () if certain else (runs.deciding[clause.id] or (clause.id,))
    return Dated(entry, first, last, order, tuple(disputed))
