"""What is in force: (case, record, day) -> the board, with the entries that decide it."""

from detente.ledger.answer import finding
from detente.ledger.assertions import check_record
from detente.ledger.status import (
    ClauseText,
    LeverStatus,
    Status,
    Stretch,
    history,
    status,
)

__all__ = [
    "ClauseText",
    "LeverStatus",
    "Status",
    "Stretch",
    "check_record",
    "finding",
    "history",
    "status",
]
