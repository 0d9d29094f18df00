"""How a conflict can go on from where it stands: steps, their order, and the way back.

Steps are of one of three kinds:

    moves          any move of one party
    improvements   a move that its party gains by, over the state it is made from
    coalitions     an improvement of one party, or of several that reach it together by a legal
                   sequence of their moves and all gain (`detente.stability.coalitions`)

A path is *legal* if no party, or coalition, takes two steps in succession. S_i^(h)(s) holds the states
that legal sequences of exactly h moves from s lead to, i being the last mover (Li, Kilgour and Hipel
2005, status quo analysis). Each step is marked by who can undo it (`detente.stability.undoing`).

Not found here: how likely a step is, or how long it takes.

References
----------
K. W. Li, D. M. Kilgour and K. W. Hipel (2005), Status quo analysis in the graph model for conflict
resolution, Journal of the Operational Research Society 56. H. Xu, K. W. Li, D. M. Kilgour and K. W.
Hipel (2009, 2010) (the search by matrices).

Array letters: P parties, S states, F feasible states, G kinds of steps, H numbers of steps.
"""

from collections.abc import Collection, Iterator
from itertools import islice

import numpy as np
from msgspec import Struct

from detente.model import Bools, Model
from detente.stability import arcs
from detente.stability.coalition_words import JointStep
from detente.stability.contests import Bytes
from detente.stability.evolution_tree import Branch, Tree, tree
from detente.stability.reachable import Jointly
from detente.stability.steps import By, MarkedStep, kinds, started
from detente.stability.undoing import NoReturn, cannot_be_undone, undone

__all__ = [
    "Branch",
    "By",
    "MarkedStep",
    "NoReturn",
    "Tree",
    "Ways",
    "cannot_be_undone",
    "paths",
    "stages",
    "tree",
    "ways",
]


class Ways(Struct, frozen=True, eq=False):
    """How far every state is from the start, in steps of one kind.

    Attributes
    ----------
    joint : Jointly
        The feasible states; places among them stand for states here.
    start : int
        The place where the paths begin.
    by : str
        ``moves``, ``improvements`` or ``coalitions``.
    groups : tuple of tuple of int
        Who may take a step: the G kinds.
    length : (G, F) int32
        Least number of steps to each state by paths whose last step is of each kind; 0 if none.
    """

    joint: Jointly
    start: int
    by: By
    groups: tuple[tuple[int, ...], ...]
    length: np.ndarray[tuple[int, int], np.dtype[np.int32]]
    into: tuple[Bytes, ...]

    def distance(self, place: int) -> int | None:
        """Return the length of the shortest path to a place; None if there is none."""
        if place == self.start:
            return 0
        found = self.length[:, place]
        return int(found[found > 0].min()) if found.any() else None

    def paths(self, place: int) -> Iterator[tuple[MarkedStep, ...]]:
        """Yield the shortest paths to a place, without those where a smaller coalition would do."""
        length = self.distance(place)
        if length == 0:
            yield ()
        elif length is not None:
            for path in self._ending(place, length, None):
                if not any(self._needless(path, step) for step in range(len(path))):
                    yield tuple(self._marked(step) for step in path)

    def _ending(self, place: int, length: int, then: int | None) -> Iterator[tuple[JointStep, ...]]:
        """Yield the paths of `length` to `place` after which kind `then` may follow."""
        for kind, group in enumerate(self.groups):
            if kind == then or self.length[kind, place] != length:
                continue
            for before in self._sources(kind, place, length).tolist():
                step = JointStep(group, before, place)
                if length == 1:
                    yield (step,)
                else:
                    for path in self._ending(before, length - 1, kind):
                        yield (*path, step)

    def _sources(
        self, kind: int, place: int, length: int
    ) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        from_here = np.unpackbits(
            self.into[kind][place], count=self.joint.states, bitorder="little"
        ).view(np.bool_)
        if length == 1:
            return np.flatnonzero(from_here & (np.arange(self.joint.states) == self.start))
        return np.flatnonzero(from_here & (self.length == length - 1).any(axis=0))

    def _needless(self, path: tuple[JointStep, ...], index: int) -> bool:
        """Return whether some members of the coalition can take this step without the others."""
        step = path[index]
        beside = {
            other.parties
            for other in (*path[max(0, index - 1) : index], *path[index + 1 : index + 2])
        }
        return any(
            set(group) < set(step.parties) and group not in beside and self._leads(kind, step)
            for kind, group in enumerate(self.groups)
        )

    def _leads(self, kind: int, step: JointStep) -> bool:
        return bool(self.into[kind][step.after, step.before >> 3] >> (step.before & 7) & 1)

    def _marked(self, step: JointStep) -> MarkedStep:
        number = self.joint.over.states
        before, after = int(number[step.before]), int(number[step.after])
        return MarkedStep(
            step.parties, before, after, undone(self.joint, step.parties, step.before, step.after)
        )


