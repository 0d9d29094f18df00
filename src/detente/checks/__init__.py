"""What is right in form but not in sense: vague, circular, never true, not sourced."""

from detente.checks.run import check

__all__ = ["check"]
