"""The review of candidate claims: verdicts of people, and what stands after them."""

from detente.evidence.review.agreement import (
    Agreement,
    Figure,
    agreement,
    cohen_kappa,
    krippendorff_alpha,
    percent,
)
from detente.evidence.review.judged import judged
from detente.evidence.review.queue import (
    as_seen,
    confidence,
    queue,
    queue_line,
    rule,
    words_around,
)
from detente.evidence.review.spans import EDGES, Words, words_of
from detente.evidence.review.speaker import same_quotation, speakers, with_speaker
from detente.evidence.review.standing import (
    Folding,
    Standing,
    Unusable,
    fold,
    standing_verdicts,
)
from detente.evidence.review.statistics import Rate, Statistics, statistics
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
    "EDGES",
    "EDITABLE",
    "REASONS",
    "VERDICTS",
    "Agreement",
    "Figure",
    "Folding",
    "Rate",
    "Standing",
    "Statistics",
    "Unusable",
    "Words",
    "agreement",
    "as_plain",
    "as_seen",
    "changed",
    "cohen_kappa",
    "confidence",
    "fold",
    "judged",
    "krippendorff_alpha",
    "percent",
    "queue",
    "queue_line",
    "review_line",
    "rule",
    "same_quotation",
    "speakers",
    "standing_verdicts",
    "statistics",
    "verdict_on",
    "with_speaker",
    "words_around",
    "words_of",
]
