"""Whom a noun phrase means: names, pronouns, "both sides", "the communist nation"."""

import re
from typing import Any

from detente.evidence.grammar import lemma, noun, subject_of
from detente.evidence.institutions import GROUPS, Institutions, is_post
from detente.evidence.lexicon import words
from detente.evidence.names import Mention
from detente.evidence.pronouns import FIRST, PERSON, THING

__all__ = ["Subjects"]

Token = Any
_SIDES = frozenset(["sides", "nations", "countries", "parties", "governments", "states"])
_LEADERS = frozenset(["leaders", "men", "presidents"])
_TALKS = frozenset(["talks", "negotiations"])
_STATE_NOUNS = frozenset(["nation", "country", "regime", "state", "kingdom", "group"])
_BOTH = re.compile(r"\b(?:both|two)\b")
_SERVES = frozenset(["adviser", "advisor", "aide", "spokesman", "spokeswoman", "spokesperson"])
_FORMAL = frozenset(["willing", "ready", "prepared", "open", "set"])


class Subjects(Institutions):
    """Resolves the noun phrases of one paragraph, given what the text has said before."""

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

    def _head_of_phrase(self, token: Token, depth: int) -> tuple[Mention, ...]:
        mention = self.paragraph.at.get(token.i)
        if mention is not None:
            return (mention,)
        if token.pos_ == "PRON" or token.lower_ in FIRST | PERSON | THING | {"whose"}:
            return self._pronoun(token)
        owned = any(c.dep_ == "poss" and c.pos_ == "PRON" for c in token.children)
        return (
            self._several(token)
            or (self._called(token) if owned else ())
            or self._owned(token, self._inside(token, depth))
            or self._called(token)
            or self._described(token)
        )

    def _several(self, token: Token) -> tuple[Mention, ...]:
        """Return both sides of "the sides", "the two leaders", "the talks"."""
        word, sides = token.lower_, self.discourse.sides()
        if word in ("former", "latter") and self._bare(token):
            return self._of_two(token, word)
        if word in ("sides", "parties", "two") and self._bare(token):
            return sides
        if word in _SIDES | _LEADERS and _BOTH.search(" ".join(t.lower_ for t in token.subtree)):
            return (self.discourse.leaders() if word in _LEADERS else ()) or sides
        if word in _TALKS and not any(c.i in self.paragraph.at for c in token.subtree):
            return sides
        return ()

    def _of_two(self, token: Token, word: str) -> tuple[Mention, ...]:
        """Return the first or second of the two parties named last: "the former", "the latter"."""
        two: list[Mention] = []
        for one in reversed(self._before(token)):
            if one.mention.party in {m.party for m in two} or one.mention.kind == "media":
                continue
            two.append(one.mention)
            if len(two) > 1:
                return (two[1] if word == "former" else two[0],)
        return ()

    def _described(self, token: Token) -> tuple[Mention, ...]:
        """Return whom "the rebels", "the communist nation" and "the ministry" mean."""
        if noun(token) in GROUPS:
            return self._group(token)
        if token.lower_ in _STATE_NOUNS and any(
            c.lower_ in ("the", "this") for c in token.children
        ):
            before = [n for n in self.here() if n.token < token.i and n.mention.kind == "party"]
            if before:
                return (before[-1].mention,)
        return self._institution(token)

    def _inside(self, token: Token, depth: int) -> tuple[Mention, ...]:
        """Return whom the parts of a phrase name: "Iran's ministry", "the government of Iran"."""
        owned = ("poss", "compound", "amod", "nmod", "appos")
        named = [
            child
            for child in token.children
            if child.dep_ in owned
            and (child.i in self.paragraph.at or child.pos_ == "PRON" or child.lower_ == "whose")
        ]
        named.sort(key=lambda child: child.dep_ != "appos" or child.i not in self.paragraph.at)
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
        place = child.lower_ == "in" and noun(child.head) not in GROUPS
        place = place or (child.lower_ in ("at", "with") and is_post(child.head))
        if child.dep_ == "prep" and (serves or place or child.lower_ in ("of", "from", "between")):
            parts = (self.phrase(p, depth + 1) for p in child.children if p.dep_ == "pobj")
            return next((mentions for mentions in parts if mentions), ())
        if child.dep_ == "poss" and noun(child) in GROUPS:
            return self._called(child) or self._group(child)
        if child.dep_ == "poss":
            return self._called(child) or (self._inside(child, depth + 1) if depth < 2 else ())
        if child.dep_ in ("amod", "compound", "poss", "nmod") and depth < 2:
            return self._inside(child, depth + 1)
        return ()
