"""A model made ready for many orders: the moves, folded, and what each party states."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, combinations, islice, product, starmap
from typing import Self

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from detente.stability.robust.changes import Change, Edit, both, ranks_after
from detente.stability.robust.folds import Values, Worse, distinct
from detente.stability.robust.lanes import LANES, Lanes
from detente.stability.robust.stated import Ranks, Stated
from detente.stability.robust.ways import Codes, table_type

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
        return any(it.varies != "nothing" for it in self.parties)

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
        drawn = [it.drawn(seed, block, used) for it in self.parties]
        tables = list(_of_one_type(drawn))
        total: dict[str, Counts] = {}
        for first in range(0, used, LANES):
            part = [np.ascontiguousarray(table[:, first : first + LANES]) for table in tables]
            for concept, found in self._under(part, concepts).items():
                count = found.sum(axis=1, dtype=np.int64)
                total[concept] = total[concept] + count if concept in total else count
        return total

    def pairs(
        self,
        altering: Sequence[Change],
        others: Sequence[Change],
        joint: Sequence[Change],
        most: int,
    ) -> Iterator[tuple[Change, Mapping[int, Ranks]]]:
        """Yield those of the first `most` pairs of changes that alter an order, and how.

        First two that alter one by themselves, then two claims that something stands on together,
        then those with one or two that alter nothing by themselves.
        """
        seen: dict[tuple[int, Edit], Ranks | None] = {}
        pairs = chain(
            starmap(both, combinations(altering, 2)),
            joint,
            starmap(both, product(altering, others)),
            starmap(both, combinations(others, 2)),
        )
        for change in islice(pairs, most):
            after = ranks_after(change, self.parties, seen)
            if after:
                yield change, after

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
                tempting = it.tempting(self.lanes.class_of[party], part, sure=sure)
                stable = self.lanes.stable(party, tempting, worse, concepts)
                for concept, where in stable.items():
                    found[concept][first : first + LANES] &= where[part, lane]
        return found


class Known:
    """What all consistent preferences of one party say about pairs of its classes.

    Of a party for which nothing is stated any state may be better than any other, and none is surely.
    """

    def __init__(self, stated: Stated) -> None:
        self.stated = stated
        self._table: Codes | None = None

    def tempting(self, class_of: Classes, places: Classes, *, sure: bool) -> Values:
        """Return (F, n) int16: 1 where a state is surely (or may be) better than each of `places`."""
        if not self.stated.silent:
            return self.better_than(class_of[places], sure=sure)[class_of]
        found = np.full((class_of.size, places.size), not sure, np.int16)
        found[places, np.arange(places.size)] = 0
        return found

    def better_than(self, classes: Classes, *, sure: bool) -> Values:
        """Return (C, n) int16: 1 where a class is surely (or may be) better than each of `classes`."""
        every = np.arange(len(self.stated.truths))
        before = np.repeat(classes, every.size)
        better = self._better(before, np.tile(every, classes.size), sure=sure)
        return better.reshape(classes.size, every.size).T.astype(np.int16, order="C")

    def worse(self, *, sure: bool) -> Worse | None:
        """Return -1 for moves that are no sure (or no possible) improvements, else 0: (n, 1) int16.

        None where every move may be an improvement.
        """
        if self.stated.silent and not sure:
            return None

        def found(before: Classes, after: Classes) -> Values:
            better = self._better(before, after, sure=sure)
            return (better.astype(np.int16) - np.int16(1))[:, None]

        return found

    def _better(self, before: Classes, after: Classes, *, sure: bool) -> Bools:
        if self.stated.silent:
            return np.full(before.shape, not sure)
        code = self._codes(before, after)
        found: Bools = code == 1 if sure else code > 0
        return found

    def _codes(self, before: Classes, after: Classes) -> Codes:
        """Return what is known of a class after against one before.

        1 is better for certain, -1 worse, 0 alike, 2 alike or better, -2 alike or worse, 127 unknown.
        """
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
        found: Codes = self._table[before, after]
        return found

    def _compared(self, before: Classes, after: Classes) -> Codes:
        ways = self.stated.ways
        if not ways:
            written = self.stated.written
            signs: Codes = np.sign(written[after] - written[before]).astype(np.int8)
            return signs
        found = ways[0].compared(before, after)
        for way in ways[1:]:
            found = _agreed(found, way.compared(before, after))
        return found


def _agreed(one: Codes, other: Codes) -> Codes:
    """Return what is known where two types compare so: what both say, else what neither rules out."""
    out = np.where(one == other, one, np.int8(UNKNOWN))
    known = (one != UNKNOWN) & (other != UNKNOWN) & (one != other)
    for sign in (1, -1):
        out[known & (sign * one >= 0) & (sign * other >= 0)] = 2 * sign
    return out


def _of_one_type(tables: Sequence[Values]) -> tuple[Values, ...]:
    """Return tables of the widest type among them: worths of one party meet ranks of another."""
    widest = np.result_type(*tables)
    return tuple(table.astype(widest, copy=False) for table in tables)
