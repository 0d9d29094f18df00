"""The states that the others can reach while one party sits still: one fibre of the tensor.

The moves of the others never change a party's own levers, so their answers to a move of the party
lie in the S / B states that share its own setting (B: the settings of its own levers).
"""

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from detente.model import Bools, Model

__all__ = ["Fibre", "fibre_of"]


class Fibre(Struct, frozen=True):
    """The states in which `party` keeps one setting, as a model of the others' levers.

    In arcs form it is the whole model: an arc may lead anywhere.

    Attributes
    ----------
    whole, model : Model
        The whole model, and the model of the fibre; parties have the same numbers in both.
    party : int
        Who sits still.
    setting : int
        Its own setting: the number of its levels in its own levers.
    """

    whole: Model
    model: Model
    party: int
    setting: int

    def inside(self, state: int) -> int:
        """Return the number in the fibre of a state of the whole model."""
        if self.whole.arcs is not None:
            return state
        stride, size = self.whole.block(self.party)
        return state % stride + state // (stride * size) * stride

    def outside(self, state: int) -> int:
        """Return the number in the whole model of a state of the fibre."""
        if self.whole.arcs is not None:
            return state
        stride, size = self.whole.block(self.party)
        return state % stride + self.setting * stride + state // stride * stride * size

    def escapes(self, level: int) -> Bools:
        """Return from which states of the fibre the party has a move to a state ranked above `level`."""
        rank = self.whole.rank[self.party]
        out = np.zeros(self.model.size, dtype=np.bool_)
        if self.whole.arcs is not None:
            start, to = self.whole.arcs[self.party]
            sources = np.repeat(np.arange(self.whole.size), np.diff(start))
            out[sources[rank[to] > level]] = True
            return out
        stride, size = self.whole.block(self.party)
        settings = rank.reshape(-1, size, stride)
        for other in np.flatnonzero(_own_changes(self.whole, self.party)[self.setting]):
            if other != self.setting:
                out |= (settings[:, other] > level).reshape(-1)
        return out


def _own_changes(model: Model, party: int) -> Bools:
    """Return which settings of a party's own levers it can change into which: (B, B) bool."""
    changes = np.ones((1, 1), dtype=np.bool_)
    for lever in model.own(party):
        changes = np.kron(model.allowed[lever], changes)
    return changes


def fibre_of(model: Model, party: int, state: int) -> Fibre:
    """Return the fibre of `party` that holds `state`.

    Examples
    --------
    >>> import numpy as np
    >>> free = np.ones((2, 2), dtype=bool)
    >>> model = Model(parties=("a", "b"), levers=("x", "y"), levels=(("off", "on"),) * 2,
    ...               owner=(0, 1), allowed=(free, free), feasible=np.array([True] * 3 + [False]),
    ...               rank=np.array([[0, 1, 2, -1], [0, 0, 1, -1]], dtype=np.int32))
    >>> fibre = fibre_of(model, 0, 1)
    >>> fibre.model.feasible.tolist(), fibre.inside(3), fibre.outside(1)
    ([True, False], 1, 3)
    """
    if model.arcs is not None:
        return Fibre(model, model, party, 0)
    stride, size = model.block(party)
    setting = state // stride % size
    kept = [lever for lever, owner in enumerate(model.owner) if owner != party]
    rank = model.rank.reshape(len(model.parties), -1, size, stride)[:, :, setting]
    inner = replace(
        model,
        levers=tuple(model.levers[lever] for lever in kept),
        levels=tuple(model.levels[lever] for lever in kept),
        owner=tuple(model.owner[lever] for lever in kept),
        allowed=tuple(model.allowed[lever] for lever in kept),
        feasible=model.feasible.reshape(-1, size, stride)[:, setting].reshape(-1),
        rank=rank.reshape(len(model.parties), -1),
        status_quo=None,
    )
    return Fibre(model, inner, party, setting)
