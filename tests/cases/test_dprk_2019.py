"""The main shipped case: its file, its record, the board on seven dates, what its analysis shows."""

import datetime as dt
from pathlib import Path

import numpy as np
import pytest

import detente
from detente import folder, ledger
from detente.case import Case
from detente.claims import Claim, Grade
from detente.conditions.tree import Duration
from detente.entries import Entry, Event, LevelEntry
from detente.folder import Opened
from detente.model import Model, compile_model
from detente.stability.concepts import CONCEPTS, solve

HERE = Path(detente.__file__).parent / "cases" / "dprk-2019"
AS_OF = dt.date(2019, 10, 15)

DATES = (
    "2017-01-01",
    "2017-09-30",
    "2018-04-30",
    "2018-11-02",
    "2019-02-28",
    "2019-10-05",
    "2019-12-31",
)
# One row per measure or step whose levels were worked out from the sources by hand, with the lever
# of the case that carries it. "lifted" before the first resolution stands for "not yet imposed".
BOARD = {
    "coal": ("coal_ban", "lifted in_force in_force in_force in_force in_force in_force"),
    "textiles": ("textile_ban", "lifted in_force in_force in_force in_force in_force in_force"),
    "seafood": ("other_un_bans", "lifted in_force in_force in_force in_force in_force in_force"),
    "refined oil": (
        "other_un_bans",
        "lifted in_force in_force in_force in_force in_force in_force",
    ),
    "labour": ("other_un_bans", "lifted in_force in_force in_force in_force in_force in_force"),
    "order 13810": ("us_secondary", "lifted in_force in_force in_force in_force in_force in_force"),
    "exercises": ("exercises", "full full scaled_down suspended suspended scaled_down scaled_down"),
    "nuclear tests": (
        "tests",
        "testing testing moratorium moratorium moratorium moratorium moratorium",
    ),
    "ICBM tests": (
        "tests",
        "testing testing moratorium moratorium moratorium moratorium moratorium",
    ),
    "short range": ("short_range", "testing testing paused paused paused testing testing"),
    # "intermittent" in November 2018: running or idle
    "reactor": ("yongbyon_plutonium", "running running running running|idle idle idle idle"),
    "enrichment hall": (
        "yongbyon_enrichment",
        "running running running running running running running",
    ),
    "IAEA access": ("inspectors", "absent absent absent absent absent absent absent"),
    "declaration": ("inspectors", "absent absent absent absent absent absent absent"),
    "end of war": (
        "war_end",
        "armistice armistice armistice armistice armistice armistice armistice",
    ),
}


@pytest.fixture(scope="module")
def opened() -> Opened:
    return folder.open_case("dprk-2019")


@pytest.fixture(scope="module")
def case(opened: Opened) -> Case:
    assert opened.case is not None, opened.problems
    return opened.case


@pytest.fixture(scope="module")
def model(opened: Opened, case: Case) -> Model:
    return compile_model(case, ledger.status(case, opened.entries, AS_OF))


def levels(opened: Opened, case: Case, day: str, lever: str) -> set[str]:
    board = ledger.status(case, opened.entries, dt.date.fromisoformat(day))
    return set(board.levers[lever].levels)


@pytest.mark.parametrize("row", BOARD)
def test_the_board_shows_the_levels_worked_out_by_hand(
    opened: Opened, case: Case, row: str
) -> None:
    lever, written = BOARD[row]
    shown = [levels(opened, case, day, lever) for day in DATES]
    assert [set(word.split("|")) for word in written.split()] == shown


def test_the_check_is_clean_and_notes_whose_consent_relief_takes(opened: Opened) -> None:
    assert [p.message for p in opened.problems if p.severity != "note"] == []
    consents = [p.hint for p in opened.problems if p.code == "D241"]
    assert any("unsc must consent" in hint for hint in consents)
    assert any("rok must consent" in hint for hint in consents)


def test_only_the_two_states_take_part(case: Case) -> None:
    assert case.players == ("usa", "dprk")
    assert 10 <= len(case.levers) <= 14


def test_the_record_is_as_rich_as_the_talks(opened: Opened) -> None:
    dated = [e for e in opened.entries if 2017 <= e.date.first.year <= 2019]
    assert len(dated) >= 120
    assert len(opened.claims) >= 100


