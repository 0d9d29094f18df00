"""Compiled loops of the Pareto filter; `detente.bargain.pareto` says what they are for.

Letters: N points, P parties. Points are whole numbers, larger is better, and come in an order in
which no point is dominated by a later one.
"""

import numpy as np
import numpy.typing as npt
from numba import njit

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

LEAST = np.int64(-(2**62))


@njit(cache=True, nogil=True)
def sweep(place: Ints, last: Ints, best: Ints, keep: Bools) -> None:
    """Mark the efficient ones of points in three dimensions, given in lexicographic order, largest first.

    A point is dominated, or equal to an earlier one, if an earlier point with at least its second
    coordinate has at least its third: a largest-so-far over a prefix, kept in a binary indexed tree
    (Fenwick, 1994). Time N log N.

    Parameters
    ----------
    place : (N,) int64
        Place of the second coordinate among all second coordinates, from 1, the largest first.
    last : (N,) int64
        The third coordinate.
    best : (N + 1,) int64
        Work: the tree, all `LEAST`.
    keep : (N,) bool
        Out: which points are efficient, one for each vector.
    """
    size = best.size
    for i in range(place.size):
        found = LEAST
        k = place[i]
        while k > 0:
            found = max(found, best[k])
            k -= k & -k
        if found >= last[i]:
            keep[i] = False
            continue
        keep[i] = True
        k = place[i]
        while k < size:
            best[k] = max(best[k], last[i])
            k += k & -k


@njit(cache=True, nogil=True)
def compare(points: Ints, kept: Ints, keep: Bools) -> int:
    """Mark the efficient ones of points in any dimension by comparing each with those kept so far.

    Parameters
    ----------
    points : (N, P) int64
        By decreasing sum.
    kept : (N, P) int64
        Work: the points kept; a point that dominates moves to the front.
    keep : (N,) bool
        Out: which points are efficient, one for each vector.

    Returns
    -------
    int
        How many are kept.
    """
    count = 0
    parties = points.shape[1]
    for i in range(points.shape[0]):
        keep[i] = True
        for j in range(count):
            beaten = True
            for p in range(parties):
                if kept[j, p] < points[i, p]:
                    beaten = False
                    break
            if beaten:
                keep[i] = False
                if j > 0:  # what dominated once is tried early next time
                    ahead = j // 2
                    for p in range(parties):
                        held = kept[ahead, p]
                        kept[ahead, p] = kept[j, p]
                        kept[j, p] = held
                break
        if keep[i]:
            for p in range(parties):
                kept[count, p] = points[i, p]
            count += 1
    return count
