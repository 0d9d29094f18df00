"""Thirty stipulations of the Colombian accord: boards and the table by point, worked out by hand.

D-day was 1 December 2016: D+30 is 31 December, and assembly ended on 18 February 2017, late. D+180 is
30 May, extended the day before to 20 June; the last arms came on 26 June and the mission said so on
the 27th: late. The three years of the truth commission ran from 28 November 2018, and were extended to
27 August 2022; the report of 28 June is in time. Stipulations whose coding was not read have all four
levels from D-day on; those that had begun, three. Clauses that rest on them stay open.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable

import pytest

from detente import folder, ledger
from detente.ledger.scorecard import scorecard

CASE = "colombia-2016"
LEVELS = ("not_initiated", "minimum", "intermediate", "complete")
ANY = "not_initiated|minimum|intermediate|complete"
BEGUN = "minimum|intermediate|complete"
DAYS = (
    "2016-11-30",
    "2017-01-01",
    "2017-05-31",
    "2017-06-10",
    "2017-06-26",
    "2017-06-30",
    "2019-06-30",
    "2021-11-30",
    "2022-12-31",
)
BOARD = {
    "land_fund": f"not_initiated{f' {ANY}' * 8}",
    "small_growers": f"not_initiated{f' {ANY}' * 8}",
    "ceasefire": "complete " * 9,
    "zones": "not_initiated not_initiated" + " complete" * 7,
    "arms": "not_initiated " * 3 + "minimum" + " complete" * 5,
    "territorial_plans": "not_initiated " * 6 + "complete " * 3,
    "substitution": f"not_initiated not_initiated{f' {BEGUN}' * 7}",
    "special_jurisdiction": "not_initiated " * 6 + f"{BEGUN} " * 3,
    "truth_commission": "not_initiated not_initiated"
    + " minimum" * 4
    + " intermediate intermediate complete",
    "peace_seats": f"not_initiated{' not_initiated|minimum' * 7} {BEGUN}",
    "keep_ceasefire": "live " * 9,
    "assembly": "idle breached" + " late" * 7,
    "laying_down": "idle live live live breached" + " late" * 4,
    "truth": "idle " * 6 + "live live fulfilled",
    "statute": "live " * 6 + "fulfilled " * 3,
    "plans": "live " * 6 + "fulfilled " * 3,
    "seats": "live" + " fulfilled|live" * 7 + " fulfilled",
    "growers": "live" + " fulfilled|live" * 8,
    "follow": "live" + " fulfilled" * 8,
    "framework": "idle" + " live" * 5 + " fulfilled" * 3,
}


def test_the_table_by_point_and_stage() -> None:
    """November 2021: what is not known is at no stage for certain, at several perhaps."""
    opened = folder.open_case(CASE)
    assert opened.case is not None
    board = ledger.status(opened.case, opened.entries, dt.date(2021, 11, 30))
    card = scorecard(opened.case, board.levers)
    assert card is not None
    assert card.stages == LEVELS
    assert [row.total for row in card.themes] == [5] * 6
    assert [row.sure for row in card.themes][2] == (0, 0, 0, 4)  # the end of the conflict
    assert [row.most for row in card.themes][2] == (0, 1, 1, 5)
    assert (card.all.total, card.all.open) == (30, 20)
    assert sum(card.all.sure) + card.all.open == 30
    for row in card.themes:
        assert all(low <= high for low, high in zip(row.sure, row.most, strict=True))


@pytest.mark.parametrize("name", BOARD)
def test_the_board_shows_what_the_text_and_the_dates_give(
    shown: Callable[..., str], name: str
) -> None:
    assert [shown(CASE, name, day) for day in DAYS] == BOARD[name].split()


# Counts per point: not initiated, minimum, intermediate, complete, not known.
TABLE = {
    "2016-11-30": {
        "1 Rural reform": (5, 0, 0, 0, 0),
        "2 Political participation": (5, 0, 0, 0, 0),
        "3 End of the conflict": (4, 0, 0, 1, 0),
        "4 Illicit drugs": (5, 0, 0, 0, 0),
        "5 Victims": (5, 0, 0, 0, 0),
        "6 Implementation": (5, 0, 0, 0, 0),
    },
    "2017-06-30": {
        "1 Rural reform": (1, 0, 0, 0, 4),
        "2 Political participation": (1, 0, 0, 0, 4),
        "3 End of the conflict": (0, 0, 0, 4, 1),
        "4 Illicit drugs": (0, 0, 0, 0, 5),
        "5 Victims": (1, 1, 0, 0, 3),
        "6 Implementation": (2, 0, 0, 1, 2),
    },
    "2021-11-30": {
        "1 Rural reform": (0, 0, 0, 1, 4),
        "2 Political participation": (0, 0, 0, 1, 4),
        "3 End of the conflict": (0, 0, 0, 4, 1),
        "4 Illicit drugs": (0, 0, 0, 0, 5),
        "5 Victims": (0, 0, 1, 0, 4),
        "6 Implementation": (0, 0, 0, 3, 2),
    },
}


@pytest.mark.parametrize("day", TABLE)
def test_the_table_counts_levels_by_point(shown: Callable[..., str], day: str) -> None:
    """The table of the Kroc reports, with a column more: stipulations whose level is not known."""
    case = folder.open_case(CASE).case
    assert case is not None
    counts: dict[str, Counter[str]] = {}
    for lever in case.levers.values():
        counts.setdefault(lever.group, Counter())[shown(CASE, lever.id, day)] += 1
    table = {
        point: (*(found[level] for level in LEVELS), sum(n for w, n in found.items() if "|" in w))
        for point, found in counts.items()
    }
    assert table == TABLE[day]


def test_there_are_thirty_stipulations_five_to_a_point() -> None:
    case = folder.open_case(CASE).case
    assert case is not None
    assert all(lever.levels == LEVELS for lever in case.levers.values())
    points = Counter(lever.group for lever in case.levers.values())
    assert sorted(points.values()) == [5] * 6


def test_no_coding_of_a_stipulation_is_ascribed_to_the_institute() -> None:
    """Its overall shares are a claim; no entry that gives a level is by it."""
    opened = folder.open_case(CASE)
    assert "kroc-2021" in opened.claims
    by_kroc = [e for e in opened.entries if "kroc" in e.parties]
    assert len(by_kroc) == 6
    assert {e.kind for e in by_kroc} == {"event"}


def test_the_check_is_clean(warnings: Callable[[str], list[str]]) -> None:
    assert warnings(CASE) == []
