"""Concepts of one party beyond the five, straight from the definitions: sets, loops, recursion."""

import itertools
from functools import cache
from typing import Literal

import numpy as np
from tests.stability.oracle import Oracle, levels_of, number_of

from detente.model import Model

Label = Literal["r", "s", "u", "/u"]


class IndividualOracle(Oracle):
    """Questions about one party at one state of one model."""

    def combined(self, state: int, moves: dict[int, int]) -> int:
        """Where they all arrive if each party of `moves` changes its own levers at the same time."""
        levels = levels_of(self.model, state)
        for party, end in moves.items():
            for lever, (owner, level) in enumerate(
                zip(self.model.owner, levels_of(self.model, end), strict=True)
            ):
                if owner == party:
                    levels[lever] = level
        return number_of(self.model, tuple(levels))

    def joint(self, party: int, state: int, gain: int, among: set[int]) -> set[int]:
        """All settings at which `gain` and improvements of some parties of `among` arrive."""
        found = set()
        others = [j for j in self.parties if j != party and j in among]
        for count in range(1, len(others) + 1):
            for group in itertools.combinations(others, count):
                for ends in itertools.product(*(self.better[j][state] for j in group)):
                    moves = {party: gain, **dict(zip(group, ends, strict=True))}
                    found.add(self.combined(state, moves))
        return found

    def sim(self, party: int, state: int, among: set[int] | None = None) -> bool:
        """Simultaneous sanctioning, by improvements of parties of `among` (all)."""
        rank, others = self.rank[party], set(self.parties) if among is None else among
        return all(
            any(
                self.model.feasible[end] and rank[end] <= rank[state]
                for end in self.joint(party, state, gain, others)
            )
            for gain in self.better[party][state]
        )

    def labels(self, state: int) -> list[Label]:
        """The labels of the tableau at one state, party by party."""
        found: list[Label] = []
        for party in self.parties:
            nash, seq = (self.stable(concept, party, state) for concept in ("nash", "seq"))
            found.append("r" if nash else "s" if seq else "u")
        unstable = {party for party in self.parties if found[party] == "u"}
        if len(unstable) > 1:
            for party in unstable:
                if self.sim(party, state, unstable):
                    found[party] = "/u"
        return found

    def expected_end(self, party: int, state: int, moves: int) -> int:
        """G_h, by backward induction from the mover's own alternatives in order of their number."""
        if moves == 0:
            return state
        chosen = state
        for end in sorted(self.reach[party][state]):
            last = self._end(1 - party, end, moves - 1)
            if self.rank[party][last] > self.rank[party][chosen]:
                chosen = last
        return chosen

    @property
    def _end(self):  # type: ignore[no-untyped-def]  # a cache of this object's own
        if not hasattr(self, "_ends_expected"):
            self._ends_expected = cache(self.expected_end)
        return self._ends_expected

    def surely(self, party: int, state: int, moves: int, target: int, *, credible: bool) -> bool:
        """Whether the party, on the move, can be sure of more than `target`, each side stopping at will.

        Written as a search of the tree of moves, with legal sequences as answers.
        """
        if self.rank[party][state] > target:
            return True
        if moves == 0:
            return False
        return any(
            not self._spoiled(party, end, moves - 1, target, credible=credible)
            for end in self.reach[party][state]
        )

    def _spoiled(self, party: int, state: int, moves: int, target: int, *, credible: bool) -> bool:
        """Whether the others, on the move, can keep the party from more than `target`."""
        if self.rank[party][state] <= target:
            return True
        if moves == 0:
            return False
        return any(
            not self.surely(party, end, moves - 1, target, credible=credible)
            for end in self.ends(party, state, improving=credible)
        )

    def metarational(self, party: int, state: int, moves: int, *, credible: bool) -> bool:
        """MR_h, or CMR_h."""
        level = self.rank[party][state]
        return not self.surely(party, state, moves, level, credible=credible)

    def metarational_table(self, moves: int, *, credible: bool) -> np.ndarray:
        """MR_h, or CMR_h, for all parties and states."""
        return self.table(lambda i, s: self.metarational(i, s, moves, credible=credible))

    def table(self, answer) -> np.ndarray:  # type: ignore[no-untyped-def]  # (party, state) -> bool
        """An answer for each party at each feasible state, (P, S) bool."""
        found = np.zeros(self.model.rank.shape, bool)
        for party in self.parties:
            for state in self.states:
                found[party, state] = answer(party, state)
        return found


def cycle_of(model: Model, longest: int = 2000) -> tuple[np.ndarray, int, int]:
    """Non-myopic stability, first h and length of the cycle, from all vectors written down."""
    oracle = IndividualOracle(model)
    vectors: list[tuple[tuple[int, ...], ...]] = []
    previous = tuple(tuple(oracle.states) for _ in range(2))
    place = {state: index for index, state in enumerate(oracle.states)}
    while len(vectors) < longest:
        ends = []
        for party in range(2):
            row = []
            for state in oracle.states:
                chosen = state
                for end in sorted(oracle.reach[party][state]):
                    last = previous[1 - party][place[end]]
                    if oracle.rank[party][last] > oracle.rank[party][chosen]:
                        chosen = last
                row.append(chosen)
            ends.append(tuple(row))
        previous = tuple(ends)
        if previous in vectors:
            first = vectors.index(previous)
            cycle = vectors[first:]
            stable = oracle.table(
                lambda i, s, cycle=cycle: all(vector[i][place[s]] == s for vector in cycle)
            )
            return stable, first + 1, len(cycle)
        vectors.append(previous)
    raise AssertionError("no cycle")
