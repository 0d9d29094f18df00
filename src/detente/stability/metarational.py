"""Metarational stability with more moves: what a party has to fear however far it looks.

General and symmetric metarationality stop after one countermove of the others and, at most, one
escape. Here the exchange goes on for h moves in all: party i moves, the others O answer, i moves
again, and so on; each side may stop at its turn, and then all is over. The others' answer is a
legal sequence (no party moves twice in succession), as everywhere in the graph model. Party i asks
what it can be sure of if the others do their worst. With v_i its rank, R_i and R_O what can be
reached,

    V_0(x) = W_0(x) = v_i(x)
    V_h(x) = max( v_i(x), max { W_{h-1}(y) : y in R_i(x) } )      i is to move
    W_h(x) = min( v_i(x), min { V_{h-1}(y) : y in R_O(x) } )      the others are to move

    MR_h    i is stable at s iff V_h(s) <= v_i(s)
    CMR_h   the same where the others' moves must be credible: R_O+ instead of R_O

so that MR_1 = CMR_1 is Nash stability, MR_2 GMR, MR_3 SMR, CMR_2 SEQ and CMR_3 SSEQ. A *round* is
a move of i and the answer to it: MR_2r looks r rounds ahead, and MR_2r+1 one own move further.

    MR_1 => MR_3 => MR_5 => ... => MR_6 => MR_4 => MR_2, and so for CMR; CMR_h => MR_h

Both ends of that chain settle after finitely many steps; see `settled`. Whether party i's own moves
must be improvements makes no difference: it never gains by a move to a state that it does not
prefer to s, since the others may leave it there, nor moves on once it is better off than at s.

For two parties this is also Maximin_h (Rego and Vieira), the same worst case over h moves. If the
two want opposite things, it is limited-move stability L_h; and L_h implies MR_h always.

Not found here: policy equilibria, in which all parties announce what they would do at each state.
They lie between the two ends of the chain, but a result that tied them to it has been refuted.

Array letters: P parties, S states.

References
----------
D.-Z. Zeng, L. Fang, K. W. Hipel and D. M. Kilgour (2006), Generalized metarationalities in the graph
model for conflict resolution, Discrete Applied Mathematics 154, and (2007), Policy equilibrium and
generalized metarationalities for multiple decision-maker conflicts, IEEE Trans. SMC A 37 (the
families; definitions rebuilt from the abstracts and from their shortest members, the papers were
not at hand). L. C. Rego and G. I. A. Vieira, Maximin_h stability in the graph model for conflict
resolution for bilateral conflicts, IEEE Trans. SMC Systems. On some properties of limited move
stability, generalized metarationality, and policy equilibrium in bilateral conflicts (2024),
Discrete Applied Mathematics (L_h implies MR_h; the refutation).
"""

from collections.abc import Callable, Sequence

import numpy as np
from msgspec import Struct

from detente.model import Bools, Model, Ranks
from detente.stability import arcs, plain
from detente.stability.boxes import party_boxes
from detente.stability.concepts import LARGE
from detente.stability.listing import listed
from detente.stability.sparse import MOST_PAIRS, pairs

__all__ = ["Settled", "metarational", "settled"]

Turn = Callable[[Ranks], Ranks]
"""From values (S,) at the ends of a move to values where the mover, who may stay, is to move."""


class Settled(Struct, frozen=True, eq=False):
    """Where parties are metarationally stable however many moves are foreseen.

    Attributes
    ----------
    always : (P, S) bool
        Stable by MR_h for every h that is large enough: the limit of the odd ones. The party could
        not even gain by an exchange that went on for ever.
    even : (P, S) bool
        Stable by MR_h for every even h: the limit of the even ones. Where a state is in `even` but
        not in `always`, it depends on who has the last word.
    moves : int
        The least h such that MR_h and MR_h+1 are the two limits, and so in turn for ever after.
    """

    always: Bools
    even: Bools
    moves: int


