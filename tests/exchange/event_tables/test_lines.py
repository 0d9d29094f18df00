"""Happenings as lines of the record: candidates, and nothing that carries a conclusion."""

import json
from pathlib import Path

from tests.exchange.event_rows import TALKS, file_of, header, row

from detente.claims import Claim
from detente.documents import Document
from detente.entries import read_entry
from detente.exchange.event_tables import Actors, Table, as_lines, scan
from detente.record import parse


def lines_of(folder: Path, lines: list[str]) -> list[dict[str, object]]:
    path = file_of(folder, lines)
    return as_lines(scan(Table(path), Actors(TALKS)), path.name, path.stat().st_size)


def test_a_row_becomes_a_candidate_that_a_record_takes(tmp_path: Path) -> None:
    """Graded F6, the author's voice, with where it stands in which file; never an entry."""
    document, claim = lines_of(tmp_path, [row("gdelt2", EventCode="1312")])
    read, faults = read_entry(claim)
    assert not faults
    assert isinstance(read, Claim)
    assert isinstance(read_entry(document)[0], Document)
    assert (str(read.grade), read.voice, read.type, read.standing) == (
        "F6",
        "author",
        "statement",
        "waiting",
    )
    assert (read.actor, read.target, read.document) == ("usa", "dprk", document["id"])
    assert read.event == {
        "plover": "THREATEN",
        "mode": "restrict",
        "cameo": "1312",
        "kind": "threat",
    }
    assert read.origin is not None
    assert read.origin["source"] == "https://www.example.org/talks"
    assert read.origin["line"] == 1
    assert read.chain == ("gdelt2", "example.org")
    assert read.quote == "20191005 | UNITED STATES | 1312 | NORTH KOREA"


def test_a_day_that_may_be_the_day_of_printing_is_marked(tmp_path: Path) -> None:
    """GDELT falls back to the day of the article; POLECAT never says whether it did."""
    same = row("gdelt2", Day="20191006", EventCode="130")
    dates = [claim["date"] for claim in lines_of(tmp_path, [row("gdelt2"), same])[1:]]
    assert dates == [
        {"said": "2019-10-06", "happened": "2019-10-05", "precision": "day"},
        {"said": "2019-10-06", "happened": "2019-10-06", "precision": "assumed"},
    ]
    polecat = lines_of(tmp_path, [header("polecat"), row("polecat")])[1]
    assert polecat["date"] == {
        "said": "2019-10-06", "happened": "2019-10-05", "precision": "unknown",
    }  # fmt: skip


def test_the_same_row_is_the_same_candidate_wherever_it_stands(tmp_path: Path) -> None:
    """So that a table that overlaps another one proposes nothing twice."""
    other = row("gdelt2", EventCode="190")
    first = lines_of(tmp_path, [row("gdelt2"), other])
    second = lines_of(tmp_path, [other, row("gdelt2")])
    assert {line["id"] for line in first[1:]} == {line["id"] for line in second[1:]}
    assert first[0]["id"] != second[0]["id"]


def test_hostile_cells_make_lines_that_can_be_read(tmp_path: Path) -> None:
    """Whatever stands in a cell, the record takes the line."""
    odd = row(
        "gdelt2", Actor1Name="\0\x1b[2J\u202e\"'=cmd", SOURCEURL="https://a.b/" + "y" * 90_000
    )
    lines = lines_of(tmp_path, [odd])
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    kept, problems = parse(text)
    assert not problems
    assert len(kept) == 2
    assert len(text) < 5000
