"""Coalitions straight from the definitions, with sets and loops: slow, and meant to be obvious."""

import itertools
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cache
from typing import Any

import numpy as np
from tests.stability.models import generator, random_arcs_model, random_product_model
from tests.stability.oracle import Oracle, levels_of

from detente.folder import open_case
from detente.model import Model, compile_model

CONCEPTS = ("cnash", "cgmr", "csmr", "cseq")
Group = tuple[int, ...]


def subsets(parties: Collection[int]) -> list[Group]:
    """All non-empty coalitions of some parties."""
    return [
        group
        for size in range(1, len(parties) + 1)
        for group in itertools.combinations(sorted(parties), size)
    ]


class CoalitionOracle(Oracle):
    """All questions about the coalitions of one model, answered one state at a time."""

    def __init__(self, model: Model, improvement: str = "strict") -> None:
        super().__init__(model)
        self.improvement = improvement
        self._reached: dict[tuple[Group, int], set[int]] = {}

    def legal_ends(self, kinds: Sequence[Callable[[int], set[int]]], state: int) -> set[int]:
        """Where sequences of steps end in which no kind of step follows itself."""
        seen: set[tuple[int, int]] = set()
        todo = [(state, -1)]
        while todo:
            here, last = todo.pop()
            for kind, steps in enumerate(kinds):
                if kind != last:
                    fresh = {(there, kind) for there in steps(here)} - seen
                    seen |= fresh
                    todo += fresh
        return {end for end, _ in seen} - {state}

    def reached(self, group: Group, state: int) -> set[int]:
        """R_H(s)."""
        key = (group, state)
        if key not in self._reached:
            self._reached[key] = self.legal_ends([self.reach[i].__getitem__ for i in group], state)
        return self._reached[key]

    def improves(self, group: Group, new: int, old: int) -> bool:
        """Whether the coalition gains by being at `new` instead of `old`."""
        gains = [self.rank[i][new] - self.rank[i][old] for i in group]
        if self.improvement == "strict":
            return all(gain > 0 for gain in gains)
        return all(gain >= 0 for gain in gains) and any(gain > 0 for gain in gains)

    def improvements(self, group: Group, state: int) -> set[int]:
        """CI_H(s)."""
        return {end for end in self.reached(group, state) if self.improves(group, end, state)}

    def credible(self, outside: Group, state: int, sanctions: str) -> set[int]:
        """R++ of the parties outside, by coalitions or one by one."""
        if sanctions == "individual":
            return self.legal_ends([self.better[i].__getitem__ for i in outside], state)
        kinds = [
            lambda here, group=group: self.improvements(group, here) for group in subsets(outside)
        ]
        return self.legal_ends(kinds, state)

    def group_stable(self, concept: str, group: Group, state: int, sanctions: str) -> bool:
        """Whether the coalition is stable at a feasible state."""
        return all(
            self.answered(concept, group, state, gain, sanctions)
            for gain in self.improvements(group, state)
        )

    def answered(self, concept: str, group: Group, state: int, gain: int, sanctions: str) -> bool:
        """Whether those outside can deter the coalition from one improvement."""
        outside = tuple(i for i in self.parties if i not in group)
        if concept == "cnash":
            return False
        ends = (
            self.credible(outside, gain, sanctions)
            if concept == "cseq"
            else self.reached(outside, gain)
        )
        for end in ends:
            if self.improves(group, end, state):
                continue
            escapes = [y for y in self.reached(group, end) if self.improves(group, y, state)]
            if concept != "csmr" or not escapes:
                return True
        return False

    def groups(self, sanctions: str, groups: Sequence[Group]) -> dict[str, np.ndarray]:
        """The (C, S) answer for each concept."""
        found = {}
        for concept in CONCEPTS:
            table = np.zeros((len(groups), self.model.size), bool)
            for row, group in enumerate(groups):
                for state in self.states:
                    table[row, state] = self.group_stable(concept, group, state, sanctions)
            found[concept] = table
        return found


class MergedOracle(CoalitionOracle):
    """Blocks of parties as players that change all their levers at once."""

    def __init__(self, model: Model, blocks: Sequence[Group]) -> None:
        super().__init__(model)
        self.blocks = blocks
        self.joint = [{s: self._changes(block, s) for s in self.states} for block in blocks]
        self.gains = [
            {s: {t for t in self.joint[b][s] if self.improves(block, t, s)} for s in self.states}
            for b, block in enumerate(blocks)
        ]

    def _changes(self, block: Group, state: int) -> set[int]:
        if len(block) == 1:
            return self.reach[block[0]][state]
        here = levels_of(self.model, state)
        found = set()
        for other in self.states:
            there = levels_of(self.model, other)
            if other != state and all(
                a == b or (owner in block and allowed[a, b])
                for a, b, owner, allowed in zip(
                    here, there, self.model.owner, self.model.allowed, strict=True
                )
            ):
                found.add(other)
        return found

    def block_stable(self, concept: str, row: int, state: int) -> bool:
        """Whether a block is stable at a feasible state."""
        block = self.blocks[row]
        steps = self.gains if concept == "seq" else self.joint
        others = [steps[b].__getitem__ for b in range(len(self.blocks)) if b != row]
        for gain in self.gains[row][state]:
            ends = [] if concept == "nash" else self.legal_ends(others, gain)
            deterring = [end for end in ends if not self.improves(block, end, state)]
            if concept == "smr":
                deterring = [
                    end
                    for end in deterring
                    if not any(self.improves(block, y, state) for y in self.joint[row][end])
                ]
            if not deterring:
                return False
        return True

    def solve_blocks(self) -> dict[str, np.ndarray]:
        """The (B, S) answer for each concept."""
        found = {}
        for concept in ("nash", "gmr", "smr", "seq"):
            table = np.zeros((len(self.blocks), self.model.size), bool)
            for row in range(len(self.blocks)):
                for state in self.states:
                    table[row, state] = self.block_stable(concept, row, state)
            found[concept] = table
        return found


def drawn(seed: int) -> Model:
    """Two to four parties, ties, infeasible states, one-way levers, several levels; or graph form."""
    rng = generator(seed)
    return random_arcs_model(rng) if seed % 3 == 0 else random_product_model(rng, largest=24)


def ids(model: Model, groups: Iterable[Group]) -> list[list[str]]:
    """Coalitions by the ids of their members."""
    return [[model.parties[party] for party in group] for group in groups]


@cache
def study(name: str) -> tuple[Model, dict[str, Any]]:
    """A published study: its model, and what it found."""
    case = open_case(name).case
    assert case is not None
    return compile_model(case), dict(case.expected)


def numbers(model: Model, states: list[dict[str, str]]) -> set[int]:
    """The numbers of states that a study names."""
    return {model.number(state) for state in states}
