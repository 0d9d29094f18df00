"""Rules for deals: what is demanded, promised, threatened, offered, and refused."""

import re
from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from detente.evidence.candidate import Hop
from detente.evidence.clauses import Clause, Reader
from detente.evidence.grammar import (
    auxiliaries,
    is_past,
    lemma,
)
from detente.evidence.lexicon import SPEECH_ACTS, words
from detente.evidence.names import Mention
from detente.evidence.proposal import Proposal
from detente.evidence.spans import clause_span, token_span

__all__ = [
    "condition_set",
    "demand",
    "expected",
    "intend",
    "nominal_object",
    "nominal_subject",
    "offer",
    "promise",
    "refusal",
    "threaten",
    "tied",
    "willing",
]

Token = Any
_WANT_RESULT = frozenset(["see", "get", "have", "secure", "obtain", "win", "receive", "gain"])
_VERBS = {word: row for row in SPEECH_ACTS for word in row.words.split()}


def nominal_subject(reader: Reader, clause: Clause) -> list[Proposal] | None:
    """Find "Iran's pledge to disarm surprised them", "its precondition is"."""
    noun = clause.subject
    row = reader.act_named(noun) if noun is not None and noun.pos_ == "NOUN" else None
    if noun is None or row is None or (clause.word == "be" and clause.negative):
        return None
    actors = reader.owner(noun)
    if not actors:
        return None
    whole = lemma(noun) in ("precondition", "condition", "prerequisite") and clause.word == "be"
    span = (
        clause_span(reader.paragraph, clause.verb, left=noun)
        if whole
        else token_span(reader.paragraph, noun.left_edge.i, noun.right_edge.i, noun.i)
    )
    return [reader.made(clause, row.kind, f"its-{row.name}", row.confidence, span=span, actors=actors,
                       modality=row.modality)]  # fmt: skip


def condition_set(reader: Reader, clause: Clause) -> list[Proposal] | None:
    """Find "set four conditions", "made it a precondition"."""
    if (
        clause.word not in ("set", "make", "lay", "name", "impose")
        or not clause.actors
        or clause.negative
    ):
        return None
    if clause.modal == "should" or (clause.authors and reader.paragraph.essay):
        return None
    if not re.search(
        r"\b(?:(?:pre)?conditions?|prerequisites?|terms|deadlines?|red lines?|(?:conditional|dependent|contingent) (?:up)?on)\b",
        reader.words_of(clause.verb),
    ):
        return None
    return reader.only(
        clause, reader.made(clause, "demand", "condition-set", 0.7, modality="wanted")
    )


def tied(reader: Reader, clause: Clause) -> list[Proposal] | None:
    """Find "linked the bid to its own", "needs helicopters": what one makes the other pay, or lacks."""
    if (
        not clause.actors
        or clause.negative
        or clause.modal
        or reader.object_of(clause.verb) is None
    ):
        return None
    passive = any(c.dep_ == "auxpass" for c in clause.verb.children)
    if reader.paragraph.essay and clause.authors:
        return None
    ties = clause.word in ("link", "tie") and " to " in reader.words_of(clause.verb)
    lacks = clause.word == "need" and clause.own and not clause.authors
    if passive or not (ties or lacks):
        return None
    return reader.only(
        clause, reader.made(clause, "demand", f"tied:{clause.word}", 0.55, modality="wanted")
    )


