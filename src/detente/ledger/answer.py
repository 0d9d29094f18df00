"""The board as a finding, in the JSON contract's form ``detente.status/1``."""

from typing import Any

from detente.findings import Finding
from detente.ledger.status import ClauseText, LeverStatus, Status

__all__ = ["finding"]


def finding(board: Status) -> Finding:
    """Return the board as a finding, in the form ``detente.status/1``."""
    claims = sorted({claim for lever in board.levers.values() for claim in lever.rests_on})
    known = board.known.isoformat() if board.known else None
    return Finding(
        question="status",
        answer={
            "schema": "detente.status/1",
            "as_of": board.as_of.isoformat(),
            "known": known,
            "reading": board.reading,
            "levers": {key: _lever_as_dict(lever) for key, lever in board.levers.items()},
            "clauses": {key: _clause_as_dict(clause) for key, clause in board.clauses.items()},
        },
        method="the possible levels of each lever by event time; a certain entry resets them, a "
        "doubtful one adds its own",
        parameters={"as_of": board.as_of.isoformat(), "known": known, "reading": board.reading},
        rests_on=tuple(claims),
        problems=board.problems,
    )


def _lever_as_dict(lever: LeverStatus) -> dict[str, Any]:
    what: dict[str, Any] = (
        {"levels": list(lever.levels)} if lever.amount is None else {"amount": list(lever.amount)}
    )
    since = lever.since.isoformat() if lever.since else None
    return {**what, "since": since, "because": list(lever.because), "why": lever.why}


def _clause_as_dict(clause: ClauseText) -> dict[str, Any]:
    return {
        "status": None,
        "due": None,
        "overdue_days": None,
        "because": [],
        "verified": None,
        "why": clause.why,
        "kind": clause.kind,
        "parties": list(clause.parties),
        "text": clause.text,
        "when": clause.trigger,
    }
