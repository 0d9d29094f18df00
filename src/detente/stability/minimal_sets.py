"""The smallest sets of states that meet a monotone condition: its prime implicants, smallest first.

A condition is a list of clauses; of each clause, one set of states must be contained in B. A set B
that meets it is *minimal* if no smaller part of it does. Clauses that differ in one set each are one:
(A or W) and (B or W) is (A and B) or W. Clauses that share no state are worked out
apart: a minimal set of the whole is one minimal set of each part. Within a part a search takes an
open clause, tries its sets one after another, and forbids those tried before, so that each minimal
set turns up once; it looks for sets of one size after another.
"""

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from math import prod

from msgspec import Struct

__all__ = ["MinimalSets", "minimal_sets"]

MOST_WORK = 5_000_000
"""Sets looked at, over all parts, before the search stops."""

Clause = Sequence[frozenset[int]]


class MinimalSets(Struct, frozen=True):
    """Some or all minimal sets, smallest first.

    Attributes
    ----------
    sets : tuple of tuple of int
        States by number, in increasing order.
    total : int or None
        How many there are; None where the search stopped before it knew.
    """

    sets: tuple[tuple[int, ...], ...]
    total: int | None


def minimal_sets(
    clauses: Sequence[Clause], *, limit: int = 20, work: int = MOST_WORK
) -> MinimalSets:
    """Return the minimal sets that contain a whole set out of each clause, smallest first.

    Parameters
    ----------
    clauses : sequence of sequences of frozenset of int
        Of each clause no set contains another.
    limit : int
        The longest list.
    work : int
        Sets looked at before the search stops. Then `total` is None, and the sets found are minimal,
        but there may be more, perhaps of the same size as those shown.

    Examples
    --------
    >>> clauses = [[frozenset({1}), frozenset({4, 5, 6})], [frozenset({3}), frozenset({4, 5, 6})]]
    >>> minimal_sets(clauses)
    MinimalSets(sets=((1, 3), (4, 5, 6)), total=2)
    >>> many = [[frozenset({10 * part + k}) for k in range(10)] for part in range(30)]
    >>> minimal_sets(many, limit=1).total == 10**30
    True
    """
    parts = []
    complete = True
    for part in _parts(_joined(clauses)):
        found = _of_part(part, work)
        work -= found.used
        complete &= found.complete
        parts.append(found.sets)
    total = prod(len(sets) for sets in parts) if complete else None
    return MinimalSets(tuple(_smallest(parts, limit)), total)


def _joined(clauses: Sequence[Clause]) -> list[Clause]:
    """Return clauses that mean the same, those that share all but one set of their own as one."""
    found = _joined_once(clauses)
    return found if len(found) == len(clauses) else _joined(found)


def _joined_once(clauses: Sequence[Clause]) -> list[Clause]:
    users = Counter(states for clause in clauses for states in set(clause))
    groups: defaultdict[frozenset[frozenset[int]], list[Clause]] = defaultdict(list)
    apart: list[Clause] = []
    for clause in clauses:
        shared = frozenset(states for states in clause if users[states] > 1)
        if len(clause) - len(shared) <= 1 and shared:
            groups[shared].append(clause)
        else:
            apart.append(clause)
    for shared, members in groups.items():
        own = [states for clause in members for states in clause if states not in shared]
        every = frozenset[int]().union(*own)
        if len(own) < len(members) or any(states <= every for states in shared):
            apart.append(sorted(shared, key=sorted))  # one of them has no set of its own
        else:
            apart.append([every, *sorted((it for it in shared if not every <= it), key=sorted)])
    return apart


def _parts(clauses: Sequence[Clause]) -> list[list[Clause]]:
    """Return the clauses in groups that share no state."""
    groups: list[tuple[set[int], list[Clause]]] = []
    for clause in clauses:
        names = {state for states in clause for state in states}
        touching = [group for group in groups if group[0] & names]
        groups = [group for group in groups if not group[0] & names]
        everything = names.union(*(group[0] for group in touching))
        groups.append((everything, [*(it for group in touching for it in group[1]), clause]))
    return [members for _, members in groups]


class _Found(Struct):
    sets: list[tuple[int, ...]]
    complete: bool
    used: int


