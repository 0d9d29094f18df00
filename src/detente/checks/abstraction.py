"""Time, amounts and clauses as if they were levers, so that a trigger can be tried in all its cases.

An event has happened or not; a clause is in one of the statuses that its kind can have; an amount
lies below, at or above the numbers it is compared with; a finding is there or not. Each of these
becomes a lever of its own (a name with a colon, which no real lever has). Whatever cannot hold even
so, with all of them free, can never hold; what always holds even so always does.
"""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from detente.conditions import STATUS_MEANS, show
from detente.conditions.evaluate import OPERATORS
from detente.conditions.tree import (
    And,
    Claimed,
    ClauseIs,
    Compare,
    Constant,
    Happened,
    Held,
    Node,
    Once,
    Or,
    Since,
    Verified,
    walk,
)

__all__ = ["Abstraction", "clause_lever", "event_lever", "since_lever"]

YES_NO = ("no", "yes")


def event_lever(event: str) -> str:
    """Return the name of the lever that stands for an event."""
    return f"event:{event}"


def since_lever(node: Node) -> str:
    """Return the name of the lever that stands for the time since an event."""
    return f"since:{show(node)}"


def clause_lever(clause: str) -> str:
    """Return the name of the lever that stands for a clause's status."""
    return f"clause:{clause}"


class Abstraction(Struct):
    """Turns conditions in time into conditions on levers, and keeps the levers it needed.

    Attributes
    ----------
    statuses : mapping of str to tuple of str
        Clause -> the statuses that it can have.
    never : callable
        Whether a condition can never hold: then it never held in a window, and nobody verifies it.
    levels : dict
        The levers that were needed -> their levels.
    """

    statuses: Mapping[str, tuple[str, ...]]
    never: Callable[[Node], bool]
    levels: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def abstract(self, node: Node) -> Node:
        """Return `node` as a condition on levers.

        Examples
        --------
        >>> from detente.conditions import parse
        >>> abstraction = Abstraction({"freeze": ("idle", "live", "late")}, lambda node: False)
        >>> show(abstraction.abstract(parse("event(a) and fulfilled(freeze)")))
        'event:a = yes and clause:freeze = late'
        """
        thresholds: dict[str, set[float]] = {}
        for part in walk(node):
            if isinstance(part, Compare) and not isinstance(part.level, str):
                thresholds.setdefault(part.lever, set()).add(part.level)
        return self._turn(node, thresholds)

    def _turn(self, node: Node, thresholds: Mapping[str, set[float]]) -> Node:
        if isinstance(node, Compare):
            return node if isinstance(node.level, str) else self._amount(node, thresholds)
        if isinstance(node, ClauseIs):
            return self._clause(node)
        if isinstance(node, Held):
            return And((self._turn(node.part, thresholds), self._free(f"held:{show(node)}")))
        if isinstance(node, Once | Verified | Claimed):
            return self._said(node, thresholds)
        if isinstance(node, Happened | Since):
            event = isinstance(node, Happened)
            return self._free(event_lever(node.event) if event else since_lever(node))
        return self._below(node, thresholds)

    def _below(self, node: Node, thresholds: Mapping[str, set[float]]) -> Node:
        changed: dict[str, Any] = {}
        for name in node.__struct_fields__:
            value = getattr(node, name)
            if isinstance(value, Node):
                changed[name] = self._turn(value, thresholds)
            elif isinstance(value, tuple) and value and isinstance(value[0], Node):
                changed[name] = tuple(self._turn(item, thresholds) for item in value)
        return replace(node, **changed) if changed else node

    def _free(self, lever: str) -> Node:
        self.levels[lever] = YES_NO
        return Compare(lever, "=", "yes")

    def _said(self, node: Once | Verified | Claimed, thresholds: Mapping[str, set[float]]) -> Node:
        if not isinstance(node, Claimed) and self.never(node.part):
            return Constant(value=False)
        free = self._free(f"said:{show(node)}")
        return Or((self._turn(node.part, thresholds), free)) if isinstance(node, Once) else free

    def _clause(self, node: ClauseIs) -> Node:
        lever = clause_lever(node.clause)
        self.levels[lever] = self.statuses[node.clause]
        return _any_of(lever, [s for s in self.levels[lever] if s in STATUS_MEANS[node.status]])

    def _amount(self, node: Compare, thresholds: Mapping[str, set[float]]) -> Node:
        lever = f"amount:{node.lever}"
        places = _places(sorted(thresholds[node.lever]))
        self.levels[lever] = tuple(places)
        holds = OPERATORS[node.op]
        return _any_of(lever, [name for name, x in places.items() if holds(x, node.level)])


def _any_of(lever: str, levels: list[str]) -> Node:
    if not levels:
        return Constant(value=False)
    parts = tuple(Compare(lever, "=", level) for level in levels)
    return parts[0] if len(parts) == 1 else Or(parts)


def _places(thresholds: list[float]) -> dict[str, float]:
    """Return a number below, at and above each threshold, under the names of levels.

    >>> _places([5.0])
    {'below 5': 4.0, 'at 5': 5.0, 'above 5': 6.0}
    """
    places = {f"below {thresholds[0]:g}": thresholds[0] - 1}
    for low, high in zip(thresholds, [*thresholds[1:], thresholds[-1] + 2], strict=True):
        places[f"at {low:g}"] = low
        places[f"above {low:g}"] = (low + high) / 2
    return places
