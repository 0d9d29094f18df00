"""What a clause does: offers, demands, threats, promises, deeds, opinions. Rules over a parse.

Each rule is a method that looks at one clause and returns proposals or nothing; the first that
answers counts. The words are those of :mod:`detente.evidence.lexicon`.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from detente.evidence.candidate import Hop
from detente.evidence.dates import DateFound
from detente.evidence.grammar import (
    auxiliaries,
    clause_words,
    is_past,
    is_predicate,
    lemma,
    modal_of,
    negated,
)
from detente.evidence.lexicon import NOMINAL_ACTS, SPEECH_ACTS, Row, words
from detente.evidence.names import Mention
from detente.evidence.paragraph import Paragraph
from detente.evidence.proposal import Proposal
from detente.evidence.spans import clause_span, token_span
from detente.evidence.speaking import Speaking
from detente.evidence.subjects import Subjects

__all__ = ["Acts"]

Token = Any
_VERBS = {word: row for row in SPEECH_ACTS for word in row.words.split()}
_NOUNS = {word: row for row in NOMINAL_ACTS for word in row.words.split()}
_BAD = re.compile(
    r"\b(?:not|n't|unless|keeps?|continues?|fails?|refuses?|rejects?|ignores?|violates?|attacks?"
    r"|otherwise|breaks?|breach(?:es)?|invades?|impos\w+|delays?|crosses|attempts?|tries|sends?)\b",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\b(?:it's|it is|it was) (?:high |long past |past )?time (?:for|to)\b", re.IGNORECASE
)
# What it is a concession to stop, suspend or withdraw; of anything else it is a threat.
_BURDEN = re.compile(
    r"\b(?:sanction|embargo|tariff|dut(?:y|ies)\b|test|program|enrich|drill|exercis|attack|hostil|operation"
    r"|offensive|shelling|fire\b|blockade|siege|restriction|ban\b|bans\b|curfew|campaign|raid|settlement"
    r"|construction|filling|rhetoric|violence|claim|demand|arrest|troop|forces\b|soldier|weapon|artillery"
    r"|tank|police|reactor|site|camp|plant|facilit|complex|missile|warrant|fighter|militi|subsid|designation)",
    re.IGNORECASE,
)
_LIKELY = frozenset("likely unlikely expected bound set inevitable poised due".split())
_WANT_RESULT = frozenset("see get have secure obtain win receive gain".split())


@dataclass(frozen=True, slots=True)
class Clause:
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


Rule = Callable[["Acts", Clause], list[Proposal] | None]


class Acts:
    """Reads the clauses of one paragraph."""

    def __init__(
        self,
        paragraph: Paragraph,
        subjects: Subjects,
        speaking: Speaking,
        dates: list[DateFound],
        sentence: Any,
    ) -> None:
        self.paragraph = paragraph
        self.subjects = subjects
        self.speaking = speaking
        self.dates = dates
        self.sentence = sentence
        self.done: set[int] = set()
        self.remarks: set[int] = set()

    # ------------------------------------------------------------------ walking the sentence
    def proposals(self) -> Iterator[Proposal]:
        """Yield what the clauses of the sentence do, then what its nouns name."""
        for token in self.sentence:
            if token.i not in self.done and is_predicate(token) and not self._in_condition(token):
                yield from self._clause(token)
        for token in self.sentence:
            if token.i not in self.done and not self._in_condition(token):
                yield from self._noun(token)

    def _in_condition(self, token: Token) -> bool:
        return self.paragraph.condition_at(token.i) is not None

    def _clause(self, verb: Token) -> Iterator[Proposal]:
        clause = self._seen(verb)
        for rule in RULES:
            found = rule(self, clause)
            if found is not None:
                yield from found
                return

    def _seen(self, verb: Token) -> Clause:
        actors, subject = self.subjects.actors(verb)
        actors = tuple(m for m in actors if m.kind != "media") or actors
        chain, speaker = self.speaking.chain(verb)
        condition, text = self._condition_of(verb)
        return Clause(
            verb=verb, word=lemma(verb), actors=actors, subject=subject, chain=chain,
            speaker=speaker, modal=modal_of(verb), negative=negated(verb), condition=condition,
            condition_text=text, quoted=self.paragraph.quote_at(verb.i) is not None,
        )  # fmt: skip

    def _condition_of(self, verb: Token) -> tuple[tuple[int, int] | None, str]:
        first, last = self.paragraph.bounds(self.sentence)
        place = self.paragraph.starts[verb.i]
        here = [one for one in self.paragraph.conditions if first <= one.start < last]
        if not here:
            return None, ""
        after = [one for one in here if one.start > place]
        one = after[0] if after else here[-1]
        return (one.start, one.end), self.paragraph.plain[one.start : one.end]

    # ------------------------------------------------------------------ making proposals
    def _made(
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
        who = clause.actors if actors is None else actors
        left = clause.subject
        start, end = span or clause_span(
            self.paragraph, clause.verb, left=left, coordinated=coordinated
        )
        place = self.paragraph.bounds(self.sentence)
        sure = confidence - (0.1 if self.paragraph.zone.kind == "headline" else 0)
        return Proposal(
            start=start, end=end, kind=kind, rule=rule, confidence=sure, sentence=place, actors=who,
            target=self._target(clause.verb, who), chain=clause.chain, speaker=clause.speaker,
            quoted=clause.quoted, modality=modality, negative=clause.negative,
            condition=clause.condition,
            echo=self.paragraph.plain[start:end].lower() if clause.quoted else "",
        )  # fmt: skip

    def _target(self, verb: Token, actors: tuple[Mention, ...]) -> Mention | None:
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

    def _eat(self, verb: Token) -> None:
        """Mark the complements of a verb as read."""
        for child in verb.children:
            if child.dep_ in ("xcomp", "ccomp", "acomp"):
                self.done.add(child.i)
                self.done |= {c.i for c in child.children if c.dep_ == "xcomp"}

    def _one(self, clause: Clause, proposal: Proposal) -> list[Proposal]:
        self._eat(clause.verb)
        return [proposal]

    def _object(self, verb: Token) -> Token | None:
        return next((c for c in verb.children if c.dep_ in ("dobj", "attr", "nsubjpass")), None)

    def _complements(self, verb: Token) -> list[Token]:
        return [c for c in verb.children if c.dep_ in ("xcomp", "ccomp")]

    # ------------------------------------------------------------------ rules, in their order
    def nominal_object(self, clause: Clause) -> list[Proposal] | None:
        """Find "made an offer", "issued an ultimatum", "repeated its call for"."""
        thing = self._object(clause.verb)
        if thing is None or clause.word not in words("act-noun-verb") | {"be", "have"}:
            return None
        row = self._act_named(thing)
        if row is None:
            return None
        if clause.word in ("reject", "rebuff", "accept", "receive", "drop", "withdraw"):
            return None
        actors = clause.actors or self._owner(thing)
        if clause.word in ("be", "have") and row.kind != "demand":
            return None
        if clause.word == "be":
            actors = self._for_whom(thing) or ((clause.speaker,) if clause.speaker else ())
        if not actors:
            return None
        kind = "commitment" if row.kind == "commitment" else row.kind
        return self._one(clause, self._made(clause, kind, f"{clause.word}-{row.name}", row.confidence,
                                            actors=actors, modality=row.modality))  # fmt: skip

    def _act_named(self, noun: Token) -> Row | None:
        """Return the act that a noun names; "line" only if it is red, "condition" only of something."""
        word = lemma(noun)
        if word == "line" and any(c.lower_ == "red" for c in noun.children):
            return _NOUNS["red-line"]
        if word in ("condition", "must") and not any(
            c.lower_ in ("for", "of") or c.dep_ == "poss" for c in noun.children
        ):
            return None
        return _NOUNS.get(word)

    def nominal_subject(self, clause: Clause) -> list[Proposal] | None:
        """Find "Iran's pledge to disarm surprised them", "its precondition is"."""
        noun = clause.subject
        row = self._act_named(noun) if noun is not None and noun.pos_ == "NOUN" else None
        if noun is None or row is None:
            return None
        actors = self._owner(noun)
        if not actors:
            return None
        whole = lemma(noun) in ("precondition", "condition", "prerequisite") and clause.word == "be"
        span = clause_span(self.paragraph, clause.verb, left=noun) if whole else token_span(
            self.paragraph, noun.left_edge.i, noun.right_edge.i, noun.i)
        return [self._made(clause, row.kind, f"its-{row.name}", row.confidence, span=span, actors=actors,
                           modality=row.modality)]  # fmt: skip

    def condition_set(self, clause: Clause) -> list[Proposal] | None:
        """Find "set four conditions", "made it a precondition"."""
        if clause.word not in ("set", "make", "lay", "name", "impose") or not clause.actors or clause.negative:
            return None
        if not re.search(r"\b(?:(?:pre)?conditions?|prerequisites?|deadlines?|red lines?)\b", self._words(clause.verb)):
            return None
        return self._one(clause, self._made(clause, "demand", "condition-set", 0.7, modality="wanted"))

    def _for_whom(self, noun: Token) -> tuple[Mention, ...]:
        """Return whose red line or precondition a noun names: "a red line for Iran"."""
        own = self._owner(noun)
        for child in noun.children:
            if not own and child.dep_ == "prep" and child.lower_ == "for":
                own = next(
                    (self.subjects.phrase(c) for c in child.children if c.dep_ == "pobj"), ()
                )
        return own

    def _owner(self, noun: Token) -> tuple[Mention, ...]:
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

    def refusal(self, clause: Clause) -> list[Proposal] | None:
        """Find "refused to lift", "rejected the offer": what is not given is neither offer nor threat."""
        if clause.word not in words("refuse") or not clause.actors:
            return None
        if any(
            lemma(c) in ("say", "comment", "elaborate", "discuss", "specify")
            for c in self._complements(clause.verb)
        ):
            return self._one(clause, replace(self._made(clause, "statement", "no-comment", 0.3)))
        return self._one(clause, replace(self._made(clause, "statement", "refusal", 0.7), negative=True))

    def demand(self, clause: Clause) -> list[Proposal] | None:
        """Find verbs of demanding, and each further thing demanded."""
        row = _VERBS.get(clause.word)
        if row is None or row.kind != "demand" or clause.modal == "should":
            return None
        if clause.word == "call" and not self._calls_for(clause.verb):
            return None
        if clause.word in ("press", "order", "appeal", "require", "ask") and not clause.actors:
            return None
        if clause.negative and clause.word in ("want", "seek"):
            return None
        actors = clause.actors or self._gerund_actor(clause)
        if not actors:
            return None
        clause = replace(clause, actors=actors)
        if self._own_wish(clause):
            return self._one(
                clause, self._made(clause, "commitment", "want-own", 0.5, modality="intended")
            )
        if clause.modal in ("will", "would", "may") and clause.negative:
            return None
        found = [
            self._made(clause, "demand", f"demand:{clause.word}", row.confidence, modality="wanted")
        ]
        self._eat(clause.verb)
        return found + list(self._further(clause))

    def _calls_for(self, verb: Token) -> bool:
        return any(
            c.dep_ == "prep" and c.lower_ in ("for", "on", "upon") for c in verb.children
        ) or any(c.dep_ in ("xcomp", "ccomp") and c.tag_ == "VB" for c in verb.children)

    def _gerund_actor(self, clause: Clause) -> tuple[Mention, ...]:
        """Return who acts in "way of asking": the owner of the noun."""
        head = clause.verb.head
        if clause.verb.dep_ == "pcomp" and head.dep_ == "prep":
            return self._owner(head.head)
        return ()

    def _own_wish(self, clause: Clause) -> bool:
        """Whether "wants to" is about one's own act, not another's."""
        complements = self._complements(clause.verb)
        if clause.word not in ("want", "seek") or not complements or complements[0].dep_ != "xcomp":
            return False
        first = complements[0]
        own = any(c.dep_ in ("nsubj", "nsubjpass") for c in first.children)
        return not own and lemma(first) not in _WANT_RESULT and first.tag_ == "VB"

    def _further(self, clause: Clause) -> Iterator[Proposal]:
        for complement in self._complements(clause.verb):
            for token in complement.conjuncts:
                if token.pos_ == "VERB" and token.i > complement.i:
                    span = clause_span(self.paragraph, token)
                    self.done.add(token.i)
                    target = self._target(clause.verb, clause.actors)
                    yield replace(self._made(clause, "demand", f"demand-further:{clause.word}", 0.75,
                                             span=span, modality="wanted"), target=target)  # fmt: skip
        for token in clause.verb.subtree:
            if token.dep_ in ("dobj", "conj", "appos") and self._denied(token):
                span = token_span(self.paragraph, token.left_edge.i, token.right_edge.i, token.i)
                yield self._made(clause, "demand", "demand-not", 0.6, span=span, modality="wanted")

    def _denied(self, noun: Token) -> bool:
        """Whether a noun is the second half of "wants progress, not threats"."""
        first = noun.left_edge
        return noun.pos_ == "NOUN" and first.i > noun.head.i and first.lower_ == "not"

    def promise(self, clause: Clause) -> list[Proposal] | None:
        """Find verbs of promising; agreeing that something is so promises nothing."""
        if clause.word == "accept" and self._accepts(clause):
            return self._one(clause, self._made(clause, "commitment", "accept", 0.65, modality="intended"))
        row = _VERBS.get(clause.word)
        if row is None or row.kind != "commitment" or not clause.actors or clause.negative:
            return None
        if clause.modal in ("should", "can"):
            return None
        if clause.word == "agree" and not self._agrees_to_act(clause.verb):
            return None
        if clause.word == "commit" and not re.search(r"\bcommit\w* (?:itself |themselves |himself )?to\b",
                                                     self._words(clause.verb)):  # fmt: skip
            return None
        clause = self._with_quoted_complement(clause)
        modality = "intended"
        harm = next((c for c in clause.verb.children if c.dep_ == "xcomp"), None)
        if harm is not None and lemma(harm) in words("hostile") | {"march"}:
            return self._one(clause, self._made(clause, "threat", "vow-harm", 0.75, modality=modality))
        if clause.modal in ("will", "would", "may"):
            return self._one(clause, self._made(clause, "offer" if clause.condition else "commitment",
                                                "modal-promise", 0.6, modality="conditional"))  # fmt: skip
        return self._one(clause, self._made(clause, "commitment", f"promise:{clause.word}", row.confidence,
                                            modality=modality, coordinated=True))  # fmt: skip

    def _accepts(self, clause: Clause) -> bool:
        thing = self._object(clause.verb)
        taken = {"proposal", "offer", "plan", "deal", "truce", "terms", "term", "draft", "ceasefire", "invitation"}
        past = is_past(clause.verb) and not clause.negative and bool(clause.actors)
        return past and thing is not None and lemma(thing) in taken

    def _with_quoted_complement(self, clause: Clause) -> Clause:
        if clause.speaker is None and clause.actors:
            mention = clause.actors[0]
            return replace(clause, chain=(*clause.chain, Hop(mention.who)), speaker=mention)
        return clause

    def _agrees_to_act(self, verb: Token) -> bool:
        return any(
            c.dep_ == "xcomp" or (c.dep_ == "prep" and c.lower_ in ("to", "on"))
            for c in verb.children
        )

    def _with(self, verb: Token, word: str) -> bool:
        return any(c.dep_ == "prep" and c.lower_ == word for c in verb.children)

    def threaten(self, clause: Clause) -> list[Proposal] | None:
        """Find "threatened to", and "warned that it would"."""
        if clause.word not in ("threaten", "warn") or not clause.actors or clause.negative:
            return None
        if clause.actors[0].kind != "party" and not clause.actors[0].person:
            return None
        told = self._complements(clause.verb)
        if clause.word == "warn" and any(c.dep_ == "ccomp" for c in told):
            return None  # what was warned of is read as a clause of its own
        if clause.word == "warn" and self._with(clause.verb, "of"):
            return self._one(
                clause, self._made(clause, "prediction", "warn-of", 0.55, modality="possible")
            )
        return self._one(clause, self._made(self._with_quoted_complement(clause), "threat",
                                            f"threaten:{clause.word}", 0.85, modality="conditional"))  # fmt: skip

    def belief(self, clause: Clause) -> list[Proposal] | None:
        """Find what one party is said to think, by another."""
        content = [c for c in clause.verb.children if c.dep_ == "ccomp"]
        if clause.word not in ("think", "believe") or not content or not clause.speaker:
            return None
        if not clause.actors or clause.own:
            return None
        return self._one(clause, self._made(clause, "opinion", "others-belief", 0.5))

    def report(self, clause: Clause) -> list[Proposal] | None:
        """Pass over a verb of saying: its content is read on its own."""
        if clause.word not in words("report") | {"warn", "insist"}:
            return None
        content = any(c.dep_ == "ccomp" for c in clause.verb.children)
        thing = self._object(clause.verb)
        if content or (
            self._beside_quote(clause.verb)
            and (thing is None or thing.i < clause.verb.i or not clause.actors)
        ):
            return []
        if clause.word in ("say", "tell", "inform", "add", "note", "report") and thing is None:
            return []
        return None

    def _beside_quote(self, verb: Token) -> bool:
        place = self.paragraph.starts[verb.i]
        return any(
            abs(place - quote.end) < 60 or abs(quote.start - place) < 60
            for quote in self.paragraph.quotes
            if quote.speech
        )

    def offer(self, clause: Clause) -> list[Proposal] | None:
        """Find "offered to", "proposed that"."""
        if (
            clause.word not in ("offer", "propose")
            or not clause.actors
            or clause.modal in ("should", "can")
        ):
            return None
        if clause.negative:
            return self._one(
                clause, replace(self._made(clause, "statement", "no-offer", 0.6), negative=True)
            )
        return self._one(
            clause, self._made(clause, "offer", f"offer:{clause.word}", 0.85, modality="offered")
        )

    def willing(self, clause: Clause) -> list[Proposal] | None:
        """Find "is willing to", "stands ready to"."""
        able = [
            c for c in clause.verb.children
            if c.dep_ in ("acomp", "oprd", "ccomp", "xcomp", "attr") and lemma(c) in words("willing")
        ]  # fmt: skip
        passive = any(c.dep_ == "auxpass" for c in clause.verb.children)
        if clause.word in words("willing") and passive:
            able = [clause.verb]
        if not able or clause.word not in (
            "be",
            "say",
            "remain",
            "stand",
            "seem",
            "appear",
            *words("willing"),
        ):
            return None
        if not clause.actors:
            return None
        if clause.verb.dep_ in ("ccomp", "advcl") and re.match(
            "how|whether", clause.verb.left_edge.lower_
        ):
            return None
        if clause.negative:
            return self._one(
                clause, replace(self._made(clause, "statement", "unwilling", 0.6), negative=True)
            )
        then = next((c for c in able[0].children if c.dep_ == "xcomp"), None)
        if clause.authors and then is not None and lemma(then) == "play":
            return self._one(clause, self._made(clause, "opinion", "ready-to-play", 0.5))
        hostile = then is not None and lemma(then) in words("hostile")
        kind = "threat" if hostile else "offer"
        return self._one(clause, self._made(clause, kind, "willing", 0.8, modality="offered"))

    def intend(self, clause: Clause) -> list[Proposal] | None:
        """Find "plans to", "looks to"."""
        then = next((c for c in clause.verb.children if c.dep_ == "xcomp" and c.tag_ == "VB"), None)
        if (
            clause.word not in words("intend")
            or then is None
            or not clause.actors
            or clause.negative
        ):
            return None
        deed = lemma(then)
        if deed in words("hostile") or (deed in words("escalate") and deed not in words("concede")):
            kind = "threat"
        elif deed in words("concede") and clause.condition:
            kind = "offer"
        else:
            kind = "offer" if clause.word == "look" and deed in words("concede") else "commitment"
        return self._one(
            clause, self._made(clause, kind, f"intend:{kind}", 0.65, modality="intended")
        )

    def deontic(self, clause: Clause) -> list[Proposal] | None:
        """Find "should", "must", "needs to", "it's time": a demand only in a party's mouth."""
        needs = (
            clause.word in ("need", "have")
            and bool(self._complements(clause.verb))
            and clause.verb.tag_ != "VBN"
        )
        needs = needs and (
            clause.word == "need"
            or "to" in [c.lower_ for x in self._complements(clause.verb) for c in x.children]
        )
        text = self._words(clause.verb)
        ought = clause.word == "ought" or (clause.authors and "do well to" in text)
        time = clause.word == "be" and _TIME.search(text) is not None
        if clause.modal != "should" and not needs and not time and not ought:
            return None
        speaker = clause.speaker
        others = bool(speaker and speaker.party and clause.actors and clause.party != speaker.party)
        passive = bool(speaker and speaker.party and not clause.actors)
        demand = (others or passive) and not clause.authors and speaker is not None
        kind = "demand" if demand else "opinion"
        actors = (speaker,) if demand and speaker else clause.actors
        proposal = self._made(clause, kind, "deontic", 0.65, actors=actors, modality="advised",
                              span=clause_span(self.paragraph, clause.verb, left=clause.subject, coordinated=True))  # fmt: skip
        return self._one(
            clause, replace(proposal, target=clause.actors[0]) if clause.actors else proposal
        )

    def _words(self, verb: Token) -> str:
        return (
            " ".join(token.text for token in verb.subtree).replace(" 's", "'s").replace(" ’s", "'s")
        )

    def escalation(self, clause: Clause) -> list[Proposal] | None:
        """Find modal clauses in which a party would do harm."""
        if not clause.modal or clause.modal == "should" or not clause.actors or clause.negative:
            return None
        text = self._words(clause.verb)
        back = any(c.dep_ == "prt" and c.lower_ == "back" for c in clause.verb.children)
        again = "again" in text and clause.word in ("appear", "begin", "start", "return")
        harms = clause.word in words("escalate") or back or again
        ambiguous = clause.word in words("concede") and clause.word not in words("hostile")
        if not harms or (ambiguous and _BURDEN.search(text)):
            return None
        if clause.word in ("resume", "restart", "use") and self._of_deal(text):
            return None
        if clause.modal == "can" and clause.authors:
            return self._authors_can(clause)
        if clause.authors and not clause.condition and clause.modal == "may":
            return None
        modality = "conditional" if clause.condition else "possible"
        return self._one(clause, self._made(clause, "threat", "modal-escalation", 0.75, modality=modality,
                                            coordinated=True))  # fmt: skip

    def _authors_can(self, clause: Clause) -> list[Proposal]:
        """Read the author's own "can always", which is an opinion, and "could", a forecast."""
        kind = "opinion" if "could" not in auxiliaries(clause.verb) else "prediction"
        return self._one(clause, self._made(clause, kind, "author-can", 0.5, modality="possible"))

    def _of_deal(self, text: str) -> bool:
        """Whether what is left, cut or suspended is a thing that both want."""
        return re.search(r"\b(?:talks|negotiations|agreement|treaty|accord|pact|deal|cooperation|compliance"
                         r"|ceasefire|truce|access|supplies|inspectors|aid|exports|ties)\b", text) is not None  # fmt: skip

    def concession(self, clause: Clause) -> list[Proposal] | None:
        """Find modal clauses in which a party would give something."""
        if not clause.modal or clause.modal == "should" or not clause.actors:
            return None
        gives = clause.word in words("concede") or (
            clause.word in ("resume", "restart") and self._of_deal(self._words(clause.verb)))
        if clause.negative or not gives or clause.modal == "can":
            return None
        own_promise = clause.own and clause.modal == "will" and not clause.condition
        if own_promise:
            return self._one(clause, self._made(clause, "commitment", "own-concession", 0.65, modality="intended",
                                                coordinated=True))  # fmt: skip
        if clause.authors and not clause.condition and self.paragraph.zone.kind != "headline":
            return None
        modality = "possible" if clause.modal == "may" else "conditional"
        return self._one(clause, self._made(clause, "offer", "modal-concession", 0.7, modality=modality,
                                            coordinated=True))  # fmt: skip

    def own_conduct(self, clause: Clause) -> list[Proposal] | None:
        """Find what a speaker's party says it will do itself."""
        speaker = clause.speaker
        again = not clause.authors and clause.word in ("appear", "return", "begin", "start", "resume")
        if (
            clause.modal
            and not clause.actors
            and speaker
            and again
            and re.search(r"\bagain\b|\bback\b", self._words(clause.verb))
        ):
            return self._one(clause, self._made(clause, "threat", "own-conduct:again", 0.5, actors=(speaker,),
                                                modality="possible"))  # fmt: skip
        if not clause.modal or clause.modal == "should" or not clause.own:
            return None
        if clause.word in words("state") - {"have", "keep", "maintain"}:
            return None
        if (
            clause.condition
            and _BAD.search(clause.condition_text)
            and (not clause.negative or clause.word not in words("escalate"))
        ):
            kind = "threat"
        elif clause.condition and not clause.negative:
            kind = "offer"
        elif clause.modal in ("will", "would"):
            kind = "commitment"
        else:
            return None
        modality = "conditional" if clause.condition else "intended"
        return self._one(
            clause, self._made(clause, kind, f"own-conduct:{kind}", 0.6, modality=modality)
        )

    def forecast(self, clause: Clause) -> list[Proposal] | None:
        """Find what is said to be likely."""
        likely = any(
            c.dep_ in ("acomp", "oprd") and lemma(c) in _LIKELY for c in clause.verb.children
        )
        if not clause.modal and not likely and clause.word not in ("predict", "forecast"):
            return None
        named = clause.actors or self._named_in(clause.verb)
        if not named and clause.speaker is None:
            return None if clause.quoted else []
        text = self._words(clause.verb)
        if "inevitable" in text and any(lemma(t) in words("escalate") for t in clause.verb.subtree):
            harm = next(
                (t for t in clause.verb.subtree if lemma(t) in words("hostile")), clause.verb
            )
            actors = self.subjects.actors(harm)[0] or named
            return self._one(
                clause,
                self._made(clause, "threat", "inevitable", 0.6, actors=actors, modality="probable"),
            )
        none = clause.subject is not None and any(t.lower_ == "no" for t in clause.subject.children)
        if clause.authors and clause.modal == "can" and (clause.negative or none):
            return self._one(clause, self._made(clause, "opinion", "cannot", 0.5, modality="possible"))
        if clause.authors and clause.modal == "can":
            return self._authors_can(clause)
        modality = "probable" if likely or clause.modal in ("will", "would") else "possible"
        actors = named or ((clause.speaker,) if clause.speaker else ())
        return self._one(
            clause, self._made(clause, "prediction", "modal", 0.5, actors=actors, modality=modality)
        )

    def _named_in(self, verb: Token) -> tuple[Mention, ...]:
        found: list[Mention] = []
        for token in verb.subtree:
            mention = self.paragraph.at.get(token.i)
            if mention is None or self._in_condition(token):
                continue
            if mention.kind != "media" and mention not in found:
                found.append(mention)
        return tuple(found)

    def deed(self, clause: Clause) -> list[Proposal] | None:
        """Find what a party did, or is doing."""
        verb = clause.verb
        if clause.word == "take" and "place" in {c.lower_ for c in verb.children}:
            return []
        if verb.dep_ == "acl" and verb.tag_ == "VBN":
            done = any(c.dep_ == "agent" for c in verb.children) and clause.actors
            return [self._made(clause, "action", "done-by", 0.55)] if done else []
        if self._dated_gerund(clause):
            return [
                self._made(
                    clause, "action", "gerund-talk", 0.6, span=clause_span(self.paragraph, verb)
                )
            ]
        subject_less = verb.dep_ in ("xcomp", "acl", "csubj")
        bare = verb.dep_ in ("advcl", "pcomp") and not is_past(verb)
        if subject_less or (bare and not any(c.dep_ == "nsubj" for c in verb.children)):
            return []
        told = is_past(verb) and clause.word in words("talk") and bool(clause.actors)
        if not clause.actors or clause.word in words("state") or (self._judging(verb) and not told):
            return None
        first = any(t.lower_ in ("i", "we") for t in verb.subtree)
        if is_past(verb) and (told or not (clause.quoted and first)):
            kind = "statement" if clause.negative else "action"
            return [self._made(clause, kind, "deed", 0.65)]
        going_on = verb.tag_ == "VBG" and any(
            a in ("is", "are", "'s", "'re") for a in auxiliaries(verb)
        )
        return [self._made(clause, "action", "going-on", 0.55)] if going_on else None

    def _dated_gerund(self, clause: Clause) -> bool:
        verb = clause.verb
        if (
            verb.tag_ != "VBG"
            or clause.word not in words("talk")
            or verb.dep_ not in ("pcomp", "advcl")
        ):
            return False
        first, last = self.paragraph.starts[verb.i], self.paragraph.ends[verb.right_edge.i] + 20
        dated = any(first <= date.start <= last for date in self.dates)
        return bool(clause.actors) and bool(self._named_in(verb)) and dated

    def _judging(self, verb: Token) -> bool:
        found = clause_words(verb)
        if lemma(verb) in ("look", "seem", "appear"):
            found |= {lemma(token) for token in verb.subtree}
        if lemma(verb) == "be" and found & {"only", "special", "worth"}:
            return True
        return bool((found | {lemma(verb)}) & words("evaluative"))

    def mention(self, clause: Clause) -> list[Proposal] | None:
        """Find "referenced", "praised": words about words."""
        if not clause.actors or clause.modal or self._object(clause.verb) is None:
            return None
        if clause.word in words("mention"):
            return self._one(clause, self._made(clause, "statement", "mention", 0.5))
        if clause.word in words("judge"):
            mention = clause.actors[0]
            own = replace(clause, speaker=mention, chain=(*clause.chain, Hop(mention.who)))
            return self._one(clause, self._made(own, "opinion", "judge", 0.55))
        return None

    def remark(self, clause: Clause) -> list[Proposal] | None:
        """Find what is said to be so, and what is thought of it."""
        verb = clause.verb
        if self._empty(clause):
            return []
        long_enough = len([t for t in verb.subtree if t.is_alpha]) >= 4
        if (
            not (long_enough or is_past(verb))
            or verb.dep_ == "dep"
            or (verb.dep_ == "relcl" and clause.quoted)
        ):
            return []
        if verb.dep_ == "relcl" and not clause.actors:
            return []
        judging = self._judging(verb)
        first = any(t.lower_ in ("i", "we") for t in verb.subtree)
        if clause.quoted and clause.speaker:
            kind = "opinion" if judging and not (is_past(verb) and first) else "statement"
            actors = (clause.speaker,)
            if verb.dep_ == "conj" and verb.head.i in self.remarks:
                return []
            self.remarks.add(verb.i)
            span = self._whole(clause)
            return [self._made(clause, kind, "quoted-remark", 0.55, actors=actors, span=span)]
        if verb.dep_ not in ("ROOT", "ccomp", "conj", "advcl", "parataxis"):
            return []
        if judging and (clause.actors or self._named_in(verb) or clause.authors):
            return [self._made(clause, "opinion", "evaluative", 0.5)]
        if clause.actors or clause.speaker or self._named_in(verb):
            actors = clause.actors or ((clause.speaker,) if clause.speaker else ())
            return [self._made(clause, "statement", "stative", 0.4, actors=actors)]
        return []

    def _whole(self, clause: Clause) -> tuple[int, int]:
        """Return the span of a quoted remark with what is joined to it by "and"."""
        inside = [t for t in clause.verb.subtree if self.paragraph.quote_at(t.i) and not t.is_punct]
        if len(inside) > 16 or not inside:
            return clause_span(self.paragraph, clause.verb, left=clause.subject)
        return token_span(self.paragraph, inside[0].i, inside[-1].i, clause.verb.i)

    def _empty(self, clause: Clause) -> bool:
        """Whether a clause only places another: "when it comes to", "before he meets"."""
        verb = clause.verb
        if verb.tag_ == "VB" and not clause.modal and verb.dep_ != "ROOT":
            return True
        before = ("before", "after", "when", "while")
        placing = any(c.lower_ in before and c.i < verb.i for c in verb.children)
        placed = verb.dep_ == "advcl" and not is_past(verb) and placing
        happens = clause.word in words("happen") and not clause.actors and not clause.modal
        happens = happens or (clause.word == "take" and "place" in {c.lower_ for c in verb.children})
        return placed or happens

    # ------------------------------------------------------------------ nouns
    def _noun(self, token: Token) -> Iterator[Proposal]:
        if token.pos_ not in ("NOUN", "PROPN") or token.dep_ == "compound":
            return
        if lemma(token) in words("event-noun"):
            yield from self._meeting(token)
        row = _NOUNS.get(lemma(token))
        if row is not None and token.dep_ in ("nsubj", "nsubjpass", "dobj", "pobj"):
            yield from self._named_act(token, row)

    def _meeting(self, token: Token) -> Iterator[Proposal]:
        """Find "his summit with Kim last year": with whom, and dated."""
        actors: tuple[Mention, ...] = ()
        with_whom = False
        for child in token.children:
            if child.dep_ == "poss":
                actors += self.subjects.phrase(child)
            if child.dep_ == "prep" and child.lower_ in ("with", "between"):
                with_whom = True
                actors += tuple(
                    m for c in child.children if c.dep_ == "pobj" for m in self.subjects.phrase(c)
                )
        first, last = token.left_edge.i, token.right_edge.i
        begin, end = self.paragraph.starts[first], self.paragraph.ends[last]
        if with_whom and actors and any(begin <= date.start <= end + 20 for date in self.dates):
            yield self._of_noun(token, "action", "meeting", 0.6, actors)

    def _named_act(self, token: Token, row: Row) -> Iterator[Proposal]:
        """Find "U.S. calls for pressure", "the offer made by Iran" outside a clause about it."""
        content = any(
            (c.dep_ == "prep" and c.lower_ in ("for", "of", "to", "against"))
            or c.dep_ in ("acl", "relcl")
            for c in token.children
        )
        actors = self._owner(token)
        if content and actors and token.dep_ not in ("nsubj", "nsubjpass"):
            yield self._of_noun(token, row.kind, row.name, row.confidence - 0.2, actors)

    def _of_noun(
        self, token: Token, kind: str, rule: str, sure: float, actors: tuple[Mention, ...]
    ) -> Proposal:
        chain, speaker = self.speaking.chain(token)
        start, end = token_span(self.paragraph, token.left_edge.i, token.right_edge.i, token.i)
        return Proposal(
            start=start, end=end, kind=kind, rule=rule, confidence=sure,
            sentence=self.paragraph.bounds(self.sentence), actors=actors, chain=chain,
            speaker=speaker, quoted=self.paragraph.quote_at(token.i) is not None,
            target=self._target(token, actors[:1]), condition=self._condition_of(token)[0],
        )  # fmt: skip


RULES: tuple[Rule, ...] = (
    Acts.nominal_subject,
    Acts.condition_set,
    Acts.nominal_object, Acts.refusal, Acts.mention,
    Acts.mention, Acts.demand, Acts.promise, Acts.threaten, Acts.belief,
    Acts.report, Acts.offer, Acts.willing, Acts.intend, Acts.deontic, Acts.escalation,
    Acts.concession, Acts.own_conduct, Acts.forecast, Acts.deed, Acts.remark,
)  # fmt: skip
