"""The record is checked against itself at every load."""

import pytest

from detente.casefile import parse
from detente.errors import Mark, Problem
from detente.ledger import check_record

HEAD = """
detente: 1
case: talks
parties: {usa: {}, dprk: {}}
levers:
  ban: {owner: usa, levels: [in_force, suspended, lifted]}
  oil: {owner: usa, unit: t}
events:
"""


def found(*events: str) -> list[Problem]:
    """What is wrong with a record of these entries."""
    case, problems = parse(HEAD + "".join(f"  - {{{event}}}\n" for event in events))
    assert problems == []
    assert case is not None
    places = {entry.id: ("case.yaml", Mark(9 + i, 5)) for i, entry in enumerate(case.events)}
    return check_record(case, case.events, places)


ACT = "id: e1, kind: act, date: 2018-06-12, lever: ban, level: suspended"


@pytest.mark.parametrize(
    ("date", "level", "message"),
    [
        ("2018-06-11", "in_force", None),
        ("2018-06-12", "suspended", None),
        (
            "2018-06-12",
            "in_force",
            "'a1': ban must be in force on 12 Jun 2018, but the record says suspended",
        ),
        (
            "2018-06-11/2018-06-12",
            "suspended",
            "'a1': ban must be suspended on 11 Jun 2018, but the record says in force",
        ),
    ],
)
def test_an_assertion_holds_or_says_what_the_board_shows(
    date: str, level: str, message: str | None
) -> None:
    """The board must show the level on the day: else an error at the assertion."""
    problems = found(ACT, f"id: a1, kind: assert, date: {date}, lever: ban, level: {level}")
    assert [p.message for p in problems] == ([] if message is None else [message])
    assert all((p.code, p.severity, p.line) == ("D203", "error", 10) for p in problems)


def test_a_level_that_is_not_known_fails_the_assertion() -> None:
    """What may be is not what must be."""
    [problem] = found(
        "id: e1, kind: report, date: 2018-06-12, lever: ban, level: lifted",
        "id: a1, kind: assert, date: 2018-06-12, lever: ban, level: lifted",
    )
    assert "but the record says in force or lifted" in problem.message


def test_a_withdrawn_assertion_asserts_nothing() -> None:
    """A retraction takes the assertion away too."""
    assert not found(
        "id: a1, kind: assert, date: 2018-06-12, lever: ban, level: lifted",
        "id: t1, kind: retract, date: 2018-07-01, about: a1",
    )


def test_corrections_in_a_circle_are_an_error() -> None:
    """None of the entries of the circle would say anything."""
    [problem] = found(f"{ACT}, supersedes: e2", ACT.replace("e1", "e2") + ", supersedes: e1")
    assert (problem.code, problem.line) == ("D204", 9)
    assert problem.message.endswith("in a circle: e1, e2")


def test_a_ruling_decides_a_dispute() -> None:
    """A ruling about the disputed entry itself changes nothing: a warning that names the dispute."""
    [problem] = found(
        ACT,
        "id: d1, kind: dispute, date: 2018-07-01, about: e1",
        "id: r1, kind: ruling, date: 2018-08-01, about: e1, upheld: true",
    )
    assert (problem.code, problem.severity) == ("D205", "warning")
    assert problem.hint == "write 'about: d1', the dispute about it"
