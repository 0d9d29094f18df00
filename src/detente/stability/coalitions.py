"""Coalitions: where no group of parties gains by moving together.

A coalition H is one or more parties that may act together. R_H(s) holds the end states of the legal
sequences of moves of its members (`detente.stability.reachable`). Its *improvements* over s are the
states q in R_H(s) with q >_i s for every i in H; under the Pareto reading, with q >=_i s for every i
in H and q >_i s for some. The steps on the way need not be improvements. Anything else *deters* H.

H is stable at s if for every improvement q over s (O = N - H, the parties outside)

    CNash  there is no such q
    CGMR   some x in R_O(q) deters H
    CSMR   some x in R_O(q) deters H, and so does every y in R_H(x)
    CSEQ   some x in R_O++(q) deters H

R_O++(q) holds the end states of sequences in which each step is an improvement, over the state it is
made from, of a coalition inside O, no coalition moving twice in succession; or, on demand, of single
parties of O. A state is *coalitionally stable* if all coalitions that are looked at are stable there.

CNash implies the others. CSMR implies CGMR. CSEQ implies CGMR in product form; in arcs form the steps
of two coalitions need not make one legal sequence. For one party alone CNash, CGMR and CSMR are the
individual concepts, and CSEQ is SEQ where single parties answer or there are only two parties.

Not found here: coalitions that hold to agreements for some moves and break them later; who would
share what; coalitions of which a member may be misled; foresight beyond three moves.

References
----------
D. M. Kilgour, K. W. Hipel, L. Fang and X. Peng (2001), Coalition analysis in group decision support,
Group Decision and Negotiation 10. T. Inohara and K. W. Hipel (2008), Coalition analysis in the graph
model for conflict resolution, Systems Engineering 11. S. Zhao, H. Xu, K. W. Hipel and L. Fang (2019)
(Pareto improvements; known to us from its abstract only). What deters under the Pareto reading is our choice: whatever is no improvement.
"""

from collections.abc import Collection, Sequence
from typing import Literal, get_args

import numpy as np
from msgspec import Struct

from detente.model import Model
from detente.stability.boxes import Bools
from detente.stability.coalition_reasons import reason
from detente.stability.coalition_words import CoalitionReason, JointStep
from detente.stability.contests import Contest, Sanctions, least_by_moves, stable
from detente.stability.credible import Answers, Who
from detente.stability.joint_gain import gain_of
from detente.stability.jumps import Jump, equilibrium_jumps, route
from detente.stability.reachable import Improvement, Jointly, coalitions_of

__all__ = [
    "CONCEPTS",
    "CoalitionConcept",
    "CoalitionReason",
    "Coalitional",
    "JointStep",
    "Jump",
    "coalitions_of",
    "equilibrium_jumps",
    "reason",
    "route",
    "solve",
]

CoalitionConcept = Literal["cnash", "cgmr", "csmr", "cseq"]
CONCEPTS: tuple[CoalitionConcept, ...] = ("cnash", "cgmr", "csmr", "cseq")
WITHIN: dict[str, Sanctions] = {"cnash": "nash", "cgmr": "gmr", "csmr": "smr", "cseq": "seq"}


class Coalitional(Struct, frozen=True, eq=False):
    """Where each coalition is stable, and where all are.

    Attributes
    ----------
    coalitions : tuple of tuple of str
        The C coalitions, by the ids of their members in the order of the model.
    stable : dict of (C, S) bool
        By concept; False at infeasible states.
    improvement, sanctions : str
        As asked.
    """

    coalitions: tuple[tuple[str, ...], ...]
    stable: dict[str, Bools]
    improvement: str
    sanctions: str

    @property
    def states(self) -> dict[str, Bools]:
        """The coalitionally stable states, by concept: (S,) bool."""
        return {c: np.logical_and.reduce(table) for c, table in self.stable.items()}


def solve(
    model: Model,
    concepts: Sequence[str] = CONCEPTS,
    coalitions: Collection[Collection[str]] | None = None,
    improvement: Improvement = "strict",
    sanctions: Who = "coalition",
) -> Coalitional:
    """Return for each concept where each coalition is stable.

    Parameters
    ----------
    model : Model
        The graph model.
    concepts : sequence of str
        Some of ``"cnash"``, ``"cgmr"``, ``"csmr"``, ``"cseq"``.
    coalitions : collection of collections of str, optional
        The coalitions that may move, one at least, by the ids of their members; all. Those outside a coalition may
        answer in any coalition, given or not.
    improvement : str
        ``"strict"``: better for every member. ``"pareto"``: worse for none, better for some.
    sanctions : str
        Whose improvements count as credible answers under CSEQ: those of every ``"coalition"`` of
        the parties outside, or of each ``"individual"`` of them.

    Returns
    -------
    Coalitional

    Raises
    ------
    ValueError
        A concept, party or reading of another name; or no coalition is given.
    CannotComputeError
        The model is too large.

    Examples
    --------
    In the prisoners' dilemma both would rather keep quiet than both talk: together they leave the
    only Nash equilibrium, and no state is stable against all three coalitions.

    >>> import numpy as np
    >>> free = np.ones((2, 2), bool)
    >>> dilemma = Model(
    ...     parties=("a", "b"), levers=("x", "y"), levels=(("quiet", "talks"),) * 2, owner=(0, 1),
    ...     allowed=(free, free), feasible=np.ones(4, bool),
    ...     rank=np.array([[2, 3, 0, 1], [2, 0, 3, 1]], np.int32))
    >>> found = solve(dilemma, ["cnash", "cgmr"])
    >>> found.coalitions
    (('a',), ('b',), ('a', 'b'))
    >>> found.stable["cnash"][2].tolist()
    [True, True, True, False]
    >>> {concept: states.nonzero()[0].tolist() for concept, states in found.states.items()}
    {'cnash': [], 'cgmr': [0]}
    """
    for value, known in ((sanctions, Who), *((concept, CoalitionConcept) for concept in concepts)):
        if value not in get_args(known):
            message = f"{value!r} is none of {', '.join(get_args(known))}"
            raise ValueError(message)
    groups = coalitions_of(model, coalitions)
    if not groups:
        message = "no coalition is given: leave the list out to look at all"
        raise ValueError(message)
    joint = Jointly.of(model)
    joint.affordable(len(groups))
    answers = Answers(joint, improvement, sanctions)
    tables = {concept: np.ones((len(groups), joint.states), np.bool_) for concept in concepts}
    for row, members in enumerate(groups):
        contest = Contest(
            own=joint.group(members),
            others=joint.group(joint.others(members)),
            gain=gain_of(joint.rank, members, improvement),
            reach=joint.reach(members),
            credible=answers.least(joint.others(members))
            if "cseq" in concepts
            else least_by_moves([], 0),
            transitive=joint.transitive,
        )
        for concept in concepts:
            tables[concept][row] = stable(contest, WITHIN[concept])
    return Coalitional(
        tuple(tuple(model.parties[party] for party in members) for members in groups),
        {concept: joint.over.spread(table) for concept, table in tables.items()},
        improvement,
        sanctions,
    )
