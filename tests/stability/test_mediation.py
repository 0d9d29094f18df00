"""The least change of preference statements that makes a state last, against every order there is."""

from collections.abc import Mapping
from itertools import combinations, permutations

import numpy as np
import pytest
from msgspec.structs import replace
from tests.stability.models import arcs_model, generator, product_model, random_preorder
from tests.stability.oracle import Oracle
from tests.stability.oracle_inverse import cheapest, moved, ranked, swaps

from detente.errors import UsageError
from detente.folder import open_case
from detente.model import Model, compile_model
from detente.stability.contest import Contest, contest
from detente.stability.mediation import How, mediate, mediation
from detente.stability.mediation_words import steps
from detente.stability.reordering import fewest, shifted, swapped

CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq")
HOWS: tuple[How, ...] = ("swaps", "moves", "drops")


def random_case(rng: np.random.Generator, most: int) -> tuple[Model, dict[int, np.ndarray]]:
    """A small model in either form whose parties order up to `most` random statements."""
    if rng.random() < 0.3:
        states, count = int(rng.integers(3, 8)), int(rng.integers(2, 4))
        table = rng.random((count, states, states)) < 0.35
        arcs = [[(int(a), int(b)) for a, b in np.argwhere(own) if a != b] for own in table]
        model = arcs_model(arcs, np.zeros((count, states), int))
    else:
        sizes = [(2, 2), (2, 3), (2, 2, 2), (3, 3)][rng.integers(4)]
        count = int(rng.integers(2, len(sizes) + 1))
        owner = sorted([*range(count), *rng.integers(0, count, len(sizes) - count).tolist()])
        total = int(np.prod(sizes))
        feasible = rng.random(total) >= rng.choice([0.0, 0.25])
        feasible[0] = True
        allowed = [random_preorder(rng, size) for size in sizes]
        model = product_model(sizes, owner, allowed, feasible, np.zeros((count, total), int))
    rank = model.rank.copy()
    truths = {}
    for party in range(count):
        truth = rng.random((int(rng.integers(1, most + 1)), model.size)) < 0.5
        rank[party] = ranked(truth, range(len(truth)), model.feasible)
        if party == 0 or rng.random() < 0.75:
            truths[party] = truth
    return replace(model, rank=rank.astype(np.int32)), truths


def lasts(
    model: Model,
    truths: Mapping[int, np.ndarray],
    orders: Mapping[int, tuple[int, ...]],
    question: tuple[int, str],
) -> bool:
    """Whether the state is an equilibrium with these orders, by the definitions."""
    rank = model.rank.copy()
    for party, order in orders.items():
        rank[party] = ranked(truths[party], order, model.feasible)
    oracle = Oracle(replace(model, rank=rank))
    return all(oracle.stable(question[1], party, question[0]) for party in oracle.parties)


def price(order: tuple[int, ...], how: str, count: int) -> int:
    """What an order costs."""
    if how == "drops":
        return count - len(order)
    return swaps(order) if how == "swaps" else moved(order)


@pytest.mark.slow
@pytest.mark.parametrize("how", HOWS)
@pytest.mark.parametrize("concept", CONCEPTS)
def test_the_least_change_agrees_with_every_order(concept: str, how: How) -> None:
    """80 random cases for each concept and count, 1,200 in all: cost, ways, and the lack of any."""
    rng = generator(5000 + 10 * CONCEPTS.index(concept) + HOWS.index(how))
    joint = concept in {"seq", "sseq"}
    for _ in range(80):
        model, truths = random_case(rng, 3 if joint else 4)
        state = int(rng.choice(np.flatnonzero(model.feasible)))
        found = mediate(model, truths, state, concept, how=how, limit=10_000)
        cost, ways = cheapest(model, truths, state, concept, how)
        assert found.known
        assert found.cost == cost
        assert bool(found.obstacles) == (cost is None)
        parties = sorted(truths)
        full = {party: tuple(range(len(truths[party]))) for party in parties}
        shown = {tuple((full | dict(way.orders))[p] for p in parties) for way in found.ways}
        assert len(shown) == len(found.ways) == (found.total or 0)
        if how == "moves" and not joint:
            assert shown <= ways  # for each choice of statements only those with fewest swaps
            assert bool(shown) == bool(ways)
        else:
            assert shown == ways


