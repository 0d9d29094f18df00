"""Schedules that hold although the others go on until a breach is found; and which steps must wait.

A schedule designed for an agreement in which nobody moves before the last step is certified may fail
where the others go on. It is repaired exactly where it fails: a second backward pass in which each
label carries what a hidden breach from every own position is worth, so that every extension is
checked exactly. Labels are thinned by value: what is found holds, something better may be missed.

Between both lies the smallest set of *gates*: the steps after which the next one waits for a
certificate. What a gate is worth is what the schedule's tightest inequality loses without it.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from detente.sequence.design import Design, Objective, designed, usual_steps
from detente.sequence.incentives import TOLERANCE, Check, Prepared
from detente.sequence.labels import (
    Breaches,
    Engine,
    Labels,
    Numbers,
    Report,
    breaches,
    is_plain,
    listed,
    packed,
    phase_weights,
    value_range,
)
from detente.sequence.lattice import Lattice, Steps, lattice
from detente.sequence.setting import Floats, Setting

__all__ = ["Gates", "design_continuing", "gates"]

MOST_CARRIED = 30_000_000


class Gates(Struct, frozen=True, kw_only=True):
    """Which steps must be certified before the next one is taken.

    Attributes
    ----------
    needed : tuple of bool
        Per step: a smallest set (none can be left out) with which the schedule holds.
    worth : tuple of float
        Per step: by how much the tightest inequality falls if only this step is not waited for.
    check : Check
        The schedule with the gates that are needed.
    """

    needed: tuple[bool, ...]
    worth: tuple[float, ...]
    check: Check


def gates(ready: Prepared) -> Gates:
    """Return which steps of a schedule must be certified before the next one is taken.

    Starting with a gate at every step, gates that are not needed are taken out, the last step first.

    Examples
    --------
    >>> import numpy as np
    >>> from detente.sequence.incentives import prepare
    >>> from detente.sequence.setting import reversible, setting_of
    >>> u = np.array([[1.0, 0.0, 5.0, 3.0], [1.0, 5.0, 0.0, 3.0]])
    >>> s = setting_of([reversible(0, 2), reversible(1, 2)], u, 0.6)
    >>> gates(prepare(s, (0, 3))).needed
    (False,)
    """
    steps = len(ready.schedule) - 1
    kept = [True] * steps
    full = ready.check(kept)
    worth = []
    for t in range(steps):
        without = [z != t for z in range(steps)]
        worth.append(full.tightest.slack - ready.check(without).tightest.slack)
    found = full
    for t in range(steps - 1, -1, -1):
        tried = [z != t and keep for z, keep in enumerate(kept)]
        checked = ready.check(tried)
        if checked.holds or not full.holds:
            kept, found = tried, checked
    if not full.holds:
        kept, found = [True] * steps, full
    return Gates(needed=tuple(kept), worth=tuple(worth), check=found)


def design_continuing(
    setting: Setting,
    *,
    objective: Objective = "nash",
    weights: Sequence[float] | None = None,
    steps: Steps | None = None,
    classes: int | None = None,
    report: Report | None = None,
    engine: Engine = "auto",
) -> Design | None:
    """Return a schedule that holds although the others go on until a breach is found.

    Parameters and result are those of `design`; ``exact`` is always False, and None where none was
    found.

    Examples
    --------
    >>> import numpy as np
    >>> from detente.sequence.setting import reversible, setting_of
    >>> u = np.array([[1.0, 0.0, 5.0, 3.0], [1.0, 5.0, 0.0, 3.0]])
    >>> s = setting_of([reversible(0, 2), reversible(1, 2)], u, 0.6)
    >>> design_continuing(s).schedule
    (0, 3)
    """
    chosen = steps or usual_steps(setting)
    lat = lattice(setting, chosen)
    worth = breaches(lat, engine=engine)
    wanted: Objective = "nash" if objective == "fewest_irreversible" else objective
    start = lat.number(setting.start)
    asked = (classes, chosen.parties, engine)
    found = guarded(lat, worth, start, asked, report)
    return designed(lat, worth, found, wanted, weights)


def guarded(
    lat: Lattice,
    worth: Breaches,
    start: int,
    asked: tuple[int | None, int | None, Engine] = (None, None, "auto"),
    report: Report | None = None,
) -> Labels:
    """Return labels that carry what a hidden breach is worth; parameters as for `labels`.

    `asked`: classes, movers and engine. Where labels would take too much room, values are told apart
    in half as many classes.
    """
    classes, movers, engine = asked
    parties = len(lat.counts)
    if classes is None:
        classes = {1: 512, 2: 64, 3: 12}.get(parties, 6)
    if is_plain(lat, engine):
        from detente.sequence.plain.carried import carried_labels

        every = (worth.values, worth.refs, worth.answers, _weights(lat, worth))
        begun, count, values, onward, place = carried_labels(
            lat,
            every,
            start,
            value_range(lat),
            classes=classes,
            movers=movers or parties,
            tolerance=TOLERANCE,
        )
        return Labels(
            start=begun, count=count, values=values, onward=onward, place=place, exact=False
        )
    return _compiled(lat, worth, start, (classes, movers or parties), report)


def _compiled(
    lat: Lattice, worth: Breaches, start: int, asked: tuple[int, int], report: Report | None
) -> Labels:
    from detente.sequence.hidden import kernels

    parties = len(lat.counts)
    classes, movers = asked
    begun, count = np.zeros(lat.size, np.int64), np.zeros(lat.size, np.int32)
    low, high = value_range(lat)
    flat = np.concatenate([v.reshape(-1) for v in worth.values])
    offset = np.cumsum([0, *(v.size for v in worth.values)])[:-1].astype(np.int64)
    carried = _Carried(lat, worth)
    while True:
        values, onward, place, used, fine = kernels.guarded_labels(
            lat.flow,
            flat,
            offset,
            *packed(lat),
            lat.setting.patience,
            lat.counts,
            lat.strides,
            low,
            high,
            classes,
            movers,
            min(classes ** (parties - 1), 8192) + 1,
            TOLERANCE,
            start,
            lat.size - 1,
            begun,
            count,
            carried.hidden,
            carried.hidden_offset,
            carried.list_start,
            carried.list_to,
            carried.list_place,
            carried.near_start,
            carried.near_to,
            carried.twin,
            carried.refs,
            carried.to,
            carried.weight,
            carried.phases,
            carried.answer_offset,
            carried.most_phases,
            MOST_CARRIED,
        )
        if fine or classes <= 2:
            break
        classes //= 2
    if report:
        report(1, 1)
    return Labels(
        start=begun, count=count, values=values[:used], onward=onward, place=place, exact=False
    )


def _weights(lat: Lattice, worth: Breaches) -> tuple[Floats, ...]:
    """Return per party how much each phase after a breach is found counts."""
    return tuple(
        phase_weights(begin, phases, float(lat.setting.patience[p]))
        for p, (_, begin, phases) in enumerate(worth.answers)
    )


class _Carried:
    """What the pass needs of hidden positions, all parties one after the other."""

    def __init__(self, lat: Lattice, worth: Breaches) -> None:
        setting = lat.setting
        from detente.sequence.hidden import kernels

        hidden, places, list_to, near_to, twin = [], [], [], [], []
        list_start, near_start = [], []
        length = near = 0
        for p, rows in enumerate(setting.positions):
            q = setting.detect[list(setting.own(p))]
            off = rows[:, None, :] != rows[None, :, :]
            hidden.append(np.where(off, 1 - q, 1.0).prod(axis=2).reshape(-1))
            start, to = listed(lat.below[p].T)
            places.append(_places(lat, p))
            list_start.append(start + length)
            list_to.append(to)
            length += len(to)
            kinds = np.column_stack([lat.reach[p], worth.refs[p]])
            alike = np.unique(kinds, axis=0, return_inverse=True)[1].reshape(-1)
            starts, within, same = kernels.near_positions(start, to, lat.reach[p], alike)
            twin.append(same)
            near_start.append(starts[:-1] + near)
            near_to.append(within)
            near += len(within)
        self.hidden = np.concatenate(hidden)
        self.hidden_offset = np.cumsum([0, *(len(h) for h in hidden)])[:-1].astype(np.int64)
        self.list_place = np.concatenate(places)
        self.list_start = np.concatenate(list_start)
        self.list_to = np.concatenate(list_to)
        self.near_start = np.concatenate([*near_start, [near]]).astype(np.int64)
        self.near_to = np.concatenate(near_to)
        self.twin = np.concatenate(twin)
        self.refs = np.concatenate(worth.refs)
        self.most_phases = max(to.shape[2] for to, _, _ in worth.answers)
        self.to = np.concatenate([_padded(to, self.most_phases) for to, _, _ in worth.answers])
        weights = _weights(lat, worth)
        self.weight = np.concatenate([_padded(w, self.most_phases) for w in weights])
        self.phases = np.concatenate([phases.reshape(-1) for _, _, phases in worth.answers])
        sizes = [phases.size for _, _, phases in worth.answers]
        self.answer_offset = np.cumsum([0, *sizes])[:-1].astype(np.int64)


def _padded(values: NDArray[Any], width: int) -> NDArray[Any]:
    out = np.zeros((values.shape[0] * values.shape[1], width), values.dtype)
    out[:, : values.shape[2]] = values.reshape(-1, values.shape[2])
    return out.reshape(-1)


def _places(lat: Lattice, party: int) -> Numbers:
    """Return, for each position due and each hidden one, its place in the list; -1: it is above."""
    under = lat.below[party].T  # [due, hidden]
    place = np.cumsum(under, axis=1) - 1
    return np.where(under, place, -1).astype(np.int32).reshape(-1)
