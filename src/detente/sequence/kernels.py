"""Loops over the lattice of joint levels: values of breaches, and backward Pareto labels.

Arrays in, arrays out. Letters: P parties, A own positions of a party (those that some feasible state
has), O joint positions of the others, N pairs of own positions (from, due), H phases, S joint
positions of all, C their labels.
"""

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

__all__ = ["answers", "best_within", "breach_values", "grown", "grown_flat", "labels_of_two"]

Array = NDArray[Any]
NONE = -1e300


@njit(cache=True)
def _with_time(times: Array, found: int, time: int) -> int:
    """Put a time among the first `found`, which rise, unless it is there; return how many there are."""
    z = found
    while z > 0 and times[z - 1] >= time:
        if times[z - 1] == time:
            return found
        z -= 1
    for y in range(found, z, -1):
        times[y] = times[y - 1]
    times[z] = time
    return found + 1


@njit(cache=True)
def answers(  # noqa: PLR0915 - one pass over the lattice: calls would copy its state
    party: int,
    lows: Array,
    others: Array,
    utility: Array,
    strides: Array,
    counts: Array,
    low_of: Array,
    offset: Array,
    down_start: Array,
    down_to: Array,
    digits: Array,
    own_count: Array,
    number_of: Array,
    number_offset: Array,
    own_strides: Array,
    lag: Array,
) -> tuple[Array, Array, Array]:
    """Return in which joint positions the others are, phase by phase, after a breach is found.

    `lows` (R,) are the lowest own positions of `party`; `others` (O, P) the joint positions (the
    column of `party` is not used). `lag` (P, K, n, n). Returns to (R, O, H), begin (R, O, H) and
    how many phases there are (R, O).
    """
    parties = counts.size
    most = lag.shape[1] * parties + 1
    to = np.zeros((lows.size, others.shape[0], most), np.int32)
    begin = np.zeros((lows.size, others.shape[0], most), np.int32)
    phases = np.zeros((lows.size, others.shape[0]), np.int32)
    ostride = np.zeros(parties, np.int64)
    below = 1
    for p in range(parties):
        if p != party:
            ostride[p] = below
            below *= counts[p]
    target = np.zeros(parties, np.int64)
    times = np.zeros(most, np.int64)
    for r in range(lows.size):
        for o in range(others.shape[0]):
            base = lows[r] * strides[party]
            for p in range(parties):
                if p != party:
                    base += low_of[offset[p] + others[o, p]] * strides[p]
            found = 0
            for p in range(parties):
                if p == party:
                    continue
                now = others[o, p]
                rest = base - low_of[offset[p] + now] * strides[p]
                best = -np.inf
                target[p] = now
                for z in range(down_start[offset[p] + now], down_start[offset[p] + now + 1]):
                    worth = utility[p, rest + down_to[z] * strides[p]]
                    if worth > best:
                        best = worth
                        target[p] = down_to[z]
                for k in range(own_count[p]):
                    a = digits[offset[p] + now, k]
                    b = digits[offset[p] + target[p], k]
                    if a != b:
                        found = _with_time(times, found, lag[p, k, a, b])
            h = 0
            place = 0
            for p in range(parties):
                if p != party:
                    place += others[o, p] * ostride[p]
            to[r, o, 0] = place
            for z in range(found):
                place = 0
                for p in range(parties):
                    if p == party:
                        continue
                    number = 0
                    for k in range(own_count[p]):
                        a = digits[offset[p] + others[o, p], k]
                        b = digits[offset[p] + target[p], k]
                        level = b if a != b and lag[p, k, a, b] <= times[z] else a
                        number += level * own_strides[p, k]
                    here = number_of[number_offset[p] + number]
                    place += (here if here >= 0 else others[o, p]) * ostride[p]
                if times[z] > 0:
                    h += 1
                to[r, o, h] = place
                begin[r, o, h] = times[z]
            phases[r, o] = h + 1
    return to, begin, phases


@njit(cache=True)
def best_within(
    flow: Array, froms: Array, dues: Array, down_start: Array, down_to: Array, below: Array
) -> Array:
    """Return the best flow, (N, O), over own positions that `froms` can go to, not above `dues`."""
    out = np.empty((froms.size, flow.shape[1]))
    for n in range(froms.size):
        out[n, :] = -np.inf
        for z in range(down_start[froms[n]], down_start[froms[n] + 1]):
            a = down_to[z]
            if below[a, dues[n]]:
                for o in range(flow.shape[1]):
                    out[n, o] = max(out[n, o], flow[a, o])
    return out


@njit(cache=True)
def _after_found(best: Array, ref: Array, to: Array, weight: Array, phases: Array) -> Array:
    """Return what is left after the breach is found, (N, O)."""
    out = np.zeros(best.shape)
    for n in range(best.shape[0]):
        r = ref[n]
        for o in range(best.shape[1]):
            total = 0.0
            worth = -np.inf
            for h in range(phases[r, o]):
                now = best[n, to[r, o, h]]
                if now > -np.inf:
                    worth = now
                if weight[r, o, h] > 0:
                    total += weight[r, o, h] * worth
            out[n, o] = total
    return out