def metarational(model: Model, moves: int, *, credible: bool = False) -> Bools:
    """Return where each party is metarationally stable with h moves foreseen: MR_h or CMR_h.

    Party i is stable at s iff it cannot be sure of a state that it prefers to s, in an exchange of
    at most h moves that it begins, in which it and the others take turns, each side may stop, and
    the others do their worst (Zeng, Fang, Hipel and Kilgour 2006, 2007).

    Parameters
    ----------
    model : Model
        The graph model.
    moves : int
        How many moves h >= 1 are foreseen, the first one included; an answer of all the others
        together counts as one. 2r moves are r rounds.
    credible : bool
        Only answers count of which each step is an improvement for its mover.

    Returns
    -------
    (P, S) bool
        False at infeasible states.

    Raises
    ------
    ValueError
        `moves` is less than 1.

    Examples
    --------
    Chicken, level 1 to drive on: mutual swerving lasts however far they look, but not if only
    credible answers count.

    >>> import numpy as np
    >>> from detente.model import Model
    >>> free = np.ones((2, 2), bool)
    >>> chicken = Model(
    ...     parties=("a", "b"), levers=("x", "y"), levels=(("c", "d"), ("c", "d")), owner=(0, 1),
    ...     allowed=(free, free), feasible=np.ones(4, bool),
    ...     rank=np.array([[2, 3, 1, 0], [2, 1, 3, 0]], np.int32))
    >>> metarational(chicken, 4).all(axis=0).tolist()
    [True, True, True, False]
    >>> metarational(chicken, 4, credible=True).all(axis=0).tolist()
    [False, True, True, False]
    """
    if moves < 1:
        message = f"the number of moves is 1 or more, not {moves}"
        raise ValueError(message)
    board = _board(model, credible=credible)
    stable = np.zeros((len(model.parties), board.states.size), np.bool_)
    for party in range(len(model.parties)):
        stable[party] = board.stable(party, moves)
    return board.spread(stable)


def settled(model: Model, *, credible: bool = False) -> Settled:
    """Return where parties are metarationally stable however many moves are foreseen.

    The states of MR_1, MR_3, MR_5, ... only grow and those of MR_2, MR_4, ... only shrink, so both
    come to rest.

    Parameters
    ----------
    model : Model
        The graph model.
    credible : bool
        CMR_h instead of MR_h.

    Returns
    -------
    Settled

    Examples
    --------
    In the prisoners' dilemma cooperation and defection last, from two moves on.

    >>> import numpy as np
    >>> from detente.model import Model
    >>> free = np.ones((2, 2), bool)
    >>> dilemma = Model(
    ...     parties=("a", "b"), levers=("x", "y"), levels=(("c", "d"), ("c", "d")), owner=(0, 1),
    ...     allowed=(free, free), feasible=np.ones(4, bool),
    ...     rank=np.array([[2, 3, 0, 1], [2, 0, 3, 1]], np.int32))
    >>> found = settled(dilemma)
    >>> found.always.all(axis=0).tolist(), found.moves
    ([True, False, False, True], 2)
    """
    board = _board(model, credible=credible)
    limits = np.zeros((2, len(model.parties), board.states.size), np.bool_)
    needed = 1
    for party in range(len(model.parties)):
        for parity in (0, 1):
            limits[parity, party], moves = board.limit(party, parity)
            needed = max(needed, moves - 1)
    even, odd = board.spread(limits)
    return Settled(odd, even, needed)


