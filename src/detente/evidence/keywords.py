"""Tier one, ``keywords``: words and their neighbourhood, no dependencies.

About half as good as the parser's tier: what is said it finds nearly as well, who says it much less.
A sentence is scanned for the words of :mod:`detente.evidence.lexicon`; the subject is the nearest
name before the word, the claim runs from there to the end of the clause.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct, field
from msgspec.structs import replace

from detente.case import Case
from detente.evidence.candidate import Hop
from detente.evidence.conditions import Marked, conditions_in
from detente.evidence.discourse import Discourse
from detente.evidence.essay import argues
from detente.evidence.lexicon import IDIOMS, NOMINAL_ACTS, SPEECH_ACTS, Row, forms, words
from detente.evidence.names import Mention, Names
from detente.evidence.proposal import AUTHOR, Proposal, clipped
from detente.evidence.quotes import Quotation, quotations, straightened
from detente.evidence.sentences import sentences
from detente.evidence.turns import Turn, turns
from detente.evidence.zones import read_zones

__all__ = ["EXTRACTOR", "headline", "propose"]

EXTRACTOR = "keywords/1"
_WORD = re.compile(r"[^\W\d_][\w'-]*")
_BREAK = re.compile(
    r"[,;](?= (?:but|and|while|as|who|which|that|a|an|the|according|[a-z]+ing|[A-Z])\b)|[;:]"
    r"|\b(?:and|but|while|because|although|when|after) (?=(?:[\w'.-]+ ){0,3}?(?:said|will|would|has|have|is|are|was)\b)"
    r"|, (?:he|she|it|they|[A-Z]\w+) (?:said|says|added|told)\b"
)
_NOMINAL_BEFORE = frozenset([
    "the", "a", "an", "its", "their", "his", "her", "this", "that", "any", "no", "of", "new",
    "these", "those", "'s", "latest", "repeated", "renewed", "such", "for", "our", "your", "my",
    "in", "to",
])  # fmt: skip
_GIVEN = frozenset(["offer", "threat", "commitment"])  # denied, they are refusals or denials
_ONLY_PARSED = frozenset(["must", "condition"])  # nouns only where a parser says so
_PLURAL = frozenset(["they", "their", "it", "its"])
_SINGULAR = frozenset(["he", "she", "his", "her"])
_TIME = re.compile(r"\bit(?:'s| is) (?:high |long past )?time (?:for|to)\b", re.IGNORECASE)
_ACCORDING = re.compile(r"\baccording to (?P<who>[^,.;]{2,60})", re.IGNORECASE)
_MODAL = re.compile(
    r"\b(?P<modal>will|would|'ll|'d|won't|wouldn't|shall|may|might|could|can|cannot|can't)\b"
    r"(?P<not> not| never)?(?: [a-z]+ly| also| even| always| then| be| have| again){0,3} (?P<verb>[a-z-]+)"
)
_DEONTIC = re.compile(r"\b(?:should|must|ought to|needs to|need to|has to|have to)\b")
_WILLING = re.compile(
    r"\b(?:is|are|was|were|be|been|stands|remains?|'s|'re)(?: [a-z]+ly| also| now)? "
    r"(?P<not>not )?(?:willing|ready|prepared|open) (?:to|for)\b|\b(?:Willing|Ready|Prepared|Open) [Tt]o\b"
)
_DENIED = re.compile(
    r"(?:\b(?:not|never|no longer|nor)|n't)(?: [a-z]+ly| yet| even| once| ever)? $"
    r"|\b(?:reject|refus|declin|dismiss|spurn|rebuff|ruled? out|turned down|turns down)[a-z]*"
    r"(?: (?:to|the|an?|any|all|this|that|its|their|his|her|[A-Z][\w.]*(?:'s)?|latest|new|[a-z]+ed)){0,4} $"
)
_AS_A = re.compile(r"\bas an? $")
_FOR = re.compile(r" (?:[\w'-]+ ){0,4}?(?:for|on|upon)\b")
_NOT_SAID = re.compile(r"\b(?:a|an|the|should|must|to) $")
_PASSIVE = frozenset(["was", "were", "been", "being", "is", "are"])
_IDIOMS = tuple((row, re.compile(row.words, re.IGNORECASE)) for row in IDIOMS)
_BAD = re.compile(
    r"\b(?:not|n't|unless|until|keeps?|continues?|fails?|refuses?|rejects?|ignores?|violates?|attacks?)\b",
    re.IGNORECASE,
)
_LONGEST_SENTENCE = 3000  # code points; what is longer is a table or an attack, no sentence
_FUTURE = frozenset(["will", "would", "'ll", "'d", "shall", "won't", "wouldn't"])


@lru_cache(maxsize=1)
def _triggers() -> dict[str, tuple[Row, bool]]:
    """Return form -> the act it performs, and whether it is a noun only."""
    made: dict[str, tuple[Row, bool]] = {}
    for row in NOMINAL_ACTS:
        for word in {*row.words.split()} - _ONLY_PARSED:
            made.update(dict.fromkeys((word, f"{word}s"), (row, True)))
    for row in SPEECH_ACTS:
        for word in row.words.split():
            made.update(dict.fromkeys(forms(word), (row, False)))
    return made


@lru_cache(maxsize=8)
def _formed(group: str) -> frozenset[str]:
    return frozenset(form for word in words(group) for form in forms(word))


@lru_cache(maxsize=1)
def _deeds() -> frozenset[str]:
    """Return past forms of deeds: they tell of actions."""
    verbs = (
        words("concede") | words("hostile") | words("talk") | {"test", "launch", "fire", "deploy"}
    )
    return frozenset(
        form
        for word in verbs
        for form in forms(word)
        if form != word and not form.endswith(("s", "ing"))
    )


class _Trigger(Struct, frozen=True):
    place: int
    end: int
    kind: str
    rule: str
    confidence: float
    modality: str = "asserted"
    negative: bool = False
    verb: str = ""


class _Scan(Struct):
    """One paragraph, and what is known from those before it."""

    text: str
    quotes: list[Quotation]
    mentions: list[Mention]
    speaker: Mention | None = None
    """Whose words the paragraph is as a whole, if not the author's."""
    essay: bool = False
    discourse: Discourse = field(default_factory=lambda: Discourse(()))
    last_party: Mention | None = None
    last_person: Mention | None = None
    last_speaker: Mention | None = None
    spoken: dict[Quotation, tuple[tuple[Hop, ...], Mention | None]] = field(default_factory=dict)


