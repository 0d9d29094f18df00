"""All weights that agree with what is written: what they say for certain about two states.

A weighted party gives each statement a number, an interval, or nothing. A missing weight is any
number from 0 up that respects the written order: at most the weight before it, at least the one after
it. Two neighbours that both have a weight or an interval bind one another by nothing but what is
written. So the consistent weights form a set W described by bounds and by differences of neighbours
alone, a polyhedron whose vertices take their values from the written bounds and 0.

Let d in {-1, 0, 1}^k say which statements one state meets and the other does not. The least and the
greatest of d.w over the vertices of W come from running through the statements once, with the least
value so far for each value that the last weight can have: exact in whole numbers, no solver needed.
Where leading weights are missing, W is unbounded; it then also has the directions in which the first
j weights grow together, and d.w along them is the cumulative count d_1 + ... + d_j.

Array letters: N pairs of states, k statements.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from detente.errors import CannotComputeError

__all__ = ["Limits", "WeightSet", "weight_set"]

Codes = NDArray[np.int8]
UNKNOWN = 127
Bounds = list[tuple[int, int]]
Limits = Sequence[tuple[Fraction, Fraction | None]]
"""The least and the greatest weight of each statement; None where there is no greatest."""


class WeightSet(Struct, frozen=True):
    """The weights that agree with what is written.

    Attributes
    ----------
    chains : tuple of (first, bounds)
        Runs of statements whose weights bind one another, and the least and greatest weight of each,
        in whole multiples of one unit. A run of one has bounds only.
    leading : int
        How many weights at the start have no upper bound.
    count : int
        The number of statements k.
    unit : int
        How many units make up 1.
    """

    chains: tuple[tuple[int, tuple[tuple[int, int], ...]], ...]
    leading: int
    count: int
    unit: int = 1

    @property
    def limits(self) -> Limits:
        """Return the least and the greatest weight that each statement has in the set.

        Examples
        --------
        >>> def between(low, high):
        ...     return Fraction(low), Fraction(high)
        >>> found = weight_set([between(0, 10), None, between(6, 8)]).limits
        >>> [(int(low), int(high)) for low, high in found]
        [(6, 10), (6, 10), (6, 8)]
        """
        ends = [end for _, run in self.chains for end in run]
        return [
            (Fraction(low, self.unit), None if n < self.leading else Fraction(high, self.unit))
            for n, (low, high) in enumerate(ends)
        ]

    def compare(self, difference: NDArray[np.int8], *, boundary: bool = False) -> Codes:
        """Return what all weights say: 1 better, -1 worse, 0 alike, 127 unknown.

        Parameters
        ----------
        difference : (N, k) int8
            Per pair: 1 where the first state alone meets a statement, -1 where the second alone does.
        boundary : bool
            Whether the boundary counts too: weights of 0, neighbours with equal weights, ends of
            intervals. Without it, "better" holds for all weights in the inside of the set.

        Returns
        -------
        (N,) int8

        Examples
        --------
        Three statements in an order, no weights. Meeting the first is better than meeting the
        second; the first against the other two together is not decided.

        >>> weights = weight_set((None, None, None))
        >>> weights.compare(np.array([[1, -1, 0], [1, -1, -1], [0, 0, 0]], np.int8)).tolist()
        [1, 127, 0]

        With a weight of 0, or equal weights, the first two would be alike:

        >>> weights.compare(np.array([[1, -1, 0]], np.int8), boundary=True).tolist()
        [127]
        """
        least, greatest = self._range(difference)
        ahead, behind = self._beyond(difference, least, greatest, boundary=boundary)
        code = np.full(len(difference), UNKNOWN, np.int8)
        code[ahead] = 1
        code[behind] = -1
        alike = (least == 0) & (greatest == 0)
        if self.leading:
            alike &= (difference[:, : self.leading] == 0).all(axis=1)
        code[alike] = 0
        return code

    def _beyond(
        self, difference: NDArray[np.int8], least: Any, greatest: Any, *, boundary: bool
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Return where the first state is better for all weights, and where it is worse."""
        grows = np.cumsum(difference[:, : self.leading], axis=1, dtype=np.int64)
        ahead, behind = (grows >= 0).all(axis=1), (grows <= 0).all(axis=1)
        if not boundary:
            some_up, some_down = (grows > 0).any(axis=1), (grows < 0).any(axis=1)
            ahead &= (least >= 0) & (some_up | (greatest > 0))
            behind &= (greatest <= 0) & (some_down | (least < 0))
        elif self.leading == self.count:  # weights that are all 0 say nothing: left out
            ahead, behind = (grows > 0).all(axis=1), (grows < 0).all(axis=1)
        else:
            ahead &= least > 0
            behind &= greatest < 0
        return np.asarray(ahead), np.asarray(behind)

    def _range(self, difference: NDArray[np.int8]) -> tuple[Any, Any]:
        """Return the least and greatest d.w over the vertices: (N,) int64, or Python numbers."""
        total = sum(max(abs(low), abs(high)) for _, run in self.chains for low, high in run)
        dtype = np.int64 if total < 2**58 else object
        signed = difference.astype(dtype)
        least = np.zeros(len(difference), dtype)
        greatest = np.zeros(len(difference), dtype)
        for first, run in self.chains:
            part = signed[:, first : first + len(run)]
            least += _least(part, run, 4 * total + 1)
            greatest -= _least(-part, run, 4 * total + 1)
        return least, greatest


