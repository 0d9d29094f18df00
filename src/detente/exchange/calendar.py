"""What comes due as a calendar file (iCalendar, RFC 5545): one all-day event per last day to act.

The same case on the same day gives the same bytes. An event keeps its identifier when its date moves,
so a calendar that takes in a later file moves the event instead of showing it twice.
"""

import datetime as dt
import json
import re
import uuid
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from detente.case import Case
from detente.ledger import Coming, Status
from detente.ledger.clause_reasons import one_line
from detente.ledger.clocks import date_in_words

if TYPE_CHECKING:
    import icalendar

__all__ = ["Occasion", "calendar", "occasions"]

# Characters that no text in a calendar may hold, and those that turn the direction of text.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "detente:calendar")
DAY = dt.timedelta(days=1)
TITLES = {
    "deadline": "Last day: {}",
    "grace": "Grace ends: {}",
    "notice": "Last day before it takes effect: {}",
    "verification": "Last day to verify: {}",
    "change": "Changes by itself: {}",
}
"""Kind of occasion -> what its event is called."""


class Occasion(Struct, frozen=True, kw_only=True):
    """One day of the outlook that somebody should have in the calendar.

    Attributes
    ----------
    kind : str
        ``deadline`` (of a must), ``grace`` (its end), ``notice`` (the day before it takes effect),
        ``verification`` (end of the window to verify), ``change`` (any other change by itself).
    day : datetime.date
        The last day on which an act can prevent it; of a ``change`` the day on which it comes.
    number : int
        Which one of its kind it is for its clause, from 0.
    """

    kind: str
    day: dt.date
    number: int
    coming: Coming

    def uid(self, case: str) -> str:
        """Return the identifier of its event, the same in every file of that case."""
        what = json.dumps([case, self.coming.clause, self.kind, self.number])
        return str(uuid.uuid5(_NAMESPACE, what))


def occasions(coming: Iterable[Coming]) -> tuple[Occasion, ...]:
    """Return what the outlook holds for a calendar, in its order.

    Examples
    --------
    >>> late = Coming(clause="relief", last=dt.date(2019, 12, 4), before=("live",), after=("overdue",))
    >>> [(one.kind, one.day.isoformat()) for one in occasions([late])]
    [('deadline', '2019-12-04')]
    """
    found: list[Occasion] = []
    for one in coming:
        kind = _kind(one)
        number = sum((o.kind, o.coming.clause) == (kind, one.clause) for o in found)
        day = one.last + DAY if kind == "change" else one.last
        found.append(Occasion(kind=kind, day=day, number=number, coming=one))
    return tuple(found)


def _kind(one: Coming) -> str:
    new, gone = set(one.after) - set(one.before), set(one.before) - set(one.after)
    if "exercised" in new:
        return "notice"
    if "unverified" in new:
        return "verification"
    if "overdue" in new or ("breached" in new and "overdue" not in gone):
        return "deadline"
    return "grace" if "breached" in new else "change"


def calendar(
    case: Case,
    board: Status,
    coming: Iterable[Coming],
    *,
    version: str,
    alarm: dt.timedelta | None = None,
) -> bytes:
    """Return a calendar file of what comes due (RFC 5545).

    Parameters
    ----------
    board : Status
        How the clauses stand on the day from which `coming` looks ahead.
    coming : iterable of Coming
        The outlook; empty gives a calendar without events.
    version : str
        The version of the case.
    alarm : datetime.timedelta or None
        How long before the beginning of its day each event reminds of itself; None: it does not.

    Examples
    --------
    >>> from detente.ledger import status
    >>> talks = Case(id="talks")
    >>> print(calendar(talks, status(talks, [], dt.date(2019, 10, 5)), [], version="0a1b2c3").decode()[:15])
    BEGIN:VCALENDAR
    """
    import icalendar

    file = icalendar.Calendar()
    file.add("version", "2.0")
    file.add("prodid", "-//detente//what comes due//EN")
    file.add("x-wr-calname", _text(f"{case.name or case.id}: what comes due"))
    file.add("x-wr-caldesc", _text(_provenance(case, board, version)))
    for one in occasions(coming):
        file.add_component(_event(case, board, one, version, alarm))
    return bytes(file.to_ical(sorted=False))


def _event(
    case: Case, board: Status, one: Occasion, version: str, alarm: dt.timedelta | None
) -> "icalendar.Event":
    import icalendar

    clause = case.clauses[one.coming.clause]
    parties = [case.parties[p].name if p in case.parties else p for p in clause.party]
    title = TITLES[one.kind].format(one_line(clause.name or clause.id))
    summary = f"{title} ({', '.join(parties)})" if parties else title
    event = icalendar.Event()
    event.add("uid", one.uid(case.id))
    # As of the question's day, not of the clock: the same question gives the same file.
    event.add("dtstamp", dt.datetime.combine(board.as_of, dt.time(), dt.UTC))
    event.add("dtstart", one.day)
    if one.day < dt.date.max:
        event.add("dtend", one.day + DAY)
    event.add("summary", _text(summary))
    event.add("description", _text("\n".join(_description(case, board, one, version))))
    event.add("categories", [one.kind])
    event.add("transp", "TRANSPARENT")
    for name, value in (("case", case.id), ("version", version), ("clause", clause.id)):
        event.add(f"x-detente-{name}", _text(value))
    if alarm is not None:
        event.add_component(_reminder(summary, alarm))
    return event


def _reminder(summary: str, before: dt.timedelta) -> "icalendar.Alarm":
    import icalendar

    reminder = icalendar.Alarm()
    reminder.add("action", "DISPLAY")
    reminder.add("trigger", -before)
    reminder.add("description", _text(summary))
    return reminder


def _description(case: Case, board: Status, one: Occasion, version: str) -> Iterator[str]:
    clause, coming = case.clauses[one.coming.clause], one.coming
    shown = board.clauses[clause.id]
    yield f"{clause.kind}: {shown.text}"
    if shown.trigger:
        yield f"when: {shown.trigger}"
    yield _if_nobody_acts(coming)
    if not shown.known:
        yield f"As of {date_in_words(board.as_of)} {shown.why}."
    if shown.because:
        yield f"Because of: {', '.join(shown.because)}"
    yield _provenance(case, board, version)


def _if_nobody_acts(coming: Coming) -> str:
    then = [coming.what, *coming.then]
    day = coming.last + DAY if coming.last < dt.date.max else coming.last
    return f"If nobody acts, from {date_in_words(day)}: {'; '.join(then)}."


def _provenance(case: Case, board: Status, version: str) -> str:
    known = f", as known on {date_in_words(board.known)}" if board.known else ""
    reading = f", as read by {board.reading}" if board.reading else ""
    day = date_in_words(board.as_of)
    return f"Case {case.id}, version {version}, as of {day}{known}{reading}."


def _text(words: str) -> "icalendar.vText":
    """Return words as text that is escaped wherever it stands, also under a name of our own."""
    import icalendar

    return icalendar.vText(_UNSEEN.sub("\ufffd", words.replace("\r\n", "\n").replace("\r", "\n")))
