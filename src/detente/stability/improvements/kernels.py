"""Compiled loops for the opponents' improvements: sorted fibres, and the closure over them.

Letters and slabs as in `detente.stability.kernels`. A fibre sorted by its party's rank is a list of
positions in the box, best first; the bit above the position marks the first of each tie.
"""

import numpy as np
import numpy.typing as npt
from numba import njit

from detente.stability.kernels import Rank, Ranks, load_slab, store_slab

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int32]
Indexes = npt.NDArray[np.int64]
Orders = npt.NDArray[np.uint16] | npt.NDArray[np.uint32]

LANES = 64  # fibres that are sorted side by side
LINE = 16  # numbers in a line of the cache
SPAN = 256  # fibres that are compared side by side
TOGETHER = 4  # positions that are compared in one go
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
    entries, spare = np.empty((2, size), np.int64)
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
    places[:] = 0
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
    group : (N / W,) int32
        Group of each position of the opponent's box.
    origin_start : (G + 1,) int64
        The groups that can become g are ``origins[origin_start[g] : origin_start[g + 1]]``.
    origins : int32
        Numbers of groups.
    """
    groups = origin_start.size - 1
    slab, keys = np.empty((2, group.size * width), worth.dtype)
    best, least = np.empty((2, groups, (top + 3) * width), worth.dtype)
    for k in range(first, last):
        own = min(k * width, size - width)
        load_slab(worth, never, size, lower, own, width, slab)
        load_slab(other, never, size, lower, own, width, keys)
        best[:] = never
        for t in range(group.size):
            row = best[group[t]]
            for lane in range(width):
                x = t * width + lane
                # Row 0 of the table is of the infeasible states, the last stays empty.
                keys[x] = keys[x] + 1 if keys[x] != never else 0
                at = np.int64(keys[x]) * width + lane
                row[at] = min(row[at], slab[x])
        for g in range(groups):
            row = best[g]
            for step in range(top + 1, 0, -1):
                _lower(row[step * width : (step + 1) * width], row[(step + 1) * width :])
        least[:] = never
        for g in range(groups):
            for row_at in range(origin_start[g], origin_start[g + 1]):
                _lower(least[origins[row_at]], best[g])
        for t in range(group.size):
            row = least[group[t]]
            for lane in range(width):
                x = t * width + lane
                slab[x] = min(slab[x], row[np.int64(keys[x]) * width + width + lane])
        store_slab(slab, size, lower, own, width, found)


@njit(cache=True, nogil=True)
def _lower(values: Ranks, others: Ranks) -> None:
    for q in range(values.size):
        values[q] = min(values[q], others[q])


# ------------------------------------------------ several opponents with small boxes


@njit(cache=True, nogil=True)
def close_by_pairs(
    first: int,
    last: int,
    worth: Ranks,
    ranks: Ranks,
    never: Rank,
    size: int,
    lower: int,
    width: int,
    opponents: Indexes,
    after: Ints,
    found: Ranks,
) -> None:
    """Find the least worth that legal sequences of the opponents' improvements lead to.

    All pairs of positions of a box are compared, for many fibres side by side: more comparisons
    than along sorted fibres, but some dozens at once. Only tiles in which another opponent has
    lowered a number since are looked at again.

    Parameters
    ----------
    first, last, worth, never, size, lower, width, found
        As for `detente.stability.kernels.close_moves`.
    ranks : (P, S) int
        Ranks of all parties, -1 at infeasible states.
    opponents : (O, 5) int64
        Per opponent: party; its B; its L inside a slab; first entry in `after`; positions after
        each position, a multiple of `TOGETHER`.
    after : int32
        For each opponent and position those that it can become, filled up with itself.
    """
    count = opponents.shape[0]
    total = worth.size // size * width
    slab = np.empty(total, worth.dtype)
    keys = np.empty((count, total), worth.dtype)
    spare = np.empty((3, opponents[:, 1].max() * SPAN), worth.dtype)
    tiles = 0
    for mover in range(count):
        tiles = max(tiles, _tiles(total, opponents[mover]))
    dirty = np.empty((count, tiles), np.bool_)
    for k in range(first, last):
        own = min(k * width, size - width)
        load_slab(worth, never, size, lower, own, width, slab)
        for mover in range(count):
            load_slab(ranks[opponents[mover, 0]], never, size, lower, own, width, keys[mover])
        dirty[:] = True
        settled = 0
        turn = 0
        while settled < count:
            mover = turn % count
            lowered = _improve_tiles(
                slab, keys[mover], never, mover, opponents, after, dirty, spare
            )
            settled = settled + 1 if not lowered or count == 1 else 1
            turn += 1
        store_slab(slab, size, lower, own, width, found)


@njit(cache=True, nogil=True)
def _tiles(total: int, opponent: Indexes) -> int:
    """Return how many tiles an opponent's boxes make in a slab.

    A tile is `SPAN` lanes of the boxes of one setting h, or all lanes of several settings.
    """
    box, low = opponent[1], opponent[2]
    higher = total // (box * low)
    return int(higher * -(-low // SPAN) if low >= SPAN else -(-higher // (SPAN // low)))


@njit(cache=True, nogil=True)
def _improve_tiles(
    slab: Ranks,
    keys: Ranks,
    never: Rank,
    mover: int,
    opponents: Indexes,
    after: Ints,
    dirty: Bools,
    spare: Ranks,
) -> bool:
    """Do one opponent's step in all its dirty tiles; mark those of the others; tell of any fall."""
    box, low, first, reach = opponents[mover, 1:]
    parts = -(-low // SPAN)
    several = max(1, SPAN // low)
    higher = slab.size // (box * low)
    lowered = False
    for tile in range(_tiles(slab.size, opponents[mover])):
        if not dirty[mover, tile]:
            continue
        dirty[mover, tile] = False
        high = tile // parts
        part = (tile - high * parts) * SPAN
        start = high * several * box * low + part
        shape = box, low, min(several, higher - high * several), min(SPAN, low - part)
        _load_tile(slab, start, shape, never, spare[0])
        _load_tile(keys, start, shape, never, spare[1])
        _compare(spare, never, after[first : first + box * reach], reach, box)
        lowered |= _store_tile(slab, start, shape, spare[0], dirty, opponents, mover)
    return lowered


@njit(cache=True, nogil=True)
def _load_tile(
    slab: Ranks, start: int, shape: tuple[int, int, int, int], never: Rank, tile: Ranks
) -> None:
    """Copy a tile, position after position; lanes that are not there hold `never`."""
    box, low, several, lanes = shape
    for b in range(box):
        row = tile[b * SPAN : (b + 1) * SPAN]
        if several * lanes < SPAN:
            row[:] = never
        for high in range(several):
            source = np.uint64(start + (high * box + b) * low)
            target = np.uint64(high * lanes)
            for lane in range(lanes):
                row[target + np.uint64(lane)] = slab[source + np.uint64(lane)]


@njit(cache=True, nogil=True)
def _store_tile(
    slab: Ranks,
    start: int,
    shape: tuple[int, int, int, int],
    tile: Ranks,
    dirty: Bools,
    opponents: Indexes,
    mover: int,
) -> bool:
    """Copy a tile back; mark what it has changed."""
    box, low, several, lanes = shape
    lowered = False
    for b in range(box):
        for high in range(several):
            x = start + (high * box + b) * low
            source, target = np.uint64(b * SPAN + high * lanes), np.uint64(x)
            changes = np.int32(0)
            for lane in range(lanes):
                q = np.uint64(lane)
                changes |= np.int32(slab[target + q] ^ tile[source + q])
                slab[target + q] = tile[source + q]
            if changes != 0:
                lowered = True
                _mark_tiles(dirty, opponents, mover, x, lanes)
    return lowered


@njit(cache=True, nogil=True)
def _compare(spare: Ranks, never: Rank, after: Ints, reach: int, box: int) -> None:
    """Lower each worth of a tile, ``spare[0]``, to those of better ranks, ``spare[1]``."""
    worth, rank, least = spare[0], spare[1], spare[2]
    for b in range(box):
        own = np.uint64(b * SPAN)
        least[:SPAN] = never
        for at in range(b * reach, (b + 1) * reach, TOGETHER):
            _lower_by_better(least, worth, rank, never, own, after[at : at + TOGETHER])
        for lane in range(SPAN):
            q = own + np.uint64(lane)
            value = min(worth[q], least[np.uint64(lane)])
            worth[q] = value if rank[q] != never else worth[q]


@njit(cache=True, nogil=True)
def _lower_by_better(
    least: Ranks, worth: Ranks, rank: Ranks, never: Rank, own: np.uint64, others: Ints
) -> None:
    """Lower `least` to the worths at some positions where those have a better rank than at `own`.

    Indexes without a sign spare the question whether they count from the end.
    """
    a, b = np.uint64(others[0] * SPAN), np.uint64(others[1] * SPAN)
    c, d = np.uint64(others[2] * SPAN), np.uint64(others[3] * SPAN)
    for lane in range(SPAN):
        q = np.uint64(lane)
        mine = rank[own + q]
        first = min(
            worth[a + q] if rank[a + q] > mine else never,
            worth[b + q] if rank[b + q] > mine else never,
        )
        second = min(
            worth[c + q] if rank[c + q] > mine else never,
            worth[d + q] if rank[d + q] > mine else never,
        )
        least[q] = min(least[q], first, second)


@njit(cache=True, nogil=True)
def _mark_tiles(dirty: Bools, opponents: Indexes, mover: int, first: int, count: int) -> None:
    """Mark the tiles of the other opponents through `count` neighbouring numbers."""
    for other in range(opponents.shape[0]):
        if other == mover:
            continue
        box, low = opponents[other, 1], opponents[other, 2]
        if low < SPAN:
            whole = box * low * (SPAN // low)
            dirty[other, first // whole : (first + count - 1) // whole + 1] = True
            continue
        parts = -(-low // SPAN)
        x = first
        while x < first + count:
            inside = x % low
            dirty[other, x // (box * low) * parts + inside // SPAN] = True
            x += min(SPAN - inside % SPAN, low - inside)


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
    least[:] = never
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
