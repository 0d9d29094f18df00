"""What the parser does at each rule: children of a rule -> a node of the tree with its place."""

from typing import Any, NamedTuple

from msgspec.structs import replace

from detente.conditions.tree import (
    And,
    AtLeast,
    Claimed,
    ClauseIs,
    Compare,
    Constant,
    Deadline,
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
    Span,
    TermIs,
    Unless,
    Verification,
    Verified,
)
from detente.conditions.words import ConditionError

__all__ = ["Builder", "Piece"]


class Piece(NamedTuple):
    """A node, with the code points it covers together with the brackets around it."""

    node: Node
    start: int
    end: int


class _Names(NamedTuple):
    """Names joined by ``|``."""

    names: tuple[str, ...]
    spans: tuple[Span, ...]
    start: int
    end: int


def _of(child: Any) -> Span:
    return child.start, child.end


def _span(children: list[Any]) -> Span:
    return children[0].start, children[-1].end


def _texts(words: list[Any]) -> tuple[str, ...]:
    return tuple(word.text for word in words)


def _piece(children: list[Any], node: Node) -> Piece:
    start, end = _span(children)
    return Piece(replace(node, span=(start, end)), start, end)


def _nodes(children: list[Any]) -> tuple[Node, ...]:
    return tuple(child.node for child in children if isinstance(child, Piece))


def _whole(token: Any) -> int:
    text = token.text
    if not text.isdigit() or len(text) > 6:
        raise ConditionError(
            f"expected a whole number of at most six digits, got '{text}'", "", *_of(token)
        )
    return int(text)


class Builder:
    """One method per rule of the grammar; each gets the children and returns a :class:`Piece`."""

    def bracket(self, c: list[Any]) -> Piece:
        """``( A )``: the node keeps its own place."""
        return Piece(c[1].node, *_span(c))

    def if_(self, c: list[Any]) -> Piece:
        """``A if B``."""
        return _piece(c, If(*_nodes(c)))

    def iff(self, c: list[Any]) -> Piece:
        """``A iff B``."""
        return _piece(c, Iff(*_nodes(c)))

    def unless(self, c: list[Any]) -> Piece:
        """``A unless B``."""
        return _piece(c, Unless(*_nodes(c)))

    def or_(self, c: list[Any]) -> Piece:
        """``A or B or C``."""
        return _piece(c, Or(_nodes(c)))

    def and_(self, c: list[Any]) -> Piece:
        """``A and B and C``."""
        return _piece(c, And(_nodes(c)))

    def not_(self, c: list[Any]) -> Piece:
        """``not A``."""
        return _piece(c, Not(*_nodes(c)))

    def held(self, c: list[Any]) -> Piece:
        """``A for 30 days``."""
        return _piece(c, Held(c[0].node, c[2].node))

    def once(self, c: list[Any]) -> Piece:
        """``A in last 30 days``."""
        return _piece(c, Once(c[0].node, c[3].node))

    def verified(self, c: list[Any]) -> Piece:
        """``A verified by V|W``."""
        return _piece(c, Verified(c[0].node, c[3].names, None, c[3].spans))

    def verified_in_last(self, c: list[Any]) -> Piece:
        """``A verified by V in last 30 days``."""
        return _piece(c, replace(c[0].node, within=c[3].node))

    def claimed(self, c: list[Any]) -> Piece:
        """``A claimed by P``."""
        return _piece(c, Claimed(c[0].node, c[3].text, _of(c[3])))

    def compare_level(self, c: list[Any]) -> Piece:
        """``lever >= level``."""
        return _piece(c, Compare(c[0].text, c[1].text, c[2].text, None, _of(c[2])))

    def compare_number(self, c: list[Any]) -> Piece:
        """``quantity >= 50 t``."""
        unit = c[3].text if len(c) > 3 else None
        return _piece(c, Compare(c[0].text, c[1].text, float(c[2].text), unit, _span(c[2:])))

    def happened(self, c: list[Any]) -> Piece:
        """``event(signed)``."""
        return _piece(c, Happened(c[2].text, _of(c[2])))

    def clause_is(self, c: list[Any]) -> Piece:
        """``fulfilled(freeze)``."""
        return _piece(c, ClauseIs(c[0].text, c[2].text, _of(c[2])))

    def since(self, c: list[Any]) -> Piece:
        """``60 days since signed``."""
        return _piece(c, Since(c[0].node, c[2].text, _of(c[2])))

    def at_least(self, c: list[Any]) -> Piece:
        """``at least 2 of (A; B; C)``."""
        return _piece(c, AtLeast(_whole(c[2]), _nodes(c)))

    def always(self, c: list[Any]) -> Piece:
        """``always``."""
        return _piece(c, Constant(value=True))

    def never(self, c: list[Any]) -> Piece:
        """``never``."""
        return _piece(c, Constant(value=False))

    def term(self, c: list[Any]) -> Piece:
        """``denuclearised as usa_reading``."""
        if len(c) == 1:
            return _piece(c, TermIs(c[0].text))
        return _piece(c, TermIs(c[0].text, c[2].text, _of(c[2])))

    def names(self, c: list[Any]) -> _Names:
        """``iaea|unscom``."""
        return _Names(_texts(c[::2]), tuple(map(_of, c[::2])), *_span(c))

    def duration(self, c: list[Any]) -> Piece:
        """``60 days``, ``5 business days``."""
        unit = c[-1].text.removesuffix("s") + "s"
        if len(c) == 3 and unit != "days":
            raise ConditionError(
                f"expected business days, got 'business {c[2].text}'", "", *_span(c)
            )
        return _piece(c, Duration(_whole(c[0]), f"business {unit}" if len(c) == 3 else unit))

    def deadline(self, c: list[Any]) -> Piece:
        """``60 days of signed``."""
        event = None if c[2].text == "trigger" else c[2].text
        return _piece(c, Deadline(c[0].node, event, _of(c[2])))

    def verification(self, c: list[Any]) -> Piece:
        """``by iaea within 30 days``."""
        within = c[3].node if len(c) > 3 else None
        return _piece(c, Verification(c[1].names, within, c[1].spans))

    def effect(self, c: list[Any]) -> Piece:
        """``coal_ban = suspended and textile_ban = suspended``."""
        for compare in c[1::4]:
            if compare.text != "=":
                raise ConditionError(
                    f"unexpected '{compare.text}'; expected =",
                    "what a party does is written lever = level",
                    *_of(compare),
                )
        settings = tuple(zip(_texts(c[::4]), _texts(c[2::4]), strict=True))
        spans = tuple(zip(map(_of, c[::4]), map(_of, c[2::4]), strict=True))
        return _piece(c, Effect(settings, spans))
