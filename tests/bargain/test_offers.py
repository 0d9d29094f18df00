"""Alternating offers against Rubinstein (1982)."""

import numpy as np
import pytest

from detente.bargain.offers import by_backward_induction, on_frontier


@pytest.mark.parametrize(("one", "other"), [(0.9, 0.9), (0.5, 0.8), (0.99, 0.95), (0.0, 0.7)])
def test_rubinstein_1982_shares_of_a_pie(one: float, other: float) -> None:
    """The first proposer takes (1 - d2) / (1 - d1 d2) of one unit."""
    first, second = on_frontier(lambda gain: 1 - gain, 1.0, (one, other))
    assert first == pytest.approx((1 - other) / (1 - one * other), abs=1e-9)
    assert second == pytest.approx(1 - first, abs=1e-9)


@pytest.mark.parametrize(("one", "other"), [(0.9, 0.9), (0.5, 0.8), (0.7, 0.95)])
def test_backward_induction_over_a_long_horizon_comes_to_the_same(one: float, other: float) -> None:
    """On a fine grid the finite games end at Rubinstein's share, to the grid's accumulated rounding."""
    share = np.linspace(0, 1, 20_001)
    place, rounds = by_backward_induction(np.column_stack([share, 1 - share]), [one, other])
    grid = 1 / 20_000 / (1 - one * other)
    assert share[place] == pytest.approx((1 - other) / (1 - one * other), abs=grid)
    assert rounds < 10_000


def test_impatience_of_both_alike_halves_the_pie_in_the_limit() -> None:
    """As a common discount factor goes to 1 the split goes to Nash's (Binmore, Rubinstein, Wolinsky)."""
    first, _ = on_frontier(lambda gain: (1 - gain) ** 0.5, 1.0, (0.99999, 0.99999))
    assert first == pytest.approx(2 / 3, abs=1e-4)


def test_three_patient_parties_share_by_their_turn() -> None:
    """Three parties with one factor d: the limit of the finite games gives 1, d, d^2 over their sum."""
    n = 120
    points = np.array([[a, b, n - a - b] for a in range(n + 1) for b in range(n + 1 - a)]) / n
    place, _ = by_backward_induction(points, [0.5, 0.5, 0.5])
    assert points[place] == pytest.approx(np.array([4, 2, 1]) / 7, abs=0.03)