def _of_part(clauses: list[Clause], work: int) -> _Found:
    """Return the minimal sets of clauses that hang together, smallest first."""
    if len(clauses) == 1:
        sets = [tuple(sorted(states)) for states in clauses[0]]
        return _Found(sorted(sets, key=lambda it: (len(it), it)), complete=True, used=1)
    names = sorted({state for clause in clauses for states in clause for state in states})
    bit = {state: 1 << place for place, state in enumerate(names)}
    search = _Search([[sum(bit[s] for s in states) for states in it] for it in clauses])
    chosen, complete = search.smallest_first(work)
    if not chosen:
        chosen = [search.one()]
    found = [tuple(s for s in names if bit[s] & states) for states in chosen]
    return _Found(sorted(found, key=lambda it: (len(it), it)), complete, search.looked)


class _Node(Struct, frozen=True):
    """States chosen so far, sets that must not be chosen whole, clauses that are still open."""

    chosen: int
    forbidden: tuple[int, ...]
    still: tuple[int, ...]


class _Search:
    """Minimal sets by branching on the sets of an open clause; sets of states as bits."""

    def __init__(self, clauses: list[list[int]]) -> None:
        self.clauses = clauses
        self.looked = 0
        self.named = [0] * len(clauses)
        self.users: dict[int, list[int]] = {}
        for place, ways in enumerate(clauses):
            for states in ways:
                self.named[place] |= states
                self.users.setdefault(states, []).append(place)
        self.start = _Node(0, (), tuple(range(len(clauses))))

    def smallest_first(self, work: int) -> tuple[list[int], bool]:
        """Return minimal sets in order of size, and whether they are all; stop after some work."""
        found: list[int] = []
        heap = [(0, 0, self.start)]
        turn, end = 0, self.looked + work
        while heap and self.looked < end:
            _, _, node = heapq.heappop(heap)
            if not node.still:
                found.append(node.chosen)
            for onward in self.onward(node):
                turn += 1
                heapq.heappush(heap, (onward.chosen.bit_count(), turn, onward))
        return found, not heap

    def one(self) -> int:
        """Return a minimal set, not always a smallest: the first way of each clause, less what can go."""
        chosen = 0
        for ways in self.clauses:
            chosen |= ways[0]
        left = chosen
        while left:
            state = left & -left
            left ^= state
            without = chosen & ~state
            if all(any(states & ~without == 0 for states in ways) for ways in self.clauses):
                chosen = without
        return chosen

    def onward(self, node: _Node) -> Iterator[_Node]:
        """Yield what follows from choosing one set or another of an open clause, without doubles."""
        if not node.still:
            return
        chosen, banned = node.chosen, node.forbidden
        ways = self.clauses[min(node.still, key=lambda place: len(self.clauses[place]))]
        for states in sorted(ways, key=lambda it: (it & ~chosen).bit_count()):
            grown = chosen | states
            if not any(ban & ~grown == 0 for ban in banned):
                common = self.common(grown)
                still = tuple(it for it in node.still if it not in common)
                if not self.idle(grown, common, still):
                    yield _Node(grown, banned, still)
            banned = (*banned, states)

    def common(self, chosen: int) -> dict[int, int]:
        """Return for each clause with a set inside `chosen` what all its sets in there share."""
        self.looked += len(self.users) + len(self.clauses)
        out: dict[int, int] = {}
        outside = ~chosen
        for states in [states for states in self.users if not states & outside]:
            for place in self.users[states]:
                out[place] = out.get(place, -1) & states
        return out

    def idle(self, chosen: int, common: dict[int, int], still: tuple[int, ...]) -> bool:
        """Return whether no minimal set contains `chosen`: one of its states is needed nowhere.

        A state is needed by a clause if all its sets inside `chosen` hold it. With more states
        chosen it is needed no more often, save by a clause that is still open.
        """
        for place in still:
            chosen &= ~self.named[place]
        for shared in common.values():
            chosen &= ~shared
        return bool(chosen)


def _smallest(parts: list[list[tuple[int, ...]]], limit: int) -> Iterator[tuple[int, ...]]:
    """Yield the smallest unions of one set of each part, at most `limit`."""
    if limit <= 0 or not all(parts):
        return
    start = (0,) * len(parts)
    heap = [(sum(len(sets[0]) for sets in parts), start)]
    seen = {start}
    while heap and limit:
        size, places = heapq.heappop(heap)
        chosen = (sets[place] for sets, place in zip(parts, places, strict=True))
        yield tuple(sorted(state for states in chosen for state in states))
        limit -= 1
        for part, place in enumerate(places):
            if place + 1 == len(parts[part]):
                continue
            onward = (*places[:part], place + 1, *places[part + 1 :])
            if onward not in seen:
                seen.add(onward)
                more = len(parts[part][place + 1]) - len(parts[part][place])
                heapq.heappush(heap, (size + more, onward))
