"""The run of the clause machines over one world: from wake-up to wake-up, never day by day.

Every happening posts the instants at which it may take effect; every configuration posts its own
deadlines; every window, every *since* and every age of a finding posts the instants at which its
value can change. Each instant is posted for the clauses that ask for it, and only those are looked
at; when a clause moves, so are those that read it. Nothing looks further ahead than that, and
nothing is missed, however long the chain of clauses.
"""

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct, field

from detente.case import Case
from detente.conditions.tree import Duration
from detente.entries import Amount, Event, Extend, LevelEntry, Waive
from detente.ledger.agenda import Agenda
from detente.ledger.configs import IDLE, Config, States, thinned
from detente.ledger.evidence import Base, Evidence, counts
from detente.ledger.happenings import Happening, Undone
from detente.ledger.instants import FOREVER, Clock, Instant
from detente.ledger.machine import Stepper
from detente.ledger.moment import Moment
from detente.ledger.waiting import Asks, asks, groups_of, in_order, reads

__all__ = ["Plan", "Run", "plan", "run"]

MICRO_STEPS = 100
Index = Mapping[str, tuple[str, ...]]


class Plan(Struct, frozen=True):
    """What the runs over all worlds of one case share.

    Attributes
    ----------
    case : Case
        With the terms in its clauses settled.
    asked : dict
        Clause -> what it asks for.
    reads : dict
        Clause -> the clauses on which it depends.
    order : tuple of tuple of str
        The clauses that are run: what is read first, those that wait for each other together.
    readers, by_lever, by_event : dict
        Clause, lever, event -> the clauses that read it.
    clauses : tuple of str
        The clauses that are run, in that order.
    """

    case: Case
    clock: Clock
    asked: Mapping[str, Asks]
    reads: Mapping[str, frozenset[str]]
    order: tuple[tuple[str, ...], ...]
    groups: dict[str, tuple[str, ...]]
    readers: Index
    by_lever: Index
    by_event: Index
    clauses: tuple[str, ...]

    def part(self, clauses: frozenset[str]) -> "Plan":
        """Return the plan for some of the clauses, which must read no others."""
        groups = tuple(group for group in self.order if group[0] in clauses)
        return _planned(self.case, self.clock, self.asked, self.reads, groups)

    def about(self, happening: Happening) -> tuple[str, ...]:
        """Return the clauses that ask for what `happening` is about."""
        entry = happening.entry
        if isinstance(entry, LevelEntry | Amount):
            return self.by_lever.get(entry.lever, ())
        if isinstance(entry, Event):
            return self.by_event.get(entry.name, ())
        on_clause = isinstance(entry, Waive | Extend) and entry.clause in self.readers
        return (entry.clause,) if on_clause else ()  # type: ignore[attr-defined]  # as just seen


class Run(Struct):
    """What one run found: per clause, from which instant on which configurations are possible."""

    log: dict[str, list[tuple[Instant, frozenset[Config]]]]
    evidence: Evidence
    doubts: dict[str, set[str]] = field(default_factory=dict)
    loops: set[tuple[str, ...]] = field(default_factory=set)

    def states(self) -> States:
        """Return the configurations at the end."""
        return {clause: stays[-1][1] for clause, stays in self.log.items() if stays}


def plan(case: Case, clock: Clock) -> Plan:
    """Return what can be worked out before any world is looked at; `case` with its terms settled."""
    asked = {clause.id: asks(clause) for clause in case.clauses.values()}
    reads_of = reads(case, asked)
    return _planned(case, clock, asked, reads_of, tuple(in_order(reads_of)))


def _planned(
    case: Case,
    clock: Clock,
    asked: Mapping[str, Asks],
    reads_of: Mapping[str, frozenset[str]],
    order: tuple[tuple[str, ...], ...],
) -> Plan:
    clauses = [clause for group in order for clause in group]
    return Plan(
        case=case,
        clock=clock,
        asked=asked,
        reads=reads_of,
        order=order,
        groups=groups_of(case),
        readers={c: tuple(o for o in clauses if c in reads_of[o]) for c in clauses},
        by_lever=_index((c, lever) for c in clauses for lever in asked[c].levers),
        by_event=_index((c, event) for c in clauses for event in asked[c].events),
        clauses=tuple(clauses),
    )


