"""The status of every clause: who owes what by when, what was done, what is in doubt and why.

Where nothing is in doubt a clause has one status. Where something is, it has the set of those that
it has in some *consistent world*: each doubtful entry true or struck, each inexact date one day of
its range, each level that may have been undone unseen undone or not, the same choice everywhere.
Only the doubts that a clause can depend on are varied for it. With few of them all worlds are run;
with many the machine branches guard by guard, which can only add statuses, and the result says so.
"""

import bisect
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from detente.case import Case
from detente.errors import Problem
from detente.ledger.configs import IDLE, Config
from detente.ledger.happenings import Happening, Undone, happenings, undone, worlds
from detente.ledger.instants import Instant, clock_of
from detente.ledger.readings import Way, fits, open_terms, settled, ways
from detente.ledger.run import Plan, Run, plan, run
from detente.ledger.view import View
from detente.ledger.waiting import asks, changed_by, closure, reads

__all__ = ["ClauseRuns", "only_movers", "run_clauses"]

WORLDS = 256
"""The most worlds that are run one by one; above it the machine branches."""
BEFORE = dt.date(1900, 1, 1)
"""Before the record of any case: what holds always, held then, whatever is struck or added later."""
Log = tuple[tuple[Instant, frozenset[Config]], ...]
"""From which instant on a clause has which possible configurations, oldest first."""


class ClauseRuns(Struct, frozen=True):
    """The runs of all clauses.

    Attributes
    ----------
    runs_of : dict
        Clause -> the runs that tell its status: one per world, or one that branches.
    branched : frozenset of str
        The clauses whose possible statuses may hold some that no consistent world has.
    deciding : dict
        Clause -> the doubts that decide its status.
    read : dict
        Clause -> its runs in each way to read the terms on which it depends.
    """

    plan: Plan
    until: Instant
    runs_of: Mapping[str, tuple[Run, ...]]
    branched: frozenset[str]
    deciding: Mapping[str, tuple[str, ...]]
    problems: tuple[Problem, ...] = ()
    read: Mapping[str, tuple[tuple[Way, tuple[Run, ...]], ...]] = field(default_factory=dict)
    logs: dict[str, list[Log]] = field(default_factory=dict)

    @property
    def exact(self) -> bool:
        """Whether the statuses are those of some consistent world and no others."""
        return not self.branched

    def configs(self, clause: str, instant: Instant) -> frozenset[Config]:
        """Return the possible configurations of `clause` at `instant`."""
        found: set[Config] = set()
        for log in self.different(clause):
            place = bisect.bisect_right(log, instant, key=_instant)
            found |= log[place - 1][1] if place else IDLE
        return frozenset(found)

    def different(self, clause: str) -> list[Log]:
        """Return how the clause went in each of its runs, every way once."""
        if clause not in self.logs:
            logs = {tuple(run.log[clause]): None for run in self.runs_of[clause]}
            self.logs[clause] = list(logs)
        return self.logs[clause]

    def terms(self, clause: str) -> frozenset[str]:
        """Return the terms on whose reading `clause` depends."""
        return frozenset(term for way, _ in self.read.get(clause, ()) for term in way)

    def as_read(self, said: Way) -> "ClauseRuns":
        """Return the runs in the ways of somebody who reads the terms as `said`."""
        read = {
            clause: tuple((way, runs) for way, runs in told if fits(way, said))
            for clause, told in self.read.items()
        }
        runs_of = {c: tuple(run for _, runs in told for run in runs) for c, told in read.items()}
        return replace(self, read=read, runs_of=runs_of, logs={})

    def words(self, clause: str, day: dt.date) -> tuple[str, ...]:
        """Return the possible statuses of `clause` as of the end of `day`, in alphabetical order."""
        instant = self.plan.clock.end(day)
        return tuple(sorted({config.word for config in self.configs(clause, instant)}))


def _instant(stay: tuple[Instant, frozenset[Config]]) -> Instant:
    return stay[0]


