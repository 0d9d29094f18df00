"""Which combinations of a few levers are possible, given rules about many: without listing all states.

A rule that uses k levers is a factor: a boolean array over those levers alone. To see which levels
of a few levers can occur together in a feasible state, the other levers are taken out one by one:
the factors that use a lever are joined and the lever's axis is reduced by "or" (bucket elimination;
R. Dechter, *Artificial Intelligence* 113, 1999, 41-85). What is joined stays small unless the rules
tie many levers together; then :class:`TooLargeError` is raised and the check is left out.
"""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

__all__ = ["MAX_AXES", "Budget", "Factor", "TooLargeError", "project"]

Bools = NDArray[np.bool_]

MAX_CELLS = 1 << 22
MAX_JOINS = 10_000
MAX_AXES = 60


class TooLargeError(Exception):
    """The combinations are too many to be tried."""


class Factor(Struct, frozen=True):
    """What is allowed on a few levers: axis k of `allowed` belongs to ``levers[k]``."""

    levers: tuple[str, ...]
    allowed: Bools

    def within(
        self,
        limits: Mapping[str, Sequence[str]],
        levels: Mapping[str, Sequence[str]],
        keep: Collection[str],
    ) -> "Factor":
        """Return what is left on the levers `keep` where the others are held within `limits`.

        Examples
        --------
        >>> differ = Factor(("a", "b"), np.array([[False, True], [True, False]]))
        >>> named = {"a": ("no", "yes"), "b": ("no", "yes")}
        >>> differ.within({"a": ("yes",)}, named, {"b"}).allowed.tolist()
        [True, False]
        """
        allowed = self.allowed
        for axis, name in enumerate(self.levers):
            if name in limits:
                held = np.array([level in limits[name] for level in levels[name]])
                allowed = allowed & held.reshape([-1] + [1] * (allowed.ndim - axis - 1))
        gone = tuple(axis for axis, name in enumerate(self.levers) if name not in keep)
        left = tuple(name for name in self.levers if name in keep)
        return Factor(left, np.asarray(allowed.any(axis=gone)))


class Budget(Struct):
    """How much work is left for one case; a hostile file must not keep the machine busy."""

    joins: int = MAX_JOINS
    cells: int = 64 * MAX_CELLS

    def spend(self, cells: int) -> None:
        """Count one join of so many cells; raise TooLargeError when all is spent."""
        if cells > MAX_CELLS:
            raise TooLargeError
        self.joins -= 1
        self.cells -= cells
        if self.joins < 0 or self.cells < 0:
            raise TooLargeError


def project(
    factors: Iterable[Factor], sizes: Mapping[str, int], keep: Sequence[str], budget: Budget
) -> Bools:
    """Return which combinations of the levers `keep` some state allows.

    Parameters
    ----------
    factors : iterable of Factor
        What is allowed, each on its own levers; all must hold.
    sizes : mapping of str to int
        Lever -> number of levels.
    keep : sequence of str
        The levers of the answer.

    Returns
    -------
    (n_0, n_1, ...) bool
        One axis per lever of `keep`, in its order.

    Raises
    ------
    TooLargeError
        If more than 2^22 combinations would have to be held at once.

    Examples
    --------
    >>> differ = np.array([[False, True], [True, False]])
    >>> rules = [Factor(("a", "b"), differ), Factor(("b", "c"), differ)]
    >>> project(rules, {"a": 2, "b": 2, "c": 2}, ["a", "c"], Budget()).tolist()
    [[True, False], [False, True]]
    """
    work = _Work(list(factors), sizes, frozenset(keep))
    while work.cost:
        lever = min(work.cost, key=lambda name: (work.cost[name], name))
        using = [work.factors[k] for k in sorted(work.using[lever])]
        scope = [lever, *sorted(work.scope(lever) - {lever})]
        joined = _join(using, scope, sizes, budget)
        work.replace(lever, Factor(tuple(scope[1:]), np.logical_or.reduce(joined, axis=0)))
    return _join(list(work.factors.values()), list(keep), sizes, budget)


class _Work:
    """The factors that are left, and what taking out each lever would cost."""

    def __init__(
        self, factors: Sequence[Factor], sizes: Mapping[str, int], keep: frozenset[str]
    ) -> None:
        self.factors = dict(enumerate(factors))
        self.sizes = sizes
        self.using: dict[str, set[int]] = {}
        for k, factor in self.factors.items():
            for lever in factor.levers:
                self.using.setdefault(lever, set()).add(k)
        self.cost = {lever: self.size(lever) for lever in self.using if lever not in keep}

    def scope(self, lever: str) -> set[str]:
        """The levers of all factors that use `lever`."""
        return {name for k in self.using[lever] for name in self.factors[k].levers}

    def size(self, lever: str) -> int:
        """The number of cells of their conjunction."""
        return math.prod(self.sizes[name] for name in self.scope(lever))

    def replace(self, lever: str, factor: Factor) -> None:
        """Take out `lever`: put `factor` in place of all that used it."""
        for k in self.using.pop(lever):
            for name in self.factors.pop(k).levers:
                if name != lever:
                    self.using[name].discard(k)
        new = max(self.factors, default=0) + 1
        self.factors[new] = factor
        del self.cost[lever]
        for name in factor.levers:
            self.using[name].add(new)
            if name in self.cost:
                self.cost[name] = self.size(name)


def _join(
    factors: Sequence[Factor], scope: Sequence[str], sizes: Mapping[str, int], budget: Budget
) -> Bools:
    """Return the conjunction of `factors` over all levers of `scope`."""
    shape = tuple(sizes[lever] for lever in scope)
    if len(shape) > MAX_AXES:
        raise TooLargeError
    budget.spend(math.prod(shape))
    result = np.ones(shape, dtype=np.bool_)
    for factor in factors:
        budget.spend(0)
        order = sorted(range(len(factor.levers)), key=lambda k: scope.index(factor.levers[k]))
        axes = [sizes[lever] if lever in factor.levers else 1 for lever in scope]
        result &= factor.allowed.transpose(order).reshape(axes)
    return result
