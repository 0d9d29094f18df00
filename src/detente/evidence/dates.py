"""Dates as texts write them, resolved against the day of the document, with their precision."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import Literal

from msgspec import Struct

__all__ = ["DateFound", "dates_in"]

Precision = Literal["day", "week", "month", "year"]

_MONTHS = {
    name: number
    for number, names in enumerate(
        ["jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july",
         "aug august", "sep sept september", "oct october", "nov november", "dec december"], 1)
    for name in names.split()
}  # fmt: skip
_WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_NUMBERS = {
    word: number
    for number, word in enumerate(
        [
            "a",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
        ]
    )
}
_NUMBERS["a"] = 1
_MONTH = (
    r"(?P<month>Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?"
    r"|Aug(?:ust|\.)?|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_SOON = dt.timedelta(days=7)  # a day without a year lies at most a week after the document


class DateFound(Struct, frozen=True):
    """An expression of time: where it stands, the ISO date it means, and how exact that is."""

    start: int
    end: int
    iso: str
    precision: Precision


Meaning = tuple[str, Precision] | None


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _month_number(found: re.Match[str]) -> int:
    return _MONTHS[found["month"].lower().rstrip(".")]


def _calendar_day(found: re.Match[str], today: dt.date | None) -> Meaning:
    month, number = _month_number(found), int(found["day"])
    if found["year"]:
        day = _day(int(found["year"]), month, number)
    elif today is None:
        return None
    else:
        day = _day(today.year, month, number)
        if day and day > today + _SOON:
            day = _day(today.year - 1, month, number)
    return (day.isoformat(), "day") if day else None


def _calendar_month(found: re.Match[str], today: dt.date | None) -> Meaning:
    month = _month_number(found)
    if found["year"]:
        return f"{found['year']}-{month:02d}", "month"
    if today is None:
        return None
    return f"{today.year - (month > today.month)}-{month:02d}", "month"


def _iso_day(found: re.Match[str], today: dt.date | None) -> Meaning:
    del today
    day = _day(int(found["year"]), int(found["number"]), int(found["day"]))
    return (day.isoformat(), "day") if day else None


def _whole_year(found: re.Match[str], today: dt.date | None) -> Meaning:
    del today
    return found["year"], "year"


def _shifted(today: dt.date, unit: str, by: int) -> Meaning:
    if unit == "year":
        return str(today.year + by), "year"
    if unit == "month":
        months = today.year * 12 + today.month - 1 + by
        return f"{months // 12}-{months % 12 + 1:02d}", "month"
    if unit == "week":
        return (today + dt.timedelta(days=7 * by)).isoformat(), "week"
    return (today + dt.timedelta(days=by)).isoformat(), "day"


def _relative(found: re.Match[str], today: dt.date | None) -> Meaning:
    if today is None:
        return None
    by = {"last": -1, "this": 0, "next": 1, "past": -1, "coming": 1}[found["which"].lower()]
    return _shifted(today, found["unit"].lower(), by)


def _named_day(found: re.Match[str], today: dt.date | None) -> Meaning:
    if today is None:
        return None
    by = {"today": 0, "right now": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}
    return _shifted(today, "day", by[found.group().lower()])


def _ago(found: re.Match[str], today: dt.date | None) -> Meaning:
    if today is None:
        return None
    count = found["count"].lower()
    number = int(count) if count.isdigit() else _NUMBERS[count]
    return _shifted(today, found["unit"].lower(), -number)


def _weekday(found: re.Match[str], today: dt.date | None) -> Meaning:
    if today is None:
        return None
    number = _WEEKDAYS.index(found["weekday"].lower())
    if (found["which"] or "").lower() == "next":
        ahead = (number - today.weekday()) % 7 or 7
        return (today + dt.timedelta(days=ahead)).isoformat(), "day"
    behind = (today.weekday() - number) % 7
    return (today - dt.timedelta(days=behind)).isoformat(), "day"


_COUNT = "|".join(_NUMBERS)
_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], dt.date | None], Meaning]], ...] = (
    (re.compile(r"\b(?P<year>(?:19|20)\d\d)-(?P<number>\d\d)-(?P<day>\d\d)\b"), _iso_day),
    (re.compile(rf"\b{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? (?P<year>(?:19|20)\d\d)\b)?"),
     _calendar_day),
    (re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {_MONTH}(?:,? (?P<year>(?:19|20)\d\d))?\b"),
     _calendar_day),
    (re.compile(rf"\b(?:(?:early|late|mid|in|since|until|till|by|of|from|during|last|before|after)[ -])"
                rf"{_MONTH}(?! ?\d{{1,2}}\b)(?:,? (?P<year>(?:19|20)\d\d))?\b"), _calendar_month),
    (re.compile(rf"\b{_MONTH},? (?P<year>(?:19|20)\d\d)\b"), _calendar_month),
    (re.compile(r"\b(?:in|since|during|until|by|of|before|after|from) (?P<year>(?:19|20)\d\d)\b"), _whole_year),
    (re.compile(r"\b(?:earlier |later )?(?P<which>last|this|next|past|coming) "
                r"(?P<unit>year|month|week)\b", re.IGNORECASE), _relative),
    (re.compile(r"\b(?:today|yesterday|tomorrow|tonight|right now)\b", re.IGNORECASE), _named_day),
    (re.compile(rf"\b(?P<count>{_COUNT}|\d{{1,3}}) (?P<unit>day|week|month|year)s? ago\b",
                re.IGNORECASE), _ago),
    (re.compile(r"\b(?:(?P<which>on|last|next|this) )?(?P<weekday>Monday|Tuesday|Wednesday|Thursday"
                r"|Friday|Saturday|Sunday)\b"), _weekday),
)  # fmt: skip


def dates_in(text: str, today: dt.date | None) -> list[DateFound]:
    """Find the dates in `text`, the past being likelier than the future, as in reports.

    Parameters
    ----------
    text : str
        With plain spaces and dashes.
    today : datetime.date or None
        The day of the document. Without it an expression such as "Friday" stays unresolved.

    Examples
    --------
    >>> [(d.iso, d.precision) for d in dates_in("on Friday and last month", dt.date(2019, 10, 14))]
    [('2019-10-11', 'day'), ('2019-09', 'month')]
    >>> dates_in("It may happen on Friday.", None)
    []
    """
    found: list[DateFound] = []
    taken: set[int] = set()
    for one in _all(text, today):
        places = range(one.start, one.end)
        if taken.isdisjoint(places):
            found.append(one)
            taken.update(places)
    return sorted(found, key=lambda one: one.start)


def _all(text: str, today: dt.date | None) -> Iterator[DateFound]:
    for form, meaning in _FORMS:
        for match in form.finditer(text):
            meant = meaning(match, today)
            if meant:
                yield DateFound(match.start(), match.end(), *meant)
