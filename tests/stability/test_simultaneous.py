"""Simultaneous sanctions and the tableau: by hand, against the definitions, as published."""

from itertools import product

import numpy as np
import pytest
from tests.stability.models import (
    arcs_model,
    generator,
    product_model,
    random_product_model,
    with_arcs,
)
from tests.stability.oracle_individual import IndividualOracle
from tests.test_literature import model_of

from detente.errors import CannotComputeError
from detente.model import Model
from detente.stability import simultaneous
from detente.stability.concepts import solve
from detente.stability.simultaneous import Label, deterrent, seq_or_sim, sim, tableau

FREE = np.ones((2, 2), bool)

# State numbers of the studies; computed from the definitions and, where marked, in print.
PUBLISHED_SIM = {
    "fang1993/prisoners_dilemma": [0, 3],  # in print
    "kilgour1984/chicken": [1, 2, 3],
    "fraser1984/cuban_missile": [],
    "fraser1984/cuban_missile_no_way_back": [5],
}
PUBLISHED_TABLEAU = {
    "fraser1984/cuban_missile": [4, 6],  # in print
    "fraser1984/cuban_missile_no_way_back": [4, 5, 6],
    "kilgour1984/chicken": [1, 2, 3],
    "fang1993/prisoners_dilemma": [0, 3],
}
SIM_IS_SEQ = (  # in print for all: the same equilibria by both
    "hipel1980/garrison",
    "hipel2014/syria_iraq_1975",
    "kinsara2014/elmira_12",
    "gmcrplus2020/milk_river",
)


def by_definition(model: Model) -> tuple[np.ndarray, np.ndarray]:
    """SIM (P, S), and the labels of the tableau (P, S)."""
    oracle = IndividualOracle(model)
    labels = np.full(model.rank.shape, "", dtype=object)
    for state in oracle.states:
        labels[:, state] = oracle.labels(state)
    return oracle.table(oracle.sim), labels


def labels_of(model: Model) -> np.ndarray:
    """The labels that are found, (P, S)."""
    found = tableau(model)
    parties, states = model.rank.shape
    return np.array(
        [[found.label(p, s).value for s in range(states)] for p in range(parties)], dtype=object
    )


@pytest.mark.slow
@pytest.mark.parametrize("block", range(8))
def test_a_thousand_random_models_by_definition(block: int) -> None:
    """Two to four parties, several levels, ties, infeasible states, one-way levers."""
    rng = generator(4100 + block)
    for _ in range(125):
        model = random_product_model(rng, largest=48)
        wanted, labels = by_definition(model)
        assert np.array_equal(sim(model), wanted)
        assert np.array_equal(labels_of(model), labels)