@njit(cache=True)
def breach_values(
    flow: Array,
    froms: Array,
    dues: Array,
    reach_start: Array,
    reach_to: Array,
    below: Array,
    pair_of: Array,
    digits: Array,
    detect: Array,
    delta: float,
    ref: Array,
    to: Array,
    weight: Array,
    phases: Array,
) -> Array:
    """Return what the best breach is worth, (N, O), where the others wait.

    A pair (from, due) with from = due is a party that has nothing to do, or rest.
    """
    best = best_within(flow, froms, dues, reach_start, reach_to, below)
    after = _after_found(best, ref, to, weight, phases)
    out = np.empty(best.shape)
    for n in range(froms.size):
        out[n, :] = -np.inf
        due = dues[n]
        for z in range(reach_start[froms[n]], reach_start[froms[n] + 1]):
            a = reach_to[z]
            if a == due or not below[a, due]:
                continue
            hidden = 1.0
            for k in range(digits.shape[1]):
                if digits[a, k] != digits[due, k]:
                    hidden *= 1 - detect[k]
            m = delta * (1 - hidden) / (1 - hidden * delta)
            row = pair_of[a, due] if pair_of[a, due] >= 0 else n
            for o in range(flow.shape[1]):
                worth = (1 - m) * flow[a, o]
                if m > 0:
                    worth += m * after[row, o]
                out[n, o] = max(out[n, o], worth)
    return out


@njit(cache=True)
def grown(values: Array, used: int, need: int) -> Array:
    """Return `values` with room for `need` more rows after the first `used`."""
    if used + need <= values.shape[0]:
        return values
    out = np.empty((values.shape[0] * 2 + need, values.shape[1]), values.dtype)
    for z in range(used):  # a slice would have Numba compile the message of a shape that differs
        for p in range(values.shape[1]):
            out[z, p] = values[z, p]
    return out


@njit(cache=True)
def grown_flat(values: Array, used: int, need: int) -> Array:
    """Return `values` with room for `need` more after the first `used`."""
    if used + need <= values.size:
        return values
    out = np.empty(values.size * 2 + need, values.dtype)
    for z in range(used):
        out[z] = values[z]
    return out


@njit(cache=True)
def _falling(keys: Array, count: int) -> Array:
    """Return the places of the first `count` keys, largest first, equal ones in their order.

    Runs are merged in pairs: NumPy's sorts take Numba seconds to compile.
    """
    order = np.arange(count)
    other = np.empty_like(order)
    run = 1
    while run < count:
        for left in range(0, count, 2 * run):
            middle = min(left + run, count)
            right = min(left + 2 * run, count)
            a = left
            b = middle
            for z in range(left, right):
                if a < middle and (b >= right or keys[order[a]] >= keys[order[b]]):
                    other[z] = order[a]
                    a += 1
                else:
                    other[z] = order[b]
                    b += 1
        order, other = other, order
        run *= 2
    return order


@njit(cache=True)
def _staircase(first: Array, second: Array, count: int, keep: Array) -> int:
    """List in `keep` the points of the Pareto frontier, by falling first coordinate; return how many."""
    order = _falling(first, count)
    kept = 0
    top = NONE
    z = 0
    while z < count:
        best = order[z]
        e = z + 1
        while e < count and first[order[e]] == first[best]:  # of equal ones the better second
            if second[order[e]] > second[best]:
                best = order[e]
            e += 1
        if second[best] > top:
            top = second[best]
            keep[kept] = best
            kept += 1
        z = e
    return kept


@njit(cache=True)
def _moved(values: Array, keep: Array, kept: int) -> Array:
    """Return `values` with the kept ones in front."""
    out = np.empty_like(values)
    for z in range(kept):
        out[z] = values[keep[z]]
    return out


