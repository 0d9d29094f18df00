"""A concept for each party: the names, the laws, and what is refused."""

import itertools

import numpy as np
import pytest
from tests.stability.models import arcs_model, generator, random_arcs_model, random_product_model
from tests.stability.oracle import CONCEPTS
from tests.stability.oracle_individual import IndividualOracle
from tests.stability.test_foresight import chicken
from tests.test_literature import model_of

from detente.errors import CannotComputeError, UsageError
from detente.stability import behaviour, concepts, foresight, simultaneous
from detente.stability.metarational import metarational

ANYWHERE = ("nash", "gmr", "smr", "seq", "sseq", "mr1", "mr4", "mr5", "cmr2", "cmr4")
PRODUCT_FORM = ("sim", "seq-or-sim", "tableau")
TWO_PARTIES = ("l1", "l2", "l5", "nm")


@pytest.mark.slow
def test_the_same_concept_for_all_is_that_concept() -> None:
    """Every name, against the function that works it out."""
    rng = generator(7100)
    for _ in range(20):
        model = random_product_model(rng, parties=2)
        direct = {
            **concepts.solve(model, CONCEPTS),
            "sim": simultaneous.sim(model),
            "seq-or-sim": simultaneous.seq_or_sim(model),
            "tableau": simultaneous.tableau(model).stable,
            "nm": foresight.nonmyopic(model).stable,
            **{f"l{h}": foresight.limited(model, h) for h in (1, 2, 5)},
            **{f"mr{h}": metarational(model, h) for h in (1, 4, 5)},
            **{f"cmr{h}": metarational(model, h, credible=True) for h in (2, 4)},
        }
        assert set(direct) == {*ANYWHERE, *PRODUCT_FORM, *TWO_PARTIES}
        for name, stable in direct.items():
            assert np.array_equal(
                behaviour.solve(model, dict.fromkeys(model.parties, name)), stable
            )


@pytest.mark.slow
@pytest.mark.parametrize("block", range(4))
def test_a_thousand_random_models_by_definition(block: int) -> None:
    """Each party's row is that of its own concept: two to four parties, both forms."""
    rng = generator(7200 + block)
    for _ in range(250):
        small = rng.random() < 1 / 3
        model = random_arcs_model(rng) if small else random_product_model(rng, largest=24)
        names = list(CONCEPTS) if small else [*CONCEPTS, "sim"]
        given = {party: str(rng.choice(names)) for party in model.parties}
        oracle = IndividualOracle(model)
        found = behaviour.solve(model, given)
        for party, state in itertools.product(oracle.parties, oracle.states):
            concept = given[model.parties[party]]
            by_sim = concept == "sim" and oracle.sim(party, state)
            wanted = by_sim if concept == "sim" else oracle.stable(concept, party, state)
            assert found[party, state] == wanted
        assert not found[:, ~model.feasible].any()


def test_the_order_of_the_mapping_does_not_matter() -> None:
    """Parties are known by name."""
    model = chicken()
    one = behaviour.solve(model, {"A": "gmr", "B": "nash"})
    assert np.array_equal(one, behaviour.solve(model, {"B": "nash", "A": "gmr"}))
    assert not np.array_equal(one, behaviour.solve(model, {"A": "nash", "B": "gmr"}))


def test_answers_come_in_the_order_asked() -> None:
    """Whichever of them are worked out together."""
    asked = ("mr3", "seq", "l2", "nash")
    assert tuple(behaviour.solve_all(chicken(), asked)) == asked


@pytest.mark.parametrize(
    ("given", "message", "hint"),
    [
        ({"A": "nash"}, "no concept is given for B", "give each party one: A, B"),
        ({"A": "nash", "B": "nash", "C": "gmr"}, "no party 'C'", "parties: A, B"),
        ({"A": "nahs", "B": "nash"}, "no concept 'nahs'", "did you mean 'nash'?"),
        ({"A": "l0", "B": "nash"}, "no concept 'l0'", "l<h>"),
        ({"A": "l2000", "B": "nash"}, "no concept 'l2000'", "l<h>"),
        ({"A": "xyzzy", "B": "nash"}, "no concept 'xyzzy'", "mr<h>"),
    ],
)
def test_wrong_use_is_refused_with_advice(given: dict[str, str], message: str, hint: str) -> None:
    """What is wrong, and what would be right."""
    with pytest.raises(UsageError, match=message) as raised:
        behaviour.solve(chicken(), given)
    assert hint in raised.value.hint


def test_a_concept_that_does_not_fit_the_model_is_refused() -> None:
    """Levers to combine, two parties to look ahead."""
    graph = arcs_model([[(0, 1)], [(1, 0)]], [[0, 1], [1, 0]])
    with pytest.raises(CannotComputeError, match="levers"):
        behaviour.solve(graph, {"A": "nash", "B": "sim"})
    three = random_product_model(generator(2), parties=3)
    with pytest.raises(CannotComputeError, match="two parties"):
        behaviour.solve(three, {"A": "nash", "B": "gmr", "C": "l2"})


SSEQ = {
    "fang1993/prisoners_dilemma": [0, 3],
    "kilgour1984/chicken": [1, 2],
    "fraser1984/cuban_missile": [4, 6],
    "fraser1984/cuban_missile_no_way_back": [4, 5, 6],
}
SSEQ_IS_SEQ = (
    "kinsara2014/elmira_12",
    "kilgour2001/elmira_9",
    "hipel1980/garrison",
    "hipel2014/syria_iraq_1975",
    "gmcrplus2020/milk_river",
    "gmcrplus2020/american_revolution",
)


@pytest.mark.parametrize("study", [*SSEQ, *SSEQ_IS_SEQ])
def test_symmetric_sequential_equilibria_of_the_studies(study: str) -> None:
    """None is in print: by the definitions, every credible sanction of the studies holds for good."""
    model = model_of(f"literature/{study}")
    found = behaviour.solve_all(model, ("seq", "sseq", "cmr3"))
    states = {name: np.flatnonzero(stable.all(axis=0)).tolist() for name, stable in found.items()}
    assert states["sseq"] == SSEQ.get(study, states["seq"])
    assert np.array_equal(found["sseq"], found["cmr3"])
    assert states["sseq"]
