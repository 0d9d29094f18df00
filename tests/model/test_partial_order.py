"""What is known of a preference: all consistent weights, types, readings, degrees."""

import itertools
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import pytest

from detente import casefile
from detente.case import Case
from detente.errors import CannotComputeError, UsageError
from detente.model import compile_model
from detente.model.order import weighted_ranks
from detente.model.partial_order import UNKNOWN, Agreed, Comparison, Ranked, Table, Weighed
from detente.model.relations import Relations, compile_relations
from detente.model.weight_set import weight_set
from detente.stability.uncertain import solve_uncertain

Bound = tuple[Fraction, Fraction] | None
VAST = Fraction(10**6)


def generator(seed: int) -> np.random.Generator:
    """A generator for one test."""
    return np.random.Generator(np.random.PCG64(seed))


def drawn_bounds(rng: np.random.Generator) -> list[Bound]:
    """Numbers, intervals and missing weights of up to four statements."""
    out: list[Bound] = []
    for _ in range(int(rng.integers(1, 5))):
        low, width = (Fraction(int(number), 4) for number in rng.integers(0, 6, 2))
        low -= Fraction(int(rng.random() < 0.2))
        kind = rng.choice(["missing", "number", "interval"])
        out.append(None if kind == "missing" else (low, low + width * (kind == "interval")))
    return out


def corners(bounds: Sequence[Bound]) -> list[tuple[Fraction, ...]]:
    """All consistent weights whose values are written bounds, 0, or beyond all bounds."""
    values = sorted({Fraction(0), VAST, *(end for bound in bounds if bound for end in bound)})
    found = []
    for weights in itertools.product(values, repeat=len(bounds)):
        inside = all(
            weight >= 0 if bound is None else bound[0] <= weight <= bound[1]
            for weight, bound in zip(weights, bounds, strict=True)
        )
        ordered = all(
            weights[j] >= weights[j + 1]
            for j in range(len(bounds) - 1)
            if bounds[j] is None or bounds[j + 1] is None
        )
        if inside and ordered:
            found.append(weights)
    return found


def code_of(values: Sequence[Fraction], *, boundary: bool) -> int:
    """What the values of d.w over all corners say."""
    if not any(values):
        return 0
    for sign in (1, -1):
        signed = [sign * value for value in values]
        if all(value > 0 for value in signed) if boundary else min(signed) >= 0:
            return sign
    return UNKNOWN


@pytest.mark.slow
@pytest.mark.parametrize("batch", range(4))
def test_all_consistent_weights_are_asked(batch: int) -> None:
    """400 sets of weights, every pair of sets of statements, with and without the boundary."""
    for seed in range(100 * batch, 100 * batch + 100):
        bounds = drawn_bounds(generator(seed))
        points = corners(bounds)
        if not points:
            with pytest.raises(CannotComputeError, match="keep the written order"):
                weight_set(bounds)
            continue
        weights = weight_set(bounds)
        pairs = np.array(list(itertools.product((-1, 0, 1), repeat=len(bounds))), np.int8)
        for boundary in (False, True):
            asked = [w for w in points if any(w) or not boundary or any(bounds)]
            expected = [
                code_of(
                    [sum(int(d) * w for d, w in zip(pair, point, strict=True)) for point in asked],  # type: ignore[misc]
                    boundary=boundary,
                )
                for pair in pairs
            ]
            found = weights.compare(pairs, boundary=boundary).tolist()
            assert found == expected, (seed, bounds, boundary)


@pytest.mark.parametrize("seed", range(30))
def test_what_is_known_holds_for_weights_in_the_inside(seed: int) -> None:
    """Random weights above 0, in strictly falling order."""
    rng = generator(seed)
    count = int(rng.integers(1, 7))
    met = rng.random((12, count)) < 0.5
    order = Weighed(met, weight_set([None] * count))
    codes = order.against(np.arange(12))
    for _ in range(50):
        weights = np.sort(rng.random(count))[::-1]
        worth = met @ weights
        sure = codes != UNKNOWN
        sign = np.sign(np.round(worth[:, None] - worth[None, :], 12))
        assert (codes[sure] == sign[sure]).all()
    assert ((codes == 0) == (met[:, None, :] == met[None, :, :]).all(axis=2)).all()


