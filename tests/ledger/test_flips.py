"""Which doubtful entries would settle a clause: worked cases, and the ledger itself as the oracle."""

import datetime as dt

import pytest
from msgspec.structs import replace

from detente import casefile, ledger
from detente.case import Case
from detente.claims import Grade
from detente.entries import Entry, read_entry
from detente.ledger.flips import Flips, finding, flips

HEAD = """\
detente: 1
case: doubts
parties: {usa: {}, dprk: {}, iaea: {role: verifier}}
levers:
  ban: {owner: usa, levels: [in_force, lifted]}
  plant: {owner: dprk, levels: [operating, frozen], watched_by: access, undo: {frozen: {operating: 60 days}}}
  access: {owner: dprk, levels: [absent, present]}
clauses:
  - {id: freeze, party: dprk, must: event(declared) and event(sealed), by: 2020-12-31}
  - {id: either, party: dprk, must: event(declared) or event(sealed), by: 2020-12-31}
  - {id: one, party: dprk, must: event(declared), by: 2020-12-31}
  - {id: relief, party: usa, must: ban = lifted, when: fulfilled(one), within: 30 days of trigger}
  - {id: stay, party: dprk, keep: plant = frozen}
  - {id: same, party: dprk, must: (event(declared) and event(sealed)) or (not event(declared) and not event(sealed)), when: event(signed)}
  - {id: other, party: usa, must: event(signed)}
events:
  - {id: signed, kind: event, date: 2020-01-01, name: signed}
"""
DECLARED = (
    "  - {id: d, kind: event, date: 2020-02-01, name: declared, by: dprk}\n"
    "  - {id: dd, kind: dispute, date: 2020-02-02, about: d, by: usa}\n"
)
SEALED = "  - {id: s, kind: event, date: 2020-02-03, name: sealed, grade: E5, source: [S1]}\n"
DAY = dt.date(2020, 3, 1)


def read(events: str) -> Case:
    case, problems = casefile.parse(HEAD + events)
    assert case is not None, problems
    return case


def told(events: str, clause: str, day: dt.date = DAY) -> Flips:
    case = read(events)
    return flips(case, case.events, day, clause)


def short(found: Flips) -> list[tuple[str, str, str, bool]]:
    return [
        (f.entry.id, " or ".join(f.if_true), " or ".join(f.if_false), f.settles)
        for f in found.flips
    ]


def test_a_single_entry_settles_a_clause_that_asks_for_it_alone() -> None:
    """True: fulfilled; struck: live; and why it is in doubt."""
    found = told(DECLARED + SEALED, "one")
    assert found.statuses == ("fulfilled", "live")
    assert short(found) == [("d", "fulfilled", "live", True)]
    assert found.pairs == ()
    assert "disputed by dd" in found.flips[0].doubt


def test_a_clause_that_reads_another_has_that_ones_doubts() -> None:
    """Relief is due only when the declaration stands."""
    found = told(DECLARED, "relief")
    assert short(found) == [("d", "live", "idle", True)]


def test_where_no_single_entry_settles_pairs_do() -> None:
    """Both must stand: each alone settles it when struck only."""
    found = told(DECLARED + SEALED, "freeze")
    assert short(found) == [
        ("d", "fulfilled or live", "live", False),
        ("s", "fulfilled or live", "live", False),
    ]
    [pair] = found.pairs
    assert pair.entries == ("d", "s")
    assert dict(pair.outcomes) == {
        (True, True): ("fulfilled",),
        (True, False): ("live",),
        (False, True): ("live",),
        (False, False): ("live",),
    }


def test_a_pair_is_found_even_if_neither_ruling_alone_changes_anything() -> None:
    """Declared and sealed, or neither: each ruling alone leaves both statuses possible."""
    events = DECLARED.replace("2020-02-01", "2020-01-01") + SEALED.replace("02-03", "01-01")
    found = told(events, "same")
    assert {(true, false) for _, true, false, _ in short(found)} == {
        ("fulfilled or live", "fulfilled or live")
    }
    assert [pair.entries for pair in found.pairs] == [("d", "s")]


def test_an_entry_about_something_else_does_not_bear_on_the_clause() -> None:
    """Nor does a certain entry, nor one of a later day."""
    later = SEALED.replace("2020-02-03", "2020-04-01")
    assert told(DECLARED + SEALED, "stay").flips == ()
    assert told(DECLARED + SEALED, "other").flips == ()
    assert [f.entry.id for f in told(DECLARED + later, "freeze").flips] == ["d"]


def test_a_clause_with_one_status_has_nothing_to_settle() -> None:
    """No flip changes it, no pairs are sought."""
    found = told(DECLARED + SEALED.replace("grade: E5", "grade: A1"), "either")
    assert found.statuses == ("fulfilled",)
    assert all(f.if_true == f.if_false == found.statuses for f in found.flips)
    assert found.pairs == ()


