"""A clause as the rules see it, and the reader that takes a sentence apart by them."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from detente.evidence.candidate import Hop
from detente.evidence.dates import DateFound
from detente.evidence.grammar import (
    clause_words,
    is_predicate,
    lemma,
    modal_of,
    negated,
)
from detente.evidence.lexicon import NOMINAL_ACTS, Row, words
from detente.evidence.names import Mention
from detente.evidence.paragraph import Paragraph
from detente.evidence.proposal import Proposal
from detente.evidence.spans import clause_span, token_span
from detente.evidence.speaking import Speaking
from detente.evidence.subjects import Subjects

__all__ = ["Clause", "Reader", "Rule"]

Token = Any
_SPOKEN = frozenset(["offer", "demand", "threat", "commitment", "statement", "prediction"])
_RETELLS = words("report") | words("speech")
_NOUNS = {word: row for row in NOMINAL_ACTS for word in row.words.split()}


class Clause(Struct, frozen=True):
    """One clause and what the rules ask about it."""

    verb: Token
    word: str
    actors: tuple[Mention, ...]
    subject: Token | None
    chain: tuple[Hop, ...]
    speaker: Mention | None
    modal: str
    negative: bool
    condition: tuple[int, int] | None
    condition_text: str
    quoted: bool
    asked: bool = False
    """Whether it stands under "whether" or "how": nobody says that it is so."""

    @property
    def party(self) -> str:
        """Party of the first who acts."""
        return self.actors[0].party if self.actors else ""

    @property
    def own(self) -> bool:
        """Whether the speaker's party is the one that acts."""
        return bool(self.speaker and self.actors and self.speaker.party == self.party)

    @property
    def authors(self) -> bool:
        """Whether the words are the author's own."""
        return len(self.chain) == 1


Rule = Callable[["Reader", Clause], list[Proposal] | None]
NounRule = Callable[["Reader", Token], Iterator[Proposal]]


