"""Which rankings make a party stay, against every ranking there is."""

import math
from fractions import Fraction
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from tests.stability.models import (
    arcs_model,
    generator,
    product_model,
    random_arcs_model,
    random_preorder,
    random_product_model,
)
from tests.stability.oracle_inverse import (
    Rankings,
    minimal_below,
    strict_rankings,
    weak_rankings,
)

import detente
from detente.errors import CannotComputeError
from detente.folder import open_case
from detente.model import Model, compile_model
from detente.stability.counting import count_by_size, share_of_rankings
from detente.stability.inverse import inverse, inverse_of_party
from detente.stability.minimal_sets import minimal_sets
from detente.stability.requirements import Reach, requirements

CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq")
LITERATURE = Path(detente.__file__).parent / "cases" / "literature"


def literature(name: str) -> Model:
    """A published study as a model."""
    case = open_case(LITERATURE / name).case
    assert case is not None
    return compile_model(case)


def small_model(rng: np.random.Generator) -> Model:
    """Two to four parties and at most five or six feasible states, in either form."""
    if rng.random() < 0.3:
        states = int(rng.integers(2, 6))
        count = int(rng.integers(2, 5))
        table = rng.random((count, states, states)) < rng.choice([0.15, 0.3, 0.6])
        arcs = [[(int(a), int(b)) for a, b in np.argwhere(own) if a != b] for own in table]
        return arcs_model(arcs, rng.integers(0, states, (count, states)))
    sizes = [(2, 2), (2, 3), (3, 2), (2, 2, 2), (3, 3)][rng.integers(5)]
    count = int(rng.integers(2, len(sizes) + 1))
    owner = sorted([*range(count), *rng.integers(0, count, len(sizes) - count).tolist()])
    total = int(np.prod(sizes))
    feasible = np.ones(total, bool)
    most = 6 if rng.random() < 0.15 else 5
    while feasible.sum() > most or (rng.random() < 0.2 and feasible.sum() > 2):
        feasible[rng.integers(total)] = False
    feasible[0] |= not feasible.any()
    rank = rng.integers(0, rng.choice([2, 3, total]), (count, total))
    return product_model(sizes, owner, [random_preorder(rng, n) for n in sizes], feasible, rank)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(8))
def test_counts_and_minimal_sets_agree_with_every_strict_ranking(seed: int) -> None:
    """250 random models a time, 2,000 in all, every concept: exact counts, minimal sets, verdicts."""
    rng = generator(4100 + seed)
    for _ in range(250):
        model = small_model(rng)
        party = int(rng.integers(len(model.parties)))
        state = int(rng.choice(np.flatnonzero(model.feasible)))
        rankings = Rankings(model, party)
        every = list(strict_rankings(model))
        for concept in CONCEPTS:
            found = inverse_of_party(model, party, state, concept, limit=1000)
            counted = sum(rankings.stable(rank, concept, state) for rank in every)
            assert found.count == counted
            expected = minimal_below(model, party, concept, state)
            assert {frozenset(one) for one in found.minimal} == expected
            assert found.minimal_total == len(expected) == len(found.minimal)
            assert found.holds == rankings.stable(model.rank[party], concept, state)


@pytest.mark.slow
def test_rankings_with_ties_are_counted_too() -> None:
    """On 100 random models with up to five states, every weak order is tried."""
    rng = generator(4200)
    tried = 0
    while tried < 100:
        model = small_model(rng)
        if model.feasible.sum() > (5 if tried < 8 else 4):
            continue
        tried += 1
        party = int(rng.integers(len(model.parties)))
        state = int(rng.choice(np.flatnonzero(model.feasible)))
        rankings = Rankings(model, party)
        every = list(weak_rankings(model))
        for concept in CONCEPTS:
            counted = sum(rankings.stable(rank, concept, state) for rank in every)
            assert inverse_of_party(model, party, state, concept).with_ties == counted


def test_syria_iraq_has_240_384_384_300_rankings() -> None:
    """The numbers of the definition for state 2 of the published study, and its minimal sets."""
    model = literature("hipel2014/syria_iraq_1975.yaml")
    state = model.number({"release": "yes", "escalation": "no", "attack": "no"})
    found = {c: inverse_of_party(model, 0, state, c) for c in CONCEPTS}
    assert {concept: it.count for concept, it in found.items()} == {
        "nash": 240,
        "gmr": 384,
        "smr": 300,
        "seq": 384,
        "sseq": 300,
    }
    name = {0: 1, 1: 2, 2: 3, 4: 4, 5: 5, 6: 6}  # the numbers of the study
    sets = {c: [{name[s] for s in one} for one in it.minimal] for c, it in found.items()}
    assert sets["nash"] == [{1, 3}]
    assert sets["gmr"] == sets["seq"] == [{1, 3}, {1, 6}, {3, 4}, {4, 6}]
    assert sets["smr"] == [{1, 3}, {4, 5, 6}]


