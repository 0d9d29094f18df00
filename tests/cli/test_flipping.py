"""``detente flips``: sentences for people, keys for programs, exit statuses."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

Run = Callable[..., Result]
Golden = Callable[[str, str], None]
DOUBTS = """\
detente: 1
case: offer
name: An offer in doubt
as_of: 2019-10-05
parties: {usa: {name: United States}, dprk: {name: North Korea}, iaea: {name: IAEA, role: verifier}}
levers:
  plant: {name: Reactor, owner: dprk, levels: [operating, frozen]}
  ban: {name: Ban on coal exports, owner: usa, levels: [in_force, suspended]}
  stock: {name: Stock, owner: dprk, levels: [held, declared]}
clauses:
  - {id: freeze, name: Freeze, party: dprk, must: plant >= frozen, within: 60 days of accepted}
  - {id: relief, name: Relief, party: usa, must: ban >= suspended, when: fulfilled(freeze), within: 30 days of trigger}
  - {id: papers, name: Papers, party: dprk, must: stock >= declared and plant >= frozen}
claims:
  - {id: c1, kind: offer, actor: dprk, voice: party, quote: a freeze for relief}
events:
  - {id: e1, kind: event, date: 2019-07-20, name: accepted, by: dprk, source: S1, grade: E5, rests_on: [c1]}
  - {id: e2, kind: finding, date: 2019-08-01, lever: plant, level: frozen, by: iaea}
  - {id: e3, kind: dispute, date: 2019-08-03, about: e2, by: usa}
  - {id: e4, kind: report, date: 2019-08-10/2019-08-12, lever: stock, level: declared, by: yonhap, source: S1}
"""


@pytest.fixture
def doubtful(folder: Path) -> Path:
    """A case with an acceptance, a freeze and a declaration that are all in doubt."""
    (folder / "offer.yaml").write_text(DOUBTS, encoding="utf-8")
    return folder


@pytest.mark.usefixtures("doubtful")
@pytest.mark.parametrize("clause", ["freeze", "papers", "relief"])
@pytest.mark.parametrize("columns", [80, 120])
def test_the_page_reads_as_the_one_that_was_kept(
    clause: str, columns: int, run: Run, golden: Golden
) -> None:
    """A sentence for each entry, with its source and grade; pairs where none decides alone."""
    result = run("flips", "offer.yaml", "--clause", clause, columns=columns)
    assert result.exit_code == 0
    assert max(len(line) for line in result.stdout.splitlines()) <= columns
    golden(f"cli/flips-{clause}-{columns}.txt", result.stdout)


@pytest.mark.usefixtures("doubtful")
def test_json_is_all_that_stands_on_standard_output(run: Run) -> None:
    """A program reads the answer as JSON, with its keys."""
    result = run("flips", "offer.yaml", "--clause", "freeze", "--json")
    told = json.loads(result.stdout)
    assert told["schema"] == "detente.flips/1"
    assert told["clause"] == "freeze"
    assert len(told["status"]) > 1
    assert {"entry", "if_true", "if_false", "settles"} <= told["flips"][0].keys()
    assert told["rests_on"] == ["c1"]
    assert told["parameters"]["as_of"] == "2019-10-05"
    assert told["method"]
    assert told["problems"] == []


def test_with_nothing_in_doubt_it_says_so(run: Run) -> None:
    """The answer is there, and the exit status 0."""
    result = run("flips", "talks", "--clause", "freeze")
    assert result.exit_code == 0
    assert "Nothing in doubt decides it." in result.stdout


@pytest.mark.usefixtures("doubtful")
def test_as_known_before_the_doubts_nothing_is_in_doubt(run: Run) -> None:
    """What was not recorded yet is not asked about."""
    words = ["flips", "offer.yaml", "--clause", "freeze", "--as-of", "2019-07-25", "--json"]
    assert json.loads(run(*words).stdout)["flips"] != []
    assert json.loads(run(*words, "--known", "2019-07-19").stdout)["flips"] == []


def test_an_unknown_clause_is_wrong_use(run: Run) -> None:
    """Exit 2, with the nearest name."""
    result = run("flips", "talks", "--clause", "fre_eze")
    assert result.exit_code == 2
    assert "no clause 'fre_eze'" in result.stderr
    assert "did you mean 'freeze'?" in result.stderr


def test_where_only_readings_are_in_doubt_no_entry_is_named(run: Run) -> None:
    """What decides then is who reads the term, and that is said."""
    result = run("flips", "minsk-2", "--clause", "dialogue", "--as-of", "2015-04-01")
    said = " ".join(result.stdout.split())
    assert "no doubtful entry bears on it." in said
    assert (
        'No ruling on an entry decides: the readings of \'What "day 1 of the withdrawal" is' in said
    )
