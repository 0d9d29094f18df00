"""FollowTheMoney: what is written is valid by its schemata, and comes back as candidates."""

import json
import re
from functools import cache
from pathlib import Path

import pytest

from detente import ledger
from detente.entries import ENTRY_KINDS, read_entry
from detente.exchange.follow_the_money import (
    Entity,
    Export,
    FollowTheMoneyFileError,
    as_lines,
    export,
    looks_like,
    read,
    write,
)
from detente.folder import Opened, open_case
from detente.record import parse

SCHEMATA = json.loads(
    (Path(__file__).parents[1] / "data" / "follow_the_money.json").read_text(encoding="utf-8")
)["schemata"]
FORMS = {
    "date": re.compile(r"\d{4}(-\d\d(-\d\d)?)?"),
    "url": re.compile(r"https?://\S+"),
    "number": re.compile(r"\d+"),
    "language": re.compile(r"[a-z]{3}"),
    "mimetype": re.compile(r"[a-z]+/[\w.+-]+"),
}


@cache
def exported(id_: str) -> tuple[Opened, Export]:
    opened = open_case(id_)
    case = opened.case
    assert case is not None
    assert case.as_of is not None
    history = ledger.history(case, opened.entries, case.as_of)
    return opened, export(case, opened.entries, opened.documents, history, len(opened.claims))


@pytest.mark.parametrize("id_", ["dprk-2019", "jcpoa", "minsk-2", "resolution-1022"])
def test_what_is_written_is_valid_by_the_schemata(id_: str) -> None:
    """Each property is one of its schema and of its type; what is required is there; ids lead somewhere."""
    _, made = exported(id_)
    by_id = {entity.id: entity for entity in made.entities}
    assert len(by_id) == len(made.entities)
    for entity in made.entities:
        schema = SCHEMATA[entity.schema]
        for name in schema["required"]:
            assert entity.properties.get(name), (entity.id, name)
        for name, values in entity.properties.items():
            kind, range_ = schema["properties"][name]
            assert values
            for value in values:
                assert value, (entity.id, name)
                if kind in FORMS:
                    assert FORMS[kind].fullmatch(value), (entity.id, name, value)
                if kind == "entity":
                    assert by_id[value].schema in {range_, "Article", "LegalEntity"}


def test_the_measures_of_the_first_case() -> None:
    """The coal ban since 5 August 2017, in force, with the documents that say so."""
    _, made = exported("dprk-2019")
    ban = next(e for e in made.entities if e.id == "dprk-2019.measure.coal_ban.2017-08-05")
    assert ban.schema == "Sanction"
    assert ban.first("status") == "in force"
    assert ban.properties["entity"] == ("dprk-2019.party.dprk",)
    assert ban.properties["authority"] == ("United States", "UN Security Council")
    assert "dprk-2019.document.R2371" in ban.properties["proof"]
    assert "endDate" not in ban.properties


def test_a_measure_that_ended_has_an_end(tmp_path: Path) -> None:
    """The day after the last on which it had that level; the next begins there."""
    del tmp_path
    _, made = exported("resolution-1022")
    ended = [e for e in made.entities if e.schema == "Sanction" and e.first("endDate")]
    assert ended
    for entity in ended:
        program, end = entity.first("program"), entity.first("endDate")
        assert any(
            e.first("program") == program and e.first("startDate") == end for e in made.entities
        )


def test_ids_stay_the_same() -> None:
    """Twice the same case is twice the same file."""
    again = exported.__wrapped__("minsk-2")[1]
    assert write(again.entities) == write(exported("minsk-2")[1].entities)


def test_what_has_no_place_is_listed() -> None:
    """Levers that are no measures, grades, claims, clauses."""
    said = "\n".join(exported("dprk-2019")[1].left_out)
    for part in ("Levers that are no measures", "Grades of entries", "Claims", "clauses"):
        assert part in said


