"""The opponents' improvements in product form: fibres sorted once, then looked up slab by slab.

Sorted by its party's rank, a fibre shows all improvements at once: from a state, the states before
its tie that its group can become (`detente.stability.boxes`). So one opponent's step is a running
minimum along each of its fibres, and the sorting serves all focal parties and all steps.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import accumulate

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from detente.stability.boxes import Box, Ints
from detente.stability.improvements import kernels
from detente.stability.ranks import never_of
from detente.stability.rows.kernels import Ranks
from detente.stability.slabs import Crew, Slabs

CROWDED = 4
"""Cells for each state up to which a table of groups and ranks is quicker than sorting."""
KEPT = 2**16
"""Numbers in the tables of a slab up to which they are kept for models that differ in their ranks only."""
Indexes = npt.NDArray[np.int64]
Orders = npt.NDArray[np.uint16] | npt.NDArray[np.uint32]


class Groups(Struct, frozen=True):
    """The groups of all boxes, party after party.

    Attributes
    ----------
    group : (sum of B_j,) int32
        Group of each position.
    group_at, origin_at : tuple of P + 1 int
        First row of each party in `group` and in `origin_start`.
    origin_start : int64
        The groups that can become a group are ``origins[its start : next start]``.
    origins : int32
        Numbers of groups.
    """

    group: Ints
    group_at: tuple[int, ...]
    origin_at: tuple[int, ...]
    origin_start: Indexes
    origins: Ints


@lru_cache(maxsize=16)
def all_groups(boxes: tuple[Box, ...]) -> Groups:
    """Return the groups of all boxes."""
    starts = [origin_starts(box) for box in boxes]
    first = np.cumsum([0, *(box.group_to.size for box in boxes)])
    return Groups(
        group=np.concatenate([box.group for box in boxes]),
        group_at=tuple(accumulate((box.size for box in boxes), initial=0)),
        origin_at=tuple(accumulate((box.groups + 1 for box in boxes), initial=0)),
        origin_start=np.concatenate([s + f for s, f in zip(starts, first[:-1], strict=True)]),
        origins=np.concatenate([box.group_from for box in boxes]),
    )


class SortedFibres(Struct, frozen=True):
    """All fibres sorted by their party's rank.

    Attributes
    ----------
    order : (P, S) uint16 or uint32
        Fibre after fibre, positions in the box, best first; the bit above `mask` marks a new tie.
    mask : int
        Bits of a position.
    """

    order: Orders
    mask: int


def sort_fibres(
    rank: Ranks, boxes: Sequence[Box], moving: Mapping[int, int], crew: Crew
) -> SortedFibres:
    """Sort the fibres of some parties by their rank.

    Parameters
    ----------
    rank : (P, S) int
        Ranks, -1 at infeasible states.
    boxes : sequence of Box
        The boxes of all parties.
    moving : mapping of int to int
        The parties, and the largest rank of each; the fibres of the others are left as they are,
        of no meaning.
    crew : Crew
        Threads.
    """
    small = max(box.size for box in boxes) <= 2**15
    order: Orders = np.empty(rank.shape, np.uint16 if small else np.uint32)
    mask = (2**15 if small else 2**31) - 1
    for party, top in moving.items():
        own, box = rank[party], boxes[party]
        arguments = own, box.size, box.lower, top, mask, order[party]
        crew.share(kernels.sort_fibres, own.size // box.size, arguments)
    return SortedFibres(order, mask)


@lru_cache(maxsize=64)
def origin_starts(box: Box) -> Indexes:
    """Return where the groups that can become each group begin in `Box.group_from`, (G + 1,)."""
    return np.searchsorted(box.group_to, np.arange(box.groups + 1)).astype(np.int64)


def few_ranks(top: int, boxes: Sequence[Box], slabs: Slabs) -> bool:
    """Return whether there is one opponent, alone in the slab, with few ranks for its box.

    Parameters
    ----------
    top : int
        The largest rank of the first opponent.
    boxes : sequence of Box
        The boxes of all parties.
    slabs : Slabs
        How the focal party's states are cut.
    """
    if len(slabs.opponents) != 1:
        return False
    box = boxes[slabs.opponents[0]]
    if box.size * slabs.width != slabs.size:  # others have levers too
        return False
    return box.groups * (top + 3) <= CROWDED * box.size


def improve_once(
    worth: Ranks,
    rank: Ranks,
    boxes: Sequence[Box],
    slabs: Slabs,
    *,
    top: int,
    crew: Crew,
    found: Ranks,
) -> None:
    """Find the least worth that one improvement of the only opponent leads to.

    Parameters
    ----------
    worth : (S,) int
        Worth of each state, -1 at infeasible states.
    rank : (P, S) int
        Ranks, -1 at infeasible states.
    boxes : sequence of Box
        The boxes of all parties.
    slabs : Slabs
        How the focal party's states are cut.
    top : int
        The opponent's largest rank.
    crew : Crew
        Threads.
    found : (S,) int
        Output: least worth of a state and all that can be reached from it.
    """
    own, other = boxes[slabs.party], slabs.opponents[0]
    cut = own.size, own.lower, slabs.width, top
    groups = (*by_group(boxes[other]), origin_starts(boxes[other]), boxes[other].group_from)
    arguments = worth, rank[other], never_of(rank), *cut, *groups, found
    crew.share(kernels.improve_once, slabs.count, arguments)


@lru_cache(maxsize=64)
def by_group(box: Box) -> tuple[Ints, Ints]:
    """Return the positions of a box in the order of their groups, and the group of each, (B,)."""
    order = np.argsort(box.group, kind="stable").astype(np.int32)
    return order, box.group[order]


def close_improvements(
    worth: Ranks,
    boxes: tuple[Box, ...],
    slabs: Slabs,
    *,
    fibres: SortedFibres,
    crew: Crew,
    found: Ranks,
) -> None:
    """Find the least worth that legal sequences of the opponents' improvements lead to.

    Parameters
    ----------
    worth : (S,) int
        Worth of each state, -1 at infeasible states.
    boxes : tuple of Box
        The boxes of all parties.
    slabs : Slabs
        How the focal party's states are cut.
    fibres : SortedFibres
        All fibres.
    crew : Crew
        Threads.
    found : (S,) int
        Output: least worth of a state and all that can be reached from it.
    """
    own, groups = boxes[slabs.party], all_groups(boxes)
    small = slabs.size * len(slabs.opponents) <= KEPT
    opponents, *tables = (kept_tables if small else fibre_tables)(boxes, slabs)
    arguments = (
        *(worth, never_of(found), own.size, own.lower, slabs.width, opponents),
        *(fibres.order, fibres.mask, *tables),
        *(groups.group, groups.origin_start, groups.origins, found),
    )
    crew.share(kernels.close_improvements, slabs.count, arguments)


def fibre_tables(boxes: tuple[Box, ...], slabs: Slabs) -> tuple[Indexes, Indexes, Indexes, Ints]:
    """Return the opponents, and where the opponents' fibres lie in a slab and among all fibres.

    A slab is laid out (H_i, L_i, W). An opponent that stands before the focal party divides L_i,
    one that stands after it divides H_i; so the numbers below are sums over a few axes.

    Parameters
    ----------
    boxes : tuple of Box
        The boxes of all parties.
    slabs : Slabs
        How the focal party's states are cut.

    Returns
    -------
    opponents : (O, 7) int64
        As `detente.stability.improvements.kernels.close_improvements` reads them.
    base : (O, F) int64
        First number in the slab of each fibre; F is the most fibres of any opponent.
    native : (O, F) int64
        Number of the fibre among all fibres of its party, if the slab begins at own setting 0.
    home : (O, N) int32
        Fibre through each number of the slab.
    """
    own = boxes[slabs.party]
    most = max(slabs.size // boxes[j].size for j in slabs.opponents)
    base, native = np.zeros((2, len(slabs.opponents), most), np.int64)
    home = np.empty((len(slabs.opponents), slabs.size), np.int32)
    lane = np.arange(slabs.width)
    for k, j in enumerate(slabs.opponents):
        size, lower = boxes[j].size, slabs.lower[k]
        fibre = np.arange(slabs.size // size).reshape(-1, lower)
        home[k].reshape(-1, size, lower)[:] = fibre[:, None, :]
        base[k, : fibre.size] = (
            fibre + np.arange(len(fibre))[:, None] * (size - 1) * lower
        ).ravel()
        if j < slabs.party:
            rows = np.arange(own.higher)[:, None] * own.size + lane
            inner = np.arange(own.lower // size)
            number = rows[:, None, :] * (own.lower // size) + inner[:, None]
        else:
            rows = np.arange(boxes[j].higher)[:, None] * (boxes[j].lower // own.lower)
            rows = rows + np.arange(boxes[j].lower // (own.lower * own.size)) * own.size
            number = (rows.reshape(-1, 1, 1) + lane) * own.lower + np.arange(own.lower)[:, None]
        native[k, : fibre.size] = number.ravel()
    groups = all_groups(boxes)
    opponents = [
        (j, boxes[j].size, low, shift, groups.group_at[j], groups.origin_at[j], boxes[j].groups)
        for j, low, shift in zip(slabs.opponents, slabs.lower, slabs.shift, strict=True)
    ]
    return np.array(opponents, np.int64), base, native, home


kept_tables = lru_cache(maxsize=64)(fibre_tables)
