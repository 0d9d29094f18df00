"""``detente stability``: what is said of how firm an answer is, where little is stated or drawn."""

import json
from collections.abc import Callable
from pathlib import Path

from typer.testing import Result

Run = Callable[..., Result]

TWO = """detente: 1
case: two
parties: {a: {name: Ann}, b: {name: Bob}}
levers: {x: {owner: a, levels: [n, y]}, z: {owner: b, levels: [n, y]}}
"""
TYPES = """preferences:
  a: {types: {hard: {prior: 0.5, statements: [x = n]}, soft: {prior: 0.5, statements: [x = y]}}}
  b: {statements: [z = n]}
"""


def page(run: Run, folder: Path, text: str, *words: str) -> str:
    """Return what is printed of a case, in one line."""
    file = folder / "case.yaml"
    file.write_text(text, encoding="utf-8")
    result = run("stability", str(file), *words, columns=120)
    assert result.exit_code == 0, result.output
    return " ".join(result.stdout.split())


def test_what_turns_on_a_partys_type_is_not_called_proved(run: Run, tmp_path: Path) -> None:
    said = page(run, tmp_path, TWO + TYPES)
    assert "proved" not in said.split("States that last")[0]
    assert "types by their priors" in said
    assert "always," not in said
    assert "Ann: of type soft" in said


def test_nothing_stated_is_no_certainty(run: Run, tmp_path: Path) -> None:
    said = page(run, tmp_path, TWO)
    assert "How firm: nothing is stated, so nothing can be varied." in said
    assert "no single change" not in said
    (tmp_path / "case.yaml").write_text(TWO, encoding="utf-8")
    answer = json.loads(run("stability", str(tmp_path / "case.yaml"), "--json").stdout)["robust"]
    assert answer["varied"] == {"a": None, "b": None}
    for entry in answer["equilibria"]:
        assert set(entry["necessary"].values()) == set(entry["possible"].values()) == {None}
        assert {it["share"] for it in entry["acceptability"].values()} == {None}


def test_a_party_for_which_nothing_is_stated_is_named(run: Run, tmp_path: Path) -> None:
    said = page(
        run, tmp_path, TWO + "preferences: {a: {statements: [x = y, z = y, x = y iff z = y]}}\n"
    )
    assert "Nothing is stated for Bob, so nothing of that can be varied" in said
    assert "always" not in said.split("Draws:")[0]


def test_no_draws_are_said_in_words(run: Run, tmp_path: Path) -> None:
    said = page(run, tmp_path, TWO + TYPES, "--draws", "0")
    assert "?" not in said
    assert "Draws: none were made" in said
    assert "not made" in said


def test_two_statements_that_say_the_same_fall_together(run: Run, tmp_path: Path) -> None:
    text = (
        TWO
        + "preferences: {a: {statements: [x = y, not (x = n), x = n]}, b: {statements: [z = n]}}\n"
    )
    said = page(run, tmp_path, text)
    assert "no two together" not in said
    assert "Ann: without statement 1, 'x = y'; and Ann: without statement 2, 'not (x = n)'" in said
