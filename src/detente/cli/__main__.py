"""``python -m detente.cli``: the same as ``detente``."""

from detente.cli import main

main()
