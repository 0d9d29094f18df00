"""How many packages are acceptable, without listing them.

The number of packages for each utility vector is a convolution over the blocks. A partial sum that is
acceptable whatever follows counts with all that can follow; one that cannot become acceptable is
dropped; equal partial sums are counted together.
"""

import numpy as np
from numpy.typing import NDArray

from detente.bargain.pareto import Points
from detente.bargain.problem import BargainingProblem

__all__ = ["count_acceptable"]

MOST_LABELS = 1_000_000


def count_acceptable(problem: BargainingProblem) -> int | None:
    """Return how many packages are worth at least no deal to everybody; None where that takes too long.

    Examples
    --------
    >>> from detente.bargain.blocks import bargaining_problem
    >>> from detente.casefile import TEMPLATE, parse
    >>> case, _ = parse(TEMPLATE)
    >>> count_acceptable(bargaining_problem(case))
    9
    """
    rows, ways = [], []
    for block in problem.blocks:
        found = (block.scores, np.ones(len(block.scores), object))
        if block.tied is not None:
            listed = block.tied.sums(MOST_LABELS)
            if listed is None:
                return None
            found = listed
        rows.append(found[0])
        ways.append(found[1])
    rows[0] = rows[0] + problem.base
    floor = problem.floor
    best = _after([part.max(axis=0) for part in rows])
    worst = _after([part.min(axis=0) for part in rows])
    following = [1]
    for part in reversed(ways[1:]):
        following.append(following[-1] * int(part.sum()))
    following.reverse()
    labels = np.zeros((1, rows[0].shape[1]), np.int64)
    counts = np.ones(1, object)
    total = 0
    for k, part in enumerate(rows):
        if len(labels) * len(part) > 8 * MOST_LABELS:
            return None
        sums = (labels[:, None, :] + part[None, :, :]).reshape(-1, labels.shape[1])
        many = np.repeat(counts, len(part))
        if problem.blocks[k].tied is not None:
            many = many * np.tile(ways[k], len(labels))
        alive = (sums + best[k] >= floor).all(axis=1)
        sure = (sums + worst[k] >= floor).all(axis=1)
        total += int(many[sure].sum()) * following[k]
        labels, counts = _merged(sums[alive & ~sure], many[alive & ~sure])
        if len(labels) > MOST_LABELS:
            return None
    return total


def _after(parts: list[Points]) -> list[Points]:
    """Return for each block the sum of `parts` of all later ones."""
    out = [np.zeros_like(parts[0])]
    for part in reversed(parts[1:]):
        out.append(out[-1] + part)
    return out[::-1]


def _merged(sums: Points, counts: NDArray[np.object_]) -> tuple[Points, NDArray[np.object_]]:
    """Return the distinct vectors, and how many packages each stands for."""
    if not len(sums):
        return sums, counts
    order = np.lexsort(tuple(sums.T))
    ordered = sums[order]
    fresh = np.concatenate([[True], (ordered[1:] != ordered[:-1]).any(axis=1)])
    return ordered[fresh], np.add.reduceat(counts[order], np.flatnonzero(fresh))
