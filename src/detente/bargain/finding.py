"""The bargaining problem of a case, worked out: what could be agreed, and the finding that says so."""

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

import numpy as np
from msgspec import Struct

from detente.bargain.blocks import bargaining_problem
from detente.bargain.counting import count_acceptable
from detente.bargain.frontier import Frontier, frontier
from detente.bargain.impasse import Impasse, explain_impasse
from detente.bargain.knowledge import Knowledge, what_is_known
from detente.bargain.lotteries import Chain, Lottery, chain, choose_lotteries
from detente.bargain.patience import Agreed, Patience, alternating_offers, patience_of
from detente.bargain.placing import Placed, place_named
from detente.bargain.problem import BargainingProblem
from detente.bargain.solutions import SOLUTIONS, solve
from detente.case import Case
from detente.findings import Finding
from detente.ledger import Status
from detente.model.preferences import require_preferences

__all__ = ["Bargaining", "Choice", "bargain"]

State = Mapping[str, str]
MOST_SEGMENTS = 100_000


class Choice(Struct, frozen=True, kw_only=True):
    """What one bargaining solution chooses.

    Attributes
    ----------
    solution : str
        ``nash``, ``kalai_smorodinsky``, ``egalitarian`` or ``utilitarian``.
    places : tuple of int
        The points of the acceptable frontier that it chooses, all that tie.
    package : dict
        One package that reaches the first of them.
    utility, gains : tuple of float
        Per party; gains over no deal.
    ties : int
        How many packages it chooses.
    """

    solution: str
    places: tuple[int, ...]
    package: State
    utility: tuple[float, ...]
    gains: tuple[float, ...]
    ties: int


