"""Nash, GMR, SMR and SEQ for all parties: ``pytest bench/bench_stability.py``."""

from typing import Any

import numpy as np
import pytest
from bench.problems import problem

from detente.stability import plain, tensor
from detente.stability.concepts import CONCEPTS

SIZES = [(12, 2), (12, 3), (12, 4), (14, 3), (16, 2), (16, 3), (16, 4)]
KINDS = ["plain", "mixed"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("levers", "parties"), SIZES)
@pytest.mark.parametrize("engine", ["plain", "numba"])
def test_solve(benchmark: Any, engine: str, levers: int, parties: int, kind: Any) -> None:
    """All four concepts; the answer is compared with the other engine's."""
    model = problem(levers, parties, kind).model()
    engines = {"plain": plain.solve, "numba": tensor.solve}
    expected = engines["numba" if engine == "plain" else "plain"](model, CONCEPTS)
    engines[engine](model, CONCEPTS)  # compiles, or fills caches
    found = benchmark(engines[engine], model, CONCEPTS)
    for concept in CONCEPTS:
        assert np.array_equal(found[concept], expected[concept])


@pytest.mark.slow
@pytest.mark.parametrize("levers", [18, 20, 22])
def test_solve_large(benchmark: Any, levers: int) -> None:
    """Three parties, compiled; each state is counted once for each concept and party."""
    model = problem(levers, 3, "mixed").model()
    tensor.solve(model, CONCEPTS)
    found = benchmark.pedantic(tensor.solve, (model, CONCEPTS), rounds=3)
    for weak in ("gmr", "smr", "seq"):
        assert (found["nash"] <= found[weak]).all()
