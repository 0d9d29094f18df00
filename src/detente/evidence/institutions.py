"""Whose "the ministry", "the army", "the rebels" and "the front" are."""

import re
from typing import Any

from msgspec.structs import replace

from detente.evidence.grammar import ancestors, lemma, noun, subject_of
from detente.evidence.lexicon import words
from detente.evidence.names import Mention
from detente.evidence.pronouns import Pronouns
from detente.evidence.sorts import NEVER_MANY, OF_STATES_ONLY, OFFICES_WITH_ARTICLE

__all__ = ["GROUPS", "Institutions", "is_post"]

Token = Any
_NATIVE = re.compile(
    r"(?:Foreign|Finance|Commerce|Trade|Defen[cs]e|Interior|Unification|Justice|Prime|Vice|National|Chief"
    r"|Supreme|Armed|Security|Ruling|General|Executive|External|Economy|Energy|Oil|Culture|Information)"
)
GROUPS = words("armed-group") | {
    "gunman", "fighter", "jihadi", "jihadist", "islamist", "extremist", "loyalist", "secessionist", "mutineer", "gang",
    "protester", "striker", "organisation", "organization", "resistance", "opposition", "dissident",
}  # fmt: skip
_UTTERANCES = words("utterance") | {
    "document",
    "paper",
    "text",
    "memo",
    "tweet",
    "post",
    "video",
    "broadcast",
}
_DOMESTIC = (
    "government",
    "cabinet",
    "army",
    "military",
    "parliament",
    "president",
    "premier",
    "police",
    "court",
)
_LEADS_TO_PLACE = frozenset(
    ["back", "over", "meanwhile", "but", "and", ",", "later", "also", "separately", "elsewhere"]
)
_DEFINITE = frozenset(["the", "this", "that", "these", "those", "its", "their"])
_OTHERS = frozenset(
    [
        "other",
        "another",
        "both",
        "all",
        "several",
        "some",
        "any",
        "no",
        "each",
        "every",
        "many",
        "two",
        "three",
        "rival",
    ]
)


