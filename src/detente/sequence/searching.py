"""The search for an order of steps: with certificates first, without where that fails; and what would help."""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from detente.sequence.continued import design_continuing
from detente.sequence.design import Design, Objective, design
from detente.sequence.incentives import prepare
from detente.sequence.labels import Report
from detente.sequence.lattice import Steps
from detente.sequence.setting import Setting

__all__ = ["REMEDIES", "Searched", "remedies", "search"]

LONG = 50_000
"""Joint positions from which on a design takes more than a moment."""
PATIENT = 0.99
REMEDIES = ("detection", "snapback", "patience", "all")
"""What `remedies` tries: each alone, then all together."""


class Searched(Struct, frozen=True, kw_only=True):
    """What a search found.

    Attributes
    ----------
    waiting, going_on : Design or None
        The best schedule where the others wait until a breach is found; where they go on.
    repaired : bool
        Whether the first fails where the others go on, and the second was looked for.
    stopped : bool
        Whether that was interrupted.
    """

    waiting: Design | None = None
    going_on: Design | None = None
    repaired: bool = False
    stopped: bool = False

    @property
    def chosen(self) -> Design | None:
        """The schedule to show: one that needs no certificates, if it has a step."""
        if self.repaired and self.going_on and len(self.going_on.schedule) > 1:
            return self.going_on
        return self.waiting


def search(
    setting: Setting,
    objective: Objective = "nash",
    weights: Sequence[float] | None = None,
    steps: Steps | None = None,
    report: Report | None = None,
    *,
    repair: bool = True,
) -> Searched:
    """Design for waiting, certify for going on, and repair where that fails.

    Parameters
    ----------
    setting, objective, weights, steps, report
        As for `detente.sequence.design.design`.
    repair : bool
        Whether to look for a schedule without certificates where the best one needs some.

    Notes
    -----
    An interruption of the repair leaves what was found before it.

    Examples
    --------
    >>> from detente.sequence.setting import reversible, setting_of
    >>> u = np.array([[1.0, 0.0, 5.0, 3.0], [1.0, 5.0, 0.0, 3.0]])
    >>> search(setting_of([reversible(0, 2), reversible(1, 2)], u, 0.6)).chosen.schedule
    (0, 3)
    """
    if np.prod([len(rows) for rows in setting.positions]) < LONG:
        report = None
    waiting = design(setting, objective=objective, weights=weights, steps=steps, report=report)
    if waiting is None:
        return Searched()
    ready = prepare(setting, waiting.schedule)
    if ready.check([False] * (len(waiting.schedule) - 1)).holds:
        return Searched(waiting=waiting, going_on=waiting)
    if not repair:
        return Searched(waiting=waiting)
    try:
        going_on = design_continuing(
            setting, objective=objective, weights=weights, steps=steps, report=report
        )
    except KeyboardInterrupt:
        return Searched(waiting=waiting, stopped=True)
    return Searched(waiting=waiting, going_on=going_on, repaired=True)


def remedies(setting: Setting, steps: Steps | None = None) -> dict[str, bool]:
    """Return under which better circumstances some order of steps would hold, the others as they are.

    ``detection``: a breach is seen in the period in which it is made; ``snapback``: what can go back is
    back at once; ``patience``: for every party the next period counts 0.99 of this one; ``all``.

    Examples
    --------
    >>> from detente.sequence.setting import reversible, setting_of
    >>> u = np.array([[1.0, 0.0, 5.0, 3.0], [1.0, 5.0, 0.0, 3.0]])
    >>> remedies(setting_of([reversible(0, 2), reversible(1, 2)], u, 0.4))
    {'detection': False, 'snapback': False, 'patience': True, 'all': True}
    """
    seen = setting.with_detection(np.ones_like(setting.detect))
    patient = np.maximum(setting.patience, PATIENT)
    levers = range(len(setting.levers))
    better = {
        "detection": seen,
        "snapback": setting.with_lag(levers, 0),
        "patience": setting.with_patience(patient),
        "all": replace(seen.with_lag(levers, 0), patience=patient),
    }
    found = {}
    for name in REMEDIES:
        best = design(better[name], steps=steps)
        found[name] = best is not None and len(best.schedule) > 1
    return found