def _index(pairs: Iterable[tuple[str, str]]) -> Index:
    found: dict[str, list[str]] = {}
    for clause, name in pairs:
        found.setdefault(name, []).append(clause)
    return {name: tuple(clauses) for name, clauses in found.items()}


def run(
    what: Plan,
    found: tuple[Happening, ...],
    decays: tuple[Undone, ...],
    begins: Instant,
    until: Instant,
    *,
    every: Iterable[Instant] = (),
) -> Run:
    """Run the machines from `begins` to `until` (both included).

    Parameters
    ----------
    found, decays
        The happenings and the unseen changes of this world.
    every : iterable of int
        Further instants at which to look at every clause, for checking that none is missing.
    """
    evidence = Evidence(what.case, what.clock, found, decays)
    states: dict[str, frozenset[Config]] = dict.fromkeys(what.clauses, IDLE)
    result = Run({clause: [] for clause in what.clauses}, evidence)
    agenda = Agenda(begins, until)
    for instant in (begins, *every):
        agenda.post(instant, what.clauses)
    _post_record(agenda, what, evidence)
    while agenda:
        now, look, fresh = agenda.pop()
        evidence.look(now)
        before, states, looked = states, *_settle(what, result, states, now, look)
        moved = {clause for clause in looked if states[clause] != before[clause]}
        fresh |= {reader for clause in moved for reader in what.readers[clause]}
        for clause in looked:
            agenda.post_all(_deadlines(what, clause, states[clause]), clause)
        for clause in fresh:
            agenda.post_all(_windows(what.asked[clause], what.clock, now), clause)
        for clause in moved if result.log[what.clauses[0]] else what.clauses:
            result.log[clause].append((now, states[clause]))
    return result


def _settle(
    what: Plan, result: Run, states: States, now: Instant, look: set[str]
) -> tuple[dict[str, frozenset[Config]], set[str]]:
    """Let the clauses to look at move at `now`, group by group, until nothing changes any more."""
    current = dict(states)
    looked: set[str] = set()
    for group in what.order:
        active = [clause for clause in group if clause in look]
        if not active:
            continue
        if group == tuple(active) and len(group) == 1:
            _settle_one(what, result, current, now, active[0])
            looked.add(active[0])
        else:
            looked.update(_settle_group(what, result, current, now, active))
        moved = [clause for clause in group if current[clause] != states[clause]]
        for clause in moved:
            look.update(what.readers[clause])
    if current != states or not result.evidence.past:
        result.evidence.remember(now, current)
    return current, looked


def _settle_one(
    what: Plan, result: Run, current: dict[str, frozenset[Config]], now: Instant, clause: str
) -> None:
    """Let a clause that waits for none of its readers move until nothing changes."""
    for _ in range(MICRO_STEPS):
        new = _step(what, result, current, clause, now)
        if new == current[clause]:
            if len(new) > 1:
                current.update(_lasting(what, result, current, (clause,), now))
            return
        current[clause] = new
    result.loops.add((clause,))


def _settle_group(
    what: Plan,
    result: Run,
    current: dict[str, frozenset[Config]],
    now: Instant,
    active: list[str],
) -> set[str]:
    """Let some clauses of one group move until nothing changes; return those looked at."""
    looked = set(active)
    group = next(group for group in what.order if active[0] in group)
    for _ in range(MICRO_STEPS):
        new = {clause: _step(what, result, current, clause, now) for clause in active}
        moved = [clause for clause in active if new[clause] != current[clause]]
        if not moved:
            current.update(_lasting(what, result, current, looked, now))
            return looked
        current.update(new)
        stirred = {reader for clause in moved for reader in what.readers[clause]}
        active = [clause for clause in group if clause in stirred or clause in moved]
        looked.update(active)
    result.loops.add(group)
    return looked


def _lasting(
    what: Plan, result: Run, states: States, looked: Iterable[str], now: Instant
) -> dict[str, frozenset[Config]]:
    """Return the configurations that last beyond this instant: not those passed through at it.

    Where a guard is unknown both ways are taken, and what is on the way is made again and again.
    """
    lasting = {}
    for clause in looked:
        if len(states[clause]) > 1:
            stepper = Stepper(Moment(result.evidence, now, states), what.groups)
            told = what.case.clauses[clause]
            stay = frozenset(c for c in states[clause] if c in stepper.step(told, c))
            lasting[clause] = stay or states[clause]
    return lasting