def nominal_object(reader: Reader, clause: Clause) -> list[Proposal] | None:  # noqa: PLR0911 - one guard a line
    """Find "made an offer", "issued an ultimatum", "repeated its call for"."""
    thing = reader.object_of(clause.verb)
    if thing is None or clause.word not in words("act-noun-verb") | {"be", "have"}:
        return None
    rows = [reader.act_named(noun) for noun in (thing, *thing.conjuncts)]
    row = next((one for one in rows if one is not None), None)
    if row is None:
        return None
    none = any(c.lower_ == "no" for c in thing.children)
    but = any(c.lower_ == "but" for c in thing.children)
    if (none or (clause.negative and not but)) and clause.actors:
        return reader.only(
            clause, replace(reader.made(clause, "statement", "no-act", 0.5), negative=True)
        )
    if clause.word in ("reject", "rebuff", "accept", "receive", "drop", "withdraw"):
        return None
    actors = clause.actors or reader.owner(thing)
    if clause.word in ("be", "have") and row.kind != "demand":
        return None
    if clause.word == "be":
        actors = _for_whom(reader, thing) or ((clause.speaker,) if clause.speaker else ())
    if not actors:
        return None
    kind = "commitment" if row.kind == "commitment" else row.kind
    return reader.only(clause, reader.made(clause, kind, f"{clause.word}-{row.name}", row.confidence,
                                        actors=actors, modality=row.modality))  # fmt: skip


def _for_whom(reader: Reader, noun: Token) -> tuple[Mention, ...]:
    """Return whose red line or precondition a noun names: "a red line for Iran"."""
    own = reader.owner(noun)
    for child in noun.children:
        if not own and child.dep_ == "prep" and child.lower_ == "for":
            own = next((reader.subjects.phrase(c) for c in child.children if c.dep_ == "pobj"), ())
    return own


def refusal(reader: Reader, clause: Clause) -> list[Proposal] | None:
    """Find "refused to lift", "rejected the offer": what is not given is neither offer nor threat."""
    if clause.word not in words("refuse") or not clause.actors:
        return None
    if any(lemma(c) in ("name", "identify", "quote") for c in reader.complements(clause.verb)):
        return []
    if any(
        lemma(c) in ("say", "comment", "elaborate", "discuss", "specify")
        for c in reader.complements(clause.verb)
    ):
        return reader.only(clause, replace(reader.made(clause, "statement", "no-comment", 0.3)))
    return reader.only(
        clause, replace(reader.made(clause, "statement", "refusal", 0.7), negative=True)
    )


def expected(reader: Reader, clause: Clause) -> list[Proposal] | None:
    """Find "expects Iran to comply": what a party expects of another is a demand."""
    then = next(
        (c for c in clause.verb.children if c.dep_ in ("xcomp", "ccomp") and c.tag_ == "VB"), None
    )
    passive = any(c.dep_ == "auxpass" for c in clause.verb.children)
    if clause.word == "expect" and passive and clause.actors and not clause.negative:
        return reader.only(
            clause, reader.made(clause, "prediction", "expected-to", 0.5, modality="probable")
        )
    if clause.word != "expect" or then is None or not clause.actors or clause.negative:
        return None
    whom = next((c for c in (*then.children, *clause.verb.children) if c.dep_ in ("nsubj", "dobj")
                 and clause.verb.i < c.i < then.i), None)  # fmt: skip
    named = reader.subjects.phrase(whom) if whom is not None else ()
    if not named or named[0].party == clause.party or not clause.actors[0].party:
        return None
    return reader.only(clause, reader.made(clause, "demand", "expect", 0.65, modality="wanted"))


def demand(reader: Reader, clause: Clause) -> list[Proposal] | None:  # noqa: PLR0911 - one guard a line
    """Find verbs of demanding, and each further thing demanded."""
    row = _VERBS.get(clause.word)
    if row is None or row.kind != "demand" or clause.modal == "should":
        return None
    if _no_demand(reader, clause):
        return None
    if clause.word in ("press", "order", "appeal", "require", "ask") and not clause.actors:
        return None
    if clause.negative and clause.word in ("want", "seek", "ask", "request"):
        return None
    if reader.paragraph.essay and clause.authors and _unperformed(clause.verb):
        return None
    actors = clause.actors or _gerund_actor(reader, clause)
    if not actors:
        return None
    clause = replace(clause, actors=actors)
    if (
        clause.word == "order"
        and is_past(clause.verb)
        and reader.target(clause.verb, actors) is None
    ):
        return reader.only(clause, reader.made(clause, "action", "ordered-own", 0.55))
    if _own_wish(reader, clause):
        return reader.only(
            clause, reader.made(clause, "commitment", "want-own", 0.5, modality="intended")
        )
    if clause.modal in ("will", "would", "may") and clause.negative:
        return None
    found = [
        reader.made(clause, "demand", f"demand:{clause.word}", row.confidence, modality="wanted")
    ]
    reader.eat(clause.verb)
    return found + list(_further(reader, clause))


