"""Labels that carry, for every own position, what a breach hidden there is worth.

Arrays in, arrays out; letters as in `detente.sequence.kernels`. The *list* of a position due holds the
own positions not above it, where a breach may be hidden; its *places* are numbered from its head.
"""

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from detente.sequence.grid.kernels import advance, cell_of, enter, place_state, row_of, undominated
from detente.sequence.kernels import grown, grown_flat

__all__ = ["guarded_labels", "near_positions"]

Array = NDArray[Any]
NONE = -1e300


@njit(cache=True)
def near_positions(
    start: Array, to: Array, reach: Array, alike: Array
) -> tuple[Array, Array, Array]:
    """Return, for each place of each list, the places of the same list that can be reached from it.

    Of places from which the same can be reached (`alike`, (A,), numbers them) only the first has
    any; the others name that one as their twin.
    """
    total = 0
    longest = 0
    for c in range(start.size - 1):
        longest = max(longest, start[c + 1] - start[c])
        total += (start[c + 1] - start[c]) ** 2
    near_start = np.zeros(to.size + 1, np.int64)
    near_to = np.empty(total, np.int32)
    twin = np.empty(to.size, np.int32)
    first = np.full(reach.shape[0], -1, np.int64)
    filled = 0
    for c in range(start.size - 1):
        for z in range(start[c], start[c + 1]):
            kind = alike[to[z]]
            if first[kind] < start[c]:
                first[kind] = z
                for y in range(start[c], start[c + 1]):
                    if reach[to[z], to[y]]:
                        near_to[filled] = y - start[c]
                        filled += 1
            twin[z] = first[kind] - start[c]
            near_start[z + 1] = filled
    return near_start, near_to[:filled], twin


@njit(cache=True)
def _once_found(
    party: int,
    position: Array,
    flow: Array,
    counts: Array,
    strides: Array,
    head: int,
    tail: int,
    list_to: Array,
    near_start: Array,
    near_to: Array,
    twin: Array,
    refs: Array,
    refs_at: int,
    answer_to: Array,
    answer_weight: Array,
    answer_phases: Array,
    answer_at: int,
    most_phases: int,
    after: Array,
) -> None:
    """Set for each place of the list of `party` what is left once a breach there is found."""
    below = flow.shape[1] // counts[party]
    row = row_of(party, position, counts)
    for z in range(head, tail):
        if twin[z] < z - head:
            after[z - head] = after[twin[z]]
            continue
        answer = answer_at + refs[refs_at + list_to[z]] * below + row
        total = 0.0
        last = NONE
        for h in range(answer_phases[answer]):
            o = answer_to[answer * most_phases + h]
            base = 0
            for q in range(counts.size):
                if q != party:
                    base += (o % counts[q]) * strides[q]
                    o //= counts[q]
            best = -np.inf
            for y in range(near_start[z], near_start[z + 1]):
                best = max(best, flow[party, base + list_to[head + near_to[y]] * strides[party]])
            if best > -np.inf:
                last = best
            total += answer_weight[answer * most_phases + h] * last
        after[z - head] = total


@njit(cache=True)
def _hidden_worths(
    d: float,
    ahead: int,
    places: Array,
    places_at: int,
    carried: Array,
    flows: Array,
    seen: Array,
    after: Array,
    list_to: Array,
    head: int,
    length: int,
    worths: Array,
) -> None:
    """Set what it is worth to be at each place of a list now and to hide on; `ahead` -1: at rest."""
    for z in range(length):
        q = seen[z]
        if ahead >= 0:
            on = 0.0
            if q < 1:
                on += carried[ahead + places[places_at + list_to[head + z]]] * (1 - q)
            if q > 0:
                on += q * after[z]
            worths[z] = (1 - d) * flows[z] + d * on
        else:
            m = d * q / (1 - (1 - q) * d)
            worths[z] = (1 - m) * flows[z]
            if m > 0:
                worths[z] += m * after[z]


@njit(cache=True)
def _best_near(
    worths: Array,
    head: int,
    tail: int,
    near_start: Array,
    near_to: Array,
    twin: Array,
    out: Array,
    at: int,
) -> None:
    """Set, from `at` on, the best of what can be reached from each place of a list."""
    for z in range(head, tail):
        if twin[z] < z - head:
            out[at + z - head] = out[at + twin[z]]
            continue
        best = -np.inf
        for y in range(near_start[z], near_start[z + 1]):
            best = max(best, worths[near_to[y]])
        out[at + z - head] = best


