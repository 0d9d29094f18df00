"""Weights that stand in for what is not written, or not exactly: one set inside all that agree with it."""

from collections.abc import Sequence
from fractions import Fraction

from detente.errors import CannotComputeError
from detente.model.order import centroid_weights
from detente.model.weight_set import Limits, weight_set

__all__ = ["leading_step", "stand_in"]

Bound = tuple[Fraction, Fraction] | None
"""The least and the greatest weight of a statement; None where it is missing."""


def stand_in(bounds: Sequence[Bound]) -> list[Fraction]:
    """Return one weight per statement, inside the set of all that agree with the bounds.

    With none given they are the rank-order-centroid weights, which add up to 1. Otherwise bounds are
    narrowed first to what the written order leaves of them; then

    * a given weight is the middle of its bounds;
    * a run of missing ones lies evenly between its given neighbours, 0 below the last;
    * missing ones before the first given one go up from it in equal steps, of its own size, or, where
      it is not above 0, of :func:`leading_step`.

    Where that makes two neighbours equal that need not be, those that bind one another go down evenly
    through their bounds instead. Where no weights agree with the bounds, they are taken as written.

    Examples
    --------
    >>> tenth = Fraction(1, 10)
    >>> [str(weight) for weight in stand_in([(tenth, 3 * tenth), None])]
    ['1/5', '1/10']

    The first is at least the third, whatever its own interval says.

    >>> def between(low, high):
    ...     return Fraction(low), Fraction(high)
    >>> [str(weight) for weight in stand_in([between(0, 10), None, between(6, 8)])]
    ['8', '15/2', '7']
    >>> [str(weight) for weight in stand_in([between(0, 4), None, between(0, 4)])]
    ['3', '2', '1']
    """
    if all(bound is None for bound in bounds):
        return centroid_weights(len(bounds))
    try:
        agreeing = weight_set(bounds)
    except CannotComputeError:
        return _spread([bound and (bound[0] + bound[1]) / 2 for bound in bounds], Fraction(1))
    limits = agreeing.limits
    middles = [
        None if bound is None or high is None else (low + high) / 2
        for bound, (low, high) in zip(bounds, limits, strict=True)
    ]
    found = _spread(middles, leading_step(limits))
    for first, run in agreeing.chains:
        places = range(max(first, agreeing.leading), first + len(run))
        if not _strictly_inside(found, limits, places):
            found = _evenly_down(found, limits, places)
    return _spread(
        [None if n < agreeing.leading else weight for n, weight in enumerate(found)],
        leading_step(limits),
    )


def leading_step(limits: Limits) -> Fraction:
    """Return the step between missing weights before a first given one that is not above 0.

    The largest of the given weights, whatever its sign, by the middles of their bounds; else the
    largest of the bounds; 1 where all are 0.

    Examples
    --------
    >>> one, two = Fraction(1), Fraction(2)
    >>> leading_step([(Fraction(0), None), (-two, -one)])
    Fraction(3, 2)
    """
    given = [(low, high) for low, high in limits if high is not None]
    middle = max((abs(low + high) / 2 for low, high in given), default=Fraction(0))
    return middle or max((high for _, high in given), default=Fraction(0)) or Fraction(1)


def _spread(given: Sequence[Fraction | None], step: Fraction) -> list[Fraction]:
    """Return the weights, those that are missing evenly between their given neighbours."""
    return [
        _between(given, place, step) if weight is None else weight
        for place, weight in enumerate(given)
    ]


def _between(given: Sequence[Fraction | None], place: int, step: Fraction) -> Fraction:
    after = next((i for i in range(place, len(given)) if given[i] is not None), len(given))
    before = next((i for i in range(place, -1, -1) if given[i] is not None), -1)
    low = max((given[after] if after < len(given) else None) or Fraction(0), Fraction(0))
    above = given[before] if before >= 0 else None
    if above is None:
        return low + (after - place) * (low or step)
    high = max(above, low)
    return high + (low - high) * Fraction(place - before, after - before)


def _strictly_inside(weights: Sequence[Fraction], limits: Limits, places: Sequence[int]) -> bool:
    """Return whether weights that bind one another are apart, and off their limits, where they can be."""
    free = [limits[place][0] != limits[place][1] for place in places]
    off = all(
        not loose or low < weights[place] < (weights[place] + 1 if high is None else high)
        for place, loose in zip(places, free, strict=True)
        for low, high in (limits[place],)
    )
    apart = all(
        weights[place] > weights[place + 1] or not (free[n] or free[n + 1])
        for n, place in enumerate(places[:-1])
    )
    return off and apart


def _evenly_down(
    weights: Sequence[Fraction], limits: Limits, places: Sequence[int]
) -> list[Fraction]:
    """Return weights of which the n-th of m lies n / (m + 1) of the way down between its limits.

    Limits fall from one place to the next, so that neighbours are apart wherever they can be.
    """
    out = list(weights)
    for n, place in enumerate(places, start=1):
        low, high = limits[place]
        if high is not None:
            out[place] = high + (low - high) * Fraction(n, len(places) + 1)
    return out
