"""What it costs to be cheated: at every step, for each side, what the best breach takes from it."""

import numpy as np
from msgspec import Struct

from detente.sequence.answers import answer, lowest
from detente.sequence.incentives import Constraint, Prepared
from detente.sequence.setting import Setting

__all__ = ["Cheated", "cost_of_being_cheated"]


class Cheated(Struct, frozen=True, kw_only=True):
    """What one party loses if another makes its best breach at a step.

    Attributes
    ----------
    period : int or None
        From 0; None at rest.
    by, victim : int
        Who breaks the schedule, and who bears it.
    value : float
        What the victim then has from that period on.
    loss : float
        How much less than if all comply.
    against_start : float
        How much less than if nothing had been agreed (negative: more).
    """

    period: int | None
    by: int
    victim: int
    value: float
    loss: float
    against_start: float


def cost_of_being_cheated(
    ready: Prepared, constraints: tuple[Constraint, ...]
) -> tuple[Cheated, ...]:
    """Return what each party loses when another makes its best breach, step by step.

    The breach is kept up until it is found; then the others go back as they would, and whoever broke
    the schedule takes what serves it best.

    Examples
    --------
    >>> from detente.sequence.incentives import prepare
    >>> from detente.sequence.setting import reversible, setting_of
    >>> u = np.array([[1.0, 0.0, 5.0, 3.0], [1.0, 5.0, 0.0, 3.0]])
    >>> ready = prepare(setting_of([reversible(0, 2), reversible(1, 2)], u, 0.6), (0, 3))
    >>> first = cost_of_being_cheated(ready, ready.check([True]).constraints)[0]
    >>> first.by, first.victim, round(first.value, 3), round(first.loss, 3)
    (0, 1, 0.6, 2.4)
    """
    setting = ready.setting
    out = []
    comply = {(c.period, c.party): c.comply for c in constraints}
    for c in constraints:
        if not c.deviation:
            continue
        t = len(ready.schedule) - 1 if c.period is None else c.period + 1
        now = list(setting.digits(ready.schedule[t]))
        for k, level in c.deviation.items():
            now[k] = level
        off = setting.detect[list(c.deviation)]
        seen = 1 - float(np.prod(1 - off))
        for victim in range(len(setting.parties)):
            if victim == c.party:
                continue
            delta = float(setting.patience[victim])
            m = delta * seen / (1 - (1 - seen) * delta)
            flow = float(setting.utility[victim, setting.number(now)])
            value = (1 - m) * flow + m * _left(setting, c.party, victim, now)
            out.append(
                Cheated(
                    period=c.period,
                    by=c.party,
                    victim=victim,
                    value=value,
                    loss=comply[c.period, victim] - value,
                    against_start=float(setting.utility[victim, setting.start]) - value,
                )
            )
    return tuple(out)


def _left(setting: Setting, by: int, victim: int, now: list[int]) -> float:
    """Return what the victim has once the breach is found: the others' levers go back in phases."""
    own = setting.own(by)
    low = lowest(setting, by, [now[k] for k in own])
    target = answer(setting, by, low, now)
    due = {
        k: int(setting.lag[k][now[k], target[k]])
        for k in range(len(now))
        if k not in own and target[k] != now[k]
    }
    delta = float(setting.patience[victim])
    edges = sorted({0, *due.values()})
    total, last = 0.0, float(setting.utility[victim, setting.number(now)])
    for place, lag in enumerate(edges):
        here = [target[k] if due.get(k, lag + 1) <= lag else level for k, level in enumerate(now)]
        best = _best_own(setting, by, here)
        if best is not None:
            last = float(setting.utility[victim, best])
        weight = delta**lag - (delta ** edges[place + 1] if place + 1 < len(edges) else 0.0)
        total += weight * last
    return total


def _best_own(setting: Setting, party: int, state: list[int]) -> int | None:
    """Return the state in which a party has gone back to what serves it best; None if none can be."""
    rows = setting.positions[party]
    own = setting.own(party)
    fits = np.ones(len(rows), np.bool_)
    for z, k in enumerate(own):
        fits &= setting.allowed[k][state[k], rows[:, z]] & (rows[:, z] <= state[k])
    base = sum(level * setting.strides[k] for k, level in enumerate(state) if k not in own)
    numbers = rows[fits] @ np.array([setting.strides[k] for k in own], np.int64) + base
    worth = setting.utility[party, numbers]
    if not np.isfinite(worth).any():
        return None
    return int(numbers[int(np.argmax(worth))])
