"""Pareto labels: for every joint position the values that self-enforcing continuations give.

What the best breach is worth at every step comes first, then one pass from the top of the lattice to
the start. See `detente.sequence.design` for what is done with them.
"""

import itertools
from collections.abc import Callable
from typing import Any, Literal

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from detente.errors import CannotComputeError
from detente.sequence.incentives import TOLERANCE
from detente.sequence.lattice import Lattice
from detente.sequence.setting import Bools, Floats, Ints

__all__ = [
    "Breaches",
    "Engine",
    "Labels",
    "Report",
    "breaches",
    "is_plain",
    "labels",
    "listed",
    "packed",
    "parts",
    "phase_weights",
    "rest_states",
    "value_range",
]

Report = Callable[[int, int], None]
Engine = Literal["auto", "plain", "compiled"]
Numbers = NDArray[np.integer[Any]]
MOST_LABELS = 60_000_000
EXACT_WORK = 300_000
SLICES = 40
SMALL, SMALL_OF_MANY = 4096, 1024
"""Joint positions of two parties, and of more, up to which no compiled loops are needed."""
FEW_PAIRS = 20_000


class Labels(Struct, frozen=True, kw_only=True):
    """For each joint position the values that some self-enforcing continuation gives."""

    start: Numbers
    count: Numbers
    values: Floats
    onward: Numbers
    place: Numbers
    exact: bool


class Breaches(Struct, frozen=True, kw_only=True):
    """What the best breach is worth, per party (pairs, joint positions of the others)."""

    values: tuple[Floats, ...]
    refs: tuple[Ints, ...]
    answers: tuple[tuple[Ints, Ints, Ints], ...]


def is_plain(lat: Lattice, engine: Engine) -> bool:
    """Return whether a lattice is worked out without compiled loops.

    Examples
    --------
    >>> from detente.sequence.lattice import lattice
    >>> from detente.sequence.setting import reversible, setting_of
    >>> lat = lattice(setting_of([reversible(0, 2)], np.array([[0.0, 1.0]]), 0.9))
    >>> is_plain(lat, "auto"), is_plain(lat, "compiled")
    (True, False)
    """
    if engine != "auto":
        return engine == "plain"
    most = SMALL if len(lat.counts) <= 2 else SMALL_OF_MANY
    return lat.size <= most and sum(len(pairs.due) for pairs in lat.pairs) <= FEW_PAIRS


def breaches(lat: Lattice, *, engine: Engine = "auto") -> Breaches:
    """Return what the best breach of each party is worth at every step, where the others wait.

    Parameters
    ----------
    lat : Lattice
        The lattice.
    engine : {"auto", "plain", "compiled"}
        ``plain`` compiles nothing; ``auto`` takes it for small lattices. The answers are the same.

    Examples
    --------
    >>> from detente.sequence.lattice import lattice
    >>> from detente.sequence.setting import reversible, setting_of
    >>> u = np.array([[1.0, 0.0, 5.0, 3.0], [1.0, 5.0, 0.0, 3.0]])
    >>> found = breaches(lattice(setting_of([reversible(0, 2), reversible(1, 2)], u, 0.6)))
    >>> found.values[0].shape                  # pairs of the first party, positions of the second
    (3, 2)
    """
    if is_plain(lat, engine):
        return _plain_breaches(lat)
    from detente.sequence import kernels

    setting = lat.setting
    flat = _Flat(lat)
    values, refs, found = [], [], []
    for party in range(len(lat.counts)):
        lows, ref = np.unique(lat.low[party], return_inverse=True)
        answer = kernels.answers(
            party,
            lows,
            lat.others(party),
            lat.flow,
            lat.strides,
            lat.counts,
            flat.low,
            flat.offset,
            flat.down_start,
            flat.down_to,
            flat.digits,
            flat.own_count,
            flat.number_of,
            flat.number_offset,
            flat.own_strides,
            flat.lag,
        )
        pairs = lat.pairs[party]
        own = list(setting.own(party))
        start, to = listed(lat.reach[party])
        to_, begin, phases = answer
        worth = kernels.breach_values(
            lat.flow_of(party),
            pairs.source,
            pairs.due,
            start,
            to,
            lat.below[party],
            pairs.of,
            setting.positions[party].reshape(len(ref), len(own)),
            setting.detect[own],
            float(setting.patience[party]),
            ref[pairs.source],
            to_,
            phase_weights(begin, phases, float(setting.patience[party])),
            phases,
        )
        values.append(worth)
        refs.append(ref)
        found.append(answer)
    return Breaches(values=tuple(values), refs=tuple(refs), answers=tuple(found))


