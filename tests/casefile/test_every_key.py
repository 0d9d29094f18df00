"""Every key of the format is read, and what it says arrives in the case."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from detente.case import Case, InspectionPlan, Interval, Rate
from detente.casefile import TEMPLATE, json_schema, new_case, parse
from detente.casefile.reader import read
from detente.checks import check
from detente.claims import Grade
from detente.conditions import parse as condition
from detente.conditions.tree import Deadline, Duration, Verification
from detente.errors import UsageError

HERE = Path(__file__).parent
TEXT = (HERE / "every_key.yaml").read_text("utf-8")

GRAPH = """
detente: 1
case: graph
parties: {usa: {}, dprk: {}}
graph:
  states: {s1: {label: Talks, note: first}, s2: , s3: {}}
  moves: {usa: [[s1, s2]], dprk: [[s2, s3], [s3, s2]]}
  note: from a book
status_quo: s1
preferences: {usa: {ranking: [[s3], [s1, s2]]}, dprk: {ranking: [[s2], [s1], []], rests_on: [c1]}}
misperceptions: {dprk: {preferences: {usa: {ranking: [[s1], []]}}}}
events: [{id: e1, kind: event, date: 2019-10-05, name: signed}]
"""


def good(text: str) -> Case:
    case, problems = parse(text)
    assert [problem.concise() for problem in problems] == []
    assert case is not None
    return case


@pytest.fixture(scope="module")
def case() -> Case:
    return good(TEXT)


def test_the_head_of_the_file_is_read(case: Case) -> None:
    """Id, title, dates, trust, and what is said about the whole case."""
    assert (case.id, case.file) == ("every-key", "case.yaml")
    assert case.as_of == dt.date(2019, 10, 5)
    assert (case.timezone, case.trust) == ("Asia/Seoul", Grade("D", 4))
    assert case.status_quo == {"testing": "moratorium"}
    assert case.period == Duration(2, "weeks")
    assert case.language_model_allowed
    assert case.players == ("usa", "dprk", "rok")


def test_levers_are_read(case: Case) -> None:
    """Levels, consent, times to undo, watchers, chances of being seen, and quantities."""
    coal, plant = case.levers["coal_ban"], case.levers["yongbyon"]
    assert coal.needs["lifted"] == ("unsc",)
    assert coal.undo == {
        ("lifted", "suspended"): "never",
        ("lifted", "in_force"): "never",
        ("suspended", "in_force"): Duration(30, "days"),
    }
    assert plant.levels == ("operating", "frozen", "disabled", "dismantled")
    assert plant.level_names == {"frozen": "Shut down and sealed", "dismantled": "Taken apart"}
    assert (plant.start, plant.watched_by) == ("operating", "iaea")
    assert plant.detect == Rate(Interval(0.9, 0.9), Duration(1, "months"))
    assert case.levers["testing"].detect == Rate(Interval(0.7, 0.95), Duration(1, "months"))
    assert case.levers["inspectors"].detect == InspectionPlan(
        items=20, falsified=2, sampled=5, per=Duration(2, "weeks")
    )
    assert case.levers["fuel_oil"].quantity


def test_preferences_are_read(case: Case) -> None:
    """Statements in both forms, rankings, types, reservations of all three kinds, patience."""
    usa, dprk = case.preferences["usa"], case.preferences["dprk"]
    assert [s.condition.text for s in usa.statements][:2] == [
        "yongbyon = dismantled",
        "testing = moratorium",
    ]
    assert usa.statements[-1].weight == Interval(0.1, 0.3)
    assert usa.statements[-1].rests_on == ("c12",)
    assert usa.statements[-1].condition.name == "See"
    assert dprk.ranking is not None
    assert dprk.ranking[1] == ()
    assert dprk.types["bluffing"].prior == 0.7
    assert dprk.patience == Rate(Interval(0.9, 0.95), Duration(1, "months"))
    reservations = [case.preferences[party].reservation for party in case.players]
    assert reservations == ["status_quo", 0.2, {"drills": "postponed"}]


def test_clauses_are_read(case: Case) -> None:
    """Each key of the three kinds of clauses arrives."""
    freeze, fuel = case.clauses["freeze"], case.clauses["fuel"]
    assert (freeze.kind, freeze.party, freeze.to) == ("must", ("dprk",), ("usa", "rok"))
    assert freeze.within == Deadline(Duration(60, "days"), "accepted")
    assert freeze.verified == Verification(("iaea",), Duration(30, "days"))
    assert freeze.grace == Duration(15, "days")
    assert freeze.partial[0][1] == 0.5
    assert freeze.default is not None
    assert freeze.default.settings == (("yongbyon", "operating"),)
    assert freeze.text["ko"] == "폐쇄"
    assert case.clauses["relief"].within == Deadline(Duration(30, "days"), None)
    assert fuel.by == dt.date(2019, 12, 31)
    assert fuel.when is not None
    assert fuel.when.tree == condition("event(signed) and 10 business days since signed")
    stay, snap = case.clauses["stay"], case.clauses["snap"]
    assert stay.kind == "keep"
    assert stay.until is not None
    assert stay.until.text == "event(collapse)"
    assert snap.kind == "may"
    assert snap.effect is not None
    assert (snap.on_notice, snap.notice) == ("usa_notice", Duration(30, "days"))


def test_the_rest_is_read(case: Case) -> None:
    """Terms, moves, packages, policies, goals, misperceptions, schedules, calendars."""
    assert case.terms["denuclearised"].name == "Denuclearisation"
    assert case.terms["denuclearised"].readings["usa_reading"].by == ("usa", "rok")
    assert case.forbid[0].to.text == "yongbyon = operating"
    assert case.only[0].party == "rok"
    assert case.packages["large"] == {
        "yongbyon": "dismantled",
        "inspectors": "present",
        "coal_ban": "lifted",
    }
    assert case.package_names == {"small": "small", "large": "The whole"}
    assert case.policies["step_for_step"].rules[0].do.settings == (("coal_ban", "suspended"),)
    assert case.goals["collapse"].name == "Collapse"
    assert case.misperceptions["dprk"].unseen == ("drills",)
    assert case.coalitions == (("usa", "dprk"), ("usa", "rok"))
    assert case.schedules["first_steps"][1] == {"coal_ban": "suspended"}
    assert case.calendars["us"].weekend == {5, 6}
    assert case.calendars["us"].holidays == {dt.date(2019, 10, 14)}


def test_facts_and_claims_are_read(case: Case) -> None:
    """All kinds of entries; a claim's kind is its type; free forms have numbers."""
    assert [entry.kind for entry in case.events] == [
        *("act", "finding", "report", "amount", "event", "statement"),
        *("dispute", "ruling", "waive", "extend", "retract", "assert"),
    ]
    (claim,) = case.claims
    assert (claim.type, claim.voice, claim.said) == ("demand", "quoted", "2019-10-05")
    assert claim.selectors == ({"type": "TextPositionSelector", "start": 10, "end": 31},)
    assert claim.origin == {"extractor": "rules", "confidence": 0.75}
    assert case.expected["stability"] == {
        "states": {"total": 96, "feasible": 60},
        "share": 0.5,
        "code": "12",
        "none": None,
    }