@pytest.mark.parametrize("seed", range(20))
def test_rows_and_single_pairs_are_the_same(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of every kind of relation, and where the table of classes is not kept."""
    rng = generator(seed)
    met = rng.random((20, 4)) < 0.5
    bounds = [None, None, (Fraction(0), Fraction(1, 2)), (Fraction(1, 4), Fraction(1, 4))]
    ranked = Ranked(rng.integers(0, 5, 20).astype(np.int32))
    weighed = Weighed(met, weight_set(bounds))
    kinds: list[Comparison] = [weighed, ranked, Agreed([weighed, ranked])]
    every = np.arange(20)
    first, second = rng.integers(0, 20, (2, 50))
    for order in kinds:
        rows = order.against(every)
        assert (order.between(first, second) == rows[first, second]).all()
        mirrored = np.where(rows == UNKNOWN, UNKNOWN, -rows)
        assert (mirrored == rows.T).all()
        assert (Table(rows).between(first, second) == rows[first, second]).all()
    monkeypatch.setattr("detente.model.partial_order.SMALL", 0)
    assert (Weighed(met, weight_set(bounds)).against(every) == kinds[0].against(every)).all()


def test_weights_with_many_digits_are_compared_exactly() -> None:
    """Where machine integers do not suffice, in both readings of weights."""
    large = [Fraction(10**9 + 7, 10**9), Fraction(1, 10**9 + 9), Fraction(1, 998244353)]
    met = np.array([[1, 0, 0], [0, 1, 1], [0, 0, 1], [1, 0, 0], [0, 1, 0]], bool)
    everything = np.ones(5, bool)
    expected = [sum(w for w, here in zip(large, row, strict=True) if here) for row in met.tolist()]
    ranks = weighted_ranks(met.T, large, everything, (5,))
    assert ranks.tolist() == [sorted(set(expected)).index(worth) for worth in expected]
    order = Weighed(met, weight_set([(w, w) for w in large]))
    assert (order.against(np.arange(5)) == np.sign(ranks[:, None] - ranks[None, :])).all()


def test_a_table_that_contradicts_itself_is_refused() -> None:
    """Each pair is written twice."""
    with pytest.raises(ValueError, match="contradict"):
        Table(np.array([[0, 1], [1, 0]], np.int8))


HEAD = """
detente: 1
case: talks
parties: {usa: {name: A}, dprk: {name: B}}
levers:
  ban: {owner: usa, levels: [kept, lifted]}
  site: {owner: dprk, levels: [runs, frozen, closed]}
terms:
  done:
    strict: {by: usa, means: site = closed}
    loose: {means: site >= frozen}
preferences:
"""


def relations(preferences: str, **choices: object) -> Relations:
    """What is known of the preferences of a small case."""
    return compile_relations(read(preferences), **choices)  # type: ignore[arg-type]  # as the caller says


def read(preferences: str) -> Case:
    """A small case: states 0 to 5, the ban first."""
    case, problems = casefile.parse(HEAD + preferences)
    assert case is not None, [problem.concise() for problem in problems]
    return case


def test_a_disputed_word_leaves_open_what_its_readings_disagree_on() -> None:
    """B has no reading of its own: whether frozen is as good as closed or as bad as running is open."""
    text = "  usa: {statements: [ban = kept]}\n  dprk: {statements: [done]}\n"
    with pytest.raises(CannotComputeError, match="disagree"):
        compile_model(read(text))
    known = relations(text)
    runs, frozen, closed = 0, 2, 4
    codes = known.orders[1].against(np.arange(6))
    assert codes[closed, runs] == 1
    assert codes[closed, frozen] == codes[frozen, runs] == UNKNOWN
    assert codes[runs, runs + 1] == 0
    assert known.open == ("dprk",)
    assert [problem.code for problem in known.model.problems] == ["D408"]
    assert relations(text, reading="usa").open == ()
    assert (
        compile_model(read(text), reading="usa").problems
        == relations(text, reading="usa").model.problems
    )


def test_a_party_with_types_may_be_any_of_them() -> None:
    """Where asked for; else it is the most likely one."""
    text = """  usa: {statements: [ban = kept]}
  dprk:
    types:
      sincere: {prior: 0.4, statements: [ban = lifted, site = closed]}
      bluffing: {prior: 0.6, statements: [ban = lifted, site = runs]}
"""
    likely = relations(text).orders[1].against(np.arange(6))
    assert likely[0, 4] == 1
    either = relations(text, types="all").orders[1].against(np.arange(6))
    assert either[1, 0] == either[5, 4] == either[1, 4] == 1
    assert either[0, 4] == either[4, 0] == UNKNOWN
    assert either[0, 2] == UNKNOWN  # better for one type, all the same to the other


def test_weights_that_are_intervals_or_missing_leave_pairs_open() -> None:
    """And where all are numbers, nothing is open: ties are exact."""
    form = (
        "  usa: {{reading: weighted, statements: [{}]}}\n  dprk: {{statements: [ban = lifted]}}\n"
    )
    kept, closed = "{prefers: ban = kept, weight: W}", "{prefers: site = closed, weight: V}"

    def code(first: str, second: str, **choices: object) -> int:
        ban = kept.replace(", weight: W", first)
        statements = ban + ", " + closed.replace(", weight: V", second)
        order = relations(form.format(statements), **choices).orders[0]
        return int(order.against(np.array([0]))[0, 5])  # kept and runs against lifted and closed

    assert code(", weight: 0.3", ", weight: 0.2") == 1
    assert code(", weight: 0.3", ", weight: 0.3") == 0
    assert code(", weight: [0.1, 0.4]", ", weight: 0.3") == UNKNOWN
    assert code(", weight: [0.3, 0.4]", ", weight: 0.3") == 1
    assert code(", weight: [0.3, 0.4]", ", weight: 0.3", boundary=True) == UNKNOWN
    assert code("", "") == 1
    assert code("", ", weight: 0.3") == 1
    assert code(", weight: 0.3", "") == 1
    assert code("", "", boundary=True) == UNKNOWN


def test_weights_that_cannot_keep_the_order_are_refused() -> None:
    """The missing one would have to be below 0.1 and above 0.5."""
    text = """  usa:
    reading: weighted
    statements: [{prefers: ban = kept, weight: 0.1}, site = closed, {prefers: site = runs, weight: 0.5}]
  dprk: {statements: [ban = lifted]}
"""
    with pytest.raises(CannotComputeError, match="no weights of usa keep the written order"):
        relations(text)


def test_the_first_statements_may_matter_greatly() -> None:
    """By the first statement on which two states differ; several numbers make several degrees."""
    text = "  usa: {statements: [ban = kept, site = closed, site = frozen]}\n  dprk: {statements: [site = runs]}\n"
    one = relations(text, great={"usa": 1}).orders[0]
    assert one.degrees == 2
    assert one.against(np.array([0]))[0].tolist() == [0, 2, -1, 2, -1, 2]
    more = relations(text, great={"usa": (1, 2)}).orders[0]
    assert more.against(np.array([0]))[0].tolist() == [0, 3, -1, 3, -2, 3]
    with pytest.raises(UsageError, match="statements, not 7"):
        relations(text, great={"usa": 7})
    with pytest.raises(UsageError, match="no party 'japan'"):
        relations(text, great={"japan": 1})
    weighted = "  usa: {reading: weighted, statements: [ban = kept]}\n  dprk: {ranking: [[{site: runs}]]}\n"
    for party in ("usa", "dprk"):
        with pytest.raises(UsageError, match=f"how strongly {party} prefers"):
            relations(weighted, great={party: 1})


def test_types_that_agree_on_the_sign_count_with_the_smaller_degree() -> None:
    """Greatly for one and mildly for the other is mildly, for certain."""
    text = """  usa: {statements: [ban = kept]}
  dprk:
    types:
      one: {prior: 0.5, statements: [site = runs, ban = lifted]}
      two: {prior: 0.5, statements: [ban = lifted, site = runs]}
"""
    codes = relations(text, types="all", great={"dprk": 1}).orders[1].against(np.arange(6))
    assert codes[1, 2] == 2
    assert codes[1, 0] == codes[0, 2] == 1
    assert codes[0, 3] == UNKNOWN


@pytest.mark.parametrize(
    "case", ["dprk-2019", "literature/hipel2014/syria_iraq_1975", "literature/kilgour2001/elmira_9"]
)
def test_a_case_with_nothing_open_has_the_ordinary_orders(case: str) -> None:
    """Complete orders, the same ranks and problems."""
    from detente import open_case

    opened = open_case(case)
    assert opened.case is not None
    model, known = compile_model(opened.case), compile_relations(opened.case)
    assert (known.model.rank == model.rank).all()
    assert known.model.problems == model.problems
    assert known.model.basis == model.basis
    for order, rank in zip(known.orders, model.rank, strict=True):
        assert isinstance(order, Ranked)
        assert (order.rank == rank[model.feasible]).all()


def test_weights_may_count_as_in_the_model() -> None:
    """Midpoints and stand-ins: no pair is unknown, and the order is that of `compile_model`."""
    said = """
  usa: {reading: weighted, statements: [{prefers: site = closed, weight: [0.2, 0.6]}, ban = kept]}
  dprk: {reading: weighted, statements: [ban = lifted, site = runs, site = frozen]}
"""
    model = compile_model(read(said))
    for order, rank in zip(relations(said, weights="stand-in").orders, model.rank, strict=True):
        assert isinstance(order, Ranked)
        assert (order.rank == rank[model.feasible]).all()
    assert not all(isinstance(order, Ranked) for order in relations(said).orders)


def test_numbers_of_statements_that_matter_must_grow() -> None:
    """Each number adds statements of one degree less."""
    said = "  usa: {statements: [ban = kept, site = closed, site = frozen]}\n"
    for numbers in ((3, 1), (1, 1), (0, 2)):
        with pytest.raises(UsageError, match="do not grow"):
            relations(said, great={"usa": numbers})
    assert relations(said, great={"usa": (1, 3)}).orders[0].degrees == 3
    assert relations(said, great={"usa": 0}).orders[0].degrees == 1


def test_graph_form_has_rankings_only() -> None:
    """No degrees there."""
    from detente import open_case

    case = open_case("literature/kilgour2001/elmira_9").case
    assert case is not None
    with pytest.raises(UsageError, match="how strongly"):
        compile_relations(case, great={case.players[0]: 1})


def test_what_is_left_open_can_be_solved() -> None:
    """From the case to stable states."""
    known = relations("  usa: {statements: [ban = kept]}\n  dprk: {statements: [done]}\n")
    found = solve_uncertain(known.model, known.orders, ["nash"])
    assert [np.flatnonzero(by["nash"].all(axis=0)).tolist() for by in found.values()] == [
        [],
        [2, 4],
        [],
        [2, 4],
    ]
