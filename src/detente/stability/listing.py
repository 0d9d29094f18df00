"""A model with its feasible states and their moves listed: what concepts over arcs start from.

Concepts of coalitions, of unknown or graded preference, of longer foresight look at moves one by
one. They take a model in arcs form in which every state is feasible; this is where it comes from.

Array letters: P parties, S states, F feasible states, M moves of one party.
"""

import numpy as np
import numpy.typing as npt
from msgspec import Struct
from msgspec.structs import replace

from detente.model import Model
from detente.stability.boxes import Bools
from detente.stability.sparse import feasible_moves

__all__ = ["Listed", "listed"]


class Listed(Struct, frozen=True, eq=False):
    """The feasible states of a model, and the same model over those states alone.

    Attributes
    ----------
    model : Model
        In arcs form; its S is F here, all feasible. Levers are kept for their names only: its
        state numbers are places in `states`, so ask the original model for words.
    states : (F,) int64
        The number of each listed state in the original model, in increasing order.
    size : int
        The number of states S of the original model.
    """

    model: Model
    states: npt.NDArray[np.int64]
    size: int

    def spread(self, values: Bools) -> Bools:
        """Return ``(..., F) bool`` as ``(..., S) bool`` over the original states, False elsewhere."""
        out = np.zeros((*values.shape[:-1], self.size), np.bool_)
        out[..., self.states] = values
        return out

    def place(self, number: int) -> int | None:
        """Return the place of a state of the original model among those listed; None if infeasible."""
        return _place(self.states, number)


def listed(model: Model) -> Listed:
    """Return `model` over its feasible states only, with the moves of each party as arcs.

    Parameters
    ----------
    model : Model
        In product form or in arcs form.

    Returns
    -------
    Listed
        Arcs from or to infeasible states are left out.

    Examples
    --------
    >>> free = np.ones((2, 2), bool)
    >>> model = Model(parties=("a", "b"), levers=("x", "y"), levels=(("off", "on"),) * 2,
    ...               owner=(0, 1), allowed=(free, free), feasible=np.array([True, False, True, True]),
    ...               rank=np.array([[0, -1, 1, 2], [2, -1, 1, 0]], np.int32))
    >>> it = listed(model)
    >>> it.states.tolist(), [part.tolist() for part in it.model.arcs[0]]
    ([0, 2, 3], [[0, 0, 1, 2], [2, 1]])
    >>> it.place(2), it.place(1), it.spread(np.ones(3, bool)).tolist()
    (1, None, [True, False, True, True])
    """
    states = np.flatnonzero(model.feasible)
    parties = range(len(model.parties))
    if model.arcs is None:
        arcs = feasible_moves(model)
    else:
        arcs = tuple(_between(model, party, states) for party in parties)
    now = None if model.status_quo is None else _place(states, model.status_quo)
    over = replace(
        model,
        arcs=arcs,
        feasible=np.ones(states.size, np.bool_),
        rank=np.ascontiguousarray(model.rank[:, states]),
        status_quo=now,
    )
    return Listed(over, states, model.size)


def _place(states: npt.NDArray[np.int64], number: int) -> int | None:
    """Return where `number` stands in `states`; None if nowhere."""
    place = int(np.searchsorted(states, number))
    return place if place < states.size and states[place] == number else None


def _between(
    model: Model, party: int, states: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return a party's listed arcs between feasible states, by their places in `states`."""
    if model.arcs is None:
        raise ValueError("the model has no arcs")
    start, to = model.arcs[party]
    origin = np.repeat(np.arange(model.size), np.diff(start))
    keep = model.feasible[origin] & model.feasible[to]
    begins = np.zeros(states.size + 1, np.int64)
    counts = np.bincount(origin[keep], minlength=model.size)[states]
    np.cumsum(counts, out=begins[1:])
    return begins, np.searchsorted(states, to[keep]).astype(np.int64)
