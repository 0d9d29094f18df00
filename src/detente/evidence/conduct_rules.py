"""Rules for conduct yet to come: should, would, may; concessions, harm and forecasts."""

import re
from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from detente.evidence.clauses import Clause, Reader
from detente.evidence.grammar import (
    auxiliaries,
    lemma,
)
from detente.evidence.issuers import JOINT
from detente.evidence.lexicon import words
from detente.evidence.proposal import Proposal
from detente.evidence.spans import clause_span

__all__ = [
    "agreed",
    "bad_conduct",
    "concession",
    "deontic",
    "escalation",
    "forecast",
    "own_conduct",
    "warned",
    "withheld",
]

Token = Any
_BAD = re.compile(
    r"\b(?:not|n't|unless|keeps?|continues?|fails?|refuses?|rejects?|ignores?|violates?|attacks?"
    r"|otherwise|breaks?|breach(?:es)?|invades?|impos\w+|delays?|crosses|attempts?|tries|sends?"
    r"|nobody|no one|never|without|(?:goes|go|going|went) (?:on|ahead)|persists?|carr(?:y|ies|ied) on|assault|shelling|raids?"
    r"|offensives?|incursions?|aggression|provo\w+|strikes|evict\w+|blockades?|bad|collapses?|worsens?|deteriorates?"
    r"|fall(?:s)? (?:through|apart)|torn up|tears? up|(?:is|are|was|were) (?:cut|hit|struck|shelled|harmed|attacked|bombed|blocked|ignored|rejected))\b",
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
    r"|tank|police|reactor|site|camp|plant|facilit|complex|missile|price|rate\b|rates\b|stockpile|levy|levies|warrant|fighter|militi|subsid|designation|advance\b|assault|incursion|deployment|overflight|patrol|boycott|detention)",
    re.IGNORECASE,
)
_UNDER = re.compile(
    r"(?:under|according to|as part of) (?:the|a|an|this|that|its|their)[\w' -]{0,40}"
    r"\b(?:terms|provisions|accord|agreement|deal|memorandum|pact|treaty|text|protocol|truce|plan|roadmap|statement|draft|document|compromise|proposal|communiqu[e\u00e9]|declaration)\b",
    re.IGNORECASE,
)
_LAYS_DOWN = re.compile(
    r"\bthe (?:joint )?(?:declaration|agreement|accord|memorandum|communiqu[e\u00e9]|treaty|protocol|pact) "
    r"(?:says|said|states|stipulates|provides|requires|foresees)\b",
    re.IGNORECASE,
)
_RAISED = re.compile(
    r"\b(?:tariff|dut(?:y|ies)\b|lev(?:y|ies)|price|tax|rate|toll|fee|stakes|pressure|alert|percent)",
    re.IGNORECASE,
)
_TO_COURT = re.compile(
    r"\b(?:take|bring|refer|go)\b.{0,40}\b(?:court|tribunal|arbitration|Security Council|World Trade Organi[sz]ation|WTO)\b"
)
_BREAKS = re.compile(r"\b(?:independence|war|secession|emergency|martial law|persona non grata)\b")
_STAYS = frozenset(["stay", "remain", "continue", "keep", "hold", "go", "stand"])
_LIKELY = frozenset(
    ["likely", "unlikely", "expected", "bound", "set", "inevitable", "poised", "due"]
)


def deontic(reader: Reader, clause: Clause) -> list[Proposal] | None:
    """Find "should", "must", "needs to", "it's time": a demand only in a party's mouth."""
    needs = (
        clause.word in ("need", "have")
        and bool(reader.complements(clause.verb))
        and clause.verb.tag_ != "VBN"
    )
    needs = needs and (
        clause.word == "need"
        or "to" in [c.lower_ for x in reader.complements(clause.verb) for c in x.children]
    )
    text = reader.words_of(clause.verb)
    ought = clause.word == "ought" or (clause.authors and "do well to" in text)
    time = clause.word == "be" and _TIME.search(text) is not None
    speaker = clause.speaker
    told = speaker is not None and bool(speaker.party) and bool(clause.party) and not clause.own
    shall = told and not clause.authors and "shall" in auxiliaries(clause.verb)
    if not (clause.modal == "should" or needs or time or ought or shall):
        return None
    others = bool(speaker and speaker.party and clause.actors and clause.party != speaker.party)
    passive = bool(speaker and speaker.party and not clause.actors)
    demand = (others or passive) and not clause.authors and speaker is not None
    kind = "demand" if demand else "opinion"
    if not demand:
        reader.done |= set(_advised(clause.verb))
    actors = (speaker,) if demand and speaker else clause.actors
    proposal = reader.made(clause, kind, "deontic", 0.65, actors=actors, modality="advised",
                          span=clause_span(reader.paragraph, clause.verb, left=clause.subject, coordinated=True))  # fmt: skip
    return reader.only(
        clause, replace(proposal, target=clause.actors[0]) if clause.actors else proposal
    )


