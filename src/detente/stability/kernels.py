"""Compiled loops of the stability engines; `tensor` and `arcs` say what they are for.

Letters: P parties, S states, M arcs. As one party sees them the states are a tensor (H, B, L) in C
order (`detente.stability.boxes`), and its fibre f = h * L + l holds (h * B + b) * L + l, b < B.

A *slab* is a copy of the part of the tensor where the focal party i keeps to W neighbouring
settings of its own levers. The moves of its opponents never leave it. Its N = H * L * W numbers are
laid out (H, L, W): the W lanes differ in party i's levers only, so whatever the opponents do is the
same for neighbouring numbers.

Programs, `axes : (A, 4) int64`: one row per axis of a box, with its stride in the box, number of
levels, and first and last row in `steps : (K, 2) int32` (`detente.stability.boxes.Axis`). A free
axis has its last row before its first and needs no steps.

Every function works on its own range of tiles, slabs or fibres, raises nothing, and gives the same
answer however the ranges are cut, so threads may share the work.
"""

import numpy as np
import numpy.typing as npt
from numba import njit

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int32]
Indexes = npt.NDArray[np.int64]
Orders = npt.NDArray[np.uint16] | npt.NDArray[np.uint32]

NEVER = np.int32(2**31 - 1)  # worth of a state that cannot be reached
TILE = 4096  # numbers in a tile aimed at: 16 KiB, which stays in the nearest cache
NARROW = 16  # fewer neighbours than this are not worth a row of their own


# ------------------------------------------------------------- minima over boxes


@njit(cache=True, nogil=True)
def reduce_rows(values: Ints, size: int, lanes: int, axes: Indexes, steps: Ints) -> None:
    """Take minima over everything that each position of a box can become.

    Parameters
    ----------
    values : (size,) int32
        Boxes one after the other, each position of a box being `lanes` numbers; in place.
    size, lanes : int
        Numbers in all, numbers per position.
    axes : (A, 4) int64
        Program of the box.
    steps : (K, 2) int32
        Its steps.
    """
    for a in range(axes.shape[0]):
        row = axes[a, 0] * lanes
        levels = axes[a, 1]
        if axes[a, 3] < axes[a, 2]:
            _reduce_free(values, size, levels, row)
        elif row < NARROW:
            for k in range(axes[a, 2], axes[a, 3]):
                to = steps[k, 0] * row
                origin = steps[k, 1] * row
                for begin in range(0, size, row * levels):
                    for q in range(begin, begin + row):
                        values[to + q] = min(values[to + q], values[origin + q])
        else:
            for begin in range(0, size, row * levels):
                for k in range(axes[a, 2], axes[a, 3]):
                    to = begin + steps[k, 0] * row
                    origin = begin + steps[k, 1] * row
                    _lower(values[to : to + row], values[origin : origin + row])


@njit(cache=True, nogil=True)
def _lower(values: Ints, others: Ints) -> None:
    for q in range(values.size):
        values[q] = min(values[q], others[q])


@njit(cache=True, nogil=True)
def _reduce_free(values: Ints, size: int, levels: int, row: int) -> None:
    """Set all rows of each box to their minimum."""
    span = levels * row
    if span < 4 * NARROW or row == 1:
        for begin in range(0, size, span):
            box = values[begin : begin + span]
            if row == 1:
                least = box[0]
                for x in range(levels):
                    least = min(least, box[x])
                for x in range(levels):
                    box[x] = least
            else:
                for q in range(row):
                    least = box[q]
                    for x in range(1, levels):
                        least = min(least, box[q + x * row])
                    for x in range(levels):
                        box[q + x * row] = least
        return
    for begin in range(0, size, span):
        box = values[begin : begin + span]
        left = levels
        while left > 1:  # fold in halves
            half = left // 2
            _lower(box[: half * row], box[(left - half) * row : left * row])
            left -= half
        done = 1
        while done < levels:  # copy in doubles
            more = min(done, levels - done)
            target = box[done * row : (done + more) * row]
            for q in range(target.size):
                target[q] = box[q]
            done += more


# -------------------------------------------------------- the focal party's own moves


