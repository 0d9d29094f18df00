"""Limited-move, non-myopic and Stackelberg stability: by hand, by definition, as published."""

import itertools
from collections import Counter

import numpy as np
import pytest
from tests.stability.models import (
    arcs_model,
    generator,
    product_model,
    random_arcs_model,
    random_product_model,
    with_arcs,
)
from tests.stability.oracle_individual import IndividualOracle, cycle_of
from tests.stability.test_concepts import two_by_two
from tests.test_literature import model_of

from detente.errors import CannotComputeError
from detente.model import Model
from detente.stability import foresight
from detente.stability.concepts import nash
from detente.stability.foresight import anticipated, limited, nonmyopic, stackelberg
from detente.stability.metarational import metarational

FREE = np.ones((2, 2), bool)


def equilibria(stable: np.ndarray) -> list[int]:
    """States where both parties stay."""
    return np.flatnonzero(stable.all(axis=0)).tolist()


def dilemma() -> Model:
    """The prisoners' dilemma: 0 both cooperate, 3 both defect."""
    return two_by_two([2, 3, 0, 1], [2, 0, 3, 1])


def chicken() -> Model:
    """Chicken: 0 both swerve, 3 both drive on."""
    return two_by_two([2, 3, 1, 0], [2, 1, 3, 0])


def two_party_model(rng: np.random.Generator) -> Model:
    """A random model of two parties, in product form or, one time in three, in graph form."""
    if rng.random() < 1 / 3:
        while True:
            model = random_arcs_model(rng)
            if len(model.parties) == 2:
                return model
    return random_product_model(rng, parties=2, largest=24)


def test_prisoners_dilemma() -> None:
    """Cooperation lasts from two moves on (Zagare 1984; Kilgour 1984)."""
    assert equilibria(limited(dilemma(), 1)) == [3]
    for horizon in range(2, 9):
        assert equilibria(limited(dilemma(), horizon)) == [0, 3]
    assert equilibria(nonmyopic(dilemma()).stable) == [0, 3]


def test_chicken() -> None:
    """Nothing lasts at two moves; in the end mutual swerving alone does (Kilgour 1984)."""
    assert equilibria(limited(chicken(), 1)) == [1, 2]
    assert equilibria(limited(chicken(), 2)) == []
    found = nonmyopic(chicken())
    assert equilibria(found.stable) == [0]
    assert (found.first, found.length) == (3, 1)


def test_the_shipped_textbook_games() -> None:
    """The same from the files, where 3 is mutual cooperation and 0 its opposite."""
    assert equilibria(nonmyopic(model_of("literature/fang1993/prisoners_dilemma")).stable) == [0, 3]
    assert equilibria(nonmyopic(model_of("literature/kilgour1984/chicken")).stable) == [3]


@pytest.mark.slow
@pytest.mark.parametrize("block", range(8))
def test_a_thousand_random_models_by_definition(block: int) -> None:
    """What is anticipated, where both stay, and the cycle: product form and graph form, ties."""
    rng = generator(5100 + block)
    for _ in range(125):
        model = two_party_model(rng)
        oracle = IndividualOracle(model)
        for horizon in (1, 2, 3, 6):
            ends = anticipated(model, horizon)
            stable = limited(model, horizon)
            for party, state in itertools.product(range(2), oracle.states):
                wanted = oracle.expected_end(party, state, horizon)
                assert ends[party, state] == wanted
                assert stable[party, state] == (wanted == state)
        assert not stable[:, ~model.feasible].any()
        assert (ends[:, ~model.feasible] == -1).all()
        found, (wanted_stable, first, length) = nonmyopic(model), cycle_of(model)
        assert (found.first, found.length) == (first, length)
        assert np.array_equal(found.stable, wanted_stable)


