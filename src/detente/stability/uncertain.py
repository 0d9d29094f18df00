"""Stability where some preferences are unknown: what tempts, and what deters, under uncertainty.

Between two states s and q party i prefers s, prefers q, is indifferent, or its preference is unknown
(U). Four ways to deal with what is unknown, called extensions (Li, Hipel, Kilgour and Fang 2004):

    ext.   moves that tempt   outcomes that deter   no way out in SMR, SSEQ unless to
    a      better, U          worse, alike          better, U
    b      better             worse, alike          better, U
    c      better, U          worse, alike, U       better
    d      better             worse, alike, U       better

Under a, a party takes chances and fears only what is certain; under d it moves only for certain gains
and fears the unknown; b ignores the unknown; c is mixed. Stability is then as in
`detente.stability.concepts`: party i is stable at s if each tempting move to s1 is deterred, for
Nash: if there is none; for GMR by some s2 in R_O(s1); for SMR by one from which every further move of
i leads to an outcome that deters too; for SEQ and SSEQ the same, where each step of the others is an
improvement for its mover, or unknown. R_O(s1) does not include s1.

Laws: what is stable under a is stable under b and under c, and what is stable under b or c is stable
under d. Without unknown pairs all four are the ordinary concepts.

Not found here: that the others resolve what is unknown to one's harm; weights of what is unknown.

References
----------
K. W. Li, K. W. Hipel, D. M. Kilgour and L. Fang (2004), Preference uncertainty in the graph model for
conflict resolution, IEEE Transactions on Systems, Man, and Cybernetics A 34, 507-520.
"""

from collections.abc import Collection, Sequence
from typing import Literal, get_args

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from detente.model import Model
from detente.model.partial_order import UNKNOWN, Comparison, Ranked
from detente.stability import concepts as ordinary
from detente.stability.arcs import Moves, all_moves, origins
from detente.stability.boxes import Bools
from detente.stability.deterrence import Codes, Rule, answered, check_listed, kept
from detente.stability.listing import Listed, listed

__all__ = ["EXTENSIONS", "Extension", "highest_degree", "solve_hybrid", "solve_uncertain"]

Extension = Literal["a", "b", "c", "d"]
EXTENSIONS: tuple[Extension, ...] = ("a", "b", "c", "d")
"""The four ways to deal with what is unknown."""
BOLD = ("a", "c")
"""Extensions in which a move to an unknown outcome tempts."""
FEARFUL = ("c", "d")
"""Extensions in which an unknown outcome deters."""
CREDIBLE = ("seq", "sseq")
FOR_GOOD = ("smr", "sseq")
Levels = np.ndarray[tuple[int, ...], np.dtype[np.int8]]


def solve_uncertain(
    model: Model,
    orders: Sequence[Comparison],
    concepts: Sequence[str] = ordinary.CONCEPTS,
    extensions: Sequence[str] = EXTENSIONS,
) -> dict[str, dict[str, Bools]]:
    """Return for each extension and concept where each party is stable.

    Parameters
    ----------
    model : Model
        States and moves; its ranks are not used.
    orders : sequence of Comparison
        Per party, over the F feasible states in increasing order: see `compile_relations`.
    concepts : sequence of str
        Some of ``"nash"``, ``"gmr"``, ``"smr"``, ``"seq"``, ``"sseq"``.
    extensions : sequence of str
        Some of ``"a"``, ``"b"``, ``"c"``, ``"d"``.

    Returns
    -------
    dict of dict of (P, S) bool
        By extension, then by concept. False at infeasible states.

    Raises
    ------
    ValueError
        A concept or extension of another name.
    CannotComputeError
        Too many feasible states to compare in pairs, and some pair may be unknown.

    Examples
    --------
    One party, one lever, and nothing known: bold parties (a, c) leave, the others stay.

    >>> from detente.model.partial_order import Table
    >>> free = np.ones((2, 2), bool)
    >>> model = Model(parties=("a",), levers=("x",), levels=(("off", "on"),), owner=(0,),
    ...               allowed=(free,), feasible=np.ones(2, bool), rank=np.zeros((1, 2), np.int32))
    >>> nothing_known = Table(np.array([[0, 127], [127, 0]], np.int8))
    >>> found = solve_uncertain(model, [nothing_known], ["nash"])
    >>> {extension: by["nash"].tolist() for extension, by in found.items()}
    {'a': [[False, False]], 'b': [[True, True]], 'c': [[False, False]], 'd': [[True, True]]}
    """
    ranks = [order.rank for order in orders if isinstance(order, Ranked)]
    if len(ranks) == len(orders):
        _check(concepts, extensions)
        rank = np.full(model.rank.shape, -1, np.int32)
        rank[:, model.feasible] = np.stack(ranks)
        stable = ordinary.solve(replace(model, rank=rank), concepts)
        return {extension: dict(stable) for extension in extensions}
    levels = _solve(model, orders, concepts, extensions, degrees=0)
    return {
        extension: {concept: found >= 0 for concept, found in by.items()}
        for extension, by in levels.items()
    }


