"""What is in force: (case, record, day) -> the board, with the entries that decide it."""

from detente.ledger.answer import finding
from detente.ledger.assertions import check_record
from detente.ledger.clause_status import ClauseStatus
from detente.ledger.outlook import Coming, outlook
from detente.ledger.status import (
    ClauseStretch,
    LeverStatus,
    Status,
    Stretch,
    clause_history,
    history,
    status,
)
from detente.ledger.timeline import Board, BoardLine, Timeline, timeline

__all__ = [
    "Board",
    "BoardLine",
    "ClauseStatus",
    "ClauseStretch",
    "Coming",
    "LeverStatus",
    "Status",
    "Stretch",
    "Timeline",
    "check_record",
    "clause_history",
    "finding",
    "history",
    "outlook",
    "status",
    "timeline",
]
