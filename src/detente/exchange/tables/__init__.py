"""Claims, documents and entries as tables for spreadsheets (CSV); claims back from such a table."""

from detente.exchange.tables.cells import safe, unsafe
from detente.exchange.tables.columns import CLAIMS, DOCUMENTS, ENTRIES
from detente.exchange.tables.reading import (
    MOST_BYTES,
    ClaimTableError,
    is_claim_table,
    read_claims,
)
from detente.exchange.tables.writing import write_table

__all__ = [
    "CLAIMS",
    "DOCUMENTS",
    "ENTRIES",
    "MOST_BYTES",
    "ClaimTableError",
    "is_claim_table",
    "read_claims",
    "safe",
    "unsafe",
    "write_table",
]
