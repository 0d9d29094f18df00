"""The happenings of one world as the clauses ask for them, and how the clauses came to stand."""

import bisect
from typing import NamedTuple

from msgspec import Struct, field

from detente.case import Case, Lever
from detente.conditions import Truth
from detente.conditions.tree import Duration
from detente.entries import Amount, Event, Extend, LevelEntry, Waive
from detente.ledger.configs import States
from detente.ledger.happenings import Happening, Undone
from detente.ledger.instants import Clock, Instant
from detente.ledger.tracks import Deliveries, EventTrack, LevelTrack

__all__ = ["Base", "Evidence", "counts"]


class Base(NamedTuple):
    """Whose entries count: ``verified`` by these names (within a duration), or ``claimed`` by one."""

    kind: str
    names: tuple[str, ...]
    within: Duration | None = None


class Evidence(Struct):
    """The happenings of one world, by what they are about, and how the clauses came to stand."""

    case: Case
    clock: Clock
    found: tuple[Happening, ...]
    decays: tuple[Undone, ...] = ()
    by_lever: dict[str, list[Happening]] = field(default_factory=dict)
    events: dict[str, EventTrack] = field(default_factory=dict)
    on_clause: dict[str, list[Happening]] = field(default_factory=dict)
    undone: dict[str, list[Undone]] = field(default_factory=dict)
    effects: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    looked: list[Instant] = field(default_factory=list)
    instants: list[Instant] = field(default_factory=list)
    past: list[States] = field(default_factory=list)
    tracks: dict[tuple[str, Base | None], LevelTrack] = field(default_factory=dict)
    delivered: dict[tuple[str, Base | None], Deliveries] = field(default_factory=dict)
    known: dict[tuple[int, Base | None, Instant], tuple[Truth, frozenset[str]]] = field(
        default_factory=dict
    )

    def __post_init__(self) -> None:
        events: dict[str, list[Happening]] = {}
        for one in self.found:
            entry = one.entry
            if isinstance(entry, LevelEntry | Amount):
                self.by_lever.setdefault(entry.lever, []).append(one)
            elif isinstance(entry, Event):
                events.setdefault(entry.name, []).append(one)
            elif isinstance(entry, Waive | Extend):
                self.on_clause.setdefault(entry.clause, []).append(one)
        self.events = {name: EventTrack(found) for name, found in events.items()}
        for decay in self.decays:
            self.undone.setdefault(decay.lever, []).append(decay)
        for clause in self.case.clauses.values():
            for effect in (clause.effect, clause.default):
                for lever, level in effect.settings if effect else ():
                    self.effects.setdefault(lever, []).append((clause.id, level))

    def event(self, name: str) -> EventTrack:
        """Return the entries of an event."""
        return self.events.get(name, _NO_EVENTS)

    def track(self, lever: Lever, base: Base | None) -> LevelTrack:
        """Return the entries about a lever that count under `base`."""
        key = (lever.id, base._replace(within=None) if base else None)
        if key not in self.tracks:
            told = [
                one
                for one in self.by_lever.get(lever.id, ())
                if isinstance(one.entry, LevelEntry)
                and one.entry.level in lever.levels
                and counts(one, base)
            ]
            self.tracks[key] = LevelTrack(told)
        return self.tracks[key]

    def deliveries(self, lever: str, base: Base | None) -> Deliveries:
        """Return the deliveries that count under `base`: under *verified* all do."""
        base = base if base and base.kind == "claimed" else None
        key = (lever, base)
        if key not in self.delivered:
            found = self.by_lever.get(lever, ())
            self.delivered[key] = Deliveries.of(one for one in found if counts(one, base))
        return self.delivered[key]

    def look(self, instant: Instant) -> None:
        """Keep that the clauses are looked at at `instant`."""
        if not self.looked or self.looked[-1] != instant:
            self.looked.append(instant)

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
        low = bisect.bisect_right(self.looked, after)
        return self.looked[low : bisect.bisect_left(self.looked, before)]


_NO_EVENTS = EventTrack(())


def counts(happening: Happening, base: Base | None) -> bool:
    """Whether `happening` counts under `base`."""
    if base is None:
        return True
    if base.kind == "verified" and happening.entry.kind != "finding":
        return False
    return any(name in base.names for name in happening.entry.parties)
