"""What comes due as a calendar: written by us, read again by another reader of RFC 5545."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from detente import casefile, ledger
from detente.conditions.tree import Duration
from detente.exchange.calendar import calendar, occasions
from detente.ledger import Coming

CASE = """\
detente: 1
case: due
name: Four kinds of days
parties:
  usa: {name: United States}
  dprk: {name: North Korea}
  iaea: {name: IAEA, role: verifier}
levers:
  ban: {name: Ban on coal exports, owner: usa, levels: [in_force, suspended], start: suspended}
  plant: {owner: dprk, levels: [operating, frozen]}
  stock: {owner: dprk, levels: [held, declared]}
clauses:
  - {id: talks, name: First talks, party: usa, must: event(talks), within: 60 days of signed, grace: 15 days}
  - {id: freeze, party: dprk, must: plant >= frozen, within: 90 days of signed, verified: by iaea within 30 days}
  - {id: snapback, name: Snapback, party: usa, may: ban = in_force, when: event(signed), on_notice: notice, notice: 30 days}
  - {id: count, party: dprk, keep: stock = held, when: 100 days since signed}
  - {id: annex, party: dprk, must: event(annex), by: 2020-12-31}
events:
  - {id: s, kind: event, date: 2020-01-01, name: signed}
  - {id: p, kind: act, date: 2020-01-20, lever: plant, level: frozen, by: dprk}
  - {id: n, kind: event, date: 2020-02-01, name: notice, by: usa}
  - {id: x, kind: extend, date: 2020-02-03, recorded: 2020-02-03, clause: annex, to: 2021-01-31}
