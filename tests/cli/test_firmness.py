"""``detente stability``: how firm each equilibrium is, what leaves it out, and how it is stopped."""

import json
from collections.abc import Callable

import pytest
from typer.testing import Result

from detente.stability.robust import analysis

Run = Callable[..., Result]


def test_json_says_how_firm_each_equilibrium_is(run: Run) -> None:
    answer = json.loads(run("stability", "talks", "--json", "--draws", "50", "--seed", "3").stdout)
    robust = answer["robust"]
    assert (robust["draws"], robust["asked"], robust["seed"]) == (50, 50, 3)
    listed = [entry["state"] for entry in robust["equilibria"]]
    for states in answer["equilibria"].values():
        assert all(state in listed for state in states["states"])
    assert robust["status_quo"]["state"] == answer["status_quo"]
    assert answer["parameters"]["draws"] == 50


def test_json_says_which_concepts_have_no_figures(run: Run) -> None:
    """With the reason beside; no such key where all have them."""
    words = ("stability", "talks", "--json", "--draws", "20", "--concepts")
    robust = json.loads(run(*words, "seq,l2").stdout)["robust"]
    assert robust["left_out"] == ["l2"]
    assert "worked out for nash" in robust["left_out_why"]
    assert "left_out" not in json.loads(run(*words, "seq").stdout)["robust"]


def test_the_same_seed_gives_the_same_page(run: Run) -> None:
    words = ("stability", "talks", "--draws", "300", "--seed", "8")
    assert run(*words).stdout == run(*words).stdout


def test_it_can_be_left_out(run: Run) -> None:
    page = run("stability", "talks", "--no-robust")
    assert page.exit_code == 0
    assert "How firm" not in page.stdout
    assert "robust" not in json.loads(run("stability", "talks", "--no-robust", "--json").stdout)


def test_a_large_model_is_left_out_unless_asked_for(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(analysis, "MOST_STATES", 10)
    said = " ".join(run("stability", "talks").stdout.split())
    assert "was not examined: 30 feasible states are more than 10; --robust" in said
    left_out = json.loads(run("stability", "talks", "--json").stdout)
    assert left_out["robust"] is None
    assert "30 feasible states" in left_out["robust_why"]
    assert "How firm: under no" in run("stability", "talks", "--robust").stdout


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--draws", "-1"), "--draws: -1 is not between 0 and"),
        (("--seed", "-1"), "--seed: -1 is not between 0 and"),
    ],
)
def test_impossible_numbers_are_refused(run: Run, words: tuple[str, ...], message: str) -> None:
    result = run("stability", "talks", *words)
    assert result.exit_code == 2
    assert message in result.stderr


def test_long_work_says_how_far_it_has_come(run: Run) -> None:
    result = run("stability", "talks", "--draws", "2560")
    assert "draws: 1,280 of 2,560" in result.stderr
    assert "draws: 2,560 of 2,560" in result.stderr
    assert not run("stability", "talks", "--draws", "2560", "--quiet").stderr


def test_an_interruption_keeps_what_is_done(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page is printed, says how many draws count, and the status is that of a stopped program."""
    monkeypatch.setattr("detente.cli.firmness.progress", stopping)
    result = run("stability", "talks", "--draws", "5120")
    assert result.exit_code == 130
    assert "Stopped: 512 of 5,120 draws were made; they count." in result.stdout
    assert result.stderr == "stopped: 512 of 5,120 draws count\n"


class stopping:  # noqa: N801 - it stands in for a function
    """In place of the progress bar: interrupts after two blocks."""

    def __init__(self, *_: object) -> None:
        """Take what the bar takes."""

    def __enter__(self) -> Callable[[int, int], None]:
        """Give what interrupts."""

        def report(done: int, _: int) -> None:
            if done >= 512:
                raise KeyboardInterrupt

        return report

    def __exit__(self, *_: object) -> None:
        """Leave interruptions to whoever is in charge."""


def test_graph_form_shows_changes_and_no_draws(run: Run) -> None:
    result = run("stability", "literature/kilgour1984/chicken", columns=120)
    assert "Changes" in result.stdout
    assert "Draws" not in result.stdout
