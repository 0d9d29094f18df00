"""Published studies: the cases that ship with the package come out as printed, or say why not."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import pytest
from tests.stability.oracle import Oracle

from detente.folder import Opened, open_case, shipped_cases
from detente.model import Model, compile_model
from detente.stability import CONCEPTS, moves_from, search, solve, stability
from detente.stability.arcs import origins
from detente.stability.behaviour import solve_all
from detente.stability.inverse import inverse_of_party
from detente.stability.joint_gain import gain_of
from detente.stability.merged_players import joint_moves
from detente.stability.merged_players import solve as solve_merged

STUDIES = [id_ for id_ in shipped_cases() if id_.startswith("literature/")]
LARGE = "literature/gmcrplus2020/uruguay_round"
SMALL = [id_ for id_ in STUDIES if id_ != LARGE]

# Equilibria by the state numbers of the studies, where those are plain sums of powers of two in the
# order of the levers: Fraser and Hipel (1984); GMCR+ 0.4.1 for the variant without a way back.
NUMBERS = {
    ("fraser1984/cuban_missile", "seq"): [4, 6],
    ("fraser1984/cuban_missile_no_way_back", "nash"): [5],
    ("fraser1984/cuban_missile_no_way_back", "gmr"): [0, 1, 2, 4, 5, 6, 7],
    ("fraser1984/cuban_missile_no_way_back", "smr"): [0, 1, 2, 4, 5, 6, 7],
    ("fraser1984/cuban_missile_no_way_back", "seq"): [4, 5, 6],
    ("fang1993/prisoners_dilemma", "nash"): [0],
    ("fang1993/prisoners_dilemma", "gmr"): [0, 3],
    ("fang1993/prisoners_dilemma", "smr"): [0, 3],
    ("fang1993/prisoners_dilemma", "seq"): [0, 3],
    ("kilgour1984/chicken", "nash"): [1, 2],
    ("kilgour1984/chicken", "gmr"): [1, 2, 3],
    ("kilgour1984/chicken", "smr"): [1, 2, 3],
    ("kilgour1984/chicken", "seq"): [1, 2],
    ("gmcrplus2020/american_revolution", "nash"): [108],
}
# The same for concepts that a study need not print in the form of ``equilibria``: tableau (Fraser
# and Hipel 1984); limited moves and non-myopic stability (Kilgour 1984; Zagare 1984). Chicken has
# no state that is stable for both with two moves in view.
FORESIGHT = {
    ("fraser1984/cuban_missile", "tableau"): [4, 6],
    ("fang1993/prisoners_dilemma", "l1"): [0],
    ("fang1993/prisoners_dilemma", "l2"): [0, 3],
    ("fang1993/prisoners_dilemma", "l3"): [0, 3],
    ("fang1993/prisoners_dilemma", "nm"): [0, 3],
    ("kilgour1984/chicken", "l1"): [1, 2],
    ("kilgour1984/chicken", "l2"): [],
    ("kilgour1984/chicken", "l3"): [3],
    ("kilgour1984/chicken", "nm"): [3],
    ("kilgour1984/chicken", "tableau"): [1, 2, 3],
}
# Every key of `expected:` and the test that reads it.
READ = {
    "schema": "test_equilibria_are_those_of_the_study",
    "states": "test_equilibria_are_those_of_the_study",
    "equilibria": "test_equilibria_are_those_of_the_study",
    "improvements": "test_unilateral_improvements_are_those_in_print",
    "paths": "test_paths_are_those_in_print",
    "coalitions": "test_what_coalitions_can_do_and_would_do_is_what_is_in_print",
    "coalition_structures": "test_coalitions_as_players_are_those_in_print",
    "inverse": "test_counts_of_rankings_are_those_of_the_definition",
}


@cache
def opened(study: str) -> Opened:
    """A study, read as every command reads it."""
    return open_case(study)


@cache
def model_of(study: str) -> Model:
    """The graph model of a study."""
    case = opened(study).case
    assert case is not None
    return compile_model(case)


def expected(study: str) -> dict[str, Any]:
    """What the study published, or what its definitions give."""
    case = opened(study).case
    assert case is not None
    return dict(case.expected)


def key(state: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """A state as something to put in a set."""
    return tuple(sorted(state.items()))


def test_eleven_studies_ship() -> None:
    """Each is in the folder of its authors and year."""
    assert len(STUDIES) == 11


@pytest.mark.parametrize("study", STUDIES)
def test_every_study_is_without_error(study: str) -> None:
    """It says where it comes from, what it expects, and its file is right."""
    read = opened(study)
    assert [p.concise() for p in read.problems if p.severity == "error"] == []
    assert read.case is not None
    assert read.case.note
    assert read.case.name
    assert read.case.expected
    assert read.case.id == study.rsplit("/", 1)[-1]


@pytest.mark.parametrize("study", SMALL)
def test_equilibria_are_those_of_the_study(study: str) -> None:
    """Number of states, and every equilibrium of every concept, none left out and none added."""
    told = expected(study)
    answer = stability(model_of(study)).answer
    assert answer["schema"] == told["schema"]
    assert answer["states"] == told["states"]
    assert set(told["equilibria"]) == set(CONCEPTS)
    for concept, wanted in told["equilibria"].items():
        found = answer["equilibria"][concept]
        assert wanted["count"] == len(wanted["states"]) == found["count"]
        assert {key(s) for s in found["states"]} == {key(s) for s in wanted["states"]}, concept


@pytest.mark.parametrize("study", SMALL)
def test_each_party_is_stable_where_the_definitions_say(study: str) -> None:
    """Party by party and concept by concept, against one state at a time."""
    model = model_of(study)
    right = Oracle(model).solve()
    for concept, stable in solve(model).items():
        assert (stable == right[concept]).all(), concept


@pytest.mark.parametrize(("study", "concept"), NUMBERS)
def test_equilibria_have_the_printed_numbers(study: str, concept: str) -> None:
    """The numbers of states are the studies' own."""
    stable = solve(model_of(f"literature/{study}"), [concept])[concept]
    assert np.flatnonzero(stable.all(axis=0)).tolist() == NUMBERS[study, concept]


