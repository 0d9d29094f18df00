"""The inverse question: which rankings would make a party stay at a state, and how many do.

Given s* and a concept, a ranking makes party i stable at s* if the states B that it ranks no better
than s* meet the requirements of `detente.stability.requirements`. They can be met by few states or
many; the *minimal sets* are those of which no state can be spared. How many of all m! strict rankings
meet them follows from the requirements without going through rankings (`detente.stability.counting`).

For Nash, GMR and SMR the requirements do not depend on what the others prefer: each party's ranking
is free of the others', and the shares multiply. For SEQ and SSEQ they hold for the preferences of
the others as they are; if all preferences are open at once the share lies between that of Nash and
that of GMR (SEQ) or SMR (SSEQ).

Not found here: how likely a ranking is; conditions on ranks other than those to s*.

References
----------
R. A. Kinsara, D. M. Kilgour and K. W. Hipel (2015), Inverse approach to the graph model for conflict
resolution, IEEE Transactions on Systems, Man, and Cybernetics: Systems 45.
"""

from fractions import Fraction
from math import factorial, prod
from typing import Any

import numpy as np
from msgspec import Struct

from detente.model import Model
from detente.stability.counting import (
    TooMuchError,
    count_by_size,
    rankings,
    share_of_rankings,
    weak_orders,
)
from detente.stability.minimal_sets import minimal_sets
from detente.stability.requirements import CREDIBLE, Reach, Requirement, requirements

__all__ = ["Inverse", "PartyInverse", "inverse", "inverse_of_party"]

WRITABLE = 2**53
"""Counts up to this are written as numbers; readers of JSON may lose digits of larger ones."""
MOST_STATES_WITH_TIES = 60
"""States up to which weak orders are counted too."""
ABOVE = {"seq": "gmr", "sseq": "smr"}


class PartyInverse(Struct, frozen=True, kw_only=True):
    """Which rankings of one party make it stable at a state under a concept.

    Attributes
    ----------
    party, state : int
        Whose rankings, at which state.
    concept : str
        ``nash``, ``gmr``, ``smr``, ``seq`` or ``sseq``.
    states : int
        How many states there are to rank: m.
    requirements : tuple of Requirement
        What each move asks for; all must be met.
    met : tuple of bool
        Which of them the present preferences meet.
    minimal : tuple of tuple of int
        Minimal sets of states to rank no better than `state`, smallest first, as many as asked for.
    minimal_total : int or None
        How many minimal sets there are; None where the search for them was given up.
    share : Fraction or None
        The share of all strict rankings that meet the requirements; None where it was given up.
    with_ties : int or None
        How many rankings meet them if ties are allowed (weak orders); None with many states.
    """

    party: int
    state: int
    concept: str
    states: int
    requirements: tuple[Requirement, ...]
    met: tuple[bool, ...]
    minimal: tuple[tuple[int, ...], ...]
    minimal_total: int | None
    share: Fraction | None
    with_ties: int | None

    @property
    def holds(self) -> bool:
        """Whether the present preferences meet all requirements: the party is stable."""
        return all(self.met)

    @property
    def count(self) -> int | None:
        """How many of the m! strict rankings meet them, exactly; None where it was given up."""
        return None if self.share is None else rankings(self.share, self.states)

    @property
    def named(self) -> frozenset[int]:
        """The states whose place matters; all others are free."""
        sets = [states for it in self.requirements for states in it.alternatives]
        return frozenset().union(*sets)

    def as_dict(self, model: Model, *, limit: int | None = None) -> dict[str, Any]:
        """Return plain values for JSON; `limit` cuts the alternatives shown for one move."""
        return {
            "party": model.parties[self.party],
            "state": model.state(self.state),
            "concept": self.concept,
            "holds": self.holds,
            "states": {"feasible": self.states, "named": len(self.named)},
            "requirements": [
                {
                    "move": model.state(it.move),
                    "met": met,
                    "any_of": [_states(model, states) for states in it.alternatives[:limit]],
                    "alternatives": len(it.alternatives),
                }
                for it, met in zip(self.requirements, self.met, strict=True)
            ],
            "minimal_sets": self._sets(model),
            "rankings": _counted(self.share, self.states),
            "with_ties": self.with_ties if (self.with_ties or 0) <= WRITABLE else None,
        }

    def _sets(self, model: Model) -> dict[str, Any]:
        total = self.minimal_total
        known = total is not None and total <= WRITABLE
        out: dict[str, Any] = {
            "count": total if known else None,
            "sets": [_states(model, states) for states in self.minimal],
        }
        if total is None:
            out["count_why"] = "the search was stopped: there may be more, and smaller ones"
        elif not known:
            out["count_why"] = f"about {total:.3g}" if total < 10**300 else "more than 10^300"
        if total != len(self.minimal):
            out["truncated"] = True
        return out


