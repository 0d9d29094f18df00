"""What is in force: (case, record, day) -> the board, with the entries that decide it."""

from typing import TYPE_CHECKING, Any

from detente.ledger.answer import finding
from detente.ledger.assertions import check_record
from detente.ledger.clause_status import ClauseStatus
from detente.ledger.outlook import Coming, outlook
from detente.ledger.status import (
    ClauseStretch,
    LeverStatus,
    Status,
    Stretch,
    account,
    clause_history,
    history,
    status,
)

if TYPE_CHECKING:
    from detente.ledger.timelines import Board, BoardLine, Timeline, timeline

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
    "account",
    "check_record",
    "clause_history",
    "finding",
    "history",
    "outlook",
    "status",
    "timeline",
]


def __getattr__(name: str) -> Any:
    """Load the timeline, which needs arrays, when it is first used."""
    if name not in {"Board", "BoardLine", "Timeline", "timeline"}:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    from detente.ledger import timelines

    return getattr(timelines, name)
