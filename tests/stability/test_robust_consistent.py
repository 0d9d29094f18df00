"""Robustness against all consistent preferences: types, stand-in weights, thin sets, nothing stated."""

import itertools
from fractions import Fraction

import numpy as np
import pytest
from tests.stability import models
from tests.stability.consistent import Orders, all_orders, interior, random_case

from detente.case import Case
from detente.casefile import parse
from detente.model import Model, compile_model
from detente.model.stand_in import stand_in
from detente.model.weight_set import weight_set
from detente.stability import equilibria, solve
from detente.stability.listing import listed
from detente.stability.robust import Robustness, robustness
from detente.stability.robust.answer import as_plain
from detente.stability.robust.weights import Sampler

CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq")


def case_of(preferences: str, levels: str = "[off, on]", extra: str = "") -> tuple[Case, Model]:
    """One party that has one lever, or as many as `extra` adds."""
    case, problems = parse(f"""
detente: 1
case: talks
parties: {{a: {{name: A}}}}
levers:
  x: {{owner: a, levels: {levels}}}
{extra}
preferences:
  a: {preferences}
""")
    assert case is not None, problems
    return case, compile_model(case)


def told(found: Robustness) -> list[tuple[float | None, object, object]]:
    """Per feasible state the share, whether it is necessary, whether it is possible; of Nash."""
    states = found.states.tolist()
    always, ever = found.certain(["nash"], states), found.possible(["nash"], states)
    shares = [found.share("nash", state).share for state in states]
    return [
        (share, one["nash"], other["nash"])
        for share, one, other in zip(shares, always, ever, strict=True)
    ]


ALWAYS, NEVER = (1.0, True, True), (0.0, False, False)

# ------------------------------------------------------------------ single cases


def test_stand_in_weights_keep_the_order_that_intervals_leave() -> None:
    """Weight p is at least q, q at least r: p alone lasts, though the middles of the intervals say less."""
    stated = (
        "[{prefers: x = p, weight: [0, 10]}, {prefers: x = q}, {prefers: x = r, weight: [6, 8]}]"
    )
    case, model = case_of(f"{{reading: weighted, statements: {stated}}}", "[p, q, r]")
    assert told(robustness(case, model)) == [ALWAYS, NEVER, NEVER]
    assert any("inside what the written order leaves" in it.message for it in model.problems)


def test_a_stand_in_weight_before_a_negative_one_is_above_nothing() -> None:
    """To have x on is worth something, however little: to stay with neither is no equilibrium."""
    stated = "[{prefers: x = on}, {prefers: y = on, weight: [-2, -1]}]"
    case, model = case_of(
        f"{{reading: weighted, statements: {stated}}}",
        extra="  y: {owner: a, levels: [off, on]}\nimpossible: [x = on and y = on]",
    )
    found = robustness(case, model)
    for state, it in zip(found.states.tolist(), told(found), strict=True):
        assert it == (ALWAYS if model.state(state)["x"] == "on" else NEVER)


def test_a_missing_weight_before_a_weight_of_nothing_is_drawn_above_it() -> None:
    stated = "[{prefers: x = on}, {prefers: x = off, weight: 0}]"
    case, model = case_of(f"{{reading: weighted, statements: {stated}}}")
    assert told(robustness(case, model)) == [NEVER, ALWAYS]


def test_a_small_weight_beside_a_wide_interval_still_counts() -> None:
    stated = "[{prefers: x = on, weight: 0.25}, {prefers: x = on or x = off, weight: [0, 1.0e+13]}]"
    case, model = case_of(f"{{reading: weighted, statements: {stated}}}")
    assert told(robustness(case, model)) == [NEVER, ALWAYS]


def test_an_interval_next_to_nothing_is_never_drawn_as_nothing() -> None:
    stated = "[{prefers: x = on, weight: [0, 1.0e-12]}, {prefers: x = on or x = off, weight: 1}]"
    case, model = case_of(f"{{reading: weighted, statements: {stated}}}")
    assert told(robustness(case, model)) == [NEVER, ALWAYS]


TYPES = """{types: {hard: {prior: 0.75, statements: [x = on]},
                    soft: {prior: 0.25, statements: [x = off]}}}"""


def test_a_draw_takes_a_type_by_its_prior() -> None:
    """Neither state is certain, and each has the share of the type that wants it."""
    found = robustness(*case_of(TYPES), draws=4_000)
    assert found.varied == {"a": "type"}
    (off, *never), (on, *always) = told(found)
    assert off == pytest.approx(0.25, abs=0.03)
    assert on == pytest.approx(0.75, abs=0.03)
    assert [never, always] == [[False, True]] * 2
    few = robustness(*case_of(TYPES), draws=100)
    assert np.array_equal(few.counts["nash"], robustness(*case_of(TYPES), draws=100).counts["nash"])


def test_what_every_type_says_is_certain() -> None:
    stated = TYPES.replace("statements: [x = off]", "statements: [x = on or x = off, x = on]")
    assert told(robustness(*case_of(stated))) == [NEVER, ALWAYS]


