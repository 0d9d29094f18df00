"""Strength of preference, alone and with unknown pairs: against the definitions, and the laws."""

import numpy as np
import pytest
from tests.stability.models import product_model
from tests.stability.oracle_preference import PreferenceOracle, by_extension
from tests.stability.test_uncertain import CONCEPTS, drawn, over_all

from detente.errors import CannotComputeError
from detente.model import Model
from detente.model.partial_order import Agreed, Ranked, Table
from detente.stability import solve
from detente.stability.strength import solve_strength
from detente.stability.uncertain import EXTENSIONS, solve_hybrid, solve_uncertain


@pytest.mark.slow
@pytest.mark.parametrize("batch", range(8))
def test_every_degree_is_as_defined_with_and_without_unknown_pairs(batch: int) -> None:
    """400 models, one to three degrees, all extensions and concepts, state by state."""
    for seed in range(50 * batch, 50 * batch + 50):
        degrees = 1 + seed % 3
        model, codes = drawn(seed, degrees=degrees)
        tables = [Table(table) for table in codes]
        top = max(table.degrees for table in tables)
        found = solve_hybrid(model, tables, CONCEPTS)
        oracle, whole = PreferenceOracle(model), over_all(model, codes)
        extension = EXTENSIONS[seed % 4]
        for concept in CONCEPTS:
            for degree in range(top + 1):
                expected = by_extension(oracle, whole, concept, extension, degree)
                assert ((found[extension][concept] >= degree) == expected).all(), (seed, degree)


@pytest.mark.parametrize("seed", range(40))
def test_degrees_only_take_away_from_general_stability(seed: int) -> None:
    """General stability is that without degrees; extensions and concepts are nested in each degree."""
    model, codes = drawn(seed, degrees=3)
    tables = [Table(table) for table in codes]
    found = solve_hybrid(model, tables, CONCEPTS)
    plain = solve_uncertain(
        model, [Table(np.where(c == 127, c, np.sign(c))) for c in codes], CONCEPTS
    )
    for extension in EXTENSIONS:
        for concept in CONCEPTS:
            assert ((found[extension][concept] >= 0) == plain[extension][concept]).all()
    for small, large in (("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")):
        for concept in CONCEPTS:
            assert (found[small][concept] <= found[large][concept]).all()
    for degrees in found.values():
        for strong, weak in (("nash", "sseq"), ("sseq", "seq"), ("seq", "gmr"), ("smr", "gmr")):
            assert (degrees[strong] <= degrees[weak]).all(), (strong, weak)


RANK = np.array([[2, 3, 0, 1], [2, 0, 3, 1]])


def dilemma() -> Model:
    """The prisoners' dilemma."""
    free = np.ones((2, 2), bool)
    return product_model([2, 2], [0, 1], [free, free], np.ones(4, bool), RANK)


def test_strong_and_weak_stability_in_the_prisoners_dilemma() -> None:
    """Cooperation is held up by a great loss only where the mutual defection is greatly worse."""
    model = dilemma()
    mild = solve_strength(model, [Ranked(row, [np.minimum(row, 1)]) for row in RANK])
    great = solve_strength(model, [Ranked(row, [row // 2]) for row in RANK])
    assert mild["seq"].weak[:, 0].all()
    assert not mild["seq"].strong[:, 0].any()
    assert great["seq"].strong[:, 0].all()
    assert great["nash"].strong[:, 3].all()
    assert not great["nash"].general[:, 0].any()


def test_general_stability_with_ranks_is_ordinary_stability() -> None:
    """Whatever the degrees."""
    model = dilemma()
    found = solve_strength(model, [Ranked(row, [row // 2]) for row in RANK], CONCEPTS)
    for concept, stable in solve(model, CONCEPTS).items():
        assert (found[concept].general == stable).all()


def test_without_a_great_loss_only_what_tempts_nobody_is_strong() -> None:
    """In the dilemma, with a table or ranks that have no degrees, cooperation is weak under GMR."""
    model = dilemma()
    tables = [Table(np.sign(row[:, None] - row[None, :]).astype(np.int8)) for row in RANK]
    for orders in ([Ranked(row) for row in RANK], tables):
        found = solve_strength(model, orders, CONCEPTS)
        assert found["gmr"].degrees == 2
        assert found["gmr"].weak[:, 0].all()
        for it in found.values():
            assert (it.strong == found["nash"].general).all()


def test_unknown_pairs_are_refused() -> None:
    """Degrees alone are for what is known; the extension b is not taken in silence."""
    model = dilemma()
    open_ = np.sign(RANK[0][:, None] - RANK[0][None, :]).astype(np.int8)
    open_[0, 1] = open_[1, 0] = 127
    agreed = Agreed([Ranked(RANK[0]), Ranked(RANK[1])])
    for unknown in (Table(open_), agreed):
        with pytest.raises(CannotComputeError, match="not known for all pairs"):
            solve_strength(model, [unknown, Ranked(RANK[1])])
    same = Agreed([Ranked(RANK[0]), Ranked(RANK[0])])
    assert solve_strength(model, [same, Ranked(RANK[1])])["nash"].general[:, 3].all()
