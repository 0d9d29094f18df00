"""What the report says, and that it says no more than the findings."""

import datetime as dt
import json

import pytest
from tests.brief import samples

from detente.brief import Report, build


@pytest.fixture(scope="module")
def report() -> Report:
    """The report on the small case."""
    return samples.report()


def test_the_first_sentence_answers(report: Report) -> None:
    """The headline says whether the present state holds, and whether there is a better one."""
    assert report.lead.headline == (
        "The present state holds: neither North nor South gains by moving alone, "
        "yet one other lasting state would be better for both."
    )


def test_the_counts_are_those_of_the_board(report: Report) -> None:
    """Each count at the top is a count of rows below; nothing is counted that is not there."""
    said = {fact.words: fact.number for fact in report.lead.facts}
    rows = [row for holder in report.board for group in holder.groups for row in group.levers]
    assert said == {
        "levers as before any deal": sum(row.shade == "full" for row in rows),
        "claims false or contested": len(report.claims),
        "levers not known for certain": sum(row.shade == "unknown" for row in rows),
    }
    assert list(said.values()) == [1, 1, 1]


def test_the_board_stands_by_party_and_group(report: Report) -> None:
    """Levers stand with their owner, grouped, with legal basis, consent and what cannot be undone."""
    north, south = report.board
    assert (north.owner.name, south.owner.name) == ("North", "South")
    assert [group.name for group in north.groups] == ["Measures"]
    blockade = north.groups[0].levers[0]
    assert (blockade.words, blockade.since) == ("in force", "since 5 Jan 2020")
    assert blockade.notes == (
        "Order 7",
        "To lifted: takes the Council",
        "No way back once lifted",
    )


def test_what_is_not_known_says_why(report: Report) -> None:
    """A lever with two possible levels has both, and the entry that makes the doubt."""
    guns = report.board[1].groups[0].levers[0]
    assert (guns.words, guns.shade) == ("placed or withdrawn", "unknown")
    assert "e4 (grade E5 is weaker than D4" in guns.doubt


def test_a_history_has_no_gap(report: Report) -> None:
    """Every bar begins the day after the one before it, and the last ends on the day asked for."""
    for holder in report.board:
        for group in holder.groups:
            for row in group.levers:
                ends = [bar.last + dt.timedelta(days=1) for bar in row.bars[:-1]]
                assert ends == [bar.first for bar in row.bars[1:]]
                assert row.bars[-1].last == report.as_of


def test_events_weigh_by_what_they_change(report: Report) -> None:
    """An act that begins a stretch weighs most, then what a clause waits for, then the rest."""
    weights = {event.id: event.weight for event in report.timeline.events}
    assert weights == {"e1": 3, "e2": 2, "e3": 3, "e4": 3, "e5": 1}


def test_events_stand_in_the_lane_of_who_acted(report: Report) -> None:
    """What one party did is in its lane; what several or others did is in the middle."""
    lanes = [lane.name for lane in report.timeline.lanes]
    placed = {event.id: lanes[event.lane] for event in report.timeline.events}
    assert placed == {
        "e1": "North",
        "e2": "Both, and others",
        "e3": "North",
        "e4": "Both, and others",
        "e5": "South",
    }


def test_later_entries_are_left_out_and_counted() -> None:
    """An entry dated after the day asked for is not in the brief, which says that it left it out."""
    later = samples.RECORD.replace('"date": "2020-03-01"', '"date": "2020-04-01"')
    timeline = samples.report(lines=later).timeline
    assert "e5" not in {event.id for event in timeline.events}
    assert timeline.left_out == ("1 entry dated after that day",)


def test_the_present_state_comes_first_with_reasons(report: Report) -> None:
    """The first state is the present one; each party's reason to stay or leave is in words."""
    now = report.positions.states[0]
    assert (now.names[0], now.differs, now.standing) == ("Now", (), "nash")
    assert now.reasons == (
        "North prefers none of the states that it can move to.",
        "South prefers none of the states that it can move to.",
    )


def test_packages_are_judged_by_both_parties(report: Report) -> None:
    """A package says for whom it is better, how it would last, and how to get there."""
    swap = next(row for row in report.positions.states if "Swap" in row.names)
    assert (swap.better, swap.standing) == ((True, True), "seq")
    assert "SEQ: North would gain by moving Blockade" in swap.reasons[0]
    assert swap.path.startswith("South moves Heavy guns from placed to withdrawn")


def test_every_state_count_is_that_of_the_finding(report: Report) -> None:
    """The counts of lasting states are those in the stability finding."""
    found = next(f for f in report.findings if f.question == "stability")
    counts = {name: part["count"] for name, part in found.answer["equilibria"].items()}
    assert dict(report.positions.counts) == counts
    assert report.positions.feasible == found.answer["states"]["feasible"]


