"""``detente stability --picture``: each picture as a file that stands alone."""

from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from typer.testing import Result

Run = Callable[..., Result]
STUDY = "literature/hipel2014/syria_iraq_1975"
SVG = "{http://www.w3.org/2000/svg}"


CUBA = "literature/fraser1984/cuban_missile"
LASTING = {"0", "1", "2", "4", "5", "6", "7"}
"""The states of that study that last under GMR, as ``detente stability`` numbers them."""


def words(folder: Path) -> list[str]:
    """The texts of the picture, in order."""
    root = ET.parse(folder / "plot.svg").getroot()  # noqa: S314 - our own text
    return ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]


def test_a_lattice_numbers_states_as_the_text_does(run: Run, folder: Path) -> None:
    """In the study of the Cuban missile crisis SEQ equilibria are 4 and 6, everywhere."""
    run("stability", CUBA, "--picture", "lattice", "--out", "plot.svg")
    root = ET.parse(folder / "plot.svg").getroot()  # noqa: S314 - our own text
    boxes = [
        [text.text for text in group.findall(f"{SVG}text")]
        for group in root.iter(f"{SVG}g")
        if group.find(f"{SVG}title") is not None
    ]
    assert {box[0] for box in boxes if box[1] == "SEQ"} == {"4", "6"}
    assert {box[0] for box in boxes if box[1]} == LASTING
    assert len(boxes) == 12


@pytest.mark.parametrize("kind", ["matrix", "acceptability"])
def test_all_states_that_last_are_drawn(run: Run, folder: Path, kind: str) -> None:
    """A picture of few lasting states has them all, whatever they last under, by their numbers."""
    run("stability", CUBA, "--picture", kind, "--out", "plot.svg")
    assert {text for text in words(folder) if text.isdigit()} - {"50"} == LASTING
    assert not [text for text in words(folder) if "not shown" in text]


def test_what_is_not_drawn_is_counted(run: Run, folder: Path) -> None:
    """Where more states last than can be shown, the picture says how many more under each concept."""
    run("stability", "dprk-2019", "--picture", "matrix", "--out", "plot.svg")
    (said,) = [text for text in words(folder) if "not shown" in text]
    assert said == (
        "More states last that are not shown: 332 under Nash, 532 under SEQ, 2,299 under SMR and "
        "2,448 under GMR."
    )


@pytest.mark.parametrize(
    ("kind", "meaning"),
    [
        ("lattice", "where the United States gains most by moving from there"),
        ("matrix", "United States would leave"),
        ("paths", "nobody can undo it"),
        ("acceptability", "outlined: under those it does not last"),
        ("tree", "only others can undo the step"),
    ],
)
def test_a_file_says_by_itself_what_it_shows(
    run: Run, folder: Path, kind: str, meaning: str
) -> None:
    """It has a title, the case, the day, what its signs mean; it speaks of nothing outside it."""
    run("stability", CUBA, "--picture", kind, "--out", "plot.svg", "--as-of", "1962-10-22")
    said = words(folder)
    root = ET.parse(folder / "plot.svg").getroot()  # noqa: S314 - our own text
    label = root.get("aria-label") or ""
    assert label.startswith(f"{said[0]}. Cuban missile crisis, 1962, as of 22 Oct 1962")
    assert said[1].startswith("Cuban missile crisis, 1962, as of 22 Oct 1962; case ")
    assert meaning in said
    assert not [text for text in (*said, label) if "table below" in text or "table beside" in text]


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
    assert words(folder)[0].startswith("How states differ from the present one")


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
