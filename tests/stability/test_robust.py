"""Robustness: draws of consistent preferences, single changes, and what holds for certain."""

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
from msgspec.structs import replace
from tests.stability import models
from tests.stability.oracle import Oracle

from detente.case import Case
from detente.casefile import parse
from detente.errors import CannotComputeError
from detente.folder import open_case
from detente.ledger import status
from detente.model import Model, compile_model
from detente.model.weight_set import weight_set
from detente.stability import equilibria, solve
from detente.stability.listing import listed
from detente.stability.robust import Robustness, robustness
from detente.stability.robust.answer import as_plain
from detente.stability.robust.changes import Edit
from detente.stability.robust.lanes import Lanes
from detente.stability.robust.shares import share
from detente.stability.robust.stated import stated
from detente.stability.robust.weights import BLOCK, Sampler

CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq")
HALF = Fraction(1, 2)


def case_of(preferences: str, extra: str = "") -> tuple[Case, Model]:
    """Two parties with two levers each, and what they state."""
    text = f"""
detente: 1
case: talks
parties: {{a: {{name: A}}, b: {{name: B}}}}
levers:
  x: {{owner: a, levels: [off, on]}}
  y: {{owner: a, levels: [off, half, on]}}
  z: {{owner: b, levels: [off, on]}}
  w: {{owner: b, levels: [off, on], undo: {{on: {{off: never}}}}}}
claims:
  - {{id: c1, document: d, quote: one, kind: demand}}
  - {{id: c2, document: d, quote: two, kind: demand}}
{extra}
preferences:
{preferences}
"""
    case, problems = parse(text)
    assert case is not None, problems
    return case, compile_model(case)


STATED = """
  a: {statements: [{prefers: z = on, rests_on: [c1]}, {prefers: x = off, rests_on: [c1, c2]},
                   {prefers: y = on iff w = on, rests_on: [c2]}, w = on]}
  b: {statements: [x = on, {prefers: z = off, rests_on: [c1]}, w = on unless y >= half]}
"""


def dprk() -> tuple[Case, Model]:
    opened = open_case("dprk-2019")
    assert opened.case is not None
    assert opened.case.as_of is not None
    board = status(opened.case, opened.entries, opened.case.as_of)
    return opened.case, compile_model(opened.case, board)


# ------------------------------------------------------------------ the engine


@pytest.mark.parametrize("seed", range(4))
def test_lanes_agree_with_the_engines_order_by_order(seed: int) -> None:
    """Product form and arcs form, two to four parties, ties; every lane as if it were alone."""
    rng = models.generator(seed)
    for _ in range(40):
        make = models.random_arcs_model if rng.random() < 0.6 else models.random_product_model
        model = make(rng)
        place = listed(model)
        size = place.model.size
        class_of, tables = [], []
        for _party in model.parties:
            classes = int(rng.integers(1, size + 1))
            class_of.append(rng.integers(0, classes, size))
            tables.append(rng.integers(0, classes, (classes, 3)).astype(np.int16))
        lanes = Lanes.of(place, class_of, transitive=model.arcs is None)
        found = lanes.equilibria(tables, CONCEPTS)
        for lane in range(3):
            pairs = zip(tables, class_of, strict=True)
            rank = np.stack([table[of, lane] for table, of in pairs]).astype(np.int32)
            expected = equilibria(solve(replace(place.model, rank=rank), CONCEPTS))
            for concept in CONCEPTS:
                assert np.array_equal(found[concept][:, lane], expected[concept]), concept


# ------------------------------------------------------------------ draws of weights


def test_weights_in_an_order_are_even_over_the_ordered_simplex() -> None:
    """Their means are the centroid weights; an order that has a share of the set gets that share."""
    sampler = Sampler((None,) * 3)
    drawn = np.concatenate([sampler.block(7, n) for n in range(80)], axis=1) / 1e12
    assert (np.diff(drawn, axis=0) <= 0).all()
    assert np.allclose(drawn.sum(axis=0), 1)
    assert np.allclose(drawn.mean(axis=1), [11 / 18, 5 / 18, 2 / 18], atol=0.01)
    lexicographic = (drawn[0] > drawn[1] + drawn[2]).mean()
    assert abs(lexicographic - math.factorial(3) / 2**3) < 0.02


