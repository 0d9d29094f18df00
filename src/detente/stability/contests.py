"""One side against the rest: the four concepts for any group that gains together.

A *contest* is a group that may move, what it gains, and what the others may do. With X(q) the states
that the others can make of q, and X+(q) those that they can make of it by steps that each serve
whoever takes them, the group is stable at s iff for every improvement q over s that it can reach

    nash   there is no such q
    gmr    some x in X(q) deters it
    smr    some x in X(q) deters it, from which it can reach no improvement over s
    seq    some x in X+(q) deters it

Coalitions (`detente.stability.coalitions`) and merged players (`detente.stability.merged_players`)
differ in what the group can reach and in who answers; the rest is here.

gmr and seq need one minimum for each number that the group looks at (`detente.stability.joint_gain`).
smr needs sets: the improvements over s, from where they can be reached, and from where the others
cannot get out of those. They are found for many s at once, as bits.

Array letters: F feasible states, W words of 64 bits, B states of one block, K numbers of worth.
"""

from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from detente.stability import arcs
from detente.stability.arcs import Moves
from detente.stability.boxes import Bools, Ints
from detente.stability.joint_gain import Gain
from detente.stability.reachable import Sets, ahead, pack, unpack

__all__ = ["Contest", "Least", "least_by_moves", "least_by_steps", "stable"]

Least = Callable[[Ints], Ints]
"""From the worth of states (F,) to the least worth that the others can make of each."""
Sanctions = Literal["nash", "gmr", "smr", "seq"]
Bytes = npt.NDArray[np.uint8]
BLOCK = 1024


class Contest(Struct, frozen=True, eq=False):
    """A group and those who may answer it.

    Attributes
    ----------
    own : sequence of Moves
        The moves of each member; a merged player has one member.
    others : sequence of Moves
        The moves of each of the others.
    gain : Gain
        What the group looks at.
    reach : (F, W) uint64
        What the group can reach, by bits.
    credible : callable
        The least worth by steps that serve whoever takes them.
    transitive : bool
        Each player's moves are transitive.
    """

    own: Sequence[Moves]
    others: Sequence[Moves]
    gain: Gain
    reach: Sets
    credible: Least
    transitive: bool

    @property
    def states(self) -> int:
        """The number of feasible states F."""
        return len(self.reach)


def stable(contest: Contest, concept: Sanctions) -> Bools:
    """Return where the group is stable: (F,) bool."""
    if concept == "smr":
        return _without_escape(contest)
    worth = contest.gain.worth
    if concept == "gmr":
        worth = _least(least_by_moves(contest.others, contest.states), worth)
    elif concept == "seq":
        worth = _least(contest.credible, worth)
    result = np.ones(contest.states, np.bool_)
    for places in _blocks(contest.states):
        can = unpack(contest.reach[places], contest.states)
        result[places] = ~(can & contest.gain.above(worth, places)).any(axis=1)
    return result


def _least(least: Least, worth: Ints) -> Ints:
    return np.array([least(values) for values in worth])


def _blocks(states: int) -> list[npt.NDArray[np.int64]]:
    return [np.arange(low, min(low + BLOCK, states)) for low in range(0, states, BLOCK)]


def _without_escape(contest: Contest) -> Bools:
    """Return where every improvement can be answered so that none can be reached from there."""
    result = np.ones(contest.states, np.bool_)
    for places in _blocks(contest.states):
        better = pack(contest.gain.above(contest.gain.worth, places).T)
        escapes = ahead(contest.own, better, transitive=contest.transitive)
        deterred = ahead(contest.others, ~escapes, transitive=contest.transitive)
        tempting = unpack(better & ~deterred, places.size)
        can = unpack(contest.reach[places], contest.states)
        result[places] = ~(can & np.ascontiguousarray(tempting.T)).any(axis=1)
    return result


def least_by_moves(players: Sequence[Moves], states: int) -> Least:
    """Return the least worth at each state and at all that legal sequences of `players` lead to.

    Examples
    --------
    >>> one = arcs.moves_between(np.array([0]), np.array([1]))
    >>> least_by_moves([one], 2)(np.array([5, 3], np.int32)).tolist()
    [3, 3]
    """
    nobody = arcs.moves_between(np.zeros(0, np.int64), np.zeros(0, np.int64))
    close = arcs.sweeping([*players, nobody], states)
    return lambda worth: close(len(players), worth)


def least_by_steps(into: Sequence[Bytes], *, transitive: bool) -> Least:
    """Return the least worth at each state and at all that steps of several kinds lead to.

    States are taken in order of worth: what can lead to the worst gets its worth, and so on, so that
    every step is looked at once.

    Parameters
    ----------
    into : sequence of (F, F/8) uint8
        For each kind of step, by bits (little end first): from which states a step leads to each.
    transitive : bool
        Each kind is transitive. If not, no kind of step follows itself.

    Examples
    --------
    Steps lead from 0 to 1 and from 1 to 2; as one kind that is not transitive the second may not follow.

    >>> into = np.packbits(np.eye(3, k=1, dtype=bool).T, axis=1, bitorder="little")
    >>> worth = np.array([3, 2, 1], np.int32)
    >>> [least_by_steps([into], transitive=rule)(worth).tolist() for rule in (True, False)]
    [[1, 1, 1], [2, 1, 1]]
    """
    if transitive and len(into) > 1:
        union = into[0].copy()
        for steps in into[1:]:
            union |= steps
        into = [union]
    rows = 1 if transitive else len(into) + 1

    def least(worth: Ints) -> Ints:
        found = np.tile(worth, (rows, 1))
        open_ = np.full((rows, -(-worth.size // 8)), 255, np.uint8)
        for state in np.argsort(worth, kind="stable").tolist():
            todo = [(row, state) for row in range(rows) if _close(open_, row, state)]
            while todo:
                last, here = todo.pop()
                if last == len(into):
                    continue
                for row in range(rows):
                    fresh = into[last][here] & open_[row]
                    if (row == last and not transitive) or not fresh.any():
                        continue
                    open_[row] &= ~fresh
                    names = np.flatnonzero(
                        np.unpackbits(fresh, count=worth.size, bitorder="little")
                    )
                    found[row, names] = worth[state]
                    todo += [(row, name) for name in names.tolist()]
        result: Ints = found[-1]
        return result

    return least if into else lambda worth: worth


def _close(open_: Bytes, row: int, state: int) -> bool:
    """Take a state from those still open; return whether it was one of them."""
    bit = 1 << (state & 7)
    was = bool(open_[row, state >> 3] & bit)
    open_[row, state >> 3] &= 255 - bit
    return was
