"""Labels of any number of parties: the best last value in each class of the others.

Arrays in, arrays out; letters as in `detente.sequence.kernels`.
"""

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from detente.sequence.kernels import grown, grown_flat

__all__ = ["cell_of", "grid_labels", "seek", "undominated"]

Array = NDArray[Any]


@njit(cache=True)
def cell_of(worth: Array, lowest: Array, width: Array, classes: int) -> int:
    """Return the class of a vector of values: all coordinates but the last, in `classes` classes."""
    out = 0
    for i in range(worth.size - 1):
        j = int((worth[i] - lowest[i]) * width[i])
        j = min(max(j, 0), classes - 1)
        out = out * classes + j
    return out


@njit(cache=True)
def undominated(values: Array, count: int, alive: Array) -> int:
    """Mark those that no other is at least as good as in every coordinate; return how many."""
    left = 0
    for a in range(count):
        alive[a] = True
    for a in range(count):
        for b in range(count):
            if a == b or not alive[b]:
                continue
            as_good = True
            better = False
            for i in range(values.shape[1]):
                if values[b, i] < values[a, i]:
                    as_good = False
                    break
                if values[b, i] > values[a, i]:
                    better = True
            if as_good and (better or b < a):
                alive[a] = False
                break
        if alive[a]:
            left += 1
    return left


@njit(cache=True)
def seek(
    key: int, worth: Array, table: Array, stamp: Array, now: int, points: Array, count: int
) -> int:
    """Return where in `points` a vector of class `key` belongs; -1 if what is there is as good.

    Of a class the one with the best last coordinate is kept (of equal ones the largest sum).
    """
    if stamp[key] != now:
        return count if count < points.shape[0] else -1
    place = int(table[key])
    last = worth.size - 1
    if points[place, last] > worth[last]:
        return -1
    if points[place, last] == worth[last]:
        here = 0.0
        there = 0.0
        for p in range(worth.size):
            here += worth[p]
            there += points[place, p]
        if there >= here:
            return -1
    return place


@njit(cache=True)
def grid_labels(  # noqa: PLR0915 - one pass over the lattice: calls would copy its state
    flow: Array,
    breach: Array,
    breach_offset: Array,
    starts: Array,
    dues: Array,
    pair_offset: Array,
    position_offset: Array,
    delta: Array,
    counts: Array,
    strides: Array,
    lowest: Array,
    highest: Array,
    classes: int,
    movers: int,
    room: int,
    tolerance: float,
    begin_at: int,
    end_at: int,
    label_start: Array,
    label_count: Array,
    values: Array,
    onward: Array,
    place: Array,
    used: int,
) -> tuple[Array, Array, Array, int]:
    """Return labels of any number of parties: the best last value in each class of the others.

    At most `movers` parties move in one step. Only values that are really reached are kept.
    """
    parties = counts.size
    width = (classes - 1) / np.maximum(highest - lowest, 1e-12)
    table = np.zeros(classes ** (parties - 1), np.int64)
    stamp = np.full(classes ** (parties - 1), -1, np.int64)
    points = np.empty((room, parties))
    tos = np.empty(room, np.int32)
    from_labels = np.empty(room, np.int32)
    alive = np.empty(room, np.bool_)
    position = np.empty(parties, np.int64)
    option = np.empty(parties, np.int64)
    due = np.empty(parties, np.int64)
    need = np.empty(parties)
    worth = np.empty(parties)
    for s in range(end_at, begin_at - 1, -1):
        label_start[s] = used
        label_count[s] = 0
        if not flow[0, s] > -np.inf:
            continue
        for p in range(parties):
            position[p] = s // strides[p] % counts[p]
            option[p] = starts[position_offset[p] + p + position[p]]
        count = 0
        moving = 0
        while True:
            t = 0
            for p in range(parties):
                due[p] = dues[pair_offset[p] + option[p]]
                t += due[p] * strides[p]
            if t == s or label_count[t] > 0:
                for p in range(parties):
                    row = 0
                    below = 1
                    for q in range(parties):
                        if q != p:
                            row += due[q] * below
                            below *= counts[q]
                    need[p] = breach[breach_offset[p] + option[p] * below + row] - tolerance
                if t == s:
                    fine = True
                    for p in range(parties):
                        worth[p] = flow[p, s]
                        if worth[p] < need[p]:
                            fine = False
                    if fine:
                        key = cell_of(worth, lowest, width, classes)
                        j = seek(key, worth, table, stamp, s, points, count)
                        if j >= 0:
                            stamp[key] = s
                            table[key] = j
                            count = max(count, j + 1)
                            points[j] = worth
                            tos[j] = -1
                            from_labels[j] = -1
                else:
                    for e in range(label_start[t], label_start[t] + label_count[t]):
                        fine = True
                        for p in range(parties):
                            worth[p] = (1 - delta[p]) * flow[p, t] + delta[p] * values[e, p]
                            if worth[p] < need[p]:
                                fine = False
                                break
                        if fine:
                            key = cell_of(worth, lowest, width, classes)
                            j = seek(key, worth, table, stamp, s, points, count)
                            if j >= 0:
                                stamp[key] = s
                                table[key] = j
                                count = max(count, j + 1)
                                points[j] = worth
                                tos[j] = t
                                from_labels[j] = e - label_start[t]
            p = 0
            while p < parties:
                first = starts[position_offset[p] + p + position[p]]
                if option[p] == first:
                    if (
                        moving < movers
                        and first + 1 < starts[position_offset[p] + p + position[p] + 1]
                    ):
                        option[p] += 1
                        moving += 1
                        break
                elif option[p] + 1 < starts[position_offset[p] + p + position[p] + 1]:
                    option[p] += 1
                    break
                else:
                    option[p] = first
                    moving -= 1
                p += 1
            if p == parties:
                break
        left = undominated(points, count, alive)
        values = grown(values, used, left)
        onward = grown_flat(onward, used, left)
        place = grown_flat(place, used, left)
        for j in range(count):
            if alive[j]:
                values[used] = points[j]
                onward[used] = tos[j]
                place[used] = from_labels[j]
                used += 1
        label_count[s] = left
    return values, onward, place, used
