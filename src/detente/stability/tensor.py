"""Individual stability in product form, with compiled loops, for up to some 2^24 states.

The mathematics is that of `detente.stability.plain`; the order of work differs.

- The moves of the opponents of party i leave party i's levers alone, so the states fall into B_i
  independent parts, one per setting of those levers. W neighbouring parts are copied to a *slab*
  that stays in cache, closed there, and written back. Slabs are shared out among threads.
- In the closure over moves each opponent's step is a minimum over its boxes: a few vector
  operations per lever.
- In the closure over improvements each fibre of each opponent has been sorted by that opponent's
  rank once and for all; a step is a running minimum along it. Only fibres through a state whose
  value has fallen are looked at again.

Memory, for S states and P parties: 2 P bytes per state for sorted fibres, 4 for values, and the
slabs, next to the 4 P of the ranks and 1 P per concept of the answer.

Compiled code is kept on disk between runs. Threads only share out work, so their number changes
nothing but time.
"""

import os
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import pairwise
from typing import Self

import numpy as np
import numpy.typing as npt

from detente.model import Model
from detente.stability import kernels
from detente.stability.boxes import Bools, Box, Ints, party_boxes

Indexes = npt.NDArray[np.int64]
Orders = npt.NDArray[np.uint16] | npt.NDArray[np.uint32]
Work = Callable[[int, int], None]

LANES = 16
"""Own settings of the focal party in a slab aimed at: one cache line."""
SLAB = 2**21
"""Numbers in a slab at most, where that leaves it some lanes."""


@dataclass(frozen=True, slots=True)
class Programs:
    """How to take minima over the boxes, as `detente.stability.kernels` reads it.

    Attributes
    ----------
    axes : (A, 4) int64
        Stride, number of levels, first and last row in `steps` of the axes of all parties; the
        last before the first where the axis is free.
    steps : (K, 2) int32
        Steps of the axes that are not free.
    start : (P + 1,) int64
        Party j has the axes ``start[j] : start[j + 1]``.
    """

    axes: Indexes
    steps: Ints
    start: Indexes

    def of(self, party: int) -> Indexes:
        """Return the axes of one party."""
        return self.axes[self.start[party] : self.start[party + 1]]


@dataclass(frozen=True, slots=True)
class SortedFibres:
    """All fibres sorted by their party's rank, and the groups of all boxes.

    Attributes
    ----------
    order : (P, S) uint16 or uint32
        Fibre after fibre, positions in the box, best first; the bit above `mask` marks a new tie.
    mask : int
        Bits of a position.
    group : (sum of B_j,) int32
        Group of each position, party after party.
    group_at, origin_at : (P,) int64
        First row of each party in `group` and in `origin_start`.
    origin_start : int64
        The groups that can become a group are ``origins[its start : next start]``.
    origins : int32
        Numbers of groups.
    """

    order: Orders
    mask: int
    group: Ints
    group_at: Indexes
    origin_at: Indexes
    origin_start: Indexes
    origins: Ints


@dataclass(frozen=True, slots=True)
class Slabs:
    """How the states are cut for one focal party i.

    Attributes
    ----------
    width : int
        Own settings W per slab.
    count : int
        Number of slabs. The last may overlap the one before; both then find the same values.
    size : int
        Numbers N in a slab.
    opponents : tuple of int
        The other parties, those without any move left out.
    lower : tuple of int
        L of each opponent inside a slab, whose layout is (H_i, L_i, W).
    shift : tuple of int
        What one own setting of party i adds to the number of each opponent's fibres.
    """

    width: int
    count: int
    size: int
    opponents: tuple[int, ...]
    lower: tuple[int, ...]
    shift: tuple[int, ...]