def test_a_type_without_a_chance_is_left_out() -> None:
    stated = TYPES.replace("0.75", "1").replace("0.25", "0")
    assert told(robustness(*case_of(stated))) == [NEVER, ALWAYS]


def test_a_type_for_which_nothing_is_stated_leaves_everything_open() -> None:
    stated = TYPES.replace("statements: [x = off]", "statements: []")
    found = robustness(*case_of(stated), draws=400)
    assert list(found.silent) == ["a"]
    assert found.certain(["nash"], [1]) == [{"nash": None}]
    assert found.possible(["nash"], [1]) == [{"nash": True}]


def test_own_statements_count_and_types_beside_them_do_not() -> None:
    found = robustness(*case_of(TYPES.replace("{types", "{statements: [x = on], types")))
    assert found.varied == {"a": "nothing"}
    assert told(found) == [NEVER, ALWAYS]


def test_where_nothing_is_stated_nothing_is_known() -> None:
    case, _ = case_of("{statements: [x = on]}")
    case = Case(**{n: getattr(case, n) for n in case.__struct_fields__ if n != "preferences"})
    model = compile_model(case)
    found = robustness(case, model)
    assert found.nothing_stated
    assert told(found) == [(None, None, None)] * 2
    plain = as_plain(model, found)
    assert plain["varied"] == {"a": None}
    assert "nothing is stated" in plain["varied_why"]["a"]
    for entry in plain["equilibria"]:
        for concept in found.written:
            why = entry["acceptability"][concept]["why"]
            assert why == "nothing is stated, so nothing can be varied"
            flips = entry["flips"][concept]
            assert flips["why"] == "nothing is stated, so nothing can be changed"


TWO = """
detente: 1
case: talks
parties: {a: {name: A}, b: {name: B}}
levers:
  x: {owner: a, levels: [off, on]}
  y: {owner: b, levels: [off, on], undo: {on: {off: never}}}
preferences: {a: {statements: [%s]}}
"""


def test_nothing_is_proved_that_rests_on_a_party_for_which_nothing_is_stated() -> None:
    """The gain of a is sure; what b, which can move from off only, would do is not known."""
    case, problems = parse(TWO % "x = on")
    assert case is not None, problems
    found = robustness(case, compile_model(case))
    assert list(found.silent.values()) == ["B"]
    states = {found.states.tolist()[n]: n for n in range(4)}
    always, ever = (
        [it["nash"] for it in told_]
        for told_ in (found.certain(["nash"], list(states)), found.possible(["nash"], list(states)))
    )
    # Nothing but 'x = on' and no move left for b is certain; x = off never lasts.
    assert always == [False, None, False, True]
    assert ever == [False, True, False, True]
    assert [found.share("nash", state).share for state in states] == [None] * 4


def test_a_sanction_by_a_party_for_which_nothing_is_stated_may_come() -> None:
    """Party a would leave x = off, but b may answer by y = on, which a likes least: SEQ is left open."""
    case, problems = parse(TWO % "y = off, x = on")
    assert case is not None, problems
    found = robustness(case, compile_model(case), concepts=CONCEPTS)
    now = int(found.states[0])
    [always], [ever] = found.certain(CONCEPTS, [now]), found.possible(CONCEPTS, [now])
    assert (always["nash"], ever["nash"]) == (False, False)
    assert (ever["seq"], ever["sseq"]) == (None, None)
    assert (always["seq"], always["sseq"]) == (None, None)
    assert ever["gmr"] is True


# ------------------------------------------------------------------ two changes together


def test_two_changes_that_alter_nothing_alone_are_tried_together() -> None:
    """The first two statements say the same: one alone changes nothing, both end it."""
    found = robustness(*case_of("{statements: ['x = on', 'not (x = off)', 'x = off']}"))
    assert not found.flips("nash", 1)
    change = found.double_flips([("nash", 1)])["nash", 1]
    assert change is not None
    assert (
        change.text
        == "A: without statement 1, 'x = on'; and A: without statement 2, 'not (x = off)'"
    )
    assert found.pairs_left_out() == 0
    assert found.pairs_left_out(3) == found.tried * (found.tried - 1) // 2 - 3


def test_what_two_claims_carry_together_falls_with_both() -> None:
    """Three statements want x = on: of c1, of c2, of both; x = off is left where both are false."""
    stated = """{statements: [{prefers: x = on, rests_on: [c1]}, {prefers: x != off, rests_on: [c2]},
                 {prefers: x >= on, rests_on: [c1, c2]}, x = off]}"""
    claims = """claims:
  - {id: c1, document: d, quote: one, kind: demand}
  - {id: c2, document: d, quote: two, kind: demand}"""
    found = robustness(*case_of(stated, extra=claims))
    change = found.double_flips([("nash", 1)])["nash", 1]
    assert change is not None
    assert change.text == "claims c1 and c2 false: A without statements 1 and 2 and 3"


