"""Adding to the record, reading it, proving it, carrying it: the commands."""

import json
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Run
from typer.testing import CliRunner

from detente.cli import app

FREEZE = (
    "add", "talks", "act", "--date", "2019-10-04", "--by", "dprk", "--lever", "plant", "--level",
    "frozen",
)  # fmt: skip


def plain(run: Run, *words: str) -> Any:
    """What a command says with --json."""
    return json.loads(run(*words, "--json").stdout)


def head(run: Run) -> str:
    """The head of the record."""
    return str(plain(run, "verify", "talks")["head"])


def test_what_is_added_is_shown_and_then_on_the_board(run: Run, folder: Path) -> None:
    """The effect is shown before it is saved; then the board has it, and the chain holds."""
    dry = run(*FREEZE, "--dry-run")
    assert "Dry run: 1 new line; nothing was recorded." in dry.stdout
    row = next(line for line in dry.stdout.splitlines() if line.startswith("Reactor"))
    assert row.split()[-5:] == ["operating", "or", "frozen", "->", "frozen"]
    assert not (folder / "talks" / "record.sqlite").exists()
    done = run(*FREEZE, "--yes")
    assert done.exit_code == 0
    assert "Recorded 1 line." in done.stdout
    assert plain(run, "status", "talks")["levers"]["plant"]["levels"] == ["frozen"]
    assert "2019-10-04-act-plant" in run("log", "talks", "--lever", "plant").stdout
    assert plain(run, "verify", "talks")["ok"]


def test_nobody_to_ask_means_nothing_is_recorded(run: Run, folder: Path) -> None:
    """Without --yes and without a terminal the command stops."""
    done = run(*FREEZE)
    assert done.exit_code == 2
    assert "nobody is there to ask" in done.stderr
    assert not (folder / "talks" / "record.sqlite").exists()


def test_the_same_words_twice_are_one_entry(run: Run) -> None:
    """The id is made of what is said, so a repeated command changes nothing."""
    run(*FREEZE, "--yes")
    before = head(run)
    again = run(*FREEZE, "--yes")
    assert "Nothing new" in again.stdout
    assert head(run) == before
    other = run(*FREEZE[:-1], "operating", "--yes")
    assert other.exit_code == 2
    assert "D202" in other.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("act", "--lever", "plnt", "--level", "frozen"), "unknown lever 'plnt'"),
        (("act", "--lever", "plant", "--level", "forzen"), "did you mean 'frozen'?"),
        (("act", "--lever", "plant"), "missing key 'level'"),
        (("akt", "--lever", "plant", "--level", "frozen"), "did you mean 'act'?"),
        (("retract", "--about", "nothing"), "unknown entry 'nothing'"),
        (("waive", "--clause", "nothing"), "unknown clause 'nothing'"),
        (("extend", "--clause", "freeze", "--to", "2019-02-30"), "no such day"),
    ],
)
def test_what_the_case_does_not_have_is_refused(
    run: Run, folder: Path, words: tuple[str, ...], said: str
) -> None:
    """Every mistake is shown with carets under what was typed, and nothing is recorded."""
    done = run("add", "talks", *words, "--date", "2019-10-04", "--by", "usa", "--yes")
    assert done.exit_code == 2
    assert said in " ".join(done.stderr.split())
    assert "Nothing was recorded." in done.stderr
    assert not (folder / "talks" / "record.sqlite").exists()


def test_odd_entries_are_refused(run: Run, folder: Path) -> None:
    """An act on somebody else's lever, and a retraction dated before what it withdraws."""
    other = run(*FREEZE[:6], "usa", *FREEZE[7:], "--yes")
    assert other.exit_code == 2
    assert "D207" in other.stderr
    assert "usa does not own plant" in other.stderr
    assert not (folder / "talks" / "record.sqlite").exists()
    run(*FREEZE, "--yes")
    early = ("add", "talks", "retract", "--about", "2019-10-04-act-plant", "--date", "2019-09-01")
    assert "D208" in run(*early, "--yes").stderr


def test_lines_come_from_a_file_or_from_standard_input(run: Run, folder: Path) -> None:
    """--from takes whole lines; a fault in one is placed, and none is recorded."""
    lines = [
        {"kind": "event", "id": f"x{n}", "date": "2019-10-01", "name": "talks"} for n in range(3)
    ]
    text = "".join(json.dumps(line) + "\n" for line in lines)
    (folder / "more.jsonl").write_text(text + '{"kind": "event", "id": "x9"}\n')
    wrong = run("add", "talks", "--from", "more.jsonl", "--yes")
    assert wrong.exit_code == 2
    assert "more.jsonl:4:" in wrong.stderr
    done = CliRunner().invoke(app, ["add", "talks", "--from", "-", "--yes"], input=text)
    assert "Recorded 3 lines." in done.stdout
    assert "nobody" not in done.stderr


def test_the_first_write_takes_the_files_in(run: Run, folder: Path) -> None:
    """Lines of record.jsonl and of the case file go into the store; boards stay as they were."""
    before = plain(run, "status", "talks")
    run("add", "talks", "event", "--date", "2019-10-01", "--name", "pause", "--yes")
    after = plain(run, "status", "talks")
    assert after["levers"] == before["levers"]
    known = ("--known", "2019-01-01")
    assert plain(run, "status", "talks", *known)["levers"]["tests"] is not None
    with (folder / "talks" / "record.jsonl").open("a") as file:
        file.write('{"kind":"event","id":"late","date":"2019-10-02","name":"pause"}\n')
    assert "D206" in run("check", "talks").stdout
    assert "1 new record" in run("import", "talks/record.jsonl", "--into", "talks").stdout
    assert "D206" not in run("check", "talks").stdout


