"""What changed since the last report, and what could not be verified."""

import datetime as dt

import pytest

from detente import folder
from detente.brief import Report, build, html, markdown


def report(case: str, day: str, *, since: str = "", known: str = "") -> Report:
    """The report on a shipped case."""
    opened = folder.open_case(case)
    assert opened.case is not None
    return build(
        case=opened.case,
        entries=opened.entries,
        documents=opened.documents,
        claims=opened.claims,
        as_of=dt.date.fromisoformat(day),
        since=dt.date.fromisoformat(since) if since else None,
        known=dt.date.fromisoformat(known) if known else None,
        head="7/abc",
    )


@pytest.fixture(scope="module")
def july_2007() -> Report:
    """Six-party talks, 20 July 2007, after the IAEA confirmed the shutdown."""
    return report("six-party-2007", "2007-07-20", since="2007-07-01")


def test_what_changed_has_the_entries_behind_it(july_2007: Report) -> None:
    """Before, now, since when, and by which entries that had not counted before."""
    assert july_2007.changes is not None
    assert july_2007.changes.since == dt.date(2007, 7, 1)
    rows = {row.id: row for row in july_2007.changes.clauses}
    shutdown = rows["shutdown"]
    assert [words for _, _, words in shutdown.before] == ["breached"]
    assert [words for _, _, words in shutdown.after] == ["met late"]
    assert shutdown.day is not None
    assert shutdown.day > july_2007.changes.since
    assert shutdown.entries
    recorded = {id_ for id_, _, _ in july_2007.changes.entries}
    assert {id_ for id_, _ in shutdown.entries} <= recorded


def test_what_did_not_change_is_not_listed(july_2007: Report) -> None:
    """Exactly the levers and clauses that stand otherwise are there."""
    before = report("six-party-2007", "2007-07-01")
    old = {row.id: row.status for group in before.clauses for row in group.clauses}
    new = {row.id: row.status for group in july_2007.clauses for row in group.clauses}
    assert july_2007.changes is not None
    listed = {row.id for row in july_2007.changes.clauses}
    assert listed == {id_ for id_ in new if new[id_] != old[id_]}


def test_without_a_day_the_last_change_is_shown() -> None:
    """The day before it is named, and at least that change is there."""
    told = report("agreed-framework-1994", "2003-01-10").changes
    assert told is not None
    assert told.since == dt.date(2002, 12, 30)
    assert [row.name for row in told.levers] == ["IAEA inspectors at Yongbyon"]


def test_what_was_learned_later_of_that_day_is_said() -> None:
    """On 1 December 2016 nobody outside knew that waste was left out of the count."""
    told = report("jcpoa", "2017-01-15", since="2016-12-01").changes
    assert told is not None
    learned = {row.id: row for row in told.corrected}
    assert [words for _, _, words in learned["enriched_stock"].before] == ["within count"]
    assert [words for _, _, words in learned["enriched_stock"].after] == [
        "within count or within all"
    ]


def test_nothing_earlier_is_no_section() -> None:
    """A case without any change has no such section, in no form of the page."""
    opened = folder.open_case("jcpoa")
    assert opened.case is not None
    empty = build(case=opened.case, entries=(), documents={}, claims={}, as_of=dt.date(2015, 1, 1))
    assert empty.changes is None
    assert "What changed" not in html.render(empty)
    assert "What changed" not in markdown.render(empty)


def test_what_could_not_be_verified_says_who_could() -> None:
    """Unwatched machines wait for the IAEA; a disputed power turns on how its term is read."""
    rows = {row.id: row for row in report("jcpoa", "2025-09-28").unverified}
    assert rows["centrifuges"].who == "the IAEA, with Monitoring beyond safeguards: full"
    assert rows["centrifuges"].since == dt.date(2021, 5, 24)
    assert rows["snapback_e3"].who == "nobody: it turns on how a term is read"
    assert "un_relief" not in rows


def test_a_claim_to_have_done_it_waits_for_its_verifier() -> None:
    """On 15 July 2007 the reactor is said to be shut: who says so, and who has not."""
    rows = {
        row.id: row for row in report("six-party-2007", "2007-07-15", known="2007-07-15").unverified
    }
    assert rows["yongbyon"].kind == "act"
    assert "no verifier has confirmed it" in rows["yongbyon"].what
    assert rows["yongbyon"].who.startswith("the IAEA")


def test_the_head_of_the_record_stands_on_every_form(july_2007: Report) -> None:
    """Whoever noted it can prove later that the record is the same."""
    assert "7/abc" in html.render(july_2007)
    assert "Head of the record: 7/abc" in markdown.render(july_2007)
    assert july_2007.as_dict()["head"] == "7/abc"
