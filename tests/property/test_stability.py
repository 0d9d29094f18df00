"""Laws of stability, on graph models drawn at random.

The engines are compared with `tests.stability.oracle`, which goes by the definitions.
"""

from collections.abc import Callable, Iterable
from typing import Protocol

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.stability.models import (
    arcs_model,
    generator,
    product_model,
    random_arcs_model,
    random_preorder,
    random_product_model,
    with_arcs,
)
from tests.stability.oracle import CONCEPTS, Oracle

from detente.model import Model
from detente.stability import arcs, plain
from detente.stability.concepts import equilibria, solve


class Random(Protocol):
    """What hypothesis draws from: a source of shuffles that it can shrink."""

    def shuffle(self, x: list[int]) -> None:
        """Shuffle in place."""


Solve = Callable[[Model], dict[str, np.ndarray]]
IMPLIES = [
    ("nash", "gmr"),
    ("nash", "smr"),
    ("nash", "seq"),
    ("nash", "sseq"),
    ("sseq", "seq"),
    ("sseq", "smr"),
    ("smr", "gmr"),
    ("seq", "gmr"),
]
models = st.integers(0, 2**32).map(lambda seed: random_product_model(generator(seed)))
graphs = st.integers(0, 2**32).map(lambda seed: random_arcs_model(generator(seed)))


def solve_in_small_slabs(model: Model) -> dict[str, np.ndarray]:
    """The compiled engine, three threads, slabs of at most two settings, all fibres sorted."""
    from detente.stability import slabs, tensor
    from detente.stability.improvements import pairs

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(slabs, "LINE", 2)
        patch.setattr(pairs, "SMALL_BOX", 0)
        patch.setattr(slabs, "SHARE", 1)
        patch.setattr(tensor, "SHARE", 1)
        tensor.plan.cache_clear()
        found = tensor.solve(model, CONCEPTS, threads=3)
    tensor.plan.cache_clear()
    return found


PRODUCT_ENGINES: dict[str, Solve] = {
    "plain": lambda model: plain.solve(model, CONCEPTS),
    "numba": lambda model: solve(model, CONCEPTS, engine="numba"),
    "numba, small slabs": solve_in_small_slabs,
    "sparse": lambda model: solve(model, CONCEPTS, engine="sparse"),
    "arcs": lambda model: arcs.solve(with_arcs(model), CONCEPTS),
    "arcs, numba": lambda model: arcs.solve(with_arcs(model), CONCEPTS, compiled=True),
}


def marked(name: str) -> object:
    """A parameter; engines that run kernels carry the mark."""
    return pytest.param(name, marks=[pytest.mark.kernels] if "numba" in name else [])


@pytest.mark.parametrize("engine", [marked(name) for name in PRODUCT_ENGINES])
@pytest.mark.parametrize("batch", range(3))
def test_engines_agree_with_the_definitions(engine: str, batch: int) -> None:
    """300 models: 2 to 4 parties, ties, infeasible states, levers with any transitive relation."""
    for seed in range(100 * batch, 100 * (batch + 1)):
        model = random_product_model(generator(seed), largest=64)
        expected = Oracle(model).solve()
        stable = PRODUCT_ENGINES[engine](model)
        for concept in CONCEPTS:
            assert np.array_equal(stable[concept], expected[concept]), (seed, concept)


@pytest.mark.parametrize("engine", ["plain", marked("numba")])
def test_engines_agree_with_the_definitions_on_given_arcs(engine: str) -> None:
    """300 models in graph form, where two moves in a row need not be one move."""
    for seed in range(300):
        model = random_arcs_model(generator(seed))
        expected = Oracle(model).solve()
        stable = arcs.solve(model, CONCEPTS, compiled=engine == "numba")
        for concept in CONCEPTS:
            assert np.array_equal(stable[concept], expected[concept]), (seed, concept)


def test_the_random_graphs_tell_legal_sequences_from_reachability() -> None:
    """In some of them a party that may not follow itself leaves a gain unpunished."""
    differs = 0
    for seed in range(300):
        model = random_arcs_model(generator(seed))
        closed = []
        for start, to in model.arcs or ():
            table = np.zeros((model.feasible.size,) * 2, bool)
            table[np.repeat(np.arange(len(table)), np.diff(start)), to] = True
            for _ in table:
                table |= table @ table
            closed.append([(int(a), int(b)) for a, b in np.argwhere(table) if a != b])
        loose = arcs_model([*closed], model.rank)
        strict, relaxed = (arcs.solve(m, ("gmr",))["gmr"] for m in (model, loose))
        differs += not np.array_equal(strict, relaxed)
    assert differs > 30


