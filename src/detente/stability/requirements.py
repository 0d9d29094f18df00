"""What a party's ranking must meet for it to be stable at a state: a condition without negations.

For party i at s* let B be the states that it ranks no better than s*. Each move of i asks for
something, whatever the rest of the ranking (Kinsara, Kilgour and Hipel, 2015):

    Nash         for all q in R_i(s*):  q in B
    GMR, SEQ     for all q in R_i(s*):  q in B, or some k in R_O(q) with k in B
    SMR, SSEQ    for all q in R_i(s*):  q in B, or some k in R_O(q) with k in B and R_i(k) in B

with R_O+(q), which depends on the preferences of the others, for SEQ and SSEQ. The more states lie
in B, the better for s*: the condition is monotone. Only the states it names matter; all others are
free. In a strict ranking B is what stands below s*, in a weak order what stands below it or level
with it: the condition is the same.
"""

from collections.abc import Iterable, Sequence

from msgspec import Struct, field

from detente.errors import CannotComputeError
from detente.model import Model, Ranks
from detente.stability.moves import moves_from
from detente.stability.reasons import NAMES

__all__ = ["Reach", "Requirement", "requirements"]

CREDIBLE = ("seq", "sseq")
NO_ESCAPE = ("smr", "sseq")
MOST_SEEN = 200_000
"""States left, by one party each, before the question is refused; twenty moves count as one."""

States = frozenset[int]


class Requirement(Struct, frozen=True):
    """What one move of the party asks of its ranking.

    Attributes
    ----------
    move : int
        The state that the party could move to.
    alternatives : tuple of frozenset of int
        One of these sets of states must be ranked no better than the state asked about, the whole
        of it: the move's own end, or a sanction with the ways out of it. None contains another.
    """

    move: int
    alternatives: tuple[States, ...]

    def met(self, below: Iterable[int]) -> bool:
        """Return whether it is met when the states in `below` are ranked no better.

        Examples
        --------
        >>> Requirement(1, (frozenset({1}), frozenset({4, 5}))).met({4})
        False
        """
        known = set(below)
        return any(states <= known for states in self.alternatives)


class Reach(Struct):
    """Moves of a model, each asked for once: R_i(s), R_O(s) and R_O+(s).

    Attributes
    ----------
    model : Model
        The graph model, in either form.
    left : int
        How many more states' moves may be listed.
    """

    model: Model
    left: int = MOST_SEEN
    known: dict[tuple[int, int], tuple[int, ...]] = field(default_factory=dict)

    def moves(self, party: int, state: int) -> tuple[int, ...]:
        """Return R_i(s): the feasible states that `party` can move to from `state`, without itself."""
        key = party, state
        if key not in self.known:
            found = moves_from(self.model, party, state)
            found = found[self.model.feasible[found] & (found != state)]
            self.left -= 1 + found.size // 20
            if self.left < 0:
                message = f"the moves from more than {MOST_SEEN:,} states would have to be listed"
                raise CannotComputeError(message, "ask about Nash stability, or a smaller case")
            self.known[key] = tuple(found.tolist())
        return self.known[key]

    def replies(
        self, party: int, state: int, rank: Ranks | Sequence[Sequence[int]] | None = None
    ) -> set[int]:
        """Return R_O(s), or R_O+(s) for the ranks of the others in `rank`, (P, S) int32.

        Nobody moves twice in a row; an improvement is judged from the state it leaves.
        """
        others = [other for other in range(len(self.model.parties)) if other != party]
        seen: set[tuple[int, int]] = set()
        todo = [(state, party)]
        while todo:
            here, last = todo.pop()
            for mover in others:
                if mover == last:
                    continue
                ends = self.moves(mover, here)
                if rank is not None:
                    own = rank[mover]
                    ends = tuple(end for end in ends if own[end] > own[here])
                fresh = {(end, mover) for end in ends} - seen
                seen |= fresh
                todo.extend(fresh)
        return {end for end, _ in seen}


def requirements(
    model: Model, party: int, state: int, concept: str, *, reach: Reach | None = None
) -> tuple[Requirement, ...]:
    """Return what each move of `party` asks of its ranking, for it to be stable at `state`.

    Parameters
    ----------
    model : Model
        The graph model. The ranking of `party` itself is not looked at; those of the others are
        for ``seq`` and ``sseq`` only.
    party, state : int
        Who, where; the state is feasible.
    concept : str
        ``nash``, ``gmr``, ``smr``, ``seq`` or ``sseq``.
    reach : Reach, optional
        Moves that are known already.

    Returns
    -------
    tuple of Requirement
        One per move, by the state moved to; moves that are deterred under every ranking (the others
        can lead back to `state` itself) are left out.

    Raises
    ------
    ValueError
        There is no such concept, or the state is not feasible.
    CannotComputeError
        Too many states would have to be looked at.

    Examples
    --------
    In the prisoners' dilemma silence lasts for the first player if it ranks no better that it talks
    alone, or that both talk.

    >>> import numpy as np
    >>> free = np.ones((2, 2), dtype=bool)
    >>> dilemma = Model(
    ...     parties=("Ann", "Bob"), levers=("x", "y"), levels=(("quiet", "talks"),) * 2,
    ...     owner=(0, 1), allowed=(free, free), feasible=np.ones(4, dtype=bool),
    ...     rank=np.array([[2, 3, 0, 1], [2, 0, 3, 1]], dtype=np.int32))
    >>> [(r.move, [sorted(a) for a in r.alternatives]) for r in requirements(dilemma, 0, 0, "gmr")]
    [(1, [[1], [3]])]
    >>> [[sorted(a) for a in r.alternatives] for r in requirements(dilemma, 0, 0, "smr")]
    [[[1], [2, 3]]]
    """
    if concept not in NAMES:
        message = f"{concept!r} is none of {', '.join(NAMES)}"
        raise ValueError(message)
    if not model.feasible[state]:
        message = f"state {state} is not feasible"
        raise ValueError(message)
    reach = reach or Reach(model)
    found = []
    for move in reach.moves(party, state):
        alternatives: Sequence[States] = [frozenset({move})]
        if concept != "nash":
            rank = model.rank if concept in CREDIBLE else None
            ends = sorted(reach.replies(party, move, rank))
            ways_out = concept in NO_ESCAPE
            sets = [_held(reach, party, end, ways_out=ways_out) - {state} for end in ends]
            alternatives = _least([*alternatives, *sets])
        if alternatives[0]:
            found.append(Requirement(move, tuple(alternatives)))
    return tuple(found)


def _held(reach: Reach, party: int, end: int, *, ways_out: bool) -> States:
    """Return what must be ranked no better for `end` to deter: itself, and the ways out of it."""
    return frozenset({end, *(reach.moves(party, end) if ways_out else ())})


def _least(sets: Iterable[States]) -> list[States]:
    """Return the sets that contain no other of them, smallest first."""
    kept: list[States] = []
    ones: set[int] = set()
    for states in sorted(dict.fromkeys(sets), key=lambda it: (len(it), sorted(it))):
        if not states:
            return [states]
        if len(states) == 1:
            ones |= states
            kept.append(states)
        elif not (ones & states) and not any(len(other) > 1 and other < states for other in kept):
            kept.append(states)
    return kept