def propose(text: str, names: Names, case: Case) -> Iterator[Proposal]:
    """Propose claims for a whole text."""
    memory: _Scan | None = None
    plain = straightened(text)
    discourse = Discourse(case.players)
    discourse.count(names.mentions(plain))
    parts = list(turns(text, plain, read_zones(text), names))
    essay = argues(plain, parts)
    for turn in parts:
        if not turn.question:
            memory = _scan_of(text, plain, turn, names, memory)
            memory.discourse, memory.essay = discourse, essay
            for first, last in sentences(plain, turn.zone.start, turn.zone.end):
                if last - first <= _LONGEST_SENTENCE:
                    yield from _sentence(memory, first, last)


def _scan_of(text: str, plain: str, turn: Turn, names: Names, before: _Scan | None) -> _Scan:
    zone = turn.zone
    line = plain[zone.start : zone.end]
    mentions = [
        Mention(m.start + zone.start, m.end + zone.start, m.party, m.person, m.kind)
        for m in names.mentions(line, headline=zone.kind == "headline")
    ]
    quotes = [
        Quotation(q.start + zone.start, q.end + zone.start, q.closed, q.words)
        for q in quotations(text[zone.start : zone.end])
        if q.speech
    ]
    scan = _Scan(plain, quotes, mentions, speaker=turn.speaker or turn.issuer)
    if before is not None:
        scan.last_party, scan.last_person = before.last_party, before.last_person
        scan.last_speaker = before.last_speaker
    return scan


def _sentence(scan: _Scan, first: int, last: int) -> Iterator[Proposal]:
    there = [m for m in scan.mentions if first <= m.start < last]
    marked = conditions_in(scan.text, first, last)
    chain, speaker = _sentence_chain(scan, first, last)
    found: list[Proposal] = []
    for trigger in _matches(scan, first, last):
        if any(one.body <= trigger.place < one.end for one in marked):
            continue
        if _advised(scan, trigger, first):
            continue
        made = _read(scan, trigger, (first, last), marked, (chain, speaker))
        if made is not None and not any(made.start < f.end and f.start < made.end for f in found):
            found.append(made)
    yield from found
    for one in marked:
        yield _left_open(scan, _condition(scan, one, (first, last), chain, speaker), found)
    _remember(scan, there)


