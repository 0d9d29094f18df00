"""From what a case says of time to numbers per period: detection, patience, snapback lag.

Attribute sampling: of N items r are falsified and n are looked at; at least one false item is seen
with 1 - C(N-r, n) / C(N, n) (Avenhaus and Canty, 1996).
"""

import math

from detente.case import Detection, InspectionPlan, Rate
from detente.conditions.tree import Duration

__all__ = ["detection_per_period", "patience_per_period", "periods", "sampling"]

DAYS = {
    "hours": 1 / 24,
    "days": 1.0,
    "business days": 7 / 5,
    "weeks": 7.0,
    "months": 365.25 / 12,
    "years": 365.25,
}


def sampling(items: int, falsified: int, sampled: int) -> float:
    """Return the chance that a sample shows at least one falsified item.

    Examples
    --------
    >>> round(sampling(20, 2, 5), 6)
    0.447368
    """
    return 1 - math.comb(items - falsified, sampled) / math.comb(items, sampled)


def _in_periods(duration: Duration, period: Duration) -> float:
    return duration.count * DAYS[duration.unit] / (period.count * DAYS[period.unit])


def periods(duration: Duration, period: Duration) -> int:
    """Return how many whole periods a time takes, rounded up.

    Examples
    --------
    >>> periods(Duration(65, "days"), Duration(1, "months"))
    3
    """
    return math.ceil(_in_periods(duration, period) - 1e-9)


def detection_per_period(detection: Detection | None, period: Duration) -> tuple[float, float]:
    """Return the lowest and highest chance per period that a breach is seen; None: seen at once.

    Examples
    --------
    >>> from detente.case import Interval
    >>> twice = Rate(Interval(0.5, 0.5), Duration(1, "months"))
    >>> detection_per_period(twice, Duration(2, "months"))
    (0.75, 0.75)
    """
    if detection is None:
        return 1.0, 1.0
    if isinstance(detection, InspectionPlan):
        chance = sampling(detection.items, detection.falsified, detection.sampled)
        low = high = chance
    else:
        low, high = detection.value.low, detection.value.high
    times = _in_periods(period, detection.per)
    return 1 - (1 - low) ** times, 1 - (1 - high) ** times


def patience_per_period(patience: Rate, period: Duration) -> tuple[float, float]:
    """Return the lowest and highest discount factor per period.

    Examples
    --------
    >>> from detente.case import Interval
    >>> rate = Rate(Interval(0.81, 0.9), Duration(2, "months"))
    >>> low, high = patience_per_period(rate, Duration(1, "months"))
    >>> round(low, 3), round(high, 3)
    (0.9, 0.949)
    """
    times = _in_periods(period, patience.per)
    return patience.value.low**times, patience.value.high**times
