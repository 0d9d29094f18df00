"""Which claims carry which conclusion, and how likely the conclusion is to survive."""

from detente.sensitivity.analysis import DRAWS, Carried, ClaimFlip, Flips, flips
from detente.sensitivity.answer import finding
from detente.sensitivity.conclusions import conclusion, conclusion_ids
from detente.sensitivity.dealing import OrderHolds
from detente.sensitivity.grades import Grades, grades_from, shipped_grades
from detente.sensitivity.likelihood import likelihood_in_words
from detente.sensitivity.origins import Origin, origin_of
from detente.sensitivity.pairs import PairFlip, PairOpposite
from detente.sensitivity.seen import Conclusion, Seen
from detente.sensitivity.worlds import Worlds, worlds_of

__all__ = [
    "DRAWS",
    "Carried",
    "ClaimFlip",
    "Conclusion",
    "Flips",
    "Grades",
    "OrderHolds",
    "Origin",
    "PairFlip",
    "PairOpposite",
    "Seen",
    "Worlds",
    "conclusion",
    "conclusion_ids",
    "finding",
    "flips",
    "grades_from",
    "likelihood_in_words",
    "origin_of",
    "shipped_grades",
    "worlds_of",
]
