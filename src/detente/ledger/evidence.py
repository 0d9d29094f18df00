"""What the clause machine knows at an instant: the facts that conditions ask for.

Levels follow the ledger's rule: walked by event time, a certain entry resets the set of possible
levels to its own, a doubtful one adds its own; an exercised power, or a default that came in,
counts like an entry of its instant. Under *verified by V* only V's findings count, and at first
every level is possible; under *claimed by P* only P's own entries.
"""

import bisect
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from detente.case import Case, Lever
from detente.conditions import Truth, evaluate
from detente.conditions.tree import Compare, Duration, Node, walk
from detente.entries import Amount, Event, Extend, LevelEntry, Waive
from detente.ledger.happenings import Happening, Undone
from detente.ledger.instants import FOREVER, Clock, Instant

__all__ = ["CHANGED", "MEANS", "Base", "Config", "Evidence", "Moment", "States"]

MEANS: Mapping[str, frozenset[str]] = {
    "fulfilled": frozenset({"fulfilled", "late"}),
    "overdue": frozenset({"overdue", "breached"}),
    "live": frozenset({"live", "claimed_done", "overdue"}),
    **{
        word: frozenset({word})
        for word in ("breached", "excused", "waived", "exercised", "claimed_done")
    },
}
"""Which statuses a word stands for in a condition."""
CHANGED = frozenset({"breached", "ended"})
"""Statuses at which a clause's default comes in."""


class Config(NamedTuple):
    """One configuration of a clause: its status and the instants that go with it.

    ``due`` is the first instant that is too late (of a power: when it takes effect); ``at`` when it
    was done, broken, exercised or ended; ``seen`` when that was verified; ``grace`` from when grace
    counts; ``ready`` whether a clause that waits for others is itself done.
    """

    word: str
    due: Instant = FOREVER
    at: Instant = FOREVER
    seen: Instant = FOREVER
    grace: Instant = FOREVER
    ready: bool = False


States = Mapping[str, frozenset[Config]]


class Base(NamedTuple):
    """Whose entries count: ``verified`` by these names (within a duration), or ``claimed`` by one."""

    kind: str
    names: tuple[str, ...]
    within: Duration | None = None


E = TypeVar("E")


@dataclass(slots=True)
class Evidence:
    """The happenings of one world, by what they are about, and how the clauses came to stand."""

    case: Case
    clock: Clock
    found: tuple[Happening, ...]
    decays: tuple[Undone, ...] = ()
    by_lever: dict[str, list[Happening]] = field(default_factory=dict)
    events: dict[str, list[Happening]] = field(default_factory=dict)
    on_clause: dict[str, list[Happening]] = field(default_factory=dict)
    undone: dict[str, list[Undone]] = field(default_factory=dict)
    effects: dict[str, list[tuple[str, str, frozenset[str]]]] = field(default_factory=dict)
    instants: list[Instant] = field(default_factory=list)
    past: list[States] = field(default_factory=list)

    def __post_init__(self) -> None:
        for one in self.found:
            entry = one.entry
            if isinstance(entry, LevelEntry | Amount):
                self.by_lever.setdefault(entry.lever, []).append(one)
            elif isinstance(entry, Event):
                self.events.setdefault(entry.name, []).append(one)
            elif isinstance(entry, Waive | Extend):
                self.on_clause.setdefault(entry.clause, []).append(one)
        undone = defaultdict(list)
        for decay in self.decays:
            undone[decay.lever].append(decay)
        self.undone = dict(undone)
        for clause in self.case.clauses.values():
            for effect, words in ((clause.effect, {"exercised"}), (clause.default, CHANGED)):
                for lever, level in effect.settings if effect else ():
                    told = (clause.id, level, frozenset(words))
                    self.effects.setdefault(lever, []).append(told)

    def remember(self, instant: Instant, states: States) -> None:
        """Keep how the clauses stand from `instant` on."""
        if self.instants and self.instants[-1] == instant:
            self.past[-1] = states
        else:
            self.instants.append(instant)
            self.past.append(states)

    def states_at(self, instant: Instant) -> States:
        """Return how the clauses stood at `instant`."""
        index = bisect.bisect_right(self.instants, instant) - 1
        return self.past[index] if index >= 0 else {}

    def between(self, after: Instant, before: Instant) -> list[Instant]:
        """Return the instants, between two others, at which the clauses were looked at."""
        low = bisect.bisect_right(self.instants, after)
        return self.instants[low : bisect.bisect_left(self.instants, before)]