def test_missing_weights_are_even_between_their_neighbours() -> None:
    """Given neighbours are drawn with the room that they leave, so that the whole set is even."""
    bounds = ((HALF, Fraction(1)), None, (Fraction(0), HALF))
    sampler = Sampler(bounds)
    drawn = np.concatenate([sampler.block(3, n) for n in range(80)], axis=1) / 1e12
    assert (np.diff(drawn, axis=0) <= 0).all()
    # Even over a in [1/2, 1], b in [0, 1/2], a >= m >= b: weight a - b on the square.
    rng = models.generator(5)
    a, m, b = 0.5 + rng.random(400_000) / 2, rng.random(400_000), rng.random(400_000) / 2
    inside = (a >= m) & (m >= b)
    for row, values in zip(drawn, (a, m, b), strict=True):
        assert abs(row.mean() - values[inside].mean()) < 0.01
        assert abs(row.std() - values[inside].std()) < 0.01


def test_leading_weights_have_the_mean_that_stands_in_for_them() -> None:
    """Two missing before 0.2: on average 0.6 and 0.4."""
    fifth = Fraction(1, 5)
    sampler = Sampler((None, None, (fifth, fifth)))
    drawn = np.concatenate([sampler.block(3, n) for n in range(80)], axis=1) / 1e12
    assert np.allclose(drawn.mean(axis=1), [0.6, 0.4, 0.2], atol=0.01)


def test_weights_that_leave_no_room_are_refused() -> None:
    unit = (Fraction(0), Fraction(1))
    sampler = Sampler((*[unit, None] * 5, unit), "a")
    with pytest.raises(CannotComputeError, match="almost no room"):
        sampler.block(1, 0)


def test_given_weights_add_up_exactly() -> None:
    """A tenth and two tenths are as much as three tenths, in every draw."""
    tenth = Fraction(1, 10)
    bounds = ((tenth, tenth), (2 * tenth, 2 * tenth), (3 * tenth, 3 * tenth), (tenth, 2 * tenth))
    drawn = Sampler(bounds).block(1, 0)
    assert (drawn[0] + drawn[1] == drawn[2]).all()


# ------------------------------------------------------------------ shares against enumeration


def grid_shares(case: Case, model: Model, steps: int) -> dict[str, np.ndarray]:
    """Shares over a fine grid of the ordered weights of both parties, each order solved alone."""
    place = listed(model)
    parties = [stated(case, model, place.states, n) for n in range(2)]
    orders = []
    for it in (party.ways[0] for party in parties):
        count = len(it.columns)
        seen: dict[bytes, int] = {}
        ranks = {}
        for cut in itertools.combinations(range(1, steps), count - 1):
            parts = sorted(np.diff((0, *cut, steps)), reverse=True)
            rank = it.ranks(np.array(parts, np.int64)[:, None])[:, 0]
            seen[rank.tobytes()] = seen.get(rank.tobytes(), 0) + 1
            ranks[rank.tobytes()] = rank
        total = sum(seen.values())
        orders.append([(ranks[key], count / total) for key, count in seen.items()])
    shares = {concept: np.zeros(place.states.size) for concept in CONCEPTS}
    for (first, chance), (second, other) in itertools.product(*orders):
        rank = np.stack([r[it.class_of] for r, it in zip((first, second), parties, strict=True)])
        names = tuple(str(n) for n in range(place.states.size))
        alone = replace(place.model, rank=rank.astype(np.int32), state_names=names)
        for concept, stable in Oracle(alone).solve().items():
            shares[concept] += chance * other * stable.all(axis=0)
    return shares


def test_shares_agree_with_a_fine_grid_of_all_weights() -> None:
    case, model = case_of(
        """
  a: {statements: [z = on, x = off, y = on iff w = on]}
  b: {statements: [x = on, z = off, w = on unless y >= half]}
"""
    )
    expected = grid_shares(case, model, 61)
    found = robustness(case, model, concepts=CONCEPTS, draws=6_000)
    for concept in CONCEPTS:
        assert np.allclose(found.counts[concept] / found.draws, expected[concept], atol=0.04)
    uneven = [((it > 0.02) & (it < 0.98)).any() for it in expected.values()]
    assert any(uneven), "nothing here depends on the weights"