class Reader:
    """Reads the clauses of one sentence by rules: the first that answers counts."""

    def __init__(
        self,
        paragraph: Paragraph,
        subjects: Subjects,
        speaking: Speaking,
        dates: list[DateFound],
        sentence: Any,
        *,
        rules: Sequence[Rule],
        noun_rule: NounRule,
    ) -> None:
        self.paragraph = paragraph
        self.subjects = subjects
        self.speaking = speaking
        self.dates = dates
        self.sentence = sentence
        self.rules = rules
        self.noun_rule = noun_rule
        self.done: set[int] = set()
        self.remarks: set[int] = set()

    def proposals(self) -> Iterator[Proposal]:
        """Yield what the clauses of the sentence do, then what its nouns name."""
        for token in self.sentence:
            if token.i not in self.done and is_predicate(token) and not self.in_condition(token):
                yield from self.clause(token)
        for token in self.sentence:
            if token.i not in self.done and not self.in_condition(token):
                yield from self.noun_rule(self, token)

    def in_condition(self, token: Token) -> bool:
        """Whether a token stands in a condition, which is read apart."""
        return self.paragraph.condition_at(token.i) is not None

    def clause(self, verb: Token) -> Iterator[Proposal]:
        """Yield what the first rule that answers finds in a verb's clause."""
        clause = self.seen(verb)
        for rule in self.rules:
            found = rule(self, clause)
            if found is not None:
                yield from found
                return

    def seen(self, verb: Token) -> Clause:
        """Return the clause that a verb heads, as the rules see it."""
        actors, subject = self.subjects.actors(verb)
        actors = tuple(m for m in actors if m.kind != "media") or actors
        chain, speaker = self.speaking.chain(verb)
        chain, speaker = self._retold(verb, chain, speaker)
        condition, text = self.condition_of(verb)
        return Clause(
            verb=verb, word=lemma(verb), actors=actors, subject=subject, chain=chain,
            speaker=speaker, modal=modal_of(verb), negative=negated(verb), condition=condition,
            condition_text=text, quoted=self.paragraph.quote_at(verb.i) is not None,
            asked=any(c.lower_ in ("whether", "how") and c.i < verb.i for c in verb.children),
        )  # fmt: skip

    def _retold(
        self, verb: Token, chain: tuple[Hop, ...], speaker: Mention | None
    ) -> tuple[tuple[Hop, ...], Mention | None]:
        """Return whose words a clause is in the end, if the speaker reports them: "they told us they would go"."""
        above = verb.head
        if verb.dep_ != "ccomp" or lemma(above) not in _RETELLS:
            return chain, speaker
        if len(chain) > 1 and (speaker is None or self.paragraph.quote_at(above.i) is None):
            return chain, speaker
        teller = next((c for c in above.children if c.dep_ == "nsubj" and c.i < above.i), None)
        named = self.subjects.phrase(teller) if teller is not None else ()
        if not named or not named[0].party or (speaker and named[0].party == speaker.party):
            return chain, speaker
        return (*chain, Hop(named[0].who)), named[0]

    def condition_of(self, verb: Token) -> tuple[tuple[int, int] | None, str]:
        """Return the condition on which a verb depends: its span and its words."""
        first, last = self.paragraph.bounds(self.sentence)
        place = self.paragraph.starts[verb.i]
        here = [one for one in self.paragraph.conditions if first <= one.start < last]
        if not here:
            return None, ""
        after = [one for one in here if one.start > place]
        one = after[0] if after else here[-1]
        return (one.start, one.end), self.paragraph.plain[one.start : one.end]

    def made(
        self,
        clause: Clause,
        kind: str,
        rule: str,
        confidence: float,
        *,
        span: tuple[int, int] | None = None,
        actors: tuple[Mention, ...] | None = None,
        modality: str = "asserted",
        coordinated: bool = False,
    ) -> Proposal:
        """Return a proposal for a clause."""
        who = clause.actors if actors is None else actors
        if not who and kind in _SPOKEN and clause.speaker is not None and clause.speaker.party:
            who = (replace(clause.speaker, inferred=True),)
        left = clause.subject
        start, end = span or clause_span(
            self.paragraph, clause.verb, left=left, coordinated=coordinated
        )
        place = self.paragraph.bounds(self.sentence)
        sure = confidence - (0.1 if self.paragraph.zone.kind == "headline" else 0)
        return Proposal(
            start=start, end=end, kind=kind, rule=rule, confidence=sure, sentence=place, actors=who,
            target=self.target(clause.verb, who), chain=clause.chain, speaker=clause.speaker,
            quoted=clause.quoted, modality=modality, negative=clause.negative,
            condition=clause.condition,
            echo=self.paragraph.plain[start:end].lower() if clause.quoted else "",
        )  # fmt: skip

    def target(self, verb: Token, actors: tuple[Mention, ...]) -> Mention | None:
        """Return upon whom a verb acts."""
        own = {m.party for m in actors}
        best: tuple[int, int, Mention] | None = None
        for token in verb.subtree:
            mention = self.paragraph.at.get(token.i)
            if (
                mention is None
                or mention.kind == "media"
                or not mention.party
                or mention.party in own
            ):
                continue
            if token.dep_ in ("dobj", "dative", "nsubj"):
                rank = 0
            else:
                rank = (
                    1
                    if token.head.lower_ in ("to", "with", "on", "against", "from", "for", "over")
                    else 2
                )
            if best is None or (rank, token.i) < best[:2]:
                best = (rank, token.i, mention)
        return best[2] if best else None

    def eat(self, verb: Token) -> None:
        """Mark the complements of a verb as read."""
        for child in verb.children:
            if child.dep_ in ("xcomp", "ccomp", "acomp"):
                self.done.add(child.i)
                self.done |= {c.i for c in child.children if c.dep_ == "xcomp"}

    def only(self, clause: Clause, proposal: Proposal) -> list[Proposal]:
        """Return one proposal alone, the complements of its verb being read with it."""
        self.eat(clause.verb)
        return [proposal]

    def object_of(self, verb: Token) -> Token | None:
        """Return the direct object of a verb, its complement noun or its passive subject."""
        return next((c for c in verb.children if c.dep_ in ("dobj", "attr", "nsubjpass")), None)

    def complements(self, verb: Token) -> list[Token]:
        """Return the verbs that complete a verb."""
        return [c for c in verb.children if c.dep_ in ("xcomp", "ccomp")]

    def words_of(self, verb: Token) -> str:
        """Return the words of a clause with all that depends on it."""
        return (
            " ".join(token.text for token in verb.subtree)
            .replace(" 's", "'s")
            .replace(" \u2019s", "'s")
        )

    def named_in(self, verb: Token) -> tuple[Mention, ...]:
        """Return who is named in a clause outside its conditions."""
        found: list[Mention] = []
        for token in verb.subtree:
            mention = self.paragraph.at.get(token.i)
            if mention is None or self.in_condition(token):
                continue
            if mention.kind != "media" and mention not in found:
                found.append(mention)
        return tuple(found)

    def judging(self, verb: Token) -> bool:
        """Whether a clause has a word that judges."""
        found = clause_words(verb)
        if lemma(verb) in ("look", "seem", "appear"):
            found |= {lemma(token) for token in verb.subtree}
        if lemma(verb) == "be" and found & {"only", "special", "worth"}:
            return True
        return bool((found | {lemma(verb)}) & words("evaluative"))

    def owner(self, noun: Token) -> tuple[Mention, ...]:
        """Return whose act a noun names: "Iran's offer", "the offer made by Iran"."""
        for child in noun.children:
            if child.dep_ in ("poss", "amod", "compound", "nmod"):
                found = self.subjects.phrase(child)
                if found:
                    return found
            if child.dep_ == "prep" and child.lower_ in ("of", "by", "from"):
                found = next(
                    (self.subjects.phrase(c) for c in child.children if c.dep_ == "pobj"), ()
                )
                if found:
                    return found
            if child.dep_ == "acl":
                agents = [g for c in child.children if c.dep_ == "agent" for g in c.children]
                found = next((self.subjects.phrase(g) for g in agents), ())
                if found:
                    return found
        return ()

    def has_preposition(self, verb: Token, word: str) -> bool:
        """Whether a verb has this preposition."""
        return any(c.dep_ == "prep" and c.lower_ == word for c in verb.children)

    def act_named(self, noun: Token) -> Row | None:
        """Return the act that a noun names; "line" only if it is red, "condition" only of something."""
        word = lemma(noun)
        if word == "line" and any(c.lower_ == "red" for c in noun.children):
            return _NOUNS["red-line"]
        if word in ("condition", "must") and not any(
            c.lower_ in ("for", "of") or c.dep_ == "poss" for c in noun.children
        ):
            return None
        return _NOUNS.get(word)

    def of_noun(
        self, token: Token, kind: str, rule: str, sure: float, actors: tuple[Mention, ...]
    ) -> Proposal:
        """Return a proposal for a noun that names an act."""
        chain, speaker = self.speaking.chain(token)
        start, end = token_span(self.paragraph, token.left_edge.i, token.right_edge.i, token.i)
        return Proposal(
            start=start, end=end, kind=kind, rule=rule, confidence=sure,
            sentence=self.paragraph.bounds(self.sentence), actors=actors, chain=chain,
            speaker=speaker, quoted=self.paragraph.quote_at(token.i) is not None,
            target=self.target(token, actors[:1]), condition=self.condition_of(token)[0],
        )  # fmt: skip
