"""Evidence: from documents to candidate claims, which people then review."""

from detente.evidence.candidate import DEAL_KINDS, KINDS, Candidate, EventCode, Hop, Origin
from detente.evidence.extract import extract
from detente.evidence.read import SourceText, read

__all__ = [
    "DEAL_KINDS",
    "KINDS",
    "Candidate",
    "EventCode",
    "Hop",
    "Origin",
    "SourceText",
    "extract",
    "read",
]