def warned(reader: Reader, clause: Clause) -> list[Proposal] | None:
    """Find what a party warns that it will do itself, and harm that it will go on doing."""
    if clause.modal not in ("will", "would", "may") or not clause.actors or clause.negative:
        return None
    above = clause.verb.head
    told = clause.verb.dep_ == "ccomp" and lemma(above) in ("warn", "threaten")
    goes_on = clause.word in ("keep", "continue", "start", "begin", "resume", "go") and (
        any(lemma(c) in words("hostile") for c in _gerunds(clause.verb))
        or (clause.subject is not None and lemma(clause.subject) in words("operation"))
    )
    if not (clause.own and (told or (goes_on and not clause.authors))):
        return None
    rule = "warned" if told else "goes-on"
    return reader.only(clause, reader.made(clause, "threat", rule, 0.75, modality="conditional"))


def _advised(verb: Token) -> Iterator[int]:
    """Yield what belongs to an advice: nothing inside it is anybody's own act."""
    waiting = [verb]
    while waiting:
        for child in waiting.pop().children:
            if child.dep_ not in ("advcl", "relcl", "conj", "parataxis"):
                yield child.i
                waiting.append(child)


def _gerunds(verb: Token) -> list[Token]:
    """Return what one keeps doing, also where it was parsed as an adjective: "keep striking ships"."""
    return [t for t in verb.subtree if t.tag_ == "VBG" and verb.i < t.i <= verb.i + 2]


def withheld(reader: Reader, clause: Clause) -> list[Proposal] | None:
    """Find what a party says that it will not do for another: a refusal, no promise."""
    if not clause.negative or not clause.own or clause.modal not in ("will", "would"):
        return None
    troops = clause.subject is not None and lemma(clause.subject) in words("institution")
    stays = clause.word in ("leave", "withdraw") and troops
    waits = clause.condition_text[:6].lower() in ("unless", "until ")
    if clause.word not in words("withhold") and not stays and not waits:
        return None
    refused = reader.made(clause, "statement", "withheld", 0.6, modality="intended")
    return reader.only(clause, refused)


def escalation(reader: Reader, clause: Clause) -> list[Proposal] | None:  # noqa: PLR0911 - one guard a line
    """Find modal clauses in which a party would do harm."""
    clause = _fought_by_speaker(clause)
    if not clause.modal or clause.modal == "should" or not clause.actors or clause.negative:
        return None
    if clause.asked:
        return None
    text = reader.words_of(clause.verb)
    back = any(c.dep_ == "prt" and c.lower_ == "back" for c in clause.verb.children)
    again = "again" in text and clause.word in ("appear", "begin", "start", "return")
    harms = clause.word in words("escalate") or back or again or _TO_COURT.search(text) is not None
    harms = harms or (clause.word in ("declare", "proclaim") and _BREAKS.search(text) is not None)
    ambiguous = clause.word in words("concede") and clause.word not in words("hostile")
    leaves = clause.word in ("pull", "withdraw", "walk", "exit") and _of_deal(text)
    if not harms or (ambiguous and _BURDEN.search(text) and not leaves):
        return None
    if clause.word in ("resume", "restart", "use") and _of_deal(text):
        return None
    if clause.word == "raise" and not _RAISED.search(text):
        return None
    if clause.modal == "can" and clause.authors:
        return _authors_can(reader, clause)
    if clause.authors and not clause.condition and clause.modal == "may":
        return None
    modality = "conditional" if clause.condition else "possible"
    return reader.only(clause, reader.made(clause, "threat", "modal-escalation", 0.75, modality=modality,
                                        coordinated=True))  # fmt: skip


