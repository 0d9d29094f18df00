"""Moves given as arcs: legal sequences, odd arcs, and the two ways of closing them."""

from itertools import product

import numpy as np
import pytest
from msgspec.structs import replace
from tests.stability.models import arcs_model, generator, random_arcs_model, random_product_model
from tests.stability.oracle import CONCEPTS, Oracle

from detente.model import Model
from detente.stability import arcs
from detente.stability.moves import Step, count_moves, moves_from
from detente.stability.paths import search
from detente.stability.reasons import reason
from detente.stability.undoing import cannot_be_undone


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


def with_odd_arcs(rng: np.random.Generator) -> tuple[Model, Model]:
    """A model with loops, arcs listed twice and infeasible ends; and the same with its moves alone."""
    states, count = int(rng.integers(3, 7)), int(rng.integers(2, 4))
    feasible = rng.random(states) < 0.8
    feasible[0] = True
    rank = np.where(feasible, rng.integers(0, 4, (count, states)), -1)
    listed = [rng.integers(states, size=(3 * states, 2)).tolist() for _ in range(count)]
    odd = arcs_model([[(a, b) for a, b in own] for own in listed], rank)
    moves = [
        sorted({(a, b) for a, b in own if a != b and feasible[a] and feasible[b]}) for own in listed
    ]
    return replace(odd, feasible=feasible), replace(arcs_model(moves, rank), feasible=feasible)


@pytest.mark.parametrize("seed", range(40))
def test_what_is_no_move_is_left_out_when_a_model_is_made(seed: int) -> None:
    """Loops, doubles and infeasible ends: the arcs are the moves, and every answer is theirs."""
    odd, plain = with_odd_arcs(generator(seed))
    for given, expected in zip(odd.arcs or (), plain.arcs or (), strict=True):
        assert [it.tolist() for it in given] == [it.tolist() for it in expected]
    assert count_moves(odd) == count_moves(plain)
    found, alone = (arcs.solve(model, CONCEPTS) for model in (odd, plain))
    for concept in CONCEPTS:
        assert (found[concept] == alone[concept]).all()
        for party, state in product(range(len(odd.parties)), np.flatnonzero(odd.feasible).tolist()):
            assert reason(odd, party, state, concept).stable == found[concept][party, state]


def test_a_loop_is_no_pass_and_a_double_is_one_step() -> None:
    """B goes from 1 to 2 and may not go on to 3 while C can only stay: A is not deterred."""
    model = arcs_model([[(0, 1), (0, 1)], [(1, 2), (2, 3)], [(2, 2)]], [[1, 2, 3, 0]] * 3)
    assert not arcs.solve(model, ["gmr"])["gmr"][0, 0]
    assert not reason(model, 0, 0, "gmr").stable
    assert moves_from(model, 2, 2).size == 0
    assert search(model, 0).distance(3) is None
    assert cannot_be_undone(model, 0).steps == (Step(0, 0, 1),)


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
