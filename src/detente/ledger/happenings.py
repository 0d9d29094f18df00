"""Happenings: what the clause machine sees of the record, each with its instants.

A happening is an entry of the view, or a level that may have been undone while nobody watched. It
is *certain*, or it is in doubt: it may be true or not, and its date may not be exact. A *world* is
one way in which all doubts may be resolved; in it every happening is certain.
"""

import itertools
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from detente.case import Case
from detente.entries import Amount, Entry, Event, Extend, LevelEntry, Waive
from detente.ledger.instants import Clock, Instant
from detente.ledger.levels import Decay, levels
from detente.ledger.view import Dated, View

__all__ = ["Happening", "Undone", "happenings", "undone", "worlds"]


class Happening(Struct, frozen=True):
    """An entry with its instants.

    Attributes
    ----------
    earliest, latest : int
        The instants between which it took effect; equal if its date is exact.
    doubtful : bool
        Whether it may not be true: disputed and not ruled on, or weakly graded.
    """

    entry: Entry
    earliest: Instant
    latest: Instant
    doubtful: bool

    @property
    def certain(self) -> bool:
        """Whether it is true and its date exact."""
        return not self.doubtful and self.earliest == self.latest

    def ways(self, clock: Clock) -> int:
        """Return in how many ways its doubts can be resolved."""
        first, last = clock.day(self.earliest), clock.day(self.latest)
        days = 1 if self.earliest == self.latest else (last - first).days + 1
        return days + self.doubtful

    @property
    def order(self) -> tuple[Instant, Instant, bool, str]:
        """Sort key: by event time; findings after acts and reports; then by id."""
        return self.latest, self.earliest, self.entry.kind == "finding", self.entry.id


class Undone(Struct, frozen=True):
    """A lever may have gone to `level` unseen, between two instants (the second excluded).

    ``came`` says whether in this world it has; None: not known.
    """

    lever: str
    level: str
    since: Instant
    until: Instant
    came: bool | None = None

    @property
    def name(self) -> str:
        """How it is named among the reasons."""
        return f"{self.lever} unwatched"


def happenings(view: View, clock: Clock) -> tuple[Happening, ...]:
    """Return the entries of `view` that clauses can depend on, by event time."""
    kinds = (LevelEntry, Amount, Event, Waive, Extend)
    found = [
        _happening(dated, clock)
        for dated in view.entries
        if isinstance(dated.entry, kinds) and dated.entry.kind != "assert"
    ]
    return tuple(sorted(found, key=lambda h: h.order))


def _happening(dated: Dated, clock: Clock) -> Happening:
    when = dated.entry.date
    if when.instant is not None:
        instant = clock.of(when.instant)
        return Happening(dated.entry, instant, instant, dated.doubtful)
    return Happening(dated.entry, clock.end(dated.first), clock.end(dated.last), dated.doubtful)


def undone(case: Case, view: View, clock: Clock, until: Instant) -> tuple[Undone, ...]:
    """Return the levels that may have come up while nobody watched, with the time of each."""
    day = clock.day(until)
    found: list[Undone] = []
    for lever in case.levers.values():
        if not (lever.undo and lever.watched_by) or lever.quantity:
            continue
        open_: dict[Decay, Instant] = {}
        for first, last in levels(case, view, lever.id, day):
            begins = clock.start(first.day) if first.day else -(2**62)
            now = {*first.decays, *last.decays}
            over = [decay for decay in open_ if decay not in now]
            found += [Undone(lever.id, decay.to, open_.pop(decay), begins) for decay in over]
            for decay in now:
                open_.setdefault(decay, begins)
        found += [Undone(lever.id, d.to, since, 2**62) for d, since in open_.items()]
    return tuple(found)


def worlds(
    found: Sequence[Happening], decays: Sequence[Undone], clock: Clock, limit: int
) -> Iterator[tuple[tuple[Happening, ...], tuple[Undone, ...]]] | None:
    """Return every way to resolve all doubts; None if there are more than `limit`.

    Each doubtful happening is true or struck, each inexact date one day of its range, each level
    that may be undone is or is not.
    """
    choices = [_choices(happening, clock) for happening in found]
    either: list[list[tuple[Undone, ...]]] = [
        [(replace(d, came=came),) for came in (False, True)] for d in decays
    ]
    count = 1
    for options in (*map(len, choices), *map(len, either)):
        count *= options
        if count > limit:
            return None
    return _product(choices, either)


def _choices(happening: Happening, clock: Clock) -> list[tuple[Happening, ...]]:
    """Return what `happening` can be in a world: itself on one of its days, or nothing."""
    if happening.certain:
        return [(happening,)]
    days = range(clock.day(happening.earliest).toordinal(), clock.day(happening.latest).toordinal())
    exact = [clock.end(clock.day(happening.earliest).fromordinal(n)) for n in days]
    sure = [
        replace(happening, earliest=t, latest=t, doubtful=False) for t in (*exact, happening.latest)
    ]
    return [*((one,) for one in sure), *([()] if happening.doubtful else [])]


def _product(
    choices: Sequence[Sequence[tuple[Happening, ...]]],
    either: Sequence[Sequence[tuple[Undone, ...]]],
) -> Iterator[tuple[tuple[Happening, ...], tuple[Undone, ...]]]:
    for picked in itertools.product(*choices):
        world = tuple(sorted(itertools.chain.from_iterable(picked), key=lambda h: h.order))
        for chosen in itertools.product(*either):
            yield world, tuple(itertools.chain.from_iterable(chosen))


def ids_in_doubt(found: Iterable[Happening]) -> tuple[str, ...]:
    """Return the ids of the happenings that are not certain."""
    return tuple(h.entry.id for h in found if not h.certain)
