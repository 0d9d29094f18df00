"""Schedules on lattices of many states: seconds, labels, share of the value that thinning keeps.

``python bench/bench_sequence.py`` prints the table of ``bench/results/sequence.md``.
"""

import time
from collections.abc import Sequence

import numpy as np
import pytest

from detente.sequence import Setting, Steps, additive, check, design, design_continuing, setting_of
from detente.sequence import reversible as lever

FEW = Steps(levers=1, levels=2, parties=2)


def random_lattice(counts: Sequence[int], levels: int, seed: int, patience: float) -> Setting:
    """Return levers that cost their owner and serve the others; counts of levers per party."""
    rng = np.random.Generator(np.random.PCG64(seed))
    parties = len(counts)
    levers, tables = [], []
    for owner in range(parties):
        for _ in range(counts[owner]):
            floors = [0] * levels if rng.random() < 0.6 else list(range(levels))
            chance, lag = float(rng.choice([0.3, 0.6, 0.9])), int(rng.choice([0, 1, 3]))
            levers.append(lever(owner, levels, floors=floors, detect=chance, lag=lag))
            rise = np.sort(rng.random(levels - 1))
            rise = np.concatenate([[0], rise.cumsum() / rise.sum()])
            cost = rng.uniform(0.2, 1)
            most = 2.5 if parties == 2 else 4.0
            table = np.outer(rng.uniform(1.2, most, parties) / (parties - 1) * cost, rise)
            table[owner] = -cost * rise
            tables.append(table)
    return setting_of(levers, additive(tables), patience)


@pytest.mark.parametrize(("counts", "levels"), [((3, 3), 3), ((2, 2, 2), 3)])
def test_design(benchmark: object, counts: tuple[int, ...], levels: int) -> None:
    setting = random_lattice(counts, levels, 1, 0.95)
    found = benchmark(lambda: design(setting, steps=FEW, objective="welfare"))  # type: ignore[operator] # the fixture has no type
    assert found is not None
    assert check(setting, found.schedule).holds


ROWS: list[tuple[tuple[int, ...], int, tuple[int, ...]]] = [
    ((4, 4), 4, (32, 64, 1024)),
    ((5, 5), 4, (16, 32)),
    ((3, 3, 3), 3, (8, 16)),
    ((4, 3, 3), 3, (8, 16)),
]


def main() -> None:
    """Print wall and processor seconds of designs, after a run that compiles."""
    for parties in (2, 3):
        small = random_lattice((2,) * parties, 3, 1, 0.97)
        design(small, steps=FEW, classes=8, engine="compiled")
        design_continuing(small, steps=FEW, classes=8, engine="compiled")
    for counts, levels, every in ROWS:
        setting = random_lattice(counts, levels, 1, 0.97)
        for classes in every:
            wall, cpu = time.perf_counter(), time.process_time()
            found = design(setting, steps=FEW, objective="welfare", classes=classes)
            wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
            assert found is not None
            assert check(setting, found.schedule).holds
            print(
                f"| {len(counts)} | {sum(counts)}x{levels} | {setting.size:,} | {classes} "
                f"| {found.labels:,} | {len(found.schedule) - 1} | {sum(found.value):.4f} "
                f"| {wall:.1f} | {cpu:.1f} |",
                flush=True,
            )
    for counts, classes in (((4, 4), 64), ((5, 5), 16)):
        setting = random_lattice(counts, 3, 2, 0.97)
        cpu = time.process_time()
        found = design_continuing(setting, steps=FEW, objective="welfare", classes=classes)
        assert found is not None
        assert check(setting, found.schedule, "continue").holds
        print(
            f"going on, {sum(counts)}x3, {classes} classes: {time.process_time() - cpu:.2f} s "
            f"of processor time, {found.labels:,} labels",
            flush=True,
        )


if __name__ == "__main__":
    main()
