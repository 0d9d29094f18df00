"""The best self-enforcing schedule: rest states first, then Pareto labels backwards over the lattice.

Every constraint is a lower bound on values, so of all self-enforcing continuations from a state only
the Pareto frontier of their values matters:

    F(x) = Pareto( {u(x)} if x can be a rest state
                   + {(1-d) u(x') + d v : x' a step from x, v in F(x'), no breach at that step is worth more} )

Steps only go up, so one pass from the top to the start is enough (an operator in the manner of Abreu,
Pearce and Stacchetti, 1990, that needs no iteration). A state can be a *rest state* where u_i(x) is at
least what the best breach gives: each party must have something to lose until the end.

With two parties the frontier is exact, or, on large lattices, thinned to the best value of one party
in each class of the other's; with more a grid over all values but the last. Only values that a
schedule really reaches are kept, so whatever is found is self-enforcing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from detente.errors import CannotComputeError
from detente.sequence.incentives import TOLERANCE
from detente.sequence.lattice import Lattice, Steps, lattice
from detente.sequence.setting import Bools, Floats, Ints, Setting

__all__ = [
    "Design",
    "Labels",
    "Objective",
    "best_label",
    "breaches",
    "design",
    "follow",
    "labels",
    "rest_states",
    "scores",
]

Objective = Literal["nash", "leximin", "welfare", "fewest_irreversible"]
Report = Callable[[int, int], None]
MOST_STATES = 20_000_000
MOST_LABELS = 60_000_000
EXACT_WORK = 30_000_000
SLICES = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """For each joint position the values that some self-enforcing continuation gives."""

    start: Ints
    count: Ints
    values: Floats
    onward: Ints
    place: Ints
    exact: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """The best schedule that was found.

    Attributes
    ----------
    schedule : tuple of int
        States x_0 ... x_T; of length 1 where no step would hold.
    value : (P,) tuple of float
        What it is worth at the start.
    start_value : (P,) tuple of float
        What staying for ever is worth.
    objective : str
        What was to be best.
    exact : bool
        Whether no self-enforcing schedule of these steps is better.
    states, rest_states, labels : int
        Joint positions that can be; those that can be rest states; labels kept.
    first_best : int
        The state with the best objective if promises were kept, reached at once.
    frontier : (C, P) float64
        The frontier of values at the start.
    can_rest_at_start : bool
        Whether staying is itself self-enforcing.
    """

    schedule: tuple[int, ...]
    value: tuple[float, ...]
    start_value: tuple[float, ...]
    objective: str
    exact: bool
    states: int
    rest_states: int
    labels: int
    first_best: int
    frontier: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    can_rest_at_start: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Breaches:
    """What the best breach is worth, per party (pairs, joint positions of the others)."""

    values: tuple[Floats, ...]
    refs: tuple[Ints, ...]
    answers: tuple[tuple[Ints, Ints, Ints], ...]


def breaches(lat: Lattice) -> Breaches:
    """Return what the best breach of each party is worth at every step, where the others wait."""
    from detente.sequence import kernels

    setting = lat.setting
    flat = _Flat(lat)
    values, refs, found = [], [], []
    for party in range(len(lat.counts)):
        lows, ref = np.unique(lat.low[party], return_inverse=True)
        answer = kernels.answers(
            party,
            lows,
            lat.others(party),
            lat.flow,
            lat.strides,
            lat.counts,
            flat.low,
            flat.offset,
            flat.down_start,
            flat.down_to,
            flat.digits,
            flat.own_count,
            flat.number_of,
            flat.number_offset,
            flat.own_strides,
            flat.lag,
        )
        pairs = lat.pairs[party]
        own = list(setting.own(party))
        start, to = _listed(lat.reach[party])
        to_, begin, phases = answer
        worth = kernels.breach_values(
            lat.flow_of(party),
            pairs.source,
            pairs.due,
            start,
            to,
            lat.below[party],
            pairs.of,
            setting.positions[party].reshape(len(ref), len(own)),
            setting.detect[own],
            float(setting.patience[party]),
            ref[pairs.source],
            to_,
            _weights(begin, phases, float(setting.patience[party])),
            phases,
        )
        values.append(worth)
        refs.append(ref)
        found.append(answer)
    return Breaches(values=tuple(values), refs=tuple(refs), answers=tuple(found))


def _weights(begin: Ints, phases: Ints, delta: float) -> Floats:
    """Return how much each phase counts, seen from the period in which the breach is found."""
    place = np.arange(begin.shape[2])
    lasting = place[None, None, :] < phases[:, :, None]
    since = np.where(lasting, delta**begin, 0.0)
    until = np.concatenate([since[:, :, 1:], np.zeros((*since.shape[:2], 1))], axis=2)
    weights: Floats = np.where(lasting, since - until, 0.0)
    return weights


def _listed(relation: Bools) -> tuple[Ints, Ints]:
    """Return the rows of a relation as lists: start (A+1,), to (M,)."""
    start = np.concatenate([[0], np.cumsum(relation.sum(axis=1))]).astype(np.int64)
    return start, np.nonzero(relation)[1].astype(np.int64)


class _Flat:
    """What the kernels need of all parties, one after the other."""

    def __init__(self, lat: Lattice) -> None:
        setting = lat.setting
        parties = len(lat.counts)
        widest = max([1, *(len(setting.own(p)) for p in range(parties))])
        deepest = max([1, *setting.counts])
        self.offset = np.concatenate([[0], np.cumsum(lat.counts)]).astype(np.int64)[:-1]
        self.low = np.concatenate(lat.low)
        lists = [_listed(lat.down[p]) for p in range(parties)]
        ends = np.cumsum([0, *(len(to) for _, to in lists)])
        self.down_to = np.concatenate([to for _, to in lists])
        begun = [start[:-1] + end for (start, _), end in zip(lists, ends, strict=False)]
        self.down_start = np.concatenate([*begun, [ends[-1]]]).astype(np.int64)
        self.digits = np.zeros((int(lat.counts.sum()), widest), np.int64)
        self.own_count = np.array([len(setting.own(p)) for p in range(parties)], np.int64)
        self.own_strides = np.zeros((parties, widest), np.int64)
        self.lag = np.zeros((parties, widest, deepest, deepest), np.int64)
        numbers = []
        for p, rows in enumerate(setting.positions):
            own = setting.own(p)
            self.digits[self.offset[p] : self.offset[p] + len(rows), : len(own)] = rows
            strides = np.cumprod([1, *(setting.counts[k] for k in own)])
            self.own_strides[p, : len(own)] = strides[:-1]
            of = np.full(int(strides[-1]), -1, np.int64)
            of[rows @ strides[:-1] if own else np.zeros(len(rows), np.int64)] = np.arange(len(rows))
            numbers.append(of)
            for z, k in enumerate(own):
                n = setting.counts[k]
                self.lag[p, z, :n, :n] = setting.lag[k]
        self.number_of = np.concatenate(numbers)
        self.number_offset = np.cumsum([0, *(len(of) for of in numbers)])[:-1].astype(np.int64)


def rest_states(lat: Lattice, worth: Breaches) -> Bools:
    """Return at which joint positions no party would break an agreement to stay: (S,).

    Examples
    --------
    >>> import numpy as np
    >>> from detente.sequence.setting import reversible, setting_of
    >>> u = np.array([[1.0, 0.0, 5.0, 3.0], [1.0, 5.0, 0.0, 3.0]])
    >>> lat = lattice(setting_of([reversible(0, 2), reversible(1, 2)], u, 0.6))
    >>> rest_states(lat, breaches(lat)).tolist()
    [True, False, False, True]
    """
    out = np.isfinite(lat.flow[0])
    number = np.arange(lat.size)
    for party, pairs in enumerate(lat.pairs):
        own = number // lat.strides[party] % lat.counts[party]
        below = number % lat.strides[party]
        above = number // (lat.strides[party] * lat.counts[party])
        row = below + above * lat.strides[party]
        breach = worth.values[party][pairs.start[own], row]
        out &= lat.flow[party] >= breach - TOLERANCE
    return out


def labels(
    lat: Lattice,
    worth: Breaches,
    *,
    start: int,
    classes: int | None = None,
    movers: int | None = None,
    report: Report | None = None,
) -> Labels:
    """Return Pareto labels for every joint position from the top down to `start`.

    Parameters
    ----------
    lat, worth : Lattice, Breaches
        The lattice, and what breaches are worth on it.
    start : int
        The joint position at which schedules begin.
    classes : int, optional
        Into how many classes the values of each party but the last are put; 0: exact (two parties
        only). Chosen by the size of the lattice if absent.
    movers : int, optional
        How many parties move in one step at most; all if absent.
    report : callable, optional
        Told how many joint positions are done, of how many.
    """
    if classes is None:
        classes = _classes(lat)
    if len(lat.counts) == 2 and movers in (None, 2):
        found = _labels_of_two(lat, worth, start, classes, report)
        if found is None:
            found = _labels_of_two(lat, worth, start, 256, report)
        if found is None:
            raise CannotComputeError("the lattice has too many self-enforcing schedules")
        return found
    return _grid(lat, worth, (start, classes or 16, movers), report)


def _classes(lat: Lattice) -> int:
    """Return how finely values are told apart: exactly where that is cheap."""
    if len(lat.counts) != 2:
        return {1: 1024, 3: 16, 4: 8}.get(len(lat.counts), 5)
    work = len(lat.pairs[0].due) * len(lat.pairs[1].due)
    if work < EXACT_WORK // 100:
        return 0
    return 64 if lat.size < 200_000 else 16


def _slices(lat: Lattice, start: int) -> list[tuple[int, int]]:
    """Return the joint positions in parts, from the top: between two parts work can be stopped."""
    edges = np.linspace(lat.size, start, SLICES + 1).astype(np.int64)
    edges = np.unique(edges)[::-1]
    return [(int(low), int(high) - 1) for high, low in zip(edges[:-1], edges[1:], strict=True)]


def _range(lat: Lattice) -> tuple[Floats, Floats]:
    some = lat.flow[:, np.isfinite(lat.flow[0])]
    return some.min(axis=1), some.max(axis=1)


def _labels_of_two(
    lat: Lattice, worth: Breaches, start: int, classes: int, report: Report | None
) -> Labels | None:
    from detente.sequence import kernels

    begun, count = np.zeros(lat.size, np.int64), np.zeros(lat.size, np.int32)
    values, onward = np.empty((4096, 2)), np.empty(4096, np.int32)
    place, used = np.empty(4096, np.int32), 0
    for begin_at, end_at in _slices(lat, start):
        values, onward, place, used, fine = kernels.labels_of_two(
            lat.flow,
            *worth.values,
            lat.pairs[0].start,
            lat.pairs[1].start,
            lat.pairs[0].due,
            lat.pairs[1].due,
            lat.setting.patience,
            lat.counts,
            classes,
            MOST_LABELS if classes else MOST_LABELS // 10,
            TOLERANCE,
            begin_at,
            end_at,
            begun,
            count,
            values,
            onward,
            place,
            used,
        )
        if not fine:
            return None
        if report:
            report(lat.size - begin_at, lat.size - start)
    return Labels(
        start=begun,
        count=count,
        values=values[:used],
        onward=onward,
        place=place,
        exact=classes == 0,
    )


def packed(lat: Lattice) -> tuple[Ints, Ints, Ints, Ints]:
    """Return starts, dues, and where the pairs and positions of each party begin, for the kernels."""
    starts = np.concatenate([pairs.start for pairs in lat.pairs])
    dues = np.concatenate([pairs.due for pairs in lat.pairs])
    pair_offset = np.cumsum([0, *(len(pairs.due) for pairs in lat.pairs)])[:-1]
    position_offset = np.cumsum([0, *lat.counts])[:-1]
    return starts, dues, pair_offset.astype(np.int64), position_offset.astype(np.int64)


def _grid(
    lat: Lattice,
    worth: Breaches,
    asked: tuple[int, int, int | None],
    report: Report | None,
) -> Labels:
    from detente.sequence import kernels

    start, classes, movers = asked
    begun, count = np.zeros(lat.size, np.int64), np.zeros(lat.size, np.int32)
    parties = len(lat.counts)
    values, onward = np.empty((4096, parties)), np.empty(4096, np.int32)
    place, used = np.empty(4096, np.int32), 0
    low, high = _range(lat)
    starts, dues, pair_offset, position_offset = packed(lat)
    offset = np.cumsum([0, *(v.size for v in worth.values)])[:-1].astype(np.int64)
    flat = np.concatenate([v.reshape(-1) for v in worth.values])
    for begin_at, end_at in _slices(lat, start):
        values, onward, place, used = kernels.grid_labels(
            lat.flow,
            flat,
            offset,
            starts,
            dues,
            pair_offset,
            position_offset,
            lat.setting.patience,
            lat.counts,
            lat.strides,
            low,
            high,
            classes,
            movers or parties,
            min(classes ** (parties - 1), 8192) + 1,
            TOLERANCE,
            begin_at,
            end_at,
            begun,
            count,
            values,
            onward,
            place,
            used,
        )
        if report:
            report(lat.size - begin_at, lat.size - start)
    return Labels(
        start=begun, count=count, values=values[:used], onward=onward, place=place, exact=False
    )


def scores(
    values: Floats, base: Floats, objective: Objective, weights: Sequence[float] | None = None
) -> list[tuple[float, ...]]:
    """Return what each vector of values is worth under an objective; compare them as tuples.

    Parameters
    ----------
    values : (C, P) float64
        Values of schedules.
    base : (P,) float64
        The value of staying.
    objective : str
        ``nash``: product of the gains (those that lose nobody anything first); ``leximin``: the
        least gain, then the next; ``welfare``: the weighted sum.
    weights : (P,), optional
        For ``welfare``.

    Examples
    --------
    >>> import numpy as np
    >>> v = np.array([[0.5, 0.5], [0.9, 0.2]])
    >>> [max(range(2), key=scores(v, np.zeros(2), o).__getitem__) for o in ("nash", "welfare")]
    [0, 1]
    """
    gains = values - base
    if objective == "welfare":
        total = values @ np.asarray(weights if weights is not None else np.ones(values.shape[1]))
        return [(float(v),) for v in total]
    if objective == "leximin":
        return [tuple(float(v) for v in np.sort(row)) for row in gains]
    least = np.minimum(gains.min(axis=1), 0)
    least[least > -TOLERANCE] = 0
    product = np.prod(np.maximum(gains, 0), axis=1)
    return [
        (float(a), float(b), float(c))
        for a, b, c in zip(least, product, gains.sum(axis=1), strict=True)
    ]


def best_label(
    found: Labels,
    start: int,
    base: Floats,
    objective: Objective,
    weights: Sequence[float] | None = None,
) -> int | None:
    """Return the label at `start` that is best under an objective; None where there is none."""
    begin = int(found.start[start])
    count = int(found.count[start])
    if count == 0:
        return None
    rated = scores(found.values[begin : begin + count], base, objective, weights)
    return begin + max(range(count), key=rated.__getitem__)


def follow(found: Labels, start: int, label: int) -> tuple[int, ...]:
    """Return the joint positions that a label leads through, from `start` to rest."""
    path = [start]
    while found.onward[label] >= 0:
        at = int(found.onward[label])
        label = int(found.start[at] + found.place[label])
        path.append(at)
    return tuple(path)


def design(
    setting: Setting,
    *,
    objective: Objective = "nash",
    weights: Sequence[float] | None = None,
    steps: Steps | None = None,
    classes: int | None = None,
    report: Report | None = None,
) -> Design | None:
    """Return the best schedule that holds where the others wait until a breach is found.

    Parameters
    ----------
    setting : Setting
        What schedules are judged by.
    objective : {"nash", "leximin", "welfare", "fewest_irreversible"}
        What is to be best. ``fewest_irreversible``: the fewest levers at a level that cannot be
        taken back, of those with a gain for every party; then the product of gains.
    weights : (P,), optional
        For ``welfare``; all alike if absent.
    steps : Steps, optional
        Which steps may be asked; any upward step if absent, or single levers on large lattices.
    classes : int, optional
        How finely values are told apart; 0: exactly.
    report : callable, optional
        Told how much of the lattice is done, of how much.

    Returns
    -------
    Design or None
        None where not even staying at the start is self-enforcing, and no schedule is.

    Examples
    --------
    >>> import numpy as np
    >>> from detente.sequence.setting import reversible, setting_of
    >>> u = np.array([[1.0, 0.0, 5.0, 3.0], [1.0, 5.0, 0.0, 3.0]])
    >>> for patience in (0.4, 0.6):
    ...     s = setting_of([reversible(0, 2), reversible(1, 2)], u, patience)
    ...     print(design(s).schedule)
    (0,)
    (0, 3)
    """
    if setting.size > MOST_STATES:
        raise CannotComputeError(
            f"{setting.size:,} states are more than the {MOST_STATES:,} that fit",
            "leave out levers, or give rules under 'impossible'",
        )
    chosen = steps or usual_steps(setting)
    if objective == "fewest_irreversible":
        return _fewest(setting, chosen, classes, report)
    lat = lattice(setting, chosen)
    return _designed(lat, breaches(lat), (objective, weights, classes, chosen), report)


def usual_steps(setting: Setting) -> Steps:
    """Return which steps are looked at: any upward step, or on large lattices single levers.

    Examples
    --------
    >>> import numpy as np
    >>> from detente.sequence.setting import reversible, setting_of
    >>> usual_steps(setting_of([reversible(0, 2)], np.zeros((1, 2)), 0.9)).levers is None
    True
    """
    ups = []
    for p, rows in enumerate(setting.positions):
        up = np.ones((len(rows), len(rows)), np.bool_)
        for z, k in enumerate(setting.own(p)):
            up &= rows[:, z][:, None] <= rows[:, z][None, :]
            up &= setting.allowed[k][rows[:, z][:, None], rows[:, z][None, :]]
        ups.append(float(up.sum()))
    if np.prod(ups) <= EXACT_WORK and len(ups) <= 2:
        return Steps()
    if np.prod(ups) <= EXACT_WORK // 10:
        return Steps()
    return Steps(levers=1, parties=2)


def _designed(
    lat: Lattice,
    worth: Breaches,
    asked: tuple[Objective, Sequence[float] | None, int | None, Steps],
    report: Report | None,
) -> Design | None:
    objective, weights, classes, steps = asked
    start = lat.number(lat.setting.start)
    base = lat.flow[:, start].copy()
    found = labels(lat, worth, start=start, classes=classes, movers=steps.parties, report=report)
    label = best_label(found, start, base, objective, weights)
    if label is None:
        return None
    can_rest = rest_states(lat, worth)
    path = follow(found, start, label)
    first = int(found.start[start])
    return Design(
        schedule=tuple(lat.state(at) for at in path),
        value=tuple(map(float, found.values[label])),
        start_value=tuple(map(float, base)),
        objective=objective,
        exact=found.exact,
        states=int(np.isfinite(lat.flow[0]).sum()),
        rest_states=int(can_rest.sum()),
        labels=len(found.values),
        first_best=lat.state(_first_best(lat, start, objective, weights)),
        frontier=found.values[first : first + int(found.count[start])].copy(),
        can_rest_at_start=bool(can_rest[start]),
    )


def _first_best(
    lat: Lattice, start: int, objective: Objective, weights: Sequence[float] | None
) -> int:
    """Return the best state that can be reached by steps up, if promises were kept."""
    number = np.arange(lat.size)
    fine = np.isfinite(lat.flow[0])
    for p in range(len(lat.counts)):
        up = (lat.reach[p] & lat.below[p])[int(start // lat.strides[p] % lat.counts[p])]
        fine &= up[number // lat.strides[p] % lat.counts[p]]
    within = np.flatnonzero(fine)
    rated = scores(lat.flow[:, within].T, lat.flow[:, start], objective, weights)
    return int(within[max(range(len(within)), key=rated.__getitem__)])


def _fewest(
    setting: Setting, steps: Steps, classes: int | None, report: Report | None
) -> Design | None:
    """Allow ever more levers to go beyond return, until some schedule gives every party a gain."""
    lost = irreversible_levers(setting)
    most = int(lost[np.isfinite(setting.utility[0])].max())
    found: Design | None = None
    for allowed in range(most + 1):
        utility = np.where(lost[None, :] <= allowed, setting.utility, -np.inf)
        part = _with(setting, utility)
        lat = lattice(part, steps)
        found = _designed(lat, breaches(lat), ("nash", None, classes, steps), report)
        if found and all(
            v > b + TOLERANCE for v, b in zip(found.value, found.start_value, strict=True)
        ):
            break
    if found is None:
        return None
    from dataclasses import replace

    return replace(found, objective="fewest_irreversible")


def _with(setting: Setting, utility: Floats) -> Setting:
    from dataclasses import replace

    return replace(setting, utility=utility)


def irreversible_levers(setting: Setting) -> Ints:
    """Return in each state how many levers cannot be taken back to where they were: (S,).

    Examples
    --------
    >>> import numpy as np
    >>> from detente.sequence.setting import reversible, setting_of
    >>> s = setting_of([reversible(0, 3, floors=[0, 0, 2])], np.zeros((1, 3)), 0.9)
    >>> irreversible_levers(s).tolist()
    [0, 0, 1]
    """
    number = np.arange(setting.size)
    start = setting.digits(setting.start)
    total = np.zeros(setting.size, np.int64)
    for k, stride in enumerate(setting.strides):
        level = number // stride % setting.counts[k]
        total += ~setting.allowed[k][:, start[k]][level]
    return total
