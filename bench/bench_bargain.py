"""The exact frontier by dynamic programming over levers: ``pytest bench/bench_bargain.py``."""

from typing import Any

import numpy as np
import pytest

from detente.bargain import frontier

SIZES = [(2, 60, 4, "opposed"), (3, 20, 4, "opposed"), (3, 30, 4, "random"), (3, 30, 4, "opposed")]


def blocks(parties: int, levers: int, levels: int, kind: str) -> list[Any]:
    """Return one block per lever, random whole utilities; opposed: what one gains the others lose."""
    rng = np.random.Generator(np.random.PCG64(0))
    found = []
    for _ in range(levers):
        drawn = rng.integers(0, 10**9 // levers, (levels, parties))
        if kind == "opposed":
            drawn = np.sort(drawn, axis=0)
            drawn[:, 1:] = drawn[::-1, 1:]
        found.append(drawn)
    return found


@pytest.mark.slow
@pytest.mark.parametrize(("parties", "levers", "levels", "kind"), SIZES)
def test_frontier(benchmark: Any, parties: int, levers: int, levels: int, kind: str) -> None:
    """All efficient points of `levels` ** `levers` packages; the ends are each party's best."""
    rows = blocks(parties, levers, levels, kind)
    frontier(rows[:12], engine="numba")  # compiles
    found = benchmark.pedantic(frontier, (rows,), rounds=3)
    for party in range(parties):
        best = sum(int(part[:, party].max()) for part in rows)
        assert int(found.points[:, party].max()) == best
