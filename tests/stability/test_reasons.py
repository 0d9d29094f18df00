"""Narrated reasons, each checked against the definitions by a solver that knows nothing of them."""

import numpy as np
import pytest
from tests.stability.models import (
    arcs_model,
    generator,
    product_model,
    random_arcs_model,
    random_product_model,
)
from tests.stability.oracle import Oracle

from detente.model import Model
from detente.stability import Reason, explain, reason
from detente.stability.reasons import NAMES

CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq")


def check_reason(oracle: Oracle, said: Reason) -> None:
    """All that a reason says is so."""
    rank, here = oracle.rank[said.party], said.state
    gains = oracle.better[said.party][here]
    assert said.stable == oracle.stable(said.concept, said.party, here)
    assert said.improvements == len(gains)
    if not gains:
        assert (said.stable, said.improvement, said.sanction, said.escape) == (True, None, (), None)
        return
    assert said.improvement in gains
    if said.stable or said.concept == "nash":
        assert rank[said.improvement] == max(rank[gain] for gain in gains)
    check_sanction(oracle, said)
    if said.concept == "nash":
        assert not said.sanction
    elif said.stable:
        assert said.sanction
    else:
        check_undeterred(oracle, said)


def check_sanction(oracle: Oracle, said: Reason) -> None:
    """The sanction starts at the improvement, is legal, is made by others, and hurts."""
    if not said.sanction or said.improvement is None:
        return
    rank = oracle.rank[said.party]
    credible = said.concept in ("seq", "sseq")
    here, last = said.improvement, said.party
    for step in said.sanction:
        assert (step.before, step.party != last, step.party != said.party) == (here, True, True)
        assert step.after in (oracle.better if credible else oracle.reach)[step.party][here]
        here, last = step.after, step.party
    assert rank[here] <= rank[said.state]
    if said.stable and said.concept in ("smr", "sseq"):
        assert all(rank[back] <= rank[said.state] for back in oracle.reach[said.party][here])


def check_undeterred(oracle: Oracle, said: Reason) -> None:
    """Nothing deters the improvement; or something would, and the party would escape."""
    assert said.improvement is not None
    rank = oracle.rank[said.party]
    credible = said.concept in ("seq", "sseq")
    assert not oracle.sanctioned(said.concept, said.party, said.state, said.improvement)
    ends = oracle.ends(said.party, said.improvement, improving=credible)
    if said.escape is None:
        assert not said.sanction
        assert all(rank[end] > rank[said.state] for end in ends)
    else:
        assert said.concept in ("smr", "sseq")
        assert said.escape in oracle.reach[said.party][said.sanction[-1].after]
        assert rank[said.escape] > rank[said.state]


@pytest.mark.parametrize("seed", range(60))
def test_every_reason_holds(seed: int) -> None:
    """On random models of both forms, for every party, state and concept."""
    rng = generator(seed)
    model = random_arcs_model(rng) if seed % 3 == 0 else random_product_model(rng, largest=32)
    oracle = Oracle(model)
    for state in oracle.states:
        for said in explain(model, state, CONCEPTS):
            check_reason(oracle, said)
            text = said.sentence(model)
            assert text.endswith(".")
            assert "None" not in text


def dilemma() -> Model:
    """The prisoners' dilemma with names."""
    free = [np.ones((2, 2), bool)] * 2
    return product_model(
        [2, 2], [0, 1], free, np.ones(4, bool), np.array([[2, 3, 0, 1], [2, 0, 3, 1]])
    )


def test_where_nothing_is_better_the_party_stays() -> None:
    """It is stable under every concept, for that reason."""
    model = dilemma()
    said = reason(model, 0, 3, "seq")
    assert said.stable
    assert said.sentence(model) == "A prefers none of the states that it can move to."


def test_the_improvement_that_stands_is_named() -> None:
    """Nash looks one move ahead."""
    model = dilemma()
    assert reason(model, 0, 0, "nash").sentence(model) == "A would gain by moving x0 from 0 to 1."


def test_the_sanction_is_told_in_order() -> None:
    """The others' moves, and what they leave the party with."""
    model = dilemma()
    said = reason(model, 0, 0, "gmr")
    assert said.sentence(model) == (
        "A would gain by moving x0 from 0 to 1, but B could then move x1 from 0 to 1, "
        "which leaves A worse off than before."
    )
    assert said.as_dict(model)["sanction"] == [{"party": "B", "state": {"x0": "1", "x1": "1"}}]


def test_an_escape_is_told() -> None:
    """A sanction that the party can leave again to its gain deters nobody under SMR."""
    arcs = [[(0, 1), (2, 3)], [(1, 2)]]
    model = arcs_model(arcs, np.array([[1, 2, 0, 3], [0, 0, 0, 0]]))
    said = reason(model, 0, 0, "smr")
    assert (said.stable, said.escape) == (False, 3)
    assert said.sentence(model) == (
        "A would gain by moving from s0 to s1; B could then move from s1 to s2, "
        "but A would then be better off all the same by moving from s2 to s3."
    )
    assert reason(model, 0, 0, "gmr").stable


def test_an_improvement_that_nobody_answers_is_told() -> None:
    """The others have no move, or none that hurts."""
    model = arcs_model([[(0, 1)], []], np.array([[0, 1], [0, 0]]))
    assert reason(model, 0, 0, "seq").sentence(model) == (
        "A would gain by moving from s0 to s1, and stays better off whatever the others would "
        "then gain by doing."
    )
    assert reason(model, 1, 0, "seq").sentence(model) == "B has no move."


def test_two_deterred_improvements_are_counted() -> None:
    """The most tempting one is told, the others are counted."""
    arcs = [[(0, 1), (0, 2)], [(1, 0), (2, 0)]]
    model = arcs_model(arcs, np.array([[0, 1, 2], [0, 0, 0]]))
    said = reason(model, 0, 0, "gmr")
    assert (said.improvement, said.improvements) == (2, 2)
    assert said.sentence(model).endswith(
        "which leaves A no better off than before; its other improvement is deterred too."
    )


def test_an_unknown_concept_is_refused() -> None:
    """With the concepts that there are."""
    with pytest.raises(ValueError, match=f"none of {', '.join(NAMES)}"):
        reason(dilemma(), 0, 0, "nsh")


def test_of_equal_improvements_the_simplest_is_told() -> None:
    """The one that changes fewest levers."""
    free = [np.ones((2, 2), bool)] * 3
    model = product_model(
        [2, 2, 2], [0, 0, 1], free, np.ones(8, bool), np.array([[0, 0, 1, 1] * 2, [0] * 8])
    )
    assert reason(model, 0, 1, "nash").improvement == 3
