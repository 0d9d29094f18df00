"""Unknown preference: the four extensions against the definitions, and their laws."""

import itertools

import numpy as np
import pytest
from msgspec.structs import replace
from tests.stability.models import arcs_model, generator, random_arcs_model, random_product_model
from tests.stability.oracle_preference import PreferenceOracle, by_extension

from detente import casefile
from detente.errors import CannotComputeError
from detente.model import Model
from detente.model.partial_order import UNKNOWN, Agreed, Ranked, Table
from detente.model.relations import compile_relations
from detente.stability import deterrence, solve
from detente.stability.uncertain import EXTENSIONS, solve_hybrid, solve_uncertain

CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq")


def random_codes(rng: np.random.Generator, size: int, *, degrees: int = 1) -> np.ndarray:
    """Any relation at all, (F, F): no transitivity, ties, unknown pairs."""
    share = rng.choice([0.0, 0.2, 0.6, 1.0])
    codes = rng.integers(-degrees, degrees + 1, (size, size)).astype(np.int8)
    codes = np.triu(codes, 1)
    unknown = np.triu(rng.random((size, size)) < share, 1)
    codes = codes - codes.T
    codes[unknown | unknown.T] = UNKNOWN
    return codes


def random_model(seed: int) -> Model:
    """In either form: 2 to 4 parties, ties, infeasible states, one-way levers."""
    rng = generator(seed)
    return random_arcs_model(rng) if seed % 3 == 0 else random_product_model(rng, largest=24)


def over_all(model: Model, codes: list[np.ndarray]) -> list[np.ndarray]:
    """The relations over all S states."""
    states = np.flatnonzero(model.feasible)
    out = []
    for table in codes:
        whole = np.zeros((model.size, model.size), np.int8)
        whole[np.ix_(states, states)] = table
        out.append(whole)
    return out


def drawn(seed: int, *, degrees: int = 1) -> tuple[Model, list[np.ndarray]]:
    """A model, and a relation per party over its feasible states."""
    model, rng = random_model(seed), generator(10_000 + seed)
    size = int(model.feasible.sum())
    return model, [random_codes(rng, size, degrees=degrees) for _ in model.parties]


@pytest.mark.slow
@pytest.mark.parametrize("batch", range(8))
def test_every_extension_and_concept_is_as_defined(batch: int) -> None:
    """400 models, all four extensions, five concepts, state by state."""
    for seed in range(50 * batch, 50 * batch + 50):
        model, codes = drawn(seed)
        found = solve_uncertain(model, [Table(table) for table in codes], CONCEPTS)
        oracle, whole = PreferenceOracle(model), over_all(model, codes)
        for extension in EXTENSIONS:
            for concept in CONCEPTS:
                expected = by_extension(oracle, whole, concept, extension)
                assert (found[extension][concept] == expected).all(), (seed, extension, concept)


@pytest.mark.parametrize("seed", range(60))
def test_who_is_bolder_or_fears_less_is_stable_less_often(seed: int) -> None:
    """Extension a lies within b and c, and these within d; the ordinary laws hold in each."""
    model, codes = drawn(seed)
    by = solve_uncertain(model, [Table(table) for table in codes], CONCEPTS)
    for small, large in (("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")):
        for concept in CONCEPTS:
            assert (by[small][concept] <= by[large][concept]).all(), (small, large, concept)
    for stable in by.values():
        for strong, weak in (("nash", "sseq"), ("sseq", "seq"), ("seq", "gmr"), ("smr", "gmr")):
            assert (stable[strong] <= stable[weak]).all(), (strong, weak)


@pytest.mark.parametrize("seed", range(60))
def test_without_unknown_pairs_the_extensions_are_the_ordinary_concepts(seed: int) -> None:
    """By pairs of states, and by the short cut for complete orders."""
    model = random_model(seed)
    orders = [Ranked(rank[model.feasible]) for rank in model.rank]
    expected = solve(model, CONCEPTS)
    short = solve_uncertain(model, orders, CONCEPTS)
    long = solve_uncertain(model, [Agreed([order]) for order in orders], CONCEPTS)
    for extension in EXTENSIONS:
        for concept in CONCEPTS:
            assert (short[extension][concept] == expected[concept]).all()
            assert (long[extension][concept] == expected[concept]).all()


