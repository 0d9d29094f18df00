"""Stability concepts on models small enough to follow by hand."""

import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from tests.stability.models import arcs_model, product_model, with_arcs

from detente.model import Model
from detente.stability import concepts
from detente.stability.concepts import CONCEPTS, equilibria, solve

FREE = np.ones((2, 2), bool)
ENGINES = ["plain", pytest.param("numba", marks=pytest.mark.kernels)]
ALL = (*CONCEPTS, "sseq")


def two_by_two(first: list[int], second: list[int]) -> Model:
    """Two parties with one reversible lever each; ranks of states 00, 10, 01, 11."""
    return product_model([2, 2], [0, 1], [FREE, FREE], np.ones(4, bool), np.array([first, second]))


def found(model: Model, engine: Any) -> dict[str, list[int]]:
    """Equilibria by concept, as state numbers."""
    stable = equilibria(solve(model, ALL, engine=engine))
    return {concept: np.flatnonzero(states).tolist() for concept, states in stable.items()}


@pytest.mark.parametrize("engine", ENGINES)
def test_prisoners_dilemma(engine: str) -> None:
    """Defection is Nash; cooperation holds where sanctions count (Fang, Hipel, Kilgour 1993)."""
    dilemma = two_by_two([2, 3, 0, 1], [2, 0, 3, 1])
    both = [0, 3]
    assert found(dilemma, engine) == {
        "nash": [3],
        "gmr": both,
        "smr": both,
        "seq": both,
        "sseq": both,
    }


@pytest.mark.parametrize("engine", ENGINES)
def test_chicken(engine: str) -> None:
    """The two unequal outcomes are Nash; mutual swerving holds by GMR and SMR only."""
    chicken = two_by_two([2, 3, 1, 0], [2, 1, 3, 0])
    assert found(chicken, engine) == {
        "nash": [1, 2],
        "gmr": [0, 1, 2],
        "smr": [0, 1, 2],
        "seq": [1, 2],
        "sseq": [1, 2],
    }


def trap() -> Model:
    """Three parties, one lever each, two infeasible states; C must move twice to sanction B.

    States are numbered with A's lever least significant: abc = 100 is 1, 011 is 6.
    """
    feasible = np.ones(8, bool)
    feasible[[0, 4]] = False
    rank = np.zeros((3, 8), int)
    for state, ranks in {
        "100": (4, 2, 0),
        "010": (4, 5, 0),
        "110": (3, 3, 3),
        "101": (0, 0, 2),
        "011": (0, 0, 4),
        "111": (2, 5, 2),
    }.items():
        rank[:, int(state[::-1], 2)] = ranks
    return product_model([2, 2, 2], [0, 1, 2], [FREE] * 3, feasible, rank)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("form", ["product", "arcs"])
def test_a_party_may_move_again_after_another_has_moved(engine: Any, form: str) -> None:
    """B at 101 improves to 111; then C (110), A (010) and C again (011) bring it down."""
    model = trap() if form == "product" else with_arcs(trap())
    stable = solve(model, ("nash", "seq"), engine=engine)
    at = int("101"[::-1], 2)
    assert not stable["nash"][1, at]
    assert stable["seq"][1, at]


@pytest.mark.parametrize("engine", ENGINES)
def test_no_party_moves_twice_in_succession(engine: Any) -> None:
    """A's gain 0 to 1 would be punished at 3, two moves of B away; B alone cannot get there."""
    b_moves = [(1, 2), (2, 3)]
    alone = arcs_model([[(0, 1)], b_moves, []], [[1, 3, 2, 0], [0, 1, 2, 3], [0, 0, 0, 0]])
    assert not solve(alone, ("gmr",), engine=engine)["gmr"][0, 0]
    again = [*b_moves, (4, 3)]  # C makes a move in between
    helped = arcs_model([[(0, 1)], again, [(2, 4)]], [[1, 3, 2, 0, 2], [0] * 5, [0] * 5])
    assert solve(helped, ("gmr",), engine=engine)["gmr"][0, 0]


@pytest.mark.parametrize("engine", ENGINES)
def test_an_outcome_as_good_as_the_start_deters(engine: Any) -> None:
    """Sanctions are weak: B can bring A from 1 back to a state that A ranks as state 0."""
    model = arcs_model([[(0, 1)], [(1, 2)]], [[1, 2, 1], [0, 0, 1]])
    stable = solve(model, ALL, engine=engine)
    assert [bool(stable[concept][0, 0]) for concept in ALL] == [False, True, True, True, True]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_move_to_an_equal_state_is_no_improvement(engine: Any) -> None:
    """Improvements are strict: neither party gains anywhere."""
    model = arcs_model([[(0, 1)], [(1, 0)]], [[1, 1], [1, 1]])
    assert solve(model, ("nash",), engine=engine)["nash"].all()