@pytest.mark.parametrize("part", [1, 7])
def test_the_answer_does_not_depend_on_how_the_work_is_cut(
    part: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Few states at a time, few combinations at a time."""
    rng = generator(4200)
    for _ in range(10):
        model = random_product_model(rng, largest=32)
        whole = sim(model), tableau(model).codes
        monkeypatch.setattr(simultaneous, "PART", part)
        assert np.array_equal(sim(model), whole[0])
        assert np.array_equal(tableau(model).codes, whole[1])
        monkeypatch.undo()


@pytest.mark.slow
def test_laws() -> None:
    """Nash implies SIM; r, s, u and crossed u follow from Nash, SEQ and SIM as defined."""
    rng = generator(4300)
    for _ in range(60):
        model = random_product_model(rng)
        stable, by_sim, found = solve(model), sim(model), tableau(model)
        assert not (stable["nash"] & ~by_sim).any()
        assert not (stable["seq"] & ~found.stable).any()
        assert not (found.stable & ~(stable["seq"] | by_sim)).any()  # fewer deter, so fewer stay
        assert np.array_equal(seq_or_sim(model), stable["seq"] | by_sim)
        crossed = found.codes == simultaneous.LABELS.index(Label.SIMULTANEOUS)
        shaky = np.count_nonzero(model.feasible & ~stable["seq"], axis=0)
        assert (shaky[crossed.any(axis=0)] > 1).all()


def two_ways_to_gain() -> Model:
    """A lever of three levels for A, of two for B; at 00 A gains by 1 and by 2, B by 1.

    Both together is bad for A whichever way it goes. States are a + 3 b.
    """
    rank = np.array([[3, 5, 4, 2, 1, 0], [0, 3, 4, 1, 5, 2]])
    return product_model([3, 2], [0, 1], [np.ones((3, 3), bool), FREE], np.ones(6, bool), rank)


def test_every_improvement_meets_the_improvements_of_the_others_afresh() -> None:
    """A program that uses up the list of the others' improvements on A's first calls A unstable."""
    model = two_ways_to_gain()
    oracle = IndividualOracle(model)
    assert oracle.better[0][0] == {1, 2}
    assert sim(model)[0, 0]
    others = product(oracle.better[1][0])  # an iterator, made once
    deterred = []
    for gain in sorted(oracle.better[0][0]):
        ends = [oracle.combined(0, {0: gain, 1: end}) for (end,) in others]
        deterred.append(any(oracle.rank[0][end] <= oracle.rank[0][0] for end in ends))
    assert deterred == [True, False]


def test_a_meeting_place_that_cannot_be_deters_nobody() -> None:
    """Chicken without the crash: with 11 infeasible, nothing holds either back."""
    rank = np.array([[2, 3, 1, 0], [2, 1, 3, 0]])
    assert sim(product_model([2, 2], [0, 1], [FREE] * 2, np.ones(4, bool), rank))[:, 0].all()
    feasible = np.array([True, True, True, False])
    assert not sim(product_model([2, 2], [0, 1], [FREE] * 2, feasible, rank))[:, 0].any()


@pytest.mark.slow
def test_the_tableau_asks_only_parties_that_are_unstable() -> None:
    """SIM lets a party that would stay deter another; the tableau does not."""
    rng = generator(4400)
    differ = 0
    for _ in range(200):
        model = random_product_model(rng, parties=2, largest=16)
        differ += int((seq_or_sim(model) & ~tableau(model).stable).any())
    assert differ > 10


def test_rows_run_from_best_to_worst_with_their_improvements() -> None:
    """As the tableau is printed: label above, improvements below, best first."""
    found = tableau(two_ways_to_gain())
    rows = list(found.row(0))
    assert [column.state for column in rows] == [1, 2, 0, 3, 4, 5]
    assert [column.label for column in rows] == ["r", "s", "/u", "r", "u", "u"]
    assert [column.improvements for column in rows] == [(), (1,), (1, 2), (), (3,), (3, 4)]
    assert [column.state for column in rows if column.equilibrium] == [1, 2, 3]
    assert len(list(found.row(1, limit=2))) == 2


@pytest.mark.parametrize("study", PUBLISHED_SIM)
def test_simultaneous_equilibria_of_the_studies(study: str) -> None:
    """By the studies' own numbers."""
    stable = sim(model_of(f"literature/{study}"))
    assert np.flatnonzero(stable.all(axis=0)).tolist() == PUBLISHED_SIM[study]


@pytest.mark.parametrize("study", PUBLISHED_TABLEAU)
def test_tableau_equilibria_of_the_studies(study: str) -> None:
    """Cuba 1962: withdrawal and the blockade, states 4 and 6 (Fraser and Hipel)."""
    found = tableau(model_of(f"literature/{study}"))
    assert np.flatnonzero(found.equilibria).tolist() == PUBLISHED_TABLEAU[study]


@pytest.mark.parametrize("study", SIM_IS_SEQ)
def test_studies_in_which_simultaneous_and_sequential_equilibria_agree(study: str) -> None:
    """As printed by GMCR+: SIM, SEQ, and each party by one of them."""
    model = model_of(f"literature/{study}")
    seq = solve(model, ("seq",))["seq"].all(axis=0)
    assert seq.any()
    for stable in (sim(model), seq_or_sim(model), tableau(model).stable):
        assert np.array_equal(stable.all(axis=0), seq)


def test_american_revolution() -> None:
    """Five states hold against simultaneous moves; the tableau adds none to SEQ."""
    model = model_of("literature/gmcrplus2020/american_revolution")
    assert np.flatnonzero(sim(model).all(axis=0)).tolist() == [18, 22, 50, 54, 108]
    seq = solve(model, ("seq",))["seq"].all(axis=0)
    assert np.array_equal(tableau(model).equilibria, seq)


def test_listed_moves_are_refused_with_advice() -> None:
    """States in graph form have no levers to combine."""
    graph = arcs_model([[(0, 1)], [(1, 0)]], [[0, 1], [1, 0]])
    for model in (graph, with_arcs(two_ways_to_gain())):
        for ask in (sim, seq_or_sim, tableau, lambda m: deterrent(m, 0, 0, 1)):
            with pytest.raises(CannotComputeError, match="levers of several parties") as raised:
                ask(model)
            assert "use seq" in raised.value.hint


def test_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """By states and settings to look at, and by settings of one party."""
    monkeypatch.setattr(simultaneous, "MOST_LOOKED_AT", 10)
    with pytest.raises(CannotComputeError, match="too many"):
        sim(two_ways_to_gain())


def test_too_many_states_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Though no party has many settings."""
    rank = np.zeros((8, 256), int)
    model = product_model([2] * 8, range(8), [FREE] * 8, np.ones(256, bool), rank)
    assert sim(model).all()
    monkeypatch.setattr(simultaneous, "MOST_LOOKED_AT", 300)
    with pytest.raises(CannotComputeError, match="256 states with up to 2 settings"):
        sim(model)


@pytest.mark.parametrize("part", [3, 2**18])
def test_what_deters_can_be_named(part: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Improvements of others from the same state, and a feasible end that is not preferred to it."""
    monkeypatch.setattr(simultaneous, "PART", part)
    rng = generator(4500)
    for _ in range(40):
        model = random_product_model(rng, largest=24)
        oracle, stable = IndividualOracle(model), sim(model)
        for party in oracle.parties:
            for state in oracle.states:
                named = [deterrent(model, party, state, s1) for s1 in oracle.better[party][state]]
                assert (None not in named) == stable[party, state]
                for gain, told in zip(oracle.better[party][state], named, strict=True):
                    if told is None:
                        continue
                    steps, end = told
                    for step in steps:
                        assert step.before == state
                        assert step.after in oracle.better[step.party][state]
                    moves = {party: gain, **{step.party: step.after for step in steps}}
                    assert len(moves) == len(steps) + 1 > 1
                    assert oracle.combined(state, moves) == end
                    assert model.feasible[end]
                    assert oracle.rank[party][end] <= oracle.rank[party][state]
