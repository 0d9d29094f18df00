"""Persons whom the sentences of a text introduce: a description beside the name says whose they are.

"Hamid Awaluddin, the head of the Indonesian delegation", "his spokesman, Stephane Dujarric", "Malik
Mahmud, who led the rebel team". Where the description names nobody ("the army chief, General Brawner"),
or an unnamed official has just spoken and a bare name follows, the party is inferred from the context.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from detente.evidence.discourse import Discourse
from detente.evidence.grammar import lemma
from detente.evidence.lexicon import words
from detente.evidence.names import Mention, name_in, short_name
from detente.evidence.paragraph import Paragraph
from detente.evidence.subjects import Subjects

__all__ = ["introduce"]

Token = Any
_NAME = re.compile(r"[A-Z](?:[a-z]|['-][A-Za-z])[\w'-]*$|[A-Z]\.$|al-[A-Z]\w+$")
_LEADS = frozenset(["lead", "head", "represent", "chair", "command", "run", "serve"])
_BELONGS = ("appos", "compound", "amod", "nmod", "poss")


def introduce(paragraph: Paragraph, subjects: Subjects, discourse: Discourse) -> None:
    """Bind the persons named in a paragraph who are bound to no party yet."""
    subjects.introducing = True
    for first, last in _runs(paragraph):
        written = " ".join(paragraph.doc[n].text for n in range(first, last + 1))
        name = name_in(written)
        if name is None:
            continue
        start = last + 1 - len(name.split())
        known = discourse.introduced.get(name) or discourse.introduced.get(name.split()[-1])
        mention = known or _new(paragraph, subjects, discourse, (start, last), name)
        if mention is not None:
            _enter(paragraph, discourse, mention, name, (start, last))
    subjects.introducing = False
    _title(paragraph, discourse)


def _title(paragraph: Paragraph, discourse: Discourse) -> None:
    """Remember who is the minister, the general, the envoy."""
    for number, mention in paragraph.at.items():
        if not mention.person or not mention.party or paragraph.at.get(number + 1) is mention:
            continue
        for child in paragraph.doc[number].children:
            if child.dep_ in ("compound", "appos", "amod") and child.pos_ in ("NOUN", "PROPN"):
                word = lemma(child)
                if word in words("post"):
                    discourse.titled[word] = mention


def _runs(paragraph: Paragraph) -> Iterator[tuple[int, int]]:
    """Yield the first and last tokens of names of persons that belong to nobody so far."""
    doc, at = paragraph.doc, paragraph.at
    first: int | None = None
    for number in range(len(doc) + 1):
        open_ = number < len(doc) and _could_be_name(doc[number], at.get(number))
        if open_ and first is None:
            first = number
        elif not open_ and first is not None:
            yield first, number - 1
            first = None


def _could_be_name(token: Token, mention: Mention | None) -> bool:
    if mention is not None:
        return mention.kind == "person" and not mention.party
    return token.pos_ == "PROPN" and _NAME.match(token.text) is not None


def _new(
    paragraph: Paragraph,
    subjects: Subjects,
    discourse: Discourse,
    tokens: tuple[int, int],
    name: str,
) -> Mention | None:
    first, last = tokens
    head = paragraph.doc[last]
    while head.i > first and head.head.i in range(first, last):
        head = head.head
    party, inferred = _described(paragraph, subjects, head)
    if party is None and " " in name and discourse.official is not None and _speaks(head):
        party, inferred = discourse.official.party, True
    if party is None:
        return None
    start, end = paragraph.starts[first], paragraph.ends[last]
    return Mention(start, end, party, short_name(name), "person", inferred)


def _described(paragraph: Paragraph, subjects: Subjects, name: Token) -> tuple[str | None, bool]:
    """Return the party that the description beside a name gives, and whether it is inferred."""
    for description in _descriptions(name):
        for mention in subjects.phrase(description):
            if mention.party and mention.kind != "media":
                return mention.party, mention.inferred
    for child in name.children:
        if child.dep_ == "relcl" and lemma(child) in _LEADS:
            led = next((c for c in child.children if c.dep_ in ("dobj", "prep")), None)
            inside = [paragraph.at[t.i] for t in led.subtree if t.i in paragraph.at] if led else []
            if inside and inside[0].party:
                return inside[0].party, False
    return None, False


def _descriptions(name: Token) -> Iterator[Token]:
    """Yield the nouns that say what a person is: in apposition or before the name."""
    if name.dep_ == "appos" and name.head.pos_ in ("NOUN", "PROPN"):
        yield name.head
    for child in name.children:
        noun = child.pos_ in ("NOUN", "PROPN")
        office = lemma(child) in words("institution") or child.dep_ == "appos"
        if noun and child.dep_ in _BELONGS and office:
            yield child


def _speaks(name: Token) -> bool:
    saying = words("report") | words("speech")
    return (name.dep_ == "nsubj" and lemma(name.head) in saying) or (
        name.dep_ == "dobj" and lemma(name.head) in saying and name.i > name.head.i
    )


def _enter(
    paragraph: Paragraph,
    discourse: Discourse,
    mention: Mention,
    name: str,
    tokens: tuple[int, int],
) -> None:
    first, last = tokens
    here = replace(mention, start=paragraph.starts[first], end=paragraph.ends[last])
    for number in range(first, last + 1):
        paragraph.at[number] = here
    paragraph.mentions = sorted(
        [*(m for m in paragraph.mentions if m.end <= here.start or m.start >= here.end), here],
        key=lambda m: m.start,
    )
    discourse.introduced.setdefault(name, mention)
    discourse.introduced.setdefault(name.rsplit(maxsplit=1)[-1], mention)
