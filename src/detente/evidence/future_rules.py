"""Rules for what is fixed to come: "is to leave", "will be taken", and what a party rules out."""

import re
from typing import Any

from msgspec.structs import replace

from detente.evidence.clauses import Clause, Reader
from detente.evidence.conduct_rules import bad_conduct
from detente.evidence.grammar import auxiliaries, going_to, lemma
from detente.evidence.lexicon import words
from detente.evidence.proposal import Proposal

__all__ = ["announced", "exchanged", "proceeds", "ruled_out", "scheduled", "undertaken"]

Token = Any
_DOUBT = frozenset(
    [
        "probably",
        "likely",
        "surely",
        "perhaps",
        "certainly",
        "hardly",
        "maybe",
        "possibly",
        "doubtless",
        "presumably",
        "eventually",
        "inevitably",
        "undoubtedly",
        "easily",
        "never",
    ]
)
_FUTURE = ("will", "would")
_WEIGH = words("weigh")
_RETURN = re.compile(r"(?:In (?:exchange|return)|For (?:its|their) part)\b(?! for\b)")
_HELD = words("hostile") | words("restrain")


def scheduled(reader: Reader, clause: Clause) -> list[Proposal] | None:
    """Find "is to report by May", "are to be handed over": what is fixed that a party does."""
    verb = clause.verb
    then = next((c for c in verb.children if c.dep_ == "xcomp" and c.tag_ in ("VB", "VBN")), None)
    if clause.word != "be" or then is None or clause.modal or clause.negative or clause.asked:
        return None
    if verb.tag_ not in ("VBZ", "VBP") and (clause.authors or verb.tag_ != "VBD"):
        return None
    to = any(c.lower_ == "to" and c.dep_ == "aux" and c.i > verb.i for c in then.children)
    adjacent = all(t.tag_ in ("RB", "TO", "VB") for t in verb.doc[verb.i + 1 : then.i])
    if not to or not adjacent or lemma(then) in ("hope", "expect", "regret", "see", "blame"):
        return None
    subject = clause.subject
    passive = any(c.dep_ == "auxpass" for c in then.children)
    agent = subject is not None and bool(reader.subjects.phrase(subject))
    if not clause.actors or not (agent or passive):
        return None
    found = reader.made(clause, "commitment", "scheduled", 0.6, modality="intended")
    return reader.only(clause, found)


def announced(reader: Reader, clause: Clause) -> list[Proposal] | None:  # noqa: PLR0911 - one guard a line
    """Find what a report states that a party will do, or will not: a plan, no forecast of its own."""
    known = clause.speaker is not None and clause.speaker.party
    if known or clause.asked or clause.modal not in _FUTURE or not clause.actors:
        return None
    denied = clause.negative or any(_no(c) for c in clause.verb.children if c.dep_ == "dobj")
    if not denied and (reader.paragraph.essay or "would" in auxiliaries(clause.verb)):
        return None
    if reader.paragraph.essay and clause.word not in words("withhold") | _WEIGH:
        return None
    if _aside(clause.verb):
        return None
    subject = clause.subject
    named = subject is not None and subject.dep_ == "nsubj" and reader.subjects.phrase(subject)
    doubted = any(c.lower_ in _DOUBT for c in clause.verb.children)
    if (
        not named
        or doubted
        or clause.word in words("befall") | (words("state") - {"keep", "maintain", "have"})
    ):
        return None
    if denied and clause.word not in _HELD:
        return reader.only(
            clause, reader.made(clause, "statement", "announced-not", 0.55, modality="intended")
        )
    return reader.only(
        clause, reader.made(clause, "commitment", "announced", 0.55, modality="intended")
    )


def _aside(verb: Token) -> bool:
    """Whether a clause only says which thing is meant, or what somebody thinks or doubts."""
    placed = verb.dep_ in ("ROOT", "conj", "parataxis", "ccomp") or going_to(verb)
    return not placed or _doubting(verb)


def _doubting(verb: Token) -> bool:
    """Whether a verb of thinking or doubting stands above: "analysts doubt that it will sign"."""
    return verb.dep_ == "ccomp" and lemma(verb.head) not in words("report")