@pytest.mark.parametrize("engine", ENGINES)
def test_being_brought_back_to_the_start_deters(engine: Any) -> None:
    """B owns the way back from 1 to 0, and 0 is not better for A than 0."""
    model = arcs_model([[(0, 1)], [(1, 0)]], [[1, 2], [0, 0]])
    stable = solve(model, ("gmr", "seq"), engine=engine)
    assert stable["gmr"][0, 0]
    assert not stable["seq"][0, 0]  # B gains nothing by it


@pytest.mark.parametrize("engine", ENGINES)
def test_sanctions_are_judged_from_the_state_moved_from(engine: Any) -> None:
    """C's last step improves on the state B left it, though not on the state A moved to."""
    model = arcs_model(
        [[(0, 1)], [(1, 2)], [(2, 3)]],
        [[1, 2, 2, 0], [0, 0, 1, 0], [0, 5, 1, 2]],
    )
    assert solve(model, ("seq",), engine=engine)["seq"][0, 0]


@pytest.mark.parametrize("engine", ENGINES)
def test_an_escape_undoes_a_sanction_in_smr_but_not_in_gmr(engine: Any) -> None:
    """From 2, where B punishes, A moves on to 3, which beats the start."""
    model = arcs_model([[(0, 1), (2, 3)], [(1, 2)]], [[1, 3, 0, 2], [0, 0, 1, 0]])
    stable = solve(model, ALL, engine=engine)
    assert [bool(stable[concept][0, 0]) for concept in ALL] == [False, True, False, True, False]


@pytest.mark.parametrize("engine", ENGINES)
def test_infeasible_states_are_stable_for_nobody(engine: Any) -> None:
    """Neither engine marks them."""
    stable = solve(trap(), ALL, engine=engine)
    for states in stable.values():
        assert not states[:, [0, 4]].any()


@pytest.mark.parametrize("engine", ENGINES)
def test_one_party_alone_is_stable_at_its_best_only(engine: Any) -> None:
    """With nobody to punish, all concepts are Nash."""
    model = product_model([2, 2], [0, 0], [FREE, FREE], np.ones(4, bool), np.array([[0, 2, 1, 2]]))
    for states in solve(model, ALL, engine=engine).values():
        assert states.tolist() == [[False, True, False, True]]


def test_functions_named_after_concepts_answer_as_solve() -> None:
    """``nash(model)`` is ``solve(model, ("nash",))["nash"]``, and so on."""
    stable = solve(trap(), ALL)
    for concept in ALL:
        assert np.array_equal(getattr(concepts, concept)(trap()), stable[concept])


def test_answers_come_in_the_order_asked() -> None:
    """The default is Nash, GMR, SMR, SEQ."""
    assert tuple(solve(trap())) == CONCEPTS
    assert tuple(solve(trap(), ("seq", "nash"))) == ("seq", "nash")


@pytest.mark.parametrize(("asked", "engine"), [(("best",), "auto"), (("nash",), "abacus")])
def test_unknown_names_are_refused(asked: tuple[str, ...], engine: Any) -> None:
    """The message lists what there is."""
    with pytest.raises(ValueError, match="is none of"):
        solve(trap(), asked, engine=engine)


def test_a_small_model_does_not_load_the_compiler() -> None:
    """The plain engine answers at once."""
    code = (
        "import sys; from tests.stability.test_concepts import trap;"
        "from detente.stability.concepts import solve; solve(trap()); print('numba' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout == "False\n"


@pytest.mark.kernels
def test_a_large_model_is_solved_by_the_compiled_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """By size, whether in product form or with arcs, and with the same answer."""
    from detente.stability import arcs, plain, sparse

    expected = solve(trap())
    monkeypatch.setattr(concepts, "LARGE", 8)
    monkeypatch.setattr(concepts, "WARM", 8)
    monkeypatch.setattr(concepts, "MANY_ARCS", 1)
    monkeypatch.setattr(sparse, "MOST_PAIRS", -1)
    monkeypatch.setattr(plain, "solve", None)
    monkeypatch.setattr(arcs, "sweeping", None)
    for model in (trap(), with_arcs(trap())):
        stable = solve(model)
        for concept in CONCEPTS:
            assert np.array_equal(stable[concept], expected[concept])
