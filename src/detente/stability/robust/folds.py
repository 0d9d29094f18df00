"""Extremes over the states that a party can move to, for many orders of the states at once.

A *lane* is one order of the states; values are (rows, lanes), so that one instruction serves many
lanes. Two things keep the work small. States from which a party can move to the same states share
one *box*, and states that lie in the same boxes form an *atom*: the extreme over a box is the
extreme over its atoms. And of lists of different length the k-th members are taken together.

Array letters: F states, A atoms, X boxes, B lanes.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Self

import numpy as np
import numpy.typing as npt
from msgspec import Struct

__all__ = ["Fold", "Improvements", "Lists", "Values", "Worse"]

Indexes = npt.NDArray[np.int64]
Values = npt.NDArray[np.signedinteger]
Worse = Callable[[Indexes, Indexes], Values]
"""From classes (n,) before and after moves: -1 where one is no improvement, else 0; (n, B) or (n, 1)."""


def distinct(values: Indexes) -> Indexes:
    """Return the values that occur, in order; `numpy.unique` would load masked arrays first.

    Examples
    --------
    >>> distinct(np.array([3, 1, 3])).tolist()
    [1, 3]
    """
    ordered = np.sort(values)
    first: Indexes = ordered[np.append(True, ordered[1:] != ordered[:-1])[: ordered.size]]
    return first


class Lists(Struct, frozen=True, eq=False):
    """Lists of rows, longest first, read off member by member.

    Attributes
    ----------
    order : (N,) int64
        The lists, longest first.
    place : (N,) int64
        Where each list stands in that order.
    members : tuple of (n_k,) int64
        The k-th member of each list that has so many; n_k falls with k.
    """

    order: Indexes
    place: Indexes
    members: tuple[Indexes, ...]

    @classmethod
    def of(cls, start: Indexes, to: Indexes) -> Self:
        """Return lists given as ``to[start[n]:start[n + 1]]``."""
        length = np.diff(start)
        order = np.argsort(-length, kind="stable")
        place = np.empty_like(order)
        place[order] = np.arange(order.size)
        falling = -length[order]
        longest = int(length.max(initial=0))
        counts = np.searchsorted(falling, -np.arange(longest), side="left")
        members = tuple(to[start[order[:n]] + k] for k, n in enumerate(counts.tolist()))
        return cls(order, place, members)

    def extreme(self, values: Values, take: np.ufunc, nothing: int) -> Values:
        """Return the extreme of `values` over each list, in `order`; `nothing` for an empty one."""
        out = np.full((self.order.size, values.shape[1]), nothing, values.dtype)
        ahead = np.empty_like(out)
        for rows in self.members:
            part = ahead[: rows.size]
            np.take(values, rows, axis=0, out=part, mode="clip")
            take(out[: rows.size], part, out=out[: rows.size])
        return out


class Fold(Struct, frozen=True, eq=False):
    """For each state the extreme over where a party can move to from it.

    Attributes
    ----------
    atom_of, box_of : (F,) int64
        The atom and the box of each state.
    atoms : Lists
        The states of each atom.
    boxes : Lists
        The atoms of each box.
    incidence : (X + 1,) and (M,) int64
        The same as ``to[start[x]:start[x + 1]]``.
    """

    atom_of: Indexes
    box_of: Indexes
    atoms: Lists
    boxes: Lists
    incidence: tuple[Indexes, Indexes]

    @classmethod
    def of(cls, start: Indexes, to: Indexes, *, staying: bool) -> Self:
        """Return the fold over arcs without loops; `staying` counts the state itself among its ends."""
        if staying:
            start, to = _with_self(start, to)
        box_of, first = _alike(start, to)
        lists = [to[start[state] : start[state + 1]] for state in first.tolist()]
        sizes = np.fromiter((part.size for part in lists), np.int64, len(lists))
        flat = np.concatenate(lists) if lists else to[:0]
        boxes_of = _turned(np.repeat(np.arange(sizes.size), sizes), flat, start.size - 1)
        atom_of, _ = _alike(*boxes_of)
        names = distinct(np.repeat(np.arange(sizes.size), sizes) * start.size + atom_of[flat])
        incidence = _starts(names // start.size, sizes.size), names % start.size
        return cls(atom_of, box_of, _grouped(atom_of), Lists.of(*incidence), incidence)

    def extreme(self, values: Values, take: np.ufunc, nothing: int) -> Values:
        """Return (F, B) extremes of `values` over the states that can be moved to."""
        atoms = self.atoms.extreme(values, take, nothing)[self.atoms.place]
        found: Values = self.boxes.extreme(atoms, take, nothing)[self.boxes.place[self.box_of]]
        return found


class Improvements(Struct, frozen=True, eq=False):
    """For each state the least of the values where a party can improve to.

    States of one atom that a party holds equal in every lane are one *end*, and states of one box
    that it holds equal in every lane are one *start*.

    Attributes
    ----------
    start_of : (F,) int64
        The row of each state in the result.
    ends : Lists
        The states of each end.
    lists : Lists
        The ends within the box of each start.
    start_class : (N,) int64
        The class of each start, longest list first.
    end_class : tuple of (n_k,) int64
        The class of each listed end.
    """

    start_of: Indexes
    ends: Lists
    lists: Lists
    start_class: Indexes
    end_class: tuple[Indexes, ...]

    @classmethod
    def of(cls, fold: Fold, class_of: Indexes) -> Self:
        """Return it for a party that holds states of one class equal in every lane."""
        classes = int(class_of.max(initial=0)) + 1
        ends, end_of = np.unique(fold.atom_of * classes + class_of, return_inverse=True)
        starts, start_of = np.unique(fold.box_of * classes + class_of, return_inverse=True)
        first = np.searchsorted(ends // classes, np.arange(fold.atoms.order.size + 1))
        begin, atoms = fold.incidence
        box = starts // classes
        places = _ranges(begin[box], begin[box + 1])
        atom = atoms[places[1]]
        inner = _ranges(first[atom], first[atom + 1])
        origin, end = places[0][inner[0]], inner[1]
        kept = starts[origin] % classes != ends[end] % classes
        lists = Lists.of(_starts(origin[kept], starts.size), end[kept])
        return cls(
            lists.place[start_of],
            _grouped(end_of.astype(np.int64)),
            lists,
            (starts % classes)[lists.order],
            tuple(ends[rows] % classes for rows in lists.members),
        )

    def least(self, values: Values, worse: Worse, never: int) -> Values:
        """Return (F, B) least values one improvement away; `never` where there is no improvement.

        Values are 0 or more, and `never` is the largest number of their type: all its bits but the
        sign are set, so that no branch is needed to leave out what is no improvement.
        """
        ends = self.ends.extreme(values, np.minimum, never)[self.ends.place]
        out = np.full((self.lists.order.size, values.shape[1]), never, values.dtype)
        ahead = np.empty_like(out)
        for rows, classes in zip(self.lists.members, self.end_class, strict=True):
            part = ahead[: rows.size]
            np.take(ends, rows, axis=0, out=part, mode="clip")
            left_out = worse(self.start_class[: rows.size], classes)
            np.bitwise_or(part, np.bitwise_and(left_out, never), out=part)
            np.minimum(out[: rows.size], part, out=out[: rows.size])
        found: Values = out[self.start_of]
        return found


def _with_self(start: Indexes, to: Indexes) -> tuple[Indexes, Indexes]:
    """Return lists with each list's own number among its members, in increasing order."""
    states = np.arange(start.size - 1)
    origin = np.concatenate((np.repeat(states, np.diff(start)), states))
    ends = np.concatenate((to, states))
    return start + np.arange(start.size), np.sort(origin * states.size + ends) % states.size