def _plain_breaches(lat: Lattice) -> Breaches:
    from detente.sequence.plain.breaches import answers, breach_values

    values, refs, found = [], [], []
    for party in range(len(lat.counts)):
        lows, ref = np.unique(lat.low[party], return_inverse=True)
        answer = answers(lat, party, lows)
        weight = phase_weights(answer[1], answer[2], float(lat.setting.patience[party]))
        values.append(breach_values(lat, party, ref, answer, weight))
        refs.append(ref)
        found.append(answer)
    return Breaches(values=tuple(values), refs=tuple(refs), answers=tuple(found))


def phase_weights(begin: Ints, phases: Ints, delta: float) -> Floats:
    """Return how much each phase counts, seen from the period in which the breach is found.

    Parameters
    ----------
    begin : (R, O, H) int
        The period in which each phase begins.
    phases : (R, O) int
        How many there are.
    delta : float
        The discount factor.

    Examples
    --------
    >>> phase_weights(np.array([[[0, 2]]]), np.array([[2]]), 0.5).tolist()
    [[[0.75, 0.25]]]
    """
    place = np.arange(begin.shape[2])
    lasting = place[None, None, :] < phases[:, :, None]
    since = np.where(lasting, delta**begin, 0.0)
    until = np.concatenate([since[:, :, 1:], np.zeros((*since.shape[:2], 1))], axis=2)
    weights: Floats = np.where(lasting, since - until, 0.0)
    return weights


def listed(relation: Bools) -> tuple[Ints, Ints]:
    """Return the rows of a relation as lists: start (A+1,), to (M,).

    Examples
    --------
    >>> start, to = listed(np.array([[True, False], [True, True]]))
    >>> start.tolist(), to.tolist()
    ([0, 1, 3], [0, 0, 1])
    """
    start = np.concatenate([[0], np.cumsum(relation.sum(axis=1))]).astype(np.int64)
    return start, np.nonzero(relation)[1].astype(np.int64)


class _Flat:
    """What the kernels need of all parties, one after the other."""

    def __init__(self, lat: Lattice) -> None:
        setting = lat.setting
        parties = len(lat.counts)
        widest = max([1, *(len(setting.own(p)) for p in range(parties))])
        deepest = max([1, *setting.counts])
        self.offset = np.concatenate([[0], np.cumsum(lat.counts)]).astype(np.int64)[:-1]
        self.low = np.concatenate(lat.low)
        lists = [listed(lat.down[p]) for p in range(parties)]
        ends = np.cumsum([0, *(len(to) for _, to in lists)])
        self.down_to = np.concatenate([to for _, to in lists])
        begun = [start[:-1] + end for (start, _), end in zip(lists, ends, strict=False)]
        self.down_start = np.concatenate([*begun, [ends[-1]]]).astype(np.int64)
        self.digits = np.zeros((int(lat.counts.sum()), widest), np.int64)
        self.own_count = np.array([len(setting.own(p)) for p in range(parties)], np.int64)
        self.own_strides = np.zeros((parties, widest), np.int64)
        self.lag = np.zeros((parties, widest, deepest, deepest), np.int64)
        numbers = []
        for p, rows in enumerate(setting.positions):
            own = setting.own(p)
            self.digits[self.offset[p] : self.offset[p] + len(rows), : len(own)] = rows
            strides = np.cumprod([1, *(setting.counts[k] for k in own)])
            self.own_strides[p, : len(own)] = strides[:-1]
            of = np.full(int(strides[-1]), -1, np.int64)
            of[rows @ strides[:-1] if own else np.zeros(len(rows), np.int64)] = np.arange(len(rows))
            numbers.append(of)
            for z, k in enumerate(own):
                n = setting.counts[k]
                self.lag[p, z, :n, :n] = setting.lag[k]
        self.number_of = np.concatenate(numbers)
        self.number_offset = np.cumsum([0, *(len(of) for of in numbers)])[:-1].astype(np.int64)


