"""``detente review`` without a terminal: the queue as a list, in batches, and what the review has shown."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

HERE = Path(__file__).parent
Run = Callable[..., Result]
Golden = Callable[[str, str], None]
RECORD = Path("talks/record.jsonl")


@pytest.fixture
def proposed(folder: Path) -> Path:
    """The case ``talks`` with six candidates that nobody has judged."""
    _add(HERE / "proposed.jsonl")
    return folder


@pytest.fixture
def judged(proposed: Path) -> Path:
    """The same, judged by two reviewers."""
    _add(HERE / "verdicts.jsonl")
    return proposed


def _add(lines: Path) -> None:
    with RECORD.open("a", encoding="utf-8") as record:
        record.write(lines.read_text("utf-8"))


def read(path: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path(path).read_text("utf-8").splitlines()]


def write(path: str, lines: list[dict[str, Any]]) -> None:
    Path(path).write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")


def standing(run: Run, *words: str) -> dict[str, str]:
    """How each claim of the queue stands."""
    result = run("review", "talks", "--all", "--json", "--reviewer", "jo", *words)
    assert result.exit_code == 0, result.output
    return {one["candidate_id"]: one["standing"] for one in json.loads(result.stdout)["queue"]}


PAGES = {
    "list": ("review", "talks", "--reviewer", "jo"),
    "all": ("review", "talks", "--all", "--reviewer", "jo"),
    "statistics": ("review", "talks", "--statistics"),
    "agreement": ("review", "talks", "--agreement"),
    "corroboration": ("review", "talks", "--corroboration", "-v"),
}


@pytest.mark.usefixtures("judged")
@pytest.mark.parametrize("name", PAGES)
def test_pages(name: str, run: Run, golden: Golden) -> None:
    result = run(*PAGES[name])
    assert result.exit_code == 0
    assert all(len(line) <= 80 for line in result.stdout.splitlines())
    golden(f"cli/review-{name}-80.txt", result.stdout)


@pytest.mark.usefixtures("proposed")
def test_the_queue_written_as_lines(run: Run, golden: Golden) -> None:
    result = run("review", "talks", "--reviewer", "jo", "--out", "queue.jsonl")
    assert result.exit_code == 0
    golden("cli/review-queue.jsonl", Path("queue.jsonl").read_text("utf-8"))


@pytest.mark.usefixtures("proposed")
def test_deal_kinds_come_first_then_the_surest(run: Run) -> None:
    assert [*standing(run)] == ["k4", "k3", "k2", "k5", "k1", "k6"]
    assert [*standing(run, "--only", "condition", "--only", "offer")] == ["k2", "k5", "k1"]
    assert [*standing(run, "--document", "N1", "--only", "prediction")] == ["k6"]


@pytest.mark.usefixtures("proposed")
def test_a_queue_filled_in_is_read_back(run: Run) -> None:
    """Accepted, accepted with a change, rejected by digit or words; without verdict it waits."""
    run("review", "talks", "--reviewer", "jo", "--out", "queue.jsonl")
    lines = {line["candidate_id"]: line for line in read("queue.jsonl")}
    lines["k4"] |= {"verdict": "accept"}
    lines["k1"] |= {"verdict": "accept", "after": {"voice": "party", "grade": "C3"}}
    lines["k6"] |= {"verdict": "reject", "reason": "1"}
    lines["k2"] |= {"verdict": "reject", "reason": "duplicate"}
    write("verdicts.jsonl", [*lines.values()])
    result = run("review", "talks", "--in", "verdicts.jsonl", "--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert (told["recorded"], told["without_verdict"]) == (4, 2)
    assert standing(run) == {
        "k4": "accepted", "k3": "waiting", "k2": "rejected", "k5": "waiting", "k1": "accepted",
        "k6": "rejected",
    }  # fmt: skip
    from detente.folder import open_case

    opened = open_case("talks")
    assert (opened.claims["k1"].voice, str(opened.claims["k1"].grade)) == ("party", "C3")
    assert opened.as_recorded["k1"].voice == "author", "what was proposed stays as it was"
    assert {one.by for one in opened.reviews} == {"jo"}
    assert all(one.date and one.tool_version for one in opened.reviews)
    again = json.loads(run("review", "talks", "--in", "verdicts.jsonl", "--json").stdout)
    assert again["recorded"] == 0, "a file read twice records nothing twice"


@pytest.mark.usefixtures("proposed")
def test_later_lines_build_on_earlier_ones(run: Run) -> None:
    """Edit, accept, withdraw; merge; a speaker for two claims; a link to an entry."""
    write(
        "v.jsonl",
        [
            {"candidate_id": "k3", "verdict": "edit", "after": {"type": "threat"}},
            {"candidate_id": "k3", "verdict": "accept"},
            {"candidate_id": "k3", "verdict": "withdraw"},
            {"candidate_id": "k5", "verdict": "merge", "after": {"into": "k4"}},
            {"candidate_id": "k4", "verdict": "speaker",
             "after": {"speaker": "unsc", "claims": {"k4": {"actor": "unsc"}}}},
            {"candidate_id": "k4", "verdict": "link", "after": {"entries": ["e2"]}},
            {"candidate_id": "k4", "verdict": "accept"},
        ],
    )  # fmt: skip
    assert run("review", "talks", "--in", "v.jsonl", "--reviewer", "jo").exit_code == 0
    from detente.folder import open_case

    opened = open_case("talks")
    assert (opened.candidates["k3"].type, opened.candidates["k3"].standing) == ("threat", "waiting")
    assert opened.candidates["k5"].standing == "rejected"
    assert opened.claims["k4"].actor == "unsc"
    assert "k4" in {e.id: e for e in opened.entries}["e2"].rests_on


BAD = [
    ("{", 1, 2, "D201", "expected a key"),
    ("[]", 1, 1, "D104", "expected an object"),
    ('{"verdict": "accept"}', 1, 1, "D103", "missing key 'candidate_id'"),
    ('{"candidate_id": "k9", "verdict": "accept"}', 1, 18, "D102", "no claim 'k9'"),
    ('{"candidate_id": "k1", "verdict": "approve"}', 1, 35, "D104", "unknown verdict 'approve'"),
    ('{"candidate_id": "k1", "verdict": "accept", "reazon": "x"}', 1, 45, "D101", "unknown key 'reazon'"),
    ('{"candidate_id": "k1", "verdict": "reject"}', 1, 1, "D103", "a rejection gives its reason"),
    ('{"candidate_id": "k1", "verdict": "reject", "reason": "9"}', 1, 55, "D104", "unknown reason '9'"),
    ('{"candidate_id": "k1", "verdict": "accept", "at": "noon"}', 1, 51, "D106", "'noon' is no instant"),
    ('{"candidate_id": "k1", "verdict": "edit", "after": {"voice": "who"}}', 1, 52, "D104", "voice"),
    ('{"candidate_id": "k1", "verdict": "edit", "after": {"id": "x"}}', 1, 52, "D104", "'id' of a claim"),
    ('{"candidate_id": "k1", "verdict": "edit", "after": 3}', 1, 52, "D104", "'after' is an object"),
    ('{"candidate_id": "k1", "verdict": "withdraw"}', 1, 35, "D104", "no verdict of this reviewer"),
    ('{"candidate_id": "k1", "verdict": "accept", "after": {"grade": "B1"}}', 1, 64, "D104",
     "credibility 1 takes documents of two independent sources"),
    ('{"candidate_id": "k1", "verdict": "accept", "before": {"voice": "party"}}', 1, 65, "D104",
     "'voice' of the claim is no longer"),
    ('{"candidate_id": "k5", "verdict": "merge", "after": {"into": "k5"}}', 1, 53, "D104", "a merged claim"),
]  # fmt: skip


@pytest.mark.usefixtures("proposed")
@pytest.mark.parametrize("bad", BAD, ids=range(len(BAD)))
def test_a_bad_line_is_said_with_its_place_and_nothing_is_recorded(
    bad: tuple[str, int, int, str, str], run: Run
) -> None:
    line, number, column, code, message = bad
    good = '{"candidate_id": "k4", "verdict": "accept"}'
    Path("v.jsonl").write_text(f"{line}\n{good}\n", "utf-8")
    result = run("review", "talks", "--in", "v.jsonl", "--reviewer", "jo", columns=140)
    assert result.exit_code == 2
    assert f"[{code}]" in result.stderr
    assert message in result.stderr
    assert f"v.jsonl:{number}:{column}" in result.stderr
    assert "Nothing was recorded." in result.stderr
    assert not Path("talks/record.sqlite").exists()
    assert set(standing(run).values()) == {"waiting"}


@pytest.mark.usefixtures("proposed")
def test_all_bad_lines_are_said(run: Run) -> None:
    Path("v.jsonl").write_text("".join(f"{line}\n" for line, *_ in BAD), "utf-8")
    result = run("review", "talks", "--in", "v.jsonl", "--reviewer", "jo")
    assert f"Found {len(BAD)} errors." in result.stderr


@pytest.mark.usefixtures("judged")
def test_a_second_reviewer_sees_no_verdict_of_the_first(run: Run) -> None:
    queue = json.loads(run("review", "talks", "--second", "--reviewer", "eva", "--json").stdout)
    assert {one["standing"] for one in queue["queue"]} == {"waiting"}
    assert len(queue["queue"]) == 6
    assert {one["before"]["voice"] for one in queue["queue"] if one["candidate_id"] == "k1"} == {
        "author"
    }
    write("v.jsonl", [{"candidate_id": "k4", "verdict": "reject", "reason": "2"}])
    done = run("review", "talks", "--second", "--reviewer", "eva", "--in", "v.jsonl")
    assert done.exit_code == 0
    assert standing(run)["k4"] == "accepted", "a second verdict decides nothing"
    left = json.loads(run("review", "talks", "--second", "--reviewer", "eva", "--json").stdout)
    assert "k4" not in {one["candidate_id"] for one in left["queue"]}


@pytest.mark.usefixtures("judged")
def test_figures_as_json(run: Run) -> None:
    statistics = json.loads(run("review", "talks", "--statistics", "--json").stdout)
    rules = {one["name"]: one for one in statistics["rules"]}
    assert rules["modal-concession"]["rate"] == 1.0
    assert rules["modal-concession"]["changed"] == 1
    assert (rules["demand"]["rate"], rules["demand"]["why"]) == (None, "none was judged")
    assert statistics["reasons"] == {"not a claim": 1, "wrong kind": 1}
    told = json.loads(run("review", "talks", "--agreement", "--json").stdout)["agreement"]
    verdict = told[0]
    assert verdict["percent"] == {"value": 0.5, "claims": 4, "why": ""}
    assert verdict["kappa"]["value"] == 0.0
    assert {one["claim"] for one in verdict["apart"]} == {"k1", "k2"}


@pytest.mark.usefixtures("proposed")
def test_what_nobody_accepted_supports_nothing(run: Run) -> None:
    """A preference that rests on a candidate is warned of until it is accepted, and again if rejected."""
    case = Path("talks/case.yaml")
    case.write_text(case.read_text("utf-8").replace("rests_on: [c1]", "rests_on: [k3]", 1), "utf-8")

    def codes() -> list[str]:
        found = json.loads(run("check", "talks", "--json").stdout)["problems"]
        return [p["code"] for p in found if p["code"] in ("D330", "D333", "D334", "D336")]

    assert codes() == ["D333"]
    write("v.jsonl", [{"candidate_id": "k3", "verdict": "accept"}])
    run("review", "talks", "--in", "v.jsonl", "--reviewer", "jo")
    assert codes() == []
    write("v.jsonl", [{"candidate_id": "k3", "verdict": "reject", "reason": "4"}])
    run("review", "talks", "--in", "v.jsonl", "--reviewer", "jo")
    assert codes() == ["D334"]


@pytest.mark.usefixtures("proposed")
def test_accepting_a_claim_writes_no_entry(run: Run) -> None:
    """Statement, act and ledger event are three decisions: only reviews are added."""
    before = json.loads(run("status", "talks", "--json").stdout)
    write("v.jsonl", [{"candidate_id": k, "verdict": "accept"} for k in ("k1", "k3", "k4", "k5")])
    run("review", "talks", "--in", "v.jsonl", "--reviewer", "jo")
    after = json.loads(run("status", "talks", "--json").stdout)
    assert before["levers"] == after["levers"]
    assert before["clauses"] == after["clauses"]


@pytest.mark.usefixtures("proposed")
def test_a_case_may_hold_verdicts_that_cannot_be_applied(run: Run) -> None:
    lines: list[dict[str, Any]] = [
        {"claim": "nowhere", "verdict": "accept"},
        {"claim": "k1", "verdict": "bless"},
        {"claim": "k1", "verdict": "edit", "after": {"voice": "nobody"}},
        {"claim": "k1", "verdict": "link", "after": {"entries": ["e99"]}},
        {"claim": "k1", "verdict": "withdraw", "withdraws": "r0"},
        {"claim": "k1", "verdict": "speaker"},
    ]
    with RECORD.open("a", encoding="utf-8") as record:
        for n, line in enumerate(lines):
            record.write(json.dumps({"kind": "review", "id": f"x{n}", **line}) + "\n")
    found = json.loads(run("check", "talks", "--json").stdout)["problems"]
    assert [p["message"] for p in found if p["code"] == "D337"] == [
        "the verdict cannot be applied: no claim 'nowhere'",
        "the verdict cannot be applied: unknown verdict 'bless'",
        "the verdict cannot be applied: expected one of author, party, quoted, got 'nobody'",
        "the verdict cannot be applied: no entry 'e99' to link a claim to",
        "the verdict cannot be applied: no verdict 'r0' to withdraw",
        "the verdict cannot be applied: a verdict on a speaker says what changes, claim by claim",
    ]
    assert set(standing(run).values()) == {"waiting"}


def test_who_reviews_is_asked_for(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DETENTE_REVIEWER", "jo  of the desk")
    assert json.loads(run("review", "talks", "--json").stdout)["reviewer"] == "jo of the desk"

    def nobody() -> str:
        raise OSError

    monkeypatch.delenv("DETENTE_REVIEWER")
    monkeypatch.setattr("getpass.getuser", nobody)
    result = run("review", "talks")
    assert result.exit_code == 2
    assert "who reviews?" in result.stderr


def test_a_shipped_case_is_copied_first(run: Run) -> None:
    write("v.jsonl", [{"candidate_id": "S0-11", "verdict": "edit", "after": {"note": "x"}}])
    result = run("review", "dprk-2019", "--in", "v.jsonl", "--reviewer", "jo")
    assert result.exit_code == 2
    assert "read-only" in result.stderr
    assert run("review", "dprk-2019", "--reviewer", "jo").exit_code == 0


def test_wrong_use(run: Run) -> None:
    assert run("review", "talks", "--in", "nowhere.jsonl", "--reviewer", "jo").exit_code == 2
    assert run("review", "talks", "--agreement", "--statistics").exit_code == 2
    assert "no document 'X'" in run("review", "talks", "--document", "X", "--reviewer", "jo").stderr
    Path("bytes").write_bytes(b"\xff\xfe")
    assert "UTF-8" in run("review", "talks", "--in", "bytes", "--reviewer", "jo").stderr


@pytest.mark.usefixtures("judged")
def test_the_record_is_as_good_in_the_store(run: Run) -> None:
    """Taken into a store and exported again, the verdicts stand as before."""
    before = standing(run)
    assert run("add", "talks", "act", "--date", "2019-10-04", "--by", "dprk", "--lever", "tests",
               "--level", "testing", "--source", "S1", "--yes").exit_code == 0  # fmt: skip
    assert Path("talks/record.sqlite").exists()
    assert standing(run) == before
    assert run("export", "talks", "--to", "jsonl", "--out", "out.jsonl").exit_code == 0
    shutil.copy("out.jsonl", RECORD)
    Path("talks/record.sqlite").unlink()
    assert standing(run) == before


TEXT = "Seoul asked for talks. Pyongyang asked for talks. Washington offered a pause of drills."
FOUND = {
    "document": "wire",
    "quote": "offered a pause of drills",
    "type": "offer",
    "voice": "party",
}


@pytest.fixture
def read_in(run: Run, folder: Path) -> Path:
    """The case ``talks`` with a document whose text is kept."""
    (folder / "wire.txt").write_text(TEXT, "utf-8")
    assert run("ingest", "talks", "wire.txt", "--date", "2019-10-04").exit_code == 0
    return folder


@pytest.mark.usefixtures("read_in")
def test_a_claim_that_no_extractor_found_can_be_written_in_a_batch(run: Run) -> None:
    """It has its place in the text, counts as accepted, and once however often it is read."""
    line = {"verdict": "new", "after": {**FOUND, "actor": "usa"}}
    write("v.jsonl", [line, line])
    said = run("review", "talks", "--reviewer", "jo", "--in", "v.jsonl", "--json")
    assert json.loads(said.stdout)["verdicts"] == {"new": 1}
    again = run("review", "talks", "--reviewer", "jo", "--in", "v.jsonl")
    assert "Nothing new to record." in again.stdout
    lines = [json.loads(one) for one in run("export", "talks").stdout.splitlines()]
    [claim] = [one for one in lines if one["kind"] == "claim" and one["id"].startswith("n")]
    assert TEXT[claim["start"] : claim["end"]] == claim["quote"] == FOUND["quote"]
    assert claim["date"]["said"] == "2019-10-04"
    assert run("check", "talks").exit_code == 0


@pytest.mark.usefixtures("read_in")
def test_what_another_line_says_of_a_new_claim_counts(run: Run) -> None:
    """A new claim can be graded, and its verdict taken back, by its id."""
    from detente.cli.reviewing_new import new_id

    start = TEXT.index(FOUND["quote"])
    id_ = new_id("wire", start, start + len(FOUND["quote"]), "offer", "jo")
    write(
        "v.jsonl",
        [
            {"verdict": "new", "after": FOUND},
            {"candidate_id": id_, "verdict": "edit", "after": {"grade": "B2"}},
            {"candidate_id": id_, "verdict": "withdraw"},
        ],
    )
    said = run("review", "talks", "--reviewer", "jo", "--in", "v.jsonl", "--json")
    assert json.loads(said.stdout)["verdicts"] == {"new": 1, "edit": 1, "withdraw": 1}


@pytest.mark.usefixtures("read_in")
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"quote": ""}, "missing key 'quote'"),
        ({"quote": "asked for talks"}, "these words stand in 'wire' 2 times"),
        ({"quote": "asked for peace"}, "these words are not in 'wire'"),
        ({"document": "wir"}, "no document 'wir'"),
        ({"document": "S1"}, "the text of 'S1' is not kept"),
        ({"type": "wish"}, "unknown kind 'wish'"),
        ({"voice": "nobody"}, "expected one of author, party, quoted"),
        ({"actor": "usaa"}, "no party 'usaa'"),
        ({"levers": ["coal_bann"]}, "no lever 'coal_bann'"),
        ({"odd": 1}, "unknown key 'odd'"),
    ],
)
def test_a_new_claim_that_is_wrong_is_told_and_not_recorded(
    run: Run, change: dict[str, Any], message: str
) -> None:
    """With its place in the file; words that stand in the text twice need a place."""
    write("v.jsonl", [{"verdict": "new", "after": FOUND | change}])
    result = run("review", "talks", "--reviewer", "jo", "--in", "v.jsonl")
    assert result.exit_code == 2
    assert message in " ".join(result.stderr.split())
    write(
        "v.jsonl", [{"verdict": "new", "after": FOUND | {"quote": "asked for talks", "start": 33}}]
    )
    assert run("review", "talks", "--reviewer", "jo", "--in", "v.jsonl").exit_code == 0
