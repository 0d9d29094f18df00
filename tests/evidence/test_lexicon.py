"""Every row of the rules' tables finds what its example says."""

import pytest

from detente.case import Case, Party
from detente.evidence import extract, read
from detente.evidence.lexicon import (
    CONDITIONS,
    IDIOMS,
    NOMINAL_ACTS,
    SPEECH_ACTS,
    ConditionRow,
    Row,
)
from detente.evidence.parse import installed

needs_parser = pytest.mark.skipif(
    not installed(), reason="the extra detente[nlp] (spaCy and its model) is not installed"
)
CASE = Case(
    id="tables",
    parties={
        "ruritania": Party(id="ruritania", name="Ruritania"),
        "borduria": Party(id="borduria", name="Borduria"),
    },
)


@pytest.mark.parametrize("row", SPEECH_ACTS, ids=lambda row: row.name)
def test_a_verb_of_the_table_is_found_by_keywords(row: Row) -> None:
    found = extract(read(row.example.encode(), "example.txt"), CASE)
    assert [(one.kind, one.quote) for one in found] == [(row.kind, row.finds)]


@needs_parser
@pytest.mark.parametrize("row", [*SPEECH_ACTS, *NOMINAL_ACTS], ids=lambda row: row.name)
def test_an_act_of_the_tables_is_found_by_parsing(row: Row) -> None:
    found = extract(read(row.example.encode(), "example.txt"), CASE, tier="nlp")
    assert any(one.kind == row.kind and row.finds in one.quote for one in found), found


@needs_parser
@pytest.mark.parametrize("row", IDIOMS, ids=lambda row: row.name)
def test_a_set_phrase_of_the_table_is_found_in_a_partys_mouth(row: Row) -> None:
    found = extract(read(row.example.encode(), "example.txt"), CASE, tier="nlp")
    assert any(one.kind == row.kind and row.finds in one.quote for one in found), found


@pytest.mark.parametrize("row", CONDITIONS, ids=lambda row: row.flavour)
@pytest.mark.parametrize("tier", ["keywords", pytest.param("nlp", marks=needs_parser)])
def test_a_condition_of_the_table_is_found_with_its_flavour(row: ConditionRow, tier: str) -> None:
    found = extract(
        read(row.example.encode(), "example.txt"), CASE, tier="nlp" if tier == "nlp" else "keywords"
    )
    assert any(one.flavour == row.flavour and row.finds.split(",")[0] in one.quote for one in found)
