"""Deals and orders of steps as conclusions: the same as bargaining and sequences, run anew."""

import datetime as dt

import numpy as np
import pytest

from detente import ledger
from detente.bargain import bargain
from detente.case import Case
from detente.casefile import parse
from detente.errors import CannotComputeError
from detente.folder import open_case
from detente.model import compile_model
from detente.model.utilities import utility_table
from detente.sensitivity import (
    Flips,
    OrderHolds,
    conclusion,
    conclusion_ids,
    flips,
    shipped_grades,
    worlds_of,
)
from detente.sensitivity.supports import NOTHING, Fallen
from detente.sensitivity.worlds import Worlds
from detente.sequence import prepare
from detente.sequence.building import schedule_states, setting_from_case

TALKS = """\
detente: 1
case: talks
as_of: 2019-10-05
period: 1 month
parties: {usa: {name: US}, dprk: {name: DPRK}}
levers:
  ban: {owner: usa, levels: [kept, eased, lifted], start: kept}
  site: {owner: dprk, levels: [runs, closed], start: runs}
  talks: {owner: dprk, levels: [no, yes], start: no}
impossible:
  - {condition: "ban = lifted and talks = no", rests_on: [r1]}
preferences:
  usa:
    reading: weighted
    patience: 0.9 per month
    statements:
      - {prefers: site = closed, weight: 5, rests_on: [u1]}
      - {prefers: ban = kept, weight: 2, rests_on: [u2]}
      - {prefers: talks = yes, weight: 1, rests_on: [u3]}
  dprk:
    READING
    patience: 0.9 per month
    RESERVATION
    statements:
      - {prefers: ban = lifted, WEIGHT5 rests_on: [d1]}
      - {prefers: site = runs, WEIGHT3 rests_on: [d2]}
      - {prefers: ban != kept, WEIGHT2 rests_on: [d3]}
schedules:
  slow: [{ban: eased, talks: yes}, {site: closed}]
  at_once: [{ban: eased, site: closed}]
claims:
  - {id: u1, kind: statement, quote: a}
  - {id: u2, kind: statement, quote: b}
  - {id: u3, kind: statement, quote: c}
  - {id: d1, kind: statement, quote: d}
  - {id: d2, kind: statement, quote: e}
  - {id: d3, kind: statement, quote: f}
  - {id: r1, kind: statement, quote: g}
  - {id: e1, kind: action, quote: h}
events:
  - {kind: act, id: e1, date: 2019-10-01, by: usa, lever: ban, level: eased, rests_on: [e1]}
"""
DAY = dt.date(2019, 10, 5)


def talks(*, weighted: bool = True, reservation: str = "") -> Case:
    """The case, with the second party's order in numbers or not."""
    text = TALKS.replace("READING", "reading: weighted" if weighted else "reading: lexicographic")
    text = text.replace("RESERVATION", reservation or "note: none")
    for n in "532":
        text = text.replace(f"WEIGHT{n}", f"weight: {n}," if weighted else "")
    case, problems = parse(text)
    assert case is not None, [p.message for p in problems]
    return case


def engines(case: Case, worlds: Worlds, world: Fallen) -> tuple[object, object, dict[str, object]]:
    """What bargaining and sequences say, worked out from nothing."""
    after = worlds.supports.case_after(world)
    entries = worlds.supports.entries_after(world)
    status = ledger.status(after, entries, worlds.board.as_of)
    try:
        found = bargain(after, status)
    except CannotComputeError:
        return None, None, {}
    deal = "yes" if found.impasse is None else "for some" if found.acceptable else "no"
    nash: object = ()
    if found.impasse is None:
        places = found.choices["nash"].places
        packages = [p for place in places for p in found.packages_at(place)]
        nash = tuple(sorted(tuple(sorted(p.items())) for p in packages))
    model = compile_model(after, status)
    setting = setting_from_case(after, model, utility_table(after, model))
    holds: dict[str, object] = {}
    for name in case.schedules:
        try:
            states = schedule_states(after, model, name)
        except Exception:  # noqa: BLE001 - a step that cannot be taken from there
            holds[name] = "cannot be taken from there"
            continue
        ready, steps = prepare(setting, states), len(states) - 1
        holds[name] = (ready.check([True] * steps).holds, ready.check([False] * steps).holds)
    return deal, nash, holds


def seen(case: Case, worlds: Worlds, world: Fallen) -> tuple[object, object, dict[str, object]]:
    """The same by the conclusions."""

    def value(id_: str) -> object:
        return worlds.values(conclusion(case, id_), [world])[0]

    return value("deal"), value("deal.nash"), {n: value(f"schedule.{n}") for n in case.schedules}


