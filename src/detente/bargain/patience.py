"""What patience makes of a bargaining problem: what is agreed when each waits at a cost.

A discount factor is taken per round, and a round is one period of the case. An interval counts with
its middle, and its ends say how much the answer depends on it.
"""

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from detente.bargain.lotteries import Chain, Lottery, height, lottery_at, on_scale, reach
from detente.bargain.offers import by_backward_induction, on_frontier
from detente.bargain.problem import BargainingProblem
from detente.case import Case, Rate
from detente.conditions.tree import Duration

__all__ = ["Agreed", "Patience", "alternating_offers", "patience_of"]

Numbers = tuple[float, ...]
DAYS = {"hours": 1 / 24, "days": 1.0, "weeks": 7.0, "months": 365.25 / 12, "years": 365.25}


class Patience(Struct, frozen=True):
    """Discount factors per round: the least, the middle and the greatest of each party."""

    low: Numbers
    middle: Numbers
    high: Numbers


class Agreed(Struct, frozen=True):
    """What is agreed at once when one party proposes first.

    Attributes
    ----------
    first : str
        Who proposes first.
    place : int
        The place of the package among the points of the acceptable frontier.
    gains : tuple of float
        What it adds to no deal, for each party.
    lottery : Lottery or None
        What is agreed where lotteries are possible (two parties).
    lottery_gains : tuple of (float, float)
        Per party, the least and the greatest gain over the ends of the intervals of patience.
    """

    first: str
    place: int
    gains: Numbers
    lottery: Lottery | None = None
    lottery_gains: tuple[tuple[float, float], ...] = ()


def patience_of(case: Case, parties: tuple[str, ...]) -> Patience | tuple[str, ...]:
    """Return the discount factors per period of the case, or the parties that give none.

    Examples
    --------
    >>> patience_of(Case(id="talks"), ("usa",))
    ('usa',)
    """
    rates: list[Rate] = []
    missing = []
    for party in parties:
        preference = case.preferences.get(party)
        rate = preference.patience if preference else None
        if rate is None:
            missing.append(party)
        else:
            rates.append(rate)
    if missing:
        return tuple(missing)
    low = tuple(_per(rate.value.low, rate.per, case.period) for rate in rates)
    high = tuple(_per(rate.value.high, rate.per, case.period) for rate in rates)
    middle = tuple((one + other) / 2 for one, other in zip(low, high, strict=True))
    return Patience(low, middle, high)


def _per(value: float, unit: Duration, period: Duration) -> float:
    return float(value ** (_days(period) / _days(unit)))


def _days(duration: Duration) -> float:
    return duration.count * DAYS.get(duration.unit, 7 / 5)


def alternating_offers(
    problem: BargainingProblem,
    points: NDArray[np.int64],
    patience: Patience,
    hull: Chain | None = None,
) -> tuple[Agreed, ...]:
    """Return what is agreed at once, once for each party that may propose first.

    Parameters
    ----------
    problem : BargainingProblem
        The bargaining problem.
    points : (F, P) int64
        Its acceptable frontier, not empty.
    patience : Patience
        Discount factors per round.
    hull : Chain, optional
        The hull of two parties' packages, for lotteries.

    Examples
    --------
    >>> from detente.bargain.blocks import bargaining_problem
    >>> from detente.bargain.frontier import frontier
    >>> from detente.casefile import TEMPLATE, parse
    >>> case, _ = parse(TEMPLATE)
    >>> problem = bargaining_problem(case)
    >>> points = frontier(problem.rows, floor=problem.floor).points
    >>> found = alternating_offers(problem, points, patience_of(case, problem.parties))
    >>> [agreed.first for agreed in found]
    ['south', 'north']
    """
    away = np.array([float(r) for r in problem.reservation])
    gains = (points - away) / problem.span
    found = []
    for turn, party in enumerate(problem.parties):
        place, _ = by_backward_induction(gains, patience.middle, first=turn)
        lottery, between = _with_lotteries(problem, hull, patience, turn)
        found.append(Agreed(party, place, tuple(gains[place].tolist()), lottery, between))
    return tuple(found)


def _with_lotteries(
    problem: BargainingProblem, hull: Chain | None, patience: Patience, first: int
) -> tuple[Lottery | None, tuple[tuple[float, float], ...]]:
    if hull is None:
        return None, ()
    gains = on_scale(hull, problem.reservation, problem.span.tolist())
    if reach(gains) is None:
        return None, ()
    best = _agreed(gains, patience.middle, first)
    ends = [(patience.low[p], patience.high[p]) for p in (0, 1)]
    corners = [_agreed(gains, (one, other), first) for one in ends[0] for other in ends[1]]
    between = tuple((min(c[p] for c in corners), max(c[p] for c in corners)) for p in (0, 1))
    return lottery_at(hull, gains, best[0]), between


def _agreed(gains: NDArray[np.float64], delta: Numbers, first: int) -> Numbers:
    """Return the gains agreed when party `first` proposes first; the other way round by mirroring."""
    side = gains if first == 0 else gains[::-1, ::-1]
    most = reach(side)
    one, other = delta[first], delta[1 - first]
    own, rest = on_frontier(height(side), most or 0.0, (one, other))
    return (own, rest) if first == 0 else (rest, own)
