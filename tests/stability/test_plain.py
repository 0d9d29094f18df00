"""The engine that needs no compiler: its parts, against loops."""

import numpy as np
import pytest
from tests.stability.models import generator, random_product_model, reachable
from tests.stability.oracle import CONCEPTS, Oracle

from detente.stability import plain
from detente.stability.boxes import party_boxes

SEEDS = range(25)


@pytest.mark.parametrize("seed", SEEDS)
def test_reduce_box_takes_extremes_over_own_moves(seed: int) -> None:
    """Staying included; infeasible states are moves here like any other."""
    model = random_product_model(generator(seed))
    model.feasible[:] = True
    values = generator(seed).permutation(model.feasible.size).astype(np.int32)
    for party, box in enumerate(party_boxes(model)):
        table = reachable(model, party) | np.eye(len(values), dtype=bool)
        for extreme in (np.minimum, np.maximum):
            found = values.copy()
            plain.reduce_box(found, box, extreme)
            expected = [extreme.reduce(values[row]) for row in table]
            assert found.tolist() == expected


@pytest.mark.parametrize("seed", SEEDS)
def test_a_step_of_improvements_takes_minima_over_a_partys_improvements(seed: int) -> None:
    """Staying included; infeasible states keep their value."""
    model = random_product_model(generator(seed))
    worth = generator(seed).permutation(model.feasible.size).astype(np.int32)
    worth[~model.feasible] = plain.NEVER
    oracle = Oracle(model)
    for party, box in enumerate(party_boxes(model)):
        found = worth.copy()
        plain.improvement_step(box, model.rank[party])(found)
        expected = worth.copy()
        for state in oracle.states:
            reach = [state, *oracle.better[party][state]]
            expected[state] = worth[reach].min()
        assert found.tolist() == expected.tolist()


@pytest.mark.parametrize("seed", SEEDS)
def test_sorted_fibres_run_from_best_to_worst(seed: int) -> None:
    """Each fibre holds the party's own settings once, ranks falling, ties found."""
    model = random_product_model(generator(seed))
    for box, rank in zip(party_boxes(model), model.rank, strict=True):
        fibres = plain.sort_fibres(box, rank)
        assert sorted(fibres.state.ravel().tolist()) == list(range(rank.size))
        ranks = rank[fibres.state]
        assert (np.diff(ranks, axis=1) <= 0).all()
        column = fibres.better - np.arange(len(ranks))[:, None] * (box.size + 1)
        for line, better in zip(ranks, column, strict=True):
            expected = [int((line > value).sum()) if value >= 0 else 0 for value in line]
            assert better.tolist() == expected


@pytest.mark.parametrize("seed", SEEDS)
def test_stable_states_by_definition(seed: int) -> None:
    """All concepts, all parties."""
    model = random_product_model(generator(1000 + seed))
    expected = Oracle(model).solve()
    for concept, states in plain.solve(model, CONCEPTS).items():
        assert np.array_equal(states, expected[concept])


def test_the_model_is_left_as_it_was() -> None:
    """Ranks and feasible states are read only."""
    model = random_product_model(generator(5))
    rank, feasible = model.rank.copy(), model.feasible.copy()
    model.rank.flags.writeable = False
    model.feasible.flags.writeable = False
    plain.solve(model, CONCEPTS)
    assert np.array_equal(model.rank, rank)
    assert np.array_equal(model.feasible, feasible)
