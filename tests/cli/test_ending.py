"""How commands end: exit statuses, words for every mistake, nothing half written."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

Run = Callable[..., Result]


def refused(result: Result) -> str:
    """What an error says: exit status 2, nothing on standard output."""
    assert result.exit_code == 2
    assert result.stdout == ""
    return " ".join(result.stderr.split())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["status"], "error: missing argument 'CASE' help: detente status --help"),
        (["statsu", "talks"], "no such command 'statsu'"),
        (["status", "talks", "--foo"], "error: no such option: --foo"),
        (["status", "nothing"], "error: no case 'nothing' help: Name a case folder"),
        (["status", "dprk-2018"], "did you mean 'dprk-2019'?"),
        (["status", "talks/nothing.yaml"], "error: no case 'talks/nothing.yaml'"),
        (["status", "state"], "error: no case.yaml in 'state'"),
        (["status", "talks", "--as-of", "2019-02-30"], "--as-of: no such day: '2019-02-30'"),
        (["status", "talks", "--as-of", "yesterday"], "--as-of: 'yesterday' is no date"),
        (["status", "talks", "--known", "05/10/2019"], "--known: '05/10/2019' is no date"),
        (["status", "talks", "--diff", "2019"], "--diff: '2019' is no date"),
        (["status", "talks", "--reading", "uas"], "no party 'uas' help: did you mean 'usa'?"),
        (
            ["stability", "talks", "--concepts", "nsh"],
            "no concept 'nsh' help: did you mean 'nash'?",
        ),
        (["stability", "talks", "--concepts", ","], "--concepts: none is named"),
        (["stability", "talks", "--limit", "-1"], "--limit: -1 is below 0"),
        (["stability", "talks", "--limit", "many"], "--limit"),
        (["stability", "talks", "--paths", "smal"], "did you mean 'small'?"),
        (["stability", "talks", "--paths", "plnt = frozen"], "no lever 'plnt' help: did you mean"),
        (["stability", "talks", "--paths", "plant = frozn"], "plant has no level 'frozn'"),
        (["stability", "talks", "--paths", "plant = ("], "unexpected '('"),
        (["stability", "talks", "--why", "plant = lost"], "plant has no level 'lost'"),
        (["stability", "talks", "--why", "99"], "no state 99"),
        (["stability", "talks", "--why", "plant = dismantled"], "no feasible state"),
        (["explain", "D999"], "error: no rule 'D999'"),
        (["check", "talks", "--format", "xml"], "--format"),
        (["brief", "talks", "-o", "brief.doc"], "does not say in which form"),
        (["new", "mine", "--from", "dprk"], "no case 'dprk' ships with detente"),
    ],
)
def test_wrong_use_is_said_in_words(words: list[str], said: str, run: Run, folder: Path) -> None:
    """Exit status 2, what is wrong with the value, and what would be right."""
    (folder / "state").mkdir()
    assert said in refused(run(*words))


def test_errors_in_the_file_stop_every_command_but_check(run: Run, folder: Path) -> None:
    """Check answers 1; every other command 2, all errors shown, nothing computed."""
    case = folder / "talks" / "case.yaml"
    case.write_text(case.read_text("utf-8").replace("owner: usa", "ownr: usa"), encoding="utf-8")
    checked = run("check", "talks")
    assert checked.exit_code == 1
    assert "Nothing can be computed." in checked.stdout
    for command in ("status", "stability", "brief"):
        said = refused(run(command, "talks"))
        assert "unknown key 'ownr'" in said
        assert "Nothing was computed." in said
    assert not (folder / "brief.html").exists()


def test_what_cannot_be_computed_is_status_3(run: Run, folder: Path) -> None:
    """The question is fine, the case has no answer to it."""
    (folder / "alone.yaml").write_text(
        "detente: 1\ncase: alone\nparties: {iaea: {role: verifier}}\n"
        "levers: {gate: {owner: iaea, levels: [shut, open]}}\n",
        encoding="utf-8",
    )
    result = run("stability", "alone.yaml")
    assert result.exit_code == 3
    assert result.stderr.splitlines()[-2].startswith("error: ")


def test_an_unexpected_failure_is_one_line_and_a_report(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No traceback: the run's id, and where the report on it lies."""
    monkeypatch.setattr("detente.folder.open_case", fails)
    result = run("status", "talks")
    assert result.exit_code == 3
    said = " ".join(result.stderr.split())
    found = re.search(
        r"went wrong in detente itself \(ZeroDivisionError\). Run ([0-9a-f]{8});", said
    )
    assert found
    report = (folder / "state" / "detente" / "log" / f"{found[1]}.log").read_text("utf-8")
    assert "command: detente status talks" in report
    assert "ZeroDivisionError: not this" in report


def fails(where: str, **_: Any) -> Any:
    """Go wrong as only a fault in the program does."""
    raise ZeroDivisionError(f"not this: {where}")