def _least(part: NDArray[Any], run: Sequence[tuple[int, int]], never: int) -> NDArray[Any]:
    """Return the least d.w of one chain, w not increasing and within its bounds: (N,)."""
    values = sorted({value for bounds in run for value in bounds}, reverse=True)
    best = np.zeros((len(part), len(values)), part.dtype)
    for place, (low, high) in enumerate(run):
        if place:
            best = np.minimum.accumulate(best, axis=1)
        best = best + part[:, place, None] * np.array(values, part.dtype)
        best[:, [not low <= value <= high for value in values]] = never
    return np.asarray(best.min(axis=1))


def weight_set(bounds: Sequence[tuple[Fraction, Fraction] | None], party: str = "") -> WeightSet:
    """Return the weights that agree with the bounds given per statement; None where one is missing.

    Raises
    ------
    CannotComputeError
        A missing weight would have to be smaller than one before it allows.

    Examples
    --------
    >>> given = weight_set([(Fraction(1, 2), Fraction(1, 2)), None, (Fraction(1, 10), Fraction(1, 5))])
    >>> given.chains
    ((0, ((5, 5), (1, 5), (1, 2))),)
    """
    leading = next((place for place, bound in enumerate(bounds) if bound is not None), len(bounds))
    unit = lcm(*(end.denominator for bound in bounds if bound for end in bound))
    written = [bound and (int(bound[0] * unit), int(bound[1] * unit)) for bound in bounds]
    first = written[leading] if leading < len(bounds) else None
    ceiling = max(0, first[1]) if first else 0  # beyond it, leading weights only grow together
    chains: list[tuple[int, Bounds]] = []
    for place, bound in enumerate(written):
        bind = place > 0 and (bound is None or written[place - 1] is None)
        if not bind:
            chains.append((place, []))
        run = chains[-1][1]
        low, high = bound or (0, ceiling if not run else run[-1][1])
        run.append((low, min(high, run[-1][1]) if run else high))
    tightened = tuple((first, _tightened(run, first, party, unit)) for first, run in chains)
    return WeightSet(tightened, leading, len(bounds), unit)


def _tightened(run: Bounds, first: int, party: str, unit: int) -> tuple[tuple[int, int], ...]:
    """Return the bounds with what the later weights demand of the earlier ones."""
    out = list(run)
    for place in range(len(run) - 2, -1, -1):
        out[place] = (max(out[place][0], out[place + 1][0]), out[place][1])
    for place, (low, high) in enumerate(out):
        if low > high:
            raise _contradiction(party, first + place, Fraction(low, unit), Fraction(high, unit))
    return tuple(out)


def _contradiction(party: str, place: int, low: Fraction, high: Fraction) -> CannotComputeError:
    return CannotComputeError(
        f"no weights of {party or 'the party'} keep the written order: that of statement {place + 1} "
        f"would be at least {float(low):g} and at most {float(high):g}",
        "write a weight for each statement, or put the statements in the order of their weights",
    )
