"""The four concepts for many orders of the states at once: the moves are prepared once.

Only the orders differ between draws and between changes of what a party states; the states and the
moves stay. So the moves are folded once (`detente.stability.robust.folds`), and each concept is a
few extremes over them, for a batch of lanes in one go. The definitions are those of
`detente.stability.concepts`, in the form of `detente.stability.arcs`.

Array letters: P parties, F feasible states, C classes of one party (states that it holds equal in
every lane), B lanes.
"""

from collections.abc import Callable, Collection, Sequence
from typing import Self

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from detente.stability.listing import Listed
from detente.stability.robust.folds import Fold, Improvements, Values, Worse

__all__ = ["LANES", "Lanes", "by_rank"]

LANES = 64
"""Lanes worked on together: rows of 128 bytes, which keeps a few thousand states in cache."""
Indexes = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Step = Callable[[int, Values], Values]
"""From a mover and the worth (F, B) of states to the least worth that its moves lead to."""


class Lanes(Struct, frozen=True, eq=False):
    """A model prepared for many orders.

    Attributes
    ----------
    class_of : tuple of (F,) int64
        Per party the class of each state.
    own : tuple of Fold
        Per party where it can move to, staying included.
    answers : tuple of Fold
        The same as the others use it: without staying where it matters who moved last.
    climbs : tuple of Improvements
        Per party where it can improve to.
    taking_turns : bool
        Whether it matters that no party moves twice in a row: three parties or more, and moves that
        are listed and so need not be transitive.
    """

    class_of: tuple[Indexes, ...]
    own: tuple[Fold, ...]
    answers: tuple[Fold, ...]
    climbs: tuple[Improvements, ...]
    taking_turns: bool

    @classmethod
    def of(cls, listed: Listed, class_of: Sequence[Indexes], *, transitive: bool) -> Self:
        """Prepare a listed model; `transitive` says that two moves of a party in a row are one."""
        arcs = listed.model.arcs
        if arcs is None:
            raise ValueError("the model has no arcs")
        pairs = [_without_loops(start, np.asarray(to, np.int64)) for start, to in arcs]
        own = tuple(Fold.of(start, to, staying=True) for start, to in pairs)
        taking_turns = len(pairs) > 2 and not transitive
        answers = own
        if taking_turns:
            answers = tuple(Fold.of(start, to, staying=False) for start, to in pairs)
        climbs = tuple(Improvements.of(f, c) for f, c in zip(own, class_of, strict=True))
        return cls(tuple(class_of), own, answers, climbs, taking_turns)

    def equilibria(self, tables: Sequence[Values], concepts: Collection[str]) -> dict[str, Bools]:
        """Return for each concept which states are equilibria in which lane.

        Parameters
        ----------
        tables : sequence of (C, B) signed integers
            Per party the rank of each class in each lane, larger better.
        concepts : collection of str
            Some of ``"nash"``, ``"gmr"``, ``"smr"``, ``"seq"``, ``"sseq"``.

        Returns
        -------
        dict of (F, B) bool
        """
        worse = [by_rank(table) for table in tables]
        found: dict[str, Bools] = {}
        for party, table in enumerate(tables):
            rank = table[self.class_of[party]]
            for concept, stable in self.stable(party, rank, worse, concepts).items():
                found[concept] = found[concept] & stable if concept in found else stable
        return found

    def stable(
        self, party: int, rank: Values, worse: Sequence[Worse | None], concepts: Collection[str]
    ) -> dict[str, Bools]:
        """Return for each concept where one party is stable, (F, B) bool.

        `worse` says per party which of its moves are no improvements; None: all may be some.
        """
        never = int(np.iinfo(rank.dtype).max)
        nothing = int(np.iinfo(rank.dtype).min)
        own = self.own[party]
        best = own.extreme(rank, np.maximum, nothing)

        def answered(mover: int, worth: Values) -> Values:
            return self.answers[mover].extreme(worth, np.minimum, never)

        def climbed(mover: int, worth: Values) -> Values:
            no_gain = worse[mover]
            if no_gain is None:
                return answered(mover, worth)
            return self.climbs[mover].least(worth, no_gain, never)

        found: dict[str, Bools] = {}
        for concept in concepts:
            if concept == "nash":
                found[concept] = best <= rank
                continue
            step = answered if concept in {"gmr", "smr"} else climbed
            worth = best if concept in {"smr", "sseq"} else rank
            least = np.minimum(self._closed(party, worth, step), rank)
            found[concept] = own.extreme(least, np.maximum, nothing) <= rank
        return found

    def _closed(self, party: int, worth: Values, step: Step) -> Values:
        """Return the least worth that the others can lead to, taking turns as they like."""
        others = [mover for mover in range(len(self.own)) if mover != party]
        if len(others) < 2:
            found = worth
            for mover in others:
                found = np.minimum(found, step(mover, worth))
            return found
        return _in_turns(worth, others, step) if self.taking_turns else _freely(worth, others, step)


def _freely(worth: Values, others: Sequence[int], step: Step) -> Values:
    least, settled = worth, False
    while not settled:
        before = least
        for mover in others:
            least = np.minimum(least, step(mover, least))
        settled = np.array_equal(before, least)
    return least


def _in_turns(worth: Values, others: Sequence[int], step: Step) -> Values:
    """As `_freely`, where nobody moves twice in a row: a least worth for each last mover, and for none."""
    least: dict[int, Values] = dict.fromkeys((*others, -1), worth)
    settled = False
    while not settled:
        before = dict(least)
        for mover in others:
            ahead = step(mover, least[mover])
            for last in least.keys() - {mover}:
                least[last] = np.minimum(least[last], ahead)
        settled = all(np.array_equal(before[last], least[last]) for last in least)
    return least[-1]


def by_rank(table: Values) -> Worse:
    """Return what is no improvement for a party by its ranks (C, B), all 0 or more.

    The sign of (rank after - rank before - 1), spread over all bits.
    """
    lowered = table - table.dtype.type(1)
    sign = table.dtype.type(8 * table.itemsize - 1)

    def worse(before: Indexes, after: Indexes) -> Values:
        found = np.take(lowered, after, axis=0, mode="clip")
        np.subtract(found, np.take(table, before, axis=0, mode="clip"), out=found)
        return np.right_shift(found, sign, out=found)

    return worse


def _without_loops(start: Indexes, to: Indexes) -> tuple[Indexes, Indexes]:
    origin = np.repeat(np.arange(start.size - 1), np.diff(start))
    kept = origin != to
    begins = np.zeros(start.size, np.int64)
    np.cumsum(np.bincount(origin[kept], minlength=start.size - 1), out=begins[1:])
    return begins, to[kept]