@pytest.mark.slow
def test_five_statements_of_one_party() -> None:
    """100 random cases with one party that orders five statements; all 120 orders tried."""
    rng = generator(5200)
    for _ in range(100):
        model, _ = random_case(rng, 2)
        truth = rng.random((5, model.size)) < 0.5
        rank = model.rank.copy()
        rank[0] = ranked(truth, range(5), model.feasible)
        model = replace(model, rank=rank)
        state = int(rng.choice(np.flatnonzero(model.feasible)))
        concept = CONCEPTS[rng.integers(5)]
        found = mediate(model, {0: truth}, state, concept, limit=200)
        cost, ways = cheapest(model, {0: truth}, state, concept, "swaps")
        assert found.cost == cost
        assert {way.orders.get(0, (0, 1, 2, 3, 4)) for way in found.ways} == {w[0] for w in ways}


def test_an_equilibrium_needs_no_change_and_every_way_works() -> None:
    """Cost 0 just where the state lasts already; each way costs what is said and makes it last."""
    rng = generator(5300)
    for _ in range(60):
        model, truths = random_case(rng, 4)
        state = int(rng.choice(np.flatnonzero(model.feasible)))
        concept = CONCEPTS[rng.integers(4)]
        how = HOWS[rng.integers(3)]
        found = mediate(model, truths, state, concept, how=how, limit=3)
        assert (found.cost == 0) == lasts(model, truths, {}, (state, concept))
        for way in found.ways:
            costs = [price(order, how, len(truths[p])) for p, order in way.orders.items()]
            assert sum(costs) == way.cost == found.cost
            assert lasts(model, truths, way.orders, (state, concept))


def test_weaker_concepts_cost_no_more() -> None:
    """What Nash asks costs no less than what SMR asks, and that no less than GMR."""
    rng = generator(5400)
    for _ in range(60):
        model, truths = random_case(rng, 4)
        state = int(rng.choice(np.flatnonzero(model.feasible)))
        cost = {c: mediate(model, truths, state, c).cost for c in ("nash", "smr", "gmr")}
        for stronger, weaker in (("nash", "smr"), ("smr", "gmr")):
            if (dear := cost[stronger]) is not None:
                cheap = cost[weaker]
                assert cheap is not None
                assert cheap <= dear


def test_obstacles_tempt_whatever_the_order() -> None:
    """A move named as an obstacle is an improvement that some order would have to deter, and none does."""
    rng = generator(5500)
    seen = set()
    for _ in range(150):
        model, truths = random_case(rng, 4)
        state = int(rng.choice(np.flatnonzero(model.feasible)))
        found = mediate(model, truths, state, "nash")
        for it in found.obstacles:
            seen.add(it.kind)
            if it.kind == "always":
                for order in (o for c in range(7) for o in swapped(len(truths[it.party]), c)):
                    rank = ranked(truths[it.party], order, model.feasible)
                    assert all(rank[move] > rank[state] for move in it.moves)
    assert {"always", "fixed"} <= seen


def test_the_order_with_its_own_statements_first_is_best() -> None:
    """If any order makes a state last, so does the one that puts first what the state meets."""
    rng = generator(5550)
    for _ in range(100):
        model, truths = random_case(rng, 4)
        state = int(rng.choice(np.flatnonzero(model.feasible)))
        concept = CONCEPTS[rng.integers(3)]
        best = {
            party: tuple(sorted(range(len(truth)), key=lambda place: not truth[place, state]))
            for party, truth in truths.items()
        }
        found = mediate(model, truths, state, concept)
        assert (found.cost is not None) == lasts(model, truths, best, (state, concept))


def test_steps_made_one_after_another_give_the_order() -> None:
    """The instructions, followed in turn, lead from the present order to the new one."""
    rng = generator(5600)
    for _ in range(300):
        count = int(rng.integers(1, 8))
        order = tuple(int(it) for it in rng.permutation(count))
        if rng.random() < 0.3:
            order = order[: int(rng.integers(1, count + 1))]
        now = list(range(count))
        for step in steps(0, order, count):
            now.remove(step.statement)
            if step.above is not None:
                now.insert(now.index(step.above), step.statement)
            elif step.below is not None:
                now.insert(now.index(step.below) + 1, step.statement)
        assert tuple(now) == order
        assert len(shifted(order)) == moved(order)


def test_orders_by_swaps_are_all_orders() -> None:
    """The orders at each distance are those that have it, each once."""
    for count in range(1, 6):
        every = [o for cost in range(count * count) for o in swapped(count, cost)]
        assert len(every) == len(set(every)) == int(np.prod(np.arange(1, count + 1)))
        assert [swaps(order) for order in every] == sorted(swaps(order) for order in every)


