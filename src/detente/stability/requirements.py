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

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from msgspec import Struct, field
from msgspec.structs import replace

from detente.errors import CannotComputeError
from detente.model import Model, Ranks
from detente.stability.fibres import fibre_of
from detente.stability.moves import moves_from
from detente.stability.paths import search
from detente.stability.reasons import NAMES

__all__ = ["Reach", "Requirement", "requirements"]

CREDIBLE = ("seq", "sseq")
NO_ESCAPE = ("smr", "sseq")
MOST_SEEN = 200_000
"""Lists of moves, of one party from one state each, before the question is refused; twenty moves more count as one."""
MOST_NAMED = 500_000
"""States in which answers to the moves of one party can end, with the ways out of them where these count,
before the question is refused."""
DENSE = 200
"""One state in so many is feasible at least, where answers are found by sweeps over all states."""
SMALL = 4096
"""States over which to sweep is quick in any case."""

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
        known = below if isinstance(below, set | frozenset) else set(below)
        return any(states <= known for states in self.alternatives)


class Reach(Struct):
    """Moves of a model, each asked for once: R_i(s), R_O(s) and R_O+(s).

    Attributes
    ----------
    model : Model
        The graph model, in either form.
    left : int
        How many more lists of moves may be made.
    """

    model: Model
    left: int = MOST_SEEN
    known: dict[tuple[int, int], tuple[int, ...]] = field(default_factory=dict)
    held: dict[tuple[int, int, bytes], States] = field(default_factory=dict)
    ones: dict[int, States] = field(default_factory=dict)

    def moves(self, party: int, state: int) -> tuple[int, ...]:
        """Return R_i(s): the feasible states that `party` can move to from `state`, without itself."""
        key = party, state
        if key not in self.known:
            found = moves_from(self.model, party, state)
            self.left -= 1 + found.size // 20
            if self.left < 0:
                message = (
                    f"more than {MOST_SEEN:,} lists would be needed of what one party can move to "
                    "from one state"
                )
                raise CannotComputeError(message, "ask about Nash stability, or a smaller case")
            self.known[key] = tuple(found.tolist())
        return self.known[key]

    def affordable(self, party: int, state: int, concept: str) -> None:
        """Refuse a question to which too many answers of the others would have to be listed.

        Raises
        ------
        CannotComputeError
            With the number of states in which they can end, or to which the party can then go on.
        """
        model = self.model
        if model.arcs is not None or concept == "nash":
            return
        stride, size = model.block(party)
        table = model.feasible.reshape(-1, size, stride)
        chosen = [move // stride % size for move in self.moves(party, state)]
        ways = np.count_nonzero(table[:, chosen], axis=1)
        named, then = int(ways.sum()), ""
        hint = "ask about Nash stability, or a smaller case"
        if concept in NO_ESCAPE:
            named = int((ways * np.count_nonzero(table, axis=1)).sum())
            then = ", those that it can then move to counted in"
            hint = "ask about Nash, GMR or SEQ (--concepts nash,gmr,seq), or a smaller case"
        if named > MOST_NAMED:
            message = (
                f"{concept.upper()}: the answers to the moves of {model.parties[party]} can end in up to "
                f"{named:,} states{then}; they are listed for up to {MOST_NAMED:,}"
            )
            raise CannotComputeError(message, hint)

    def replies(
        self, party: int, state: int, rank: Ranks | Sequence[Sequence[int]] | None = None
    ) -> set[int]:
        """Return R_O(s), or R_O+(s) for the ranks of the others in `rank`, (P, S) int32.

        Nobody moves twice in a row; an improvement is judged from the state it leaves. Whether `state`
        itself is among them, where sequences lead back, is left open: it is the move's own end.
        """
        model = self.model
        if model.arcs is None:
            own = model.block(party)[1]
            feasible = np.count_nonzero(model.feasible)
            if model.size // own <= max(SMALL, DENSE * int(feasible) // own):
                return self._swept(party, state, rank)
        return self._walked(party, state, rank)

    def _swept(
        self, party: int, state: int, rank: Ranks | Sequence[Sequence[int]] | None
    ) -> set[int]:
        """Find the replies by sweeps over the states in which `party` sits still."""
        model = self.model
        if rank is not None and rank is not model.rank:
            model = replace(model, rank=np.asarray(rank, np.int32))
        fibre = fibre_of(model, party, state)
        others = [other for other in range(len(model.parties)) if other != party]
        found = search(
            fibre.model, fibre.inside(state), movers=others, improving=rank is not None
        ).distances
        inside = np.flatnonzero(found > 0)
        stride, size = model.block(party)
        outside = inside % stride + fibre.setting * stride + inside // stride * (stride * size)
        return set(outside.tolist())

    def _walked(
        self, party: int, state: int, rank: Ranks | Sequence[Sequence[int]] | None
    ) -> set[int]:
        """Find the replies from state to state."""
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

    def alone(self, state: int) -> States:
        """Return the set of one state, made once."""
        if state not in self.ones:
            self.ones[state] = frozenset({state})
        return self.ones[state]

    def holding(self, party: int, ends: Sequence[int]) -> Iterator[States]:
        """Yield for each of some states that the others end in: itself, and the ways out of it."""
        model = self.model
        if model.arcs is not None:
            yield from (frozenset({end, *self.moves(party, end)}) for end in ends)
            return
        stride, size = model.block(party)
        changes = np.ones((1, 1), dtype=np.bool_)
        for lever in model.own(party):
            changes = np.kron(model.allowed[lever], changes)
        for end in ends:
            row = changes[end // stride % size]
            base = end % stride + end // (stride * size) * (stride * size)
            key = party, base, row.tobytes()
            if key not in self.held:
                states = base + np.flatnonzero(row) * stride
                self.held[key] = frozenset(states[model.feasible[states]].tolist())
            yield self.held[key]


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
    reach.affordable(party, state, concept)
    for move in reach.moves(party, state):
        alternatives: Sequence[States] = [frozenset({move})]
        if concept != "nash":
            rank = model.rank if concept in CREDIBLE else None
            ends = sorted(reach.replies(party, move, rank))
            if concept in NO_ESCAPE:
                sets = [it - {state} if state in it else it for it in reach.holding(party, ends)]
                alternatives = _least([*alternatives, *sets])
            elif state in ends:
                continue
            else:
                alternatives = [*alternatives, *(reach.alone(end) for end in ends if end != move)]
        if alternatives[0]:
            found.append(Requirement(move, tuple(alternatives)))
    return tuple(found)


def _least(sets: Iterable[States]) -> list[States]:
    """Return the sets that contain no other of them, smallest first."""
    kept: list[States] = []
    first: defaultdict[int, list[States]] = defaultdict(list)
    for states in sorted(dict.fromkeys(sets), key=lambda it: (len(it), sorted(it))):
        if not states:
            return [states]
        if not any(other <= states for state in states for other in first.get(state, ())):
            kept.append(states)
            first[min(states)].append(states)
    return kept
