"""``--unknown``, ``--strength``, ``--coalitions`` and ``--inverse``: what they say of small cases of one's own."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from detente.cli.stable_inverse import _percent

Run = Callable[..., Result]

TWO = """
detente: 1
case: two
parties: {a: {name: Ann}, b: {name: Bob}}
levers:
  x: {owner: a, levels: [n, y]}
  z: {owner: b, levels: [n, y]}
"""


def written(folder: Path, text: str) -> str:
    """A case file of these words."""
    path = folder / "own.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def answer(run: Run, *words: str) -> dict[str, Any]:
    """What a question gives as JSON."""
    result = run("stability", *words, "--json", "--no-robust")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_an_empty_list_of_coalitions_is_refused_with_advice(run: Run, folder: Path) -> None:
    """No coalition at all would find every state stable, those that cannot be as well."""
    result = run("stability", written(folder, TWO + "coalitions: []\n"), "--coalitions")
    assert result.exit_code == 3
    assert "is empty" in result.output
    assert "leave out 'coalitions:'" in result.output


WEIGHTS = """
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
  a:
    reading: weighted
    statements:
      - {prefers: x = y, weight: [0.2, 0.6]}
      - {prefers: w = n, weight: [0.1, 0.5]}
      - {prefers: z = y}
  b: {reading: weighted, statements: [{prefers: w = y, weight: 0.6}, {prefers: x = n, weight: 0.3}]}
  c: {types: {hard: {prior: 0.5, statements: [y = y, z = n]}, soft: {prior: 0.5, statements: [z = y, y = n]}}}
  d: {ranking: [[{z: y, w: y}], [{z: n}], []]}
"""


def test_strength_alone_divides_the_plain_equilibria(run: Run, folder: Path) -> None:
    """Weights in intervals or missing count as they do in the overview: midpoints and stand-ins."""
    case = written(folder, WEIGHTS)
    found = answer(run, case, "--strength", "c=1")
    for concept, plain in found["equilibria"].items():
        by = found["strength"]["equilibria"][concept]
        assert by["general"]["states"] == plain["states"]
        assert by["strong"]["count"] + by["weak"]["count"] == plain["count"]
    assert [found["equilibria"][c]["count"] for c in ("nash", "gmr", "smr", "seq")] == [2, 4, 4, 4]
    page = run("stability", case, "--strength", "c=1").stdout
    assert "midpoints count" in page


def test_unknown_and_strength_together_show_states_and_a_verdict(run: Run, folder: Path) -> None:
    """As each of them does alone; what is not known stays open."""
    case = written(folder, WEIGHTS)
    page = run("stability", case, "--unknown", "--strength", "c=1", "--limit", "2").stdout
    assert "The status quo lasts only if some party does not act on what is not known" in page
    assert "Both together" in page
    assert "Nash bd strong" in page
    assert "more; --limit N shows more of them" in page
    silent = run("stability", case, "--unknown", "--strength", "c=1", "--limit", "0").stdout
    assert "Nash bd strong" not in silent


def test_only_assumptions_that_were_used_are_told(run: Run, folder: Path) -> None:
    """With types and weights left open no type is chosen and no midpoint counts, but in places."""
    case = written(folder, WEIGHTS)
    for words in (["--unknown"], ["--unknown", "--strength", "c=1"]):
        page = run("stability", case, *words, columns=200).stdout
        assert "midpoints count" not in page
        assert "most likely type, hard" not in page
        assert "Places of Ann and Cy: by weights that stand in" in page
        assert "Places of" not in run("stability", case, *words, "--limit", "0").stdout
    both = run("stability", case, "--unknown", "--merged", "a+b", columns=200).stdout
    assert "most likely type, hard" in both


def test_nothing_greatly_is_strong_where_nothing_tempts(run: Run) -> None:
    """By Hamouda, Kilgour and Hipel a strong sanction is greatly worse; here there is none."""
    found = answer(run, "talks", "--strength", "usa=0")
    nash = found["equilibria"]["nash"]["states"]
    for by in found["strength"]["equilibria"].values():
        assert by["strong"]["states"] == nash
    assert found["strength"]["degrees"] == 2


def test_numbers_of_statements_must_grow(run: Run) -> None:
    """3+1 and 1+1 were once taken to mean something else."""
    for word in ("usa=3+1", "usa=1+1", "usa=0+1"):
        result = run("stability", "talks", "--strength", word)
        assert result.exit_code == 2
        assert "do not grow" in result.output
        assert "usa=1+3" in result.output
    assert answer(run, "talks", "--strength", "usa=1+3")["strength"]["degrees"] == 3


def test_nothing_stated_is_called_so(run: Run, folder: Path) -> None:
    """Whoever states nothing counts as indifferent; it is not said that what is stated decides."""
    page = run("stability", written(folder, TWO), "--unknown", columns=200).stdout
    assert "Nothing is stated of what any party prefers" in page
    assert "decides every pair" not in page
    half = TWO + "preferences: {a: {statements: [x = y]}}\n"
    page = run("stability", written(folder, half), "--unknown").stdout
    page = " ".join(page.split())
    assert "Of Bob nothing is stated: that counts as indifferent, not as unknown." in page


@pytest.mark.slow
def test_sets_that_are_listed_can_be_told_apart(run: Run) -> None:
    """What all hold is said once; then what sets each apart, which no two lines share."""
    words = ("--inverse", "now", "--concepts", "gmr,smr,seq", "--as-of", "2019-10-15")
    page = run("stability", "dprk-2019", *words, columns=160).stdout
    for part in page.split("in each of those shown, ")[1:]:
        sets = [line for line in part.splitlines()[1:4] if line.startswith("      ")]
        assert len(set(sets)) == len(sets) == 3


def test_a_share_that_is_not_all_does_not_read_as_all() -> None:
    """Rounded it would be 100 %."""
    assert _percent(0.9998) == "over 99.9 %"
    assert _percent(1) == "100 %"
