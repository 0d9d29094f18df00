"""From what a party says to an order of states: dense ranks, exact for any number of statements.

A list of statements orders states lexicographically by their truth vectors (option prioritisation:
Peng, 1999; Fang, Hipel, Kilgour and Peng, 2003): s is preferred to q if s meets the first statement
on which they differ. It is the order of the numbers sum_j 2^(k-j) [s meets statement j], which
overflow beyond 62 statements; so the key is packed again into dense ranks when it runs full.
"""

from collections.abc import Callable, Iterable
from fractions import Fraction
from math import lcm

import numpy as np
from numpy.typing import NDArray

from detente.model.graph_model import Bools, Ranks

__all__ = ["at_places", "centroid_weights", "dense_ranks", "lexicographic_ranks", "weighted_ranks"]

_TABLE = 1 << 20
"""Least number of keys for which a look-up table is made."""
SPARSE = 16
"""States for each feasible one from which on only the feasible ones are ranked."""


def dense_ranks(score: NDArray[np.integer] | NDArray[np.floating], feasible: Bools) -> Ranks:
    """Return the ranks 0, 1, 2, ... of the scores of the feasible states, without gaps; else -1.

    Parameters
    ----------
    score : (S,) integer or floating
        Larger is better; equal is indifferent.
    feasible : (S,) bool
        The states to rank.

    Returns
    -------
    (S,) int32
        Rank 0 is the worst.

    Examples
    --------
    >>> import numpy as np
    >>> dense_ranks(np.array([50, 7, 7, -3]), np.array([True, True, True, False]))
    array([ 1,  0,  0, -1], dtype=int32)
    """
    rank = np.full(len(score), -1, dtype=np.int32)
    some = score[feasible]
    if not len(some):
        return rank
    low, high = some.min(), some.max()
    if np.issubdtype(some.dtype, np.integer) and int(high) - int(low) < max(_TABLE, 2 * len(some)):
        place = (some - low).astype(np.int64)
        table = np.zeros(int(high) - int(low) + 1, dtype=np.bool_)
        table[place] = True
        rank[feasible] = (np.cumsum(table, dtype=np.int32) - 1)[place]
    else:
        rank[feasible] = np.unique(some, return_inverse=True)[1]
    return rank


def lexicographic_ranks(truths: Iterable[Bools], feasible: Bools, shape: tuple[int, ...]) -> Ranks:
    """Return the ranks of states by the first statement on which they differ.

    Parameters
    ----------
    truths : iterable of bool arrays
        Statement by statement, most important first: which states meet it; each broadcasts to
        `shape`, so a statement about few levers is small.
    feasible : (S,) bool
        The states to rank.
    shape : tuple of int
        The shape of the tensor of states.

    Returns
    -------
    (S,) int32
        Dense ranks, -1 at infeasible states.

    Examples
    --------
    >>> import numpy as np
    >>> all_four = np.ones(4, dtype=bool)
    >>> first, second = np.array([[False], [True]]), np.array([[True, False]])
    >>> lexicographic_ranks([first, second], all_four, (2, 2))
    array([1, 0, 3, 2], dtype=int32)
    """
    if _few(feasible):
        return _ranks_of_few(lexicographic_ranks, truths, feasible, shape)
    key = np.zeros(feasible.shape, dtype=np.int32)
    tensor = key.reshape(shape)
    room = max(_TABLE, 2 * len(key))
    classes = 1
    for truth in truths:
        if 2 * classes > room:
            key[:] = np.maximum(dense_ranks(key, feasible), 0)
            classes = int(key.max(initial=0)) + 1
        tensor *= 2
        tensor += truth
        classes *= 2
    return dense_ranks(key, feasible)


def _few(feasible: Bools) -> bool:
    """Whether it pays to rank the feasible states by themselves."""
    return bool(SPARSE * np.count_nonzero(feasible) < feasible.size)


def _ranks_of_few(
    rule: Callable[[Iterable[Bools], Bools, tuple[int, ...]], Ranks],
    truths: Iterable[Bools],
    feasible: Bools,
    shape: tuple[int, ...],
) -> Ranks:
    """Return the ranks by `rule`, worked out on the feasible states only."""
    places = np.unravel_index(np.flatnonzero(feasible), shape)
    count = len(places[0]) if places else 0
    some = (at_places(truth, places) for truth in truths)
    rank = np.full(feasible.shape, -1, dtype=np.int32)
    rank[feasible] = rule(some, np.ones(count, dtype=np.bool_), (count,))
    return rank


