"""``detente status``: the register of clauses, what comes next, and what fails a check."""

import json
from collections.abc import Callable

import pytest
from typer.testing import Result

Run = Callable[..., Result]


def test_the_clauses_in_json_keep_the_contract(run: Run) -> None:
    """Status words in a list, dates or null, the entries behind them; more keys may be added."""
    answer = json.loads(run("status", "talks", "--json").stdout)
    freeze = answer["clauses"]["freeze"]
    assert (freeze["status"], freeze["due"]) == (["fulfilled"], "2018-08-11")
    assert (freeze["overdue_days"], freeze["verified"]) == (0, False)
    assert (freeze["because"], freeze["done"]) == (["e8", "e4"], "2018-07-30")
    assert freeze["why"] == "done on 30 Jul 2018"
    assert set(freeze["rests_on"]) <= set(answer["rests_on"])


def test_what_is_overdue_fails_the_check_that_asks_for_it(run: Run) -> None:
    """A breach is overdue too; without --fail-on the answer is an answer, exit 0."""
    assert run("status", "dprk-2019", "-q").exit_code == 0
    assert run("status", "dprk-2019", "-q", "--fail-on", "overdue").exit_code == 1
    assert run("status", "dprk-2019", "-q", "--fail-on", "breached").exit_code == 1
    early = ("--as-of", "2018-05-15")
    assert run("status", "dprk-2019", "-q", "--fail-on", "overdue", *early).exit_code == 0


def test_what_is_not_known_does_not_fail_the_check(run: Run) -> None:
    """Only what is overdue for certain does: the lack of an inspector is no breach."""
    assert run("status", "talks", "--fail-on", "overdue").exit_code == 0


@pytest.mark.parametrize("ahead", ["90d", "90 days", "13w", "3 months"])
def test_next_says_what_happens_if_nobody_acts(run: Run, ahead: str) -> None:
    shown = run("status", "dprk-2019", "--next", ahead).stdout
    assert f"If nobody acts, within {ahead}:" in shown
    assert "22 Dec 2019" in shown
    assert "due becomes breached" in " ".join(shown.split())


def test_next_as_json(run: Run) -> None:
    answer = json.loads(run("status", "dprk-2019", "--json", "--next", "90d").stdout)
    assert answer["next"] == [
        {
            "clause": "workers",
            "last_day": "2019-12-22",
            "from": ["live"],
            "to": ["breached"],
            "changes": {},
        }
    ]


def test_next_needs_a_duration(run: Run) -> None:
    result = run("status", "dprk-2019", "--next", "soon")
    assert result.exit_code == 2
    assert "--next: 'soon' is no duration" in result.stderr


def test_diff_says_which_clauses_stand_otherwise(run: Run) -> None:
    answer = json.loads(run("status", "dprk-2019", "--json", "--diff", "2018-12-01").stdout)[
        "diff"
    ]["clauses"]
    assert {id_: (c["before"]["status"], c["after"]["status"]) for id_, c in answer.items()} == {
        "drills_dprk": (["live"], ["breached"]),
        "end_of_war_2018": (["live"], ["breached"]),
    }