class Bargaining(Struct, frozen=True, kw_only=True, eq=False):
    """What could be agreed in a case.

    Attributes
    ----------
    problem : BargainingProblem
        The packages and what they are worth.
    frontier : Frontier
        The efficient points among those acceptable to all.
    acceptable : int or None
        How many packages are acceptable to all; None where counting takes too long.
    choices : dict of str to Choice
        By solution; empty where no package is acceptable.
    hull : Chain or None
        The hull of two parties' packages.
    lotteries : dict of str to Lottery
        By solution, two parties.
    agreed : tuple of Agreed
        Alternating offers, by who proposes first.
    patience : Patience, or tuple of str
        Discount factors per round, or the parties that give none.
    impasse : Impasse or None
        Why not all can gain; None where they can.
    placed : tuple of Placed
        The named packages.
    knowledge : Knowledge or None
        What is certain where weights are intervals or missing.
    """

    problem: BargainingProblem
    frontier: Frontier
    acceptable: int | None
    choices: Mapping[str, Choice]
    hull: Chain | None
    lotteries: Mapping[str, Lottery]
    agreed: tuple[Agreed, ...]
    patience: Patience | tuple[str, ...]
    impasse: Impasse | None
    placed: tuple[Placed, ...]
    knowledge: Knowledge | None

    def packages_at(self, point: int, most: int | None = None) -> list[dict[str, str]]:
        """Return packages that reach a point of the frontier; all of them, or at most so many."""
        return [self.problem.package(rows) for rows in islice(self.frontier.witnesses(point), most)]

    def finding(self, *, limit: int | None = None, witnesses: int = 0) -> Finding:
        """Return the answer in the form ``detente.bargain/1``.

        Parameters
        ----------
        limit : int, optional
            So many points of the frontier at most, evenly spread along it.
        witnesses : int
            So many packages for each point and solution, as ``states``.
        """
        problem = self.problem
        answer = {
            "schema": "detente.bargain/1",
            "parties": list(problem.parties),
            "reservation": self._by_party(problem.reservation_values.tolist()),
            "packages": problem.packages,
            "acceptable": self.acceptable,
            "frontier_size": len(self.frontier),
            "frontier": self._frontier(limit, witnesses),
            "solutions": {name: self._choice(name, witnesses) for name in SOLUTIONS},
            "zone": self._zone(),
            "lotteries": self._lotteries(),
            "alternating_offers": self._offers(),
            "named": {placed.id: self._placed(placed) for placed in self.placed},
            "impasse": self._impasse(),
        }
        if self.acceptable is None:
            answer["acceptable_why"] = "too many different sums of weights to count"
        if limit is not None and limit < len(self.frontier):
            answer["truncated"] = True
        if len(problem.parties) > 2:
            answer["lotteries_why"] = "lotteries are worked out for two parties"
        if isinstance(self.patience, tuple):
            answer["alternating_offers_why"] = "no patience for " + ", ".join(self.patience)
        if self.knowledge is not None:
            answer["knowledge"] = self._known(self.knowledge)
        blocks = len(problem.blocks)
        method = f"dynamic programming over {blocks} blocks of levers"
        return Finding(
            question="bargain",
            answer=answer,
            method=method if blocks > 1 else "enumeration of the feasible packages",
            parameters={"limit": limit, "witnesses": witnesses},
            rests_on=tuple(sorted(problem.claims)),
            problems=problem.problems,
        )

    def _by_party(self, values: Sequence[Any]) -> dict[str, Any]:
        return dict(zip(self.problem.parties, values, strict=True))

    def _frontier(self, limit: int | None, witnesses: int) -> list[dict[str, Any]]:
        size = len(self.frontier)
        shown = np.arange(size)
        if limit is not None and limit < size:
            shown = np.unique(np.linspace(0, size - 1, limit).round().astype(int))[:limit]
        rows = self.frontier.one_each()[shown].tolist()
        utility = self.problem.utility(self.frontier.points[shown]).tolist()
        found = []
        for place, ways, worth in zip(shown.tolist(), rows, utility, strict=True):
            point: dict[str, Any] = {
                "state": self.problem.package(ways),
                "utility": self._by_party(worth),
            }
            if witnesses:
                point["states"] = self.packages_at(place, witnesses)
            found.append(point)
        return found

    def _choice(self, name: str, witnesses: int) -> dict[str, Any] | None:
        choice = self.choices.get(name)
        if choice is None:
            return None
        found: dict[str, Any] = {
            "state": choice.package,
            "utility": self._by_party(choice.utility),
            "ties": choice.ties,
            "gains": self._by_party(choice.gains),
        }
        if witnesses:
            states = (state for p in choice.places for state in self.packages_at(p, witnesses))
            found["states"] = list(islice(states, witnesses))
        return found

    def _zone(self) -> dict[str, Any] | None:
        """Return what each party can get at best among acceptable packages, and no deal."""
        if not len(self.frontier):
            return None
        best = self.problem.utility(self.frontier.points).max(axis=0).tolist()
        worth = self.problem.reservation_values.tolist()
        return self._by_party([list(pair) for pair in zip(worth, best, strict=True)])

    def _lottery(self, lottery: Lottery) -> dict[str, Any]:
        problem = self.problem
        utility = np.array(lottery.gains) + problem.reservation_values
        found: list[dict[str, Any]] = []
        for rows, chance in (
            (lottery.rows, 1 - lottery.chance),
            (lottery.other_rows, lottery.chance),
        ):
            if chance > 0:
                found.append({"state": problem.package(rows), "chance": chance})
        return {"mix": found, "utility": self._by_party(utility.tolist())}

    def _lotteries(self) -> dict[str, Any] | None:
        if not self.lotteries:
            return None
        return {name: self._lottery(lottery) for name, lottery in self.lotteries.items()}

    def _offers(self) -> dict[str, Any] | None:
        if isinstance(self.patience, tuple) or not self.agreed:
            return None
        ends = zip(self.patience.low, self.patience.high, strict=True)
        return {
            "patience": self._by_party([list(pair) for pair in ends]),
            "first": {agreed.first: self._agreed(agreed) for agreed in self.agreed},
        }

    def _agreed(self, agreed: Agreed) -> dict[str, Any]:
        point = self.frontier.points[agreed.place]
        found: dict[str, Any] = {
            "state": self.packages_at(agreed.place, 1)[0],
            "utility": self._by_party(self.problem.utility(point).tolist()),
        }
        if agreed.lottery is not None:
            found["lottery"] = self._lottery(agreed.lottery)
            found["lottery"]["gains_between"] = self._by_party(
                list(map(list, agreed.lottery_gains))
            )
        return found

    def _placed(self, placed: Placed) -> dict[str, Any]:
        if placed.utility is None:
            return {"state": placed.package, "utility": None, "why": placed.why_not}
        better = placed.better_utility
        found: dict[str, Any] = {
            "state": placed.package,
            "utility": self._by_party(placed.utility),
            "gains": self._by_party(placed.gains or ()),
            "acceptable": placed.acceptable,
            "refused_by": list(placed.refused_by),
            "because": dict(placed.because),
            "efficient": placed.better is None,
            "dominated_by": None
            if better is None
            else {"state": placed.better, "utility": self._by_party(better)},
            "distance": placed.distance,
        }
        if self.knowledge is not None and self.knowledge.named:
            standing = self.knowledge.named.get(placed.id)
            if standing is not None:
                found["known"] = {
                    "acceptable": standing.acceptable,
                    "efficient": standing.efficient,
                    "by_party": dict(standing.by_party),
                }
        return found

    def _impasse(self) -> dict[str, Any] | None:
        impasse = self.impasse
        if impasse is None:
            return None
        return {
            "room": impasse.room,
            "nearest": {"state": impasse.nearest, "gains": self._by_party(impasse.gains)},
            "alone": self._by_party(impasse.alone),
            "blocking": [
                {
                    "kind": b.kind,
                    "what": b.what,
                    "party": b.party or None,
                    "room": b.room,
                    "state": b.package,
                }
                for b in impasse.blocking
            ],
            **({"blocking_why": impasse.left_out} if impasse.left_out else {}),
        }

    def _known(self, known: Knowledge) -> dict[str, Any]:
        if known.why_not:
            return {"parties": list(known.loose), "acceptable": None, "why": known.why_not}
        return {
            "parties": list(known.loose),
            "acceptable": {
                "certainly": known.certainly_acceptable,
                "possibly": known.possibly_acceptable,
            },
            "efficient": {"certainly": known.necessary, "possibly": known.possible},
            "necessary_frontier": list(known.necessary_frontier),
        }


