"""Compiled loops for the opponents' improvements: sorted fibres, and the closure over them.

Letters and slabs as in `detente.stability.kernels`. A fibre sorted by its party's rank is a list of
positions in the box, best first; the bit above the position marks the first of each tie.
"""

import numpy as np
import numpy.typing as npt
from numba import njit

from detente.stability.kernels import load_slab, store_slab
from detente.stability.rows.kernels import Rank, Ranks, fill

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int32]
Indexes = npt.NDArray[np.int64]
Orders = npt.NDArray[np.uint16] | npt.NDArray[np.uint32]

LANES = 64  # fibres that are sorted side by side
LINE = 16  # numbers in a line of the cache
SMALL = 64  # boxes up to this size are sorted by counting: quadratic, but a vector operation


# ----------------------------------------------------------------------- sorting


@njit(cache=True, nogil=True)
def sort_fibres(
    first: int, last: int, rank: Ranks, size: int, lower: int, top: int, mask: int, order: Orders
) -> None:
    """Sort fibres by their party's rank, best first.

    Parameters
    ----------
    first, last : int
        Range of fibres.
    rank : (S,) int
        The party's rank, -1 at infeasible states.
    size, lower : int
        B and L of the party.
    top : int
        The largest rank.
    mask : int
        Bits of a position in the box.
    order : (S,) uint16 or uint32
        Output, fibre after fibre: positions, with marks.
    """
    lanes = LANES if size <= SMALL else LINE
    keys = np.empty((size, lanes), np.int32)
    places = np.empty((size, lanes), np.int32)
    entries = np.empty(size, np.int64)
    spare = np.empty_like(entries)
    for begin in range(first, last, lanes):
        end = min(begin + lanes, last)
        _load_keys(rank, begin, end, lower, top, keys)
        if size <= SMALL:
            _place_by_counting(keys, places)
        for fibre in range(begin, end):
            lane = fibre - begin
            if size <= SMALL:
                for b in range(size):
                    entries[places[b, lane]] = np.int64(keys[b, lane]) << 32 | b
            else:
                for b in range(size):
                    entries[b] = np.int64(keys[b, lane]) << 32 | b
                entries, spare = _sort_by_digits(entries, spare, top + 1)
            target = order[fibre * size : (fibre + 1) * size]
            previous = np.int64(-1)
            for k in range(size):
                key = entries[k] >> 32
                mark = mask + 1 if key != previous else 0
                target[k] = (entries[k] & mask) | mark
                previous = key


@njit(cache=True, nogil=True)
def _load_keys(rank: Ranks, begin: int, end: int, lower: int, top: int, keys: Ints) -> None:
    """Copy the ranks of some fibres upside down, fibre after fibre or side by side as they lie."""
    size = keys.shape[0]
    high = begin // lower
    start = high * size * lower + begin - high * lower
    if (end - 1) // lower == high and lower > 1:
        for b in range(size):
            source = rank[start + b * lower : start + b * lower + end - begin]
            target = keys[b]
            for lane in range(source.size):
                target[lane] = top - np.int32(source[lane])
        return
    for fibre in range(begin, end):
        high = fibre // lower
        start = high * size * lower + fibre - high * lower
        for b in range(size):
            keys[b, fibre - begin] = top - np.int32(rank[start + b * lower])


@njit(cache=True, nogil=True)
def _place_by_counting(keys: Ints, places: Ints) -> None:
    """Set `places` to the number of smaller keys in the same lane, ties in order of position."""
    fill(places.reshape(-1), np.int32(0))
    for c in range(1, keys.shape[0]):
        upper, place = keys[c], places[c]
        for b in range(c):
            below, other = keys[b], places[b]
            for q in range(LANES):
                first = np.int32(below[q] <= upper[q])
                place[q] += first
                other[q] += 1 - first


