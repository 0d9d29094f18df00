"""Coalitions against the definitions, against published figures, and by the laws between concepts."""

from typing import Any

import numpy as np
import pytest
from tests.stability.models import (
    arcs_model,
    generator,
    product_model,
    random_product_model,
    with_arcs,
)
from tests.stability.oracle_coalitions import (
    CONCEPTS,
    CoalitionOracle,
    Group,
    drawn,
    ids,
    numbers,
    study,
    subsets,
)

from detente import stability
from detente.errors import CannotComputeError
from detente.model import Model
from detente.stability import coalitions, merged_players
from detente.stability.reachable import Jointly, unpack

FREE = np.ones((2, 2), bool)
INDIVIDUAL = {"cnash": "nash", "cgmr": "gmr", "csmr": "smr", "cseq": "seq"}
ELMIRA_9 = "literature/kilgour2001/elmira_9"
ELMIRA_12 = "literature/kinsara2014/elmira_12"


def compare(seed: int) -> None:
    """One model, one reading of improvement and of sanctions; all coalitions, then some of them."""
    model = drawn(seed)
    improvement: Any = ("strict", "pareto")[seed // 3 % 2]
    sanctions: Any = ("coalition", "individual")[seed // 6 % 2]
    groups = subsets(range(len(model.parties)))
    right = CoalitionOracle(model, improvement).groups(sanctions, groups)
    found = coalitions.solve(model, improvement=improvement, sanctions=sanctions)
    assert found.coalitions == tuple(tuple(group) for group in ids(model, groups))
    for concept in CONCEPTS:
        assert (found.stable[concept] == right[concept]).all(), concept
        assert (found.states[concept] == right[concept].all(axis=0)).all()
    rows = [row for row in range(len(groups)) if generator(seed + row).random() < 0.4] or [0]
    given = ids(model, [groups[row][::-1] for row in rows])
    some = coalitions.solve(model, ["cseq"], given, improvement, sanctions)
    assert (some.stable["cseq"] == right["cseq"][rows]).all()


@pytest.mark.parametrize("seed", range(24))
def test_coalitions_are_stable_where_the_definitions_say(seed: int) -> None:
    """Every coalition, state and concept."""
    compare(seed)


@pytest.mark.slow
@pytest.mark.parametrize("hundred", range(1, 13))
def test_coalitions_are_stable_where_the_definitions_say_on_1200_models(hundred: int) -> None:
    """The same on many more."""
    for seed in range(100 * hundred, 100 * hundred + 100):
        compare(seed)


@pytest.mark.parametrize("seed", range(30))
def test_single_parties_give_the_individual_concepts(seed: int) -> None:
    """As coalitions, as merged players; with either reading, as one member's gain is its own."""
    model = drawn(seed)
    alone = [[party] for party in model.parties]
    right = stability.solve(model)
    for improvement in ("strict", "pareto"):
        one = coalitions.solve(model, CONCEPTS, alone, improvement, "individual")
        for concept, single in INDIVIDUAL.items():
            assert (one.stable[concept] == right[single]).all()
    players = merged_players.solve(model, [])
    for single, table in players.stable.items():
        assert (table == right[single]).all()
    answering = coalitions.solve(model, ["cseq"], alone).stable["cseq"]
    assert (right["seq"] <= answering).all()


@pytest.mark.parametrize("seed", range(30))
def test_concepts_imply_one_another(seed: int) -> None:
    """CNash implies all, CSMR implies CGMR; in product form CSEQ implies CGMR."""
    model = drawn(seed)
    for sanctions in ("coalition", "individual"):
        found = coalitions.solve(model, sanctions=sanctions).stable
        for concept in ("cgmr", "csmr", "cseq"):
            assert (found["cnash"] <= found[concept]).all()
        assert (found["csmr"] <= found["cgmr"]).all()
        if model.arcs is None or sanctions == "individual":
            assert (found["cseq"] <= found["cgmr"]).all()


@pytest.mark.parametrize("seed", range(30))
def test_what_tempts_strictly_tempts_by_pareto(seed: int) -> None:
    """So fewer states are stable; under CSEQ where the answers are the same, those of single parties."""
    model = drawn(seed)
    strict = coalitions.solve(model, sanctions="individual").stable
    pareto = coalitions.solve(model, improvement="pareto", sanctions="individual").stable
    for concept in CONCEPTS:
        assert (pareto[concept] <= strict[concept]).all()


@pytest.mark.parametrize("seed", range(25))
def test_more_coalitions_leave_fewer_stable_states(seed: int) -> None:
    """Those outside may answer in any coalition, given or not."""
    model = drawn(seed)
    groups = ids(model, subsets(range(len(model.parties))))
    before = None
    for count in range(1, len(groups) + 1):
        states = coalitions.solve(model, coalitions=groups[:count]).states
        if before is not None:
            assert all((states[concept] <= before[concept]).all() for concept in CONCEPTS)
        before = states


@pytest.mark.parametrize("seed", range(30))
def test_product_form_and_listed_moves_agree(seed: int) -> None:
    """Closed moves, given by levers or one by one."""
    model = random_product_model(generator(seed), largest=32)
    for improvement in ("strict", "pareto"):
        one = coalitions.solve(model, improvement=improvement).stable
        other = coalitions.solve(with_arcs(model), improvement=improvement).stable
        for concept in CONCEPTS[:3]:
            assert (one[concept] == other[concept]).all()


def jumps_by_definition(model: Model, among: set[int]) -> set[tuple[Group, int, int]]:
    """All equilibrium jumps, with sets."""
    oracle = CoalitionOracle(model)
    return {
        (group, old, new)
        for group in subsets(range(len(model.parties)))
        if len(group) > 1
        for old in among
        for new in oracle.improvements(group, old) & among
    }


@pytest.mark.parametrize("seed", range(30))
def test_equilibrium_jumps_are_all_that_there_are(seed: int) -> None:
    """Each leads by moves of its members from one equilibrium to another that they prefer."""
    model = drawn(seed)
    for states in stability.equilibria(stability.solve(model)).values():
        found = coalitions.equilibrium_jumps(model, states)
        among = set(np.flatnonzero(states).tolist())
        right = jumps_by_definition(model, among)
        assert {(jump.coalition, jump.before, jump.after) for jump in found} == right
        assert len(found) == len(right)
        for jump in found[:5]:
            steps = coalitions.route(model, jump.coalition, jump.before, jump.after)
            assert steps is not None
            assert (steps[0].before, steps[-1].after) == (jump.before, jump.after)
            assert {step.party for step in steps} <= set(jump.coalition)


@pytest.mark.parametrize("name", [ELMIRA_9, ELMIRA_12])
def test_published_coalition_moves_and_improvements(name: str) -> None:
    """Of the Ministry and Uniroyal in Elmira."""
    model, told = study(name)
    for group in told["coalitions"]:
        oracle = CoalitionOracle(model)
        members = tuple(sorted(model.parties.index(party) for party in group["members"]))
        joint = Jointly.of(model)
        reach = unpack(joint.reach(members), joint.states)
        for fact in group["improvements"]:
            start = model.number(fact["from"])
            assert oracle.improvements(members, start) == numbers(model, fact["to"])
            said = coalitions.reason(model, group["members"], start, "cnash")
            assert said.improvements == len(fact["to"])
        for fact in group.get("moves", []):
            place = joint.over.place(model.number(fact["from"]))
            found = set(joint.over.states[reach[place]].tolist())
            assert found == numbers(model, fact["to"])


def test_ministry_and_uniroyal_jump_in_elmira() -> None:
    """From state 5 to state 8, which both prefer; nobody gets there alone (Kilgour et al. 2001)."""
    model, _ = study(ELMIRA_9)
    nash = stability.equilibria(stability.solve(model))["nash"]
    (jump,) = coalitions.equilibrium_jumps(model, nash)
    assert [model.parties[party] for party in jump.coalition] == ["ministry", "uniroyal"]
    assert (model.state(jump.before), model.state(jump.after)) == ({"state": "s5"}, {"state": "s8"})
    assert [step["party"] for step in jump.as_dict(model)["steps"]] == ["uniroyal", "ministry"]


def test_elmira_leaves_two_coalitionally_stable_states() -> None:
    """Of the three Nash equilibria 5, 8 and 9 the first is left by the coalition."""
    model, _ = study(ELMIRA_9)
    for concept, names in {"cnash": "s8 s9", "cgmr": "s1 s4 s8 s9", "cseq": "s8 s9"}.items():
        states = coalitions.solve(model, [concept]).states[concept]
        assert [model.state(s)["state"] for s in np.flatnonzero(states).tolist()] == names.split()


def test_credible_answers_of_two_coalitions_need_not_make_one_legal_sequence() -> None:
    """In graph form CSEQ does not imply CGMR: B alone moves, then B again in a step of B and C."""
    arcs = [[(0, 1)], [(1, 2), (2, 3)], [(3, 4)]]
    model = arcs_model(arcs, [[1, 2, 2, 2, 0], [0, 0, 1, 0, 2], [0, 0, 0, 0, 1]])
    found = coalitions.solve(model, ["cgmr", "cseq"], [["A"]]).stable
    assert (found["cgmr"][0, 0], found["cseq"][0, 0]) == (False, True)


def test_a_model_that_is_too_large_is_refused_with_advice() -> None:
    """With numbers, and what to do."""
    large = product_model(
        [2] * 14, [0] * 7 + [1] * 7, [FREE] * 14, np.ones(2**14, bool), np.zeros((2, 2**14))
    )
    with pytest.raises(CannotComputeError, match="16,384") as refused:
        coalitions.solve(large)
    assert "impossible" in refused.value.hint


def test_too_many_coalitions_are_refused_with_advice() -> None:
    """Naming some helps."""
    joint = Jointly.of(random_product_model(generator(1)))
    with pytest.raises(CannotComputeError, match="coalitions among") as refused:
        joint.affordable(2**40)
    assert "coalitions:" in refused.value.hint


def test_names_that_are_not_known_are_refused() -> None:
    """Parties, concepts, readings, sanctions, blocks."""
    model = random_product_model(generator(1))
    for wrong in (
        lambda: coalitions.solve(model, ["nash"]),
        lambda: coalitions.solve(model, coalitions=[["Z"]]),
        lambda: coalitions.solve(model, coalitions=[[]]),
        lambda: coalitions.solve(model, ["cnash"], coalitions=[]),
        lambda: coalitions.solve(model, improvement="weak"),  # type: ignore[arg-type]  # on purpose
        lambda: coalitions.solve(model, sanctions="all"),  # type: ignore[arg-type]  # on purpose
        lambda: coalitions.reason(model, ["A"], 0, "nash"),
        lambda: coalitions.reason(model, ["A"], -1, "cnash"),
        lambda: merged_players.solve(model, [["A", "B"], ["B"]]),
        lambda: merged_players.solve(model, [["A", "B"], ["A", "B"]]),
        lambda: merged_players.solve(model, [], ["cnash"]),
    ):
        with pytest.raises(ValueError, match=r"none of|empty|not feasible|two blocks|no coalition"):
            wrong()
