"""``detente sequence``: pages, pictures, what an interruption leaves, and what cannot be drawn."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from typer.testing import Result

from detente.cli import sequencing
from detente.cli.deal_picture import OF_STEPS, SIGNS, TITLES
from detente.sequence import labels, searching

Run = Callable[..., Result]
Golden = Callable[[str, str], None]
SVG = "{http://www.w3.org/2000/svg}"
HERE = Path(__file__).parent
TOY = HERE.parent / "sequence" / "toy.yaml"

HIDDEN = """\
detente: 1
case: hidden
as_of: 2025-01-01
name: A ban for a site that is seldom seen
parties: {usa: {name: United States, aliases: [US]}, dprk: {name: North Korea, aliases: [DPRK]}}
levers:
  ban: {name: Coal ban, owner: usa, levels: [in_force, suspended, lifted], undo: {lifted: {in_force: never, suspended: never}}}
  banks: {name: Bank measures, owner: usa, levels: [in_force, lifted]}
  site: {name: Reactor site, owner: dprk, levels: [running, idle, closed], undo: {closed: {running: never, idle: never}}, detect: 0.1 per month}
  stock: {name: Stockpile, owner: dprk, levels: [held, removed], undo: {removed: {held: never}}, detect: [0.02 per month, 0.05 per month]}
preferences:
  usa:
    reading: weighted
    statements: [{prefers: site >= idle, weight: 5}, {prefers: site = closed, weight: 1}, {prefers: stock = removed, weight: 5}, {prefers: ban = in_force, weight: 2}, {prefers: ban <= suspended, weight: 4}, {prefers: banks = in_force, weight: 3}]
    patience: 0.8 per month
  dprk:
    reading: weighted
    statements: [{prefers: site = running, weight: 1}, {prefers: site <= idle, weight: 6}, {prefers: stock = held, weight: 4}, {prefers: ban >= suspended, weight: 1}, {prefers: ban = lifted, weight: 6}, {prefers: banks = lifted, weight: 6}]
    patience: 0.9 per month
"""

NOTHING = """\
detente: 1
case: gifts
as_of: 2025-01-01
name: Two gifts that cannot be taken back
parties: {usa: {name: United States, aliases: [US]}, dprk: {name: North Korea, aliases: [DPRK]}}
levers:
  ban: {name: Coal ban, owner: usa, levels: [in_force, lifted], undo: {lifted: {in_force: never}}}
  site: {name: Reactor site, owner: dprk, levels: [running, closed], undo: {closed: {running: never}}}
preferences:
  usa:
    reading: weighted
    statements: [{prefers: site = closed, weight: 2}, {prefers: ban = in_force, weight: 1}]
    patience: 0.9 per month
  dprk:
    reading: weighted
    statements: [{prefers: ban = lifted, weight: 2}, {prefers: site = running, weight: 1}]
    patience: 0.9 per month
