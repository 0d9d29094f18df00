"""``detente stability --hypergame``: surprises from now, and from what lasts under any concept asked."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from detente.cli import stable_surprises

Run = Callable[..., Result]

WEIGHTS = """\
detente: 1
case: weights
parties: {a: {name: Ann}, b: {name: Bob}, c: {name: Cy}, d: {name: Di}}
levers:
  w: {owner: a, levels: [n, y]}
  x: {owner: b, levels: [n, y]}
  y: {owner: c, levels: [n, y]}
  z: {owner: d, levels: [n, y], undo: {y: {n: never}}}
impossible: [w = y and x = y and y = y]
preferences:
  a: {statements: [x = y, w = n, z = y]}
  b: {statements: [w = y, x = n]}
  c: {statements: [y = y, z = n]}
  d: {ranking: [[{z: y, w: y}], [{z: n}], []]}
misperceptions:
  a: {unseen: [z], preferences: {b: {statements: [x = y]}}}
  c: {impossible: [w = y and z = y]}
"""


@pytest.fixture
def asked(run: Run, folder: Path) -> Callable[..., dict[str, Any]]:
    """The surprises of a case in which two of four parties see things differently, as JSON."""
    (folder / "weights.yaml").write_text(WEIGHTS, encoding="utf-8")

    def ask(*words: str) -> dict[str, Any]:
        result = run("stability", "weights.yaml", "--hypergame", "--json", *words)
        assert result.exit_code == 0, result.output
        found: dict[str, Any] = json.loads(result.stdout)["hypergame"]["surprises"]
        return found

    return ask


def test_every_concept_asked_for_counts(asked: Callable[..., dict[str, Any]]) -> None:
    """Nothing surprises from what lasts under Nash; three moves do from what lasts under SMR."""
    assert asked("--concepts", "nash")["count"] == 0
    assert asked("--concepts", "smr")["count"] == 3
    both = asked("--concepts", "nash,smr")
    assert (both["count"], both["of"]) == (3, ["nash", "smr"])
    assert both["from_lasting"] == {"nash": 0, "smr": 3}
    assert {move["kind"] for move in both["moves"]} == {"outside", "unnoticed", "unexpected"}
    assert all(move["lasts_under"] == ["smr"] for move in both["moves"])


def test_the_page_shows_them_where_they_begin(
    asked: Callable[..., dict[str, Any]], run: Run
) -> None:
    """Whoever reads it learns which state it is, and under what that state lasts."""
    assert asked()["count"] == 3
    page = run("stability", "weights.yaml", "--hypergame").stdout
    said = " ".join(page.split())
    assert "3 surprises from now and from states that last." in said
    assert "From what lasts under: Nash 0, GMR 3, SMR 3, SEQ 0." in said
    assert "3 from here; lasts under SMR Ann: w, y Bob: x, y Bob would gain by moving x" in said
    none = run("stability", "weights.yaml", "--hypergame", "--concepts", "nash,seq").stdout
    said = " ".join(none.split())
    assert "No move from now or from a state that lasts under Nash and SEQ would come" in said


def test_a_count_that_ended_early_is_not_told_as_exact(
    asked: Callable[..., dict[str, Any]], run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Null with the reason in JSON; "more than" on the page."""
    monkeypatch.setattr(stable_surprises, "MOST_COUNTED", 2)
    found = asked("--limit", "1")
    assert (found["count"], found["more_than"], found["truncated"]) == (None, 2, True)
    assert found["count_why"] == "counting ended at 2"
    page = run("stability", "weights.yaml", "--hypergame", "--limit", "1").stdout
    assert "More than 2 surprises" in page
    assert "There are more; --limit N" in page


@pytest.mark.slow
def test_the_main_case_has_surprises_under_three_of_four_concepts(run: Run) -> None:
    """None from what lasts under Nash; those from what lasts under SEQ come first."""
    result = run("stability", "dprk-2019", "--hypergame", "--json", "--no-robust", "--limit", "20")
    found = json.loads(result.stdout)["hypergame"]["surprises"]
    assert found["from_status_quo"] == 0
    assert found["from_lasting"] == {"nash": 0, "gmr": 28194, "smr": 26078, "seq": 560}
    assert found["count"] == 28194
    assert all("seq" in move["lasts_under"] for move in found["moves"])
