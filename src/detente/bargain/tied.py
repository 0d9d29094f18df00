"""Levers that rules and statements tie together, too many to list: a frontier lever by lever.

Levers are read in an order that leaves few conditions half-read at any time. What conditions still ask
of the levers to come is a *joint state* (`detente.bargain.residuals`), and

    F_0 = {(start, 0)},   F_k(q') = Pareto( over q, level with q -> q':  F_(k-1)(q) + what it adds )

is exact: two partial packages in one joint state allow the same continuations, which add the same, so
one that another dominates can be left out. This is dynamic programming along an elimination order
(Bertele and Brioschi, 1972); the work grows with the joint states, not with the packages.

Array letters: P parties, Q joint states, N levels of the lever that is read, F labels.
"""

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any

import numpy as np
from msgspec import Struct, field
from numpy.typing import NDArray

from detente.bargain.pareto import Points, efficient
from detente.bargain.residuals import FALSE, TRUE, Automaton, automaton
from detente.conditions import Space, names_used
from detente.conditions.tree import Node
from detente.errors import CannotComputeError

__all__ = ["Ruled", "Tied", "reading_order"]

MOST_JOINT_STATES = 200_000
MOST_LABELS = 2_000_000
MOST_SUMS = 20_000_000
MOST_LISTED = 100_000
"""Packages that reach the frontier, beyond which one is listed for each point."""


class Ruled(Struct, frozen=True):
    """A condition with what it means: a rule (no party), or what it is worth to a party."""

    tree: Node
    party: int | None = None
    weight: int = 0


class _Step(Struct, frozen=True, eq=False):
    """Reading one lever: joint state and level -> the next joint state and what is added."""

    to: NDArray[np.int64]  # (Q, N), -1: a rule excludes it
    adds: Points  # (Q, N, P)
    states: int


class _Layer(Struct, frozen=True, eq=False):
    """Labels after a lever, and every way in which each is reached."""

    state: NDArray[np.int64]
    points: Points
    arcs: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]  # label, before, level


