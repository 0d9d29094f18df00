"""Whom a noun phrase means: names, pronouns, "both sides", "the communist nation"."""

import re
from dataclasses import replace
from typing import Any

from detente.evidence.discourse import Discourse, Named
from detente.evidence.grammar import ancestors, lemma, noun, subject_of
from detente.evidence.lexicon import words
from detente.evidence.names import Mention
from detente.evidence.paragraph import Paragraph
from detente.evidence.sorts import NEVER_MANY, OF_STATES_ONLY, OFFICES_WITH_ARTICLE

__all__ = ["Subjects"]

Token = Any
_FIRST = frozenset(["i", "we", "my", "our", "me", "us", "mine", "ours"])
_PERSON = frozenset(["he", "his", "him", "she", "her", "himself", "herself"])
_THING = frozenset(["they", "their", "them", "it", "its", "themselves", "itself"])
_SIDES = frozenset(["sides", "nations", "countries", "parties", "governments", "states"])
_LEADERS = frozenset(["leaders", "men", "presidents"])
_TALKS = frozenset(["talks", "negotiations"])
_STATE_NOUNS = frozenset(["nation", "country", "regime", "state", "kingdom", "group"])
_BOTH = re.compile(r"\b(?:both|two)\b")
_NATIVE = re.compile(
    r"(?:Foreign|Finance|Commerce|Trade|Defen[cs]e|Interior|Unification|Justice|Prime|Vice|National|Chief"
    r"|Supreme|Armed|Security|Ruling|General|Executive|External|Economy|Energy|Oil|Culture|Information)"
)
_SERVES = frozenset(["adviser", "advisor", "aide", "spokesman", "spokeswoman", "spokesperson"])
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
_FORMAL = frozenset(["willing", "ready", "prepared", "open", "set"])


