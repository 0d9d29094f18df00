"""Points -> those that no other point dominates, one for each vector.

A point x dominates y if x_i >= y_i for all parties i and x_i > y_i for one of them. Points are whole
numbers, so that ties are exact.

Two parties: sort by the first coordinate, then keep the running maxima of the second from the right.
Three: sweep in lexicographic order with a largest-so-far over prefixes of the second coordinate
(Kung, Luccio and Preparata, 1975, Journal of the ACM 22, 469-476). More: compare with those kept so
far, by decreasing sum. Large sets of three dimensions and more go to compiled loops.

Array letters: N points, P parties.
"""

import sys
from math import prod
from typing import Literal

import numpy as np
from numpy.typing import NDArray

__all__ = ["Engine", "efficient"]

Points = NDArray[np.int64]
Places = NDArray[np.intp]
Engine = Literal["auto", "plain", "numba"]
LARGE = 8_000
"""Points of three dimensions and more from which compiled loops repay their import."""
SMALL = 500
"""And from which they are quicker once imported."""
CHUNK = 256
STRONG = 32
LARGEST = 2**63
FEW_VALUES = 10_000


def efficient(points: Points, *, engine: Engine = "auto") -> Places:
    """Return the places of the points that no other dominates, by increasing first coordinate.

    Of equal points one is kept.

    Parameters
    ----------
    points : (N, P) int64
        Larger is better.
    engine : str
        ``"plain"`` never needs a compiler; ``"auto"`` uses compiled loops for large sets of three
        dimensions and more.

    Returns
    -------
    (F,) intp

    Examples
    --------
    >>> points = np.array([[1, 3], [3, 1], [2, 2], [1, 2], [2, 2]])
    >>> efficient(points).tolist()
    [0, 4, 1]
    """
    count, parties = points.shape
    if count <= 1:
        return np.arange(count)
    if parties == 1:
        return np.array([np.argmax(points[:, 0])])
    if parties == 2:
        return _two(points)
    ready = "detente.bargain.kernels" in sys.modules
    compiled = engine == "numba" or (engine == "auto" and count >= (SMALL if ready else LARGE))
    if not compiled:
        found = _plain(points)
    elif parties == 3:
        found = _three(points)
    else:
        found = _many(points)
    return found[np.argsort(points[found, 0], kind="stable")]


def _two(points: Points) -> Places:
    order = np.argsort(points[:, 0], kind="stable")
    second = points[order, 1]
    best = np.maximum.accumulate(second[::-1])[::-1]
    keep = np.empty(len(order), np.bool_)
    keep[-1] = True
    np.greater(second[:-1], best[1:], out=keep[:-1])
    found = order[keep]
    first = points[found, 0]
    fresh = np.empty(len(found), np.bool_)
    fresh[0] = True
    np.not_equal(first[1:], first[:-1], out=fresh[1:])  # of equal first coordinates, the best
    found = found[fresh]
    return np.asarray(found)


def _lexicographic(points: Points) -> Places:
    """Return the points in lexicographic order, largest first; equal ones in their order."""
    count = len(points)
    high = points.max(axis=0)
    spans = (high - points.min(axis=0) + 1).tolist()
    bits = count.bit_length()
    if prod(spans) << bits < LARGEST:  # one number holds a whole point and its place
        key = high[0] - points[:, 0]
        for p, span in enumerate(spans[1:], start=1):
            key *= span
            key += high[p]
            key -= points[:, p]
        key <<= bits
        key |= np.arange(count)
        key.sort()
        key &= (1 << bits) - 1
        return np.asarray(key)
    order = np.argsort(-points[:, 0], kind="stable")
    first = points[order, 0]
    if (first[1:] == first[:-1]).any():
        order = np.lexsort(tuple(-points[:, p] for p in range(points.shape[1] - 1, -1, -1)))
    return order


def _three(points: Points) -> Places:
    from detente.bargain.kernels import LEAST, sweep

    order = _lexicographic(points)
    second = points[order, 1]
    place = 1 + second.max() - second
    size = int(place.max())
    if size > 4 * len(order) + FEW_VALUES:  # many values that do not occur
        down = np.argsort(-second)
        steps = second[down]
        place[down] = np.concatenate([[1], 1 + np.cumsum(steps[1:] != steps[:-1])])
        size = len(order)
    keep = np.empty(len(order), np.bool_)
    best = np.full(size + 1, LEAST)
    sweep(place, points[order, 2], best, keep)
    return np.asarray(order[keep])


def _by_sum(points: Points) -> Places:
    """Return the points by decreasing sum of their places between the worst and the best."""
    low = points.min(axis=0)
    span = np.maximum(points.max(axis=0) - low, 1)
    total = ((points - low) / span).sum(axis=1)
    # Rounding could put a point before one that dominates it by less than 1e-15: whole numbers decide.
    return np.lexsort((*(-points[:, p] for p in range(points.shape[1] - 1, -1, -1)), -total))


def _many(points: Points) -> Places:
    from detente.bargain.kernels import compare

    order = _lexicographic(points)
    ordered = np.ascontiguousarray(points[order])
    keep = np.empty(len(order), np.bool_)
    compare(ordered, np.empty_like(ordered), keep)
    return np.asarray(order[keep])


def _plain(points: Points) -> Places:
    """Compare chunk by chunk with those kept so far: N * F * P comparisons."""
    order = _lexicographic(points)
    ordered = points[order]
    strong = ordered[_by_sum(ordered)[:STRONG]]
    alive = ~_beaten(ordered, strong, strictly=True)
    order, ordered = order[alive], ordered[alive]
    kept = np.empty_like(ordered)
    found: list[Places] = []
    count = 0
    for start in range(0, len(ordered), CHUNK):
        chunk, places = ordered[start : start + CHUNK], order[start : start + CHUNK]
        alive = ~_beaten(chunk, kept[:count])
        chunk, places = chunk[alive], places[alive]
        earlier = np.tri(len(chunk), k=-1, dtype=np.bool_)
        for p in range(points.shape[1]):
            np.logical_and(earlier, chunk[None, :, p] >= chunk[:, None, p], out=earlier)
        fresh = np.logical_not(earlier.any(axis=1))
        chunk, places = chunk[fresh], places[fresh]
        kept[count : count + len(chunk)] = chunk
        count += len(chunk)
        found.append(places)
    return np.concatenate(found)


def _beaten(points: Points, by: Points, *, strictly: bool = False) -> NDArray[np.bool_]:
    """Return which points are at most equal to one of `by`; strictly: and not equal to it."""
    if not len(by):
        return np.zeros(len(points), np.bool_)
    below: NDArray[np.bool_] = np.ones((len(points), len(by)), np.bool_)
    for p in range(points.shape[1]):
        np.logical_and(below, points[:, None, p] <= by[None, :, p], out=below)
    if strictly:
        np.logical_and(below, (points[:, None, :] != by[None, :, :]).any(axis=2), out=below)
    return np.asarray(below.any(axis=1))
