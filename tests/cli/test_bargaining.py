"""``detente bargain``: pages, JSON, and what is said where it cannot answer."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

Run = Callable[..., Result]
Golden = Callable[[str, str], None]

NO_DEAL = """\
detente: 1
case: talks
as_of: 2025-01-01
name: A ban for a site
parties: {usa: {name: United States, aliases: [US]}, dprk: {name: North Korea, aliases: [DPRK]}, unsc: {name: UN Security Council, role: authority}}
levers:
  ban: {name: Coal ban, owner: usa, levels: [in_force, suspended, lifted]}
  site: {name: Reactor site, owner: dprk, levels: [running, idle, closed]}
  seal: {name: UN seal, owner: unsc, levels: [shut, open]}
impossible:
  - site = closed and ban = in_force
preferences:
  usa:
    reading: weighted
    statements: [{prefers: site >= idle, weight: 2}, {prefers: site = closed, weight: 2}, {prefers: ban != lifted, weight: [0.5, 1.5]}, {prefers: ban = in_force, weight: 3}]
    reservation: {site: idle}
    patience: 0.9 per month
  dprk:
    reading: weighted
    statements: [{prefers: ban >= suspended, weight: 3}, {prefers: ban = lifted, weight: 1}, {prefers: site = running, weight: 2}, {prefers: seal = open, weight: 2}]
    reservation: status_quo
packages:
  halt: {site: idle, ban: suspended}
  gift: {ban: lifted}
  order: {seal: open}
"""

PAGES = {
    "bargain": ["bargain", "talks"],
    "bargain-talks-2019": ["bargain", "dprk-2019"],
    "bargain-one-solution": ["bargain", "talks", "--solution", "ks", "--witnesses", "2", "-q"],
}


@pytest.mark.slow
@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("name", PAGES)
def test_pages(name: str, columns: int, run: Run, golden: Golden) -> None:
    """Each page reads as the one that was looked at and kept, and fits its width."""
    result = run(*PAGES[name], columns=columns)
    assert result.exit_code == 0
    assert max(len(line) for line in result.stdout.splitlines()) <= columns
    golden(f"cli/{name}-{columns}.txt", result.stdout)


@pytest.mark.parametrize("columns", [80, 120])
def test_why_there_is_no_deal(columns: int, run: Run, golden: Golden, folder: Path) -> None:
    """The page says how near the parties come and what stands in the way."""
    (folder / "none.yaml").write_text(NO_DEAL, encoding="utf-8")
    result = run("bargain", "none.yaml", columns=columns)
    assert result.exit_code == 0
    assert max(len(line) for line in result.stdout.splitlines()) <= columns
    golden(f"cli/bargain-none-{columns}.txt", result.stdout)


def test_json_is_the_contract(run: Run) -> None:
    """The keys of the contract, with a state that names every lever."""
    found = json.loads(run("bargain", "talks", "--json").stdout)
    assert found["schema"] == "detente.bargain/1"
    for key in ("parties", "reservation", "packages", "acceptable", "frontier_size", "frontier"):
        assert key in found
    assert [*found["solutions"]] == ["nash", "kalai_smorodinsky", "egalitarian", "utilitarian"]
    for point in (*found["frontier"], *found["solutions"].values()):
        assert set(point["utility"]) == set(found["parties"])
    assert len(found["frontier"]) == found["frontier_size"]
    for key in ("method", "parameters", "rests_on", "problems"):
        assert key in found


def test_options_pick_and_limit(run: Run) -> None:
    """``--solution`` leaves the others out; ``--limit`` shortens the frontier and says so."""
    found = json.loads(
        run("bargain", "talks", "--json", "--solution", "nash", "--limit", "1").stdout
    )
    assert [*found["solutions"]] == ["nash"]
    assert "alternating_offers" not in found
    assert len(found["frontier"]) == min(1, found["frontier_size"])


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["--solution", "nahs"], 2, "no solution 'nahs'"),
        (["--limit", "-1"], 2, "below 0"),
        (["--witnesses", "-1"], 2, "below 0"),
    ],
)
def test_wrong_use(words: list[str], status: int, said: str, run: Run) -> None:
    """Wrong options are named."""
    result = run("bargain", "talks", *words)
    assert result.exit_code == status
    assert said in result.stderr


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("    patience: 0.9 per month\n", "", "how patient each party is"),
        ("site = closed and ban = in_force", "ban >= in_force", "no state is feasible|error"),
        ("reservation: {site: idle}", "reservation: {site: closed}", "state that cannot be|error"),
    ],
)
def test_what_cannot_be_worked_out(old: str, new: str, said: str, run: Run, folder: Path) -> None:
    """Nobody patient, no feasible package, a reservation that cannot be: in words, with exit 2 or 3."""
    assert old in NO_DEAL
    (folder / "none.yaml").write_text(NO_DEAL.replace(old, new), encoding="utf-8")
    result = run("bargain", "none.yaml", "--solution", "offers")
    assert result.exit_code in (2, 3)
    assert any(word in " ".join(result.stderr.split()) for word in said.split("|"))


def test_a_case_in_graph_form(run: Run, folder: Path) -> None:
    """There are no levers to bargain over: exit 3, and what is needed."""
    text = (
        "detente: 1\ncase: g\nparties: {a: {name: A}, b: {name: B}}\n"
        "graph: {states: [s, t], moves: {a: [[s, t]]}}\n"
    )
    (folder / "g.yaml").write_text(text, encoding="utf-8")
    result = run("bargain", "g.yaml")
    assert result.exit_code == 3
    assert "graph form" in result.stderr


def test_the_picture_of_all_packages(run: Run, folder: Path) -> None:
    """The name of an SVG file is enough; the table is inside."""
    result = run("bargain", "talks", "--out", "plot.svg")
    assert result.exit_code == 0, result.output
    drawn = (folder / "plot.svg").read_text(encoding="utf-8")
    assert "<desc>Package | Worth to United States" in drawn
    assert "plot.svg  pareto" in result.stderr
    for words in ("What each package is worth", "Ring: now.", ", as of "):  # a file has only itself
        assert words in drawn


THREE = """\
detente: 1
case: three
as_of: 2025-01-01
parties: {a: {name: A}, b: {name: B}, c: {name: C}}
levers:
  x: {owner: a, levels: [low, high]}
  y: {owner: b, levels: [low, high]}
preferences:
  a: {reading: weighted, statements: [y = high, x = low]}
  b: {reading: weighted, statements: [x = high, y = low]}
  c: {reading: weighted, statements: [x = high, y = high]}
"""


def test_three_parties_have_a_picture_for_each_two(run: Run, folder: Path) -> None:
    """And the page says what is certain where only orders are known."""
    (folder / "three.yaml").write_text(THREE, encoding="utf-8")
    result = run("bargain", "three.yaml", "--picture", "pareto", "--out", "plot.svg")
    assert result.exit_code == 0
    assert (folder / "plot.svg").read_text("utf-8").count("translate(") >= 3
    page = " ".join(run("bargain", "three.yaml").stdout.split())
    assert "Over all weights that A, B and C may have" in page
    assert "may be efficient" in page