@given(st.one_of(models, graphs))
def test_stronger_concepts_imply_weaker_ones(model: Model) -> None:
    """Nash in all; SSEQ in SEQ and SMR; SMR and SEQ in GMR; for each party and for all."""
    stable = solve(model, CONCEPTS)
    everyone = equilibria(stable)
    for strong, weak in IMPLIES:
        assert (stable[strong] <= stable[weak]).all()
        assert (everyone[strong] <= everyone[weak]).all()


@given(models)
def test_a_state_best_of_its_fibre_is_stable_in_every_sense(model: Model) -> None:
    """A party at its best state has nothing to gain."""
    stable = solve(model, CONCEPTS)
    for party, rank in enumerate(model.rank):
        for concept in CONCEPTS:
            assert stable[concept][party, rank == rank.max()].all()


@given(st.one_of(models, graphs))
def test_only_the_order_of_ranks_matters(model: Model) -> None:
    """Any increasing change of the numbers leaves the answer."""
    stretched = np.where(model.rank >= 0, 3 * model.rank.astype(np.int64) ** 2 + 7, -1)
    other = replace(model, rank=stretched.astype(np.int32))
    before, after = solve(model, CONCEPTS), solve(other, CONCEPTS)
    for concept in CONCEPTS:
        assert np.array_equal(before[concept], after[concept])


@given(models, st.randoms(use_true_random=False))
def test_names_and_order_of_parties_levers_and_levels_change_nothing(
    model: Model, random: Random
) -> None:
    """Reordered parties, levers and levels give the same answer, reordered."""
    parties = list(range(len(model.parties)))
    random.shuffle(parties)
    levers = [k for party in parties for k in shuffled(own(model, party), random)]
    levels = [shuffled(range(len(model.levels[k])), random) for k in levers]
    # Where each state of the new model lies in the old one.
    old = np.zeros(1, np.int64)
    for lever, order in zip(levers, levels, strict=True):
        old = np.add.outer(np.array(order) * model.strides[lever], old).ravel()
    other = product_model(
        [len(order) for order in levels],
        [parties.index(model.owner[k]) for k in levers],
        [model.allowed[k][np.ix_(order, order)] for k, order in zip(levers, levels, strict=True)],
        model.feasible[old],
        model.rank[parties][:, old],
    )
    before, after = solve(model, CONCEPTS), solve(other, CONCEPTS)
    for concept in CONCEPTS:
        assert np.array_equal(before[concept][parties][:, old], after[concept])


def shuffled(values: Iterable[int], random: Random) -> list[int]:
    """A shuffled copy."""
    copy = list(values)
    random.shuffle(copy)
    return copy


def own(model: Model, party: int) -> list[int]:
    """The levers of a party."""
    return [lever for lever, owner in enumerate(model.owner) if owner == party]


@given(graphs, st.randoms(use_true_random=False))
def test_numbers_of_states_change_nothing(model: Model, random: Random) -> None:
    """A model in graph form with its states renumbered gives the same answer, renumbered."""
    new = np.array(shuffled(range(model.feasible.size), random))
    pairs = []
    for start, to in model.arcs or ():
        origin = np.repeat(np.arange(len(new)), np.diff(start))
        pairs.append([(int(new[a]), int(new[b])) for a, b in zip(origin, to, strict=True)])
    rank = np.empty_like(model.rank)
    rank[:, new] = model.rank
    before, after = solve(model, CONCEPTS), solve(arcs_model(pairs, rank), CONCEPTS)
    for concept in CONCEPTS:
        assert np.array_equal(before[concept], after[concept][:, new])


@given(st.integers(0, 2**32))
def test_a_lever_that_cannot_move_splits_a_model_in_two(seed: int) -> None:
    """Each half is as stable as it is alone."""
    rng = generator(seed)
    sizes, owner, relations = random_shape(rng)
    total = int(np.prod(sizes))
    halves = [
        product_model(
            sizes, owner, relations, rng.random(total) < 0.8, rng.integers(0, 6, (2, total))
        )
        for _ in range(2)
    ]
    whole = product_model(
        [*sizes, 2],
        [*owner, 1],
        [*relations, np.eye(2, dtype=bool)],
        np.concatenate([half.feasible for half in halves]),
        np.concatenate([half.rank for half in halves], axis=1),
    )
    together = solve(whole, CONCEPTS)
    apart = [solve(half, CONCEPTS) for half in halves]
    for concept in CONCEPTS:
        joined = np.concatenate([half[concept] for half in apart], axis=1)
        assert np.array_equal(together[concept], joined)


def random_shape(rng: np.random.Generator) -> tuple[list[int], list[int], list[np.ndarray]]:
    """Levels, owners and relations of three levers of two parties."""
    sizes = rng.integers(2, 4, 3).tolist()
    return sizes, [0, 0, 1], [random_preorder(rng, size) for size in sizes]
