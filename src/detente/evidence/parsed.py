"""Tier two, ``nlp``: rules over parsed sentences. Needs the extra ``detente[nlp]``."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from detente.case import Case
from detente.evidence.candidate import DEAL_KINDS
from detente.evidence.clauses import Reader
from detente.evidence.conditions import Marked
from detente.evidence.dates import dates_in
from detente.evidence.discourse import Discourse
from detente.evidence.essay import argues
from detente.evidence.grammar import lemma
from detente.evidence.introductions import introduce
from detente.evidence.keywords import headline
from detente.evidence.names import Mention, Names
from detente.evidence.noun_rules import named
from detente.evidence.paragraph import Paragraph, paragraph_of, readied
from detente.evidence.parse import parser
from detente.evidence.proposal import Proposal, clipped, moved
from detente.evidence.quotes import straightened
from detente.evidence.rules import RULES
from detente.evidence.sorts import callings_of, sorts_of
from detente.evidence.speaking import Speaking
from detente.evidence.subjects import Subjects, is_post
from detente.evidence.turns import capitalised, turns
from detente.evidence.zones import read_zones

__all__ = ["EXTRACTOR", "propose"]

EXTRACTOR = "rules+spacy/1"
_ANY_DAY = dt.date(2000, 1, 1)  # here only where dates stand counts
_OWED = frozenset(["offer", "threat", "commitment", "demand", "statement"])
_LONGEST_SENTENCE = 300  # tokens; what is longer is a table or an attack, no sentence


def propose(text: str, names: Names, case: Case) -> Iterator[Proposal]:
    """Propose claims for a whole text, paragraph by paragraph."""
    discourse = Discourse(case.players)
    discourse.count(names.mentions(straightened(text)))
    discourse.sorts, discourse.callings = sorts_of(case), callings_of(case)
    for paragraph in _parsed(text, names):
        for one in _of_paragraph(paragraph, discourse, names):
            yield moved(one, paragraph.zone.start)


def _parsed(text: str, names: Names) -> Iterator[Paragraph]:
    nlp = parser()
    plain = straightened(text)
    parts = list(turns(text, plain, read_zones(text), names))
    paragraphs = [
        paragraph_of(text, plain, turn, n, names)
        for n, turn in enumerate(parts)
        if not turn.question
    ]
    essay = argues(plain, parts)
    for paragraph in paragraphs:
        paragraph.essay = essay
    docs = (readied(nlp, paragraph) for paragraph in paragraphs)
    for paragraph, (doc, starts) in zip(
        paragraphs, nlp.pipe(docs, as_tuples=True, batch_size=32), strict=True
    ):
        if len(doc):
            paragraph.take(doc, starts)
            yield paragraph


def _placed(paragraph: Paragraph, discourse: Discourse, names: Names) -> None:
    """Learn from a dateline in whose capital a report was written."""
    zone = paragraph.zone
    if zone.dateline:
        named = names.mentions(capitalised(paragraph.dateline))
        one = len({m.party for m in named if m.party}) == 1
        discourse.place = named[0] if one else None


def _of_paragraph(paragraph: Paragraph, discourse: Discourse, names: Names) -> Iterator[Proposal]:
    subjects = Subjects(paragraph, discourse)
    _placed(paragraph, discourse, names)
    if paragraph.answer and paragraph.speaker is None:
        paragraph.speaker = next(iter(discourse.introduced.values()), None)
    if paragraph.about is not None:
        discourse.topic, discourse.topic_at = (paragraph.about,), paragraph.number
    sentences = list(paragraph.doc.sents)
    _noted(sentences, subjects)
    introduce(paragraph, subjects, discourse)
    discourse.forget(paragraph.number)
    _noted(sentences, subjects)
    speaking = Speaking(paragraph, subjects, discourse)
    dates = dates_in(paragraph.plain, _ANY_DAY)
    if sentences:
        subjects.sentence = sentences[0]
    speaking.quotations()
    for number, sentence in enumerate(sentences):
        if len(sentence) > _LONGEST_SENTENCE:
            continue
        subjects.enter(sentence, number)
        reader = Reader(
            paragraph, subjects, speaking, dates, sentence, rules=RULES, noun_rule=named
        )
        found = list(reader.proposals())
        yield from found
        yield from _conditions(paragraph, sentence, speaking, found)
        if paragraph.zone.kind == "headline" and paragraph.essay and not found:
            yield _title(paragraph, sentence)
        elif paragraph.zone.kind == "headline" and not any(p.kind in DEAL_KINDS for p in found):
            yield from headline(paragraph.plain, paragraph.mentions, paragraph.bounds(sentence))
        actors, subject = subjects.actors(sentence.root)
        if actors and subject is not None and subject.pos_ != "PRON":
            discourse.topic, discourse.topic_at = actors, paragraph.number
            discourse.topic_is_person = is_post(subject)


def _title(paragraph: Paragraph, sentence: Any) -> Proposal:
    """Return what the title of a column is: the author's opinion."""
    first, last = paragraph.bounds(sentence)
    start, end = clipped(paragraph.plain, first, last, first)
    return Proposal(
        start=start, end=end, kind="opinion", rule="title", confidence=0.4, sentence=(first, last)
    )