def test_every_draw_is_an_order_that_the_statements_allow() -> None:
    """What all consistent weights say about two states, every draw says too."""
    case, model = case_of(STATED)
    place = listed(model)
    it = stated(case, model, place.states, 0).ways[0]
    rank = it.drawn(1, 0, np.arange(BLOCK))
    known = weight_set(it.bounds)
    for one, other in itertools.permutations(range(len(it.truths)), 2):
        truths = it.truths[[one, other]][:, list(it.columns)].astype(np.int8)
        if known.compare((truths[0] - truths[1])[None])[0] == 1:
            assert (rank[one] > rank[other]).all()


# ------------------------------------------------------------------ laws


def both_cases() -> list[tuple[Case, Model]]:
    weighted = """
  a: {reading: weighted, statements: [{prefers: z = on, weight: [0.2, 0.6]}, x = off,
      {prefers: y = on iff w = on, weight: 0.1}, w = on]}
  b: {statements: [x = on, z = off, w = on unless y >= half]}
"""
    return [case_of(STATED), case_of(weighted)]


@pytest.mark.parametrize("number", [0, 1])
def test_shares_lie_between_nothing_and_all_and_agree_with_what_is_certain(number: int) -> None:
    case, model = both_cases()[number]
    found = robustness(case, model, concepts=CONCEPTS, draws=300)
    states = found.states.tolist()
    proved = 0
    certain, possible = found.certain(CONCEPTS, states), found.possible(CONCEPTS, states)
    for state, needed, can in zip(states, certain, possible, strict=True):
        for concept in CONCEPTS:
            it = found.share(concept, state)
            assert it.share is not None
            assert it.low is not None
            assert it.high is not None
            assert 0 <= it.low <= it.share <= it.high <= 1
            if needed[concept]:
                assert it.share == 1
                assert can[concept]
            if can[concept] is False:
                assert it.share == 0
                assert needed[concept] is False
            proved += needed[concept] is True
            proved += can[concept] is False
    assert proved


def test_what_is_proved_holds_in_many_other_draws() -> None:
    """Necessary and impossible equilibria, found with few draws, are not contradicted by many."""
    case, model = case_of(STATED)
    few = robustness(case, model, concepts=CONCEPTS, draws=20)
    many = robustness(case, model, concepts=CONCEPTS, draws=4_000, seed=99)
    states = few.states.tolist()
    for state, needed, can in zip(
        states, few.certain(CONCEPTS, states), few.possible(CONCEPTS, states), strict=True
    ):
        for concept in CONCEPTS:
            share_ = many.share(concept, state).share
            assert needed[concept] is not True or share_ == 1
            assert can[concept] is not False or share_ == 0


def same(one: Robustness, other: Robustness) -> bool:
    return one.draws == other.draws and all(
        np.array_equal(one.counts[concept], other.counts[concept]) for concept in one.counts
    )


def test_the_number_of_threads_and_lanes_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    case, model = case_of(STATED)
    alone = robustness(case, model, draws=1_000)
    assert same(alone, robustness(case, model, draws=1_000, workers=3))
    monkeypatch.setattr("detente.stability.robust.prepared.LANES", 7)
    assert same(alone, robustness(case, model, draws=1_000, workers=2))


def test_more_draws_begin_with_the_same_draws() -> None:
    """Draw k depends on the seed and on k, not on how many are made."""
    sampler = Sampler((None,) * 5, stream=1)
    assert np.array_equal(sampler.block(4, 2), sampler.block(4, 2))
    assert not np.array_equal(sampler.block(4, 2), sampler.block(4, 3))
    assert not np.array_equal(sampler.block(4, 2), sampler.block(5, 2))
    assert not np.array_equal(sampler.block(4, 2), Sampler((None,) * 5, stream=2).block(4, 2))