@pytest.mark.slow
@pytest.mark.parametrize(
    "case",
    [
        talks(),
        talks(weighted=False),
        talks(reservation="reservation: 0.4"),
        talks(reservation="reservation: {site: closed}"),
        talks(weighted=False, reservation="reservation: 0.95"),
    ],
)
def test_in_every_world_it_is_what_bargaining_and_sequences_say(case: Case) -> None:
    """Twenty sets of claims false; the opposite of each claim true."""
    worlds = worlds_of(case, case.events, DAY)
    supports = worlds.supports
    asked = [
        supports.world([c for n, c in enumerate(supports.claims) if number >> n & 1])
        for number in range(0, 1 << len(supports.claims), 13)
    ]
    asked += [supports.world((), [claim]) for claim in supports.claims]
    told = set()
    for world in asked:
        expected = engines(case, worlds, world)
        assert seen(case, worlds, world) == expected, world
        told.add(repr(expected))
    assert len(told) > 4


@pytest.mark.slow
def test_on_a_shipped_case_too() -> None:
    """North Korea 2019, ten worlds of many claims."""
    opened = open_case("dprk-2019")
    assert opened.case is not None
    assert opened.case.as_of is not None
    worlds = worlds_of(opened.case, opened.entries, opened.case.as_of)
    random = np.random.Generator(np.random.PCG64(5))
    claims = worlds.supports.claims
    asked = [NOTHING]
    asked += [worlds.supports.world([c for c in claims if random.random() < 0.1]) for _ in range(9)]
    for world in asked:
        deal, nash, holds = engines(opened.case, worlds, world)
        if deal is not None:
            assert seen(opened.case, worlds, world) == (deal, nash, holds)


def told(case: Case, *ids: str, exact: int = 16) -> list[Flips]:
    worlds = worlds_of(case, case.events, DAY)
    random = np.random.Generator(np.random.PCG64(1))
    claims = {claim.id: claim for claim in case.claims}
    asked = [conclusion(case, id_) for id_ in ids]
    return list(flips(worlds, asked, claims, shipped_grades(), random, exact=exact))


def test_they_can_be_asked_about_by_their_ids() -> None:
    """Where there is something to bargain over; a schedule by its name."""
    case = talks()
    ids = conclusion_ids(case)
    assert {"deal", "deal.nash", "schedule.slow", "schedule.at_once"} <= {*ids}
    deal, nash, slow = told(case, "deal", "deal.nash", "schedule.slow")
    assert deal.holds == "there is a deal that is better for all"
    assert nash.holds.startswith("ban lifted")
    assert [flip.claim for flip in deal.flipping] == ["d1"]
    assert slow.likelihood.share is not None
    assert sum(it.portion.share for it in slow.carried) == pytest.approx(
        1 if slow.without_any else 0, abs=1e-9
    )
    graph, _ = parse("detente: 1\ncase: g\nparties: {a: {}, b: {}}\ngraph: {states: [s, t]}\n")
    assert graph is not None
    assert not [id_ for id_ in conclusion_ids(graph) if id_.startswith(("deal", "schedule"))]


def test_an_order_that_was_worked_out_flips_as_a_named_one_does() -> None:
    """The steps of a named schedule, given as moves; asked without draws, the same claims flip it."""
    case = talks()
    worlds = worlds_of(case, case.events, DAY)
    claims = {claim.id: claim for claim in case.claims}
    random = np.random.Generator(np.random.PCG64(1))
    for name, moves in case.schedules.items():
        (named,) = told(case, f"schedule.{name}")
        order = OrderHolds(case, tuple(dict(step) for step in moves))
        (found,) = flips(worlds, [order], claims, shipped_grades(), random, weigh=False)
        assert (found.holds, found.without_any) == (named.holds, named.without_any)
        assert {it.origin.id: it.together for it in found.carried} == {
            it.origin.id: it.together for it in named.carried
        }
        assert {flip.claim: flip.without for it in found.carried for flip in it.claims} == {
            flip.claim: flip.without for it in named.carried for flip in it.claims
        }
        assert found.likelihood.share is None
        assert not any(it.portion.share for it in found.carried)


def test_why_a_schedule_cannot_be_asked_about_is_said() -> None:
    """Without patience there is nothing to work out, in any world."""
    text = TALKS.replace("READING", "reading: weighted").replace("RESERVATION", "note: none")
    for n in "532":
        text = text.replace(f"WEIGHT{n}", f"weight: {n},")
    case, _ = parse(text.replace("    patience: 0.9 per month\n", "", 1))
    assert case is not None
    (slow,) = told(case, "schedule.slow")
    assert slow.why_not.startswith("usa has no patience")


def test_sampled_shares_and_likelihood_agree_with_exact_ones() -> None:
    """Eight origins, gone through and drawn: within the intervals that the draws carry, or close by."""
    case = talks()
    for id_ in ("deal", "deal.nash", "now"):
        (all_,), (some,) = told(case, id_), told(case, id_, exact=0)
        assert all_.likelihood.share is not None
        assert some.likelihood.low is not None
        assert some.likelihood.high is not None
        assert some.likelihood.draws
        assert some.likelihood.low - 0.02 <= all_.likelihood.share <= some.likelihood.high + 0.02
        right = {it.origin.id: it.portion.share for it in all_.carried}
        for it in some.carried:
            # what none of the 100 orders shows happens in at most 3 of 100 (rule of three)
            assert abs(it.portion.share - right[it.origin.id]) <= 2 * it.portion.error + 0.03