def headline(plain: str, mentions: list[Mention], place: tuple[int, int]) -> Iterator[Proposal]:
    """Propose claims for a headline, whose grammar of its own misleads a parser."""
    scan = _Scan(plain, [], mentions)
    for one in _sentence(scan, *place):
        if one.kind != "condition":
            yield one


def _advised(scan: _Scan, trigger: _Trigger, first: int) -> bool:
    """Whether a deal is only advised: "they should offer", "he must decide what he wants"."""
    if trigger.rule in ("deontic", "its-time") or trigger.kind in ("opinion", "action"):
        return False
    before = [m.end() for m in _DEONTIC.finditer(scan.text, first, trigger.place)]
    before += [m.end() for m in _TIME.finditer(scan.text, first, trigger.place)]
    return any(_BREAK.search(scan.text, place, trigger.place) is None for place in before)


def _left_open(scan: _Scan, one: Proposal, found: list[Proposal]) -> Proposal:
    """Return a condition with who has to meet it, if its words do not say: the other side, inferred."""
    main = next((p for p in found if p.actors and p.kind != "opinion"), None)
    if one.actors or main is None or one.kind != "condition":
        return one
    other = scan.discourse.counterpart(main.actors[0].party)
    return replace(one, actors=(other,)) if other else one


def _remember(scan: _Scan, there: list[Mention]) -> None:
    for mention in there:
        if mention.person:
            scan.last_person = mention
        elif mention.kind == "party":
            scan.last_party = mention
            break


def _matches(scan: _Scan, first: int, last: int) -> list[_Trigger]:
    found = [*_verbs(scan, first, last), *_modals(scan, first, last)]
    for match in _WILLING.finditer(scan.text, first, last):
        negative = match["not"] is not None
        kind = "statement" if negative else "offer"
        found.append(
            _Trigger(match.start(), match.end(), kind, "willing", 0.7, "offered", negative)
        )
    for pattern, rule, sure in ((_DEONTIC, "deontic", 0.5), (_TIME, "its-time", 0.6)):
        found += [
            _Trigger(match.start(), match.end(), "opinion", rule, sure, "advised")
            for match in pattern.finditer(scan.text, first, last)
        ]
    for row, idiom in _IDIOMS:
        found += [
            _Trigger(match.start(), match.end(), row.kind, "idiom", row.confidence, row.modality)
            for match in idiom.finditer(scan.text, first, last)
        ]
    return sorted(found, key=lambda one: (-one.confidence, one.place))


def _verbs(scan: _Scan, first: int, last: int) -> Iterator[_Trigger]:
    before = ""
    for match in _WORD.finditer(scan.text, first, last):
        form = match.group().lower()
        entry = _triggers().get(form)
        if entry is not None:
            row, noun = entry
            called = row.name == "call-for" and _FOR.match(scan.text, match.end()) is None
            unsaid = before in ("cannot", "can't") or _AS_A.search(scan.text, first, match.start())
            if called or unsaid or (before in _PASSIVE and form.endswith("ed")):
                before = form
                continue
            as_noun = noun or before in _NOMINAL_BEFORE or before.endswith("'s")
            if not as_noun or row.kind != "commitment":
                sure = row.confidence - (0.15 if as_noun else 0)
                no = _DENIED.search(scan.text, first, match.start()) is not None
                kind = "statement" if no and row.kind in _GIVEN else row.kind
                place = match.start(), match.end()
                yield _Trigger(*place, kind, row.name, sure, row.modality, negative=no)
        elif form in _deeds() and before not in _NOMINAL_BEFORE | {
            "be",
            "been",
            "was",
            "were",
            "is",
            "are",
        }:
            yield _Trigger(match.start(), match.end(), "action", "deed", 0.5)
        before = form


def _modals(scan: _Scan, first: int, last: int) -> Iterator[_Trigger]:
    for match in _MODAL.finditer(scan.text, first, last):
        verb, modal = match["verb"], match["modal"]
        negative = match["not"] is not None or modal.endswith("n't") or modal == "cannot"
        kind, rule, sure = "prediction", "modal", 0.45
        if not negative and verb in _formed("escalate") and verb not in ("withdraw", "leave"):
            kind, rule, sure = "threat", "modal-escalation", 0.6
        if not negative and verb in _formed("concede") and kind == "prediction":
            kind, rule, sure = "offer", "modal-concession", 0.6
        wished = scan.essay and modal == "would" and "if" not in scan.text[first:last].split()
        if (wished or modal not in {*_FUTURE, "may", "might"}) and kind != "prediction":
            kind, rule, sure = "prediction", "can", 0.45
        modality = "possible" if modal not in _FUTURE else "intended"
        yield _Trigger(match.start(), match.end(), kind, rule, sure, modality, negative, verb)


