"""Terms whose meaning is disputed: putting the tree of a reading in place of the word."""

from collections.abc import Mapping
from typing import Any, TypeVar

from msgspec.structs import replace

from detente.conditions.tree import Disputed, Node, TermIs, walk
from detente.conditions.words import ConditionError

__all__ = ["MAX_NODES", "settle"]

MAX_NODES = 20_000
"""Nodes that a condition may have once its terms are written out."""
MAX_NESTED = 120
"""How deep it may be nested then."""
N = TypeVar("N", bound=Node)


def settle(
    node: N,
    terms: Mapping[str, Mapping[str, Node]],
    reading_of: Mapping[str, str] | None = None,
) -> N | Node:
    """Return `node` with every term replaced by what it means.

    A term that names its reading gets that reading; else the reading that `reading_of` gives for it;
    else its only reading; else it becomes :class:`Disputed`: true or false where all readings
    agree, unknown where they do not.

    Parameters
    ----------
    node : Node
        A condition.
    terms : mapping of str to (mapping of str to Node)
        Term -> reading -> condition.
    reading_of : mapping of str to str, optional
        Term -> reading, for terms that name none.

    Raises
    ------
    ConditionError
        If a term or reading is unknown, a term is defined by itself, or the result is too large.

    Examples
    --------
    >>> from detente.conditions.grammar import parse
    >>> terms = {"freeze": {"usa": parse("site = closed"), "dprk": parse("site >= idle")}}
    >>> settle(parse("not freeze as dprk"), terms)
    Not(part=Compare(lever='site', op='>=', level='idle', unit=None))
    >>> type(settle(parse("freeze"), terms)).__name__
    'Disputed'
    """
    if not any(isinstance(part, TermIs) for part in walk(node)):
        return node
    settled = _Settling(terms, reading_of or {}).settle(node, (), 1)
    if any(count >= MAX_NODES for count, _ in enumerate(walk(settled))):
        raise ConditionError("too large once its terms are written out", "", *node.span)
    return settled


class _Settling:
    """The terms, and the settled readings so far."""

    def __init__(
        self, terms: Mapping[str, Mapping[str, Node]], reading_of: Mapping[str, str]
    ) -> None:
        self.terms = terms
        self.reading_of = reading_of
        self.done: dict[tuple[str, str], Node] = {}

    def settle(self, node: Node, inside: tuple[str, ...], depth: int) -> Node:
        if depth > MAX_NESTED:
            raise ConditionError(f"nested deeper than {MAX_NESTED} with its terms", "", *node.span)
        if isinstance(node, TermIs):
            return self.term(node, inside, depth)
        changed: dict[str, Any] = {}
        for name in node.__struct_fields__:
            value = getattr(node, name)
            if isinstance(value, Node):
                changed[name] = self.settle(value, inside, depth + 1)
            elif isinstance(value, tuple) and value and isinstance(value[0], Node):
                changed[name] = tuple(self.settle(item, inside, depth + 1) for item in value)
        return replace(node, **changed) if changed else node

    def term(self, node: TermIs, inside: tuple[str, ...], depth: int) -> Node:
        if node.term in inside:
            chain = " -> ".join([*inside[inside.index(node.term) :], node.term])
            raise ConditionError(
                f"term '{node.term}' is defined by itself: {chain}", "", *node.span
            )
        readings = self.terms.get(node.term)
        if not readings:
            raise ConditionError(f"unknown term '{node.term}'", "", *node.span)
        named = node.reading or self.reading_of.get(node.term)
        names = [named] if named else list(readings)
        for name in names:
            if name not in readings:
                known = ", ".join(readings)
                message = f"term '{node.term}' has no reading '{name}'"
                raise ConditionError(message, f"it has {known}", *node.span)
        inside = (*inside, node.term)
        parts = tuple(self.reading(inside, name, readings[name], depth) for name in names)
        if len(parts) == 1:
            return parts[0]
        return Disputed(node.term, parts, span=node.span)

    def reading(self, inside: tuple[str, ...], name: str, means: Node, depth: int) -> Node:
        key = (inside[-1], name)
        if key not in self.done:
            self.done[key] = self.settle(means, inside, depth + 1)
        return self.done[key]
