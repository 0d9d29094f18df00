"""The possible levels of a lever on each day.

A lever has a non-empty set of possible levels, at first ``{start}``. Its entries are walked by event
time: a certain one resets the set to its level, a doubtful one adds its level. An entry is doubtful
when it is disputed and not ruled on, when its grade is weaker than the case's `trust`, or on a day
inside its range when its date is not exact.

If the lever has `undo` and `watched_by` and nobody watches, knowledge decays: every level to which a
possible level can be undone in the unwatched time is added. That time runs from the last certain
entry, or from the first day on which the watching lever was not surely at its last level, whichever
is later; a lever with no certain entry does not decay.

The walk stops only on days on which something can change: each entry and each clock that starts
posts its own day.
"""

import datetime as dt
import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, field

from detente.case import Calendar, Case, Lever
from detente.entries import LevelEntry
from detente.ledger.clocks import add
from detente.ledger.view import Dated, View

__all__ = ["Decay", "Holding", "Stays", "extend", "levels"]


class Decay(Struct, frozen=True):
    """A level that may have been undone unseen: from which level, and since when nobody watched."""

    from_: str
    to: str
    unwatched: dt.date


class Holding(Struct, frozen=True):
    """What the record allows for one lever from `day` on, until the next one.

    Attributes
    ----------
    day : datetime.date or None
        First day of the stretch; None: from before the record.
    levels : tuple of str
        The possible levels, in the lever's order.
    base : Dated or None
        The last certain entry; None: the start level.
    added : tuple of Dated
        Doubtful entries since then that add a level of their own.
    decays : tuple of Decay
        Levels that were added because nobody watched.
    amount : pair of float or None
        For a quantity: the least and the most that was delivered.
    """

    day: dt.date | None
    levels: tuple[str, ...] = ()
    base: Dated | None = None
    added: tuple[Dated, ...] = ()
    decays: tuple[Decay, ...] = ()
    amount: tuple[float, float] | None = None

    @property
    def because(self) -> tuple[Dated, ...]:
        """The entries that decide it, oldest first."""
        return self.added if self.base is None else (self.base, *self.added)


Stays = tuple[Holding, Holding]
"""A stretch of days with one set of levels: as it began, and as it stood at its end."""


class _Walk(Struct):
    """The state of the walk along one lever."""

    lever: Lever
    calendar: Calendar | None
    base: Dated | None = None
    added: dict[str, list[Dated]] = field(default_factory=dict)
    pending: dict[str, Dated] = field(default_factory=dict)
    watched: bool = False
    left: dt.date | None = None

    def begin(self, dated: Dated) -> None:
        """Take in a day on which `dated` begins to be possible but can still lie ahead."""
        self.pending[dated.entry.id] = dated

    def take(self, dated: Dated) -> None:
        """Take in that `dated` has happened by now, if it is true."""
        self.pending.pop(dated.entry.id, None)
        if dated.doubtful:
            self.added.setdefault(_level(dated), []).append(dated)
        else:
            self.base = dated
            self.added.clear()

    def watch(self, day: dt.date, *, watched: bool) -> None:
        """Take in whether somebody watches from `day` on."""
        if self.watched and not watched:
            self.left = day
        self.watched = watched

    @property
    def unwatched(self) -> dt.date | None:
        """The day since which nobody has seen the lever; None if watched or never seen at all."""
        if self.watched or self.base is None:
            return None
        return max(self.base.last, self.left or self.base.last)

    def believed(self) -> set[str]:
        """The levels that the entries allow."""
        base = self.lever.start if self.base is None else _level(self.base)
        return {base, *self.added, *(_level(d) for d in self.pending.values())}

    def undone(self) -> Iterator[tuple[dt.date, Decay]]:
        """Yield each level that may come up unseen, with the first day on which it may."""
        since = self.unwatched
        if since is None or not self.lever.watched_by:
            return
        believed = self.believed()
        for (from_, to), duration in self.lever.undo.items():
            if from_ in believed and duration != "never":
                day = add(since, duration, self.calendar)
                if day is not None:
                    yield day, Decay(from_, to, since)

    def holding(self, day: dt.date | None, now: dt.date | None) -> Holding:
        """Return where things stand; `now` is the day reached, None before the record begins."""
        if self.base and self.watched and not self.added and not self.pending:
            return Holding(day=day, levels=(_level(self.base),), base=self.base)
        believed = self.believed()
        decays = [d for due, d in self.undone() if now and due <= now and d.to not in believed]
        possible = believed | {d.to for d in decays}
        base = self.lever.start if self.base is None else _level(self.base)
        doubts = [d for level, ds in self.added.items() if level != base for d in ds]
        doubts += [d for d in self.pending.values() if _level(d) != base]
        return Holding(
            day=day,
            levels=tuple(level for level in self.lever.levels if level in possible),
            base=self.base,
            added=tuple(sorted(doubts, key=lambda d: d.order)),
            decays=tuple(decays),
        )


