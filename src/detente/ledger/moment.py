"""What the clause machine knows at an instant: the facts that conditions ask for.

Levels follow the ledger's rule: walked by event time, a certain entry resets the set of possible
levels to its own, a doubtful one adds its own; an exercised power, or a default that came in,
counts like an entry of its instant. Under *verified by V* only V's findings count, and at first
every level is possible; under *claimed by P* only P's own entries.
"""

from collections.abc import Collection, Iterator

from msgspec import Struct, field

from detente.case import Lever
from detente.conditions import Truth, evaluate
from detente.conditions.tree import Disputed, Duration, Node, walk
from detente.ledger.configs import IDLE, MEANS, States
from detente.ledger.evidence import Base, Evidence, counts
from detente.ledger.instants import Instant
from detente.ledger.tracks import EventTrack, LevelTrack, Standing, Told

__all__ = ["Moment"]


class Moment(Struct, frozen=True):
    """The facts at one instant (implements :class:`detente.conditions.Facts`)."""

    evidence: Evidence
    now: Instant
    states: States
    base: Base | None = None
    doubts: set[str] = field(default_factory=set)

    def levels(self, lever: str) -> Collection[int]:
        """Return the possible levels of `lever`, as positions in its order."""
        what = self.evidence.case.levers[lever]
        return {what.levels.index(name) for name in self.names(what)}

    def names(self, what: Lever) -> set[str]:
        """Return the possible levels of a lever by their names."""
        track = self.evidence.track(what, self.base)
        told = track.at(self.now)
        later = self._later(what, track, told)
        possible = {told.level} if told.level is not None else self._at_first(what)
        doubts: set[str] = set()
        for one in later:
            if one.certain:
                possible, doubts = {one.level}, set()
            else:
                possible = {*possible, one.level}
                doubts.add(one.name)
        if self._too_old(told, doubts):
            possible = set(what.levels)
        possible = self._unwatched(what.id, possible, doubts)
        if len(possible) > 1:
            self.doubts.update(doubts)
        return possible

    def _at_first(self, what: Lever) -> set[str]:
        verified = self.base is not None and self.base.kind == "verified"
        return set(what.levels) if verified else {what.start}

    def _later(self, what: Lever, track: LevelTrack, told: Standing) -> list[Told]:
        """Return what counts beside the last certain entry, by instant."""
        later = [*told.doubts, *track.pending(self.now)] if track.ends else []
        if self.base is None and what.id in self.evidence.effects:
            later += self._effects(what, told)
            later.sort(key=_instant)
        return later

    def _too_old(self, told: Standing, doubts: set[str]) -> bool:
        """Whether the last certain finding is, or may be, too old to count."""
        within = self.base.within if self.base else None
        if within is None or told.level is None:
            return False
        clock = self.evidence.clock
        if self.now < clock.deadline(told.earliest, within):
            return False
        if self.now < clock.deadline(told.latest, within):
            doubts.add(told.name)
        return True

    def _effects(self, what: Lever, told: Standing) -> Iterator[Told]:
        """Yield the powers used on a lever, and the defaults that came in, after its last entry."""
        for clause, level in self.evidence.effects[what.id]:
            configs = self.states.get(clause, frozenset())
            came = [c.came for c in configs if c.came <= self.now]
            if came and max(came) >= told.earliest:
                certain = len(came) == len(configs) and min(came) >= told.latest
                yield Told(min(came), level, certain, clause)

    def _unwatched(self, lever: str, possible: set[str], doubts: set[str]) -> set[str]:
        for decay in self.evidence.undone.get(lever, ()):
            if not decay.since <= self.now < decay.until:
                continue
            if self.base is not None:  # a finding goes stale, whatever has happened unseen
                possible = {*possible, decay.level}
            elif decay.came:
                possible = {decay.level}
            elif decay.came is None:
                possible = {*possible, decay.level}
                doubts.add(decay.name)
        return possible

    def position(self, lever: str, level: str) -> int:
        """Return the position of `level` in the order of `lever`."""
        return self.evidence.case.levers[lever].levels.index(level)

    def amount(self, lever: str) -> tuple[float, float]:
        """Return the least and the most that was delivered."""
        low, high, doubts = self.evidence.deliveries(lever, self.base).at(self.now)
        self.doubts.update(doubts)
        return low, high

    def happened(self, event: str) -> Truth:
        """Whether the event has happened: acts of procedure are public, so none is no."""
        track = self._event(event)
        if track.certain(self.now):
            return Truth.TRUE
        possible = [one.entry.id for one in track.in_doubt(self.now)]
        self.doubts.update(possible)
        return Truth.UNKNOWN if possible else Truth.FALSE

    def _event(self, event: str) -> EventTrack:
        """Return the entries of an event that count: under *claimed* the party's own."""
        track = self.evidence.event(event)
        if self.base is None or self.base.kind == "verified":
            return track
        return EventTrack([one for one in track.found if counts(one, self.base)])

    def since(self, event: str, duration: Duration) -> Truth:
        """Whether so much time has passed since the event."""
        clock, track = self.evidence.clock, self.evidence.event(event)
        if track.first and clock.passed(track.first.latest, duration) <= self.now:
            return Truth.TRUE
        possible = [
            one.entry.id
            for one in track.in_doubt(self.now)
            if clock.passed(one.earliest, duration) <= self.now
        ]
        self.doubts.update(possible)
        return Truth.UNKNOWN if possible else Truth.FALSE

    def clause(self, status: str, clause: str) -> Truth:
        """Whether the clause is in what the word stands for."""
        configs = self.states.get(clause, IDLE)
        yes = sum(config.word in MEANS[status] for config in configs)
        if 0 < yes < len(configs):
            self.doubts.add(clause)
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
        return [self._was(part, instant) for instant in dict.fromkeys(moments)]

    def _was(self, part: Node, instant: Instant) -> Truth:
        """Return the value of `part` at an instant; of what is past, worked out once."""
        if instant == self.now:
            return evaluate(part, self)
        key = (id(part), self.base, instant)
        if key not in self.evidence.known:
            then = self.at(instant)
            self.evidence.known[key] = evaluate(part, then), frozenset(then.doubts)
        value, doubts = self.evidence.known[key]
        if value is Truth.UNKNOWN:
            self.doubts.update(doubts)
        return value

    def at(self, instant: Instant) -> "Moment":
        """Return the facts at an earlier instant, seen through the same entries."""
        states = self.evidence.states_at(instant)
        return Moment(self.evidence, instant, states, self.base)

    def verified(self, part: Node, by: tuple[str, ...], within: Duration | None) -> Truth:
        """Whether the findings of `by` alone make `part` true; a statement about the ledger."""
        return self.found(part, Base("verified", by, within)) or Truth.FALSE

    def found(self, part: Node, base: Base) -> Truth | None:
        """Return what the entries that count under `base` make of `part`; None: they are silent.

        UNKNOWN only if something that they say is in doubt.
        """
        seen = Moment(self.evidence, self.now, self.states, base)
        value = evaluate(part, seen)
        if value is not Truth.UNKNOWN:
            return value
        self.doubts.update(seen.doubts)
        open_ = seen.doubts or any(isinstance(node, Disputed) for node in walk(part))
        return Truth.UNKNOWN if open_ else None

    def claimed(self, part: Node, by: str) -> Truth:
        """Whether the entries of `by` alone make `part` true."""
        return evaluate(
            part, Moment(self.evidence, self.now, self.states, Base("claimed", (by,)), self.doubts)
        )


def _instant(told: Told) -> Instant:
    return told.instant
