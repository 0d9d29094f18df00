"""Every wrong statement of the two documents is a claim in its speaker's voice, and carries no level.

``tests/data/wrong_statements.json`` has, for each that a second look found false or contested, whose
voice it is and what is known of it; it was coded from the documents, not from the record.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from detente.checks import check
from detente.claims import Claim
from detente.entries import Amount, Entry, LevelEntry, read_entry
from detente.folder import Opened, open_case

WRONG: dict[str, tuple[str, str]] = json.loads(
    Path(__file__).parent.parent.joinpath("data/wrong_statements.json").read_text("utf-8")
)


@pytest.fixture(scope="module")
def opened() -> Opened:
    return open_case("dprk-2019")


def levels(opened: Opened) -> Iterator[Entry]:
    """The entries that say how a lever stands, or how much was delivered."""
    for entry in opened.entries:
        if isinstance(entry, LevelEntry | Amount):
            yield entry


@pytest.mark.parametrize("id_", WRONG)
def test_each_is_a_claim_with_the_right_voice_and_verdict(opened: Opened, id_: str) -> None:
    claim = opened.claims[id_]
    voice, verdict = WRONG[id_]
    assert (str(claim.voice), str(claim.verdict)) == (voice, verdict)
    assert claim.correct or claim.note, "what is wrong with it stands beside it"


def test_no_level_of_the_record_rests_on_one(opened: Opened) -> None:
    resting = {entry.id for entry in levels(opened) if WRONG.keys() & {*entry.rests_on}}
    assert resting == set()


def test_no_preference_rests_on_what_an_author_says_wrongly(opened: Opened) -> None:
    assert opened.case is not None
    codes = {problem.code for problem in opened.problems}
    assert not codes & {"D333", "D334", "D335", "D336"}


def test_what_is_no_statement_about_the_case_is_no_claim(opened: Opened) -> None:
    """The menu of the site stands in the document as well; it must not become evidence."""
    assert "S0-52" not in opened.claims
    assert not any("DeSantis" in claim.quote for claim in opened.claims.values())


@pytest.mark.parametrize("id_", WRONG)
def test_a_level_that_rested_on_one_would_be_found(opened: Opened, id_: str) -> None:
    """The check refuses it by machine, whichever of them it is."""
    act, faults = read_entry(
        {
            "kind": "act",
            "id": "new",
            "date": "2019-10-05",
            "by": "dprk",
            "lever": "tests",
            "level": "testing",
            "source": "S1",
            "grade": "B2",
            "rests_on": [id_],
        }
    )
    assert isinstance(act, Entry)
    assert not faults
    assert opened.case is not None
    found = check(opened.case, (act,), opened.claims, opened.documents)
    assert [p.message for p in found if p.code == "D335"] == [
        f"the entry 'new' rests on '{id_}', which is {opened.claims[id_].verdict}"
    ]


def test_a_claim_that_is_true_carries_a_level(opened: Opened) -> None:
    """The check is about wrong claims: it says nothing of others."""
    assert isinstance(opened.claims["b07"], Claim)
    assert any("b07" in entry.rests_on for entry in opened.entries)
