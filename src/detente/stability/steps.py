"""Steps of one kind: who may take them, where they lead, who can undo them.

Array letters: P parties, F feasible states, G kinds of steps.
"""

from collections.abc import Collection
from typing import Literal, get_args

import numpy as np
from msgspec import Struct

from detente.model import Model
from detente.stability import arcs
from detente.stability.contests import Bytes
from detente.stability.credible import Answers
from detente.stability.reachable import Jointly, coalitions_of
from detente.stability.undoing import Undone

__all__ = ["By", "MarkedStep", "kinds", "started"]

By = Literal["moves", "improvements", "coalitions"]


class MarkedStep(Struct, frozen=True):
    """One step of a path: who takes it, from where to where, and who can undo it.

    ``undone`` is ``"mover"`` (the same parties can go back), ``"others"`` (all parties together can
    return to ``before``) or ``"never"``.
    """

    parties: tuple[int, ...]
    before: int
    after: int
    undone: Undone


def started(model: Model, start: int, by: str) -> tuple[Jointly, int]:
    """Return the feasible states and the place of `start` among them."""
    if by not in get_args(By):
        message = f"{by!r} is none of {', '.join(get_args(By))}"
        raise ValueError(message)
    joint = Jointly.of(model)
    place = joint.over.place(start)
    if place is None:
        message = f"state {start} is not feasible"
        raise ValueError(message)
    return joint, place


def kinds(
    joint: Jointly, by: By, coalitions: Collection[Collection[str]] | None
) -> tuple[tuple[tuple[int, ...], ...], tuple[Bytes, ...]]:
    """Return who may take steps, and from which states their steps lead to each, by bits."""
    model = joint.over.model
    alone = coalitions_of(model, [[party] for party in model.parties])
    if by != "coalitions":
        moves = joint.moves
        if by == "improvements":
            moves = tuple(arcs.improving(m, r) for m, r in zip(moves, joint.rank, strict=True))
        return alone, tuple(_into(move, joint.states) for move in moves)
    more = [group for group in coalitions_of(model, coalitions, least=2) if len(group) > 1]
    groups = (*alone, *more)
    joint.affordable(len(groups))
    answers = Answers(joint, "strict", "coalition")
    return groups, tuple(answers.improving(group) for group in groups)


def _into(moves: arcs.Moves, states: int) -> Bytes:
    table = np.zeros((states, -(-states // 8) * 8), np.bool_)
    table[moves.to, arcs.origins(moves)] = True
    return np.packbits(table, axis=1, bitorder="little")
