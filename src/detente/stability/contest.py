"""A condition on the order of a party's statements, from a condition on its ranking.

A party orders its statements, most important first; of two states it prefers the one that meets the
first statement on which they differ. For a state q let the statements *for* s* be those that s* meets
and q does not, and those *against* it the reverse. Then q is ranked no better than s* if the first
of all these in the order is for s*, or there are none. States with the same statements for and
against are one *case*, won or lost. The requirements of `detente.stability.requirements` become
clauses: of each, one set of cases must be won as a whole.
"""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from detente.model import Bools

__all__ = ["MOST_NODES", "Contest", "Exhausted", "contest"]

MOST_NODES = 100_000
"""Steps of one search before it is given up."""


class Exhausted(Exception):  # noqa: N818 - a limit that was reached, not a fault
    """The search was given up; no answer costs less than `at_least`."""

    def __init__(self, at_least: int) -> None:
        super().__init__(at_least)
        self.at_least = at_least


class Contest(Struct, frozen=True):
    """A condition on an order of statements: which cases each statement wins and loses for s*.

    Attributes
    ----------
    favour, against : tuple of int
        Per statement, the cases (as bits) that it decides for s*, or against it, if it comes first.
    clauses : tuple of tuple of int
        Of each clause one set of cases (as bits) must be won as a whole.
    moves : tuple of int
        The move of the party that each clause comes from.
    """

    favour: tuple[int, ...]
    against: tuple[int, ...]
    clauses: tuple[tuple[int, ...], ...]
    moves: tuple[int, ...]

    def won(self, order: Sequence[int]) -> int:
        """Return the cases won under an order, those that no statement decides included."""
        won, settled = 0, 0
        for place in order:
            won |= self.favour[place] & ~settled
            settled |= self.favour[place] | self.against[place]
        return won | ~settled

    def met(self, won: int) -> bool:
        """Return whether every clause has a set of cases that are won."""
        return all(any(cases & ~won == 0 for cases in ways) for ways in self.clauses)

    def hopeless(self) -> tuple[int, ...]:
        """Return the moves that tempt whatever the order; some order deters all others together.

        The order that puts first all that s* meets wins every case that any order wins: only cases
        without a statement for s* are lost.
        """
        winnable = ~0
        for cases in self.against:
            winnable &= ~cases
        for cases in self.favour:
            winnable |= cases
        pairs = zip(self.clauses, self.moves, strict=True)
        return tuple(m for ways, m in pairs if not any(cases & ~winnable == 0 for cases in ways))

    def settled(self, placed: int) -> int:
        """Return the cases that are decided once some statements (bits) are placed."""
        cases = 0
        for place, (pro, con) in enumerate(zip(self.favour, self.against, strict=True)):
            if placed >> place & 1:
                cases |= pro | con
        return cases

    def safe(self, placed: int, won: int) -> int:
        """Return the cases won already, and the open ones that no further statement can lose."""
        doubtful = self.settled(placed)
        for place, cases in enumerate(self.against):
            if not placed >> place & 1:
                doubtful |= cases
        return won | ~doubtful


def contest(
    requirements: Sequence[tuple[int, Sequence[frozenset[int]]]], truth: Bools, state: int
) -> Contest:
    """Return requirements on a ranking as a condition on the order of statements.

    Parameters
    ----------
    requirements : sequence of (move, sets of states)
        Of each, the states of one set must be ranked no better than `state`.
    truth : (K, S) bool
        Which states meet each of K statements.
    state : int
        The state asked about.

    Examples
    --------
    State 0 meets the second statement only, state 1 the first only: the second must come first.

    >>> it = contest([(1, [frozenset({1})])], np.array([[False, True], [True, False]]), 0)
    >>> it.met(it.won((0, 1))), it.met(it.won((1, 0)))
    (False, True)
    """
    named = sorted({s for _, sets in requirements for states in sets for s in states})
    ours = truth[:, state]
    cases: dict[tuple[bytes, bytes], int] = {}
    case_of: dict[int, int] = {}
    favour, against = [0] * len(truth), [0] * len(truth)
    for other in named:
        theirs = truth[:, other]
        pro, con = ours & ~theirs, theirs & ~ours
        key = pro.tobytes(), con.tobytes()
        if key not in cases:
            bit = cases[key] = 1 << len(cases)
            for place in np.flatnonzero(pro):
                favour[place] |= bit
            for place in np.flatnonzero(con):
                against[place] |= bit
        case_of[other] = cases[key]
    clauses = [_clause(sets, case_of) for _, sets in requirements]
    moves = tuple(move for move, _ in requirements)
    return Contest(tuple(favour), tuple(against), tuple(clauses), moves)


def _clause(sets: Sequence[frozenset[int]], case_of: dict[int, int]) -> tuple[int, ...]:
    kept: list[int] = []
    found = {sum({case_of[state] for state in states}) for states in sets}
    for cases in sorted(found, key=lambda it: (it.bit_count(), it)):
        if not any(less & ~cases == 0 for less in kept):
            kept.append(cases)
    return tuple(kept)