def _insists_it_is_so(verb: Token) -> bool:
    """Whether "insisted that nobody was hurt" says what is so: a finite verb, not "that they leave"."""
    told = next((c for c in verb.children if c.dep_ == "ccomp"), None)
    if told is None or _subjunctive(verb):
        return False
    if told.tag_ == "VB":
        return any(c.lower_ in ("did", "does", "do") for c in told.children)
    auxiliary = [c for c in told.children if c.dep_ in ("aux", "auxpass")]
    return all(c.tag_ != "VB" and c.lower_ not in ("must", "should", "be") for c in auxiliary)


def _subjunctive(verb: Token) -> bool:
    """Whether "insists that the troops leave first" asks for it: a bare form, of whatever subject."""
    told = next((c for c in verb.children if c.dep_ == "ccomp"), None)
    return told is not None and told.tag_ == "VBP" and lemma(told) not in words("state") | {"do"}


def _no_demand(reader: Reader, clause: Clause) -> bool:
    """Whether a verb of the table demands nothing here: "called it a ploy", "ordered the troops home"."""
    verb = clause.verb
    if clause.word == "call":
        return not _calls_for(verb)
    if clause.word == "insist" and _insists_it_is_so(verb):
        return True
    if clause.word == "order" and not reader.complements(verb):
        return True
    if clause.word == "ask" and not _asks_for(verb):
        return True
    if clause.word == "claim" and _claims_glory(reader, verb):
        return True
    return verb.tag_ == "VBN" and verb.dep_ in ("advcl", "acl", "dep")


def _unperformed(verb: Token) -> bool:
    """Whether a demand is only advised or left out: "(it should) ask for three years", "without asking"."""
    return bool(verb.tag_ == "VB" or (verb.dep_ == "pcomp" and verb.head.lower_ == "without"))


def _asks_for(verb: Token) -> bool:
    """Whether something is asked for, no question: "asked about it", "a step they have long asked for"."""
    if any(c.dep_ in ("xcomp", "ccomp", "dobj", "advcl") for c in verb.children):
        return True
    return any(
        c.dep_ == "prep" and c.lower_ == "for" and c.i < c.right_edge.i for c in verb.children
    )


def _claims_glory(reader: Reader, verb: Token) -> bool:
    """Whether no thing is claimed, but a deed or that something is so."""
    thing = reader.object_of(verb)
    said = any(c.dep_ in ("ccomp", "xcomp") for c in verb.children)
    return said or thing is None or lemma(thing) in words("glory") or is_past(verb)


def _calls_for(verb: Token) -> bool:
    return any(
        c.dep_ == "prep" and c.lower_ in ("for", "on", "upon") for c in verb.children
    ) or any(c.dep_ in ("xcomp", "ccomp") and c.tag_ == "VB" for c in verb.children)


def _gerund_actor(reader: Reader, clause: Clause) -> tuple[Mention, ...]:
    """Return who acts in "way of asking": the owner of the noun."""
    head = clause.verb.head
    if clause.verb.dep_ == "pcomp" and head.dep_ == "prep":
        return reader.owner(head.head)
    return ()