def test_counting_only_the_last_improvement_gives_420() -> None:
    """A wrong count of other programs: 'below s*, or the last improvement is deterred' is not the definition."""
    model = literature("hipel2014/syria_iraq_1975.yaml")
    state = model.number({"release": "yes", "escalation": "no", "attack": "no"})
    wrong = 0
    for rank in strict_rankings(model):
        verdict = True
        for move, sanction in ((0, 4), (2, 6)):
            if rank[move] > rank[state]:
                verdict = bool(rank[sanction] < rank[state])
        wrong += verdict
    assert wrong == 420


def test_the_smallest_case_where_only_the_last_improvement_is_looked_at() -> None:
    """Two moves, an answer to each: 64 of 120 rankings; the last move alone would give 70."""
    model = arcs_model([[(0, 1), (0, 2)], [(1, 3), (2, 4)]], np.zeros((2, 5), int))
    found = inverse_of_party(model, 0, 0, "gmr")
    assert found.count == 64
    assert found.minimal == ((1, 2), (1, 4), (2, 3), (3, 4))
    last = 0
    for rank in strict_rankings(model):
        verdict = True
        for move, sanction in ((1, 3), (2, 4)):
            if rank[move] > rank[0]:
                verdict = bool(rank[sanction] < rank[0])
        last += verdict
    assert last == 70


def test_shares_grow_from_nash_to_gmr() -> None:
    """Nash asks most, then SMR and SEQ, then GMR; SSEQ lies between Nash and both of them."""
    rng = generator(4300)
    for _ in range(150):
        model = random_arcs_model(rng)
        state, party = int(rng.integers(model.size)), int(rng.integers(len(model.parties)))
        share = {c: inverse_of_party(model, party, state, c).share for c in CONCEPTS}
        known = {concept: it for concept, it in share.items() if it is not None}
        assert len(known) == len(CONCEPTS)
        assert known["nash"] <= known["sseq"] <= min(known["smr"], known["seq"])
        assert max(known["smr"], known["seq"]) <= known["gmr"] <= 1
        assert known["nash"] >= Fraction(1, model.size)


@pytest.mark.slow
def test_the_joint_share_is_the_product_where_preferences_do_not_meet() -> None:
    """Nash, GMR and SMR: shares of the parties multiply; SEQ: bounds that hold over all profiles."""
    rng = generator(4400)
    for _ in range(40):
        arcs = [[(0, 1), (1, 0), (2, 0)], [(1, 2), (2, 1), (0, 2)]]
        model = arcs_model(arcs, rng.integers(0, 3, (2, 3)))
        state = int(rng.integers(3))
        for concept in CONCEPTS:
            found = inverse(model, state, concept)
            hits = _profiles(model, state, concept)
            assert found.low is not None
            assert found.high is not None
            assert found.low <= Fraction(hits, 36) <= found.high
            if concept in {"nash", "gmr", "smr"}:
                assert found.share == Fraction(hits, 36)


def _profiles(model: Model, state: int, concept: str) -> int:
    """How many pairs of strict rankings of two parties make the state an equilibrium."""
    from msgspec.structs import replace
    from tests.stability.oracle import Oracle

    every = list(strict_rankings(model))
    return sum(
        all(Oracle(replace(model, rank=np.array([a, b]))).stable(concept, p, state) for p in (0, 1))
        for a in every
        for b in every
    )


@pytest.mark.slow
def test_a_large_case_is_counted_exactly() -> None:
    """3,224 feasible states: shares for every concept, a listing cut to what was asked for."""
    case = open_case("dprk-2019").case
    assert case is not None
    model = compile_model(case)
    state = 53
    for concept in CONCEPTS:
        found = inverse_of_party(model, 0, state, concept, limit=3)
        assert found.share is not None
        assert found.with_ties is None
        assert len(found.minimal) <= 3
        assert found.minimal_total is not None
        for one in found.minimal:
            assert all(it.met(one) for it in found.requirements)
    shown = found.as_dict(model, limit=2)
    assert shown["rankings"]["count"] is None
    assert "3224!" in shown["rankings"]["why"]
    nash = inverse_of_party(model, 0, state, "nash")
    assert nash.share == Fraction(1, len(nash.requirements) + 1)


def test_counts_that_would_take_too_long_are_given_up_with_a_reason() -> None:
    """A tangle of overlapping sets is not counted; the answer says so."""
    from detente.stability.counting import TooMuchError

    rng = generator(4500)
    clauses = [
        [frozenset(rng.choice(60, 4, replace=False).tolist()) for _ in range(12)] for _ in range(12)
    ]
    with pytest.raises(TooMuchError):
        share_of_rankings(clauses, work=10_000)
    found = minimal_sets(clauses, limit=5, work=10_000)
    assert found.total is None
    for one in found.sets:
        assert all(any(states <= set(one) for states in clause) for clause in clauses)


