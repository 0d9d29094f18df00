"""Tier two, ``nlp``: rules over parsed sentences. Needs the extra ``detente[nlp]``."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from detente.case import Case
from detente.evidence.candidate import DEAL_KINDS
from detente.evidence.clauses import Reader
from detente.evidence.condition_claims import conditions
from detente.evidence.dates import dates_in
from detente.evidence.discourse import Discourse, Named
from detente.evidence.essay import argues
from detente.evidence.institutions import is_post
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
from detente.evidence.subjects import Subjects
from detente.evidence.turns import turns
from detente.evidence.zones import read_zones

__all__ = ["EXTRACTOR", "propose"]

EXTRACTOR = "rules+spacy/1"
_LABEL = 4  # words; a shorter title names a thing
_ANY_DAY = dt.date(2000, 1, 1)  # here only where dates stand counts
_CAPITALS = re.compile(r"\b[A-Z]{3,}\b")
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
        named = names.mentions(_CAPITALS.sub(lambda m: m.group().title(), paragraph.dateline))
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
    for number, sentence in enumerate(sentences):
        if len(sentence) > _LONGEST_SENTENCE:
            continue
        subjects.enter(sentence, number)
        speaking.quotations(paragraph.bounds(sentence)[1])
        reader = Reader(
            paragraph, subjects, speaking, dates, sentence, rules=RULES, noun_rule=named
        )
        found = list(reader.proposals())
        yield from found
        yield from conditions(paragraph, sentence, speaking, found)
        if paragraph.zone.kind == "headline" and paragraph.essay and not found:
            yield from _title(paragraph, number)
        elif paragraph.zone.kind == "headline" and not any(p.kind in DEAL_KINDS for p in found):
            yield from headline(paragraph.plain, paragraph.mentions, paragraph.bounds(sentence))
        _take_topic(subjects, sentence, number)


def _take_topic(subjects: Subjects, sentence: Any, number: int) -> None:
    """Remember whom a sentence was about, for the pronouns of the next."""
    discourse, paragraph = subjects.discourse, subjects.paragraph.number
    actors, subject = subjects.actors(sentence.root)
    if not actors or (subject is not None and subject.pos_ == "PRON"):
        until = subject.i if actors and subject is not None else sentence.end
        actors, subject = _first_named(sentence[: until - sentence.start], subjects)
    if not actors or subject is None or subject.pos_ == "PRON":
        return
    discourse.topic = tuple(replace(m, kind="party") if m.kind == "people" else m for m in actors)
    discourse.topic_at = paragraph
    if actors[0].end == 0 and actors[0].party:
        discourse.note_described(Named(actors[0], paragraph, number, subject.i, subject=True))
    discourse.topic_is_person = is_post(subject)
    discourse.topic_is_many = subject.tag_ == "NNS"


def _title(paragraph: Paragraph, number: int) -> Iterator[Proposal]:
    """Yield what the title of a column is: the author's opinion; no number of a report."""
    line = paragraph.plain
    if number or line.isupper() or any(letter.isdigit() for letter in line):
        return
    start, end = clipped(line, 0, len(line), 0)
    if len(line[start:end].split()) > _LABEL:
        yield Proposal(
            start=start,
            end=end,
            kind="opinion",
            rule="title",
            confidence=0.4,
            sentence=(0, len(line)),
        )


def _first_named(sentence: Any, subjects: Subjects) -> tuple[tuple[Mention, ...], Any]:
    """Return the first subject of a sentence that names a party, outside speech and conditions."""
    paragraph = subjects.paragraph
    for token in sentence:
        infinite = any(c.lower_ == "to" and c.dep_ == "aux" for c in token.head.children)
        if token.dep_ in ("nsubj", "attr") and token.pos_ in ("NOUN", "PROPN") and not infinite:
            spoken = paragraph.quote_at(token.i) is not None
            if not spoken and paragraph.condition_at(token.i) is None:
                found = subjects.phrase(token)
                if found and found[0].kind != "media":
                    return found, token
    return (), None


def _noted(sentences: list[Any], subjects: Subjects) -> None:
    for number, sentence in enumerate(sentences):
        subjects.note(sentence, number)
