"""The lattice of joint positions: only what some feasible state has, and the steps between.

A party's *position* is the joint level of its own levers. Positions that no feasible state has are
left out, so a case with many rules is far smaller than the product of its levels. A *pair* is an own
position and one that the party may be asked to take next; the first pair of a position is to stay.
"""

import itertools
from functools import cached_property

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from detente.sequence.answers import lowest
from detente.sequence.setting import Bools, Floats, Ints, Setting

__all__ = ["Lattice", "Pairs", "Steps", "lattice"]

MOST_PAIRS = 40_000


class Steps(Struct, frozen=True, kw_only=True):
    """Which steps a schedule may be made of.

    Attributes
    ----------
    levers : int or None
        How many of its levers a party changes in one period at most; None: any number.
    levels : int or None
        How many levels a lever goes up in one period at most; None: any number.
    parties : int or None
        How many parties move in one period at most; None: all.
    """

    levers: int | None = None
    levels: int | None = None
    parties: int | None = None


class Pairs(Struct, frozen=True, kw_only=True):
    """One party's pairs (from, due), grouped by `from`, the first of each group to stay."""

    start: Ints  # (A+1,)
    source: Ints  # (N,)
    due: Ints  # (N,)
    of: NDArray[np.int32]  # (A, A) the pair, -1 where there is none


class Lattice(Struct, frozen=True, kw_only=True, eq=False, dict=True):
    """A setting in joint positions, compressed.

    Attributes
    ----------
    setting : Setting
        Where it comes from.
    counts : (P,) int64
        How many positions each party has.
    flow : (P, S) float64
        Flow per period; the position of party 0 is the least significant digit.
    pairs : tuple of Pairs
        Per party.
    reach, down, below : tuple of (A, A) bool
        Per party: changes it can make; those that go back; whether one is nowhere above another.
    low : tuple of (A,) int64
        Per party the lowest position within reach.
    """

    setting: Setting
    counts: Ints
    flow: Floats
    pairs: tuple[Pairs, ...]
    reach: tuple[Bools, ...]
    down: tuple[Bools, ...]
    below: tuple[Bools, ...]
    low: tuple[Ints, ...]

    @cached_property
    def strides(self) -> Ints:
        """What the next position of each party adds to the number of a joint position."""
        return np.concatenate([[1], np.cumprod(self.counts)[:-1]]).astype(np.int64)

    @property
    def size(self) -> int:
        """How many joint positions there are, feasible or not."""
        return int(np.prod(self.counts))

    def flow_of(self, party: int) -> Floats:
        """Return the flow of one party as (own positions, joint positions of the others)."""
        shaped = self.flow[party].reshape(tuple(self.counts[::-1]))
        axis = len(self.counts) - 1 - party
        return np.ascontiguousarray(np.moveaxis(shaped, axis, 0).reshape(self.counts[party], -1))

    def others(self, party: int) -> Ints:
        """Return the positions of the others for each of their joint positions: (O, P)."""
        counts = [int(c) for p, c in enumerate(self.counts) if p != party]
        number = np.arange(int(np.prod(counts)) if counts else 1)
        out = np.zeros((len(number), len(self.counts)), np.int64)
        for p, count in enumerate(self.counts):
            if p != party:
                out[:, p] = number % count
                number = number // count
        return out

    def number(self, state: int) -> int:
        """Return the joint position of a state of the setting."""
        digits = self.setting.digits(state)
        total = 0
        for p, rows in enumerate(self.setting.positions):
            own = [digits[k] for k in self.setting.own(p)]
            total += int(np.flatnonzero((rows == own).all(axis=1))[0]) * int(self.strides[p])
        return total

    def state(self, number: int) -> int:
        """Return the state of the setting at a joint position."""
        digits = [0] * len(self.setting.levers)
        for p, rows in enumerate(self.setting.positions):
            here = number // int(self.strides[p]) % int(self.counts[p])
            for k, level in zip(self.setting.own(p), rows[here].tolist(), strict=True):
                digits[k] = level
        return self.setting.number(digits)


