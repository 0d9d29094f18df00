"""What a party prefers as far as we know: greatly, mildly, alike, or not known.

A relation on the feasible states gives each pair (s, q) a code: a number of degrees d > 0 where s is
preferred to q, -d where q is preferred to s, 0 where the party is indifferent, 127 (``UNKNOWN``)
where what it has said leaves it open. The relation need not be transitive. It is never stored as a
whole: rows of it are worked out when asked for, from ranks, from all weights that agree with what is
written, or from several relations of which we do not know which one holds.

Array letters: F feasible states, T states asked for, M pairs, k statements, C classes of states that
meet the same statements.

References
----------
K. W. Li, K. W. Hipel, D. M. Kilgour and L. Fang (2004), Preference uncertainty in the graph model
for conflict resolution, IEEE Trans. SMC A 34. L. Hamouda, D. M. Kilgour and K. W. Hipel (2004),
Strength of preference in the graph model for conflict resolution, Group Decision and Negotiation 13.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from detente.model.graph_model import Bools, Ranks
from detente.model.weight_set import UNKNOWN, WeightSet

__all__ = ["UNKNOWN", "Agreed", "Codes", "Comparison", "Ranked", "Table", "Weighed"]

Codes = NDArray[np.int8]
Places = NDArray[np.integer]
SMALL = 2048
"""Classes of states up to which the whole table of classes is kept."""
PART = 2**22
"""Numbers that are held at once while weights are compared."""


class Comparison(Protocol):
    """How a party compares F states, pair by pair."""

    @property
    def degrees(self) -> int:
        """The largest degree of preference there can be."""

    def against(self, states: Places) -> Codes:
        """Return (T, F) int8: how each of `states` compares to every state."""

    def between(self, first: Places, second: Places) -> Codes:
        """Return (M,) int8: how each of `first` compares to the one of `second` beside it."""


class Ranked:
    """A complete order, with degrees: s is preferred greatly where coarser ranks differ too.

    Parameters
    ----------
    rank : (F,) int32
        Larger is better, equal is indifferent.
    coarse : sequence of (F,) int32
        Coarser ranks that never contradict `rank`. A pair has degree 1, and one more for each of
        them in which the two states differ.

    Examples
    --------
    >>> order = Ranked(np.array([0, 1, 2]), [np.array([0, 0, 1])])
    >>> order.against(np.array([2, 0])).tolist()
    [[2, 2, 0], [0, -1, -2]]
    """

    def __init__(self, rank: Ranks, coarse: Sequence[Ranks] = ()) -> None:
        self.rank = rank
        self.coarse = tuple(coarse)
        self.degrees = 1 + len(self.coarse)

    def against(self, states: Places) -> Codes:
        """Return (T, F) int8."""
        return self._signs(lambda rank: (rank[states, None], rank[None, :]))

    def between(self, first: Places, second: Places) -> Codes:
        """Return (M,) int8."""
        return self._signs(lambda rank: (rank[first], rank[second]))

    def _signs(self, pick: Callable[[Ranks], tuple[Ranks, Ranks]]) -> Codes:
        total: Codes | None = None
        for rank in (self.rank, *self.coarse):
            left, right = pick(rank)
            sign = (left > right).view(np.int8) - (left < right).view(np.int8)
            total = sign if total is None else total + sign
        return np.asarray(total, np.int8)


class Weighed:
    """What all consistent weights of the statements say, by the statements that each state meets.

    Parameters
    ----------
    met : (F, k) bool
        Which statements each state meets.
    weights : WeightSet
        The weights that agree with what is written.
    boundary : bool
        Whether weights on the boundary count: see :meth:`WeightSet.compare`.

    Examples
    --------
    >>> from detente.model.weight_set import weight_set
    >>> met = np.array([[1, 0, 0], [0, 1, 1], [0, 1, 0], [0, 1, 0]], bool)
    >>> order = Weighed(met, weight_set((None, None, None)))
    >>> order.against(np.arange(4)).tolist()
    [[0, 127, 1, 1], [127, 0, 1, 1], [-1, -1, 0, 0], [-1, -1, 0, 0]]
    """

    def __init__(self, met: Bools, weights: WeightSet, *, boundary: bool = False) -> None:
        self.met, place = np.unique(met, axis=0, return_inverse=True)
        self.place = place.reshape(-1)
        self.weights, self.boundary = weights, boundary
        self.degrees = 1
        self._table: Codes | None = None

    def against(self, states: Places) -> Codes:
        """Return (T, F) int8."""
        if len(self.met) <= SMALL:
            if self._table is None:
                self._table = self._rows(np.arange(len(self.met)))
            table: Codes = self._table[self.place[states]]
            return np.asarray(table[:, self.place])
        classes, back = np.unique(self.place[states], return_inverse=True)
        return self._rows(classes)[back.reshape(-1)][:, self.place]

    def between(self, first: Places, second: Places) -> Codes:
        """Return (M,) int8."""
        pairs = self.place[first].astype(np.int64) * len(self.met) + self.place[second]
        names, back = np.unique(pairs, return_inverse=True)
        out = np.empty(len(names), np.int8)
        step = max(1, PART // max(self.met.shape[1], 1))
        for start in range(0, len(names), step):
            one, other = np.divmod(names[start : start + step], len(self.met))
            out[start : start + step] = self._codes(self.met[one], self.met[other])
        return np.asarray(out[back.reshape(-1)])

    def _rows(self, classes: Places) -> Codes:
        """Return how each of these classes compares to every class: (T, C) int8."""
        count, statements = self.met.shape
        out = np.empty((len(classes), count), np.int8)
        step = max(1, PART // max(count * statements, 1))
        for start in range(0, len(classes), step):
            part = classes[start : start + step]
            left = np.repeat(self.met[part], count, axis=0)
            right = np.tile(self.met, (len(part), 1))
            out[start : start + step] = self._codes(left, right).reshape(len(part), count)
        return out

    def _codes(self, left: Bools, right: Bools) -> Codes:
        difference = left.view(np.int8) - right.view(np.int8)
        return self.weights.compare(difference, boundary=self.boundary)


class Agreed:
    """What several relations agree on; unknown where they do not. Of degrees the smallest counts.

    Parameters
    ----------
    parts : sequence of Comparison
        The relations of which one holds, we do not know which.

    Examples
    --------
    >>> order = Agreed([Ranked(np.array([0, 1, 2])), Ranked(np.array([0, 2, 1]))])
    >>> order.against(np.array([1])).tolist()
    [[1, 0, 127]]
    """

    def __init__(self, parts: Sequence[Comparison]) -> None:
        self.parts = tuple(parts)
        self.degrees = max(part.degrees for part in self.parts)

    def against(self, states: Places) -> Codes:
        """Return (T, F) int8."""
        return self._joined([part.against(states) for part in self.parts])

    def between(self, first: Places, second: Places) -> Codes:
        """Return (M,) int8."""
        return self._joined([part.between(first, second) for part in self.parts])

    @staticmethod
    def _joined(found: Sequence[Codes]) -> Codes:
        joined = found[0].copy()
        for codes in found[1:]:
            same = (np.sign(codes) == np.sign(joined)) & (joined != UNKNOWN) & (codes != UNKNOWN)
            smaller = np.where(np.abs(codes) < np.abs(joined), codes, joined)
            joined = np.where(same, smaller, np.int8(UNKNOWN))
        return joined


class Table:
    """A relation written out, for studies that give one.

    Parameters
    ----------
    codes : (F, F) int8
        ``codes[s, q]`` is how s compares to q. ``codes[q, s]`` is its negative, or unknown as well.

    Raises
    ------
    ValueError
        The two halves of the table contradict one another.

    Examples
    --------
    >>> Table(np.array([[0, 127], [127, 0]], np.int8)).between(np.array([0]), np.array([1])).tolist()
    [127]
    """

    def __init__(self, codes: Codes) -> None:
        mirrored = np.where(codes == UNKNOWN, np.int8(UNKNOWN), -codes.T)
        if not np.array_equal(codes, np.where(codes.T == UNKNOWN, np.int8(UNKNOWN), mirrored)):
            message = "codes[s, q] and codes[q, s] contradict one another"
            raise ValueError(message)
        self.codes = codes
        self.degrees = int(np.abs(np.where(codes == UNKNOWN, 1, codes)).max(initial=1))

    def against(self, states: Places) -> Codes:
        """Return (T, F) int8."""
        return np.asarray(self.codes[states])

    def between(self, first: Places, second: Places) -> Codes:
        """Return (M,) int8."""
        return np.asarray(self.codes[first, second])
