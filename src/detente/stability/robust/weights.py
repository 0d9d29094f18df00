"""Draws from all weights that agree with what a party states, evenly and one like the other.

*No weight given.* The order of the statements is the order of their weights; only the proportions
matter, so the weights add up to 1. The draw is even over all such w_1 >= ... >= w_k >= 0: the parts
into which k - 1 even numbers cut the unit interval are even over the weights that add up to 1
(Devroye 1986, ch. V), and putting them in order keeps them so.

*Weights or intervals given.* A missing weight lies between its given neighbours, below the last one
from 0 up. The draw is even over all weights within these bounds, by rejection: the given ones are
drawn evenly from their intervals, kept with a chance in proportion to the room (a - b)^m that they
leave for the m missing weights between neighbours a and b, and those are m even numbers of that room
in order.

*Missing weights before the first given one* have no upper bound, and there is no even draw without
one. With b the first weight given (where that is not above 0: the largest given, and 1 where all are
0) and m of them missing, the bound is m + 1 steps of b above it, or above 0: then the mean of the
draws is what stands in for the missing weights elsewhere, equal steps of b.

Bounds are narrowed first to what the written order leaves of them. Weights are whole multiples of a
unit, so that sums are exact and ties are ties; given numbers are multiples of it, and two that differ
lie a million units apart or more. Draws lie inside the set, never on its boundary: a weight is on no end of
its interval, and no two are equal that need not be. Draws come in blocks of 256; block n depends on the
seed, the party, its type and n only (Philox, a counter-based generator: Salmon, Moraes, Dror and Shaw
2011).

Array letters: k statements.
"""

from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from math import lcm
from typing import Any

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from detente.errors import CannotComputeError
from detente.model.stand_in import leading_step
from detente.model.weight_set import Limits, weight_set

__all__ = ["BLOCK", "Bound", "Sampler", "Whole", "generator"]

BLOCK = 256
"""Draws that are made together."""
DIGITS = 12
"""Decimal digits of the largest weight that are kept, more where the numbers given need them."""
NARROWEST = 10**6
"""Units between two different numbers given, at least."""
MOST_ROUNDS = 5_000
"""Rounds of rejection before the set counts as too thin to draw from."""
Bound = tuple[Fraction, Fraction] | None
"""The least and the greatest weight of a statement; None where it is missing."""
Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[Any]
"""Whole numbers: int64, or Python's own where those would be too small."""


class _Run(Struct, frozen=True):
    """Missing weights in a row: the given ones before and after them, -1 for none."""

    first: int
    size: int
    above: int
    below: int


