"""Coalitions as players: the parties of each coalition decide as one, and no longer by themselves.

A *coalition structure* divides the parties into blocks. Each block is one player. It moves by changing
any levers of its members at once, to a feasible state, each change being allowed; nothing on the way
need be feasible, for there is no way. It gains where every member gains, and is deterred by anything
else. Then Nash, GMR, SMR and SEQ are asked of the blocks as they are of parties. This is the form that
GMCR+ works out (Kinsara, Petersons, Hipel and Kilgour 2015).

It is another question than `detente.stability.coalitions`: there the members move one after another,
through feasible states; each may still act alone; and the others answer singly or in any coalition.
Where all states are feasible and nothing is irreversible both reach the same states. A structure of
single parties gives the individual concepts in either form.

References
----------
R. A. Kinsara, O. Petersons, K. W. Hipel and D. M. Kilgour (2015), Advanced decision support for the
graph model for conflict resolution, Journal of Decision Systems 24.
"""

from collections.abc import Collection, Sequence
from typing import get_args

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from detente.errors import CannotComputeError
from detente.model import Model
from detente.stability import arcs
from detente.stability.arcs import Moves
from detente.stability.boxes import Bools
from detente.stability.contests import Contest, Sanctions, least_by_moves, stable
from detente.stability.joint_gain import gain_of
from detente.stability.reachable import Jointly, ahead, coalitions_of, pack

__all__ = ["Merged", "joint_moves", "solve"]

CONCEPTS: tuple[Sanctions, ...] = ("nash", "gmr", "smr", "seq")
MOST_PAIRS = 2**24
"""Pairs of feasible states in one another's reach, up to which joint changes are listed."""
Places = npt.NDArray[np.int64]


class Merged(Struct, frozen=True, eq=False):
    """Where each block of a coalition structure is stable.

    Attributes
    ----------
    structure : tuple of tuple of str
        The B blocks, by the ids of their members.
    stable : dict of (B, S) bool
        By concept; False at infeasible states.
    """

    structure: tuple[tuple[str, ...], ...]
    stable: dict[str, Bools]

    @property
    def equilibria(self) -> dict[str, Bools]:
        """The states where every block is stable, by concept: (S,) bool."""
        return {c: np.logical_and.reduce(table) for c, table in self.stable.items()}


def solve(
    model: Model, structure: Collection[Collection[str]], concepts: Sequence[str] = CONCEPTS
) -> Merged:
    """Return where each block of a coalition structure is stable, blocks being players.

    Parameters
    ----------
    model : Model
        The graph model.
    structure : collection of collections of str
        The blocks of two or more parties, by the ids of their members; every party that is in none
        stands alone.
    concepts : sequence of str
        Some of ``"nash"``, ``"gmr"``, ``"smr"``, ``"seq"``.

    Returns
    -------
    Merged
        Blocks in the order of their first members.

    Raises
    ------
    ValueError
        A concept or party of another name, or a party in two blocks.
    CannotComputeError
        The model is too large; or its moves are listed as arcs, so that a joint change of a block
        with several members is not defined.

    Examples
    --------
    The prisoners as one player never talk.

    >>> import numpy as np
    >>> free = np.ones((2, 2), bool)
    >>> dilemma = Model(
    ...     parties=("a", "b"), levers=("x", "y"), levels=(("quiet", "talks"),) * 2, owner=(0, 1),
    ...     allowed=(free, free), feasible=np.ones(4, bool),
    ...     rank=np.array([[2, 3, 0, 1], [2, 0, 3, 1]], np.int32))
    >>> solve(dilemma, [("a", "b")], ["nash"]).equilibria["nash"].tolist()
    [True, True, True, False]
    """
    unknown = [concept for concept in concepts if concept not in get_args(Sanctions)]
    if unknown:
        message = f"{unknown[0]!r} is none of {', '.join(get_args(Sanctions))}"
        raise ValueError(message)
    blocks = _blocks(model, structure)
    joint = Jointly.of(model)
    joint.affordable(len(blocks))
    moves = [_moves(model, joint, block) for block in blocks]
    tables = {concept: np.ones((len(blocks), joint.states), np.bool_) for concept in CONCEPTS}
    for row in range(len(blocks)):
        contest = _contest(joint, blocks, moves, row)
        for concept in CONCEPTS:
            if concept in concepts:
                tables[concept][row] = stable(contest, concept)
    return Merged(
        tuple(tuple(model.parties[party] for party in block) for block in blocks),
        {
            concept: joint.over.spread(tables[concept])
            for concept in CONCEPTS
            if concept in concepts
        },
    )


