"""Tree and facts -> true, unknown or false: strong Kleene logic.

With F < U < T: ``and`` is the minimum, ``or`` the maximum, ``not x`` is T - x (S. C. Kleene,
*Introduction to Metamathematics*, 1952, section 64). A comparison is true (false) if it is so for
every possible level, else unknown. Evaluation is monotone: when an unknown fact becomes known, a
true or false condition stays what it was.

What depends on the world is asked of :class:`Facts`. A state (:class:`StateFacts`) knows levels
only; the ledger's clause machine knows the rest.
"""

import operator
from collections.abc import Callable, Collection, Mapping
from enum import IntEnum
from typing import Any, Protocol

from msgspec import Struct, field

from detente.conditions.show import show
from detente.conditions.tree import (
    And,
    AtLeast,
    Claimed,
    ClauseIs,
    Compare,
    Constant,
    Disputed,
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
    TermIs,
    Unless,
    Verified,
)
from detente.conditions.words import ConditionError

__all__ = ["OPERATORS", "Facts", "StateFacts", "Truth", "at_least", "evaluate"]

OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    ">=": operator.ge,
    "<=": operator.le,
    "=": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    "<": operator.lt,
}


class Truth(IntEnum):
    """A truth value; the order is the logic: ``min`` is and, ``max`` is or.

    Examples
    --------
    >>> min(Truth.UNKNOWN, Truth.FALSE).name, (~Truth.UNKNOWN).name
    ('FALSE', 'UNKNOWN')
    """

    FALSE = 0
    UNKNOWN = 1
    TRUE = 2

    def __invert__(self) -> "Truth":
        return Truth(2 - self)

    @classmethod
    def of(cls, *, possible: bool, certain: bool) -> "Truth":
        """Return TRUE if `certain`, FALSE if not even `possible`, else UNKNOWN."""
        return cls(int(possible) + int(certain and possible))


class Facts(Protocol):
    """What is known of the world at one moment: one method per form that depends on it.

    ``held``, ``once``, ``verified`` and ``claimed`` get the part they stand on, so that their owner
    can evaluate it on other days or from other entries, by ``evaluate(part, other_facts)``.
    """

    def levels(self, lever: str) -> Collection[int]:
        """Return the possible levels of `lever`, as positions in its order; never empty."""
        ...

    def position(self, lever: str, level: str) -> int:
        """Return the position of `level` in the order of `lever`."""
        ...

    def amount(self, lever: str) -> tuple[float, float]:
        """Return the least and the greatest possible amount of a quantity."""
        ...

    def happened(self, event: str) -> Truth:
        """Whether the event has happened."""
        ...

    def since(self, event: str, duration: Duration) -> Truth:
        """Whether so much time has passed since the event."""
        ...

    def clause(self, status: str, clause: str) -> Truth:
        """Whether the clause is in what the word `status` means."""
        ...

    def held(self, part: Node, duration: Duration) -> Truth:
        """Whether `part` held throughout the last `duration`: the minimum over the window."""
        ...

    def once(self, part: Node, duration: Duration) -> Truth:
        """Whether `part` held at least once in the last `duration`: the maximum over the window."""
        ...

    def verified(self, part: Node, by: tuple[str, ...], within: Duration | None) -> Truth:
        """Whether the findings of `by` alone make `part` true."""
        ...

    def claimed(self, part: Node, by: str) -> Truth:
        """Whether the entries of `by` alone make `part` true."""
        ...


def evaluate(node: Node, facts: Facts) -> Truth:
    """Return whether `node` holds, given `facts`.

    Parameters
    ----------
    node : Node
        A condition whose terms are settled (:func:`detente.conditions.settle`).
    facts : Facts
        What is known.

    Raises
    ------
    ConditionError
        If the condition holds a term, or asks for what these facts cannot know.

    Examples
    --------
    >>> from detente.conditions.grammar import parse
    >>> facts = StateFacts({"coal": ("banned", "free")}, {"coal": "free"})
    >>> evaluate(parse("coal = free and not coal = banned"), facts).name
    'TRUE'
    >>> doubtful = StateFacts({"coal": ("banned", "free")}, {"coal": ("banned", "free")})
    >>> evaluate(parse("coal = free or coal = banned"), doubtful).name
    'UNKNOWN'
    """
    return _EVALUATE[type(node)](node, facts)


def at_least(count: int, truths: Collection[Truth]) -> Truth:
    """Return whether at least `count` of `truths` hold.

    Examples
    --------
    >>> at_least(1, [Truth.FALSE, Truth.UNKNOWN]).name
    'UNKNOWN'
    """
    certain = sum(truth is Truth.TRUE for truth in truths)
    possible = sum(truth is not Truth.FALSE for truth in truths)
    return Truth.of(possible=possible >= count, certain=certain >= count)


