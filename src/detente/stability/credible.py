"""Credible answers to a coalition: steps that each serve whoever takes them.

Either every coalition of the parties outside may take a step, to a state that it can reach and that
is an improvement for it over the state it stands at, no coalition twice in succession (the class
version of R++); or each single party may, by its own improvements.

Array letters: F feasible states.
"""

from itertools import combinations
from typing import Literal

import numpy as np
import numpy.typing as npt
from msgspec import Struct, field

from detente.stability import arcs
from detente.stability.boxes import Bools
from detente.stability.contests import Bytes, Least, least_by_moves, least_by_steps
from detente.stability.joint_gain import Gain, gain_of
from detente.stability.reachable import Improvement, Jointly, unpack

__all__ = ["Answers", "Who"]

Who = Literal["coalition", "individual"]
BLOCK = 1024


class Answers(Struct, frozen=True, eq=False):
    """Who may answer, by which steps.

    Attributes
    ----------
    joint : Jointly
        The feasible states and what coalitions can reach among them.
    improvement : str
        ``strict`` or ``pareto``: what serves a coalition.
    who : str
        ``coalition`` or ``individual``.
    """

    joint: Jointly
    improvement: Improvement
    who: Who
    _gains: dict[tuple[int, ...], Gain] = field(default_factory=dict)
    _into: dict[tuple[int, ...], Bytes] = field(default_factory=dict)

    def groups(self, parties: tuple[int, ...]) -> list[tuple[int, ...]]:
        """Return the coalitions of `parties` that may take a step."""
        most = len(parties) if self.who == "coalition" else min(1, len(parties))
        return [group for size in range(1, most + 1) for group in combinations(parties, size)]

    def steps_from(self, group: tuple[int, ...], state: int) -> Bools:
        """Return the improvements that `group` can reach from `state`: (F,) bool."""
        can = unpack(self.joint.reach(group)[state : state + 1], self.joint.states)[0]
        better: Bools = can & self._gain(group).improves(state)
        return better

    def _gain(self, group: tuple[int, ...]) -> Gain:
        if group not in self._gains:
            self._gains[group] = gain_of(self.joint.rank, group, self.improvement)
        return self._gains[group]

    def least(self, parties: tuple[int, ...]) -> Least:
        """Return the least worth that `parties` lead to by credible steps, of any worth."""
        if self.who == "coalition" and len(parties) > 1:
            into = [self.improving(group) for group in self.groups(parties)]
            return least_by_steps(into, transitive=self.joint.transitive)
        moves = [arcs.improving(self.joint.moves[p], self.joint.rank[p]) for p in parties]
        return least_by_moves(moves, self.joint.states)

    def improving(self, group: tuple[int, ...]) -> Bytes:
        """Return from which states each is an improvement that `group` can reach: (F, F/8) uint8."""
        if group not in self._into:
            states = self.joint.states
            reach, gain = self.joint.reach(group), self._gain(group)
            into = np.zeros((states, -(-states // 8)), np.uint8)
            for low in range(0, states, BLOCK):
                places: npt.NDArray[np.int64] = np.arange(low, min(low + BLOCK, states))
                better = gain.above(gain.worth, places) & unpack(reach[places], states)
                bits = np.packbits(np.ascontiguousarray(better.T), axis=1, bitorder="little")
                into[:, low // 8 : low // 8 + bits.shape[1]] = bits
            self._into[group] = into
        return self._into[group]
