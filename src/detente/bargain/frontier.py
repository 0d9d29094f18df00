"""Blocks of levers -> the exact Pareto frontier of all packages, without listing the packages.

Utilities add up over blocks of levers: u(x) = sum_k u_k(x_k), where block k holds the levers that a
rule or a statement ties together and x_k is one of its feasible joint levels (a *row*). Then

    F_0 = {0},   F_k = Pareto(F_{k-1} + rows of block k),   F_K = the frontier,

because dominance survives adding a common vector: what is dominated on the way can be left out. A
partial sum that cannot reach a party's floor even with the best of all later blocks is left out too.
Each label keeps where it came from, so every point gives back its packages.

One block with a row for every state is plain enumeration.

Array letters: P parties, K blocks, R rows of a block, F labels.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from msgspec import Struct, field
from numpy.typing import NDArray

from detente.bargain.pareto import Engine, Points, efficient
from detente.errors import CannotComputeError

__all__ = ["Frontier", "frontier"]

MOST_LABELS = 2_000_000
"""Labels on the way beyond which the frontier is too large to work out."""
MOST_SUMS = 20_000_000


class Frontier(Struct, frozen=True, eq=False):
    """The efficient utility vectors, and how each is reached.

    Attributes
    ----------
    points : (F, P) int64
        The efficient vectors, each once, by increasing utility of the first party.
    rows : tuple of (R_k, P) int64
        The rows of each block.
    layers : tuple of (F_k, P) int64
        The labels after each block; the last are the points.
    steps : tuple of ((F_k,), (F_k,)) int
        For each label: the label before it, and the row added.
    """

    points: Points
    rows: tuple[Points, ...]
    layers: tuple[Points, ...]
    steps: tuple[tuple[NDArray[np.intp], NDArray[np.intp]], ...]
    _counts: dict[tuple[int, bytes], int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.points)

    def one_each(self) -> NDArray[np.intp]:
        """Return one package for each point, as the row of each block: (F, K)."""
        out = np.empty((len(self.points), len(self.rows)), np.intp)
        place = np.arange(len(self.points))
        for k in range(len(self.steps) - 1, -1, -1):
            before, row = self.steps[k]
            out[:, k] = row[place]
            place = before[place]
        return out

    def witnesses(self, point: int) -> Iterator[tuple[int, ...]]:
        """Yield every package that reaches a point, as the row of each block.

        Examples
        --------
        >>> both = np.array([[0, 1], [1, 0]])
        >>> found = frontier([both, both])
        >>> found.points.tolist(), list(found.witnesses(1))
        ([[0, 2], [1, 1], [2, 0]], [(1, 0), (0, 1)])
        """
        yield from self._ways(len(self.rows), self.points[point])

    def _ways(self, blocks: int, target: NDArray[np.int64]) -> Iterator[tuple[int, ...]]:
        if not blocks:
            yield ()
            return
        for row in self._last_rows(blocks, target):
            for before in self._ways(blocks - 1, target - self.rows[blocks - 1][row]):
                yield (*before, row)

    def _last_rows(self, blocks: int, target: NDArray[np.int64]) -> list[int]:
        """Return the rows of the last of `blocks` blocks that lead to `target` from a label before it."""
        rest = target - self.rows[blocks - 1]
        if blocks == 1:
            return np.flatnonzero((rest == 0).all(axis=1)).tolist()
        layer = self.layers[blocks - 2]
        first = np.searchsorted(layer[:, 0], rest[:, 0], "left")
        last = np.searchsorted(layer[:, 0], rest[:, 0], "right")
        return [
            row
            for row in np.flatnonzero(first < last).tolist()
            if (layer[first[row] : last[row]] == rest[row]).all(axis=1).any()
        ]

    def count(self, point: int) -> int:
        """Return how many packages reach a point.

        Examples
        --------
        >>> both = np.array([[0, 1], [1, 0]])
        >>> found = frontier([both, both, both])
        >>> [found.count(point) for point in range(4)]
        [1, 3, 3, 1]
        """
        return self._counted(len(self.rows), self.points[point])

    def _counted(self, blocks: int, target: NDArray[np.int64]) -> int:
        if not blocks:
            return 1
        key = (blocks, target.tobytes())
        if key not in self._counts:
            rows = self.rows[blocks - 1]
            self._counts[key] = (
                len(self._last_rows(1, target))
                if blocks == 1
                else sum(
                    self._counted(blocks - 1, target - rows[row])
                    for row in self._last_rows(blocks, target)
                )
            )
        return self._counts[key]


def frontier(
    rows: Sequence[Points], *, floor: Points | None = None, engine: Engine = "auto"
) -> Frontier:
    """Return the efficient sums of one row of each block.

    Parameters
    ----------
    rows : sequence of (R_k, P) int64
        What each row of each block is worth to each party.
    floor : (P,) int64, optional
        Only sums of at least this much for every party.
    engine : str
        As for `efficient`.

    Returns
    -------
    Frontier

    Raises
    ------
    CannotComputeError
        There are too many labels on the way.

    Examples
    --------
    >>> ban, site = np.array([[4, 0], [0, 5]]), np.array([[0, 3], [6, 0]])
    >>> frontier([ban, site]).points.tolist()
    [[0, 8], [6, 5], [10, 0]]
    >>> frontier([ban, site], floor=np.array([1, 1])).points.tolist()
    [[6, 5]]
    """
    parties = rows[0].shape[1]
    best = [part.max(axis=0) for part in rows]
    rest = [np.zeros(parties, np.int64)]
    for top in reversed(best[1:]):
        rest.append(rest[-1] + top)
    rest.reverse()
    labels = np.zeros((1, parties), np.int64)
    layers: list[Points] = []
    steps: list[tuple[NDArray[np.intp], NDArray[np.intp]]] = []
    for part, after in zip(rows, rest, strict=True):
        labels, step = _add(labels, part, None if floor is None else floor - after, engine)
        layers.append(labels)
        steps.append(step)
    return Frontier(labels, tuple(rows), tuple(layers), tuple(steps))


def _add(
    labels: Points, part: Points, least: Points | None, engine: Engine
) -> tuple[Points, tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Return the efficient sums of a label and a row, and where each came from."""
    if len(part) > len(labels):  # most rows of a block are of no use to anybody
        useful = efficient(part, engine=engine)
        part = part[useful]
    else:
        useful = np.arange(len(part))
    if len(part) * len(labels) > MOST_SUMS:
        raise _too_many(len(part) * len(labels))
    # A party at a time: its sums lie side by side, which the filter reads many times.
    sums = np.empty((labels.shape[1], len(part) * len(labels)), np.int64)
    for p, column in enumerate(sums):
        np.add(part[:, None, p], labels[None, :, p], out=column.reshape(len(part), len(labels)))
    if least is None:
        keep = efficient(sums.T, engine=engine)
    else:
        fine = np.ones(sums.shape[1], np.bool_)
        for column, floor in zip(sums, least.tolist(), strict=True):
            fine &= column >= floor
        alive = np.flatnonzero(fine)
        keep = alive[efficient(np.take(sums, alive, axis=1).T, engine=engine)]
    if len(keep) > MOST_LABELS:
        raise _too_many(len(keep))
    row, before = np.divmod(keep, max(len(labels), 1))
    return np.ascontiguousarray(np.take(sums, keep, axis=1).T), (before, useful[row])


def _too_many(count: int) -> CannotComputeError:
    return CannotComputeError(
        f"the Pareto frontier is too large: {count:,} partial packages would have to be compared",
        "give round weights (then many packages are alike), raise a reservation, or merge levels",
    )