@pytest.mark.parametrize("workers", [1, 3])
def test_stopping_keeps_what_is_done(workers: int) -> None:
    case, model = case_of(STATED)

    def stop(done: int, total: int) -> None:
        assert total == 10 * BLOCK
        if done == 2 * BLOCK:
            raise KeyboardInterrupt

    found = robustness(case, model, draws=10 * BLOCK, workers=workers, progress=stop)
    assert found.stopped
    assert found.asked == 10 * BLOCK
    assert same(found, robustness(case, model, draws=2 * BLOCK))


# ------------------------------------------------------------------ single changes


def solved_again(case: Case, preferences: str) -> dict[str, np.ndarray]:
    """The equilibria of the same case with other preferences, by the ordinary way."""
    other, _ = case_of(preferences)
    model = compile_model(replace(case, preferences=other.preferences))
    return {c: it[model.feasible] for c, it in equilibria(solve(model, CONCEPTS)).items()}


def change_of(found: Robustness, text: str) -> int:
    [number] = [n for n, change in enumerate(found.changes) if text in change.text]
    return number


def test_a_change_gives_what_the_changed_file_gives() -> None:
    case, model = case_of(STATED)
    found = robustness(case, model, concepts=CONCEPTS, draws=0)
    b = "\n  b: {statements: [x = on, z = off, w = on unless y >= half]}"
    expected = {
        "A: without statement 2": "a: {statements: [z = on, y = on iff w = on, w = on]}" + b,
        "A: statement 2, 'x = off', before": (
            "a: {statements: [x = off, z = on, y = on iff w = on, w = on]}" + b
        ),
        "claim c1 false: A without statement 1, B without statement 2": (
            "a: {statements: [x = off, y = on iff w = on, w = on]}"
            "\n  b: {statements: [x = on, w = on unless y >= half]}"
        ),
    }
    for text, preferences in expected.items():
        again = solved_again(case, f"  {preferences}\n")
        number = change_of(found, text)
        for concept in CONCEPTS:
            holds = [bool(found.holds(concept, s)[number]) for s in found.states.tolist()]
            assert holds == again[concept].tolist(), (text, concept)


def test_a_claim_that_alone_carries_one_statement_is_named_with_it() -> None:
    case, model = case_of(STATED)
    found = robustness(case, model, draws=0)
    assert found.changes[change_of(found, "A: without statement 3")].claims == ("c2",)
    assert not [change for change in found.changes if change.text.startswith("claim c2")]


def test_a_ranking_that_stands_on_a_false_claim_alone_is_lost() -> None:
    case, model = case_of(
        "  a: {ranking: [[{x: 'on'}], []], rests_on: [c1]}\n  b: {ranking: [[{z: 'on'}], []]}\n"
    )
    found = robustness(case, model, concepts=("nash",), draws=50)
    assert found.draws == 0
    assert set(found.varied.values()) == {"nothing"}
    change = change_of(found, "claim c1 false: A without its ranking")
    expected = solved_again(case, "  b: {ranking: [[{z: 'on'}], []]}\n")["nash"]
    assert [bool(found.holds("nash", s)[change]) for s in found.states] == expected.tolist()
    assert found.share("nash", int(found.states[0])).draws == 0


def test_another_reading_of_a_word_is_a_change() -> None:
    terms = """
terms:
  open: {wide: {by: a, means: x = on or y = on}, strict: {by: b, means: x = on and y = on}}
"""
    case, model = case_of("  a: {statements: [open, z = on]}\n  b: {statements: [z = on]}\n", terms)
    found = robustness(case, model, concepts=("nash",), draws=10)
    change = change_of(found, "A: 'open' read as strict")
    expected = solved_again(
        case, "  a: {statements: [x = on and y = on, z = on]}\n  b: {statements: [z = on]}\n"
    )["nash"]
    assert [bool(found.holds("nash", s)[change]) for s in found.states] == expected.tolist()


