"""FollowTheMoney, Web Annotations and CSV from the command line."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from detente.folder import open_case

Run = Callable[..., Result]


def test_claims_go_into_a_spreadsheet_and_back(run: Run, folder: Path) -> None:
    """Three tables; the claims read back are nothing new to the case, and all new to another."""
    result = run("export", "talks", "--to", "csv", "-o", "tables")
    assert result.exit_code == 0, result.output
    names = {path.name for path in (folder / "tables").iterdir()}
    assert names == {"claims.csv", "documents.csv", "events.csv"}
    assert "Nothing new" in run("import", "tables/claims.csv", "--into", "talks").output
    case = (folder / "talks" / "case.yaml").read_text(encoding="utf-8")
    (folder / "other").mkdir()
    (folder / "other" / "case.yaml").write_text(case, encoding="utf-8")
    result = run("import", "tables/claims.csv", "--into", "other")
    assert result.exit_code == 0, result.output
    assert open_case("other").claims == open_case("talks").claims


def test_a_byte_order_mark_where_it_is_asked_for(run: Run, folder: Path) -> None:
    """Some spreadsheets want one; reading does not mind it."""
    run("export", "talks", "--to", "csv", "-o", "plain")
    run("export", "talks", "--to", "csv", "-o", "marked", "--bom")
    plain, marked = ((folder / name / "claims.csv").read_bytes() for name in ("plain", "marked"))
    assert marked == b"\xef\xbb\xbf" + plain
    assert run("import", "marked/claims.csv", "--into", "talks").exit_code == 0
    assert run("export", "talks", "--bom").exit_code == 2


def test_a_claim_that_the_record_has_otherwise_is_refused(run: Run, folder: Path) -> None:
    """A record is added to, never changed."""
    id_ = next(iter(open_case("talks").claims))
    (folder / "c.csv").write_text(f"id,quote\n{id_},other words\n", encoding="utf-8")
    result = run("import", "c.csv", "--into", "talks")
    assert result.exit_code == 2
    assert f"the record has other words for '{id_}'" in result.output


def test_a_bad_table_is_shown_with_its_lines(run: Run, folder: Path) -> None:
    """And nothing is recorded."""
    (folder / "c.csv").write_text("id,quote,start\nn1,x,3\nn2,y,late\nn 3,z,\n", encoding="utf-8")
    result = run("import", "c.csv", "--into", "talks")
    assert result.exit_code == 2
    assert "error[D118] start: 'late' is no whole number" in result.output
    assert "--> c.csv:3:1" in result.output
    assert "Nothing was recorded." in result.output
    (folder / "c.csv").write_bytes("id,quote\nn1,caf\xe9\n".encode("latin-1"))
    result = run("import", "c.csv", "--into", "talks")
    assert "is not UTF-8 at byte 15, line 2" in result.output
    assert not (folder / "talks" / "record.sqlite").exists()


def test_annotations(run: Run, folder: Path) -> None:
    """JSON-LD to the terminal or a file; what has no place beside it."""
    result = run("export", "talks", "--to", "annotations", "-o", "notes.jsonld")
    assert result.exit_code == 0, result.output
    made = json.loads((folder / "notes.jsonld").read_text(encoding="utf-8"))
    assert made["type"] == "AnnotationCollection"
    assert f"{made['total']} annotation" in result.output
    shown = run("export", "dprk-2019", "--to", "annotations", "-q")
    assert json.loads(shown.stdout)["total"] > 100


def test_follow_the_money_there_and_back(run: Run, folder: Path) -> None:
    """Documents, events and measures; back as candidates that wait, never as entries."""
    result = run("export", "dprk-2019", "--to", "followthemoney", "-o", "x.json")
    assert result.exit_code == 0, result.output
    assert "What has no place" in result.output
    before = open_case("talks")
    result = run("import", "x.json", "--into", "talks")
    assert result.exit_code == 0, result.output
    assert "accepted by nobody" in result.output
    after = open_case("talks")
    assert after.sound
    assert (after.entries, after.claims) == (before.entries, before.claims)
    assert len(after.candidates) > 100
    assert "Nothing new" in run("import", "x.json", "--into", "talks").output
    assert (folder / "talks" / "record.sqlite").exists()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b'{"id": "a", "schema": "Event", "properties": {}}', "Event without the property 'name'"),
        (b"{}", "'id' is missing, or is no text"),
        (b"\xff", "is not UTF-8 at byte 0, line 1"),
    ],
)
def test_a_bad_file_of_entities(run: Run, folder: Path, data: bytes, message: str) -> None:
    """Told with its place; nothing is recorded."""
    (folder / "x.ftm.json").write_bytes(data)
    result = run("import", "x.ftm.json", "--into", "talks")
    assert result.exit_code == 2
    assert message in result.output
    assert not (folder / "talks" / "record.sqlite").exists()


def test_what_is_missing_is_named(run: Run, folder: Path) -> None:
    """A folder for tables; a file that is there."""
    del folder
    result = run("export", "talks", "--to", "csv")
    assert result.exit_code == 2
    assert "name their folder with --out" in result.output
    result = run("import", "none.ftm.json", "--into", "talks")
    assert "cannot read 'none.ftm.json'" in result.output
    result = run("export", "talks", "--to", "annotations", "--next", "90d")
    assert "--next is for calendars" in result.output


def test_annotations_are_not_read_back_and_that_is_said_once(run: Run, folder: Path) -> None:
    """One sentence, not an error for every line of the file; the same of any other JSON document."""
    run("export", "talks", "--to", "annotations", "-o", "claims.jsonld")
    result = run("import", "claims.jsonld", "--into", "talks")
    assert result.exit_code == 2
    assert "holds Web Annotations, which are written and not read" in " ".join(
        result.stderr.split()
    )
    (folder / "odd.data").write_text('{\n "a": 1\n}\n', encoding="utf-8")
    result = run("import", "odd.data", "--into", "talks")
    assert "one JSON document over several lines" in " ".join(result.stderr.split())


@pytest.mark.usefixtures("folder")
def test_entities_are_known_by_their_first_line_whatever_the_file_is_called(run: Run) -> None:
    """A file without an ending is as good as one with the usual one."""
    run("export", "talks", "--to", "followthemoney", "-o", "entities")
    result = run("import", "entities", "--into", "talks", "--dry-run")
    assert result.exit_code == 0, result.output
