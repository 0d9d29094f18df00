"""Conditions by their markers: if, unless, until, in exchange, or else, "if they are to"."""

import re
from dataclasses import dataclass

from detente.evidence.candidate import Flavour
from detente.evidence.lexicon import CONDITIONS

__all__ = ["Marked", "conditions_in"]

_MARKERS = tuple(
    (row.flavour, re.compile(rf"\b(?:{row.pattern})\b" if row.pattern[-1] != ")" or "?=" not in row.pattern
                             else rf"\b(?:{row.pattern})", re.IGNORECASE))
    for row in CONDITIONS
)  # fmt: skip
_NO_CONDITION = re.compile(
    r"(?:as if|what if|even if|until now|if so|if any|if ever|if not|know if|ask if|see if"
    r"|asked if|wonder if|unclear if|at once|once again"
    r"|if nothing|if only|(?:up)?on (?:the )?condition of (?:strict )?anonymity)\b",
    re.IGNORECASE,
)
_END = re.compile(
    r",(?= (?:then )?(?:[a-z']+ ){1,6}?(?:will|would|may|might|could|can|shall)\b)|[,;:\"!?]"
)
_DANGLING = re.compile(r"\b(?:and|or|but|that|which)$")


@dataclass(frozen=True, slots=True)
class Marked:
    """A condition found: its span in the sentence's text, where its words begin, its flavour."""

    start: int
    end: int
    body: int
    flavour: Flavour


def conditions_in(text: str, start: int, end: int) -> list[Marked]:
    """Find the conditions of one sentence, ``text[start:end]``, in plain characters.

    Examples
    --------
    >>> sentence = "Iran will sign if the ban ends, an envoy said."
    >>> [(m.flavour, sentence[m.start : m.end]) for m in conditions_in(sentence, 0, len(sentence))]
    [('if', 'if the ban ends')]
    """
    found: list[Marked] = []
    for flavour, marker in _MARKERS:
        for match in marker.finditer(text, start, end):
            if any(one.start <= match.start() < one.end for one in found):
                continue
            if _NO_CONDITION.match(text, match.start()) or (
                _NO_CONDITION.match(text, max(start, match.start() - 6))
                and text[max(start, match.start() - 6) : match.start()].strip().lower() in _BEFORE
            ):
                continue
            stop = _stop(text, match.end(), end)
            if stop - match.end() >= 4:
                found.append(Marked(match.start(), stop, match.end(), flavour))
    return sorted(found, key=lambda one: one.start)


_BEFORE = frozenset(["as", "what", "know", "ask", "see", "asked", "even"])


def _stop(text: str, begin: int, end: int) -> int:
    ends = _END.search(text, begin, end)
    stop = ends.start() if ends else end
    piece = text[begin:stop].rstrip(" .")
    dangling = _DANGLING.search(piece)
    return begin + (dangling.start() if dangling else len(piece))
