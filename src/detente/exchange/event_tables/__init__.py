"""Event tables: rows that a machine coded from news, GDELT, ICEWS and POLECAT.

Of millions of rows few concern a case. Those between its parties, in the days asked for, become
candidate claims, each happening once; a person reviews them. Nothing of a table goes into the
ledger.
"""

from detente.exchange.event_tables.actors import Actors
from detente.exchange.event_tables.codes import CodeReading, read_cameo, read_plover
from detente.exchange.event_tables.layouts import LAYOUTS, Layout, recognise
from detente.exchange.event_tables.lines import as_lines, in_words
from detente.exchange.event_tables.opening import Table
from detente.exchange.event_tables.scanning import Found, Happening, Window, scan

__all__ = [
    "LAYOUTS",
    "Actors",
    "CodeReading",
    "Found",
    "Happening",
    "Layout",
    "Table",
    "Window",
    "as_lines",
    "in_words",
    "read_cameo",
    "read_plover",
    "recognise",
    "scan",
]
