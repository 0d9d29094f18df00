"""The path without compiled loops gives the same answers as the one with them."""

import numpy as np
import pytest
from tests.sequence.settings import random_setting

from detente.sequence import Setting, Steps, design, design_continuing
from detente.sequence.design import Design
from detente.sequence.labels import breaches
from detente.sequence.lattice import lattice

pytestmark = pytest.mark.kernels

SHAPES = [
    ((3, 2), (3, 2)),
    ((2, 2), (4,)),
    ((2,), (3,), (2,)),
    ((3, 3), (2, 3)),
    ((2,), (2,), (2,), (2,)),
]


def drawn(seed: int) -> tuple[Setting, Steps]:
    setting = random_setting(
        seed,
        SHAPES[seed % len(SHAPES)],
        patience=0.93,
        plain=seed % 3 > 0,
        holes=0.1 * (seed % 2),
    )
    return setting, [Steps(), Steps(levers=1), Steps(parties=1)][seed % 3]


def told(found: Design | None) -> object:
    if found is None:
        return None
    return found.schedule, found.value, found.labels, found.exact, found.frontier.tolist()


@pytest.mark.parametrize("seed", range(0, 60, 2))
def test_what_breaches_are_worth(seed: int) -> None:
    """To the last bit, with what the others do after each."""
    lat = lattice(*drawn(seed))
    plain, compiled = breaches(lat, engine="plain"), breaches(lat, engine="compiled")
    for p in range(len(lat.counts)):
        assert np.array_equal(plain.values[p], compiled.values[p])
        for one, other in zip(plain.answers[p], compiled.answers[p], strict=True):
            assert np.array_equal(one, other)


@pytest.mark.slow
@pytest.mark.parametrize("classes", [None, 16])
@pytest.mark.parametrize("block", range(4))
def test_designs(block: int, classes: int | None) -> None:
    """Schedule, value, number of labels and frontier, in both modes, exact and in classes."""
    moved = 0
    for seed in range(30 * block, 30 * block + 30):
        setting, steps = drawn(seed)
        for designer in (design, design_continuing):
            plain, compiled = (
                designer(setting, steps=steps, classes=classes, engine=engine)
                for engine in ("plain", "compiled")
            )
            assert told(plain) == told(compiled)
            moved += plain is not None and len(plain.schedule) > 1
    assert moved > 10
