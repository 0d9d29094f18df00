"""Which clause waits for which: the order in which clauses are looked at within one instant."""

from collections.abc import Iterator, Mapping

from detente.case import Case, Clause, Condition
from detente.conditions.tree import ClauseIs, Compare, Node, walk

__all__ = ["conditions_of", "groups_of", "in_order", "reads"]


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


def reads(case: Case, trees: Mapping[Condition, Node]) -> dict[str, frozenset[str]]:
    """Return for each clause the clauses whose state it depends on.

    It depends on those that its conditions name, on those that change a lever which its conditions
    name, and on those with which it is to be done together.
    """
    moved_by: dict[str, set[str]] = {}
    for clause in case.clauses.values():
        for effect in (clause.effect, clause.default):
            for lever, _ in effect.settings if effect else ():
                moved_by.setdefault(lever, set()).add(clause.id)
    groups = groups_of(case)
    found = {}
    for clause in case.clauses.values():
        others = set(groups.get(clause.simultaneous, ()))
        for condition in conditions_of(clause):
            for node in walk(trees[condition]):
                if isinstance(node, ClauseIs):
                    others.add(node.clause)
                elif isinstance(node, Compare):
                    others |= moved_by.get(node.lever, set())
        found[clause.id] = frozenset(others - {clause.id})
    return found


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
