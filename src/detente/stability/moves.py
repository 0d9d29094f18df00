"""What a party can do from one state: its moves R_i(s) and its improvements R_i+(s).

A move in product form changes some of the party's own levers, to a feasible state, each change
being allowed; in arcs form it is one of the arcs that are listed. An improvement is a move to a
state of higher rank (Fang, Hipel and Kilgour, 1993: unilateral move, unilateral improvement).
"""

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from detente.model import Model
from detente.stability import sparse

__all__ = ["Step", "count_moves", "moves_from", "moves_into"]

States = NDArray[np.int64]
FEW = 8
"""Fewer than one state in so many is feasible: moves are counted from state to state."""


class Step(Struct, frozen=True):
    """One move: who makes it, from which state to which."""

    party: int
    before: int
    after: int


def moves_from(model: Model, party: int, state: int, *, improving: bool = False) -> States:
    """Return the states that `party` can move to from `state`, in increasing order.

    Parameters
    ----------
    model : Model
        The graph model.
    party, state : int
        Who moves, from where.
    improving : bool
        Only to states that the party prefers to `state`.

    Returns
    -------
    (M,) int64

    Examples
    --------
    >>> import numpy as np
    >>> free = np.ones((2, 2), dtype=bool)
    >>> model = Model(parties=("a",), levers=("x", "y"), levels=(("off", "on"),) * 2, owner=(0, 0),
    ...               allowed=(free, free), feasible=np.array([True, True, True, False]),
    ...               rank=np.array([[1, 0, 2, -1]], dtype=np.int32))
    >>> moves_from(model, 0, 0).tolist(), moves_from(model, 0, 0, improving=True).tolist()
    ([1, 2], [2])
    """
    if model.arcs is not None:
        start, to = model.arcs[party]
        found = np.asarray(to[start[state] : start[state + 1]], dtype=np.int64)
    else:
        found = _settings(model, party, state, forward=True)
    return found[model.rank[party][found] > model.rank[party][state]] if improving else found


def moves_into(model: Model, party: int, state: int) -> States:
    """Return the states from which `party` can move to `state`, in increasing order: (M,) int64.

    Examples
    --------
    >>> import numpy as np
    >>> up = np.array([[True, True], [False, True]])
    >>> model = Model(parties=("a",), levers=("x",), levels=(("off", "on"),), owner=(0,),
    ...               allowed=(up,), feasible=np.ones(2, dtype=bool),
    ...               rank=np.zeros((1, 2), dtype=np.int32))
    >>> moves_into(model, 0, 0).tolist(), moves_into(model, 0, 1).tolist()
    ([], [0])
    """
    if model.arcs is None:
        return _settings(model, party, state, forward=False)
    start, to = model.arcs[party]
    return np.searchsorted(start, np.flatnonzero(to == state), side="right") - 1


def _settings(model: Model, party: int, state: int, *, forward: bool) -> States:
    """Return the feasible states that differ from `state` in own levers only, by allowed changes."""
    digits, strides = model.digits(state), model.strides
    found = np.array([state], dtype=np.int64)
    for lever in model.own(party):
        allowed = model.allowed[lever]
        levels = np.flatnonzero(allowed[digits[lever]] if forward else allowed[:, digits[lever]])
        found = (found[None, :] + ((levels - digits[lever]) * strides[lever])[:, None]).reshape(-1)
    found.sort()
    return np.compress(model.feasible[found] & (found != state), found)


def count_moves(model: Model) -> dict[str, int]:
    """Return how many moves each party has, from all feasible states together.

    Examples
    --------
    >>> import numpy as np
    >>> free = np.ones((2, 2), dtype=bool)
    >>> model = Model(parties=("a", "b"), levers=("x", "y"), levels=(("off", "on"),) * 2,
    ...               owner=(0, 1), allowed=(free, free), feasible=np.array([True] * 3 + [False]),
    ...               rank=np.zeros((2, 4), dtype=np.int32))
    >>> count_moves(model)
    {'a': 2, 'b': 2}
    """
    few = model.arcs is None and FEW * np.count_nonzero(model.feasible) < model.size
    if few and sparse.pairs(model) <= sparse.MOST_PAIRS:
        lists = sparse.feasible_moves(model)
        return {name: to.size for name, (_, to) in zip(model.parties, lists, strict=True)}
    return {name: _count(model, party) for party, name in enumerate(model.parties)}


def _count(model: Model, party: int) -> int:
    if model.arcs is not None:
        return len(model.arcs[party][1])
    reach = model.feasible.astype(np.int32)
    for lever in model.own(party):
        axes = reach.reshape(-1, len(model.levels[lever]), model.strides[lever])
        further = np.zeros_like(axes)  # a product of matrices of whole numbers is far slower
        for level, other in np.argwhere(model.allowed[lever]).tolist():
            further[:, level] += axes[:, other]
        reach = further.reshape(-1)
    return int(reach[model.feasible].sum(dtype=np.int64)) - int(np.count_nonzero(model.feasible))