@pytest.mark.slow
def test_a_published_dispute_in_words() -> None:
    """What would have to change for the release of water to last between Syria and Iraq."""
    from tests.stability.test_inverse import LITERATURE

    case = open_case(LITERATURE / "hipel2014/syria_iraq_1975.yaml").case
    assert case is not None
    model = compile_model(case)
    state = model.number({"release": "yes", "escalation": "no", "attack": "no"})
    found = mediation(case, model, state, "gmr")
    answer = found.as_dict(model)
    assert answer["cost"] == found.cost
    if found.cost is not None:
        step = answer["ways"]["list"][0]["changes"][0]["steps"][0]
        assert step["text"].startswith("For Syria, move '")
    with pytest.raises(UsageError, match="no ordered statements"):
        mediation(case, model, state, "gmr", parties=["un"])
    only = mediation(case, model, state, "gmr", parties=["iraq"])
    assert [it.kind for it in only.obstacles] == ["fixed"]


@pytest.mark.slow
def test_a_large_case_is_answered_for_every_party_with_14_statements() -> None:
    """3,224 feasible states, 14 statements a party: an answer or an obstacle for Nash, GMR and SMR."""
    case = open_case("dprk-2019").case
    assert case is not None
    model = compile_model(case)
    rng = generator(5700)
    for state in rng.choice(np.flatnonzero(model.feasible), 3).tolist():
        for concept in ("nash", "gmr", "smr"):
            found = mediation(case, model, state, concept, limit=2)
            assert found.known
            for it in found.as_dict(model)["ways"]["list"]:
                assert all(s["text"] for change in it["changes"] for s in change["steps"])


def by_choice(asked: Contest) -> set[tuple[int, ...]]:
    """The orders in which fewest statements move, with fewest swaps for each choice of them."""
    count = len(asked.favour)
    winning = [it for it in permutations(range(count)) if asked.met(asked.won(it))]
    least = min((moved(it) for it in winning), default=0)
    found = set()
    for loose in combinations(range(count), least):
        kept = [place for place in range(count) if place not in loose]
        these = [it for it in winning if [place for place in it if place in kept] == kept]
        fewest_swaps = min(map(swaps, these), default=0)
        found |= {it for it in these if swaps(it) == fewest_swaps}
    return found


@pytest.mark.slow
def test_how_many_ways_there_are_does_not_depend_on_how_many_are_listed() -> None:
    """Nash on random truth tables of five statements, all 120 orders tried: the list alone is cut."""
    rng = generator(5750)
    tried = several = 0
    while tried < 60:
        truth = rng.random((5, 4)) < 0.5
        asked = contest([(other, [frozenset({other})]) for other in range(1, 4)], truth, 0)
        every, swapping = (fewest(asked, how, limit=1000) for how in ("moves", "swaps"))
        if every is None or swapping is None or every.cost < 2:
            continue
        tried += 1
        assert set(every.orders) == by_choice(asked)
        for limit in (0, 1, 2):
            cut, fewer = (fewest(asked, how, limit=limit) for how in ("moves", "swaps"))
            assert cut
            assert (cut.total, cut.orders) == (len(every.orders), every.orders[:limit])
            assert fewer
            assert fewer.total == len(swapping.orders)
        several += len(every.orders) > 2
    assert several > 5


def test_ways_to_move_statements_are_all_counted() -> None:
    """One party, three levels, five statements: five ways, though one is asked for."""
    truth = np.array([[0, 1, 0], [0, 0, 1], [1, 0, 1], [1, 1, 0], [1, 0, 1]], bool)
    ranks = ranked(truth, range(5), np.ones(3, bool))
    model = product_model([3], [0], [np.ones((3, 3), bool)], np.ones(3, bool), np.stack([ranks]))
    for limit in (1, 10, 100):
        assert mediate(model, {0: truth}, 0, "nash", how="moves", limit=limit).total == 5


def test_a_search_that_is_given_up_says_how_far_it_came() -> None:
    """No answer within one try: unknown, with a bound that is not above the true cost."""
    rng = generator(5800)
    given_up = 0
    for _ in range(80):
        model, truths = random_case(rng, 4)
        state = int(rng.choice(np.flatnonzero(model.feasible)))
        found = mediate(model, truths, state, "seq", tries=1)
        full = mediate(model, truths, state, "seq")
        if not found.known:
            given_up += 1
            assert found.as_dict(model)["why"].startswith("the search was given up")
        if full.cost is not None:
            assert found.at_least <= full.cost
    assert given_up


def test_names_that_are_not_known_are_refused() -> None:
    """A count, a concept or a state of another name."""
    model, truths = random_case(generator(1), 3)
    with pytest.raises(ValueError, match="none of swaps"):
        mediate(model, truths, 0, "nash", how="rotations")  # type: ignore[arg-type]  # refused at run time
    with pytest.raises(ValueError, match="none of"):
        mediate(model, truths, 0, "maximin")
    with pytest.raises(ValueError, match="none of swaps"):
        fewest(Contest((), (), (), ()), "rotations")