@njit(cache=True, nogil=True)
def tile_count(total: int, size: int, lower: int) -> int:
    """Return how many tiles a tensor (H, B, L) has, with B = `size`, L = `lower`."""
    if lower >= NARROW:
        width = min(lower, max(NARROW, TILE // size))
        return total // (size * lower) * -(-lower // width)
    boxes = max(1, TILE // (size * lower))
    return -(-(total // (size * lower)) // boxes)


@njit(cache=True, nogil=True)
def _tile(total: int, size: int, lower: int, tile: int) -> tuple[int, int, int]:
    """Return (first state, rows, width): whole boxes as one row, or B rows of a part of L."""
    if lower >= NARROW:
        width = min(lower, max(NARROW, TILE // size))
        parts = -(-lower // width)
        high = tile // parts
        low = (tile - high * parts) * width
        return high * size * lower + low, size, min(width, lower - low)
    boxes = max(1, TILE // (size * lower))
    first = tile * boxes * size * lower
    return first, 1, min(boxes * size * lower, total - first)


@njit(cache=True, nogil=True)
def mark_stable(
    first: int,
    last: int,
    worth: Ints,
    rank: Ints,
    size: int,
    lower: int,
    axes: Indexes,
    steps: Ints,
    stable: Bools,
) -> None:
    """Mark where no own move leads to min(worth, rank) above the rank of the state it leaves.

    Parameters
    ----------
    first, last : int
        Range of tiles.
    worth : (S,) int32
        The worst that the opponents can make of each state.
    rank : (S,) int32
        The focal party's rank, -1 at infeasible states.
    size, lower : int
        B and L of the focal party.
    axes : (A, 4) int64
        Its program.
    steps : (K, 2) int32
        Steps of all programs.
    stable : (S,) bool
        Output.
    """
    buffer = np.empty(max(TILE, size * NARROW), np.int32)
    for tile in range(first, last):
        start, rows, width = _tile(rank.size, size, lower, tile)
        _load_best(worth, rank, start, rows, width, lower, buffer)
        lanes = width if rows > 1 else lower
        reduce_rows(buffer, rows * width, lanes, axes, steps)
        for x in range(rows):
            state = start + x * lower
            own = rank[state : state + width]
            best = buffer[x * width : (x + 1) * width]
            mark = stable[state : state + width]
            for q in range(width):
                mark[q] = (own[q] >= 0) & (~best[q] <= own[q])


@njit(cache=True, nogil=True)
def mark_best(first: int, last: int, escape: Ints, rank: Ints, stable: Bools) -> None:
    """Mark the feasible states first .. last - 1 that are as good as all moves from them."""
    a, b, mark = escape[first:last], rank[first:last], stable[first:last]
    for q in range(mark.size):
        mark[q] = (b[q] >= 0) & (a[q] <= b[q])


@njit(cache=True, nogil=True)
def find_escapes(
    first: int,
    last: int,
    worth: Ints,
    rank: Ints,
    size: int,
    lower: int,
    axes: Indexes,
    steps: Ints,
    escape: Ints,
) -> None:
    """Find the best min(worth, rank) among a state and the focal party's moves from it.

    Parameters as for `mark_stable`; `escape : (S,) int32` is the output, of no meaning at
    infeasible states.
    """
    buffer = np.empty(max(TILE, size * NARROW), np.int32)
    for tile in range(first, last):
        start, rows, width = _tile(rank.size, size, lower, tile)
        _load_best(worth, rank, start, rows, width, lower, buffer)
        lanes = width if rows > 1 else lower
        reduce_rows(buffer, rows * width, lanes, axes, steps)
        for x in range(rows):
            state = start + x * lower
            best = buffer[x * width : (x + 1) * width]
            target = escape[state : state + width]
            for q in range(width):
                target[q] = ~best[q]


@njit(cache=True, nogil=True)
def _load_best(
    worth: Ints, rank: Ints, start: int, rows: int, width: int, lower: int, buffer: Ints
) -> None:
    """Copy a tile of min(worth, rank), upside down: the maximum of x is ~(the minimum of ~x)."""
    for x in range(rows):
        state = start + x * lower
        target = buffer[x * width : (x + 1) * width]
        a = worth[state : state + width]
        b = rank[state : state + width]
        for q in range(width):
            target[q] = ~min(a[q], b[q])


# ------------------------------------------------------------- the opponents' moves


@njit(cache=True, nogil=True)
def load_slab(
    worth: Ints, rank: Ints, size: int, lower: int, own: int, width: int, slab: Ints
) -> None:
    """Copy the slab of the own settings own .. own + width - 1; infeasible states are `NEVER`."""
    for high in range(rank.size // (size * lower)):
        source = (high * size + own) * lower
        target = slab[high * lower * width : (high + 1) * lower * width]
        if lower == 1:
            a = worth[source : source + width]
            b = rank[source : source + width]
            for q in range(width):
                target[q] = a[q] if b[q] >= 0 else NEVER
        else:
            for begin in range(0, lower, 64):  # both sides of a block stay in cache
                for lane in range(width):
                    state = source + lane * lower
                    for low in range(begin, min(begin + 64, lower)):
                        feasible = rank[state + low] >= 0
                        target[low * width + lane] = worth[state + low] if feasible else NEVER


@njit(cache=True, nogil=True)
def store_slab(slab: Ints, size: int, lower: int, own: int, width: int, found: Ints) -> None:
    """Copy a slab back."""
    for high in range(found.size // (size * lower)):
        target = (high * size + own) * lower
        source = slab[high * lower * width : (high + 1) * lower * width]
        if lower == 1:
            found[target : target + width] = source
        else:
            for begin in range(0, lower, 64):
                for lane in range(width):
                    state = target + lane * lower
                    for low in range(begin, min(begin + 64, lower)):
                        found[state + low] = source[low * width + lane]


@njit(cache=True, nogil=True)
def close_moves(
    first: int,
    last: int,
    worth: Ints,
    rank: Ints,
    size: int,
    lower: int,
    width: int,
    opponents: Indexes,
    axes: Indexes,
    steps: Ints,
    found: Ints,
) -> None:
    """Find the least worth that legal sequences of the opponents' moves lead to.

    Parameters
    ----------
    first, last : int
        Range of slabs; slab k begins at own setting min(k * W, B - W).
    worth : (S,) int32
        Worth w of each state.
    rank : (S,) int32
        The focal party's rank, -1 at infeasible states.
    size, lower : int
        B and L of the focal party.
    width : int
        Lanes W of a slab, at most B.
    opponents : (O, 4) int64
        Per opponent: its box size, its L inside a slab, first and last row of its axes.
    axes : (A, 4) int64
        Programs of all parties.
    steps : (K, 2) int32
        Their steps.
    found : (S,) int32
        Output: least worth of the state and all that can be reached from it; of no meaning at
        infeasible states.
    """
    total = rank.size // size * width
    slab = np.empty(total, np.int32)
    feasible = np.empty(total, np.bool_)
    for k in range(first, last):
        own = min(k * width, size - width)
        load_slab(worth, rank, size, lower, own, width, slab)
        if opponents.shape[0] == 1:  # one step is all; infeasible states are of no meaning after
            reduce_rows(
                slab, total, opponents[0, 1], axes[opponents[0, 2] : opponents[0, 3]], steps
            )
            store_slab(slab, size, lower, own, width, found)
            continue
        all_feasible = True
        for x in range(total):
            feasible[x] = slab[x] != NEVER
            all_feasible &= feasible[x]
        before = _masked_sum(slab, feasible, all_feasible)
        settled = 0
        turn = 0
        while settled < opponents.shape[0]:
            moving = opponents[turn % opponents.shape[0]]
            reduce_rows(slab, total, moving[1], axes[moving[2] : moving[3]], steps)
            # Values only fall, so their sum tells whether any did.
            after = _masked_sum(slab, feasible, all_feasible)
            settled = settled + 1 if after == before or opponents.shape[0] == 1 else 1
            before = after
            turn += 1
        store_slab(slab, size, lower, own, width, found)


@njit(cache=True, nogil=True)
def _masked_sum(slab: Ints, feasible: Bools, all_feasible: bool) -> np.int64:
    """Set infeasible states to `NEVER` and return the sum of all numbers."""
    total = np.int64(0)
    if all_feasible:
        for x in range(slab.size):
            total += slab[x]
    else:
        for x in range(slab.size):
            value = slab[x] if feasible[x] else NEVER
            slab[x] = value
            total += value
    return total


# ------------------------------------------------------------------------- arcs


@njit(cache=True, nogil=True)
def search_arcs(
    order: Indexes,
    worth: Ints,
    focal: int,
    source_start: Indexes,
    sources: Indexes,
    least: Ints,
    stack: Indexes,
) -> None:
    """Find the least worth that legal sequences reach from each state after each last mover.

    States are taken in increasing order of worth, and each gives its worth to all that can still
    reach it: every pair (state, last mover) gets its value once, so the time is linear in P * M.

    Parameters
    ----------
    order : (S,) int64
        States by increasing worth.
    worth : (S,) int32
        Worth w, `NEVER` at infeasible states.
    focal : int
        The focal party, which does not move but counts as the last mover at the start.
    source_start : (P, S + 1) int64
        Where the arcs that end in a state begin in `sources`, per party.
    sources : int64
        Origins of arcs.
    least : (P, S) int32
        Output, per last mover; `NEVER` on entry.
    stack : (P * S,) int64
        Work space: pairs still to be followed, as mover * S + state.
    """
    parties, states = least.shape
    for state in order:
        if worth[state] == NEVER:
            break
        height = 0
        for last in range(parties):
            if least[last, state] == NEVER:
                least[last, state] = worth[state]
                stack[height] = last * states + state
                height += 1
        while height > 0:
            height -= 1
            mover = stack[height] // states
            end = stack[height] - mover * states
            if mover == focal:
                continue
            for row in range(source_start[mover, end], source_start[mover, end + 1]):
                for last in range(parties):
                    source = sources[row]
                    if last != mover and least[last, source] == NEVER:
                        least[last, source] = worth[state]
                        stack[height] = last * states + source
                        height += 1