def _level(dated: Dated) -> str:
    entry = dated.entry
    return entry.level if isinstance(entry, LevelEntry) else ""


def levels(
    case: Case, view: View, lever: str, until: dt.date, *, within: tuple[str, ...] = ()
) -> list[Stays]:
    """Return the stretches of `lever` up to the day `until`, oldest first, none empty.

    Parameters
    ----------
    within : tuple of str
        Levers whose watching is being looked at: a circle of levers that watch each other ends
        where it closes, and the lever reached again counts without decay.
    """
    what = case.levers[lever]
    entries = [d for d in view.by_lever.get(lever, ()) if _says_level(d, what)]
    decaying = bool(what.undo and what.watched_by) and lever not in within
    watching = _watching(case, view, what, until, within) if decaying else []
    walk = _Walk(what, case.calendars.get(case.calendar))
    if not decaying:
        walk.watched = True
    return _run(walk, entries, watching, until)


def _says_level(dated: Dated, lever: Lever) -> bool:
    entry = dated.entry
    told = isinstance(entry, LevelEntry) and entry.kind != "assert"
    return told and _level(dated) in lever.levels


def _watching(
    case: Case, view: View, lever: Lever, until: dt.date, within: tuple[str, ...]
) -> list[tuple[dt.date | None, bool]]:
    """Return the days on which watching begins and ends, for a lever that a lever lets one see."""
    watcher = case.levers.get(lever.watched_by)
    if watcher is None or watcher.quantity:
        return []
    seen = (watcher.levels[-1],)
    stays = levels(case, view, watcher.id, until, within=(*within, lever.id))
    return [(first.day, first.levels == seen) for first, _ in stays]


def _run(
    walk: _Walk,
    entries: Sequence[Dated],
    watching: Iterable[tuple[dt.date | None, bool]],
    until: dt.date,
) -> list[Stays]:
    begins: dict[dt.date, list[Dated]] = {}
    ends: dict[dt.date, list[Dated]] = {}
    for dated in entries:
        ends.setdefault(dated.last, []).append(dated)
        if dated.first < dated.last:
            begins.setdefault(dated.first, []).append(dated)
    watch: dict[dt.date, bool] = {}
    for day, watched in watching:
        if day is None:
            walk.watched = watched
        else:
            watch[day] = watched
    days = list({*begins, *ends, *watch})
    heapq.heapify(days)
    return _walk_days(walk, days, (begins, ends, watch), until)


def _walk_days(
    walk: _Walk,
    days: list[dt.date],
    happens: tuple[
        Mapping[dt.date, list[Dated]], Mapping[dt.date, list[Dated]], Mapping[dt.date, bool]
    ],
    until: dt.date,
) -> list[Stays]:
    begins, ends, watch = happens
    before = walk.holding(None, None)
    stays = [(before, before)]
    day: dt.date | None = None
    while days and days[0] <= until:
        last, day = day, heapq.heappop(days)
        if day == last:
            continue
        for dated in begins.get(day, ()):
            walk.begin(dated)
        for dated in ends.get(day, ()):
            walk.take(dated)
        if day in watch:
            walk.watch(day, watched=watch[day])
        for due, _ in walk.undone():
            if due > day:
                heapq.heappush(days, due)
        extend(stays, walk.holding(day, day))
    return stays


def extend(stays: list[Stays], now: Holding) -> None:
    """Lengthen the last stretch, or begin a new one where the levels, or what they rest on, differ."""
    first, _ = stays[-1]
    start_confirmed = first.base is None and now.base is not None
    if now.levels == first.levels and now.amount == first.amount and not start_confirmed:
        stays[-1] = (first, now)
    else:
        stays.append((now, now))
