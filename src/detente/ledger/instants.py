"""Instants: whole microseconds since 1970 UTC, and the days of the case's time zone among them.

A day ``d`` is the half-open span from its 00:00 to the next. *N days of E*: the day of E is not
counted, the period ends at 24:00 of day(E) + N, so the deadline is the instant 00:00 of
day(E) + N + 1 and what happens before it is in time. What is dated by a day takes effect in that
day's last instant, after the deadlines that fell at its start.
"""

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache
from zoneinfo import ZoneInfo

from msgspec import Struct, field

from detente.case import Calendar, Case
from detente.conditions.tree import Duration
from detente.ledger.clocks import add

__all__ = ["FOREVER", "Clock", "Instant", "clock_of"]

Instant = int
FOREVER: Instant = 2**62
"""Later than any deadline: what never falls due."""
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)
_HOUR = 3_600_000_000


@lru_cache(maxsize=65536)
def _start(day: dt.date, zone: ZoneInfo) -> Instant:
    midnight = dt.datetime.combine(day, dt.time.min, tzinfo=zone)
    return (midnight - _EPOCH) // _MICROSECOND


@lru_cache(maxsize=65536)
def _day(instant: Instant, zone: ZoneInfo) -> dt.date:
    return (_EPOCH + instant * _MICROSECOND).astimezone(zone).date()


class Clock(Struct, frozen=True):
    """The time zone and the calendars by which a case counts.

    Examples
    --------
    >>> utc = Clock(ZoneInfo("UTC"))
    >>> deadline = utc.deadline(utc.end(dt.date(2007, 2, 13)), Duration(60, "days"))
    >>> utc.day(deadline).isoformat()  # the first day that is too late: due on 14 April
    '2007-04-15'
    """

    zone: ZoneInfo
    calendars: Mapping[str, Calendar] = field(default_factory=dict)
    calendar: str = ""

    def start(self, day: dt.date) -> Instant:
        """Return 00:00 of `day`."""
        return _start(day, self.zone)

    def end(self, day: dt.date) -> Instant:
        """Return the last instant of `day`."""
        if day == dt.date.max:
            return FOREVER - 1
        return _start(day + dt.timedelta(days=1), self.zone) - 1

    def day(self, instant: Instant) -> dt.date:
        """Return the day in which `instant` lies."""
        return _day(instant, self.zone)

    def of(self, moment: dt.datetime) -> Instant:
        """Return a point in time as an instant."""
        return (moment - _EPOCH) // _MICROSECOND

    def deadline(self, instant: Instant, duration: Duration, calendar: str = "") -> Instant:
        """Return the first instant that is too late for what is due within `duration` of `instant`."""
        if duration.unit.startswith("hour"):
            return instant + duration.count * _HOUR
        last = self._add(self.day(instant), duration, calendar)
        return FOREVER if last is None else self.end(last) + 1

    def passed(self, instant: Instant, duration: Duration, calendar: str = "") -> Instant:
        """Return the first instant at which `duration` has passed since `instant`."""
        if duration.unit.startswith("hour"):
            return instant + duration.count * _HOUR
        day = self._add(self.day(instant), duration, calendar)
        return FOREVER if day is None else max(self.start(day), instant)

    def window(self, instant: Instant, duration: Duration) -> Instant:
        """Return the first moment to look at in the last `duration`: the end of its first day.

        A window of N days is the day of `instant` and the N - 1 days before it.
        """
        if duration.unit.startswith("hour"):
            return instant - duration.count * _HOUR
        return min(self.end(self._first(self.day(instant), duration)), instant)

    def leaves(self, instant: Instant, duration: Duration) -> tuple[Instant, ...]:
        """Return the instants at which a change at `instant` may become the first in a window."""
        if duration.unit.startswith("hour"):
            return (instant + duration.count * _HOUR,)
        low, high = _lengths(duration)
        day = self.day(instant)
        try:
            days = [day + dt.timedelta(days=n) for n in range(max(low - 1, 0), max(high, 1))]
        except OverflowError:
            return ()
        return tuple(self.start(day) for day in days)

    def _add(self, day: dt.date, duration: Duration, calendar: str) -> dt.date | None:
        return add(day, duration, self.calendars.get(calendar or self.calendar))

    def _first(self, day: dt.date, duration: Duration) -> dt.date:
        """Return the first day of the window of `duration` that ends with `day`."""
        unit = duration.unit.removesuffix("s")
        try:
            if unit == "business day":
                return self._business_first(day, duration.count)
            if unit in ("month", "year"):
                back = add(day, Duration(-duration.count, duration.unit))
                return dt.date.min if back is None else back + dt.timedelta(days=1)
            days = duration.count * (7 if unit == "week" else 1)
            return day - dt.timedelta(days=max(days - 1, 0))
        except OverflowError:
            return dt.date.min

    def _business_first(self, day: dt.date, count: int) -> dt.date:
        calendar = self.calendars.get(self.calendar)
        weekend = calendar.weekend if calendar else frozenset({5, 6})
        holidays = calendar.holidays if calendar else frozenset()
        left = count
        while left > 0:
            left -= day.weekday() not in weekend and day not in holidays
            if left > 0:
                day -= dt.timedelta(days=1)
        return day


def _lengths(duration: Duration) -> tuple[int, int]:
    """Return the least and the greatest number of days that a window can hold."""
    count, unit = duration.count, duration.unit.removesuffix("s")
    if unit == "month":
        return count * 28, count * 31
    if unit == "year":
        return count * 365, count * 366
    if unit == "business day":
        return count, 2 * count + 21
    days = count * (7 if unit == "week" else 1)
    return days, days


def clock_of(case: Case) -> Clock:
    """Return the clock of `case`."""
    return Clock(ZoneInfo(case.timezone), case.calendars, case.calendar)