def undertaken(reader: Reader, clause: Clause) -> list[Proposal] | None:
    """Find what a party says will be done, by whom it leaves open: by itself.

    "Countermeasures will be taken", "the quota will be kept", "a release could be examined".
    """
    speaker, verb = clause.speaker, clause.verb
    if speaker is None or not speaker.party:
        speaker = clause.actors[0] if clause.actors else None
    if clause.authors or speaker is None or not speaker.party or clause.asked:
        return None
    kinds = {c.dep_ for c in verb.children}
    if "auxpass" not in kinds or "agent" in kinds or _no_thing(reader, clause):
        return None
    kind = _left_open(clause)
    if not kind:
        return None
    modality = "possible" if clause.modal in ("may", "can") else "intended"
    found = reader.made(
        clause, kind, f"undertaken:{kind}", 0.55, actors=(speaker,), modality=modality
    )
    return reader.only(clause, found)


def proceeds(reader: Reader, clause: Clause) -> list[Proposal] | None:
    """Find what a party says will go on or begin: "work would go ahead", "the strikes will continue"."""
    speaker, subject = clause.speaker, clause.subject
    if (
        clause.authors
        or clause.modal not in _FUTURE
        or clause.negative
        or clause.asked
        or subject is None
    ):
        return None
    if speaker is None or not speaker.party or clause.word not in words("proceed"):
        return None
    if subject.dep_ != "nsubj" or subject.pos_ != "NOUN" or reader.subjects.phrase(subject):
        return None
    if _no(subject):
        return None
    harms = lemma(subject) in words("fighting") or bad_conduct(clause)
    kind = "threat" if harms else "commitment"
    return reader.only(
        clause,
        reader.made(clause, kind, f"proceeds:{kind}", 0.5, actors=(speaker,), modality="intended"),
    )


def exchanged(reader: Reader, clause: Clause) -> list[Proposal] | None:
    """Find what is given "in return" or "in exchange", as a sentence that follows a demand says."""
    first, last = reader.paragraph.bounds(reader.sentence)
    if (
        clause.modal not in _FUTURE
        or clause.negative
        or not clause.actors
        or clause.verb.dep_ == "relcl"
    ):
        return None
    if reader.paragraph.essay and clause.authors:
        return None
    if not _RETURN.match(reader.paragraph.plain, first, last) or "would" not in auxiliaries(
        clause.verb
    ):
        return None
    return reader.only(
        clause, reader.made(clause, "offer", "exchanged", 0.65, modality="conditional")
    )


def _no_thing(reader: Reader, clause: Clause) -> bool:
    """Whether a passive subject is a party or a person, of whom others dispose, or is missing."""
    subject = clause.subject
    return subject is None or subject.dep_ != "nsubjpass" or subject.i in reader.paragraph.at


def _left_open(clause: Clause) -> str:
    subject = clause.subject
    denied = clause.negative or _no(subject)
    if clause.modal in _FUTURE:
        if denied:
            return "commitment" if clause.word in _HELD else "statement"
        threat = clause.word in words("hostile") or bad_conduct(clause)
        return "threat" if threat else "commitment"
    gives = clause.word in _WEIGH | words("concede")
    return "offer" if clause.modal in ("may", "can") and gives and not denied else ""


def _no(token: Token | None) -> bool:
    return token is not None and any(
        c.lower_ in ("no", "neither") for c in token.subtree if c.i < token.i
    )


def ruled_out(reader: Reader, clause: Clause) -> list[Proposal] | None:
    """Find what a party says will not be: "there would be no reduction", "no return was foreseen"."""
    speaker = clause.speaker
    if clause.authors or speaker is None or not speaker.party or clause.asked:
        return None
    subject = clause.subject
    there = subject is not None and subject.dep_ == "expl"
    thing = next((c for c in clause.verb.children if c.dep_ == "attr"), None) if there else subject
    none = _no(thing) or (there and clause.negative)
    planned = clause.word in ("foresee", "envisage", "plan", "contemplate", "intend", "need")
    if not none or not (clause.modal in ("will", "would", "can") or planned):
        return None
    if thing is not None and thing.i in reader.paragraph.at:
        return None
    found = reader.made(
        clause, "statement", "ruled-out", 0.55, actors=(speaker,), modality="intended"
    )
    return reader.only(clause, replace(found, negative=True))