def _alike(start: Indexes, to: Indexes) -> tuple[Indexes, Indexes]:
    """Return which lists are equal: the group (N,) of each, and the first list (G,) of each group.

    Lists are told apart by sums of mixed numbers, and then compared with the first of their group.
    """
    sizes = np.diff(start)
    sums = np.zeros(to.size + 1, np.uint64)
    np.cumsum(_mixed(to), out=sums[1:])
    keys = sums[start[1:]] - sums[start[:-1]]
    _, first, of = np.unique(keys, return_index=True, return_inverse=True)
    order = np.argsort(first)  # groups by their first lists
    place = np.empty_like(order)
    place[order] = np.arange(order.size)
    of, first = place[of], first[order]
    like = first[of]
    same = np.array_equal(sizes[like], sizes)
    if (
        not same
        or not (to[np.repeat(start[like] - start[:-1], sizes) + np.arange(to.size)] == to).all()
    ):
        return _alike_one_by_one(start, to)
    return of, first


def _mixed(numbers: Indexes) -> npt.NDArray[np.uint64]:
    """Return numbers of 64 bits in which each bit depends on all (Steele and others, 2014: SplitMix)."""
    mixed = (numbers.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    return mixed ^ (mixed >> np.uint64(31))


def _alike_one_by_one(start: Indexes, to: Indexes) -> tuple[Indexes, Indexes]:
    """Return the same, list by list."""
    groups: dict[bytes, int] = {}
    first: list[int] = []
    bounds: Sequence[int] = start.tolist()
    of = np.empty(len(bounds) - 1, np.int64)
    for number, (begin, end) in enumerate(pairwise(bounds)):
        group = groups.setdefault(to[begin:end].tobytes(), len(first))
        if group == len(first):
            first.append(number)
        of[number] = group
    return of, np.array(first, np.int64)


def _turned(origin: Indexes, to: Indexes, size: int) -> tuple[Indexes, Indexes]:
    """Return for each of `size` ends the origins that list it, in increasing order."""
    order = np.lexsort((origin, to))
    return _starts(to[order], size), origin[order]


def _starts(sorted_rows: Indexes, size: int) -> Indexes:
    """Return where each row number begins in a sorted array of them, (size + 1,) int64."""
    return np.searchsorted(sorted_rows, np.arange(size + 1)).astype(np.int64)


def _grouped(group_of: Indexes) -> Lists:
    """Return the members of each group."""
    order = np.argsort(group_of, kind="stable")
    count = int(group_of.max(initial=-1)) + 1
    return Lists.of(_starts(group_of[order], count), order)


def _ranges(begin: Indexes, end: Indexes) -> tuple[Indexes, Indexes]:
    """Return the numbers from each `begin` up to each `end`, and which range each comes from."""
    length = end - begin
    origin = np.repeat(np.arange(length.size), length)
    offset = np.arange(origin.size) - np.repeat(np.cumsum(length) - length, length)
    return origin, begin[origin] + offset
