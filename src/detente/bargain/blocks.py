"""(case, status) -> bargaining problem: in blocks where utilities add up, as a list of states elsewhere.

Two levers stand in one block if a rule under ``impossible``, or one statement of a weighted party,
uses both. What is left are independent blocks: feasibility is a product over them and each weighted
utility a sum. A block with more than `LARGEST_BLOCK` joint levels is not listed but followed lever by
lever (`detente.bargain.tied`). A lexicographic or ranked party's rank is no sum; then all states are listed.

Array letters: P parties, R rows of a block.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from detente.bargain.problem import BargainingProblem, Block
from detente.bargain.tied import Ruled, Tied
from detente.case import Case, Preference
from detente.conditions import Space, holds_on, names_used
from detente.conditions.tree import Node
from detente.errors import CannotComputeError, Problem
from detente.ledger import Status
from detente.model import Model, compile_model
from detente.model.preferences import (
    Judge,
    exact,
    no_preferences,
    statement_weights,
    statements_of,
)
from detente.model.readings import check_reading, disputed_terms, settled
from detente.model.states import Layout, lay_out, status_quo_levels
from detente.model.utilities import (
    is_weighted,
    no_reservation,
    space_of,
    utility_table,
    whole_weights,
)

__all__ = ["bargaining_problem"]

MOST_PARTIES = 6
LARGEST_BLOCK = 2**22
"""Joint levels up to which a block is listed."""


def bargaining_problem(
    case: Case,
    status: Status | None = None,
    *,
    reading: str | None = None,
    memory: int | None = None,
) -> BargainingProblem:
    """Return what can be agreed in a case, and what it is worth to each party.

    Parameters
    ----------
    case, status, reading, memory
        As for `compile_model`.

    Returns
    -------
    BargainingProblem

    Raises
    ------
    CannotComputeError
        The case is in graph form, there are fewer than two parties or more than six, no package is
        feasible, a reservation cannot be, or there are too many states to list.

    Examples
    --------
    >>> from detente.casefile import TEMPLATE, parse
    >>> case, _ = parse(TEMPLATE)
    >>> problem = bargaining_problem(case)
    >>> problem.parties, problem.packages
    (('south', 'north'), 15)
    """
    check_reading(case, reading)
    _check(case)
    trees = _settled(case, reading or "")
    if trees is None:
        found = _listed(case, status, reading, memory)
    else:
        found = _in_blocks(case, status, trees, reading or "")
    return replace(found, reservation=_reservation(case, found))


def _check(case: Case) -> None:
    if case.graph is not None:
        raise CannotComputeError(
            f"{case.id} is in graph form: its states have no levers to bargain over",
            "bargain needs 'levers:' in place of 'graph:'",
        )
    parties = len(case.players)
    if parties < 2:
        have = "no decision maker" if not parties else "one decision maker only"
        raise CannotComputeError(
            f"{case.id} has {have}; a bargain takes two",
            "give at least two actors 'role: party'",
        )
    if parties > MOST_PARTIES:
        raise CannotComputeError(
            f"{case.id} has {parties} decision makers; bargain takes {MOST_PARTIES} at most",
            "merge parties that want the same, or give some of them another role",
        )


class _Trees(Struct, frozen=True):
    """The conditions with their terms settled: the rules, and per party its statements and weights."""

    impossible: tuple[Node, ...]
    statements: tuple[tuple[tuple[Node, int], ...], ...]

    def all(self) -> Iterator[Node]:
        """Yield every condition."""
        yield from self.impossible
        for statements in self.statements:
            for tree, _ in statements:
                yield tree


def _settled(case: Case, reading: str) -> _Trees | None:
    """Return the conditions of a case whose utilities add up; None where they do not, or are disputed."""
    preferences = [case.preferences.get(party) for party in case.players]
    if not all(map(is_weighted, preferences)):
        return None
    impossible = tuple(settled(case, condition, reading) for condition in case.impossible)
    trees = _Trees(impossible, tuple(_weighed(case, p, reading) for p in preferences))
    return None if any(disputed_terms(tree) for tree in trees.all()) else trees


def _weighed(
    case: Case, preference: Preference | None, reading: str
) -> tuple[tuple[Node, int], ...]:
    statements = statements_of(preference) if preference else ()
    if preference is None or not statements:
        return ()
    weights = whole_weights(statement_weights(statements))
    trees = [settled(case, s.condition, preference.party, reading) for s in statements]
    return tuple(zip(trees, weights, strict=True))


def _in_blocks(case: Case, status: Status | None, trees: _Trees, reading: str) -> BargainingProblem:
    now, notes, claims = status_quo_levels(case, status)
    layout = lay_out(case, now)
    groups = _tied(layout, [list(names_used(tree).levers) for tree in trees.all()])
    blocks = [_block(case, layout.space.only(group), trees) for group in groups]
    loose = _block(case, layout.space.only(()), trees)  # conditions that use no lever a party moves
    if not len(loose.numbers):
        raise _nothing_feasible(case)
    blocks = blocks or [loose]
    base = loose.scores[0] if blocks != [loose] else np.zeros(len(layout.parties), np.int64)
    ends = [block.ends for block in blocks]
    low = base + sum(least for least, _ in ends)
    high = base + sum(most for _, most in ends)
    assumed, rests_on = _said(case, layout, reading)
    problem = BargainingProblem(
        parties=layout.parties,
        blocks=tuple(blocks),
        base=base,
        low=low,
        span=np.maximum(high - low, 1),
        scaled=np.zeros(len(layout.parties), np.bool_),
        now=now,
        fixed=layout.fixed,
        order=tuple(lever.id for lever in case.levers.values() if not lever.quantity),
        problems=(*notes, *assumed, *_one_each(case, blocks)),
        claims=tuple(dict.fromkeys([*claims, *rests_on])),
    )
    if problem.score(now) is not None:
        return problem
    return replace(problem, now=None, problems=(*problem.problems, _impossible_now(case)))


def _tied(layout: Layout, uses: list[list[str]]) -> list[list[str]]:
    """Return the levers in groups such that no condition uses levers of two groups."""
    group = {lever: [lever] for lever in layout.space.levers}
    for levers in uses:
        moved = [lever for lever in levers if lever in group]
        for lever in moved[1:]:
            one, other = group[moved[0]], group[lever]
            if one is not other:
                one.extend(other)
                for name in other:
                    group[name] = one
    return list({id(names): names for names in group.values()}.values())


def _block(case: Case, space: Space, trees: _Trees) -> Block:
    """Return the feasible joint levels of some levers and what they are worth.

    Raises
    ------
    CannotComputeError
        There are none, or too many.
    """
    if space.size > LARGEST_BLOCK:
        return _tied_block(case, space, trees)
    feasible = np.ones(space.shape, np.bool_)
    for tree in trees.impossible:
        if _belongs(tree, space):
            feasible &= ~holds_on(tree, space)
    numbers = np.flatnonzero(feasible.reshape(-1))
    if not len(numbers):
        raise _nothing_feasible(case)
    scores = np.zeros((len(numbers), len(trees.statements)), np.int64)
    for party, statements in enumerate(trees.statements):
        total = np.zeros(space.shape, np.int64)
        for tree, weight in statements:
            if _belongs(tree, space):
                total += np.where(holds_on(tree, space), np.int64(weight), np.int64(0))
        scores[:, party] = total.reshape(-1)[numbers]
    return Block(space, numbers, scores)


def _tied_block(case: Case, space: Space, trees: _Trees) -> Block:
    """Return a block too large to list: what no other joint level dominates."""
    conditions = [Ruled(tree) for tree in trees.impossible if _belongs(tree, space)]
    for party, statements in enumerate(trees.statements):
        mine = [(tree, weight) for tree, weight in statements if _belongs(tree, space)]
        conditions += [Ruled(tree, party, weight) for tree, weight in mine]
    tied = Tied.of(space, conditions, len(trees.statements))
    if not tied.packages:
        raise _nothing_feasible(case)
    numbers, scores, every = tied.frontier()
    return Block(space, numbers, scores, tied, every)


def _belongs(tree: Node, space: Space) -> bool:
    """Return whether a condition is about the levers of a block; the empty block: about none that move."""
    used = [lever for lever in names_used(tree).levers if lever not in space.fixed]
    return set(used) <= set(space.levers) and bool(used) == bool(space.levers)


def _nothing_feasible(case: Case) -> CannotComputeError:
    hint = "one condition, or several together, rule out every combination of levels"
    problem = case.problem("error", "D430", "no package is feasible", ("impossible",), hint)
    return CannotComputeError(problem.concise(), hint)


def _one_each(case: Case, blocks: Sequence[Block]) -> Iterator[Problem]:
    """Yield a note for each block of which not all packages on the frontier are listed."""
    for block in blocks:
        if not block.every:
            levers = f"{len(block.space.levers)} levers tied together"
            text = f"of {levers}, one package is named for each point; more are worth the same"
            yield case.problem("note", "D439", text, ("impossible",), "")


def _impossible_now(case: Case) -> Problem:
    hint = "write status_quo to say where the analysis starts, or correct 'impossible'"
    text = "the status quo meets a condition under 'impossible': there is no status quo"
    return case.problem("warning", "D431", text, ("impossible",), hint)


def _said(case: Case, layout: Layout, reading: str) -> tuple[list[Problem], list[str]]:
    """Return what had to be assumed about preferences, and the claims they rest on."""
    judge = Judge(case, layout.space, np.ones(0, np.bool_), reading)
    problems: list[Problem] = []
    claims: list[str] = []
    for party in layout.parties:
        preference = case.preferences.get(party)
        if preference is None or not statements_of(preference):
            problems.append(no_preferences(case, party))
            continue
        statements = statements_of(preference)
        problems.extend(judge.notes(preference, statements))
        claims.extend([*preference.rests_on, *judge.claims(party, statements)])
    return problems, claims


def _listed(
    case: Case, status: Status | None, reading: str | None, memory: int | None
) -> BargainingProblem:
    """Return the problem with all states in one block."""
    model = compile_model(case, status, reading=reading, memory=memory)
    table = utility_table(case, model, reading=reading)
    numbers = np.flatnonzero(model.feasible)
    scores = np.ascontiguousarray(table.scores[:, numbers].T)
    return BargainingProblem(
        parties=model.parties,
        blocks=(Block(space_of(case, model), numbers, scores),),
        base=np.zeros(len(model.parties), np.int64),
        low=table.low,
        span=table.span,
        scaled=table.scaled,
        now=None if model.status_quo is None else model.state(model.status_quo),
        fixed=model.fixed,
        order=model.order,
        problems=(*model.problems, *table.notes),
        claims=tuple(dict.fromkeys(_claims(model))),
    )


def _claims(model: Model) -> Iterator[str]:
    for part, claims in model.basis.items():
        if part == "status_quo" or part.startswith("preferences."):
            yield from claims


def _reservation(case: Case, problem: BargainingProblem) -> tuple[Fraction, ...]:
    return tuple(_one_reservation(case, problem, p) for p in range(len(problem.parties)))


def _one_reservation(case: Case, problem: BargainingProblem, party: int) -> Fraction:
    """Return what no deal is worth to a party, as a score."""
    name = problem.parties[party]
    preference = case.preferences.get(name)
    written = preference.reservation if preference else "status_quo"
    if isinstance(written, int | float):
        return int(problem.low[party]) + exact(written) * int(problem.span[party])
    state: Mapping[str, str] = {} if isinstance(written, str) else written
    full = {**(problem.now or {}), **problem.fixed, **state}
    if set(full) < set(problem.order):
        raise no_reservation(case, name)
    score: NDArray[np.int64] | None = problem.score(full)
    if score is None:
        raise no_reservation(case, name)
    return Fraction(int(score[party]))
