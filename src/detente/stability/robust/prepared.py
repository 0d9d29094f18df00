"""A model made ready for many orders: the moves, folded, and what each party states."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, islice
from typing import Self

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from detente.model.weight_set import WeightSet
from detente.stability.robust.changes import Change, Edit, both, ranks_after
from detente.stability.robust.folds import Values, Worse, distinct
from detente.stability.robust.lanes import LANES, Lanes
from detente.stability.robust.stated import Ranks, Stated, table_type

__all__ = ["Known", "Prepared"]

MOST_CLASSES = 2_048
"""Classes of one party up to which what is known of pairs of them is kept."""
UNKNOWN, UNSET = 127, 100
Bools = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int64]
Classes = npt.NDArray[np.int64]


class Prepared(Struct, frozen=True, eq=False):
    """The moves, folded, and what each party states."""

    lanes: Lanes
    parties: tuple[Stated, ...]
    known: tuple["Known", ...]

    @classmethod
    def of(cls, lanes: Lanes, parties: tuple[Stated, ...]) -> Self:
        """Return it; what is known of pairs is worked out when it is needed."""
        return cls(lanes, parties, tuple(Known(it) for it in parties))

    @property
    def draws_differ(self) -> bool:
        """Whether any party's order can be drawn."""
        return any(it.sampler() for it in self.parties)

    def equilibria(
        self, orders: Sequence[Mapping[int, Ranks]], concepts: Sequence[str]
    ) -> dict[str, Bools]:
        """Return the equilibria (F, n) under n orders, given for the parties where they are not as written."""
        tables = []
        for number, it in enumerate(self.parties):
            columns = [order.get(number, it.written) for order in orders]
            tables.append(np.stack(columns, axis=1).astype(table_type(len(it.truths))))
        return self._under(tables, concepts)

    def _under(self, tables: Sequence[Values], concepts: Sequence[str]) -> dict[str, Bools]:
        return self.lanes.equilibria(_of_one_type(tables), concepts)

    def block(self, seed: int, block: int, used: int, concepts: Sequence[str]) -> dict[str, Counts]:
        """Return in how many of the first `used` draws of a block each state is an equilibrium."""
        tables = []
        for it in self.parties:
            sampler = it.sampler()
            if sampler is None:
                tables.append(np.repeat(it.written[:, None], used, axis=1))
            else:
                tables.append(it.drawn(sampler.block(seed, block)[:, :used]))
        tables = list(_of_one_type(tables))
        total: dict[str, Counts] = {}
        for first in range(0, used, LANES):
            part = [np.ascontiguousarray(table[:, first : first + LANES]) for table in tables]
            for concept, found in self._under(part, concepts).items():
                count = found.sum(axis=1, dtype=np.int64)
                total[concept] = total[concept] + count if concept in total else count
        return total

    def pairs(
        self, singles: Sequence[Change], most: int
    ) -> Iterator[tuple[Change, Mapping[int, Ranks]]]:
        """Yield the first `most` pairs of changes with the orders that follow."""
        seen: dict[tuple[int, Edit], Ranks | None] = {}
        for one, other in islice(combinations(singles, 2), most):
            change = both(one, other)
            yield change, ranks_after(change, self.parties, seen)

    def bounded(
        self, places: Sequence[int], concepts: Sequence[str], *, sure: bool
    ) -> dict[str, Bools]:
        """Return for each state a bound on whether it is an equilibrium: (n,) bool per concept.

        With ``sure=False`` parties are tempted by all that may be better, are deterred by nothing
        that may be better, and fear improvements of the others that are sure: what is an
        equilibrium then is one under all consistent preferences. With ``sure=True`` it is the other
        way round: what is none then is one under none.
        """
        found = {concept: np.ones(len(places), np.bool_) for concept in concepts}
        pairs = self.known
        worse = [it.worse(sure=not sure) for it in pairs]
        for first in range(0, len(places), LANES):
            part = np.array(places[first : first + LANES], np.int64)
            lane = np.arange(part.size)
            for party, it in enumerate(pairs):
                class_of = self.lanes.class_of[party]
                tempting = it.better_than(class_of[part], sure=sure)[class_of]
                stable = self.lanes.stable(party, tempting, worse, concepts)
                for concept, where in stable.items():
                    found[concept][first : first + LANES] &= where[part, lane]
        return found


class Known:
    """What all consistent preferences of one party say about pairs of its classes."""

    def __init__(self, stated: Stated) -> None:
        self.stated = stated
        self._weights: WeightSet | None = None
        self._table: npt.NDArray[np.int8] | None = None

    def better_than(self, classes: Classes, *, sure: bool) -> Values:
        """Return (C, n) int16: 1 where a class is surely (or may be) better than each of `classes`."""
        every = np.arange(len(self.stated.truths))
        before = np.repeat(classes, every.size)
        better = self._better(before, np.tile(every, classes.size), sure=sure)
        return better.reshape(classes.size, every.size).T.astype(np.int16, order="C")

    def worse(self, *, sure: bool) -> Worse:
        """Return -1 for moves that are no sure (or no possible) improvements, else 0: (n, 1) int16."""

        def found(before: Classes, after: Classes) -> Values:
            better = self._better(before, after, sure=sure)
            return (better.astype(np.int16) - np.int16(1))[:, None]

        return found

    def _better(self, before: Classes, after: Classes, *, sure: bool) -> Bools:
        code = self._codes(before, after)
        found: Bools = code == 1 if sure else (code != -1) & (code != 0)
        return found

    def _codes(self, before: Classes, after: Classes) -> npt.NDArray[np.int8]:
        """Return 1 where a class after is better than one before for certain, -1 worse, 0 alike, else 127."""
        count = len(self.stated.truths)
        if count > MOST_CLASSES:
            return self._compared(before, after)
        if self._table is None:
            self._table = np.full((count, count), UNSET, np.int8)
        new = distinct((before * count + after)[self._table[before, after] == UNSET])
        if new.size:
            one, other = new // count, new % count
            codes = self._compared(one, other)
            self._table[other, one] = np.where(codes == UNKNOWN, UNKNOWN, -codes)
            self._table[one, other] = codes
        found: npt.NDArray[np.int8] = self._table[before, after]
        return found

    def _compared(self, before: Classes, after: Classes) -> npt.NDArray[np.int8]:
        if self.stated.sampler() is None:
            written = self.stated.written
            signs: npt.NDArray[np.int8] = np.sign(written[after] - written[before]).astype(np.int8)
            return signs
        if self._weights is None:
            self._weights = self.stated.consistent()
        truths = self.stated.truths[:, list(self.stated.counting)].astype(np.int8)
        codes: npt.NDArray[np.int8] = self._weights.compare(truths[after] - truths[before])
        return codes


def _of_one_type(tables: Sequence[Values]) -> tuple[Values, ...]:
    """Return tables of the widest type among them: worths of one party meet ranks of another."""
    widest = np.result_type(*tables)
    return tuple(table.astype(widest, copy=False) for table in tables)
