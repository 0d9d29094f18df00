"""The command line as tests run it: in this process, in an empty folder, on a small case."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from detente.cli import app

HERE = Path(__file__).parent
Run = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder with the case ``talks`` in it; commands run there."""
    shutil.copytree(HERE / "talks", tmp_path / "talks")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    for name in ("COLUMNS", "NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def run(folder: Path) -> Run:
    """Run a command; ``columns`` says how wide the terminal is."""
    assert folder.is_dir()

    def command(*words: str, columns: int = 80) -> Result:
        result = CliRunner().invoke(app, list(words), env={"COLUMNS": str(columns)})
        assert "Traceback" not in result.output
        return result

    return command
