"""Tracks: what the entries about one lever, event or quantity say, ready to be asked at any instant.

A clause asks the same things again and again, at thousands of instants. So each list of happenings
is walked once; afterwards a search by instant finds what stood at it, and only what is in doubt is
looked at one by one.
"""

import bisect
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from msgspec import Struct

from detente.entries import Amount, LevelEntry
from detente.ledger.happenings import Happening
from detente.ledger.instants import FOREVER, Instant

__all__ = ["Deliveries", "EventTrack", "LevelTrack", "Standing", "Told"]


class Told(NamedTuple):
    """That a lever is at a level: from when, whether for certain, and which entry or clause says so."""

    instant: Instant
    level: str
    certain: bool
    name: str


class Standing(NamedTuple):
    """What a lever's entries say up to some instant: the last certain one, and the doubts since.

    The last certain one took effect between ``earliest`` and ``latest``; ``name`` is its id.
    """

    level: str | None = None
    earliest: Instant = -FOREVER
    latest: Instant = -FOREVER
    name: str = ""
    doubts: tuple[Told, ...] = ()


NOTHING = Standing()


class LevelTrack:
    """The entries about the levels of one lever.

    A certain entry resets what is possible, a doubtful one adds to it. Of two certain entries whose
    inexact dates overlap, either may be the later one, so the level of each stays possible.
    """

    def __init__(self, found: Iterable[Happening]) -> None:
        self.ends: list[Instant] = []
        self.standing: list[Standing] = []
        self.inexact: list[Happening] = []
        now = NOTHING
        before: list[Told] = []  # certain ones that may yet turn out to be the later
        for one in found:
            if one.earliest < one.latest:
                self.inexact.append(one)
            told = _told(one)
            if one.doubtful:
                now = now._replace(doubts=(*now.doubts, told))
            else:
                before = [b for b in before if b.instant > one.earliest]
                doubts = [d for d in now.doubts if d.instant > one.earliest and not d.certain]
                maybe = [b._replace(certain=False) for b in before]
                before.append(told)
                both = tuple(sorted({*doubts, *maybe}))
                now = Standing(told.level, one.earliest, one.latest, told.name, both)
            self.ends.append(one.latest)
            self.standing.append(now)

    def at(self, instant: Instant) -> Standing:
        """Return what the entries that have taken effect by `instant` say."""
        index = bisect.bisect_right(self.ends, instant)
        return self.standing[index - 1] if index else NOTHING

    def repeats(self) -> set[str]:
        """Return the entries that say for certain what the one before already said for certain."""
        found = set()
        before = NOTHING
        for now in self.standing:
            plain = not now.doubts and not before.doubts and now.earliest == now.latest
            if plain and now.level == before.level and before.earliest == before.latest:
                found.add(now.name)
            before = now
        return found

    def pending(self, instant: Instant) -> Iterator[Told]:
        """Yield the entries that may have taken effect by `instant`, or not yet."""
        for one in self.inexact:
            if one.earliest <= instant < one.latest:
                yield _told(one)._replace(instant=instant, certain=False)


def _told(one: Happening) -> Told:
    entry = one.entry
    level = entry.level if isinstance(entry, LevelEntry) else ""
    return Told(one.latest, level, not one.doubtful, entry.id)


class EventTrack:
    """The entries of one event: since when it has happened for certain, and those in doubt."""

    def __init__(self, found: Sequence[Happening]) -> None:
        self.found = found
        self.first = next((one for one in found if not one.doubtful), None)
        self.doubtful = [one for one in found if not one.certain]
        self.inexact = [one for one in found if one.earliest < one.latest]
        self.ends = [one.latest for one in found]

    def certain(self, instant: Instant) -> Happening | None:
        """Return the first entry by which it has happened for certain at `instant`."""
        return self.first if self.first and self.first.latest <= instant else None

    def in_doubt(self, instant: Instant) -> Iterator[Happening]:
        """Yield the entries by which it may have happened at `instant`."""
        return (one for one in self.doubtful if one.earliest <= instant)

    def within(self, first: Instant, last: Instant) -> Iterator[Happening]:
        """Yield the entries that may have happened between two instants, both included."""
        for one in self.inexact:
            if one.earliest <= last and first <= one.latest:
                yield one
        low = bisect.bisect_left(self.ends, first)
        for one in self.found[low : bisect.bisect_right(self.ends, last)]:
            if one.earliest == one.latest:
                yield one


class Deliveries(Struct):
    """The entries about one quantity: the running total of the certain ones, and those in doubt."""

    ends: list[Instant]
    totals: list[Fraction]
    unsure: list[Happening]
    names: list[str]

    @classmethod
    def of(cls, found: Iterable[Happening]) -> "Deliveries":
        """Return the deliveries among `found`."""
        result = cls([], [], [], [])
        total = Fraction(0)
        for one in found:
            if not isinstance(one.entry, Amount):
                continue
            if one.earliest < one.latest or one.doubtful:
                result.unsure.append(one)
            if not one.doubtful:
                total += Fraction(one.entry.amount)
                result.ends.append(one.latest)
                result.totals.append(total)
                result.names.append(one.entry.id)
        return result

    def at(self, instant: Instant) -> tuple[float, float, list[str]]:
        """Return the least and the most by `instant`, and the entries in doubt."""
        index = bisect.bisect_right(self.ends, instant)
        low = high = self.totals[index - 1] if index else Fraction(0)
        doubts = []
        for one in self.unsure:
            open_ = one.doubtful or one.latest > instant
            if one.earliest <= instant and open_ and isinstance(one.entry, Amount):
                value = Fraction(one.entry.amount)
                low, high = low + min(value, Fraction(0)), high + max(value, Fraction(0))
                doubts.append(one.entry.id)
        return float(low), float(high), doubts

    def behind(self, instant: Instant) -> list[str]:
        """Return the last certain delivery by `instant`, and those in doubt."""
        index = bisect.bisect_right(self.ends, instant)
        return [*self.names[max(index - 1, 0) : index], *self.at(instant)[2]]
