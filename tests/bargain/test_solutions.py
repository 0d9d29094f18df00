"""Bargaining solutions against closed forms, other programs' mistakes, and their axioms."""

import json
from fractions import Fraction
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from detente.bargain.frontier import frontier
from detente.bargain.pareto import efficient
from detente.bargain.solutions import SOLUTIONS, solve

UNIT = 10**9
DOMAINS = json.loads((Path(__file__).parent / "negmas_domains.json").read_text("utf-8"))


def test_nash_1950_and_kalai_smorodinsky_1975_split_of_x_and_root() -> None:
    """u1 = x, u2 = sqrt(1 - x): Nash takes x = 2/3 exactly, Kalai-Smorodinsky (sqrt 5 - 1) / 2."""
    steps = 3 * 1000
    share = np.arange(steps + 1)
    points = np.column_stack(
        [share * (UNIT // steps), np.sqrt(1 - share / steps) * (UNIT // steps * steps)]
    ).astype(np.int64)
    found = solve(points, [0, 0])
    assert found["nash"] == (2 * steps // 3,)
    (place,) = found["kalai_smorodinsky"]
    assert abs(place / steps - (5**0.5 - 1) / 2) <= 1 / steps


@pytest.mark.parametrize("third", [1, 4, 25])
def test_a_symmetric_split_between_three_is_even(third: int) -> None:
    """Closed form 3: n = 3m units between three: Nash = KS = egalitarian = (m, m, m)."""
    n = 3 * third
    points = np.array([[a, b, n - a - b] for a in range(n + 1) for b in range(n + 1 - a)])
    found = solve(points, [0, 0, 0])
    for name in ("nash", "kalai_smorodinsky", "egalitarian"):
        assert [points[place].tolist() for place in found[name]] == [[third] * 3]
    assert len(found["utilitarian"]) == len(points)


def test_the_hand_case_of_three_points() -> None:
    """Closed form 5: of (1, .3), (.3, 1), (.7, .6) with no deal 0 KS and egalitarian take the last."""
    points = np.array([[10, 3], [3, 10], [7, 6]])
    found = solve(points, [0, 0])
    assert found["kalai_smorodinsky"] == found["egalitarian"] == (2,)


@pytest.mark.parametrize("domain", DOMAINS, ids=lambda d: f"{len(d['tables'])}-{d['seed']}")
def test_kalai_smorodinsky_is_max_min_where_negmas_is_not(domain: dict[str, Any]) -> None:
    """Three domains where ``ks_points`` of NegMAS 0.16 leaves the worst-off with less than it could have.

    Its pick is not max-min with the ideal over the acceptable outcomes, nor over all outcomes.
    """
    tables = np.array(domain["tables"], np.int64)
    rows = [tables[:, lever, :].T for lever in range(tables.shape[1])]
    reservation = [Fraction(repr(value)) for value in domain["reservation"]]
    floor = np.array([-(-r.numerator // r.denominator) for r in reservation])
    points = frontier(rows, floor=floor).points
    chosen = [points[p].tolist() for p in solve(points, reservation)["kalai_smorodinsky"]]
    assert chosen == [domain["max_min"]]
    for best in (points.max(axis=0), frontier(rows).points.max(axis=0)):

        def least(point: list[int], best: np.ndarray = best) -> Fraction:
            parts = zip(point, reservation, best.tolist(), strict=True)
            return min((Fraction(u) - r) / (Fraction(b) - r) for u, r, b in parts)

        assert least(domain["negmas"]) < max(map(least, points.tolist()))


@pytest.mark.parametrize("seed", range(15))
@pytest.mark.parametrize("parties", [2, 3, 4])
def test_scales_and_names_do_not_matter(seed: int, parties: int) -> None:
    """Nash and KS are invariant to u -> a u + b for each party; all four to relabelling of parties."""
    rng = np.random.Generator(np.random.PCG64(seed))
    points = rng.integers(0, 60, (80, parties))
    points = points[efficient(points)]
    low = points.min(axis=0).tolist()
    span = rng.integers(1, 9, parties).tolist()
    found = solve(points, low, span)
    factor, shift = rng.integers(1, 50, parties), rng.integers(-99, 99, parties)
    scaled = solve(points * factor + shift, (np.array(low) * factor + shift).tolist(), span)
    assert found["nash"] == scaled["nash"]
    assert found["kalai_smorodinsky"] == scaled["kalai_smorodinsky"]
    for order in permutations(range(parties)):
        places = list(order)
        assert (
            solve(points[:, places], [low[p] for p in places], [span[p] for p in places]) == found
        )


def test_ties_are_all_returned() -> None:
    """Two mirror images have equal products: both are named; float noise decides nothing."""
    points = np.array([[3, 7 * 10**11], [7, 3 * 10**11]])
    assert solve(points, [0, 0], [1, 10**11])["nash"] == (0, 1)


def test_a_party_that_no_package_serves_is_left_out_of_the_product() -> None:
    """With the third party's gain 0 everywhere, Nash chooses for the others."""
    points = np.array([[1, 9, 5], [6, 6, 5], [9, 1, 5]])
    assert solve(points, [0, 0, 5])["nash"] == (1,)


def test_without_acceptable_points_nothing_is_chosen() -> None:
    """No point, no solution."""
    assert solve(np.empty((0, 2), np.int64), [0, 0]) == dict.fromkeys(SOLUTIONS, ())