class Sampler(Struct, frozen=True, dict=True):
    """Draws weights for one party.

    Attributes
    ----------
    bounds : tuple
        Per statement the least and greatest weight, or None where it is missing.
    party : str
        For messages.
    stream : int
        Tells the draws of one party from those of another.
    type_ : int
        Tells the draws of one type of a party from those of another.

    Examples
    --------
    >>> free = Sampler((None, None, None))
    >>> weights = free.block(seed=1, block=0)
    >>> weights.shape, bool((np.diff(weights, axis=0) <= 0).all())
    ((3, 256), True)
    >>> Sampler(((Fraction(1, 2), Fraction(1, 2)),)).fixed
    True
    """

    bounds: tuple[Bound, ...]
    party: str = ""
    stream: int = 0
    type_: int = 0

    @cached_property
    def _runs(self) -> tuple[_Run, ...]:
        """The runs of missing weights."""
        return tuple(_runs(self.bounds))

    @cached_property
    def _limits(self) -> Limits:
        """What the written order leaves of the bounds."""
        return weight_set(self.bounds, self.party).limits

    @property
    def fixed(self) -> bool:
        """Whether there is one possible set of weights only: nothing to draw."""
        if all(bound is None for bound in self.bounds):
            return len(self.bounds) < 2
        return all(low == high for low, high in self._limits)

    def block(self, seed: int, block: int) -> Whole:
        """Return the draws of a block: (k, 256) whole multiples of one unit.

        Raises
        ------
        CannotComputeError
            Almost no weights within the intervals leave room for those that are missing.
        """
        random = generator(seed, block, self.stream, self.type_)
        if all(bound is None for bound in self.bounds):
            cuts = np.sort(random.random((max(len(self.bounds) - 1, 0), BLOCK)), axis=0)
            parts = np.diff(cuts, axis=0, prepend=0.0, append=1.0)
            drawn = np.sort(parts[: len(self.bounds)], axis=0)[::-1]
            return np.rint(drawn * 10.0**DIGITS).astype(np.int64) + _falling(len(drawn))
        return self._within(random)

    def _within(self, random: np.random.Generator) -> Whole:
        low, high, _ = self._whole
        weights = np.zeros((len(self.bounds), BLOCK), low.dtype)
        left = np.arange(BLOCK)
        for _ in range(MOST_ROUNDS):
            proposed = _between(low, high, random.random((low.size, BLOCK)))
            room = self._room(proposed)
            kept = (random.random(BLOCK) < room)[left]
            weights[:, left[kept]] = proposed[:, left[kept]]
            left = left[~kept]
            if not left.size:
                break
        else:
            raise CannotComputeError(
                f"the weights of {self.party or 'a party'} leave almost no room for those missing",
                "write intervals of which the earlier lie above the later, or give every weight",
            )
        for run in self._runs:
            even = np.sort(random.random((run.size, BLOCK)), axis=0)[::-1]
            above, below = self._ends(run, weights)
            apart = np.maximum(above - below - run.size, 0)
            inside = np.minimum(_part(even, apart) + _falling(run.size), above - below)
            weights[run.first : run.first + run.size] = below + inside
        return weights

    @cached_property
    def _whole(self) -> tuple[Whole, Whole, int]:
        """The limits, (k,) each, and the step of leading weights, in units; 0 where one is missing."""
        given = [
            (Fraction(0), Fraction(0)) if bound is None or high is None else (low, high)
            for bound, (low, high) in zip(self.bounds, self._limits, strict=True)
        ]
        step = leading_step(self._limits)
        largest = max(step, *(abs(end) for limits in given for end in limits))
        size = Fraction(1)
        while size < largest:
            size *= 10
        while size / 10 >= largest:
            size /= 10
        scale = 10**DIGITS / size
        ends = [*(end for limits in given for end in limits), step]
        gaps = [high - low for low, high in pairwise(sorted({Fraction(0), *ends}))]
        exact = all((end * scale).denominator == 1 for end in ends)
        dtype: type = np.int64
        if not exact or min(gaps) * scale < NARROWEST:
            scale, dtype = Fraction(10**DIGITS * lcm(*(end.denominator for end in ends))), object
        whole: Whole = np.array([[int(end * scale) for end in limits] for limits in given], dtype)
        return whole[:, 0], whole[:, 1], int(step * scale)

    def _ends(self, run: _Run, weights: Whole) -> tuple[Whole, Whole]:
        """Return between which weights those of a run lie, (BLOCK,) each."""
        none = np.zeros(weights.shape[1], weights.dtype)
        below = np.maximum(weights[run.below], 0) if run.below >= 0 else none
        if run.above >= 0:
            return np.maximum(weights[run.above], below), below
        step = np.where(below > 0, below, self._whole[2])
        return below + (run.size + 1) * step, below

    def _room(self, weights: Whole) -> Floats:
        """Return the room that given weights leave for the missing ones, as a part of the most there is."""
        low, high, _ = self._whole
        room = np.ones(weights.shape[1])
        for run in self._runs:
            if run.above < 0:
                continue
            least = max(int(low[run.below]), 0) if run.below >= 0 else 0
            most = int(high[run.above]) - least
            below = np.maximum(weights[run.below], 0) if run.below >= 0 else 0
            here = weights[run.above] - below
            if most > 0:
                here = np.where(here > run.size, here, 0)  # else some would have to be equal
                room *= (here / most).astype(np.float64) ** run.size
        return room


def generator(seed: int, block: int, stream: int, type_: int = 0) -> np.random.Generator:
    """Return what a block is drawn with, for a type of a party."""
    counter = [0, type_, block, stream]
    return np.random.Generator(np.random.Philox(key=seed % 2**64, counter=counter))


def _falling(count: int) -> npt.NDArray[np.int64]:
    """Return count, ..., 1 below one another: what keeps weights in an order apart, and above 0."""
    return np.arange(count, 0, -1, dtype=np.int64)[:, None]


def _between(low: Whole, high: Whole, even: Floats) -> Whole:
    """Return whole numbers between limits and on neither; the limit where there is one number only."""
    width = (high - low)[:, None]
    inside = _part(even, np.maximum(width - 1, 0)) + 1
    found: Whole = low[:, None] + np.minimum(inside, width)
    return found


def _part(even: Floats, of: Whole) -> Whole:
    """Return even numbers from 0 to 1 times whole numbers, rounded down."""
    if of.dtype != np.object_:
        return np.floor(even * of).astype(np.int64)
    whole: Whole = (even * 2.0**53).astype(np.int64).astype(object) * of // 2**53
    return whole


def _runs(bounds: Sequence[Bound]) -> list[_Run]:
    """Return the runs of missing weights, in order."""
    found = []
    place = 0
    while place < len(bounds):
        size = next(
            (n for n, bound in enumerate(bounds[place:]) if bound is not None),
            len(bounds) - place,
        )
        if size:
            below = place + size if place + size < len(bounds) else -1
            found.append(_Run(place, size, place - 1, below))
        place += size + 1
    return found
