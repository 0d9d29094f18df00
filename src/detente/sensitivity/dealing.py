"""Conclusions about deals: whether there is one, which package Nash's solution chooses, whether an order holds.

Utilities are those of :func:`detente.model.utilities.utility_table`, in whole units of each party's own:
sums of weights, or ranks where only an order is known. They are taken from what is prepared for
stability, so no model is compiled anew.
"""

from collections.abc import Hashable, Mapping, Sequence
from fractions import Fraction
from math import prod

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from detente.case import Case
from detente.errors import CannotComputeError, UsageError
from detente.ledger.reasons import level_in_words
from detente.model.preferences import exact
from detente.model.utilities import UtilityTable
from detente.sensitivity.dependence import Dependence
from detente.sensitivity.seen import CANNOT, RULED_OUT, Cannot, Seen
from detente.sensitivity.standings import Numbers, Standing
from detente.sequence import Setting, prepare
from detente.sequence.building import setting_from_case, steps_of

__all__ = ["DealForAll", "NashPackage", "OrderHolds", "ScheduleHolds", "deals_in"]

MOST_PARTIES = 6
MOST_NAMED = 6
NEAR = 1e-9
Reservation = tuple[Fraction, ...]
Package = tuple[tuple[str, str], ...]


def deals_in(case: Case) -> bool:
    """Whether a case is one to bargain over: levers, preferences and two to six decision makers.

    Examples
    --------
    >>> deals_in(Case(id="talks"))
    False
    """
    few = 2 <= len(case.players) <= MOST_PARTIES
    return few and bool(case.levers) and bool(case.preferences) and case.graph is None


def _reservation(case: Case, standing: Standing, scores: Numbers) -> Reservation | None:
    """Return what no deal is worth to each party, in its units; None where that cannot be."""
    found = []
    for party, name in enumerate(standing.model.parties):
        preference = case.preferences.get(name)
        written = preference.reservation if preference else "status_quo"
        if isinstance(written, int | float):
            low, high = int(scores[party].min()), int(scores[party].max())
            found.append(low + exact(written) * max(high - low, 1))
            continue
        state = standing.changed({} if isinstance(written, str) else written)
        place = None if state is None else standing.place(state)
        if place is None:
            return None
        found.append(Fraction(int(scores[party, place])))
    return tuple(found)


def _gains(case: Case, standing: Standing) -> tuple[Numbers, Reservation] | None:
    """Return the gains over no deal in every feasible state, (P, F) whole numbers, with their units."""
    scores = standing.scores()
    reservation = _reservation(case, standing, scores)
    if reservation is None:
        return None
    units = np.array([one.denominator for one in reservation], np.int64)
    worth = np.array([one.numerator for one in reservation], np.int64)
    return scores * units[:, None] - worth[:, None], reservation


class DealForAll(Struct, frozen=True):
    """Whether some package is worth more than no deal to every party."""

    case: Case
    id: str = "deal"
    asks_stability: bool = True
    costly: bool = False

    @property
    def text(self) -> str:
        """The question."""
        return "Whether there is a deal that is better than none for all."

    def depends(self, on: Dependence) -> int:
        """Return all that stability can depend on: states, what is stated, the present state."""
        return on.stability

    def value(self, seen: Seen) -> Hashable:
        """Return "yes", "for some" (acceptable to all, but somebody gains nothing) or "no"."""
        standing = seen.standing
        if standing is None or standing.now is None:
            return None if standing is None else RULED_OUT
        found = _gains(self.case, standing)
        if found is None:
            return None
        least = found[0].min(axis=0)
        return "yes" if (least > 0).any() else "for some" if (least >= 0).any() else "no"

    def words(self, value: Hashable) -> str:
        """Say whether there is one."""
        said = {
            "yes": "there is a deal that is better for all",
            "for some": "some deals are acceptable to all, but in none does everybody gain",
            "no": "no deal is acceptable to all",
        }
        return said.get(str(value), CANNOT if value is None else str(value))


class NashPackage(Struct, frozen=True):
    """Which package has the largest product of gains over no deal (Nash, 1950)."""

    case: Case
    solution: str = "nash"
    asks_stability: bool = True
    costly: bool = False

    @property
    def id(self) -> str:
        """``deal.nash``."""
        return f"deal.{self.solution}"

    @property
    def text(self) -> str:
        """The question."""
        return "Which package the Nash solution chooses."

    def depends(self, on: Dependence) -> int:
        """Return all that stability can depend on."""
        return on.stability

    def value(self, seen: Seen) -> Hashable:
        """Return the packages that it chooses, all that tie; empty where not all can gain."""
        standing = seen.standing
        if standing is None or standing.now is None:
            return None if standing is None else RULED_OUT
        found = _gains(self.case, standing)
        if found is None:
            return None
        gains = found[0]
        places = np.flatnonzero((gains > 0).all(axis=0))
        if not places.size:
            return ()
        near = np.log(gains[:, places].astype(np.float64)).sum(axis=0)
        close = places[near >= near.max() - NEAR * max(1.0, abs(float(near.max())))].tolist()
        products = [prod(map(int, gains[:, place])) for place in close]
        best = max(products)
        chosen = [p for p, product in zip(close, products, strict=True) if product == best]
        states = [standing.model.state(int(standing.states[place])) for place in chosen]
        return tuple(sorted(tuple(sorted(state.items())) for state in states))

    def words(self, value: Hashable) -> str:
        """Name the package, or one of them, by the levels that differ from the first ones."""
        if not isinstance(value, tuple):
            return CANNOT if value is None else str(value)
        if not value:
            return "no package gives a gain to all"
        moved = [
            f"{self.case.levers[lever].name} {level_in_words(self.case.levers[lever], level)}"
            for lever, level in value[0]
            if level != self.case.levers[lever].levels[0]
        ]
        more = f" and {len(moved) - MOST_NAMED:,} more" if len(moved) > MOST_NAMED else ""
        package = f"{', '.join(moved[:MOST_NAMED])}{more}" or "nothing changed"
        return package if len(value) == 1 else f"one of {len(value):,} packages, such as: {package}"


