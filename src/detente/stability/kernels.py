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

Ranks and worths are whole numbers of 1, 2 or 4 bytes, as few as hold them: -1 at infeasible states.
In a slab infeasible states hold `never`, the largest number of the type, which no worth reaches.

Every function works on its own range of tiles, slabs or fibres, raises nothing, and gives the same
answer however the ranges are cut, so threads may share the work.
"""

import numpy as np
import numpy.typing as npt
from numba import njit

from detente.stability.rows.kernels import Rank, Ranks, copy, turn

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int32]
Indexes = npt.NDArray[np.int64]
Orders = npt.NDArray[np.uint16] | npt.NDArray[np.uint32]

NEVER = np.int32(2**31 - 1)  # worth of a state that cannot be reached, in `search_arcs`
TILE = 16384  # numbers in a tile aimed at, which stay in the nearest cache
NARROW = 16  # fewer neighbours than this are not worth a row of their own
LANES = 256  # neighbours of a tile that are taken side by side


# ------------------------------------------------------------- minima over boxes


@njit(cache=True, nogil=True)
def reduce_rows(values: Ranks, size: int, lanes: int, axes: Indexes, steps: Ints) -> None:
    """Take minima over everything that each position of a box can become.

    Parameters
    ----------
    values : (size,) int
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
def _lower(values: Ranks, others: Ranks) -> None:
    for q in range(values.size):
        values[q] = min(values[q], others[q])


@njit(cache=True, nogil=True)
def _reduce_free(values: Ranks, size: int, levels: int, row: int) -> None:
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
            copy(box[: more * row], box[done * row : (done + more) * row])
            done += more


# -------------------------------------------------------- the focal party's own moves


