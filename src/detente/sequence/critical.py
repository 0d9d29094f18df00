"""How far a schedule could bear worse: less patience, poorer detection, slower snapback.

Slack falls as detection falls and as lags grow, so both are found by halving. In patience it need not
be monotone: a grid is looked at and every change of the verdict is halved, which gives intervals.
"""

from collections.abc import Callable, Sequence

import numpy as np
from msgspec import Struct

from detente.sequence.incentives import Prepared
from detente.sequence.setting import Floats

__all__ = ["Critical", "critical"]

GRID = 33
HALVINGS = 24
MOST_PERIODS = 240

Span = tuple[float, float]


class Critical(Struct, frozen=True, kw_only=True):
    """Critical values of a schedule, each with all else as it is.

    Attributes
    ----------
    patience : tuple of tuple of (low, high)
        Per party the discount factors at which the schedule holds: intervals, perhaps none.
    patience_common : tuple of (low, high)
        The same for one discount factor for all.
    detect : (L,) tuple of float or None
        Per lever the smallest chance per period of finding a breach; None: it does not hold at 1.
    detect_common : float or None
        One chance for all levers.
    lag : (L,) tuple of int or None
        Per lever the slowest snapback in periods; None: it does not hold even at once. `MOST_PERIODS`:
        that many and more.
    lag_common : int or None
        One lag for all levers.
    """

    patience: tuple[tuple[Span, ...], ...]
    patience_common: tuple[Span, ...]
    detect: tuple[float | None, ...]
    detect_common: float | None
    lag: tuple[int | None, ...]
    lag_common: int | None


def critical(ready: Prepared, gates: Sequence[bool]) -> Critical:
    """Return how much worse patience, detection and snapback may be for a schedule to hold.

    Parameters
    ----------
    ready : Prepared
        The schedule.
    gates : sequence of bool
        Per step whether the others wait until it is certified.

    Examples
    --------
    >>> from detente.sequence.incentives import prepare
    >>> from detente.sequence.setting import reversible, setting_of
    >>> u = np.array([[1.0, 0.0, 5.0, 3.0], [1.0, 5.0, 0.0, 3.0]])
    >>> s = setting_of([reversible(0, 2), reversible(1, 2)], u, 0.8)
    >>> found = critical(prepare(s, (0, 3)), [True])
    >>> round(found.patience_common[0][0], 6), found.lag_common, round(found.detect_common, 6)
    (0.5, 2, 0.25)
    """
    setting = ready.setting
    parties, levers = len(setting.parties), len(setting.levers)
    back, as_it_is = ready.taken_back, ready.check(gates).holds

    def patient(party: int | None) -> Callable[[float], bool]:
        return lambda d: ready.check(gates, patience=_put(setting.patience, party, d)).holds

    def seen(lever: int | None) -> Callable[[float], bool]:
        return lambda q: ready.check(gates, detect=_put(setting.detect, lever, q)).holds

    def slow(chosen: Sequence[int]) -> Callable[[int], bool]:
        if chosen_back := back.intersection(chosen):
            return lambda n: ready.with_lags(setting.with_lag([*chosen_back], n)).check(gates).holds
        return lambda _: as_it_is

    return Critical(
        patience=tuple(_intervals(patient(p)) for p in range(parties)),
        patience_common=_intervals(patient(None)),
        detect=tuple(_least(seen(k)) for k in range(levers)),
        detect_common=_least(seen(None)),
        lag=tuple(_slowest(slow([k])) for k in range(levers)),
        lag_common=_slowest(slow(range(levers))),
    )


def _put(values: Floats, place: int | None, value: float) -> Floats:
    out = values.copy()
    if place is None:
        out[:] = value
    else:
        out[place] = value
    return out


def _halved(holds: Callable[[float], bool], bad: float, good: float) -> float:
    """Return the end of the good values between one that fails and one that holds."""
    for _ in range(HALVINGS):
        middle = (bad + good) / 2
        if holds(middle):
            good = middle
        else:
            bad = middle
    return good


def _intervals(holds: Callable[[float], bool]) -> tuple[Span, ...]:
    """Return the intervals of discount factors at which the schedule holds."""
    points = 1 - np.geomspace(1, 0.001, GRID)  # denser near 1
    verdicts = [holds(float(point)) for point in points]
    out: list[Span] = []
    begun: float | None = 0.0 if verdicts[0] else None
    for k in range(1, len(points)):
        low, high = float(points[k - 1]), float(points[k])
        if verdicts[k] and begun is None:
            begun = _halved(holds, low, high)
        elif not verdicts[k] and begun is not None:
            out.append((begun, _halved(holds, high, low)))
            begun = None
    if begun is not None:
        out.append((begun, 1.0))
    return tuple(out)


def _least(holds: Callable[[float], bool]) -> float | None:
    if holds(0.0):
        return 0.0
    return _halved(holds, 0.0, 1.0) if holds(1.0) else None


def _slowest(holds: Callable[[int], bool]) -> int | None:
    if holds(MOST_PERIODS):
        return MOST_PERIODS
    if not holds(0):
        return None
    good, bad = 0, MOST_PERIODS
    while bad - good > 1:
        middle = (good + bad) // 2
        if holds(middle):
            good = middle
        else:
            bad = middle
    return good
