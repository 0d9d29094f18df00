"""Conflicts in the file format of GMCR+ (``.gmcr``): read, turned into a case, and written.

The format is JSON. It holds *options* that are taken or not (``Y``, ``N``) and may be allowed to
change in one direction only; *decision makers*, each with its options and its preferences, as
ordered statements or as a ranking of numbered states; *infeasibles*, patterns of options that no
state may match; *coalitions*; and per decision maker the states that it does not perceive.
"""

from detente.exchange.gmcr.conflict import Conflict, Maker, Option, Pattern
from detente.exchange.gmcr.from_case import Export, export
from detente.exchange.gmcr.reading import GmcrFileError, read
from detente.exchange.gmcr.to_case import Import, to_case
from detente.exchange.gmcr.writing import write

__all__ = [
    "Conflict",
    "Export",
    "GmcrFileError",
    "Import",
    "Maker",
    "Option",
    "Pattern",
    "export",
    "read",
    "to_case",
    "write",
]
