"""Conditions by their markers: if, unless, until, in exchange, or else, "if they are to"."""

import re

from msgspec import Struct

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
    r"|(?:until|till) (?:then|recently|further notice|(?:the )?(?:end|start|beginning|middle|close) of|late|early|mid|next|last|this|\d+"
    r"|spring|summer|autumn|fall|winter|tomorrow|today|midnight|noon|dawn|dusk|nightfall|sunset"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\w*"
    r"|if nothing|if only|(?:up)?on (?:the )?condition of (?:strict )?anonymity)\b",
    re.IGNORECASE,
)
_END = re.compile(
    r",(?= (?:then )?(?:[a-z']+ ){1,6}?(?:will|would|may|might|could|can|shall)\b)|[,;:\"!?]"
)
# After a clause that denies or foretells, these too set a condition: "will not come before the ban ends".
_AFTER_MODAL: tuple[tuple[Flavour, re.Pattern[str]], ...] = (
    ("until", re.compile(r"\b(?:before|while) (?=(?:the |its |their |any |all |every |such )?[^,.;:]{1,60}?\b(?:is|are|was|were|has|have|had"
                         r"|gives?|meets?|returns?|remains?|stays?|leaves?|ends?|pays?|begins?|signs?|releases?|lifts?|hands?)\b)", re.IGNORECASE)),
    ("if", re.compile(r"\bwithout (?!(?:further|more|any|a) (?:ado|delay|excuses?)\b|delay\b|[a-z]+ing\b|pre-?conditions?\b|exception\b)", re.IGNORECASE)),
    ("if", re.compile(r"(?<=[a-z] )should (?=(?:the |its |their |any |a |an )?[A-Za-z']+ [a-z]+)")),
)  # fmt: skip
_DENIES = re.compile(
    r"\b(?:not|never|no|nor|neither|cannot|refuses?|stay|unable)\b|n't\b", re.IGNORECASE
)
_FORETELLS = re.compile(r"\b(?:will|would|may|might|could|can|shall)\b|'ll\b", re.IGNORECASE)
_NO_DENIAL = re.compile(
    r"\b(?:there (?:can|could|will|would|is|must) (?:be )?no|sta(?:nd|y|nding) (?:idly )?by|sit (?:idly )?(?:by|back)|look on)\b|^No\b",
    re.IGNORECASE,
)
_STEP = re.compile(r"[.;:]|, (?:and|but|while|which|who)\b|\b(?:and|but) (?:it|they|he|she|the)\b")
_DANGLING = re.compile(r"\b(?:and|or|but|that|which)$")


_SHORTEST = 4


class Marked(Struct, frozen=True):
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
            if text[max(start, match.start() - 4) : match.start()].lower().endswith(" at "):
                continue
            if _NO_CONDITION.match(text, match.start()) or (
                _NO_CONDITION.match(text, max(start, match.start() - 6))
                and text[max(start, match.start() - 6) : match.start()].strip().lower() in _BEFORE
            ):
                continue
            stop = _stop(text, match.end(), end)
            if stop - match.end() >= _SHORTEST:
                found.append(Marked(match.start(), stop, match.end(), flavour))
    found += _after_modal(text, start, end, found)
    return sorted(found, key=lambda one: one.start)


def _after_modal(text: str, start: int, end: int, found: list[Marked]) -> list[Marked]:
    """Find conditions by words that set one only after a denial or a forecast in the same clause."""
    more: list[Marked] = []
    for flavour, marker in _AFTER_MODAL:
        for match in marker.finditer(text, start + 1, end):
            steps = [m.end() for m in _STEP.finditer(text, start, match.start())]
            begin = steps[-1] if steps else start
            needed = _FORETELLS if match.group().strip() == "should" else _DENIES
            clause = text[begin : match.start()].strip(' "')
            if not needed.search(clause) or (
                _NO_DENIAL.search(clause) and not match.group().startswith("before")
            ):
                continue
            if any(one.start <= match.start() < one.end for one in [*found, *more]):
                continue
            stop = _stop(text, match.end(), end)
            if stop - match.end() >= _SHORTEST:
                more.append(Marked(match.start(), stop, match.end(), flavour))
    return more


_BEFORE = frozenset(["as", "what", "know", "ask", "see", "asked", "even"])


def _stop(text: str, begin: int, end: int) -> int:
    ends = _END.search(text, begin, end)
    stop = ends.start() if ends else end
    piece = text[begin:stop].rstrip(" .")
    dangling = _DANGLING.search(piece)
    return begin + (dangling.start() if dangling else len(piece))
