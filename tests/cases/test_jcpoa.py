"""The JCPOA and resolution 2231: boards worked out by hand, one per reader where readers differ.

20 July 2015 and 90 days are 18 October 2015, Adoption Day. On 15 January 2016 the steps of Iran are
done and not yet confirmed, relief has not come; on 16 January all are there: one day for all. 130.9 t
of heavy water on 17 February are over a limit of 130, not over an estimate; a week later 20 t left.
US measures come back from 7 August 2018. On 8 May 2019 Iran ceases to perform: in its reading it may,
so its duties end; in the other they go on, and the stock found above on 1 July breaks them.

Notice of 20 August 2020 and 30 days: 19 September, so back on 20 September for the US, never for the
rest; in February 2021 the US took it back. Eight years after Adoption Day, 18 October 2023, relief was
withheld: excused for one side, missed for the other (one day, so as of 20 October). Notice of 28
August 2025: back on 28 September for the E3 and the US; void for Iran, for whom the ten years end on
18 October 2025.
"""

import datetime as dt
from collections.abc import Callable

import pytest

from detente import folder, ledger
from detente.entries import Entry, read_entry
from detente.ledger.reading_words import by_reading

CASE = "jcpoa"
DAYS = (
    "2015-10-18",
    "2016-01-15",
    "2016-01-16",
    "2016-02-20",
    "2018-08-07",
    "2019-07-01",
    "2020-09-19",
    "2020-09-20",
    "2021-06-01",
    "2023-10-20",
    "2025-09-27",
    "2025-09-28",
    "2025-10-18",
)
# What all readers see alike.
COMMON = {
    "enriched_stock": "above" + " within_count" + " within_count|within_all" * 3 + " above" * 8,
    "centrifuges": "above" + " in_limit" * 7 + " above|in_limit" * 5,
    "arak": "in_place" + " removed" * 12,
    "heavy_water": "0 0 0 130.9" + " 110.9" * 9,
    "us_sanctions": "in_force in_force ceased ceased partly_ceased" + " in_force" * 8,
    "eu_sanctions": "in_force in_force" + " ended" * 11,
    "adoption": "fulfilled " * 13,
    "annex_v": "live claimed_done" + " fulfilled" * 11,
    "us_relief": "live live" + " fulfilled" * 11,
    "eu_relief": "live live" + " fulfilled" * 11,
    "un_relief": "live live" + " fulfilled" * 11,
    "access": "idle " * 13,
    "commission": "idle " * 6 + "live " * 7,
    "ministers": "idle " * 13,
}
READERS = {
    "iran": {
        "un_sanctions": "in_force in_force" + " terminated" * 11,
        "iran_duty": "bound " * 5 + "released " * 8,
        "stock": "idle idle live live live" + " ended" * 8,
        "water": "idle idle live live live" + " ended" * 8,
        "machines": "idle idle live live live" + " ended" * 8,
        "us_kept": "idle idle live live" + " breached" * 8 + " ended",
        "iran_ceases": "idle idle idle idle open" + " exercised" * 8,
        "transition": "idle " * 9 + "breached " * 4,
        "termination": "idle " * 12 + "fulfilled",
        "snapback_usa": "idle idle open open" + " idle" * 9,
        "snapback_e3": "idle " * 13,
    },
    "e3": {
        "un_sanctions": "in_force in_force" + " terminated" * 9 + " in_force in_force",
        "iran_duty": "bound " * 13,
        "stock": "idle idle live live live" + " breached" * 8,
        "water": "idle idle live breached" + " live" * 9,
        # nobody saw them since 2021, but only a finding of the IAEA breaks this duty
        "machines": "idle idle" + " live" * 11,
        "us_kept": "idle idle live live" + " breached" * 9,
        "iran_ceases": "idle " * 13,
        "transition": "idle " * 9 + "excused " * 4,
        "termination": "idle " * 13,
        "snapback_usa": "idle idle open open" + " idle" * 9,
        "snapback_e3": "idle " * 6 + "open " * 4 + "noticed exercised exercised",
    },
    "usa": {
        "un_sanctions": "in_force in_force"
        + " terminated" * 5
        + " in_force"
        + " terminated" * 3
        + " in_force in_force",
        "snapback_usa": "idle idle open open open open noticed" + " exercised" * 6,
        "snapback_e3": "idle " * 6 + "open " * 4 + "noticed exercised exercised",
    },
}


@pytest.mark.parametrize("reading", [None, "iran", "analysts"])
@pytest.mark.parametrize("name", COMMON)
def test_what_does_not_depend_on_the_reader(
    shown: Callable[..., str], name: str, reading: str | None
) -> None:
    assert [shown(CASE, name, day, reading=reading) for day in DAYS] == COMMON[name].split()


@pytest.mark.parametrize(("reader", "name"), [(r, n) for r, rows in READERS.items() for n in rows])
def test_each_reader_has_a_board(shown: Callable[..., str], reader: str, name: str) -> None:
    found = [shown(CASE, name, day, reading=reader) for day in DAYS]
    assert found == READERS[reader][name].split()


