"""What a tier's rules propose, and how proposals become candidates: the same for both tiers."""

import datetime as dt
import itertools
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from detente.case import Case
from detente.claims import Voice
from detente.evidence.candidate import DEAL_KINDS, Candidate, Flavour, Hop, Origin
from detente.evidence.dates import DateFound, dates_in
from detente.evidence.event_codes import event_code
from detente.evidence.levers import LeverWords
from detente.evidence.names import Mention
from detente.evidence.quotes import straightened
from detente.evidence.read import SourceText

__all__ = ["AUTHOR", "Assembly", "Proposal", "clipped"]

AUTHOR = Hop("author")
MOST_WORDS = 14  # quotations stay short: a record may be shipped, a document may not
_LEAST = 4  # code points
MOST_PROPOSALS = 8000  # of which at most 2,000 become candidates
_BACK = 60  # proposals before one that may be its doubles


class Proposal(Struct, frozen=True, kw_only=True):
    """A reading of some words by one rule. Positions are those of the whole text."""

    start: int
    end: int
    kind: str
    rule: str
    confidence: float
    sentence: tuple[int, int]
    actors: tuple[Mention, ...] = ()
    target: Mention | None = None
    chain: tuple[Hop, ...] = (AUTHOR,)
    speaker: Mention | None = None
    quoted: bool = False
    modality: str = "asserted"
    negative: bool = False
    condition: tuple[int, int] | None = None
    flavour: Flavour = ""
    echo: str = ""
    """Its words, of a remark that may be said twice on end."""


def clipped(text: str, start: int, end: int, keep: int) -> tuple[int, int]:
    """Shorten a span to :data:`MOST_WORDS` words; `keep`, the place of its verb, stays in it.

    Examples
    --------
    >>> text = "one two three four five six seven eight nine ten " * 2
    >>> text[slice(*clipped(text, 0, len(text), 0))].split()[-1]
    'four'
    """
    ends = [match.end() + start for match in re.finditer(r"\S+", text[start:end])]
    if len(ends) > MOST_WORDS:
        first = 0
        if ends[MOST_WORDS - 1] <= keep:  # the verb lies too far right: begin shortly before it
            first = next(number for number, place in enumerate(ends) if place > keep) - 2
            first = max(0, min(first, len(ends) - MOST_WORDS))
        if first:
            start = ends[first - 1] + 1
        end = ends[first + MOST_WORDS - 1]
    while end > start and text[end - 1] in " ,;:-":
        end -= 1
    return start, end


class Assembly(Struct):
    """Turns the proposals for one text into its candidates."""

    source: SourceText
    case: Case
    today: dt.date | None
    extractor: str
    version: str

    def candidates(self, proposals: Iterable[Proposal]) -> list[Candidate]:
        """Return the candidates in the order of the text, conditions linked, doubles dropped."""
        first = itertools.islice(proposals, MOST_PROPOSALS)
        kept = _without_doubles(sorted(first, key=lambda p: (p.start, p.end)))
        levers = LeverWords(self.case)
        dates = dates_in(straightened(self.source.text), self.today)
        made = [self._candidate(one, levers, dates) for one in kept]
        links = _links(kept)
        return [
            self._with_link(candidate, made, links.get(number))
            for number, candidate in enumerate(made)
        ]

    def _candidate(
        self, one: Proposal, levers: LeverWords, dates: Sequence[DateFound]
    ) -> Candidate:
        quote = self.source.text[one.start : one.end]
        actor = _actor(one)
        target, inferred = self._target(one, actor)
        if one.kind != "opinion" and actor and one.actors[0].inferred:
            inferred = ("actor", *inferred)
        when = _nearest_date(one, dates)
        said = _said(one, when, self.source)
        happened = when is not None and one.kind in ("action", "statement") and said != when.iso
        return Candidate(
            start=one.start,
            end=one.end,
            quote=quote,
            kind=one.kind,
            voice=_voice(one),
            actor=actor,
            person=one.actors[0].person if one.actors and one.kind != "opinion" else "",
            target=target,
            levers=levers.named_in(quote),
            flavour=one.flavour,
            polarity="negative" if one.negative else "positive",
            modality=one.modality,
            said=said,
            happened=when.iso if happened and when else None,
            precision=when.precision if when else "",
            date_span=(when.start, when.end) if when else None,
            attribution=one.chain,
            event=event_code(one.kind, quote, negative=one.negative),
            text_sha256=self.source.sha256,
            origin=Origin(
                self.extractor, self.version, one.rule, round(one.confidence, 2), inferred
            ),
        )

    def _target(self, one: Proposal, actor: str | None) -> tuple[str | None, tuple[str, ...]]:
        if one.target is not None and one.target.party and one.target.party != actor:
            return one.target.party, ()
        others = [party for party in self.case.players if party != actor]
        if actor in self.case.players and len(others) == 1 and one.kind in DEAL_KINDS:
            return others[0], ("target",)
        return None, ()

    def _with_link(
        self, candidate: Candidate, made: Sequence[Candidate], link: int | None
    ) -> Candidate:
        """Link a condition; one that names nobody is for the other player to meet: inferred."""
        if link is None:
            return candidate
        main = made[link]
        others = [party for party in self.case.players if party != main.actor]
        actor, origin = candidate.actor, candidate.origin
        agentless = actor is None and candidate.flavour in ("if", "unless", "until")
        if agentless and main.actor in self.case.players and len(others) == 1:
            actor = others[0]
            origin = replace(origin, inferred=(*origin.inferred, "actor"))
        return replace(candidate, condition_of=main.id, actor=actor, origin=origin)


