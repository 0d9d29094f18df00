"""Compiled loops that compare all positions of small boxes, many fibres side by side.

Letters and slabs as in `detente.stability.kernels`.
"""

import numpy as np
import numpy.typing as npt
from numba import njit

from detente.stability.kernels import load_slab, store_slab
from detente.stability.rows.kernels import Rank, Ranks, fill

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int32]
Indexes = npt.NDArray[np.int64]

SPAN = 256  # fibres that are compared side by side
TOGETHER = 4  # positions that are compared in one go


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
            fill(row, never)
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
        fill(least[:SPAN], never)
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