def test_a_stopped_command_ends_with_130(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C says so and ends with 130."""

    def stop(_: str, **__: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr("detente.folder.open_case", stop)
    result = run("status", "talks")
    assert result.exit_code == 130
    assert result.stderr == "error: stopped\n"


# ------------------------------------------------------------------ files


@pytest.mark.parametrize("command", ["status", "stability", "check", "explain", "schema", "brief"])
def test_a_file_that_cannot_be_written_is_said(command: str, run: Run, folder: Path) -> None:
    """A folder that is not there, a folder in the file's place: words, exit status 2."""
    ending = "html" if command == "brief" else "txt"
    (folder / f"place.{ending}").mkdir()
    words = [command] if command in ("explain", "schema") else [command, "talks"]
    for path in (f"nowhere/a.{ending}", f"place.{ending}"):
        result = run(*words, "--out", path)
        assert result.exit_code == 2
        assert f"cannot write '{path}'" in " ".join(result.stderr.split())


def test_an_answer_in_a_file_is_the_answer(run: Run, folder: Path) -> None:
    """--out writes what the terminal would show, and the terminal shows nothing."""
    shown = run("status", "talks").stdout
    result = run("status", "talks", "--out", "board.txt")
    assert (result.exit_code, result.stdout) == (0, "")
    assert (folder / "board.txt").read_text("utf-8") == shown


def test_a_file_is_written_whole_or_not_at_all(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the disk is full, what was there stays, and nothing is left behind."""

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    (folder / "board.txt").write_text("before", encoding="utf-8")
    monkeypatch.setattr("os.fsync", full)
    assert "no space left on device" in refused(run("status", "talks", "--out", "board.txt"))
    assert (folder / "board.txt").read_text("utf-8") == "before"
    assert sorted(path.name for path in folder.iterdir()) == ["board.txt", "talks"]


def test_a_written_file_may_be_read_by_others(run: Run, folder: Path) -> None:
    """New files get the usual permissions, old ones keep theirs, links stay links."""
    mask = os.umask(0o022)
    try:
        assert run("explain", "--out", "new.txt").exit_code == 0
        (folder / "old.txt").touch(mode=0o600)
        (folder / "link.txt").symlink_to("old.txt")
        assert run("explain", "--out", "link.txt").exit_code == 0
    finally:
        os.umask(mask)
    assert (folder / "new.txt").stat().st_mode & 0o777 == 0o644
    assert (folder / "old.txt").stat().st_mode & 0o777 == 0o600
    assert (folder / "link.txt").is_symlink()
    assert (folder / "old.txt").read_bytes() == (folder / "new.txt").read_bytes()


# ------------------------------------------------------------------ as a process


def process(*words: str, **settings: Any) -> "subprocess.CompletedProcess[bytes]":
    """Run a command as a process of its own."""
    command = [sys.executable, "-m", "detente.cli", *words]
    return subprocess.run(command, check=False, timeout=60, **settings)


def test_a_reader_that_goes_away_is_no_failure(folder: Path) -> None:
    """``detente explain | head -1`` ends quietly."""
    assert folder.is_dir()
    reader, writer = os.pipe()
    os.close(reader)
    done = process("explain", stdout=writer, stderr=subprocess.PIPE)
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_full_disk_behind_standard_output_is_said(folder: Path) -> None:
    """The answer could not be written: exit status 2 and words."""
    assert folder.is_dir()
    with Path("/dev/full").open("wb") as full:
        done = process("explain", stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 2
    assert b"cannot write the answer: no space left on device" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_terminal_that_knows_no_glyphs_gets_the_words(folder: Path) -> None:
    """Where the encoding lacks a sign, a question mark stands for it; JSON stays UTF-8."""
    assert folder.is_dir()
    ascii_only = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = process("status", "talks", capture_output=True, env=ascii_only)
    assert done.returncode == 0
    assert b"? in force" in done.stdout
    done = process("new", "caf\u00e9", "--json", capture_output=True, env=ascii_only)
    assert "caf\u00e9" in done.stdout.decode("utf-8")


def test_watching_shows_the_board_again_until_it_is_stopped(folder: Path) -> None:
    """A changed file gives a new board, a broken one its errors; Ctrl-C ends with 130."""
    command = [sys.executable, "-m", "detente.cli", "status", "talks", "--watch"]
    out = folder / "shown.txt"
    case = folder / "talks" / "case.yaml"
    sound = case.read_text("utf-8")
    with (
        out.open("wb") as shown,
        subprocess.Popen(command, stdout=shown, stderr=shown) as watching,
    ):
        wait_for(out, "Inspectors")
        case.write_text(sound.replace("name: Inspectors", "name: Watchers"), encoding="utf-8")
        wait_for(out, "Watchers")
        case.write_text(sound.replace("owner: usa", "ownr: usa"), encoding="utf-8")
        wait_for(out, "Nothing was computed.")
        watching.send_signal(signal.SIGINT)
        assert watching.wait(timeout=20) == 130
    assert "Traceback" not in out.read_text("utf-8")


def wait_for(path: Path, words: str) -> None:
    """Wait until the file has these words."""
    end = time.monotonic() + 30
    while words not in path.read_text("utf-8"):
        assert time.monotonic() < end, f"no {words!r} in {path.read_text('utf-8')}"
        time.sleep(0.1)


def test_without_a_command_the_help_is_shown(run: Run) -> None:
    """``detente`` alone says what there is."""
    result = run()
    assert result.exit_code == 0
    assert "status" in result.stdout
    assert run("--version").stdout.startswith("detente 0.")


def test_it_runs_as_a_module_too() -> None:
    """``python -m detente``, for machines where the command is not on the path."""
    done = subprocess.run(
        [sys.executable, "-m", "detente", "--version"], capture_output=True, check=True, text=True
    )
    assert done.stdout.startswith("detente 0.")
