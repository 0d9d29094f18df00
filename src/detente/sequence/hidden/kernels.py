"""Labels that carry, for every own position, what a breach hidden there is worth.

Arrays in, arrays out; letters as in `detente.sequence.kernels`.
"""

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from detente.sequence.grid.kernels import cell_of, seek, undominated
from detente.sequence.kernels import grown, grown_flat

__all__ = ["guarded_labels", "near_positions"]

Array = NDArray[Any]
NONE = -1e300


@njit(cache=True)
def near_positions(start: Array, to: Array, reach: Array) -> tuple[Array, Array]:
    """Return, for each place of each list, the places of the same list that can be reached from it."""
    total = 0
    for c in range(start.size - 1):
        for z in range(start[c], start[c + 1]):
            for y in range(start[c], start[c + 1]):
                total += reach[to[z], to[y]]
    near_start = np.zeros(to.size + 1, np.int64)
    near_to = np.empty(total, np.int32)
    filled = 0
    for c in range(start.size - 1):
        for z in range(start[c], start[c + 1]):
            for y in range(start[c], start[c + 1]):
                if reach[to[z], to[y]]:
                    near_to[filled] = y - start[c]
                    filled += 1
            near_start[z + 1] = filled
    return near_start, near_to


@njit(cache=True)
def guarded_labels(  # noqa: PLR0915 - one pass over the lattice: calls would copy its state
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
    hidden: Array,
    hidden_offset: Array,
    list_start: Array,
    list_to: Array,
    list_place: Array,
    near_start: Array,
    near_to: Array,
    refs: Array,
    answer_to: Array,
    answer_weight: Array,
    answer_phases: Array,
    answer_offset: Array,
    most_phases: int,
    most: int,
) -> tuple[Array, Array, Array, int, bool]:
    """Return labels for schedules that hold although the others go on until a breach is found.

    Each label carries, for every party and every own position not above the one due, what a hidden
    breach from there is worth: an extension is then checked exactly by one look. Labels are thinned
    by value, so what is found holds, but something better may be missed.
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
    worth = np.empty(parties)
    here = np.empty(parties, np.int64)
    flow_then = np.empty(parties)
    size = label_start.size
    values = np.empty((size, parties))
    onward = np.empty(size, np.int32)
    place = np.empty(size, np.int32)
    carried = np.empty(size * 8)
    carried_at = np.empty((size, parties), np.int64)
    filled = 0
    used = 0
    longest = 0
    for p in range(parties):
        longest = max(longest, counts[p])
    after = np.empty((parties, longest))
    flows = np.empty((parties, longest))
    seen = np.empty((parties, longest))
    worths = np.empty(longest)
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
            if t == s:
                fine = True
                for p in range(parties):
                    row = 0
                    below = 1
                    for q in range(parties):
                        if q != p:
                            row += due[q] * below
                            below *= counts[q]
                    worth[p] = flow[p, s]
                    if worth[p] < breach[breach_offset[p] + option[p] * below + row] - tolerance:
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
            elif label_count[t] > 0:
                fine = True
                for p in range(parties):
                    here[p] = list_place[hidden_offset[p] + due[p] * counts[p] + position[p]]
                    flow_then[p] = (1 - delta[p]) * flow[p, t]
                    fine = fine and here[p] >= 0
                for e in range(label_start[t], label_start[t] + (label_count[t] if fine else 0)):
                    for p in range(parties):
                        worth[p] = flow_then[p] + delta[p] * values[e, p]
                    key = cell_of(worth, lowest, width, classes)
                    j = seek(key, worth, table, stamp, s, points, count)
                    if j < 0:
                        continue
                    for p in range(parties):
                        if carried[carried_at[e, p] + here[p]] > worth[p] + tolerance:
                            j = -1
                            break
                    if j >= 0:
                        stamp[key] = s
                        table[key] = j
                        count = max(count, j + 1)
                        for p in range(parties):
                            points[j, p] = worth[p]
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
        if left == 0:
            continue
        need_room = 0
        for p in range(parties):
            head = list_start[position_offset[p] + p + position[p]]
            tail = list_start[position_offset[p] + p + position[p] + 1]
            need_room += tail - head
            row = 0
            below = 1
            for q in range(parties):
                if q != p:
                    row += position[q] * below
                    below *= counts[q]
            mine = s - position[p] * strides[p]
            for z in range(head, tail):
                a = list_to[z]
                flows[p, z - head] = flow[p, mine + a * strides[p]]
                seen[p, z - head] = 1 - hidden[hidden_offset[p] + position[p] * counts[p] + a]
                # what is left once it is found, phase by phase
                r = refs[position_offset[p] + a]
                answer = answer_offset[p] + r * below + row
                sum_ = 0.0
                last = NONE
                for h in range(answer_phases[answer]):
                    o = answer_to[answer * most_phases + h]
                    base = 0
                    for q in range(parties):
                        if q != p:
                            base += (o % counts[q]) * strides[q]
                            o //= counts[q]
                    best = -np.inf
                    for y in range(near_start[z], near_start[z + 1]):
                        b = list_to[head + near_to[y]]
                        best = max(best, flow[p, base + b * strides[p]])
                    if best > -np.inf:
                        last = best
                    weight = answer_weight[answer * most_phases + h]
                    sum_ += weight * last
                after[p, z - head] = sum_
        if used + left > most or filled + left * need_room > most * 16:
            return values, onward, place, used, False
        values = grown(values, used, left)
        onward = grown_flat(onward, used, left)
        place = grown_flat(place, used, left)
        carried = grown_flat(carried, filled, left * need_room)
        carried_at = grown(carried_at, used, left)
        for j in range(count):
            if not alive[j]:
                continue
            values[used] = points[j]
            onward[used] = tos[j]
            place[used] = from_labels[j]
            t = tos[j]
            for p in range(parties):
                head = list_start[position_offset[p] + p + position[p]]
                tail = list_start[position_offset[p] + p + position[p] + 1]
                d = delta[p]
                ahead = 0
                cap = 0
                if t >= 0:
                    e = label_start[t] + from_labels[j]
                    ahead = carried_at[e, p]
                    cap = t // strides[p] % counts[p]
                for z in range(head, tail):
                    a = list_to[z]
                    q_seen = seen[p, z - head]
                    if t >= 0:
                        near = list_place[hidden_offset[p] + cap * counts[p] + a]
                        on = 0.0
                        if q_seen < 1:
                            on += carried[ahead + near] * (1 - q_seen)
                        if q_seen > 0:
                            on += q_seen * after[p, z - head]
                        worths[z - head] = (1 - d) * flows[p, z - head] + d * on
                    else:
                        m = d * q_seen / (1 - (1 - q_seen) * d)
                        worths[z - head] = (1 - m) * flows[p, z - head]
                        if m > 0:
                            worths[z - head] += m * after[p, z - head]
                carried_at[used, p] = filled
                for z in range(head, tail):
                    best = -np.inf
                    for y in range(near_start[z], near_start[z + 1]):
                        best = max(best, worths[near_to[y]])
                    carried[filled] = best
                    filled += 1
            used += 1
        label_count[s] = left
    return values, onward, place, used, True
