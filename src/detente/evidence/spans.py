"""Which words of a clause a claim quotes."""

from typing import Any

from detente.evidence.paragraph import Paragraph
from detente.evidence.proposal import clipped

__all__ = ["clause_span", "token_span"]

Token = Any
_FAR = 12
_ASIDE = 8  # words


def clause_span(
    paragraph: Paragraph, verb: Token, *, left: Token | None = None, coordinated: bool = False
) -> tuple[int, int]:
    """Return the span of the clause that `verb` heads, from its subject `left` if that is near.

    Clauses with a word of their own (if, when, because) and coordinated clauses are left out.
    """
    apart = _apart(verb, coordinated=coordinated)
    inside = {token.i for token in verb.subtree} - apart
    first = last = verb.i
    while first - 1 in inside:
        first -= 1
    while last + 1 in inside:
        last += 1
    first = _from_subject(verb, left, first, inside)
    first = _after_introduction(verb, first)
    doc = paragraph.doc
    first = _near(verb, first)
    while first < verb.i and (
        doc[first].is_punct or doc[first].dep_ in ("cc", "mark") or doc[first].tag_ == "WRB"
    ):
        first += 1
    while last > verb.i and (doc[last].is_punct or doc[last].dep_ == "cc"):
        last -= 1
    return token_span(paragraph, first, last, verb.i)


def _near(verb: Token, first: int) -> int:
    """Begin nearer to the verb, where a long aside stands between it and where the span begins."""
    doc = verb.doc
    if sum(doc[n].is_alpha for n in range(first, verb.i)) <= _ASIDE:
        return first
    own = next(
        (c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass") and c.i < verb.i), None
    )
    if own is not None and first < own.left_edge.i and verb.i - own.left_edge.i <= _ASIDE:
        return int(own.left_edge.i)
    commas = [n for n in range(first, verb.i) if doc[n].text == ","]
    return commas[-1] + 1 if commas and commas[-1] + 1 > first else first


def _from_subject(verb: Token, left: Token | None, first: int, inside: set[int]) -> int:
    if left is None or left.i >= first:
        return first
    begin = left.left_edge.i
    if not verb.sent.start <= begin < first:
        return first
    gap = any(number not in inside for number in range(begin, first))
    return first if gap and (first - begin > _FAR or _shared(verb, left)) else begin


def _shared(verb: Token, left: Token) -> bool:
    """Whether another clause with the same subject stands between: "it asked for aid and vowed to go"."""
    return bool(
        verb.dep_ == "conj" and left.i < verb.head.i < verb.i and verb.head.pos_ in ("VERB", "AUX")
    )


def _after_introduction(verb: Token, first: int) -> int:
    """Leave out what stands before the subject and a comma: "Since the summit, Iran ..."."""
    own = next(
        (c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass") and c.i < verb.i), None
    )
    if own is None:
        return first
    begin = own.left_edge.i
    comma = any(verb.doc[number].text == "," for number in range(first, begin))
    return begin if comma else first


def _apart(verb: Token, *, coordinated: bool) -> set[int]:
    apart: set[int] = set()
    for child in verb.children:
        marked = any(c.dep_ in ("mark", "advmod") and c.i < child.i for c in child.children)
        beside = child.dep_ == "advcl" and (marked or child.i < verb.i)
        own = child.dep_ == "conj" and child.pos_ in ("VERB", "AUX")
        own = own and (
            not coordinated or any(c.dep_ in ("nsubj", "nsubjpass") for c in child.children)
        )
        if beside or own or child.dep_ == "parataxis":
            apart |= {token.i for token in child.subtree}
        if child.dep_ == "mark" or (child.dep_ == "cc" and not coordinated):
            apart.add(child.i)
    return apart


def token_span(paragraph: Paragraph, first: int, last: int, keep: int) -> tuple[int, int]:
    """Return the span of tokens, cut where a condition begins and to few enough words."""
    start, end = paragraph.starts[first], paragraph.ends[last]
    place = paragraph.starts[keep]
    for one in paragraph.conditions:
        if place < one.start < end:
            end = one.start
        if one.start <= start < one.end <= place:
            start = one.end
    while start < place and paragraph.plain[start] in ' ,;:"-':
        start += 1
    return clipped(paragraph.plain, start, end, place)