def preference_claims(case: Case) -> set[str]:
    views = [*case.preferences.values()]
    views += [p for m in case.misperceptions.values() for p in m.preferences.values()]
    own = {c for v in views for s in v.statements for c in s.rests_on}
    typed = {c for v in views for t in v.types.values() for s in t.statements for c in s.rests_on}
    return own | typed


def test_every_preference_statement_rests_on_claims(case: Case) -> None:
    for preference in case.preferences.values():
        assert all(s.rests_on for s in preference.statements)
        assert all(s.rests_on for t in preference.types.values() for s in t.statements)


def test_no_wrong_claim_and_no_writers_own_word_supports_a_preference(
    opened: Opened, case: Case
) -> None:
    cited = [opened.claims[c] for c in sorted(preference_claims(case))]
    assert [c.id for c in cited if c.wrong or c.voice == "author"] == []


def level_entries(entries: tuple[Entry, ...]) -> list[LevelEntry]:
    return [e for e in entries if isinstance(e, LevelEntry)]


def test_no_wrong_claim_supports_the_level_of_a_lever(opened: Opened) -> None:
    claims = opened.claims
    wrong = [
        (e.id, c) for e in level_entries(opened.entries) for c in e.rests_on if claims[c].wrong
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("S0-01", "contested"),  # "remove" for "suspend"
        ("S0-20", "contested"),  # "permanently cease" all enrichment
        ("S1-10", "false"),  # Singapore in Malaysia
        ("S1-46", "false"),  # inspectors admitted
        ("S1-47", "false"),  # to test sites
        ("S1-54", "false"),  # the Secretary of State suspends sanctions
        ("S1-79", "false"),  # sanctions can always snap back
    ],
)
def test_a_wrong_statement_is_kept_with_what_is_right_and_who_says_so(
    opened: Opened, claim: str, verdict: str
) -> None:
    kept = opened.claims[claim]
    assert (kept.verdict, bool(kept.correct), bool(kept.sources)) == (verdict, True, True)


def seed_claims(claims: dict[str, Claim]) -> list[Claim]:
    return [c for c in claims.values() if c.document in ("S0", "S1")]


def test_quotations_are_short_and_those_of_the_press_texts_are_placed(opened: Opened) -> None:
    assert all(len(c.quote.split()) < 15 for c in opened.claims.values())
    for claim in seed_claims(opened.claims):
        assert claim.start is not None
        assert claim.end is not None
        assert claim.end - claim.start == len(claim.quote), claim.id


def test_whatever_is_cited_is_in_the_record(opened: Opened) -> None:
    known = set(opened.documents)
    cited = {s for e in opened.entries for s in e.sources}
    cited |= {s for c in opened.claims.values() for s in (c.document, *c.sources)}
    assert cited - known == set()
    assert {c for e in opened.entries for c in e.rests_on} - set(opened.claims) == set()


def test_a_reader_of_2018_did_not_yet_doubt_the_reactor(opened: Opened, case: Case) -> None:
    day = dt.date(2018, 11, 2)
    then = ledger.status(case, opened.entries, day, known=day)
    now = ledger.status(case, opened.entries, day)
    assert then.levers["yongbyon_plutonium"].levels == ("running",)
    assert now.levers["yongbyon_plutonium"].levels == ("running", "idle")


def test_enrichment_elsewhere_is_not_known(opened: Opened, case: Case) -> None:
    lever = ledger.status(case, opened.entries, AS_OF).levers["enrichment_elsewhere"]
    assert (set(lever.levels), lever.certain) == ({"running", "ended"}, "running")
    assert "r03" in lever.because


def test_readiness_for_inspectors_is_a_doubtful_event(opened: Opened, case: Case) -> None:
    told = [e for e in opened.entries if isinstance(e, Event) and e.name == "inspector_readiness"]
    assert [e.graded.doubtful(case.trust) for e in told] == [True]
    assert case.trust == Grade("D", 4)


def test_the_state_space_is_small_enough_to_think_about(model: Model) -> None:
    assert 800 <= int(model.feasible.sum()) <= 4000


def test_neither_party_gains_by_moving_away_from_the_status_quo(model: Model) -> None:
    stable = solve(model, CONCEPTS, engine="plain")
    for concept in CONCEPTS:
        assert stable[concept][:, model.status_quo].all(), concept