def test_who_watched_bears_on_what_may_have_been_undone() -> None:
    """If inspectors left, the plant may run again after 60 days: their leaving is in doubt."""
    events = (
        "  - {id: in, kind: act, date: 2020-01-02, lever: access, level: present, by: dprk}\n"
        "  - {id: fr, kind: act, date: 2020-01-03, lever: plant, level: frozen, by: dprk}\n"
        "  - {id: out, kind: report, date: 2020-01-10, lever: access, level: absent, grade: E5}\n"
    )
    found = told(events, "stay", dt.date(2020, 6, 1))
    bearing = {f.entry.id: f for f in found.flips}
    assert set(bearing) == {"out"}
    assert len(bearing["out"].if_false) == 1
    assert len(bearing["out"].if_true) > 1


def test_an_inexact_date_is_said_to_be_no_matter_of_a_ruling() -> None:
    """It happened before or after the last day: no ruling on its truth says which."""
    events = "  - {id: d, kind: event, date: 2020-12-20/2021-01-10, name: declared}\n"
    found = told(events, "one", dt.date(2021, 2, 1))
    assert set(found.statuses) == {"fulfilled", "late"}
    assert found.flips == ()
    assert len(found.others) == 1
    assert "date not exact" in found.others[0]


def test_a_reading_is_named_as_what_else_is_in_doubt() -> None:
    """And with one party's reading it is gone."""
    terms = (
        "terms:\n  done:\n    wide: {by: usa, means: event(signed)}\n"
        "    narrow: {by: dprk, means: event(sealed)}\nclauses:\n"
        "  - {id: term, party: dprk, must: done}\n"
    )
    case, problems = casefile.parse(HEAD.replace("clauses:\n", terms))
    assert case is not None, problems
    found = flips(case, case.events, DAY, "term")
    assert found.others == ("the readings of 'done' differ",)
    assert flips(case, case.events, DAY, "term", reading="usa").others == ()


def ruled(entries: tuple[Entry, ...], rulings: dict[str, bool]) -> list[Entry]:
    """Return a record in which entries are written as certain, or left out."""
    return [replace_grade(e) if e.id in rulings else e for e in entries if rulings.get(e.id, True)]


def replace_grade(entry: Entry) -> Entry:
    import msgspec

    return msgspec.structs.replace(entry, grade=Grade("A", 1))


def test_flips_are_what_the_ledger_says_of_a_record_with_the_rulings_in_it() -> None:
    """The oracle: the record written anew with the entry certain, or without it, and read whole."""
    case = read(SEALED + SEALED.replace("id: s", "id: s2").replace("sealed", "declared"))
    for clause in case.clauses:
        found = flips(case, case.events, DAY, clause)
        for flip in found.flips:
            for truth, words in ((True, flip.if_true), (False, flip.if_false)):
                board = ledger.status(case, ruled(case.events, {flip.entry.id: truth}), DAY)
                assert board.clauses[clause].statuses == words
        for pair in found.pairs:
            for ways, words in pair.outcomes.items():
                entries = ruled(case.events, dict(zip(pair.entries, ways, strict=True)))
                assert ledger.status(case, entries, DAY).clauses[clause].statuses == words


def test_a_ruling_recorded_does_what_its_flip_said() -> None:
    """Upheld strikes the disputed entry, dismissed lets it stand."""
    case = read(DECLARED)
    [flip] = flips(case, case.events, DAY, "one").flips
    for upheld, words in ((True, flip.if_false), (False, flip.if_true)):
        plain = {"kind": "ruling", "id": "r", "date": "2020-02-20", "about": "dd"}
        ruling, faults = read_entry({**plain, "upheld": upheld})
        assert isinstance(ruling, Entry), faults
        board = ledger.status(case, [*case.events, ruling], DAY)
        assert board.clauses["one"].statuses == words


@pytest.mark.parametrize("clause", ["freeze", "either", "one", "relief", "stay", "same"])
@pytest.mark.parametrize("events", [DECLARED, SEALED, DECLARED + SEALED])
def test_a_ruling_only_narrows(clause: str, events: str) -> None:
    """No ruling adds a status that was not possible before."""
    found = told(events, clause)
    for flip in found.flips:
        assert set(flip.if_true) | set(flip.if_false) <= set(found.statuses)


def test_the_finding_has_the_keys_that_programs_read() -> None:
    """Entry, both outcomes, whether it settles; how it was obtained and what it rests on."""
    plain = finding(told(SEALED + DECLARED, "one")).as_dict()
    assert plain["schema"] == "detente.flips/1"
    assert (plain["clause"], plain["status"]) == ("one", ["fulfilled", "live"])
    [flip] = plain["flips"]
    assert flip["entry"] == "d"
    assert (flip["if_true"], flip["if_false"]) == (["fulfilled"], ["live"])
    assert flip["settles"] is True
    assert {"method", "parameters", "rests_on", "problems"} <= plain.keys()


def test_many_doubtful_entries_are_paired_up_to_a_limit_and_it_is_said() -> None:
    """Fourteen weak seals: twelve are paired, two are left out, and none settles alone."""
    seals = "".join(SEALED.replace("id: s", f"id: s{n:02}") for n in range(14))
    found = told(seals, "either")
    assert len(found.flips) == 14
    assert (found.left_out, found.pairs) == (2, ())
    assert not any(flip.settles for flip in found.flips)
    assert replace(found, flips=()).statuses == ("fulfilled", "live")
