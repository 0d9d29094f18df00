"""Boxes: relations between levels, merged axes, and groups of positions."""

import numpy as np
import pytest
from tests.stability.models import generator, random_preorder

from detente.stability.boxes import make_box, merged_axes, minimum_steps

FREE = np.ones((2, 2), bool)
UP = np.triu(FREE)


@pytest.mark.parametrize("seed", range(40))
def test_steps_take_minima_over_all_that_a_level_can_become(seed: int) -> None:
    """For any preorder, doing the steps in turn equals taking minima row by row."""
    rng = generator(seed)
    relation = random_preorder(rng, int(rng.integers(1, 7)))
    values = rng.permutation(len(relation)).astype(np.int32)
    expected = [values[row].min() for row in relation]
    for to, origin in minimum_steps(relation):
        values[to] = min(values[to], values[origin])
    assert values.tolist() == expected


def test_a_ladder_needs_one_step_per_rung() -> None:
    """Only covering pairs become steps."""
    assert minimum_steps(np.triu(np.ones((5, 5), bool))).tolist() == [
        [3, 4],
        [2, 3],
        [1, 2],
        [0, 1],
    ]


def test_neighbouring_reversible_levers_are_one_axis() -> None:
    """Two free levers, a one-way lever, one more free lever: three axes."""
    axes = merged_axes([FREE, np.ones((3, 3), bool), UP, FREE])
    assert [(axis.stride, axis.size, axis.free) for axis in axes] == [
        (1, 6, True),
        (6, 2, False),
        (12, 2, True),
    ]


def test_a_party_without_levers_has_one_position() -> None:
    """Its box is one setting, in one group, and it has no axes."""
    box = make_box([], 4, 8)
    assert (box.higher, box.size, box.lower) == (2, 1, 4)
    assert (box.axes, box.groups) == ((), 1)


def test_groups_are_positions_that_can_become_each_other() -> None:
    """A free lever leaves one group; a one-way lever splits each group in two."""
    box = make_box([FREE, UP], 1, 4)
    assert box.group.tolist() == [0, 0, 1, 1]
    pairs = list(zip(box.group_from.tolist(), box.group_to.tolist(), strict=True))
    assert pairs == [(0, 0), (0, 1), (1, 1)]


@pytest.mark.parametrize("seed", range(20))
def test_groups_say_which_position_can_become_which(seed: int) -> None:
    """Positions b and c: every lever allows the change iff group(b) can become group(c)."""
    rng = generator(seed)
    relations = [random_preorder(rng, int(rng.integers(2, 4))) for _ in range(3)]
    table = np.ones((1, 1), bool)
    for relation in relations:
        table = np.kron(relation, table)
    box = make_box(relations, 1, len(table))
    pairs = np.zeros((box.groups, box.groups), bool)
    pairs[box.group_from, box.group_to] = True
    assert np.array_equal(pairs[np.ix_(box.group, box.group)], table)
