"""Moves as lists of arcs: graph form, and lever form with arcs forbidden or prescribed."""

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from detente.case import Case, Graph, MoveRule
from detente.conditions import Space, holds_on, truth
from detente.errors import CannotComputeError
from detente.model.graph_model import Arcs, Bools
from detente.model.readings import disputed_terms, settled, undecided

__all__ = ["arcs_of_graph", "arcs_of_levers", "sorted_arcs"]

Pair = tuple[NDArray[np.int64], NDArray[np.int64]]


def sorted_arcs(size: int, pairs: Iterable[Pair]) -> Arcs:
    """Return arcs given as (from, to) arrays, in pieces, in one party's form: ``start`` and ``to``.

    Examples
    --------
    >>> import numpy as np
    >>> start, to = sorted_arcs(3, [(np.array([2, 0]), np.array([1, 2])),
    ...                             (np.array([2]), np.array([0]))])
    >>> start.tolist(), to.tolist()
    ([0, 1, 1, 3], [2, 0, 1])
    """
    pieces = list(pairs)
    nothing = np.zeros(0, dtype=np.int64)
    before = np.concatenate([nothing, *(piece[0] for piece in pieces)])
    after = np.concatenate([nothing, *(piece[1] for piece in pieces)])
    order = np.lexsort((after, before))
    start = np.zeros(size + 1, dtype=np.int64)
    np.cumsum(np.bincount(before, minlength=size), out=start[1:])
    return start, after[order].astype(np.int32 if size < 2**31 else np.int64)


def arcs_of_graph(graph: Graph, parties: Iterable[str]) -> tuple[Arcs, ...]:
    """Return each party's arcs as the graph lists them, once each, loops left out.

    Examples
    --------
    >>> graph = Graph(states=("s1", "s2"), labels={}, moves={"a": (("s1", "s2"), ("s1", "s1"))})
    >>> [to.tolist() for _, to in arcs_of_graph(graph, ("a", "b"))]
    [[1], []]
    """
    place = {name: number for number, name in enumerate(graph.states)}
    out = []
    for party in parties:
        listed = {(place[a], place[b]) for a, b in graph.moves.get(party, ()) if a != b}
        pairs = np.array(sorted(listed), dtype=np.int64).reshape(-1, 2)
        out.append(sorted_arcs(len(graph.states), [(pairs[:, 0], pairs[:, 1])]))
    return tuple(out)


def arcs_of_levers(
    case: Case,
    space: Space,
    feasible: Bools,
    allowed: Mapping[str, Bools],
    *,
    reading: str,
    memory: int,
) -> tuple[Arcs, ...]:
    """Return each party's arcs: changes of its own levers, less those forbidden, ``only`` those given.

    A party that ``only`` names keeps of its changes those from a state that meets ``from`` to one
    that meets ``to`` of one of its rules; the others keep all. ``forbid`` then takes arcs away.

    Raises
    ------
    CannotComputeError
        The arcs do not fit `memory` bytes, or a rule turns on a disputed term.

    Examples
    --------
    >>> import numpy as np
    >>> free = np.ones((2, 2), dtype=bool)
    >>> arcs_of_levers(Case(id="t"), Space(("x",), (("off", "on"),)), free[0], {"x": free},
    ...                reading="", memory=2**20)
    ()
    """
    arcs = []
    for party in case.players:
        own = [k for k, lever in enumerate(space.levers) if case.levers[lever].owner == party]
        changes = _changes(space, own, [allowed[space.levers[k]] for k in own])
        forbid = _rules(case, space, case.forbid, party, reading)
        only = _rules(case, space, case.only, party, reading)
        restricted = any(rule.party == party for rule in case.only)
        pieces, count = [], 0
        for before, after in changes:
            keep = feasible[before] & feasible[after]
            if restricted:
                keep &= _meets(only, before, after)
            keep &= ~_meets(forbid, before, after)
            pieces.append((before[keep], after[keep]))
            count += int(np.count_nonzero(keep))
            if count * 40 > memory:
                raise _too_many(party, count, memory)
        arcs.append(sorted_arcs(space.size, pieces))
    return tuple(arcs)


def _too_many(party: str, count: int, memory: int) -> CannotComputeError:
    return CannotComputeError(
        f"{party} has more than {count:,} single moves, which 'moves' makes it necessary to list; "
        f"{memory / 2**30:.1f} GB may be used",
        "say the same by 'undo: never' or 'impossible', which need no list, or use fewer levers",
    )


def _changes(space: Space, own: list[int], allowed: list[Bools]) -> Iterator[Pair]:
    """Yield the changes of the levers `own`, one pair of settings at a time, as (from, to) arrays."""
    if not own:
        return
    stride = int(np.prod([len(levels) for levels in space.levels[: own[0]]], dtype=np.int64))
    count = int(np.prod([len(space.levels[k]) for k in own], dtype=np.int64))
    can = np.ones((1, 1), dtype=np.bool_)
    for step in allowed:
        can = np.kron(step, can)
    others = np.arange(space.size, dtype=np.int64).reshape(-1, count, stride)[:, 0, :].reshape(-1)
    for before, after in np.argwhere(can):
        if before != after:
            yield others + before * stride, others + after * stride


def _rules(
    case: Case, space: Space, rules: tuple[MoveRule, ...], party: str, reading: str
) -> list[tuple[Bools, Bools]]:
    """Return for each rule of `party` the states that meet its ``from`` and its ``to``: (S,) bool."""
    found = []
    for rule in rules:
        if rule.party == party:
            sides = []
            for condition in (rule.from_, rule.to):
                tree = settled(case, condition, reading)
                if disputed_terms(tree) and (unknown := int((truth(tree, space) == 1).sum())):
                    raise undecided(case, tree, f"the moves of {party}", unknown)
                sides.append(np.broadcast_to(holds_on(tree, space), space.shape).reshape(-1))
            found.append((sides[0], sides[1]))
    return found


def _meets(
    rules: list[tuple[Bools, Bools]], before: NDArray[np.int64], after: NDArray[np.int64]
) -> Bools:
    met = np.zeros(len(before), dtype=np.bool_)
    for sources, targets in rules:
        met |= sources[before] & targets[after]
    return met
