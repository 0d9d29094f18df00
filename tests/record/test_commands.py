"""The commands with the record on a server: the same answers as with a file."""

import json
import shutil
from pathlib import Path
from typing import Any

from tests.record.servers import Server
from typer.testing import CliRunner

from detente.cli import app

TALKS = Path(__file__).parent.parent / "cli" / "talks"


def said(*words: str) -> Any:
    """What a command answers with --json."""
    done = CliRunner().invoke(app, [*words, "--json"])
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


def test_a_case_keeps_its_record_on_a_server(server: Server, tmp_path: Path) -> None:
    """add, status, log, verify, export with --record: nothing is written beside the case file."""
    shutil.copytree(TALKS, tmp_path / "talks")
    case, place = str(tmp_path / "talks"), ("--record", server.database())
    freeze = ("--date", "2019-10-04", "--by", "dprk", "--lever", "plant", "--level", "frozen")
    before = said("status", case)["levers"]
    added = said("add", case, "act", *freeze, "--yes", *place)
    assert added["new"] == 1
    assert added["effect"]["levers"]["plant"]["after"]["levels"] == ["frozen"]
    assert said("status", case, *place)["levers"]["plant"]["levels"] == ["frozen"]
    assert said("status", case)["levers"] == before
    assert said("verify", case, *place)["head"] == added["head"]
    assert said("log", case, "--lever", "plant", *place)["entries"][-1]["number"] is not None
    out = str(tmp_path / "out.jsonl")
    assert CliRunner().invoke(app, ["export", case, *place, "--out", out]).exit_code == 0
    assert not (tmp_path / "talks" / "record.sqlite").exists()
    shutil.copytree(TALKS, tmp_path / "copy", ignore=shutil.ignore_patterns("record*"))
    assert said("import", out, "--into", str(tmp_path / "copy"))["head"] == added["head"]


def test_a_shipped_case_may_keep_its_record_elsewhere(server: Server) -> None:
    """With --record a case that ships with the package takes entries too."""
    place = ("--record", server.database())
    words = ("event", "--date", "2019-10-01", "--name", "pause", "--yes")
    assert said("add", "dprk-2019", *words, *place)["new"] == 1
