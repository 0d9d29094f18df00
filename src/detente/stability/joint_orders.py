"""The least change of the orders of several parties that makes a state an equilibrium.

Under Nash, GMR and SMR a party's stability depends on its own order only: each party is worked out by
itself, and costs add up. Under SEQ and SSEQ a change of one party can make or break the credible
answers to another. Orders of all parties are then tried together, in order of cost, from the least
cost under GMR or SMR on, which SEQ and SSEQ imply; an order that fails those is passed over.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, islice, permutations, product
from math import comb, prod
from typing import Literal

import numpy as np
from msgspec import Struct

from detente.model import Bools, Model
from detente.model.order import lexicographic_ranks
from detente.stability.contest import Contest, Exhausted, contest
from detente.stability.reordering import Order, Orders, fewest, shifted, swapped
from detente.stability.requirements import NO_ESCAPE, Reach, requirements

__all__ = ["Answer", "How", "Obstacle", "Table", "Way", "apart", "together"]

How = Literal["swaps", "moves", "drops"]
WEAKER = {"seq": "gmr", "sseq": "smr"}
"""What a concept with credible answers implies, party by party."""
LOOKS_PER_TRY = 50
"""Orders that may be looked at for each combination that may be tried."""


class Way(Struct, frozen=True):
    """One change that makes the state an equilibrium.

    Attributes
    ----------
    cost : int
        What it costs, all parties together.
    orders : dict of int to tuple of int
        Party -> its statements by their place in the present order, in the new order; dropped ones
        are missing. Only parties whose order changes.
    """

    cost: int
    orders: Mapping[int, Order]


class Obstacle(Struct, frozen=True):
    """Why no change of orders does it, as far as one party is concerned.

    Attributes
    ----------
    party : int
        Who would leave the state; -1: no party by itself, but all together.
    kind : str
        ``always``: each of these moves tempts whatever the order of its statements; ``fixed``: its
        order is not open to change; ``jointly``: nothing stands in the way of any one party,
        but no orders together make all stay.
    moves : tuple of int
        The states that it would move to.
    """

    party: int
    kind: Literal["always", "fixed", "jointly"]
    moves: tuple[int, ...] = ()


class Answer(Struct, frozen=True, kw_only=True):
    """The least cost, ways of that cost and how many there are; else no way costs less than `at_least`."""

    at_least: int
    cost: int | None = None
    ways: tuple[Way, ...] = ()
    total: int | None = None
    obstacles: tuple[Obstacle, ...] = ()


class Table:
    """A model over its feasible states, what each party says of them, and the question."""

    def __init__(self, model: Model, truths: Mapping[int, Bools], state: int, concept: str) -> None:
        self.model, self.truths, self.state, self.concept = model, truths, state, concept
        self.reach = Reach(model)
        self.parties = range(len(model.parties))
        self.known: dict[tuple[int, Order], list[int]] = {}

    def contest(self, party: int) -> Contest:
        """Return what the concept, or the one it implies, asks of a party's order."""
        concept = WEAKER.get(self.concept, self.concept)
        needs = requirements(self.model, party, self.state, concept, reach=self.reach)
        told = [(it.move, it.alternatives) for it in needs]
        return contest(told, self.truths[party], self.state)

    def tempting(self, party: int) -> tuple[int, ...]:
        """Return the moves of a party that nothing deters, by its present ranks."""
        rank = self.model.rank[party]
        below = np.flatnonzero(rank <= rank[self.state]).tolist()
        concept = WEAKER.get(self.concept, self.concept)
        needs = requirements(self.model, party, self.state, concept, reach=self.reach)
        return tuple(it.move for it in needs if not it.met(below))

    def ranks(self, party: int, order: Order) -> list[int]:
        """Return the rank of each state by the statements in an order."""
        key = party, order
        if key not in self.known:
            truth = self.truths[party]
            size = truth.shape[1]
            rows = (truth[place] for place in order)
            ranks = lexicographic_ranks(rows, np.ones(size, np.bool_), (size,))
            self.known[key] = ranks.tolist()
        return self.known[key]

    def lasts(self, orders: Mapping[int, Order]) -> bool:
        """Return whether the state is an equilibrium when these parties order anew."""
        rank = [
            self.ranks(party, orders[party]) if party in orders else self.given(party)
            for party in self.parties
        ]
        return all(self.stays(party, rank) for party in self.parties)

    def given(self, party: int) -> list[int]:
        """Return the present ranks of a party."""
        key = party, (-1,)
        if key not in self.known:
            self.known[key] = self.model.rank[party].tolist()
        return self.known[key]

    def stays(self, party: int, rank: Sequence[Sequence[int]]) -> bool:
        """Return whether a party is stable at the state under credible answers."""
        own, state = rank[party], self.state
        level = own[state]
        escapes = self.concept in NO_ESCAPE
        for move in self.reach.moves(party, state):
            if own[move] <= level:
                continue
            ends = self.reach.replies(party, move, rank)
            if not any(
                own[end] <= level
                and not (escapes and any(own[t] > level for t in self.reach.moves(party, end)))
                for end in ends
            ):
                return False
        return True


def apart(table: Table, how: How, limit: int) -> Answer:
    """Each party by itself: costs add up, ways combine."""
    best: dict[int, Orders] = {}
    obstacles: list[Obstacle] = []
    at_least, unknown = 0, False
    for party in table.parties:
        if not (tempting := table.tempting(party)):
            continue
        if party not in table.truths:
            obstacles.append(Obstacle(party, "fixed", tempting))
            continue
        asked = table.contest(party)
        try:
            found = fewest(asked, how, limit=limit)
        except Exhausted as far:
            at_least, unknown = at_least + far.at_least, True
            continue
        if found is None:
            obstacles.append(Obstacle(party, "always", asked.hopeless()))
        else:
            best[party] = found
            at_least += found.cost
    if obstacles or unknown:
        return Answer(at_least=at_least, obstacles=tuple(obstacles))
    combined = product(*(found.orders for found in best.values()))
    ways = (Way(at_least, dict(zip(best, orders, strict=True))) for orders in combined)
    totals = [found.total for found in best.values()]
    total = None if None in totals else prod(it for it in totals if it is not None)
    shown = tuple(islice(ways, limit))
    return Answer(at_least=at_least, cost=at_least, ways=shown, total=total)


