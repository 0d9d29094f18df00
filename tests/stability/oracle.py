"""Stability straight from the definitions, with sets and loops: slow, and meant to be obvious."""

import itertools

import numpy as np

from detente.model import Model

CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq")


def levels_of(model: Model, state: int) -> list[int]:
    """The level of each lever in a state."""
    found = []
    for levels in model.levels:
        found.append(state % len(levels))
        state //= len(levels)
    return found


def number_of(model: Model, levels: tuple[int, ...]) -> int:
    """The number of the state with these levels."""
    number, weight = 0, 1
    for names, level in zip(model.levels, levels, strict=True):
        number += weight * level
        weight *= len(names)
    return number


class Oracle:
    """All questions about one model, answered one state at a time."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.parties = range(len(model.parties))
        self.states = [int(s) for s in np.flatnonzero(model.feasible)]
        self.rank = model.rank.tolist()
        self.reach = [{s: self._moves(i, s) for s in self.states} for i in self.parties]
        self.better = [
            {
                s: {t for t in self.reach[i][s] if self.rank[i][t] > self.rank[i][s]}
                for s in self.states
            }
            for i in self.parties
        ]
        self._ends: dict[tuple[int, int, bool], set[int]] = {}

    def _moves(self, party: int, state: int) -> set[int]:
        model = self.model
        if model.arcs is not None:
            start, to = model.arcs[party]
            targets = {int(t) for t in to[start[state] : start[state + 1]]}
        else:
            choices = [
                [int(x) for x in np.flatnonzero(allowed[level])] if owner == party else [level]
                for level, owner, allowed in zip(
                    levels_of(model, state), model.owner, model.allowed, strict=True
                )
            ]
            targets = {number_of(model, levels) for levels in itertools.product(*choices)}
        return {t for t in targets if t != state and model.feasible[t]}

    def ends(self, focal: int, state: int, *, improving: bool) -> set[int]:
        """R_O(state), or R_O+(state): where legal sequences of the other parties can end."""
        key = (focal, state, improving)
        if key not in self._ends:
            step = self.better if improving else self.reach
            todo: list[tuple[int, int]] = [(state, focal)]
            seen: set[tuple[int, int]] = set()
            while todo:
                here, last = todo.pop()
                for mover in self.parties:
                    if mover in (focal, last):
                        continue
                    fresh = {(t, mover) for t in step[mover][here]} - seen
                    seen |= fresh
                    todo += fresh
            self._ends[key] = {t for t, _ in seen}
        return self._ends[key]

    def sanctioned(self, concept: str, party: int, state: int, gain: int) -> bool:
        """Whether the other parties can undo the improvement from `state` to `gain`."""
        rank = self.rank[party]
        for end in self.ends(party, gain, improving=concept in ("seq", "sseq")):
            if rank[end] > rank[state]:
                continue
            escapes = [t for t in self.reach[party][end] if rank[t] > rank[state]]
            if concept in ("gmr", "seq") or not escapes:
                return True
        return False

    def stable(self, concept: str, party: int, state: int) -> bool:
        """Whether the party is stable at a feasible state."""
        gains = self.better[party][state]
        if concept == "nash":
            return not gains
        return all(self.sanctioned(concept, party, state, gain) for gain in gains)

    def solve(self) -> dict[str, np.ndarray]:
        """The (P, S) answer for each concept."""
        found = {}
        for concept in CONCEPTS:
            table = np.zeros(self.model.rank.shape, bool)
            for party in self.parties:
                for state in self.states:
                    table[party, state] = self.stable(concept, party, state)
            found[concept] = table
        return found
