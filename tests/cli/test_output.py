"""What commands print: the golden pages, pure JSON, plain text where there is no terminal."""

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

Run = Callable[..., Result]
Golden = Callable[[str, str], None]

PAGES = {
    "status": ["status", "talks"],
    "status-verbose": ["status", "talks", "-v"],
    "status-diff": ["status", "talks", "--diff", "2018-06-30"],
    "status-known": ["status", "talks", "--as-of", "2019-04-01", "--known", "2018-12-31"],
    "stability": ["stability", "talks", "--per-party"],
    "stability-why": ["stability", "talks", "--why", "small", "--concepts", "nash,seq"],
    "stability-paths": ["stability", "talks", "--paths", "deal", "--limit", "2"],
    "explain": ["explain", "D203"],
    "check": ["check", "talks", "-v"],
}
MISTAKES = """\
detente: 1
case: talks
parties: {usa: {}, dprk: {}}
levers:
  ban: {owner: usa, levels: [in_force, lifted]}
  plant: {owner: dprk, levels: [operating, frozen]}
impossible:
  - plannt = frozen
preferences:
  usa: {statements: [plant = frozenn]}
  dprk: {statements: [ban = lifted, "plant = operating or ("]}
"""


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("name", PAGES)
def test_pages(name: str, columns: int, run: Run, golden: Golden) -> None:
    """Each page reads as the one that was looked at and kept, and fits its width."""
    result = run(*PAGES[name], columns=columns)
    assert result.exit_code == 0
    assert max(len(line) for line in result.stdout.splitlines()) <= columns
    golden(f"cli/{name}-{columns}.txt", result.stdout)


@pytest.mark.parametrize("form", ["full", "concise", "github"])
def test_every_mistake_is_shown_in_every_form(
    form: str, run: Run, golden: Golden, folder: Path
) -> None:
    """All errors come at once, each with its place and what would be right."""
    (folder / "talks" / "case.yaml").write_text(MISTAKES, encoding="utf-8")
    (folder / "talks" / "record.jsonl").unlink()
    result = run("check", "talks", "--format", form)
    assert result.exit_code == 1
    golden(f"cli/check-{form}.txt", result.stdout)


JSON = {
    "detente.check/1": ["check", "talks", "--json"],
    "detente.explain/1": ["explain", "--json"],
    "detente.status/1": ["status", "talks", "--json"],
    "detente.stability/1": ["stability", "talks", "--json", "--paths", "deal", "--why", "now"],
    "detente.brief/1": ["brief", "talks", "--json"],
    "detente.new/1": ["new", "mine", "--json"],
}


@pytest.mark.parametrize("schema", JSON)
def test_json_is_all_that_stands_on_standard_output(schema: str, run: Run) -> None:
    """A program reads the answer as JSON, with its schema, and gets no word beside it."""
    result = run(*JSON[schema])
    assert result.exit_code == 0
    assert json.loads(result.stdout)["schema"] == schema


def test_check_as_json_says_what_is_wrong_and_where(run: Run, folder: Path) -> None:
    """The contract of ``detente.check/1``: ok, and per problem its place."""
    (folder / "talks" / "case.yaml").write_text(MISTAKES, encoding="utf-8")
    (folder / "talks" / "record.jsonl").unlink()
    result = run("check", "talks", "--json")
    answer = json.loads(result.stdout)
    assert (result.exit_code, answer["ok"]) == (1, False)
    assert answer == json.loads(run("check", "talks", "--format", "json").stdout)
    first = answer["problems"][0]
    assert first["file"] == "talks/case.yaml"
    assert (first["line"], first["column"], first["severity"]) == (8, 5, "error")


def test_stability_as_json_has_the_form_of_the_contract(run: Run) -> None:
    """Parties, states, status quo, equilibria; --per-party adds stable, --limit says truncated."""
    answer = json.loads(run("stability", "talks", "--json", "--per-party", "--limit", "3").stdout)
    assert answer["parties"] == ["usa", "dprk"]
    assert answer["states"] == {"total": 36, "feasible": 30}
    assert answer["status_quo"]["plant"] == "frozen"
    assert set(answer["equilibria"]) == set(answer["stable"]) == {"nash", "gmr", "smr", "seq"}
    assert len(answer["equilibria"]["gmr"]["states"]) == 3
    assert answer["equilibria"]["gmr"]["truncated"] is True
    assert answer["rests_on"] == ["c1", "c2"]


def test_status_diff_as_json_has_before_and_after(run: Run) -> None:
    """Only levers whose possible levels differ are in the difference."""
    answer = json.loads(run("status", "talks", "--json", "--diff", "2019-04-01").stdout)
    assert answer["diff"]["from"] == "2019-04-01"
    assert set(answer["diff"]["levers"]) == {"plant", "tests"}
    assert answer["diff"]["levers"]["plant"]["before"]["levels"] == ["frozen"]
    assert answer["diff"]["levers"]["plant"]["after"]["levels"] == ["operating", "frozen"]


