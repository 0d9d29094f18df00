"""The Agreed Framework of 1994, its boards worked out by hand from the text.

Signed on 21 October 1994: one month ends on 21 November. The freeze was announced on 1 November and
confirmed on the 28th: done in time, met once the IAEA says so. Three months end on 21 January 1995:
50,000 t of oil came on the 19th; trade was eased in part on the 20th, enough for one reading. Six
months end on 21 April 1995; the supply agreement is of 15 December, late. The 500,000 t of the next
year are in doubt. In August 1999 the IAEA finds the freeze kept and its verification limited.

March 2002: compliance is not certified for lack of information. For a reading that covers enrichment
the freeze is from then on kept or broken, not known which; for the other it is kept until the seals
go on 22 December 2002. Oil stops on 14 November 2002: a breach, unless the freeze had ended first.
"""

from collections.abc import Callable

import pytest

CASE = "agreed-framework-1994"
DAYS = (
    "1994-11-21",
    "1994-11-28",
    "1995-01-22",
    "1995-04-22",
    "1996-01-01",
    "1996-10-22",
    "1999-08-02",
    "2001-01-01",
    "2002-04-30",
    "2002-11-14",
    "2002-12-22",
    "2003-01-10",
)
BOARD = {
    "reactors": "frozen " * 10 + "operating operating",
    "inspectors": "present " * 11 + "absent",
    "enrichment": "none_known " * 8 + "running|none_known " * 4,
    "lwr": "not_begun " * 4 + "supply_agreement " * 3 + "contract contract" + " first_concrete" * 3,
    "hfo": "0 0 50000 50000 150000" + " 150000..650000" * 7,
    "oil_flow": "going_on " * 9 + "suspended " * 3,
    "trade": "in_force in_force" + " partly_eased" * 5 + " reduced" * 5,
    "freeze": "claimed_done" + " fulfilled" * 11,
    "freeze_verifiable": "idle" + " live" * 5 + " breached" * 6,
    "oil_first": "live live" + " fulfilled" * 10,
    "oil_1995": "live live live live" + " fulfilled" * 8,
    "oil_1996": "idle idle idle idle live" + " breached|fulfilled" * 7,
    "lwr_agreement": "live live live breached" + " late" * 8,
    "lwr_target": "live " * 12,
    "offices": "idle " * 12,
    "compliance": "idle " * 12,
    "dismantling": "idle " * 12,
}
READERS = {
    "usa": {
        "freeze_kept": "idle" + " live" * 7 + " breached|live" * 2 + " breached" * 2,
        "oil_goes_on": "live " * 8 + "ended|live breached|ended ended ended",
        "trade_eased": "live live" + " fulfilled" * 10,
    },
    "dprk": {
        "freeze_kept": "idle" + " live" * 9 + " breached" * 2,
        "oil_goes_on": "live " * 9 + "breached ended ended",
        "trade_eased": "live live" + " breached" * 5 + " late" * 5,
    },
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
    for day, one in zip(DAYS, found, strict=True):
        assert set(one.split("|")) <= set(shown(CASE, name, day).split("|"))


def test_kept_and_verifiable_are_two_questions(shown: Callable[..., str]) -> None:
    """One report of the IAEA in 1999 answers them differently."""
    assert shown(CASE, "freeze_kept", "1999-08-02") == "live"
    assert shown(CASE, "freeze_verifiable", "1999-08-02") == "breached"


def test_no_certificate_is_no_breach(shown: Callable[..., str]) -> None:
    """As known before the refusal of March 2002 was told, the freeze is kept; after it, open."""
    assert shown(CASE, "freeze_kept", "2002-04-30", known="2002-03-31", reading="usa") == "live"
    assert shown(CASE, "freeze_kept", "2002-04-30", reading="usa") == "breached|live"


def test_check_warns_of_what_the_text_leaves_open_and_of_nothing_else(
    warnings: Callable[[str], list[str]],
) -> None:
    assert warnings(CASE) == [
        "D235 'make best efforts' in lwr_agreement does not say when it is done",
        "D237 freeze_kept does not say whose reading of 'programme_frozen' is meant",
        "D237 trade_eased does not say whose reading of 'barriers_reduced' is meant",
    ]
