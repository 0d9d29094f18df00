"""Which clause waits for which: the order in which clauses are looked at within one instant."""

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from detente.case import Case, Clause, Condition
from detente.conditions.tree import (
    Claimed,
    ClauseIs,
    Compare,
    Duration,
    Happened,
    Held,
    Node,
    Once,
    Since,
    Verified,
    children,
    walk,
)

__all__ = [
    "Asks",
    "asks",
    "changed_by",
    "closure",
    "conditions_of",
    "groups_of",
    "in_order",
    "reads",
]


def conditions_of(clause: Clause) -> Iterator[Condition]:
    """Yield every condition that `clause` is written with."""
    written = (clause.condition, clause.when, clause.excuse, clause.until, clause.unless)
    yield from (condition for condition in written if condition is not None)
    yield from (condition for condition, _ in clause.partial)


def groups_of(case: Case) -> dict[str, tuple[str, ...]]:
    """Return the clauses of each *simultaneous* name."""
    groups: dict[str, tuple[str, ...]] = {}
    for clause in case.clauses.values():
        if clause.simultaneous:
            groups[clause.simultaneous] = (*groups.get(clause.simultaneous, ()), clause.id)
    return groups


class Asks(Struct, frozen=True):
    """What a clause's conditions and keys ask for by name.

    ``windows`` are the durations of *for* and *in last*, ``depth`` how many stand inside each other;
    ``sinces`` and ``ages`` the durations of *since* (with its event) and of findings.
    """

    levers: frozenset[str]
    events: frozenset[str]
    clauses: frozenset[str]
    windows: frozenset[Duration]
    depth: int
    sinces: frozenset[tuple[str, Duration]]
    ages: frozenset[Duration]
    looks: Mapping[str, frozenset[tuple[str, ...]]]
    """Lever -> whose entries about it count: everybody's (no name), or those of some."""


def asks(clause: Clause) -> Asks:
    """Return what `clause`, its terms settled, asks for."""
    trees = [condition.tree for condition in conditions_of(clause)]
    nodes = [node for tree in trees for node in walk(tree)]
    sinces = {(n.event, n.duration) for n in nodes if isinstance(n, Since)}
    events = {n.event for n in nodes if isinstance(n, Happened)} | {event for event, _ in sinces}
    events |= {clause.on_notice} if clause.on_notice else set()
    events |= {clause.within.event} if clause.within and clause.within.event else set()
    return Asks(
        levers=frozenset(n.lever for n in nodes if isinstance(n, Compare)),
        events=frozenset(events),
        clauses=frozenset(n.clause for n in nodes if isinstance(n, ClauseIs)),
        windows=frozenset(n.duration for n in nodes if isinstance(n, Held | Once)),
        depth=max((_depth(tree) for tree in trees), default=0),
        sinces=frozenset(sinces),
        ages=frozenset(n.within for n in nodes if isinstance(n, Verified) and n.within is not None),
        looks=_looks(clause),
    )


def _looks(clause: Clause) -> dict[str, frozenset[tuple[str, ...]]]:
    found: dict[str, set[tuple[str, ...]]] = {}

    def collect(node: Node, names: tuple[str, ...]) -> None:
        if isinstance(node, Verified):
            names = ("verified", *node.by)
        elif isinstance(node, Claimed):
            names = ("claimed", node.by)
        elif isinstance(node, Compare):
            found.setdefault(node.lever, set()).add(names)
        for part in children(node):
            collect(part, names)

    for condition in conditions_of(clause):
        collect(condition.tree, ())
    if clause.verified and clause.condition:
        collect(clause.condition.tree, ("verified", *clause.verified.by))
    return {lever: frozenset(names) for lever, names in found.items()}


def _depth(node: Node) -> int:
    below = max((_depth(part) for part in children(node)), default=0)
    return below + isinstance(node, Held | Once)


def reads(case: Case, asked: Mapping[str, Asks]) -> dict[str, frozenset[str]]:
    """Return for each clause the clauses whose state it depends on.

    It depends on those that its conditions name, on those that change a lever which its conditions
    name, and on those with which it is to be done together.
    """
    moved_by = changed_by(case)
    groups = groups_of(case)
    found = {}
    for clause in case.clauses.values():
        others = set(groups.get(clause.simultaneous, ())) | asked[clause.id].clauses
        for lever in asked[clause.id].levers:
            others |= set(moved_by.get(lever, ()))
        found[clause.id] = frozenset((others & case.clauses.keys()) - {clause.id})
    return found


def changed_by(case: Case) -> dict[str, tuple[str, ...]]:
    """Return per lever the clauses whose power or default changes it."""
    found: dict[str, list[str]] = {}
    for clause in case.clauses.values():
        for effect in (clause.effect, clause.default):
            for lever, _ in effect.settings if effect else ():
                found.setdefault(lever, []).append(clause.id)
    return {lever: tuple(dict.fromkeys(clauses)) for lever, clauses in found.items()}


def closure(reads_of: Mapping[str, frozenset[str]], clauses: Iterable[str]) -> frozenset[str]:
    """Return `clauses` and all that they depend on, directly or through others.

    Examples
    --------
    >>> sorted(closure({"a": frozenset({"b"}), "b": frozenset(), "c": frozenset()}, ["a"]))
    ['a', 'b']
    """
    found: set[str] = set()
    todo = list(clauses)
    while todo:
        clause = todo.pop()
        if clause not in found:
            found.add(clause)
            todo.extend(reads_of[clause])
    return frozenset(found)


def in_order(reads_of: Mapping[str, frozenset[str]]) -> list[tuple[str, ...]]:
    """Return the clauses so that what is read comes first; those that wait for each other together.

    The strongly connected components of the graph (R. Tarjan, *SIAM J. Computing* 1, 1972), in
    topological order; written without recursion.

    Examples
    --------
    >>> in_order({"relief": frozenset({"freeze"}), "freeze": frozenset({"relief"}),
    ...           "report": frozenset({"relief"})})
    [('freeze', 'relief'), ('report',)]
    """
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    path: list[str] = []
    found: list[tuple[str, ...]] = []
    for root in reads_of:
        if root in index:
            continue
        todo = [(root, iter(sorted(reads_of[root])))]
        index[root] = low[root] = len(index)
        path.append(root)
        while todo:
            clause, rest = todo[-1]
            for other in rest:
                if other not in index:
                    index[other] = low[other] = len(index)
                    path.append(other)
                    todo.append((other, iter(sorted(reads_of[other]))))
                    break
                if other in path:
                    low[clause] = min(low[clause], index[other])
            else:
                todo.pop()
                if todo:
                    low[todo[-1][0]] = min(low[todo[-1][0]], low[clause])
                if low[clause] == index[clause]:
                    at = path.index(clause)
                    found.append(tuple(sorted(path[at:])))
                    del path[at:]
    return found