def test_dropping_what_never_differs_changes_nothing() -> None:
    """A statement that every state meets is no change, and moves no share."""
    b = "\n  b: {statements: [x = on iff w = on, z = off, w = on]}\n"
    case, model = case_of("  a: {statements: [z = on iff x = on, x = off or x = on, y = on]}" + b)
    found = robustness(case, model, draws=300)
    assert not [change for change in found.changes if "A: without statement 2" in change.text]
    assert found.tried > len(found.changes)
    other = case_of("  a: {statements: [z = on iff x = on, y = on]}" + b)
    assert same(found, robustness(*other, draws=300))


def test_two_changes_together_give_what_both_give() -> None:
    case, model = case_of(STATED)
    found = robustness(case, model, concepts=CONCEPTS, draws=0)
    wanted = [
        (concept, state)
        for concept in CONCEPTS
        for state in found.states.tolist()
        if not found.flips(concept, state)
    ]
    double = found.double_flips(wanted)
    assert any(double.values())
    place = listed(model)
    parties = [stated(case, model, place.states, n) for n in range(2)]
    for (concept, state), change in double.items():
        if change is None:
            continue
        edits = [change.edits.get(n, Edit()) for n in range(2)]
        ranks = [
            (edit.ranks(it) if edit != Edit() else it.written)[it.class_of]
            for edit, it in zip(edits, parties, strict=True)
        ]
        again = replace(place.model, rank=np.stack(ranks).astype(np.int32))
        lasting = equilibria(solve(again, (concept,)))[concept][found.place(state)]
        assert lasting != found.written[concept][found.place(state)]


# ------------------------------------------------------------------ answers, shipped cases


def test_the_written_order_is_the_order_of_the_model() -> None:
    case, model = case_of(STATED)
    place = listed(model)
    for party in range(2):
        it = stated(case, model, place.states, party)
        assert np.array_equal(it.rank(it.order), it.written)
        assert np.array_equal(it.written[it.class_of], model.rank[party][place.states])


def test_the_answer_has_every_key_for_every_equilibrium() -> None:
    case, model = case_of(STATED)
    plain = as_plain(model, robustness(case, model, draws=100))
    assert plain["draws"] == plain["asked"] == 100
    assert not plain["stopped"]
    assert plain["count"] == len(plain["equilibria"])
    for entry in (plain["status_quo"], *plain["equilibria"]):
        assert set(entry) == {"state", "acceptability", "necessary", "possible", "flips"}
        for concept, it in entry["acceptability"].items():
            assert set(it) == {"share", "low", "high", "draws"}
            flips = entry["flips"][concept]
            assert (flips["smallest"] is None) == ("why" in flips)


def test_a_share_of_none_is_not_never() -> None:
    assert share(0, 400).high == pytest.approx(0.0095, abs=1e-3)
    assert share(400, 400).low == pytest.approx(0.9905, abs=1e-3)
    assert share(0, 0).share is None


def test_graph_form_has_changes_and_no_draws() -> None:
    opened = open_case("literature/kilgour1984/chicken")
    assert opened.case is not None
    model = compile_model(opened.case)
    found = robustness(opened.case, model, draws=100)
    assert found.changes
    expected = equilibria(solve(model))
    for concept, states in expected.items():
        assert np.array_equal(found.written[concept], states[found.states])


@pytest.mark.slow
def test_the_main_case_as_written_is_what_the_engines_say() -> None:
    case, model = dprk()
    found = robustness(case, model, draws=300, workers=2)
    lasting = equilibria(solve(model))
    for concept, states in lasting.items():
        assert np.array_equal(found.written[concept], states[found.states])
    now = model.status_quo
    assert now is not None
    assert found.certain(["nash"], [now]) == [{"nash": True}]
    assert found.share("nash", now).share == 1.0
    place = listed(model)
    parts = [stated(case, model, place.states, party) for party in range(2)]
    ranks = [part.drawn(1, 0, 18)[part.class_of, 17] for part in parts]
    one = equilibria(solve(replace(place.model, rank=np.stack(ranks).astype(np.int32))))
    before, after = (robustness(case, model, draws=n) for n in (17, 18))
    for concept in one:
        assert np.array_equal(after.counts[concept] - before.counts[concept], one[concept])
