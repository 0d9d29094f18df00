"""Random graph models of any size for the benchmarks."""

from typing import Literal

import numpy as np
from msgspec import Struct

from detente.model import Model

Kind = Literal["plain", "mixed"]


class Problem(Struct, frozen=True):
    """A graph model with two levels per lever.

    Attributes
    ----------
    owner : tuple of int
        Party of each lever.
    direction : tuple of int
        Per lever: 0 reversible, 1 it can only rise, -1 it can only fall.
    rank : (P, S) int32
        Ranks, -1 at infeasible states.
    """

    owner: tuple[int, ...]
    direction: tuple[int, ...]
    rank: np.ndarray

    def model(self) -> Model:
        """The model as detente has it."""
        both = np.ones((2, 2), bool)
        relation = {0: both, 1: np.triu(both), -1: np.tril(both)}
        levers = range(len(self.owner))
        return Model(
            parties=tuple(f"p{party}" for party in range(len(self.rank))),
            levers=tuple(f"x{lever}" for lever in levers),
            levels=(("no", "yes"),) * len(self.owner),
            owner=self.owner,
            allowed=tuple(relation[direction] for direction in self.direction),
            feasible=self.rank[0] >= 0,
            rank=self.rank,
        )


def problem(levers: int, parties: int, kind: Kind, seed: int = 1) -> Problem:
    """Draw a problem.

    Parameters
    ----------
    levers : int
        Number of levers; there are 2^levers states.
    parties : int
        Number of parties, who share the levers as evenly as can be.
    kind : str
        ``"plain"``: everything reversible and feasible, ranks drawn at random without ties.
        ``"mixed"``: a quarter of the levers one-way, six infeasible patterns of three levers,
        ranks from eight weighted patterns for each party, with ties.
    seed : int
        Seed.
    """
    rng = np.random.Generator(np.random.PCG64(seed))
    owner = tuple(lever * parties // levers for lever in range(levers))
    states = 2**levers
    if kind == "plain":
        rank = np.stack([rng.permutation(states) for _ in range(parties)])
        return Problem(owner, (0,) * levers, rank.astype(np.int32))
    direction = np.where(rng.random(levers) < 0.25, rng.choice([-1, 1], levers), 0)
    feasible = np.ones(states, bool)
    for _ in range(6):
        feasible &= ~drawn_pattern(rng, levers, 3)
    rank = np.full((parties, states), -1, np.int32)
    for own in rank:
        score = np.zeros(states, np.int32)
        for _ in range(8):
            weight = int(rng.integers(-40, 41))
            score += weight * drawn_pattern(rng, levers, int(rng.integers(1, 4)))
        own[feasible] = np.unique(score[feasible], return_inverse=True)[1]
    return Problem(owner, tuple(int(one) for one in direction), rank)


def drawn_pattern(rng: np.random.Generator, levers: int, size: int) -> np.ndarray:
    """Which states have drawn levels of some drawn levers, (S,) bool."""
    found = np.ones(2**levers, bool)
    for lever in rng.choice(levers, size, replace=False):
        level = rng.integers(2)
        found &= np.arange(2**levers) >> int(lever) & 1 == level
    return found
