"""Attitudes: against the reading of the definition that is documented, and the published limits."""

import numpy as np
import pytest
from tests.stability.models import generator
from tests.stability.oracle_preference import PreferenceOracle, by_attitude
from tests.stability.test_uncertain import CONCEPTS, random_model

from detente.model import Model
from detente.stability import solve
from detente.stability.attitudes import selfish, solve_attitudes


def strict(model: Model, seed: int) -> Model:
    """The same states and moves; no two states alike for anybody."""
    rng = generator(seed)
    rank = np.full(model.rank.shape, -1, np.int32)
    for row in rank:
        row[model.feasible] = rng.permutation(int(model.feasible.sum()))
    return Model(
        parties=model.parties,
        levers=model.levers,
        levels=model.levels,
        owner=model.owner,
        allowed=model.allowed,
        feasible=model.feasible,
        rank=rank,
        arcs=model.arcs,
    )


@pytest.mark.slow
@pytest.mark.parametrize("batch", range(8))
def test_every_relational_concept_is_as_defined(batch: int) -> None:
    """400 models, random attitudes, five concepts, state by state."""
    for seed in range(50 * batch, 50 * batch + 50):
        model = random_model(seed)
        count = len(model.parties)
        attitudes = generator(seed).integers(-1, 2, (count, count))
        found = solve_attitudes(model, attitudes, CONCEPTS)
        oracle = PreferenceOracle(model)
        for concept in CONCEPTS:
            expected = by_attitude(oracle, model.rank, attitudes, concept)
            assert (found[concept] == expected).all(), (seed, concept)


@pytest.mark.parametrize("seed", range(60))
def test_parties_that_care_for_themselves_alone_are_ordinary_ones(seed: int) -> None:
    """Inohara and Hipel (2009), where no two states are alike for a party."""
    model = strict(random_model(seed), seed)
    relational = solve_attitudes(model, selfish(len(model.parties)), CONCEPTS)
    for concept, stable in solve(model, CONCEPTS).items():
        assert (relational[concept] == stable).all(), concept


@pytest.mark.parametrize("seed", range(60))
def test_where_nobody_cares_the_concepts_fall_together_in_pairs(seed: int) -> None:
    """Inohara and Hipel (2009): Nash and SMR are one, and so are GMR and SEQ."""
    model = random_model(seed)
    count = len(model.parties)
    found = solve_attitudes(model, np.zeros((count, count), int), CONCEPTS)
    assert (found["nash"] == found["smr"]).all()
    assert (found["gmr"] == found["seq"]).all()


def test_where_nobody_cares_the_two_pairs_differ() -> None:
    """Being led back to where one started deters a move, but one may move again."""
    found = {}
    for seed in range(0, 300, 3):
        model = random_model(seed)
        count = len(model.parties)
        found[seed] = solve_attitudes(model, np.zeros((count, count), int), ("nash", "gmr"))
    assert any((by["nash"] != by["gmr"]).any() for by in found.values())


@pytest.mark.parametrize("attitudes", [[[1, 2], [0, 1]], [[1, 0]], [[1]]])
def test_attitudes_of_another_form_are_refused(attitudes: list[list[int]]) -> None:
    """A table of parties by parties."""
    model = next(m for m in map(random_model, range(100)) if len(m.parties) == 2)
    with pytest.raises(ValueError, match="attitudes are a table"):
        solve_attitudes(model, attitudes)


def test_concepts_that_do_not_exist_are_refused() -> None:
    """By name."""
    model = random_model(1)
    with pytest.raises(ValueError, match="'best' is none of"):
        solve_attitudes(model, selfish(len(model.parties)), ["best"])
