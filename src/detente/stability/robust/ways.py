"""The ways a party may be, as far as it is stated, and draws of them.

A party with statements of its own may be in one way only: by these statements, whatever they weigh. A
party that has types only may be of each type that has a prior above 0. A draw takes a type by the priors,
then weights for its statements; what is certain has to be certain for every type.

Array letters: C classes, K columns of truth, k statements that count, B draws.
"""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from detente.model.weight_set import WeightSet, weight_set
from detente.stability.robust.folds import Values
from detente.stability.robust.weights import BLOCK, Bound, Sampler, Whole, generator

__all__ = ["Codes", "Way", "drawn", "table_type"]

Codes = npt.NDArray[np.int8]


class Way(Struct, frozen=True, eq=False, dict=True):
    """One way a party may be: by its own statements, or of one type.

    Attributes
    ----------
    columns : tuple of int
        The columns that are given weights, most important first.
    bounds : tuple
        Of each the least and the greatest weight; None where only the order is known.
    truths : (C, K) bool
        Which classes meet which statement.
    written : (C,) int32
        The rank of each class as the statements are written, larger better.
    chance : float
        Its prior; 1 for a party without types.
    party, stream, type_
        As in :class:`detente.stability.robust.weights.Sampler`.
    """

    columns: tuple[int, ...]
    bounds: tuple[Bound, ...]
    truths: npt.NDArray[np.bool_]
    written: npt.NDArray[np.int32]
    chance: float
    party: str
    stream: int
    type_: int = 0

    @cached_property
    def sampler(self) -> Sampler | None:
        """What draws the weights; None where there is one possible order only."""
        sampler = Sampler(self.bounds, self.party, self.stream, self.type_)
        return None if sampler.fixed else sampler

    @cached_property
    def consistent(self) -> WeightSet:
        """All weights that agree with what is written."""
        return weight_set(self.bounds, self.party)

    def compared(self, before: npt.NDArray[np.int64], after: npt.NDArray[np.int64]) -> Codes:
        """Return 1 where a class after is better than one before for certain, -1 worse, 0 alike, else 127."""
        if self.sampler is None:
            signs: Codes = np.sign(self.written[after] - self.written[before]).astype(np.int8)
            return signs
        truths = self.truths[:, list(self.columns)].astype(np.int8)
        return self.consistent.compare(truths[after] - truths[before])

    def ranks(self, weights: Whole) -> Values:
        """Return the rank of each class under drawn weights (k, B): (C, B), int16 where it fits."""
        score = np.zeros((len(self.truths), weights.shape[1]), weights.dtype)
        for column, weight in zip(self.columns, weights, strict=True):
            score[self.truths[:, column]] += weight
        order = np.argsort(score, axis=0, kind="stable")
        sorted_score = np.take_along_axis(score, order, axis=0)
        steps = np.zeros(score.shape, table_type(len(self.truths)))
        np.cumsum(sorted_score[1:] != sorted_score[:-1], axis=0, out=steps[1:])
        rank: Values = np.empty_like(steps)
        np.put_along_axis(rank, order, steps, axis=0)
        return rank

    def drawn(self, seed: int, block: int, used: npt.NDArray[np.int64]) -> Values:
        """Return the rank of each class in those draws of a block that are used: (C, B)."""
        if self.sampler is None:
            return np.repeat(self.written[:, None], used.size, axis=1)
        return self.ranks(self.sampler.block(seed, block)[:, used])


def drawn(ways: Sequence[Way], seed: int, block: int, used: int) -> Values:
    """Return the rank of each class in the first `used` draws of a block, a type for each: (C, B)."""
    if len(ways) == 1:
        return ways[0].drawn(seed, block, np.arange(used))
    chances = np.cumsum([way.chance for way in ways])
    even = generator(seed, block, ways[0].stream).random(BLOCK)[:used]
    taken = np.searchsorted(chances[:-1] / chances[-1], even, side="right")
    classes = len(ways[0].truths)
    out = np.empty((classes, used), table_type(classes))
    for number, way in enumerate(ways):
        places = np.flatnonzero(taken == number)
        if places.size:
            out[:, places] = way.drawn(seed, block, places)
    return out


def table_type(classes: int) -> type[np.signedinteger]:
    """Return the type of ranks of so many classes; its largest number stands for "never"."""
    return np.int16 if classes < np.iinfo(np.int16).max else np.int32
