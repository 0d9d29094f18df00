"""Dynamic programming over blocks against enumeration of all packages."""

from itertools import product

import numpy as np
import pytest

from detente.bargain.frontier import frontier
from detente.bargain.pareto import Points, efficient
from detente.errors import CannotComputeError


def blocks(seed: int, parties: int, largest: int) -> list[Points]:
    rng = np.random.Generator(np.random.PCG64(seed))
    sizes = rng.integers(1, 6, rng.integers(1, 6))
    return [rng.integers(-largest, largest, (size, parties)) for size in sizes]


def enumerated(rows: list[Points]) -> tuple[Points, list[tuple[int, ...]]]:
    """Every package and what it is worth."""
    ways = list(product(*(range(len(part)) for part in rows)))
    return np.array([sum(part[r] for part, r in zip(rows, way, strict=True)) for way in ways]), ways


@pytest.mark.parametrize("parties", [2, 3, 4])
@pytest.mark.parametrize("largest", [3, 1000])
@pytest.mark.parametrize("seed", range(20))
def test_blocks_give_the_frontier_of_all_packages(seed: int, parties: int, largest: int) -> None:
    """Closed form 4 of the negotiation notes: DP == enumeration; so are counts and witnesses."""
    rows = blocks(seed, parties, largest)
    worth, ways = enumerated(rows)
    floor = np.sort(worth, axis=0)[len(worth) // 3]
    for least in (None, floor):
        inside = worth if least is None else worth[(worth >= least).all(axis=1)]
        expected = sorted(map(tuple, inside[efficient(inside)].tolist()))
        found = frontier(rows, floor=least)
        assert sorted(map(tuple, found.points.tolist())) == expected
        for place, point in enumerate(found.points):
            reach = [way for way, value in zip(ways, worth, strict=True) if (value == point).all()]
            assert sorted(found.witnesses(place)) == reach
            assert found.count(place) == len(reach)
            assert tuple(found.one_each()[place].tolist()) in reach


def test_sixty_levers_are_no_enumeration() -> None:
    """10^36 packages of two opposed parties: the frontier is exact at its ends."""
    rng = np.random.Generator(np.random.PCG64(1))
    rows = [
        np.column_stack([np.sort(rng.integers(0, 10**7, 4)), -np.sort(rng.integers(0, 10**7, 4))])
        for _ in range(60)
    ]
    found = frontier(rows)
    assert found.points[-1, 0] == sum(part[:, 0].max() for part in rows)
    assert found.points[0, 1] == sum(part[:, 1].max() for part in rows)
    assert (np.diff(found.points[:, 1]) < 0).all()


def test_a_frontier_that_is_too_large_is_refused_in_words() -> None:
    """Where everything is efficient the labels grow without end; it says so instead."""
    part = np.array([[k, -k] for k in range(50_000)])
    with pytest.raises(CannotComputeError, match="too large"):
        frontier([part, part * 100_000])