def test_a_changed_record_fails_the_check(run: Run, folder: Path) -> None:
    """A word changed behind the triggers' back: exit status 1, with the number of the record."""
    run(*FREEZE, "--yes")
    place = folder / "talks" / "record.sqlite"
    connection = sqlite3.connect(place)
    connection.execute("drop trigger records_are_fixed")
    connection.execute("update records set body = replace(body, 'a', 'b') where seq = 2")
    connection.commit()
    connection.close()
    done = run("verify", "talks")
    assert done.exit_code == 1
    assert "The chain is broken at record 2" in done.stdout


def test_a_damaged_file_gets_one_clear_answer(run: Run, folder: Path) -> None:
    """Damage first, how far it can be read, what to do; the database's own lines only with -v."""
    run(*FREEZE, "--yes")
    place = folder / "talks" / "record.sqlite"
    connection = sqlite3.connect(place)
    [[page]] = connection.execute("pragma page_size")
    [[root]] = connection.execute(
        "select rootpage from sqlite_master where type = 'index' and tbl_name = 'records'"
    )
    connection.close()
    data = bytearray(place.read_bytes())
    data[(root - 1) * page + 100 : root * page] = bytes(page - 100)
    for file in (folder / "talks").glob("record.sqlite*"):
        file.unlink()
    place.write_bytes(data)
    done = run("verify", "talks")
    assert done.exit_code == 1
    first, *rest = done.stdout.split("\n")
    assert first.startswith("The file is damaged. Its records can still be read, and their chain")
    assert "and the chain holds." not in done.stdout
    assert sum("own check found" in line for line in rest) == 1
    assert len(done.stdout.splitlines()) < 9
    assert "index" in run("verify", "talks", "-v").stdout


def test_a_cut_tail_shows_with_the_head_alone(run: Run, folder: Path) -> None:
    """A store put back to an older copy holds as a chain; the remembered head shows it."""
    run(*FREEZE, "--yes")
    place = folder / "talks" / "record.sqlite"
    shutil.copy(place, folder / "old.sqlite")
    run("add", "talks", "event", "--date", "2019-10-05", "--name", "pause", "--yes")
    remembered = head(run)
    assert run("verify", "talks", "--head", remembered).exit_code == 0
    for file in (folder / "talks").glob("record.sqlite*"):
        file.unlink()
    shutil.copy(folder / "old.sqlite", place)
    assert run("verify", "talks").exit_code == 0
    gone = run("verify", "talks", "--head", remembered)
    assert gone.exit_code == 1
    assert "Not the record that had that head." in gone.stdout
    assert run("verify", "talks", "--head", "3/xyz").exit_code == 2


def test_an_export_makes_the_same_record_elsewhere(run: Run, folder: Path) -> None:
    """Export, import: the same head; a second import changes nothing; a backup is the record too."""
    run(*FREEZE, "--yes")
    run("export", "talks", "--out", "talks.jsonl")
    shutil.copytree(folder / "talks", folder / "copy", ignore=shutil.ignore_patterns("record*"))
    assert run("import", "talks.jsonl", "--into", "copy").exit_code == 0
    assert "no new records" in run("import", "talks.jsonl", "--into", "copy").stdout
    assert run("verify", "copy", "--head", head(run)).exit_code == 0
    assert run("export", "talks", "--to", "sqlite", "--out", "backup.sqlite").exit_code == 0
    assert run("verify", "talks", "--record", "backup.sqlite", "--head", head(run)).exit_code == 0
    shutil.copy(folder / "talks.jsonl", folder / "copy" / "record.jsonl")
    for file in (folder / "copy").glob("record.sqlite*"):
        file.unlink()
    assert run("verify", "copy", "--head", head(run)).exit_code == 0  # the export itself


def test_erased_words_are_gone_and_the_record_holds(run: Run, folder: Path) -> None:
    """After `erase` no command shows the words, and no file of the store holds them."""
    words = ("add", "talks", "statement", "--date", "2019-10-01", "--by", "dprk", "--text")
    run(*words, "moonlight sonata", "--id", "s9", "--yes")
    assert run("erase", "talks", "s9", "--why", "law").exit_code == 2
    assert run("erase", "talks", "s9", "--why", "law", "--yes").exit_code == 0
    assert "moonlight" not in run("log", "talks").stdout
    assert plain(run, "verify", "talks")["erased"] == ["s9"]
    assert not [
        p for p in (folder / "talks").glob("record.sqlite*") if b"moonlight" in p.read_bytes()
    ]
    assert run("erase", "talks", "nothing", "--why", "law", "--yes").exit_code == 2


def test_shipped_cases_are_read_only(run: Run) -> None:
    """The message says how to make a copy to write to."""
    done = run("add", "dprk-2019", "event", "--date", "2019-10-01", "--name", "pause", "--yes")
    assert done.exit_code == 2
    assert "detente new DIR --from dprk-2019" in " ".join(done.stderr.split())


def test_nothing_to_verify_is_no_yes(run: Run) -> None:
    """Files without a chain prove nothing: exit status 3."""
    assert run("verify", "talks").exit_code == 3


def test_the_log_is_filtered(run: Run) -> None:
    """By lever, party, kind and date; what does not exist is said."""
    everything = plain(run, "log", "talks")["entries"]
    acts = plain(run, "log", "talks", "--kind", "act")["entries"]
    assert 0 < len(acts) < len(everything)
    assert {entry["kind"] for entry in acts} == {"act"}
    assert plain(run, "log", "talks", "--since", "2030-01-01")["count"] == 0
    assert run("log", "talks", "--lever", "plnt").exit_code == 2