@pytest.mark.parametrize("seed", range(40))
def test_the_extensions_enclose_what_holds_for_each_combination_of_types(seed: int) -> None:
    """What lasts for some types lasts under d; under a, what lasts for all of them, sanctions at will."""
    model, rng = random_model(seed), generator(seed)
    states = np.flatnonzero(model.feasible)
    kinds = [
        [rng.permutation(states.size).astype(np.int32) // 2 for _ in range(2)]
        for _ in model.parties
    ]
    orders = [Agreed([Ranked(rank) for rank in ranks]) for ranks in kinds]
    by = solve_uncertain(model, orders, CONCEPTS)
    for chosen in itertools.product(*kinds):
        rank = np.full(model.rank.shape, -1, np.int32)
        rank[:, states] = np.stack(chosen)
        for concept, stable in solve(replace(model, rank=rank), CONCEPTS).items():
            assert (stable <= by["d"][concept]).all(), concept
            if concept in ("nash", "gmr", "smr"):
                assert (by["a"][concept] <= stable).all(), concept


def test_states_are_looked_at_in_parts_where_there_are_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The size of the parts changes nothing."""
    model = random_product_model(generator(5), parties=3, largest=128)
    rng, size = generator(6), int(model.feasible.sum())
    orders = [Table(random_codes(rng, size)) for _ in model.parties]
    whole = solve_uncertain(model, orders, CONCEPTS)
    monkeypatch.setattr(deterrence, "HELD", 64)
    parts = solve_uncertain(model, orders, CONCEPTS)
    for extension in EXTENSIONS:
        for concept in CONCEPTS:
            assert (whole[extension][concept] == parts[extension][concept]).all()


def test_being_led_back_to_where_one_went_does_not_deter() -> None:
    """A goes to 1, not knowing whether it is better; B and C go round and end at 1 again."""
    model = arcs_model([[(0, 1)], [(1, 2)], [(2, 1)]], np.zeros((3, 3)))
    codes = np.zeros((3, 3), np.int8)
    codes[1, 0] = codes[0, 1] = UNKNOWN
    codes[2, 0], codes[0, 2] = 1, -1
    alike = Table(np.zeros((3, 3), np.int8))
    found = solve_uncertain(model, [Table(codes), alike, alike], ["gmr"], ["c"])
    assert not found["c"]["gmr"][0, 0]


def test_too_many_states_to_compare_in_pairs_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the number, and what to do; complete orders have no such limit."""
    monkeypatch.setattr(deterrence, "LARGEST", 4)
    free = np.ones((2, 2), bool)
    model = Model(
        parties=("a",),
        levers=("x", "y", "z"),
        levels=(("off", "on"),) * 3,
        owner=(0, 0, 0),
        allowed=(free,) * 3,
        feasible=np.ones(8, bool),
        rank=np.arange(8, dtype=np.int32)[None],
    )
    with pytest.raises(CannotComputeError, match="8 feasible states"):
        solve_uncertain(model, [Agreed([Ranked(model.rank[0])] * 2)])
    assert solve_uncertain(model, [Ranked(model.rank[0])])["a"]["nash"].sum() == 1


def test_names_that_do_not_exist_are_refused() -> None:
    """Concepts and extensions."""
    model = random_model(1)
    orders = [Ranked(rank[model.feasible]) for rank in model.rank]
    with pytest.raises(ValueError, match="'best' is none of"):
        solve_uncertain(model, orders, ["best"])
    with pytest.raises(ValueError, match="'e' is none of"):
        solve_hybrid(model, orders, extensions=["e"])


def test_ranks_of_the_model_are_not_used() -> None:
    """Only the relations count."""
    model, codes = drawn(4)
    orders = [Table(table) for table in codes]
    turned = replace(model, rank=np.where(model.feasible, model.rank.max() - model.rank, -1))
    for one, other in zip(
        solve_uncertain(model, orders).values(),
        solve_uncertain(turned, orders).values(),
        strict=True,
    ):
        assert all((one[concept] == other[concept]).all() for concept in one)


GISBORNE = """
detente: 1
case: gisborne
parties: {federal: {name: Federal}, provincial: {name: Provincial}, support: {name: Support}}
levers:
  ban: {owner: federal, levels: [no, yes]}
  lift: {owner: provincial, levels: [no, yes]}
  appeal: {owner: support, levels: [no, yes]}
preferences:
  federal: {statements: [ban = yes, lift = no, appeal = no]}
  provincial:
    types:
      economy: {prior: 0.5, statements: [lift = yes, ban = no, appeal = no]}
      environment: {prior: 0.5, statements: [lift = no, ban = yes, appeal = no]}
  support: {statements: [lift = yes, appeal = no iff lift = yes, ban = no]}
"""


def test_water_exports_with_a_province_that_may_want_either() -> None:
    """Drawn after Lake Gisborne (Li, Hipel, Kilgour and Fang 2004), whose tables were not at hand.

    The published equilibria, as reported elsewhere, are s4 and s6, and s8 beside them under concepts
    with sanctions; states count the first lever fastest, from 1.
    """
    case, problems = casefile.parse(GISBORNE)
    assert case is not None, problems
    known = compile_relations(case, types="all")
    found = solve_uncertain(known.model, known.orders)
    lasting = {
        extension: {
            concept: (np.flatnonzero(stable.all(axis=0)) + 1).tolist()
            for concept, stable in by.items()
        }
        for extension, by in found.items()
    }
    for extension in ("b", "d"):
        assert lasting[extension]["nash"] == [4, 6]
        assert lasting[extension]["gmr"] == [4, 6, 8]
        assert lasting[extension]["seq"] == [4, 6, 8]
    assert lasting["a"]["nash"] == lasting["c"]["nash"] == []