def _by(happening: Happening, base: Base | None) -> bool:
    """Whether `happening` counts under `base`."""
    if base is None:
        return True
    if base.kind == "verified" and happening.entry.kind != "finding":
        return False
    return any(name in base.names for name in happening.entry.parties)


@dataclass(frozen=True, slots=True)
class Moment:
    """The facts at one instant (implements :class:`detente.conditions.Facts`)."""

    evidence: Evidence
    now: Instant
    states: States
    base: Base | None = None
    doubts: set[str] = field(default_factory=set)

    def levels(self, lever: str) -> Collection[int]:
        """Return the possible levels of `lever`, as positions in its order."""
        what = self.evidence.case.levers[lever]
        names = self._names(what)
        return {what.levels.index(name) for name in names}

    def _names(self, what: Lever) -> set[str]:
        verified = self.base is not None and self.base.kind == "verified"
        possible = set(what.levels) if verified else {what.start}
        doubts: set[str] = set()
        last: Instant | None = None
        for instant, level, certain, name in sorted(self._told(what), key=_instant):
            if certain:
                possible, doubts, last = {level}, set(), instant
            else:
                possible = {*possible, level}
                doubts.add(name)
        if last is not None and self._too_old(last):
            possible = set(what.levels)
        possible = self._unwatched(what.id, possible, doubts)
        if len(possible) > 1:
            self.doubts.update(doubts)
        return possible

    def _too_old(self, finding: Instant) -> bool:
        within = self.base.within if self.base else None
        return within is not None and self.now >= self.evidence.clock.deadline(finding, within)

    def _told(self, what: Lever) -> Iterable[tuple[Instant, str, bool, str]]:
        """Yield (instant, level, certain, name) of all that says where the lever is."""
        for one in self.evidence.by_lever.get(what.id, ()):
            entry = one.entry
            if one.earliest > self.now or not _by(one, self.base):
                continue
            if isinstance(entry, LevelEntry) and entry.level in what.levels:
                certain = not one.doubtful and one.latest <= self.now
                yield min(one.latest, self.now), entry.level, certain, entry.id
        if self.base is None:
            yield from self._effects(what)

    def _effects(self, what: Lever) -> Iterable[tuple[Instant, str, bool, str]]:
        for clause, level, words in self.evidence.effects.get(what.id, ()):
            configs = self.states.get(clause, frozenset())
            done = [c.at for c in configs if c.word in words and c.at <= self.now]
            if done:
                certain = len(done) == len(configs)
                yield (max(done) if certain else min(done)), level, certain, clause

    def _unwatched(self, lever: str, possible: set[str], doubts: set[str]) -> set[str]:
        for decay in self.evidence.undone.get(lever, ()):
            if not decay.since <= self.now < decay.until:
                continue
            if decay.certain and self.base is None:
                possible = {decay.level}
            else:
                possible = {*possible, decay.level}
                doubts.add(decay.name)
        return possible

    def position(self, lever: str, level: str) -> int:
        """Return the position of `level` in the order of `lever`."""
        return self.evidence.case.levers[lever].levels.index(level)

    def amount(self, lever: str) -> tuple[float, float]:
        """Return the least and the most that was delivered."""
        low = high = 0.0
        for one in self.evidence.by_lever.get(lever, ()):
            entry = one.entry
            counts = one.earliest <= self.now and (self.base is None or _claimed(one, self.base))
            if not counts or not isinstance(entry, Amount):
                continue
            sure = not one.doubtful and one.latest <= self.now
            low += entry.amount if sure else min(entry.amount, 0.0)
            high += entry.amount if sure else max(entry.amount, 0.0)
            if not sure:
                self.doubts.add(entry.id)
        return low, high

    def happened(self, event: str) -> Truth:
        """Whether the event has happened: acts of procedure are public, so none is no."""
        possible = False
        for one in self.evidence.events.get(event, ()):
            if one.earliest > self.now or (self.base and not _claimed(one, self.base)):
                continue
            if not one.doubtful and one.latest <= self.now:
                return Truth.TRUE
            self.doubts.add(one.entry.id)
            possible = True
        return Truth.UNKNOWN if possible else Truth.FALSE

    def since(self, event: str, duration: Duration) -> Truth:
        """Whether so much time has passed since the event."""
        clock, possible = self.evidence.clock, False
        for one in self.evidence.events.get(event, ()):
            if not one.doubtful and clock.passed(one.latest, duration) <= self.now:
                return Truth.TRUE
            if clock.passed(one.earliest, duration) <= self.now:
                self.doubts.add(one.entry.id)
                possible = True
        return Truth.UNKNOWN if possible else Truth.FALSE

    def clause(self, status: str, clause: str) -> Truth:
        """Whether the clause is in what the word stands for."""
        configs = self.states.get(clause, frozenset({Config("idle")}))
        yes = sum(config.word in MEANS[status] for config in configs)
        return Truth.of(possible=yes > 0, certain=yes == len(configs))

    def held(self, part: Node, duration: Duration) -> Truth:
        """Whether `part` held throughout the last `duration`."""
        return min(self._window(part, duration))

    def once(self, part: Node, duration: Duration) -> Truth:
        """Whether `part` held at least once in the last `duration`."""
        return max(self._window(part, duration))

    def _window(self, part: Node, duration: Duration) -> list[Truth]:
        first = self.evidence.clock.window(self.now, duration)
        moments = [first, *self.evidence.between(first, self.now), self.now]
        return [evaluate(part, self.at(instant)) for instant in dict.fromkeys(moments)]

    def at(self, instant: Instant) -> "Moment":
        """Return the facts at an earlier instant, seen through the same entries."""
        if instant == self.now:
            return self
        states = self.evidence.states_at(instant)
        return Moment(self.evidence, instant, states, self.base, self.doubts)

    def verified(self, part: Node, by: tuple[str, ...], within: Duration | None) -> Truth:
        """Whether the findings of `by` alone make `part` true; a statement about the ledger."""
        base = Base("verified", by, within)
        value = evaluate(part, self.under(base))
        return value if value is Truth.TRUE else self.open_finding(part, base)

    def under(self, base: Base) -> "Moment":
        """Return the same moment, seen through the entries that count under `base`."""
        return Moment(self.evidence, self.now, self.states, base, self.doubts)

    def open_finding(self, part: Node, base: Base) -> Truth:
        """Return UNKNOWN if a doubtful finding that counts under `base` bears on `part`, else FALSE."""
        possible = False
        for lever in {n.lever for n in walk(part) if isinstance(n, Compare)}:
            for one in self.evidence.by_lever.get(lever, ()):
                open_ = one.doubtful or one.latest > self.now
                if open_ and one.earliest <= self.now and _by(one, base):
                    self.doubts.add(one.entry.id)
                    possible = True
        return Truth.UNKNOWN if possible else Truth.FALSE

    def claimed(self, part: Node, by: str) -> Truth:
        """Whether the entries of `by` alone make `part` true."""
        return evaluate(part, self.under(Base("claimed", (by,))))


def _instant(told: tuple[Instant, str, bool, str]) -> Instant:
    return told[0]


def _claimed(happening: Happening, base: Base) -> bool:
    """Whether an event or delivery counts: under *verified* all do, under *claimed* the party's own."""
    return base.kind == "verified" or any(n in base.names for n in happening.entry.parties)
