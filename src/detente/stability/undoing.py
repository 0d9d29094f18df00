"""What can be undone: whether there is a way back from a step, and who can take it.

A step from s to q can be undone by its *mover* if it can make the opposite step; by *others* if a
legal sequence of moves of all parties leads from q back to s; else *never*. That somebody can undo a
step does not say that anybody would.

Array letters: P parties, S states.
"""

from typing import Any, Literal

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from detente.model import Arcs, Bools, Model
from detente.stability.moves import Step, moves_from
from detente.stability.paths import search
from detente.stability.reachable import Jointly
from detente.stability.words import told

__all__ = ["NoReturn", "Undone", "cannot_be_undone", "undone"]

Undone = Literal["mover", "others", "never"]


class NoReturn(Struct, frozen=True, eq=False):
    """What cannot be undone, seen from one state.

    Attributes
    ----------
    start : int
        The state to return to.
    reachable : (S,) bool
        The states that moves lead to from it, itself among them.
    states : (S,) bool
        Those of them from which no sequence of moves leads back.
    levels : tuple of (str, str)
        Levers and levels of reachable states from which the lever may never return to its level at
        the start.
    blocked : (S,) bool
        Those of `states` in which every lever may return, but not by way of feasible states; in arcs
        form all of them, for nothing is said about levers.
    steps : tuple of Step
        The moves from the start itself after which there is no way back.
    """

    start: int
    reachable: Bools
    states: Bools
    levels: tuple[tuple[str, str], ...]
    blocked: Bools
    steps: tuple[Step, ...]

    def as_dict(self, model: Model, *, limit: int = 10) -> dict[str, Any]:
        """Return it as plain values for JSON, with the first `limit` states and moves."""
        return {
            "from": model.state(self.start),
            "reachable": int(np.count_nonzero(self.reachable)),
            "no_way_back": {
                "count": int(np.count_nonzero(self.states)),
                "states": model.states(np.flatnonzero(self.states)[:limit]),
                "blocked": int(np.count_nonzero(self.blocked)),
            },
            "levels": [{"lever": lever, "level": level} for lever, level in self.levels],
            "moves": {
                "count": len(self.steps),
                "moves": [
                    {
                        "party": model.parties[step.party],
                        "state": model.state(step.after),
                        "text": f"{told(model, step)}.",
                    }
                    for step in self.steps[:limit]
                ],
            },
        }


def undone(joint: Jointly, parties: tuple[int, ...], before: int, after: int) -> Undone:
    """Return who can undo a step of `parties` between two places among the feasible states.

    Examples
    --------
    One party can switch its lever on, and never off again.

    >>> up = np.array([[True, True], [False, True]])
    >>> model = Model(parties=("a",), levers=("x",), levels=(("off", "on"),), owner=(0,),
    ...               allowed=(up,), feasible=np.ones(2, bool), rank=np.zeros((1, 2), np.int32))
    >>> undone(Jointly.of(model), (0,), 0, 1)
    'never'
    """
    word, bit = before // 64, np.uint64(before % 64)
    if joint.reach(parties)[after, word] >> bit & np.uint64(1):
        return "mover"
    everybody = tuple(range(len(joint.moves)))
    return "others" if joint.reach(everybody)[after, word] >> bit & np.uint64(1) else "never"


def cannot_be_undone(model: Model, start: int) -> NoReturn:
    """Return what the parties can bring about from `start` that no moves can take back.

    Parameters
    ----------
    model : Model
        The graph model; in product form of any size.
    start : int
        A feasible state, such as the status quo.

    Returns
    -------
    NoReturn

    Examples
    --------
    >>> up, free = np.array([[True, True], [False, True]]), np.ones((2, 2), bool)
    >>> model = Model(parties=("a", "b"), levers=("x", "y"), levels=(("off", "on"),) * 2,
    ...               owner=(0, 1), allowed=(up, free), feasible=np.ones(4, bool),
    ...               rank=np.zeros((2, 4), np.int32))
    >>> lost = cannot_be_undone(model, 0)
    >>> lost.states.tolist(), lost.levels, lost.steps
    ([False, True, False, True], (('x', 'on'),), (Step(party=0, before=0, after=1),))
    """
    reachable = search(model, start).distances >= 0
    lost = reachable & (search(_reversed(model), start).distances < 0)
    one_way = np.zeros(model.size, np.bool_)
    levels = []
    if model.arcs is None:
        numbers, here = np.arange(model.size), model.digits(start)
        for lever, name in enumerate(model.levers):
            level = numbers // model.strides[lever] % len(model.levels[lever])
            for there in np.flatnonzero(~model.allowed[lever][:, here[lever]]).tolist():
                found = reachable & (level == there)
                one_way |= found
                levels += [(name, model.levels[lever][there])] * bool(found.any())
    steps = [
        Step(party, start, after)
        for party in range(len(model.parties))
        for after in moves_from(model, party, start).tolist()
        if lost[after]
    ]
    return NoReturn(start, reachable, lost, tuple(levels), lost & ~one_way, tuple(steps))


def _reversed(model: Model) -> Model:
    """Return the model in which every move goes the other way."""
    if model.arcs is None:
        return replace(model, allowed=tuple(allowed.T for allowed in model.allowed))
    return replace(model, arcs=tuple(_turned(arcs, model.size) for arcs in model.arcs))


def _turned(arcs: Arcs, states: int) -> Arcs:
    start, to = arcs
    origin = np.repeat(np.arange(states), np.diff(start))
    order = np.lexsort((origin, to))
    counts = np.bincount(np.asarray(to, np.int64), minlength=states)
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64), origin[order]
