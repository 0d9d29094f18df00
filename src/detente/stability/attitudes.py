"""Attitudes: parties that wish one another well, or ill. Experimental.

The attitude e_ij of party i towards party j (itself included) is +1, it wishes what j prefers, 0, it
does not care, or -1, it wishes what j does not prefer (Inohara, Hipel and Walker 2007). With

    RP_ij(s)  = {q : q >=_j s} for +1, {q : s >=_j q} for -1, all states for 0
    TRP_i(s)  = the states in RP_ij(s) for every j: what i wishes in place of s, or s itself
    TRR_i(s)  = TRP_i(s) among the states that i can move to from s

the *relational* concepts are the ordinary ones, where "improvement" is read as a move to a state of
TRR_i(s), "deters" as "is not in TRP_i(s), or is s itself", and a credible answer as a sequence of
moves each in the TRR of its mover. What is weakly preferred tempts, unlike in the ordinary concepts:
ties matter.

Experimental, for this reading of the definition was made from summaries. What is published of its
limits holds, and is tested (Inohara and Hipel 2009): where everybody cares for itself alone and no
two states are alike for anybody, the relational concepts are the ordinary ones; where nobody cares for
anything, relational Nash is relational SMR, and relational GMR is relational SEQ.

References
----------
T. Inohara, K. W. Hipel and S. Walker (2007), Conflict analysis approaches for investigating attitudes
and misperceptions in the War of 1812, Journal of Systems Science and Systems Engineering 16, 181-201.
T. Inohara and K. W. Hipel (2009), Interrelationships among attitude-based and conventional stability
concepts within the graph model for conflict resolution, IEEE SMC, San Antonio.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detente.model import Model
from detente.stability import concepts as ordinary
from detente.stability.arcs import Indexes, Moves, all_moves, origins
from detente.stability.boxes import Bools
from detente.stability.deterrence import Codes, answered, check_listed, kept
from detente.stability.listing import listed

__all__ = ["EXPERIMENTAL", "selfish", "solve_attitudes"]

EXPERIMENTAL = (
    "experimental: this reading of the definition was made from summaries and checked against the "
    "published limit cases only"
)
"""What to say beside every result."""


def selfish(parties: int) -> NDArray[np.int8]:
    """Return the attitudes of parties that care for themselves alone: (P, P) int8.

    Examples
    --------
    >>> selfish(2).tolist()
    [[1, 0], [0, 1]]
    """
    return np.eye(parties, dtype=np.int8)


def solve_attitudes(
    model: Model, attitudes: ArrayLike, concepts: Sequence[str] = ordinary.CONCEPTS
) -> dict[str, Bools]:
    """Return for each concept where each party is relationally stable. Experimental: see the module.

    Parameters
    ----------
    model : Model
        The graph model; its ranks are the preferences.
    attitudes : (P, P) array of int
        ``[i, j]``: the attitude of party i towards party j: 1, 0 or -1.
    concepts : sequence of str
        Some of ``"nash"``, ``"gmr"``, ``"smr"``, ``"seq"``, ``"sseq"``.

    Returns
    -------
    dict of (P, S) bool
        By concept. False at infeasible states.

    Raises
    ------
    ValueError
        A concept of another name, or attitudes of another shape or value.
    CannotComputeError
        Too many feasible states to compare in pairs.

    Examples
    --------
    Two prisoners who care for one another as for themselves do not betray each other.

    >>> free = np.ones((2, 2), bool)
    >>> dilemma = Model(
    ...     parties=("a", "b"), levers=("x", "y"), levels=(("c", "d"), ("c", "d")), owner=(0, 1),
    ...     allowed=(free, free), feasible=np.ones(4, bool),
    ...     rank=np.array([[2, 3, 0, 1], [2, 0, 3, 1]], np.int32))
    >>> solve_attitudes(dilemma, [[1, 1], [1, 1]], ["nash"])["nash"].all(axis=0).tolist()
    [True, True, True, True]
    >>> solve_attitudes(dilemma, selfish(2), ["nash"])["nash"].all(axis=0).tolist()
    [False, False, False, True]
    """
    table = _checked(attitudes, len(model.parties), concepts)
    it = listed(model)
    check_listed(it.states.size)
    moves = all_moves(it.model)
    credible = [
        kept(move, _wished(it.model, row, origins(move), move.to))
        for row, move in zip(table, moves, strict=True)
    ]
    out = {concept: np.zeros((len(moves), it.states.size), np.bool_) for concept in concepts}
    for party, row in enumerate(table):
        deterred = _deterred(it.model, party, row, (moves, credible), concepts)
        for concept in concepts:
            left = _wished(it.model, row, origins(moves[party]), moves[party].to)
            left &= ~np.asarray(deterred.get(concept, False))
            out[concept][party] = True
            out[concept][party, origins(moves[party])[left]] = False
    return {concept: it.spread(stable) for concept, stable in out.items()}


def _checked(attitudes: ArrayLike, parties: int, concepts: Sequence[str]) -> NDArray[np.int8]:
    for concept in concepts:
        if concept not in (*ordinary.CONCEPTS, "sseq"):
            message = f"{concept!r} is none of {', '.join((*ordinary.CONCEPTS, 'sseq'))}"
            raise ValueError(message)
    table = np.asarray(attitudes)
    if table.shape != (parties, parties) or not np.isin(table, (-1, 0, 1)).all():
        message = f"attitudes are a table of {parties} x {parties} numbers, each 1, 0 or -1"
        raise ValueError(message)
    return table.astype(np.int8)


def _wished(model: Model, row: NDArray[np.int8], left: Indexes, end: Indexes) -> Bools:
    """Return whether `end` is in TRP of the party with these attitudes, at `left`; they broadcast."""
    found = np.ones(np.broadcast_shapes(left.shape, end.shape), np.bool_)
    for attitude, rank in zip(row.tolist(), model.rank, strict=True):
        if attitude > 0:
            found &= rank[end] >= rank[left]
        elif attitude < 0:
            found &= rank[end] <= rank[left]
    return found


def _deterred(
    model: Model,
    party: int,
    row: NDArray[np.int8],
    replies: tuple[Sequence[Moves], Sequence[Moves]],
    concepts: Sequence[str],
) -> dict[str, Bools]:
    """Return by concept which moves of the party are deterred: (M,) bool."""
    states = np.arange(model.size)

    def against(ends: Indexes) -> Codes:
        wished = _wished(model, row, states[None, :], ends[:, None])
        return np.asarray(wished & (ends[:, None] != states[None, :])).view(np.int8)

    own = replies[0][party]
    found = answered(
        party,
        own,
        replies,
        asked=_wished(model, row, origins(own), own.to),
        states=model.size,
        against=against,
        rules=[lambda codes: codes == 0] if set(concepts) - {"nash"} else [],
    )
    names = (("gmr", "smr"), ("seq", "sseq"))
    return {
        name: moves
        for (plain, for_good), by_rule in zip(names, found, strict=True)
        for answer in by_rule
        for name, moves in ((plain, answer.any), (for_good, answer.for_good))
    }
