"""How to get from one state to another: shortest paths by moves, or by improvements only.

A path is a legal sequence of moves: no party moves twice in succession. By improvements only, each
step is preferred by its mover to the state it is made from (Li, Kilgour and Hipel, 2005, status quo
analysis). The search is breadth first.

In product form a party's moves, and its improvements, are transitive, so that a shortest path never
has the same mover twice in succession; a layer of the search is one sweep over the tensor of states
per lever, and no arc is listed. With v(x) the rank of x for the mover where x is on the last layer
and infinite elsewhere, y is on the next one if the least v(x) over x that can become y is below the
rank of y (improvements), or finite (moves). In arcs form the search runs over (last mover, state).
"""

from collections.abc import Collection, Iterator

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from detente.model import Bools, Model
from detente.stability.moves import Step, moves_from, moves_into

__all__ = ["Search", "search"]

FAR = np.iinfo(np.int32).max


class Search(Struct, frozen=True, eq=False):
    """How far every state is from the start, in moves.

    Attributes
    ----------
    model : Model
        The graph model.
    start : int
        Where the paths begin.
    movers : tuple of int
        The parties that may move.
    improving : bool
        By improvements only.
    by_mover : (K, S) int32
        Least number of moves to each state; -1 where none was found. In product form K = 1; in
        arcs form row k is for paths whose last mover is ``movers[k]``, and the start is in none.
    """

    model: Model
    start: int
    movers: tuple[int, ...]
    improving: bool
    by_mover: NDArray[np.int32]

    def distance(self, state: int) -> int | None:
        """Return the length of the shortest path to `state`; None if none was found."""
        if state == self.start:
            return 0
        found = [int(row[state]) for row in self.by_mover if row[state] > 0]
        return min(found, default=None)

    @property
    def distances(self) -> NDArray[np.int32]:
        """Length of the shortest path to each state, -1 where none was found: (S,) int32."""
        far = np.where(self.by_mover < 0, FAR, self.by_mover).min(axis=0)
        far[self.start] = 0
        return np.where(far == FAR, -1, far).astype(np.int32)

    def paths(self, state: int) -> Iterator[tuple[Step, ...]]:
        """Yield all shortest paths to `state`, in order of the last movers, then of the states."""
        length = self.distance(state)
        if length == 0:
            yield ()
        elif length is not None:
            yield from self._ending(state, length, None)

    def _ending(self, state: int, length: int, then: int | None) -> Iterator[tuple[Step, ...]]:
        """Yield the paths of `length` to `state` after which `then` may move."""
        for row, party in enumerate(self.movers):
            if party == then or self.by_mover[self._row(row), state] != length:
                continue
            for before in self._sources(party, state, length - 1).tolist():
                step = Step(party, before, state)
                if length > 1:
                    for path in self._ending(before, length - 1, party):
                        yield (*path, step)
                else:
                    yield (step,)

    def _row(self, mover: int) -> int:
        return mover if self.model.arcs is not None else 0

    def _sources(self, party: int, state: int, length: int) -> NDArray[np.int64]:
        """Return the states at distance `length` that `party` can turn into `state`."""
        before = moves_into(self.model, party, state)
        if self.improving:
            rank = self.model.rank[party]
            before = before[rank[before] < rank[state]]
        if length == 0:
            keep = before == self.start
        else:
            keep = (self.by_mover[:, before] == length).any(axis=0)
        return np.compress(keep, before)


def search(
    model: Model,
    start: int,
    *,
    movers: Collection[int] | None = None,
    improving: bool = False,
    until: Bools | None = None,
) -> Search:
    """Return how far each state is from `start`.

    Parameters
    ----------
    model : Model
        The graph model.
    start : int
        A feasible state.
    movers : collection of int, optional
        The parties that may move; all.
    improving : bool
        By improvements only.
    until : (S,) bool, optional
        The search ends with the first layer that holds one of these states.

    Returns
    -------
    Search

    Examples
    --------
    From (off, off) to (on, on) takes two moves, one of each party.

    >>> import numpy as np
    >>> free = np.ones((2, 2), dtype=bool)
    >>> model = Model(parties=("a", "b"), levers=("x", "y"), levels=(("off", "on"),) * 2,
    ...               owner=(0, 1), allowed=(free, free), feasible=np.ones(4, dtype=bool),
    ...               rank=np.array([[0, 1, 2, 3], [0, 3, 1, 2]], dtype=np.int32))
    >>> search(model, 0).distances.tolist()
    [0, 1, 1, 2]
    >>> [[step.party for step in path] for path in search(model, 0, improving=True).paths(3)]
    [[1, 0]]
    """
    who = tuple(range(len(model.parties))) if movers is None else tuple(sorted(movers))
    layers = _by_boxes if model.arcs is None else _by_arcs
    return Search(
        model, start, who, improving, layers(model, start, who, until, improving=improving)
    )


def _by_boxes(
    model: Model, start: int, movers: tuple[int, ...], until: Bools | None, *, improving: bool
) -> NDArray[np.int32]:
    distance = np.full(model.size, -1, dtype=np.int32)
    distance[start] = 0
    layer = 0
    last = np.zeros(model.size, dtype=np.bool_)
    last[start] = True
    while last.any() and not (layer and until is not None and (last & until).any()):
        fresh = np.zeros(model.size, dtype=np.bool_)
        for party in movers:
            fresh |= _next_layer(model, party, last, improving=improving)
        last = fresh & model.feasible & (distance < 0)
        layer += 1
        distance[last] = layer
    return distance[None, :]


def _next_layer(model: Model, party: int, last: Bools, *, improving: bool) -> Bools:
    """Return the states that `party` can make of the states `last`: (S,) bool."""
    rank = model.rank[party]
    least = np.where(last, rank, np.int32(FAR)) if improving else ~last
    for lever in model.own(party):
        allowed = model.allowed[lever]
        view = least.reshape(-1, len(allowed), model.strides[lever])
        if allowed.all():
            best = view[:, 0].copy()
            for level in range(1, len(allowed)):
                np.minimum(best, view[:, level], out=best)
            view[...] = best[:, None]
            continue
        before = view.copy()
        for old, new in np.argwhere(allowed):
            np.minimum(view[:, new], before[:, old], out=view[:, new])
    return np.asarray(least < rank if improving else ~least)


def _by_arcs(
    model: Model, start: int, movers: tuple[int, ...], until: Bools | None, *, improving: bool
) -> NDArray[np.int32]:
    distance = np.full((len(movers), model.size), -1, dtype=np.int32)
    last = [np.array([start], dtype=np.int64)] * (len(movers) + 1)
    layer = 0
    while any(len(states) for states in last):
        layer += 1
        fresh = []
        for row, party in enumerate(movers):
            others = last if layer == 1 else [*last[:row], *last[row + 1 :]]
            ends = _ends(model, party, np.unique(np.concatenate(others)), improving=improving)
            ends = ends[distance[row, ends] < 0]
            distance[row, ends] = layer
            fresh.append(ends)
        last = [*fresh, last[0][:0]]
        if until is not None and any(until[states].any() for states in fresh):
            break
    return distance


def _ends(
    model: Model, party: int, sources: NDArray[np.int64], *, improving: bool
) -> NDArray[np.int64]:
    """Return the states that `party` can reach in one move from any of `sources`, sorted."""
    found = [moves_from(model, party, state, improving=improving) for state in sources.tolist()]
    return np.unique(np.concatenate([sources[:0], *found]))
