"""Moves given as arcs: legal sequences, odd arcs, and the two ways of closing them."""

import numpy as np
import pytest
from msgspec.structs import replace
from tests.stability.models import arcs_model, generator, random_arcs_model, random_product_model
from tests.stability.oracle import CONCEPTS, Oracle

from detente.model import Model
from detente.stability import arcs


def least_by_walking(model: Model, party: int, worth: np.ndarray) -> list[int]:
    """The least worth at the end of any legal sequence of the opponents, or at its start."""
    oracle = Oracle(model)
    return [
        int(worth[[state, *oracle.ends(party, state, improving=False)]].min())
        for state in oracle.states
    ]


@pytest.mark.parametrize("way", ["sweeping", pytest.param("searching", marks=pytest.mark.kernels)])
@pytest.mark.parametrize("seed", range(30))
def test_the_closure_is_the_least_worth_of_legal_sequences(way: str, seed: int) -> None:
    """Both ways, for each focal party."""
    model = random_arcs_model(generator(seed))
    worth = generator(seed).permutation(model.feasible.size).astype(np.int32)
    close = getattr(arcs, way)(arcs.all_moves(model), model.feasible.size)
    for party in range(len(model.parties)):
        assert close(party, worth).tolist() == least_by_walking(model, party, worth)


@pytest.mark.parametrize("way", ["sweeping", pytest.param("searching", marks=pytest.mark.kernels)])
def test_a_long_way_takes_turns(way: str) -> None:
    """B and C alternate along a line of 200 states; alone, either gets one step far."""
    line = [(k, k + 1) for k in range(199)]
    worth = np.arange(200, 0, -1, dtype=np.int32)
    rank = np.zeros((3, 200))
    for replies, expected in (([[], line, line], 1), ([[], line, []], 199)):
        model = arcs_model(replies, rank)
        close = getattr(arcs, way)(arcs.all_moves(model), 200)
        assert close(0, worth)[0] == expected


@pytest.mark.parametrize("compiled", [False, pytest.param(True, marks=pytest.mark.kernels)])
def test_loops_and_arcs_with_an_infeasible_end_are_no_moves(*, compiled: bool) -> None:
    """A's only better state is infeasible, so A stays; a loop is not a move."""
    model = arcs_model([[(0, 0), (0, 1)], [(1, 0)]], [[0, 1], [0, 0]])
    model = replace(
        model,
        feasible=np.array([True, False]),
        rank=np.array([[0, -1], [0, -1]], np.int32),
    )
    for states in arcs.solve(model, CONCEPTS, compiled=compiled).values():
        assert states.tolist() == [[True, False], [True, False]]


@pytest.mark.parametrize("compiled", [False, pytest.param(True, marks=pytest.mark.kernels)])
def test_a_model_without_any_arc_is_stable_everywhere(*, compiled: bool) -> None:
    """Nobody can leave any state."""
    model = arcs_model([[], []], [[0, 1, 2], [2, 1, 0]])
    for states in arcs.solve(model, CONCEPTS, compiled=compiled).values():
        assert states.all()


def test_a_model_in_product_form_has_no_arcs() -> None:
    """It is refused."""
    with pytest.raises(ValueError, match="product form"):
        arcs.solve(random_product_model(generator(1)), ("nash",))
