"""The status of every clause: who owes what by when, what was done, what is in doubt and why.

Where nothing is in doubt a clause has one status. Where something is, it has the set of those that
it has in some *consistent world*: each doubtful entry true or struck, each inexact date one day of
its range, each level that may have been undone unseen undone or not, the same choice everywhere.
With few doubts all worlds are run; with many the machine branches guard by guard, which can only
add statuses, and the result says so.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from detente.case import Case, Condition
from detente.conditions import settle
from detente.conditions.tree import Node
from detente.errors import Problem
from detente.ledger.evidence import Config
from detente.ledger.happenings import Happening, Undone, happenings, undone, worlds
from detente.ledger.instants import Instant, clock_of
from detente.ledger.run import Plan, Run, plan, run
from detente.ledger.view import View
from detente.ledger.waiting import conditions_of

__all__ = ["ClauseRuns", "run_clauses", "settled"]

WORLDS = 256
"""The most worlds that are run one by one; above it the machine branches."""
BEFORE = dt.date(1900, 1, 1)
"""Before the record of any case: what holds always, held then, whatever is struck or added later."""


@dataclass(frozen=True, slots=True)
class ClauseRuns:
    """The runs over all worlds, or the one branching run.

    Attributes
    ----------
    runs : tuple of Run
        One per world, or one in all.
    exact : bool
        Whether the statuses are those of some consistent world and no others.
    deciding : dict
        Clause -> ids of the doubtful entries that decide its status.
    """

    plan: Plan
    runs: tuple[Run, ...]
    exact: bool
    deciding: Mapping[str, tuple[str, ...]]
    problems: tuple[Problem, ...] = ()

    def configs(self, clause: str, instant: Instant) -> frozenset[Config]:
        """Return the possible configurations of `clause` at `instant`."""
        found: set[Config] = set()
        for one in self.runs:
            now = frozenset({Config("idle")})
            for since, configs in one.log[clause]:
                if since > instant:
                    break
                now = configs
            found |= now
        return frozenset(found)

    def words(self, clause: str, day: dt.date) -> tuple[str, ...]:
        """Return the possible statuses of `clause` as of the end of `day`, in alphabetical order."""
        instant = self.plan.clock.end(day)
        return tuple(sorted({config.word for config in self.configs(clause, instant)}))


def settled(case: Case, reading: str | None = None) -> dict[Condition, Node]:
    """Return the tree of each condition in the clauses, with every term replaced by its meaning.

    A term that names no reading takes that of the party `reading`, where it has one; else it stays
    disputed: true or false where all readings agree, unknown where not.
    """
    terms = {t.id: {r.id: r.means.tree for r in t.readings.values()} for t in case.terms.values()}
    chosen = {
        term.id: one.id
        for term in case.terms.values()
        for one in term.readings.values()
        if reading is not None and reading in one.by
    }
    return {
        condition: settle(condition.tree, terms, chosen)
        for clause in case.clauses.values()
        for condition in conditions_of(clause)
    }


def run_clauses(
    case: Case,
    view: View,
    until: dt.date,
    reading: str | None = None,
    *,
    limit: int = WORLDS,
    begins: dt.date | None = None,
    every: Iterable[Instant] = (),
) -> ClauseRuns:
    """Run the machines of all clauses up to the end of day `until`.

    Parameters
    ----------
    view : View
        The record as known on some day.
    reading : str or None
        The party whose reading of disputed terms counts.
    limit : int
        The most worlds to run one by one.
    begins : datetime.date or None
        The day before which a clause that holds always comes to life; None: long before the record.
    every : iterable of int
        Further instants at which to look.

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> from detente.ledger.view import make_view
    >>> case = Case(id="talks")
    >>> run_clauses(case, make_view([], None, trust=case.trust, zone=ZoneInfo("UTC")),
    ...             dt.date(2019, 10, 5)).exact
    True
    """
    clock = clock_of(case)
    what = plan(case, clock, settled(case, reading))
    found = happenings(view, clock)
    end = clock.end(until)
    first = min((clock.day(h.earliest) for h in found), default=until)
    began = clock.end((begins or min(first, until, BEFORE)) - dt.timedelta(days=1))
    decays = undone(case, view, clock, end)
    seen = tuple(h for h in found if h.earliest <= end)
    every = tuple(every)
    all_worlds = worlds(seen, decays, clock, limit)
    if all_worlds is None:
        one = run(what, seen, decays, began, end, every=every)
        deciding = {clause: tuple(sorted(ids)) for clause, ids in one.doubts.items()}
        return ClauseRuns(
            what, (one,), exact=False, deciding=deciding, problems=_loops(case, [one])
        )
    runs = [run(what, w, d, began, end, every=every) for w, d in all_worlds]
    deciding = _deciding(seen, decays, runs)
    return ClauseRuns(what, tuple(runs), exact=True, deciding=deciding, problems=_loops(case, runs))


def _deciding(
    found: Sequence[Happening], decays: Sequence[Undone], runs: Sequence[Run]
) -> dict[str, tuple[str, ...]]:
    """Return per clause the doubts that decide: two worlds that differ in one alone differ in status."""
    names = [h.entry.id for h in found if not h.certain]
    if len(runs) == 1:
        return {}
    kinds: dict[tuple[object, ...], Run] = {}
    for one in runs:
        chosen = {h.entry.id: h.latest for h in one.evidence.found}
        came = {(d.lever, d.level, d.since) for d in one.evidence.decays}
        picks: tuple[object, ...] = (
            *(chosen.get(n) for n in names),
            *((d.lever, d.level, d.since) in came for d in decays),
        )
        kinds[picks] = one
    labels = [*names, *(d.name for d in decays)]
    deciding: dict[str, set[str]] = {}
    for place, label in enumerate(labels):
        groups: dict[tuple[object, ...], dict[str, set[str]]] = {}
        for picks, one in kinds.items():
            rest = picks[:place] + picks[place + 1 :]
            told = groups.setdefault(rest, {})
            for clause, configs in one.states().items():
                told.setdefault(clause, set()).update(c.word for c in configs)
        for told in groups.values():
            for clause, words in told.items():
                if len(words) > 1:
                    deciding.setdefault(clause, set()).add(label)
    return {clause: tuple(sorted(ids)) for clause, ids in deciding.items()}


def _loops(case: Case, runs: Iterable[Run]) -> tuple[Problem, ...]:
    groups = sorted({group for one in runs for group in one.loops})
    return tuple(
        case.problem(
            "warning",
            "D221",
            f"clauses {', '.join(group)} set each other off without end at one instant",
            ("clauses", group[0]),
            "let one of them wait: give it a notice, or a time since an event",
        )
        for group in groups
    )
