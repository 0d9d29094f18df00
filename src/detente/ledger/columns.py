"""The record in columns: one array per property, sorted once, for records of millions of entries.

The view of a day is then a mask, and what stands about one lever a slice. What corrects what is
worked out on the arrays; the few entries that are disputed, ruled on or retracted, and those linked
with them, go through :func:`detente.ledger.view.make_view` like those of any record.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

import numpy as np
from msgspec import Struct, field
from numpy.typing import NDArray

from detente.case import Case
from detente.claims import Grade
from detente.entries import (
    Act,
    Amount,
    Dispute,
    Entry,
    Event,
    Extend,
    Inspection,
    Report,
    Retract,
    Ruling,
    Waive,
)
from detente.ledger.clocks import days_of
from detente.ledger.instants import Clock, clock_of
from detente.ledger.steps import Instants
from detente.ledger.view import make_view

__all__ = ["Columns", "Subject", "Told"]

Subject = tuple[str, str]
"""What an entry is about: ``level``, ``amount``, ``event`` or ``clause``, and which one."""
Rows = NDArray[np.int64]


class Told(Struct, frozen=True):
    """What stands in the record about one subject, by event time.

    Attributes
    ----------
    rows : numpy.ndarray, shape (N,), int64
        Places in the columns.
    at : numpy.ndarray, shape (N,), int64
        The instants from which on they count.
    level : numpy.ndarray, shape (N,), int16
        For a lever: places in the order of its levels.
    finding : numpy.ndarray, shape (N,), bool
        Whether a verifier saw it.
    by : numpy.ndarray, shape (N,), int32
        Places in :attr:`Columns.parties`.
    sure : bool
        Whether each is certain and its date exact.
    """

    rows: Rows
    at: Instants
    level: NDArray[np.int16]
    finding: NDArray[np.bool_]
    by: NDArray[np.int32]
    sure: bool

    def only(self, which: NDArray[np.bool_]) -> "Told":
        """Return some of them."""
        return Told(
            self.rows[which],
            self.at[which],
            self.level[which],
            self.finding[which],
            self.by[which],
            self.sure,
        )


class Columns(Struct, frozen=True):
    """A record in columns, sorted by subject, then by event time.

    Attributes
    ----------
    entries : tuple of Entry
        In the order of the columns.
    earliest, latest : numpy.ndarray, shape (N,), int64
        The instants between which each took effect.
    level, finding, by : numpy.ndarray, shape (N,)
        As in :class:`Told`.
    weak : numpy.ndarray, shape (N,), bool
        Whether its grade is weaker than the case's `trust`.
    recorded : numpy.ndarray, shape (N,), int32
        The day on which it became known, counted as :meth:`datetime.date.toordinal` does.
    parties : tuple of tuple of str
        Who did, saw or said it.
    spans : dict
        Subject -> its slice of the columns.
    links : tuple of numpy.ndarray, shape (K,), int64
        Which entries correct which.
    contested : numpy.ndarray, shape (C,), int64
        Entries that are disputed, ruled on or retracted, and all that are linked with them.
    """

    case: Case
    clock: Clock
    entries: tuple[Entry, ...]
    earliest: Instants
    latest: Instants
    level: NDArray[np.int16]
    finding: NDArray[np.bool_]
    weak: NDArray[np.bool_]
    recorded: NDArray[np.int32]
    by: NDArray[np.int32]
    parties: tuple[tuple[str, ...], ...]
    spans: dict[Subject, slice]
    links: tuple[Rows, Rows]
    contested: Rows

    @classmethod
    def of(cls, case: Case, entries: Iterable[Entry]) -> "Columns":
        """Return the record `entries` of `case` in columns.

        Raises
        ------
        ValueError
            If two entries have one id.
        """
        told = tuple(entries)
        place = {entry.id: row for row, entry in enumerate(told)}
        if len(place) < len(told):
            raise ValueError("two entries have one id")
        clock = clock_of(case)
        read = _read(case, clock, told)
        order = _order(told, read)
        told = tuple(map(told.__getitem__, order.tolist()))
        place = {entry.id: row for row, entry in enumerate(told)}
        return cls(
            case=case,
            clock=clock,
            entries=told,
            earliest=np.array(read.earliest, np.int64)[order],
            latest=np.array(read.latest, np.int64)[order],
            level=np.array(read.level, np.int16)[order],
            finding=np.array(read.finding, np.bool_)[order],
            weak=np.array(read.weak, np.bool_)[order],
            recorded=np.array(read.recorded, np.int32)[order],
            by=np.array(read.by, np.int32)[order],
            parties=tuple(read.parties),
            spans=_spans(read, order),
            links=_links(told, place),
            contested=_contested(told, place),
        )

    def view(self, known: dt.date | None) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Return which entries stand as known at the end of day `known`, and which are in doubt."""
        there = np.ones(len(self.entries), np.bool_)
        if known is not None:
            there = self.recorded <= known.toordinal()
        stand, doubtful = there.copy(), self.weak.copy()
        source, target = self.links
        stand[target[there[source]]] = False
        rows = self.contested[there[self.contested]]
        zone = self.clock.zone
        view = make_view(
            map(self.entries.__getitem__, rows.tolist()), None, trust=self.case.trust, zone=zone
        )
        found = {dated.entry.id: dated.doubtful for dated in view.entries}
        ids = [self.entries[row].id for row in rows.tolist()]
        stand[rows] = [id_ in found for id_ in ids]
        doubtful[rows] = [found.get(id_, False) for id_ in ids]
        return stand, doubtful

    def told(self, subject: Subject, stand: NDArray[np.bool_], doubtful: NDArray[np.bool_]) -> Told:
        """Return what stands about `subject`."""
        span = self.spans.get(subject, slice(0, 0))
        rows = np.flatnonzero(stand[span]) + span.start
        exact = bool((self.earliest[rows] == self.latest[rows]).all())
        return Told(
            rows,
            self.latest[rows],
            self.level[rows],
            self.finding[rows],
            self.by[rows],
            exact and not doubtful[rows].any(),
        )

    def named(self, by: NDArray[np.int32], names: Sequence[str]) -> NDArray[np.bool_]:
        """Return for each of `by` whether one of `names` is among its parties."""
        one_of = np.array([bool({*names} & {*who}) for who in self.parties], np.bool_)
        return one_of[by]


