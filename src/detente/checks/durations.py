"""How long a duration is in days, at least and at most: months and business days vary."""

from detente.conditions.tree import Duration

__all__ = ["least_days", "most_days"]

_LEAST = {"hours": 1 / 24, "days": 1.0, "weeks": 7.0, "months": 28.0, "years": 365.0}
_MOST = {"hours": 1 / 24, "days": 1.0, "weeks": 7.0, "months": 31.0, "years": 366.0}


def least_days(duration: Duration) -> float:
    """Return the least number of days that `duration` can take.

    Examples
    --------
    >>> least_days(Duration(2, "months"))
    56.0
    """
    return duration.count * _LEAST.get(duration.unit, 1.0)


def most_days(duration: Duration) -> float:
    """Return the greatest number of days that `duration` can take; holidays are not counted.

    Examples
    --------
    >>> most_days(Duration(5, "business days"))
    9.0
    """
    if duration.unit == "business days":
        return float(duration.count + 2 * (-(-duration.count // 5) + 1))
    return duration.count * _MOST[duration.unit]