def _states(model: Model, numbers: Any) -> list[dict[str, str]]:
    return [model.state(number) for number in sorted(numbers)]


def _counted(share: Fraction | None, states: int, parties: int = 1) -> dict[str, Any]:
    """Return a share of rankings in the form of the answer, counts where they can be written."""
    every = factorial(states) ** parties
    if share is None:
        why = "not counted: the requirements overlap too much to be worked out in reasonable time"
        return {"share": None, "count": None, "of": None, "why": why}
    out: dict[str, Any] = {"share": float(share), "count": None, "of": None}
    if every <= WRITABLE:
        return out | {"count": int(share * every), "of": every}
    all_of_them = f"{states}!" if parties == 1 else f"{states}! to the power of {parties}"
    return out | {"why": f"the counts are too long to write: the share is one of {all_of_them}"}


def inverse_of_party(
    model: Model,
    party: int,
    state: int,
    concept: str = "nash",
    *,
    limit: int = 20,
    reach: Reach | None = None,
) -> PartyInverse:
    """Return which rankings of one party make it stable at a state, the others' preferences as they are.

    Parameters
    ----------
    model : Model
        The graph model.
    party, state : int
        Whose rankings, at which feasible state.
    concept : str
        ``nash``, ``gmr``, ``smr``, ``seq`` or ``sseq``.
    limit : int
        The longest list of minimal sets.
    reach : Reach, optional
        Moves of the model that are known already.

    Returns
    -------
    PartyInverse

    Raises
    ------
    ValueError
        There is no such concept, or the state is not feasible.
    CannotComputeError
        Too many states would have to be looked at.

    Examples
    --------
    In the prisoners' dilemma: when does silence last for the first player? It must rank no better
    that it talks alone (state 1); or, if it foresees an answer, that both talk (3).

    >>> import numpy as np
    >>> free = np.ones((2, 2), dtype=bool)
    >>> dilemma = Model(
    ...     parties=("Ann", "Bob"), levers=("x", "y"), levels=(("quiet", "talks"),) * 2,
    ...     owner=(0, 1), allowed=(free, free), feasible=np.ones(4, dtype=bool),
    ...     rank=np.array([[2, 3, 0, 1], [2, 0, 3, 1]], dtype=np.int32))
    >>> it = inverse_of_party(dilemma, 0, 0, "gmr")
    >>> it.minimal, it.share, it.count, it.holds
    (((1,), (3,)), Fraction(2, 3), 16, True)
    """
    needs = requirements(model, party, state, concept, reach=reach)
    rank = model.rank[party]
    below = frozenset(np.flatnonzero(model.feasible & (rank <= rank[state])).tolist())
    clauses = [it.alternatives for it in needs]
    sets = minimal_sets(clauses, limit=limit)
    states = int(np.count_nonzero(model.feasible))
    share, with_ties = _shares(clauses, states)
    return PartyInverse(
        party=party,
        state=state,
        concept=concept,
        states=states,
        requirements=needs,
        met=tuple(it.met(below) for it in needs),
        minimal=sets.sets,
        minimal_total=sets.total,
        share=share,
        with_ties=with_ties,
    )


def _shares(
    clauses: list[tuple[frozenset[int], ...]], states: int
) -> tuple[Fraction | None, int | None]:
    try:
        share = share_of_rankings(clauses)
        if states > MOST_STATES_WITH_TIES:
            return share, None
        return share, weak_orders(count_by_size(clauses, states - 1))
    except TooMuchError:
        return None, None


