"""All consistent orders of small cases, by a fine grid of weights: an oracle for robustness.

The inside of a set of weights is found from its definition alone: all points of the grid that meet the
constraints, without those that meet one with equality which others do not.
"""

import itertools
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import numpy.typing as npt
from msgspec.structs import replace

from detente.case import Case, Statement
from detente.casefile import parse
from detente.conditions import holds_on
from detente.errors import CannotComputeError
from detente.model import Model, compile_model
from detente.model.preferences import weight_bounds
from detente.model.readings import settled
from detente.model.utilities import space_of
from detente.model.weight_set import weight_set
from detente.stability import equilibria, solve
from detente.stability.listing import listed

STEPS = 6
"""Points of the grid between two whole numbers."""
HIGHEST = 9
"""Where the grid ends; the numbers given are 2 at most."""
Order = npt.NDArray[np.int32]
"""The rank of each feasible state, larger better."""
Bound = tuple[Fraction, Fraction] | None


def interior(bounds: Sequence[Bound]) -> npt.NDArray[np.int64] | None:
    """Return the points of the grid inside the set, (k, N), in steps; None where there are none."""
    axes = []
    for bound in bounds:
        low, high = (0, HIGHEST) if bound is None else (int(bound[0]), int(bound[1]))
        axes.append(np.arange(low * STEPS, high * STEPS + 1))
    points = np.stack([it.ravel() for it in np.meshgrid(*axes, indexing="ij")])
    slack = []
    for n, bound in enumerate(bounds):
        if bound is None:
            slack.append(points[n])
        else:
            slack += [points[n] - int(bound[0]) * STEPS, int(bound[1]) * STEPS - points[n]]
        if n and (bound is None or bounds[n - 1] is None):
            slack.append(points[n - 1] - points[n])
    room = np.stack(slack)
    meets = (room >= 0).all(axis=0)
    if not meets.any():
        return None
    room, points = room[:, meets], points[:, meets]
    strict = room[(room > 0).any(axis=1)]
    return points[:, (strict > 0).all(axis=0)]


def all_orders(case: Case, model: Model, party: int) -> list[Order]:
    """Return every order of the feasible states that agrees with what a party states; (F,) ranks each."""
    preference = case.preferences.get(model.parties[party])
    states = np.flatnonzero(model.feasible)
    if preference is None:  # any strict order could be; each state the best or the worst must do
        ranks = [np.arange(states.size), np.arange(states.size)[::-1]]
        for state in range(states.size):
            for best in (states.size, -1):
                rank = np.arange(states.size)
                rank[state] = best
                ranks += [rank, rank[::-1] if best < 0 else rank]
        return [np.unique(rank, return_inverse=True)[1].astype(np.int32) for rank in ranks]
    types = (
        [] if preference.statements else [it for it in preference.types.values() if it.prior > 0]
    )
    ways = [preference.statements, *(it.statements for it in types)]
    found: dict[bytes, Order] = {}
    for statements in ways:
        if statements:
            weighted = preference.reading == "weighted"
            orders = _orders(case, model, model.parties[party], statements, weighted=weighted)
            found |= {order.tobytes(): order for order in orders}
    return list(found.values())


def _orders(
    case: Case, model: Model, party: str, statements: Sequence[Statement], *, weighted: bool
) -> list[Order]:
    space = space_of(case, model)
    truths = np.stack(
        [
            np.broadcast_to(holds_on(settled(case, it.condition, party, ""), space), space.shape)
            .reshape(-1)[model.feasible]
            .astype(np.int64)
            for it in statements
        ]
    )
    bounds: list[Bound] = [
        None
        if it.weight is None or not weighted
        else (Fraction(it.weight.low), Fraction(it.weight.high))
        for it in statements
    ]
    inside = interior(bounds)
    assert inside is not None
    rows, of = np.unique(truths.T, axis=0, return_inverse=True)
    score = (rows @ inside).T
    ranks = (score[:, :, None] > score[:, None, :]).sum(axis=2)
    return [
        np.unique(rank[of.reshape(-1)], return_inverse=True)[1].astype(np.int32)
        for rank in np.unique(ranks, axis=0)
    ]