class Institutions(Pronouns):
    """Nouns for what belongs to a party, where the text does not say to which."""

    def _group(self, token: Token) -> tuple[Mention, ...]:
        """Return which party "the rebels" are: of those that are no states, the one named last."""
        if any(
            c.lower_ in ("other", "armed", "several", "some", "many", "both")
            for c in token.children
        ):
            return ()
        groups = self.discourse.groups
        before = [n.mention for n in self._before(token) if n.mention.party in groups]
        most = [p for p in self.discourse.principals if p in groups] or [*groups[:1]]
        party = before[-1].party if before else next(iter(most), "")
        return (Mention(0, 0, party, inferred=True),) if party else ()

    def _owned(self, token: Token, owner: tuple[Mention, ...]) -> tuple[Mention, ...]:
        """Remember whose an institution is that the text names in full: "the Lebanese army"."""
        if owner and owner[0].party and noun(token) in words("institution") | words("post"):
            self.discourse.owners[noun(token)] = owner[0].party
        return owner

    def _called(self, token: Token) -> tuple[Mention, ...]:
        """Return the party that a noun of its name means: "the front" for the Polisario Front."""
        word = noun(token)
        among = self.discourse.callings.get(word, ())
        before = [c for c in token.children if c.i < token.i]
        named = any(c.lower_ in _DEFINITE for c in before)
        named = named or (
            token.text[:1].isupper() and token.i > token.sent.start and token.pos_ != "PROPN"
        )
        if not among or not named or any(c.lower_ in _OTHERS for c in before):
            return ()
        if word in NEVER_MANY and token.tag_ in ("NNS", "NNPS"):
            return ()
        if any(_foreign(c) and c.dep_ != "det" for c in before):
            return ()
        if len(among) == 1:
            return (Mention(0, 0, among[0], inferred=True),)
        last = self.discourse.last_of(among, lambda n: self._earlier(n, token))
        return (Mention(0, 0, last.party, inferred=True),) if last else ()

    def _institution(self, token: Token) -> tuple[Mention, ...]:
        """Return whose "the ministry" is, if it has no name: the context's, as inferred."""
        word = lemma(token)
        if not self.introducing and any(c.lower_ in ("the", "this") for c in token.children):
            before = token.doc[token.i - 1].lower_
            titled = self.discourse.holder(word, before, (self.paragraph.number, token.i))
            if titled is not None:
                return (titled,)
        if word in _UTTERANCES:
            topic = next(iter(self.discourse.topic), None)
            just = topic if self.discourse.topic_at == self.paragraph.number else None
            last = just or self.discourse.last_speaker or topic
            return (replace(last, inferred=True),) if last is not None else ()
        own = word in words("operation") and self._told_by(token) is not None
        posted = self.introducing and word in words("post")
        articled = word in OFFICES_WITH_ARTICLE and any(c.lower_ == "the" for c in token.children)
        if word not in words("institution") and not own and not posted and not articled:
            return ()
        foreign = any(
            c.dep_ in ("amod", "compound") and c.text[:1].isupper() and c.i > token.sent.start
            and not _NATIVE.match(c.text) for c in token.children
        )  # fmt: skip
        if foreign or any(c.lower_ in ("both", "other", "no", "any") for c in token.children):
            return ()
        of_state = [
            lemma(c) for c in token.children if c.dep_ == "compound" and lemma(c) in OF_STATES_ONLY
        ]
        mention = self._whose(token, of_state[0] if of_state else word)
        return (Mention(0, 0, mention.party, inferred=True),) if mention else ()

    def _whose(self, token: Token, word: str) -> Mention | None:
        """Return whose an institution is: what only states have is a state's."""
        states = self.discourse.of_sort("state") if word in OF_STATES_ONLY else ()
        if len(states) == 1:
            return Mention(0, 0, states[0])
        known = self._by_title(word) or self._home(states) or self._owned_before(token, word)
        if known is not None:
            return known
        for found in (self._told_by(token), self._around(token)):
            if found is not None and (not states or found.party in states):
                return found
        return self.discourse.last_of(states, lambda n: self._earlier(n, token))

    def _by_title(self, word: str) -> Mention | None:
        """Return the only party that the case names by this post."""
        titled = self.discourse.callings.get(word, ()) if word in words("post") else ()
        return Mention(0, 0, titled[0]) if len(titled) == 1 else None

    def _owned_before(self, token: Token, word: str) -> Mention | None:
        """Return whose such an institution was before, or the only state at home in the text."""
        owners = self.discourse.owners
        if self.introducing or self._place_of_sentence(token) is not None:
            return None
        at_home = {owners[w] for w in _DOMESTIC if w in owners} if word in _DOMESTIC else set()
        party = owners.get(word) or (at_home.pop() if len(at_home) == 1 else "")
        return Mention(0, 0, party) if party else None

    def _home(self, states: tuple[str, ...]) -> Mention | None:
        """Return the state that fights rebels, where the text is about such a conflict."""
        discourse = self.discourse
        rebels = discourse.of_sort("group", discourse.principals)
        own = [party for party in discourse.principals if party in states]
        return Mention(0, 0, own[0]) if rebels and len(own) == 1 else None

    def _told_by(self, token: Token) -> Mention | None:
        """Return who speaks where a noun stands in what is told or quoted."""
        quote = self.paragraph.quote_at(token.i)
        if quote is not None:
            return self.speakers.get((quote.start, quote.end))
        for one in list(ancestors(token))[1:]:
            above = one.head
            if one.dep_ in ("ccomp", "parataxis") and lemma(above) in words("report") | words(
                "speech"
            ):
                subject = subject_of(above)
                if subject is None or subject is token:
                    return None
                found = self.phrase(subject, 3)
                return found[0] if found and found[0].kind != "media" else None
        return None

    def _around(self, token: Token) -> Mention | None:
        """Return the party of the place a sentence opens with, else the one last acted."""
        place = self._place_of_sentence(token)
        if place is not None:
            return place
        if self.introducing:
            return self._around_person(token)
        quote_at, paragraph = self.paragraph.quote_at, self.paragraph.number
        before = [
            n for n in self._before(token)
            if n.subject and n.mention.party and n.mention.kind in ("party", "people", "person")
            and (n.paragraph < paragraph or quote_at(n.token) is None)
        ]  # fmt: skip
        if before and before[-1].paragraph >= paragraph - 1:
            return before[-1].mention
        return next((m for m in self.discourse.topic if m.party), None)

    def _around_person(self, token: Token) -> Mention | None:
        """Return whose "the army chief" is: of who acted just before, else of the dateline."""
        paragraph, begins = self.paragraph.number, token.sent.start
        acted = [
            n for n in self._before(token)
            if n.subject and n.mention.party and n.mention.kind != "media" and n.paragraph >= paragraph - 1
            and (n.paragraph < paragraph or (n.token < begins and self.paragraph.quote_at(n.token) is None))
        ]  # fmt: skip
        if acted and acted[-1].paragraph == paragraph:
            return acted[-1].mention
        place, discourse = self.discourse.place, self.discourse
        if place is not None and place.party in {one.party for one in discourse.sides()}:
            return place
        return acted[-1].mention if acted else next((m for m in discourse.topic if m.party), None)

    def _place_of_sentence(self, token: Token) -> Mention | None:
        """Return the capital in "In Beijing, the ministry said", "Back in Ankara, lawmakers"."""
        doc, first = token.doc, token.sent.start
        while first + 1 < len(doc) and doc[first].lower_ in _LEADS_TO_PLACE:
            first += 1
        if doc[first].lower_ not in ("in", "from", "for") or first + 1 >= len(doc):
            return self._place_of_verb(token)
        mention = self.paragraph.at.get(first + 1)
        named = mention is not None and mention.party and mention.kind == "party"
        return mention if named else None

    def _place_of_verb(self, subject: Token) -> Mention | None:
        """Return the capital in "the minister said in Stockholm"."""
        verb = subject.head
        if subject.dep_ != "nsubj" or lemma(verb) not in words("report"):
            return None
        for child in verb.children:
            if child.dep_ == "prep" and child.lower_ in ("in", "from"):
                there = [self.paragraph.at.get(c.i) for c in child.children if c.dep_ == "pobj"]
                return next((m for m in there if m and m.party and m.kind == "party"), None)
        return None


def _foreign(part: Token) -> bool:
    """Whether a word before a noun names somebody: "the French army", not "the Foreign Ministry"."""
    named = part.text[:1].isupper() and part.i > part.sent.start
    return bool(named and not _NATIVE.match(part.text))


def is_post(subject: Token) -> bool:
    """Whether a subject without a name is a person: "the envoy", "a senator", "the Secretary-General"."""
    return noun(subject) in words("post") | words("anonymous") or subject.lower_ in (
        "general",
        "secretary-general",
    )