@pytest.mark.parametrize("seed", range(40))
def test_whole_fibres_and_listed_moves_agree(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The two ways of looking through a party's moves."""
    model = random_product_model(generator(5200 + seed), parties=2)
    found = nonmyopic(model)
    monkeypatch.setattr(foresight, "MANY_PAIRS", -1)
    again = nonmyopic(model)
    assert (found.first, found.length) == (again.first, again.length)
    for field in ("stable", "since"):
        assert np.array_equal(getattr(found, field), getattr(again, field))
    for horizon in (1, 2, 5):
        assert np.array_equal(anticipated(model, horizon), anticipated(with_arcs(model), horizon))


@pytest.mark.slow
def test_laws() -> None:
    """L_1 is Nash; L_h implies MR_h; for opposite interests the two are one."""
    rng = generator(5300)
    for _ in range(80):
        model = two_party_model(rng)
        assert np.array_equal(limited(model, 1), nash(model))
        for horizon in range(1, 7):
            assert not (limited(model, horizon) & ~metarational(model, horizon)).any()
        model.rank[1] = np.where(model.feasible, model.rank[0].max() - model.rank[0], -1)
        for horizon in range(1, 7):
            assert np.array_equal(limited(model, horizon), metarational(model, horizon))


def test_since_is_the_horizon_from_which_a_party_stays() -> None:
    """Stable at every h from there on, not at the h before."""
    rng = generator(5400)
    for _ in range(60):
        model = two_party_model(rng)
        found = nonmyopic(model)
        assert np.array_equal(found.since > 0, found.stable)
        horizons = range(1, found.first + found.length + 1)
        rows = np.stack([limited(model, horizon) for horizon in horizons])
        for party, state in np.argwhere(found.stable):
            since = found.since[party, state]
            assert rows[since - 1 :, party, state].all()
            assert since == 1 or not rows[since - 2, party, state]


@pytest.mark.slow
def test_expectations_can_turn_for_ever() -> None:
    """So no horizon is large enough to stand for all: some state holds at some h of the cycle only."""
    rng = generator(5600)
    seen = 0
    for _ in range(300):
        model = two_party_model(rng)
        found = nonmyopic(model)
        if found.length > 1:
            turn = range(found.first, found.first + found.length)
            held = np.stack([limited(model, horizon) for horizon in turn])
            assert np.array_equal(found.stable, held.all(axis=0))
            assert np.array_equal(
                anticipated(model, found.first), anticipated(model, found.first + found.length)
            )
            seen += int((held.any(axis=0) & ~held.all(axis=0)).any())
    assert seen > 0


@pytest.mark.slow
def test_of_the_576_strict_games_of_two_by_two_136_have_a_cycle() -> None:
    """Of two or of four horizons; the others come to rest by the sixth."""
    orders = list(itertools.permutations(range(4)))
    lengths: Counter[int] = Counter()
    for first, second in itertools.product(orders, orders):
        found = nonmyopic(two_by_two(list(first), list(second)))
        lengths[found.length] += 1
        assert found.first <= 6
    assert lengths == {1: 440, 2: 48, 4: 88}


def test_a_party_stays_unless_it_gains_strictly() -> None:
    """A may go on to a state as good as its own: it does not."""
    model = arcs_model([[(0, 1)], [(1, 2)]], [[1, 1, 0], [0, 0, 1]])
    assert anticipated(model, 1)[0, 0] == 0
    assert limited(model, 2)[0, 0]


def test_of_equal_moves_the_first_is_made() -> None:
    """A's two moves are equal to it, not to B; whatever order they are listed in, it makes the first."""
    model = arcs_model([[(0, 2), (0, 1)], []], [[0, 1, 1], [0, 5, 6]])
    assert anticipated(model, 1)[0, 0] == 1
    _, to = model.arcs[0]  # type: ignore[index]  # made with arcs
    to[:] = to[::-1].copy()
    assert anticipated(model, 1)[0, 0] == 1


def test_stackelberg_is_the_leaders_best_commitment_in_a_game() -> None:
    """One reversible lever each, strict ranks: the textbook outcome of leader and follower."""
    rng = generator(5700)
    for _ in range(100):
        rows, columns = (int(size) for size in rng.integers(2, 5, 2))
        rank = np.stack([rng.permutation(rows * columns) for _ in range(2)])
        free = [np.ones((size, size), bool) for size in (rows, columns)]
        model = product_model([rows, columns], [0, 1], free, np.ones(rows * columns, bool), rank)
        tables = model.rank.reshape(2, columns, rows)  # [party, setting of B, setting of A]
        reply = tables[1].argmax(axis=0)
        outcomes = {a: int(reply[a]) * rows + a for a in range(rows)}
        best = max(outcomes.values(), key=lambda state: model.rank[0, state])
        assert equilibria(stackelberg(model, 0)) == [best]


def test_three_parties_are_refused_with_advice() -> None:
    """Nothing is made up where definitions are disputed."""
    model = random_product_model(generator(1), parties=3)
    for ask in (
        lambda: limited(model, 2),
        lambda: anticipated(model, 2),
        lambda: nonmyopic(model),
        lambda: stackelberg(model, 0),
    ):
        with pytest.raises(CannotComputeError, match="two parties; this model has 3") as raised:
            ask()
        assert "sequential stability" in raised.value.hint


def test_bad_arguments_are_refused() -> None:
    """A horizon below 1; a leader that is no party; a search that is too short."""
    with pytest.raises(ValueError, match="1 or more, not 0"):
        limited(chicken(), 0)
    with pytest.raises(ValueError, match="party 0 or 1, not 2"):
        stackelberg(chicken(), 2)
    with pytest.raises(CannotComputeError, match="not begun to repeat within 2 moves"):
        nonmyopic(chicken(), most=2)
