"""Advice, hopes and judgements of an author, which must not become a party's offer or threat.

"It is time that Iran offered ...", "the wise course is for Washington to propose ...": whatever rule has
found an act in such words, the act is only wished for. Its claim becomes an opinion of the author.
"""

import re

from msgspec.structs import replace

from detente.evidence.candidate import DEAL_KINDS
from detente.evidence.lexicon import SPEECH_ACTS
from detente.evidence.proposal import AUTHOR, Proposal

__all__ = ["as_advice"]

_ACTS = "|".join(word for row in SPEECH_ACTS for word in row.words.split())
# Before the act, in the same clause.
_BEFORE = re.compile(
    r"\b(?:it(?:'s| is| was) (?:high |long past |past )?time\b|would be (?:wise|wiser|better|best|good|right|foolish)\b"
    r"|hopes? (?:that|for)\b|wish(?:es)? (?:that|for)\b|(?:wise|wiser|best|better|right|only|sensible|prudent|sane) "
    r"(?:course|policy|answer|way|step|thing|choice|option|response|solution)\b|(?:is|was) up to\b|instead of\b|rather than\b"
    r"|imagine\b|would do well to\b|suppose\b|if only\b|had better\b|let (?!alone)\b|(?:should|must|ought to|needs? to) (?:say|tell|make|be)\b)",
    re.IGNORECASE,
)
# Around the act: "would do well to promise", "must not offer".
_AROUND = re.compile(
    r"\b(?:should|must|ought to|needs? to|ha(?:s|ve) to|would do well to|had better|would be wise to)"
    rf" (?:\w+ ){{0,2}}?(?:{_ACTS})\b|\bwould do well to\b",
    re.IGNORECASE,
)
_BREAK = re.compile(r"[;:]|, (?:and|but|or|while)\b|\bbut\b")


def as_advice(one: Proposal, plain: str) -> Proposal:
    """Return a proposal as it is, or as the author's opinion if its act is only advised.

    What a party is quoted or reported as advising stays: then the party is named before the advice.
    """
    if one.kind not in DEAL_KINDS - {"condition"} or one.quoted or one.flavour:
        return one
    advice = _advice(one, plain)
    told = any(hop.span is not None and hop.span[0] < advice for hop in one.chain[1:])
    spoken = any(hop.span is None for hop in one.chain[1:])
    if advice < 0 or told or (spoken and len(one.chain) > 1 and one.speaker not in one.actors):
        return one
    return replace(
        one, kind="opinion", rule="advice", confidence=0.4, actors=(), chain=(AUTHOR,), speaker=None,
        modality="advised",
    )  # fmt: skip


def _advice(one: Proposal, plain: str) -> int:
    """Return where an advice that governs a proposal begins, or -1."""
    around = _AROUND.search(plain, one.start, one.end)
    if around is not None:
        return around.start()
    for match in _BEFORE.finditer(plain, one.sentence[0], one.start + 1):
        if match.end() <= one.start + 1 and not _BREAK.search(plain, match.end(), one.start):
            return match.start()
    inside = _BEFORE.match(plain, one.start, one.end)
    return inside.start() if inside is not None else -1
