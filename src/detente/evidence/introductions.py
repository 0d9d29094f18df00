"""Persons whom the sentences of a text introduce: a description beside the name says whose they are.

"Hamid Awaluddin, the head of the Indonesian delegation", "his spokesman, Stephane Dujarric", "Malik
Mahmud, who led the rebel team". Where the description names nobody ("the army chief, General Brawner"),
or an unnamed official has just spoken and a bare name follows, the party is inferred from the context.
"""

import re
from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from detente.evidence.discourse import Discourse, Titled
from detente.evidence.grammar import lemma
from detente.evidence.lexicon import words
from detente.evidence.names import Mention, name_in, short_name
from detente.evidence.paragraph import Paragraph
from detente.evidence.subjects import Subjects

__all__ = ["introduce"]

Token = Any
_ONE = r"[A-Z][a-z]+(?:['-][A-Za-z][a-z]*)?(?:[A-Z][a-z]+)?"
_NAMES = re.compile(rf"\b{_ONE}(?: (?:[A-Z]\. )?(?:al-|bin |van |de |von |el-)?{_ONE}){{0,4}}\b")
_LEADS = frozenset(["lead", "head", "represent", "chair", "command", "run", "serve"])
_BELONGS = ("appos", "compound", "amod", "nmod", "poss")


def introduce(paragraph: Paragraph, subjects: Subjects, discourse: Discourse) -> None:
    """Bind the persons named in a paragraph who are bound to no party yet."""
    subjects.introducing = True
    for first, last in _runs(paragraph):
        written = paragraph.plain[paragraph.starts[first] : paragraph.ends[last]]
        name = name_in(written)
        if name is None:
            continue
        begin = paragraph.ends[last] - len(name)
        start = next(n for n in range(first, last + 1) if paragraph.starts[n] >= begin)
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
                    before = paragraph.doc[child.i - 1].lower_ if child.i else ""
                    discourse.titled.append(Titled(word, before, paragraph.number, number, mention))


def _runs(paragraph: Paragraph) -> Iterator[tuple[int, int]]:
    """Yield the first and last tokens of names of persons that belong to nobody so far."""
    place = {start: number for number, start in enumerate(paragraph.starts)}
    close = {end: number for number, end in enumerate(paragraph.ends)}
    for match in _NAMES.finditer(paragraph.plain):
        first, last = place.get(match.start()), close.get(match.end())
        if first is None or last is None:
            continue
        mentions = [paragraph.at.get(number) for number in range(first, last + 1)]
        while first < last and _known(mentions[0]):  # "Thai Foreign Minister ..."
            first, mentions = first + 1, mentions[1:]
        named = paragraph.doc[last].pos_ == "PROPN" and paragraph.doc[last].is_alpha
        named = named or "-" in match.group().rpartition(" ")[2]
        named = named or any(mention is not None and mention.person for mention in mentions)
        if named and not any(_known(mention) for mention in mentions):
            yield first, last


def _known(mention: Mention | None) -> bool:
    """Whether a name belongs to somebody already."""
    return mention is not None and (mention.kind != "person" or bool(mention.party))


def _new(
    paragraph: Paragraph,
    subjects: Subjects,
    discourse: Discourse,
    tokens: tuple[int, int],
    name: str,
) -> Mention | None:
    first, last = tokens
    head = paragraph.doc[last]
    for _ in range(first, last):
        if head.head.i in range(first, last):
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
        if name.head.dep_ == "pobj":  # "its representative in Geneva, Salem Bachir"
            yield name.head.head.head
    for child in name.children:
        noun = child.pos_ in ("NOUN", "PROPN")
        office = lemma(child) in words("institution") | words("post") or child.dep_ == "appos"
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
