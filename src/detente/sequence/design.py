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

from collections.abc import Sequence
from typing import Literal

import numpy as np
from msgspec import Struct, field
from msgspec.structs import replace

from detente.errors import CannotComputeError
from detente.sequence.incentives import TOLERANCE
from detente.sequence.labels import Breaches, Engine, Labels, Report, breaches, labels, rest_states
from detente.sequence.lattice import Lattice, Steps, lattice
from detente.sequence.setting import Floats, Ints, Setting

__all__ = [
    "Design",
    "Objective",
    "best_label",
    "design",
    "designed",
    "follow",
    "irreversible_levers",
    "scores",
    "usual_steps",
]

Objective = Literal["nash", "leximin", "welfare", "fewest_irreversible"]
MOST_STATES = 20_000_000
MOST_STEPS = 30_000_000

_Asked = tuple[int | None, Steps, Engine]


class Design(Struct, frozen=True, kw_only=True):
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
    most_welfare : float
        The largest sum of flows of a state, if promises were kept, reached at once.
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
    most_welfare: float = 0.0


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
    """Return the label at `start` that is best under an objective; None where there is none.

    Examples
    --------
    >>> none = Labels(start=np.zeros(1, int), count=np.zeros(1, int), values=np.zeros((0, 2)),
    ...               onward=np.zeros(0, int), place=np.zeros(0, int), exact=True)
    >>> best_label(none, 0, np.zeros(2), "nash") is None
    True
    """
    begin = int(found.start[start])
    count = int(found.count[start])
    if count == 0:
        return None
    rated = scores(found.values[begin : begin + count], base, objective, weights)
    return begin + max(range(count), key=rated.__getitem__)


def follow(found: Labels, start: int, label: int) -> tuple[int, ...]:
    """Return the joint positions that a label leads through, from `start` to rest.

    Examples
    --------
    >>> two = Labels(start=np.array([1, 0]), count=np.array([1, 1]), values=np.zeros((2, 2)),
    ...              onward=np.array([-1, 1]), place=np.array([-1, 0]), exact=True)
    >>> follow(two, 0, 1)
    (0, 1)
    """
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
    engine: Engine = "auto",
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
    engine : {"auto", "plain", "compiled"}
        ``plain`` compiles nothing; ``auto`` takes it for small lattices. The answers are the same.

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
        return _fewest(setting, (classes, chosen, engine), report)
    return _designed(setting, (objective, weights), (classes, chosen, engine), report)


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
    if np.prod(ups) <= MOST_STEPS and len(ups) <= 2:
        return Steps()
    if np.prod(ups) <= MOST_STEPS // 10:
        return Steps()
    return Steps(levers=1, parties=2)


def designed(
    lat: Lattice,
    worth: Breaches,
    found: Labels,
    objective: Objective,
    weights: Sequence[float] | None = None,
) -> Design | None:
    """Return the best schedule among labels; None where there is none at the start.

    Examples
    --------
    >>> from detente.sequence.setting import reversible, setting_of
    >>> lat = lattice(setting_of([reversible(0, 2)], np.array([[0.0, 1.0]]), 0.9))
    >>> worth = breaches(lat)
    >>> designed(lat, worth, labels(lat, worth, start=0), "nash").value
    (1.0,)
    """
    start = lat.number(lat.setting.start)
    base = lat.flow[:, start].copy()
    label = best_label(found, start, base, objective, weights)
    if label is None:
        return None
    can_rest = rest_states(lat, worth)
    most = _first_best(lat, start, "welfare", None)
    first = int(found.start[start])
    return Design(
        schedule=tuple(lat.state(at) for at in follow(found, start, label)),
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
        most_welfare=float(lat.flow[:, most].sum()),
    )


def _designed(
    setting: Setting,
    wanted: tuple[Objective, Sequence[float] | None],
    asked: _Asked,
    report: Report | None,
) -> Design | None:
    objective, weights = wanted
    classes, steps, engine = asked
    lat = lattice(setting, steps)
    worth = breaches(lat, engine=engine)
    found = labels(
        lat,
        worth,
        start=lat.number(setting.start),
        classes=classes,
        movers=steps.parties,
        report=report,
        engine=engine,
    )
    return designed(lat, worth, found, objective, weights)


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


def _fewest(setting: Setting, asked: _Asked, report: Report | None) -> Design | None:
    """Allow ever more levers to go beyond return, until some schedule gives every party a gain."""
    lost = irreversible_levers(setting)
    most = int(lost[np.isfinite(setting.utility[0])].max())
    found: Design | None = None
    for allowed in range(most + 1):
        utility = np.where(lost[None, :] <= allowed, setting.utility, -np.inf)
        part = replace(setting, utility=utility)
        found = _designed(part, ("nash", None), asked, report)
        if found and all(
            v > b + TOLERANCE for v, b in zip(found.value, found.start_value, strict=True)
        ):
            break
    if found is None:
        return None
    return replace(found, objective="fewest_irreversible")


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