class Tied(Struct, frozen=True, eq=False):
    """Levers tied together, their conditions followed lever by lever.

    Attributes
    ----------
    space : Space
        The levers and their levels.
    order : tuple of str
        The order in which they are read.
    parties : int
        How many parties there are: P.
    conditions : tuple of (Ruled, Automaton)
        The rules and statements about them.
    """

    space: Space
    order: tuple[str, ...]
    parties: int
    conditions: tuple[tuple[Ruled, Automaton], ...]
    _steps: list[_Step] = field(default_factory=list)

    @classmethod
    def of(cls, space: Space, conditions: Sequence[Ruled], parties: int) -> "Tied":
        """Return tied levers with the joint states worked out.

        Raises
        ------
        CannotComputeError
            There are too many joint states.

        Examples
        --------
        >>> from detente.conditions.grammar import parse
        >>> two = ("no", "yes")
        >>> space = Space(("a", "b"), (two, two))
        >>> rule, wish = Ruled(parse("a = yes and b = yes")), Ruled(parse("a = yes"), 0, 5)
        >>> tied = Tied.of(space, [rule, wish], 1)
        >>> tied.packages, tied.ends
        (3, ([0], [5]))
        """
        order = reading_order(space, [set(names_used(c.tree).levers) for c in conditions])
        read = tuple((c, automaton(c.tree, space, order)) for c in conditions)
        found = cls(space, order, parties, read)
        found._join()
        return found

    def _join(self) -> None:
        """Work out the joint states after each lever."""
        states = np.array([[a.start for _, a in self.conditions]], np.int64)
        first = [(c, a.start) for c, a in self.conditions if a.start < 0]
        base = np.zeros(self.parties, np.int64)
        for condition, state in first:
            if state == TRUE and condition.party is not None:
                base[condition.party] += condition.weight
        states[states < 0] = FALSE
        for lever in self.order:
            levels = len(self.space.levels[self.space.levers.index(lever)])
            after = np.repeat(states[:, None, :], levels, axis=1)
            adds = np.zeros((len(states), levels, self.parties), np.int64)
            adds += base
            base = np.zeros(self.parties, np.int64)
            fine = np.ones((len(states), levels), np.bool_)
            for c, (condition, read) in enumerate(self.conditions):
                if lever not in read.levers:
                    continue
                step = read.steps[read.levers.index(lever)]
                now = states[:, c]
                to = np.where((now >= 0)[:, None], step[np.maximum(now, 0)], FALSE)
                if condition.party is None:
                    fine &= to != TRUE
                else:
                    adds[:, :, condition.party] += np.where(to == TRUE, condition.weight, 0)
                after[:, :, c] = np.maximum(to, FALSE)  # true is done with, as false is
            number = np.full(fine.shape, -1, np.int64)
            states, places = np.unique(after[fine], axis=0, return_inverse=True)
            number[fine] = places.reshape(-1)
            if len(states) > MOST_JOINT_STATES:
                raise self.too_many(len(states), "combinations of half-met conditions")
            self._steps.append(_Step(number, adds, len(states)))

    def too_many(self, count: int, what: str) -> CannotComputeError:
        """Return the refusal, with what to do."""
        return CannotComputeError(
            f"rules and statements tie {len(self.order)} levers together, {self.space.size:,} joint "
            f"levels: {count:,} {what} would have to be followed",
            "split conditions that join many levers, give round weights, or merge levels of: "
            + ", ".join(self.order[:6]),
        )

    @property
    def work(self) -> int:
        """How many joint states and levels are looked at."""
        return sum(step.to.size for step in self._steps)

    @property
    def packages(self) -> int:
        """How many joint levels are feasible."""
        count = np.ones(1, object)
        for step in self._steps:
            after = np.zeros(step.states, object)
            for level in range(step.to.shape[1]):
                fine = step.to[:, level] >= 0
                np.add.at(after, step.to[fine, level], count[fine])
            count = after
        return int(count.sum()) if len(count) else 0

    @property
    def ends(self) -> tuple[list[int], list[int]]:
        """The least and the greatest score of each party."""
        low, high = (np.zeros((1, self.parties), np.int64) for _ in range(2))
        for step in self._steps:
            shape = (step.states, self.parties)
            least, most = np.full(shape, 2**62), np.full(shape, -(2**62))
            for level in range(step.to.shape[1]):
                fine = step.to[:, level] >= 0
                to, adds = step.to[fine, level], step.adds[fine, level]
                np.minimum.at(least, to, low[fine] + adds)
                np.maximum.at(most, to, high[fine] + adds)
            low, high = least, most
        return low.min(axis=0).tolist(), high.max(axis=0).tolist()

    def score(self, package: Mapping[str, str]) -> NDArray[np.int64] | None:
        """Return what these levers of a package are worth, (P,); None where a rule excludes them."""
        at = {
            lever: levels.index(package[lever])
            for lever, levels in zip(self.space.levers, self.space.levels, strict=True)
        }
        total = np.zeros(self.parties, np.int64)
        for condition, read in self.conditions:
            if not read.holds([at[lever] for lever in read.levers]):
                continue
            if condition.party is None:
                return None
            total[condition.party] += condition.weight
        return total

    def sums(self, most: int) -> tuple[Points, NDArray[np.object_]] | None:
        """Return the distinct scores of all feasible joint levels, and how many have each.

        None where there are more than `most` on the way.
        """
        layer = _Layer(*_origin(self.parties))
        count = np.ones(1, object)
        for step in self._steps:
            if len(layer.points) * step.to.shape[1] > 8 * most:
                return None
            layer = _read(layer, step, keep_all=True)
            label, before, _ = layer.arcs
            after = np.zeros(len(layer.points), object)
            np.add.at(after, label, count[before])
            count = after
            if len(layer.points) > most:
                return None
        return layer.points, count

    def frontier(self) -> tuple[NDArray[Any], Points, bool]:
        """Return the joint levels that no other dominates: numbers (R,) in the space, scores (R, P).

        Last whether all that tie are there; of more than `MOST_LISTED` one for each score is.

        Raises
        ------
        CannotComputeError
            There are too many labels.

        Examples
        --------
        >>> from detente.conditions.grammar import parse
        >>> two = ("no", "yes")
        >>> space = Space(("a", "b"), (two, two))
        >>> wishes = [Ruled(parse("a = yes and b = yes"), 0, 5), Ruled(parse("b = no"), 1, 2)]
        >>> numbers, scores, every = Tied.of(space, wishes, 2).frontier()
        >>> numbers.tolist(), scores.tolist(), every
        ([0, 1, 3], [[0, 2], [0, 2], [5, 0]], True)
        """
        layers = [_Layer(*_origin(self.parties))]
        for step in self._steps:
            sums = len(layers[-1].points) * step.to.shape[1]
            if sums > MOST_SUMS:
                raise self.too_many(sums, "partial packages")
            layers.append(_read(layers[-1], step))
            if len(layers[-1].points) > MOST_LABELS:
                raise self.too_many(len(layers[-1].points), "partial packages")
        every = _ways(layers[1:]) <= MOST_LISTED
        label, number = self._traced(layers[1:], every=every)
        order = np.argsort(number, kind="stable")
        return number[order], layers[-1].points[label[order]], every

    def _traced(
        self, layers: list[_Layer], *, every: bool
    ) -> tuple[NDArray[np.int64], NDArray[Any]]:
        """Return every way, or one, to each label of the last layer: the label, and the number."""
        sizes = [len(levels) for levels in self.space.levels]
        strides = list(accumulate([1, *sizes[:-1]], lambda a, b: a * b))
        kind = np.int64 if self.space.size < 2**62 else object
        last = np.arange(len(layers[-1].points))
        now, number = last, np.zeros(len(last), kind)
        for lever, layer in zip(reversed(self.order), reversed(layers), strict=True):
            label, before, level = layer.arcs
            begin = np.searchsorted(label, now, "left")
            count = np.searchsorted(label, now, "right") - begin if every else np.ones_like(now)
            source = np.repeat(np.arange(len(now)), count)
            arc = (
                np.arange(len(source)) - np.repeat(np.cumsum(count) - count, count) + begin[source]
            )
            stride = strides[self.space.levers.index(lever)]
            last, number = last[source], number[source] + level[arc].astype(kind) * stride
            now = before[arc]
        return last, number


