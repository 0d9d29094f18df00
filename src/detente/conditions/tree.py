"""The node types of the condition language, in which things are said about the world.

A condition is a tree of frozen nodes. ``span`` is the half-open range of code points that a node
covers in the text it was read from; it takes no part in equality, so a tree that was printed and
read again equals the first one. Brackets around a node are no part of its span. ``name_span`` and
its like cover a single name, for messages that point at it.
"""

from collections.abc import Iterator
from typing import get_args

from detente.alike import Alike

__all__ = [
    "And",
    "AtLeast",
    "Claimed",
    "ClauseIs",
    "Compare",
    "Constant",
    "Deadline",
    "Disputed",
    "Duration",
    "Effect",
    "Happened",
    "Held",
    "If",
    "Iff",
    "Node",
    "Not",
    "Once",
    "Or",
    "Since",
    "TermIs",
    "Unless",
    "Verification",
    "Verified",
    "children",
    "walk",
]

Span = tuple[int, int]
NOWHERE: Span = (0, 0)


class Node(Alike, frozen=True, kw_only=True):
    """Base of all nodes."""

    aside = ("span", "level_span", "name_span", "name_spans", "reading_span", "setting_spans")

    span: Span = NOWHERE


class Constant(Node, frozen=True):
    """``always`` (true) or ``never`` (false)."""

    value: bool


class Compare(Node, frozen=True):
    """``lever OP level``, or ``quantity OP number [unit]`` for a lever that is an amount.

    ``op`` is one of ``>= <= = != > <``; levels are ordered as the lever declares them.
    ``level`` is the level's name, or a number for a quantity, whose ``unit`` may be named.
    """

    lever: str
    op: str
    level: str | float
    unit: str | None = None
    level_span: Span = NOWHERE


class TermIs(Node, frozen=True):
    """A term of the case, by its bare name; ``reading`` where ``as READING`` names one."""

    term: str
    reading: str | None = None
    reading_span: Span = NOWHERE


class Disputed(Node, frozen=True):
    """A term whose readings (the parts) are all open: true or false where they agree, else unknown.

    It has no form of its own in the language: :func:`detente.conditions.settle` puts it in place of
    a term that is used without saying whose reading is meant.
    """

    term: str
    parts: tuple[Node, ...]


class Happened(Node, frozen=True):
    """``event(NAME)``."""

    event: str
    name_span: Span = NOWHERE


class ClauseIs(Node, frozen=True):
    """``fulfilled(CLAUSE)``, ``breached(CLAUSE)`` ...: the clause is in that status."""

    status: str
    clause: str
    name_span: Span = NOWHERE


class Duration(Node, frozen=True):
    """``60 days``. ``unit``: hours, days, weeks, months, years or business days."""

    count: int
    unit: str


class Since(Node, frozen=True):
    """``60 days since EVENT``: that much time has passed."""

    duration: Duration
    event: str
    name_span: Span = NOWHERE


class AtLeast(Node, frozen=True):
    """``at least N of (A; B; C)``."""

    count: int
    parts: tuple[Node, ...]


class And(Node, frozen=True):
    """All of the parts (two or more)."""

    parts: tuple[Node, ...]


class Or(Node, frozen=True):
    """One of the parts at least (two or more)."""

    parts: tuple[Node, ...]


class Not(Node, frozen=True):
    """``not A``."""

    part: Node


class If(Node, frozen=True):
    """``A if B``: A or not B. True wherever B is false."""

    part: Node
    given: Node


class Iff(Node, frozen=True):
    """``A iff B``: both or neither."""

    part: Node
    other: Node


class Unless(Node, frozen=True):
    """``A unless B``: A or B."""

    part: Node
    exception: Node


class Held(Node, frozen=True):
    """``A for 30 days``: held throughout the last 30 days."""

    part: Node
    duration: Duration


class Once(Node, frozen=True):
    """``A in last 30 days``: true at least once in them."""

    part: Node
    duration: Duration


class Verified(Node, frozen=True):
    """``A verified by V|W [in last 30 days]``: V's or W's findings alone make A true."""

    part: Node
    by: tuple[str, ...]
    within: Duration | None = None
    name_spans: tuple[Span, ...] = ()


class Claimed(Node, frozen=True):
    """``A claimed by P``: P's own entries alone make A true."""

    part: Node
    by: str
    name_span: Span = NOWHERE


class Deadline(Node, frozen=True):
    """``60 days of EVENT`` or ``30 days of trigger``; ``event`` is None for ``trigger``."""

    duration: Duration
    event: str | None
    name_span: Span = NOWHERE


class Verification(Node, frozen=True):
    """``by iaea|unscom [within 30 days]``."""

    by: tuple[str, ...]
    within: Duration | None = None
    name_spans: tuple[Span, ...] = ()


class Effect(Node, frozen=True):
    """``lever = level``, or several joined by ``and``: what a party does. Pairs (lever, level)."""

    settings: tuple[tuple[str, str], ...]
    setting_spans: tuple[tuple[Span, Span], ...] = ()


def children(node: Node) -> tuple[Node, ...]:
    """Return the nodes right below `node`, in the order in which they are written.

    Examples
    --------
    >>> children(Not(Happened("signed")))
    (Happened(event='signed'),)
    """
    below: list[Node] = []
    for name in _PARTS.get(type(node)) or _parts(type(node)):
        value = getattr(node, name)
        if isinstance(value, Node):
            below.append(value)
        elif isinstance(value, tuple):
            below.extend(item for item in value if isinstance(item, Node))
    return tuple(below)


_PARTS: dict[type[Node], tuple[str, ...]] = {}


def _parts(kind: type[Node]) -> tuple[str, ...]:
    """Return the names of the fields that may hold nodes, looked up once per kind."""
    if kind not in _PARTS:
        _PARTS[kind] = tuple(
            name
            for name in kind.__struct_fields__
            if name not in kind.aside and _holds_nodes(kind.__annotations__[name])
        )
    return _PARTS[kind]


def _holds_nodes(hint: object) -> bool:
    """Whether a value of this type is a node, or may have one in it."""
    if isinstance(hint, type) and issubclass(hint, Node):
        return True
    return any(_holds_nodes(part) for part in get_args(hint))


def walk(node: Node) -> Iterator[Node]:
    """Yield `node` and every node below it, parents first.

    Examples
    --------
    >>> [type(n).__name__ for n in walk(Not(Happened("signed")))]
    ['Not', 'Happened']
    """
    todo: list[Node] = [node]
    while todo:
        top = todo.pop()
        yield top
        if _PARTS.get(type(top)) != ():  # most nodes are known to have nothing below them
            todo.extend(reversed(children(top)))
