"""The Pareto filter against its definition."""

import numpy as np
import pytest

from detente.bargain.pareto import Engine, Points, efficient


def by_definition(points: Points) -> list[tuple[int, ...]]:
    """The distinct vectors that no other dominates, one at a time."""
    found = set()
    for point in points:
        if not ((points >= point).all(axis=1) & (points > point).any(axis=1)).any():
            found.add(tuple(point.tolist()))
    return sorted(found)


@pytest.mark.kernels
@pytest.mark.parametrize("engine", ["plain", "numba"])
@pytest.mark.parametrize("parties", [1, 2, 3, 4, 5, 6])
@pytest.mark.parametrize("largest", [2, 5, 10**9])
def test_it_keeps_what_the_definition_keeps(engine: Engine, parties: int, largest: int) -> None:
    """With few values (many ties) and with many, every efficient vector is kept exactly once."""
    rng = np.random.Generator(np.random.PCG64(parties))
    for count in (1, 2, 3, 40, 700):
        points = rng.integers(0, largest, (count, parties))
        kept = points[efficient(points, engine=engine)]
        assert sorted(map(tuple, kept.tolist())) == by_definition(points)
        assert (np.diff(kept[:, 0]) >= 0).all()


def test_differences_that_single_precision_loses_are_kept() -> None:
    """One part in a billion decides (a float32 filter drops both)."""
    points = np.array([[10**9, 5], [10**9 - 1, 6], [10**9, 4]])
    assert points[efficient(points)].tolist() == [[10**9 - 1, 6], [10**9, 5]]


def test_no_points_have_no_frontier() -> None:
    """Nothing comes of nothing."""
    assert len(efficient(np.empty((0, 3), np.int64))) == 0
