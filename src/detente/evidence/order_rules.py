"""Rules for imperatives: "free the crew", "free the crew and we will talk", "leave, or we will fire"."""

from typing import Any

from msgspec.structs import replace

from detente.evidence.clauses import Clause, Reader
from detente.evidence.grammar import lemma, modal_of
from detente.evidence.lexicon import words
from detente.evidence.names import Mention
from detente.evidence.proposal import Proposal
from detente.evidence.spans import clause_span

__all__ = ["order"]

Token = Any


def order(reader: Reader, clause: Clause) -> list[Proposal] | None:
    """Find what somebody quoted orders: a demand, or a condition if a promise is joined to it."""
    verb = clause.verb
    if not _imperative(verb) or clause.word in words("no-order"):
        return None
    speaker = clause.speaker
    if speaker is None and reader.paragraph.essay and clause.authors:
        return [reader.made(clause, "opinion", "author-order", 0.5, actors=(), modality="advised")]
    if speaker is None or not speaker.party or clause.authors or not _said(reader, clause):
        return None
    other = reader.subjects.discourse.counterpart(speaker.party)
    then = next((c for c in verb.children if c.dep_ == "conj" and modal_of(c) == "will"), None)
    span = clause_span(reader.paragraph, verb)
    if then is None:
        return reader.only(clause, reader.made(clause, "demand", "order", 0.6, span=span,
                                               actors=(speaker,), modality="wanted"))  # fmt: skip
    reader.done.add(then.i)
    either = any(c.dep_ == "cc" and c.lower_ == "or" for c in verb.children)
    kinds = ("demand", "threat") if either else ("condition", "offer")
    first = reader.made(
        clause, kinds[0], "order-and", 0.6, span=span, actors=_who(kinds[0], speaker, other)
    )
    second = reader.made(
        reader.seen(then), kinds[1], "order-then", 0.6, actors=(speaker,), modality="conditional"
    )
    if kinds[0] == "condition":
        first = replace(first, flavour="if")
        second = replace(second, condition=(first.start, first.end))
    return [first, second]


def _who(kind: str, speaker: Mention, other: Mention | None) -> tuple[Mention, ...]:
    """Return who is to act: of a condition the other side, inferred."""
    if kind != "condition":
        return (speaker,)
    return (replace(other, inferred=True),) if other is not None else ()


def _imperative(verb: Token) -> bool:
    """Whether a verb in its base form has neither subject nor auxiliary and opens its clause."""
    told = verb.dep_ in ("xcomp", "advcl") and lemma(verb.head) in words("report")
    if verb.tag_ not in ("VB", "VBP") or not (told or verb.dep_ in ("ROOT", "ccomp", "parataxis")):
        return False
    if any(
        c.dep_ in ("nsubj", "nsubjpass", "expl", "csubj", "aux", "auxpass") for c in verb.children
    ):
        negative = [c.lower_ for c in verb.children if c.dep_ == "aux"]
        return negative == ["do"] and not any(c.dep_ in ("nsubj", "expl") for c in verb.children)
    before = verb.doc[verb.i - 1] if verb.i > verb.sent.start else None
    return before is None or not (
        before.is_alpha and before.pos_ in ("NOUN", "PROPN", "PRON", "PART")
    )


def _said(reader: Reader, clause: Clause) -> bool:
    paragraph = reader.paragraph
    return clause.quoted or paragraph.speaker is not None or paragraph.issuer is not None
