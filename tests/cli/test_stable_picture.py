"""``detente stability --picture``: each picture as a file that stands alone."""

from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from typer.testing import Result

Run = Callable[..., Result]
STUDY = "literature/hipel2014/syria_iraq_1975"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("kind", ["lattice", "matrix", "paths", "acceptability", "tree"])
def test_each_picture_is_a_file_with_its_table_inside(run: Run, folder: Path, kind: str) -> None:
    """An SVG with a label, and a description that reads as the table of the same content."""
    result = run("stability", STUDY, "--picture", kind, "--out", "plot.svg")
    assert result.exit_code == 0, result.output
    root = ET.parse(folder / "plot.svg").getroot()  # noqa: S314 - our own text
    assert root.tag == f"{SVG}svg"
    assert root.get("aria-label")
    told = root.findtext(f"{SVG}desc") or ""
    assert len(told.splitlines()) > 1
    assert " | " in told


def test_a_lattice_of_too_many_states_is_a_matrix(run: Run, folder: Path) -> None:
    """It says so beside the file."""
    result = run("stability", "jcpoa", "--picture", "lattice", "--out", "plot.svg")
    assert result.exit_code == 0, result.output
    assert "this is the matrix" in " ".join(result.output.split())
    assert "matrix" in (folder / "plot.svg").read_text(encoding="utf-8")[:400]


@pytest.mark.parametrize("kind", ["paths", "tree"])
def test_pictures_from_now_need_a_status_quo(run: Run, folder: Path, kind: str) -> None:
    """Without one there is no file, and the reason is said."""
    result = run("stability", "literature/hipel1980/garrison", "--picture", kind, "--out", "p.svg")
    assert result.exit_code == 3
    assert not (folder / "p.svg").exists()


def test_how_firm_is_drawn_only_where_it_was_examined(run: Run, folder: Path) -> None:
    """--no-robust leaves nothing to draw."""
    result = run("stability", STUDY, "--picture", "acceptability", "--no-robust", "--out", "p.svg")
    assert result.exit_code == 3
    assert "--robust examines it" in result.output
    assert not (folder / "p.svg").exists()
