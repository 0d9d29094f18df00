"""Settings that no feasible state has, left out: the same question about fewer states.

A rule among one party's own levers ("one or the other, not both") takes away whole settings of its
box, whatever the others do. Without them the states are again a product of boxes, only smaller: six
such parties may leave an eighth of all states. What a party may change a setting to is not touched,
as a move leads from one feasible state to another in one go.

Array letters: P parties, S states, K states that are left, B settings of a party's levers.
"""

from collections.abc import Sequence
from functools import lru_cache
from math import prod

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from detente.stability.boxes import Bools, Box, free_axis, make_box

__all__ = ["Part", "occurring", "occurring_part"]

WORTH_WHILE = 2
"""Times fewer states for which it pays to copy the ranks and to write the answer back."""
LARGEST = 256
"""Settings that may be left of a party that cannot take back all it does; each pair is looked at."""
States = npt.NDArray[np.int64]


class Part(Struct, frozen=True):
    """The states all whose settings occur in some feasible state.

    Attributes
    ----------
    boxes : tuple of Box
        The boxes of all parties, with the settings that are left.
    states : (K,) int64
        The states, in increasing order.
    """

    boxes: tuple[Box, ...]
    states: States


def occurring(feasible: Bools, boxes: Sequence[Box]) -> list[Bools]:
    """Return for each party which of its settings some feasible state has, (B,) bool each.

    Parameters
    ----------
    feasible : (S,) bool
        The states that can be.
    boxes : sequence of Box
        The boxes of all parties.

    Examples
    --------
    Two levers of the first party that are never both on, and one of the second:

    >>> free = np.ones((2, 2), bool)
    >>> boxes = make_box([free, free], 1, 8), make_box([free], 4, 8)
    >>> [found.tolist() for found in occurring(np.array([1, 1, 1, 0] * 2, bool), boxes)]
    [[True, True, True, False], [True, True]]
    """
    found = []
    rest = feasible
    for box in reversed(boxes):  # the last party's levers vary slowest
        table = rest.reshape(box.size, -1)
        found.append(np.logical_or.reduce(table, axis=1))
        rest = np.logical_or.reduce(table, axis=0)
    return found[::-1]


def occurring_part(feasible: Bools, boxes: tuple[Box, ...]) -> Part | None:
    """Return the part of the states whose settings all occur; None if that leaves most of them.

    Parameters
    ----------
    feasible : (S,) bool
        The states that can be.
    boxes : tuple of Box
        The boxes of all parties.
    """
    if feasible.all() or not feasible.any():
        return None
    found = [
        own if box.groups == 1 or np.count_nonzero(own) <= LARGEST else np.ones_like(own)
        for own, box in zip(occurring(feasible, boxes), boxes, strict=True)
    ]
    if prod(int(np.count_nonzero(own)) for own in found) * WORTH_WHILE > feasible.size:
        return None
    return _part(boxes, tuple(own.tobytes() for own in found))


@lru_cache(maxsize=4)  # models of the same case differ in their ranks only
def _part(boxes: tuple[Box, ...], found: tuple[bytes, ...]) -> Part:
    kept = [np.flatnonzero(np.frombuffer(own, np.bool_)) for own in found]
    total = prod(own.size for own in kept)
    states: States = np.zeros(1, np.int64)
    smaller = []
    for box, own in zip(boxes, kept, strict=True):
        smaller.append(_smaller(box, own, states.size, total))
        states = np.add.outer(own * box.lower, states).ravel()
    return Part(tuple(smaller), states)


def _smaller(box: Box, kept: npt.NDArray[np.intp], lower: int, total: int) -> Box:
    """Return the box of some of a party's settings, in a tensor with fewer states."""
    if box.groups == 1:
        one = np.zeros(1, np.int32)
        higher = total // (kept.size * lower)
        group = np.zeros(kept.size, np.int32)
        return Box(higher, kept.size, lower, (free_axis(1, kept.size),), group, one, one)
    if kept.size == box.size:
        return Box(
            higher=total // (kept.size * lower),
            size=box.size,
            lower=lower,
            axes=box.axes,
            group=box.group,
            group_from=box.group_from,
            group_to=box.group_to,
        )
    can = np.zeros((box.groups, box.groups), np.bool_)
    can[box.group_from, box.group_to] = True
    group = box.group[kept]
    return make_box([can[np.ix_(group, group)]], lower, total)