class _Board(Struct, frozen=True, eq=False):
    """The feasible states, or all of them, and what each side makes of values at its turn.

    Attributes
    ----------
    states : (N,) int64
        The state numbers that values are about.
    size : int
        Number of states S of the model.
    rank : (P, N) int32
        -1 at infeasible states.
    best, worst : sequence of Turn
        Per party: the most that it can move to, the least that the others can lead to.
    """

    states: np.ndarray[tuple[int], np.dtype[np.int64]]
    size: int
    rank: Ranks
    best: Sequence[Turn]
    worst: Sequence[Turn]

    def answered(self, party: int, values: Ranks) -> Ranks:
        """Return W_{h+2} from W_h: the party moves, then the others."""
        rank = self.rank[party]
        mine = np.maximum(rank, self.best[party](values))
        found: Ranks = np.minimum(rank, self.worst[party](mine))
        return found

    def first(self, party: int, parity: int) -> Ranks:
        """Return W_0 for odd h (`parity` 1), W_1 for even h: what is left after the first move."""
        rank = self.rank[party]
        left: Ranks = rank if parity else np.minimum(rank, self.worst[party](rank))
        return left

    def verdict(self, party: int, values: Ranks) -> Bools:
        """Return where the party has no move to a state of more value than it has now."""
        rank = self.rank[party]
        stable: Bools = (self.best[party](values) <= rank) & (rank >= 0)
        return stable

    def stable(self, party: int, moves: int) -> Bools:
        """Return where the party is stable by MR_h, (N,) bool."""
        values = self.first(party, moves % 2)
        for _ in range((moves - 1) // 2):
            before, values = values, self.answered(party, values)
            if np.array_equal(before, values):
                break
        return self.verdict(party, values)

    def limit(self, party: int, parity: int) -> tuple[Bools, int]:
        """Return where the party is stable in the end, over h of one parity, and from which h on."""
        values, moves = self.first(party, parity), 2 - parity
        stable, since = self.verdict(party, values), moves
        while True:
            before, values = values, self.answered(party, values)
            if np.array_equal(before, values):
                return stable, since
            moves += 2
            earlier, stable = stable, self.verdict(party, values)
            if not np.array_equal(earlier, stable):
                since = moves

    def spread(self, values: Bools) -> Bools:
        """Return (..., N) bool over all states, False where there is none."""
        out = np.zeros((*values.shape[:-1], self.size), np.bool_)
        out[..., self.states] = values
        return out


def _board(model: Model, *, credible: bool) -> _Board:
    """Return the board of a model, over listed moves or over whole fibres."""
    if model.arcs is not None:
        return _of_arcs(model, credible=credible)
    if model.size >= LARGE and pairs(model) <= MOST_PAIRS:
        return _of_arcs(model, credible=credible)
    return _of_boxes(model, credible=credible)


def _of_arcs(model: Model, *, credible: bool) -> _Board:
    over = listed(model)
    ranks = over.model.rank
    moves = arcs.all_moves(over.model)
    replies = moves
    if credible:
        replies = [arcs.improving(move, rank) for move, rank in zip(moves, ranks, strict=True)]
    close = arcs.sweeping(replies, over.states.size)

    def best(party: int) -> Turn:
        return lambda values: arcs.extreme(moves[party], values, values, np.maximum)

    def worst(party: int) -> Turn:
        return lambda values: close(party, values)

    parties = range(len(ranks))
    return _Board(
        over.states, over.size, ranks, [best(p) for p in parties], [worst(p) for p in parties]
    )


def _of_boxes(model: Model, *, credible: bool) -> _Board:
    boxes = party_boxes(model)
    steps = [plain.move_step(box, model.feasible) for box in boxes]
    if credible:
        steps = [
            plain.improvement_step(box, rank) for box, rank in zip(boxes, model.rank, strict=True)
        ]

    def best(party: int) -> Turn:
        def turn(values: Ranks) -> Ranks:
            found = values.copy()
            plain.reduce_box(found, boxes[party], np.maximum)
            return found

        return turn

    def worst(party: int) -> Turn:
        others = [step for j, step in enumerate(steps) if j != party]

        def turn(values: Ranks) -> Ranks:
            found = np.where(model.feasible, values, plain.NEVER)
            plain.close(others, found)
            return found

        return turn

    parties = range(len(boxes))
    turns = [best(p) for p in parties], [worst(p) for p in parties]
    return _Board(np.arange(model.size), model.size, model.rank, *turns)