"""
DAY = dt.date(2020, 2, 1)
WEEK = dt.timedelta(days=7)
HOSTILE = "a,b;c\\d\nBEGIN:VALARM\r\nEND:VEVENT\rX:1 \x00\x1b\u2028\u202e" + "é" * 200


def written(
    text: str = CASE,
    as_of: dt.date = DAY,
    *,
    known: dt.date | None = None,
    reading: str | None = None,
    alarm: dt.timedelta | None = WEEK,
    ahead: int = 400,
) -> bytes:
    case, problems = casefile.parse(text)
    assert case is not None, problems
    board = ledger.status(case, case.events, as_of, known, reading)
    coming = ledger.outlook(
        case, case.events, as_of, Duration(ahead, "days"), known=known, reading=reading
    )
    return calendar(case, board, coming, version="0a1b2c3", alarm=alarm)


def events(data: bytes) -> list[Any]:
    return list(icalendar.Calendar.from_ical(data).walk("VEVENT"))


def days(data: bytes) -> set[tuple[str, str, str]]:
    return {
        (str(e["x-detente-clause"]), e["categories"].cats[0], e["dtstart"].dt.isoformat())
        for e in events(data)
    }


def test_the_calendar_reads_as_the_one_that_was_kept(golden: Callable[[str, str], None]) -> None:
    """The whole file, with its lines ended as the standard asks."""
    data = written()
    assert data.count(b"\n") == data.count(b"\r\n")
    golden("exchange/due.ics", data.decode("utf-8").replace("\r\n", "\n"))


def test_each_kind_of_day_has_an_event() -> None:
    """Deadline, end of grace, notice that takes effect, time to verify, change by itself."""
    assert days(written()) == {
        ("talks", "deadline", "2020-03-01"),
        ("talks", "grace", "2020-03-16"),
        ("freeze", "verification", "2020-02-19"),
        ("freeze", "deadline", "2020-03-31"),
        ("snapback", "notice", "2020-03-02"),
        ("count", "change", "2020-04-10"),
        ("annex", "deadline", "2020-12-31"),
    }


def test_the_calendar_holds_what_status_shows_as_coming() -> None:
    """One event for each line of the outlook: none is lost, none is added."""
    case, _ = casefile.parse(CASE)
    assert case is not None
    coming = ledger.outlook(case, case.events, DAY, Duration(400, "days"))
    assert [one.coming for one in occasions(coming)] == list(coming)
    assert len(events(written())) == len(coming)


def test_an_event_says_whose_clause_it_is_and_what_happens_if_nobody_acts() -> None:
    """Name, party, what follows, the levers that change, the case and its version."""
    [notice] = [e for e in events(written()) if e["x-detente-clause"] == "snapback"]
    assert notice["summary"] == "Last day before it takes effect: Snapback (United States)"
    said = str(notice["description"])
    assert "If nobody acts, from 3 Mar 2020: pending becomes used" in said
    assert "Ban on coal exports: the suspension ends, in force again." in said
    assert "Case due, version 0a1b2c3, as of 1 Feb 2020." in said
    assert (notice["x-detente-case"], notice["x-detente-version"]) == ("due", "0a1b2c3")
    assert notice["dtend"].dt - notice["dtstart"].dt == dt.timedelta(days=1)
    assert not isinstance(notice["dtstart"].dt, dt.datetime)


def test_each_event_reminds_as_long_before_as_asked_or_not_at_all() -> None:
    """The alarm is relative to the beginning of the day."""
    for event in events(written(alarm=dt.timedelta(hours=36))):
        [alarm] = event.walk("VALARM")
        assert (alarm["action"], alarm["trigger"].dt) == ("DISPLAY", -dt.timedelta(hours=36))
    assert not any(event.walk("VALARM") for event in events(written(alarm=None)))


def test_an_event_keeps_its_identifier_when_its_date_moves() -> None:
    """The extension of February moves the deadline; as known before it, it is where it was."""
    later = dt.date(2020, 2, 3)
    before = {e["uid"]: e["dtstart"].dt for e in events(written(as_of=later, known=DAY))}
    after = {e["uid"]: e["dtstart"].dt for e in events(written(as_of=later))}
    assert before.keys() == after.keys()
    assert len(before) == len(events(written()))
    moved = {(before[uid].isoformat(), after[uid].isoformat()) for uid in before}
    assert ("2020-12-31", "2021-01-31") in moved
    assert sum(old != new for old, new in moved) == 1


def test_two_cases_share_no_identifier() -> None:
    """Calendars of several cases can be taken into one."""
    other = {e["uid"] for e in events(written(CASE.replace("case: due", "case: other")))}
    assert other.isdisjoint(e["uid"] for e in events(written()))


def test_the_same_question_gives_the_same_bytes() -> None:
    """Nothing in the file comes from a clock or from chance."""
    assert written() == written()


def test_a_reading_moves_the_deadline() -> None:
    """The party whose reading is taken decides what is due."""
    text = CASE.replace(
        "clauses:\n",
        "terms:\n  frozen:\n    wide: {by: usa, means: plant = frozen and stock = declared}\n"
        "    narrow: {by: dprk, means: plant = frozen}\n"
        "clauses:\n  - {id: term, party: dprk, must: frozen, by: 2020-06-30}\n",
    )
    assert ("term", "deadline", "2020-06-30") in days(written(text, reading="usa"))
    assert not [d for d in days(written(text, reading="dprk")) if d[0] == "term"]
    assert b"as read by usa" in written(text, reading="usa").replace(b"\r\n ", b"")


def test_a_calendar_without_events_is_a_calendar() -> None:
    """Nothing comes due within a day."""
    data = written(ahead=1)
    assert events(data) == []
    assert icalendar.Calendar.from_ical(data)["version"] == "2.0"


def lines(data: bytes) -> Iterator[bytes]:
    assert data.endswith(b"\r\n")
    yield from data[:-2].split(b"\r\n")


def named(name: str) -> bytes:
    """Return the calendar of the case with a clause and a lever of that name."""
    case, _ = casefile.parse(CASE)
    assert case is not None
    talks = replace(case.clauses["talks"], name=name)
    ban = replace(case.levers["ban"], name=name)
    case = replace(
        case, clauses={**case.clauses, "talks": talks}, levers={**case.levers, "ban": ban}
    )
    coming = ledger.outlook(case, case.events, DAY, Duration(400, "days"))
    board = ledger.status(case, case.events, DAY)
    return calendar(case, board, coming, version="0", alarm=WEEK)


def test_hostile_text_stays_text() -> None:
    """Names with line ends, separators and control characters start no line of their own."""
    data = named(HOSTILE)
    assert days(data) == days(written())
    assert all(len(line) <= 75 for line in lines(data))
    assert sum(line == b"BEGIN:VALARM" for line in lines(data)) == len(events(data))
    [grace] = [e for e in events(data) if e["categories"].cats[0] == "grace"]
    assert "a,b;c\\d BEGIN:VALARM END:VEVENT X:1" in grace["summary"]
    [notice] = [e for e in events(data) if e["categories"].cats[0] == "notice"]
    assert "a,b;c\\d\nBEGIN:VALARM\nEND:VEVENT\nX:1" in notice["description"]


@pytest.mark.parametrize("code", [0x00, 0x1B, 0x7F, 0x85, 0x2028, 0x202E])
def test_control_characters_do_not_reach_the_file(code: int) -> None:
    """Whatever reaches a name, no control character and no turned text reaches the calendar."""
    assert chr(code) not in named(f"A{chr(code)}B").decode("utf-8")


@given(st.text(max_size=120))
def test_any_name_is_read_again_and_no_line_is_too_long(name: str) -> None:
    """Every line has at most 75 bytes and the events stay the same, whatever a clause is called."""
    case, _ = casefile.parse(CASE)
    assert case is not None
    talks = replace(case.clauses["talks"], name=name)
    case = replace(case, name=name, clauses={"talks": talks})
    board = ledger.status(case, case.events, DAY)
    late = Coming(clause="talks", last=DAY, before=("live",), after=("overdue",))
    data = calendar(case, board, [late], version="0", alarm=WEEK)
    assert all(len(line) <= 75 for line in lines(data))
    [event] = events(data)
    shown = "".join(" " if c.isspace() else c for c in name)
    if shown.isprintable() and shown.strip():
        assert " ".join(shown.split()) in event["summary"]


def test_the_last_day_of_all_calendars_is_no_failure() -> None:
    """A deadline on the last day that dates have still has an event."""
    case, _ = casefile.parse(CASE)
    assert case is not None
    last = Coming(clause="annex", last=dt.date.max, before=("live",), after=("breached",))
    board = ledger.status(case, case.events, DAY)
    assert ("annex", "deadline", "9999-12-31") in days(calendar(case, board, [last], version="0"))
