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
one. With b the first weight given (where that is not above 0: the largest given) and m of them
missing, the bound is (m + 2) b: then the mean of the draws is what stands in for the missing weights
elsewhere, equal steps of b.

Weights are whole multiples of a unit, so that sums are exact and ties are ties. Draws come in blocks
of 256; block n depends on the seed, the party and n only (Philox, a counter-based generator:
Salmon, Moraes, Dror and Shaw 2011).

Array letters: k statements.
"""

from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from detente.errors import CannotComputeError

__all__ = ["BLOCK", "Bound", "Sampler"]

BLOCK = 256
"""Draws that are made together."""
DIGITS = 12
"""Decimal digits of the largest weight that are kept."""
MOST_ROUNDS = 5_000
"""Rounds of rejection before the set counts as too thin to draw from."""
Bound = tuple[Fraction, Fraction] | None
"""The least and the greatest weight of a statement; None where it is missing."""
Floats = npt.NDArray[np.float64]


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

    @cached_property
    def _runs(self) -> tuple[_Run, ...]:
        """The runs of missing weights."""
        return tuple(_runs(self.bounds))

    @property
    def fixed(self) -> bool:
        """Whether there is one possible set of weights only: nothing to draw."""
        if all(bound is None for bound in self.bounds):
            return len(self.bounds) < 2
        return all(bound is not None and bound[0] == bound[1] for bound in self.bounds)

    def block(self, seed: int, block: int) -> npt.NDArray[np.int64]:
        """Return the draws of a block: (k, 256) int64, in whole multiples of one unit.

        Raises
        ------
        CannotComputeError
            Almost no weights within the intervals leave room for those that are missing.
        """
        generator = np.random.Generator(
            np.random.Philox(key=seed % 2**64, counter=[0, 0, block, self.stream])
        )
        if all(bound is None for bound in self.bounds):
            cuts = np.sort(generator.random((max(len(self.bounds) - 1, 0), BLOCK)), axis=0)
            parts = np.diff(cuts, axis=0, prepend=0.0, append=1.0)
            drawn = np.sort(parts[: len(self.bounds)], axis=0)[::-1]
            return np.rint(drawn * 10.0**DIGITS).astype(np.int64)
        return self._within(generator)

    def _within(self, generator: np.random.Generator) -> npt.NDArray[np.int64]:
        low, high = self._whole()
        weights = np.zeros((len(self.bounds), BLOCK))
        left = np.arange(BLOCK)
        for _ in range(MOST_ROUNDS):
            proposed = low[:, None] + generator.random((low.size, BLOCK)) * (high - low)[:, None]
            room = self._room(proposed, low, high)
            kept = (generator.random(BLOCK) <= room)[left]
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
            even = np.sort(generator.random((run.size, BLOCK)), axis=0)[::-1]
            above, below = self._ends(run, weights, low, high)
            weights[run.first : run.first + run.size] = below + even * (above - below)
        return np.rint(weights).astype(np.int64)

    def _whole(self) -> tuple[Floats, Floats]:
        """Return the bounds in whole multiples of the unit; 0 where a weight is missing."""
        given = [bound or (Fraction(0), Fraction(0)) for bound in self.bounds]
        largest = max((abs(end) for bound in given for end in bound), default=Fraction(0))
        size = Fraction(1)
        while size < largest:
            size *= 10
        while largest and size / 10 >= largest:
            size /= 10
        scale = 10**DIGITS / size
        ends = [[float(round(end * scale)) for end in bound] for bound in given]
        low, high = np.array(ends, np.float64).reshape(-1, 2).T
        return low, high

    def _ends(self, run: _Run, weights: Floats, low: Floats, high: Floats) -> tuple[Floats, Floats]:
        """Return between which weights those of a run lie, (BLOCK,) each."""
        none = np.zeros(weights.shape[1])
        below = np.maximum(weights[run.below], 0.0) if run.below >= 0 else none
        if run.above >= 0:
            return np.maximum(weights[run.above], below), below
        largest = float(np.maximum(np.abs(low), np.abs(high)).max())
        step = np.where(below > 0, below, largest)
        return (run.size + 2) * step, below

    def _room(self, weights: Floats, low: Floats, high: Floats) -> Floats:
        """Return the room that given weights leave for the missing ones, as a part of the most there is."""
        room = np.ones(weights.shape[1])
        for run in self._runs:
            if run.above < 0:
                continue
            least = max(float(low[run.below]), 0.0) if run.below >= 0 else 0.0
            most = float(high[run.above]) - least
            below = np.maximum(weights[run.below], 0.0) if run.below >= 0 else 0.0
            here = weights[run.above] - below
            if most > 0:
                room *= np.maximum(here / most, 0.0) ** run.size
        return room


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
