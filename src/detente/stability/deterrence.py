"""Which moves of a party the others can answer, for any relation of preference.

With complete orders one least rank per state answers for all (`detente.stability.arcs`). Where some
pairs are unknown, or preferred greatly, or judged by attitudes, there is no least: for each state s
that a party may leave, other end states deter it. So the end states of the opponents' legal sequences
are kept as sets, as bits of machine words, and spread backwards along the arcs, 64 end states at a
time. Two facts keep it quick: the sets do not depend on s nor on what the party prefers, so one
search serves all concepts; and only the moves of the party itself are looked up at the end.

The search takes end states in parts, so memory stays bounded; its time grows with arcs times states.

Array letters: F states, M moves of the party, T end states of one part, W words of 64 of them.
"""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from detente.errors import CannotComputeError
from detente.stability.arcs import Indexes, Moves, moves_between, origins
from detente.stability.boxes import Bools

__all__ = ["HELD", "LARGEST", "Answered", "answered", "check_listed", "kept"]

LARGEST = 2**14
"""Feasible states up to which pairs of states are compared."""
HELD = 2**24
"""Bytes or bits of one working array at most, roughly."""
Words = NDArray[np.uint64]
Codes = NDArray[np.int8]
Against = Callable[[Indexes], Codes]
"""End states (T,) -> how each compares to every state: (T, F) int8."""
Rule = Callable[[Codes], Bools]
"""Codes of an end state against the state left -> whether it deters from leaving."""


class Answered(Struct, frozen=True, eq=False):
    """Which moves of a party are answered, under one rule of what deters.

    Attributes
    ----------
    any : (M,) bool
        By some end state that deters.
    for_good : (M,) bool
        By one that deters and from which every further move of the party leads to one that does.
    """

    any: Bools
    for_good: Bools


def check_listed(states: int) -> None:
    """Refuse a model with too many feasible states to compare them in pairs.

    Raises
    ------
    CannotComputeError
        With the number of states, and what would make it smaller.

    Examples
    --------
    >>> check_listed(1000)
    """
    if states > LARGEST:
        raise CannotComputeError(
            f"{states:,} feasible states: pairs of states are compared for up to {LARGEST:,}",
            "merge levels, rule out states under 'impossible', or give levers that do not matter here "
            "an owner whose role is not party",
        )


def kept(moves: Moves, keep: Bools) -> Moves:
    """Return those of the arcs that `keep` marks.

    Examples
    --------
    >>> some = moves_between(np.array([0, 0, 1]), np.array([1, 2, 2]))
    >>> kept(some, np.array([False, True, True])).to.tolist()
    [2, 2]
    """
    return moves_between(origins(moves)[keep], moves.to[keep])


