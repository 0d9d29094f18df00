"""What parties can bring about together: R_H(s), the reach of a coalition H, for all states at once.

A *legal sequence* of H from s is one or more moves of members of H in which no party moves twice in
succession; R_H(s) holds the end states, without s (Fang, Hipel and Kilgour 1993). Where each party's
moves are transitive, as in product form, the rule changes nothing: two moves of one party in a row
are one move or none.

Sets of states are kept as bits, 64 to a word: a table of F states by F states takes F * F / 8 bytes.
A union over all that a coalition can reach is found by sweeps over single moves until nothing changes,

    h_j(x) = A(x) | union { h_k(y) : k in H, k != j, y in R_k(x) }

being what lies ahead of x when j has just moved, A(x) what lies at x itself.

Array letters: P parties, F feasible states, W words of 64 bits, K columns, M moves.
"""

from collections.abc import Collection, Sequence
from itertools import combinations
from typing import Literal

import numpy as np
import numpy.typing as npt
from msgspec import Struct, field

from detente.errors import CannotComputeError
from detente.model import Model
from detente.stability import arcs, sparse
from detente.stability.arcs import Moves
from detente.stability.boxes import Bools, Ints
from detente.stability.listing import Listed, listed

__all__ = ["Improvement", "Jointly", "ahead", "coalitions_of", "pack", "unpack"]

Sets = npt.NDArray[np.uint64]
Improvement = Literal["strict", "pareto"]
MOST_STATES = 2**13
"""Feasible states up to which tables of states by states are made."""
MOST_WORK = 2**31
"""Coalitions times pairs of feasible states, up to which an answer is tried."""


