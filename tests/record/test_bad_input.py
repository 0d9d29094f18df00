"""What a record must not take: each mistake is said in words, with an exit status, nothing half-written."""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from detente.cli import app

TALKS = Path(__file__).parent.parent / "cli" / "talks"
FREEZE = {
    "kind": "act", "id": "a1", "date": "2019-10-04", "by": "dprk", "lever": "plant", "level": "frozen",
}  # fmt: skip


@pytest.fixture
def talks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A case with a store of its own."""
    shutil.copytree(TALKS, tmp_path / "talks")
    monkeypatch.chdir(tmp_path)
    assert take_in(tmp_path, FREEZE).exit_code == 0
    return tmp_path / "talks"


def run(*words: str) -> Result:
    """Run a command; what it says is on lines that do not break."""
    done = CliRunner().invoke(app, [*words], env={"COLUMNS": "300"})
    assert "Traceback" not in done.output
    return done


def take_in(folder: Path, *lines: Any, command: str = "import") -> Result:
    """Import lines, or add them."""
    file = folder / "lines.jsonl"
    file.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    if command == "add":
        return run("add", "talks", "--from", "lines.jsonl", "--yes")
    return run("import", "lines.jsonl", "--into", "talks")


def content(talks: Path) -> list[Any]:
    """All that the store holds."""
    with closing(sqlite3.connect(talks / "record.sqlite")) as connection:
        return connection.execute("select * from records").fetchall()


GOOD = {"kind": "event", "id": "good", "date": "2019-10-04", "name": "talks"}


@pytest.mark.parametrize("command", ["add", "import"])
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"lever": "plnt"}, "error[D102] unknown lever 'plnt'"),
        ({"level": "forzen"}, "error[D102] plant has no level 'forzen'"),
        ({"level": None}, "error[D104]"),
        ({"date": "2019-02-30"}, "error[D106]"),
        ({"date": "2019-10-04/2019-09-04"}, "error[D104] the interval ends before it begins"),
        ({"kind": "akt"}, "error[D105] unknown kind 'akt'"),
        ({"supersedes": "nothing"}, "error[D102] unknown entry 'nothing'"),
        ({"id": "erasure-1"}, "error[D104] 'erasure-1' is an id that the record gives itself"),
        ({"id": "a1"}, "error[D202] 'a1' stands twice with different content"),
        ({"id": "good"}, "error[D202] 'good' stands twice with different content"),
        ({"id": "no spaces"}, "error[D104] 'no spaces' cannot be an id"),
    ],
)
def test_a_mistake_is_placed_and_nothing_is_written(
    talks: Path, command: str, changes: dict[str, Any], said: str
) -> None:
    """A good line and a wrong one: exit status 2, the place of the wrong one, and neither is recorded."""
    before = content(talks)
    wrong = FREEZE | {"id": "w1", "level": "operating"} | changes
    done = take_in(talks.parent, GOOD, wrong, command=command)
    assert done.exit_code == 2
    assert said in done.stderr
    assert "--> lines.jsonl:2:" in done.stderr
    assert "Found 1 error. Nothing was recorded." in done.stderr
    assert content(talks) == before


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"by": "usa"}, "[D207] usa does not own plant"),
        ({"date": "2099-01-01"}, "[D208] 'w1' is dated 1 Jan 2099, after today"),
        (
            {"kind": "retract", "about": "a1", "date": "2019-09-01"},
            "[D208] 'w1' is dated 1 Sep 2019, before 'a1', which it is about (4 Oct 2019)",
        ),
    ],
)
def test_what_is_odd_is_refused_by_add_and_said_by_import(
    talks: Path, changes: dict[str, Any], said: str
) -> None:
    """A party that does not own the lever, dates out of order; an import takes it, with a warning."""
    line = FREEZE | {"id": "w1"} | changes
    if line["kind"] == "retract":
        del line["lever"], line["level"]
    before = content(talks)
    added = take_in(talks.parent, line, command="add")
    assert added.exit_code == 2
    assert f"error{said}" in added.stderr
    assert "Found 1 error. Nothing was recorded." in added.stderr
    assert content(talks) == before
    done = take_in(talks.parent, line, command="import")
    assert done.exit_code == 0
    assert f"warning{said}" in done.stdout
    assert len(content(talks)) == len(before) + 1


def altered(talks: Path, statement: str) -> None:
    """Change the store behind the triggers' back."""
    with closing(sqlite3.connect(talks / "record.sqlite")) as connection:
        for name in ("records_are_fixed", "records_stay", "records_follow"):
            connection.execute(f"drop trigger {name}")
        connection.execute(statement)
        connection.commit()


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (
            "update records set body = replace(body, 'frozen', 'dismantled') where id = 'a1'",
            "at record 12, the body of 'a1' is not the one that was recorded",
        ),
        ("delete from records where seq = 3", "at record 4, record 3 is missing: the next one has"),
        ("update records set seq = seq + 1 where seq = 12", "at record 13, record 12 is missing"),
        ("update records set recorded = 1 where seq = 5", "at record 5, the time of "),
        (
            "update records set id = 'x' where seq = 5",
            "at record 5, the hash of 'x' does not follow",
        ),
    ],
)
def test_an_edited_record_is_refused(talks: Path, statement: str, said: str) -> None:
    """Every command that computes stops with status 2, `verify` fails with 1, nothing can be added."""
    altered(talks, statement)
    before = content(talks)
    shown = run("status", "talks")
    assert shown.exit_code == 2
    assert f"error[D209] the record was altered: {said}" in shown.stderr
    assert run("verify", "talks").exit_code == 1
    for command in ("add", "import"):
        done = take_in(talks.parent, GOOD, command=command)
        assert done.exit_code == 2
        assert "was altered: " in done.stderr
        assert "nothing was written" in done.stderr
    assert content(talks) == before


