"""``detente export CASE --to ics``: what comes due, as a calendar file."""

import datetime as dt

from detente.cli.options import Common
from detente.cli.page import Page
from detente.cli.register import read_ahead
from detente.cli.session import begin
from detente.cli.terminal import say, write_file, write_out
from detente.errors import UsageError

__all__ = ["AHEAD", "ALARM", "export_calendar", "read_alarm"]

AHEAD, ALARM = "10y", "7d"
"""How far ahead a calendar looks, and how long before its day an event reminds."""
LONGEST = dt.timedelta(days=3650)
_UNITS = {
    "hours": dt.timedelta(hours=1),
    "days": dt.timedelta(days=1),
    "weeks": dt.timedelta(weeks=1),
}


def read_alarm(text: str) -> dt.timedelta | None:
    """Read how long before its day an event reminds: ``7d``, ``2w``, ``36 hours``, ``none``.

    Raises
    ------
    UsageError
        It is no duration in hours, days or weeks, or is longer than ten years.

    Examples
    --------
    >>> read_alarm("2w"), read_alarm("none")
    (datetime.timedelta(days=14), None)
    """
    if text.strip() == "none":
        return None
    hint = "such as 7d, 2w, '36 hours', or none"
    try:
        duration = read_ahead(text)
    except UsageError:
        raise UsageError(f"--alarm: '{text[:40]}' is no duration", hint) from None
    unit = _UNITS.get(duration.unit)
    if unit is None:
        raise UsageError(f"--alarm: an alarm is in hours, days or weeks, not {duration.unit}", hint)
    if duration.count > LONGEST // unit:
        raise UsageError(f"--alarm: '{text[:40]}' is longer than {LONGEST.days:,} days", hint)
    return duration.count * unit


def export_calendar(where: str, common: Common, *, ahead: str, alarm: str) -> None:
    """Write what comes due within the time `ahead` as a calendar; say how many events it has."""
    from detente.cli.words import count
    from detente.exchange.calendar import calendar, occasions

    time, before = read_ahead(ahead), read_alarm(alarm)
    session = begin(where, common)
    coming = session.outlook(time)
    data = calendar(
        session.case, session.status(), coming, version=session.opened.version, alarm=before
    )
    if common.out is not None:
        write_file(common.out, data)
    else:
        write_out(data.decode("utf-8"), encoding="utf-8")
    if common.quiet:
        return
    page = Page()
    if coming:
        page.line(f"{count(len(occasions(coming)), 'event')} within {ahead}.")
    else:
        page.line(f"Nothing comes due within {ahead}: the calendar is empty.")
    say(page, common)
