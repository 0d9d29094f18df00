"""Who speaks: verbs of saying, quotations, media that cite sources, "the statement"."""

import re
from typing import Any

from detente.evidence.candidate import Hop
from detente.evidence.discourse import Discourse
from detente.evidence.grammar import ancestors, lemma, modal_of, subject_of
from detente.evidence.institutions import is_post
from detente.evidence.lexicon import words
from detente.evidence.names import Mention
from detente.evidence.paragraph import Paragraph
from detente.evidence.proposal import AUTHOR
from detente.evidence.subjects import Subjects

__all__ = ["Said", "Speaking"]

Token = Any
Said = tuple[tuple[Hop, ...], Mention | None]
_REACH = 90  # code points between a quotation and the verb that introduces it
_ACCORDING = re.compile(r"\baccording to (?P<who>[^,.;]{2,60})", re.IGNORECASE)
_CITING = re.compile(r"\b(?:citing|quoting) (?P<who>[^,.;]{2,60})", re.IGNORECASE)
_CUT = re.compile(r"[.!?]\"?\s+[A-Z]")
_SAYING = words("report") | {
    "insist",
    "warn",
    "promise",
    "vow",
    "pledge",
    "threaten",
    "swear",
    "urge",
    "continue",
    "read",
    "muse",
    "shout",
    "plead",
    "assure",
    "predict",
    "demand",
    "appeal",
    "ask",
    "propose",
    "call",
    "go",
}
_REPORTED = words("report") | words("speech")
NOBODY: Said = ((), None)