def test_what_is_written_comes_back(tmp_path: Path) -> None:
    """Documents under their own ids; each event and measure once as a candidate, and never an entry."""
    del tmp_path
    opened, made = exported("dprk-2019")
    assert opened.case is not None
    text = write(made.entities)
    entities = read(text)
    assert entities == list(made.entities)
    back = as_lines(entities, opened.case, name="x.ftm.json", raw=text.encode())
    kept, problems = parse("".join(json.dumps(line) + "\n" for line in back.lines))
    assert not problems
    assert len(kept) == len(back.lines)
    documents = {line["id"]: line for line in back.lines if line["kind"] == "document"}
    for id_, document in opened.documents.items():
        line = documents[id_]
        assert line["title"] == (document.title or id_)
        assert line.get("published", "") == document.date
        assert line.get("sha256", "") == document.sha256
        assert line.get("bytes") == document.bytes
        assert line.get("url", "") in {document.url, ""}
    claims = [line for line in back.lines if line["kind"] == "claim"]
    told = [e for e in made.entities if e.schema in {"Event", "Sanction"}]
    assert len(claims) == len({claim["id"] for claim in claims}) == len(told)
    assert {claim["grade"] for claim in claims} == {"F6"}
    assert {claim["voice"] for claim in claims} == {"author"}
    assert not {line["kind"] for line in back.lines} & {*ENTRY_KINDS}
    ban = next(c for c in claims if c["origin"]["entity"].endswith("coal_ban.2017-08-05"))
    assert (ban["actor"], ban["target"], ban["document"]) == ("usa", "dprk", "R2371")
    assert ban["date"] == {"happened": "2017-08-05", "precision": "day"}


def test_entities_of_others_are_taken_as_far_as_they_go() -> None:
    """Parties by their names; unknown schemata are listed; ids that a record cannot have are changed."""
    case = open_case("dprk-2019").case
    assert case is not None
    entities = [
        Entity("Q/1 x", "Article", {"title": ("News",), "publishedAt": ("2019-10",)}),
        Entity("NK", "PublicBody", {"name": ("North Korea",)}),
        Entity(
            "s1", "Sanction", {"entity": ("NK",), "authority": ("Unheard of",), "proof": ("Q/1 x",)}
        ),
        Entity("e1", "Event", {"name": ("=cmd",), "organizer": ("usa",), "involved": ("NK",)}),
        Entity("v1", "Vessel", {"name": ("Wise",)}),
    ]
    made = as_lines(entities, case, name="x", raw=b"x")
    assert [line["id"] for line in made.lines[:1]] == ["Q-1-x"]
    sanction, event = (line for line in made.lines if line["kind"] == "claim")
    assert "actor" not in sanction
    assert (sanction["target"], sanction["document"]) == ("dprk", "Q-1-x")
    assert (event["actor"], event["target"], event["quote"]) == ("usa", "dprk", "=cmd")
    assert all(not read_entry(line)[1] for line in made.lines)
    assert "1 PublicBody, 1 Vessel" in made.left_out[0]


GOOD = '{"id": "e0", "schema": "Event", "properties": {"name": ["Talks"]}}'


@pytest.mark.parametrize(
    ("line", "column", "message"),
    [
        ('{"id": "e1", "schema": "Event"', 31, "no JSON: expecting ',' delimiter"),
        ("[1]", 1, "this is no object"),
        ('{"schema": "Event", "properties": {}}', 1, "'id' is missing, or is no text"),
        ('{"id": "e1", "schema": 3, "properties": {}}', 14, "'schema' is missing, or is no text"),
        ('{"id": "e1", "schema": "Event"}', 1, "'properties' is missing, or is no object"),
        (
            '{"id": "e1", "schema": "Event", "properties": {"name": "Talks"}}', 48,
            "the property 'name' is no list of texts",
        ),
        (
            '{"id": "e1", "schema": "Event", "properties": {"name": [3]}}', 48,
            "the property 'name' is no list of texts",
        ),
        ('{"id": "e1", "schema": "Event", "properties": {}}', 33, "Event without the property 'name'"),
        (
            '{"id": "e1", "schema": "Sanction", "properties": {"program": ["x"]}}', 36,
            "Sanction without the property 'entity'",
        ),
        (GOOD, 1, "the id 'e0' stands on line 1 already"),
        ('{"id": "e1\\ud800", "schema": "X", "properties": {}}', 1, "half of a surrogate pair"),
    ],
)  # fmt: skip
def test_each_fault_is_told_with_its_place(line: str, column: int, message: str) -> None:
    """The second line of a file is wrong; the message says how a line looks."""
    with pytest.raises(FollowTheMoneyFileError) as error:
        read(f"{GOOD}\n{line}\n", "x.ftm.json")
    problem = error.value.problems[0]
    assert (problem.code, problem.line, problem.column) == ("D117", 2, column)
    assert problem.message.startswith(message)
    assert problem.hint.startswith("one JSON object a line")


def test_a_nest_too_deep_is_a_fault_and_not_a_failure() -> None:
    """As is a number that is too long."""
    for odd in ("[" * 100_000, '{"id": ' + "9" * 5000 + "}"):
        with pytest.raises(FollowTheMoneyFileError):
            read(odd)


def test_lines_of_a_record_are_not_taken_for_entities() -> None:
    """A record has kinds, not schemata."""
    assert looks_like(GOOD)
    assert not looks_like('{"kind": "claim", "id": "c1", "quote": "x"}')
    assert not looks_like("")