def rest_states(lat: Lattice, worth: Breaches) -> Bools:
    """Return at which joint positions no party would break an agreement to stay: (S,).

    Examples
    --------
    >>> from detente.sequence.lattice import lattice
    >>> from detente.sequence.setting import reversible, setting_of
    >>> u = np.array([[1.0, 0.0, 5.0, 3.0], [1.0, 5.0, 0.0, 3.0]])
    >>> lat = lattice(setting_of([reversible(0, 2), reversible(1, 2)], u, 0.6))
    >>> rest_states(lat, breaches(lat)).tolist()
    [True, False, False, True]
    """
    out = np.isfinite(lat.flow[0])
    number = np.arange(lat.size)
    for party, pairs in enumerate(lat.pairs):
        own = number // lat.strides[party] % lat.counts[party]
        below = number % lat.strides[party]
        above = number // (lat.strides[party] * lat.counts[party])
        row = below + above * lat.strides[party]
        breach = worth.values[party][pairs.start[own], row]
        out &= lat.flow[party] >= breach - TOLERANCE
    return np.asarray(out)


def labels(
    lat: Lattice,
    worth: Breaches,
    *,
    start: int,
    classes: int | None = None,
    movers: int | None = None,
    report: Report | None = None,
    engine: Engine = "auto",
) -> Labels:
    """Return Pareto labels for every joint position from the top down to `start`.

    Parameters
    ----------
    lat, worth : Lattice, Breaches
        The lattice, and what breaches are worth on it.
    start : int
        The joint position at which schedules begin.
    classes : int, optional
        Into how many classes the values of each party but the last are put; 0: exact (two parties
        only). Chosen by the size of the lattice if absent.
    movers : int, optional
        How many parties move in one step at most; all if absent.
    report : callable, optional
        Told how many joint positions are done, of how many.
    engine : {"auto", "plain", "compiled"}
        As for `breaches`.

    Examples
    --------
    >>> from detente.sequence.lattice import lattice
    >>> from detente.sequence.setting import reversible, setting_of
    >>> u = np.array([[1.0, 0.0, 5.0, 3.0], [1.0, 5.0, 0.0, 3.0]])
    >>> lat = lattice(setting_of([reversible(0, 2), reversible(1, 2)], u, 0.6))
    >>> found = labels(lat, breaches(lat), start=0)
    >>> found.exact, found.count.tolist()[-1]    # from full cooperation on: stay
    (True, 1)
    """
    if classes is None:
        classes = _classes(lat)
    if is_plain(lat, engine):
        return _plain_labels(lat, worth, start, classes, movers)
    if len(lat.counts) == 2 and movers in (None, 2):
        found = _labels_of_two(lat, worth, start, classes, report)
        if found is None:
            found = _labels_of_two(lat, worth, start, 256, report)
        if found is None:
            raise CannotComputeError("the lattice has too many self-enforcing schedules")
        return found
    return _grid(lat, worth, (start, classes or 16, movers), report)


def _plain_labels(
    lat: Lattice, worth: Breaches, start: int, classes: int, movers: int | None
) -> Labels:
    from detente.sequence.plain.labels import grid_labels, labels_of_two

    parties = len(lat.counts)
    exact = False
    if parties == 2 and movers in (None, 2):
        exact = classes == 0
        found = labels_of_two(lat, worth.values, start, classes, TOLERANCE)
    else:
        span, most = value_range(lat), movers or parties
        found = grid_labels(
            lat,
            worth.values,
            start,
            span,
            classes=classes or 16,
            movers=most,
            tolerance=TOLERANCE,
        )
    begun, count, values, onward, place = found
    return Labels(start=begun, count=count, values=values, onward=onward, place=place, exact=exact)


def _classes(lat: Lattice) -> int:
    """Return how finely values are told apart: exactly where that is cheap."""
    if len(lat.counts) != 2:
        return {1: 1024, 3: 16, 4: 8}.get(len(lat.counts), 5)
    work = len(lat.pairs[0].due) * len(lat.pairs[1].due)
    if work < EXACT_WORK:
        return 0
    return 64 if lat.size < 200_000 else 16


