"""(case, status) -> graph model: the whole of the stage."""

from collections.abc import Mapping

import numpy as np
from msgspec.structs import replace

from detente.case import Case, Graph, State
from detente.errors import CannotComputeError, Problem
from detente.ledger import Status
from detente.model.graph_model import Model, Ranks
from detente.model.listed_moves import arcs_of_graph, arcs_of_levers
from detente.model.order import dense_ranks
from detente.model.preferences import Judge, no_preferences
from detente.model.readings import check_reading
from detente.model.states import (
    allowed_changes,
    check_size,
    feasible_states,
    lay_out,
    status_quo_levels,
)

__all__ = ["DEFAULT_MEMORY", "compile_model"]

DEFAULT_MEMORY = 8 * 2**30
"""Bytes that a model may take where the caller does not say."""


def compile_model(
    case: Case,
    status: Status | None = None,
    *,
    reading: str | None = None,
    memory: int | None = None,
) -> Model:
    """Return the graph model of a case.

    States are all combinations of levels of the levers that decision makers own, less those that
    meet a condition under ``impossible``. A lever of anybody else stays at its status quo level.

    Parameters
    ----------
    case : Case
        In lever form or in graph form.
    status : Status or None
        What the record says as of the day of the question; None: the start levels.
    reading : str or None
        The party whose reading of a disputed term counts where a party has none of its own.
    memory : int or None
        Bytes that the model may take; None: 8 GB.

    Returns
    -------
    Model
        Its ``problems`` say what had to be assumed.

    Raises
    ------
    CannotComputeError
        There are too many states, no decision maker or no feasible state; or the readings of a
        term leave a preference open.
    UsageError
        `reading` names nobody.

    Examples
    --------
    >>> from detente.case import Lever, Party
    >>> def lever(id, owner):
    ...     return Lever(id=id, name=id, owner=owner, levels=("off", "on"), start="off")
    >>> parties = {"a": Party(id="a", name="A"), "b": Party(id="b", name="B")}
    >>> case = Case(id="talks", parties=parties, levers={"y": lever("y", "b"), "x": lever("x", "a")})
    >>> m = compile_model(case)
    >>> m.levers, m.size, m.status_quo, m.state(1)
    (('x', 'y'), 4, 0, {'y': 'off', 'x': 'on'})
    >>> [problem.message for problem in m.problems][0]
    'a has no preferences: it counts as indifferent between all states'
    """
    check_reading(case, reading)
    if not case.players:
        raise CannotComputeError(
            f"{case.id} has no decision maker", "give at least one actor 'role: party'"
        )
    memory = DEFAULT_MEMORY if memory is None else memory
    if case.graph is not None:
        model = _from_graph(case, case.graph)
    else:
        model = _from_levers(case, status, reading or "", memory)
    return replace(
        model,
        party_names={party.id: party.name for party in case.parties.values()},
        lever_names={lever.id: lever.name for lever in case.levers.values()},
        level_names={lever.id: lever.level_names for lever in case.levers.values()},
    )


def _from_levers(case: Case, status: Status | None, reading: str, memory: int) -> Model:
    now, notes, claims = status_quo_levels(case, status)
    layout = lay_out(case, now)
    check_size(layout, memory)
    feasible = feasible_states(case, layout.space, reading)
    if not feasible.any():
        hint = "one condition, or several together, rule out every combination of levels"
        problem = case.problem("error", "D430", "no state is feasible", ("impossible",), hint)
        raise CannotComputeError(problem.concise(), hint)
    allowed = {lever.id: allowed_changes(lever) for lever in layout.levers}
    rank, basis, assumed = _ranks(case, Judge(case, layout.space, feasible, reading))
    number = layout.space.number(now)
    impossible = () if feasible[number] else (_impossible_now(case),)
    arcs = None
    if case.forbid or case.only:
        arcs = arcs_of_levers(case, layout.space, feasible, allowed, reading=reading, memory=memory)
    return Model(
        parties=layout.parties,
        levers=layout.space.levers,
        levels=layout.space.levels,
        owner=layout.owner,
        fixed=layout.fixed,
        allowed=tuple(allowed.values()),
        feasible=feasible,
        rank=rank,
        arcs=arcs,
        status_quo=number if feasible[number] else None,
        basis=basis | ({"status_quo": claims} if claims else {}),
        problems=(*notes, *assumed, *impossible),
        order=tuple(lever.id for lever in case.levers.values() if not lever.quantity),
    )


def _impossible_now(case: Case) -> Problem:
    hint = "write status_quo to say where the analysis starts, or correct 'impossible'"
    text = "the status quo meets a condition under 'impossible': there is no status quo"
    return case.problem("warning", "D431", text, ("impossible",), hint)


def _ranks(case: Case, judge: Judge) -> tuple[Ranks, dict[str, tuple[str, ...]], list[Problem]]:
    """Return (P, S) ranks, the claims each party's preferences rest on, and what was assumed."""
    rank = np.empty((len(case.players), judge.space.size), dtype=np.int32)
    basis: dict[str, tuple[str, ...]] = {}
    problems: list[Problem] = []
    for index, party in enumerate(case.players):
        order = judge.order(party)
        rank[index] = order.rank
        problems.extend(order.problems)
        if order.claims:
            basis[f"preferences.{party}"] = tuple(dict.fromkeys(order.claims))
    return rank, basis, problems


def _from_graph(case: Case, graph: Graph) -> Model:
    place = {name: number for number, name in enumerate(graph.states)}
    rank = np.zeros((len(case.players), len(place)), dtype=np.int32)
    basis: dict[str, tuple[str, ...]] = {}
    problems: list[Problem] = []
    for index, party in enumerate(case.players):
        preference = case.preferences.get(party)
        if preference is None or preference.ranking is None:
            problems.append(no_preferences(case, party))
            continue
        rank[index] = _ranked(preference.ranking, place)
        if preference.rests_on:
            basis[f"preferences.{party}"] = preference.rests_on
    quo = case.status_quo
    return Model(
        parties=case.players,
        feasible=np.ones(len(place), dtype=np.bool_),
        rank=rank,
        arcs=arcs_of_graph(graph, case.players),
        status_quo=place.get(quo) if isinstance(quo, str) else None,
        state_names=graph.states,
        basis=basis,
        problems=tuple(problems),
        state_labels=graph.labels,
    )


def _ranked(ranking: tuple[tuple[State | str, ...], ...], place: Mapping[str, int]) -> Ranks:
    """Return the ranks of named states: best group first, a state in the first that names it."""
    rest = next((group for group, names in enumerate(ranking) if not names), len(ranking))
    group = np.full(len(place), rest, dtype=np.int32)
    for number, names in reversed(list(enumerate(ranking))):
        group[[place[name] for name in names if isinstance(name, str)]] = number
    return dense_ranks(-group, np.ones(len(place), dtype=np.bool_))