def solve_hybrid(
    model: Model,
    orders: Sequence[Comparison],
    concepts: Sequence[str] = ordinary.CONCEPTS,
    extensions: Sequence[str] = EXTENSIONS,
) -> dict[str, dict[str, Levels]]:
    """Return for each extension and concept how strongly each party is stable.

    Strength of preference beside unknown preference (Xu, Hipel, Kilgour and Chen 2010). A party is
    stable in degree t >= 1 if every tempting move is deterred by outcomes that are worse by t degrees
    or more (under c and d, or that are unknown), in SMR and SSEQ those of every further move too;
    in degree 0 if it is stable in the ordinary sense. A party that nothing tempts is stable in the
    highest degree there is: two, mildly and greatly, or more where some relation tells more apart. A
    party whose relation tells fewer apart is deterred in those only, counted from mildly up.

    Parameters
    ----------
    model, orders, concepts, extensions
        As for `solve_uncertain`.

    Returns
    -------
    dict of dict of (P, S) int8
        By extension, then by concept: the highest degree in which the party is stable, -1 where it is
        not, or the state is infeasible.

    Examples
    --------
    The prisoners' dilemma, in which being betrayed is much worse than all else. That the other
    defects too is worse than that both cooperate, but not much.

    >>> from detente.model.partial_order import Ranked
    >>> free = np.ones((2, 2), bool)
    >>> dilemma = Model(
    ...     parties=("a", "b"), levers=("x", "y"), levels=(("c", "d"), ("c", "d")), owner=(0, 1),
    ...     allowed=(free, free), feasible=np.ones(4, bool),
    ...     rank=np.array([[2, 3, 0, 1], [2, 0, 3, 1]], np.int32))
    >>> orders = [Ranked(rank, [np.minimum(rank, 1)]) for rank in dilemma.rank]
    >>> solve_hybrid(dilemma, orders, ["gmr"], ["b"])["b"]["gmr"].tolist()
    [[1, 2, -1, 2], [1, -1, 2, 2]]
    """
    return _solve(model, orders, concepts, extensions, degrees=highest_degree(orders))


def highest_degree(orders: Sequence[Comparison]) -> int:
    """Return the highest degree of preference there is: two at least, mildly and greatly.

    Examples
    --------
    >>> highest_degree([Ranked(np.array([0, 1]))])
    2
    """
    return max([2, *(order.degrees for order in orders)])


def _solve(
    model: Model,
    orders: Sequence[Comparison],
    concepts: Sequence[str],
    extensions: Sequence[str],
    *,
    degrees: int,
) -> dict[str, dict[str, Levels]]:
    """Return the highest degree, up to `degrees`, in which each party is stable."""
    _check(concepts, extensions)
    it = listed(model)
    check_listed(it.states.size)
    moves = all_moves(it.model)
    credible = [
        kept(move, order.between(move.to, origins(move)) > 0)
        for move, order in zip(moves, orders, strict=True)
    ]
    by_party = [
        _Party(party, moves, credible, order, degrees).levels(it.states.size, concepts, extensions)
        for party, order in enumerate(orders)
    ]
    return {
        extension: {
            concept: _spread(it, [found[extension, concept] for found in by_party])
            for concept in concepts
        }
        for extension in extensions
    }


def _check(concepts: Sequence[str], extensions: Sequence[str]) -> None:
    """Refuse names of concepts and extensions that do not exist."""
    for names, known in ((concepts, ordinary.Concept), (extensions, Extension)):
        for name in names:
            if name not in get_args(known):
                message = f"{name!r} is none of {', '.join(get_args(known))}"
                raise ValueError(message)


def _spread(it: Listed, levels: Sequence[Levels]) -> Levels:
    out = np.full((len(levels), it.size), -1, np.int8)
    out[:, it.states] = np.stack(levels)
    return out


def _rule(degree: int, *, fearful: bool) -> Rule:
    """Return what deters: outcomes worse by `degree`, or not better for 0; unknown ones if fearful.

    Codes are of the outcome against the state that was left.
    """

    def deters(codes: Codes) -> Bools:
        found: Bools = codes <= -degree
        if fearful:
            found |= codes == UNKNOWN
        return found

    return deters


class _Party(Struct, frozen=True):
    """One party, its moves, everybody's moves and credible moves, what it prefers."""

    party: int
    moves: Sequence[Moves]
    credible: Sequence[Moves]
    order: Comparison
    top: int

    def levels(
        self, states: int, concepts: Sequence[str], extensions: Sequence[str]
    ) -> dict[tuple[str, str], Levels]:
        """Return by extension and concept the highest degree in which it is stable: (F,) int8."""
        own = self.moves[self.party]
        codes = self.order.between(own.to, origins(own))
        fears = {extension in FEARFUL for extension in extensions}
        answers = self.answers(states, concepts, fears, codes)
        out: dict[tuple[str, str], Levels] = {}
        for extension in extensions:
            tempts = (codes > 0) & ((codes != UNKNOWN) | (extension in BOLD))
            for concept in concepts:
                level = np.full(states, -1, np.int8)
                for degree in range(self.top + 1):
                    stable = np.ones(states, np.bool_)
                    deterred = answers.get((concept, extension in FEARFUL, degree), False)
                    stable[origins(own)[tempts & ~np.asarray(deterred)]] = False
                    level[stable] = degree
                out[extension, concept] = level
        return out

    def answers(
        self, states: int, concepts: Sequence[str], fears: Collection[bool], codes: Codes
    ) -> dict[tuple[str, bool, int], Bools]:
        """Return by concept, fear of the unknown and degree which of its moves are deterred: (M,) bool."""
        kinds = [(fearful, degree) for fearful in fears for degree in range(self.top + 1)]
        wanted = [
            [it for it in concepts if it in ("gmr", "smr")],
            [it for it in concepts if it in CREDIBLE],
        ]
        replies = [
            moves for moves, some in zip((self.moves, self.credible), wanted, strict=True) if some
        ]
        found = answered(
            self.party,
            self.moves[self.party],
            replies,
            asked=codes > 0,
            states=states,
            against=self.order.against,
            rules=[_rule(degree, fearful=fearful) for fearful, degree in kinds if replies],
        )
        out = {}
        for some, by_kind in zip(filter(None, wanted), found, strict=True):
            for kind, answer in zip(kinds, by_kind, strict=True):
                for concept in some:
                    out[concept, *kind] = answer.for_good if concept in FOR_GOOD else answer.any
        return out
