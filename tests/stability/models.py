"""Graph models for tests: small ones drawn at random, and ways to write one model differently."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from msgspec.structs import replace

from detente.model import Model


def generator(seed: int) -> np.random.Generator:
    """A generator for one test."""
    return np.random.Generator(np.random.PCG64(seed))


def product_model(
    sizes: Sequence[int],
    owner: Sequence[int],
    allowed: Sequence[np.ndarray],
    feasible: np.ndarray,
    rank: np.ndarray,
) -> Model:
    """A model in product form; ranks at infeasible states are ignored."""
    return Model(
        parties=tuple("ABCDEFGH"[: len(rank)]),
        levers=tuple(f"x{k}" for k in range(len(sizes))),
        levels=tuple(tuple(str(level) for level in range(size)) for size in sizes),
        owner=tuple(owner),
        allowed=tuple(np.asarray(relation, bool) for relation in allowed),
        feasible=np.asarray(feasible, bool),
        rank=np.where(feasible, rank, -1).astype(np.int32),
    )


def arcs_model(arcs: Sequence[Sequence[tuple[int, int]]], rank: npt.ArrayLike) -> Model:
    """A model in graph form, all states feasible; `arcs` lists (from, to) pairs per party."""
    ranks = np.asarray(rank, np.int32)
    states = ranks.shape[1]
    compressed = []
    for pairs in arcs:
        table = np.array(sorted(pairs), np.int64).reshape(-1, 2)
        start = np.searchsorted(table[:, 0], np.arange(states + 1))
        compressed.append((start.astype(np.int64), table[:, 1].astype(np.int32)))
    return Model(
        parties=tuple("ABCDEFGH"[: len(ranks)]),
        feasible=np.ones(states, bool),
        rank=ranks,
        arcs=tuple(compressed),
        state_names=tuple(f"s{state}" for state in range(states)),
    )


def random_preorder(rng: np.random.Generator, size: int) -> np.ndarray:
    """A reflexive and transitive relation: free, one way, or whatever a few pairs imply."""
    kind = rng.choice(["free", "free", "up", "down", "any"])
    if kind == "free":
        return np.ones((size, size), bool)
    if kind == "up":
        return np.triu(np.ones((size, size), bool))
    if kind == "down":
        return np.tril(np.ones((size, size), bool))
    relation = np.eye(size, dtype=bool) | (rng.random((size, size)) < 0.3)
    for _ in range(size):
        relation |= relation @ relation
    return relation


def random_product_model(
    rng: np.random.Generator, *, parties: int | None = None, largest: int = 128
) -> Model:
    """A model in product form: 2 to 4 parties, ties, infeasible states, one-way levers."""
    count = parties or int(rng.integers(2, 5))
    owner = sorted([*range(count), *rng.integers(0, count, rng.integers(0, 4)).tolist()])
    if rng.random() < 0.1:
        owner = [party for party in owner if party != 1]  # a party that controls nothing
    sizes = [int(rng.integers(2, 5)) for _ in owner]
    while np.prod(sizes) > largest:
        sizes[int(np.argmax(sizes))] -= 1
    total = int(np.prod(sizes))
    feasible = rng.random(total) >= rng.choice([0.0, 0.1, 0.4])
    feasible[rng.integers(total)] = True
    rank = rng.integers(0, rng.choice([2, 5, total]), (count, total))
    allowed = [random_preorder(rng, size) for size in sizes]
    return product_model(sizes, owner, allowed, feasible, rank)


def random_arcs_model(rng: np.random.Generator) -> Model:
    """A model in graph form whose arcs need not be transitive."""
    count, states = int(rng.integers(2, 5)), int(rng.integers(3, 12))
    density = rng.choice([0.05, 0.15, 0.4])
    arcs = [
        [(int(a), int(b)) for a, b in np.argwhere(rng.random((states, states)) < density) if a != b]
        for _ in range(count)
    ]
    return arcs_model(arcs, rng.integers(0, rng.choice([2, 5, states]), (count, states)))


def reachable(model: Model, party: int) -> np.ndarray:
    """The (S, S) moves of a party in product form, [from, to]."""
    table = np.ones((1, 1), bool)
    for relation, owner in zip(model.allowed, model.owner, strict=True):
        own = relation if owner == party else np.eye(len(relation), dtype=bool)
        table = np.kron(own, table)
    table &= ~np.eye(len(table), dtype=bool)
    return table & model.feasible[:, None] & model.feasible[None, :]


def with_arcs(model: Model) -> Model:
    """The same model with its moves listed as arcs."""
    arcs = []
    for party in range(len(model.parties)):
        table = reachable(model, party)
        start = np.concatenate(([0], np.cumsum(table.sum(axis=1)))).astype(np.int64)
        arcs.append((start, np.nonzero(table)[1].astype(np.int32)))
    return replace(model, arcs=tuple(arcs))
