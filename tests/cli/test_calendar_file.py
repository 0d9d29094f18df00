"""``detente export --to ics``: the calendar, its options, and what is said beside it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import icalendar
import pytest
from typer.testing import Result

Run = Callable[..., Result]
OFFER = """\
detente: 1
case: offer
as_of: 2019-10-05
parties: {usa: {name: United States}, dprk: {name: North Korea}}
levers:
  plant: {owner: dprk, levels: [operating, frozen]}
clauses:
  - {id: freeze, name: Freeze, party: dprk, must: plant >= frozen, within: 60 days of accepted}
events:
  - {id: e1, kind: event, date: 2019-09-20, recorded: 2019-09-25, name: accepted, by: dprk}
"""


@pytest.fixture
def accepted(folder: Path) -> Path:
    """A case in which an offer was accepted: the freeze is due within 60 days."""
    (folder / "offer.yaml").write_text(OFFER, encoding="utf-8")
    return folder


def events(text: str) -> list[Any]:
    return list(icalendar.Calendar.from_ical(text).walk("VEVENT"))


@pytest.mark.usefixtures("accepted")
def test_the_calendar_goes_to_standard_output(run: Run) -> None:
    """One deadline, seven days' warning; how many events there are is said beside it."""
    result = run("export", "offer.yaml", "--to", "ics")
    assert result.exit_code == 0
    [event] = events(result.stdout)
    assert event["dtstart"].dt.isoformat() == "2019-11-19"
    assert event["summary"] == "Last day: Freeze (North Korea)"
    assert event.walk("VALARM")[0]["trigger"].dt.days == -7
    assert "1 event within 10y." in result.stderr


def test_the_calendar_goes_into_a_file(run: Run, accepted: Path) -> None:
    """Lines end as the standard asks, and standard output stays empty."""
    result = run("export", "offer.yaml", "--to", "ics", "-o", "due.ics", "--alarm", "none", "-q")
    assert (result.exit_code, result.output) == (0, "")
    data = (accepted / "due.ics").read_bytes()
    assert data.startswith(b"BEGIN:VCALENDAR\r\n")
    [event] = events(data.decode("utf-8"))
    assert not event.walk("VALARM")


@pytest.mark.usefixtures("accepted")
@pytest.mark.parametrize(
    "words",
    [
        ["--as-of", "2019-09-19"],
        ["--known", "2019-09-24"],
        ["--next", "44d"],
    ],
)
def test_an_empty_calendar_says_so(words: list[str], run: Run) -> None:
    """Before the acceptance, not knowing of it, or not looking that far: a file without events."""
    result = run("export", "offer.yaml", "--to", "ics", *words)
    assert result.exit_code == 0
    assert events(result.stdout) == []
    assert "Nothing comes due" in result.stderr


@pytest.mark.usefixtures("accepted")
def test_the_day_of_the_question_can_be_moved(run: Run) -> None:
    """On the last day itself the deadline is still there."""
    for day in ("2019-09-20", "2019-11-19"):
        result = run("export", "offer.yaml", "--to", "ics", "--as-of", day)
        assert len(events(result.stdout)) == 1
    assert events(run("export", "offer.yaml", "--to", "ics", "--as-of", "2019-11-20").stdout) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--alarm", "soon"], "--alarm: 'soon' is no duration"),
        (["--alarm", "2 months"], "in hours, days or weeks, not months"),
        (["--alarm", "99999999999999999999d"], "--alarm:"),
        (["--next", "later"], "'later' is no duration"),
        (["--reading", "uza"], "did you mean 'usa'?"),
    ],
)
def test_wrong_options_are_told_apart(words: list[str], said: str, run: Run) -> None:
    """Exit 2, what is wrong, and no file."""
    result = run("export", "talks", "--to", "ics", "-o", "due.ics", *words)
    assert result.exit_code == 2
    assert said in " ".join(result.stderr.split())
    assert not Path("due.ics").exists()


@pytest.mark.parametrize("option", ["--as-of", "--known", "--next", "--alarm"])
def test_the_record_takes_no_options_of_a_calendar(option: str, run: Run) -> None:
    """An export of the record is whole: a date would promise a part of it."""
    result = run("export", "talks", option, "2019-01-01")
    assert result.exit_code == 2
    assert f"{option} is for calendars" in result.stderr


def test_a_case_without_clauses_has_an_empty_calendar(run: Run) -> None:
    """A study given as a graph of states promises nothing."""
    result = run(
        "export", "literature/kilgour2001/elmira_9", "--to", "ics", "--as-of", "2020-01-01"
    )
    assert result.exit_code == 0
    assert events(result.stdout) == []