def package(case: Case, model: Model, name: str) -> int:
    assert model.status_quo is not None
    return model.number({**model.state(model.status_quo), **case.packages[name]})


def test_the_draft_for_hanoi_is_better_for_both_and_would_last(case: Case, model: Model) -> None:
    draft = package(case, model, "hanoi_draft")
    assert (model.rank[:, draft] > model.rank[:, model.status_quo]).all()
    stable = solve(model, CONCEPTS, engine="plain")
    assert all(stable[concept][:, draft].all() for concept in CONCEPTS)


@pytest.mark.parametrize("name", ["stockholm", "hanoi_dprk", "hanoi_usa", "relief_first"])
def test_a_package_that_was_refused_leaves_one_party_worse_off(
    case: Case, model: Model, name: str
) -> None:
    offered = package(case, model, name)
    gain = np.sign(model.rank[:, offered] - model.rank[:, model.status_quo])
    assert sorted(gain.tolist()) == [-1, 1]


def test_the_folder_ships_no_text_of_its_sources() -> None:
    assert sorted(path.name for path in HERE.iterdir()) == [
        "SOURCES.md",
        "case.yaml",
        "record.jsonl",
    ]


# The clauses that have been set off, on five days: what a monitor would have written.
CLAUSES = {
    "2018-04-19": {"workers": "live"},
    "2018-05-15": {
        "moratorium": "live",
        "test_site": "live",
        "end_of_war_2018": "live",
        "workers": "live",
    },
    "2018-06-15": {
        "moratorium": "live",
        "test_site": "fulfilled",
        "remains": "live",
        "drills_usa": "live",
        "drills_dprk": "breached",  # until the exercises of August were called off on 19 June
        "end_of_war_2018": "live",
        "workers": "live",
    },
    "2018-12-01": {
        "moratorium": "live",
        "test_site": "fulfilled",
        "remains": "fulfilled",
        "drills_usa": "live",
        "drills_dprk": "live",
        "end_of_war_2018": "live",
        "sohae": "live",
        "readiness": "idle|live",
        "workers": "live",
    },
    "2019-06-01": {
        "moratorium": "live",
        "test_site": "fulfilled",
        "remains": "fulfilled",
        "drills_usa": "live",
        "drills_dprk": "breached",
        "end_of_war_2018": "breached",
        "sohae": "live",
        "readiness": "idle|live",
        "workers": "live",
    },
    "2019-10-15": {
        "moratorium": "live",
        "test_site": "fulfilled",
        "remains": "fulfilled",
        "drills_usa": "live",
        "drills_dprk": "breached",
        "end_of_war_2018": "breached",
        "sohae": "live",
        "readiness": "idle|live",
        "workers": "live",
    },
}


@pytest.mark.parametrize("day", CLAUSES)
def test_the_clauses_stand_as_a_monitor_would_say(opened: Opened, case: Case, day: str) -> None:
    board = ledger.status(case, opened.entries, dt.date.fromisoformat(day))
    shown = {id_: "|".join(clause.statuses) for id_, clause in board.clauses.items()}
    assert {id_: words for id_, words in shown.items() if words != "idle"} == CLAUSES[day]


def test_what_is_due_and_overdue_has_its_dates_and_its_entries(opened: Opened, case: Case) -> None:
    clauses = ledger.status(case, opened.entries, AS_OF).clauses
    assert (clauses["workers"].due, clauses["workers"].days_left) == (dt.date(2019, 12, 22), 68)
    assert clauses["end_of_war_2018"].due == dt.date(2018, 12, 31)
    assert clauses["end_of_war_2018"].overdue_days == 288
    assert (clauses["test_site"].done, clauses["test_site"].because[-1]) == (
        dt.date(2018, 5, 24),
        "e054",
    )
    assert "e095" in clauses["drills_dprk"].because
    assert clauses["readiness"].because == ("e074",)
    assert "e074 (grade C5 is weaker than D4) decides" in clauses["readiness"].why


def test_if_nobody_acts_the_workers_stay_and_the_year_ends(opened: Opened, case: Case) -> None:
    coming = ledger.outlook(case, opened.entries, AS_OF, Duration(90, "days"))
    assert [(one.clause, one.last, one.after) for one in coming] == [
        ("workers", dt.date(2019, 12, 22), ("breached",))
    ]
