"""What a schedule is judged by: levers with ways back, detection, patience and flows, as arrays.

The model is a stochastic game with perfect monitoring of states but imperfect detection of breaches:
parties, levers counted in the direction of a deal, a flow utility per period in every state, a
discount factor per party, and for every lever the chance per period that a breach on it is found and
the periods it takes to go back (Goldluecke and Kranz, 2018; Lockwood and Thomas, 2002).

Array letters: P parties, L levers, S states, A own positions of a party.
"""

import math
from collections.abc import Sequence
from functools import cached_property

import numpy as np
from msgspec import Struct, field
from msgspec.structs import replace
from numpy.typing import NDArray

from detente.errors import CannotComputeError

__all__ = ["Setting", "additive", "reversible", "setting_of"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


class Setting(Struct, frozen=True, kw_only=True, eq=False, dict=True):
    """A lattice of joint levels with all that decides whether a step on it is self-enforcing.

    The number of a state is the sum of ``level_l * stride_l``, lever 0 least significant; levers are
    grouped by owner in party order, as in `detente.model.Model`.

    Attributes
    ----------
    parties, levers : tuple of str
        The P parties and the L levers.
    levels : tuple of tuple of str
        The levels of each lever, in the direction of the deal.
    owner : tuple of int
        The party that owns each lever.
    allowed : tuple of (n, n) bool
        Per lever ``[from, to]``: changes that its owner can make. Reflexive, transitively closed.
    lag : tuple of (n, n) int64
        Per lever ``[from, to]``: periods from the finding of a breach to the lever being back.
    detect : (L,) float64
        Chance per period that a breach on the lever is found (q).
    patience : (P,) float64
        Discount factor per period (delta).
    utility : (P, S) float64
        Flow per period; ``-inf`` where the state cannot be.
    start : int
        The state in which the schedule begins.
    detect_range, patience_range : (L, 2), (P, 2) float64
        The ends of what is known of both; the worse (lower) end is in `detect` and `patience`.

    Examples
    --------
    >>> import numpy as np
    >>> u = np.array([[1.0, 0.0, 5.0, 3.0], [1.0, 5.0, 0.0, 3.0]])    # a prisoners' dilemma
    >>> s = setting_of([reversible(0, 2), reversible(1, 2)], u, 0.6)
    >>> s.digits(3), s.number((1, 1)), s.own(1)
    ((1, 1), 3, (1,))
    """

    parties: tuple[str, ...]
    levers: tuple[str, ...]
    levels: tuple[tuple[str, ...], ...]
    owner: tuple[int, ...]
    allowed: tuple[Bools, ...]
    lag: tuple[Ints, ...]
    detect: Floats
    patience: Floats
    utility: Floats
    start: int = 0
    detect_range: Floats = field(default_factory=lambda: np.zeros((0, 2)))
    patience_range: Floats = field(default_factory=lambda: np.zeros((0, 2)))

    @cached_property
    def counts(self) -> tuple[int, ...]:
        """How many levels each lever has."""
        return tuple(len(levels) for levels in self.levels)

    @cached_property
    def strides(self) -> tuple[int, ...]:
        """What one step up of each lever adds to the number of a state."""
        return tuple(math.prod(self.counts[:k]) for k in range(len(self.counts)))

    @property
    def size(self) -> int:
        """The number of states S."""
        return int(self.utility.shape[1])

    def own(self, party: int) -> tuple[int, ...]:
        """Return the levers of a party."""
        return self._owned[party]

    @cached_property
    def _owned(self) -> tuple[tuple[int, ...], ...]:
        return tuple(
            tuple(k for k, owner in enumerate(self.owner) if owner == party)
            for party in range(len(self.parties))
        )

    def digits(self, state: int) -> tuple[int, ...]:
        """Return the level index of each lever in a state."""
        return tuple(
            state // stride % count for stride, count in zip(self.strides, self.counts, strict=True)
        )

    def number(self, digits: Sequence[int]) -> int:
        """Return the number of the state with these level indexes."""
        return sum(int(level) * stride for level, stride in zip(digits, self.strides, strict=True))

    def feasible(self, state: int) -> bool:
        """Return whether a state can be."""
        return bool(np.isfinite(self.utility[0, state]))

    @cached_property
    def positions(self) -> tuple[Ints, ...]:
        """Per party the own positions that some feasible state has: (A, own levers) level indexes."""
        possible = np.isfinite(self.utility[0])
        found = []
        below = 1
        for party in range(len(self.parties)):
            own = self.own(party)
            count = math.prod(self.counts[k] for k in own)
            here = possible.reshape(-1, count, below).any(axis=(0, 2))
            numbers = np.flatnonzero(here)
            strides = np.cumprod([1, *(self.counts[k] for k in own)])[:-1]
            counts = np.array([self.counts[k] for k in own], np.int64)
            found.append(numbers[:, None] // strides[None, :] % counts[None, :])
            below *= count
        return tuple(found)

    def with_detection(self, detect: Floats) -> "Setting":
        """Return the same with other chances of detection, (L,)."""
        return replace(self, detect=detect)

    def with_patience(self, patience: Floats) -> "Setting":
        """Return the same with other discount factors, (P,)."""
        return replace(self, patience=patience)

    def with_lag(self, levers: Sequence[int], periods: int) -> "Setting":
        """Return the same with that many periods of snapback lag on some levers."""
        lag = tuple(
            np.full_like(lags, periods) if k in levers else lags for k, lags in enumerate(self.lag)
        )
        return replace(self, lag=lag)


class _Plain(Struct, frozen=True):
    """A lever given by floors, one chance of detection and one lag."""

    owner: int
    floors: tuple[int, ...]
    detect: float
    lag: int


def reversible(
    owner: int,
    levels: int,
    *,
    floors: Sequence[int] | None = None,
    detect: float = 1.0,
    lag: int = 0,
) -> _Plain:
    """Return a lever of `owner` with that many levels for `setting_of`.

    Parameters
    ----------
    owner, levels : int
        The index of the party, and how many levels there are.
    floors : sequence of int, optional
        For each level the lowest to which the owner can go back; all 0 (reversible) if absent.
    detect : float
        Chance per period that a breach on it is found.
    lag : int
        Periods from the finding of a breach to the lever being back.

    Examples
    --------
    >>> reversible(0, 3).floors, reversible(1, 3, floors=range(3)).floors
    ((0, 0, 0), (0, 1, 2))
    """
    return _Plain(owner, tuple(floors) if floors is not None else (0,) * levels, detect, lag)


def setting_of(
    levers: Sequence[_Plain], utility: Floats, patience: float | Sequence[float], *, start: int = 0
) -> Setting:
    """Return a setting from plain levers and a table of flows.

    Parameters
    ----------
    levers : sequence
        From `reversible`, grouped by owner.
    utility : (P, S) float64
        Flow per period, lever 0 least significant; ``-inf`` where a state cannot be.
    patience : float or (P,)
        Discount factor per period.
    start : int
        The state in which schedules begin.

    Raises
    ------
    CannotComputeError
        The levers are not grouped by owner, or a party with levers is not patient at all.

    Examples
    --------
    >>> import numpy as np
    >>> setting_of([reversible(0, 2)], np.array([[0.0, 1.0]]), 0.9).size
    2
    """
    owners = [lever.owner for lever in levers]
    if owners != sorted(owners):
        raise CannotComputeError("the levers are not grouped by owner")
    parties = len(utility)
    allowed = []
    for lever in levers:
        levels = np.arange(len(lever.floors))
        allowed.append(levels[None, :] >= np.asarray(lever.floors)[:, None])
    detect = np.array([lever.detect for lever in levers])
    patient = np.broadcast_to(np.asarray(patience, float), (parties,)).copy()
    return Setting(
        parties=tuple(f"party_{p}" for p in range(parties)),
        levers=tuple(f"lever_{k}" for k in range(len(levers))),
        levels=tuple(tuple(map(str, range(len(lever.floors)))) for lever in levers),
        owner=tuple(owners),
        allowed=tuple(allowed),
        lag=tuple(
            np.full(a.shape, lv.lag, np.int64) for a, lv in zip(allowed, levers, strict=True)
        ),
        detect=detect,
        patience=patient,
        utility=np.asarray(utility, float),
        start=start,
        detect_range=np.stack([detect, detect], axis=1),
        patience_range=np.stack([patient, patient], axis=1),
    )


def additive(tables: Sequence[Floats]) -> Floats:
    """Return the flows of a game in which every lever adds its own share.

    Parameters
    ----------
    tables : sequence of (P, n) float64
        Per lever what each of its levels is worth to each party.

    Returns
    -------
    (P, S) float64
        Lever 0 least significant.

    Examples
    --------
    >>> import numpy as np
    >>> additive([np.array([[0.0, -1.0]]), np.array([[0.0, 2.0]])]).tolist()
    [[0.0, -1.0, 2.0, 1.0]]
    """
    total = np.zeros((len(tables[0]), 1))
    for table in tables:
        values = np.asarray(table, float)
        total = (values[:, :, None] + total[:, None, :]).reshape(len(values), -1)
    return total