def pack(table: Bools) -> Sets:
    """Return ``(F, K) bool`` as bits: ``(F, W) uint64``, W the least that holds K columns.

    Examples
    --------
    >>> pack(np.array([[True, False, True]])).tolist()
    [[5]]
    """
    columns = table.shape[1]
    padded = np.zeros((len(table), -(-columns // 64) * 8), np.uint8)
    padded[:, : -(-columns // 8)] = np.packbits(
        np.ascontiguousarray(table), axis=1, bitorder="little"
    )
    return padded.view(np.dtype("<u8")).astype(np.uint64, copy=False)


def unpack(sets: Sets, columns: int) -> Bools:
    """Return bits as ``(F, columns) bool``; the inverse of `pack`.

    Examples
    --------
    >>> unpack(pack(np.array([[True, False, True]])), 3).tolist()
    [[True, False, True]]
    """
    as_bytes = np.ascontiguousarray(sets, np.dtype("<u8")).view(np.uint8)
    return np.unpackbits(as_bytes, axis=1, count=columns, bitorder="little").view(np.bool_)


def ahead(players: Sequence[Moves], sets: Sets, *, transitive: bool) -> Sets:
    """Return for each state the union of the sets at that state and at all that `players` can reach.

    Parameters
    ----------
    players : sequence of Moves
        The moves of each member of the coalition.
    sets : (F, W) uint64
        The set at each state.
    transitive : bool
        Each player's moves are transitive, so that nobody need be kept from moving twice in a row.

    Returns
    -------
    (F, W) uint64

    Examples
    --------
    One player moves from 0 to 1, another from 1 to 2.

    >>> players = [arcs.moves_between(np.array([k]), np.array([k + 1])) for k in (0, 1)]
    >>> unpack(ahead(players, pack(np.eye(3, dtype=bool)), transitive=True), 3).astype(int).tolist()
    [[1, 1, 1], [0, 1, 1], [0, 0, 1]]
    """
    if not players:
        return sets.copy()
    if transitive:
        return _ahead_freely(players, sets)
    found = [sets.copy() for _ in range(len(players) + 1)]
    settled = False
    while not settled:
        settled = True
        for mover, moves in enumerate(players):
            fresh = _next(moves, found[mover])
            for last, known in enumerate(found):
                if last != mover:
                    grown = known[moves.origin] | fresh
                    settled &= np.array_equal(grown, known[moves.origin])
                    known[moves.origin] = grown
    return found[-1]


def _ahead_freely(players: Sequence[Moves], sets: Sets) -> Sets:
    """Return the union where anybody may move at any time."""
    found = sets.copy()
    quiet, mover = 0, 0
    while quiet < len(players):
        moves = players[mover]
        before = found[moves.origin]
        grown = before | _next(moves, found)
        quiet = quiet + 1 if np.array_equal(before, grown) else 1
        found[moves.origin] = grown
        mover = (mover + 1) % len(players)
    return found


def _next(moves: Moves, sets: Sets) -> Sets:
    """Return the union of the sets one move ahead of each state of ``moves.origin``: (N, W).

    First for the first move of each state, then for the second of those that have one, and so on:
    whole rows are taken together, which is several times faster than a union state by state.
    """
    out = np.zeros((moves.origin.size, sets.shape[1]), np.uint64)
    count = np.diff(moves.first, append=moves.to.size)
    order = np.argsort(-count, kind="stable")
    first, rising = moves.first[order], -count[order]
    for move in range(int(count.max(initial=0))):
        having = int(np.searchsorted(rising, -move))
        out[:having] |= sets[moves.to[first[:having] + move]]
    found = np.empty_like(out)
    found[order] = out
    return found


def coalitions_of(
    model: Model, given: Collection[Collection[str]] | None = None, *, least: int = 1
) -> tuple[tuple[int, ...], ...]:
    """Return coalitions as indices of parties, the small ones first.

    Parameters
    ----------
    model : Model
        The graph model.
    given : collection of collections of str, optional
        Ids of members; all coalitions if absent.
    least : int
        How many members a coalition has at least, where none are given.

    Raises
    ------
    ValueError
        A coalition has no member, or one that is no party of the model.

    Examples
    --------
    >>> model = Model(parties=("a", "b"), feasible=np.ones(1, bool), rank=np.zeros((2, 1), np.int32))
    >>> coalitions_of(model), coalitions_of(model, [("b", "a")])
    (((0,), (1,), (0, 1)), ((0, 1),))
    """
    count = len(model.parties)
    if given is None:
        sizes = range(least, count + 1)
        return tuple(group for size in sizes for group in combinations(range(count), size))
    found = []
    for names in given:
        unknown = [name for name in names if name not in model.parties]
        if unknown or not names:
            message = (
                f"{unknown[0]!r} is none of {', '.join(model.parties)}"
                if unknown
                else "empty coalition"
            )
            raise ValueError(message)
        found.append(tuple(sorted({model.parties.index(name) for name in names})))
    return tuple(sorted(dict.fromkeys(found), key=lambda group: (len(group), group)))


class Jointly(Struct, frozen=True, eq=False):
    """The feasible states of a model, with what every coalition can reach, found when asked for.

    Attributes
    ----------
    over : Listed
        The feasible states.
    moves : tuple of Moves
        The moves of each party among them.
    transitive : bool
        The model is in product form: each party's moves are transitive.
    """

    over: Listed
    moves: tuple[Moves, ...]
    transitive: bool
    _reach: dict[tuple[int, ...], Sets] = field(default_factory=dict)

    @classmethod
    def of(cls, model: Model) -> "Jointly":
        """Return the feasible states of `model`.

        Raises
        ------
        CannotComputeError
            There are more than 8,192 feasible states, or too many moves among them.
        """
        count = int(np.count_nonzero(model.feasible))
        if count > MOST_STATES:
            message = f"coalitions are worked out for at most {MOST_STATES:,} feasible states; this model has {count:,}"
            hint = "add 'impossible:' patterns, leave out levers, or give levers that will not move a fixed level"
            raise CannotComputeError(message, hint)
        if model.arcs is None and (pairs := sparse.pairs(model)) > 8 * sparse.MOST_PAIRS:
            message = f"the parties have up to {pairs:,} moves; coalitions are worked out for at most {8 * sparse.MOST_PAIRS:,}"
            raise CannotComputeError(message, "leave out levers, or add 'impossible:' patterns")
        over = listed(model)
        return cls(over, tuple(arcs.all_moves(over.model)), model.arcs is None)

    def affordable(self, coalitions: int) -> None:
        """Refuse to look at so many coalitions that the answer would take many minutes.

        Raises
        ------
        CannotComputeError
            As it says.
        """
        most = max(1, MOST_WORK // self.states**2)
        if coalitions > most:
            message = f"{coalitions:,} coalitions among {self.states:,} feasible states are too many; at most {most:,} can be looked at"
            raise CannotComputeError(message, "name those that matter under 'coalitions:'")

    @property
    def states(self) -> int:
        """The number of feasible states F."""
        return len(self.over.states)

    @property
    def rank(self) -> Ints:
        """The ranks of the feasible states, (P, F) int32."""
        return self.over.model.rank

    def group(self, members: Sequence[int]) -> list[Moves]:
        """Return the moves of each member."""
        return [self.moves[party] for party in members]

    def others(self, members: Sequence[int]) -> tuple[int, ...]:
        """Return the parties that are not members."""
        return tuple(party for party in range(len(self.moves)) if party not in members)

    def reach(self, members: tuple[int, ...]) -> Sets:
        """Return R_H of every state, by bits: (F, W) uint64. A state is not in its own reach."""
        if members not in self._reach:
            start = pack(np.eye(self.states, dtype=np.bool_))
            found = ahead(self.group(members), start, transitive=self.transitive)
            self._reach[members] = found & ~start
        return self._reach[members]
