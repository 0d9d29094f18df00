"""(case, model) -> each party's utility in every state, and what no deal is worth to it.

A graph model needs an order only. Bargaining, sequences, beliefs and futures need numbers. A weighted
party has the sum of the weights of the statements that a state meets; a lexicographic or ranked
party has nothing but an order, and its rank, counted from the worst, stands in for a number. Both are
scaled so that the worst feasible state is 0 and the best 1.

Utilities are kept twice: as whole numbers in a unit of the party's own, in which ties are exact,
and as floats from 0 to 1 for people and for arithmetic.

Array letters: P parties, S states.
"""

from collections.abc import Mapping
from fractions import Fraction
from math import lcm

import numpy as np
from msgspec import Struct, field
from numpy.typing import NDArray

from detente.case import Case, Preference
from detente.conditions import Space
from detente.errors import CannotComputeError, Problem
from detente.model.graph_model import Model
from detente.model.preferences import Judge, statement_weights, statements_of

__all__ = [
    "UtilityTable",
    "completed",
    "is_weighted",
    "no_reservation",
    "ranks_only",
    "reservation_values",
    "space_of",
    "utility_table",
    "whole_weights",
]

SCALE = 10**9
"""Where weights have no small common unit, they are rounded to this part of their sum."""
LARGEST_SUM = 2**40


class UtilityTable(Struct, frozen=True, kw_only=True, eq=False):
    """What every state is worth to every party.

    Attributes
    ----------
    values : (P, S) float64
        From 0, the worst feasible state, to 1, the best; all alike: 0. NaN where infeasible.
    scores : (P, S) int64
        The same in whole units of each party's own; 0 where infeasible.
    low, span : (P,) int64
        ``values = (scores - low) / span``; a span is at least 1.
    scaled : (P,) bool
        Whose numbers are nothing but ranks.
    notes : tuple of Problem
        What a finding that uses the numbers must say.
    claims : dict
        Party -> the claims that its preferences rest on.
    """

    values: NDArray[np.float64]
    scores: NDArray[np.int64]
    low: NDArray[np.int64]
    span: NDArray[np.int64]
    scaled: NDArray[np.bool_]
    notes: tuple[Problem, ...] = ()
    claims: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def is_weighted(preference: Preference | None) -> bool:
    """Return whether a party's utility is a sum of weights; one that says nothing counts as such.

    Examples
    --------
    >>> is_weighted(Preference(party="usa", reading="weighted")), is_weighted(None)
    (True, True)
    """
    if preference is None:
        return True
    if preference.ranking is not None:
        return False
    return preference.reading == "weighted" or not statements_of(preference)


def whole_weights(weights: list[Fraction]) -> list[int]:
    """Return weights as whole multiples of one unit: exact where the common unit is not too small.

    Otherwise they are rounded to 1e-9 of the sum of their sizes.

    Examples
    --------
    >>> whole_weights([Fraction(1, 2), Fraction(1, 3)])
    [3, 2]
    """
    unit = lcm(*(weight.denominator for weight in weights))
    whole = [int(weight * unit) for weight in weights]
    if sum(map(abs, whole)) < LARGEST_SUM:
        return whole
    total = sum((abs(weight) for weight in weights), Fraction(0))
    return [round(weight * SCALE / total) for weight in weights]


def space_of(case: Case, model: Model) -> Space:
    """Return the space of the states of a model in lever form.

    Examples
    --------
    >>> from detente.casefile import TEMPLATE, parse
    >>> from detente.model import compile_model
    >>> case, _ = parse(TEMPLATE)
    >>> model = compile_model(case)
    >>> space_of(case, model).size == model.size
    True
    """
    fixed = {lever: (case.levers[lever].levels, level) for lever, level in model.fixed.items()}
    return Space(model.levers, model.levels, fixed)


def utility_table(case: Case, model: Model, *, reading: str | None = None) -> UtilityTable:
    """Return what every state is worth to every party, from 0 to 1.

    Parameters
    ----------
    case : Case
        The case that `model` was compiled from.
    model : Model
        Its states and ranks.
    reading : str or None
        As for `compile_model`.

    Returns
    -------
    UtilityTable

    Raises
    ------
    CannotComputeError
        The readings of a term leave a preference open.

    Examples
    --------
    >>> from detente.casefile import parse
    >>> from detente.model import compile_model
    >>> case, _ = parse('''
    ... detente: 1
    ... case: talks
    ... parties: {usa: {name: A}, dprk: {name: B}}
    ... levers:
    ...   ban: {owner: usa, levels: [kept, lifted]}
    ...   site: {owner: dprk, levels: [runs, closed]}
    ... preferences:
    ...   usa:
    ...     reading: weighted
    ...     statements: [{prefers: site = closed, weight: 3}, {prefers: ban = kept, weight: 1}]
    ...   dprk: {statements: [ban = lifted, site = runs]}
    ... ''')
    >>> table = utility_table(case, compile_model(case))
    >>> table.values.round(3).tolist()
    [[0.25, 0.0, 1.0, 0.75], [0.333, 1.0, 0.0, 0.667]]
    >>> table.scaled.tolist(), [note.code for note in table.notes]
    ([False, True], ['D460'])
    """
    scores = np.zeros((len(model.parties), model.size), np.int64)
    scaled = np.zeros(len(model.parties), np.bool_)
    notes: list[Problem] = []
    for index, party in enumerate(model.parties):
        preference = case.preferences.get(party)
        if preference is not None and case.graph is None and is_weighted(preference):
            scores[index] = _weighted(case, model, preference, reading or "")
        else:
            scores[index] = np.maximum(model.rank[index], 0)
            scaled[index] = preference is not None and not is_weighted(preference)
        if scaled[index]:
            notes.append(ranks_only(case, party))
    scores[:, ~model.feasible] = 0
    some = scores[:, model.feasible]
    low, span = some.min(axis=1), np.maximum(some.max(axis=1) - some.min(axis=1), 1)
    values = (scores - low[:, None]) / span[:, None]
    values[:, ~model.feasible] = np.nan
    claims = {
        party: model.basis[f"preferences.{party}"]
        for party in model.parties
        if f"preferences.{party}" in model.basis
    }
    return UtilityTable(
        values=values,
        scores=scores,
        low=low,
        span=span,
        scaled=scaled,
        notes=tuple(notes),
        claims=claims,
    )


