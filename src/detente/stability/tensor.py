"""Individual stability in product form, with compiled loops, for up to some 2^27 states.

The mathematics is that of `detente.stability.plain`; the order of work differs.

- Ranks are kept in one, two or four bytes, as few as hold them (`detente.stability.ranks`), so that
  one instruction compares up to 32 of them and more of them fit the cache.
- The moves of the opponents of party i leave party i's levers alone, so the states fall into B_i
  independent parts, one per setting of those levers. Some neighbouring parts at a time are copied
  to a *slab* that stays in cache, closed there, and written back.
- In the closure over moves each opponent's step is a minimum over its boxes: a few vector
  operations per lever.
- In the closure over improvements small boxes are compared position by position, many fibres side
  by side. In large boxes each fibre of each opponent has been sorted by that opponent's rank once
  and for all; a step is a running minimum along it. Only what another opponent has lowered since
  is looked at again. A single opponent with few ranks needs neither: one table of ranks per fibre.

Memory, for S states and P parties and ranks of b bytes: b P for the ranks, b for values, 2 P for
sorted fibres where they are needed, and the slabs; next to the 4 P of the model's ranks and 1 P per
concept of the answer.

Compiled code is kept on disk between runs. Threads only share out work, so their number changes
nothing but time.
"""

from collections.abc import Callable, Collection
from copy import copy
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from detente.model import Model
from detente.stability import kernels
from detente.stability.boxes import Bools, Box, Ints, party_boxes
from detente.stability.improvements import (
    SortedFibres,
    close_improvements,
    few_ranks,
    improve_once,
    sort_fibres,
)
from detente.stability.improvements.pairs import close_by_pairs, small_boxes
from detente.stability.occurring import kernels as occurring
from detente.stability.occurring import occurring_part
from detente.stability.ranks import narrow, never_of
from detente.stability.rows.kernels import Ranks
from detente.stability.slabs import SHARE, Crew, Slabs, cut_slabs, processors

Indexes = npt.NDArray[np.int64]
Kernel = Callable[..., None]
SAMPLE = 256
"""States that are looked at first to see whether a party holds any two apart."""


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
    threads = threads or processors()
    boxes = party_boxes(model)
    part = occurring_part(model.feasible, boxes)
    if part is None:
        return _solve(model.rank, model.feasible, boxes, concepts, threads)
    with Crew(threads, part.states.size) as crew:
        rank = np.empty((len(boxes), part.states.size), np.int32)
        everything = np.ascontiguousarray(model.rank, np.int32)
        crew.share(occurring.gather, part.states.size, (part.states, everything, rank))
        found = _solve(rank, model.feasible[part.states], part.boxes, concepts, threads)
        stable = np.zeros((len(found), *model.rank.shape), np.bool_)
        for part_of, target in zip(found.values(), stable, strict=True):
            crew.share(occurring.spread, part.states.size, (part.states, part_of, target))
    return dict(zip(found, stable, strict=True))