class Inverse(Struct, frozen=True, kw_only=True):
    """Which preferences make a state an equilibrium under a concept.

    Attributes
    ----------
    state : int
        The state.
    concept : str
        ``nash``, ``gmr``, ``smr``, ``seq`` or ``sseq``.
    parties : tuple of PartyInverse
        Party by party, the others' preferences as they are.
    low, high : Fraction or None
        Bounds of the share of all strict preferences of all parties together under which the state
        is an equilibrium. They are equal, and exact, for ``nash``, ``gmr`` and ``smr``.
    """

    state: int
    concept: str
    parties: tuple[PartyInverse, ...]
    low: Fraction | None
    high: Fraction | None

    @property
    def holds(self) -> bool:
        """Whether the state is an equilibrium under the present preferences."""
        return all(party.holds for party in self.parties)

    @property
    def share(self) -> Fraction | None:
        """The share of all strict preferences of all parties, where it is known exactly."""
        return self.low if self.low == self.high else None

    def as_dict(self, model: Model, *, limit: int | None = None) -> dict[str, Any]:
        """Return plain values for JSON; `limit` cuts the alternatives shown for one move."""
        states = self.parties[0].states
        together = _counted(self.low, states, len(self.parties))
        if self.low != self.high:
            why = "the credible answers of each party depend on the preferences of the others"
            together = {"share": None, "count": None, "of": None, "why": why} | {
                "at_least": None if self.low is None else float(self.low),
                "at_most": None if self.high is None else float(self.high),
            }
        return {
            "schema": "detente.inverse/1",
            "state": model.state(self.state),
            "concept": self.concept,
            "holds": self.holds,
            "parties": [party.as_dict(model, limit=limit) for party in self.parties],
            "rankings": together,
        }


def inverse(model: Model, state: int, concept: str = "nash", *, limit: int = 20) -> Inverse:
    """Return which preferences make a state an equilibrium.

    Parameters
    ----------
    model : Model
        The graph model.
    state : int
        A feasible state.
    concept : str
        ``nash``, ``gmr``, ``smr``, ``seq`` or ``sseq``.
    limit : int
        The longest list of minimal sets for one party.

    Returns
    -------
    Inverse

    Raises
    ------
    ValueError
        There is no such concept, or the state is not feasible.
    CannotComputeError
        Too many states would have to be looked at.

    Examples
    --------
    >>> import numpy as np
    >>> free = np.ones((2, 2), dtype=bool)
    >>> dilemma = Model(
    ...     parties=("Ann", "Bob"), levers=("x", "y"), levels=(("quiet", "talks"),) * 2,
    ...     owner=(0, 1), allowed=(free, free), feasible=np.ones(4, dtype=bool),
    ...     rank=np.array([[2, 3, 0, 1], [2, 0, 3, 1]], dtype=np.int32))
    >>> inverse(dilemma, 0, "nash").share, inverse(dilemma, 0, "gmr").share
    (Fraction(1, 4), Fraction(4, 9))
    >>> both = inverse(dilemma, 0, "seq")
    >>> both.share, both.low, both.high
    (None, Fraction(1, 4), Fraction(4, 9))
    """
    reach = Reach(model)
    everybody = range(len(model.parties))
    for party in everybody:
        reach.affordable(party, state, concept)
    parts = tuple(
        inverse_of_party(model, party, state, concept, limit=limit, reach=reach)
        for party in everybody
    )
    if concept in CREDIBLE:
        bounds = [
            _product([_share(model, party, state, name, reach) for party in everybody])
            for name in ("nash", ABOVE[concept])
        ]
    else:
        bounds = [_product([part.share for part in parts])] * 2
    return Inverse(state=state, concept=concept, parties=parts, low=bounds[0], high=bounds[1])


def _share(model: Model, party: int, state: int, concept: str, reach: Reach) -> Fraction | None:
    try:
        needs = requirements(model, party, state, concept, reach=reach)
        return share_of_rankings([it.alternatives for it in needs])
    except TooMuchError:
        return None


def _product(shares: list[Fraction | None]) -> Fraction | None:
    known = [share for share in shares if share is not None]
    return prod(known, start=Fraction(1)) if len(known) == len(shares) else None