def _compare(node: Compare, facts: Facts) -> Truth:
    holds = OPERATORS[node.op]
    if isinstance(node.level, str):
        position = facts.position(node.lever, node.level)
        answers = {bool(holds(level, position)) for level in facts.levels(node.lever)}
        return Truth.of(possible=True in answers, certain=False not in answers)
    low, high = facts.amount(node.lever)
    answers = {bool(holds(low, node.level)), bool(holds(high, node.level))}
    if node.op in ("=", "!=") and low < node.level < high:
        answers = {True, False}
    return Truth.of(possible=True in answers, certain=False not in answers)


def _iff(part: Truth, other: Truth) -> Truth:
    return max(min(part, other), min(~part, ~other))


def _disputed(node: Disputed, facts: Facts) -> Truth:
    truths = {evaluate(part, facts) for part in node.parts}
    return truths.pop() if len(truths) == 1 else Truth.UNKNOWN


def _term(node: TermIs, _: Facts) -> Truth:
    raise ConditionError(f"term '{node.term}' is not settled", "", *node.span)


_EVALUATE: dict[type[Node], Callable[[Any, Facts], Truth]] = {
    Constant: lambda n, _: Truth.TRUE if n.value else Truth.FALSE,
    Compare: _compare,
    TermIs: _term,
    Disputed: _disputed,
    Happened: lambda n, facts: facts.happened(n.event),
    Since: lambda n, facts: facts.since(n.event, n.duration),
    ClauseIs: lambda n, facts: facts.clause(n.status, n.clause),
    AtLeast: lambda n, facts: at_least(n.count, [evaluate(part, facts) for part in n.parts]),
    And: lambda n, facts: min(evaluate(part, facts) for part in n.parts),
    Or: lambda n, facts: max(evaluate(part, facts) for part in n.parts),
    Not: lambda n, facts: ~evaluate(n.part, facts),
    If: lambda n, facts: max(evaluate(n.part, facts), ~evaluate(n.given, facts)),
    Iff: lambda n, facts: _iff(evaluate(n.part, facts), evaluate(n.other, facts)),
    Unless: lambda n, facts: max(evaluate(n.part, facts), evaluate(n.exception, facts)),
    Held: lambda n, facts: facts.held(n.part, n.duration),
    Once: lambda n, facts: facts.once(n.part, n.duration),
    Verified: lambda n, facts: facts.verified(n.part, n.by, n.within),
    Claimed: lambda n, facts: facts.claimed(n.part, n.by),
}


class StateFacts(Struct, frozen=True):
    """The facts of one state, or of a set of states: levels of levers, and nothing else.

    Attributes
    ----------
    order : mapping of str to tuple of str
        Lever -> its levels in order.
    state : mapping of str to (str or tuple of str)
        Lever -> its level, or its possible levels. A lever left out may be at any level.
    amounts : mapping of str to (float, float)
        Quantity -> least and greatest possible amount.
    """

    order: Mapping[str, tuple[str, ...]]
    state: Mapping[str, str | tuple[str, ...]]
    amounts: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    def levels(self, lever: str) -> Collection[int]:
        """Return the possible levels, as positions."""
        possible = self.state.get(lever, self.order[lever])
        names = (possible,) if isinstance(possible, str) else possible
        return {self.position(lever, name) for name in names}

    def position(self, lever: str, level: str) -> int:
        """Return the position of `level`."""
        return self.order[lever].index(level)

    def amount(self, lever: str) -> tuple[float, float]:
        """Return the interval in which the amount lies."""
        return self.amounts.get(lever, (0.0, 0.0))

    def happened(self, event: str) -> Truth:
        """States know no events."""
        raise _timeless(f"event({event})")

    def since(self, event: str, duration: Duration) -> Truth:
        """States know no time."""
        raise _timeless(f"{show(duration)} since {event}")

    def clause(self, status: str, clause: str) -> Truth:
        """States know no clauses."""
        raise _timeless(f"{status}({clause})")

    def held(self, part: Node, duration: Duration) -> Truth:
        """States know no time."""
        raise _timeless(show(Held(part, duration)))

    def once(self, part: Node, duration: Duration) -> Truth:
        """States know no time."""
        raise _timeless(show(Once(part, duration)))

    def verified(self, part: Node, by: tuple[str, ...], within: Duration | None) -> Truth:
        """States do not know who saw them."""
        raise _timeless(show(Verified(part, by, within)))

    def claimed(self, part: Node, by: str) -> Truth:
        """States do not know who claims them."""
        raise _timeless(show(Claimed(part, by)))


def _timeless(asked: str) -> ConditionError:
    return ConditionError(f"a state cannot say whether '{asked}'", "it knows levels only")
