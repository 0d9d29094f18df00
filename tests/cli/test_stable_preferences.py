"""``--unknown``, ``--strength``, ``--coalitions`` and ``--inverse``: what they say of small cases of one's own."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from typer.testing import Result

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
