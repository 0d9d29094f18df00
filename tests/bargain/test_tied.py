"""Levers that rules and statements tie together, lever by lever, against the list of all states."""

import itertools
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, reject, settings
from tests.property.test_bargain import all_packages, cases

from detente.bargain import bargain, bargaining_problem, frontier
from detente.bargain import blocks as building
from detente.bargain import tied as following
from detente.bargain.counting import count_acceptable
from detente.bargain.impasse import room
from detente.case import Case
from detente.casefile import parse
from detente.errors import CannotComputeError


def case_of(text: str) -> Case:
    case, problems = parse(text)
    assert case is not None, problems
    return case


@settings(deadline=None, max_examples=100)
@given(cases())
def test_lever_by_lever_is_the_list_in_short(case: Case) -> None:
    """Packages, the worst and the best, acceptable ones, frontier, ways to each point, room: the same."""
    try:
        listed = bargaining_problem(case)
    except CannotComputeError:
        reject()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(building, "LARGEST_BLOCK", 2)
        short = bargaining_problem(case)
    assert short.packages == listed.packages
    assert np.array_equal(short.low, listed.low)
    assert np.array_equal(short.span, listed.span)
    assert short.reservation == listed.reservation
    assert count_acceptable(short) == count_acceptable(listed)
    for floor in (None, listed.floor):
        one, other = frontier(short.rows, floor=floor), frontier(listed.rows, floor=floor)
        assert np.array_equal(one.points, other.points)
        for place in range(len(one)):
            assert one.count(place) == other.count(place)
            packages = [short.package(rows) for rows in one.witnesses(place)]
            expected = [listed.package(rows) for rows in other.witnesses(place)]
            assert sorted(map(str, packages)) == sorted(map(str, expected))
    assert room(short)[0] == room(listed)[0]


@settings(deadline=None, max_examples=30)
@given(cases())
def test_any_package_is_judged_without_the_list(case: Case) -> None:
    """Every combination of levels is worth the same, or is excluded, either way."""
    try:
        listed = bargaining_problem(case)
    except CannotComputeError:
        reject()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(building, "LARGEST_BLOCK", 2)
        short = bargaining_problem(case)
    for package in every_package(case):
        one, other = short.score(package), listed.score(package)
        assert (one is None) == (other is None)
        if one is not None and other is not None:
            assert np.array_equal(one, other)


def every_package(case: Case) -> Iterator[dict[str, str]]:
    levers = list(case.levers.values())
    for row in itertools.product(*(lever.levels for lever in levers)):
        yield {lever.id: level for lever, level in zip(levers, row, strict=True)}


def chained(levers: int, *, weight: str = "1") -> str:
    """A case in which each lever is tied to the next, and one rule names all: no block can be listed."""
    names = [f"l{k}" for k in range(levers)]
    lines = ["detente: 1", "case: chained", "parties: {north: {}, south: {}}", "levers:"]
    lines += [
        f"  {name}: {{owner: {'north' if k % 2 else 'south'}, levels: [a, b, c, d]}}"
        for k, name in enumerate(names)
    ]
    lines.append("impossible:")
    for one, other in itertools.pairwise(names):
        lines.append(f"  - {one} = d and {other} = a")
    lines.append("  - " + " and ".join(f"{name} = d" for name in names))
    lines.append("preferences:")
    for party, sign in (("north", ">="), ("south", "<=")):
        lines += [f"  {party}:", "    reading: weighted", "    reservation: 0.3", "    statements:"]
        for k, name in enumerate(names):
            lines.append(f"      - {{prefers: {name} {sign} {'bc'[k % 2]}, weight: {1 + k % 3}}}")
        for one, other in zip(names, names[2:], strict=False):
            lines.append(f"      - {{prefers: {one} = b iff {other} = c, weight: {weight}}}")
    return "\n".join(lines)


def test_what_could_be_listed_is_followed_to_the_same_frontier() -> None:
    """Seven levers of four levels in one block, with a rule about all of them."""
    case = case_of(chained(7))
    listed = bargaining_problem(case)
    assert len(listed.blocks) == 1
    assert listed.blocks[0].tied is None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(building, "LARGEST_BLOCK", 100)
        short = bargaining_problem(case)
    assert short.blocks[0].tied is not None
    assert short.packages == len(all_packages(listed))
    one, other = (frontier(p.rows, floor=p.floor) for p in (short, listed))
    assert np.array_equal(one.points, other.points)
    assert [one.count(k) for k in range(len(one))] == [other.count(k) for k in range(len(one))]
    assert count_acceptable(short) == count_acceptable(listed)


def test_twenty_levers_in_one_block() -> None:
    """10^12 joint levels: every package named is feasible and worth what its point says."""
    case = case_of(chained(20))
    found = bargain(case)
    (block,) = found.problem.blocks
    assert block.tied is not None
    assert block.space.size == 4**20
    assert len(found.frontier) > 5
    points = found.frontier.points
    assert (np.diff(points[:, 0]) > 0).all()
    assert (np.diff(points[:, 1]) < 0).all()
    for place in range(len(points)):
        package = next(iter(found.packages_at(place, 1)))
        score = found.problem.score(package)
        assert score is not None
        assert np.array_equal(score, points[place])
    assert set(found.choices) == {"nash", "kalai_smorodinsky", "egalitarian", "utilitarian"}


def test_no_random_package_dominates() -> None:
    """Of 20,000 random packages of twenty tied levers none is better for both than a frontier point."""
    problem = bargaining_problem(case_of(chained(20)))
    points = frontier(problem.rows).points
    rng = np.random.Generator(np.random.PCG64(3))
    levels = rng.integers(0, 4, (20_000, 20))
    seen = 0
    for row in levels.tolist():
        score = problem.score({f"l{k}": "abcd"[level] for k, level in enumerate(row)})
        if score is not None:
            seen += 1
            assert (points >= score).all(axis=1).any()
    assert seen > 500


def test_conditions_that_cannot_be_followed_are_refused_in_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It says how many levers are tied, and what to do."""
    monkeypatch.setattr(building, "LARGEST_BLOCK", 100)
    monkeypatch.setattr(following, "MOST_JOINT_STATES", 3)
    with pytest.raises(CannotComputeError, match="tie 7 levers together") as refused:
        bargaining_problem(case_of(chained(7)))
    assert "split conditions" in refused.value.hint


def test_of_too_many_ties_one_package_is_listed_for_each_point(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The frontier is the same, and a note says that not every package is there."""
    case = case_of(chained(7))
    points = frontier(bargaining_problem(case).rows).points
    monkeypatch.setattr(building, "LARGEST_BLOCK", 100)
    monkeypatch.setattr(following, "MOST_LISTED", 3)
    problem = bargaining_problem(case)
    assert np.array_equal(frontier(problem.rows).points, points)
    assert len(problem.blocks[0].numbers) == len(points)
    assert any(note.code == "D439" for note in problem.problems)