def blocks(part: str) -> Iterator[tuple[str, Any]]:
    """The studies that published `part`, with it."""
    for study in SMALL:
        if part in expected(study):
            yield study, expected(study)[part]


def test_unilateral_improvements_are_those_in_print() -> None:
    """Syria and Iraq (figure 20 of the guide), Elmira (figure 31): all states that are listed."""
    checked = 0
    for study, by_party in blocks("improvements"):
        model = model_of(study)
        for party, rows in by_party.items():
            index = model.parties.index(party)
            for row in rows:
                found = moves_from(model, index, model.number(row["from"]), improving=True)
                assert set(found.tolist()) == {model.number(state) for state in row["to"]}
                checked += 1
    assert checked == 17


def test_paths_are_those_in_print() -> None:
    """Elmira in nine and in twelve states: how far, by moves and by improvements; null is none."""
    checked = 0
    for study, paths in blocks("paths"):
        model = model_of(study)
        for path in paths:
            start, end = model.number(path["from"]), model.number(path["to"])
            for by in {"by_moves", "by_improvements"} & set(path):
                found = search(model, start, improving=by == "by_improvements")
                assert found.distance(end) == path[by], (study, path)
                checked += 1
    assert checked == 7


def test_what_coalitions_can_do_and_would_do_is_what_is_in_print() -> None:
    """Elmira: joint moves and joint improvements of Ministry and Uniroyal, from all states listed."""
    checked = 0
    for study, rows in blocks("coalitions"):
        model = model_of(study)
        for row in rows:
            assert set(row) <= {"members", "improvements", "moves"}
            members = tuple(model.parties.index(party) for party in row["members"])
            for kind in ("improvements", "moves"):
                for listed in row.get(kind, []):
                    start = model.number(listed["from"])
                    found = together(model, members, start)
                    if kind == "improvements":
                        better = gain_of(model.rank, members, "strict").improves(start)
                        found = {state for state in found if better[state]}
                    assert found == {model.number(state) for state in listed["to"]}, (kind, listed)
                    checked += 1
    assert checked == 13


def together(model: Model, members: tuple[int, ...], start: int) -> set[int]:
    """Where a coalition can get to: by a joint change, or by sequences where moves are listed."""
    if model.arcs is not None:
        found = search(model, start, movers=members)
        return set(np.flatnonzero((found.by_mover > 0).any(axis=0)).tolist()) - {start}
    states = np.flatnonzero(model.feasible)
    moves = joint_moves(model, members, states)
    return set(states[moves.to[origins(moves) == np.searchsorted(states, start)]].tolist())


