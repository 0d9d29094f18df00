"""What a user meets who asks for what cannot be: clear words and the right exit status."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

TOY = (Path(__file__).parent / "toy.yaml").read_text(encoding="utf-8")


def run(folder: Path, text: str, *words: str) -> subprocess.CompletedProcess[str]:
    case = folder / "case.yaml"
    case.write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "detente.cli", "sequence", str(case), *words]
    env = {**os.environ, "COLUMNS": "100", "NO_COLOR": "1"}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=env)


def changed(before: str, after: str) -> str:
    assert before in TOY
    return TOY.replace(before, after)


def with_schedule(steps: str) -> str:
    return changed("schedules:\n", f"schedules:\n  mine: {steps}\n")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "words", "status", "said"),
    [
        (changed("    patience: 0.9 per month\n", ""), (), 3, "usa has no patience"),
        (
            TOY.replace("0.9 per month\n    st", "0 per month\n    st").replace(
                "0.95 per month", "0 per month"
            ),
            (),
            3,
            "nobody is patient",
        ),
        (changed("detect: 0.5 per month", "detect: 0 per month"), (), 3, "never found"),
        (changed("patience: 0.9 per month", "patience: 1 per month"), (), 3, "patience of 1"),
        (TOY, ("--schedule", "action_for_acton"), 2, "did you mean"),
        (
            with_schedule("[{tests: moratorium}, {tests: testing}]"),
            ("--schedule", "mine"),
            2,
            "go down",
        ),
        (
            with_schedule("[{yongbyon: frozen}]") + "impossible: [yongbyon = frozen]\n",
            ("--schedule", "mine"),
            2,
            "cannot be",
        ),
        (with_schedule("[]"), ("--schedule", "mine"), 3, "no step"),
        (
            changed("stockpile:\n    owner: dprk", "stockpile:\n    owner: iaea").replace(
                "  mine", "  x"
            ),
            ("--schedule", "disarm_first"),
            2,
            "moved by no party",
        ),
        (TOY, ("--objective", "best"), 2, "no objective"),
        (TOY, ("--levers", "-1"), 2, "below 0"),
        (TOY, ("--draws", "0"), 2, "not between"),
        (
            "detente: 1\ncase: g\nparties: {a: {}, b: {}}\ngraph: {states: [s, t], moves: {a: [[s, t]]}}\n",
            (),
            3,
            "lists its moves",
        ),
        ("detente: 1\ncase: g\nparties: {a: {}}\nlevers: {}\n", (), 3, "no party owns a lever"),
    ],
)
def test_clear_words_and_exit_status(
    tmp_path: Path, text: str, words: tuple[str, ...], status: int, said: str
) -> None:
    """No traceback, one error, and what would be right."""
    found = run(tmp_path, text, *words)
    assert found.returncode == status, found.stderr
    assert said in " ".join(found.stderr.split())
    assert "Traceback" not in found.stderr


@pytest.mark.slow
def test_a_schedule_that_does_not_hold_ends_with_1(tmp_path: Path) -> None:
    """The answer is on standard output all the same, and complete in JSON."""
    found = run(tmp_path, TOY, "--schedule", "disarm_first", "--json")
    assert found.returncode == 1
    answer = json.loads(found.stdout)
    assert answer["schema"] == "detente.sequence/1"
    assert answer["self_enforcing"] is False
    assert answer["schedule"][0] == {"period": 0, "moves": {"tests": "moratorium"}}
    assert answer["tightest"]["party"] == "usa"
    assert answer["tightest"]["period"] == 3
    assert answer["tightest"]["deviation"] == {"coal_ban": "in_force", "relief": "none"}
    assert answer["tightest"]["margin"] < 0
    assert set(answer["critical"]) >= {"discount", "detection", "snapback_periods"}
    holding = run(tmp_path, TOY, "--schedule", "action_for_action")
    assert holding.returncode == 0
    assert "holds" in holding.stdout


@pytest.mark.slow
def test_only_the_text_can_be_asked_for(tmp_path: Path) -> None:
    """--text prints clauses and nothing else."""
    found = run(tmp_path, TOY, "--schedule", "action_for_action", "--text")
    assert found.returncode == 0
    assert found.stdout.startswith("  - ")
    assert "id: deal_1_usa" in found.stdout