def test_the_day_of_the_question_can_be_moved(run: Run) -> None:
    """--as-of and --known reach the ledger."""
    early = json.loads(run("status", "talks", "--json", "--as-of", "2018-01-01").stdout)
    assert early["levers"]["tests"]["levels"] == ["testing"]
    unknown = json.loads(run("status", "talks", "--json", "--known", "2017-01-01").stdout)
    assert (unknown["known"], unknown["levers"]["coal_ban"]["because"]) == ("2017-01-01", [])


@pytest.mark.parametrize(
    ("name", "begins"), [("b.html", "<!doctype html>"), ("b.md", "# "), ("b.json", "{")]
)
def test_the_brief_is_written_in_the_form_its_name_says(
    name: str, begins: str, run: Run, folder: Path
) -> None:
    """The file is there; standard output has the headline, the place and the size."""
    result = run("brief", "talks", "-o", name)
    assert result.exit_code == 0
    assert (folder / name).read_text("utf-8").lower().startswith(begins)
    assert name in result.stdout
    assert "no scripts" in result.stdout


def test_the_brief_goes_to_brief_html_by_default(run: Run, folder: Path) -> None:
    """Without a name the page is brief.html, here."""
    assert run("brief", "talks").exit_code == 0
    assert (folder / "brief.html").stat().st_size > 1000


def test_a_new_case_is_sound(run: Run) -> None:
    """What ``detente new`` writes can be checked and answers the first questions."""
    made = run("new", "korea").stdout
    assert "Made korea/case.yaml" in made
    assert "Next: detente check korea" in made
    for words in (["check", "korea"], ["status", "korea"], ["stability", "korea"]):
        assert run(*words).exit_code == 0


def test_a_new_case_can_begin_as_a_shipped_one(run: Run, folder: Path) -> None:
    """--from copies the case with its record."""
    assert run("new", "mine", "--from", "dprk-2019").exit_code == 0
    assert (folder / "mine" / "record.jsonl").exists()
    assert run("check", "mine").exit_code == 0


def test_a_new_case_never_overwrites_one(run: Run, folder: Path) -> None:
    """A case file that is there stays as it is."""
    before = (folder / "talks" / "case.yaml").read_bytes()
    assert run("new", "talks").exit_code == 2
    assert (folder / "talks" / "case.yaml").read_bytes() == before


def test_warnings_are_counted_beside_the_answer(run: Run, folder: Path) -> None:
    """A warning stops nothing: a line on standard error says where to read it; -q leaves it out."""
    case = folder / "talks" / "case.yaml"
    text = case.read_text("utf-8").replace(
        "rests_on: [c1]}\n      - {prefers: tests", "rests_on: [c9]}\n      - {prefers: tests"
    )
    case.write_text(text, encoding="utf-8")
    result = run("status", "talks")
    assert result.exit_code == 0
    assert result.stderr == "1 warning in talks; detente check talks\n"
    assert not run("status", "talks", "-q").stderr


def test_names_cannot_send_codes_to_the_terminal(run: Run, folder: Path) -> None:
    """Control characters in a record are shown as marks, not obeyed."""
    hostile = '{"kind": "act", "id": "h", "date": "2019-01-01", "lever": "\\u001b[2J\\u202e", "level": "x"}'
    with (folder / "talks" / "record.jsonl").open("a", encoding="utf-8") as record:
        record.write(hostile + "\n")
    for form in ("full", "concise", "github"):
        result = run("check", "talks", "--format", form)
        assert "\x1b" not in result.output
        assert "\u202e" not in result.output
        assert "unknown lever '\ufffd[2J\ufffd'" in result.stdout


def on_a_terminal(words: list[str], environment: dict[str, str]) -> str:
    """What a command prints when standard output is a terminal."""
    leader, follower = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "detente.cli", *words],
        stdout=follower,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "TERM": "xterm", **environment},
    ) as process:
        os.close(follower)
        shown = b""
        try:
            while chunk := os.read(leader, 4096):
                shown += chunk
        except OSError:  # Linux says so when the other end is closed
            pass
        assert process.wait() == 0
    os.close(leader)
    return shown.decode("utf-8")


def test_colours_on_a_terminal_only_and_never_where_not_wanted(folder: Path) -> None:
    """A terminal gets colours, unless NO_COLOR or --no-color says otherwise."""
    assert folder.is_dir()
    words = ["explain", "D203"]
    colored = on_a_terminal(words, {})
    assert "\x1b[" in colored
    assert "\x1b[" not in on_a_terminal(words, {"NO_COLOR": "1"})
    assert "\x1b[" not in on_a_terminal([*words, "--no-color"], {})
    for line in colored.splitlines():
        colours = {
            code for code in ("\x1b[31m", "\x1b[32m", "\x1b[33m", "\x1b[36m") if code in line
        }
        assert len(colours) <= 1