def answered(
    party: int,
    moves: Moves,
    replies: Sequence[Sequence[Moves]],
    *,
    asked: Bools,
    states: int,
    against: Against,
    rules: Sequence[Rule],
) -> list[list[Answered]]:
    """Return for each set of replies and each rule which moves of `party` the others can answer.

    Parameters
    ----------
    party : int
        Who moves.
    moves : Moves
        All its moves; they also count as ways out after an answer.
    replies : sequence of sequence of Moves
        Sets of moves that each party may answer with, such as all and the credible ones; those of
        `party` itself are not used.
    asked : (M,) bool
        Of which moves we want to know; the others count as not answered.
    states : int
        How many states there are: F.
    against : callable
        End states (T,) -> codes (T, F) of each against every state.
    rules : sequence of callable
        Codes -> whether the end state deters from leaving the state.

    Returns
    -------
    list of list of Answered
        By set of replies, by rule. The end states R_O(s1) do not include s1 itself, where sequences
        lead back to it.
    """
    origin = origins(moves)
    which = np.flatnonzero(asked)
    out = [[_nothing(origin.size) for _ in rules] for _ in replies]
    if not which.size or not rules:
        return out
    others = [
        [reply for other, reply in enumerate(some) if other != party and reply.to.size]
        for some in replies
    ]
    part = max(64, min(HELD // max(states, 1) // 64 * 64, -(-states // 64) * 64))
    for first in range(0, states, part):
        ends = np.arange(first, min(first + part, states))
        reached = [_reached(some, states, ends) for some in others]
        for place, (plain, for_good) in enumerate(_deterring(moves, ends, against, rules)):
            for found, words in zip(out, reached, strict=True):
                found[place].any[which] |= _meet(words, plain, origin[which], moves.to[which])
                found[place].for_good[which] |= _meet(
                    words, for_good, origin[which], moves.to[which]
                )
    return out


def _nothing(size: int) -> Answered:
    return Answered(np.zeros(size, np.bool_), np.zeros(size, np.bool_))


def _reached(others: Sequence[Moves], states: int, ends: Indexes) -> Words:
    """Return which of `ends` the others' legal sequences lead to from each state: (F, W) uint64."""
    here = _packed(ends[None, :] == np.arange(states)[:, None])
    after = [np.zeros_like(here) for _ in others]  # [k]: by sequences that another than k begins
    settled = not others
    while not settled:
        settled = True
        for mover, moves in enumerate(others):
            ahead = _ahead(moves, here | after[mover])
            for other, words in enumerate(after):
                if other != mover:
                    grown = words.copy()
                    grown[moves.origin] |= ahead
                    settled &= np.array_equal(grown, words)
                    after[other] = grown
    found = np.zeros_like(here)
    for mover, moves in enumerate(others):
        found[moves.origin] |= _ahead(moves, here | after[mover])
    return found & ~here


def _ahead(moves: Moves, words: Words) -> Words:
    """Return the union of `words` over the ends of the arcs of each origin."""
    out = np.empty((moves.origin.size, words.shape[1]), np.uint64)
    count = np.diff(moves.first, append=moves.to.size)
    step = max(1, HELD // 8 // max(words.shape[1] * int(count.max()), 1))
    for start in range(0, moves.origin.size, step):
        stop = min(start + step, moves.origin.size)
        low = moves.first[start]
        high = moves.first[stop] if stop < moves.origin.size else moves.to.size
        part = words[moves.to[low:high]]
        np.bitwise_or.reduceat(part, moves.first[start:stop] - low, axis=0, out=out[start:stop])
    return out


def _deterring(
    moves: Moves, ends: Indexes, against: Against, rules: Sequence[Rule]
) -> Iterator[tuple[Words, Words]]:
    """Yield per rule which of `ends` deter from leaving each state, and which do for good: (F, W)."""
    way = (moves.origin >= ends[0]) & (moves.origin <= ends[-1])
    onward = kept(moves, np.repeat(way, np.diff(moves.first, append=moves.to.size)))
    codes = against(ends)
    further, back = np.unique(onward.to, return_inverse=True)
    escapes = against(further)
    for rule in rules:
        deters = rule(codes)
        for_good = deters.copy()
        if onward.to.size:
            words = _packed(rule(escapes))
            stays = np.bitwise_and.reduceat(words[back.reshape(-1)], onward.first, axis=0)
            for_good[onward.origin - ends[0]] &= _unpacked(stays, codes.shape[1])
        yield _packed(deters.T), _packed(for_good.T)


def _packed(bits: Bools) -> Words:
    """Return (F, T) bool as (F, W) uint64, the last word filled up with zeros."""
    width = -(-bits.shape[1] // 64) * 8
    bytes_ = np.packbits(np.ascontiguousarray(bits), axis=1)
    out = np.zeros((len(bits), width), np.uint8)
    out[:, : bytes_.shape[1]] = bytes_
    return out.view(np.uint64)


def _unpacked(words: Words, count: int) -> Bools:
    """Return (F, W) uint64 as (F, T) bool."""
    return np.unpackbits(words.view(np.uint8), axis=1, count=count).view(np.bool_)


def _meet(reached: Words, deterring: Words, origin: Indexes, to: Indexes) -> Bools:
    """Return for each arc (s, s1) whether an end reached from s1 deters at s: (M,) bool."""
    out = np.zeros(origin.size, np.bool_)
    step = max(1, HELD // 8 // reached.shape[1])
    for start in range(0, origin.size, step):
        part = slice(start, start + step)
        out[part] = (reached[to[part]] & deterring[origin[part]]).any(axis=1)
    return out
