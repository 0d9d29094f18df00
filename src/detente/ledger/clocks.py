"""Days, durations and zones: when a thing counts as having happened, and how long is long enough.

A day ``d`` in the case's time zone is the half-open span from its 00:00 to the next. ``N days``
after ``d`` is day ``d + N``; months and years are rounded down (31 January + 1 month = 28 or 29
February), as law does and as Catala's date arithmetic names it.
"""

import datetime as dt
import math
from zoneinfo import ZoneInfo

from detente.case import Calendar
from detente.conditions.tree import Duration
from detente.entries import When

__all__ = ["add", "date_in_words", "days_of", "duration_in_words", "order_in_time"]

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NO_CALENDAR = Calendar(id="", weekend=frozenset({5, 6}), holidays=frozenset())


def date_in_words(day: dt.date) -> str:
    """Say a date as people write it, never as figures alone.

    Examples
    --------
    >>> date_in_words(dt.date(2019, 10, 5))
    '5 Oct 2019'
    """
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def duration_in_words(duration: Duration) -> str:
    """Say a duration: ``60 days``, ``1 month``.

    Examples
    --------
    >>> duration_in_words(Duration(1, "months"))
    '1 month'
    """
    unit = duration.unit.removesuffix("s") if duration.count == 1 else duration.unit
    return f"{duration.count} {unit}"


def days_of(when: When, zone: ZoneInfo) -> tuple[dt.date, dt.date]:
    """Return the first and last day on which `when` can lie, in the case's time zone.

    Examples
    --------
    >>> days_of(When.parse("2019-10-05T20:00:00Z"), ZoneInfo("Asia/Seoul"))[0].isoformat()
    '2019-10-06'
    """
    if when.instant is None:
        return when.first, when.last
    try:
        day = when.instant.astimezone(zone).date()
    except OverflowError:  # the first or last day of the calendar
        day = when.first
    return day, day


def order_in_time(when: When, zone: ZoneInfo) -> tuple[int, float, int]:
    """Return a key that sorts by effect: an instant at its time, a day in its last instant.

    Of two with the same end, the one that began earlier comes first.

    Examples
    --------
    >>> zone = ZoneInfo("UTC")
    >>> noon, day = When.parse("2019-10-05T12:00:00Z"), When.parse("2019-10-05")
    >>> order_in_time(noon, zone) < order_in_time(day, zone)
    True
    """
    first, last = days_of(when, zone)
    within = math.inf if when.instant is None else when.instant.timestamp()
    return last.toordinal(), within, first.toordinal()


def add(day: dt.date, duration: Duration, calendar: Calendar | None = None) -> dt.date | None:
    """Return the day on which `duration` from the end of `day` has passed; None if out of range.

    Hours are rounded up to whole days. Business days are those of `calendar`; without one, Monday
    to Friday.

    Examples
    --------
    >>> add(dt.date(2007, 2, 13), Duration(60, "days")).isoformat()
    '2007-04-14'
    >>> add(dt.date(2019, 1, 31), Duration(1, "months")).isoformat()
    '2019-02-28'
    >>> add(dt.date(2019, 10, 4), Duration(1, "business days")).isoformat()
    '2019-10-07'
    """
    try:
        return _add(day, duration, calendar or _NO_CALENDAR)
    except (OverflowError, ValueError):  # past the year 9999
        return None


def _add(day: dt.date, duration: Duration, calendar: Calendar) -> dt.date:
    count, unit = duration.count, duration.unit.removesuffix("s")
    if unit == "business day":
        return _business_days(day, count, calendar)
    if unit in ("month", "year"):
        return _months(day, count * (12 if unit == "year" else 1))
    if unit == "hour":
        return day + dt.timedelta(days=math.ceil(count / 24))
    return day + dt.timedelta(days=count * (7 if unit == "week" else 1))


def _months(day: dt.date, count: int) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    last = (dt.date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1) - dt.timedelta(days=1)).day
    return dt.date(year, month + 1, min(day.day, last))


def _business_days(day: dt.date, count: int, calendar: Calendar) -> dt.date:
    if len(calendar.weekend) >= 7:
        raise OverflowError("no day is a business day")
    while count > 0:
        day += dt.timedelta(days=1)
        if day.weekday() not in calendar.weekend and day not in calendar.holidays:
            count -= 1
    return day