def flipping_pairs(found: Robustness, model: Model, state: int) -> bool:
    """Whether any two changes flip a state, each pair worked out alone by the ordinary engine."""
    everything = (*found.changes, *found.others)
    place = listed(model)
    parties = found._prepared.parties
    for one, other in itertools.combinations(everything, 2):
        ranks = []
        for n, it in enumerate(parties):
            edits = [change.edits[n] for change in (one, other) if n in change.edits]
            rank = sum(edits[1:], edits[0]).ranks(it) if edits else it.written
            ranks.append(rank[it.class_of])
        changed = Orders.solved(place.model, ranks, ("nash",))["nash"]
        if changed[found.place(state)] != found.written["nash"][found.place(state)]:
            return True
    return False


@pytest.mark.parametrize("seed", range(6))
def test_no_two_changes_flip_a_state_of_which_that_is_said(seed: int) -> None:
    rng = models.generator(seed)
    said = 0
    for _ in range(6):
        case, model = random_case(rng)
        found = robustness(case, model, concepts=("nash",), draws=0)
        for state in found.states.tolist():
            if found.flips("nash", state) or found.joint:
                continue
            change = found.double_flips([("nash", state)])["nash", state]
            assert (change is not None) == flipping_pairs(found, model, state)
            said += 1
    assert said


# ------------------------------------------------------------------ against all consistent orders


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_what_is_said_agrees_with_all_consistent_orders(seed: int) -> None:
    """All orders by a fine grid of the inside of each set and all types; what is proved holds in each."""
    rng = models.generator(100 + seed)
    proved = 0
    for _ in range(4):
        case, model = random_case(rng)
        found = robustness(case, model, concepts=CONCEPTS, draws=64)
        holds = Orders(case, model).holds(CONCEPTS)
        states = found.states.tolist()
        always, ever = found.certain(CONCEPTS, states), found.possible(CONCEPTS, states)
        for n, state in enumerate(states):
            for concept in CONCEPTS:
                here = holds[concept][:, n]
                share = found.share(concept, state).share
                if always[n][concept] is not None:
                    assert always[n][concept] == here.all(), (concept, state)
                if ever[n][concept] is not None:
                    assert ever[n][concept] == here.any(), (concept, state)
                if share is not None:
                    assert here.any() or share == 0
                    assert not here.all() or share == 1
                proved += bool(always[n][concept]) + (ever[n][concept] is False)
            if not found.silent:
                assert always[n]["nash"] == holds["nash"][:, n].all()
    assert proved


@pytest.mark.parametrize("seed", range(8))
def test_stand_ins_and_draws_lie_inside_the_set(seed: int) -> None:
    """Where every weight inside the set says one thing of two states, they say it too, as the set does."""
    rng = models.generator(seed)
    differences = np.array(list(itertools.product((-1, 0, 1), repeat=3)), np.int8)
    for _ in range(5):
        bounds = random_bounds(rng)
        inside = interior(bounds)
        if inside is None:
            continue
        signs = np.sign(differences.astype(np.int64) @ inside)
        alike = {1: (signs == 1).all(axis=1), -1: (signs == -1).all(axis=1)}
        none = (signs == 0).all(axis=1)
        codes = weight_set(bounds).compare(differences)
        for sign in (1, -1):
            assert np.array_equal(codes == sign, alike[sign])
        assert np.array_equal(codes == 0, none)
        weights = np.array(stand_in(bounds))
        chosen = np.array([np.sign(float(sum(row * weights))) for row in differences])
        drawn = np.sign(
            differences.astype(object) @ Sampler(tuple(bounds)).block(seed, 0).astype(object)
        )
        for sign in (1, -1):
            assert (chosen[alike[sign]] == sign).all()
            assert (drawn[alike[sign]] == sign).all()
        assert (chosen[none] == 0).all()
        assert (drawn[none] == 0).all()


def random_bounds(rng: np.random.Generator) -> list[tuple[Fraction, Fraction] | None]:
    """Three weights: missing, numbers, intervals; of small whole numbers, below 0 too."""
    found: list[tuple[Fraction, Fraction] | None] = []
    for _ in range(3):
        low, high = sorted(rng.integers(-1, 3, 2).tolist())
        kind = rng.random()
        high = low if kind < 0.3 else high
        found.append(None if kind > 0.6 else (Fraction(low), Fraction(high)))
    return found


def test_the_cases_cover_what_they_are_for() -> None:
    """Types, silence and missing weights all occur, and some orders do differ."""
    rng = models.generator(7)
    cases = [random_case(rng) for _ in range(20)]
    kinds = [it for case, _ in cases for it in case.preferences.values()]
    assert any(it.types for it in kinds)
    assert any(it.reading == "weighted" for it in kinds)
    assert any(len(case.preferences) < 2 for case, _ in cases)
    orders = [all_orders(case, model, 0) for case, model in cases]
    assert max(len(it) for it in orders) > 4
    place = equilibria(solve(cases[0][1], ("nash",)))["nash"]
    assert place.shape == (cases[0][1].size,)