@njit(cache=True, nogil=True)
def _sort_by_digits(entries: Indexes, spare: Indexes, largest: int) -> tuple[Indexes, Indexes]:
    """Sort entries by their upper 32 bits, at most `largest`, digit by digit from the last.

    Returns the sorted entries and the other array.
    """
    needed = 1
    while largest >> needed > 0:
        needed += 1
    most = 6
    while most < 11 and 1 << most < 2 * entries.size:
        most += 1
    bits = -(-needed // -(-needed // most))  # digits as few as can be, and then as short
    counts = np.empty(1 << bits, np.int64)
    shift = 32
    while largest >> (shift - 32) > 0:
        counts[:] = 0
        for entry in entries:
            counts[(entry >> shift) & (counts.size - 1)] += 1
        before = 0
        for digit in range(counts.size):
            before += counts[digit]
            counts[digit] = before - counts[digit]
        for entry in entries:
            digit = (entry >> shift) & (counts.size - 1)
            spare[counts[digit]] = entry
            counts[digit] += 1
        entries, spare = spare, entries
        shift += bits
    return entries, spare


# ------------------------------------------------------------------ one opponent


@njit(cache=True, nogil=True)
def improve_once(
    first: int,
    last: int,
    worth: Ranks,
    other: Ranks,
    never: Rank,
    size: int,
    lower: int,
    width: int,
    top: int,
    order: Ints,
    group: Ints,
    origin_start: Indexes,
    origins: Ints,
    found: Ranks,
) -> None:
    """Find the least worth that one improvement of a single opponent leads to.

    With one opponent each lane of a slab is one of its fibres, and as its improvements are
    transitive one step is all. For each group and rank the least worth is noted, then made a running
    minimum from the best rank down; nothing is sorted.

    Parameters
    ----------
    first, last, worth, never, size, lower, found
        As for `detente.stability.kernels.close_moves`.
    other : (S,) int
        The opponent's rank, -1 at infeasible states.
    width : int
        Lanes W of a slab.
    top : int
        The largest rank of the opponent.
    order : (N / W,) int32
        Positions of the opponent's box, group after group: the table of one group stays in cache.
    group : (N / W,) int32
        Group of each of them.
    origin_start : (G + 1,) int64
        The groups that can become g are ``origins[origin_start[g] : origin_start[g + 1]]``.
    origins : int32
        Numbers of groups.
    """
    groups = origin_start.size - 1
    slab = np.empty(group.size * width, worth.dtype)
    keys = np.empty_like(slab)
    best = np.empty((groups, (top + 3) * width), worth.dtype)
    least = np.empty_like(best)
    for k in range(first, last):
        own = min(k * width, size - width)
        load_slab(worth, never, size, lower, own, width, slab)
        load_slab(other, worth.dtype.type(-1), size, lower, own, width, keys)
        fill(best.reshape(-1), never)
        for t in range(order.size):
            begin = order[t] * width
            _note(slab[begin : begin + width], keys[begin : begin + width], best[group[t]])
        for g in range(groups):
            row = best[g]
            for step in range(top + 1, 0, -1):
                _lower(row[step * width : (step + 1) * width], row[(step + 1) * width :])
        fill(least.reshape(-1), never)
        for g in range(groups):
            for row_at in range(origin_start[g], origin_start[g + 1]):
                _lower(least[origins[row_at]], best[g])
        for t in range(order.size):
            begin = order[t] * width
            _look_up(slab[begin : begin + width], keys[begin : begin + width], least[group[t]])
        store_slab(slab, size, lower, own, width, found)


@njit(cache=True, nogil=True)
def _note(worth: Ranks, key: Ranks, best: Ranks) -> None:
    """Note the least worth per rank and lane; row 0 is of the infeasible states, the last empty."""
    width = worth.size
    for lane in range(width):
        at = np.uint64((np.int64(key[lane]) + 1) * width + lane)
        best[at] = min(best[at], worth[lane])


@njit(cache=True, nogil=True)
def _look_up(worth: Ranks, key: Ranks, least: Ranks) -> None:
    """Lower each worth to the least of better ranks: the row after its own."""
    width = worth.size
    for lane in range(width):
        at = np.uint64((np.int64(key[lane]) + 2) * width + lane)
        worth[lane] = min(worth[lane], least[at])


@njit(cache=True, nogil=True)
def _lower(values: Ranks, others: Ranks) -> None:
    for q in range(values.size):
        values[q] = min(values[q], others[q])


# ------------------------------------------------------------- several opponents


@njit(cache=True, nogil=True)
def close_improvements(
    first: int,
    last: int,
    worth: Ranks,
    never: Rank,
    size: int,
    lower: int,
    width: int,
    opponents: Indexes,
    order: Orders,
    mask: int,
    base: Indexes,
    native: Indexes,
    home: Ints,
    group: Ints,
    origin_start: Indexes,
    origins: Ints,
    found: Ranks,
) -> None:
    """Find the least worth that legal sequences of the opponents' improvements lead to.

    Parameters
    ----------
    first, last, worth, never, size, lower, width, found
        As for `detente.stability.kernels.close_moves`.
    opponents : (O, 7) int64
        Per opponent: party; its B; its L inside a slab; what one own setting of the focal party
        adds to the number of its fibres; first row in `group`; first row in `origin_start`; its
        number of groups.
    order, mask
        (P, S) fibres of each party as left by `sort_fibres`.
    base : (O, F) int64
        First number in a slab of each of an opponent's fibres; F is the most fibres of any.
    native : (O, F) int64
        Number of that fibre in the whole tensor, at own setting 0.
    home : (O, N) int32
        Each opponent's fibre through each number of a slab.
    group : int32
        Group of each position of a box, one party after the other.
    origin_start : int64
        Where the groups that can become a given one begin in `origins`, party after party.
    origins : int32
        Numbers of groups.
    """
    count = opponents.shape[0]
    slab = np.empty(worth.size // size * width, worth.dtype)
    dirty = np.empty(base.shape, np.bool_)
    touched = np.empty(opponents[:, 1].max(), np.int64)
    least = np.empty(opponents[:, 6].max(), worth.dtype)
    for k in range(first, last):
        own = min(k * width, size - width)
        load_slab(worth, never, size, lower, own, width, slab)
        dirty[:] = True
        lowered = slab.size
        settled = 0
        turn = 0
        while settled < count:
            mover = turn % count
            _, box, low, shift, group_at, start_at, groups = opponents[mover]
            ranked = order[opponents[mover, 0]]
            kinds = group[group_at : group_at + box]
            starts = origin_start[start_at : start_at + groups + 1]
            # While much still falls, marking every fibre costs less than looking them up.
            mark_all = lowered > slab.size // 4
            lowered = 0
            for fibre in range(slab.size // box):
                if not dirty[mover, fibre]:
                    continue
                dirty[mover, fibre] = False
                begin = (native[mover, fibre] + own * shift) * box
                line = ranked[begin : begin + box]
                start = base[mover, fibre]
                if groups == 1:
                    hits = _improve_free(slab, never, line, start, low, mask, touched)
                else:
                    hits = _improve_groups(
                        slab, never, line, start, low, mask, touched, kinds, starts, origins, least
                    )
                lowered += hits
                if hits > 0 and not mark_all:
                    _mark_dirty(dirty, home, touched[:hits], mover)
            if lowered > 0 and mark_all:
                for other in range(count):
                    dirty[other] |= other != mover
            # A step is idempotent: right after it, only the others can still lower anything.
            settled = settled + 1 if lowered == 0 or count == 1 else 1
            turn += 1
        store_slab(slab, size, lower, own, width, found)


@njit(cache=True, nogil=True)
def _mark_dirty(dirty: Bools, home: Ints, touched: Indexes, mover: int) -> None:
    """Mark the other opponents' fibres through lowered numbers."""
    for other in range(dirty.shape[0]):
        if other != mover:
            for x in touched:
                dirty[other, home[other, x]] = True


@njit(cache=True, nogil=True)
def _improve_free(
    slab: Ranks, never: Rank, line: Orders, start: int, low: int, mask: int, touched: Indexes
) -> int:
    """Lower each number of a fibre to the least of the strictly better ones; list those lowered.

    Every position can become every other: one running minimum, read where the tie began.
    """
    hits = 0
    running = never
    better = never
    for entry in line:
        x = start + (np.int64(entry) & mask) * low
        value = slab[x]
        if entry > mask:
            better = running
        lowered = min(value, better) if value != never else value
        running = min(running, value)
        slab[x] = lowered
        touched[hits] = x
        hits += lowered != value
    return hits


@njit(cache=True, nogil=True)
def _improve_groups(
    slab: Ranks,
    never: Rank,
    line: Orders,
    start: int,
    low: int,
    mask: int,
    touched: Indexes,
    kinds: Ints,
    starts: Indexes,
    origins: Ints,
    least: Ranks,
) -> int:
    """Do as `_improve_free` where positions fall in groups: one running minimum for each.

    ``least[u]`` is the minimum over the strictly better states that group u can become.
    """
    hits = 0
    done = 0
    fill(least, never)
    for k in range(line.size):
        if line[k] > mask:
            for earlier in range(done, k):
                position = np.int64(line[earlier]) & mask
                value = slab[start + position * low]
                kind = kinds[position]
                for row in range(starts[kind], starts[kind + 1]):
                    least[origins[row]] = min(least[origins[row]], value)
            done = k
        position = np.int64(line[k]) & mask
        x = start + position * low
        value = slab[x]
        lowered = min(value, least[kinds[position]]) if value != never else value
        slab[x] = lowered
        touched[hits] = x
        hits += lowered != value
    return hits
