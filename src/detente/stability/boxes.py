"""A party's moves seen as a box inside the tensor of states.

State number s = sum over levers of level_k * prod_{m<k} levels_m, the levers of one party being
neighbours. Seen by one party the S states are a tensor (H, B, L) in C order:

    B   settings of the party's own levers, its *box*
    L   settings of all levers before them
    H   settings of all levers after them

A *fibre* is the B states that differ in the party's own levers only; a move never leaves it.
Inside a fibre, position b can become position c iff each own lever allows it. That relation is
reflexive and transitive, and a product of one relation per lever, so

    out[b] = min { v[c] : b can become c, or b = c }

is found lever by lever. Positions that can become each other form a *group*; the groups of a
party whose levers are all reversible are one.
"""

from collections.abc import Sequence
from functools import lru_cache
from math import prod

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from detente.model import Model

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int32]


class Axis(Struct, frozen=True):
    """One lever of a box, or several neighbouring ones that are freely reversible.

    Attributes
    ----------
    stride : int
        Distance, in positions of the box, between neighbouring levels.
    size : int
        Number of levels n.
    free : bool
        Every level can become every other.
    steps : (K, 2) int32
        Where the axis is not free, pairs (to, from): doing ``v[to] = min(v[to], v[from])`` for
        each in turn leaves in ``v[x]`` the minimum over all levels that x can become, and x.
    """

    stride: int
    size: int
    free: bool
    steps: Ints


class Box(Struct, frozen=True, eq=False):
    """One party's place in the tensor of states.

    Attributes
    ----------
    higher, size, lower : int
        The shape (H, B, L) of the tensor as this party sees it.
    axes : tuple of Axis
        Its levers, the fastest varying first; reversible neighbours are one axis.
    group : (B,) int32
        Group of each position, 0 <= group < G.
    group_from, group_to : (K,) int32
        All pairs of groups such that the first can become the second, each group and itself
        included; in increasing order of `group_to`, then of `group_from`.
    """

    higher: int
    size: int
    lower: int
    axes: tuple[Axis, ...]
    group: Ints
    group_from: Ints
    group_to: Ints

    @property
    def groups(self) -> int:
        """Number of groups G."""
        return int(self.group_to[-1]) + 1


def party_boxes(model: Model) -> tuple[Box, ...]:
    """Return the boxes of all parties of a model in product form."""
    relations = tuple((len(one), np.asarray(one, np.bool_).tobytes()) for one in model.allowed)
    return _boxes(len(model.parties), tuple(model.owner), relations)


@lru_cache(maxsize=16)  # models of the same case differ in their ranks only
def _boxes(
    parties: int, owner: tuple[int, ...], relations: tuple[tuple[int, bytes], ...]
) -> tuple[Box, ...]:
    allowed = [np.frombuffer(raw, np.bool_).reshape(size, size) for size, raw in relations]
    total = prod(size for size, _ in relations)
    boxes = []
    lower = 1
    for party in range(parties):
        own = [lever for lever, its in enumerate(owner) if its == party]
        boxes.append(make_box([allowed[k] for k in own], lower, total))
        lower *= boxes[-1].size
    return tuple(boxes)


def make_box(relations: Sequence[Bools], lower: int, total: int) -> Box:
    """Return the box of some levers that stand together in the tensor of states.

    Parameters
    ----------
    relations : sequence of (n, n) bool
        Allowed changes [from, to] of each lever, reflexive and transitive.
    lower : int
        Settings L of the levers before them.
    total : int
        Number of states S = H * B * L.
    """
    group, starts, ends, count = np.zeros(1, np.int32), _zeros(), _zeros(), 1
    free = 1
    for allowed in relations:
        if _is_free(allowed):
            free *= len(allowed)
            continue
        group, free = np.tile(group, free), 1
        names, number = np.unique(leaders(allowed), return_inverse=True)
        froms, tos = np.nonzero(allowed[np.ix_(names, names)])
        group = np.add.outer(count * number, group).ravel()
        starts = np.add.outer(count * froms, starts).ravel()
        ends = np.add.outer(count * tos, ends).ravel()
        count *= len(names)
    group = np.tile(group, free)
    order = np.lexsort((starts, ends)) if count > 1 else np.zeros(1, np.int64)
    size = group.size
    return Box(
        higher=total // (size * lower),
        size=size,
        lower=lower,
        axes=merged_axes(relations),
        group=group.astype(np.int32),
        group_from=starts[order].astype(np.int32),
        group_to=ends[order].astype(np.int32),
    )


def _is_free(allowed: Bools) -> bool:
    """Return whether every level can become every other."""
    return int(np.count_nonzero(allowed)) == allowed.size


def _zeros() -> npt.NDArray[np.int64]:
    return np.zeros(1, np.int64)


def merged_axes(relations: Sequence[Bools]) -> tuple[Axis, ...]:
    """Return one axis per lever, neighbouring reversible levers merged into one."""
    axes: list[Axis] = []
    stride = 1
    for allowed in relations:
        size = len(allowed)
        if not _is_free(allowed):
            axes.append(Axis(stride, size, free=False, steps=minimum_steps(allowed)))
        elif axes and axes[-1].free:
            last = axes.pop()
            axes.append(free_axis(last.stride, last.size * size))
        else:
            axes.append(free_axis(stride, size))
        stride *= size
    return tuple(axes)


def free_axis(stride: int, size: int) -> Axis:
    """Return an axis on which every level can become every other."""
    return Axis(stride, size, free=True, steps=np.empty((0, 2), np.int32))


def leaders(allowed: Bools) -> npt.NDArray[np.int64]:
    """Return for each level the first level that it can become and that can become it.

    Examples
    --------
    >>> leaders(np.array([[1, 1, 1], [0, 1, 1], [0, 1, 1]], bool)).tolist()
    [0, 1, 1]
    """
    first: npt.NDArray[np.int64] = (allowed & allowed.T).argmax(axis=1)
    return first


def minimum_steps(allowed: Bools) -> Ints:
    """Return the steps that take minima over everything a level can become.

    Each group of levels gathers its minimum at its first level; the first levels then pass minima
    back along the covering pairs of the order, those that reach least going first; at last each
    first level hands its minimum to its group.

    Parameters
    ----------
    allowed : (n, n) bool
        Allowed changes [from, to], reflexive and transitive.

    Returns
    -------
    (K, 2) int32
        Pairs (to, from), see `Axis.steps`.

    Examples
    --------
    A ladder of three levels that can only be climbed:

    >>> minimum_steps(np.triu(np.ones((3, 3), bool))).tolist()
    [[1, 2], [0, 1]]
    """
    leader = leaders(allowed)
    members = [(int(a), b) for b, a in enumerate(leader) if a != b]
    first = sorted(set(leader.tolist()), key=lambda level: int(allowed[level].sum()))
    strict = allowed & ~allowed.T
    covers = strict & ~(strict.astype(np.int64) @ strict.astype(np.int64) > 0)
    chain = [(a, b) for a in first for b in first if covers[a, b]]
    steps = [*members, *chain, *((b, a) for a, b in members)]
    return np.array(steps, np.int32).reshape(-1, 2)
