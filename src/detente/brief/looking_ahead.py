"""What a report says beyond the verdicts: how firm they are, how to get there, what stays done."""

from collections.abc import Sequence

import numpy as np
from msgspec.structs import replace

from detente.brief.report.analysis import Analysis
from detente.brief.report.endings import endings
from detente.brief.report.firm import Firm, firm, not_examined
from detente.brief.report.making import Stability
from detente.brief.report.misperceived import misperceived, not_worked_out
from detente.brief.report.positions import CONCEPTS, positions
from detente.brief.report.seen import Misperceived
from detente.brief.report.ways import Ahead, ahead, nothing_ahead
from detente.errors import CannotComputeError
from detente.ledger import Status
from detente.stability.robust import robustness, too_large

__all__ = ["MOST_STATES", "MOST_WAYS", "look_ahead"]

MOST_STATES = 6_000
"""Feasible states above which a report leaves out ways and what cannot be undone."""
MOST_WAYS = 4


def look_ahead(found: Stability, status: Status | None, reading: str | None) -> Stability:
    """Return the answer with how firm its states are, what each party sees, and what comes after.

    `status` and `reading` are what the model was compiled from.

    Examples
    --------
    >>> from detente.case import Case
    >>> from detente.stability import stability
    >>> from detente.model import Model
    >>> model = Model(parties=("a",), state_names=("war",), feasible=np.ones(1, bool),
    ...               rank=np.zeros((1, 1), np.int32), arcs=((np.array([0, 0]), np.array([], int)),))
    >>> analysis = Analysis(case=Case(id="c"), model=model, solution={"nash": np.ones((1, 1), bool)})
    >>> one = Stability(analysis=analysis, finding=stability(model), chosen=())
    >>> look_ahead(one, None, None).ahead.why_not
    'the present state is not known, or cannot be'
    """
    rows = positions(found.analysis, found.chosen).states
    states = [
        (one.state, row.key, row.title, "; ".join(row.differs))
        for one, row in zip(found.chosen, rows, strict=True)
    ]
    return replace(
        found,
        firm=_firm(found.analysis, states, reading),
        ahead=_ahead(found.analysis, states),
        misperceived=_misperceived(found.analysis, status, reading, states),
    )


_States = Sequence[tuple[int, str, str, str]]


def _firm(analysis: Analysis, states: _States, reading: str | None) -> Firm:
    model = analysis.model
    why = too_large(model)
    if why:
        return not_examined(why)
    try:
        found = robustness(analysis.case, model, concepts=analysis.concepts, reading=reading or "")
        now = model.status_quo
        shown = [one for one in states if analysis.standing(one[0]) or one[0] == now]
        told = firm(found, shown, now)
    except CannotComputeError as error:
        return not_examined(error.message)
    standing = [(number, analysis.standing(number)) for number, *_ in shown]
    ends = endings(found, analysis.case, [one for one in standing if one[1]])
    rows = zip(told.rows, standing, strict=True)
    return replace(
        told, rows=tuple(replace(row, ends=ends.get(number, "")) for row, (number, _) in rows)
    )


def _misperceived(
    analysis: Analysis, status: Status | None, reading: str | None, states: _States
) -> Misperceived | None:
    if not analysis.case.misperceptions:
        return None
    shown = [(number, key, name) for number, key, name, _ in states]
    names = {concept: name for concept, (name, _) in CONCEPTS.items()}
    try:
        return misperceived(analysis, status, reading, shown, names)
    except CannotComputeError as error:
        return not_worked_out(analysis.case, error.message)


def _ahead(analysis: Analysis, states: _States) -> Ahead:
    model = analysis.model
    feasible = int(np.count_nonzero(model.feasible))
    if feasible > MOST_STATES:
        return nothing_ahead(f"{feasible:,} states are too many for a report")
    lasting = [(n, key, name) for n, key, name, _ in states if analysis.standing(n)]
    others = [target for target in lasting if target[0] != model.status_quo]
    return ahead(model, others[:MOST_WAYS])
