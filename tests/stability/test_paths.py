"""Shortest paths, against a search that follows one legal sequence at a time."""

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

from detente.errors import CannotComputeError
from detente.model import Model
from detente.stability import Step, count_moves, moves_from, moves_into, routes, search

Pairs = dict[tuple[int, int], int]


def sequences(model: Model, start: int, *, improving: bool) -> list[Pairs]:
    """Layer by layer, (state, last mover) -> how many shortest legal sequences end there."""
    oracle = Oracle(model)
    step = oracle.better if improving else oracle.reach
    layers: list[Pairs] = [{(start, -1): 1}]
    seen = {(start, -1)}
    while layers[-1]:
        fresh: Pairs = {}
        for (state, last), count in layers[-1].items():
            for party in oracle.parties:
                if party == last:
                    continue
                for end in step[party][state]:
                    if (end, party) not in seen:
                        fresh[end, party] = fresh.get((end, party), 0) + count
        seen |= set(fresh)
        layers.append(fresh)
    return layers


def models(seed: int) -> Model:
    """A random model: product form for even seeds, arcs form for odd ones."""
    rng = generator(seed)
    return random_arcs_model(rng) if seed % 2 else random_product_model(rng, largest=48)


def check_paths(model: Model, start: int, *, improving: bool) -> None:
    """Distances, number of shortest paths, and every step of each path."""
    found = search(model, start, improving=improving)
    layers = sequences(model, start, improving=improving)
    oracle = Oracle(model)
    step_of = oracle.better if improving else oracle.reach
    for state in oracle.states:
        if state == start:
            assert found.distance(state) == 0
            continue
        lengths = [n for n, layer in enumerate(layers) if any(s == state for s, _ in layer)]
        assert found.distance(state) == (lengths[0] if lengths else None)
        paths = list(found.paths(state))
        first = layers[lengths[0]] if lengths else {}
        assert len(paths) == sum(count for (s, _), count in first.items() if s == state)
        assert len(set(paths)) == len(paths)
        for path in paths:
            check_legal(path, start, state, step_of)


def check_legal(
    path: tuple[Step, ...], start: int, end: int, step_of: list[dict[int, set[int]]]
) -> None:
    """The steps follow one another, are moves, and no party moves twice in succession."""
    here, last = start, -1
    for step in path:
        assert step.before == here
        assert step.party != last
        assert step.after in step_of[step.party][here]
        here, last = step.after, step.party
    assert here == end


@pytest.mark.parametrize("seed", range(60))
def test_shortest_paths_are_those_of_a_search_one_sequence_at_a_time(seed: int) -> None:
    """Same lengths, same number of paths, every path legal, by moves and by improvements."""
    model = models(seed)
    start = int(np.flatnonzero(model.feasible)[0])
    check_paths(model, start, improving=False)
    check_paths(model, start, improving=True)


@pytest.mark.parametrize("seed", range(40))
def test_moves_are_those_of_the_definition(seed: int) -> None:
    """From a state, into a state, and counted."""
    model = models(seed)
    oracle = Oracle(model)
    for party, name in enumerate(model.parties):
        for state in oracle.states:
            assert set(moves_from(model, party, state).tolist()) == oracle.reach[party][state]
            better = moves_from(model, party, state, improving=True)
            assert set(better.tolist()) == oracle.better[party][state]
            into = {s for s in oracle.states if state in oracle.reach[party][s]}
            assert set(moves_into(model, party, state).tolist()) == into
        total = sum(len(ends) for ends in oracle.reach[party].values())
        assert count_moves(model)[name] == total


def test_no_party_moves_twice_in_succession_where_moves_are_not_transitive() -> None:
    """One party alone cannot go on from where it has just moved to."""
    model = arcs_model([[(0, 1), (1, 2)], []], np.zeros((2, 3)))
    assert search(model, 0).distances.tolist() == [0, 1, -1]
    model = arcs_model([[(0, 1), (1, 2)], [(1, 0)]], np.zeros((2, 3)))
    assert search(model, 0).distances.tolist() == [0, 1, -1]
    model = arcs_model([[(0, 1), (3, 2)], [(1, 3)]], np.zeros((2, 4)))
    assert search(model, 0).distances.tolist() == [0, 1, 3, 2]


