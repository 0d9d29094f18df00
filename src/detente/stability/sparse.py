"""Stability where few settings are feasible: the feasible states and the moves among them.

Rules often leave a few thousand feasible states of a million settings. Then it pays to list them,
and each party's moves among them, once: two feasible states are one move of party j apart if they
agree in all levers of the others and each change of j's own levers is allowed. The rest is the arcs
form (`detente.stability.arcs`).

Array letters: P parties, S states, F feasible states, M moves of one party.
"""

from collections.abc import Collection
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from msgspec.structs import replace

from detente.model import Model
from detente.stability import arcs
from detente.stability.boxes import Bools, party_boxes

__all__ = ["MOST_PAIRS", "feasible_moves", "moves_among", "pairs", "solve"]

MOST_PAIRS = 2**21
"""Pairs of feasible states in one another's reach, up to which listing them is quicker."""
States = npt.NDArray[np.int64]


def pairs(model: Model) -> int:
    """Return how many pairs of feasible states differ in the levers of one party only.

    It bounds the moves from above and costs one pass over the states.
    """
    total = 0
    for box in party_boxes(model):
        fibres = model.feasible.reshape(box.higher, box.size, box.lower)
        counts = fibres.sum(axis=1, dtype=np.int64)
        total += int((counts**2).sum())
    return total


def solve(model: Model, concepts: Collection[str]) -> dict[str, Bools]:
    """Return for each concept where each party is stable; for models in product form.

    Parameters
    ----------
    model : Model
        Without arcs.
    concepts : collection of str
        Some of ``"nash"``, ``"gmr"``, ``"smr"``, ``"seq"``, ``"sseq"``.

    Returns
    -------
    dict of (P, S) bool
        False at infeasible states.
    """
    states = np.flatnonzero(model.feasible)
    listed = replace(
        model,
        arcs=feasible_moves(model),
        feasible=np.ones(states.size, np.bool_),
        rank=np.ascontiguousarray(model.rank[:, states]),
        status_quo=None,
    )
    found = arcs.solve(listed, concepts)
    stable = {concept: np.zeros(model.rank.shape, np.bool_) for concept in concepts}
    for concept, where in found.items():
        stable[concept][:, states] = where
    return stable


@lru_cache(maxsize=2)
def feasible_moves(model: Model) -> tuple[tuple[States, States], ...]:
    """Return the moves of each party among the feasible states, as `moves_among` does.

    Those of the last models are kept: whoever asks which states last also asks how many moves there
    are, and how firm that is.
    """
    states = np.flatnonzero(model.feasible)
    return tuple(moves_among(model, party, states) for party in range(len(model.parties)))


def moves_among(model: Model, party: int, states: States) -> tuple[States, States]:
    """Return the moves of one party among the feasible states, by their places in `states`.

    Parameters
    ----------
    states : (F,) int64
        The feasible states, in increasing order.

    Returns
    -------
    start : (F + 1,) int64
        The moves from the state at place f are ``to[start[f]:start[f + 1]]``.
    to : (M,) int64

    Examples
    --------
    >>> free = np.ones((2, 2), bool)
    >>> model = Model(parties=("a", "b"), levers=("x", "y"), levels=(("off", "on"),) * 2,
    ...               owner=(0, 1), allowed=(free, free), feasible=np.array([True] * 3 + [False]),
    ...               rank=np.zeros((2, 4), np.int32))
    >>> [part.tolist() for part in moves_among(model, 0, np.arange(3))]
    [[0, 1, 2, 2], [1, 0]]
    """
    order, first, size = _grouped(_others(model, party, states))
    origin = np.repeat(np.arange(states.size), size)
    begins = np.cumsum(size) - size
    to = order[np.arange(origin.size) - np.repeat(begins - first, size)]
    keep = origin != to
    origin, to = origin[keep], to[keep]
    for lever in model.own(party):
        if not model.allowed[lever].all():
            level = states // model.strides[lever] % len(model.levels[lever])
            keep = model.allowed[lever][level[origin], level[to]]
            origin, to = origin[keep], to[keep]
    start = np.zeros(states.size + 1, np.int64)
    np.cumsum(np.bincount(origin, minlength=states.size), out=start[1:])
    return start, to.astype(np.int64, copy=False)


def _grouped(setting: States) -> tuple[States, States, States]:
    """Return the states by their settings, and per state where those with its setting are there.

    Returns
    -------
    order, first, size : (F,) int64
        ``order[first[f]:first[f] + size[f]]`` are those with the setting of f, in increasing order.
    """
    order = np.argsort(setting, kind="stable")
    ordered = setting[order]
    begins = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    counts = np.diff(begins, append=setting.size)
    first, size = np.empty_like(order), np.empty_like(order)
    first[order], size[order] = np.repeat(begins, counts), np.repeat(counts, counts)
    return order, first, size


def _others(model: Model, party: int, states: States) -> States:
    """Return for each state the setting of all levers that are not the party's, as one number."""
    stride, size = model.block(party)
    setting: States = states % stride + states // (stride * size) * stride
    return setting
