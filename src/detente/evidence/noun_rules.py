"""Rules for nouns that name a meeting or an act, outside the clause that performs it."""

from collections.abc import Iterator
from typing import Any

from detente.evidence.clauses import Reader
from detente.evidence.grammar import (
    lemma,
)
from detente.evidence.lexicon import NOMINAL_ACTS, Row, words
from detente.evidence.names import Mention
from detente.evidence.proposal import Proposal

__all__ = ["named"]

Token = Any
_NOUNS = {word: row for row in NOMINAL_ACTS for word in row.words.split()}


def named(reader: Reader, token: Token) -> Iterator[Proposal]:
    """Find what a noun names, if no clause has performed it."""
    if token.pos_ not in ("NOUN", "PROPN") or token.dep_ == "compound":
        return
    if lemma(token) in words("event-noun"):
        yield from _meeting(reader, token)
    row = _NOUNS.get(lemma(token))
    if row is not None and token.dep_ in ("nsubj", "nsubjpass", "dobj", "pobj"):
        yield from _named_act(reader, token, row)


def _meeting(reader: Reader, token: Token) -> Iterator[Proposal]:
    """Find "his summit with Kim last year": with whom, and dated."""
    actors: tuple[Mention, ...] = ()
    with_whom = False
    for child in token.children:
        if child.dep_ == "poss":
            actors += reader.subjects.phrase(child)
        if child.dep_ == "prep" and child.lower_ in ("with", "between"):
            with_whom = True
            actors += tuple(
                m for c in child.children if c.dep_ == "pobj" for m in reader.subjects.phrase(c)
            )
    first, last = token.left_edge.i, token.right_edge.i
    begin, end = reader.paragraph.starts[first], reader.paragraph.ends[last]
    if with_whom and actors and any(begin <= date.start <= end + 20 for date in reader.dates):
        yield reader.of_noun(token, "action", "meeting", 0.6, actors)


def _named_act(reader: Reader, token: Token, row: Row) -> Iterator[Proposal]:
    """Find "U.S. calls for pressure", "the offer made by Iran" outside a clause about it."""
    content = any(
        (c.dep_ == "prep" and c.lower_ in ("for", "of", "to", "against"))
        or c.dep_ in ("acl", "relcl")
        for c in token.children
    )
    actors = reader.owner(token)
    if content and actors and token.dep_ not in ("nsubj", "nsubjpass"):
        yield reader.of_noun(token, row.kind, row.name, row.confidence - 0.2, actors)
