"""Why there is no deal: how near the parties come, and what stands in the way.

The *room* of a bargaining problem is s* = max_x min_i (u_i(x) - r_i), with utilities from 0 to 1. Where
s* < 0 no package is acceptable to all, and the package that reaches it is the nearest. Where s* = 0 some
package is acceptable but somebody gains nothing. What stands in the way is found by taking one thing
away at a time and working the room out anew: a rule, a statement of one party, the lock on a lever
that no party moves, or the gap between two neighbouring levels (a level half-way between them).
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Literal

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from detente.bargain.blocks import bargaining_problem
from detente.bargain.frontier import Frontier, frontier
from detente.bargain.pareto import Points
from detente.bargain.problem import BargainingProblem, Block
from detente.bargain.solutions import solve
from detente.case import Case
from detente.errors import CannotComputeError
from detente.ledger import Status

__all__ = ["Blocking", "Impasse", "explain_impasse", "room"]

Kind = Literal["rule", "statement", "lever", "level"]
Change = tuple[Kind, str, str, Case]
FIRST_STEP = Fraction(1, 100)
MOST_WORK = 10**8
"""States, over all the models that are worked out anew."""


class Blocking(Struct, frozen=True, kw_only=True):
    """Something that stands in the way: without it there is room, or more room.

    Attributes
    ----------
    kind : str
        ``rule`` (under 'impossible'), ``statement`` (of one party), ``lever`` (that no party moves),
        ``level`` (missing, half-way between two).
    what : str
        The condition, the lever, or the lever and the two levels.
    party : str
        Whose statement it is.
    room : float
        The room without it.
    package : dict or None
        The package that reaches that room; None for a level that is not there.
    """

    kind: Kind
    what: str
    party: str = ""
    room: float
    package: Mapping[str, str] | None = None


class Impasse(Struct, frozen=True, kw_only=True):
    """How near the parties come, and what stands in the way.

    Attributes
    ----------
    room : float
        Below 0: no package is acceptable to all.
    nearest : dict
        The package that comes nearest.
    gains : tuple of float
        What each would gain there; below 0: by how much its value of no deal would have to fall.
    alone : tuple of (float or None)
        By how much the value of no deal of one party alone would have to fall; None where that
        does not help.
    blocking : tuple of Blocking
        What would make room if it were away, the most room first.
    left_out : str
        Why rules, statements and locked levers were not taken away; empty where they were.
    """

    room: float
    nearest: Mapping[str, str]
    gains: tuple[float, ...]
    alone: tuple[float | None, ...]
    blocking: tuple[Blocking, ...]
    left_out: str = ""


def room(problem: BargainingProblem) -> tuple[float, Frontier, int]:
    """Return the room, and the point of a frontier that reaches it (leximin of gains).

    Examples
    --------
    >>> from detente.casefile import TEMPLATE, parse
    >>> case, _ = parse(TEMPLATE)
    >>> room(bargaining_problem(case))[0] > 0
    True
    """
    found = _reachable(problem, problem.rows)
    reservation, span = problem.reservation, problem.span.tolist()
    place = solve(found.points, reservation, span, ["egalitarian"])["egalitarian"][0]
    return float(min(_gains(problem, found.points[place]))), found, place


def _reachable(problem: BargainingProblem, rows: list[Points]) -> Frontier:
    """Return the frontier above a floor just low enough for something to reach it.

    The point with the largest least gain lies above every floor that lowers all reservations alike
    and is reached at all, so the floor is lowered step by step and the labels stay few.
    """
    step = Fraction(0)
    while True:
        lowered = [
            r - step * int(s) for r, s in zip(problem.reservation, problem.span, strict=True)
        ]
        floor = np.array([-(-r.numerator // r.denominator) for r in lowered], np.int64)
        found = frontier(rows, floor=floor)
        if len(found):
            return found
        step = 2 * step or FIRST_STEP


def _gains(problem: BargainingProblem, point: Points) -> list[Fraction]:
    parts = zip(point.tolist(), problem.reservation, problem.span.tolist(), strict=True)
    return [(score - r) / Fraction(span) for score, r, span in parts]


def explain_impasse(
    case: Case,
    problem: BargainingProblem,
    status: Status | None = None,
    *,
    reading: str | None = None,
) -> Impasse | None:
    """Return why the parties cannot all gain; None where they can.

    Parameters
    ----------
    case : Case
        The case that `problem` was made from.
    problem : BargainingProblem
        The bargaining problem.
    status, reading
        As for `bargaining_problem`.

    Examples
    --------
    >>> from detente.casefile import TEMPLATE, parse
    >>> case, _ = parse(TEMPLATE)
    >>> explain_impasse(case, bargaining_problem(case)) is None
    True
    """
    now, found, place = room(problem)
    if now > 0:
        return None
    changes = list(_changes(case, problem))
    work = len(changes) * sum(block.work for block in problem.blocks)
    left_out = ""
    if work > MOST_WORK:
        left_out = f"{len(changes)} models of so many states are too many to work out"
        changes = []
    blocking = [*_relaxed(changes, problem, status, reading), *_half_way(problem)]
    helps = [b for b in blocking if b.room > now and b.room >= 0 and (b.room > 0 or now < 0)]
    return Impasse(
        room=now,
        nearest=problem.package(found.one_each()[place].tolist()),
        gains=tuple(float(g) for g in _gains(problem, found.points[place])),
        alone=tuple(_alone(problem, party) for party in range(len(problem.parties))),
        blocking=tuple(sorted(helps, key=lambda b: -b.room)),
        left_out=left_out,
    )


def _alone(problem: BargainingProblem, party: int) -> float | None:
    """Return by how much one party's value of no deal would have to fall, the others' unchanged."""
    floor = problem.floor.copy()
    floor[party] = problem.low[party]
    found = frontier(problem.rows, floor=floor)
    if not len(found):
        return None
    best = int(found.points[:, party].max())
    return max(0.0, float((problem.reservation[party] - best) / int(problem.span[party])))


def _relaxed(
    changes: Sequence[Change],
    problem: BargainingProblem,
    status: Status | None,
    reading: str | None,
) -> Iterator[Blocking]:
    """Yield the room without each rule, each statement, and the lock on each lever nobody moves."""
    for kind, what, party, changed in changes:
        try:
            other = bargaining_problem(changed, status, reading=reading)
        except CannotComputeError:
            continue  # without it there is nothing left to work out
        if kind != "statement" and not problem.scaled.any():
            other = replace(
                other, reservation=problem.reservation
            )  # the same weights: the same units
        value, found, place = room(other)
        package = other.package(found.one_each()[place].tolist())
        yield Blocking(kind=kind, what=what, party=party, room=value, package=package)


def _changes(case: Case, problem: BargainingProblem) -> Iterator[Change]:
    for place, condition in enumerate(case.impossible):
        rules = (*case.impossible[:place], *case.impossible[place + 1 :])
        yield "rule", condition.text, "", replace(case, impossible=rules)
    for lever in problem.fixed:
        if len(case.levers[lever].levels) > 1:
            freed = replace(case.levers[lever], owner=problem.parties[0])
            yield "lever", lever, "", replace(case, levers={**case.levers, lever: freed})
    for party in problem.parties:
        preference = case.preferences.get(party)
        statements = preference.statements if preference else ()
        for place, statement in enumerate(statements):
            if preference is None or len(statements) == 1:
                continue
            fewer = replace(preference, statements=(*statements[:place], *statements[place + 1 :]))
            changed = replace(case, preferences={**case.preferences, party: fewer})
            yield "statement", statement.condition.text, party, changed


def _half_way(problem: BargainingProblem) -> Iterator[Blocking]:
    """Yield the room with a level half-way between each two neighbouring levels of a lever."""
    rows = problem.rows
    doubled = replace(
        problem,
        base=2 * problem.base,
        low=2 * problem.low,
        span=2 * problem.span,
        reservation=tuple(2 * r for r in problem.reservation),
    )
    for place, block in enumerate(problem.blocks):
        if block.tied is not None:  # only rows that no other dominates are listed
            continue
        for k, lever in enumerate(block.space.levers):
            levels = block.space.levels[k]
            for level in range(len(levels) - 1):
                between = _pairs(block, k, level, rows[place])
                if not len(between):
                    continue
                parts = [2 * part for part in rows]
                parts[place] = np.concatenate([parts[place], between])
                found = _reachable(doubled, parts)
                span = doubled.span.tolist()
                best = solve(found.points, doubled.reservation, span, ["egalitarian"])
                point = found.points[best["egalitarian"][0]]
                what = f"{lever}: between {levels[level]} and {levels[level + 1]}"
                value = float(min(_gains(doubled, point)))
                yield Blocking(kind="level", what=what, room=value)


def _pairs(block: Block, lever: int, level: int, scores: Points) -> Points:
    """Return the sums of the scores of rows that differ in `lever` only, by one level: (N, P)."""
    stride = int(np.prod([len(levels) for levels in block.space.levels[:lever]], dtype=np.int64))
    here = np.flatnonzero(block.numbers // stride % len(block.space.levels[lever]) == level)
    other = np.searchsorted(block.numbers, block.numbers[here] + stride)
    inside = other < len(block.numbers)
    here, other = here[inside], other[inside]
    same = block.numbers[other] == block.numbers[here] + stride
    return np.asarray(scores[here[same]] + scores[other[same]])