def bargain(
    case: Case,
    status: Status | None = None,
    *,
    reading: str | None = None,
    memory: int | None = None,
) -> Bargaining:
    """Return which packages all would accept, which are efficient, and what the solutions choose.

    Parameters
    ----------
    case, status, reading, memory
        As for `compile_model`.

    Returns
    -------
    Bargaining

    Raises
    ------
    CannotComputeError
        The case has no preferences; or as for `bargaining_problem` and `frontier`.

    Examples
    --------
    >>> from detente.casefile import TEMPLATE, parse
    >>> case, _ = parse(TEMPLATE)
    >>> found = bargain(case)
    >>> found.acceptable, found.choices["nash"].ties
    (9, 2)
    """
    problem = bargaining_problem(case, status, reading=reading, memory=memory)
    require_preferences(case)
    found = frontier(problem.rows, floor=problem.floor)
    patience = patience_of(case, problem.parties)
    hull = chain(problem.rows) if len(problem.parties) == 2 else None
    lotteries: dict[str, Lottery] = {}
    agreed: tuple[Agreed, ...] = ()
    if hull is not None:
        lotteries = choose_lotteries(hull, problem.reservation, problem.span.tolist())
    if len(found) and isinstance(patience, Patience):
        agreed = alternating_offers(problem, found.points, patience, hull)
    return Bargaining(
        problem=problem,
        frontier=found,
        acceptable=count_acceptable(problem),
        choices=_choices(problem, found),
        hull=hull,
        lotteries=lotteries,
        agreed=agreed,
        patience=patience,
        impasse=explain_impasse(case, problem, status, reading=reading),
        placed=place_named(case, problem, reading or ""),
        knowledge=what_is_known(case, status, reading=reading),
    )


def _choices(problem: BargainingProblem, found: Frontier) -> dict[str, Choice]:
    if not len(found):
        return {}
    chosen = solve(found.points, problem.reservation, problem.span.tolist())
    out = {}
    for name, places in chosen.items():
        utility = problem.utility(found.points[places[0]])
        out[name] = Choice(
            solution=name,
            places=places,
            package=problem.package(next(found.witnesses(places[0]))),
            utility=tuple(utility.tolist()),
            gains=tuple((utility - problem.reservation_values).tolist()),
            ties=sum(found.count(place) for place in places),
        )
    return out
