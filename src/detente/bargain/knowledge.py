"""What is certain about packages where weights are intervals or missing: acceptable, efficient, or perhaps.

A party that gives intervals, or statements in an order without weights, has many utilities that agree
with what it says. What parties say is independent of one another, so over all of them:

* a package is *certainly* acceptable if every party is at least as well off as without a deal under
  all its utilities, *possibly* acceptable if each is so under some;
* it is certainly efficient if under no utilities another package dominates it, and possibly efficient
  unless some one package dominates it under all of them.

"Possibly efficient" is wider than "efficient under some utilities": one package may be beaten under
each of them by a different other (non-dominated against potentially optimal; Hazen, 1986,
Operations Research 34, 296-310; Liesio, Mild and Salo, 2007, EJOR 181, 1488-1505).

Array letters: P parties, F feasible states, C classes of states alike for all, T classes at a time.
"""

from collections.abc import Mapping
from math import prod

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from detente.case import Case
from detente.ledger import Status
from detente.model import Model
from detente.model.partial_order import UNKNOWN, Comparison, Ranked, Weighed
from detente.model.preferences import statements_of
from detente.model.relations import compile_relations
from detente.model.states import lay_out, status_quo_levels
from detente.model.utilities import completed

__all__ = ["Knowledge", "Standing", "is_loose", "what_is_known"]

Bools = NDArray[np.bool_]
MOST_STATES = 2**20
MOST_PAIRS = 4 * 10**8
PART = 2**22


class Standing(Struct, frozen=True):
    """What is known of one package: ``yes``, ``perhaps`` or ``no``; per party and for all."""

    acceptable: str
    efficient: str
    by_party: Mapping[str, str]


class Knowledge(Struct, frozen=True, kw_only=True):
    """What is known of all packages, over everything that agrees with what the parties say.

    Attributes
    ----------
    loose : tuple of str
        The parties whose utility is not settled.
    certainly_acceptable, possibly_acceptable : int
        How many packages.
    necessary, possible : int
        How many of the possibly acceptable ones are certainly, and possibly, efficient.
    necessary_frontier : tuple of dict
        The packages that are certainly efficient and certainly acceptable.
    named : dict of str to Standing
        The named packages.
    why_not : str
        Why nothing can be said; empty where it can.
    """

    loose: tuple[str, ...]
    certainly_acceptable: int = 0
    possibly_acceptable: int = 0
    necessary: int = 0
    possible: int = 0
    necessary_frontier: tuple[Mapping[str, str], ...] = ()
    named: Mapping[str, Standing] | None = None
    why_not: str = ""


def is_loose(case: Case, party: str) -> bool:
    """Return whether a party's weights are intervals or missing.

    Examples
    --------
    >>> is_loose(Case(id="talks"), "usa")
    False
    """
    preference = case.preferences.get(party)
    if preference is None or preference.reading != "weighted":
        return False
    weights = [statement.weight for statement in statements_of(preference)]
    return any(weight is None or weight.low != weight.high for weight in weights)


def what_is_known(
    case: Case, status: Status | None = None, *, reading: str | None = None
) -> Knowledge | None:
    """Return what is certain about packages; None where every party's utility is settled.

    Parameters
    ----------
    case, status, reading
        As for `compile_model`.

    Examples
    --------
    >>> what_is_known(Case(id="talks")) is None
    True
    """
    loose = tuple(party for party in case.players if is_loose(case, party))
    if not loose:
        return None
    for party in loose:
        preference = case.preferences[party]
        if isinstance(preference.reservation, int | float):
            text = (
                f"the reservation of {party} is a number on a scale that its weights leave open; "
                "write it as a state"
            )
            return Knowledge(loose=loose, why_not=text)
    space = lay_out(case, status_quo_levels(case, status)[0]).space
    states = prod(len(levels) for levels in space.levels)
    if states > MOST_STATES:
        text = f"{states:,} states are too many to compare in pairs ({MOST_STATES:,} at most)"
        return Knowledge(loose=loose, why_not=text)
    return _worked_out(case, status, reading, loose)


