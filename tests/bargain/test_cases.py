"""From a case file to the answer: blocks, reservations, why there is no deal, named packages."""

import json
from fractions import Fraction

import numpy as np
import pytest

from detente import ledger
from detente.bargain import bargain, bargaining_problem
from detente.case import Case
from detente.casefile import parse
from detente.errors import CannotComputeError
from detente.folder import open_case

HEAD = """
detente: 1
case: talks
parties: {usa: {name: A}, dprk: {name: B}, unsc: {name: C, role: authority}}
levers:
  ban: {owner: usa, levels: [kept, suspended, lifted]}
  site: {owner: dprk, levels: [runs, idle, closed]}
  seal: {owner: unsc, levels: [shut, open]}
"""
OPPOSED = """
preferences:
  usa:
    reading: weighted
    statements:
      - {prefers: site >= idle, weight: 2}
      - {prefers: site = closed, weight: 2}
      - {prefers: ban != lifted, weight: 1}
      - {prefers: ban = kept, weight: 3}
    reservation: %s
    patience: 0.9 per month
  dprk:
    reading: weighted
    statements:
      - {prefers: ban >= suspended, weight: 3}
      - {prefers: ban = lifted, weight: 1}
      - {prefers: site = runs, weight: 2}
      - {prefers: seal = open, weight: 2}
    reservation: %s
    patience: [0.8 per month, 0.9 per month]
packages:
  halt: {site: idle, ban: suspended}
  gift: {ban: lifted}
  sealed: {seal: open}
"""


def case_of(text: str) -> Case:
    case, problems = parse(text)
    assert case is not None, problems
    return case


def test_utilities_add_up_over_blocks() -> None:
    """Levers that no condition joins are blocks of their own; a joint statement ties them together."""
    apart = case_of(HEAD + OPPOSED % ("status_quo", "status_quo"))
    assert sorted(b.space.levers for b in bargaining_problem(apart).blocks) == [("ban",), ("site",)]
    joined = case_of(
        HEAD
        + "impossible: [site = closed and ban = kept]\n"
        + OPPOSED % ("status_quo", "status_quo")
    )
    assert [b.space.levers for b in bargaining_problem(joined).blocks] == [("ban", "site")]
    assert bargaining_problem(joined).packages == 8


def test_a_reservation_is_the_status_quo_a_state_or_a_number() -> None:
    """A number is on the scale from the worst feasible package to the best; a state may leave levers out."""
    case = case_of(HEAD + OPPOSED % ("{site: idle}", "0.25"))
    problem = bargaining_problem(case)
    assert problem.reservation == (Fraction(6), Fraction(3, 2))
    assert problem.reservation_values.tolist() == [6 / 8, 0.25]


def test_acceptable_and_efficient_packages_by_hand() -> None:
    """Nine packages listed by hand: which both accept, which are efficient, what is chosen."""
    found = bargain(case_of(HEAD + OPPOSED % ("0.375", "0.34")))
    # usa: site 0 2 4 + ban 4 1 0, of 8, at least 3; dprk: site 2 0 0 + ban 0 3 4, of 6, at least 2.04
    assert found.problem.packages == 9
    assert found.acceptable == 3  # (3, 3), (4, 4), (5, 3)
    assert found.frontier.points.tolist() == [[4, 4], [5, 3]]
    chosen = {name: choice.package["ban"] for name, choice in found.choices.items()}
    assert chosen == {
        "nash": "lifted",  # products 1.96 and 1.92
        "kalai_smorodinsky": "lifted",  # least shares 1/2 and .96/1.96
        "egalitarian": "suspended",  # least gains .125 and .16
        "utilitarian": "lifted",
    }


def test_named_packages_are_placed() -> None:
    """Acceptable or refused and by whom, dominated or not and by what, impossible and why."""
    found = bargain(case_of(HEAD + OPPOSED % ("status_quo", "status_quo")))
    halt, gift, sealed = found.placed
    assert halt.refused_by == ("usa",)
    assert halt.because == {"usa": "ban = kept"}
    assert halt.better is not None
    assert (halt.better["site"], halt.better["ban"]) == ("closed", "lifted")
    assert halt.distance == 1 / 8  # from (3, 3) to (4, 4), of 8 and 6
    assert gift.refused_by == ("usa",)
    assert gift.better is None
    assert sealed.why_not == "no party can change seal"
    assert sealed.utility is None


