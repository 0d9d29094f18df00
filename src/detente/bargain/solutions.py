"""Acceptable efficient points -> the ones that the bargaining solutions choose.

With utilities u_i, values of no deal r_i, gains g_i = u_i - r_i and ideal values
b_i = max u_i over the acceptable packages (those with u >= r):

* Nash (1950, Econometrica 18, 155-162): the largest product of gains. A party that no acceptable
  package serves has gain 0 everywhere and is left out of the product.
* Kalai and Smorodinsky (1975, Econometrica 43, 513-518): the largest least share g_i / (b_i - r_i),
  then the largest second least ... (leximin: Imai, 1983, Econometrica 51, 389-401). A party with
  b_i = r_i counts as 1.
* Egalitarian (Kalai, 1977, Econometrica 45, 1623-1630): leximin of the gains.
* Utilitarian: the largest sum of utilities.

All four choose efficient points, so the acceptable frontier is enough. Every choice is made in whole
numbers: points that tie are all returned.

Array letters: F points, P parties.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from detente.bargain.pareto import Points

__all__ = ["SOLUTIONS", "Solution", "ideal", "solve"]

Solution = Literal["nash", "kalai_smorodinsky", "egalitarian", "utilitarian"]
SOLUTIONS: tuple[Solution, ...] = ("nash", "kalai_smorodinsky", "egalitarian", "utilitarian")
NEAR = 1e-9
"""Points within this part of the best in floating point are compared exactly."""


def ideal(points: Points) -> Points:
    """Return the best that each party gets at any of the acceptable points: (P,) int64.

    Examples
    --------
    >>> ideal(np.array([[0, 8], [6, 5], [10, 0]])).tolist()
    [10, 8]
    """
    return np.asarray(points.max(axis=0))


def solve(
    points: Points,
    reservation: Sequence[Fraction | int],
    span: Sequence[int] | None = None,
    which: Sequence[Solution] = SOLUTIONS,
) -> dict[str, tuple[int, ...]]:
    """Return the places of the points that each solution chooses, all that tie.

    Parameters
    ----------
    points : (F, P) int64
        The efficient acceptable vectors: every coordinate at least the reservation.
    reservation : sequence of Fraction
        What no deal is worth to each party, in the same units.
    span : sequence of int, optional
        For each party the units that make one unit of utility. Nash and Kalai-Smorodinsky do not
        depend on it. Default: 1.
    which : sequence of str
        Of ``nash``, ``kalai_smorodinsky``, ``egalitarian``, ``utilitarian``.

    Returns
    -------
    dict of str to tuple of int
        Nothing where there is no point.

    Examples
    --------
    The hand case of three points, no deal worth nothing:

    >>> points = np.array([[3, 10], [7, 6], [10, 3]])
    >>> solve(points, [0, 0])
    {'nash': (1,), 'kalai_smorodinsky': (1,), 'egalitarian': (1,), 'utilitarian': (0, 1, 2)}
    """
    if not len(points):
        return dict.fromkeys(which, ())
    work = _Gains(points, [Fraction(r) for r in reservation], list(span or [1] * points.shape[1]))
    methods: Mapping[str, Callable[[], tuple[int, ...]]] = {
        "nash": work.nash,
        "kalai_smorodinsky": work.kalai_smorodinsky,
        "egalitarian": work.egalitarian,
        "utilitarian": work.utilitarian,
    }
    return {name: methods[name]() for name in which}


class _Gains:
    """The gains at each point: floats to choose candidates, whole numbers to choose among them."""

    def __init__(self, points: Points, reservation: list[Fraction], span: list[int]) -> None:
        self.points = points
        self.reservation, self.span = reservation, span
        self.near = (points - np.array([float(r) for r in reservation])) / np.array(span, float)
        best = ideal(points).tolist()
        self.room = [Fraction(int(b)) - r for b, r in zip(best, reservation, strict=True)]

    def exact(self, place: int) -> list[Fraction]:
        """Return the gains at a point, in the party's own units."""
        row = self.points[place].tolist()
        return [Fraction(int(s)) - r for s, r in zip(row, self.reservation, strict=True)]

    def best(
        self, near: NDArray[np.float64], key: Callable[[list[Fraction]], Any]
    ) -> tuple[int, ...]:
        """Return the places of the largest `key`, looking only where `near` comes close to its largest."""
        top = float(near.max())
        places = np.flatnonzero(near >= top - NEAR * max(1.0, abs(top))).tolist()
        if len(places) == 1:
            return (int(places[0]),)
        keys = [key(self.exact(place)) for place in places]
        chosen = max(keys)
        return tuple(place for place, found in zip(places, keys, strict=True) if found == chosen)

    def nash(self) -> tuple[int, ...]:
        some = [p for p, room in enumerate(self.room) if room > 0]
        room = np.array([float(self.room[p]) / self.span[p] for p in some])
        near = np.prod(self.near[:, some] / room, axis=1)

        def product(gains: list[Fraction]) -> Fraction:
            total = Fraction(1)
            for p in some:
                total *= gains[p]
            return total

        return self.best(near, product)

    def kalai_smorodinsky(self) -> tuple[int, ...]:
        room = np.array([float(r) / s for r, s in zip(self.room, self.span, strict=True)])
        shares = np.divide(self.near, room, out=np.ones_like(self.near), where=room > 0)
        return self.best(
            shares.min(axis=1),
            lambda gains: sorted(
                g / r if r > 0 else Fraction(1) for g, r in zip(gains, self.room, strict=True)
            ),
        )

    def egalitarian(self) -> tuple[int, ...]:
        return self.best(
            self.near.min(axis=1),
            lambda gains: sorted(g / s for g, s in zip(gains, self.span, strict=True)),
        )

    def utilitarian(self) -> tuple[int, ...]:
        return self.best(
            self.near.sum(axis=1),
            lambda gains: sum((g / s for g, s in zip(gains, self.span, strict=True)), Fraction(0)),
        )
