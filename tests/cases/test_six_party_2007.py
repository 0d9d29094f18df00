"""The six-party action plan of 2007, its boards worked out by hand from the text.

First phase. Signed on 13 February 2007: 60 days end on 14 April, so what was not done by then is
overdue, and without grace breached, as of 15 April; the 30 days of the working groups end on 15
March. Yongbyon was shut down on 14 July, which the inspectors told on 16 July: late. The oil is
excused while the shutdown is overdue; with the shutdown its 30 days of grace begin again, so it is
overdue on 16 July and late, not breached, with the last ship on 2 August.

Second phase. The text of 3 October names 31 December 2007: breached as of 1 January 2008. The
declaration of 26 June 2008 is late for one reading and missing for the other. 45 days after 26 June
are 10 August. On 11 October the list was left, and the oral understanding was contested: whether a
protocol is due at all is open. Inspectors left on 16 April 2009: for 60 days the plant cannot be
back, on 1 August it may be.
"""

from collections.abc import Callable

import pytest

CASE = "six-party-2007"
DAYS = (
    "2007-03-16",
    "2007-04-14",
    "2007-04-15",
    "2007-07-16",
    "2007-08-02",
    "2008-01-01",
    "2008-12-12",
    "2009-05-01",
    "2009-08-01",
)
BOARD = {
    "yongbyon": "operating operating operating shut_down shut_down shut_down shut_down shut_down "
    "operating|shut_down",
    "iaea_access": "absent absent absent present present present present absent absent",
    "bda": "frozen unblocked unblocked transferred transferred transferred transferred "
    "transferred transferred",
    "declaration": "none_given none_given none_given none_given none_given none_given "
    "plutonium_only plutonium_only plutonium_only",
    "delisting": "listed listed listed listed listed listed removed removed removed",
    "hfo": "0 0 0 6200 50000 50000 50000..500000 50000..500000 50000..500000",
    "shutdown": "live live breached late late late late late late",
    "readmit_iaea": "live live breached late late late late late late",
    "talks": "fulfilled " * 9,
    "delisting_begun": "live fulfilled|live" + " breached|fulfilled" * 7,
    "hfo_first": "live live excused overdue late late late late late",
    "working_groups": "breached late late late late late late late late",
    "bda_settled": "breached breached|late breached|late late late late late late late",
    "stay_shut": "idle idle idle live live live live live breached|live",
    "disablement": "idle idle idle idle idle breached breached breached breached",
    "declare": "idle idle idle idle idle breached breached|late breached|late breached|late",
    "hfo_total": "idle idle idle idle idle live live live live",
    "twea_ended": "idle idle idle idle idle idle fulfilled fulfilled fulfilled",
    "protocol": "idle idle idle idle idle idle idle|live idle|live idle|live",
}


@pytest.mark.parametrize("name", BOARD)
def test_the_board_shows_what_the_text_and_the_dates_give(
    shown: Callable[..., str], name: str
) -> None:
    assert [shown(CASE, name, day) for day in DAYS] == BOARD[name].split()


@pytest.mark.parametrize(
    ("clause", "reading", "words"),
    [
        # unblocked on 10 April, after 15 March; transferred on 25 June
        ("bda_settled", "usa", "late late late late"),
        ("bda_settled", "dprk", "breached late late late"),
        # plutonium only, on 26 June 2008
        ("declare", "usa", "idle breached breached breached"),
        ("declare", "dprk", "idle breached late late"),
        # due on the declaration (45 days: 10 August), or only on an agreed verification, contested
        ("delisted", "usa", "idle idle idle fulfilled|idle"),
        ("delisted", "dprk", "idle idle breached late"),
    ],
)
def test_each_reading_has_its_own_board(
    shown: Callable[..., str], clause: str, reading: str, words: str
) -> None:
    days = ("2007-04-15", "2008-01-01", "2008-08-11", "2008-12-12")
    found = [shown(CASE, clause, day, reading=reading) for day in days]
    assert found == words.split()
    for day, one in zip(days, found, strict=True):
        assert set(one.split("|")) <= set(shown(CASE, clause, day).split("|"))


def test_what_was_known_on_15_july_is_kept_apart_from_what_was_so(
    shown: Callable[..., str],
) -> None:
    """On 15 July there was only the word of the DPRK; the inspectors reported on 16 July."""
    assert shown(CASE, "shutdown", "2007-07-15", known="2007-07-15") == "breached"
    assert shown(CASE, "shutdown", "2007-07-15", known="2007-07-16") == "late"


def test_check_warns_of_what_the_text_leaves_open_and_of_nothing_else(
    warnings: Callable[[str], list[str]],
) -> None:
    assert warnings(CASE) == [
        "D235 'begin the process of' in delisting_begun does not say when it is done",
        "D237 bda_settled does not say whose reading of 'settled' is meant",
        "D237 declare does not say whose reading of 'declared' is meant",
        "D237 delisted does not say whose reading of 'delisting_due' is meant",
    ]