class ScheduleHolds(Struct, frozen=True):
    """Whether an order of steps that the case names holds, whether the others wait or go on."""

    case: Case
    schedule: str
    asks_stability: bool = True
    costly: bool = True

    @property
    def id(self) -> str:
        """``schedule.NAME``."""
        return f"schedule.{self.schedule}"

    @property
    def text(self) -> str:
        """The schedule."""
        return f"Whether the schedule {self.schedule.replace('_', ' ')} holds."

    def depends(self, on: Dependence) -> int:
        """Return all that stability can depend on."""
        return on.stability

    def value(self, seen: Seen) -> Hashable:
        """Return whether no party gains by a breach, waiting and going on; or why it cannot be asked."""
        return _holds(self.case, seen, self.case.schedules[self.schedule])

    def words(self, value: Hashable) -> str:
        """Say whether it holds."""
        return _holds_in_words(value)


class OrderHolds(Struct, frozen=True):
    """Whether an order of steps that was worked out holds, whether the others wait or go on.

    Attributes
    ----------
    moves : tuple of dict
        Per step the levers that change, with the level they go to.
    """

    case: Case
    moves: tuple[Mapping[str, str], ...]
    id: str = "order"
    asks_stability: bool = True
    costly: bool = True

    @property
    def text(self) -> str:
        """The question."""
        return "Whether the order of steps holds."

    def depends(self, on: Dependence) -> int:
        """Return all that stability can depend on."""
        return on.stability

    def value(self, seen: Seen) -> Hashable:
        """Return whether no party gains by a breach, waiting and going on; or why it cannot be asked."""
        return _holds(self.case, seen, self.moves)

    def words(self, value: Hashable) -> str:
        """Say whether it holds."""
        return _holds_in_words(value)


def _holds(case: Case, seen: Seen, moves: Sequence[Mapping[str, str]]) -> Hashable:
    """Return whether steps from the present state hold, waiting and going on; or why that is not known."""
    standing = seen.standing
    if standing is None or standing.now is None:
        return None if standing is None else RULED_OUT
    seen.board.runs += 1
    try:
        setting = _setting(case, standing)
        states = steps_of(case, standing.model, standing.now, moves, "the order")
        laid = standing.kept(f"laid {states}", lambda: prepare(setting, states))
        ready = laid if laid.setting is setting else laid.with_utility(setting)
    except UsageError:
        return "cannot be taken from there"
    except CannotComputeError as error:
        return Cannot(error.message)
    steps = len(states) - 1
    return ready.check([True] * steps).holds, ready.check([False] * steps).holds


def _holds_in_words(value: Hashable) -> str:
    if isinstance(value, tuple):
        waiting, going_on = value
        if waiting and going_on:
            return "it holds"
        return (
            "it holds only if the others wait until each step is certified"
            if waiting
            else ("it holds only if the others go on" if going_on else "it does not hold")
        )
    return CANNOT if value is None else str(value)


def _setting(case: Case, standing: Standing) -> Setting:
    """Return what schedules are judged by in a world."""
    base = standing.kept("setting", lambda: _base(case, standing))
    scores = standing.scores()
    low = scores.min(axis=1, keepdims=True)
    span = np.maximum(scores.max(axis=1, keepdims=True) - low, 1)
    utility = np.full_like(base.utility, -np.inf)
    utility[:, standing.states] = (scores - low) / span
    return replace(base, utility=utility, start=standing.now or 0)


def _base(case: Case, standing: Standing) -> Setting:
    """Return a setting with the levers, detection and patience of a model, and no utilities yet."""
    model = standing.model
    parties = len(model.parties)
    nothing: Mapping[str, tuple[str, ...]] = {}
    table = UtilityTable(
        values=np.zeros((parties, model.size)),
        scores=np.zeros((parties, model.size), np.int64),
        low=np.zeros(parties, np.int64),
        span=np.ones(parties, np.int64),
        scaled=np.zeros(parties, np.bool_),
        claims=nothing,
    )
    return setting_from_case(case, replace(model, status_quo=standing.now), table)
