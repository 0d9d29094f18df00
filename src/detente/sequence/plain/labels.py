"""Backward labels without compiled loops; see `detente.sequence.labels.labels`.

Array letters: P parties, O joint positions of the others, N pairs, T steps from a joint position,
C labels.
"""

from collections.abc import Iterator
from itertools import pairwise
from math import prod
from typing import Any

import numpy as np
from msgspec import Struct, field
from numpy.typing import NDArray

from detente.sequence.lattice import Lattice, Pairs
from detente.sequence.setting import Bools, Floats, Ints

__all__ = ["Arrays", "grid_labels", "labels_of_two"]

Arrays = tuple[Ints, NDArray[np.int32], Floats, NDArray[np.int32], NDArray[np.int32]]


class Found(Struct, eq=False):
    """Labels found so far: as in `detente.sequence.labels.Labels`, but growing."""

    start: Ints
    count: NDArray[np.int32]
    table: Floats  # by joint position, from the top; `used` rows count
    onward: list[Any] = field(default_factory=list)
    place: list[Any] = field(default_factory=list)
    used: int = 0

    @classmethod
    def none(cls, size: int, parties: int) -> "Found":
        """Return that of `size` joint positions none is done."""
        start, count = np.zeros(size, np.int64), np.zeros(size, np.int32)
        return cls(start, count, np.zeros((1024, parties)))

    def add(self, s: int, found: "Held") -> None:
        """Keep the labels of a joint position."""
        number = len(found.values)
        self.start[s], self.count[s] = self.used, number
        if number:
            if self.used + number > len(self.table):
                more = np.zeros((self.used + number, self.table.shape[1]))
                self.table = np.concatenate([self.table[: self.used], more])
            self.table[self.used : self.used + number] = found.values
            self.used += number
            self.onward.append(found.to)
            self.place.append(found.label)

    def arrays(self) -> Arrays:
        """Return start, count, values, onward, place."""
        none = np.zeros(0, np.int32)
        return (
            self.start,
            self.count,
            self.table[: self.used].copy(),
            np.concatenate([none, *self.onward]).astype(np.int32),
            np.concatenate([none, *self.place]).astype(np.int32),
        )


class Held(Struct, frozen=True):
    """Candidate labels of one joint position: values (C, P), and the next position and label; -1: rest."""

    values: Floats
    to: Ints
    label: Ints

    def only(self, which: Any) -> "Held":
        """Return some of them."""
        return Held(self.values[which], self.to[which], self.label[which])


class Asked(Struct, frozen=True):
    """The steps from one joint position to those that have labels."""

    own: list[int]
    option: Ints  # (T, P) pairs
    due: Ints  # (T, P) positions
    to: Ints  # (T,)


