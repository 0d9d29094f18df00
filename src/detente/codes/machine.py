"""Rules of the machine and of the files around the case: D5xx."""

from detente.codes.rule import Rule

__all__ = ["MACHINE"]

MACHINE: tuple[Rule, ...] = ()