class Speaking:
    """Finds the speakers of one paragraph; what it learns about the last one stays for the next."""

    def __init__(self, paragraph: Paragraph, subjects: Subjects, discourse: Discourse) -> None:
        self.paragraph = paragraph
        self.subjects = subjects
        self.discourse = discourse
        self.of_quote: dict[tuple[int, int], Said] = {}

    def quotations(self, until: int) -> None:
        """Find who speaks in each quotation that begins before `until`.

        A further one without a verb has the speaker before.
        """
        whole, speaker = self.paragraph.whole, self.paragraph.speaker
        if whole is not None and speaker is not None:
            self.of_quote[whole.start, whole.end] = ((Hop(speaker.who),), speaker)
            self.subjects.speakers[whole.start, whole.end] = speaker
            return
        for quote in self.paragraph.quotes:
            span = (quote.start, quote.end)
            if not quote.speech or span in self.of_quote or quote.start >= until:
                continue
            verb = self._verb_beside(*span)
            said = self.speaker(verb) if verb is not None else NOBODY
            if not said[0] and self.discourse.last_speaker is not None:
                last = self.discourse.last_speaker
                said = ((Hop(last.who),), last)
            self.of_quote[span] = said
            if said[1] is not None:
                self.subjects.speakers[span] = said[1]
                self.discourse.last_speaker = said[1]

    def _verb_beside(self, start: int, end: int) -> Token | None:
        text, starts = self.paragraph.plain, self.paragraph.starts
        best: tuple[int, Token] | None = None
        for token in self.paragraph.doc:
            place = starts[token.i]
            outside = not start <= place < end
            if not outside or token.pos_ != "VERB" or lemma(token) not in _SAYING:
                continue
            gap = text[end:place] if place >= end else text[place:start]
            if (
                len(gap) < _REACH
                and not _CUT.search(gap.strip())
                and (best is None or len(gap) < best[0])
            ):
                best = (len(gap), token)
        return best[1] if best else None

    def speaker(self, verb: Token) -> Said:  # noqa: PLR0911 - one guard a line
        """Return the hops that a verb of saying adds, outermost first, and who speaks."""
        subject = self._subject_outside_quotes(verb)
        if subject is None:
            return self._nearest_before(verb)
        heard = self._heard_by(verb)
        pronoun = self._same_speaker(subject)
        if pronoun is not None:
            return (*heard, self._hop(pronoun, subject)), pronoun
        named = self.subjects.phrase(subject)
        cited = self._cited(verb, named)
        if cited is not None:
            return cited
        if subject.lower_ in words("anonymous") and not (named and named[0].person):
            return self._unnamed(subject, named, heard)
        if subject.lower_ in words("media") and subject.i not in self.paragraph.at:
            return (*heard, Hop("unnamed_medium", self._span(subject))), None
        if not named:
            return self._unknown(subject)
        if named[0].kind != "media":
            self.discourse.last_speaker = named[0]
            if not named[0].person and named[0].party and lemma(subject) in words("institution"):
                self.discourse.official = named[0]
        return (*heard, self._hop(named[0], subject)), named[0]

    def _unknown(self, subject: Token) -> Said:
        """Return a speaker of whom nothing says whose they are: not the author, at any rate."""
        human = is_post(subject) or lemma(subject) in words("institution")
        return ((Hop("unnamed_source", self._span(subject)),), None) if human else NOBODY

    def _unnamed(self, subject: Token, named: tuple[Mention, ...], heard: tuple[Hop, ...]) -> Said:
        hop = Hop("unnamed_source", self._span(subject))
        return (*heard, hop), next((m for m in named if m.kind != "media"), None)

    def _subject_outside_quotes(self, verb: Token) -> Token | None:
        own = self.paragraph.quote_at(verb.i)

        def quoted(number: int) -> bool:
            return self.paragraph.quote_at(number) not in (None, own)

        if verb.dep_ == "pcomp" and lemma(verb.head.head) == "quote":  # "was quoted as saying"
            verb = verb.head.head
        for child in verb.children:
            if child.dep_ in ("nsubj", "agent", "nsubjpass") and not quoted(child.i):
                inner = [c for c in child.children if c.dep_ == "pobj"]
                return inner[0] if child.dep_ == "agent" and inner else child
        for child in verb.children:  # "..., said the minister"
            if child.dep_ == "dobj" and child.i > verb.i and not quoted(child.i):
                return child
        return subject_of(verb) if verb.dep_ in ("advcl", "conj", "acl", "xcomp") else None

    def _nearest_before(self, verb: Token) -> Said:
        for number in range(verb.i - 1, max(verb.i - 6, -1), -1):
            mention = self.paragraph.at.get(number)
            if mention is not None and not self.paragraph.quote_at(number):
                return (self._hop(mention, verb.doc[number]),), mention
        return NOBODY

    def _same_speaker(self, subject: Token) -> Mention | None:
        """Return the last speaker for "he said" that continues a speech."""
        last = self.discourse.last_speaker
        if subject.pos_ != "PRON" or last is None:
            return None
        word = subject.lower_
        if word in ("they", "it"):
            return last
        if word not in ("he", "she"):
            return None
        recent = self.subjects.person_before(subject)
        if recent is not None and recent.paragraph == self.paragraph.number:
            return recent.mention
        return last if last.person else None

    def _heard_by(self, verb: Token) -> tuple[Hop, ...]:
        """Return the medium that a source informed: "a source told the Post"."""
        for child in verb.children:
            mention = self.paragraph.at.get(child.i)
            if child.dep_ in ("dobj", "dative") and mention is not None and mention.kind == "media":
                return (self._hop(mention, child),)
        return ()

    def _cited(self, verb: Token, named: tuple[Mention, ...]) -> Said | None:
        if lemma(verb) not in ("quote", "cite") or not named:
            return None
        objects = [c for c in verb.children if c.dep_ == "dobj" and c.i > verb.i]
        outer = Hop(named[0].who, self._place(named[0]))
        inner = self.subjects.phrase(objects[0]) if objects else ()
        if inner:
            return (outer, self._hop(inner[0], objects[0])), inner[0]
        return (outer,), named[0]

    def _hop(self, mention: Mention, token: Token) -> Hop:
        here = self.paragraph.at.get(token.i)
        return Hop(mention.who, self._place(here) if here is mention else self._span(token))

    def _place(self, mention: Mention) -> tuple[int, int]:
        return mention.start, mention.end

    def _span(self, token: Token) -> tuple[int, int]:
        left = token.left_edge.i if token.i - token.left_edge.i < 6 else token.i
        return self.paragraph.starts[left], self.paragraph.ends[token.i]

    def chain(self, token: Token) -> Said:
        """Return through whom the words at `token` reached us, the author first."""
        hops: tuple[Hop, ...] = ()
        speaker: Mention | None = None
        for one in ancestors(token):
            verb = self._saying_above(one)
            if verb is not None:
                outer, who = self.speaker(verb)
                hops, speaker = outer + hops, speaker or who
        quote = self.paragraph.quote_at(token.i)
        if quote is not None:
            inner, who = self.of_quote.get((quote.start, quote.end), NOBODY)
            if who is None or all(hop.id != who.who for hop in hops):
                hops, speaker = inner + hops, speaker or who
        if not hops:
            hops, speaker = self._according(token)
        issuer = self.paragraph.issuer
        if not hops and issuer is not None:
            hops, speaker = (Hop(issuer.who),), issuer
        return self._joined(hops), speaker

    def _saying_above(self, token: Token) -> Token | None:
        if token.dep_ == "ROOT":
            return next((c for c in token.children if self._trails(c)), None)
        head = token.head
        told = token.dep_ in ("ccomp", "xcomp", "advcl", "parataxis", "acl")
        if (
            not told
            or head is token
            or head.pos_ not in ("VERB", "AUX")
            or lemma(head) not in _REPORTED
            or modal_of(head) in ("should", "can")  # what one ought to say nobody has said
        ):
            return None
        return head if token.dep_ in ("ccomp", "parataxis", "xcomp") else None

    def _trails(self, verb: Token) -> bool:
        """Whether a verb of saying follows what it reports: "the ban will end, an envoy told Fars"."""
        if lemma(verb) not in words("report") or verb.dep_ not in ("parataxis", "conj"):
            return False
        if verb.dep_ == "parataxis":
            return True
        joined = any(c.dep_ == "cc" and c.i < verb.i for c in verb.head.children)
        own = any(c.dep_ == "nsubj" and c.i > verb.head.i for c in verb.children)
        more = any(
            c.dep_ in ("ccomp", "xcomp", "attr") or (c.dep_ == "dobj" and lemma(verb) != "tell")
            for c in verb.children
        )
        return own and not joined and not more

    def _according(self, token: Token) -> Said:
        first, last = self.paragraph.bounds(token.sent)
        for pattern in (_ACCORDING, _CITING):
            match = pattern.search(self.paragraph.plain, first, last)
            if match is not None:
                return self._source(match)
        return NOBODY

    def _source(self, match: "re.Match[str]") -> Said:
        span = match.span("who")
        named = [m for m in self.paragraph.mentions if span[0] <= m.start < span[1]]
        unnamed = words("anonymous") & set(match["who"].lower().split())
        hop = Hop(named[0].who if named and not unnamed else "unnamed_source", span)
        return (hop,), named[0] if named else None

    def _joined(self, hops: tuple[Hop, ...]) -> tuple[Hop, ...]:
        joined = [AUTHOR]
        for hop in hops:
            if hop.id != joined[-1].id:
                joined.append(hop)
        return tuple(joined)
