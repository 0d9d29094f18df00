"""``detente import FILE.gmcr`` and ``detente export --to gmcr``, as a user meets them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

Run = Callable[..., Result]
GATE = {
    "options": [
        {"name": "Open", "permittedDirection": "fwd"},
        {"name": "Guard", "permittedDirection": "both"},
    ],
    "decisionMakers": [
        {"name": "Town", "options": [0], "preferences": [[[1, "N"]]]},
        {"name": "Keep", "options": [1], "preferences": [[[0, "Y"], [1, "Y"]]]},
    ],
    "infeasibles": [],
    "useManualPreferenceRanking": False,
}


@pytest.fixture
def gate(folder: Path) -> Path:
    """A folder with a small conflict in it."""
    (folder / "gate.gmcr").write_text(json.dumps(GATE), encoding="utf-8")
    return folder


def test_a_conflict_becomes_a_case_that_can_be_solved(run: Run, gate: Path) -> None:
    """Import makes a case folder and says what the file does not tell; other commands take it."""
    result = run("import", "gate.gmcr", "--into", "gate")
    assert result.exit_code == 0, result.output
    assert "2 parties, 2 levers" in result.output
    assert "no status quo" in result.output
    assert {path.name for path in (gate / "gate").iterdir()} == {"case.yaml", "case.schema.json"}
    solved = run("stability", "gate", "--json")
    assert solved.exit_code == 0, solved.output
    assert json.loads(solved.stdout)["states"] == {"total": 4, "feasible": 4}


def test_an_import_writes_over_nothing(run: Run, gate: Path) -> None:
    """A folder with a case in it is left as it is."""
    (gate / "gate").mkdir()
    (gate / "gate" / "case.yaml").write_text("mine", encoding="utf-8")
    result = run("import", "gate.gmcr", "--into", "gate")
    assert result.exit_code == 2
    assert "is there already" in result.output
    assert (gate / "gate" / "case.yaml").read_text(encoding="utf-8") == "mine"


def test_a_bad_file_leaves_nothing_behind(run: Run, gate: Path) -> None:
    """Each fault is shown with its line and a hint; no folder is made."""
    bad = json.dumps({**GATE, "infeasibles": [[[9, "Y"]]]}, indent=1)
    (gate / "bad.gmcr").write_text(bad, encoding="utf-8")
    result = run("import", "bad.gmcr", "--into", "made")
    assert result.exit_code == 2
    assert "error[D110] infeasibles[0][0][0]: no option 9" in result.output
    assert "options are numbered 0 to 1" in result.output
    assert "Nothing was imported." in result.output
    assert not (gate / "made").exists()


@pytest.mark.parametrize(
    ("data", "message"),
    [(b"\xff\xfe{}", "is not UTF-8 at byte 0"), (b" " * (4 << 20) + b"{}", "has more than 4 MiB")],
)
def test_what_is_no_text_or_too_long_is_refused(
    run: Run, gate: Path, data: bytes, message: str
) -> None:
    """Before anything is read as JSON."""
    (gate / "odd.gmcr").write_bytes(data)
    result = run("import", "odd.gmcr", "--into", "made")
    assert result.exit_code == 2
    assert message in result.output


def test_a_file_that_is_not_there(run: Run, gate: Path) -> None:
    """The message names the file."""
    del gate
    result = run("import", "none.gmcr", "--into", "made")
    assert result.exit_code == 2
    assert "cannot read 'none.gmcr'" in result.output


def test_export_lists_what_has_no_place(run: Run, gate: Path) -> None:
    """The file goes to --out, the list beside it; a second import gives the same model."""
    run("import", "gate.gmcr", "--into", "gate")
    result = run("export", "gate", "--to", "gmcr", "-o", "again.gmcr")
    assert result.exit_code == 0, result.output
    assert "What has no place in the format" in result.output
    assert "The status quo" in result.output
    made = json.loads((gate / "again.gmcr").read_text(encoding="utf-8"))
    assert made["options"] == GATE["options"]
    assert [maker["preferences"] for maker in made["decisionMakers"]] == [
        [[[1, "N"]]],
        [[[0, "Y"], [1, "Y"]]],
    ]


def test_export_of_what_cannot_be_said_is_refused(run: Run, gate: Path) -> None:
    """A case in graph form is no setting of options: exit 3, no file."""
    result = run("export", "literature/kilgour2001/elmira_9", "--to", "gmcr", "-o", "e.gmcr")
    assert result.exit_code == 3
    assert "cannot hold a case in graph form" in result.output
    assert not (gate / "e.gmcr").exists()


def test_options_of_calendars_are_refused(run: Run, gate: Path) -> None:
    """--next says how far a calendar looks ahead; a graph model has no time."""
    del gate
    result = run("export", "jcpoa", "--to", "gmcr", "--next", "90d")
    assert result.exit_code == 2
    assert "--next is for calendars" in result.output
