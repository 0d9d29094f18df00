"""From an opened case to its report: asks every stage its question, once."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from msgspec.structs import replace

from detente import ledger
from detente.brief.carrying import with_flips
from detente.brief.looking_ahead import look_ahead
from detente.brief.negotiating import negotiate
from detente.brief.report.analysis import MOST_ROWS, Analysis, Chosen, choose
from detente.brief.report.changes import Earlier, day_before_last_change
from detente.brief.report.making import Stability, make_report
from detente.brief.report.records import Report
from detente.case import Case
from detente.claims import Claim
from detente.conditions.tree import Duration
from detente.documents import Document
from detente.entries import Entry
from detente.errors import CannotComputeError
from detente.ledger import Status
from detente.model import Model, compile_model
from detente.stability import CONCEPTS, Reason, reason, routes, solve
from detente.stability import stability as stability_finding

__all__ = ["build"]

AHEAD = Duration(90, "days")
"""How far the outlook of a brief looks."""


def build(
    *,
    case: Case,
    entries: Sequence[Entry],
    documents: Mapping[str, Document],
    claims: Mapping[str, Claim],
    version: str = "",
    as_of: dt.date,
    known: dt.date | None = None,
    reading: str | None = None,
    concepts: Sequence[str] = CONCEPTS,
    since: dt.date | None = None,
    head: str = "",
    whole: bool = True,
) -> Report:
    """Return the report on a case as of a day, as known on a day, in a party's reading.

    A case without preferences, or too large to solve, has a report without the part on stability,
    which then says why.

    Parameters
    ----------
    case, entries, documents, claims, version
        As :func:`detente.folder.open_case` gives them.
    as_of, known : datetime.date
        The day of the question; what was known then, None: all that the record holds.
    reading : str or None
        The party whose readings of disputed terms count.
    concepts : sequence of str
        Ideas of stability, as in :func:`detente.stability.solve`.
    since : datetime.date or None
        The day of the last report, for what changed since; None: the day before the last change.
    head : str
        The head of the record, ``n/hash``; empty where its file has no chain.
    whole : bool
        False: only what the conclusions are drawn from, without what changed, what comes next, a
        deal, an order of steps, and the claims that flip each conclusion.

    Examples
    --------
    >>> case = Case(id="talks", name="Talks")
    >>> report = build(case=case, entries=(), documents={}, claims={}, as_of=dt.date(2019, 10, 15))
    >>> report.positions.why_not
    'the case has neither levers nor states to move between'
    """
    status, history, clause_history = ledger.account(case, entries, as_of, known, reading)
    since = since or day_before_last_change(history, clause_history)
    report = make_report(
        case=case,
        entries=entries,
        documents=documents,
        claims=claims,
        version=version,
        status=status,
        history=history,
        stability=_stability(case, status, reading, concepts, whole=whole),
        clause_history=clause_history,
        earlier=_earlier(case, entries, since, known, reading) if since and whole else None,
        head=head,
        outlook=ledger.outlook(case, entries, as_of, AHEAD, known=known, reading=reading)
        if whole
        else (),
    )
    if not whole:
        return report
    found = negotiate(case, status, reading)
    report = replace(
        report, deal=found.deal, order=found.order, findings=(*report.findings, *found.findings)
    )
    return with_flips(
        report,
        case,
        entries,
        claims,
        as_of,
        known=known,
        reading=reading,
        concepts=concepts,
        moves=found.moves,
    )


def _earlier(
    case: Case, entries: Sequence[Entry], since: dt.date, known: dt.date | None, reading: str | None
) -> Earlier:
    """Return the board of an earlier day, as it is known now and as it was known on that day."""
    then = min(since, known) if known else since
    return Earlier(
        board=ledger.status(case, entries, since, known, reading),
        as_known_then=ledger.status(case, entries, since, then, reading),
    )


def _stability(
    case: Case, status: Status, reading: str | None, concepts: Sequence[str], *, whole: bool
) -> Stability | str:
    if not case.levers and case.graph is None:
        return "the case has neither levers nor states to move between"
    if not case.preferences:
        return "the case says of no party what it prefers"
    try:
        board = None if case.graph else status
        model = compile_model(case, board, reading=reading)
        analysis = Analysis(case=case, model=model, solution=solve(model, concepts))
        finding = stability_finding(
            model, concepts=concepts, limit=MOST_ROWS, solution=analysis.solution
        )
    except CannotComputeError as error:
        return error.message
    chosen = choose(analysis, reading)
    full = replace(analysis, reasons=_reasons(analysis, chosen), routes=_routes(model, chosen))
    found = Stability(analysis=full, finding=finding, chosen=chosen)
    return look_ahead(found, board, reading) if whole else found


def _reasons(analysis: Analysis, chosen: Sequence[Chosen]) -> dict[tuple[int, int], Reason]:
    """Ask why each party stays or leaves: Nash where it has no gain, else the first idea of a reply."""
    replies = [c for c in analysis.concepts if c != "nash"]
    found = {}
    for one in chosen:
        for party in range(len(analysis.model.parties)):
            nash = analysis.solution.get("nash")
            idle = nash is not None and bool(nash[party, one.state])
            concept = "nash" if idle or not replies else replies[0]
            found[party, one.state] = reason(analysis.model, party, one.state, concept)
    return found


def _routes(model: Model, chosen: Sequence[Chosen]) -> dict[int, Mapping[str, Any]]:
    others = [one.state for one in chosen if one.state != model.status_quo]
    if model.status_quo is None or not others:
        return {}
    targets = np.zeros(model.size, dtype=np.bool_)
    targets[others] = True
    found = routes(model, targets, limit=len(others), paths=1)
    return {model.number(route["state"]): route for route in found.answer["routes"]}
