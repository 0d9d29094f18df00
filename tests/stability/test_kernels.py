"""Compiled loops, one by one, against numpy. They also pass with array bounds checked."""

from collections.abc import Iterator

import numpy as np
import pytest
from tests.stability.models import generator, product_model, random_preorder, random_product_model

from detente.model import Model
from detente.stability import kernels, plain, slabs, tensor
from detente.stability.boxes import Box, Ints, party_boxes
from detente.stability.improvements import pairs
from detente.stability.ranks import narrow
from detente.stability.rows import kernels as rows_kernels
from detente.stability.slabs import Crew

pytestmark = pytest.mark.kernels
CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq")


@pytest.fixture
def crew() -> Iterator[Crew]:
    """One thread."""
    with Crew(1, 1) as one:
        yield one


def drawn_box(rng: np.random.Generator) -> Box:
    """The box of one party among three, with any relations, of 2 to 700 settings."""
    owner = sorted([*rng.integers(0, 3, 5).tolist(), 0, 1, 2])
    sizes = [int(rng.integers(1, 4)) for _ in owner]
    relations = [random_preorder(rng, size) for size in sizes]
    total = int(np.prod(sizes))
    model = product_model(sizes, owner, relations, np.ones(total), np.zeros((3, total)))
    return party_boxes(model)[int(rng.integers(3))]


@pytest.mark.parametrize("lanes", [1, 3, 16, 40])
@pytest.mark.parametrize("seed", range(10))
def test_reduce_rows_takes_minima_over_boxes(seed: int, lanes: int) -> None:
    """For any relations and any number of lanes, as the plain engine does."""
    rng = generator(seed)
    box = drawn_box(rng)
    values = rng.permutation(4 * box.size * lanes).astype(np.int32)
    expected = values.copy()
    for axis in box.axes:
        plain.reduce_axis(expected.reshape(-1, axis.size, axis.stride * lanes), axis, np.minimum)
    program = tensor.programs((box,))
    kernels.reduce_rows(values, values.size, lanes, program.axes, program.steps)
    assert np.array_equal(values, expected)


@pytest.mark.parametrize("size", [2, 3, 5, 8, 64, 100])
@pytest.mark.parametrize("lanes", [1, 2, 5, 16, 64])
def test_a_free_axis_of_any_size_is_set_to_its_minimum(size: int, lanes: int) -> None:
    """Folding in halves and copying in doubles loses no row."""
    values = generator(size).permutation(2 * size * lanes).astype(np.int32)
    expected = np.broadcast_to(
        values.reshape(2, size, lanes).min(axis=1, keepdims=True), (2, size, lanes)
    ).ravel()
    axes = np.array([[1, size, 0, -1]], np.int64)
    kernels.reduce_rows(values, values.size, lanes, axes, np.empty((0, 2), np.int32))
    assert np.array_equal(values, expected)


def wide_model(rng: np.random.Generator, sizes: list[int], owner: list[int]) -> Model:
    """A model of a few thousand states, so that the work falls in several tiles and slabs."""
    total = int(np.prod(sizes))
    relations = [random_preorder(rng, size) for size in sizes]
    feasible = rng.random(total) < rng.choice([0.7, 1.0])
    rank = rng.integers(0, rng.choice([9, total]), (max(owner) + 1, total))
    return product_model(sizes, owner, relations, feasible, rank)


SHAPES = [
    ([3, 2, 2, 3, 2, 4, 2, 2, 2], [0, 0, 0, 1, 1, 1, 2, 2, 2]),
    ([70, 2, 3, 5, 2], [0, 1, 1, 1, 1]),  # a box above 64 settings, at the near end
    ([2, 3, 80, 3], [0, 0, 1, 2]),  # and in the middle
    ([2, 19, 2, 17, 3], [0, 1, 1, 2, 2]),  # a party with two settings
    ([50, 10, 10], [0, 0, 0]),
]


