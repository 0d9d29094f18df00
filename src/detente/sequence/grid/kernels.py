"""Labels of any number of parties: the best last value in each class of the others.

Arrays in, arrays out; letters as in `detente.sequence.kernels`.
"""

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from detente.sequence.kernels import grown, grown_flat

__all__ = ["advance", "cell_of", "enter", "grid_labels", "place_state", "row_of", "undominated"]

Array = NDArray[Any]
NONE = -1e300


@njit(cache=True)
def place_state(
    s: int,
    counts: Array,
    strides: Array,
    starts: Array,
    position_offset: Array,
    position: Array,
    option: Array,
) -> None:
    """Set the own position of each party in a joint position, and for each the option to stay."""
    for p in range(counts.size):
        position[p] = s // strides[p] % counts[p]
        option[p] = starts[position_offset[p] + p + position[p]]


@njit(cache=True)
def advance(
    option: Array, position: Array, starts: Array, position_offset: Array, movers: int, moving: int
) -> int:
    """Go to the next joint step of at most `movers` parties; return how many move, -1 at the end."""
    for p in range(option.size):
        first = starts[position_offset[p] + p + position[p]]
        last = starts[position_offset[p] + p + position[p] + 1] - 1
        if option[p] == first:
            if moving < movers and first < last:
                option[p] += 1
                return moving + 1
        elif option[p] < last:
            option[p] += 1
            return moving
        else:
            option[p] = first
            moving -= 1
    return -1


@njit(cache=True)
def row_of(party: int, own: Array, counts: Array) -> int:
    """Return the number of the others' joint position."""
    row = 0
    below = 1
    for q in range(counts.size):
        if q != party:
            row += own[q] * below
            below *= counts[q]
    return row


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
def enter(
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
def undominated(
    points: Array, count: int, alive: Array, table: Array, stamp: Array, now: int
) -> int:
    """Mark those that no other is at least as good as in every coordinate; return how many."""
    left = 0
    if points.shape[1] == 2:  # classes are in the order of the first coordinate
        top = NONE
        for key in range(table.size - 1, -1, -1):
            if stamp[key] == now:
                a = table[key]
                alive[a] = points[a, 1] > top
                if alive[a]:
                    top = points[a, 1]
                    left += 1
        return left
    for a in range(count):
        alive[a] = True
    for a in range(count):
        for b in range(count):
            if a == b or not alive[b]:
                continue
            as_good = True
            better = False
            for i in range(points.shape[1]):
                if points[b, i] < points[a, i]:
                    as_good = False
                    break
                if points[b, i] > points[a, i]:
                    better = True
            if as_good and (better or b < a):
                alive[a] = False
                break
        if alive[a]:
            left += 1
    return left


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
        place_state(s, counts, strides, starts, position_offset, position, option)
        count = 0
        moving = 0
        while moving >= 0:
            t = 0
            for p in range(parties):
                due[p] = dues[pair_offset[p] + option[p]]
                t += due[p] * strides[p]
            begin = label_start[t] if t != s else -1
            end = begin + (label_count[t] if t != s else 1)
            if begin < end:
                for p in range(parties):
                    below = flow.shape[1] // counts[p]
                    row = option[p] * below + row_of(p, due, counts)
                    need[p] = breach[breach_offset[p] + row] - tolerance
            for e in range(begin, end):
                fine = True
                for p in range(parties):
                    worth[p] = flow[p, t]
                    if e >= 0:
                        worth[p] = (1 - delta[p]) * flow[p, t] + delta[p] * values[e, p]
                    if worth[p] < need[p]:
                        fine = False
                        break
                if not fine:
                    continue
                key = cell_of(worth, lowest, width, classes)
                j = enter(key, worth, table, stamp, s, points, count)
                if j >= 0:
                    stamp[key] = s
                    table[key] = j
                    count = max(count, j + 1)
                    for p in range(parties):
                        points[j, p] = worth[p]
                    tos[j] = t if e >= 0 else -1
                    from_labels[j] = e - begin if e >= 0 else -1
            moving = advance(option, position, starts, position_offset, movers, moving)
        left = undominated(points, count, alive, table, stamp, s)
        values = grown(values, used, left)
        onward = grown_flat(onward, used, left)
        place = grown_flat(place, used, left)
        for j in range(count):
            if alive[j]:
                for p in range(parties):
                    values[used, p] = points[j, p]
                onward[used] = tos[j]
                place[used] = from_labels[j]
                used += 1
        label_count[s] = left
    return values, onward, place, used
