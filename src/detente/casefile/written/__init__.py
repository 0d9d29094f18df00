"""The case file as it is written: one class per mapping, with every key of the format.

Nothing here is checked against anything else: names, conditions, rates and dates are text until
:mod:`detente.casefile.build` reads them. The JSON Schema is made from these classes, and the lines
under *Attributes* are what editors show for a key.
"""

from detente.casefile.written.actors import (
    Graph,
    GraphState,
    Inspections,
    Level,
    Lever,
    MoveRule,
    Moves,
    Party,
)
from detente.casefile.written.file import CaseFile, EvidenceRules, WorkingDays
from detente.casefile.written.promises import Clause, Policy, PolicyRule, Reading, Share
from detente.casefile.written.wants import (
    LongCondition,
    LongStatement,
    Misperception,
    PartyType,
    Preference,
)

__all__ = [
    "CaseFile",
    "Clause",
    "EvidenceRules",
    "Graph",
    "GraphState",
    "Inspections",
    "Level",
    "Lever",
    "LongCondition",
    "LongStatement",
    "Misperception",
    "MoveRule",
    "Moves",
    "Party",
    "PartyType",
    "Policy",
    "PolicyRule",
    "Preference",
    "Reading",
    "Share",
    "WorkingDays",
]