class Subjects:
    """Resolves the noun phrases of one paragraph, given what the text has said before."""

    def __init__(self, paragraph: Paragraph, discourse: Discourse) -> None:
        self.paragraph = paragraph
        self.discourse = discourse
        self.sentence: Any = None
        self.sentence_number = 0
        self.introducing = False
        """Whether it is asked who a person is that the text names for the first time."""
        self.speakers: dict[tuple[int, int], Mention] = {}

    def enter(self, sentence: Any, number: int) -> None:
        """Begin a sentence."""
        self.sentence, self.sentence_number = sentence, number

    def note(self, sentence: Any, number: int) -> None:
        """Let the names of a sentence join what has been said."""
        at = self.paragraph.at
        for token in sentence:
            mention = at.get(token.i)
            if mention is not None and at.get(token.i - 1) is not mention:
                self.discourse.note(
                    Named(mention, self.paragraph.number, number, token.i, self._is_subject(token))
                )

    def _is_subject(self, token: Token) -> bool:
        at, head = self.paragraph.at, token
        while head.dep_ in ("compound", "amod", "poss", "nmod") and head.head.i in at:
            if at[head.head.i].party != at[token.i].party:
                break
            head = head.head
        if head.dep_ == "appos":
            head = head.head
        return head.dep_ in ("nsubj", "nsubjpass")

    def actors(self, verb: Token) -> tuple[tuple[Mention, ...], Token | None]:
        """Return who does what a verb says, and the token of its subject."""
        subject = subject_of(verb)
        if subject is None:
            return (), None
        if subject.lower_ in ("that", "which", "who") and subject.head.dep_ == "relcl":
            subject = subject.head.head
        if subject.dep_ == "expl" or self._formal(subject, verb):
            return (), subject
        passive = subject.dep_ == "nsubjpass" or (verb.tag_ == "VBN" and verb.dep_ == "acl")
        if passive:
            return self._agent(verb, subject), subject
        return self.phrase(subject), subject

    def _formal(self, subject: Token, verb: Token) -> bool:
        if subject.lower_ != "it":
            return False
        complement = any(
            c.dep_ in ("acomp", "attr") and lemma(c) not in _FORMAL for c in verb.children
        )
        return lemma(verb) in words("happen") or complement

    def _agent(self, verb: Token, subject: Token) -> tuple[Mention, ...]:
        for child in verb.children:
            if child.dep_ == "agent":
                return next((self.phrase(c) for c in child.children if c.dep_ == "pobj"), ())
        bound = lemma(verb) in {
            "oblige",
            "prepare",
            "force",
            "allow",
            "commit",
            "ready",
            "require",
            "expect",
            "set",
        }
        return self.phrase(subject) if bound and verb.dep_ != "acl" else ()

    def phrase(self, token: Token, depth: int = 0) -> tuple[Mention, ...]:
        """Return whom the noun phrase headed by `token` names, coordinated ones included."""
        if depth > 4:
            return ()
        found = self._head_of_phrase(token, depth)
        for child in token.children:
            if child.dep_ == "conj":
                found += tuple(m for m in self.phrase(child, depth + 1) if m not in found)
        return found

    def _head_of_phrase(self, token: Token, depth: int) -> tuple[Mention, ...]:  # noqa: PLR0911 - one guard a line
        mention = self.paragraph.at.get(token.i)
        if mention is not None:
            return (mention,)
        if token.pos_ == "PRON" or token.lower_ in _FIRST | _PERSON | _THING:
            return self._pronoun(token)
        word = token.lower_
        plural_sides = word in ("sides", "parties") and self._bare(token)
        if plural_sides and self.discourse.sides():
            return self.discourse.sides()
        if word in _SIDES | _LEADERS and _BOTH.search(" ".join(t.lower_ for t in token.subtree)):
            leaders = self.discourse.leaders() if word in _LEADERS else ()
            return leaders or self.discourse.sides()
        if word in _TALKS and not any(c.i in self.paragraph.at for c in token.subtree):
            return self.discourse.sides()
        called = self._inside(token, depth) or self._called(token)
        if called:
            return called
        if noun(token) in words("armed-group"):
            return self._group(token)
        if word in _STATE_NOUNS and any(c.lower_ in ("the", "this") for c in token.children):
            before = [n for n in self.here() if n.token < token.i and n.mention.kind == "party"]
            if before and not any(c.i in self.paragraph.at for c in token.children):
                return (before[-1].mention,)
        return self._inside(token, depth) or self._institution(token)

    def _group(self, token: Token) -> tuple[Mention, ...]:
        """Return which party "the rebels" are: of those that are no states, the one named last."""
        if any(
            c.lower_ in ("other", "armed", "several", "some", "many", "both")
            for c in token.children
        ):
            return ()
        groups = self.discourse.groups
        before = [n.mention for n in self._before(token) if n.mention.party in groups]
        party = before[-1].party if before else (groups[0] if len(groups) == 1 else "")
        return (Mention(0, 0, party, inferred=True),) if party else ()

    def _called(self, token: Token) -> tuple[Mention, ...]:
        """Return the party that a noun of its name means: "the front" for the Polisario Front."""
        word = noun(token)
        among = self.discourse.callings.get(word, ())
        before = [c for c in token.children if c.i < token.i]
        named = any(c.lower_ in _DEFINITE for c in before)
        if not among or not named or any(c.lower_ in _OTHERS for c in before):
            return ()
        if word in NEVER_MANY and token.tag_ in ("NNS", "NNPS"):
            return ()
        if any(c.text[:1].isupper() and c.i > token.sent.start and c.dep_ != "det" for c in before):
            return ()
        if len(among) == 1:
            return (Mention(0, 0, among[0], inferred=True),)
        last = self.discourse.last_of(among, lambda n: self._earlier(n, token))
        return (Mention(0, 0, last.party, inferred=True),) if last else ()

    def _earlier(self, named: Named, token: Token) -> bool:
        return named.paragraph < self.paragraph.number or named.token < token.i

    def _bare(self, token: Token) -> bool:
        """Whether a noun has nothing but an article: "the sides"."""
        return [c.lower_ for c in token.children if c.i < token.i] == ["the"]

    def _institution(self, token: Token) -> tuple[Mention, ...]:
        """Return whose "the ministry" is, if it has no name: the context's, as inferred."""
        word = lemma(token)
        if not self.introducing and any(c.lower_ in ("the", "this") for c in token.children):
            before = token.doc[token.i - 1].lower_
            titled = self.discourse.holder(word, before, (self.paragraph.number, token.i))
            if titled is not None:
                return (titled,)
        if word in words("utterance"):
            last = self.discourse.last_speaker or next(iter(self.discourse.topic), None)
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
        mention = self._whose(token, word)
        return (Mention(0, 0, mention.party, inferred=True),) if mention else ()

    def _whose(self, token: Token, word: str) -> Mention | None:
        """Return whose an institution is: what only states have is a state's."""
        states = self.discourse.of_sort("state") if word in OF_STATES_ONLY else ()
        if len(states) == 1:
            return Mention(0, 0, states[0])
        for found in (self._told_by(token), self._around(token)):
            if found is not None and (not states or found.party in states):
                return found
        return self.discourse.last_of(states, lambda n: self._earlier(n, token))

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
                if subject is None or subject is token or lemma(subject) in words("institution"):
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
        """Return the capital in "In Beijing, the ministry said"."""
        first = token.sent.start
        doc = token.doc
        if doc[first].lower_ not in ("in", "from") or first + 1 >= len(doc):
            return None
        mention = self.paragraph.at.get(first + 1)
        return (
            mention if mention is not None and mention.party and mention.kind == "party" else None
        )

    def _inside(self, token: Token, depth: int) -> tuple[Mention, ...]:
        """Return whom the parts of a phrase name: "Iran's ministry", "the government of Iran"."""
        owned = ("poss", "compound", "amod", "nmod", "appos")
        named = [
            child
            for child in token.children
            if child.dep_ in owned and (child.i in self.paragraph.at or child.pos_ == "PRON")
        ]
        found = (self.phrase(child, depth + 1) for child in named)
        first = next((mentions for mentions in found if mentions), ())
        if first:
            return first
        deeper = (self._of_part(child, depth) for child in token.children)
        return next((mentions for mentions in deeper if mentions), ())

    def _of_part(self, child: Token, depth: int) -> tuple[Mention, ...]:
        if child.dep_ == "appos":
            return self.phrase(child, depth + 1)
        serves = child.lower_ in ("to", "for") and lemma(child.head) in _SERVES
        if child.dep_ == "prep" and (serves or child.lower_ in ("of", "from", "between", "in")):
            parts = (self.phrase(p, depth + 1) for p in child.children if p.dep_ == "pobj")
            return next((mentions for mentions in parts if mentions), ())
        if child.dep_ == "poss" and noun(child) in words("armed-group"):
            return self._group(child)
        if child.dep_ in ("amod", "compound", "poss", "nmod") and depth < 2:
            return self._inside(child, depth + 1)
        return ()

    def here(self) -> list[Named]:
        """Return the names of this sentence."""
        number, paragraph = self.sentence_number, self.paragraph.number
        return [
            n for n in self.discourse.named[-40:]
            if n.paragraph == paragraph and n.sentence == number
        ]  # fmt: skip

    def person_before(self, token: Token) -> Named | None:
        """Return the person of a party who was last a subject, outside quotations."""
        quote_at, paragraph = self.paragraph.quote_at, self.paragraph.number
        there = [
            n for n in self._before(token)
            if n.subject and n.mention.person and n.mention.party
            and (n.paragraph < paragraph or quote_at(n.token) is None)
        ]  # fmt: skip
        return there[-1] if there else None

    def _before(self, token: Token) -> list[Named]:
        paragraph = self.paragraph.number
        return [
            n for n in self.discourse.named[-60:] if n.paragraph < paragraph or n.token < token.i
        ]

    def _pronoun(self, token: Token) -> tuple[Mention, ...]:
        word = token.lower_
        if word in _FIRST:
            quote = self.paragraph.quote_at(token.i)
            speaker = self.speakers.get((quote.start, quote.end)) if quote else None
            speaker = speaker or self.paragraph.issuer
            return (speaker,) if speaker and speaker.party else ()
        if word in _PERSON:
            return self._person(token)
        if word in _THING:
            return self._thing(token)
        return ()

    def _person(self, token: Token) -> tuple[Mention, ...]:
        bound = self._bound_by_report(token)
        if bound is not None and bound.person:
            return (bound,)
        persons = [n for n in self._before(token) if n.mention.person]
        quote = self.paragraph.quote_at(token.i)
        speaker = self.speakers.get((quote.start, quote.end)) if quote else None
        if speaker is not None:
            persons = [n for n in persons if n.mention.person != speaker.person]
        here = [n for n in persons if n.subject and self._same_sentence(n)]
        if here:
            return (here[-1].mention,)
        recent = [n for n in persons[-4:] if n.subject]
        chosen = recent or persons
        return (chosen[-1].mention,) if chosen else ()

    def _same_sentence(self, named: Named) -> bool:
        return (named.paragraph, named.sentence) == (self.paragraph.number, self.sentence_number)

    def _thing(self, token: Token) -> tuple[Mention, ...]:
        """Return whom "it" or "they" means: bound by a report, the topic, or the last subject."""
        bound = self._bound_by_report(token)
        if bound is not None and (not bound.person or token.lower_ == "they"):
            return (bound,)
        other = self._other_of_main_clause(token)
        if other is not None:
            return (other,)
        if token.i - token.sent.start <= 2 and self.discourse.topic:
            speaker = self._speaker_at(token)
            own = speaker.party if speaker is not None and token.lower_ != "it" else ""
            state = [m for m in self.discourse.topic if m.kind == "party" and m.party != own]
            if state:
                return (state[0],)
        return self._party_before(token)

    def _party_before(self, token: Token) -> tuple[Mention, ...]:
        """Return the party named last, rather as a subject; in a speech "they" are not the speaker."""
        parties = [
            n for n in self._before(token) if n.mention.kind == "party" and self._level(n, token)
        ]
        speaker = self._speaker_at(token)
        if speaker is not None and token.lower_ in ("they", "them", "their"):
            parties = [n for n in parties if n.mention.party != speaker.party]
            other = self.discourse.counterpart(speaker.party)
            if not parties and other is not None:
                return (other,)
        here = [n for n in parties if n.subject and self._same_sentence(n)]
        if here:
            return (here[-1].mention,)
        subjects = [n for n in parties if n.subject]
        if subjects:
            return (subjects[-1].mention,)
        return (parties[-1].mention,) if parties and token.lower_ not in ("it", "its") else ()

    def _speaker_at(self, token: Token) -> Mention | None:
        quote = self.paragraph.quote_at(token.i)
        return self.speakers.get((quote.start, quote.end)) if quote else None

    def _level(self, named: Named, token: Token) -> bool:
        """Whether a name may be meant from here: one inside a condition only from inside it."""
        if named.paragraph != self.paragraph.number:
            return True
        inside = self.paragraph.condition_at(named.token)
        return inside is None or inside == self.paragraph.condition_at(token.i) or not named.subject

    def _bound_by_report(self, token: Token) -> Mention | None:
        """Return the subject of the verb of saying above: "Iran said it would"."""
        owner = token.dep_ == "poss" and token.head.dep_ in ("nsubj", "nsubjpass")
        verb = token.head.head if owner else token.head
        if not (owner or token.dep_ in ("nsubj", "nsubjpass")) or self.paragraph.quote_at(token.i):
            return None
        if verb.dep_ == "conj":
            verb = verb.head
        above = verb.head
        saying = words("report") | words("speech") | words("mental")
        if verb.dep_ not in ("ccomp", "parataxis") or above is verb or lemma(above) not in saying:
            return None
        subject = subject_of(above)
        if subject is None or subject is token or token in subject.subtree:
            return None
        if subject.pos_ == "PRON":
            return self.discourse.last_speaker
        found = self.phrase(subject)
        return found[-1] if found and found[-1].kind != "media" else None

    def _other_of_main_clause(self, token: Token) -> Mention | None:
        """Return the other player in "it would sign if they did"."""
        verb = token.head
        if token.dep_ not in ("nsubj", "nsubjpass") or verb.dep_ != "advcl":
            return None
        main = subject_of(verb.head)
        if main is None or main.pos_ != "PRON" or main.lower_ == token.lower_:
            return None
        named = {m.party for m in self.phrase(main)}
        others = [m for m in self.discourse.sides() if m.party not in named]
        return others[0] if named and len(others) == 1 else None
