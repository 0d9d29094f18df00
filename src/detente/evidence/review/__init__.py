"""The review of candidate claims: verdicts of people, and what stands after them."""

from detente.evidence.review.judged import judged
from detente.evidence.review.standing import Standing, Unusable, fold, standing_verdicts
from detente.evidence.review.verdicts import (
    EDITABLE,
    REASONS,
    VERDICTS,
    as_plain,
    changed,
    review_line,
    verdict_on,
)

__all__ = [
    "EDITABLE",
    "REASONS",
    "VERDICTS",
    "Standing",
    "Unusable",
    "as_plain",
    "changed",
    "fold",
    "judged",
    "review_line",
    "standing_verdicts",
    "verdict_on",
]
