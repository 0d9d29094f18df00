"""Whether a text argues or reports: of a column the author's own sentences are opinions."""

import re
from collections.abc import Sequence

from detente.evidence.sentences import sentences
from detente.evidence.turns import Turn

__all__ = ["argues"]

# An author's advice, and the author in person.
_ADVICE = re.compile(
    r"\b(?:should|must|ought to|needs? to|had better|would do well to|ill-advised|hardly|best placed|let us|let (?:it|him|her|them)|it(?:'s| is) time)\b",
    re.IGNORECASE,
)
_AUTHOR = re.compile(r"\b(?:I|my|[Ww]e|[Oo]ur|us)\b")
# How a text that argues is headed.
_LABEL = re.compile(
    r"(?:policy brief|editorial|comment|commentary|opinion|analysis|op-?ed|column|leader|viewpoint|perspective)\b[^.\n]{0,60}",
    re.IGNORECASE,
)
_HEAD = 3  # lines
# A party in person: "we demand", "I urge".
_PERFORMS = re.compile(
    r"\b(?:I|[Ww]e)(?: \w+ly| also| again| hereby)? (?:urge|demand|reject|recommend|warn|guarantee|take note|call (?:on|for|upon)"
    r"|condemn|recall|regret|welcome|declare|request|appeal|invite|offer|propose|pledge|promise|undertake|reaffirm|reiterate)\b"
)
_TOLD = re.compile(
    r"\b(?:sa(?:ys?|id)|told|tells?|according|added|adds|warn\w+|insist\w+|demand\w*|agreed|declare[sd]?|stat\w+|warns?"
    r"|stress\w+|urg\w+|reiterat\w+|announc\w+|call(?:s|ed))\b|\"",
    re.IGNORECASE,
)
_ENOUGH = 2


def argues(plain: str, parts: Sequence[Turn]) -> bool:
    """Whether a text is a column, an editorial or an analysis: its author advises, or says "I".

    Reports with a dateline, interviews and statements issued in a party's name are none.
    """
    if any(turn.zone.dateline or turn.speaker or turn.answer or turn.issuer for turn in parts):
        return False
    lines = [line.strip() for line in plain.splitlines() if line.strip()]
    signs = sum(_ENOUGH for line in lines[:_HEAD] if _LABEL.fullmatch(line))
    for turn in parts:
        for first, last in sentences(plain, turn.zone.start, turn.zone.end):
            if _PERFORMS.search(plain, first, last):
                return False
            if not _TOLD.search(plain, first, last):
                signs += bool(
                    _ADVICE.search(plain, first, last) or _AUTHOR.search(plain, first, last)
                )
    return signs >= _ENOUGH