@njit(cache=True)
def _scan_two(
    s: int,
    t: int,
    begin: int,
    end: int,
    flow: Array,
    delta: Array,
    values: Array,
    lowest: Array,
    width: Array,
    classes: int,
    table: Array,
    stamp: Array,
    points: Array,
    tos: Array,
    from_labels: Array,
    count: int,
    carried: Array,
    carried_at: Array,
    here: Array,
    tolerance: float,
) -> int:
    """Enter the labels `begin` to `end` of `t`, for two parties; return how many are held.

    What `guarded_labels` does for any number, with all that does not change held in scalars.
    """
    d0 = delta[0]
    d1 = delta[1]
    f0 = (1 - d0) * flow[0, t]
    f1 = (1 - d1) * flow[1, t]
    low = lowest[0]
    wide = width[0]
    here0 = here[0]
    here1 = here[1]
    for e in range(begin, end):
        w0 = f0 + d0 * values[e, 0]
        w1 = f1 + d1 * values[e, 1]
        key = min(max(int((w0 - low) * wide), 0), classes - 1)
        j = count
        if stamp[key] == s:
            j = table[key]
            if points[j, 1] > w1 or (points[j, 1] == w1 and points[j, 0] >= w0):
                continue
        elif j == points.shape[0]:
            continue
        if carried[carried_at[e, 0] + here0] > w0 + tolerance:
            continue
        if carried[carried_at[e, 1] + here1] > w1 + tolerance:
            continue
        stamp[key] = s
        table[key] = j
        count = max(count, j + 1)
        points[j, 0] = w0
        points[j, 1] = w1
        tos[j] = t
        from_labels[j] = e - begin
    return count


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
    twin: Array,
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
    size = label_start.size
    values = np.empty((size, parties))
    onward = np.empty(size, np.int32)
    place = np.empty(size, np.int32)
    carried = np.empty(size * 8)
    carried_at = np.empty((size, parties), np.int64)
    filled = 0
    used = 0
    longest = counts.max()
    after = np.empty((parties, longest))
    flows = np.empty((parties, longest))
    seen = np.empty((parties, longest))
    worths = np.empty(longest)
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
            if begin >= 0 and begin < end:
                for p in range(parties):
                    here[p] = list_place[hidden_offset[p] + due[p] * counts[p] + position[p]]
                    if here[p] < 0:
                        end = begin
                if parties == 2:
                    count = _scan_two(
                        s,
                        t,
                        begin,
                        end,
                        flow,
                        delta,
                        values,
                        lowest,
                        width,
                        classes,
                        table,
                        stamp,
                        points,
                        tos,
                        from_labels,
                        count,
                        carried,
                        carried_at,
                        here,
                        tolerance,
                    )
                    end = begin
            for e in range(begin, end):
                fine = True
                for p in range(parties):
                    worth[p] = flow[p, t]
                    if e >= 0:
                        worth[p] = (1 - delta[p]) * flow[p, t] + delta[p] * values[e, p]
                    else:
                        row = option[p] * (size // counts[p]) + row_of(p, due, counts)
                        fine = fine and worth[p] >= breach[breach_offset[p] + row] - tolerance
                if not fine:
                    continue
                key = cell_of(worth, lowest, width, classes)
                j = enter(key, worth, table, stamp, s, points, count)
                if j >= 0 and e >= 0:
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
                    tos[j] = t if e >= 0 else -1
                    from_labels[j] = e - begin if e >= 0 else -1
            moving = advance(option, position, starts, position_offset, movers, moving)
        left = undominated(points, count, alive, table, stamp, s)
        if left == 0:
            continue
        need_room = 0
        for p in range(parties):
            head = list_start[position_offset[p] + p + position[p]]
            tail = list_start[position_offset[p] + p + position[p] + 1]
            need_room += tail - head
            mine = s - position[p] * strides[p]
            hidden_at = hidden_offset[p] + position[p] * counts[p]
            for z in range(head, tail):
                flows[p, z - head] = flow[p, mine + list_to[z] * strides[p]]
                seen[p, z - head] = 1 - hidden[hidden_at + list_to[z]]
            _once_found(
                p,
                position,
                flow,
                counts,
                strides,
                head,
                tail,
                list_to,
                near_start,
                near_to,
                twin,
                refs,
                position_offset[p],
                answer_to,
                answer_weight,
                answer_phases,
                answer_offset[p],
                most_phases,
                after[p],
            )
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
            onward[used] = tos[j]
            place[used] = from_labels[j]
            t = tos[j]
            for p in range(parties):
                values[used, p] = points[j, p]
                head = list_start[position_offset[p] + p + position[p]]
                tail = list_start[position_offset[p] + p + position[p] + 1]
                ahead = -1
                cap = 0
                if t >= 0:
                    ahead = carried_at[label_start[t] + from_labels[j], p]
                    cap = hidden_offset[p] + t // strides[p] % counts[p] * counts[p]
                _hidden_worths(
                    delta[p],
                    ahead,
                    list_place,
                    cap,
                    carried,
                    flows[p],
                    seen[p],
                    after[p],
                    list_to,
                    head,
                    tail - head,
                    worths,
                )
                carried_at[used, p] = filled
                _best_near(worths, head, tail, near_start, near_to, twin, carried, filled)
                filled += tail - head
            used += 1
        label_count[s] = left
    return values, onward, place, used, True