def _fought_by_speaker(clause: Clause) -> Clause:
    """Return a clause such as "fighting would resume if", said by a party, as that party's doing."""
    fought = clause.subject is not None and lemma(clause.subject) in words("fighting")
    if fought and clause.condition and not clause.authors and not clause.actors and clause.speaker:
        return replace(clause, actors=(clause.speaker,)) if clause.speaker.party else clause
    return clause


def _authors_can(reader: Reader, clause: Clause) -> list[Proposal]:
    """Read the author's own "can always", which is an opinion, and "could", a forecast."""
    kind = "opinion" if "could" not in auxiliaries(clause.verb) else "prediction"
    return reader.only(clause, reader.made(clause, kind, "author-can", 0.5, modality="possible"))


def _of_deal(text: str) -> bool:
    """Whether what is left, cut or suspended is a thing that both want."""
    return re.search(r"\b(?:talks|negotiations|agreement|treaty|accord|pact|deal|cooperation|compliance"
                     r"|ceasefire|truce|access|supplies|inspectors|aid|exports|ties)\b", text) is not None  # fmt: skip


def concession(reader: Reader, clause: Clause) -> list[Proposal] | None:  # noqa: PLR0911 - one guard a line
    """Find modal clauses in which a party would give something."""
    if not clause.modal or clause.modal == "should" or not clause.actors or clause.asked:
        return None
    gives = clause.word in words("concede") or (
        clause.word in ("resume", "restart") and _of_deal(reader.words_of(clause.verb))
    )
    gives = gives or (
        clause.word in ("consider", "study", "contemplate")
        and any(
            lemma(c) in words("concede") and c.tag_ == "VBG"
            for c in reader.complements(clause.verb)
        )
    )
    if clause.negative or not gives or (clause.modal == "can" and not _reported_could(clause)):
        return None
    if clause.word in words("escalate") and clause.condition and _BAD.search(clause.condition_text):
        return reader.only(
            clause, reader.made(clause, "threat", "withdrawn-if", 0.65, modality="conditional")
        )
    if "shall" in auxiliaries(clause.verb) and clause.modal == "will":
        return reader.only(
            clause, reader.made(clause, "commitment", "shall", 0.65, modality="intended")
        )
    own_promise = clause.own and clause.modal == "will" and not clause.condition
    if own_promise:
        return reader.only(clause, reader.made(clause, "commitment", "own-concession", 0.65, modality="intended",
                                            coordinated=True))  # fmt: skip
    if clause.authors and not clause.condition and reader.paragraph.zone.kind != "headline":
        return None
    modality = "possible" if clause.modal == "may" else "conditional"
    return reader.only(clause, reader.made(clause, "offer", "modal-concession", 0.7, modality=modality,
                                        coordinated=True))  # fmt: skip


def _reported_could(clause: Clause) -> bool:
    """Whether a source says what a party could give: "Washington could lift the ban, an aide said"."""
    return not clause.authors and "could" in auxiliaries(clause.verb)


def _stays(clause: Clause) -> bool:
    """Whether all goes on as it is: "the police would stay", "the talks will go on"."""
    back = any(c.lower_ == "back" for c in clause.verb.children)
    return clause.word in _STAYS and not back


def agreed(reader: Reader, clause: Clause) -> list[Proposal] | None:
    """Find what a text agreed by both lays down: "Under the accord, the vote will be held"."""
    if clause.modal not in ("will", "would") or clause.asked:
        return None
    first, last = reader.paragraph.bounds(reader.sentence)
    plain = reader.paragraph.plain
    if "would" in auxiliaries(clause.verb) and not _UNDER.match(plain, first, last):
        return None
    under = bool(_UNDER.match(plain, first, last) or _LAYS_DOWN.search(plain, first, last))
    joint = (
        clause.speaker is not None
        and clause.speaker.person == JOINT.person
        and not clause.speaker.party
    )
    if not (under or joint):
        return None
    actors = clause.actors or tuple(m for m in reader.subjects.discourse.topic if m.party)[:1]
    if not actors:
        return None
    return reader.only(
        clause, reader.made(clause, "commitment", "agreed", 0.6, actors=actors, modality="intended")
    )