"""


@pytest.fixture
def cases(folder: Path) -> Path:
    """The folder with the cases of this module in it."""
    (folder / "toy.yaml").write_text(TOY.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "hidden.yaml").write_text(HIDDEN, encoding="utf-8")
    (folder / "gifts.yaml").write_text(NOTHING, encoding="utf-8")
    return folder


PAGES: dict[str, tuple[int, list[str]]] = {
    "sequence": (0, ["sequence", "toy.yaml"]),
    "sequence-verbose": (0, ["sequence", "toy.yaml", "-v"]),
    "sequence-text": (0, ["sequence", "toy.yaml", "--text"]),
    "sequence-fails": (1, ["sequence", "toy.yaml", "--schedule", "disarm_first"]),
    "sequence-talks-2019": (0, ["sequence", "dprk-2019"]),
    "sequence-talks-2019-fails": (1, ["sequence", "dprk-2019", "--schedule", "small_steps", "-q"]),
    "sequence-hidden": (0, ["sequence", "hidden.yaml"]),
    "sequence-nothing": (0, ["sequence", "gifts.yaml"]),
}


@pytest.mark.slow
@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("name", PAGES)
def test_pages(name: str, columns: int, run: Run, golden: Golden, cases: Path) -> None:
    """Each page reads as the one that was looked at and kept, and fits its width."""
    assert cases.is_dir()
    status, words = PAGES[name]
    result = run(*words, columns=columns)
    assert result.exit_code == status, result.output
    if "--text" not in words and "-v" not in words:  # clauses are not broken: they are pasted
        assert max(len(line) for line in result.stdout.splitlines()) <= columns
    golden(f"cli/{name}-{columns}.txt", result.stdout)


@pytest.mark.slow
@pytest.mark.parametrize("kind", OF_STEPS)
def test_each_picture_is_a_file_with_its_table_inside(run: Run, cases: Path, kind: str) -> None:
    """An SVG with a label, and a description that reads as the table of the same content."""
    result = run("sequence", "toy.yaml", "--picture", kind, "--out", "plot.svg")
    assert result.exit_code == 0, result.output
    assert f"plot.svg  {kind}" in result.stderr
    root = ET.parse(cases / "plot.svg").getroot()  # noqa: S314 - our own text
    assert root.tag == f"{SVG}svg"
    assert root.get("aria-label")
    assert " | " in (root.findtext(f"{SVG}desc") or "")
    said = " ".join(root.itertext())
    assert TITLES[kind] in said
    assert SIGNS[kind][0] in said


@pytest.mark.slow
def test_a_picture_needs_only_the_name_of_its_file(run: Run, cases: Path) -> None:
    """The steps are drawn; of a schedule that does not hold too, which ends with 1."""
    words = ("--schedule", "disarm_first", "--out", "plot.svg", "-q")
    result = run("sequence", "toy.yaml", *words)
    assert result.exit_code == 1
    assert result.output == ""
    assert "breaking pays" in (cases / "plot.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--picture", "heet", "--out", "p.svg"], "no picture 'heet' did you mean 'heat'"),
        (["--picture", "pareto", "--out", "p.svg"], "known here: cheated, heat, schedule"),
        (["--picture", "heat"], "no file is named"),
        (["--picture", "heat", "--out", "p.png"], "a picture is written as SVG help: --out p.svg"),
        (["--json", "--out", "p.svg"], "p.svg is a picture"),
        (["--text", "--out", "p.svg"], "the clauses are asked for"),
        (["--text", "--json"], "the clauses are asked for"),
    ],
)
def test_wrong_use_of_pictures(words: list[str], said: str, run: Run, cases: Path) -> None:
    """Exit 2 before anything is worked out; no file."""
    result = run("sequence", "toy.yaml", *words)
    assert result.exit_code == 2
    assert said in " ".join(result.stderr.split()).replace("help: did", "did")
    assert not (cases / "p.svg").exists()


@pytest.mark.slow
def test_nothing_to_draw(run: Run, cases: Path) -> None:
    """Where no order holds there are no steps: exit 3, and what says why."""
    result = run("sequence", "gifts.yaml", "--out", "p.svg")
    assert result.exit_code == 3
    assert "no order of steps holds" in " ".join(result.stderr.split())
    assert not (cases / "p.svg").exists()


def interrupting(monkeypatch: pytest.MonkeyPatch, search: int) -> None:
    """Press Ctrl-C when the first part of that search is done: 1, or 2."""
    monkeypatch.setattr(searching, "LONG", 0)
    monkeypatch.setattr(labels, "SMALL", 0)  # as on a large lattice: in parts, with compiled loops
    begun, before = 0, 0

    def report(done: int, _: int) -> None:
        nonlocal begun, before
        begun += not before or done < before
        before = done
        if begun == search:
            raise KeyboardInterrupt

    @contextmanager
    def progress(*_: Any) -> Iterator[Callable[[int, int], None]]:
        yield report

    monkeypatch.setattr(sequencing, "progress", progress)


@pytest.mark.slow
def test_an_interruption_keeps_the_order_that_was_found(
    run: Run, cases: Path, golden: Golden, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While an order without certificates is looked for, the one with certificates stands; exit 130."""
    assert cases.is_dir()
    interrupting(monkeypatch, 2)
    result = run("sequence", "hidden.yaml")
    assert result.exit_code == 130
    golden("cli/sequence-stopped-80.txt", result.stdout)
    interrupting(monkeypatch, 2)
    found = json.loads(run("sequence", "hidden.yaml", "--json").stdout)
    assert found["design"]["stopped"]
    assert found["holds"] == {"freeze": True, "continue": False}


@pytest.mark.slow
def test_an_interruption_before_anything_was_found(
    run: Run, cases: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says that there is nothing to keep; exit 130."""
    assert cases.is_dir()
    interrupting(monkeypatch, 1)
    result = run("sequence", "hidden.yaml")
    assert result.exit_code == 130
    assert result.stdout == ""
    assert "No order of steps had been found yet" in " ".join(result.stderr.split())


@pytest.mark.slow
def test_no_clauses_where_nothing_holds(run: Run, cases: Path) -> None:
    """There is nothing to paste: exit 3, in words."""
    assert cases.is_dir()
    result = run("sequence", "gifts.yaml", "--text")
    assert result.exit_code == 3
    assert "no clauses to write" in " ".join(result.stderr.split())


@pytest.mark.slow
@pytest.mark.parametrize("case", ["toy.yaml", "hidden.yaml"])
def test_the_clauses_pasted_into_the_case_are_sound(case: str, run: Run, cases: Path) -> None:
    """What ``--text`` prints stands under ``clauses:`` of the same file without an error."""
    clauses = run("sequence", case, "--text").stdout
    pasted = (cases / case).read_text(encoding="utf-8") + f"\nclauses:\n{clauses}"
    (cases / "pasted.yaml").write_text(pasted, encoding="utf-8")
    result = run("check", "pasted.yaml", "--json")
    assert result.exit_code == 0, result.output
    problems = json.loads(result.stdout)["problems"]
    assert [one for one in problems if one["severity"] == "error"] == []


@pytest.mark.parametrize("command", ["bargain", "sequence"])
def test_a_case_without_preferences_has_no_answer(command: str, run: Run) -> None:
    """Nothing is said of parties that say nothing: exit 3."""
    result = run(command, "agreed-framework-1994")
    assert result.exit_code == 3
    assert "says of no party what it prefers" in " ".join(result.stderr.split())