def test_why_there_is_no_deal() -> None:
    """The nearest package, whose value of no deal must fall by how much, and what stands in the way."""
    found = bargain(case_of(HEAD + OPPOSED % ("0.75", "0.3")))
    impasse = found.impasse
    assert found.acceptable == 0
    assert found.choices == {}
    assert impasse is not None
    # (usa, dprk) on the frontier: (8, 0), (5, 3), (4, 4), (1, 5), (0, 6) of 8 and 6; wanted (6, 1.8)
    assert impasse.nearest == {"ban": "suspended", "site": "closed", "seal": "shut"}
    assert impasse.gains == pytest.approx((-1 / 8, 0.2))
    assert impasse.room == -1 / 8
    assert impasse.alone == pytest.approx((1 / 8, 0.3))
    ways = {(b.kind, b.what): b.room for b in impasse.blocking}
    assert ways["lever", "seal"] == pytest.approx(0.2 / 8)  # closed, kept and open: (8, 2)
    assert ("statement", "ban = kept") in ways
    assert all(room >= 0 for room in ways.values())
    answer = found.finding().as_dict()
    assert answer["solutions"]["nash"] is None
    assert answer["impasse"]["nearest"]["gains"]["usa"] == -1 / 8
    json.dumps(answer, allow_nan=False)


def test_a_rule_that_blocks_is_named() -> None:
    """Without the rule that keeps ban and site apart there would be room; the answer says so."""
    rule = "impossible: [site >= idle and ban >= suspended]\n"
    found = bargain(case_of(HEAD + rule + OPPOSED % ("0.4", "0.4")))
    assert found.impasse is not None
    assert found.impasse.room < 0
    best = next(b for b in found.impasse.blocking if b.kind == "rule")
    assert best.what == "site >= idle and ban >= suspended"
    assert best.package == {"ban": "lifted", "site": "closed", "seal": "shut"}
    assert best.room == pytest.approx(0.1)


def test_a_missing_level_is_named() -> None:
    """All or nothing leaves no room; a level half-way would."""
    text = """
detente: 1
case: talks
parties: {usa: {name: A}, dprk: {name: B}}
levers: {ban: {owner: usa, levels: [kept, lifted]}}
preferences:
  usa: {reading: weighted, statements: [{prefers: ban = kept, weight: 1}], reservation: 0.4}
  dprk: {reading: weighted, statements: [{prefers: ban = lifted, weight: 1}], reservation: 0.4}
"""
    impasse = bargain(case_of(text)).impasse
    assert impasse is not None
    assert impasse.room == -0.4
    (gap,) = (b for b in impasse.blocking if b.kind == "level")
    assert gap.what == "ban: between kept and lifted"
    assert gap.room == pytest.approx(0.1)


def test_where_one_only_gives_nobody_makes_both_better_off() -> None:
    """The status quo is acceptable but efficient: an impasse without a shortfall."""
    text = (
        HEAD
        + """
preferences:
  usa: {reading: weighted, statements: [{prefers: ban = kept, weight: 1}]}
  dprk: {reading: weighted, statements: [{prefers: ban >= suspended, weight: 1}]}
"""
    )
    found = bargain(case_of(text))
    assert found.impasse is not None
    assert found.impasse.room == 0


def test_alternating_offers_need_patience_of_all() -> None:
    """Who is not patient is named; the rest of the answer stands."""
    text = (HEAD + OPPOSED % ("0.3", "0.3")).replace("    patience: 0.9 per month\n", "")
    found = bargain(case_of(text))
    answer = found.finding().as_dict()
    assert answer["alternating_offers"] is None
    assert answer["alternating_offers_why"] == "no patience for usa"
    assert found.choices


def test_patience_is_taken_per_period() -> None:
    """0.9 per month is 0.9^3 per quarter."""
    found = bargain(case_of(HEAD + "period: 3 months\n" + OPPOSED % ("0.3", "0.3")))
    assert not isinstance(found.patience, tuple)
    assert found.patience.low == pytest.approx((0.729, 0.512))