def run_clauses(
    case: Case,
    view: View,
    until: dt.date,
    reading: str | None = None,
    *,
    limit: int = WORLDS,
    begins: dt.date | None = None,
    seen: dt.date | None = None,
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
    seen : datetime.date or None
        Count only what may have happened by this day; None: by `until`.
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
    end = clock.end(until)
    last = clock.end(seen or until)
    found = tuple(h for h in happenings(view, clock) if h.earliest <= last)
    first = min((clock.day(h.earliest) for h in found), default=until)
    began = clock.end((begins or min(first, until, BEFORE)) - dt.timedelta(days=1))
    decays = undone(case, view, clock, end)
    unsure = tuple((place, one) for place, one in enumerate(found) if not one.certain)
    base = plan(settled(case, reading), clock)
    told = []
    for clauses, read in _ways_of(case, base):
        for way in read:
            meant = plan(settled(case, reading, way), clock) if way else base
            part = meant.part(closure(base.reads, clauses))
            ran = _Worlds(
                plan=part,
                found=found,
                decays=decays,
                span=(began, end),
                every=tuple(every),
                unsure=unsure,
            ).run(limit)
            told.append((clauses, way, ran))
    return _together(base, end, told)


def only_movers(case: Case, reading: str | None = None) -> Case:
    """Return the case with those clauses only that change a lever, and those on which they depend.

    Parameters
    ----------
    reading : str or None
        The party whose reading of disputed terms counts.

    Examples
    --------
    >>> only_movers(Case(id="talks")).clauses
    {}
    """
    meant = settled(case, reading)
    reads_of = reads(meant, {clause.id: asks(clause) for clause in meant.clauses.values()})
    wanted = closure(reads_of, (id_ for ids in changed_by(case).values() for id_ in ids))
    return replace(case, clauses={id_: c for id_, c in case.clauses.items() if id_ in wanted})


def _together(
    base: Plan, end: Instant, told: Iterable[tuple[frozenset[str], Way, ClauseRuns]]
) -> ClauseRuns:
    """Return the runs of all clauses as one: of each clause those in every way to read its terms."""
    runs_of: dict[str, tuple[tuple[Way, tuple[Run, ...]], ...]] = {}
    deciding: dict[str, set[str]] = {clause: set() for clause in base.clauses}
    branched: set[str] = set()
    problems: dict[Problem, None] = {}
    for clauses, way, one in told:
        for clause in clauses:
            runs_of[clause] = (*runs_of.get(clause, ()), (way, one.runs_of[clause]))
            deciding[clause].update(one.deciding[clause])
        branched |= one.branched & clauses
        problems |= dict.fromkeys(one.problems)
    return ClauseRuns(
        base,
        end,
        runs_of={
            c: tuple(run for _, runs in ways_ for run in runs) for c, ways_ in runs_of.items()
        },
        branched=frozenset(branched),
        deciding={clause: tuple(sorted(doubts)) for clause, doubts in deciding.items()},
        problems=tuple(problems),
        read=runs_of,
    )


def _ways_of(case: Case, base: Plan) -> Iterator[tuple[frozenset[str], tuple[Way, ...]]]:
    """Yield the clauses that depend on the same terms, with the ways to read these."""
    alike: dict[frozenset[str], set[str]] = {}
    for clause, terms in open_terms(base.case, base.reads).items():
        alike.setdefault(terms, set()).add(clause)
    for terms in sorted(alike, key=sorted):
        yield frozenset(alike[terms]), ways(case, terms)


class _Worlds(Struct, frozen=True):
    """The happenings, and the runs that they need."""

    plan: Plan
    found: tuple[Happening, ...]
    decays: tuple[Undone, ...]
    span: tuple[Instant, Instant]
    every: tuple[Instant, ...]
    unsure: tuple[tuple[int, Happening], ...]
    """The happenings in doubt, each with its place."""

    def run(self, limit: int) -> ClauseRuns:
        """Run all clauses, those with the same doubts together."""
        runs_of: dict[str, tuple[Run, ...]] = {}
        branched: set[str] = set()
        deciding: dict[str, tuple[str, ...]] = {}
        every_run: list[Run] = []
        for doubts, clauses in self._groups(limit):
            found, decays = self._relevant(clauses)
            part = self.plan.part(clauses)
            ways = worlds(found, decays, part.clock, limit) if doubts is not None else None
            if ways is None:
                runs: tuple[Run, ...] = (run(part, found, decays, *self.span, every=self.every),)
                decide = _doubted(runs[0])
                branched |= clauses - runs_of.keys()
            else:
                runs = tuple(run(part, w, d, *self.span, every=self.every) for w, d in ways)
                decide = _deciding(found, decays, runs)
            every_run += runs
            for clause in clauses - runs_of.keys():
                runs_of[clause] = runs
                deciding[clause] = decide.get(clause, ())
        loops = _loops(self.plan.case, every_run)
        return ClauseRuns(
            self.plan, self.span[1], runs_of, frozenset(branched), deciding, problems=loops
        )

    def _groups(self, limit: int) -> list[tuple[frozenset[int] | None, frozenset[str]]]:
        """Return sets of clauses to run together, each with its doubts; None: too many of them.

        A clause is run in the worlds of all that it depends on; clauses with fewer doubts are run
        with one that has these and more. The smallest come first, so that each clause is told by
        the smallest set that holds it.
        """
        doubts = {clause: self._doubts(clause) for clause in self.plan.clauses}
        sizes = {which: self._count(which) for which in set(doubts.values())}
        few = sorted((w for w in sizes if sizes[w] <= limit), key=lambda w: (len(w), sorted(w)))
        largest = [w for w in few if not any(w < other for other in few)]
        groups: list[tuple[frozenset[int] | None, frozenset[str]]] = []
        left = set(self.plan.clauses)
        for which in [frozenset[int](), *largest]:
            mine = [c for c in left if doubts[c] <= which]
            if mine:
                groups.append((which, closure(self.plan.reads, mine)))
                left.difference_update(mine)
        if left:
            groups.append((None, closure(self.plan.reads, left)))
        return groups

    def _doubts(self, clause: str) -> frozenset[int]:
        """Return the places of the doubts on which `clause` may depend."""
        which = closure(self.plan.reads, [clause])
        levers = {lever for c in which for lever in self.plan.asked[c].levers}
        sure = [place for place, one in self.unsure if not which.isdisjoint(self.plan.about(one))]
        unseen = [
            len(self.found) + place for place, d in enumerate(self.decays) if d.lever in levers
        ]
        return frozenset((*sure, *unseen))

    def _count(self, which: frozenset[int]) -> int:
        """Return in how many ways the doubts at these places can be resolved."""
        count = 1
        for place in which:
            count *= self.found[place].ways(self.plan.clock) if place < len(self.found) else 2
        return count

    def _relevant(
        self, clauses: frozenset[str]
    ) -> tuple[tuple[Happening, ...], tuple[Undone, ...]]:
        levers = {lever for c in clauses for lever in self.plan.asked[c].levers}
        found = tuple(one for one in self.found if not clauses.isdisjoint(self.plan.about(one)))
        return found, tuple(decay for decay in self.decays if decay.lever in levers)


def _doubted(one: Run) -> dict[str, tuple[str, ...]]:
    """Return per clause the doubts that its conditions met, also through other clauses."""
    links = {clause: frozenset(ids & one.log.keys()) for clause, ids in one.doubts.items()}
    links |= {clause: frozenset() for clause in one.log if clause not in links}
    return {
        clause: tuple(
            sorted(
                {id_ for c in closure(links, [clause]) for id_ in one.doubts.get(c, ())}
                - links.keys()
            )
        )
        for clause in one.log
    }


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
        came = {(d.lever, d.level, d.since) for d in one.evidence.decays if d.came}
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