def ways(
    model: Model,
    start: int,
    by: By = "moves",
    coalitions: Collection[Collection[str]] | None = None,
) -> Ways:
    """Return how far each state is from `start` by steps of one kind.

    Parameters
    ----------
    model : Model
        The graph model.
    start : int
        A feasible state.
    by : str
        ``moves``, ``improvements`` or ``coalitions``.
    coalitions : collection of collections of str, optional
        Which coalitions may take steps, single parties aside; all.

    Raises
    ------
    ValueError
        A kind of step or a party of another name, or the state is not feasible.
    CannotComputeError
        The model is too large.

    Examples
    --------
    Each party gains only if the other changes too.

    >>> free = np.ones((2, 2), bool)
    >>> model = Model(parties=("a", "b"), levers=("x", "y"), levels=(("old", "new"),) * 2,
    ...               owner=(0, 1), allowed=(free, free), feasible=np.ones(4, bool),
    ...               rank=np.array([[1, 0, 0, 2], [1, 0, 0, 2]], np.int32))
    >>> [ways(model, 0, by).distance(3) for by in ("moves", "improvements", "coalitions")]
    [2, None, 1]
    """
    joint, place = started(model, start, by)
    groups, into = kinds(joint, by, coalitions)
    length = np.zeros((len(groups), joint.states), np.int32)
    here = np.zeros((len(groups) + 1, joint.states), np.bool_)
    here[-1, place] = True
    step = 0
    while here.any():
        step += 1
        fresh = np.zeros_like(here)
        for kind, steps in enumerate(into):
            source = np.packbits(np.delete(here, kind, axis=0).any(axis=0), bitorder="little")
            fresh[kind] = (steps & source).any(axis=1) & (length[kind] == 0)
            length[kind, fresh[kind]] = step
        here = fresh
    return Ways(joint, place, by, groups, length, into)


def paths(
    model: Model, start: int, target: int, by: By = "moves", *, count: int = 3
) -> tuple[tuple[MarkedStep, ...], ...]:
    """Return up to `count` shortest paths between two feasible states; none if there is no path.

    Examples
    --------
    The second step cannot be undone.

    >>> up, free = np.array([[True, True], [False, True]]), np.ones((2, 2), bool)
    >>> model = Model(parties=("a", "b"), levers=("x", "y"), levels=(("off", "on"),) * 2,
    ...               owner=(0, 1), allowed=(free, up), feasible=np.array([True, True, False, True]),
    ...               rank=np.array([[0, 1, -1, 3], [0, 0, -1, 1]], np.int32))
    >>> [[(step.parties, step.undone) for step in path] for path in paths(model, 0, 3, "improvements")]
    [[((0,), 'mover'), ((1,), 'never')]]
    """
    found = ways(model, start, by)
    place = found.joint.over.place(target)
    return () if place is None else tuple(islice(found.paths(place), count))


def stages(model: Model, start: int, steps: int, *, improving: bool = False) -> Bools:
    """Return S_i^(h): where legal sequences of exactly h moves lead, by the last mover i.

    Parameters
    ----------
    model : Model
        The graph model.
    start : int
        A feasible state.
    steps : int
        The greatest number of moves H.
    improving : bool
        By improvements only.

    Returns
    -------
    (H, P, S) bool
        Row h - 1 is for h moves.

    Examples
    --------
    >>> free = np.ones((2, 2), bool)
    >>> model = Model(parties=("a", "b"), levers=("x", "y"), levels=(("off", "on"),) * 2,
    ...               owner=(0, 1), allowed=(free, free), feasible=np.ones(4, bool),
    ...               rank=np.zeros((2, 4), np.int32))
    >>> found = stages(model, 0, 2)
    >>> [[states.nonzero()[0].tolist() for states in stage] for stage in found]
    [[[1], [2]], [[3], [3]]]
    """
    joint, place = started(model, start, "moves")
    movers = list(joint.moves)
    if improving:
        movers = [arcs.improving(move, rank) for move, rank in zip(movers, joint.rank, strict=True)]
    found = []
    last = np.zeros((len(movers) + 1, joint.states), np.bool_)
    last[-1, place] = True
    for _ in range(steps):
        stage = np.zeros((len(movers), joint.states), np.bool_)
        for mover, moves in enumerate(movers):
            source = np.logical_or.reduce(np.delete(last, mover, axis=0))
            stage[mover, moves.to[source[arcs.origins(moves)]]] = True
        found.append(stage)
        last = stage
    return joint.over.spread(np.array(found).reshape(steps, len(movers), joint.states))
