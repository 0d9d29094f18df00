"""Ranks from statements: the same however they are worked out."""

from fractions import Fraction

import numpy as np
import pytest
from numpy.typing import NDArray

from detente.model import order


def drawn(seed: int) -> tuple[list[NDArray[np.bool_]], list[Fraction], NDArray[np.bool_], tuple]:  # type: ignore[type-arg]
    """Statements, weights (huge ones too), feasible states (few, none, all) and a shape."""
    rng = np.random.Generator(np.random.PCG64(seed))
    shape = tuple(rng.integers(2, 4, int(rng.integers(1, 9))).tolist())
    feasible = rng.random(int(np.prod(shape))) < rng.choice([0.0, 0.03, 0.2, 1.0])
    truths = [
        rng.random(tuple(n if rng.random() < 0.4 else 1 for n in shape)) < 0.5
        for _ in range(int(rng.integers(1, 9)))
    ]
    weights = [Fraction(int(rng.integers(-9, 99)), int(rng.integers(1, 9))) for _ in truths]
    if seed % 5 == 0:
        weights[0] *= 2**70
    return truths, weights, feasible, shape


@pytest.mark.parametrize("batch", range(3))
def test_ranking_only_feasible_states_gives_the_same_ranks(
    batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for seed in range(100 * batch, 100 * (batch + 1)):
        truths, weights, feasible, shape = drawn(seed)
        found = []
        for sparse in (10**9, 1):
            monkeypatch.setattr(order, "SPARSE", sparse)
            found.append(
                (
                    order.lexicographic_ranks(iter(truths), feasible, shape),
                    order.weighted_ranks(iter(truths), weights, feasible, shape),
                )
            )
        for one, other in zip(*found, strict=True):
            assert np.array_equal(one, other), seed