def lattice(setting: Setting, steps: Steps | None = None) -> Lattice:
    """Return the lattice on which schedules are designed.

    Parameters
    ----------
    setting : Setting
        What schedules are judged by.
    steps : Steps, optional
        Which steps may be asked; all that go up if absent.

    Examples
    --------
    >>> import numpy as np
    >>> from detente.sequence.setting import reversible, setting_of
    >>> s = setting_of([reversible(0, 2), reversible(1, 3)], np.zeros((2, 6)), 0.9)
    >>> lat = lattice(s)
    >>> lat.counts.tolist(), [len(p.due) for p in lat.pairs]
    ([2, 3], [3, 6])
    """
    steps = steps or Steps()
    reach, down, below, low, pairs = [], [], [], [], []
    for party, rows in enumerate(setting.positions):
        own = setting.own(party)
        can = np.ones((len(rows), len(rows)), np.bool_)
        under = np.ones_like(can)  # [a, b]: a is nowhere above b
        for z, k in enumerate(own):
            can &= setting.allowed[k][rows[:, z][:, None], rows[:, z][None, :]]
            under &= rows[:, z][:, None] <= rows[:, z][None, :]
        place = {tuple(row): i for i, row in enumerate(rows.tolist())}
        reach.append(can)
        below.append(under)
        down.append(can & under.T)
        low.append(np.array([place[lowest(setting, party, row)] for row in rows], np.int64))
        pairs.append(_pairs(rows, can & under, steps))
    return Lattice(
        setting=setting,
        counts=np.array([len(rows) for rows in setting.positions], np.int64),
        flow=_compressed(setting),
        pairs=tuple(pairs),
        reach=tuple(reach),
        down=tuple(down),
        below=tuple(below),
        low=tuple(low),
    )


def _compressed(setting: Setting) -> Floats:
    """Return the flows at joint positions only."""
    numbers = np.zeros(1, np.int64)
    for p, rows in enumerate(setting.positions):
        strides = np.array([setting.strides[k] for k in setting.own(p)], np.int64)
        numbers = ((rows @ strides)[:, None] + numbers[None, :]).reshape(-1)
    return np.ascontiguousarray(setting.utility[:, numbers])


def _pairs(rows: Ints, up: Bools, steps: Steps) -> Pairs:
    """Return the pairs of a party: those with the fewest levers where rules tie levers together."""
    count = len(rows)
    source: list[int] = []
    due: list[int] = []
    start = [0]
    # Where every combination of levels can be, and any lever can rise, no levers are tied together.
    whole = count == int(np.prod(rows.max(axis=0) + 1)) and bool(
        up[0].all() and up[:, -1].all() and up.sum() == np.prod(_rises(rows))
    )
    of = np.full((count, count), -1, np.int32)
    for a in range(count):
        ahead = np.flatnonzero(up[a])
        ahead = ahead[ahead != a]
        rise = rows[ahead] - rows[a]
        fits = np.ones(len(ahead), np.bool_)
        if steps.levels is not None:
            fits &= (rise <= steps.levels).all(axis=1)
        if steps.levers is not None:
            fits &= _few(rise, steps.levers, whole=whole)
        for b in itertools.chain([a], ahead[fits]):
            of[a, b] = len(source)
            source.append(a)
            due.append(int(b))
        start.append(len(source))
    return Pairs(
        start=np.array(start, np.int64),
        source=np.array(source, np.int64),
        due=np.array(due, np.int64),
        of=of,
    )


def _rises(rows: Ints) -> list[int]:
    """Return per lever how many pairs of levels do not fall."""
    return [int((n + 1) * (n + 2) // 2) for n in rows.max(axis=0)]


def _few(rise: Ints, most: int, *, whole: bool) -> Bools:
    """Return which changes have at most `most` levers, or cannot be split into smaller ones."""
    changed = rise > 0
    few = changed.sum(axis=1) <= most
    if few.all() or whole:
        return np.asarray(few)
    for i in np.flatnonzero(~few):
        inside = (rise <= rise[i]).all(axis=1) & (rise < rise[i]).any(axis=1)
        few[i] = not inside.any()
    return np.asarray(few)