def together(table: Table, how: How, limit: int, tries: int) -> Answer:
    """Return the least change under credible answers: orders of all parties, by cost."""
    if table.lasts({}):
        return Answer(at_least=0, cost=0, ways=(Way(0, {}),), total=1)
    least: dict[int, int] = {}
    asked: dict[int, Contest] = {}
    obstacles = []
    for party in table.parties:
        tempting = table.tempting(party)
        if party not in table.truths:
            obstacles += [Obstacle(party, "fixed", tempting)] if tempting else []
            continue
        asked[party] = table.contest(party)
        try:
            found = fewest(asked[party], how, limit=1)
            least[party] = found.cost if found else 0
            hopeless = () if found else asked[party].hopeless()
            obstacles += [] if found else [Obstacle(party, "always", hopeless)]
        except Exhausted as far:
            least[party] = far.at_least
    if obstacles:
        return Answer(at_least=sum(least.values()), obstacles=tuple(obstacles))
    return _by_cost(table, asked, least, (how, limit, tries))


def _by_cost(
    table: Table,
    asked: Mapping[int, Contest],
    least: Mapping[int, int],
    bounds: tuple[How, int, int],
) -> Answer:
    """Try combinations of orders in order of cost, from the least that each party must pay."""
    how, limit, tries = bounds
    most = {party: _most(len(table.truths[party]), how) for party in asked}
    start = sum(least.values())
    candidates = _Candidates(asked, how, tries * LOOKS_PER_TRY)
    for cost in range(start, sum(most.values()) + 1):
        found: list[Way] = []
        for split in _splits(list(asked), cost, least, most):
            for chosen in candidates.combined(split):
                tries -= 1
                if tries >= 0 and table.lasts(chosen):
                    found.append(_way(cost, chosen, asked))
                if tries < 0:
                    break
        if tries < 0 or candidates.looks < 0:
            ways = tuple(found[:limit])
            return Answer(at_least=cost, cost=cost if found else None, ways=ways)
        if found:
            return Answer(at_least=cost, cost=cost, ways=tuple(found[:limit]), total=len(found))
    return Answer(at_least=start, obstacles=(Obstacle(-1, "jointly"),))


class _Candidates:
    """Combinations of orders that meet what is asked of each party in any case."""

    def __init__(self, asked: Mapping[int, Contest], how: How, looks: int) -> None:
        self.asked, self.how, self.looks = asked, how, looks

    def combined(self, split: Mapping[int, int]) -> Iterator[dict[int, Order]]:
        """Yield orders for all parties whose costs are as given in `split`."""
        if not split:
            yield {}
            return
        party, *rest = split
        for order in self._of(party, split[party]):
            for others in self.combined({other: split[other] for other in rest}):
                yield {party: order, **others}

    def _of(self, party: int, cost: int) -> Iterator[Order]:
        asked = self.asked[party]
        for order in _changed(len(asked.favour), self.how, cost):
            self.looks -= 1
            if self.looks < 0:
                return
            if asked.met(asked.won(order)):
                yield order


def _way(cost: int, chosen: Mapping[int, Order], asked: Mapping[int, Contest]) -> Way:
    present = {party: tuple(range(len(it.favour))) for party, it in asked.items()}
    return Way(cost, {party: it for party, it in chosen.items() if it != present[party]})


def _most(count: int, how: How) -> int:
    """Return what the dearest change of `count` statements costs."""
    if how == "swaps":
        return comb(count, 2)
    return count if how == "drops" else max(count - 1, 0)


def _splits(
    parties: Sequence[int], cost: int, least: Mapping[int, int], most: Mapping[int, int]
) -> Iterator[dict[int, int]]:
    """Yield every way to share out a cost among parties, each within its bounds."""
    if not parties:
        if cost == 0:
            yield {}
        return
    first, rest = parties[0], parties[1:]
    for own in range(least[first], min(most[first], cost) + 1):
        for others in _splits(rest, cost - own, least, most):
            yield {first: own, **others}


def _changed(count: int, how: How, cost: int) -> Iterator[Order]:
    """Return the orders that a change of a given cost leads to."""
    if how == "swaps":
        return swapped(count, cost)
    if how == "drops":
        return combinations(range(count), count - cost)
    return _moved(count, cost)


def _moved(count: int, cost: int) -> Iterator[Order]:
    """Yield every order for which just `cost` statements must be moved."""
    seen: set[Order] = set()
    for loose in combinations(range(count), cost):
        kept = [place for place in range(count) if place not in loose]
        for inserted in permutations(loose):
            for slots in product(range(len(kept) + 1), repeat=cost):
                if list(slots) == sorted(slots):
                    order = _merged(kept, inserted, slots)
                    if order not in seen and len(shifted(order)) == cost:
                        seen.add(order)
                        yield order


def _merged(kept: Sequence[int], inserted: Sequence[int], slots: Sequence[int]) -> Order:
    """Return `kept` with statements put in before the given places."""
    order: list[int] = []
    for place in range(len(kept) + 1):
        order.extend(it for it, slot in zip(inserted, slots, strict=True) if slot == place)
        order.extend(kept[place : place + 1])
    return tuple(order)
