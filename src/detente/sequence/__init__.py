"""In which order of steps a deal holds: schedules that no party would rather break."""

from detente.sequence.continued import Gates, design_continuing, gates
from detente.sequence.critical import Critical, critical
from detente.sequence.design import Design, design
from detente.sequence.finding import Examined, Sequencing, examine, sequence
from detente.sequence.incentives import Check, Constraint, check, prepare
from detente.sequence.lattice import Steps
from detente.sequence.setting import Setting, additive, reversible, setting_of

__all__ = [
    "Check",
    "Constraint",
    "Critical",
    "Design",
    "Examined",
    "Gates",
    "Sequencing",
    "Setting",
    "Steps",
    "additive",
    "check",
    "critical",
    "design",
    "design_continuing",
    "examine",
    "gates",
    "prepare",
    "reversible",
    "sequence",
    "setting_of",
]