def test_wrong_claims_come_with_what_is_right(report: Report) -> None:
    """A false claim has its chain, its grade in words, what would be right and who says so."""
    (claim,) = report.claims
    assert (claim.id, claim.verdict) == ("c2", "false")
    assert claim.grade_words == "source unreliable, content improbable"
    assert (claim.correct, claim.correcting) == ("Order 7 closed it on 5 January", ("Order 7",))


def test_a_chain_runs_from_the_speaker_to_the_document(report: Report) -> None:
    """Who said it comes first, spelled as the case spells it; the document comes last."""
    (claim,) = report.other_claims
    assert claim.chain == ("General Staff", "Daily bulletin")


def test_conclusions_rest_on_claims_wrong_ones_first(report: Report) -> None:
    """The claims on which the preferences rest stand beside what follows from them."""
    first = report.conclusions[0]
    assert [(chip.id, chip.wrong) for chip in first.rests_on] == [("c2", "false"), ("c1", "")]
    assert first.method.startswith("Nash: no party gains by moving alone.")


def test_clauses_stand_by_what_sets_them_off(report: Report) -> None:
    """Clauses whose trigger is in the record come first; the state is what the board says."""
    first, second = report.clauses
    assert (first.name, first.recorded) == ("“Signed”", "in the record on 20 Jan 2020")
    assert (second.name, second.recorded) == ("“Accepted”", "this event is not in the record")
    board = next(f for f in report.findings if f.question == "status").answer["clauses"]
    for group in report.clauses:
        for row in group.clauses:
            assert list(row.status) == (board[row.id]["status"] or [])


def test_only_clauses_that_were_set_off_are_owed(report: Report) -> None:
    """An offer that nobody accepted is no obligation."""
    assert [row.id for row in report.obligations] == ["hold_fire"]


def test_a_running_clock_is_at_the_top() -> None:
    """A deadline within ninety days is counted down to, with what follows if nobody acts."""
    accepted = (
        '{"kind": "event", "id": "e6", "date": "2020-03-05", "by": "south", "name": "accepted"}\n'
    )
    report = samples.report(lines=samples.RECORD + accepted)
    (one,) = [one for one in report.coming if one.clause == "withdraw"]
    assert (one.last, one.days) == (dt.date(2020, 4, 4), 25)
    assert report.lead.facts[-1].words == "days to act: Withdraw the guns"
    assert report.lead.facts[-1].number == 25
    owed = next(row for row in report.obligations if row.id == "withdraw")
    assert owed.bars[-1].last == report.as_of


def test_readings_stand_side_by_side(report: Report) -> None:
    """A disputed term has each reading in words, and says that none was taken."""
    (term,) = report.terms
    assert [(who, means) for who, means, _, _ in term.readings] == [
        ("North", "Fire: ceased"),
        ("South", "Fire: ceased; and Blockade of the port: at least suspended"),
    ]
    assert term.taken.startswith("open")
    assert samples.report(reading="south").terms[0].taken == "as South reads it"


def test_json_has_the_same_content(report: Report) -> None:
    """The report as plain values can be written as JSON and holds what the page holds."""
    plain = json.loads(json.dumps(report.as_dict(), allow_nan=False))
    assert plain["schema"] == "detente.brief/1"
    assert plain["lead"]["headline"] == report.lead.headline
    assert [row["id"] for row in plain["conclusions"]] == [row.id for row in report.conclusions]
    assert plain["as_of"] == "2020-03-10"


def test_a_case_without_preferences_has_a_brief_too() -> None:
    """Without preferences the register leads, then the board, and the part on stability says why it is missing."""
    head, _, rest = samples.CASE.partition("preferences:")
    bare = head + "terms:" + rest.partition("terms:")[2]
    report = samples.report(case=bare)
    assert report.positions.why_not == "the case says of no party what it prefers"
    assert report.lead.headline == "The one clause set off: kept so far."
    assert report.lead.second.startswith("North: 1 lever as before any deal; steps taken: Fire")
    without = samples.report(case=bare.partition("clauses:")[0])
    assert without.lead.headline == report.lead.second


def test_the_same_input_gives_the_same_report() -> None:
    """Two reports on the same case are equal, byte for byte."""
    assert samples.report().as_dict() == samples.report().as_dict()


def test_what_was_not_known_then_is_not_in_the_brief() -> None:
    """As known on an earlier day, a later record does not count."""
    case, entries, documents, claims = samples.read()
    report = build(
        case=case,
        entries=entries,
        documents=documents,
        claims=claims,
        as_of=dt.date(2020, 3, 10),
        known=dt.date(2020, 1, 31),
    )
    assert {event.id for event in report.timeline.events} == {"e1", "e2"}
    assert report.board[0].groups[0].levers[1].words == "open"