def _own_wish(reader: Reader, clause: Clause) -> bool:
    """Whether "wants to" is about one's own act, not another's."""
    complements = reader.complements(clause.verb)
    if clause.word not in ("want", "seek") or not complements or complements[0].dep_ != "xcomp":
        return False
    first = complements[0]
    own = any(c.dep_ in ("nsubj", "nsubjpass") for c in first.children)
    return not own and lemma(first) not in _WANT_RESULT and first.tag_ == "VB"


def _further(reader: Reader, clause: Clause) -> Iterator[Proposal]:
    for complement in reader.complements(clause.verb):
        for token in complement.conjuncts:
            if token.pos_ == "VERB" and token.i > complement.i:
                span = clause_span(reader.paragraph, token)
                reader.done.add(token.i)
                target = reader.target(clause.verb, clause.actors)
                yield replace(reader.made(clause, "demand", f"demand-further:{clause.word}", 0.75,
                                         span=span, modality="wanted"), target=target)  # fmt: skip
    for token in clause.verb.subtree:
        if token.dep_ in ("dobj", "conj", "appos") and _denied(token):
            span = token_span(reader.paragraph, token.left_edge.i, token.right_edge.i, token.i)
            yield reader.made(clause, "demand", "demand-not", 0.6, span=span, modality="wanted")


def _denied(noun: Token) -> bool:
    """Whether a noun is the second half of "wants progress, not threats"."""
    first = noun.left_edge
    return bool(noun.pos_ == "NOUN" and first.i > noun.head.i and first.lower_ == "not")


def promise(reader: Reader, clause: Clause) -> list[Proposal] | None:  # noqa: PLR0911 - one guard a line
    """Find verbs of promising; agreeing that something is so promises nothing."""
    if clause.word == "accept" and _accepts(reader, clause):
        return reader.only(
            clause, reader.made(clause, "commitment", "accept", 0.65, modality="intended")
        )
    row = _VERBS.get(clause.word)
    if row is None or row.kind != "commitment" or not clause.actors or clause.negative:
        return None
    if clause.modal in ("should", "can"):
        return None
    if clause.word == "agree" and not _agrees_to_act(clause.verb):
        return None
    if clause.word == "commit" and not re.search(r"\bcommit\w* (?:itself |themselves |himself )?to\b",
                                                 reader.words_of(clause.verb)):  # fmt: skip
        return None
    clause = _with_quoted_complement(clause)
    modality = "intended"
    harm = next((c for c in clause.verb.children if c.dep_ == "xcomp"), None)
    if harm is not None and lemma(harm) in words("hostile") | {"march"}:
        return reader.only(
            clause, reader.made(clause, "threat", "vow-harm", 0.75, modality=modality)
        )
    if clause.modal in ("will", "would", "may"):
        gives = clause.condition or "would" in auxiliaries(clause.verb)
        return reader.only(clause, reader.made(clause, "offer" if gives else "commitment",
                                            "modal-promise", 0.6, modality="conditional"))  # fmt: skip
    return reader.only(clause, reader.made(clause, "commitment", f"promise:{clause.word}", row.confidence,
                                        modality=modality, coordinated=True))  # fmt: skip


def _accepts(reader: Reader, clause: Clause) -> bool:
    thing = reader.object_of(clause.verb)
    taken = {
        "proposal",
        "offer",
        "plan",
        "deal",
        "truce",
        "terms",
        "term",
        "draft",
        "ceasefire",
        "invitation",
    }
    past = is_past(clause.verb) and not clause.negative and bool(clause.actors)
    return past and thing is not None and lemma(thing) in taken


def _with_quoted_complement(clause: Clause) -> Clause:
    if clause.speaker is None and clause.actors:
        mention = clause.actors[0]
        return replace(clause, chain=(*clause.chain, Hop(mention.who)), speaker=mention)
    return clause


def _agrees_to_act(verb: Token) -> bool:
    return any(
        c.dep_ == "xcomp" or (c.dep_ == "prep" and c.lower_ in ("to", "on")) for c in verb.children
    )


