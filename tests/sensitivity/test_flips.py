"""Flips on cases whose answers are known by hand, and against the whole pipeline run anew."""

import datetime as dt

import numpy as np
import pytest

from detente import ledger
from detente.casefile import parse
from detente.errors import CannotComputeError
from detente.folder import open_case
from detente.model import compile_model
from detente.sensitivity import Flips, conclusion, flips, shipped_grades, worlds_of
from detente.sensitivity.analysis import Carried
from detente.sensitivity.supports import Fallen
from detente.sensitivity.worlds import Worlds
from detente.stability import equilibria, solve

GAMES = """\
detente: 1
case: games
as_of: 2019-10-05
trust: F6
parties: {usa: {name: US}, dprk: {name: DPRK}}
levers:
  all: {owner: usa, levels: [no, yes]}
  some: {owner: usa, levels: [no, yes]}
  plant: {owner: dprk, levels: [running, idle, dismantled]}
clauses:
  - {id: both, party: usa, must: all = yes and some = yes}
  - {id: either, party: usa, must: all = yes or some = yes}
  - {id: gloves, party: usa, must: all = yes and plant != running}
claims:
  - {id: c1, kind: action, quote: one, grade: A1}
  - {id: c2, kind: action, quote: two, grade: C3}
  - {id: c3, kind: action, quote: three, grade: F6}
  - {id: k1, kind: action, quote: four, document: S1, grade: B2}
  - {id: k2, kind: action, quote: five, document: S1, grade: C3}
  - {id: idle, kind: action, quote: six, grade: A1}
events:
  - {kind: act, id: e1, date: 2019-01-01, by: usa, lever: all, level: yes, rests_on: [c1]}
  - {kind: act, id: e2, date: 2019-01-02, by: usa, lever: some, level: yes, rests_on: [c2]}
  - {kind: act, id: e3, date: 2019-01-03, by: dprk, lever: plant, level: idle, rests_on: [c2]}
  - {kind: act, id: e4, date: 2019-01-04, by: dprk, lever: plant, level: idle, rests_on: [c3]}
  - {kind: event, id: e5, date: 2019-01-04, name: signed, rests_on: [idle]}
"""
DAY = dt.date(2019, 10, 5)


def told(text: str, *ids: str, pairs: bool = False) -> list[Flips]:
    """The flips of some conclusions of a case with its events inline."""
    case, problems = parse(text)
    assert case is not None, problems
    worlds = worlds_of(case, case.events, DAY)
    random = np.random.Generator(np.random.PCG64(1))
    asked = [conclusion(case, id_) for id_ in ids]
    claims = {claim.id: claim for claim in case.claims}
    return list(flips(worlds, asked, claims, shipped_grades(), random, pairs=pairs))


def shares(one: Flips) -> dict[str, float]:
    """The share of each origin, by its claims."""
    return {",".join(it.origin.claims): it.portion.share for it in one.carried}


def test_a_conclusion_that_needs_two_claims_is_shared_by_both() -> None:
    """AND: half each; it survives if both are true."""
    (both,) = told(GAMES, "clause.both")
    assert shares(both) == pytest.approx({"c1": 0.5, "c2": 0.5})
    table = shipped_grades()
    p1, p2 = 32 / 33, 2.25 / 3.25
    assert both.likelihood.share == pytest.approx(p1 * p2)
    assert (both.likelihood.draws, table.prior) == (0, 0.5)
    assert {flip.claim for flip in both.flipping} == {"c1", "c2"}


def test_a_conclusion_that_either_claim_carries_falls_with_both_only() -> None:
    """OR: no single flip, half each, and the pair is found."""
    (either,) = told(GAMES, "clause.either", pairs=True)
    assert either.flipping == ()
    assert shares(either) == pytest.approx({"c1": 0.5, "c2": 0.5})
    assert either.likelihood.share == pytest.approx(1 - (1 / 33) * (1 / 3.25))
    assert either.pairs is not None
    assert [[o.id for o in pair.origins] for pair in either.pairs] == [["c1", "c2"]]


def test_the_glove_game_has_its_known_shares() -> None:
    """One claim for the left glove, two that can each stand for the right one: 2/3, 1/6, 1/6."""
    (gloves,) = told(GAMES, "clause.gloves")
    assert shares(gloves) == pytest.approx({"c1": 2 / 3, "c2": 1 / 6, "c3": 1 / 6})
    assert [flip.claim for flip in gloves.flipping] == ["c1"]


def test_the_opposite_of_a_level_is_each_other_level() -> None:
    """Without e4 the plant is idle by e3; with its opposite it runs or is dismantled."""
    (plant,) = told(GAMES, "lever.plant")
    of_c3 = next(it for it in plant.carried if it.origin.claims == ("c3",))
    assert of_c3.claims[0].without == ""
    assert of_c3.claims[0].opposite == ("running", "dismantled")


def test_claims_that_nothing_asked_rests_on_are_not_run() -> None:
    """`idle` and the claims without an entry carry no conclusion here."""
    for one in told(GAMES, "clause.both", "clause.gloves", "lever.plant"):
        assert {"idle", "k1", "k2"}.isdisjoint(one.rests_on)