def test_coalitions_as_players_are_those_in_print() -> None:
    """Elmira with Ministry and Uniroyal as one player: what GMCR+ prints."""
    checked = 0
    for study, rows in blocks("coalition_structures"):
        model = model_of(study)
        for row in rows:
            assert set(row) == {"parties", "equilibria"}
            blocks_ = [block for block in row["parties"] if len(block) > 1]
            found = solve_merged(model, blocks_, list(row["equilibria"]))
            assert {frozenset(block) for block in found.structure} == {
                frozenset(block) for block in row["parties"]
            }
            for concept, listed in row["equilibria"].items():
                states = model.states(np.flatnonzero(found.equilibria[concept]))
                assert listed["count"] == len(states)
                assert {key(s) for s in states} == {key(s) for s in listed["states"]}, concept
                checked += 1
    assert checked >= 2


def test_counts_of_rankings_are_those_of_the_definition() -> None:
    """Syria and Iraq: 240, 384, 384 and 300 of 720 rankings, exactly."""
    checked = 0
    for study, told in blocks("inverse"):
        model = model_of(study)
        assert set(told) == {"state", "party", "rankings", "counts"}
        party, state = model.parties.index(told["party"]), model.number(told["state"])
        for concept, wanted in told["counts"].items():
            found = inverse_of_party(model, party, state, concept)
            assert found.count == wanted, concept
            assert found.share is not None
            assert found.share * told["rankings"] == wanted
            checked += 1
    assert checked == 4


@pytest.mark.parametrize(("study", "concept"), FORESIGHT)
def test_other_concepts_have_the_printed_numbers(study: str, concept: str) -> None:
    """Tableau, limited moves and non-myopic stability by the studies' own numbers."""
    stable = solve_all(model_of(f"literature/{study}"), (concept,))[concept]
    assert np.flatnonzero(stable.all(axis=0)).tolist() == FORESIGHT[study, concept]


def test_nothing_that_a_study_expects_is_left_unread() -> None:
    """Every key of every `expected:` has a test here that reads it."""
    here = globals()
    assert all(callable(here[name]) for name in READ.values())
    for study in STUDIES:
        assert set(expected(study)) <= set(READ), study
    large = {"schema", "states", "equilibria"}
    assert set(expected(LARGE)) <= large


def test_the_printed_sets_of_garrison_lack_three_states_of_the_definition() -> None:
    """They count single countermoves only; the deterring sequences at 4, 6 and 10 are longer."""
    model = model_of("literature/hipel1980/garrison")
    oracle = Oracle(model)
    gmr = oracle.solve()["gmr"].all(axis=0)
    printed = set()
    for state in np.flatnonzero(gmr).tolist():
        rank = model.rank[:, state]
        if all(
            any(
                model.rank[party, end] <= rank[party]
                for other in oracle.parties
                if other != party
                for end in oracle.reach[other][gain]
            )
            for party in oracle.parties
            for gain in oracle.better[party][state]
        ):
            printed.add(state)
    missing = [model.state(state) for state in np.flatnonzero(gmr).tolist() if state not in printed]
    assert len(printed) == 12
    assert [
        (s["full"], s["reduced"], s["appease"], s["legal"], s["treaty"], s["ijc_full"])
        for s in missing
    ] == [
        ("no", "yes", "no", "yes", "no", "yes"),  # 4
        ("no", "no", "yes", "no", "yes", "yes"),  # 6
        ("no", "no", "yes", "no", "no", "no"),  # 10
    ]


def test_a_large_study_is_solved_whole() -> None:
    """Uruguay Round: 138,240 feasible states; parties that say nothing are stable everywhere."""
    model = model_of(LARGE)
    told = expected(LARGE)["states"]
    assert {"total": model.size, "feasible": int(model.feasible.sum())} == told
    assert told["feasible"] == 138_240
    stable = solve(model)
    assert all((stable[concept][3:] == model.feasible).all() for concept in CONCEPTS)
    assert (stable["nash"] <= stable["seq"]).all()
    assert (stable["nash"] <= stable["smr"]).all()
    assert (stable["smr"] <= stable["gmr"]).all()
    assert (stable["seq"] <= stable["gmr"]).all()


def test_statements_that_decide_nothing_are_reported() -> None:
    """Japan's first statement never holds under the given impossibilities, its last always does."""
    found = {(p.code, p.line) for p in opened(LARGE).problems if p.code in ("D433", "D434")}
    lines = opened(LARGE).texts
    text = next(iter(lines.values())).splitlines()
    assert {(code, text[line - 1].strip()) for code, line in found} >= {
        ("D433", "- jp_stress_agenda = yes"),
        ("D434", "- jp_stress_agenda = no or jp_more_support = yes"),
    }