def test_sizes_add_up_to_the_share() -> None:
    """The sum over admissible sets of |B|!(m-1-|B|)! is the share of m!."""
    rng = generator(4600)
    for _ in range(100):
        model = small_model(rng)
        state = int(rng.choice(np.flatnonzero(model.feasible)))
        clauses = [it.alternatives for it in requirements(model, 0, state, "smr")]
        states = int(model.feasible.sum())
        sizes = count_by_size(clauses, states - 1)
        total = sum(
            n * math.factorial(b) * math.factorial(states - 1 - b) for b, n in enumerate(sizes)
        )
        assert Fraction(total, math.factorial(states)) == share_of_rankings(clauses)


def test_the_answer_is_plain_values() -> None:
    """States as levels by lever, counts as numbers, what is met now."""
    model = literature("hipel2014/syria_iraq_1975.yaml")
    state = model.number({"release": "yes", "escalation": "no", "attack": "no"})
    answer = inverse(model, state, "smr").as_dict(model)
    syria = answer["parties"][0]
    assert syria["rankings"] == {"share": 300 / 720, "count": 300, "of": 720}
    assert syria["minimal_sets"]["count"] == 2
    assert syria["requirements"][0]["any_of"][0] == [
        {"release": "no", "escalation": "no", "attack": "no"}
    ]
    assert answer["holds"] is False
    with pytest.raises(ValueError, match="none of"):
        inverse(model, state, "maximin")
    with pytest.raises(ValueError, match="not feasible"):
        inverse(model, 3, "nash")


@pytest.mark.parametrize("seed", range(60))
def test_clauses_that_share_all_but_one_set_are_put_together(seed: int) -> None:
    """Minimal sets of random clauses with sets in common, against every set of seven states."""
    rng = generator(4700 + seed)
    pool = [
        frozenset(rng.choice(7, int(rng.integers(1, 4)), replace=False).tolist()) for _ in range(4)
    ]
    clauses = []
    for _ in range(int(rng.integers(1, 5))):
        own = [frozenset(rng.choice(7, int(rng.integers(1, 4)), replace=False).tolist())]
        ways = {*(it for it in pool if rng.random() < 0.8), *own[: int(rng.integers(2))]} or {
            own[0]
        }
        clauses.append([it for it in ways if not any(other < it for other in ways)])
    good = [
        chosen
        for size in range(8)
        for chosen in map(frozenset, combinations(range(7), size))
        if all(any(states <= chosen for states in ways) for ways in clauses)
    ]
    expected = {one for one in good if not any(two < one for two in good)}
    found = minimal_sets(clauses, limit=1000)
    assert {frozenset(states) for states in found.sets} == expected
    assert found.total == len(expected)


@pytest.mark.parametrize("seed", range(30))
def test_answers_found_by_sweeps_are_those_found_state_by_state(seed: int) -> None:
    """R_O(s) and R_O+(s), but for s itself; ways out of them, too."""
    model = random_product_model(generator(4800 + seed))
    reach = Reach(model)
    for party in range(len(model.parties)):
        for state in np.flatnonzero(model.feasible)[:6].tolist():
            for rank in (None, model.rank, model.rank.tolist()):
                walked = reach._walked(party, state, rank) - {state}
                assert reach._swept(party, state, rank) - {state} == walked
            ends = sorted(reach.replies(party, state))
            ways_out = [frozenset({end, *reach.moves(party, end)}) for end in ends]
            assert list(reach.holding(party, ends)) == ways_out


@pytest.mark.slow
def test_all_sets_of_the_main_case_are_known() -> None:
    """Under SMR the sets of 61 and of 51 moves once were too many to look for."""
    case = open_case("dprk-2019").case
    assert case is not None
    found = inverse(compile_model(case), 6858, "smr", limit=3)
    assert [it.minimal_total for it in found.parties] == [205, 245]


@pytest.mark.slow
def test_a_case_of_138_240_states_is_answered_or_refused_at_once() -> None:
    """GMR of the Uruguay Round is exact; SMR asks too much, and the refusal says what of."""
    model = literature("gmcrplus2020/uruguay_round.yaml")
    found = inverse(model, 0, "gmr", limit=1)
    assert [len(it.requirements) for it in found.parties] == [23, 9, 2, 2, 7, 7]
    for it in found.parties:
        expected = Fraction(0)
        sizes = [len(need.alternatives) for need in it.requirements]
        for chosen in range(len(sizes) + 1):  # the product of 1 - u^c, all c alike, integrated
            assert set(sizes) == {sizes[0]}
            term = Fraction(math.comb(len(sizes), chosen), chosen * sizes[0] + 1)
            expected += -term if chosen % 2 else term
        assert it.share == expected
        assert it.minimal_total == math.prod(sizes)
    with pytest.raises(CannotComputeError, match="3,179,520 states") as refused:
        inverse(model, 0, "smr")
    assert "gmr" in refused.value.hint
