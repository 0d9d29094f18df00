"""Whom "he", "it", "they" and "our" mean, given what a text has said before."""

from typing import Any

from detente.evidence.discourse import Discourse, Named
from detente.evidence.grammar import ancestors, lemma, subject_of
from detente.evidence.lexicon import words
from detente.evidence.names import Mention
from detente.evidence.paragraph import Paragraph

__all__ = ["FIRST", "PERSON", "THING", "Pronouns"]

Token = Any
FIRST = frozenset(["i", "we", "my", "our", "me", "us", "mine", "ours"])
PERSON = frozenset(["he", "his", "him", "she", "her", "himself", "herself"])
THING = frozenset(["they", "their", "them", "it", "its", "themselves", "itself"])


class Pronouns:
    """The names of one paragraph and of what came before, and the pronouns that stand for them."""

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
        if head.dep_ in ("poss", "amod", "compound") and (
            lemma(head.head) in words("institution") | words("post")
            or (head.head.dep_ == "nsubj" and lemma(head.head.head) in words("report"))
        ):
            head = head.head
        if head.dep_ == "appos":
            head = head.head
        if head.dep_ == "pobj" and head.head.lower_ == "for" and head.head.i == token.sent.start:
            return True  # "For the government, ..."
        if head.dep_ == "attr":  # "Caught in the middle is the Authority"
            return not any(c.dep_ in ("nsubj", "expl") for c in head.head.children)
        return head.dep_ in ("nsubj", "nsubjpass")

    def _earlier(self, named: Named, token: Token) -> bool:
        return named.paragraph < self.paragraph.number or named.token < token.i

    def _bare(self, token: Token) -> bool:
        """Whether a noun has nothing but an article: "the sides"."""
        return [c.lower_ for c in token.children if c.i < token.i] == ["the"]

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

    def _same_sentence(self, named: Named) -> bool:
        return (named.paragraph, named.sentence) == (self.paragraph.number, self.sentence_number)

    def _speaker_at(self, token: Token) -> Mention | None:
        quote = self.paragraph.quote_at(token.i)
        return self.speakers.get((quote.start, quote.end)) if quote else None

    def phrase(self, token: Token, depth: int = 0) -> tuple[Mention, ...]:
        """Return whom a noun phrase names."""
        raise NotImplementedError

    def _pronoun(self, token: Token) -> tuple[Mention, ...]:
        word = token.lower_
        if word in FIRST:
            quote = self.paragraph.quote_at(token.i)
            speaker = self.speakers.get((quote.start, quote.end)) if quote else None
            speaker = speaker or self.paragraph.issuer
            return (speaker,) if speaker and speaker.party else ()
        if word in PERSON:
            return self._person(token)
        if word in THING:
            return self._thing(token)
        if word == "whose":
            above = list(ancestors(token))[1:]
            clause = next((one for one in above if one.dep_ in ("relcl", "appos")), None)
            return self.phrase(clause.head, 3) if clause is not None else ()
        return ()

    def _person(self, token: Token) -> tuple[Mention, ...]:
        bound = self._bound_by_report(token)
        if bound is not None:
            return (bound,)
        if self.discourse.topic_is_person and self.discourse.topic_at == self.paragraph.number:
            return self.discourse.topic[:1]
        persons = [n for n in self._before(token) if n.mention.person]
        quote = self.paragraph.quote_at(token.i)
        speaker = self.speakers.get((quote.start, quote.end)) if quote else None
        if speaker is not None:
            persons = [n for n in persons if n.mention.person != speaker.person]
        here = [n for n in persons if n.subject and self._same_sentence(n)]
        if here:
            return (here[-1].mention,)
        recent = [n for n in persons[-4:] if n.subject]
        there = [n for n in persons if n.paragraph == self.paragraph.number and n.mention.party]
        if there and all(n.paragraph < self.paragraph.number for n in recent):
            return (there[-1].mention,)
        chosen = recent or persons
        return (chosen[-1].mention,) if chosen else ()

    def _thing(self, token: Token) -> tuple[Mention, ...]:
        """Return whom "it" or "they" means: bound by a report, the topic, or the last subject."""
        bound = self._bound_by_report(token)
        if bound is not None and (not bound.person or token.lower_ == "they"):
            return (bound,)
        other = self._other_of_main_clause(token)
        if other is not None:
            return (other,)
        same = self._same_again(token)
        if same is not None:
            return (same,)
        stale = self.introducing and any(
            n.paragraph == self.paragraph.number and n.mention.kind == "party"
            for n in self._before(token)
        )
        other_number = token.lower_ in ("it", "its") and self.discourse.topic_is_many
        if other_number or stale:
            return self._party_before(token)
        if token.i - token.sent.start <= 2 and self.discourse.topic:
            speaker = self._speaker_at(token)
            own = speaker.party if speaker is not None and token.lower_ != "it" else ""
            state = [m for m in self.discourse.topic if m.kind == "party" and m.party != own]
            if state:
                return (state[0],)
        return self._party_before(token)

    def _same_again(self, token: Token) -> Mention | None:
        """Return whom the same pronoun meant as the first subject of the sentence."""
        for other in token.sent:
            if other.i >= token.i:
                return None
            if other.lower_ == token.lower_ and other.dep_ == "nsubj":
                between = any(
                    n.subject and other.i < n.token < token.i and n.mention.kind == "party"
                    for n in self.here()
                )
                found = () if between or self._speaker_at(other) else self._thing(other)
                return found[0] if found else None
        return None

    def _party_before(self, token: Token) -> tuple[Mention, ...]:
        """Return the party named last, rather as a subject; in a speech "they" are not the speaker."""
        parties = [
            n
            for n in self._before(token)
            if (n.mention.kind == "party" or (n.subject and n.mention.kind == "people"))
            and self._level(n, token)
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
            recent = self.person_before(subject)
            near = recent is not None and recent.paragraph == self.paragraph.number
            he = subject.lower_ in ("he", "she")
            return recent.mention if recent and near and he else self.discourse.last_speaker
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