def _read(
    scan: _Scan,
    trigger: _Trigger,
    sentence: tuple[int, int],
    marked: list[Marked],
    said: tuple[tuple[Hop, ...], Mention | None],
) -> Proposal | None:
    chain, speaker = said
    begin, end = _clause(scan, trigger, sentence, marked)
    subject = _subject(scan, trigger, begin)
    idiom = trigger.rule == "idiom"
    if idiom and (speaker is None or not speaker.party):
        return None
    if subject is None and trigger.kind != "opinion" and not idiom:
        return None
    start = subject[1] if subject else (begin if trigger.rule != "its-time" else trigger.place)
    quote = next((q for q in scan.quotes if q.holds(trigger.place)), None)
    if quote is not None:
        chain, speaker = scan.spoken.get(quote, (chain, speaker))
    actors = (subject[0],) if subject else ()
    kind = trigger.kind
    speaks = speaker.party if speaker else ""
    if kind == "opinion" and speaks and actors and actors[0].party != speaks:
        kind, actors = "demand", (speaker,) if speaker else ()
    if idiom and speaker is not None and (kind in ("threat", "demand") or not actors):
        actors = (speaker,)
    start, end = clipped(scan.text, start, end, trigger.place)
    condition = next(iter(marked), None)
    if speaks and actors and actors[0].party == speaks:
        kind = _own(trigger, scan.text[condition.start : condition.end] if condition else "")
    target = next(
        (
            m
            for m in scan.mentions
            if trigger.end <= m.start < end and m.party != (actors[0].party if actors else "")
        ),
        None,
    )
    return Proposal(
        start=start, end=end, kind=kind, rule=trigger.rule, confidence=trigger.confidence,
        sentence=sentence, actors=actors, target=target, chain=chain, speaker=speaker,
        quoted=quote is not None, modality=trigger.modality, negative=trigger.negative,
        condition=(condition.start, condition.end) if condition else None,
    )  # fmt: skip


def _own(trigger: _Trigger, condition: str) -> str:
    """Return what a party's words about its own conduct to come are."""
    if trigger.rule == "modal" and trigger.negative:
        return "statement" if trigger.verb in words("withhold") else "commitment"
    if trigger.rule == "modal" and trigger.modality == "intended" and trigger.verb != "be":
        if not condition:
            return "commitment"
        return "threat" if _BAD.search(condition) else "offer"
    given = trigger.rule == "can" and trigger.verb in _formed("concede")
    return "offer" if given else trigger.kind


def _clause(
    scan: _Scan, trigger: _Trigger, sentence: tuple[int, int], marked: list[Marked]
) -> tuple[int, int]:
    begin, end = sentence
    for match in _BREAK.finditer(scan.text, *sentence):
        if match.end() <= trigger.place:
            begin = match.end()
        elif match.start() >= trigger.end:
            end = min(end, match.start())
            break
    for one in marked:
        if one.start >= trigger.end:
            end = min(end, one.start)
        elif one.end <= trigger.place:
            begin = max(begin, one.end)
    quote = next((q for q in scan.quotes if q.holds(trigger.place)), None)
    if quote is not None:
        begin, end = max(begin, quote.start + 1), min(end, quote.end - quote.closed)
    while begin < end and scan.text[begin] in ' ,;"':
        begin += 1
    return begin, _trimmed(scan.text, begin, end)


def _trimmed(text: str, begin: int, end: int) -> int:
    while end > begin and text[end - 1] in ' ,;:."!?':
        end -= 1
    return end


def _subject(scan: _Scan, trigger: _Trigger, begin: int) -> tuple[Mention, int] | None:
    """Return who acts, and where the words for it begin: the nearest name or pronoun before."""
    before = [m for m in scan.mentions if begin <= m.start < trigger.place and m.kind != "media"]
    if before:
        return (
            _leading(scan, before[0]) if len(before) == 1 else _leading(scan, _head(scan, before))
        )
    pronoun = list(_WORD.finditer(scan.text, begin, trigger.place))
    for match in pronoun[::-1]:
        word = match.group().lower().split("'")[0]
        quoted = any(q.holds(match.start()) for q in scan.quotes)
        own = scan.speaker or (scan.last_speaker if quoted else None)
        if word in ("we", "i", "our") and own is not None:
            return own, match.start()
        if word in _PLURAL and scan.last_party:
            return scan.last_party, match.start()
        if word in _SINGULAR and scan.last_person:
            return scan.last_person, match.start()
    return None