def positions(lat: Lattice, start: int, movers: int) -> Iterator[tuple[int, Asked]]:
    """Yield joint positions that can be, from the top to `start`, with the steps from each."""
    parties = len(lat.counts)
    fine = np.isfinite(lat.flow[0])
    counts, strides = lat.counts.tolist(), lat.strides.tolist()
    options = [_options(pairs) for pairs in lat.pairs]
    for s in range(lat.size - 1, start - 1, -1):
        if not fine[s]:
            continue
        own = [s // strides[p] % counts[p] for p in range(parties)]
        option = _every([options[p][own[p]] for p in range(parties)])
        if movers < parties:
            stays = np.array([options[p][own[p]][0] for p in range(parties)])
            option = option[(option != stays).sum(axis=1) <= movers]
        due = np.stack([pairs.due[option[:, p]] for p, pairs in enumerate(lat.pairs)], axis=1)
        yield s, Asked(own, option, due, due @ lat.strides)


def _options(pairs: Pairs) -> list[Ints]:
    bounds = pairs.start.tolist()
    return [np.arange(first, last) for first, last in pairwise(bounds)]


def _every(options: list[Ints]) -> Ints:
    """Return every choice of one option each, (T, P); the first party's go fastest."""
    sizes = [len(of) for of in options]
    every = np.empty((prod(sizes), len(options)), np.int64)
    inner = 1
    for p, of in enumerate(options):
        every[:, p] = np.resize(np.repeat(of, inner), len(every))
        inner *= sizes[p]
    return every


def needs(lat: Lattice, values: tuple[Floats, ...], asked: Asked, tolerance: float) -> Floats:
    """Return what each party must have at least from each step on: (T, P)."""
    out = np.empty(asked.due.shape)
    for p, breach in enumerate(values):
        below = asked.to % lat.strides[p]
        above = asked.to // (lat.strides[p] * lat.counts[p])
        out[:, p] = breach[asked.option[:, p], below + above * lat.strides[p]] - tolerance
    return out


def candidates(lat: Lattice, found: Found, s: int, asked: Asked, need: Floats) -> tuple[Held, Ints]:
    """Return all candidates at `s`, to rest first if it can, and the step of each (rest: -1)."""
    d = lat.setting.patience
    count = found.count[asked.to]  # none at `s` itself yet
    step = np.repeat(np.arange(len(count)), count)
    to = asked.to[step]
    label = np.arange(len(step)) - np.repeat(np.cumsum(count) - count, count)
    values = (1 - d) * lat.flow[:, to].T + d * found.table[found.start[to] + label]
    rest = lat.flow[:, s]
    if (rest >= need[0]).all():  # the first step is to stay
        values = np.concatenate([rest[None, :], values])
        to, label, step = (np.concatenate([[-1], part]) for part in (to, label, step))
    return Held(values, to, label), step


def steps_of_two(
    lat: Lattice, breach: tuple[Floats, ...], start: int, tolerance: float
) -> Iterator[tuple[int, Asked, Floats]]:
    """Yield what `positions` and `needs` give for two parties, worked out for many positions at once."""
    first, second = lat.pairs
    begin, source = first.start, first.source
    size = np.diff(begin)[source]
    rank = np.arange(len(source)) - begin[source]
    fine = np.isfinite(lat.flow[0])
    for mine in range(int(lat.counts[1]) - 1, start // int(lat.counts[0]) - 1, -1):
        options = np.arange(second.start[mine], second.start[mine + 1])
        place = begin[source] * len(options) + rank + np.arange(len(options))[:, None] * size
        option = np.empty((place.size, 2), np.int64)
        option[place, 0], option[place, 1] = np.arange(len(source)), options[:, None]
        due = np.stack([first.due[option[:, 0]], second.due[option[:, 1]]], axis=1)
        to = due @ lat.strides
        need = np.empty(due.shape)
        need[:, 0] = breach[0][option[:, 0], due[:, 1]] - tolerance
        need[:, 1] = breach[1][option[:, 1], due[:, 0]] - tolerance
        for other in range(int(lat.counts[0]) - 1, -1, -1):
            s = other + mine * int(lat.counts[0])
            if s >= start and fine[s]:
                part = slice(begin[other] * len(options), begin[other + 1] * len(options))
                yield s, Asked([other, mine], option[part], due[part], to[part]), need[part]


def labels_of_two(
    lat: Lattice, breach: tuple[Floats, ...], start: int, classes: int, tolerance: float
) -> Arrays:
    """Return Pareto labels of two parties, from the top down to `start`; as ``kernels.labels_of_two``.

    Parameters
    ----------
    lat, breach, start : Lattice, tuple of (N, O) float64, int
        The lattice, what breaches are worth, and where schedules begin.
    classes : int
        0: every point of the frontier; else the best in each of that many classes.
    tolerance : float
        By how much an inequality may fail.

    Examples
    --------
    >>> from detente.sequence.labels import breaches
    >>> from detente.sequence.lattice import lattice
    >>> from detente.sequence.setting import reversible, setting_of
    >>> u = np.array([[1.0, 0.0, 5.0, 3.0], [1.0, 5.0, 0.0, 3.0]])
    >>> lat = lattice(setting_of([reversible(0, 2), reversible(1, 2)], u, 0.6))
    >>> labels_of_two(lat, breaches(lat, engine="plain").values, 0, 0, 1e-9)[1].tolist()    # how many in each position
    [3, 1, 1, 1]
    """
    found = Found.none(lat.size, 2)
    for s, asked, need in steps_of_two(lat, breach, start, tolerance):
        held, step = candidates(lat, found, s, asked, need)
        if classes:
            bounds = _bounds(lat, found, s, asked, need)
            rest = step < 0
        fine = (step < 0) | (held.values >= need[step]).all(axis=1)
        held = held.only(fine)
        if classes and len(held.values):
            low, high = bounds
            if rest.any():
                low, high = min(low, held.values[0, 0]), max(high, held.values[0, 0])
            width = (classes - 1) / max(high - low, 1e-12)
            cell = np.clip((held.values[:, 0] - low) * width, 0, classes - 1).astype(np.int64)
            held = held.only(_best_of_cells(cell, held.values[:, ::-1]))
        found.add(s, held.only(_staircase(held.values)))
    return found.arrays()


def _bounds(lat: Lattice, found: Found, s: int, asked: Asked, need: Floats) -> tuple[float, float]:
    """Return between which values of the first party classes are made, but for rest."""
    low, high = 1e300, -1e300
    d = lat.setting.patience[0]
    for t, least in zip(asked.to.tolist(), need[:, 0].tolist(), strict=True):
        if t == s or not found.count[t]:
            continue
        flow = (1 - d) * lat.flow[0, t]
        first, last = found.start[t], found.start[t] + found.count[t] - 1
        top = float(flow + d * found.table[first, 0])
        if top >= least:
            high = max(high, top)
            low = min(low, max(least, float(flow + d * found.table[last, 0])))
    return low, high


def _staircase(values: Floats) -> Ints:
    """Return which stand on the Pareto frontier of two, by falling first coordinate."""
    order = np.lexsort((-values[:, 1], -values[:, 0]))  # stable: of equal ones the first
    second = values[order, 1]
    before = np.maximum.accumulate(np.concatenate([[-np.inf], second[:-1]]))[: len(second)]
    return np.asarray(order[second > before])


def _best_of_cells(cell: Ints, by: Floats) -> Ints:
    """Return the best of each class: by the first column, then the second; of equal ones the first.

    In the order in which the classes were met.
    """
    if not len(cell):
        return np.zeros(0, np.int64)
    order = np.lexsort((*(-by[:, z] for z in range(by.shape[1] - 1, -1, -1)), cell))
    fresh = np.ones(len(order), np.bool_)
    fresh[1:] = cell[order[1:]] != cell[order[:-1]]
    seen_first = np.minimum.reduceat(order, np.flatnonzero(fresh))
    return np.asarray(order[fresh][np.argsort(seen_first)])


def _cells(values: Floats, lowest: Floats, highest: Floats, classes: int) -> Ints:
    """Return the class of each vector: all coordinates but the last, in `classes` classes."""
    width = (classes - 1) / np.maximum(highest - lowest, 1e-12)
    cell = np.zeros(len(values), np.int64)
    for p in range(values.shape[1] - 1):
        here = ((values[:, p] - lowest[p]) * width[p]).astype(np.int64)
        cell = cell * classes + np.clip(here, 0, classes - 1)
    return cell


def thinned(held: Held, span: tuple[Floats, Floats], classes: int) -> Held:
    """Keep the best last value in each class of the others, and of those the undominated."""
    values = held.values
    by = np.stack([values[:, -1], values.sum(axis=1)], axis=1)
    held = held.only(_best_of_cells(_cells(values, *span, classes), by))
    values = held.values
    as_good: Bools = np.asarray((values[None, :, :] >= values[:, None, :]).all(axis=2))
    same = as_good & as_good.T
    earlier = np.tri(len(values), k=-1, dtype=np.bool_)
    return held.only(~((as_good & ~same) | (same & earlier)).any(axis=1))


def grid_labels(
    lat: Lattice,
    breach: tuple[Floats, ...],
    start: int,
    span: tuple[Floats, Floats],
    *,
    classes: int,
    movers: int,
    tolerance: float,
) -> Arrays:
    """Return labels of any number of parties; as ``grid.kernels.grid_labels``.

    Parameters
    ----------
    lat, breach, start, classes, tolerance
        As for `labels_of_two`.
    span : tuple of (P,) float64
        The least and the largest flow of each party.
    movers : int
        How many parties move in one step at most.

    Examples
    --------
    >>> from detente.sequence.labels import breaches, value_range
    >>> from detente.sequence.lattice import lattice
    >>> from detente.sequence.setting import reversible, setting_of
    >>> lat = lattice(setting_of([reversible(0, 2)], np.array([[0.0, 1.0]]), 0.9))
    >>> worth = breaches(lat, engine="plain").values
    >>> grid_labels(lat, worth, 0, value_range(lat), classes=8, movers=1, tolerance=1e-9)[2].tolist()
    [[1.0], [1.0]]
    """
    found = Found.none(lat.size, len(lat.counts))
    for s, asked in positions(lat, start, movers):
        need = needs(lat, breach, asked, tolerance)
        held, step = candidates(lat, found, s, asked, need)
        held = held.only((step < 0) | (held.values >= need[step]).all(axis=1))
        found.add(s, thinned(held, span, classes))
    return found.arrays()
