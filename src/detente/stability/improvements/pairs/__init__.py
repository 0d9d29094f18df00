"""The opponents' improvements where boxes are small: each position is compared with each other one.

That takes more comparisons than sorted fibres, but some dozens of them are one instruction, as
ranks have one or two bytes.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from detente.stability.boxes import Box, Ints
from detente.stability.improvements.pairs import kernels
from detente.stability.improvements.pairs.kernels import TOGETHER
from detente.stability.ranks import never_of
from detente.stability.rows.kernels import Ranks
from detente.stability.slabs import Crew, Slabs

SMALL_BOX = 128
"""Positions of a box up to which, with ranks of one byte, all are compared with each other."""


def small_boxes(rank: Ranks, boxes: Sequence[Box], slabs: Slabs) -> bool:
    """Return whether comparing all positions of each opponent's box is quicker than sorting.

    Measured: with ranks of two bytes up to 16 positions, of four bytes never.
    """
    return max(boxes[j].size for j in slabs.opponents) * rank.itemsize**3 <= SMALL_BOX


def close_by_pairs(
    worth: Ranks, rank: Ranks, boxes: Sequence[Box], slabs: Slabs, *, crew: Crew, found: Ranks
) -> None:
    """Find the least worth that legal sequences of improvements lead to.

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
    crew : Crew
        Threads.
    found : (S,) int
        Output: least worth of a state and all that can be reached from it.
    """
    own = boxes[slabs.party]
    opponents, after = _tables(tuple(boxes[j] for j in slabs.opponents), slabs)
    cut = own.size, own.lower, slabs.width
    arguments = worth, rank, never_of(rank), *cut, opponents, after, found
    crew.share(kernels.close_by_pairs, slabs.count, arguments)


@lru_cache(maxsize=64)
def _tables(boxes: tuple[Box, ...], slabs: Slabs) -> tuple[npt.NDArray[np.int64], Ints]:
    """Return the opponents with these boxes as the kernel reads them, and what positions become."""
    tables = [positions_after(box) for box in boxes]
    starts = accumulate((table.size for table in tables), initial=0)
    opponents = [
        (j, box.size, low, start, table.shape[1])
        for j, box, low, start, table in zip(
            slabs.opponents, boxes, slabs.lower, starts, tables, strict=False
        )
    ]
    return np.array(opponents, np.int64), np.concatenate([table.ravel() for table in tables])


@lru_cache(maxsize=64)
def positions_after(box: Box) -> Ints:
    """Return what each position of a box can become, (B, K) int32, filled up with itself.

    Examples
    --------
    >>> import numpy as np
    >>> from detente.stability.boxes import make_box
    >>> positions_after(make_box([np.triu(np.ones((3, 3), bool))], lower=1, total=3)).tolist()
    [[1, 2, 0, 0], [2, 1, 1, 1], [2, 2, 2, 2]]
    """
    can = np.zeros((box.groups, box.groups), np.bool_)
    can[box.group_from, box.group_to] = True
    reach = can[np.ix_(box.group, box.group)]
    np.fill_diagonal(reach, val=False)
    most = max(1, int(reach.sum(axis=1).max()))
    table = np.repeat(
        np.arange(box.size, dtype=np.int32)[:, None], -(-most // TOGETHER) * TOGETHER, axis=1
    )
    for position, row in enumerate(reach):
        others = np.flatnonzero(row)
        table[position, : others.size] = others
    return table