def _worked_out(
    case: Case, status: Status | None, reading: str | None, loose: tuple[str, ...]
) -> Knowledge:
    known = compile_relations(case, status, reading=reading)
    model = known.model
    feasible = np.flatnonzero(model.feasible)
    keys = np.stack([_key(order) for order in known.orders], axis=1)
    _, first, place = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    place = place.reshape(-1)
    if len(first) * len(feasible) > MOST_PAIRS:
        text = f"{len(first):,} kinds of packages are too many to compare in pairs"
        return Knowledge(loose=loose, why_not=text)
    verdicts = [
        _acceptable(case, model, feasible, p, known.orders[p]) for p in range(keys.shape[1])
    ]
    if any(verdict is None for verdict in verdicts):
        return Knowledge(loose=loose, why_not="what no deal is worth is not known")
    surely = np.stack([v[0] for v in verdicts if v is not None])
    maybe = np.stack([v[1] for v in verdicts if v is not None])
    necessary, possible = _efficient(known.orders, first)
    necessary, possible = necessary[place], possible[place]
    both = necessary & surely.all(axis=0)
    named = {}
    for id_, state in case.packages.items():
        number = completed(model, state)
        if number is not None and model.feasible[number]:
            at = int(np.searchsorted(feasible, number))
            by = {q: _word(surely[p, at], maybe[p, at]) for p, q in enumerate(model.parties)}
            everyone = _word(surely[:, at].all(), maybe[:, at].all())
            named[id_] = Standing(everyone, _word(necessary[at], possible[at]), by)
    acceptable = maybe.all(axis=0)
    return Knowledge(
        loose=loose,
        certainly_acceptable=int(np.count_nonzero(surely.all(axis=0))),
        possibly_acceptable=int(np.count_nonzero(acceptable)),
        necessary=int(np.count_nonzero(necessary & acceptable)),
        possible=int(np.count_nonzero(possible & acceptable)),
        necessary_frontier=tuple(model.states(feasible[both])),
        named=named,
    )


def _word(certain: object, possible: object) -> str:
    return "yes" if certain else "perhaps" if possible else "no"


def _key(order: Comparison) -> NDArray[np.int64]:
    """Return numbers that are equal for states alike to the party."""
    if isinstance(order, Weighed):
        return order.place.astype(np.int64)
    if isinstance(order, Ranked):
        return order.rank.astype(np.int64)
    return np.arange(len(order.against(np.array([0]))[0]))  # several readings: each state by itself


def _acceptable(
    case: Case, model: Model, feasible: NDArray[np.intp], party: int, order: Comparison
) -> tuple[Bools, Bools] | None:
    """Return which states a party would certainly, and possibly, accept; None if that is not known."""
    preference = case.preferences.get(model.parties[party])
    written = preference.reservation if preference else "status_quo"
    if isinstance(written, int | float):
        rank = model.rank[party][feasible]
        worth = rank / max(int(rank.max()), 1)
        if preference is not None and preference.reading == "weighted":
            from detente.model.utilities import utility_table

            worth = utility_table(case, model).values[party][feasible]
        accepted = worth >= written - 1e-12
        return accepted, accepted
    number = completed(model, {} if isinstance(written, str) else written)
    if number is None or not model.feasible[number]:
        return None
    codes = order.against(np.array([np.searchsorted(feasible, number)]))[0]  # no deal against each
    return (codes <= 0), (codes <= 0) | (codes == UNKNOWN)


def _efficient(orders: tuple[Comparison, ...], first: NDArray[np.intp]) -> tuple[Bools, Bools]:
    """Return which classes are certainly, and possibly, efficient: (C,), (C,)."""
    necessary = np.empty(len(first), np.bool_)
    possible = np.empty(len(first), np.bool_)
    step = max(1, PART // max(len(first), 1))
    for start in range(0, len(first), step):
        part = first[start : start + step]
        rivals = [
            order.against(part)[:, first] for order in orders
        ]  # this class against each other
        shape = rivals[0].shape
        may, must = np.ones(shape, np.bool_), np.ones(shape, np.bool_)
        some_may, some_must = np.zeros(shape, np.bool_), np.zeros(shape, np.bool_)
        for codes in rivals:
            unknown = codes == UNKNOWN
            may &= (codes <= 0) | unknown
            some_may |= (codes < 0) | unknown
            must &= codes <= 0
            some_must |= codes < 0
        necessary[start : start + step] = ~(may & some_may).any(axis=1)
        possible[start : start + step] = ~(must & some_must).any(axis=1)
    return necessary, possible
