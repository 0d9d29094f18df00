"""What a brief asks of bargaining and of sequences, and why there is no answer where there is none."""

from dataclasses import dataclass

import numpy as np

from detente.bargain import bargain
from detente.brief.report.deal import Deal, Steps
from detente.brief.report.dealing import deal_of, heat_of, steps_of, without_deal, without_steps
from detente.case import Case
from detente.errors import CannotComputeError, UsageError
from detente.findings import Finding
from detente.ledger import Status
from detente.sequence import sequence

__all__ = ["Negotiation", "negotiate"]

MOST_STATES = 10_000
"""Feasible states above which a brief checks the named schedules and designs none."""
DRAWS, SEED = 100, 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Negotiation:
    """Is there a deal both prefer, and in which order would it hold."""

    deal: Deal | None = None
    order: Steps | None = None
    findings: tuple[Finding, ...] = ()


def negotiate(case: Case, status: Status, reading: str | None, feasible: int) -> Negotiation:
    """Return both answers; none for a case without preferences or levers.

    Parameters
    ----------
    feasible : int
        How many states are feasible; 0 where that is not known.

    Examples
    --------
    >>> from detente import ledger
    >>> import datetime as dt
    >>> case = Case(id="talks")
    >>> negotiate(case, ledger.status(case, (), dt.date(2019, 10, 15)), None, 0)
    Negotiation(deal=None, order=None, findings=())
    """
    if not case.preferences or not case.levers or case.graph is not None:
        return Negotiation()
    findings: list[Finding] = []
    try:
        found = bargain(case, status, reading=reading)
        deal = deal_of(case, found)
        findings.append(found.finding(limit=40))
    except CannotComputeError as error:
        deal = without_deal(error.message)
    try:
        order = _order(case, status, reading, feasible, findings)
    except (CannotComputeError, UsageError) as error:
        order = without_steps(error.message)
    return Negotiation(deal=deal, order=order, findings=tuple(findings))


def _order(
    case: Case, status: Status, reading: str | None, feasible: int, findings: list[Finding]
) -> Steps:
    """Design a schedule, and say of the named ones whether they hold; or show the first named one."""
    checked = []
    for name in case.schedules:
        rng = np.random.Generator(np.random.PCG64(SEED))
        found = sequence(case, status, schedule=name, reading=reading, rng=rng, draws=DRAWS)
        findings.append(found.finding())
        said = steps_of(case, found)
        checked.append((name.replace("_", " "), said.holds, said.headline))
    if 0 < feasible <= MOST_STATES:
        rng = np.random.Generator(np.random.PCG64(SEED))
        found = sequence(case, status, reading=reading, rng=rng, draws=DRAWS)
        findings.append(found.finding())
    elif not checked:
        return without_steps(f"{feasible:,} states are too many to design a schedule in a brief")
    return steps_of(case, found, heat_of(found) if found.moves else None, checked)
