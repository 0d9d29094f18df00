"""``detente import`` of event tables, as a user meets it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.exchange.event_rows import file_of, header, row
from typer.testing import Result

from detente.cli import event_table_file
from detente.exchange.event_tables.selecting import Keys
from detente.folder import open_case

Run = Callable[..., Result]
GDELT = [
    row("gdelt2", NumMentions="12"),
    row("gdelt2", EventCode="1312", Actor1CountryCode="PRK", Actor1Name="PYONGYANG",
        Actor2CountryCode="USA", Actor2Name="WASHINGTON"),
    row("gdelt2", EventCode="0461", SOURCEURL="=HYPERLINK(1)"),
    row("gdelt2", Day="20190101"),
    row("gdelt2", Actor2CountryCode="FRA", Actor2Name="FRANCE"),
    row("gdelt2", Day="20191344"),
    "half a row\tand no more",
    row("gdelt2", EventCode="0871", Day="20191006"),
]  # fmt: skip
ICEWS = [
    header("icews"),
    row("icews"),
    row("icews", Event_ID="3001", Event_Date="2019-10-06", CAMEO_Code="085"),
]
POLECAT = [
    header("polecat") + "\tHeadline",
    row("polecat", Event_Type="AGREE", Actor_Name="United States;North Korea", Recipient_Name="None",
        Recipient_Country="None", Recipient_COW="None", Actor_Country="None", Actor_COW="None"),
    row("polecat", Event_Type="DEMAND", Event_Mode="yield") + "\t\t",
]  # fmt: skip


TABLES = {"gdelt": GDELT, "icews": ICEWS, "polecat": POLECAT}


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("name", TABLES)
def test_pages(
    run: Run, folder: Path, golden: Callable[[str, str], None], name: str, columns: int
) -> None:
    """What an import of each table looks like."""
    file_of(folder, TABLES[name], f"{name}.csv")
    words = ("import", f"{name}.csv", "--into", "talks", "--from", "2019-10-01", "--dry-run")
    result = run(*words, columns=columns)
    assert result.exit_code == 0, result.output
    golden(f"cli/import-{name}-{columns}.txt", result.stdout)


def test_what_is_imported_waits_for_a_verdict_and_changes_nothing(run: Run, folder: Path) -> None:
    """Candidates and their document are recorded; no entry is, and nothing counts yet."""
    file_of(folder, GDELT, "gdelt.csv")
    before = open_case("talks")
    result = run("import", "gdelt.csv", "--into", "talks")
    assert result.exit_code == 0, result.output
    after = open_case("talks")
    assert after.sound
    assert after.entries == before.entries
    assert {*after.claims} == {*before.claims}
    assert len(after.candidates) == 4
    assert {str(one.grade) for one in after.candidates.values()} == {"F6"}
    (document,) = {*after.documents} - {*before.documents}
    assert {one.document for one in after.candidates.values()} == {document}


def test_twice_the_same_file_is_nothing_new(run: Run, folder: Path) -> None:
    """Nor is another file with the same rows."""
    file_of(folder, GDELT, "gdelt.csv")
    file_of(folder, GDELT[::-1], "again.csv")
    run("import", "gdelt.csv", "--into", "talks")
    head = open_case("talks").head
    for name in ("gdelt.csv", "again.csv"):
        result = run("import", name, "--into", "talks", "--from", "2019-10-06")
        assert "Nothing new" in result.output
    assert open_case("talks").head == head


def test_the_same_for_programs(run: Run, folder: Path) -> None:
    """Every number and every candidate, and the bad rows with their lines."""
    file_of(folder, GDELT, "gdelt.csv")
    result = run("import", "gdelt.csv", "--into", "talks", "--from", "2019-10-01", "--json")
    said = json.loads(result.stdout)
    assert said["schema"] == "detente.import_events/1"
    counts = ("rows", "between_parties", "other_days", "with_itself", "bad", "new")
    assert [said[key] for key in counts] == [8, 5, 1, 0, 2, 4]
    assert [one["line"] for one in said["problems"]] == [6, 7]
    assert [one["origin"]["rows"] for one in said["candidates"]] == [2, 1, 1]
    assert said["head"]


def test_the_parties_may_be_narrowed(run: Run, folder: Path) -> None:
    """Rows with others are left aside."""
    file_of(folder, GDELT, "gdelt.csv")
    result = run("import", "gdelt.csv", "--into", "talks", "--party", "usa", "--party", "iaea")
    assert result.exit_code == 0
    assert "No row tells of two different parties" in result.output
    assert "Nothing new" in result.output


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--party", "usaa"], "--party: no party 'usaa'"),
        (["--from", "2019-10-02", "--until", "2019-10-01"], "--from is after --until"),
        (["--from", "October"], "--from: 'October' is no date"),
    ],
)
def test_wrong_options(run: Run, folder: Path, words: list[str], message: str) -> None:
    """The message names the option."""
    file_of(folder, GDELT, "gdelt.csv")
    result = run("import", "gdelt.csv", "--into", "talks", *words)
    assert result.exit_code == 2
    assert message in result.output


def test_options_of_tables_are_refused_elsewhere(run: Run, folder: Path) -> None:
    """A record has all its days."""
    (folder / "more.jsonl").write_text("", encoding="utf-8")
    for words in (["--from", "2019-10-02"], ["--party", "usa"], ["--dry-run"]):
        result = run("import", "more.jsonl", "--into", "talks", *words)
        assert result.exit_code == 2
        assert f"{words[0]} is not for this file" in result.output


def test_a_file_that_is_no_table(run: Run, folder: Path) -> None:
    """The message has what was met, the help what there could be."""
    (folder / "odd.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    result = run("import", "odd.csv", "--into", "talks")
    assert result.exit_code == 2
    assert "'odd.csv' is no event table" in result.output
    assert "GDELT 2 events 61" in result.output
    assert not (folder / "talks" / "record.sqlite").exists()


def test_stopping_leaves_nothing_half_recorded(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C while a table is read: exit 130, and the record is as it was."""
    file_of(folder, GDELT * 4000, "gdelt.csv")

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Keys, "among", stop)
    result = run("import", "gdelt.csv", "--into", "talks")
    assert result.exit_code == 130
    assert "stopped" in result.output
    assert not (folder / "talks" / "record.sqlite").exists()


def test_progress_of_a_long_table_is_told(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On standard error, in MiB; not with --quiet, and not of a short one."""
    monkeypatch.setattr(event_table_file, "SHORT", 1 << 20)
    file_of(folder, [row("gdelt2", Actor2CountryCode="FRA", Actor2Name="")] * 20_000, "long.csv")
    said = run("import", "long.csv", "--into", "talks", "--dry-run")
    assert "MiB read: " in said.stderr
    assert "MiB read" not in run("import", "long.csv", "--into", "talks", "--dry-run", "-q").stderr


def test_a_record_under_another_name_is_still_a_record(run: Run, folder: Path) -> None:
    """Lines of JSON are none of an event table, whatever the file is called."""
    (folder / "lines.txt").write_bytes((folder / "talks" / "record.jsonl").read_bytes())
    result = run("import", "lines.txt", "--into", "talks")
    assert result.exit_code == 0, result.output
    assert "0 new" in result.output or "no new record" in result.output
