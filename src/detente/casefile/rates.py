"""Rates, intervals and calendars as they are written."""

import re

from detente.case import Calendar, Detection, InspectionPlan, Interval, Rate
from detente.casefile.desk import Desk, present
from detente.casefile.written import Inspections, WorkingDays
from detente.conditions.tree import Duration
from detente.conditions.words import UNITS
from detente.errors import Path

__all__ = ["read_calendar", "read_detection", "read_interval", "read_rate"]

_UNIT = "|".join(unit.removesuffix("s") for unit in UNITS)
_PER = re.compile(rf"(?:([0-9]{{1,6}})\s+)?({_UNIT})s?", re.ASCII)
_RATE = re.compile(r"\s*([0-9]{1,12}(?:\.[0-9]{1,12})?)\s+per\s+(.*?)\s*", re.ASCII | re.DOTALL)
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def read_rate(written: str | tuple[str, str], path: Path, desk: Desk) -> Rate | None:
    """Read ``0.9 per month``, or an interval of two rates per the same time; None if it is wrong.

    Examples
    --------
    >>> read_rate("0.9 per 2 weeks", (), Desk("case.yaml", {}))
    Rate(value=Interval(low=0.9, high=0.9), per=Duration(count=2, unit='weeks'))
    """
    texts = (written,) if isinstance(written, str) else written
    places = [path] if isinstance(written, str) else [(*path, 0), (*path, 1)]
    read = [_one_rate(text, place, desk) for text, place in zip(texts, places, strict=True)]
    ends = [end for end in read if end is not None]
    if len(ends) < len(texts):
        return None
    (low, per), (high, other) = ends[0], ends[-1]
    if per != other:
        desk.error(path, "D104", "both ends of an interval are per the same time")
        return None
    interval = _ordered(low, high, path, desk)
    return None if interval is None else Rate(interval, per)


def _one_rate(text: str, path: Path, desk: Desk) -> tuple[float, Duration] | None:
    found = _RATE.fullmatch(text)
    per = read_per(found[2]) if found else None
    if found is None or per is None:
        shown = text if len(text) <= 40 else text[:37] + "..."
        message = f"expected a rate such as 0.9 per month, got '{shown}'"
        desk.error(path, "D104", message, "a number from 0 to 1, per day, week, month or year")
        return None
    value = float(found[1])
    if value > 1:
        desk.error(path, "D104", f"expected a number from 0 to 1, got '{found[1]}'")
        return None
    return value, per


def read_per(text: str) -> Duration | None:
    """Read what stands after ``per``: ``month``, ``2 weeks``; None if it is no such thing.

    Examples
    --------
    >>> read_per("month")
    Duration(count=1, unit='months')
    """
    found = _PER.fullmatch(text)
    if found is None or found[1] == "0" * len(found[1] or "1"):
        return None
    return Duration(int(found[1] or 1), found[2] + "s")


def read_interval(
    written: float | tuple[float, float] | None, path: Path, desk: Desk
) -> Interval | None:
    """Read a number, or an interval ``[low, high]``; None if it is absent or wrong.

    Examples
    --------
    >>> read_interval((0.1, 0.3), (), Desk("case.yaml", {}))
    Interval(low=0.1, high=0.3)
    """
    if written is None:
        return None
    low, high = written if isinstance(written, tuple) else (written, written)
    return _ordered(low, high, path, desk)


def _ordered(low: float, high: float, path: Path, desk: Desk) -> Interval | None:
    if low <= high:
        return Interval(low, high)
    desk.error(path, "D104", "an interval begins with its lower end", f"write [{high:g}, {low:g}]")
    return None


def read_detection(
    written: str | tuple[str, str] | Inspections | None, path: Path, desk: Desk
) -> Detection | None:
    """Read ``detect``: a rate, an interval of rates, or an inspection plan.

    Examples
    --------
    >>> plan = Inspections(items=20, falsified=2, sampled=5, per="month")
    >>> read_detection(plan, (), Desk("case.yaml", {})).per
    Duration(count=1, unit='months')
    """
    if written is None:
        return None
    if not isinstance(written, Inspections):
        return read_rate(written, path, desk)
    per = read_per(written.per)
    if per is None:
        message = f"expected a unit of time such as month, got '{written.per[:40]}'"
        desk.error((*path, "per"), "D104", message)
    sizes = {"falsified": written.falsified, "sampled": written.sampled}
    if written.items < 1:
        desk.error((*path, "items"), "D104", f"expected 1 or more, got '{written.items}'")
    for key, size in sizes.items():
        if not 0 <= size <= written.items:
            message = f"expected a number from 0 to the number of items, got '{size}'"
            desk.error((*path, key), "D104", message)
    if per is None or desk.faulty(*path):
        return None
    return InspectionPlan(
        items=written.items, falsified=written.falsified, sampled=written.sampled, per=per
    )


def read_calendar(name: str, written: WorkingDays, path: Path, desk: Desk) -> Calendar:
    """Read a calendar of business days.

    Examples
    --------
    >>> read_calendar("us", WorkingDays(), (), Desk("case.yaml", {})).weekend
    frozenset({5, 6})
    """
    weekend = frozenset(
        _DAYS.index(day)
        for i, day in present(written.weekend)
        if _is_day(day, (*path, "weekend", i), desk)
    )
    if len(weekend) == len(_DAYS):
        desk.error((*path, "weekend"), "D104", "a week needs a business day")
    holidays = frozenset(day for _, day in present(written.holidays))
    return Calendar(id=name, weekend=weekend, holidays=holidays)


def _is_day(day: str, path: Path, desk: Desk) -> bool:
    if day not in _DAYS:
        desk.unknown(f"unknown day '{day[:40]}'", day, _DAYS, "days of the week", path)
    return day in _DAYS
