"""Coalitions as players, and how they differ from coalitions whose members move in turn."""

import numpy as np
import pytest
from tests.stability.models import arcs_model, generator, product_model, random_product_model
from tests.stability.oracle_coalitions import MergedOracle, ids, numbers, study

from detente.errors import CannotComputeError
from detente.model import Model
from detente.stability import coalitions, merged_players
from detente.stability.reachable import Jointly, unpack

FREE = np.ones((2, 2), bool)
UP = np.triu(FREE)
ELMIRA_12 = "literature/kinsara2014/elmira_12"


def merged(seed: int) -> None:
    """One model with one structure drawn at random."""
    rng = generator(seed)
    model = random_product_model(rng, largest=24)
    parties = len(model.parties)
    labels = rng.integers(0, parties, parties)
    blocks = sorted(
        tuple(np.flatnonzero(labels == label).tolist()) for label in set(labels.tolist())
    )
    found = merged_players.solve(model, [b for b in ids(model, blocks) if len(b) > 1])
    assert found.structure == tuple(tuple(block) for block in ids(model, blocks))
    for concept, right in MergedOracle(model, blocks).solve_blocks().items():
        assert (found.stable[concept] == right).all(), concept


@pytest.mark.parametrize("seed", range(24))
def test_merged_players_are_stable_where_the_definitions_say(seed: int) -> None:
    """Every block, state and concept."""
    merged(seed)


@pytest.mark.slow
@pytest.mark.parametrize("hundred", range(1, 5))
def test_merged_players_are_stable_where_the_definitions_say_on_400_models(hundred: int) -> None:
    """The same on many more."""
    for seed in range(100 * hundred, 100 * hundred + 100):
        merged(seed)


def test_published_equilibria_of_a_coalition_structure() -> None:
    """Figure 30 of the GMCR+ handout: the Ministry and Uniroyal as one player."""
    model, told = study(ELMIRA_12)
    for structure in told["coalition_structures"]:
        found = merged_players.solve(model, structure["parties"]).equilibria
        for concept, wanted in structure["equilibria"].items():
            assert set(np.flatnonzero(found[concept]).tolist()) == numbers(model, wanted["states"])
            assert found[concept].sum() == wanted["count"]


def reached(model: Model, *parties: int) -> list[list[int]]:
    """What the parties reach in sequence from state 0, and what they can change at once."""
    joint = Jointly.of(model)
    in_turn = unpack(joint.reach(parties), joint.states)[0]
    moves = merged_players.joint_moves(model, parties, joint.over.states)
    at_once = moves.to[: moves.first[1] if len(moves.first) > 1 else None]
    return [joint.over.states[in_turn].tolist(), sorted(joint.over.states[at_once].tolist())]


def both_gain_at_the_end(feasible: list[bool], allowed: list[np.ndarray]) -> Model:
    """Levers x and z of A, y of B; both prefer state x=1, z=0, y=1 (number 5) to everything else."""
    rank = np.zeros((2, 8), int)
    rank[:, 5] = 1
    return product_model([2, 2, 2], [0, 0, 1], allowed, np.array(feasible), rank)


def test_where_all_is_feasible_and_reversible_sequence_and_joint_change_agree() -> None:
    """Any setting of the members' levers can be reached either way."""
    model = both_gain_at_the_end([True] * 8, [FREE] * 3)
    assert reached(model, 0, 1) == [[1, 2, 3, 4, 5, 6, 7]] * 2


def test_infeasible_states_stop_a_sequence_but_no_joint_change() -> None:
    """Neither may go first, but both may go together."""
    model = product_model(
        [2, 2],
        [0, 1],
        [FREE, FREE],
        np.array([True, False, False, True]),
        np.array([[0, 0, 0, 1]] * 2),
    )
    assert reached(model, 0, 1) == [[], [3]]
    assert coalitions.solve(model, ["cnash"]).states["cnash"].tolist() == [True, False, False, True]
    player = merged_players.solve(model, [["A", "B"]], ["nash"]).equilibria["nash"]
    assert player.tolist() == [False, False, False, True]


def test_an_irreversible_lever_closes_the_way_round() -> None:
    """With z up the change is feasible step by step; but then z must be able to go down again."""
    feasible = [True, False, True, True, False, True, True, True]
    way_round = both_gain_at_the_end(feasible, [FREE] * 3)
    closed = both_gain_at_the_end(feasible, [FREE, UP, FREE])
    assert reached(way_round, 0, 1) == [[2, 3, 5, 6, 7], [2, 3, 5, 6, 7]]
    assert reached(closed, 0, 1) == [[2, 3, 6, 7], [2, 3, 5, 6, 7]]
    for model, stays in ((way_round, False), (closed, True)):
        assert coalitions.solve(model, ["cnash"]).states["cnash"][0] == stays
        assert not merged_players.solve(model, [["A", "B"]], ["nash"]).equilibria["nash"][0]


def test_members_of_a_coalition_may_still_act_alone_but_merged_players_may_not() -> None:
    """In the prisoners' dilemma the two as one keep quiet; as a coalition each may still talk."""
    dilemma = product_model(
        [2, 2], [0, 1], [FREE, FREE], np.ones(4, bool), np.array([[2, 3, 0, 1], [2, 0, 3, 1]])
    )
    assert not coalitions.solve(dilemma, ["cnash"]).states["cnash"].any()
    player = merged_players.solve(dilemma, [["A", "B"]], ["nash"]).equilibria["nash"]
    assert player.tolist() == [True, True, True, False]


def test_those_outside_answer_in_turn_but_as_one_player_at_once() -> None:
    """What deters A is an answer of B and C that neither can begin."""
    feasible = np.array([True, True, False, False, False, False, True, True])
    rank = np.array([[1, 2, 0, 0, 0, 0, 0, 0], [0] * 8, [0] * 8])
    model = product_model([2, 2, 2], [0, 1, 2], [FREE] * 3, feasible, rank)
    assert not coalitions.solve(model, ["cgmr"], [["A"]]).stable["cgmr"][0, 0]
    assert merged_players.solve(model, [["B", "C"]], ["gmr"]).stable["gmr"][0, 0]


def test_listed_moves_say_nothing_of_joint_changes() -> None:
    """A block of two in graph form is refused, with advice."""
    model = arcs_model([[(0, 1)], [(1, 2)]], [[0, 0, 1], [0, 0, 0]])
    with pytest.raises(CannotComputeError, match="A and B") as refused:
        merged_players.solve(model, [["A", "B"]])
    assert "coalitions" in refused.value.hint
