"""The run of the clause machines over one world: from wake-up to wake-up, never day by day.

Every happening posts the instants at which it may take effect; every configuration posts its own
deadlines; every window and every *since* posts the instants at which its value can change. Nothing
looks further ahead than that, and nothing is missed, however long the chain of clauses.
"""

import heapq
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from detente.case import Case, Clause, Condition
from detente.conditions.tree import Duration, Held, Node, Once, Since, Verified, walk
from detente.ledger.evidence import Config, Evidence, Moment, States
from detente.ledger.happenings import Happening, Undone
from detente.ledger.instants import FOREVER, Clock, Instant
from detente.ledger.machine import Stepper
from detente.ledger.waiting import conditions_of, groups_of, in_order, reads

__all__ = ["Plan", "Run", "plan", "run"]

MICRO_STEPS = 100


@dataclass(frozen=True, slots=True)
class Plan:
    """What the runs over all worlds of one case share.

    ``trees`` are the settled conditions; ``order`` the groups of clauses that wait for each other;
    ``windows``, ``sinces`` and ``ages`` the durations in them.
    """

    case: Case
    clock: Clock
    trees: Mapping[Condition, Node]
    order: tuple[tuple[str, ...], ...]
    groups: dict[str, tuple[str, ...]]
    windows: frozenset[Duration]
    sinces: Mapping[str, frozenset[Duration]]
    ages: frozenset[Duration]


@dataclass(slots=True)
class Run:
    """What one run found: per clause, from which instant on which configurations are possible."""

    log: dict[str, list[tuple[Instant, frozenset[Config]]]]
    evidence: Evidence
    doubts: dict[str, set[str]] = field(default_factory=dict)
    loops: set[tuple[str, ...]] = field(default_factory=set)

    def states(self) -> States:
        """Return the configurations at the end."""
        return {clause: stays[-1][1] for clause, stays in self.log.items()}


def plan(case: Case, clock: Clock, trees: Mapping[Condition, Node]) -> Plan:
    """Return what can be worked out before any world is looked at."""
    nodes = [n for c in case.clauses.values() for x in conditions_of(c) for n in walk(trees[x])]
    sinces: dict[str, set[Duration]] = {}
    for node in nodes:
        if isinstance(node, Since):
            sinces.setdefault(node.event, set()).add(node.duration)
    ages = {n.within for n in nodes if isinstance(n, Verified) and n.within is not None}
    return Plan(
        case=case,
        clock=clock,
        trees=trees,
        order=tuple(in_order(reads(case, trees))),
        groups=groups_of(case),
        windows=frozenset(n.duration for n in nodes if isinstance(n, Held | Once)),
        sinces={event: frozenset(durations) for event, durations in sinces.items()},
        ages=frozenset(ages),
    )


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
        Further instants at which to look, for checking that none is missing.
    """
    evidence = Evidence(what.case, what.clock, found, decays)
    states: States = dict.fromkeys(what.case.clauses, frozenset({Config("idle")}))
    result = Run({clause: [] for clause in what.case.clauses}, evidence)
    heap = sorted({begins, *every, *_posted_by_record(what, found, decays)})
    posted = set(heap)
    dated = _dated(found, what.clock)
    while heap:
        now = heapq.heappop(heap)
        if now > until:
            break
        if now < begins:
            continue
        before, states = states, _settle(what, result, states, now)
        changed = states != before
        for instant in _posted_now(what, states, now, happened=changed or now in dated):
            if now < instant <= until and instant not in posted:
                posted.add(instant)
                heapq.heappush(heap, instant)
        for clause, configs in states.items():
            stays = result.log[clause]
            if not stays or stays[-1][1] != configs:
                stays.append((now, configs))
    return result


def _dated(found: tuple[Happening, ...], clock: Clock) -> set[Instant]:
    """Return the instants at which a happening may take effect."""
    instants = {t for one in found for t in (one.earliest, one.latest)}
    for one in found:
        if one.earliest != one.latest:
            instants.update(_days_between(one, clock))
    return instants


def _days_between(one: Happening, clock: Clock) -> Iterator[Instant]:
    """Yield the end of each day on which `one` may have taken place, but the last."""
    first, last = clock.day(one.earliest), clock.day(one.latest)
    for n in range(first.toordinal(), last.toordinal()):
        yield clock.end(first.fromordinal(n))


def _settle(what: Plan, result: Run, states: States, now: Instant) -> States:
    """Let every group of clauses move at `now` until nothing changes any more."""
    current = dict(states)
    result.evidence.remember(now, current)
    for group in what.order:
        for _ in range(MICRO_STEPS):
            new = {clause: _step(what, result, current, clause, now) for clause in group}
            if all(new[clause] == current[clause] for clause in group):
                current.update(_lasting(what, result, current, group, now))
                break
            current.update(new)
        else:
            result.loops.add(group)
    result.evidence.remember(now, current)
    return current


def _lasting(
    what: Plan, result: Run, states: States, group: tuple[str, ...], now: Instant
) -> dict[str, frozenset[Config]]:
    """Return the configurations that last beyond this instant: not those passed through at it.

    Where a guard is unknown both ways are taken, and what is on the way is made again and again.
    """
    lasting = {}
    for clause in group:
        told = what.case.clauses[clause]
        if len(states[clause]) > 1:
            stepper = Stepper(
                Moment(result.evidence, now, states), what.trees.__getitem__, what.groups
            )
            stay = frozenset(c for c in states[clause] if c in stepper.step(told, c))
            lasting[clause] = stay or states[clause]
    return lasting


def _step(what: Plan, result: Run, states: States, clause: str, now: Instant) -> frozenset[Config]:
    moment = Moment(result.evidence, now, states)
    stepper = Stepper(moment, what.trees.__getitem__, what.groups)
    told: Clause = what.case.clauses[clause]
    moved = frozenset(after for config in states[clause] for after in stepper.step(told, config))
    if moment.doubts:
        result.doubts.setdefault(clause, set()).update(moment.doubts)
    return moved


def _posted_by_record(
    what: Plan, found: tuple[Happening, ...], decays: tuple[Undone, ...]
) -> Iterator[Instant]:
    """Yield the instants that the record posts before the run."""
    clock = what.clock
    for one in found:
        instants = [one.earliest, one.latest, *_days_between(one, clock)]
        yield from instants
        name = getattr(one.entry, "name", "")
        for instant in instants:
            yield from (clock.passed(instant, d) for d in what.sinces.get(name, ()))
            yield from (clock.deadline(instant, d) for d in what.ages)
    for decay in decays:
        yield from (t for t in (decay.since, decay.until) if abs(t) < FOREVER)
    for clause in what.case.clauses.values():
        if clause.by is not None:
            yield clock.end(clause.by) + 1


def _posted_now(what: Plan, states: States, now: Instant, *, happened: bool) -> Iterator[Instant]:
    """Yield the instants that the clauses and the windows post at `now`."""
    clock = what.clock
    for clause_id, configs in states.items():
        clause = what.case.clauses[clause_id]
        for config in configs:
            yield config.due
            if config.word == "claimed_done" and clause.verified and clause.verified.within:
                yield clock.deadline(config.at, clause.verified.within, clause.calendar)
            if config.word == "overdue" and clause.grace and config.grace < FOREVER:
                yield clock.passed(config.grace, clause.grace, clause.calendar)
    if happened:
        for duration in what.windows:
            yield from clock.leaves(now, duration)
            yield clock.end(clock.day(now))