def test_a_truncated_record_is_refused(talks: Path) -> None:
    """A store cut off at any tenth of its length: a message each time, and nothing is added to it."""
    with closing(sqlite3.connect(talks / "record.sqlite")) as connection:
        connection.execute("pragma wal_checkpoint(truncate)")
    data = (talks / "record.sqlite").read_bytes()
    for part in range(1, 10):
        for beside in talks.glob("record.sqlite-*"):
            beside.unlink()
        (talks / "record.sqlite").write_bytes(data[: len(data) * part // 10])
        done = take_in(talks.parent, GOOD)
        assert done.exit_code == 2
        assert "damaged" in done.stderr or "was altered" in done.stderr
        assert run("verify", "talks").exit_code in {1, 2}
        assert not [p for p in talks.glob("record.sqlite*") if b'"id":"good"' in p.read_bytes()]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text.replace("frozen", "dismantled"), "the export was changed: at record "),
        (lambda text: text[text.index("\n") + 1 :], "record 1 is missing: the next one has"),
        (lambda text: text[: len(text) // 2], "error[D201] "),
        (lambda text: text.replace('"seq":2', '"seq":"x"'), "what stands under 'stored' is not"),
    ],
)
def test_an_altered_export_is_refused(talks: Path, change: Any, said: str) -> None:
    """Edited, a line taken out, cut off, a number that is none: status 2, and no store is made."""
    text = run("export", "talks").stdout
    folder = talks.parent
    (folder / "export.jsonl").write_text(change(text), encoding="utf-8")
    (folder / "copy").mkdir()
    shutil.copy(talks / "case.yaml", folder / "copy")
    done = run("import", "export.jsonl", "--into", "copy")
    assert done.exit_code == 2
    assert said in done.stderr
    store = folder / "copy" / "record.sqlite"
    if store.exists():
        with closing(sqlite3.connect(store)) as connection:
            assert connection.execute("select count(*) from records").fetchone() == (0,)
    shutil.copy(folder / "export.jsonl", folder / "copy" / "record.jsonl")
    for file in (folder / "copy").glob("record.sqlite*"):
        file.unlink()
    assert run("status", "copy").exit_code == 2


# ------------------------------------------------------------------- places that cannot be written to

BOUND = """
import ctypes, os, sys
for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
    if os.getuid() == 0 and ctypes.CDLL(None).prctl(24, capability, 0, 0, 0):  # PR_CAPBSET_DROP
        sys.exit("cannot give up the right to write everywhere")
os.execv(sys.executable, [sys.executable, "-m", "detente.cli", *sys.argv[1:]])
"""


def bound(talks: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """Run a command as a user whom permissions bind; root gives up what lets it pass them by."""
    command = [sys.executable, "-c", BOUND, *words]
    environment = {**os.environ, "COLUMNS": "300"}
    return subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=talks.parent, env=environment
    )


def digest(talks: Path) -> dict[str, str]:
    """The files of a case and what is in them."""
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in talks.iterdir()}


ADD = ("add", "talks", "event", "--date", "2019-10-05", "--name", "pause", "--yes")


@pytest.mark.slow
@pytest.mark.parametrize("what", ["file and folder", "folder", "file", "no store yet"])
def test_a_record_that_cannot_be_written_is_read_and_left_alone(talks: Path, what: str) -> None:
    """Read-only file, folder or both: reading works, writing says so with status 2, no file changes."""
    with closing(sqlite3.connect(talks / "record.sqlite")) as connection:
        connection.execute("pragma wal_checkpoint(truncate)")
    if what == "no store yet":
        for file in talks.glob("record.sqlite*"):
            file.unlink()
    modes = {"file": (0o444, 0o755), "folder": (0o644, 0o555)}.get(what, (0o444, 0o555))
    for file in talks.iterdir():
        file.chmod(modes[0])
    talks.chmod(modes[1])
    before = digest(talks)
    try:
        shown = bound(talks, "status", "talks")
        assert (shown.returncode, shown.stderr.count("error")) == (0, 0), shown.stderr
        if what != "no store yet":
            assert bound(talks, "verify", "talks").returncode == 0
        done = bound(talks, *ADD)
        assert done.returncode == 2, done.stdout
        assert "cannot be written" in done.stderr or "cannot be opened" in done.stderr
        assert "Traceback" not in done.stderr
    finally:
        talks.chmod(0o755)
    left = {name: seen for name, seen in digest(talks).items() if name in before}
    assert left == before
    assert {*digest(talks)} - {*before} <= {"record.sqlite-wal", "record.sqlite-shm"}