@njit(cache=True, nogil=True)
def tile_count(total: int, size: int, lower: int) -> int:
    """Return how many tiles a tensor (H, B, L) has, with B = `size`, L = `lower`.

    A tile is part of the lanes of one box, all its positions; or, where lanes are few, whole boxes.
    """
    if lower >= LANES:
        width = min(lower, max(LANES, TILE // size))
        return total // (size * lower) * -(-lower // width)
    return -(-(total // (size * lower)) // _boxes(size, lower))


@njit(cache=True, nogil=True)
def _boxes(size: int, lower: int) -> int:
    """Return how many boxes make a tile; those with few lanes are turned, to lie side by side."""
    return LANES if lower < NARROW else max(1, TILE // (size * lower))


@njit(cache=True, nogil=True)
def _tile(total: int, size: int, lower: int, tile: int) -> tuple[int, int, int]:
    """Return (first state, boxes, lanes) of a tile."""
    if lower >= LANES:
        width = min(lower, max(LANES, TILE // size))
        parts = -(-lower // width)
        high = tile // parts
        low = (tile - high * parts) * width
        return high * size * lower + low, 1, min(width, lower - low)
    first = tile * _boxes(size, lower)
    boxes = min(_boxes(size, lower), total // (size * lower) - first)
    return first * size * lower, boxes, lower


@njit(cache=True, nogil=True)
def tile_size(size: int, lower: int) -> int:
    """Return how many numbers a tile has at most."""
    if lower >= LANES:
        return size * min(lower, max(LANES, TILE // size))
    return size * lower * _boxes(size, lower)


@njit(cache=True, nogil=True)
def mark_stable(
    first: int,
    last: int,
    worth: Ranks,
    rank: Ranks,
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
    worth : (S,) int
        The worst that the opponents can make of each state.
    rank : (S,) int
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
    best = np.empty(tile_size(size, lower), rank.dtype)
    spare = np.empty_like(best)
    for tile in range(first, last):
        start, rows, width = _best_of_tile(tile, worth, rank, size, lower, axes, steps, best, spare)
        for x in range(rows):
            _mark_tile(best[x * width : (x + 1) * width], rank, start + x * lower, stable)


@njit(cache=True, nogil=True)
def find_escapes(
    first: int,
    last: int,
    worth: Ranks,
    rank: Ranks,
    size: int,
    lower: int,
    axes: Indexes,
    steps: Ints,
    escape: Ranks,
) -> None:
    """Find the best min(worth, rank) among a state and the focal party's moves from it.

    Parameters as for `mark_stable`; `escape : (S,) int` is the output, -1 at infeasible states.
    """
    best = np.empty(tile_size(size, lower), rank.dtype)
    spare = np.empty_like(best)
    for tile in range(first, last):
        start, rows, width = _best_of_tile(tile, worth, rank, size, lower, axes, steps, best, spare)
        for x in range(rows):
            _keep_tile(best[x * width : (x + 1) * width], rank, start + x * lower, escape)


@njit(cache=True, nogil=True)
def _best_of_tile(
    tile: int,
    worth: Ranks,
    rank: Ranks,
    size: int,
    lower: int,
    axes: Indexes,
    steps: Ints,
    best: Ranks,
    spare: Ranks,
) -> tuple[int, int, int]:
    """Find the best min(worth, rank) of all moves within a tile, upside down.

    Returns (first state, rows, width): row x of `best` belongs to the states from
    ``first + x * lower`` on.
    """
    start, boxes, lanes = _tile(rank.size, size, lower, tile)
    count = size * boxes * lanes
    if lower >= LANES:
        for x in range(size):
            _load_best(worth, rank, start + x * lower, best[x * lanes : (x + 1) * lanes])
        reduce_rows(best, count, lanes, axes, steps)
        return start, size, lanes
    _load_best(worth, rank, start, best[:count])
    if lower >= NARROW:
        reduce_rows(best, count, lanes, axes, steps)
    else:
        turn(best, size * lower, boxes, size * lower, spare, boxes)
        reduce_rows(spare, count, boxes * lanes, axes, steps)
        turn(spare, boxes, size * lower, boxes, best, size * lower)
    return start, 1, count


@njit(cache=True, nogil=True)
def _load_best(worth: Ranks, rank: Ranks, start: int, target: Ranks) -> None:
    """Copy min(worth, rank) upside down: the maximum of x is ~(the minimum of ~x)."""
    a, b = worth[start : start + target.size], rank[start : start + target.size]
    for q in range(target.size):
        target[q] = ~min(a[q], b[q])


@njit(cache=True, nogil=True)
def _mark_tile(best: Ranks, rank: Ranks, start: int, stable: Bools) -> None:
    """Mark the feasible states that are as good as the best, which is upside down."""
    own, mark = rank[start : start + best.size], stable[start : start + best.size]
    for q in range(best.size):
        mark[q] = (own[q] >= 0) & (~best[q] <= own[q])


@njit(cache=True, nogil=True)
def _keep_tile(best: Ranks, rank: Ranks, start: int, escape: Ranks) -> None:
    """Keep the best, turned up again, at feasible states."""
    own, target = rank[start : start + best.size], escape[start : start + best.size]
    for q in range(best.size):
        target[q] = ~best[q] if own[q] >= 0 else -1


@njit(cache=True, nogil=True)
def mark_best(first: int, last: int, escape: Ranks, rank: Ranks, stable: Bools) -> None:
    """Mark the feasible states first .. last - 1 that are as good as all moves from them."""
    a, b, mark = escape[first:last], rank[first:last], stable[first:last]
    for q in range(mark.size):
        mark[q] = (b[q] >= 0) & (a[q] <= b[q])


# ------------------------------------------------------------- the opponents' moves


@njit(cache=True, nogil=True)
def load_slab(
    worth: Ranks, never: Rank, size: int, lower: int, own: int, width: int, slab: Ranks
) -> None:
    """Copy the slab of the own settings own .. own + width - 1; -1 becomes `never`."""
    part = lower * width
    for high in range(worth.size // (size * lower)):
        start = (high * size + own) * lower
        source, target = worth[start : start + part], slab[high * part : (high + 1) * part]
        if lower == 1:
            copy(source, target)
        else:
            turn(source, lower, width, lower, target, width)
    for x in range(slab.size):
        slab[x] = slab[x] if slab[x] >= 0 else never


@njit(cache=True, nogil=True)
def store_slab(slab: Ranks, size: int, lower: int, own: int, width: int, found: Ranks) -> None:
    """Copy a slab back."""
    part = lower * width
    for high in range(found.size // (size * lower)):
        start = (high * size + own) * lower
        source, target = slab[high * part : (high + 1) * part], found[start : start + part]
        if lower == 1:
            copy(source, target)
        else:
            turn(source, width, lower, width, target, lower)


@njit(cache=True, nogil=True)
def close_moves(
    first: int,
    last: int,
    worth: Ranks,
    never: Rank,
    size: int,
    lower: int,
    width: int,
    opponents: Indexes,
    axes: Indexes,
    steps: Ints,
    found: Ranks,
) -> None:
    """Find the least worth that legal sequences of the opponents' moves lead to.

    Parameters
    ----------
    first, last : int
        Range of slabs; slab k begins at own setting min(k * W, B - W).
    worth : (S,) int
        Worth w of each state, -1 at infeasible states.
    never : int
        The largest number of the type.
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
    found : (S,) int
        Output: least worth of the state and all that can be reached from it; of no meaning at
        infeasible states.
    """
    total = worth.size // size * width
    slab = np.empty(total, worth.dtype)
    several = opponents.shape[0] > 1
    blocked = np.empty(total if several else 0, worth.dtype)
    kept = np.empty_like(blocked)
    for k in range(first, last):
        own = min(k * width, size - width)
        load_slab(worth, never, size, lower, own, width, slab)
        for x in range(blocked.size):
            blocked[x] = never if slab[x] == never else 0
            kept[x] = slab[x]
        settled = 0
        turn = 0
        while settled < opponents.shape[0]:
            moving = opponents[turn % opponents.shape[0]]
            reduce_rows(slab, total, moving[1], axes[moving[2] : moving[3]], steps)
            if not several:  # one step is all; infeasible states are of no meaning after it
                break
            settled = settled + 1 if _settle(slab, blocked, kept) else 1
            turn += 1
        store_slab(slab, size, lower, own, width, found)


@njit(cache=True, nogil=True)
def _settle(slab: Ranks, blocked: Ranks, kept: Ranks) -> bool:
    """Set infeasible states to `never` again; keep a copy, and tell whether it was the same."""
    changes = np.int32(0)
    for x in range(slab.size):
        value = slab[x] | blocked[x]
        changes |= np.int32(value ^ kept[x])
        slab[x] = value
        kept[x] = value
    return bool(changes == 0)


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
