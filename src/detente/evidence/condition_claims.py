"""Claims that conditions are: on what each bears, and who has to meet it."""

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from detente.evidence.conditions import Marked
from detente.evidence.grammar import lemma
from detente.evidence.names import Mention
from detente.evidence.paragraph import Paragraph
from detente.evidence.proposal import Proposal, clipped
from detente.evidence.speaking import Speaking
from detente.evidence.subjects import Subjects

__all__ = ["conditions"]

_OWED = frozenset(["offer", "threat", "commitment", "demand", "statement"])
_OFTEN = 1.5  # what it counts to be one of the two whom the whole text names most
_KINDS = {
    "in_exchange": "offer",
    "if_to": "offer",
    "or_else": "threat",
}  # what they say is given, or done
_MEDIATES = 0.5  # an organisation's name counts so much less
_DECAY = 0.7  # a name counts so much less a paragraph later


def conditions(
    paragraph: Paragraph,
    sentence: Any,
    speaking: Speaking,
    found: list[Proposal],
) -> Iterator[Proposal]:
    """Yield the conditions of a sentence, in which `found` depends on them."""
    first, last = paragraph.bounds(sentence)
    advised = paragraph.essay and any(p.rule == "deontic" and p.kind == "opinion" for p in found)
    for one in paragraph.conditions:
        if first <= one.start < last and not (advised and one.flavour == "until"):
            yield _claim(paragraph, one, sentence, speaking, found)


def _claim(
    paragraph: Paragraph,
    one: Marked,
    sentence: Any,
    speaking: Speaking,
    found: list[Proposal],
) -> Proposal:
    subjects = speaking.subjects
    inside = [token for token in sentence if one.body <= paragraph.starts[token.i] < one.end]
    head = _head(inside) or sentence.root
    actors = _actors(paragraph, inside, head, subjects)
    gives = one.flavour in ("in_exchange", "if_to")
    main = next((p for p in found if p.condition == (one.start, one.end) and p.actors), None)
    if main is not None:
        place = inside[0].i if inside else sentence.start
        actors = _of_main(one, main, inside, actors, subjects, place=place)
    subject = next((t for t in inside if t.dep_ in ("nsubj", "nsubjpass")), None)
    active = subject is not None and subject.dep_ == "nsubj" and subject.i in paragraph.at
    guessed = bool(actors) and (actors[0].inferred or not active)
    own = (
        main is not None
        and main.kind in _OWED
        and bool(actors)
        and actors[0].party == main.actors[0].party
    )
    if one.flavour == "or_else":
        actors = actors or (main.actors if main is not None else ())
    elif not gives and (not actors or (guessed and own)):
        place = inside[0].i if inside else sentence.start
        actors = _left_open(main, found, subjects, place) or actors
    chain, speaker = speaking.chain(head)
    start, end = clipped(paragraph.plain, one.start, one.end, one.start)
    return Proposal(
        start=start, end=end, kind=_KINDS.get(one.flavour, "condition"), rule=f"condition:{one.flavour}",
        confidence=0.8, sentence=paragraph.bounds(sentence), actors=actors, chain=chain,
        speaker=speaker, quoted=paragraph.quote_at(head.i) is not None, modality="conditional",
        flavour=one.flavour,
    )  # fmt: skip


def _left_open(
    main: Proposal | None, found: list[Proposal], subjects: Subjects, place: int
) -> tuple[Mention, ...]:
    """Return who has to meet "if the terms are met": the other side of what depends on it, inferred."""
    if main is not None and main.kind in _OWED and main.target is not None and main.target.party:
        return (replace(main.target, inferred=True),)
    main = main or next((p for p in found if p.actors and p.kind != "opinion"), None)
    own = main.actors[0].party if main else next((m.party for m in subjects.discourse.topic), "")
    if main is None and not own:
        return ()
    other = _other_side(own, main, subjects, place)
    return (other,) if other else ()


def _other_side(own: str, main: Proposal | None, subjects: Subjects, place: int) -> Mention | None:
    """Return with whom a party deals at this point of a text: whom it has named most of late, as inferred.

    Organisations mediate more often than they deal: they count for less.
    """
    discourse = subjects.discourse
    here = (subjects.paragraph.number, place)
    speaker = main.speaker.party if main is not None and main.speaker else ""
    weights: dict[str, float] = {}
    for one in discourse.named:
        party = one.mention.party
        if (
            party in discourse.players
            and party not in (own, speaker)
            and (one.paragraph, one.token) < here
        ):
            weight = _DECAY ** (here[0] - one.paragraph)
            weights[party] = weights.get(party, _OFTEN * (party in discourse.principals)) + weight
    if len(discourse.players) == 2 or not weights:
        return discourse.counterpart(own)
    for mediator in discourse.of_sort("organisation", weights):
        weights[mediator] *= _MEDIATES
    return Mention(0, 0, max(weights, key=weights.__getitem__), inferred=True)


def _of_main(
    one: Marked,
    main: Proposal,
    inside: list[Any],
    actors: tuple[Mention, ...],
    subjects: Subjects,
    *,
    place: int,
) -> tuple[Mention, ...]:
    """Return who is meant where the main clause decides it: what is asked for an offer, others give."""
    subject = next((t for t in inside if t.dep_ in ("nsubj", "nsubjpass")), None)
    gives = main.kind in ("offer", "threat", "commitment")
    own = {m.party for m in main.actors}
    others = [m for m in subjects.discourse.sides() if m.party not in own]
    late = _other_side(main.actors[0].party, main, subjects, place) if others else None
    other = (main.target,) if main.target is not None else ((late,) if late else ())
    if one.flavour == "in_exchange" and (
        not actors or (subject is None and own & {m.party for m in actors})
    ):
        return other if gives else main.actors
    pronoun = subject is not None and subject.lower_ in ("it", "they") and one.flavour != "if_to"
    if pronoun and gives and own & {m.party for m in actors}:
        return other or actors
    return actors


def _head(inside: list[Any]) -> Any:
    """Return the token of the condition whose head lies outside it."""
    numbers = {token.i for token in inside}
    heads = [token for token in inside if token.head.i not in numbers or token.head is token]
    verbs = [token for token in heads if token.pos_ in ("VERB", "AUX")]
    return next(iter(verbs or heads), None)


def _actors(
    paragraph: Paragraph, inside: list[Any], head: Any, subjects: Subjects
) -> tuple[Mention, ...]:
    subject = next((t for t in inside if t.dep_ in ("nsubj", "nsubjpass")), None)
    if subject is not None:
        verb = subject.head
        if subject.dep_ == "nsubjpass":
            return subjects.actors(verb)[0]
        if subject.lower_ == "it" and any(
            c.dep_ == "auxpass" for x in verb.children if x.dep_ == "xcomp" for c in x.children
        ):
            return ()
        named = subjects.phrase(subject)
        if named:
            return named
    if lemma(head) and head.pos_ == "VERB":
        return subjects.actors(head)[0]
    owner = [paragraph.at[t.i] for t in inside if t.i in paragraph.at]
    return tuple(owner[:1])
