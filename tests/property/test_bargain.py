"""Laws of the bargaining problem, on random small cases: blocks against the list of all states."""

from fractions import Fraction

import numpy as np
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from detente.bargain import bargaining_problem, frontier
from detente.bargain.blocks import _listed
from detente.bargain.counting import count_acceptable
from detente.bargain.problem import BargainingProblem
from detente.case import Case
from detente.casefile import parse
from detente.errors import CannotComputeError

LEVELS = ("a", "b", "c")


@st.composite
def conditions(draw: st.DrawFn, levers: int) -> str:
    """A condition about one, two or three levers."""
    parts = []
    for _ in range(draw(st.integers(1, 3))):
        lever, level = draw(st.integers(0, levers - 1)), draw(st.sampled_from("ab"))
        parts.append(f"l{lever} {draw(st.sampled_from(['=', '!=', '>=']))} {level}")
    return draw(st.sampled_from([" and ", " or "])).join(parts)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Two to four weighted parties, up to six levers of two or three levels, some rules."""
    parties = draw(st.integers(2, 4))
    levers = draw(st.integers(1, 6))
    lines = ["detente: 1", "case: drawn", "parties:"]
    lines += [f"  p{p}: {{name: P{p}}}" for p in range(parties)]
    lines.append("levers:")
    for lever in range(levers):
        names = ", ".join(LEVELS[: draw(st.integers(2, 3))])
        lines.append(f"  l{lever}: {{owner: p{lever % parties}, levels: [{names}]}}")
    rules = draw(st.lists(conditions(levers), max_size=3))
    lines += ["impossible:", *(f"  - {rule}" for rule in rules)] if rules else []
    lines.append("preferences:")
    for party in range(parties):
        lines += [f"  p{party}:", "    reading: weighted", "    statements:"]
        for _ in range(draw(st.integers(1, 4))):
            weight = draw(st.sampled_from(["1", "2", "3.5", "0.1", "-1"]))
            lines.append(f"      - {{prefers: {draw(conditions(levers))}, weight: {weight}}}")
        value = draw(st.sampled_from(["0", "0.3", "0.75"]))
        lines.append(f"    reservation: {value}")
    case, problems = parse("\n".join(lines))
    assert case is not None, problems
    return case


def all_packages(problem: BargainingProblem) -> list[tuple[Fraction, ...]]:
    """What each listed package is worth to each party, exactly."""
    (block,) = problem.blocks
    low, span = problem.low.tolist(), problem.span.tolist()
    return [
        tuple(Fraction(s - lo, sp) for s, lo, sp in zip(row, low, span, strict=True))
        for row in block.scores.tolist()
    ]


@settings(deadline=None, max_examples=150)
@given(cases())
def test_blocks_are_the_list_of_states_in_short(case: Case) -> None:
    """Number of packages, acceptable ones, and the frontier: as the definitions say, over all states."""
    try:
        problem = bargaining_problem(case)
    except CannotComputeError:
        reject()
    worth = all_packages(_listed(case, None, None, None))
    assert problem.packages == len(worth)
    reservation = [Fraction(str(case.preferences[p].reservation)) for p in problem.parties]
    inside = [u for u in worth if all(a >= r for a, r in zip(u, reservation, strict=True))]
    assert count_acceptable(problem) == len(inside)
    efficient = {
        u
        for u in inside
        if not any(all(b >= a for a, b in zip(u, v, strict=True)) and u != v for v in inside)
    }
    found = frontier(problem.rows, floor=problem.floor)
    low, span = problem.low.tolist(), problem.span.tolist()
    points = [
        tuple(Fraction(s - lo, sp) for s, lo, sp in zip(row, low, span, strict=True))
        for row in found.points.tolist()
    ]
    assert len(points) == len(set(points))
    assert set(points) == efficient
    for place, point in enumerate(points):
        assert found.count(place) == inside.count(point)


@settings(deadline=None, max_examples=50)
@given(cases())
def test_a_witness_is_worth_what_its_point_says(case: Case) -> None:
    """Every package named for a point is feasible and has its utilities."""
    try:
        problem = bargaining_problem(case)
    except CannotComputeError:
        reject()
    found = frontier(problem.rows)
    for place, point in enumerate(found.points):
        for rows in found.witnesses(place):
            score = problem.score(problem.package(rows))
            assert score is not None
            assert np.array_equal(score, point)