def at_places(values: Bools, places: tuple[NDArray[np.intp], ...]) -> Bools:
    """Return `values`, which broadcast over a space, at some places: (n,).

    Parameters
    ----------
    values : bool array
        With length 1 along the axes on which nothing depends.
    places : tuple of (n,) int
        The place on each axis.

    Examples
    --------
    >>> import numpy as np
    >>> at_places(np.array([[True], [False]]), (np.array([0, 1, 1]), np.array([2, 0, 1])))
    array([ True, False, False])
    """
    if values.size == 1:
        return np.full(places[0].shape, values.item())
    axes = zip(values.shape, places, strict=True)
    found: Bools = values[tuple(0 if length == 1 else place for length, place in axes)]
    return found


def weighted_ranks(
    truths: Iterable[Bools], weights: Iterable[Fraction], feasible: Bools, shape: tuple[int, ...]
) -> Ranks:
    """Return the ranks of states by the sum of the weights of the statements that they meet.

    Sums are compared exactly, in whole multiples of the weights' common denominator. Where those
    pass 2^62, the states that meet the same statements are summed up together, in whole numbers
    without limit.

    Parameters
    ----------
    truths : iterable of bool arrays
        Which states meet each statement; each broadcasts to `shape`.
    weights : iterable of Fraction
        One per statement; 0 and below too.
    feasible : (S,) bool
        The states to rank.
    shape : tuple of int
        The shape of the tensor of states.

    Returns
    -------
    (S,) int32
        Dense ranks, -1 at infeasible states.

    Examples
    --------
    A tenth and two tenths are as good as three tenths.

    >>> import numpy as np
    >>> truths = np.array([[1, 0], [1, 0], [0, 1]], dtype=bool)
    >>> weights = [Fraction(1, 10), Fraction(2, 10), Fraction(3, 10)]
    >>> weighted_ranks(truths, weights, np.ones(2, dtype=bool), (2,))
    array([0, 0], dtype=int32)
    """
    weights, truths = list(weights), list(truths)
    unit = lcm(*(weight.denominator for weight in weights))
    whole = [int(weight * unit) for weight in weights]
    if sum(map(abs, whole)) >= 2**62:
        return _large_sums(truths, whole, feasible, shape)
    if _few(feasible):
        return _ranks_of_few(
            lambda met, all_of_them, line: weighted_ranks(met, weights, all_of_them, line),
            truths, feasible, shape,
        )  # fmt: skip
    score = np.zeros(feasible.shape, dtype=np.int64)
    for truth, count in zip(truths, whole, strict=True):
        score.reshape(shape)[...] += np.where(truth, np.int64(count), np.int64(0))
    return dense_ranks(score, feasible)


def _large_sums(
    truths: list[Bools], whole: list[int], feasible: Bools, shape: tuple[int, ...]
) -> Ranks:
    """Return the ranks by sums that no machine integer holds, a class of equal states at a time."""
    alike = lexicographic_ranks(truths, feasible, shape)
    _, first = np.unique(alike[feasible], return_index=True)
    states = np.flatnonzero(feasible)[first]
    sums = [0] * len(states)
    for truth, count in zip(truths, whole, strict=True):
        met = np.broadcast_to(truth, shape).reshape(-1)[states]
        sums = [total + count * bool(here) for total, here in zip(sums, met.tolist(), strict=True)]
    place = {total: rank for rank, total in enumerate(sorted(set(sums)))}
    rank = np.full(len(feasible), -1, dtype=np.int32)
    rank[feasible] = np.array([place[total] for total in sums], dtype=np.int32)[alike[feasible]]
    return rank


def centroid_weights(count: int) -> list[Fraction]:
    """Return the rank-order-centroid weights of `count` statements, most important first.

    The centre of all weights w_1 >= ... >= w_k >= 0 that add up to 1: w_j = (1/k) sum_{i>=j} 1/i
    (Barron and Barrett, 1996, Management Science 42, 1515-1523).

    Examples
    --------
    >>> [str(w) for w in centroid_weights(3)]
    ['11/18', '5/18', '1/9']
    """
    below = [Fraction(1, place) for place in range(1, count + 1)]
    return [sum(below[j:], Fraction(0)) / count for j in range(count)]
