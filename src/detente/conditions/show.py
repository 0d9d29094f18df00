"""Tree -> text: printing a condition so that reading it again gives the same tree."""

from collections.abc import Callable
from typing import Any

from detente.conditions.tree import (
    And,
    AtLeast,
    Claimed,
    ClauseIs,
    Compare,
    Constant,
    Deadline,
    Disputed,
    Duration,
    Effect,
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
    Verification,
    Verified,
)

__all__ = ["show"]

_CONDITION, _EITHER, _BOTH, _NEGATION, _FOLLOWED, _SIMPLE = range(6)
_STRENGTH: dict[type[Node], int] = {
    If: _CONDITION,
    Iff: _CONDITION,
    Unless: _CONDITION,
    Or: _EITHER,
    And: _BOTH,
    Not: _NEGATION,
    Held: _FOLLOWED,
    Once: _FOLLOWED,
    Verified: _FOLLOWED,
    Claimed: _FOLLOWED,
}


def show(node: Node) -> str:
    """Return `node` as text that reads back to the same tree, with no more brackets than it needs.

    Examples
    --------
    >>> show(And((Or((TermIs("a"), TermIs("b"))), Not(Happened("signed")))))
    '(a or b) and not event(signed)'
    >>> show(Deadline(Duration(1, "months"), None))
    '1 month of trigger'
    """
    return _SHOW[type(node)](node)


def _in(node: Node, strength: int) -> str:
    """Show `node`, in brackets if it binds weaker than its place asks."""
    text = show(node)
    return text if _STRENGTH.get(type(node), _SIMPLE) >= strength else f"({text})"


def _joined(parts: tuple[Node, ...], word: str, strength: int) -> str:
    return f" {word} ".join(_in(part, strength) for part in parts)


def _compare(node: Compare) -> str:
    if isinstance(node.level, str):
        return f"{node.lever} {node.op} {node.level}"
    number = f"{node.level:.6f}".rstrip("0").rstrip(".")
    unit = f" {node.unit}" if node.unit else ""
    return f"{node.lever} {node.op} {number}{unit}"


def _duration(node: Duration) -> str:
    return f"{node.count} {node.unit[:-1] if node.count == 1 else node.unit}"


def _once(node: Once) -> str:
    bare = isinstance(node.part, Verified) and node.part.within is None
    part = f"({show(node.part)})" if bare else _in(node.part, _FOLLOWED)
    return f"{part} in last {show(node.duration)}"


def _verified(node: Verified) -> str:
    window = f" in last {show(node.within)}" if node.within else ""
    return f"{_in(node.part, _FOLLOWED)} verified by {'|'.join(node.by)}{window}"


def _verification(node: Verification) -> str:
    return f"by {'|'.join(node.by)}" + (f" within {show(node.within)}" if node.within else "")


def _term(node: TermIs) -> str:
    return f"{node.term} as {node.reading}" if node.reading else node.term


_SHOW: dict[type[Node], Callable[[Any], str]] = {
    Constant: lambda n: "always" if n.value else "never",
    Compare: _compare,
    TermIs: _term,
    Disputed: lambda n: str(n.term),
    Happened: lambda n: f"event({n.event})",
    ClauseIs: lambda n: f"{n.status}({n.clause})",
    Duration: _duration,
    Since: lambda n: f"{show(n.duration)} since {n.event}",
    AtLeast: lambda n: f"at least {n.count} of ({'; '.join(map(show, n.parts))})",
    And: lambda n: _joined(n.parts, "and", _NEGATION),
    Or: lambda n: _joined(n.parts, "or", _BOTH),
    Not: lambda n: f"not {_in(n.part, _NEGATION)}",
    If: lambda n: _joined((n.part, n.given), "if", _EITHER),
    Iff: lambda n: _joined((n.part, n.other), "iff", _EITHER),
    Unless: lambda n: _joined((n.part, n.exception), "unless", _EITHER),
    Held: lambda n: f"{_in(n.part, _FOLLOWED)} for {show(n.duration)}",
    Once: _once,
    Verified: _verified,
    Claimed: lambda n: f"{_in(n.part, _FOLLOWED)} claimed by {n.by}",
    Deadline: lambda n: f"{show(n.duration)} of {n.event or 'trigger'}",
    Verification: _verification,
    Effect: lambda n: " and ".join(f"{lever} = {level}" for lever, level in n.settings),
}
