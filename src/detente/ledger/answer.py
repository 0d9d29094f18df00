"""The board as a finding, in the JSON contract's form ``detente.status/1``."""

import datetime as dt
from typing import Any

from detente.findings import Finding
from detente.ledger.clause_status import ClauseStatus
from detente.ledger.status import LeverStatus, Status

__all__ = ["finding"]


def finding(board: Status) -> Finding:
    """Return the board as a finding, in the form ``detente.status/1``.

    Examples
    --------
    >>> board = Status(as_of=dt.date(2019, 10, 5), known=None, reading=None, levers={}, clauses={})
    >>> finding(board).answer["as_of"]
    '2019-10-05'
    """
    claims = {claim for lever in board.levers.values() for claim in lever.rests_on}
    claims |= {claim for clause in board.clauses.values() for claim in clause.rests_on}
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
        "doubtful one adds its own; the statuses that each clause has in some consistent world",
        parameters={"as_of": board.as_of.isoformat(), "known": known, "reading": board.reading},
        rests_on=tuple(sorted(claims)),
        problems=board.problems,
    )


def _lever_as_dict(lever: LeverStatus) -> dict[str, Any]:
    what: dict[str, Any] = (
        {"levels": list(lever.levels)} if lever.amount is None else {"amount": list(lever.amount)}
    )
    since = lever.since.isoformat() if lever.since else None
    told = {**what, "since": since, "because": list(lever.because), "why": lever.why}
    if lever.relief:
        told["relief"] = lever.relief
    if lever.readings:
        told["readings"] = {party: list(levels) for party, levels in lever.readings.items()}
    return told


def _clause_as_dict(clause: ClauseStatus) -> dict[str, Any]:
    told: dict[str, Any] = {
        "status": list(clause.statuses),
        "due": _iso(clause.due),
        "overdue_days": clause.overdue_days,
        "because": list(clause.because),
        "verified": clause.verified,
        "why": clause.why,
        "since": _iso(clause.since),
        "days_left": clause.days_left,
        "done": _iso(clause.done),
        "seen": _iso(clause.seen),
        "late_by": clause.late_by,
        "kind": clause.kind,
        "parties": list(clause.parties),
        "text": clause.text,
        "when": clause.trigger,
        "rests_on": list(clause.rests_on),
    }
    if clause.share is not None:
        told["share"] = list(clause.share)
    if clause.ends:
        told["ends"] = list(clause.ends)
    if clause.readings:
        told["readings"] = {party: list(words) for party, words in clause.readings.items()}
    return told


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