def _weighted(case: Case, model: Model, preference: Preference, reading: str) -> NDArray[np.int64]:
    """Return the sum of the weights of the statements that each state meets, in whole units."""
    statements = statements_of(preference)
    score = np.zeros(model.size, np.int64)
    if not statements:
        return score
    space = space_of(case, model)
    judge = Judge(case, space, model.feasible, reading)
    weights = whole_weights(statement_weights(statements))
    truths = judge.truths(preference.party, statements)
    for truth, weight in zip(truths, weights, strict=True):
        score.reshape(space.shape)[...] += np.where(truth, np.int64(weight), np.int64(0))
    return score


def ranks_only(case: Case, party: str) -> Problem:
    """Return the note on a party whose rank stands in for a number.

    Examples
    --------
    >>> ranks_only(Case(id="talks"), "usa").severity
    'note'
    """
    text = (
        f"{party} gives an order only: its rank, counted from the worst and scaled to 0 to 1, "
        "stands in for a utility"
    )
    hint = "write 'reading: weighted', with weights or intervals, to say how much more it prefers"
    return case.problem("note", "D460", text, ("preferences", party), hint)


def completed(model: Model, state: Mapping[str, str]) -> int | None:
    """Return the number of a state; levers left out stay as in the status quo, None without one.

    Examples
    --------
    >>> from detente.casefile import TEMPLATE, parse
    >>> from detente.model import compile_model
    >>> case, _ = parse(TEMPLATE)
    >>> model = compile_model(case)
    >>> completed(model, {}) == model.status_quo
    True
    """
    if any(model.fixed.get(lever, level) != level for lever, level in state.items()):
        return None
    if model.status_quo is None and not set(model.levers) <= set(state):
        return None
    now = {} if model.status_quo is None else model.state(model.status_quo)
    return model.number({**now, **model.fixed, **state})


def reservation_values(case: Case, model: Model, table: UtilityTable) -> NDArray[np.float64]:
    """Return the value of no deal for each party, on the scale of its utility.

    That of the status quo where the case says nothing else; of a state, which may leave levers out
    (they stay as in the status quo); or a number.

    Returns
    -------
    (P,) float64

    Raises
    ------
    CannotComputeError
        There is no status quo, or the state given cannot be.

    Examples
    --------
    >>> from detente.casefile import TEMPLATE, parse
    >>> from detente.model import compile_model
    >>> case, _ = parse(TEMPLATE)
    >>> model = compile_model(case)
    >>> reservation_values(case, model, utility_table(case, model)).shape
    (2,)
    """
    out = np.zeros(len(model.parties))
    for index, party in enumerate(model.parties):
        preference = case.preferences.get(party)
        reservation = preference.reservation if preference else "status_quo"
        if isinstance(reservation, int | float):
            out[index] = reservation
            continue
        state = {} if isinstance(reservation, str) else reservation
        number = completed(model, state)
        if number is None or not model.feasible[number]:
            raise no_reservation(case, party)
        out[index] = table.values[index, number]
    return out


def no_reservation(case: Case, party: str) -> CannotComputeError:
    """Return the error for a party whose value of no deal is that of a state that cannot be.

    Examples
    --------
    >>> no_reservation(Case(id="talks"), "usa").exit_status
    3
    """
    preference = case.preferences.get(party)
    if preference is not None and not isinstance(preference.reservation, str):
        path = ("preferences", party, "reservation")
        hint = "write a state that can be, or a number from 0 (worst) to 1 (best)"
        text = f"the reservation of {party} is a state that cannot be"
        return CannotComputeError(case.problem("error", "D461", text, path, hint).concise(), hint)
    return CannotComputeError(
        f"what no deal is worth to {party} is not known: there is no feasible status quo",
        f"write status_quo, or a reservation for {party}: a number from 0 (worst) to 1 (best)",
    )
