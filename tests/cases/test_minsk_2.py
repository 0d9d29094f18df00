"""Minsk II, its boards worked out by hand from the thirteen points.

The ceasefire begins on 15 February 2015 at 00:00 in Kyiv. Day 2 of it is 17 February; 14 days on from
there end on 3 March; 30 days from 12 February end on 14 March, and the vote on the area was on the
17th; the constitution was due by 31 December. Fire was seen on 17 February and again in November,
with a calm between. Weapons began to move on 24 and 26 February: late, and never seen done, so the
exchange of detainees, counted from then, never became due. The dialogue was due the day after the
withdrawal began, or, for the other reading of "day 1", never. Whether Russia owes point 10 is open,
and so is whether it has anything to withdraw: if not, that is done and was never verified.
"""

import datetime as dt
from collections.abc import Callable

import pytest

from detente import folder

CASE = "minsk-2"
DAYS = (
    "2015-02-14",
    "2015-02-15",
    "2015-02-17",
    "2015-02-18",
    "2015-03-04",
    "2015-03-15",
    "2015-03-18",
    "2015-10-01",
    "2015-12-31",
    "2016-01-01",
)
FIRE = "firing ceased" + " firing" * 5 + " ceased firing firing"
BOARD = {
    "kyiv_fire": FIRE,
    "districts_fire": FIRE,
    "kyiv_weapons": "at_the_line " * 4 + "withdrawing " * 6,
    "foreign_forces": "present|withdrawn " * 10,
    "border": "not_with_kyiv " * 10,
    "constitution": "unchanged " * 7 + "first_vote " * 3,
    "special_status": "none_given " * 6 + "suspended " * 4,
    "ceasefire": "idle live" + " breached" * 5 + " live breached breached",
    "withdrawal_start": "idle live live breached" + " late" * 6,
    "withdrawal": "idle live live live" + " breached" * 6,
    "monitoring": "idle " * 4 + "fulfilled " * 6,
    "dialogue": "idle " * 4 + "breached|idle " * 6,
    "area": "live " * 5 + "breached" + " late" * 4,
    "amnesty": "live " * 10,
    "exchange": "idle " * 10,
    "forces_out": "claimed_done|idle|live " * 10,
    "reform": "live " * 9 + "breached",
    "groups": "live " * 7 + "fulfilled " * 3,
    "vote_security_first": "idle " * 10,
    "border_security_first": "idle " * 10,
    "vote_politics_first": "idle " * 10,
    "border_begins": "idle " * 10,
}
READERS = {
    "kyiv": {"dialogue": "idle " * 10, "forces_out": "claimed_done|live " * 10},
    "russia": {"dialogue": "idle " * 4 + "breached " * 6, "forces_out": "idle " * 10},
}


@pytest.mark.parametrize("name", BOARD)
def test_the_board_shows_what_the_text_and_the_dates_give(
    shown: Callable[..., str], name: str
) -> None:
    assert [shown(CASE, name, day) for day in DAYS] == BOARD[name].split()


@pytest.mark.parametrize(("reader", "name"), [(r, n) for r, rows in READERS.items() for n in rows])
def test_each_reading_has_its_own_board(shown: Callable[..., str], reader: str, name: str) -> None:
    found = [shown(CASE, name, day, reading=reader) for day in DAYS]
    assert found == READERS[reader][name].split()


def test_the_ceasefire_begins_at_a_minute_in_kyiv() -> None:
    """00:00 there in winter is 22:00 UTC of the day before: the case counts its days in Kyiv."""
    opened = folder.open_case(CASE)
    assert opened.case is not None
    assert opened.case.timezone == "Europe/Kyiv"
    begins = next(e for e in opened.entries if e.id == "begins")
    assert begins.date.instant is not None
    assert begins.date.instant.astimezone(dt.UTC) == dt.datetime(2015, 2, 14, 22, tzinfo=dt.UTC)


def test_check_finds_the_circle_of_the_security_first_order_and_no_other(
    warnings: Callable[[str], list[str]],
) -> None:
    circle = "vote_security_first -> border_security_first -> vote_security_first"
    assert warnings(CASE) == [
        f"D232 clauses wait for each other: {circle}",
        "D237 dialogue does not say whose reading of 'day_one' is meant",
        "D237 forces_out does not say whose reading of 'russia_bound' is meant",
    ]


def test_there_is_a_clause_for_every_point() -> None:
    opened = folder.open_case(CASE)
    assert opened.case is not None
    points = {clause.name.split()[0] for clause in opened.case.clauses.values()}
    assert {str(n) for n in range(1, 14)} <= points
