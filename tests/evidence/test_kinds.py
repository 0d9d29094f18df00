"""Which clause is a claim, and of which kind: plans, refusals, imperatives, conditions, columns."""

import pytest

from detente.case import Case, Party
from detente.evidence import Candidate, extract, parse, read
from detente.evidence.essay import argues
from detente.evidence.names import names_of
from detente.evidence.quotes import straightened
from detente.evidence.turns import turns
from detente.evidence.zones import read_zones

needs_parser = pytest.mark.skipif(
    not parse.installed(), reason="the extra detente[nlp] (spaCy and its model) is not installed"
)
CASE = Case(
    id="kinds",
    parties={
        "ruritania": Party(id="ruritania", name="Ruritania"),
        "borduria": Party(id="borduria", name="Borduria"),
    },
)
COLUMN = (
    "Borduria should open the river before the winter.\n\n"
    "It must not wait for a treaty. A dam that nobody trusts holds no water."
)


def found(text: str) -> list[Candidate]:
    return extract(read(text.encode(), "a.txt"), CASE, tier="nlp")


@needs_parser
@pytest.mark.parametrize(
    ("text", "kind", "actor", "words"),
    [
        ("Borduria is to hand over the islands in May.", "commitment", "borduria", "is to hand"),
        ("Borduria will pay half of the cost.", "commitment", "borduria", "will pay half"),
        ("Borduria will not discuss the islands.", "statement", "borduria", "will not discuss"),
        ("Countermeasures will be taken, Ruritania said.", "commitment", "ruritania", "will be"),
        ("Ruritania said no return was foreseen.", "statement", "ruritania", "no return"),
        ("Ruritania said work on the dam would go ahead.", "commitment", "ruritania", "go ahead"),
        ("Ruritania invited Borduria to join the talks.", "demand", "ruritania", "invited"),
        ("Ruritania insists that the troops leave first.", "demand", "ruritania", "insists"),
        ("Ruritania linked the visit to the release of its crew.", "demand", "ruritania", "linked"),
        ("Ruritania might take the case to the court, its envoy said.", "threat", "ruritania", "take"),
        ('Ruritania said: "Release the crew at once."', "demand", "ruritania", "Release the crew"),
        ("Ruritania will suspend the contract if the shelling goes on.", "threat", "ruritania", "suspend"),
        ("Borduria must pay, or else Ruritania will close the border.", "threat", "ruritania", "or else"),
    ],
)  # fmt: skip
def test_a_clause_is_a_claim_of_its_kind(text: str, kind: str, actor: str, words: str) -> None:
    there = [(one.kind, one.actor) for one in found(text) if words in one.quote]
    assert there == [(kind, actor)], found(text)


@needs_parser
@pytest.mark.parametrize(
    "text",
    [
        "Were Borduria to open the river, Ruritania would lift the ban.",
        "Ruritania would lift the ban, should Borduria open the river.",
        "Ruritania will not lift the ban before Borduria has opened the river.",
        "Ruritania would lift the ban the moment Borduria opened the river.",
    ],
)
def test_a_condition_may_do_without_if(text: str) -> None:
    assert "borduria" in [one.actor for one in found(text) if one.kind == "condition"], found(text)


@needs_parser
@pytest.mark.parametrize(
    "text",
    [
        "Ruritania will keep the ban until spring.",
        "Ruritania did so within a day.",
        "Ruritania asked both to stop at once its long quarrel.",
    ],
)
def test_a_date_or_an_empty_verb_is_no_condition_and_no_deed(text: str) -> None:
    assert not [one for one in found(text) if one.kind in ("condition", "action")], found(text)


def column(text: str) -> bool:
    plain = straightened(text)
    return argues(plain, list(turns(text, plain, read_zones(text), names_of(CASE, plain))))


def test_a_text_that_advises_is_a_column_and_a_report_is_none() -> None:
    assert column(COLUMN)
    assert column("EDITORIAL\n\nRuritania has closed the river again.")
    assert not column("PRAGUE - " + COLUMN)
    assert not column("Ruritania said Borduria should wait. It said Borduria must not hurry.")
    assert not column(COLUMN + " We demand that the dam be opened.")


@needs_parser
def test_what_a_column_says_is_its_authors_opinion() -> None:
    assert {(one.kind, one.voice) for one in found(COLUMN)} == {("opinion", "author")}
