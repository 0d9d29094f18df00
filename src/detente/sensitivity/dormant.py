"""Clauses that no fall of claims can set off: their trigger asks for events that nobody recorded.

When claims fall, entries fall or give other levels; no new event comes into the record. So a clause
whose trigger is false whatever else holds stays idle in every world, and so does one that waits for
it; of clauses to be done together, all of them. Such clauses are emptied: what they would have asked for then matters to nothing.
"""

from collections.abc import Collection, Iterable

from msgspec import Struct
from msgspec.structs import replace

from detente.case import Case, Clause, Condition
from detente.conditions.tree import And, ClauseIs, Constant, Effect, Happened, Node, Not, Or, Since
from detente.entries import Entry, Event
from detente.ledger.waiting import groups_of

__all__ = ["without_dormant"]

NEVER = Condition("never", Constant(value=False))


class _Knowledge(Struct, frozen=True):
    """Which events the record names at all, and which clauses are known to stay idle."""

    events: Collection[str]
    dormant: Collection[str]

    def truth(self, node: Node) -> bool | None:
        """Return what a condition is in every world; None where that is open."""
        if isinstance(node, Constant):
            return node.value
        if isinstance(node, Happened | Since):
            return None if node.event in self.events else False
        if isinstance(node, ClauseIs):
            return node.status == "idle" if node.clause in self.dormant else None
        if isinstance(node, Not):
            inner = self.truth(node.part)
            return None if inner is None else not inner
        if isinstance(node, And | Or):
            return _joined([self.truth(part) for part in node.parts], decides=isinstance(node, Or))
        return None


def _joined(truths: Collection[bool | None], *, decides: bool) -> bool | None:
    if decides in truths:
        return decides
    return None if None in truths else not decides


def without_dormant(case: Case, entries: Iterable[Entry]) -> Case:
    """Return the case with the clauses emptied that stay idle in every world.

    Examples
    --------
    >>> signed = Condition("event(signed)", Happened("signed"))
    >>> case = Case(id="talks", clauses={"relief": Clause(id="relief", kind="must", party=("usa",),
    ...                                                   when=signed, rests_on=("c1",))})
    >>> without_dormant(case, []).clauses["relief"].rests_on
    ()
    """
    events = {entry.name for entry in entries if isinstance(entry, Event)}
    groups = groups_of(case)
    dormant: set[str] = set()
    size = -1
    while size < len(dormant):
        size = len(dormant)
        idle = _idle(case, _Knowledge(events, dormant))
        dormant |= {
            c for c in idle if idle.issuperset(groups.get(case.clauses[c].simultaneous, ()))
        }
    return replace(
        case, clauses={c: _emptied(it) if c in dormant else it for c, it in case.clauses.items()}
    )


def _idle(case: Case, known: _Knowledge) -> set[str]:
    return {
        clause.id
        for clause in case.clauses.values()
        if clause.when and known.truth(clause.when.tree) is False
    }


def _emptied(it: Clause) -> Clause:
    may = it.kind == "may"
    return Clause(
        id=it.id,
        kind=it.kind,
        party=it.party,
        to=it.to,
        name=it.name,
        condition=None if may else NEVER,
        effect=Effect(()) if may else None,
        when=NEVER,
    )
