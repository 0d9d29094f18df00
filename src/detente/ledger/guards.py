"""Conditions as step functions: the truth of a condition at every instant at once.

For a record in which all that a condition asks for is certain and exactly dated, its truth changes
at known instants only. Each node of its tree then is a step function, made from those of its parts.
What is not so, or not worth it, raises :class:`OneByOne`: the clause machine evaluates it instant by
instant. Values are those of :class:`detente.conditions.Truth`; under *verified by V* a lever that V
has not seen yet is unknown.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import accumulate
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from detente.case import Case
from detente.conditions.evaluate import OPERATORS
from detente.conditions.tree import (
    And,
    AtLeast,
    Claimed,
    ClauseIs,
    Compare,
    Constant,
    Duration,
    Happened,
    Held,
    If,
    Iff,
    Node,
    Not,
    Once,
    Or,
    Since,
    Unless,
    Verified,
)
from detente.entries import Amount
from detente.ledger.columns import Columns, Subject, Told
from detente.ledger.evidence import Base
from detente.ledger.instants import FOREVER, Clock, Instant
from detente.ledger.steps import Instants, StepFunction, combine, constant

__all__ = ["Guards", "OneByOne"]

EXACT = 2**53
"""Up to here a float holds every whole number."""


class OneByOne(Exception):  # noqa: N818 - not an error: says who is to work it out
    """The clause machine has to evaluate this instant by instant."""


class Guards(Struct, frozen=True):
    """What stands in the record as known on a day, and conditions on it as step functions.

    Attributes
    ----------
    stand, doubtful : numpy.ndarray, shape (N,), bool
        The view: which entries stand, and which of them are in doubt.
    status : callable
        (word, clause) -> where the clause is in what the word stands for.
    changes : callable
        Lever -> the instants at which clauses changed it, each with the level.
    """

    columns: Columns
    stand: NDArray[np.bool_]
    doubtful: NDArray[np.bool_]
    status: Callable[[str, str], StepFunction]
    changes: Callable[[str], tuple[Instants, NDArray[np.int16]]]
    known: dict[tuple[object, ...], Any]

    @property
    def case(self) -> Case:
        """The case."""
        return self.columns.case

    @property
    def clock(self) -> Clock:
        """The clock of the case."""
        return self.columns.clock

    def told(self, subject: Subject) -> Told:
        """Return what stands about a subject, if all of it is certain and exactly dated."""
        if ("told", subject) not in self.known:
            self.known["told", subject] = self.columns.told(subject, self.stand, self.doubtful)
        told: Told = self.known["told", subject]
        if not told.sure:
            raise OneByOne(f"{subject[1]}: in doubt")
        return told

    def truth(self, node: Node, base: Base | None = None) -> StepFunction:
        """Return the truth of `node` over time."""
        key = ("truth", node, base)
        if key not in self.known:
            rule = _RULES.get(type(node))
            if rule is None:
                raise OneByOne(type(node).__name__)
            self.known[key] = rule(self, node, base)
        found: StepFunction = self.known[key]
        return found

    # ------------------------------------------------------------------ what the record says

    def levels(self, lever: str, base: Base | None = None) -> StepFunction:
        """Return the level of a lever over time, as its place in the order; -1: not seen yet."""
        what = self.case.levers[lever]
        if what.quantity or (what.undo and what.watched_by):
            raise OneByOne(f"{lever}: what may have changed unseen")
        told = self.told(("level", lever))
        which = (told.level >= 0) & self._counts(told, base)
        at, level = told.at[which], told.level[which]
        start = what.levels.index(what.start)
        if base is not None and base.kind == "verified":
            return self._aged(StepFunction.of(at, level, -1), at, base.within)
        if base is None:
            instants, levels = self.changes(lever)
            order = np.argsort(np.concatenate([at, instants]), kind="stable")
            at = np.concatenate([at, instants])[order]
            level = np.concatenate([level, levels])[order]
        return StepFunction.of(at, level, start)

    def _counts(self, told: Told, base: Base | None) -> NDArray[np.bool_]:
        if base is None:
            return np.ones(len(told.rows), np.bool_)
        named = self.columns.named(told.by, base.names)
        return named & told.finding if base.kind == "verified" else named

    def _aged(self, seen: StepFunction, at: Instants, within: Duration | None) -> StepFunction:
        """Return `seen`, but not seen (-1) from where its last finding is too old."""
        if within is None or not len(at):
            return seen
        at = np.unique(at)
        old = self._each(at, lambda t: self.clock.deadline(t, within))
        gone = old < np.append(at[1:], FOREVER)
        instants = np.concatenate([at, old[gone]])
        level = np.concatenate([seen.during(at), np.full(int(gone.sum()), -1, seen.value.dtype)])
        order = np.argsort(instants, kind="stable")
        return StepFunction.of(instants[order], level[order], -1)

    def amounts(self, lever: str, base: Base | None = None) -> StepFunction:
        """Return how much was delivered over time."""
        if not self.case.levers[lever].quantity:
            raise OneByOne(f"{lever}: not a quantity")
        told = self.told(("amount", lever))
        if base is not None and base.kind == "claimed":
            told = told.only(self.columns.named(told.by, base.names))
        entries = self.columns.entries
        each = [e.amount for e in (entries[row] for row in told.rows) if isinstance(e, Amount)]
        return StepFunction.of(told.at, _sums(each), 0.0)

    def happened(self, event: str, base: Base | None = None) -> Instant:
        """Return the instant from which on an event has happened; FOREVER if it has not."""
        told = self.told(("event", event))
        if base is not None and base.kind == "claimed":
            told = told.only(self.columns.named(told.by, base.names))
        return int(told.at[0]) if len(told.at) else FOREVER

    # ------------------------------------------------------------------ days

    def _each(self, instants: Instants, rule: Callable[[Instant], Instant]) -> Instants:
        """Return `rule` of each instant."""
        return np.fromiter(map(rule, instants.tolist()), np.int64, len(instants))

    def windowed(self, part: StepFunction, duration: Duration, *, every: bool) -> StepFunction:
        """Return the least (`every`) or the greatest value in the last `duration`.

        Whether a value is 1 or more, and whether it is 2, is looked at apart: with *for*, spans in
        which it is so begin later; with *in last* they end later.
        """
        if duration.unit.removesuffix("s") not in ("hour", "day", "week"):
            raise OneByOne("windows of changing length")
        layers = []
        for least in (1, 2):
            begin, end = StepFunction.of(
                part.at[1:], part.value[1:] >= least, bool(part.value[0] >= least)
            ).spans(wanted=True)
            moved = self._each(begin if every else end, lambda t: self._through(t, duration))
            begin, end = (moved, end) if every else (begin, moved)
            layers.append(_covered(begin, end))
        return combine(np.add.reduce, layers)

    def _through(self, instant: Instant, duration: Duration) -> Instant:
        """Return the first instant whose window begins at or after `instant`."""
        if abs(instant) >= FOREVER:
            return instant
        count = duration.count
        if duration.unit.startswith("hour"):
            return min(instant + count * 3_600_000_000, FOREVER)
        days = count * (7 if duration.unit.startswith("week") else 1)
        if days <= 1:
            return instant
        try:
            return self.clock.start(self.clock.day(instant) + dt.timedelta(days=days - 1))
        except OverflowError:
            return FOREVER


def _covered(begin: Instants, end: Instants) -> StepFunction:
    """Return 1 in any of the spans, 0 outside."""
    real = begin < end
    begin, end = begin[real], end[real]
    at = np.concatenate([begin, end])
    change = np.concatenate([np.ones(len(begin), np.int64), -np.ones(len(end), np.int64)])
    order = np.argsort(at, kind="stable")
    count = (np.cumsum(change[order]) > 0).astype(np.int8)
    at = at[order]
    before = int((begin <= -FOREVER).any())
    inside = (at > -FOREVER) & (at < FOREVER)
    return StepFunction.of(at[inside], count[inside], before)


def _sums(amounts: list[float]) -> NDArray[np.float64]:
    """Return the running totals, each exact before it is rounded."""
    if all(one.is_integer() for one in amounts) and sum(map(abs, amounts)) < EXACT:
        return np.cumsum(np.array(amounts, np.float64))
    totals = accumulate(map(Fraction, amounts))
    return np.fromiter(map(float, totals), np.float64, len(amounts))


# ---------------------------------------------------------------------- one rule per form

Rule = Callable[[Guards, Any, Base | None], StepFunction]


def _compare(guards: Guards, node: Compare, base: Base | None) -> StepFunction:
    holds = OPERATORS[node.op]
    if not isinstance(node.level, str):
        amounts = guards.amounts(node.lever, base)
        return _truth(amounts.at, holds(amounts.value, node.level))
    levels = guards.case.levers[node.lever].levels
    position = levels.index(node.level)
    answers = [bool(holds(place, position)) for place in range(len(levels))]
    unseen = 2 * all(answers) or int(any(answers))
    table = np.array([*(2 * one for one in answers), unseen], np.int8)  # the last is at place -1
    return guards.levels(node.lever, base).map(table)


def _truth(at: Instants, holds: NDArray[np.bool_]) -> StepFunction:
    value = np.where(holds, 2, 0).astype(np.int8)
    return StepFunction.of(at[1:], value[1:], value[0])


def _from(instant: Instant) -> StepFunction:
    if instant >= FOREVER:
        return constant(0)
    return StepFunction.of(np.array([instant], np.int64), np.array([2], np.int8), 0)


def _since(guards: Guards, node: Since, _: Base | None) -> StepFunction:
    first = guards.happened(node.event)
    return _from(first if first >= FOREVER else guards.clock.passed(first, node.duration))


def _parts(rule: Callable[[Any], Any]) -> Rule:
    return lambda guards, node, base: combine(
        rule, [guards.truth(part, base) for part in node.parts]
    )


def _at_least(guards: Guards, node: AtLeast, base: Base | None) -> StepFunction:
    def counted(values: Any) -> Any:
        certain = sum((value == 2).astype(np.int64) for value in values) >= node.count
        possible = sum((value > 0).astype(np.int64) for value in values) >= node.count
        return (certain.astype(np.int8) + possible).astype(np.int8)

    return combine(counted, [guards.truth(part, base) for part in node.parts])


def _not(part: StepFunction) -> StepFunction:
    return part.map(np.array([2, 1, 0], np.int8))


def _iff(guards: Guards, node: Iff, base: Base | None) -> StepFunction:
    a, b = guards.truth(node.part, base), guards.truth(node.other, base)
    both = combine(np.minimum.reduce, [a, b])
    return combine(np.maximum.reduce, [both, combine(np.minimum.reduce, [_not(a), _not(b)])])


def _verified(guards: Guards, node: Verified, _: Base | None) -> StepFunction:
    found = guards.truth(node.part, Base("verified", node.by, node.within))
    return found.map(np.array([0, 0, 2], np.int8))


_RULES: Mapping[type[Node], Rule] = {
    Constant: lambda _, node, __: constant(2 * node.value),
    Compare: _compare,
    Happened: lambda guards, node, base: _from(guards.happened(node.event, base)),
    Since: _since,
    ClauseIs: lambda guards, node, _: guards.status(node.status, node.clause),
    AtLeast: _at_least,
    And: _parts(np.minimum.reduce),
    Or: _parts(np.maximum.reduce),
    Not: lambda guards, node, base: _not(guards.truth(node.part, base)),
    If: lambda guards, node, base: combine(
        np.maximum.reduce, [guards.truth(node.part, base), _not(guards.truth(node.given, base))]
    ),
    Unless: lambda guards, node, base: combine(
        np.maximum.reduce, [guards.truth(node.part, base), guards.truth(node.exception, base)]
    ),
    Iff: _iff,
    Held: lambda guards, node, base: guards.windowed(
        guards.truth(node.part, base), node.duration, every=True
    ),
    Once: lambda guards, node, base: guards.windowed(
        guards.truth(node.part, base), node.duration, every=False
    ),
    Verified: _verified,
    Claimed: lambda guards, node, _: guards.truth(node.part, Base("claimed", (node.by,))),
}