class Orders:
    """Every combination of consistent orders of a case, solved one by one."""

    def __init__(self, case: Case, model: Model) -> None:
        self.place = listed(model)
        self.orders = [all_orders(case, model, n) for n in range(len(model.parties))]

    def holds(self, concepts: Sequence[str]) -> dict[str, npt.NDArray[np.bool_]]:
        """Return per concept under which combination (rows) which state is an equilibrium."""
        found = [
            self.solved(self.place.model, ranks, concepts)
            for ranks in itertools.product(*self.orders)
        ]
        return {concept: np.stack([one[concept] for one in found]) for concept in concepts}

    @staticmethod
    def solved(
        model: Model, ranks: Sequence[npt.NDArray[np.int32]], concepts: Sequence[str]
    ) -> dict[str, npt.NDArray[np.bool_]]:
        """Return the equilibria of a listed model under other orders, by the ordinary engines."""
        rank = np.stack(ranks).astype(np.int32)
        return equilibria(solve(replace(model, rank=rank), tuple(concepts)))


CONDITIONS = (
    "x = on",
    "y = on",
    "y = off",
    "z >= mid",
    "z = low",
    "x = on iff y = on",
    "x = off or z = high",
)


def random_case(rng: np.random.Generator) -> tuple[Case, Model]:
    """Two parties, three levers, twelve states; statements, weights, types, or nothing stated."""
    while True:
        said = [f"  {party}: {it}" for party in "ab" if (it := _stated(rng))]
        owner = "a" if rng.random() < 0.5 else "b"
        undo = ", undo: {on: {off: never}}" if rng.random() < 0.5 else ""
        case, problems = parse(f"""
detente: 1
case: talks
parties: {{a: {{name: A}}, b: {{name: B}}}}
levers:
  x: {{owner: a, levels: [off, on]}}
  y: {{owner: b, levels: [off, on]{undo}}}
  z: {{owner: {owner}, levels: [low, mid, high]}}
preferences:
{chr(10).join(said)}
""")
        assert case is not None, problems
        if said and all(_possible(it.statements) for it in case.preferences.values()):
            return case, compile_model(case)


def _possible(statements: Sequence[Statement]) -> bool:
    """Whether any weights agree with what is written."""
    try:
        weight_set([weight_bounds(it.weight) for it in statements])
    except CannotComputeError:
        return False
    return True


def _stated(rng: np.random.Generator) -> str:
    kind = rng.random()
    if kind < 0.1:
        return ""
    if kind < 0.35:
        prior = round(float(rng.integers(1, 10)) / 10, 1)
        one, other = (_statements(rng, weights=False) for _ in range(2))
        hard, soft = (
            f"{name}: {{prior: {chance:.1f}, statements: {it}}}"
            for name, chance, it in (("hard", prior, one), ("soft", 1 - prior, other))
        )
        return f"{{types: {{{hard}, {soft}}}}}"
    weights = kind > 0.5
    reading = "weighted" if weights else "lexicographic"
    return f"{{reading: {reading}, statements: {_statements(rng, weights=weights)}}}"


def _statements(rng: np.random.Generator, *, weights: bool) -> str:
    chosen = rng.choice(len(CONDITIONS), int(rng.integers(1, 4)), replace=False).tolist()
    return "[" + ", ".join(_statement(rng, CONDITIONS[n], weights=weights) for n in chosen) + "]"


def _statement(rng: np.random.Generator, condition: str, *, weights: bool) -> str:
    low, high = sorted(rng.integers(-1, 3, 2).tolist())
    if not weights or rng.random() < 0.5:
        return f"{{prefers: {condition}}}"
    weight = f"{low}" if rng.random() < 0.4 else f"[{low}, {high}]"
    return f"{{prefers: {condition}, weight: {weight}}}"
