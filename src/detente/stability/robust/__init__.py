"""How firm the equilibria are: over all preferences that agree with what the parties state."""

from detente.stability.robust.analysis import (
    DRAWS,
    Progress,
    Robustness,
    robustness,
    too_large,
)
from detente.stability.robust.changes import Change
from detente.stability.robust.shares import Share

__all__ = ["DRAWS", "Change", "Progress", "Robustness", "Share", "robustness", "too_large"]
