"""Individual stability in product form, with whole-array operations only.

Let v_i be the rank of party i, R_i the states one move of i away, O the other parties, and R_O
what legal sequences of their moves reach. Each concept asks, for all improvements s1 of i from s,
for one sanction. With an ordinal rank that is one minimum (Fang, Hipel and Kilgour 1993):

    g(s1) = min { w(q) : q in R_O(s1), or q = s1 }
    i is stable at s  iff  max { min(v_i(s1), g(s1)) : s1 in R_i(s), or s1 = s } <= v_i(s)

    Nash   no sanction: g = v_i
    GMR    w = v_i,  all moves of O
    SMR    w = e_i,  all moves of O             e_i(q) = max { v_i(c) : c in R_i(q), or c = q }
    SEQ    w = v_i,  improvements of O          (each judged from the state it is made from)
    SSEQ   w = e_i,  improvements of O

Counting s1 among its own sanctions changes nothing: it is better for i than s. Nor is a filter on
improvements needed: a move to s1 with v_i(s1) <= v_i(s) passes by itself.

"No party moves twice in a row" changes nothing here either. In product form a party's moves are
transitive, and so are its improvements, so two of them in a row are one, or none. (Not so with
given arcs: see `detente.stability.arcs`.) The closure over O is therefore the fixpoint of one step
per opponent, each of which is idempotent.

Array letters: P parties, S states, F fibres of a party, B settings of its levers, G groups of them
(`detente.stability.boxes`).
"""

from collections.abc import Callable, Collection, Sequence

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from detente.model import Model
from detente.stability.boxes import Axis, Bools, Box, Ints, party_boxes

NEVER = np.int32(2**31 - 1)
"""Worth of a state that cannot be reached: larger than every rank."""

Step = Callable[[Ints], None]
Indexes = npt.NDArray[np.intp]


class Fibres(Struct, frozen=True):
    """The fibres of a party, each sorted by that party's rank, best state first.

    Attributes
    ----------
    state : (F, B) intp
        State numbers.
    better : (F, B) intp
        Index into a flat (F, B + 1) table of running minima, column k being the minimum over the
        first k states of the fibre: where the minimum over all strictly better states stands.
        For an infeasible state: column 0, the minimum over nothing.
    group : (F, B) int32
        Group of each state's position in the box.
    """

    state: Indexes
    better: Indexes
    group: Ints


def solve(model: Model, concepts: Collection[str]) -> dict[str, Bools]:
    """Return for each concept where each party is stable.

    Parameters
    ----------
    model : Model
        In product form.
    concepts : collection of str
        Some of ``"nash"``, ``"gmr"``, ``"smr"``, ``"seq"``, ``"sseq"``.

    Returns
    -------
    dict of (P, S) bool
        False at infeasible states.
    """
    boxes = party_boxes(model)
    moves = [move_step(box, model.feasible) for box in boxes]
    improvements: list[Step] = []
    if {"seq", "sseq"} & set(concepts):
        improvements = [
            improvement_step(box, rank) for box, rank in zip(boxes, model.rank, strict=True)
        ]
    steps = {"gmr": moves, "smr": moves, "seq": improvements, "sseq": improvements}
    stable = {concept: np.zeros(model.rank.shape, np.bool_) for concept in concepts}
    for party, (box, rank) in enumerate(zip(boxes, model.rank, strict=True)):
        for concept in concepts:
            worth = rank.astype(np.int32)
            if concept in {"smr", "sseq"}:
                reduce_box(worth, box, np.maximum)
            if concept in steps:
                worth[~model.feasible] = NEVER
                close([step for j, step in enumerate(steps[concept]) if j != party], worth)
            stable[concept][party] = verdict(worth, rank, box)
    return stable


def verdict(worth: Ints, rank: Ints, box: Box) -> Bools:
    """Return where no move of the party leads to something it prefers, sanctions counted.

    Parameters
    ----------
    worth : (S,) int32
        The worst g that the other parties can make of each state; overwritten.
    rank : (S,) int32
        The party's rank, -1 at infeasible states.
    box : Box
        The party's box.

    Returns
    -------
    (S,) bool
    """
    np.minimum(worth, rank, out=worth)  # also makes infeasible states -1: nobody moves there
    reduce_box(worth, box, np.maximum)
    stable: Bools = (worth <= rank) & (rank >= 0)
    return stable


