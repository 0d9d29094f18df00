"""The least change of an order of statements under which a monotone condition holds.

An order is built from the top. Placing a statement decides every case that it bears on and that was
open (`detente.stability.contest`). Putting a statement next costs as many swaps of neighbours as
statements before it are still to be placed, so the cost of an order is the sum over its steps: the
number of pairs that stand the other way round (Kendall, 1938). A search by cost over pairs
(statements placed, cases won) finds the least cost and every order that has it. Once the cases won
suffice the rest keeps its order, at no cost; where the cases lost rule out every way the search turns
back. It is exact; `Exhausted` says how far it came where it was given up.

References
----------
M. G. Kendall (1938), A new measure of rank correlation, Biometrika 30.
"""

import heapq
from collections.abc import Iterator
from itertools import combinations, islice

from msgspec import Struct, field

from detente.stability.contest import MOST_NODES, Contest, Exhausted

__all__ = ["Order", "Orders", "fewest", "shifted", "swapped"]

MOST_ORDERS = 100_000
"""Orders that are told apart where several choices of statements to move lead to the same ones."""
Order = tuple[int, ...]
"""Statements by their place in the present order, most important first."""


class Orders(Struct, frozen=True):
    """The orders that cost least.

    Attributes
    ----------
    cost : int
        What they cost.
    orders : tuple of tuple of int
        Statements by their place in the present order, in the new order; as many as asked for.
    total : int or None
        How many there are, whatever the limit; None under ``moves`` where they are too many to be
        told apart.
    """

    cost: int
    orders: tuple[Order, ...]
    total: int | None


def fewest(given: Contest, how: str = "swaps", *, limit: int = 10) -> Orders | None:
    """Return the cheapest orders that meet a contest; None if there are none.

    Parameters
    ----------
    given : Contest
        The condition.
    how : str
        What to count: ``swaps`` of neighbours, statements that are taken out and put back elsewhere
        (``moves``: for each choice of statements the orders with fewest swaps), or ``drops``.
    limit : int
        The longest list of orders.

    Raises
    ------
    Exhausted
        The search was given up.
    ValueError
        `how` is another word.

    Examples
    --------
    >>> it = Contest(favour=(0, 0, 1), against=(1, 0, 0), clauses=((1,),), moves=(7,))
    >>> fewest(it)
    Orders(cost=2, orders=((2, 0, 1), (1, 2, 0)), total=2)
    >>> fewest(it, "moves").cost, fewest(it, "drops").orders
    (1, ((1, 2),))
    """
    if how == "drops":
        return _fewest_drops(given, limit)
    if how not in {"swaps", "moves"}:
        message = f"{how!r} is none of swaps, moves, drops"
        raise ValueError(message)
    if given.hopeless():
        return None
    if how == "swaps":
        return _Search(given).best(limit)
    return _fewest_moves(given, limit)


def _fewest_drops(given: Contest, limit: int) -> Orders | None:
    count = len(given.favour)
    tried = 0
    for cost in range(count + 1):
        found = []
        for dropped in combinations(range(count), cost):
            tried += 1
            if tried > MOST_NODES:
                raise Exhausted(cost)
            order = tuple(place for place in range(count) if place not in dropped)
            if given.met(given.won(order)):
                found.append(order)
        if found:
            return Orders(cost, tuple(found[:limit]), len(found))
    return None


def _fewest_moves(given: Contest, limit: int) -> Orders | None:
    count = len(given.favour)
    left = MOST_NODES
    for cost in range(count):
        found: dict[Order, int] = {}
        complete = True
        for loose in combinations(range(count), cost):
            search = _Search(given, sum(1 << place for place in loose), left)
            try:
                best = search.best(max(MOST_ORDERS - len(found), limit, 1))
            except Exhausted:
                raise Exhausted(cost) from None
            left -= search.used
            if best is not None:
                found |= dict.fromkeys(best.orders, best.cost)
                complete &= best.total == len(best.orders)
        if found:
            orders = sorted(found, key=lambda order: (found[order], order))
            return Orders(cost, tuple(orders[:limit]), len(orders) if complete else None)
    return None


class _Node(Struct):
    """The least cost of getting somewhere, in how many ways, and from where."""

    cost: int
    ways: int = 0
    before: list[tuple["_Key", int]] = field(default_factory=list)


_Key = tuple[int, int]
"""Statements placed and cases won, as bits."""


