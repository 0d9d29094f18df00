"""Resolution 1022, its boards worked out by hand from the text.

Initialled on 21 November 1995, suspended on the 22nd. Authority passed on 20 December: 30 days end on
19 January 1996, the day on which the Bosnian Serb forces stood behind the zones; the commander said
so on 26 February, and the suspension reached them the day after. Elections on 14 September: the tenth
day is the 24th, so the termination of 1 October (resolution 1074) came seven days late by polling day.
No monitor ever reported a failure: the power stays open until the ten days are over.
"""

import datetime as dt
from collections.abc import Callable

import pytest

from detente import folder, ledger
from detente.entries import Entry, read_entry

CASE = "resolution-1022"
DAYS = (
    "1995-11-20",
    "1995-11-21",
    "1995-11-22",
    "1996-01-19",
    "1996-02-26",
    "1996-02-27",
    "1996-09-24",
    "1996-09-25",
    "1996-10-01",
)
BOARD = {
    "economic": "in_force in_force" + " suspended" * 6 + " terminated",
    "on_bosnian_serbs": "in_force " * 5 + "suspended suspended suspended terminated",
    "performance": "performing " * 9,
    "withdrawal": "not_yet " * 3 + "withdrawn " * 6,
    "suspension": "idle live" + " fulfilled" * 7,
    "signature": "idle live live" + " fulfilled" * 6,
    "obligations": "idle idle idle live live live live live ended",
    "back": "idle idle open open open open idle idle idle",
    "serb_withdrawal": "idle idle idle claimed_done" + " fulfilled" * 5,
    "serb_suspension": "idle " * 5 + "exercised " * 4,
    "end": "idle " * 6 + "live breached late",
}


@pytest.mark.parametrize("name", BOARD)
def test_the_board_shows_what_the_text_and_the_dates_give(
    shown: Callable[..., str], name: str
) -> None:
    assert [shown(CASE, name, day) for day in DAYS] == BOARD[name].split()


def invented(day: str, name: str, by: str) -> Entry:
    plain = {"kind": "event", "id": name, "date": day, "name": name, "by": by}
    entry, faults = read_entry(plain)
    assert isinstance(entry, Entry), faults
    return entry


REPORT = invented("1996-03-01", "significant_failure", "ifor")
VOTE = invented("1996-03-03", "council_decides_otherwise", "unsc")


@pytest.mark.parametrize(
    ("extra", "day", "power", "measures"),
    [
        ([REPORT], "1996-03-01", "noticed", "suspended"),
        ([REPORT], "1996-03-04", "noticed", "suspended"),
        ([REPORT], "1996-03-05", "noticed", "suspended"),  # the fourth day after the report
        ([REPORT], "1996-03-06", "exercised", "in_force"),  # the fifth
        ([REPORT, VOTE], "1996-03-06", "blocked", "suspended"),
    ],
)
def test_a_report_brings_the_measures_back_on_the_fifth_day(
    extra: list[Entry], day: str, power: str, measures: str
) -> None:
    """A report of 1 March 1996, invented, alone and with a vote of the Council on 3 March."""
    opened = folder.open_case(CASE)
    assert opened.case is not None
    entries, until = [*opened.entries, *extra], dt.date.fromisoformat(day)
    board = ledger.status(opened.case, entries, until)
    found = (board.clauses["back"].statuses, board.levers["economic"].levels)
    assert found == ((power,), (measures,))


def test_the_check_is_clean(warnings: Callable[[str], list[str]]) -> None:
    assert warnings(CASE) == []
