"""Equilibrium jumps: from one lasting state to another that a coalition prefers and can reach.

At an equilibrium no party gains by moving alone. But the members of a coalition may together reach
another equilibrium that every one of them prefers (GMCR II; Kilgour, Hipel, Fang and Peng 2001). Such
jumps are a reason to doubt that the first equilibrium lasts.
"""

from collections.abc import Collection
from typing import Any

import numpy as np
from msgspec import Struct

from detente.model import Bools, Model
from detente.stability.joint_gain import gain_of
from detente.stability.moves import Step
from detente.stability.paths import search
from detente.stability.reachable import Improvement, Jointly, ahead, coalitions_of, pack, unpack
from detente.stability.words import told

__all__ = ["Jump", "equilibrium_jumps", "route"]


class Jump(Struct, frozen=True):
    """A coalition that can go from one equilibrium to another that serves it better.

    Attributes
    ----------
    coalition : tuple of int
        Its members, by their indices.
    before, after : int
        The two equilibria.
    """

    coalition: tuple[int, ...]
    before: int
    after: int

    def as_dict(self, model: Model) -> dict[str, Any]:
        """Return the jump as plain values for JSON, with one shortest way to make it."""
        steps = route(model, self.coalition, self.before, self.after) or ()
        return {
            "coalition": [model.parties[party] for party in self.coalition],
            "from": model.state(self.before),
            "to": model.state(self.after),
            "steps": [
                {"party": model.parties[step.party], "state": model.state(step.after)}
                for step in steps
            ],
            "text": "; ".join(told(model, step) for step in steps) + ".",
        }


def equilibrium_jumps(
    model: Model,
    equilibria: Bools,
    coalitions: Collection[Collection[str]] | None = None,
    improvement: Improvement = "strict",
) -> tuple[Jump, ...]:
    """Return the jumps between `equilibria` that coalitions can make and want.

    Parameters
    ----------
    model : Model
        The graph model.
    equilibria : (S,) bool
        The states among which to look, such as the Nash equilibria.
    coalitions : collection of collections of str, optional
        Ids of members; all coalitions of two or more parties.
    improvement : str
        ``"strict"`` or ``"pareto"``.

    Returns
    -------
    tuple of Jump
        By coalition, the small ones first, then by state. A larger coalition stands beside a smaller
        one that can make the same jump without the others.

    Raises
    ------
    ValueError
        A party or reading of another name.
    CannotComputeError
        The model is too large.

    Examples
    --------
    Of two ways to meet both prefer the second, but neither gains by moving there alone.

    >>> free = np.ones((2, 2), bool)
    >>> model = Model(parties=("a", "b"), levers=("x", "y"), levels=(("old", "new"),) * 2,
    ...               owner=(0, 1), allowed=(free, free), feasible=np.ones(4, bool),
    ...               rank=np.array([[1, 0, 0, 2], [1, 0, 0, 2]], np.int32))
    >>> equilibrium_jumps(model, np.array([True, False, False, True]))
    (Jump(coalition=(0, 1), before=0, after=3),)
    """
    groups = coalitions_of(model, coalitions, least=2)
    joint = Jointly.of(model)
    joint.affordable(len(groups))
    states = joint.over.states
    places = np.flatnonzero(np.asarray(equilibria)[states])
    among = np.zeros((joint.states, places.size), np.bool_)
    among[places, np.arange(places.size)] = True
    found = []
    for members in groups:
        reached = ahead(joint.group(members), pack(among), transitive=joint.transitive)
        can = unpack(reached[places], places.size)
        gain = gain_of(joint.rank, members, improvement)
        wants = gain.above(gain.worth[:, places], places)
        found += [
            Jump(members, int(states[places[old]]), int(states[places[new]]))
            for old, new in np.argwhere(can & wants).tolist()
        ]
    return tuple(found)


def route(
    model: Model, coalition: Collection[int], before: int, after: int
) -> tuple[Step, ...] | None:
    """Return a shortest legal sequence of moves of a coalition between two states; None if there is none.

    Examples
    --------
    >>> free = np.ones((2, 2), bool)
    >>> model = Model(parties=("a", "b"), levers=("x", "y"), levels=(("off", "on"),) * 2,
    ...               owner=(0, 1), allowed=(free, free), feasible=np.ones(4, bool),
    ...               rank=np.zeros((2, 4), np.int32))
    >>> [(step.party, step.after) for step in route(model, (0, 1), 0, 3)]
    [(1, 2), (0, 3)]
    >>> route(model, (0,), 0, 3) is None
    True
    """
    target = np.zeros(model.size, np.bool_)
    target[after] = True
    found = search(model, before, movers=coalition, until=target)
    return next(found.paths(after), None)