class _Search:
    """Search by cost over (statements placed, cases won); `loose` ones may leave the present order."""

    def __init__(self, given: Contest, loose: int | None = None, nodes: int = MOST_NODES) -> None:
        self.given = given
        self.count = len(given.favour)
        self.loose = (1 << self.count) - 1 if loose is None else loose
        self.nodes = nodes
        self.used = 0
        self.known: dict[_Key, _Node] = {(0, 0): _Node(0, 1)}
        self.heap: list[tuple[int, int, _Key]] = [(0, 0, (0, 0))]

    def best(self, limit: int) -> Orders | None:
        """Return the cheapest orders, all those of equal cost counted; None if there are none."""
        goals: list[_Key] = []
        cost = -1
        while self.heap:
            now, size, key = heapq.heappop(self.heap)
            if now > self.known[key].cost:
                continue
            if goals and now > cost:
                break
            self.used += 1
            if self.used > self.nodes:
                raise Exhausted(now)
            if self.given.met(self.given.safe(*key)):
                goals.append(key)
                cost = now
            else:
                self._expand(key, now, size)
        if not goals:
            return None
        orders = (order for goal in goals for order in self._orders(goal))
        total = sum(self.known[goal].ways for goal in goals)
        return Orders(cost, tuple(islice(orders, limit)), total)

    def _expand(self, key: _Key, cost: int, size: int) -> None:
        """Place each statement that may come next, where the clauses can still be met."""
        placed, won = key
        settled = self.given.settled(placed)
        if not self.given.met(won | ~settled):
            return
        skipped, held = 0, False
        for place in range(self.count):
            if placed >> place & 1:
                continue
            loose = self.loose >> place & 1
            if loose or not held:
                onward = placed | 1 << place, won | (self.given.favour[place] & ~settled)
                self._reach(onward, cost + skipped, size + 1, (key, place))
            held |= not loose
            skipped += 1

    def _reach(self, key: _Key, cost: int, size: int, step: tuple[_Key, int]) -> None:
        """Note one way to a node: the cheapest ones are kept, and counted."""
        node = self.known.get(key)
        if node is None or cost < node.cost:
            node = self.known[key] = _Node(cost)
            heapq.heappush(self.heap, (cost, size, key))
        if cost == node.cost:
            node.before.append(step)
            node.ways += self.known[step[0]].ways

    def _orders(self, goal: _Key) -> Iterator[Order]:
        """Yield the orders that lead to a goal at its cost; what is left keeps its order."""
        rest = tuple(place for place in range(self.count) if not goal[0] >> place & 1)
        stack = [(goal, rest)]
        while stack:
            key, order = stack.pop()
            if not key[0]:
                yield order
            stack.extend((before, (place, *order)) for before, place in self.known[key].before)


def swapped(count: int, cost: int) -> Iterator[Order]:
    """Yield every order of `count` statements in which `cost` pairs stand the other way round.

    Examples
    --------
    >>> list(swapped(3, 1)), len(list(swapped(5, 4)))
    ([(0, 2, 1), (1, 0, 2)], 20)
    """

    def grow(rest: tuple[int, ...], left: int) -> Iterator[Order]:
        if not rest:
            yield ()
            return
        later = (len(rest) - 1) * (len(rest) - 2) // 2
        for skipped in range(max(0, left - later), min(left, len(rest) - 1) + 1):
            others = rest[:skipped] + rest[skipped + 1 :]
            for order in grow(others, left - skipped):
                yield (rest[skipped], *order)

    yield from grow(tuple(range(count)), cost)


def shifted(order: Order) -> tuple[int, ...]:
    """Return the fewest statements that were moved, in the new order; raised ones where there is a choice.

    The others keep their order: they are a longest increasing part.

    Examples
    --------
    >>> shifted((1, 0, 2)), shifted((1, 2, 3, 0)), shifted((0, 1))
    ((1,), (0,), ())
    """
    worth: list[tuple[int, tuple[int, ...]]] = []
    at_home = sorted(order)
    for place, statement in enumerate(order):
        keep = (len(order) + 1) - (place < at_home.index(statement))
        before = [it for it in worth if it[1][-1] < statement]
        best = max(before, key=lambda it: it[0], default=(0, ()))
        worth.append((best[0] + keep, (*best[1], statement)))
    kept = max(worth, key=lambda it: it[0], default=(0, ()))[1]
    return tuple(statement for statement in order if statement not in kept)