_KINDS: dict[type[Entry], tuple[str, str]] = {
    Act: ("level", "lever"),
    Inspection: ("level", "lever"),
    Report: ("level", "lever"),
    Amount: ("amount", "lever"),
    Event: ("event", "name"),
    Waive: ("clause", "clause"),
    Extend: ("clause", "clause"),
}
"""Kind of entry -> what it is about, and where its name stands; no clause depends on the others."""


class _Read(Struct):
    """The properties of the entries, one list each, in the order of the record."""

    subject: list[int] = field(default_factory=list)
    earliest: list[int] = field(default_factory=list)
    latest: list[int] = field(default_factory=list)
    level: list[int] = field(default_factory=list)
    finding: list[bool] = field(default_factory=list)
    weak: list[bool] = field(default_factory=list)
    recorded: list[int] = field(default_factory=list)
    by: list[int] = field(default_factory=list)
    subjects: dict[Subject, int] = field(default_factory=dict)
    parties: dict[tuple[str, ...], int] = field(default_factory=dict)


def _read(case: Case, clock: Clock, told: Sequence[Entry]) -> _Read:
    """Return the properties of the entries, in one pass."""
    read = _Read()
    ends: dict[dt.date, int] = {}
    levels = {lever.id: lever.levels.index for lever in case.levers.values()}
    levels_of = {lever.id: frozenset(lever.levels) for lever in case.levers.values()}
    ungraded = Grade("A", 1).doubtful(case.trust), Grade("F", 6).doubtful(case.trust)

    def end(day: dt.date) -> int:
        if day not in ends:
            ends[day] = clock.end(day)
        return ends[day]

    entry: Any  # of several kinds, told apart by their type
    for entry in told:
        kind, name = _KINDS.get(type(entry), ("", ""))
        subject = (kind, getattr(entry, name)) if kind else ("", "")
        when = entry.date
        if when.instant is None:
            first, last = end(when.first), end(when.last)
        else:
            first = last = clock.of(when.instant)
        known = entry.recorded or when
        day = known.last if known.instant is None else days_of(known, clock.zone)[1]
        level = -1
        if kind == "level" and entry.level in levels_of.get(entry.lever, ()):
            level = levels[entry.lever](entry.level)
        grade = entry.grade
        read.subject.append(read.subjects.setdefault(subject, len(read.subjects)))
        read.earliest.append(first)
        read.latest.append(last)
        read.level.append(level)
        read.finding.append(type(entry) is Inspection)
        read.weak.append(grade.doubtful(case.trust) if grade else ungraded[type(entry) is Report])
        read.recorded.append(day.toordinal())
        read.by.append(read.parties.setdefault(entry.parties, len(read.parties)))
    return read


def _order(told: Sequence[Entry], read: _Read) -> Rows:
    """Return the order of the columns: by subject, then as the clause machine takes entries."""
    rank = np.empty(len(told), np.int64)
    rank[sorted(range(len(told)), key=[entry.id for entry in told].__getitem__)] = range(len(told))
    keys = (read.finding, read.earliest, read.latest, read.subject)  # the last counts first
    return np.lexsort((rank, *(np.array(key, np.int64) for key in keys)))


def _spans(read: _Read, order: Rows) -> dict[Subject, slice]:
    bounds = np.searchsorted(np.array(read.subject)[order], range(len(read.subjects) + 1))
    return {
        subject: slice(int(bounds[code]), int(bounds[code + 1]))
        for subject, code in read.subjects.items()
    }


def _links(told: Sequence[Entry], place: dict[str, int]) -> tuple[Rows, Rows]:
    pairs = [
        (row, place[id_])
        for row, entry in enumerate(told)
        if entry.supersedes
        for id_ in entry.corrects
        if id_ in place
    ]
    both = np.array(pairs, np.int64).reshape(-1, 2)
    return both[:, 0], both[:, 1]


def _contested(told: Sequence[Entry], place: dict[str, int]) -> Rows:
    """Return the disputes, rulings and retractions, and all entries linked with them."""
    about = [entry for entry in told if isinstance(entry, Dispute | Ruling | Retract)]
    if not about:
        return np.empty(0, np.int64)
    linked: dict[str, list[str]] = {}
    for entry in told:
        targets = (entry.about,) if isinstance(entry, Dispute | Ruling | Retract) else ()
        for id_ in chain(targets, entry.corrects):
            linked.setdefault(id_, []).append(entry.id)
            linked.setdefault(entry.id, []).append(id_)
    found: set[str] = set()
    todo = [entry.id for entry in about]
    while todo:
        id_ = todo.pop()
        if id_ not in found:
            found.add(id_)
            todo.extend(linked.get(id_, ()))
    return np.array(sorted(place[id_] for id_ in found if id_ in place), np.int64)