def _head(scan: _Scan, before: list[Mention]) -> Mention:
    """Return the first of several names unless it is only the owner of a later one."""
    for mention in before:
        after = scan.text[mention.end : mention.end + 6]
        if mention.kind != "people" and not re.match(r",? (?:with|and)\b", after):
            return mention
    return before[0]


def _leading(scan: _Scan, mention: Mention) -> tuple[Mention, int]:
    article = re.search(r"\b[Tt]he $", scan.text[max(0, mention.start - 4) : mention.start])
    return mention, mention.start - (4 if article else 0)


def _condition(
    scan: _Scan,
    one: Marked,
    sentence: tuple[int, int],
    chain: tuple[Hop, ...],
    speaker: Mention | None,
) -> Proposal:
    inside = [m for m in scan.mentions if one.body <= m.start < one.end and m.kind != "media"]
    quote = next((q for q in scan.quotes if q.holds(one.body)), None)
    if quote is not None:
        chain, speaker = scan.spoken.get(quote, (chain, speaker))
    actors = tuple(inside[:1])
    if not actors and one.flavour in ("in_exchange", "if_to"):
        actors = tuple(m for m in scan.mentions if sentence[0] <= m.start < one.start)[:1]
    start, end = clipped(scan.text, one.start, one.end, one.start)
    gives = one.flavour in ("in_exchange", "if_to")
    return Proposal(
        start=start, end=end, kind="offer" if gives else "threat" if one.flavour == "or_else" else "condition", rule=f"condition:{one.flavour}",
        confidence=0.7, sentence=sentence, actors=actors, chain=chain, speaker=speaker,
        quoted=quote is not None, modality="conditional", flavour=one.flavour,
    )  # fmt: skip


def _unsaid(scan: _Scan, first: int, last: int) -> Mention | None:
    """Return whose words a sentence without a verb of saying is: the paragraph's, or a quotation's."""
    quoted = any(q.start < last and first < q.end for q in scan.quotes)
    return scan.speaker or (scan.last_speaker if quoted else None)


def _says(scan: _Scan, word: re.Match[str], first: int) -> bool:
    """Whether a word is a verb of saying; "a written text" and "should say" say nothing."""
    said = word.group().lower() in _formed("report") and not word.group()[0].isupper()
    before = max(first, word.start() - 12)
    return said and _NOT_SAID.search(scan.text, before, word.start()) is None


def _sentence_chain(scan: _Scan, first: int, last: int) -> tuple[tuple[Hop, ...], Mention | None]:
    """Return who is said to say this sentence: "Iran said that", "according to"."""
    hop, speaker = None, None
    for match in _WORD.finditer(scan.text, first, last):
        if not _says(scan, match, first) or any(q.holds(match.start()) for q in scan.quotes):
            continue
        near = [
            m for m in scan.mentions if max(first, match.start() - 60) <= m.start < match.start()
        ]
        after = [m for m in scan.mentions if match.end() <= m.start < min(last, match.end() + 30)]
        chosen = near[-1] if near else (after[0] if after else None)
        pronoun = re.search(
            r"\b(?:he|she|they|it) $", scan.text[max(first, match.start() - 5) : match.start()]
        )
        if pronoun and scan.last_speaker:
            chosen = scan.last_speaker
        if chosen is not None:
            hop, speaker = Hop(chosen.who, (chosen.start, chosen.end)), chosen
            scan.last_speaker = chosen
            break
    according = _ACCORDING.search(scan.text, first, last)
    if according and hop is None:
        named = [m for m in scan.mentions if according.start("who") <= m.start < according.end()]
        speaker = named[0] if named else None
        hop = Hop(speaker.who if speaker else "unnamed_source", according.span("who"))
    if hop is None:
        speaker = _unsaid(scan, first, last)
        if speaker is None:
            return (AUTHOR,), None
        hop = Hop(speaker.who, None)
    chain = (AUTHOR, hop)
    for quote in scan.quotes:
        if quote.start < last and first < quote.end:
            scan.spoken[quote] = (chain, speaker)
    return chain, speaker