def test_intervals_and_orders_leave_some_packages_open() -> None:
    """Certain, possible and impossible: worked out by hand over all weights in order."""
    text = """
detente: 1
case: talks
parties: {usa: {name: A}, dprk: {name: B}}
levers:
  ban: {owner: usa, levels: [kept, lifted]}
  site: {owner: dprk, levels: [runs, closed]}
preferences:
  usa: {reading: weighted, statements: [site = closed, ban = kept]}
  dprk:
    reading: weighted
    statements: [{prefers: ban = lifted, weight: [1, 3]}, {prefers: site = runs, weight: [2, 4]}]
packages: {swap: {ban: lifted, site: closed}, free: {site: closed}}
"""
    known = bargain(case_of(text)).knowledge
    assert known is not None
    assert known.loose == ("usa", "dprk")
    assert known.named is not None
    # usa: closed is worth at least as much as the ban kept; dprk: 1-3 against 2-4, not known
    assert known.named["swap"].by_party == {"usa": "yes", "dprk": "perhaps"}
    assert known.named["free"].by_party == {"usa": "yes", "dprk": "no"}
    assert known.named["swap"].acceptable == "perhaps"
    assert known.possibly_acceptable == 2
    assert known.certainly_acceptable == 1


@pytest.mark.parametrize("seed", range(5))
def test_what_is_certain_agrees_with_drawn_weights(seed: int) -> None:
    """No drawn weights contradict "yes" or "no" about acceptability."""
    rng = np.random.Generator(np.random.PCG64(seed))
    text = HEAD + OPPOSED.replace("weight: 2", "weight: [1, 3]") % ("status_quo", "status_quo")
    known = bargain(case_of(text)).knowledge
    assert known is not None
    assert known.named is not None
    for _ in range(20):
        drawn = text
        while "[1, 3]" in drawn:
            drawn = drawn.replace("[1, 3]", f"{rng.uniform(1, 3):.4f}", 1)
        for placed in bargain(case_of(drawn)).placed:
            said = known.named.get(placed.id)
            if said is not None:
                assert said.acceptable in ("perhaps", "yes" if placed.acceptable else "no")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (HEAD + "impossible: [ban >= kept]\n", "rule out every combination|no package is feasible"),
        (HEAD.replace("dprk: {name: B}", "dprk: {name: B, role: observer}"), "takes two"),
        (
            HEAD + "impossible: [site = runs]\n" + OPPOSED % ("status_quo", "0.1"),
            "no feasible status quo",
        ),
        (
            HEAD + "impossible: [site = closed]\n" + OPPOSED % ("{site: closed}", "0.1"),
            "state that cannot be",
        ),
    ],
)
def test_what_cannot_be_worked_out_is_said_in_words(text: str, words: str) -> None:
    """No feasible package, one party only, a reservation that is not known or cannot be."""
    with pytest.raises(CannotComputeError, match=words) as caught:
        bargain(case_of(text))
    assert caught.value.hint


def test_a_case_in_graph_form_has_no_levers_to_bargain_over() -> None:
    """It says what is needed instead."""
    text = (
        "detente: 1\ncase: g\nparties: {a: {name: A}, b: {name: B}}\n"
        "graph: {states: [s, t], moves: {a: [[s, t]]}}\n"
    )
    with pytest.raises(CannotComputeError, match="graph form"):
        bargain(case_of(text))


@pytest.mark.slow
def test_the_talks_of_2019() -> None:
    """The shipped case: its finding has the keys of the contract, and its figures hang together."""
    opened = open_case("dprk-2019")
    case = opened.case
    assert case is not None
    assert case.as_of is not None
    status = ledger.status(case, opened.entries, case.as_of)
    found = bargain(case, status)
    answer = found.finding(witnesses=3).as_dict()
    assert answer["schema"] == "detente.bargain/1"
    assert answer["packages"] == 3224
    problem = found.problem
    floor = problem.reservation_values
    (block,) = problem.blocks
    worth = problem.utility(block.scores)
    assert answer["acceptable"] == int((worth >= floor - 1e-12).all(axis=1).sum())
    for solution in answer["solutions"].values():
        score = problem.score(solution["state"])
        assert score is not None
        assert problem.utility(score).tolist() == list(solution["utility"].values())
        assert len(solution["states"]) == min(solution["ties"], 3)
    assert set(answer["named"]) == set(case.packages)
    assert answer["named"]["stockholm"]["refused_by"] == ["dprk"]
