"""A case folder is opened whole: the case, the record beside it, and every problem with its place."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from detente.errors import UsageError
from detente.folder import open_case, open_store, shipped_cases
from detente.record.transfer import export_lines

CASE = """\
detente: 1
case: talks
parties: {usa: {name: United States}, dprk: {name: North Korea}}
levers:
  ban: {owner: usa, levels: [in_force, lifted]}
  tests: {owner: dprk, levels: [testing, moratorium]}
preferences:
  usa: {ranking: [[{tests: moratorium}], []]}
  dprk: {ranking: [[{ban: lifted}], []]}
"""
EVENT = {"kind": "event", "id": "e1", "date": "2019-10-05", "name": "talks", "source": "d1"}
ACT = {"kind": "act", "id": "e2", "date": "2019-10-05", "lever": "ban", "level": "lifted"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a small case, from the folder above it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "talks").mkdir()
    (tmp_path / "talks" / "case.yaml").write_text(CASE, encoding="utf-8")
    return tmp_path / "talks"


def record(folder: Path, *lines: dict[str, Any]) -> None:
    """Write a record into the folder."""
    text = "".join(f"{json.dumps(line)}\n" for line in lines)
    (folder / "record.jsonl").write_text(text, encoding="utf-8")


def errors(where: Path | str) -> list[str]:
    """Code and place of every error."""
    found = open_case(where).problems
    return [f"{p.code} {p.file}:{p.line}" for p in found if p.severity == "error"]


def test_a_folder_a_file_and_the_record_beside_it(folder: Path) -> None:
    """The folder and its case file open the same case, with the record."""
    record(
        folder, EVENT, {"kind": "document", "id": "d1"}, {"kind": "claim", "id": "c1", "quote": "q"}
    )
    by_folder, by_file = open_case(folder), open_case(folder / "case.yaml")
    assert by_folder == by_file
    assert by_folder.sound
    assert [e.id for e in by_folder.entries] == ["e1"]
    assert list(by_folder.documents) == ["d1"]
    assert list(by_folder.claims) == ["c1"]
    assert set(by_folder.texts) == {"talks/case.yaml", "talks/record.jsonl"}


def test_a_case_file_of_another_name_has_no_record(folder: Path) -> None:
    """A folder may hold many case files; the record belongs to case.yaml."""
    record(folder, EVENT)
    (folder / "other.yaml").write_text(CASE, encoding="utf-8")
    assert open_case(folder / "other.yaml").entries == ()


def test_the_version_changes_with_the_files(folder: Path) -> None:
    """Seven hex digits that name what a result was computed from."""
    first = open_case(folder).version
    assert len(first) == 7
    assert open_case(folder).version == first
    record(folder, EVENT)
    assert open_case(folder).version != first


def test_inline_entries_are_merged_with_the_record(folder: Path) -> None:
    """The same entry inline and in the record counts once; an inline one may refer to the record."""
    record(folder, EVENT)
    inline = (
        "events:\n"
        "  - {kind: event, id: e1, date: 2019-10-05, name: talks, source: d1}\n"
        "  - {kind: dispute, id: e3, date: 2019-10-06, about: e1}\n"
    )
    (folder / "case.yaml").write_text(CASE + inline, encoding="utf-8")
    opened = open_case(folder)
    assert [e.id for e in opened.entries] == ["e1", "e3"]
    assert errors(folder) == []


def test_one_id_with_two_contents_is_an_error_at_the_inline_one(folder: Path) -> None:
    """Inline and recorded under one id, but not with one content."""
    record(folder, EVENT)
    inline = "events: [{kind: event, id: e1, date: 2019-10-04, name: talks}]\n"
    (folder / "case.yaml").write_text(CASE + inline, encoding="utf-8")
    assert errors(folder) == ["D202 talks/case.yaml:10"]


@pytest.mark.parametrize(
    ("line", "message", "marked"),
    [
        (ACT | {"lever": "bann"}, "unknown lever 'bann'", '"bann"'),
        (ACT | {"level": "gone"}, "ban has no level 'gone'", '"gone"'),
        (EVENT | {"kind": "dispute", "about": "e9"}, "unknown key 'name'", '"name"'),
        (
            {"kind": "dispute", "id": "d", "date": "2019-10-05", "about": "e9"},
            "unknown entry 'e9'",
            '"e9"',
        ),
        (
            {"kind": "waive", "id": "w", "date": "2019-10-05", "clause": "freeze"},
            "unknown clause 'freeze'",
            '"freeze"',
        ),
        (
            {"kind": "claim", "id": "c", "quote": "q", "levers": ["ban", "bann"]},
            "unknown lever 'bann'",
            '["ban", "bann"]',
        ),
    ],
)
def test_names_in_the_record_must_be_those_of_the_case(
    folder: Path, line: dict[str, Any], message: str, marked: str
) -> None:
    """A wrong lever, level, entry or clause in the record is an error at its place."""
    record(folder, line)
    [problem] = [p for p in open_case(folder).problems if p.severity == "error"]
    assert message in problem.message
    assert (problem.file, problem.line) == ("talks/record.jsonl", 1)
    begin = problem.column - 1
    assert json.dumps(line)[begin : begin + problem.width] == marked


def test_an_assertion_is_checked_at_every_load(folder: Path) -> None:
    """The record must show what it asserts."""
    record(folder, ACT | {"kind": "assert", "id": "a1"})
    assert errors(folder) == ["D203 talks/record.jsonl:1"]


@pytest.mark.parametrize("name", ["case.yaml", "record.jsonl"])
def test_bytes_that_are_no_text_have_their_place(folder: Path, name: str) -> None:
    """Files are UTF-8; the first wrong byte is named."""
    record(folder, EVENT)
    data = (folder / name).read_bytes()
    (folder / name).write_bytes(data[:9] + b"\xff" + data[9:])
    [problem] = [p for p in open_case(folder).problems if p.severity == "error"]
    assert "0xFF" in problem.message
    assert (problem.file, problem.line, problem.column) == (f"talks/{name}", 1, 10)


@pytest.mark.parametrize(
    ("where", "message", "hint"),
    [
        ("dprk-2018", "no case 'dprk-2018'", "did you mean 'dprk-2019'?"),
        ("elmira_12", "no case 'elmira_12'", "literature/kinsara2014/elmira_12"),
        ("nothing.yaml", "no case 'nothing.yaml'", "dprk-2019"),
        ("empty", "no case.yaml in 'empty'", "detente new empty"),
        ("bad\0name", "no case 'bad\0name'", ""),
        ("x" * 5000, "cannot open", ""),
    ],
)
def test_what_is_no_case_says_what_there_is(
    folder: Path, where: str, message: str, hint: str
) -> None:
    """The error names what was asked for, near names, and how to make one."""
    (folder.parent / "empty").mkdir()
    with pytest.raises(UsageError) as raised:
        open_case(where)
    assert message in raised.value.message
    assert hint in raised.value.hint


def test_every_shipped_case_opens_without_error() -> None:
    """What ships is sound."""
    shipped = shipped_cases()
    assert "dprk-2019" in shipped
    for id_ in shipped:
        opened = open_case(id_)
        assert opened.sound, [p.concise() for p in opened.problems if p.severity == "error"]


def test_the_head_of_the_record_is_given_where_there_is_a_chain(folder: Path) -> None:
    """None for a plain file; the store's own once something is written; the same of its export."""
    record(folder, EVENT, {"kind": "document", "id": "d1"})
    assert open_case(folder).head is None
    store = open_store(open_case(folder), None, dt.datetime(2019, 10, 6, tzinfo=dt.UTC))
    head = str(store.head())
    assert open_case(folder).head == head
    exported = "".join(f"{line}\n" for line in export_lines(store))
    for file in folder.glob("record.sqlite*"):
        file.unlink()
    (folder / "record.jsonl").write_text(exported, encoding="utf-8")
    assert open_case(folder).head == head
    record(folder, EVENT)
    assert open_case(folder).head is None