def _actor(one: Proposal) -> str | None:
    if one.kind == "opinion":
        return (one.speaker.party or None) if one.speaker else None
    return next((mention.party for mention in one.actors if mention.party), None)


def _voice(one: Proposal) -> Voice:
    if len(one.chain) == 1:
        return "author"
    if one.quoted or one.speaker is None or one.speaker.kind == "media":
        return "quoted"
    return "party"


def _nearest_date(one: Proposal, dates: Sequence[DateFound]) -> DateFound | None:
    """Return the date in the claim, else the only one of its sentence."""
    first, last = one.sentence
    begin = bisect_left(dates, first, key=lambda date: date.start)
    end = bisect_left(dates, last, key=lambda date: date.start)
    there = dates[begin:end]
    near = [date for date in there if one.start - 25 <= date.start <= one.end + 25]
    if near:
        return min(near, key=lambda date: abs(date.start - one.start))
    return there[0] if len(there) == 1 else None


def _said(one: Proposal, when: DateFound | None, source: SourceText) -> str | None:
    """When it was said: the date beside the act of saying, else the day of the document."""
    saying = one.chain[-1].span
    if (
        when
        and saying
        and abs(when.start - saying[1]) <= 30
        and not one.start <= when.start < one.end
    ):
        return when.iso
    return source.document.date or None


def _without_doubles(proposals: list[Proposal]) -> list[Proposal]:
    kept: list[Proposal] = []
    for one in proposals:
        if one.end - one.start < _LEAST:
            continue
        near = range(len(kept) - 1, max(-1, len(kept) - 1 - _BACK), -1)
        double = next((n for n in near if _same(one, kept[n])), None)
        if double is None:
            kept.append(one)
        elif one.confidence > kept[double].confidence:
            kept[double] = one
    return kept


def _same(one: Proposal, other: Proposal) -> bool:
    shared = min(one.end, other.end) - max(one.start, other.start)
    lengths = (one.end - one.start, other.end - other.start)
    if one.kind == other.kind and shared > 0.8 * min(lengths):
        return True
    if one.echo and one.echo == other.echo and one.start - other.end < 4:
        return True
    return shared > 0.9 * max(lengths)


def _links(kept: Sequence[Proposal]) -> dict[int, int]:
    """Return, per condition, the proposal that depends on it."""
    links: dict[int, int] = {}
    beside: dict[tuple[int, int], list[tuple[int, Proposal]]] = defaultdict(list)
    for number, one in enumerate(kept):
        if one.kind != "condition":
            beside[one.sentence].append((number, one))
    for number, one in enumerate(kept):
        if one.kind == "condition" or one.flavour:
            chosen = _dependent(one, number, beside[one.sentence], kept)
            if chosen is not None:
                links[number] = chosen
    return links


def _dependent(
    one: Proposal, number: int, beside: Sequence[tuple[int, Proposal]], kept: Sequence[Proposal]
) -> int | None:
    same = [(n, other) for n, other in beside if n != number]
    named = [n for n, other in same if other.condition == (one.start, one.end)]
    if named:
        return named[0]
    before = [n for n, other in same if other.end <= one.start + 1]
    after = [n for n, other in same if other.start >= one.end - 1]
    deals = [n for n in before[::-1] + after if kept[n].kind in DEAL_KINDS]
    return next(iter(deals or before[::-1] or after), None)


def moved(one: Proposal, by: int) -> Proposal:
    """Return a proposal for a paragraph as one for the text in which the paragraph begins at `by`."""
    shifted = tuple(replace_span(hop, by) for hop in one.chain)
    return replace(
        one,
        start=one.start + by,
        end=one.end + by,
        sentence=(one.sentence[0] + by, one.sentence[1] + by),
        condition=(one.condition[0] + by, one.condition[1] + by) if one.condition else None,
        chain=shifted,
    )


def replace_span(hop: Hop, by: int) -> Hop:
    """Return a hop whose span is moved by `by`."""
    return Hop(hop.id, (hop.span[0] + by, hop.span[1] + by)) if hop.span else hop
