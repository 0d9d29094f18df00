"""Metarational stability with more moves: laws, the definitions, and cases by hand."""

import numpy as np
import pytest
from tests.stability.models import (
    arcs_model,
    generator,
    random_arcs_model,
    random_product_model,
    with_arcs,
)
from tests.stability.oracle_individual import IndividualOracle

from detente.model import Model
from detente.stability import metarational as module
from detente.stability.concepts import solve
from detente.stability.metarational import metarational, settled


def any_model(rng: np.random.Generator) -> Model:
    """A random model, in product form or, one time in three, in graph form."""
    if rng.random() < 1 / 3:
        return random_arcs_model(rng)
    return random_product_model(rng, largest=24)


@pytest.mark.slow
@pytest.mark.parametrize("block", range(8))
def test_a_thousand_random_models_by_definition(block: int) -> None:
    """A search of the tree of moves, two to four parties, up to five moves."""
    rng = generator(6100 + block)
    for _ in range(125):
        model = any_model(rng)
        oracle = IndividualOracle(model)
        for credible in (False, True):
            for moves in (2, 3, 4, 5):
                wanted = oracle.metarational_table(moves, credible=credible)
                assert np.array_equal(metarational(model, moves, credible=credible), wanted)


def test_the_shortest_members_are_the_five_concepts() -> None:
    """One move is Nash, two GMR or SEQ, three SMR or SSEQ."""
    rng = generator(6200)
    for _ in range(60):
        model = any_model(rng)
        right = solve(model, ("nash", "gmr", "smr", "seq", "sseq"))
        for credible, names in ((False, ("nash", "gmr", "smr")), (True, ("nash", "seq", "sseq"))):
            for moves, name in enumerate(names, 1):
                found = metarational(model, moves, credible=credible)
                assert np.array_equal(found, right[name]), (moves, name)


@pytest.mark.slow
def test_odd_ones_grow_and_even_ones_shrink_until_they_settle() -> None:
    """MR_1 in MR_3 in MR_5 ... in MR_6 in MR_4 in MR_2; credible answers leave fewer states."""
    rng = generator(6300)
    late = 0
    for _ in range(60):
        model = any_model(rng)
        both = {}
        for credible in (False, True):
            end = settled(model, credible=credible)
            late = max(late, end.moves)
            found = {h: metarational(model, h, credible=credible) for h in range(1, end.moves + 4)}
            for moves in range(1, end.moves + 2):
                smaller, larger = sorted((moves, moves + 2), reverse=moves % 2 == 0)
                assert not (found[smaller] & ~found[larger]).any()
            for moves in (end.moves, end.moves + 1, end.moves + 2, end.moves + 3):
                wanted = end.always if moves % 2 else end.even
                assert np.array_equal(found[moves], wanted)
            if end.moves > 1:  # not one move earlier
                before = end.moves - 1
                wanted = end.always if before % 2 else end.even
                assert not np.array_equal(found[before], wanted)
            assert not (end.always & ~end.even).any()
            both[credible] = found
        for moves in both[True].keys() & both[False].keys():
            assert not (both[True][moves] & ~both[False][moves]).any()
    assert late > 3


def test_forms_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    """Product form, its feasible states listed, and its moves listed."""
    rng = generator(6400)
    for _ in range(25):
        model = random_product_model(rng)
        for credible in (False, True):
            found = metarational(model, 5, credible=credible)
            assert np.array_equal(metarational(with_arcs(model), 5, credible=credible), found)
            monkeypatch.setattr(module, "LARGE", 1)
            assert np.array_equal(metarational(model, 5, credible=credible), found)
            monkeypatch.undo()


def test_a_fourth_move_undoes_what_an_escape_had_opened() -> None:
    """A gains at 1, B punishes at 2, A escapes to 3, and there B punishes again, at 4."""
    model = arcs_model([[(0, 1), (2, 3)], [(1, 2), (3, 4)]], [[1, 3, 0, 2, 0], [0, 0, 0, 0, 0]])
    assert [bool(metarational(model, h)[0, 0]) for h in (1, 2, 3, 4, 5)] == [
        False, True, False, True, True,
    ]  # fmt: skip
    assert not metarational(model, 4, credible=True)[0, 0]  # B gains by neither


def test_who_has_the_last_word_can_decide_for_ever() -> None:
    """A and B chase each other round a ring; A is better off after its own moves, worse after B's."""
    ring = arcs_model([[(0, 1), (2, 3)], [(1, 2), (3, 0)]], [[0, 1, 0, 1], [0, 0, 0, 0]])
    end = settled(ring)
    assert not end.always[0, 0]
    assert end.even[0, 0]
    assert [bool(metarational(ring, h)[0, 0]) for h in range(1, 9)] == [False, True] * 4


def test_a_number_of_moves_below_one_is_refused() -> None:
    """The message says what it was."""
    with pytest.raises(ValueError, match="1 or more, not 0"):
        metarational(random_arcs_model(generator(1)), 0)
