"""A candidate claim: what an extractor proposes and a person has still to judge."""

import hashlib
from typing import Any, Literal

import msgspec

from detente.claims import Voice

__all__ = ["DEAL_KINDS", "KINDS", "Candidate", "EventCode", "Flavour", "Hop", "Origin"]

Flavour = Literal["if", "unless", "until", "in_exchange", "or_else", "if_to", ""]
KINDS = (
    "offer", "demand", "threat", "commitment", "condition",
    "action", "statement", "prediction", "opinion",
)  # fmt: skip
DEAL_KINDS = frozenset(KINDS[:5])


class Hop(msgspec.Struct, frozen=True):
    """One hop of the chain through which words reached us; the author has no span."""

    id: str
    span: tuple[int, int] | None = None


class EventCode(msgspec.Struct, frozen=True):
    """What an act is called in event data: PLOVER type and mode, CAMEO code (a string)."""

    plover: str = ""
    mode: str = ""
    cameo: str = ""


class Origin(msgspec.Struct, frozen=True):
    """What proposed a candidate, and how sure its rule is: for sorting only, not a probability."""

    extractor: str
    version: str
    rule: str
    confidence: float
    inferred: tuple[str, ...] = ()


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """A claim proposed: words of a document, and what they may mean.

    Attributes
    ----------
    start, end : int
        Half-open span in code points of the text.
    kind : str
        One of :data:`KINDS`; the first five are the deal kinds.
    voice : {"author", "party", "quoted"}
        Whose words they are: the author's own, a party's as reported, or verbatim between
        quotation marks. Only the last two may carry a preference or an entry of the ledger.
    actor, target : str or None
        Parties of the case; None where the text does not say. Of an opinion: whose it is.
    person : str
        The person who acts, where one is named.
    condition_of : str
        Of a condition: id of the candidate that depends on it. ``flavour`` says how.
    attribution : tuple of Hop
        The author first, the innermost speaker last.
    said, happened : str or None
        ISO dates as exact as ``precision`` says; ``date_span`` is the expression read.
    """

    start: int
    end: int
    quote: str
    kind: str
    voice: Voice = "author"
    actor: str | None = None
    person: str = ""
    target: str | None = None
    levers: tuple[str, ...] = ()
    condition_of: str = ""
    flavour: Flavour = ""
    polarity: Literal["positive", "negative"] = "positive"
    modality: str = "asserted"
    said: str | None = None
    happened: str | None = None
    precision: str = ""
    date_span: tuple[int, int] | None = None
    attribution: tuple[Hop, ...] = (Hop("author"),)
    event: EventCode = EventCode()
    text_sha256: str = ""
    origin: Origin = Origin("", "", "", 0.0)

    @property
    def id(self) -> str:
        """The same for the same words of the same text, read as the same kind."""
        key = f"{self.text_sha256},{self.start},{self.end},{self.kind}"
        return hashlib.sha256(key.encode()).hexdigest()[:12]

    @property
    def speaker(self) -> str:
        """Innermost of the chain: a party, a person, a medium or the author."""
        return self.attribution[-1].id

    def as_line(self, document: str, text: str) -> dict[str, Any]:
        """Return the candidate as a line of the record: graded F6, not accepted by anybody."""
        position = {"type": "TextPositionSelector", "start": self.start, "end": self.end}
        words = {
            "type": "TextQuoteSelector",
            "exact": self.quote,
            "prefix": text[max(0, self.start - 32) : self.start],
            "suffix": text[self.end : self.end + 32],
        }
        line: dict[str, Any] = {
            "kind": "claim", "id": self.id, "document": document, "start": self.start,
            "end": self.end, "quote": self.quote, "selectors": [position, words],
            "type": self.kind, "voice": self.voice, "actor": self.actor or "",
            "target": self.target or "", "levers": list(self.levers),
            "condition_of": self.condition_of, "flavour": self.flavour, "polarity": self.polarity,
            "modality": self.modality, "event": msgspec.to_builtins(self.event),
            "attribution": [_without_null(msgspec.to_builtins(hop)) for hop in self.attribution],
            "date": self._date(), "grade": "F6", "origin": msgspec.to_builtins(self.origin),
        }  # fmt: skip
        return {key: value for key, value in line.items() if value not in ("", [], None)}

    def _date(self) -> dict[str, Any] | None:
        span = list(self.date_span) if self.date_span else None
        date = {"said": self.said, "happened": self.happened, "expression_span": span}
        if self.precision:
            date["precision"] = self.precision
        return _without_null(date) or None


def _without_null(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}