def test_a_search_for_some_movers_leaves_the_others_where_they_are() -> None:
    """Their levers never change."""
    model = random_product_model(generator(6), parties=3)
    start = int(np.flatnonzero(model.feasible)[0])
    reached = np.flatnonzero(search(model, start, movers=[0, 2]).distances >= 0)
    stride, size = model.block(1)
    assert set((reached // stride % size).tolist()) == {start // stride % size}


def test_a_search_ends_with_the_first_layer_that_holds_a_target() -> None:
    """What lies beyond is not looked at."""
    model = arcs_model([[(0, 1), (2, 3)], [(1, 2)]], np.zeros((2, 4)))
    until = np.array([False, True, False, False])
    assert search(model, 0, until=until).distances.tolist() == [0, 1, -1, -1]


def free(sizes: list[int]) -> list[np.ndarray]:
    """All changes of levels allowed."""
    return [np.ones((size, size), bool) for size in sizes]


def test_routes_say_who_moves_and_what_changes() -> None:
    """In order, nearest first, with the reason where there is no path."""
    model = product_model(
        [2, 2], [0, 1], free([2, 2]), np.ones(4, bool), np.array([[0, 1, 2, 3], [0, 0, 0, 0]])
    )
    answer = routes(model, np.array([False, True, False, True]), start=0).answer
    assert answer["targets"] == 2
    assert answer["reached"] == {"by_moves": 2, "by_improvements": 1}
    near, far = answer["routes"]
    assert near["state"] == {"x0": "1", "x1": "0"}
    assert near["by_improvements"]["paths"] == [
        {
            "steps": [{"party": "A", "state": {"x0": "1", "x1": "0"}}],
            "text": "A moves x0 from 0 to 1.",
        }
    ]
    assert far["by_moves"]["length"] == 2
    assert len(far["by_moves"]["paths"]) == 2
    assert far["by_improvements"]["length"] is None
    assert "no improvement path" in far["by_improvements"]["why"]


def test_routes_are_cut_and_say_so() -> None:
    """Both the list of states and the list of paths."""
    model = product_model(
        [2] * 4, [0, 1, 2, 3], free([2] * 4), np.ones(16, bool), np.zeros((4, 16), int)
    )
    answer = routes(model, np.ones(16, bool), start=0, limit=15, paths=2).answer
    assert answer["truncated"] is True
    assert answer["routes"][0]["by_moves"] == {
        "length": 0,
        "paths": [{"steps": [], "text": "this is where we are."}],
    }
    assert "more" not in answer["routes"][1]["by_moves"]
    assert answer["routes"][-1]["by_moves"]["more"] is True


def test_routes_need_a_start() -> None:
    """Without a feasible status quo the question has no answer."""
    model = product_model([2], [0], free([2]), np.ones(2, bool), np.zeros((1, 2), int))
    with pytest.raises(CannotComputeError, match="no feasible status quo"):
        routes(model, np.ones(2, bool))


@pytest.mark.slow
def test_a_million_states_are_searched_by_sweeps() -> None:
    """2^20 states, three parties: every state within three moves; no arcs are listed."""
    size = 1 << 20
    owner = [0] * 7 + [1] * 7 + [2] * 6
    rank = generator(1).integers(0, 1000, (3, size))
    model = product_model([2] * 20, owner, free([2] * 20), np.ones(size, bool), rank)
    found = search(model, 0)
    assert found.distances.max() == 3
    assert np.count_nonzero(found.distances == 1) == 127 + 127 + 63
    path = next(found.paths(size - 1))
    assert [step.party for step in path] in (
        [0, 1, 2],
        [0, 2, 1],
        [1, 0, 2],
        [1, 2, 0],
        [2, 0, 1],
        [2, 1, 0],
    )
    gaining = search(model, 0, improving=True)
    assert gaining.distances.min() >= -1
