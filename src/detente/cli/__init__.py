"""The command line: one file per group of commands. It alone reads the clock."""

from detente.cli.app import app, main

__all__ = ["app", "main"]
