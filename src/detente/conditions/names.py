"""Which names a condition uses, where, and which of its forms do not belong where it stands."""

from collections.abc import Callable, Iterator
from typing import Any, Literal, NamedTuple

from msgspec import Struct

from detente.conditions.tree import (
    Claimed,
    ClauseIs,
    Compare,
    Deadline,
    Effect,
    Happened,
    Held,
    If,
    Iff,
    Node,
    Once,
    Since,
    Span,
    TermIs,
    Unless,
    Verification,
    Verified,
    walk,
)

__all__ = ["Mention", "Names", "mentions", "misuse", "names_used"]

Kind = Literal["lever", "level", "event", "clause", "party", "term", "reading", "unit"]


class Mention(NamedTuple):
    """One name in a condition: what it names, where it stands, and of what it is a part.

    ``of`` is the lever of a level or unit and the term of a reading; otherwise empty.
    """

    kind: Kind
    name: str
    span: Span
    of: str = ""


class Names(Struct, frozen=True):
    """The names that a condition uses, each once, in the order of their first use."""

    levers: tuple[str, ...]
    levels: tuple[tuple[str, str], ...]
    events: tuple[str, ...]
    clauses: tuple[str, ...]
    parties: tuple[str, ...]
    terms: tuple[str, ...]


_IN_NAMES: tuple[Kind, ...] = ("lever", "level", "event", "clause", "party", "term")
"""What the fields of `Names` hold, in their order."""


def mentions(node: Node) -> Iterator[Mention]:
    """Yield every name in `node` with its place, in the order of the tree.

    Examples
    --------
    >>> from detente.conditions.grammar import parse
    >>> for mention in mentions(parse("coal = lifted and event(vote)")):
    ...     print(mention.kind, mention.name, mention.span)
    lever coal (0, 4)
    level lifted (7, 13)
    event vote (24, 28)
    """
    for part in walk(node):
        if type(part) in _MENTIONS:
            yield from _MENTIONS[type(part)](part)


def names_used(node: Node) -> Names:
    """Return the names that `node` uses.

    Examples
    --------
    >>> from detente.conditions.grammar import parse
    >>> names_used(parse("coal >= suspended verified by iaea if denuclearised")).terms
    ('denuclearised',)
    """
    found: dict[Kind, dict[Any, None]] = {}
    for kind, name, _, of in mentions(node):
        found.setdefault(kind, {})[(of, name) if kind == "level" else name] = None
    return Names(*(tuple(found.get(kind, ())) for kind in _IN_NAMES))


def _compare(node: Compare) -> Iterator[Mention]:
    start = node.span[0]
    yield Mention("lever", node.lever, (start, start + len(node.lever)))
    if isinstance(node.level, str):
        yield Mention("level", node.level, node.level_span, node.lever)
    elif node.unit:
        end = node.level_span[1]
        yield Mention("unit", node.unit, (end - len(node.unit), end), node.lever)


def _term(node: TermIs) -> Iterator[Mention]:
    start = node.span[0]
    yield Mention("term", node.term, (start, start + len(node.term)))
    if node.reading is not None:
        yield Mention("reading", node.reading, node.reading_span, node.term)


def _verifiers(node: Verified | Verification) -> Iterator[Mention]:
    spans = node.name_spans or ((0, 0),) * len(node.by)
    for name, span in zip(node.by, spans, strict=True):
        yield Mention("party", name, span)


def _deadline(node: Deadline) -> Iterator[Mention]:
    if node.event is not None:
        yield Mention("event", node.event, node.name_span)


def _effect(node: Effect) -> Iterator[Mention]:
    spans = node.setting_spans or (((0, 0), (0, 0)),) * len(node.settings)
    for (lever, level), (on_lever, on_level) in zip(node.settings, spans, strict=True):
        yield Mention("lever", lever, on_lever)
        yield Mention("level", level, on_level, lever)


_MENTIONS: dict[type[Node], Callable[[Any], Iterator[Mention]]] = {
    Compare: _compare,
    TermIs: _term,
    Happened: lambda n: iter([Mention("event", n.event, n.name_span)]),
    Since: lambda n: iter([Mention("event", n.event, n.name_span)]),
    ClauseIs: lambda n: iter([Mention("clause", n.clause, n.name_span)]),
    Verified: _verifiers,
    Verification: _verifiers,
    Claimed: lambda n: iter([Mention("party", n.by, n.name_span)]),
    Deadline: _deadline,
    Effect: _effect,
}

_NEEDS_TIME = {
    Happened: "an event",
    Since: "the time since an event",
    ClauseIs: "a clause's status",
    Held: "a window of time",
    Once: "a window of time",
    Verified: "who verified it",
    Claimed: "who claims it",
}
_NEEDS_STATE = {If: "if", Iff: "iff", Unless: "unless"}
_WITHOUT = {
    If: "write 'A or not B' for 'A if B'",
    Iff: "write 'A and B or not A and not B' for 'A iff B'",
    Unless: "write 'A or B' for 'A unless B'",
}


def misuse(node: Node, *, where: Literal["state", "time"]) -> list[tuple[str, str, Span]]:
    """Return the forms in `node` that do not belong where it stands: (message, hint, place).

    Conditions on states know no time: no events, windows, clauses, nor who says so. Conditions in
    time have no ``if``, ``iff``, ``unless``.

    Examples
    --------
    >>> from detente.conditions.grammar import parse
    >>> misuse(parse("coal = lifted if event(vote)"), where="state")
    [('a condition on states cannot ask for an event', 'states have no time: use levers and \
levels only', (17, 28))]
    >>> misuse(parse("coal = lifted if tests = none"), where="time")[0][0]
    "'if' stands in conditions on states only"
    """
    found = []
    for part in walk(node):
        if where == "state" and type(part) in _NEEDS_TIME:
            message = f"a condition on states cannot ask for {_NEEDS_TIME[type(part)]}"
            found.append((message, "states have no time: use levers and levels only", part.span))
        if where == "time" and type(part) in _NEEDS_STATE:
            message = f"'{_NEEDS_STATE[type(part)]}' stands in conditions on states only"
            found.append((message, _WITHOUT[type(part)], part.span))
    return found