def _solve(
    rank: npt.NDArray[np.int32],
    feasible: Bools,
    boxes: tuple[Box, ...],
    concepts: Collection[str],
    threads: int,
) -> dict[str, Bools]:
    size = feasible.size
    if size <= SHARE:
        threads = 1
    questions = max(1, len(concepts) * len(boxes))
    # A thread for each question wakes up once; to share out every pass would wake it hundreds of times.
    desks = min(threads, questions)
    with Crew(threads, size) as everybody, Crew(threads // desks, size) as few:
        solver = Solver(narrow(rank, everybody), feasible, boxes, few)
        solver.prepare(concepts, everybody)
        if desks == threads:
            return solver.solve(concepts, everybody)
        with Crew(desks, size) as some:
            return solver.solve(concepts, some)


class Programs(Struct, frozen=True):
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


@lru_cache(maxsize=16)
def programs(boxes: tuple[Box, ...]) -> Programs:
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


def _indifferent(rank: Ranks, top: int) -> bool:
    """Return whether a party ranks all feasible states alike."""
    parts = rank[:SAMPLE], rank[SAMPLE:]
    return all(not ((part >= 0) & (part != top)).any() for part in parts)


class Plan(Struct, frozen=True):
    """What depends on the boxes alone, so that models which differ in their ranks share it.

    Attributes
    ----------
    programs : Programs
        How to take minima over the boxes.
    slabs : tuple of Slabs
        How the states are cut for each party.
    movers : tuple of (O, 4) int64
        For each party its opponents, as `detente.stability.kernels.close_moves` reads them.
    tiles : tuple of int
        For each party the tiles in which its own moves are looked at.
    own : tuple
        For each party the box and the program that its own moves follow, as
        `detente.stability.kernels.mark_stable` reads them.
    """

    programs: Programs
    slabs: tuple[Slabs, ...]
    movers: tuple[Indexes, ...]
    tiles: tuple[int, ...]
    own: tuple[tuple[int, int, Indexes, Ints], ...]


@lru_cache(maxsize=16)
def plan(boxes: tuple[Box, ...], threads: int, itemsize: int) -> Plan:
    """Return the plan for ranks of some bytes and some threads."""
    its = programs(boxes)
    start = its.start
    slabs = tuple(cut_slabs(boxes, j, threads, itemsize=itemsize) for j in range(len(boxes)))
    movers = tuple(
        np.array(
            [
                (boxes[j].size, lower, start[j], start[j + 1])
                for j, lower in zip(cut.opponents, cut.lower, strict=True)
            ],
            np.int64,
        ).reshape(-1, 4)
        for cut in slabs
    )
    total = boxes[0].higher * boxes[0].size * boxes[0].lower if boxes else 1
    tiles = tuple(kernels.tile_count(total, box.size, box.lower) for box in boxes)
    own = tuple((box.size, box.lower, its.of(j), its.steps) for j, box in enumerate(boxes))
    return Plan(its, slabs, movers, tiles, own)


class Solver:
    """One model, and what the questions about it share.

    Parameters
    ----------
    rank : (P, S) int8, int16 or int32
        Ranks, -1 at infeasible states.
    feasible : (S,) bool
        The states that can be.
    boxes : tuple of Box
        The boxes of all parties.
    crew : Crew
        Threads.
    """

    def __init__(self, rank: Ranks, feasible: Bools, boxes: tuple[Box, ...], crew: Crew) -> None:
        self.rank = rank
        self.feasible = feasible
        self.boxes = boxes
        self.crew = crew
        self.plan = plan(boxes, crew.threads, rank.itemsize)
        self.top: list[int] = rank.max(axis=1).tolist()
        still = [j for j, own in enumerate(rank) if _indifferent(own, self.top[j])]
        self.indifferent = frozenset(still)
        self.improvers = [cut.without(still) for cut in self.plan.slabs]
        self.fibres: SortedFibres
        self.found = np.empty(rank.shape[1], rank.dtype)

    def prepare(self, concepts: Collection[str], crew: Crew) -> None:
        """Sort the fibres that will be looked up, with all threads."""
        if {"seq", "sseq"}.isdisjoint(concepts):
            return
        moving = {
            j: self.top[j]
            for focal, cut in enumerate(self.improvers)
            if focal not in self.indifferent and self._by_sorting(cut)
            for j in cut.opponents
        }
        if moving:
            self.fibres = sort_fibres(self.rank, self.boxes, moving, crew)

    def _by_sorting(self, cut: Slabs) -> bool:
        """Whether improvements are followed along sorted fibres."""
        if not cut.opponents or few_ranks(self.top[cut.opponents[0]], self.boxes, cut):
            return False
        return not small_boxes(self.rank, self.boxes, cut)

    def solve(self, concepts: Collection[str], desks: Crew) -> dict[str, Bools]:
        """Return for each concept where each party is stable, (P, S) bool.

        Parameters
        ----------
        concepts : collection of str
            As for `solve`.
        desks : Crew
            A thread for each question, a concept and a party, that is worked on at the same time.
        """
        # One block: the system hands out large blocks with fewer interruptions.
        block = np.empty((len(concepts), *self.rank.shape), np.bool_)
        stable = dict(zip(concepts, block, strict=True))
        beside = next((concept for concept in ("smr", "sseq") if concept in stable), "")
        free = [self, *(self._beside() for _ in range(desks.threads - 1))]

        def answer(concept: str, party: int) -> None:
            desk = free.pop()
            with_nash = stable["nash"][party] if concept == beside and "nash" in stable else None
            desk.answer(concept, party, stable[concept][party], with_nash)
            free.append(desk)

        order = [concept for concept in ("seq", "sseq", "gmr", "smr", "nash") if concept in stable]
        if beside and "nash" in order:
            order.remove("nash")
        desks.each(
            answer, [(concept, party) for concept in order for party in range(len(self.rank))]
        )
        return stable

    def _beside(self) -> "Solver":
        """Return the same with work space of its own."""
        other = copy(self)
        other.found = np.empty_like(self.found)
        return other

    def answer(self, concept: str, party: int, stable: Bools, nash: Bools | None) -> None:
        """Mark where one party is stable, (S,) bool; by the way also where it is Nash stable."""
        rank = worth = self.rank[party]
        if party in self.indifferent:  # nothing is better than anything
            stable[:] = self.feasible
            if nash is not None:
                nash[:] = self.feasible
            return
        if concept in {"smr", "sseq"}:
            worth = self.found
            self._over_tiles(kernels.find_escapes, party, rank, rank, worth)
        if nash is not None:  # nothing better is a move away
            self.crew.share(kernels.mark_best, rank.size, (worth, rank, nash))
        self._mark(party, self._worth(concept, party, worth), stable)

    def _mark(self, party: int, worth: Ranks, stable: Bools) -> None:
        """Mark where no move of one party pays, given what its opponents can make of each state."""
        self._over_tiles(kernels.mark_stable, party, worth, self.rank[party], stable)

    def _worth(self, concept: str, party: int, worth: Ranks) -> Ranks:
        """Return the worst that the opponents can make of each state, (S,) int.

        It may be written over `worth`: a closure of what is closed in part is the same closure.
        """
        moves = concept in {"gmr", "smr"}
        slabs = self.plan.slabs[party] if moves else self.improvers[party]
        if concept == "nash" or self.boxes[party].size == 1 or not slabs.opponents:
            return self.rank[party] if concept in {"nash", "gmr", "seq"} else worth
        if moves:
            self._close_moves(slabs, worth)
        else:
            self._close_improvements(slabs, worth)
        return self.found

    def _close_improvements(self, slabs: Slabs, worth: Ranks) -> None:
        """Find the least worth that legal sequences of the opponents' improvements lead to."""
        boxes, crew, found = self.boxes, self.crew, self.found
        top = self.top[slabs.opponents[0]]
        if few_ranks(top, boxes, slabs):
            improve_once(worth, self.rank, boxes, slabs, top=top, crew=crew, found=found)
            return
        if small_boxes(self.rank, boxes, slabs):
            close_by_pairs(worth, self.rank, boxes, slabs, crew=crew, found=found)
            return
        close_improvements(worth, boxes, slabs, fibres=self.fibres, crew=crew, found=found)

    def _over_tiles(
        self, kernel: Kernel, party: int, worth: Ranks, rank: Ranks, found: Ranks | Bools
    ) -> None:
        """Run a kernel on the focal party's own moves."""
        arguments = worth, rank, *self.plan.own[party], found
        self.crew.share(kernel, self.plan.tiles[party], arguments)

    def _close_moves(self, slabs: Slabs, worth: Ranks) -> None:
        """Find the least worth that legal sequences of the opponents' moves lead to."""
        own, its = self.boxes[slabs.party], self.plan.programs
        cut = own.size, own.lower, slabs.width
        program = self.plan.movers[slabs.party], its.axes, its.steps
        arguments = worth, never_of(self.rank), *cut, *program, self.found
        self.crew.share(kernels.close_moves, slabs.count, arguments)