def _step(what: Plan, result: Run, states: States, clause: str, now: Instant) -> frozenset[Config]:
    moment = Moment(result.evidence, now, states)
    stepper = Stepper(moment, what.groups)
    told = what.case.clauses[clause]
    moved = frozenset(after for config in states[clause] for after in stepper.step(told, config))
    if moment.doubts:
        result.doubts.setdefault(clause, set()).update(moment.doubts)
    return thinned(moved)


# ---------------------------------------------------------------------- what posts which instants


def _post_record(agenda: Agenda, what: Plan, evidence: Evidence) -> None:
    """Post all instants at which the record can change what a clause asks for."""
    clock = what.clock
    news = _News(what, evidence)
    for one in evidence.found:
        clauses = news.to(one)
        if not clauses:
            continue
        name = getattr(one.entry, "name", "")
        for instant in dict.fromkeys((one.earliest, one.latest, *_days_between(one, clock))):
            agenda.post(instant, clauses, fresh=True)
            for clause in clauses:
                asked = what.asked[clause]
                sinces = [clock.passed(instant, d) for event, d in asked.sinces if event == name]
                ages = [clock.deadline(instant, d) for d in asked.ages]
                for later in (*sinces, *ages):
                    agenda.post(later, (clause,), fresh=True)
    for decay in evidence.decays:
        for instant in (decay.since, decay.until):
            if abs(instant) < FOREVER:
                agenda.post(instant, what.by_lever.get(decay.lever, ()), fresh=True)


class _News(Struct):
    """Which entries are news to which clauses: not those that repeat what was certain before."""

    what: Plan
    evidence: Evidence
    known: dict[tuple[str, tuple[str, ...]], set[str]] = field(default_factory=dict)

    def to(self, one: Happening) -> tuple[str, ...]:
        """Return the clauses to which `one` may be news."""
        clauses = self.what.about(one)
        entry = one.entry
        if not isinstance(entry, LevelEntry) or not clauses:
            return clauses
        if entry.lever in self.evidence.effects:  # even a repetition counts after a power was used
            return clauses
        return tuple(c for c in clauses if self._is_news(entry, self.what.asked[c]))

    def _is_news(self, entry: LevelEntry, asked: Asks) -> bool:
        if asked.ages:
            return True
        return any(
            entry.id not in self._repeats(entry.lever, names) for names in asked.looks[entry.lever]
        )

    def _repeats(self, lever: str, names: tuple[str, ...]) -> set[str]:
        """Return the entries about a lever that are no news to who counts those of `names`."""
        key = (lever, names)
        if key not in self.known:
            what = self.what.case.levers[lever]
            base = Base(names[0], names[1:]) if names else None
            track = self.evidence.track(what, base)
            told = self.evidence.by_lever.get(lever, ())
            others = {one.entry.id for one in told if not counts(one, base)}
            self.known[key] = track.repeats() | others
        return self.known[key]


def _days_between(one: Happening, clock: Clock) -> Iterator[Instant]:
    """Yield the end of each day on which `one` may have taken place, but the last."""
    if one.earliest == one.latest:
        return
    first, last = clock.day(one.earliest), clock.day(one.latest)
    for n in range(first.toordinal(), last.toordinal()):
        yield clock.end(first.fromordinal(n))


def _deadlines(what: Plan, clause_id: str, configs: frozenset[Config]) -> Iterator[Instant]:
    """Yield the instants that the configurations of a clause post."""
    clock, clause = what.clock, what.case.clauses[clause_id]
    for config in configs:
        yield config.due
        if config.word == "claimed_done" and clause.verified and clause.verified.within:
            yield clock.deadline(config.at, clause.verified.within, clause.calendar)
        if config.word == "overdue" and clause.grace and config.grace < FOREVER:
            yield clock.passed(config.grace, clause.grace, clause.calendar)


def _windows(asked: Asks, clock: Clock, now: Instant) -> set[Instant]:
    """Return the instants at which what changed at `now` reaches the end of a window."""
    found: set[Instant] = set()
    front = {now}
    for _ in range(asked.depth):
        front = _leaves(front, asked.windows, clock)
        found |= front
    return found


def _leaves(front: Iterable[Instant], windows: Iterable[Duration], clock: Clock) -> set[Instant]:
    instants = list(front)
    leaves = {later for t in instants for d in windows for later in clock.leaves(t, d)}
    return leaves | {clock.end(clock.day(t)) for t in instants}
