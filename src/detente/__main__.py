"""``python -m detente``: the same as ``detente``."""

from detente.cli import main

main()
