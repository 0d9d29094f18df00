"""Stability: at which states no party gains by moving (graph model for conflict resolution)."""

from detente.stability.concepts import (
    CONCEPTS,
    Concept,
    Engine,
    equilibria,
    gmr,
    nash,
    seq,
    smr,
    solve,
    sseq,
)
from detente.stability.finding import stability
from detente.stability.moves import Step, count_moves, moves_from, moves_into
from detente.stability.paths import Search, search
from detente.stability.reasons import Reason, explain, reason
from detente.stability.status_quo import routes

__all__ = [
    "CONCEPTS",
    "Concept",
    "Engine",
    "Reason",
    "Search",
    "Step",
    "count_moves",
    "equilibria",
    "explain",
    "gmr",
    "moves_from",
    "moves_into",
    "nash",
    "reason",
    "routes",
    "search",
    "seq",
    "smr",
    "solve",
    "sseq",
    "stability",
]