@pytest.mark.parametrize("shape", range(len(SHAPES)))
@pytest.mark.parametrize("threads", [1, 3, 40])
def test_the_engine_agrees_with_the_plain_one(
    shape: int, threads: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In several tiles and slabs, whatever the number of threads."""
    monkeypatch.setattr(slabs, "SHARE", 1)
    monkeypatch.setattr(tensor, "SHARE", 1)
    model = wide_model(generator(shape), *SHAPES[shape])
    expected = plain.solve(model, CONCEPTS)
    for concept, states in tensor.solve(model, CONCEPTS, threads=threads).items():
        assert np.array_equal(states, expected[concept]), concept


@pytest.mark.parametrize("lanes", [1, 3, 5, 64])
@pytest.mark.parametrize("numbers", [1, 2**21])
def test_the_cut_into_slabs_changes_nothing(
    lanes: int, numbers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even where the last slab overlaps the one before."""
    tensor.plan.cache_clear()
    monkeypatch.setattr(slabs, "LINE", lanes)
    monkeypatch.setattr(slabs, "SLAB", numbers)
    monkeypatch.setattr(slabs, "SHARE", 1)
    for seed in range(10):
        model = random_product_model(generator(seed))
        expected = plain.solve(model, CONCEPTS)
        for concept, states in tensor.solve(model, CONCEPTS, threads=2).items():
            assert np.array_equal(states, expected[concept]), (seed, concept)
    tensor.plan.cache_clear()


def test_escapes_are_the_best_rank_one_move_away(crew: Crew) -> None:
    """Staying included, at feasible states."""
    model = wide_model(generator(7), *SHAPES[0])
    boxes = party_boxes(model)
    solver = tensor.Solver(narrow(model.rank), model.feasible, boxes, crew)
    for party, box in enumerate(boxes):
        rank = solver.rank[party]
        expected = rank.copy()
        plain.reduce_box(expected, box, np.maximum)
        found = np.empty_like(rank)
        tiles = kernels.tile_count(rank.size, box.size, box.lower)
        program = solver.plan.programs.of(party), solver.plan.programs.steps
        kernels.find_escapes(0, tiles, rank, rank, box.size, box.lower, *program, found)
        assert np.array_equal(found[model.feasible], expected[model.feasible])
        assert (found[~model.feasible] == -1).all()


@pytest.mark.parametrize("small_box", [0, 10**9])
@pytest.mark.parametrize("top", [126, 127, 32766, 32767])
@pytest.mark.parametrize("shape", range(len(SHAPES)))
def test_ranks_of_each_width_give_the_same_answer(
    shape: int, top: int, small_box: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the edges of one and two bytes; by sorted fibres, and comparing all positions."""
    monkeypatch.setattr(pairs, "SMALL_BOX", small_box)
    rng = generator(shape)
    sizes, owner = SHAPES[shape]
    model = wide_model(rng, sizes, owner)
    rank = np.where(model.feasible, rng.integers(0, top + 1, model.rank.shape), -1)
    rank[:, int(np.argmax(model.feasible))] = top
    again = product_model(sizes, owner, model.allowed, model.feasible, rank.astype(np.int32))
    assert narrow(again.rank).itemsize == {126: 1, 127: 2, 32766: 2, 32767: 4}[top]
    expected = plain.solve(again, CONCEPTS)
    for concept, states in tensor.solve(again, CONCEPTS, threads=1).items():
        assert np.array_equal(states, expected[concept]), concept


@pytest.mark.parametrize("still", [[0], [1], [0, 2], [0, 1, 2]])
def test_indifferent_parties_are_stable_and_never_improve(still: list[int]) -> None:
    """What the engine leaves out for them changes nothing."""
    for seed in range(8):
        model = random_product_model(generator(seed), parties=3)
        rank = model.rank.copy()
        rank[still] = np.where(model.feasible, 4, -1)
        sizes = [len(levels) for levels in model.levels]
        again = product_model(sizes, model.owner, model.allowed, model.feasible, rank)
        expected = plain.solve(again, CONCEPTS)
        for concept, states in tensor.solve(again, CONCEPTS, threads=1).items():
            assert np.array_equal(states, expected[concept]), (seed, concept)
        assert (expected["seq"][still] == model.feasible).all()


def test_a_model_without_a_feasible_state_has_no_stable_one() -> None:
    """Nor does the engine fail."""
    nothing = np.zeros(8, np.bool_)
    both = np.ones((2, 2), bool)
    model = product_model([2, 2, 2], [0, 1, 1], [both] * 3, nothing, np.zeros((2, 8)))
    for states in tensor.solve(model, CONCEPTS, threads=1).values():
        assert not states.any()


@pytest.mark.parametrize("rows", [1, 5, 16, 35, 64])
@pytest.mark.parametrize("columns", [1, 7, 16, 50])
@pytest.mark.parametrize("width", [np.int8, np.int16, np.int32])
def test_rows_are_turned_into_columns(rows: int, columns: int, width: type) -> None:
    """Whatever is left over beside whole blocks, and with gaps between rows."""
    source: Ints = generator(rows).integers(0, 100, (rows, columns + 3)).astype(width)
    target: Ints = np.full((columns, rows + 2), -1, width)
    rows_kernels.turn(source.ravel(), columns + 3, rows, columns, target.reshape(-1), rows + 2)
    assert np.array_equal(target[:, :rows], source[:, :columns].T)
    assert (target[:, rows:] == -1).all()


def test_ranks_of_any_size_are_sorted() -> None:
    """The largest rank that an int32 holds, and ties over a whole fibre."""
    model = wide_model(generator(3), *SHAPES[1])
    rank: Ints = np.where(model.rank >= 0, model.rank, 0).astype(np.int64)
    rank = np.where(model.feasible, rank * (2**31 - 2) // rank.max(), -1).astype(np.int32)
    huge = product_model(
        [len(levels) for levels in model.levels], model.owner, model.allowed, model.feasible, rank
    )
    expected, found = plain.solve(huge, CONCEPTS), tensor.solve(huge, CONCEPTS, threads=1)
    for concept in CONCEPTS:
        assert np.array_equal(found[concept], expected[concept])


@pytest.mark.slow
def test_a_box_of_more_than_32768_settings() -> None:
    """Positions then need more than 15 bits."""
    rng = generator(11)
    two, three = np.ones((2, 2), bool), np.ones((3, 3), bool)
    sizes = [2, *[2] * 16, 3]
    owner = [0, *[1] * 16, 2]
    allowed = [*[two] * 17, three]
    total = int(np.prod(sizes))
    model = product_model(
        sizes, owner, allowed, rng.random(total) < 0.9, rng.integers(0, 5000, (3, total))
    )
    expected, found = plain.solve(model, CONCEPTS), tensor.solve(model, CONCEPTS)
    for concept in CONCEPTS:
        assert np.array_equal(found[concept], expected[concept])
