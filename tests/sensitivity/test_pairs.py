"""Pairs of the strongest, with their opposites: what two do that neither does alone."""

import datetime as dt

import numpy as np
import pytest

from detente.casefile import parse
from detente.sensitivity import PairFlip, conclusion, flips, shipped_grades, worlds_of

GATES = """\
detente: 1
case: gates
as_of: 2019-10-05
parties: {usa: {name: US}, dprk: {name: DPRK}}
levers:
  x: {owner: usa, levels: [no, yes]}
  y: {owner: usa, levels: [no, yes]}
  z: {owner: usa, levels: [no, half, yes]}
clauses:
  - {id: either, party: usa, must: x = yes or y = yes}
  - {id: same, party: usa, must: "(x = yes and y = yes) or (x = no and y = no)"}
  - {id: full, party: usa, keep: not (x = no and z = yes)}
events:
  - {kind: act, id: e1, date: 2019-01-01, by: usa, lever: x, level: yes, rests_on: [c1]}
  - {kind: act, id: e2, date: 2019-01-02, by: usa, lever: y, level: yes, rests_on: [c2]}
  - {kind: act, id: e3, date: 2019-01-03, by: usa, lever: z, level: half, rests_on: [c3]}
claims: [{id: c1, kind: action, quote: a}, {id: c2, kind: action, quote: b}, {id: c3, kind: action, quote: c}]
"""
DAY = dt.date(2019, 10, 5)


def pairs(id_: str) -> dict[tuple[str, str], PairFlip]:
    """The pairs that flip a conclusion, by their claims."""
    case, problems = parse(GATES)
    assert case is not None, [p.message for p in problems]
    worlds = worlds_of(case, case.events, DAY)
    random = np.random.Generator(np.random.PCG64(1))
    claims = {claim.id: claim for claim in case.claims}
    asked = [conclusion(case, id_)]
    (one,) = flips(worlds, asked, claims, shipped_grades(), random, pairs=True)
    assert one.pairs is not None
    return {(p.origins[0].id, p.origins[1].id): p for p in one.pairs}


def test_two_that_stand_in_for_each_other_flip_it_in_every_way() -> None:
    """OR of two: both false, one false and the other turned, both turned."""
    (found,) = pairs("clause.either").values()
    assert found.together
    assert [it.opposite for it in found.opposites] == [(False, True), (True, False), (True, True)]


def test_what_each_does_alone_is_no_pair() -> None:
    """Either alone makes the two levers differ; both together leave them alike."""
    assert pairs("clause.same") == {}


def test_an_opposite_can_flip_with_another_what_no_falling_does() -> None:
    """X gone, and z not half but full: only the second of the opposites of z does it."""
    found = pairs("clause.full")
    ((first, second), pair) = next(iter(found.items()))
    assert (first, second) in (("c1", "c3"), ("c3", "c1"))
    assert pair.together == ""
    place = (first, second).index("c3")
    assert all(it.opposite[place] for it in pair.opposites)
    assert {it.opposite[1 - place] for it in pair.opposites} == {False, True}


@pytest.mark.parametrize("id_", ["clause.either", "clause.same", "clause.full", "lever.z"])
def test_pairs_agree_with_worlds_built_by_hand(id_: str) -> None:
    """Each way of each pair: some of its values is another one exactly where the pair says so."""
    case, _ = parse(GATES)
    assert case is not None
    worlds = worlds_of(case, case.events, DAY)
    asked, found = conclusion(case, id_), pairs(id_)
    supports = worlds.supports
    now = worlds.values(asked, [supports.world([])])[0]

    def turns(false: list[str], opposite: list[str]) -> bool:
        world = supports.world(false, opposite)
        choices = range(supports.choices(world.reversed))
        every = [type(world)(world.fallen, world.reversed, choice) for choice in choices]
        return any(value != now for value in worlds.values(asked, every))

    for a, b in (("c1", "c2"), ("c1", "c3"), ("c2", "c3")):
        pair = found.get((a, b)) or found.get((b, a))
        said = {it.opposite for it in pair.opposites} if pair else set()
        said |= {(False, False)} if pair and pair.together else set()
        if pair and pair.origins[0].id == b:
            said = {(second, first) for first, second in said}
        for turned in ((False, False), (False, True), (True, False), (True, True)):
            alone = any(
                turns([] if t else [c], [c] if t else [])
                for c, t in zip((a, b), turned, strict=True)
            )
            false = [c for c, t in zip((a, b), turned, strict=True) if not t]
            opposite = [c for c, t in zip((a, b), turned, strict=True) if t]
            falls_alone = any(turns([c], []) for c in (a, b))
            if not falls_alone:
                assert (turned in said) is (turns(false, opposite) and not alone)
