"""The bargaining problem of a case: what each package is worth to each party, and what no deal is worth.

A bargaining problem is a set of utility vectors and a disagreement point (Nash, 1950). Here the set is
given in *blocks*: levers that a rule or a statement ties together stand in one block, and a package's
utility is a sum of one row per block. A block that holds all levers is plain enumeration; of a block
too large to list only the rows are there that no other dominates, which is all that efficient packages
are made of.

Utilities are whole numbers in a unit of each party's own, its *score*; people see
``(score - low) / span``, from 0, the worst feasible package, to 1, the best.

Array letters: P parties, K blocks, R rows of a block.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import prod

import numpy as np
from msgspec import Struct, field
from numpy.typing import NDArray

from detente.bargain.pareto import Points
from detente.bargain.tied import Tied
from detente.conditions import Space
from detente.errors import Problem

__all__ = ["BargainingProblem", "Block"]


class Block(Struct, frozen=True, eq=False):
    """Levers whose joint levels are looked at together.

    Attributes
    ----------
    space : Space
        The levers and their levels.
    numbers : (R,) int64
        The feasible joint levels, as numbers in `space`, increasing. Where they are too many to list:
        those that no other dominates.
    scores : (R, P) int64
        What each is worth.
    tied : Tied or None
        The levers lever by lever, where not all feasible joint levels are listed.
    every : bool
        Whether all are listed that no other dominates, not one only of each score.
    """

    space: Space
    numbers: NDArray[np.int64]
    scores: Points
    tied: Tied | None = None
    every: bool = True

    @property
    def packages(self) -> int:
        """How many joint levels are feasible."""
        return len(self.numbers) if self.tied is None else self.tied.packages

    @property
    def ends(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The least and the greatest score of each party, (P,) each."""
        if self.tied is None:
            return self.scores.min(axis=0), self.scores.max(axis=0)
        low, high = self.tied.ends
        return np.array(low, np.int64), np.array(high, np.int64)

    @property
    def work(self) -> int:
        """How many joint levels, or joint states, are looked at to work it out."""
        return self.space.size if self.tied is None else self.tied.work

    def score(self, package: Mapping[str, str]) -> NDArray[np.int64] | None:
        """Return what these levers of a package are worth, (P,); None where they cannot be."""
        if self.tied is not None:
            return self.tied.score(package)
        number = self.space.number(package)
        row = int(np.searchsorted(self.numbers, number))
        if row == len(self.numbers) or self.numbers[row] != number:
            return None
        return np.asarray(self.scores[row])


class BargainingProblem(Struct, frozen=True, kw_only=True, eq=False):
    """What can be agreed, and what it is worth.

    Attributes
    ----------
    parties : tuple of str
        The P decision makers.
    blocks : tuple of Block
        Their rows add up to packages.
    base : (P,) int64
        What every package has in common.
    low, span : (P,) int64
        The least score of a feasible package; the difference to the greatest, at least 1.
    scaled : (P,) bool
        Whose numbers are nothing but ranks.
    reservation : tuple of Fraction
        What no deal is worth, as a score.
    now : dict or None
        The status quo, where it is feasible.
    fixed : dict
        Levers that no party moves.
    order : tuple of str
        All levers in the order of the file.
    problems : tuple of Problem
        What had to be assumed.
    claims : tuple of str
        What it rests on.
    """

    parties: tuple[str, ...]
    blocks: tuple[Block, ...]
    base: NDArray[np.int64]
    low: NDArray[np.int64]
    span: NDArray[np.int64]
    scaled: NDArray[np.bool_]
    reservation: tuple[Fraction, ...] = ()
    now: Mapping[str, str] | None = None
    fixed: Mapping[str, str] = field(default_factory=dict)
    order: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    claims: tuple[str, ...] = ()

    @property
    def packages(self) -> int:
        """How many packages are feasible."""
        return prod(block.packages for block in self.blocks)

    @property
    def rows(self) -> list[Points]:
        """What the rows of each block are worth, the base added to those of the first.

        Of a block too large to list, those that no other row dominates.
        """
        first, *others = (block.scores for block in self.blocks)
        return [first + self.base, *others]

    @property
    def floor(self) -> NDArray[np.int64]:
        """The least whole score that is at least the reservation, per party: (P,)."""
        return np.array([-(-r.numerator // r.denominator) for r in self.reservation], np.int64)

    def package(self, rows: Sequence[int]) -> dict[str, str]:
        """Return the package of one row per block: the level of every lever."""
        found = dict(self.fixed)
        for block, row in zip(self.blocks, rows, strict=True):
            found |= block.space.state(int(block.numbers[row]))
        return {lever: found[lever] for lever in self.order}

    def score(self, package: Mapping[str, str]) -> NDArray[np.int64] | None:
        """Return what a package that names every lever is worth, (P,); None where it cannot be."""
        if any(package[lever] != level for lever, level in self.fixed.items()):
            return None
        total = self.base.copy()
        for block in self.blocks:
            score = block.score(package)
            if score is None:
                return None
            total += score
        return total

    def utility(self, scores: Points) -> NDArray[np.float64]:
        """Return scores on the scale from 0, the worst feasible package, to 1, the best."""
        return np.asarray((scores - self.low) / self.span)

    @property
    def reservation_values(self) -> NDArray[np.float64]:
        """What no deal is worth on that scale: (P,) float64."""
        parts = zip(self.reservation, self.low.tolist(), self.span.tolist(), strict=True)
        return np.array([float((value - low) / span) for value, low, span in parts])