@njit(cache=True)
def labels_of_two(  # noqa: PLR0915 - one pass over the lattice: calls would copy its state
    flow: Array,
    breach_0: Array,
    breach_1: Array,
    start_0: Array,
    start_1: Array,
    due_0: Array,
    due_1: Array,
    delta: Array,
    counts: Array,
    buckets: int,
    most: int,
    tolerance: float,
    begin_at: int,
    end_at: int,
    label_start: Array,
    label_count: Array,
    values: Array,
    onward: Array,
    place: Array,
    used: int,
) -> tuple[Array, Array, Array, int, bool]:
    """Return Pareto labels of two parties for the states from `end_at` down to `begin_at`.

    A label (v_0, v_1) is a pair of values that some self-enforcing continuation gives. `start_p`
    (A+1,) and `due_p` (N_p,) list for each own position the pairs, the first of which stays.
    `buckets` 0: every point of the frontier (exact); else the best v_1 in each of that many classes
    of v_0. Stops with False when more than `most` labels would be kept.
    """
    first = counts[0]
    d0 = delta[0]
    d1 = delta[1]
    low = 0.0
    width = 0.0
    room = buckets if buckets > 0 else 4096
    w0s = np.empty(room)
    w1s = np.full(room, NONE)
    tos = np.empty(room, np.int32)
    from_labels = np.empty(room, np.int32)
    keep = np.empty(room, np.int64)
    for s in range(end_at, begin_at - 1, -1):
        label_start[s] = used
        label_count[s] = 0
        if not flow[0, s] > -np.inf:
            continue
        c0 = s % first
        c1 = s // first
        filled = 0
        rests = (
            flow[0, s] >= breach_0[start_0[c0], c1] - tolerance
            and flow[1, s] >= breach_1[start_1[c1], c0] - tolerance
        )
        if buckets > 0:
            w1s[:] = NONE
            low = flow[0, s] if rests else 1e300
            high = flow[0, s] if rests else NONE
            for n1 in range(start_1[c1], start_1[c1 + 1]):
                t1 = due_1[n1]
                for n0 in range(start_0[c0], start_0[c0 + 1]):
                    t0 = due_0[n0]
                    t = t0 + first * t1
                    if t == s or label_count[t] == 0:
                        continue
                    begin = label_start[t]
                    f0 = (1 - d0) * flow[0, t]
                    top = f0 + d0 * values[begin, 0]
                    need_0 = breach_0[n0, t1] - tolerance
                    if top < need_0:
                        continue
                    high = max(high, top)
                    bottom = f0 + d0 * values[begin + label_count[t] - 1, 0]
                    low = min(low, max(need_0, bottom))
            width = (buckets - 1) / max(high - low, 1e-12)
        if rests:
            j = 0 if buckets == 0 else int(min(max((flow[0, s] - low) * width, 0), buckets - 1))
            w0s[j] = flow[0, s]
            w1s[j] = flow[1, s]
            tos[j] = -1
            from_labels[j] = -1
            filled = 1
        for n1 in range(start_1[c1], start_1[c1 + 1]):
            t1 = due_1[n1]
            for n0 in range(start_0[c0], start_0[c0 + 1]):
                t0 = due_0[n0]
                t = t0 + first * t1
                if t == s or label_count[t] == 0:
                    continue
                need_0 = breach_0[n0, t1] - tolerance
                need_1 = breach_1[n1, t0] - tolerance
                f0 = (1 - d0) * flow[0, t]
                f1 = (1 - d1) * flow[1, t]
                begin = label_start[t]
                end = begin + label_count[t]
                # Labels fall in v_0 and rise in v_1: the ends are the best there is.
                if f0 + d0 * values[begin, 0] < need_0 or f1 + d1 * values[end - 1, 1] < need_1:
                    continue
                for e in range(begin, end):
                    w0 = f0 + d0 * values[e, 0]
                    if w0 < need_0:
                        break
                    w1 = f1 + d1 * values[e, 1]
                    if w1 < need_1:
                        continue
                    if buckets > 0:
                        j = int(min(max((w0 - low) * width, 0), buckets - 1))
                        if w1 < w1s[j] or (w1 == w1s[j] and w0 <= w0s[j]):
                            continue
                    else:
                        if filled == w0s.size:
                            kept = _staircase(w0s, w1s, filled, keep)
                            if kept > filled // 2:
                                w0s = grown_flat(w0s, filled, filled)
                                w1s = grown_flat(w1s, filled, filled)
                                tos = grown_flat(tos, filled, filled)
                                from_labels = grown_flat(from_labels, filled, filled)
                                keep = np.empty(w0s.size, np.int64)
                            else:
                                w0s = _moved(w0s, keep, kept)
                                w1s = _moved(w1s, keep, kept)
                                tos = _moved(tos, keep, kept)
                                from_labels = _moved(from_labels, keep, kept)
                                filled = kept
                        j = filled
                        filled += 1
                    w0s[j] = w0
                    w1s[j] = w1
                    tos[j] = t
                    from_labels[j] = e - begin
        kept = 0
        if buckets > 0:
            top = NONE
            for j in range(buckets - 1, -1, -1):
                if w1s[j] > top:
                    top = w1s[j]
                    keep[kept] = j
                    kept += 1
        else:
            kept = _staircase(w0s, w1s, filled, keep)
        if used + kept > most:
            return values, onward, place, used, False
        values = grown(values, used, kept)
        onward = grown_flat(onward, used, kept)
        place = grown_flat(place, used, kept)
        for z in range(kept):
            j = keep[z]
            values[used, 0] = w0s[j]
            values[used, 1] = w1s[j]
            onward[used] = tos[j]
            place[used] = from_labels[j]
            used += 1
        label_count[s] = kept
    return values, onward, place, used, True