def own_conduct(reader: Reader, clause: Clause) -> list[Proposal] | None:
    """Find what a speaker's party says it will do itself."""
    speaker = clause.speaker
    again = not clause.authors and clause.word in (
        "appear",
        "return",
        "begin",
        "start",
        "resume",
    )
    if (
        clause.modal
        and not clause.actors
        and speaker
        and again
        and re.search(r"\bagain\b|\bback\b", reader.words_of(clause.verb))
    ):
        return reader.only(clause, reader.made(clause, "threat", "own-conduct:again", 0.5, actors=(speaker,),
                                            modality="possible"))  # fmt: skip
    if not clause.modal or clause.modal == "should" or not clause.own or clause.asked:
        return None
    if clause.word in words("state") - {"have", "keep", "maintain"}:
        return None
    if (
        clause.condition
        and _BAD.search(clause.condition_text)
        and (not clause.negative or clause.word not in words("escalate"))
    ):
        kind = "threat"
    elif clause.condition and not clause.negative and not _stays(clause):
        kind = "offer"
    elif clause.modal in ("will", "would"):
        kind = "statement" if _declines(clause) else "commitment"
    else:
        return None
    modality = "conditional" if clause.condition else "intended"
    return reader.only(
        clause, reader.made(clause, kind, f"own-conduct:{kind}", 0.6, modality=modality)
    )


def bad_conduct(clause: Clause) -> bool:
    """Whether the condition of a clause is another's bad conduct: then what follows is a threat."""
    return bool(clause.condition and _BAD.search(clause.condition_text))


def _declines(clause: Clause) -> bool:
    """Whether what one will not do is a thing that another wants, no harm that one forswears."""
    none = any(
        c.dep_ in ("dobj", "attr") and any(g.lower_ == "no" for g in c.children)
        for c in clause.verb.children
    )
    kept = words("hostile") | words("escalate") | words("restrain")
    return (clause.negative or none) and clause.word not in kept


def forecast(reader: Reader, clause: Clause) -> list[Proposal] | None:  # noqa: PLR0911 - one guard a line
    """Find what is said to be likely."""
    likely = any(c.dep_ in ("acomp", "oprd") and lemma(c) in _LIKELY for c in clause.verb.children)
    if not clause.modal and not likely and clause.word not in ("predict", "forecast"):
        return None
    if clause.verb.dep_ == "relcl" and not clause.quoted:
        return []
    if (
        clause.word in ("like", "do", "will")
        and reader.object_of(clause.verb) is None
        and not reader.complements(clause.verb)
    ):
        return []
    named = clause.actors or reader.named_in(clause.verb)
    essay = reader.paragraph.essay and clause.authors
    if essay and set(auxiliaries(clause.verb)) & {"would", "could"} and not clause.condition:
        return [reader.made(clause, "opinion", "argued-would", 0.45, modality="possible")]
    if not named and clause.speaker is None:
        return None if clause.quoted else []
    text = reader.words_of(clause.verb)
    if "inevitable" in text and any(lemma(t) in words("escalate") for t in clause.verb.subtree):
        harm = next((t for t in clause.verb.subtree if lemma(t) in words("hostile")), clause.verb)
        actors = reader.subjects.actors(harm)[0] or named
        return reader.only(
            clause,
            reader.made(clause, "threat", "inevitable", 0.6, actors=actors, modality="probable"),
        )
    none = clause.subject is not None and any(t.lower_ == "no" for t in clause.subject.children)
    if clause.authors and clause.modal == "can" and (clause.negative or none):
        return reader.only(
            clause, reader.made(clause, "opinion", "cannot", 0.5, modality="possible")
        )
    if clause.authors and clause.modal == "can":
        return _authors_can(reader, clause)
    able = clause.modal == "can" and "could" not in auxiliaries(clause.verb)
    if clause.own and able and not clause.authors:
        return reader.only(
            clause, reader.made(clause, "statement", "able", 0.45, modality="possible")
        )
    modality = "probable" if likely or clause.modal in ("will", "would") else "possible"
    actors = named or ((clause.speaker,) if clause.speaker else ())
    return reader.only(
        clause, reader.made(clause, "prediction", "modal", 0.5, actors=actors, modality=modality)
    )
