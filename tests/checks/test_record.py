"""Checks of a case together with its record: what the entries change."""

import datetime as dt

from detente import casefile
from detente.case import Case
from detente.checks import check
from detente.entries import Act, Entry, Event, Extend, When
from detente.errors import Mark, Problem

TEXT = """\
detente: 1
case: talks
parties: {usa: {}, dprk: {}}
levers:
  coal_ban: {owner: usa, levels: [in_force, lifted], start: lifted, undo: {lifted: {in_force: never}}}
  yongbyon: {owner: dprk, levels: [operating, frozen]}
impossible: [coal_ban = in_force and yongbyon = operating]
packages: {relief: {coal_ban: in_force}}
clauses:
  - {id: freeze, party: dprk, must: yongbyon = frozen}
  - {id: snap, party: usa, may: coal_ban = in_force, when: breached(freeze)}
"""


def read(text: str = TEXT) -> Case:
    """The case, read without error."""
    case, problems = casefile.parse(text)
    assert case is not None, problems
    return case


def act(id_: str, lever: str, level: str) -> Act:
    """An act of 5 August 2017, with a source."""
    return Act(id=id_, date=When.parse("2017-08-05"), lever=lever, level=level, source="text")


def brief(problems: list[Problem]) -> list[str]:
    """Severity, code and message."""
    return [f"{p.severity}[{p.code}] {p.message}" for p in problems]


ALONE = [
    "warning[D436] nothing can reach coal_ban = in_force: 'undo' rules out every way to it",
    "error[D432] the package 'relief' is impossible",
    "warning[D230] the trigger of snap can never hold: 'breached(freeze)'",
]


def test_without_a_record_the_start_counts() -> None:
    """The start levels are the status quo: the package that leaves a lever out is an error."""
    assert brief(check(read())) == ALONE


def test_what_the_record_shows_can_be_reached() -> None:
    """A level that an entry names was reached, whatever `undo` says."""
    entries = [act("e1", "coal_ban", "in_force")]
    now = {"coal_ban": "in_force", "yongbyon": "frozen"}
    assert brief(check(read(), entries, status_quo=now)) == [ALONE[2]]


def test_a_package_that_the_record_makes_impossible_is_a_warning() -> None:
    """What stands in the file is fine; as things stand it is not."""
    entries = [act("e1", "coal_ban", "in_force"), act("e2", "yongbyon", "operating")]
    now = {"coal_ban": "lifted", "yongbyon": "operating"}
    found = check(read(), entries, status_quo=now)
    assert brief(found)[0] == (
        "warning[D432] the package 'relief' is impossible as things stand by the record"
    )


def test_a_status_quo_that_the_record_makes_impossible_is_a_warning() -> None:
    """Written it is an error; from the record it stops nothing."""
    now = {"coal_ban": "in_force", "yongbyon": "operating"}
    entries = [act("e1", "coal_ban", "in_force")]
    found = [p for p in check(read(), entries, status_quo=now) if p.code == "D431"]
    assert brief(found) == ["warning[D431] the status quo by the record is impossible"]
    written = read(TEXT + "status_quo: {coal_ban: in_force}\n")
    found = [p for p in check(written, entries, status_quo=now) if p.code == "D431"]
    assert brief(found) == ["error[D431] the status quo is impossible"]


def test_without_the_status_quo_nothing_is_said_about_it() -> None:
    """If the record was not worked out, levers that it names are open."""
    entries = [act("e1", "coal_ban", "in_force"), act("e2", "yongbyon", "frozen")]
    assert [p.code for p in check(read(), entries)] == ["D230"]


def test_a_deadline_that_was_extended_can_be_missed() -> None:
    """An extension gives a clause a deadline: it can be breached."""
    entry = Extend(
        id="e1", date=When.parse("2018-01-01"), clause="freeze", to=dt.date(2018, 12, 31)
    )
    assert ALONE[2] not in brief(check(read(), [entry]))


def test_entries_of_the_record_are_placed_on_their_lines() -> None:
    """An entry in another file is shown there."""
    entries: list[Entry] = [
        Event(id="e1", date=When.parse("2018-01-01"), name="signed", source="text"),
        Event(id="e2", date=When.parse("2018-01-02"), name="notice"),
    ]
    places = {"e2": ("record.jsonl", Mark(2, 1, 20))}
    (found,) = [p for p in check(read(), entries, places=places) if p.code == "D332"]
    assert (found.file, found.line, found.column) == ("record.jsonl", 2, 1)
    assert found.message == "the entry 'e2' names no source"


def test_a_case_that_ties_everything_together_is_not_tried_out() -> None:
    """Thirty levers in one goal and a thousand duties: notes say what was left out."""
    levers = "".join(f"  l{k}: {{owner: usa, levels: [a, b, c]}}\n" for k in range(30))
    goals = "".join(
        f"  g{k}: " + " and ".join(f"l{(i + k) % 30} = a" for i in range(20)) + "\n"
        for k in range(9)
    )
    text = f"detente: 1\ncase: big\nparties: {{usa: {{}}, dprk: {{role: observer}}}}\nlevers:\n{levers}"
    found = [p for p in check(read(f"{text}goals:\n{goals}")) if p.code == "D443"]
    assert brief(found) == [
        "note[D443] checks were left out in 4 more places",
        *["note[D443] a check was left out here: too many combinations to try"] * 5,
    ]