def threaten(reader: Reader, clause: Clause) -> list[Proposal] | None:
    """Find "threatened to", and "warned that it would"."""
    if clause.word not in ("threaten", "warn") or not clause.actors or clause.negative:
        return None
    if clause.actors[0].kind != "party" and not clause.actors[0].person:
        return None
    if reader.paragraph.essay and clause.authors and _unperformed(clause.verb):
        return None
    told = reader.complements(clause.verb)
    if clause.word == "warn" and any(c.dep_ == "ccomp" for c in told):
        return None  # what was warned of is read as a clause of its own
    if clause.word == "warn" and reader.has_preposition(clause.verb, "of"):
        return reader.only(
            clause, reader.made(clause, "prediction", "warn-of", 0.55, modality="possible")
        )
    return reader.only(clause, reader.made(_with_quoted_complement(clause), "threat",
                                        f"threaten:{clause.word}", 0.85, modality="conditional"))  # fmt: skip


def offer(reader: Reader, clause: Clause) -> list[Proposal] | None:
    """Find "offered to", "proposed that"."""
    if clause.word == "invite":
        return _invites(reader, clause)
    if (
        clause.word not in ("offer", "propose", "volunteer")
        or not clause.actors
        or clause.modal in ("should", "can")
    ):
        return None
    if clause.negative:
        return reader.only(
            clause, replace(reader.made(clause, "statement", "no-offer", 0.6), negative=True)
        )
    return reader.only(
        clause, reader.made(clause, "offer", f"offer:{clause.word}", 0.85, modality="offered")
    )


def _invites(reader: Reader, clause: Clause) -> list[Proposal] | None:
    """Find "invited them to join", a demand, and "invited both to its seat", an offer."""
    passive = any(c.dep_ == "auxpass" for c in clause.verb.children)
    if not clause.actors or clause.negative or clause.modal or passive or clause.verb.dep_ == "acl":
        return None
    asked = any(c.tag_ == "VB" for c in reader.complements(clause.verb))
    kind, modality = ("demand", "wanted") if asked else ("offer", "offered")
    return reader.only(clause, reader.made(clause, kind, "invite", 0.6, modality=modality))


def willing(reader: Reader, clause: Clause) -> list[Proposal] | None:
    """Find "is willing to", "stands ready to"."""
    able = [
        c for c in clause.verb.children
        if c.dep_ in ("acomp", "oprd", "ccomp", "xcomp", "attr", "advcl", "advmod", "amod")
        and lemma(c) in words("willing")
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
        return reader.only(
            clause, replace(reader.made(clause, "statement", "unwilling", 0.6), negative=True)
        )
    then = next((c for c in able[0].children if c.dep_ == "xcomp"), None)
    if clause.authors and then is not None and lemma(then) == "play":
        return reader.only(clause, reader.made(clause, "opinion", "ready-to-play", 0.5))
    hostile = then is not None and any(
        lemma(t) in words("hostile") for t in (then, *then.conjuncts)
    )
    kind = "threat" if hostile else "offer"
    return reader.only(clause, reader.made(clause, kind, "willing", 0.8, modality="offered"))


def intend(reader: Reader, clause: Clause) -> list[Proposal] | None:
    """Find "plans to", "looks to"."""
    then = next((c for c in clause.verb.children if c.dep_ == "xcomp" and c.tag_ == "VB"), None)
    if clause.word not in words("intend") or then is None or not clause.actors or clause.negative:
        return None
    deed = lemma(then)
    if deed in words("hostile") or (deed in words("escalate") and deed not in words("concede")):
        kind = "threat"
    elif deed in words("concede") and clause.condition:
        kind = "offer"
    else:
        kind = "offer" if clause.word == "look" and deed in words("concede") else "commitment"
    return reader.only(
        clause, reader.made(clause, kind, f"intend:{kind}", 0.65, modality="intended")
    )