def _origin(parties: int) -> tuple[Any, Any, Any]:
    none = np.zeros(0, np.int64)
    return np.zeros(1, np.int64), np.zeros((1, parties), np.int64), (none, none, none)


def _ways(layers: Sequence[_Layer]) -> int:
    """Return in how many ways the labels of the last layer are reached."""
    count = np.ones(1, object)
    for layer in layers:
        label, before, _ = layer.arcs
        after = np.zeros(len(layer.points), object)
        np.add.at(after, label, count[before])
        count = after
    return int(count.sum()) if len(count) else 0


def _read(layer: _Layer, step: _Step, *, keep_all: bool = False) -> _Layer:
    """Return the labels after one more lever: the distinct ones, of each joint state the efficient."""
    to = step.to[layer.state]  # (F, N)
    before, level = np.nonzero(to >= 0)
    state = to[before, level]
    sums = layer.points[before] + step.adds[layer.state[before], level]
    if not len(state):
        none = np.zeros(0, np.int64)
        return _Layer(none, sums, (none, none, none))
    order = np.lexsort((*(sums[:, p] for p in range(sums.shape[1] - 1, -1, -1)), state))
    state, sums, before, level = state[order], sums[order], before[order], level[order]
    fresh = np.ones(len(state), np.bool_)
    fresh[1:] = (state[1:] != state[:-1]) | (sums[1:] != sums[:-1]).any(axis=1)
    label = np.cumsum(fresh) - 1
    state, sums = state[fresh], sums[fresh]
    if keep_all:
        return _Layer(state, sums, (label, before, level))
    keep = np.zeros(len(state), np.bool_)
    edges = np.flatnonzero(np.concatenate([[True], state[1:] != state[:-1], [True]]))
    for begin, end in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        keep[begin + efficient(sums[begin:end])] = True
    new = np.cumsum(keep) - 1
    arcs = keep[label]
    return _Layer(state[keep], sums[keep], (new[label[arcs]], before[arcs], level[arcs]))


def reading_order(space: Space, uses: Sequence[set[str]]) -> tuple[str, ...]:
    """Return an order of levers that leaves few conditions half-read: greedy, from several starts.

    Examples
    --------
    >>> two = ("no", "yes")
    >>> chain = Space(("a", "b", "c", "d"), (two,) * 4)
    >>> reading_order(chain, [{"a", "c"}, {"c", "b"}, {"b", "d"}])
    ('a', 'c', 'b', 'd')
    """
    levers = space.levers
    masks = [sum(1 << k for k, lever in enumerate(levers) if lever in used) for used in uses]
    masks = list(dict.fromkeys(mask for mask in masks if mask & (mask - 1)))
    joined = [sum((mask >> k) & 1 for mask in masks) for k in range(len(levers))]
    starts = sorted(range(len(levers)), key=lambda k: joined[k])[:8]
    best = min((_greedy(len(levers), masks, start) for start in starts), key=lambda found: found[0])
    return tuple(levers[k] for k in best[1])


def _greedy(count: int, masks: Sequence[int], start: int) -> tuple[list[int], list[int]]:
    """Return how many conditions are half-read after each lever, the most first, and the order."""
    done, order, costs = 1 << start, [start], [_open(masks, 1 << start)]
    while len(order) < count:
        rest = [k for k in range(count) if not done >> k & 1]
        cost, k = min((_open(masks, done | 1 << k), k) for k in rest)
        done |= 1 << k
        order.append(k)
        costs.append(cost)
    return sorted(costs, reverse=True), order


def _open(masks: Sequence[int], done: int) -> int:
    return sum(1 for mask in masks if mask & done and mask & ~done)
