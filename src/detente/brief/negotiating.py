"""What a brief asks of bargaining and of sequences, and why there is no answer where there is none."""

from dataclasses import dataclass, replace

import numpy as np

from detente.bargain import bargain
from detente.brief.report.deal import Deal, Steps
from detente.brief.report.dealing import (
    LOOKS,
    deal_of,
    heat_of,
    steps_of,
    without_deal,
    without_steps,
)
from detente.case import Case
from detente.errors import CannotComputeError, UsageError
from detente.findings import Finding
from detente.ledger import Status
from detente.model import compile_model
from detente.model.utilities import utility_table
from detente.sequence import prepare, sequence
from detente.sequence.building import schedule_states, setting_from_case
from detente.sequence.incentives import TOLERANCE

__all__ = ["Negotiation", "negotiate"]

DRAWS, SEED = 100, 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Negotiation:
    """Is there a deal both prefer, and in which order would it hold."""

    deal: Deal | None = None
    order: Steps | None = None
    findings: tuple[Finding, ...] = ()


def negotiate(
    case: Case, status: Status, reading: str | None, *, design: bool = False
) -> Negotiation:
    """Return both answers; none for a case without preferences or levers.

    Parameters
    ----------
    design : bool
        Also find the best order of steps that holds. That takes seconds, and the first time on a
        machine half a minute, for its loops are compiled then. Without it the schedules that the
        case names are checked, and the one that comes nearest to holding is shown.

    Examples
    --------
    >>> from detente import ledger
    >>> import datetime as dt
    >>> case = Case(id="talks")
    >>> negotiate(case, ledger.status(case, (), dt.date(2019, 10, 15)), None)
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
        order, asked = _order(case, status, reading, design=design)
        findings += asked
    except (CannotComputeError, UsageError) as error:
        order = without_steps(error.message)
    return Negotiation(deal=deal, order=order, findings=tuple(findings))


def _order(
    case: Case, status: Status, reading: str | None, *, design: bool
) -> tuple[Steps, tuple[Finding, ...]]:
    margins = _margins(case, status, reading)
    others = [(name, margin) for name, margin in margins.items() if np.isfinite(margin)]
    if not design and not others:
        return without_steps(
            f"the case names no schedule; 'detente sequence {case.id}' finds one that holds"
        ), ()
    shown = None if design else max(others, key=lambda one: one[1])[0]
    rng = np.random.Generator(np.random.PCG64(SEED))
    found = sequence(case, status, schedule=shown, reading=reading, rng=rng, draws=DRAWS)
    said = [
        (name, margin >= -TOLERANCE, _in_words(name, margin))
        for name, margin in others
        if name != shown
    ]
    steps = steps_of(case, found, heat_of(found) if found.moves else None, said)
    if steps.heat is not None and max(map(max, steps.heat.least)) < -TOLERANCE:
        words = (
            f"Looking {LOOKS[-1]:g} times as often as now would not make it hold: detection is not "
            "what it fails on."
        )
        steps = replace(steps, heat=None, sentences=(*steps.sentences, words))
    if not design and not steps.holds:
        hint = f"An order of steps that would hold: 'detente sequence {case.id}' looks for it."
        steps = replace(steps, sentences=(*steps.sentences, hint))
    return steps, (found.finding(),)


def _margins(case: Case, status: Status, reading: str | None) -> dict[str, float]:
    """Return for each named schedule its least slack where the others wait until a breach is found."""
    model = compile_model(case, status, reading=reading)
    setting = setting_from_case(case, model, utility_table(case, model, reading=reading))
    found = {}
    for name in case.schedules:
        try:
            states = schedule_states(case, model, name)
        except UsageError:
            found[name] = -np.inf
            continue
        ready = prepare(setting, states)
        found[name] = float(ready.check([True] * (len(states) - 1)).tightest.slack)
    return found


def _in_words(name: str, margin: float) -> str:
    called = f"The schedule {name.replace('_', ' ')}"
    if margin >= -TOLERANCE:
        return f"{called} holds, if the others wait until each step is certified."
    return f"{called} does not hold: somebody gains {-margin:.2f} per period by breaking it."
