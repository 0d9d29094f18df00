"""The inverse question and mediation by brute force: every ranking, every order of statements."""

import itertools
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from msgspec.structs import replace
from tests.stability.oracle import Oracle

from detente.model import Model


def strict_rankings(model: Model) -> Iterator[np.ndarray]:
    """Every strict ranking of the feasible states, (S,) each, -1 where infeasible."""
    states = np.flatnonzero(model.feasible)
    for places in itertools.permutations(range(states.size)):
        rank = np.full(model.size, -1, np.int32)
        rank[states] = places
        yield rank


def weak_rankings(model: Model) -> Iterator[np.ndarray]:
    """Every ranking with ties of the feasible states: dense ranks."""
    states = np.flatnonzero(model.feasible)
    for places in itertools.product(range(states.size), repeat=states.size):
        if set(places) == set(range(max(places) + 1)):
            rank = np.full(model.size, -1, np.int32)
            rank[states] = places
            yield rank


class Rankings:
    """One model whose focal party may rank the states in any way."""

    def __init__(self, model: Model, party: int) -> None:
        self.oracle = Oracle(model)
        self.party = party

    def stable(self, rank: np.ndarray, concept: str, state: int) -> bool:
        """Whether the party is stable at the state with this ranking of its own."""
        oracle, party = self.oracle, self.party
        oracle.rank[party] = rank.tolist()
        gains = {t for t in oracle.reach[party][state] if rank[t] > rank[state]}
        oracle.better[party][state] = gains
        return oracle.stable(concept, party, state)


def minimal_below(model: Model, party: int, concept: str, state: int) -> set[frozenset[int]]:
    """The minimal sets of states below `state` for which the party is stable, subset by subset."""
    rankings = Rankings(model, party)
    others = [int(s) for s in np.flatnonzero(model.feasible) if s != state]
    good = []
    for size in range(len(others) + 1):
        for below in itertools.combinations(others, size):
            rank = np.where(model.feasible, 2, -1)
            rank[list(below)] = 0
            rank[state] = 1
            if rankings.stable(rank, concept, state):
                good.append(frozenset(below))
    return {one for one in good if not any(two < one for two in good)}


def swaps(order: Sequence[int]) -> int:
    """How many pairs of statements stand the other way round than before (Kendall distance)."""
    return sum(a > b for a, b in itertools.combinations(order, 2))


def moved(order: Sequence[int]) -> int:
    """How many statements must be taken out and put back elsewhere."""
    for size in range(len(order), -1, -1):
        for kept in itertools.combinations(order, size):
            if list(kept) == sorted(kept):
                return len(order) - size
    return 0


def ranked(truth: np.ndarray, order: Sequence[int], feasible: np.ndarray) -> np.ndarray:
    """The ranking by ordered statements: the first on which two states differ decides."""
    keys = [tuple(bool(truth[place, s]) for place in order) for s in range(truth.shape[1])]
    known = sorted({keys[s] for s in np.flatnonzero(feasible)})
    return np.array([known.index(k) if f else -1 for k, f in zip(keys, feasible, strict=True)])


def changes(count: int, how: str) -> Iterator[tuple[tuple[int, ...], int]]:
    """Every order that a change of this kind leads to, and what it costs."""
    if how == "drops":
        for size in range(count + 1):
            for kept in itertools.combinations(range(count), size):
                yield kept, count - size
        return
    for order in itertools.permutations(range(count)):
        yield order, swaps(order) if how == "swaps" else moved(order)


def cheapest(
    model: Model, truths: Mapping[int, np.ndarray], state: int, concept: str, how: str
) -> tuple[int | None, set[tuple[tuple[int, ...], ...]]]:
    """The least cost at which `state` is an equilibrium, and all ways to it, party by party."""
    parties = sorted(truths)
    best: int | None = None
    ways: set[tuple[tuple[int, ...], ...]] = set()
    options = [list(changes(len(truths[party]), how)) for party in parties]
    ranks = [
        {order: ranked(truths[party], order, model.feasible) for order, _ in choices}
        for party, choices in zip(parties, options, strict=True)
    ]
    for chosen in itertools.product(*options):
        cost = sum(price for _, price in chosen)
        if best is not None and cost > best:
            continue
        rank = model.rank.copy()
        for party, (order, _), known in zip(parties, chosen, ranks, strict=True):
            rank[party] = known[order]
        oracle = Oracle(replace(model, rank=rank))
        if all(oracle.stable(concept, party, state) for party in oracle.parties):
            if best is None or cost < best:
                best, ways = cost, set()
            ways.add(tuple(order for order, _ in chosen))
    return best, ways