def close(steps: Sequence[Step], worth: Ints) -> None:
    """Repeat the opponents' steps, one after the other, until none changes anything."""
    settled = 0
    turn = 0
    while settled < len(steps):
        before = worth.copy() if len(steps) > 1 else worth
        steps[turn % len(steps)](worth)
        # A step is idempotent: right after it, only the other opponents can still change things.
        settled = settled + 1 if np.array_equal(before, worth) else 1
        turn += 1


def reduce_box(values: Ints, box: Box, extreme: np.ufunc) -> None:
    """Replace each value by the extreme over all states that the box's party can move to.

    Parameters
    ----------
    values : (S,) int32
        Changed in place.
    box : Box
        The moving party's box.
    extreme : ufunc
        ``numpy.minimum`` or ``numpy.maximum``.
    """
    for axis in box.axes:
        reduce_axis(values.reshape(-1, axis.size, axis.stride * box.lower), axis, extreme)


def reduce_axis(values: Ints, axis: Axis, extreme: np.ufunc) -> None:
    """Reduce (N, n, M) values over the middle axis, in place."""
    if axis.free:
        values[:] = extreme.reduce(values, axis=1, keepdims=True)
        return
    for to, origin in axis.steps:
        extreme(values[:, to], values[:, origin], out=values[:, to])


def move_step(box: Box, feasible: Bools) -> Step:
    """Return the step ``m[s] <- min over s and all moves of one party from s``."""
    infeasible = ~feasible

    def step(worth: Ints) -> None:
        reduce_box(worth, box, np.minimum)
        worth[infeasible] = NEVER

    return step


def improvement_step(box: Box, rank: Ints) -> Step:
    """Return the step ``m[s] <- min over s and all improvements of one party from s``.

    In a fibre sorted by the party's rank, the improvements from a state are the states before its
    tie, so a running minimum answers all of them at once; one running minimum per group of
    positions, over the states which that group can become.
    """
    fibres = sort_fibres(box, rank)
    running = np.empty((fibres.state.shape[0], box.size + 1), np.int32)
    running[:, 0] = NEVER
    targets = np.zeros((box.groups, box.groups), np.bool_)
    targets[box.group_from, box.group_to] = True

    def step(worth: Ints) -> None:
        values = worth[fibres.state]
        best = values.copy()
        for group in range(box.groups):
            allowed = targets[group][fibres.group]
            np.minimum.accumulate(np.where(allowed, values, NEVER), axis=1, out=running[:, 1:])
            found = running.ravel()[fibres.better]
            np.minimum(best, found, out=best, where=fibres.group == group)
        worth[fibres.state] = best

    def free_step(worth: Ints) -> None:
        values = worth[fibres.state]
        np.minimum.accumulate(values, axis=1, out=running[:, 1:])
        worth[fibres.state] = np.minimum(values, running.ravel()[fibres.better])

    return step if box.groups > 1 else free_step


def sort_fibres(box: Box, rank: Ints) -> Fibres:
    """Sort the fibres of a party by its rank, best first.

    Parameters
    ----------
    box : Box
        The party's box.
    rank : (S,) int32
        The party's rank.

    Returns
    -------
    Fibres
    """
    shape = (box.higher, box.size, box.lower)
    number = np.arange(rank.size).reshape(shape).swapaxes(1, 2).reshape(-1, box.size)
    values = rank[number]
    order = np.argsort(-values, axis=1, kind="stable")
    values = np.take_along_axis(values, order, axis=1)
    fresh = np.ones(values.shape, np.bool_)
    fresh[:, 1:] = values[:, 1:] != values[:, :-1]
    position = np.arange(box.size)
    column = np.maximum.accumulate(np.where(fresh, position, 0), axis=1)
    column[values < 0] = 0
    row = np.arange(len(number))[:, None] * (box.size + 1)
    return Fibres(np.take_along_axis(number, order, axis=1), row + column, box.group[order])
