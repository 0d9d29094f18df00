"""What a file of ``--out`` is called says what it holds, for every command that prints a page."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

Run = Callable[..., Result]

DRAWS = ("stability", "bargain", "sequence")
PAGES = (*DRAWS, "status", "flips", "log", "check", "review")


def refused(result: Result) -> str:
    assert result.exit_code == 2, result.output
    assert not result.stdout
    return " ".join(result.stderr.split())


@pytest.mark.parametrize("command", PAGES)
@pytest.mark.parametrize("name", ["a.html", "a.PDF", "a.json"])
def test_a_page_of_text_goes_into_no_file_of_another_form(
    command: str, name: str, run: Run, folder: Path
) -> None:
    """Refused before the case is opened, with what writes that form; nothing is written."""
    (folder / "talks" / "case.yaml").unlink()
    said = refused(run(command, "talks", "--out", name))
    assert f"--out {name}: " in said
    assert "detente brief writes HTML" in said
    assert not (folder / name).exists()


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a", "a.log"])
def test_text_goes_into_files_of_text(name: str, run: Run, folder: Path) -> None:
    """With any other ending, or none."""
    assert run("status", "talks", "--out", name).exit_code == 0
    assert (folder / name).read_text(encoding="utf-8") == run("status", "talks").stdout


@pytest.mark.parametrize("words", [["status", "--json"], ["check", "--format", "json"]])
def test_json_goes_into_a_file_of_json(words: list[str], run: Run, folder: Path) -> None:
    """However it is asked for."""
    run(words[0], "talks", *words[1:], "--out", "a.json")
    assert (folder / "a.json").read_text(encoding="utf-8").startswith("{")


@pytest.mark.parametrize("command", DRAWS)
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--out", "a.png"], "--out a.png: a picture is written as SVG help: --out a.svg"),
        (["--json", "--out", "a.svg"], "--json: a.svg is a picture"),
    ],
)
def test_pictures_are_svg(command: str, words: list[str], said: str, run: Run) -> None:
    """Another name of an image is refused, and JSON in a picture."""
    assert said in refused(run(command, "talks", *words))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--picture", "matrix"], "--picture: no file is named help: add --out plot.svg"),
        (["--picture", "matrix", "--out", "a.txt"], "a.txt: a picture is written as SVG"),
        (["--picture", "matrix", "--out", "a"], "--out a: a picture is written as SVG"),
        (["--out", "a.SVG"], "--out a.SVG: which picture?"),
    ],
)
def test_a_picture_of_stability_has_a_file_of_its_form(
    words: list[str], said: str, run: Run, folder: Path
) -> None:
    """The same words as for the other commands that draw; nothing is written."""
    assert said in refused(run("stability", "talks", *words))
    assert [path.name for path in folder.iterdir()] == ["talks"]


def test_no_picture_where_none_is_drawn(run: Run) -> None:
    """A board in a file that ends in .svg would be text."""
    assert "no picture is drawn here" in refused(run("status", "talks", "--out", "a.svg"))
