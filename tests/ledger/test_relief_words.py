"""What brings a measure back says which relief ends: on the board, in the outlook, in why."""

import datetime as dt

import pytest

from detente import casefile, ledger
from detente.case import Case
from detente.conditions.tree import Duration

CASE = """
detente: 1
case: relief
parties: {{usa: {{name: United States}}, dprk: {{name: North Korea}}}}
levers:
  ban: {{name: Coal ban, owner: usa, levels: [in_force, under_waiver, suspended, lifted], start: {start}}}
  plant: {{name: Plant, owner: dprk, levels: [running, stopped], start: stopped}}
clauses:
  - {{id: back, name: Snapback, party: usa, may: ban = in_force, on_notice: notice_given, notice: 10 days}}
  - {{id: hold, name: Stop kept, party: dprk, keep: plant = stopped, default: ban = in_force}}
events:
  - {{id: n, kind: event, name: notice_given, date: 2019-03-01, by: usa}}
"""
RESTART = "  - {id: r, kind: act, lever: plant, level: running, date: 2019-03-03, by: dprk}\n"
MARCH = [dt.date(2019, 3, day) for day in range(1, 32)]


def case_of(start: str, more: str = "") -> Case:
    case, problems = casefile.parse(CASE.format(start=start) + more)
    assert case is not None, problems
    return case


@pytest.mark.parametrize(
    ("start", "relief", "said"),
    [
        ("under_waiver", "waiver", "the waiver ends"),
        ("suspended", "suspension", "the suspension ends"),
        ("lifted", "lifting", "the lifting is undone"),
    ],
)
def test_a_notice_that_runs_says_which_relief_it_ends(start: str, relief: str, said: str) -> None:
    """The outlook and the reason name it; nothing is said to become in force out of nowhere."""
    case = case_of(start)
    [coming] = ledger.outlook(case, case.events, MARCH[4], Duration(20, "days"))
    assert coming.then == (f"Coal ban: {said}, in force again",)
    assert coming.ends == (relief,)
    shown = ledger.status(case, case.events, MARCH[4]).clauses["back"]
    assert shown.why.endswith(f"; Coal ban: {said}, in force again")
    assert shown.ends == (relief,)


def test_a_power_that_was_used_says_which_relief_ended() -> None:
    """Also long after, when the measure stands again."""
    case = case_of("suspended")
    shown = ledger.status(case, case.events, MARCH[30]).clauses["back"]
    assert shown.statuses == ("exercised",)
    assert shown.why.endswith("; Coal ban: the suspension ended, in force again")
    assert ledger.finding(ledger.status(case, case.events, MARCH[30])).answer["clauses"]["back"][
        "ends"
    ] == ["suspension"]


def test_a_default_on_breach_says_which_relief_ended() -> None:
    """The duty is broken on 3 March; the notice of 1 March then finds the measure in force."""
    case = case_of("suspended", RESTART)
    board = ledger.status(case, case.events, MARCH[4]).clauses
    assert board["hold"].statuses == ("breached",)
    assert board["hold"].ends == ("suspension",)
    assert board["back"].ends == ()
    [coming] = ledger.outlook(case, case.events, MARCH[4], Duration(20, "days"))
    assert coming.then == ("Coal ban becomes in force",)


def test_a_level_in_doubt_names_no_relief() -> None:
    """Whether it was suspended or lifted is not known, so neither is which of them ends."""
    doubt = "  - {id: d, kind: report, lever: ban, level: lifted, date: 2019-02-01, grade: F6}\n"
    case = case_of("suspended", doubt)
    shown = ledger.status(case, case.events, MARCH[4]).clauses["back"]
    assert shown.ends == ()
    assert shown.why.endswith("; Coal ban becomes in force")
