"""``detente flips`` without a clause: what carries the conclusions of the brief."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

Run = Callable[..., Result]
Golden = Callable[[str, str], None]
PAGES = {
    "conclusions": ["flips", "talks", "--pairs"],
    "lever": ["flips", "talks", "--conclusion", "lever.plant", "--conclusion", "clause.freeze"],
}


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("columns", [80, 120])
def test_pages(name: str, columns: int, run: Run, golden: Golden) -> None:
    """Per conclusion a sentence, how likely it is to survive, and a table of what carries it."""
    result = run(*PAGES[name], columns=columns)
    assert result.exit_code == 0
    assert max(len(line) for line in result.stdout.splitlines()) <= columns
    golden(f"cli/flips-{name}-{columns}.txt", result.stdout)


@pytest.mark.slow
def test_the_north_korea_case_reads_as_it_was_kept(run: Run, golden: Golden) -> None:
    """Every conclusion of the brief on the shipped case has what flips it."""
    result = run("flips", "dprk-2019", "--draws", "200", columns=100)
    assert result.exit_code == 0
    golden("cli/flips-dprk-2019.txt", result.stdout)


def test_json_has_the_same_content(run: Run) -> None:
    """Per conclusion: value, likelihood, what flips it, and per origin its share; claims add up."""
    told = json.loads(run("flips", "talks", "--json").stdout)
    assert told["schema"] == "detente.conclusions/1"
    assert told["rests_on"] == ["c1", "c2"]
    assert told["parameters"]["seed"] == 1
    ids = [one["id"] for one in told["conclusions"]]
    assert ids[:2] == ["now", "better"]
    for one in told["conclusions"]:
        assert 0 <= one["likelihood"]["share"] <= 1
        total = sum(it["share"] for it in one["origins"])
        assert total == pytest.approx(1 if one["without_any"] else 0, abs=1e-3)


def test_the_same_seed_gives_the_same_answer(run: Run) -> None:
    """Nothing depends on anything else."""
    words = ("flips", "dprk-2019", "--conclusion", "unknown", "--draws", "40", "--json")
    assert run(*words).stdout == run(*words).stdout
    assert run(*words, "--seed", "2").stdout != run(*words).stdout


def test_a_conclusion_goes_by_its_number_in_the_brief_too(run: Run) -> None:
    """K1 and its id ask for the same."""
    one = run("flips", "talks", "--conclusion", "K1", "--json").stdout
    assert json.loads(one)["conclusions"][0]["id"] == "now"


def test_a_table_of_grades_replaces_the_one_that_ships(run: Run, folder: Path) -> None:
    """With all claims sure the conclusion survives for sure."""
    (folder / "sure.toml").write_text("[grade]\nF6 = 1.0\n", encoding="utf-8")
    result = run(
        "flips", "talks", "--conclusion", "clause.freeze", "--grades", "sure.toml", "--json"
    )
    told = json.loads(result.stdout)
    assert told["conclusions"][0]["likelihood"]["share"] == 1
    assert told["parameters"]["grades"] == "sure.toml"


def test_wrong_use_is_refused(run: Run, folder: Path) -> None:
    """Exit 2, with what would be right."""
    wrong = run("flips", "talks", "--conclusion", "lever.plannt")
    assert wrong.exit_code == 2
    assert "no conclusion 'lever.plannt'" in wrong.stderr
    assert "did you mean 'lever.plant'?" in wrong.stderr
    assert run("flips", "talks", "--grades", "none.toml").exit_code == 2
    (folder / "bad.toml").write_text("[grade]\nB2 = 3\n", encoding="utf-8")
    bad = run("flips", "talks", "--grades", "bad.toml")
    assert bad.exit_code == 2
    assert "bad.toml: [grade] B2: expected a probability from 0 to 1, got 3" in " ".join(
        bad.stderr.split()
    )
    both = run("flips", "talks", "--clause", "freeze", "--pairs")
    assert both.exit_code == 2
    assert "--conclusion clause.freeze" in " ".join(both.stderr.split())