def _noted(sentences: list[Any], subjects: Subjects) -> None:
    for number, sentence in enumerate(sentences):
        subjects.note(sentence, number)


def _conditions(
    paragraph: Paragraph,
    sentence: Any,
    speaking: Speaking,
    found: list[Proposal],
) -> Iterator[Proposal]:
    first, last = paragraph.bounds(sentence)
    advised = paragraph.essay and any(p.rule == "deontic" and p.kind == "opinion" for p in found)
    for one in paragraph.conditions:
        if first <= one.start < last and not (advised and one.flavour == "until"):
            yield _condition(paragraph, one, sentence, speaking, found)


def _condition(
    paragraph: Paragraph,
    one: Marked,
    sentence: Any,
    speaking: Speaking,
    found: list[Proposal],
) -> Proposal:
    subjects = speaking.subjects
    inside = [token for token in sentence if one.body <= paragraph.starts[token.i] < one.end]
    head = _head(inside) or sentence.root
    actors = _actors(paragraph, inside, head, subjects)
    gives = one.flavour in ("in_exchange", "if_to")
    main = next((p for p in found if p.condition == (one.start, one.end) and p.actors), None)
    if main is not None:
        actors = _of_main(one, main, inside, actors, subjects)
    subject = next((t for t in inside if t.dep_ in ("nsubj", "nsubjpass")), None)
    active = subject is not None and subject.dep_ == "nsubj" and subject.i in paragraph.at
    guessed = bool(actors) and (actors[0].inferred or not active)
    own = (
        main is not None
        and main.kind in _OWED
        and bool(actors)
        and actors[0].party == main.actors[0].party
    )
    if not gives and (not actors or (guessed and own)):
        actors = _left_open(main, found, subjects) or actors
    chain, speaker = speaking.chain(head)
    start, end = clipped(paragraph.plain, one.start, one.end, one.start)
    return Proposal(
        start=start, end=end, kind="offer" if gives else "condition", rule=f"condition:{one.flavour}",
        confidence=0.8, sentence=paragraph.bounds(sentence), actors=actors, chain=chain,
        speaker=speaker, quoted=paragraph.quote_at(head.i) is not None, modality="conditional",
        flavour=one.flavour,
    )  # fmt: skip


def _left_open(
    main: Proposal | None, found: list[Proposal], subjects: Subjects
) -> tuple[Mention, ...]:
    """Return who has to meet "if the terms are met": the other side of what depends on it, inferred."""
    if main is not None and main.target is not None and main.target.party:
        return (replace(main.target, inferred=True),)
    main = main or next((p for p in found if p.actors and p.kind != "opinion"), None)
    other = subjects.discourse.counterpart(main.actors[0].party) if main else None
    return (other,) if other else ()


def _of_main(
    one: Marked,
    main: Proposal,
    inside: list[Any],
    actors: tuple[Mention, ...],
    subjects: Subjects,
) -> tuple[Mention, ...]:
    """Return who is meant where the main clause decides it: what is asked for an offer, others give."""
    subject = next((t for t in inside if t.dep_ in ("nsubj", "nsubjpass")), None)
    gives = main.kind in ("offer", "threat", "commitment")
    own = {m.party for m in main.actors}
    others = [m for m in subjects.discourse.sides() if m.party not in own]
    other = (main.target,) if main.target is not None else tuple(others[:1])
    if one.flavour == "in_exchange" and (
        not actors or (subject is None and own & {m.party for m in actors})
    ):
        return other if gives else main.actors
    pronoun = subject is not None and subject.lower_ in ("it", "they") and one.flavour != "if_to"
    if pronoun and gives and own & {m.party for m in actors}:
        return other or actors
    return actors


def _head(inside: list[Any]) -> Any:
    """Return the token of the condition whose head lies outside it."""
    numbers = {token.i for token in inside}
    heads = [token for token in inside if token.head.i not in numbers or token.head is token]
    verbs = [token for token in heads if token.pos_ in ("VERB", "AUX")]
    return next(iter(verbs or heads), None)


def _actors(
    paragraph: Paragraph, inside: list[Any], head: Any, subjects: Subjects
) -> tuple[Mention, ...]:
    subject = next((t for t in inside if t.dep_ in ("nsubj", "nsubjpass")), None)
    if subject is not None:
        verb = subject.head
        if subject.dep_ == "nsubjpass":
            return subjects.actors(verb)[0]
        named = subjects.phrase(subject)
        if named:
            return named
    if lemma(head) and head.pos_ == "VERB":
        return subjects.actors(head)[0]
    owner = [paragraph.at[t.i] for t in inside if t.i in paragraph.at]
    return tuple(owner[:1])