def parts(lat: Lattice, start: int) -> list[tuple[int, int]]:
    """Return the joint positions in parts, from the top: between two parts work can be stopped."""
    edges = np.linspace(lat.size, start, SLICES + 1).astype(np.int64)
    edges = np.unique(edges)[::-1]
    return [(int(low), int(high) - 1) for high, low in itertools.pairwise(edges)]


def value_range(lat: Lattice) -> tuple[Floats, Floats]:
    """Return the least and the largest flow of each party.

    Examples
    --------
    >>> from detente.sequence.lattice import lattice
    >>> from detente.sequence.setting import reversible, setting_of
    >>> value_range(lattice(setting_of([reversible(0, 2)], np.array([[0.0, 1.0]]), 0.9)))
    (array([0.]), array([1.]))
    """
    some = lat.flow[:, np.isfinite(lat.flow[0])]
    return some.min(axis=1), some.max(axis=1)


def _labels_of_two(
    lat: Lattice, worth: Breaches, start: int, classes: int, report: Report | None
) -> Labels | None:
    from detente.sequence import kernels

    begun, count = np.zeros(lat.size, np.int64), np.zeros(lat.size, np.int32)
    values, onward = np.empty((4096, 2)), np.empty(4096, np.int32)
    place, used = np.empty(4096, np.int32), 0
    for begin_at, end_at in parts(lat, start):
        values, onward, place, used, fine = kernels.labels_of_two(
            lat.flow,
            worth.values[0],
            worth.values[1],
            lat.pairs[0].start,
            lat.pairs[1].start,
            lat.pairs[0].due,
            lat.pairs[1].due,
            lat.setting.patience,
            lat.counts,
            classes,
            MOST_LABELS if classes else MOST_LABELS // 10,
            TOLERANCE,
            begin_at,
            end_at,
            begun,
            count,
            values,
            onward,
            place,
            used,
        )
        if not fine:
            return None
        if report:
            report(lat.size - begin_at, lat.size - start)
    return Labels(
        start=begun,
        count=count,
        values=values[:used],
        onward=onward,
        place=place,
        exact=classes == 0,
    )


def packed(lat: Lattice) -> tuple[Ints, Ints, Ints, Ints]:
    """Return starts, dues, and where the pairs and positions of each party begin, for the kernels."""
    starts = np.concatenate([pairs.start for pairs in lat.pairs])
    dues = np.concatenate([pairs.due for pairs in lat.pairs])
    pair_offset = np.cumsum([0, *(len(pairs.due) for pairs in lat.pairs)])[:-1]
    position_offset = np.cumsum([0, *lat.counts])[:-1]
    return starts, dues, pair_offset.astype(np.int64), position_offset.astype(np.int64)


def _grid(
    lat: Lattice,
    worth: Breaches,
    asked: tuple[int, int, int | None],
    report: Report | None,
) -> Labels:
    from detente.sequence.grid import kernels

    start, classes, movers = asked
    begun, count = np.zeros(lat.size, np.int64), np.zeros(lat.size, np.int32)
    parties = len(lat.counts)
    values, onward = np.empty((4096, parties)), np.empty(4096, np.int32)
    place, used = np.empty(4096, np.int32), 0
    low, high = value_range(lat)
    starts, dues, pair_offset, position_offset = packed(lat)
    offset = np.cumsum([0, *(v.size for v in worth.values)])[:-1].astype(np.int64)
    flat = np.concatenate([v.reshape(-1) for v in worth.values])
    for begin_at, end_at in parts(lat, start):
        values, onward, place, used = kernels.grid_labels(
            lat.flow,
            flat,
            offset,
            starts,
            dues,
            pair_offset,
            position_offset,
            lat.setting.patience,
            lat.counts,
            lat.strides,
            low,
            high,
            classes,
            movers or parties,
            min(classes ** (parties - 1), 8192) + 1,
            TOLERANCE,
            begin_at,
            end_at,
            begun,
            count,
            values,
            onward,
            place,
            used,
        )
        if report:
            report(lat.size - begin_at, lat.size - start)
    return Labels(
        start=begun, count=count, values=values[:used], onward=onward, place=place, exact=False
    )
