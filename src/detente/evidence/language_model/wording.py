"""Negation and modality of words by rule: a check on whoever says what the words mean."""

import re
from functools import lru_cache
from typing import Literal

from detente.evidence.lexicon import NOMINAL_ACTS, SPEECH_ACTS, forms, words
from detente.evidence.quotes import straightened

__all__ = ["denied_before", "denies", "modality_of", "polarity_of"]

Polarity = Literal["positive", "negative"]
_NEGATION = re.compile(
    r"\b(?:not(?! only\b)|never|no(?! doubt\b| later than\b| less than\b| more than\b)|none|nobody|nothing"
    r"|neither|nor|cannot|without|hardly|scarcely)\b|n't\b",
    re.IGNORECASE,
)
_DENIAL = r"den(?:y|ies|ied|ying)|refut(?:e[sd]?|ing)|rul(?:e[sd]?|ing) out|far from|stop(?:s|ped)? short of"
_BOUNDARY = re.compile(r"[,;:\"()\u2014]|\s-\s|\b(?:and|but|while|because|although|who|which)\b")
_MODALS = (
    ("advised", re.compile(r"\b(?:should|must|ought to|needs? to|ha(?:s|ve) to)\b")),
    ("intended", re.compile(r"\b(?:will|would|shall|won't|wouldn't)\b|'(?:ll|d)\b")),
    ("possible", re.compile(r"\b(?:may|might|could|can|cannot|can't|couldn't)\b")),
)
_OF_KIND = {
    "offer": "offered",
    "demand": "wanted",
    "threat": "conditional",
    "commitment": "intended",
}
_NEAR = 3


def polarity_of(quote: str) -> Polarity:
    """Return "negative" where words negate.

    Examples
    --------
    >>> polarity_of("It won\u2019t sign"), polarity_of("It will not only sign"), polarity_of("No deal")
    ('negative', 'positive', 'negative')
    """
    return "negative" if _NEGATION.search(straightened(quote)) else "positive"


def modality_of(quote: str, kind: str, *, conditional: bool = False) -> str:
    """Return how words are meant: advised, intended, possible, conditional, or as their kind is.

    Examples
    --------
    >>> modality_of("Seoul should sign", "opinion"), modality_of("Seoul offered talks", "offer")
    ('advised', 'offered')
    """
    plain = straightened(quote)
    found = next((name for name, pattern in _MODALS if pattern.search(plain)), "")
    if conditional and kind in _OF_KIND:
        return "conditional"
    return found or _OF_KIND.get(kind, "asserted")


def denied_before(text: str, first: int, start: int) -> bool:
    """Whether what stands before a span, from the clause's beginning on, turns it round.

    Parameters
    ----------
    text : str
        The text.
    first, start : int
        Where the sentence begins; where the span does.

    Examples
    --------
    >>> text = "Seoul denied that it had offered to pay, and demands talks."
    >>> denied_before(text, 0, text.index("it had")), denied_before(text, 0, text.index("demands"))
    (True, False)
    """
    before = straightened(text[first:start])
    ends = [match.end() for match in _BOUNDARY.finditer(before)]
    clause = before[ends[-1] if ends else 0 :]
    return bool(_NEGATION.search(clause) or re.search(_denials(), clause, re.IGNORECASE))


@lru_cache(maxsize=1)
def _denials() -> str:
    """Return the words that deny or refuse, as a pattern."""
    own = {form for word in words("refuse") for form in forms(word)}
    parts = "|".join(re.escape(form) for form in sorted(own, key=len, reverse=True))
    return rf"\b(?:{_DENIAL}|{parts})\b"


@lru_cache(maxsize=16)
def _denied_act(kind: str) -> re.Pattern[str]:
    """Return a pattern of a denial shortly before a word that performs an act of some kind."""
    rows = [row for row in (*SPEECH_ACTS, *NOMINAL_ACTS) if row.kind == kind]
    own = {form for row in rows for word in row.words.split() for form in forms(word)}
    acts = "|".join(re.escape(form) for form in sorted(own, key=len, reverse=True)) or r"(?!)"
    before = rf"(?:{_NEGATION.pattern}|{_denials()})"
    return re.compile(rf"{before}(?: [\w'-]+){{0,{_NEAR}}} (?:{acts})\b", re.IGNORECASE)


def denies(quote: str, kind: str) -> str:
    """Say why words cannot be of some kind; empty where nothing speaks against it.

    Examples
    --------
    >>> denies("Iran never offered peace", "offer")
    'the words deny such an act'
    >>> denies("Iran will not test missiles", "commitment"), denies("Iran offered peace", "offer")
    ('', '')
    >>> denies("Iran would free the crew", "action")
    'the words say what may or will be'
    """
    plain = straightened(quote)
    modal = modality_of(quote, "statement")
    gives = kind in ("offer", "commitment")
    if (gives and re.search(_denials(), plain, re.IGNORECASE)) or _denied_act(kind).search(plain):
        return "the words deny such an act"
    if kind == "action" and modal != "asserted":
        return "the words say what may or will be"
    if kind == "commitment" and modal == "possible":
        return "the words say only what may be"
    return ""