def test_every_condition_knows_its_place(case: Case) -> None:
    """The path of a condition leads to where it stands."""
    last = case.preferences["usa"].statements[-1].condition
    mark = case.mark(last.path)
    assert mark is not None
    assert TEXT.splitlines()[mark.line - 1][mark.column - 1 :].startswith("inspectors = present")


def test_the_graph_form_is_read() -> None:
    """States with labels, arcs, a status quo by name, rankings by name."""
    case = good(GRAPH)
    assert case.graph is not None
    assert case.graph.states == ("s1", "s2", "s3")
    assert case.graph.labels == {"s1": "Talks", "s2": "s2", "s3": "s3"}
    assert case.graph.moves["dprk"] == (("s2", "s3"), ("s3", "s2"))
    assert case.status_quo == "s1"
    assert case.preferences["usa"].ranking == (("s3",), ("s1", "s2"))
    assert case.levers == {}


def test_sections_may_be_empty() -> None:
    """Nothing after the colon is an empty section."""
    sections = [
        "levers",
        "clauses",
        "terms",
        "preferences",
        "events",
        "claims",
        "packages",
        "goals",
        "coalitions",
    ]
    case = good("detente: 1\ncase: talks\nparties:\n" + "".join(f"{key}:\n" for key in sections))
    assert case.clauses == {}


@pytest.mark.parametrize("indent", [None, 2])
def test_the_same_case_as_json_gives_the_same_case(case: Case, indent: int | None) -> None:
    """Any JSON text is a valid case file; only the free form keeps its quoted numbers as text."""
    plain = read(TEXT).value
    plain["expected"]["stability"] = {"states": {"total": 96, "feasible": 60}, "share": 0.5}
    plain["claims"][0] |= {"selectors": [], "origin": None}
    again = good(json.dumps(plain, indent=indent))
    assert again.clauses == case.clauses
    assert again.levers == case.levers
    assert again.preferences == case.preferences
    assert again.events == case.events
    assert again.expected["stability"]["share"] == 0.5


def test_the_file_uses_every_key_of_the_format() -> None:
    """The example in this folder leaves out no key, so that all of them are read here."""
    used: set[str] = set()
    todo: list[Any] = [read(TEXT).value, read(GRAPH).value]
    while todo:
        top = todo.pop()
        if isinstance(top, dict):
            used.update(top)
        if isinstance(top, dict | list):
            todo.extend(top.values() if isinstance(top, dict) else top)
    parts = json_schema()["$defs"]
    known = {key for part in parts.values() for key in part["properties"]}
    assert known - used == set()


def test_the_example_for_a_new_case_has_no_error() -> None:
    """What ``detente new`` writes can be used as it is."""
    case = good(TEMPLATE)
    assert len(case.players) == 2
    assert {clause.kind for clause in case.clauses.values()} == {"must", "keep", "may"}
    assert 60 <= len(TEMPLATE.splitlines()) <= 90
    claims = {claim.id: claim for claim in case.claims}
    assert [problem.concise() for problem in check(case, case.events, claims, {})] == []


def test_a_new_case_has_its_own_id_and_name() -> None:
    """The id is made fit; the name may hold anything."""
    case = good(new_case("Korea 2019", 'Who: "first"\\?'))
    assert (case.id, case.name) == ("korea-2019", 'Who: "first"\\?')
    with pytest.raises(UsageError, match="no id can be made of '-'"):
        new_case("-")