def test_claims_of_one_origin_fall_together() -> None:
    """Two claims of one document's author are one player, as likely as the weaker of them."""
    text = GAMES.replace("rests_on: [c1]", "rests_on: [k1]").replace(
        "level: yes, rests_on: [c2]", "level: yes, rests_on: [k2]"
    )
    (either,) = told(text, "clause.either")
    (it,) = either.carried
    assert isinstance(it, Carried)
    assert it.origin.claims == ("k1", "k2")
    assert it.portion.share == 1
    assert it.together
    assert either.flipping == ()
    assert either.likelihood.share == pytest.approx(2.25 / 3.25)


def test_with_other_support_an_entry_stays() -> None:
    """An entry that rests on two claims falls only with both."""
    text = GAMES.replace("level: yes, rests_on: [c1]", "level: yes, rests_on: [c1, c3]")
    (both,) = told(text, "clause.both")
    assert [flip.claim for flip in both.flipping] == ["c2"]
    assert shares(both) == pytest.approx({"c2": 2 / 3, "c1": 1 / 6, "c3": 1 / 6})


MAJORITY = """\
detente: 1
case: majority
as_of: 2019-10-05
parties: {usa: {name: US}}
levers:
  x: {owner: usa, levels: [no, yes]}
  y: {owner: usa, levels: [no, yes]}
  z: {owner: usa, levels: [no, yes]}
clauses:
  - {id: two, party: usa, must: at least 2 of (x = yes; y = yes; z = yes)}
events:
  - {kind: act, id: e1, date: 2019-01-01, by: usa, lever: x, level: yes, rests_on: [c1]}
  - {kind: act, id: e2, date: 2019-01-02, by: usa, lever: y, level: yes, rests_on: [c2]}
  - {kind: act, id: e3, date: 2019-01-03, by: usa, lever: z, level: yes, rests_on: [c3]}
claims: [{id: c1, kind: action, quote: a}, {id: c2, kind: action, quote: b}, {id: c3, kind: action, quote: c}]
"""


def test_a_majority_of_three_is_shared_by_thirds() -> None:
    """No claim alone flips it, each pair does; graded F6 it is even odds."""
    (two,) = told(MAJORITY, "clause.two", pairs=True)
    assert shares(two) == pytest.approx({"c1": 1 / 3, "c2": 1 / 3, "c3": 1 / 3})
    assert two.flipping == ()
    assert two.pairs is not None
    assert len(two.pairs) == 3
    assert two.likelihood.share == pytest.approx(0.5)


# ------------------------------------------------------------------ against the pipeline run anew

CASES = ["dprk-2019", "jcpoa", "minsk-2", "agreed-framework-1994"]


def opened(id_: str) -> tuple[Worlds, dt.date]:
    """The worlds of a shipped case."""
    found = open_case(id_)
    assert found.case is not None
    day = found.case.as_of or max(entry.date.last for entry in found.entries)
    return worlds_of(found.case, found.entries, day), day


@pytest.mark.slow
@pytest.mark.parametrize("id_", CASES)
def test_worlds_agree_with_the_whole_pipeline_run_anew(id_: str) -> None:
    """Levers, clauses and what would last, with random claims false: as computed from scratch."""
    worlds, day = opened(id_)
    supports = worlds.supports
    case = open_case(id_).case
    assert case is not None
    random = np.random.Generator(np.random.PCG64(3))
    for _ in range(6):
        false = [claim for claim in supports.claims if random.random() < 0.2]
        world = Fallen(supports.without(supports.claim_set(false)))
        whole = type(supports)(case, supports.entries, supports.items)
        after = whole.case_after(world)
        status = ledger.status(after, supports.entries_after(world), day)
        for lever, it in status.levers.items():
            found = worlds.board.lever(lever, world)
            assert (found.levels, found.amount, found.certain) == (it.levels, it.amount, it.certain)
        for clause, row in status.clauses.items():
            assert worlds.board.clause(clause, world) == tuple(sorted(row.statuses))
        ((_, standing),) = worlds.standings.solved([world])
        try:
            model = compile_model(after, status)
        except CannotComputeError:
            assert standing is None
            continue
        if standing is None:
            continue
        assert standing.now == model.status_quo
        for concept, where in equilibria(solve(model)).items():
            assert np.array_equal(np.flatnonzero(where), standing.states[standing.lasting[concept]])


@pytest.mark.slow
@pytest.mark.parametrize("id_", CASES)
def test_taking_away_what_a_conclusion_does_not_rest_on_changes_nothing(id_: str) -> None:
    """Every lever and clause, with all supports gone but its own: the same, run over the whole record."""
    worlds, day = opened(id_)
    supports = worlds.supports
    case = supports.case
    for lever in case.levers:
        mine = worlds.depends.lever(lever)
        world = Fallen(supports.every & ~mine)
        status = ledger.status(supports.case_after(world), supports.entries_after(world), day)
        now = worlds.board.lever(lever, Fallen())
        assert (status.levers[lever].levels, status.levers[lever].amount) == (
            now.levels,
            now.amount,
        )
    for clause in case.clauses:
        world = Fallen(supports.every & ~worlds.depends.clause(clause))
        status = ledger.status(supports.case_after(world), supports.entries_after(world), day)
        now_words = worlds.board.clause(clause, Fallen())
        assert tuple(sorted(status.clauses[clause].statuses)) == now_words