class Crew:
    """Threads that share out ranges of work."""

    def __init__(self, threads: int) -> None:
        self.threads = threads
        self._pool = ThreadPoolExecutor(threads)

    def share(self, work: Work, count: int) -> None:
        """Do ``work(first, last)`` on ranges that make up ``range(count)``."""
        pieces = min(count, 4 * self.threads)
        if self.threads == 1 or pieces <= 1:
            work(0, count)
            return
        cuts = [count * piece // pieces for piece in range(pieces + 1)]
        for done in [self._pool.submit(work, *cut) for cut in pairwise(cuts)]:
            done.result()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self._pool.shutdown()


def solve(
    model: Model, concepts: Collection[str], *, threads: int | None = None
) -> dict[str, Bools]:
    """Return for each concept where each party is stable.

    Parameters
    ----------
    model : Model
        In product form.
    concepts : collection of str
        Some of ``"nash"``, ``"gmr"``, ``"smr"``, ``"seq"``, ``"sseq"``.
    threads : int, optional
        How many to use; by default one per processor that the process may use. Changes nothing
        but time.

    Returns
    -------
    dict of (P, S) bool
        False at infeasible states.
    """
    with Crew(threads or processors()) as crew:
        solver = Solver(model, crew)
        return {concept: solver.stable(concept) for concept in concepts}


def processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Solver:
    """One model, and what all questions about it share.

    Parameters
    ----------
    model : Model
        In product form.
    crew : Crew
        Threads.
    """

    def __init__(self, model: Model, crew: Crew) -> None:
        self.rank: Ints = np.ascontiguousarray(model.rank, np.int32)
        self.boxes = party_boxes(model)
        self.programs = programs(self.boxes)
        self.crew = crew
        self.escape = np.empty(self.rank.shape[1], np.int32)
        self.found = np.empty(self.rank.shape[1], np.int32)

    @cached_property
    def fibres(self) -> SortedFibres:
        """All fibres sorted: only needed for improvements."""
        return sorted_fibres(self.rank, self.boxes, self.crew)

    def stable(self, concept: str) -> Bools:
        """Return where each party is stable, (P, S) bool."""
        stable = np.empty(self.rank.shape, np.bool_)
        for party in range(len(self.boxes)):
            self._mark_stable(party, self._worth(concept, party), stable[party])
        return stable

    def _worth(self, concept: str, party: int) -> Ints:
        """Return the worst that the opponents can make of each state, (S,) int32."""
        rank: Ints = self.rank[party]
        if concept == "nash" or self.boxes[party].size == 1:
            return rank
        slabs = cut_slabs(self.boxes, party, rank.size, self.crew.threads)
        if not slabs.opponents:
            return rank
        worth = self._escapes(party) if concept in {"smr", "sseq"} else rank
        if concept in {"gmr", "smr"}:
            return self._close_moves(party, slabs, worth)
        return self._close_improvements(party, slabs, worth)

    def _own(self, party: int) -> tuple[int, int, Indexes, Ints]:
        box = self.boxes[party]
        return box.size, box.lower, self.programs.of(party), self.programs.steps

    def _tiles(self, party: int) -> int:
        box = self.boxes[party]
        return kernels.tile_count(self.rank.shape[1], box.size, box.lower)

    def _mark_stable(self, party: int, worth: Ints, stable: Bools) -> None:
        def work(first: int, last: int) -> None:
            own = self._own(party)
            kernels.mark_stable(worth, self.rank[party], *own, first, last, stable)

        self.crew.share(work, self._tiles(party))

    def _escapes(self, party: int) -> Ints:
        """Return the best rank that the party can move to from each state, staying included."""

        def work(first: int, last: int) -> None:
            own = self._own(party)
            kernels.find_escapes(self.rank[party], *own, first, last, self.escape)

        self.crew.share(work, self._tiles(party))
        return self.escape

    def _close_moves(self, party: int, slabs: Slabs, worth: Ints) -> Ints:
        box, start = self.boxes[party], self.programs.start
        opponents = np.array(
            [
                (self.boxes[j].size, lower, start[j], start[j + 1])
                for j, lower in zip(slabs.opponents, slabs.lower, strict=True)
            ],
            np.int64,
        )

        def work(first: int, last: int) -> None:
            cut = box.size, box.lower, slabs.width, first, last
            all_programs = self.programs.axes, self.programs.steps
            kernels.close_moves(worth, self.rank[party], *cut, opponents, *all_programs, self.found)

        self.crew.share(work, slabs.count)
        return self.found

    def _close_improvements(self, party: int, slabs: Slabs, worth: Ints) -> Ints:
        box, fibres = self.boxes[party], self.fibres
        opponents = np.array(
            [
                (
                    j,
                    self.boxes[j].size,
                    slabs.lower[k],
                    slabs.shift[k],
                    fibres.group_at[j],
                    fibres.origin_at[j],
                    self.boxes[j].groups,
                )
                for k, j in enumerate(slabs.opponents)
            ],
            np.int64,
        )
        tables = slab_fibres(self.boxes, party, slabs)

        def work(first: int, last: int) -> None:
            cut = box.size, box.lower, slabs.width, first, last
            sorting = fibres.order, fibres.mask, *tables
            groups = fibres.group, fibres.origin_start, fibres.origins
            kernels.close_improvements(
                worth, self.rank[party], *cut, opponents, *sorting, *groups, self.found
            )

        self.crew.share(work, slabs.count)
        return self.found


def programs(boxes: Sequence[Box]) -> Programs:
    """Return the programs of all boxes."""
    axes: list[tuple[int, int, int, int]] = []
    steps = [np.empty((0, 2), np.int32)]
    start = [0]
    done = 0
    for box in boxes:
        for axis in box.axes:
            last = -1 if axis.free else done + len(axis.steps)
            axes.append((axis.stride, axis.size, done, last))
            steps.append(axis.steps)
            done += len(axis.steps)
        start.append(len(axes))
    table = np.array(axes, np.int64).reshape(-1, 4)
    return Programs(table, np.concatenate(steps), np.array(start, np.int64))


def sorted_fibres(rank: Ints, boxes: Sequence[Box], crew: Crew) -> SortedFibres:
    """Sort the fibres of all parties by their rank.

    Parameters
    ----------
    rank : (P, S) int32
        Ranks, -1 at infeasible states.
    boxes : sequence of Box
        The boxes of all parties.
    crew : Crew
        Threads.
    """
    small = max(box.size for box in boxes) <= 2**15
    order: Orders = np.empty(rank.shape, np.uint16 if small else np.uint32)
    mask = (2**15 if small else 2**31) - 1
    for party, box in enumerate(boxes):
        own, target, top = rank[party], order[party], int(rank[party].max())
        sort = partial(kernels.sort_fibres, own, box.size, box.lower, top)
        crew.share(partial(_into, sort, mask, target), rank.shape[1] // box.size)
    starts = [np.searchsorted(box.group_to, np.arange(box.groups + 1)) for box in boxes]
    first = np.cumsum([0, *(box.group_to.size for box in boxes)])
    return SortedFibres(
        order=order,
        mask=mask,
        group=np.concatenate([box.group for box in boxes]),
        group_at=np.cumsum([0, *(box.size for box in boxes)]),
        origin_at=np.cumsum([0, *(box.groups + 1 for box in boxes)]),
        origin_start=np.concatenate([s + f for s, f in zip(starts, first, strict=False)]),
        origins=np.concatenate([box.group_from for box in boxes]),
    )


def _into(sort: Callable[..., None], mask: int, target: Orders, first: int, last: int) -> None:
    sort(first, last, mask, target)


def cut_slabs(boxes: Sequence[Box], party: int, total: int, threads: int) -> Slabs:
    """Cut the states of a focal party into slabs, enough of them for all threads.

    Parameters
    ----------
    boxes : sequence of Box
        The boxes of all parties.
    party : int
        The focal party.
    total : int
        Number of states S.
    threads : int
        Threads to occupy.
    """
    own = boxes[party]
    width = min(own.size, LANES)
    while width > 4 and (own.size < width * threads or total // own.size * width > SLAB):
        width //= 2
    opponents = tuple(j for j, box in enumerate(boxes) if j != party and box.size > 1)
    before = [boxes[j].lower for j in opponents]
    return Slabs(
        width=width,
        count=-(-own.size // width),
        size=total // own.size * width,
        opponents=opponents,
        lower=tuple(
            width * (low if j < party else low // own.size)
            for j, low in zip(opponents, before, strict=True)
        ),
        shift=tuple(own.lower // (boxes[j].size if j < party else 1) for j in opponents),
    )


def slab_fibres(boxes: Sequence[Box], party: int, slabs: Slabs) -> tuple[Indexes, Indexes, Ints]:
    """Return where the opponents' fibres lie in a slab and in the whole tensor.

    Parameters
    ----------
    boxes : sequence of Box
        The boxes of all parties.
    party : int
        The focal party i.
    slabs : Slabs
        How its states are cut.

    Returns
    -------
    base : (O, F) int64
        First number in the slab of each fibre.
    native : (O, F) int64
        Number of the fibre among all fibres of its party, when the slab begins at own setting 0.
    home : (O, N) int32
        Fibre through each number of a slab.
    """
    own = boxes[party]
    count = len(slabs.opponents)
    most = max(slabs.size // boxes[j].size for j in slabs.opponents)
    base, native = np.zeros((2, count, most), np.int64)
    home = np.empty((count, slabs.size), np.int32)
    for k, j in enumerate(slabs.opponents):
        size, lower = boxes[j].size, slabs.lower[k]
        fibre = np.arange(slabs.size // size)
        home[k].reshape(-1, size, lower)[:] = fibre.reshape(-1, 1, lower)
        first = fibre + fibre // lower * (size - 1) * lower
        row, lane = np.divmod(first, slabs.width)
        high, low = np.divmod(row, own.lower)
        state = (high * own.size + lane) * own.lower + low
        base[k, : fibre.size] = first
        whole = state // (size * boxes[j].lower)
        native[k, : fibre.size] = state - whole * (size - 1) * boxes[j].lower
    return base, native, home
