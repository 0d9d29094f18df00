"""FollowTheMoney: documents, events and sanctions, one JSON object a line."""

from detente.exchange.follow_the_money.entity import DOCUMENTS, REQUIRED, Entity, write
from detente.exchange.follow_the_money.exporting import Export, export, is_measure
from detente.exchange.follow_the_money.proposing import Import, as_lines
from detente.exchange.follow_the_money.reading import (
    MOST_BYTES,
    FollowTheMoneyFileError,
    looks_like,
    read,
)

__all__ = [
    "DOCUMENTS",
    "MOST_BYTES",
    "REQUIRED",
    "Entity",
    "Export",
    "FollowTheMoneyFileError",
    "Import",
    "as_lines",
    "export",
    "is_measure",
    "looks_like",
    "read",
    "write",
]
