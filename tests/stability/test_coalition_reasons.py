"""Reasons of coalitions, each checked against the definitions by a solver that knows nothing of them."""

from typing import Any

import numpy as np
import pytest
from tests.stability.models import arcs_model, generator, product_model
from tests.stability.oracle_coalitions import CONCEPTS, CoalitionOracle, drawn, subsets

from detente.model import Model
from detente.stability import coalitions
from detente.stability.coalition_words import CoalitionReason

FREE = np.ones((2, 2), bool)
UP = np.triu(FREE)


def check_reason(oracle: CoalitionOracle, said: CoalitionReason, sanctions: str) -> None:
    """All that a reason says is so."""
    group, state = said.coalition, said.state
    gains = oracle.improvements(group, state)
    assert said.stable == oracle.group_stable(said.concept, group, state, sanctions)
    assert said.improvements == len(gains)
    assert said.can_move == bool(oracle.reached(group, state))
    if not gains:
        assert (said.improvement, said.route, said.sanction, said.escape) == (None, (), (), None)
        return
    assert said.improvement in gains
    here = state
    for step in said.route:
        assert step.before == here
        assert step.party in group
        assert step.after in oracle.reach[step.party][here]
        here = step.after
    assert here == said.improvement
    if said.stable or said.concept == "cnash":
        assert not any(oracle.improves(group, gain, here) for gain in gains)
    answered = oracle.answered(said.concept, group, state, here, sanctions)
    assert answered == said.stable
    check_sanction(oracle, said, sanctions)


def check_sanction(oracle: CoalitionOracle, said: CoalitionReason, sanctions: str) -> None:
    """The answer is legal, made by those outside, and deters; or the coalition escapes from it."""
    here, last = said.improvement, None
    assert here is not None
    for step in said.sanction:
        assert step.before == here
        assert step.parties != last
        assert not set(step.parties) & set(said.coalition)
        if said.concept == "cseq":
            assert step.after in oracle.improvements(step.parties, here)
            assert sanctions == "coalition" or len(step.parties) == 1
        else:
            assert step.after in oracle.reach[step.parties[0]][here]
        here, last = step.after, step.parties
    if said.stable:
        assert said.sanction
    if said.sanction:
        assert not oracle.improves(said.coalition, here, said.state)
    if said.escape is not None:
        assert said.concept == "csmr"
        assert said.escape in oracle.reached(said.coalition, here)
        assert oracle.improves(said.coalition, said.escape, said.state)
    elif said.stable and said.concept == "csmr":
        reached = oracle.reached(said.coalition, here)
        assert not any(oracle.improves(said.coalition, y, said.state) for y in reached)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(60))
def test_every_reason_holds(seed: int) -> None:
    """For every coalition and concept, at two states of each model."""
    model = drawn(seed)
    improvement: Any = ("strict", "pareto")[seed // 3 % 2]
    sanctions: Any = ("coalition", "individual")[seed // 6 % 2]
    oracle = CoalitionOracle(model, improvement)
    for group in subsets(oracle.parties):
        for state in generator(seed).choice(oracle.states, 2).tolist():
            for concept in CONCEPTS:
                names = [model.parties[party] for party in group]
                said = coalitions.reason(
                    model, names, state, concept, improvement=improvement, sanctions=sanctions
                )
                check_reason(oracle, said, sanctions)
                text = said.as_dict(model)["text"]
                assert text.endswith(".")
                assert "None" not in text


def test_a_joint_gain_is_told_with_its_moves() -> None:
    """Who gains, by which moves, and who cannot answer."""
    dilemma = product_model(
        [2, 2], [0, 1], [FREE, FREE], np.ones(4, bool), np.array([[2, 3, 0, 1], [2, 0, 3, 1]])
    )
    said = coalitions.reason(dilemma, ["A", "B"], 3, "cgmr")
    assert said.sentence(dilemma) == (
        "A and B would both gain if B moves x1 from 1 to 0 and A moves x0 from 1 to 0, "
        "and nobody is left to answer."
    )
    assert coalitions.reason(dilemma, ["A"], 0, "cnash").sentence(dilemma) == (
        "A would gain by moving x0 from 0 to 1."
    )
    assert coalitions.reason(dilemma, ["B", "A"], 0, "cnash").sentence(dilemma) == (
        "A and B can together reach nothing that both would gain by."
    )


def outsider(last: int) -> Model:
    """A and B gain from state 0 to 3; then C can lead on to state 7."""
    rank = np.zeros((3, 8), int)
    rank[:2, 0], rank[:2, 3], rank[:2, 7] = 1, 2, last
    rank[2, 7] = 1
    return product_model([2, 2, 2], [0, 1, 2], [UP] * 3, np.ones(8, bool), rank)


def test_what_deters_is_told() -> None:
    """Who answers, and whom it leaves how."""
    model = outsider(0)
    gain = "A and B would both gain if B moves x1 from 0 to 1 and A moves x0 from 0 to 1"
    assert coalitions.reason(model, ["A", "B"], 0, "cseq").sentence(model) == (
        f"{gain}, but C would then gain by moving x2 from 0 to 1, "
        "which leaves A and B worse off than before."
    )
    assert coalitions.reason(model, ["A", "B"], 0, "csmr").sentence(model) == (
        f"{gain}, but C could then move x2 from 0 to 1, which leaves A and B worse off than before, "
        "whatever the coalition does next."
    )
    model = outsider(1)
    assert "leaves A and B no better off" in coalitions.reason(
        model, ["A", "B"], 0, "cgmr"
    ).sentence(model)
    model = outsider(2)
    assert coalitions.reason(model, ["A", "B"], 0, "cgmr").sentence(model) == (
        f"{gain}, and keep the gain whatever C could then do."
    )


def test_a_gain_of_some_is_told_as_that() -> None:
    """Under the Pareto reading a member may have nothing to gain."""
    model = arcs_model([[(0, 1)], [(1, 2)]], [[0, 0, 1], [0, 0, 0]])
    said = coalitions.reason(model, ["A", "B"], 0, "cnash", improvement="pareto")
    assert said.sentence(model) == (
        "A would gain, and B lose nothing, if A moves from s0 to s1 and B moves from s1 to s2."
    )
    assert coalitions.reason(model, ["A", "B"], 0, "cnash").stable
