"""``detente status --watch``: shown again after each change, until Ctrl-C."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from detente.cli import app

Run = Callable[..., Result]
CASE = Path("talks/case.yaml")


def meanwhile(monkeypatch: pytest.MonkeyPatch, *acts: Callable[[], object]) -> None:
    """Have the acts done one after the other while the watcher sleeps; then Ctrl-C."""

    def steps() -> Iterator[None]:
        for act in acts:
            act()
            yield

    going = steps()

    def sleep(_: float) -> None:
        if next(going, "over") == "over":
            raise KeyboardInterrupt

    monkeypatch.setattr("detente.cli.watching.time.sleep", sleep)


def add(*words: str) -> None:
    """Add an entry to the record, as another program would."""
    result = CliRunner().invoke(app, ["add", "talks", *words, "--yes"])
    assert result.exit_code == 0, result.output


def test_an_entry_added_meanwhile_is_shown(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first write, which makes the store, and one that only adds to it; Ctrl-C stops it."""
    act = ("act", "--date", "2019-10-04", "--by", "dprk", "--lever", "tests", "--source", "S1")
    meanwhile(
        monkeypatch,
        lambda: None,
        lambda: add(*act, "--level", "testing", "--id", "n1"),
        lambda: None,
        lambda: add(*act, "--level", "moratorium", "--id", "n2"),
    )
    result = run("status", "talks", "--watch")
    assert result.exit_code == 130
    assert "error" not in result.output
    _, *boards = result.stdout.split("Sanctions relief for a freeze")
    assert [("n1" in board, "n2" in board) for board in boards] == [
        (False, False),
        (True, False),
        (False, True),
    ]


def test_a_file_that_is_wrong_for_a_while_does_not_end_it(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its errors are said; when it is right or there again, the board is shown again."""
    right = Path(__file__).parent.joinpath("talks/case.yaml").read_text("utf-8")
    meanwhile(
        monkeypatch,
        lambda: CASE.write_text(right + "\nwrong: 1\n", "utf-8"),
        CASE.unlink,
        lambda: CASE.write_text(right, "utf-8"),
    )
    result = run("status", "talks", "--watch")
    assert result.exit_code == 130
    assert "D101" in result.stderr
    assert result.stdout.count("as of") == 2


def test_no_such_case_is_not_waited_for(run: Run) -> None:
    assert run("status", "nowhere", "--watch").exit_code == 2