def joint_moves(model: Model, members: Collection[int], states: Places) -> Moves:
    """Return what `members` can change at once, between the states given.

    Parameters
    ----------
    model : Model
        In product form.
    members : collection of int
        The parties that change their levers together.
    states : (F,) int64
        Numbers of feasible states.

    Returns
    -------
    Moves
        By places in `states`.

    Raises
    ------
    CannotComputeError
        There are too many.

    Examples
    --------
    The two can only change together: neither state between is feasible.

    >>> free = np.ones((2, 2), bool)
    >>> model = Model(parties=("a", "b"), levers=("x", "y"), levels=(("off", "on"),) * 2,
    ...               owner=(0, 1), allowed=(free, free), feasible=np.array([True, False, False, True]),
    ...               rank=np.zeros((2, 4), np.int32))
    >>> [part.tolist() for part in (joint_moves(model, (0, 1), np.array([0, 3])).to,)]
    [[1, 0]]
    """
    own = [lever for lever, owner in enumerate(model.owner) if owner in members]
    level = {i: states // model.strides[i] % len(model.levels[i]) for i in own}
    rest = states - sum((level[i] * model.strides[i] for i in own), np.zeros_like(states))
    order = np.argsort(rest, kind="stable")
    _, first, counts = np.unique(rest[order], return_index=True, return_counts=True)
    if (pairs := int((counts.astype(np.int64) ** 2).sum())) > MOST_PAIRS:
        message = f"the coalition has up to {pairs:,} joint changes; at most {MOST_PAIRS:,} can be looked at"
        raise CannotComputeError(message, "leave out levers, or add 'impossible:' patterns")
    found: list[Places] = []
    for low, size in zip(first.tolist(), counts.tolist(), strict=True):
        group = order[low : low + size]
        can = ~np.eye(size, dtype=np.bool_)
        for i in own:
            can &= model.allowed[i][level[i][group][:, None], level[i][group][None, :]]
        before, after = np.nonzero(can)
        found.append(np.stack([group[before], group[after]]))
    origin, to = np.concatenate(found, axis=1)
    by_origin = np.argsort(origin, kind="stable")
    return arcs.moves_between(origin[by_origin], to[by_origin])


def _blocks(model: Model, structure: Collection[Collection[str]]) -> tuple[tuple[int, ...], ...]:
    """Return the whole structure, by indices: the blocks given and every other party alone."""
    given = coalitions_of(model, structure)
    members = [party for block in given for party in block]
    twice = [party for party in members if members.count(party) > 1]
    if twice or len(given) < len(structure):
        message = f"{model.parties[twice[0] if twice else given[0][0]]!r} stands in two blocks"
        raise ValueError(message)
    alone = [(party,) for party in range(len(model.parties)) if party not in members]
    return tuple(sorted([*given, *alone]))


def _moves(model: Model, joint: Jointly, block: tuple[int, ...]) -> Moves:
    if len(block) == 1:
        return joint.moves[block[0]]
    if model.arcs is not None:
        names = " and ".join(model.party_called(party) for party in block)
        message = f"the moves of this model are listed one by one; what {names} can change at once is not said"
        raise CannotComputeError(message, "ask for coalitions instead: their members move in turn")
    return joint_moves(model, block, joint.over.states)


def _contest(
    joint: Jointly, blocks: Sequence[tuple[int, ...]], moves: Sequence[Moves], row: int
) -> Contest:
    """Return one block against the others."""
    others = [other for other in range(len(blocks)) if other != row]
    steps = [_improving(joint, blocks[other], moves[other]) for other in others]
    start = pack(np.eye(joint.states, dtype=np.bool_))
    return Contest(
        own=[moves[row]],
        others=[moves[other] for other in others],
        gain=gain_of(joint.rank, blocks[row], "strict"),
        reach=ahead([moves[row]], start, transitive=joint.transitive) & ~start,
        credible=least_by_moves(steps, joint.states),
        transitive=joint.transitive,
    )


def _improving(joint: Jointly, block: tuple[int, ...], moves: Moves) -> Moves:
    """Return the moves of a block that every member gains by."""
    origin = arcs.origins(moves)
    better = (joint.rank[list(block)][:, moves.to] > joint.rank[list(block)][:, origin]).all(axis=0)
    return arcs.moves_between(origin[better], moves.to[better])
