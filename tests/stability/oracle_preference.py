"""Unknown and graded preference, attitudes and hypergames straight from the definitions, with loops."""

from collections.abc import Callable, Sequence

import numpy as np
from tests.stability.oracle import Oracle

from detente.model import Model

U = 127
Codes = Sequence[np.ndarray]
"""Per party (S, S): codes[i][s, q] is how s compares to q."""


class PreferenceOracle:
    """Stability for any relation, one state at a time."""

    def __init__(self, model: Model) -> None:
        self.moves = Oracle(model).reach
        self.states = [int(s) for s in np.flatnonzero(model.feasible)]
        self.parties = range(len(model.parties))
        self.shape = model.rank.shape

    def ends(self, focal: int, state: int, step: Callable[[int, int, int], bool]) -> set[int]:
        """Where legal sequences of the others from `state` can end, but for `state` itself."""
        todo, seen = [(state, focal)], set()
        while todo:
            here, last = todo.pop()
            for mover in self.parties:
                if mover in (focal, last):
                    continue
                for target in self.moves[mover][here]:
                    if (target, mover) not in seen and step(mover, here, target):
                        seen.add((target, mover))
                        todo.append((target, mover))
        return {target for target, _ in seen} - {state}

    def table(
        self,
        concept: str,
        tempts: Callable[[int, int, int], bool],
        deters: Callable[[int, int, int], bool],
        credible: Callable[[int, int, int], bool],
    ) -> np.ndarray:
        """Where each party is stable: (P, S); each rule is asked for (party, from or left, to)."""
        step = credible if concept in ("seq", "sseq") else lambda *_: True
        out = np.zeros(self.shape, bool)
        ends = {}
        for party in self.parties:
            for state in self.states:
                stable = True
                for gain in self.moves[party][state]:
                    if not tempts(party, state, gain):
                        continue
                    if concept == "nash":
                        stable = False
                        break
                    if (party, gain) not in ends:
                        ends[party, gain] = self.ends(party, gain, step)
                    stable = any(
                        deters(party, state, end)
                        and (
                            concept in ("gmr", "seq")
                            or all(deters(party, state, t) for t in self.moves[party][end])
                        )
                        for end in ends[party, gain]
                    )
                    if not stable:
                        break
                out[party, state] = stable
        return out


def by_extension(
    oracle: PreferenceOracle, codes: Codes, concept: str, extension: str, degree: int = 0
) -> np.ndarray:
    """Stability under an extension, strongly in `degree` if that is above 0."""
    tempting = {"a": "+U", "b": "+", "c": "+U", "d": "+"}[extension]
    deterring = {"a": "", "b": "", "c": "U", "d": "U"}[extension]

    def tempts(i: int, s: int, q: int) -> bool:
        code = codes[i][q, s]
        return bool(code == U and "U" in tempting) or bool(code != U and code > 0)

    def deters(i: int, s: int, q: int) -> bool:
        code = codes[i][q, s]
        if code == U:
            return "U" in deterring
        return bool(code <= 0) if degree == 0 else bool(code <= -degree)

    def credible(i: int, s: int, q: int) -> bool:
        code = codes[i][q, s]
        return bool(code == U or code > 0)

    return oracle.table(concept, tempts, deters, credible)


def by_attitude(
    oracle: PreferenceOracle, rank: np.ndarray, attitude: np.ndarray, concept: str
) -> np.ndarray:
    """Relational stability: `attitude[i, j]` is +1, 0 or -1."""

    def wanted(i: int, s: int, q: int) -> bool:
        """Whether q is in TRP_i(s)."""
        return all(
            rank[j, q] >= rank[j, s] if attitude[i, j] > 0 else rank[j, q] <= rank[j, s]
            for j in oracle.parties
            if attitude[i, j] != 0
        )

    def tempts(i: int, s: int, q: int) -> bool:
        return q != s and wanted(i, s, q)

    def deters(i: int, s: int, q: int) -> bool:
        return q == s or not wanted(i, s, q)

    return oracle.table(concept, tempts, deters, tempts)
