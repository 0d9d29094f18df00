"""Settings that no feasible state has are left out, and the answer stays the same."""

import numpy as np
import pytest
from tests.stability.models import generator, product_model, random_preorder

from detente.model import Model
from detente.stability import occurring, plain
from detente.stability.boxes import Bools, party_boxes
from detente.stability.concepts import solve

CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq")
SIZES, OWNER = [2, 3, 2, 2, 3, 2, 2, 2], [0, 0, 0, 1, 1, 2, 2, 2]


def drawn_model(seed: int) -> Model:
    """Each party has some of its settings only, and some states are infeasible besides."""
    rng = generator(seed)
    total = int(np.prod(SIZES))
    feasible = rng.random(total) < 0.9
    table = feasible.reshape(8, 6, 12)
    for axis, size in enumerate(table.shape):
        never = rng.choice(size, int(size * rng.uniform(0.3, 0.7)), replace=False)
        np.moveaxis(table, axis, 0)[never] = False
    relations = [random_preorder(rng, size) for size in SIZES]
    return product_model(SIZES, OWNER, relations, feasible, rng.integers(0, 40, (3, total)))


@pytest.mark.parametrize("seed", range(20))
def test_the_settings_found_are_those_of_feasible_states(seed: int) -> None:
    """Party by party."""
    model = drawn_model(seed)
    boxes = party_boxes(model)
    states = np.flatnonzero(model.feasible)
    for box, own in zip(boxes, occurring.occurring(model.feasible, boxes), strict=True):
        assert np.flatnonzero(own).tolist() == sorted({*(states // box.lower % box.size).tolist()})


@pytest.mark.parametrize("seed", range(20))
def test_the_part_has_every_feasible_state(seed: int) -> None:
    """In increasing order, and as many states as its boxes say."""
    model = drawn_model(seed)
    part = occurring.occurring_part(model.feasible, party_boxes(model))
    assert part is not None
    assert (np.diff(part.states) > 0).all()
    assert np.isin(np.flatnonzero(model.feasible), part.states).all()
    assert part.states.size < model.size
    for box in part.boxes:
        assert box.higher * box.size * box.lower == part.states.size


@pytest.mark.kernels
@pytest.mark.parametrize("largest", [0, 4, 256])
@pytest.mark.parametrize("seed", range(20))
def test_leaving_settings_out_changes_no_answer(
    seed: int, largest: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With levers of any kind; with parties of whom all settings are kept."""
    monkeypatch.setattr(occurring, "LARGEST", largest)
    monkeypatch.setattr(occurring, "WORTH_WHILE", 1)
    model = drawn_model(seed)
    expected = plain.solve(model, CONCEPTS)
    for concept, states in solve(model, CONCEPTS, engine="numba").items():
        assert np.array_equal(states, expected[concept]), concept


def some(*numbers: int) -> Bools:
    """Eight states, those numbered being feasible."""
    return np.isin(np.arange(8), numbers)


@pytest.mark.parametrize(
    ("feasible", "states"),
    [
        (some(*range(8)), None),
        (some(), None),
        (some(0, 3, 5), None),  # each setting of each party occurs
        (some(0, 2, 4), [0, 2, 4, 6]),
    ],
)
def test_a_part_is_taken_where_it_is_half_of_all(feasible: Bools, states: list[int] | None) -> None:
    """Three parties with a switch each."""
    both = np.ones((2, 2), bool)
    model = product_model([2, 2, 2], [0, 1, 2], [both] * 3, feasible, np.zeros((3, 8)))
    part = occurring.occurring_part(feasible, party_boxes(model))
    assert (None if part is None else part.states.tolist()) == states
