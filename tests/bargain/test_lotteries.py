"""Lotteries: the convex hull over blocks, and what is chosen on it."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from detente.bargain.lotteries import chain, choose_lotteries


@pytest.mark.parametrize("seed", range(30))
def test_the_hull_over_blocks_is_the_hull_of_all_packages(seed: int) -> None:
    """In every direction with positive weights its best vertex is as good as the best package."""
    rng = np.random.Generator(np.random.PCG64(seed))
    rows = [rng.integers(0, 20, (rng.integers(1, 6), 2)) for _ in range(rng.integers(1, 5))]
    packages = np.array(
        [
            sum(part[k] for part, k in zip(rows, way, strict=True))
            for way in product(*(range(len(part)) for part in rows))
        ]
    )
    hull = chain(rows)
    for way, point in zip(hull.rows, hull.points, strict=True):
        assert (sum(part[k] for part, k in zip(rows, way, strict=True)) == point).all()
    for weights in ((1, 1), (1, 3), (7, 2), (1, 1000), (1000, 1)):
        assert (hull.points @ weights).max() == (packages @ weights).max()


def test_the_utilities_of_nash_1950_on_a_triangle() -> None:
    """On the line from (6, 0) to (0, 8) Nash and KS take its middle; egalitarian where gains are equal."""
    hull = chain([np.array([[0, 8], [6, 0]])])
    found = choose_lotteries(hull, [Fraction(0), Fraction(0)], [1, 1])
    assert found["nash"].gains == pytest.approx((3, 4))
    assert found["kalai_smorodinsky"].gains == pytest.approx((3, 4))
    assert found["egalitarian"].gains == pytest.approx((24 / 7, 24 / 7))
    assert found["utilitarian"].gains == pytest.approx((0, 8))


@pytest.mark.parametrize("seed", range(20))
def test_nash_over_lotteries_is_at_least_nash_over_a_fine_mesh_of_them(seed: int) -> None:
    """No mixture of neighbouring vertices has a larger product of gains."""
    rng = np.random.Generator(np.random.PCG64(seed))
    hull = chain([rng.integers(0, 30, (12, 2))])
    r = Fraction(int(hull.points[:, 0].mean()) // 2), Fraction(int(hull.points[:, 1].mean()) // 2)
    found = choose_lotteries(hull, r, [1, 1])
    share = np.linspace(0, 1, 301)[:, None]
    best = 0.0
    for one, other in zip(hull.points, hull.points[1:], strict=False):
        gains = (1 - share) * one + share * other - np.array([float(v) for v in r])
        inside = gains[(gains >= 0).all(axis=1)]
        best = max(best, float(inside.prod(axis=1).max(initial=0.0)))
    chosen = found["nash"].gains if found else (0.0, 0.0)
    assert chosen[0] * chosen[1] >= best - 1e-9


def test_a_lottery_can_be_acceptable_where_no_package_is() -> None:
    """With 4 wanted by each, neither (10, 0) nor (0, 10) will do; a toss between them will."""
    hull = chain([np.array([[10, 0], [0, 10]])])
    assert choose_lotteries(hull, [Fraction(4), Fraction(4)], [1, 1])["nash"].gains == (1.0, 1.0)
    assert choose_lotteries(hull, [Fraction(6), Fraction(6)], [1, 1]) == {}
