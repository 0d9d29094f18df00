"""The gate: of what a language model proposes, what is in the text and agrees with the rules.

A proposal passes if its words are grounded, its ids are the case's, its condition is grounded in the
same or the next sentence, and the negation and modality of its words do not speak against its kind.
Its actor stays only where the sentence names that party or the speaker is of it. What passes is a
candidate like any other: graded F6, accepted by nobody.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from detente.case import Case
from detente.evidence.candidate import DEAL_KINDS, Candidate, Flavour, Hop
from detente.evidence.conditions import conditions_in
from detente.evidence.grounding import Grounds, NotGroundedError
from detente.evidence.language_model.reply import BadReplyError, Said, said
from detente.evidence.language_model.surroundings import Span, Surroundings, meets, within
from detente.evidence.language_model.wording import (
    denied_before,
    denies,
    modality_of,
    polarity_of,
)
from detente.evidence.names import Mention
from detente.evidence.proposal import AUTHOR, Assembly, Proposal, clipped
from detente.evidence.read import SourceText

__all__ = ["Gate", "Passed"]

CONFIDENCE = 0.5
"""Where a model alone proposes. For sorting only."""
SUSPECT = 0.05
"""Where the sentence addresses a model."""
MOST_SENTENCES = 2
MOST = 2_000
"""Proposals of one document that are kept."""


class Passed(Struct, frozen=True):
    """What of an answer is kept, and why the rest is not.

    Attributes
    ----------
    candidates : tuple of Candidate
        In the order of the text.
    refused : tuple of str
        One reason per proposal that is not kept; never the model's words.
    """

    candidates: tuple[Candidate, ...]
    refused: tuple[str, ...] = ()


class _RefusedError(ValueError):
    """A proposal that does not pass."""


class _Meant(Struct, frozen=True):
    """A proposal that passed: what rules make a candidate of, and what the model says beside it."""

    proposal: Proposal
    lever: str = ""


class Gate(Struct, frozen=True, eq=False, dict=True):
    """Checks proposals against one text.

    Attributes
    ----------
    source : SourceText
        The document.
    case : Case
        Its parties and levers are all that a proposal may name.
    model : str
        Named as the origin of what passes.
    rules : sequence of Candidate
        What the rules found: who they hold to be speaking counts.
    """

    source: SourceText
    case: Case
    model: str
    rules: Sequence[Candidate] = ()
    today: dt.date | None = None

    @cached_property
    def grounds(self) -> Grounds:
        """The text, to find quotations in."""
        return Grounds.of(self.source.text)

    @cached_property
    def around(self) -> Surroundings:
        """What stands around a quotation."""
        return Surroundings(self.source.text, self.case)

    def passed(self, answers: Iterable[tuple[Span, Sequence[Any]]]) -> Passed:
        """Return what of some answers passes.

        Parameters
        ----------
        answers : iterable of pair
            The part of the text that was asked about, and the items of the answer.
        """
        kept: list[_Meant] = []
        refused = []
        for part, items in answers:
            for item in items:
                if len(kept) >= MOST:
                    refused.append(f"the model proposes more than {MOST:,} in one document")
                    continue
                try:
                    kept += self._meant(said(item), part)
                except (BadReplyError, NotGroundedError, _RefusedError) as error:
                    refused.append(str(error))
        return Passed(self._candidates(kept), tuple(refused))

    def _candidates(self, kept: Sequence[_Meant]) -> tuple[Candidate, ...]:
        lever = {
            (one.proposal.start, one.proposal.end, one.proposal.kind): one.lever for one in kept
        }
        assembly = Assembly(self.source, self.case, self.today, f"llm:{self.model}", "")
        made = assembly.candidates(one.proposal for one in kept)
        return tuple(
            replace(one, levers=(name,))
            if (name := lever.get((one.start, one.end, one.kind), ""))
            else one
            for one in made
        )

    def _meant(self, item: Said, part: Span) -> list[_Meant]:
        """Return a proposal, and its condition if it has one, as rules would make them."""
        actor, target, speaker = (
            self._party(it) for it in (item.actor_alias, item.target_alias, item.speaker_alias)
        )
        if item.lever_id is not None and item.lever_id not in self.case.levers:
            raise _RefusedError("the lever is none of the case")
        span = self.grounds.find(item.quote, part, prefix=item.prefix)
        sentence = self._sentence(span)
        condition = self._condition(item, span, part)
        self._check_wording(item, span, sentence)
        chain, who = self._speaking(span, sentence, speaker)
        one = self._proposal(item.kind, span, sentence, condition, (chain, who))
        one = _with_parties(
            one, self._acting(actor, sentence, who), self.around.named(target, sentence)
        )
        if item.kind in DEAL_KINDS and len(chain) == 1 and one.modality == "advised":
            raise _RefusedError("an author's advice is no act of a party")
        meant = [_Meant(one, item.lever_id or "")]
        if condition is not None:
            meant.append(_Meant(self._of_condition(condition, sentence, (chain, who))))
        return meant

    def _party(self, alias: str | None) -> str:
        """Return the party of an id or a name of the case; empty for none."""
        if alias is None:
            return ""
        found = self._aliases.get(alias.strip().casefold(), set())
        if len(found) != 1:
            raise _RefusedError("the party is none of the case")
        return next(iter(found))

    @cached_property
    def _aliases(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for party in self.case.parties.values():
            for name in (party.id, party.name, *party.aliases):
                found.setdefault(name.casefold(), set()).add(party.id)
        found.update({id_.casefold(): {id_} for id_ in self.case.parties})
        return found

    def _sentence(self, span: Span) -> Span:
        found = self.around.numbers(span)
        if not found:
            raise _RefusedError("the words are not in the body of the document")
        if len(found) > MOST_SENTENCES:
            raise _RefusedError("the words run over several sentences")
        return self.around.sentences[found[0]][0], self.around.sentences[found[-1]][1]

    def _condition(self, item: Said, span: Span, part: Span) -> Span | None:
        """Return the place of the condition: the same sentence or one beside it."""
        if item.condition_quote is None or not item.condition_quote.strip():
            return None
        own = self.around.numbers(span)
        first, last = max(0, own[0] - 1), min(len(self.around.sentences), own[-1] + 2)
        begin, end = self.around.sentences[first][0], self.around.sentences[last - 1][1]
        near = max(begin, part[0]), min(end, part[1])
        try:
            return self.grounds.find(item.condition_quote, near)
        except NotGroundedError as error:
            raise _RefusedError(f"of the condition, {error}") from None

    def _check_wording(self, item: Said, span: Span, sentence: Span) -> None:
        quote = self.source.text[slice(*span)]
        if item.polarity not in (None, polarity_of(quote)):
            raise _RefusedError("the words negate otherwise than was said of them")
        if item.kind in DEAL_KINDS | {"action"} and denied_before(
            self.source.text, sentence[0], span[0]
        ):
            raise _RefusedError("the words before them turn them round")
        if why := denies(quote, item.kind):
            raise _RefusedError(why)

    def _speaking(
        self, span: Span, sentence: Span, said_: str
    ) -> tuple[tuple[Hop, ...], Mention | None]:
        """Return whose words they are: what the rules found counts, then a name in the sentence."""
        for one in self.rules:
            if len(one.attribution) > 1 and self._beside(span, (one.start, one.end), sentence):
                return one.attribution, self._speaker_of(one)
        inside = self.around.in_speech(span)
        if not said_ or not (inside or self.around.reports(sentence)):
            return (AUTHOR,), None
        outside = (
            m
            for m in self.around.names_in(sentence)
            if m.party == said_
            and not within((m.start, m.end), span)
            and not self.around.in_speech((m.start, m.end))
        )
        found = next(outside, None)
        if found is None:
            return (AUTHOR,), None
        return (AUTHOR, Hop(found.who, (found.start, found.end))), found

    def _beside(self, span: Span, other: Span, sentence: Span) -> bool:
        """Whether who speaks in one span speaks in the other: they meet, or share a quotation."""
        if meets(span, other) or not within(other, sentence):
            return meets(span, other)
        both = (min(span[0], other[0]), max(span[1], other[1]))
        near = self.around.speech_at(both)
        around = [it for it in near if within(span, it) or within(other, it)]
        return all(within(span, it) and within(other, it) for it in around)

    def _speaker_of(self, one: Candidate) -> Mention | None:
        """Return the party or person whom a rule holds to be speaking."""
        return self._by_name.get(one.speaker)

    @cached_property
    def _by_name(self) -> dict[str, Mention]:
        return {m.who: m for m in reversed(self.around.mentions)}

    def _acting(self, party: str, sentence: Span, speaker: Mention | None) -> Mention | None:
        named = self.around.named(party, sentence)
        if named is None and speaker is not None and party and speaker.party == party:
            return speaker
        return named

    def _proposal(
        self,
        kind: str,
        span: Span,
        sentence: Span,
        condition: Span | None,
        speaking: tuple[tuple[Hop, ...], Mention | None],
    ) -> Proposal:
        text = self.source.text
        quote = text[slice(*span)]
        chain, speaker = speaking
        start, end = clipped(text, *span, span[0])
        suspect = any(meets(sentence, it) for it in self.around.addressed)
        return Proposal(
            start=start, end=end, kind=kind, rule="addressed to a model" if suspect else "proposed",
            confidence=SUSPECT if suspect else CONFIDENCE, sentence=sentence, chain=chain,
            speaker=speaker, quoted=self.around.in_speech(span),
            modality=modality_of(quote, kind, conditional=condition is not None),
            negative=polarity_of(quote) == "negative",
            condition=self._short(condition) if condition else None,
        )  # fmt: skip

    def _short(self, span: Span) -> Span:
        return clipped(self.source.text, *span, span[0])

    def _of_condition(
        self, span: Span, sentence: Span, speaking: tuple[tuple[Hop, ...], Mention | None]
    ) -> Proposal:
        """Return the condition as a proposal of its own, its flavour as the rules find it."""
        first, last = self._sentence(span)
        flavour: Flavour = next(
            (
                one.flavour
                for one in conditions_in(self.around.plain, first, last)
                if meets(span, (one.start, one.end))
            ),
            "",
        )
        made = self._proposal("condition", span, sentence, None, speaking)
        inside = [m for m in self.around.names_in(span) if m.kind != "media"]
        return _with_parties(
            made, inside[0] if inside else None, None, modality="conditional", flavour=flavour
        )


def _with_parties(
    one: Proposal, actor: Mention | None, target: Mention | None, **rest: Any
) -> Proposal:
    return replace(one, actors=(actor,) if actor else (), target=target, **rest)