@pytest.mark.parametrize("name", READERS["iran"])
def test_without_a_reader_all_that_some_reader_finds_is_possible_and_no_more(
    shown: Callable[..., str], name: str
) -> None:
    """Each reader's whole reading is tried; together they are what the board leaves open."""
    readers = (*READERS, "russia", "china", "joint_commission", "analysts")
    for day in DAYS:
        told = [set(shown(CASE, name, day, reading=reader).split("|")) for reader in readers]
        assert set(shown(CASE, name, day).split("|")) == set().union(*told), day


def test_the_board_says_who_reads_it_how() -> None:
    """Those who come to the same answer stand on one line."""
    opened = folder.open_case(CASE)
    assert opened.case is not None
    board = ledger.status(opened.case, opened.entries, dt.date(2025, 9, 28))
    snapback, measures = board.clauses["snapback_e3"], board.levers["un_sanctions"]
    assert by_reading(opened.case, snapback.statuses, snapback.readings) == [
        ("Iran, Russia and China read it", ("idle",)),
        ("the United States and the E3/EU read it", ("exercised",)),
    ]
    assert by_reading(opened.case, measures.levels, measures.readings) == [
        ("Iran, Russia and China read it", ("terminated",)),
        ("the United States and the E3/EU read it", ("in_force",)),
    ]
    assert snapback.why.endswith("the readings of 'Whether the E3 could notify in 2025' differ")


@pytest.mark.parametrize("clause", ["transition", "machines", "stock"])
def test_what_has_no_bearing_is_not_named(clause: str) -> None:
    """That nobody watches the machines decides none of these: only who reads when Iran may cease."""
    opened = folder.open_case(CASE)
    assert opened.case is not None
    board = ledger.status(opened.case, opened.entries, dt.date(2025, 9, 28))
    assert not board.clauses[clause].deciding
    assert "watched" not in board.clauses[clause].why


def test_waste_is_open_for_those_who_count_it(shown: Callable[..., str]) -> None:
    """No figure was published, so the wide count is neither met nor broken before July 2019."""
    assert shown(CASE, "stock", "2018-08-07", reading="analysts") == "breached|live"
    assert shown(CASE, "stock", "2018-08-07", reading="e3") == "live"


def test_the_clarification_was_not_known_before_it_was_made_public(
    shown: Callable[..., str],
) -> None:
    """The doubt about waste was recorded on 23 December 2016: until then one level is shown."""
    assert shown(CASE, "enriched_stock", "2016-12-01", known="2016-12-01") == "within_count"
    assert shown(CASE, "enriched_stock", "2016-12-01") == "within_count|within_all"


def event(id_: str, day: str, name: str) -> Entry:
    entry, faults = read_entry({"kind": "event", "id": id_, "date": day, "name": name})
    assert isinstance(entry, Entry), faults
    return entry


@pytest.mark.parametrize(
    ("day", "access", "advice", "carried_out"),
    [
        ("2017-03-15", "live", "idle", "idle"),  # day 14
        ("2017-03-16", "breached", "live", "idle"),  # day 15: the Joint Commission has until day 21
        ("2017-03-22", "breached", "fulfilled", "live"),  # day 21: it advises
        ("2017-03-25", "breached", "fulfilled", "live"),  # day 24
        ("2017-03-26", "breached", "fulfilled", "breached"),
    ],
)
def test_access_takes_24_days_at_most(day: str, access: str, advice: str, carried_out: str) -> None:
    """A request of 1 March 2017, invented: none was made public."""
    opened = folder.open_case(CASE)
    assert opened.case is not None
    asked = [
        event("ask", "2017-03-01", "access_requested"),
        event("adv", "2017-03-22", "access_advised"),
    ]
    until = dt.date.fromisoformat(day)
    board = ledger.status(opened.case, [*opened.entries, *asked], until, reading="e3")
    words = [board.clauses[c].statuses for c in ("access", "access_advice", "access_carried_out")]
    assert words == [(access,), (advice,), (carried_out,)]


def test_a_vote_to_go_on_blocks_the_return() -> None:
    """What did not happen: with a resolution on 26 September 2025 the power is spent."""
    opened = folder.open_case(CASE)
    assert opened.case is not None
    vote = event("vote", "2025-09-26", "council_continues_lifting")
    board = ledger.status(opened.case, [*opened.entries, vote], dt.date(2025, 9, 28), reading="e3")
    assert board.levers["un_sanctions"].levels == ("terminated",)


def test_check_warns_of_disputed_terms_and_of_nothing_else(
    warnings: Callable[[str], list[str]],
) -> None:
    terms = {
        "transition": "transition_excused",
        "stock": "stock_in_limit",
        "water": "heavy_water_in_limit",
        "iran_ceases": "may_cease",
        "snapback_usa": "us_participant",
        "snapback_e3": "e3_notice_valid",
    }
    expected = [f"D237 {c} does not say whose reading of '{t}' is meant" for c, t in terms.items()]
    assert warnings(CASE) == sorted(expected)
