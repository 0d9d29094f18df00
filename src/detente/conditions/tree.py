"""The node types of the condition language, in which things are said about the world.

A condition is a tree of frozen nodes. ``span`` is the half-open range of code points that a node
covers in the text it was read from; it takes no part in equality, so a tree that was printed and
read again equals the first one. Brackets around a node are no part of its span. ``name_span`` and
its like cover a single name, for messages that point at it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import get_args

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """Base of all nodes."""

    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Constant(Node):
    """``always`` (true) or ``never`` (false)."""

    value: bool


@dataclass(frozen=True, slots=True)
class Compare(Node):
    """``lever OP level``, or ``quantity OP number [unit]`` for a lever that is an amount.

    ``op`` is one of ``>= <= = != > <``; levels are ordered as the lever declares them.
    ``level`` is the level's name, or a number for a quantity, whose ``unit`` may be named.
    """

    lever: str
    op: str
    level: str | float
    unit: str | None = None
    level_span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class TermIs(Node):
    """A term of the case, by its bare name; ``reading`` where ``as READING`` names one."""

    term: str
    reading: str | None = None
    reading_span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Disputed(Node):
    """A term whose readings (the parts) are all open: true or false where they agree, else unknown.

    It has no form of its own in the language: :func:`detente.conditions.settle` puts it in place of
    a term that is used without saying whose reading is meant.
    """

    term: str
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Happened(Node):
    """``event(NAME)``."""

    event: str
    name_span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ClauseIs(Node):
    """``fulfilled(CLAUSE)``, ``breached(CLAUSE)`` ...: the clause is in that status."""

    status: str
    clause: str
    name_span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Duration(Node):
    """``60 days``. ``unit``: hours, days, weeks, months, years or business days."""

    count: int
    unit: str


@dataclass(frozen=True, slots=True)
class Since(Node):
    """``60 days since EVENT``: that much time has passed."""

    duration: Duration
    event: str
    name_span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class AtLeast(Node):
    """``at least N of (A; B; C)``."""

    count: int
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class And(Node):
    """All of the parts (two or more)."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or(Node):
    """One of the parts at least (two or more)."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not(Node):
    """``not A``."""

    part: Node


@dataclass(frozen=True, slots=True)
class If(Node):
    """``A if B``: A or not B. True wherever B is false."""

    part: Node
    given: Node


@dataclass(frozen=True, slots=True)
class Iff(Node):
    """``A iff B``: both or neither."""

    part: Node
    other: Node


@dataclass(frozen=True, slots=True)
class Unless(Node):
    """``A unless B``: A or B."""

    part: Node
    exception: Node


@dataclass(frozen=True, slots=True)
class Held(Node):
    """``A for 30 days``: held throughout the last 30 days."""

    part: Node
    duration: Duration


@dataclass(frozen=True, slots=True)
class Once(Node):
    """``A in last 30 days``: true at least once in them."""

    part: Node
    duration: Duration


@dataclass(frozen=True, slots=True)
class Verified(Node):
    """``A verified by V|W [in last 30 days]``: V's or W's findings alone make A true."""

    part: Node
    by: tuple[str, ...]
    within: Duration | None = None
    name_spans: tuple[Span, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Claimed(Node):
    """``A claimed by P``: P's own entries alone make A true."""

    part: Node
    by: str
    name_span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Deadline(Node):
    """``60 days of EVENT`` or ``30 days of trigger``; ``event`` is None for ``trigger``."""

    duration: Duration
    event: str | None
    name_span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Verification(Node):
    """``by iaea|unscom [within 30 days]``."""

    by: tuple[str, ...]
    within: Duration | None = None
    name_spans: tuple[Span, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Effect(Node):
    """``lever = level``, or several joined by ``and``: what a party does. Pairs (lever, level)."""

    settings: tuple[tuple[str, str], ...]
    setting_spans: tuple[tuple[Span, Span], ...] = field(default=(), compare=False, repr=False)


def children(node: Node) -> tuple[Node, ...]:
    """Return the nodes right below `node`, in the order in which they are written.

    Examples
    --------
    >>> children(Not(Happened("signed")))
    (Happened(event='signed'),)
    """
    below: list[Node] = []
    for name in _parts(type(node)):
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
        _PARTS[kind] = tuple(part.name for part in fields(kind) if _holds_nodes(part.type))
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
        todo.extend(reversed(children(top)))
