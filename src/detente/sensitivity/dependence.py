"""On which supports an answer can depend: a superset, found without working anything out.

A lever depends on the entries about it and about the levers that let one watch it, and on the
clauses that change it. A clause depends on itself, on the clauses it reads, and on the entries and
readings that any of them asks for. What acts on an entry that matters (a dispute, a ruling, a
retraction, a correction) matters too. Stability depends on what the parties state, on what cannot
be, on the readings used in both, and on every lever.
"""

from collections.abc import Callable, Iterable
from functools import cached_property

from msgspec import Struct, field

from detente.case import Case
from detente.entries import (
    Amount,
    Dispute,
    Entry,
    Event,
    Extend,
    LevelEntry,
    Retract,
    Ruling,
    Waive,
)
from detente.ledger.instants import clock_of
from detente.ledger.readings import settled
from detente.ledger.run import Plan, plan
from detente.ledger.waiting import changed_by, closure, conditions_of
from detente.model.preferences import statements_of
from detente.sensitivity.supports import Supports, terms_in

__all__ = ["Dependence"]


class Dependence(Struct, frozen=True, eq=False, dict=True):
    """On which supports each answer about a case can depend, as sets of supports."""

    supports: Supports
    plan: Plan
    _levers: dict[str, int] = field(default_factory=dict)
    _clauses: dict[str, int] = field(default_factory=dict)
    _orders: dict[str, int] = field(default_factory=dict)
    _asked: dict[frozenset[str], frozenset[str]] = field(default_factory=dict)
    _about_levers: dict[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, supports: Supports) -> "Dependence":
        """Return it for a case and its record."""
        case = supports.case
        return cls(supports, plan(settled(case, None), clock_of(case)))

    @property
    def case(self) -> Case:
        """The case."""
        return self.supports.case

    def effects(self, lever: str) -> frozenset[str]:
        """Return the clauses that change a lever, and those that these read."""
        return closure(self.plan.reads, changed_by(self.case).get(lever, ()))

    def lever(self, lever: str) -> int:
        """Return the supports on which the level of a lever can depend."""
        if lever not in self._levers:
            of_clauses = (self.clause(clause) for clause in self.effects(lever))
            self._levers[lever] = _union([self._of_entries(self.about_lever(lever)), *of_clauses])
        return self._levers[lever]

    def clause(self, clause: str) -> int:
        """Return the supports on which the status of a clause can depend."""
        if clause not in self._clauses:
            needed = closure(self.plan.reads, [clause])
            trees = [c.tree for one in needed for c in conditions_of(self.case.clauses[one])]
            self._clauses[clause] = (
                self._of_entries(self.about_clauses(needed))
                | self.supports.mask("clause", {(one,) for one in needed})
                | self._readings(terms_in(self.case, trees))
            )
        return self._clauses[clause]

    def about_lever(self, lever: str) -> frozenset[str]:
        """Return the entries on which the level of a lever can depend, but for what clauses change."""
        if lever not in self._about_levers:
            levers = self._watching([lever])
            found = self._about(lambda entry: getattr(entry, "lever", "") in levers)
            self._about_levers[lever] = found
        return self._about_levers[lever]

    def about_clauses(self, needed: frozenset[str]) -> frozenset[str]:
        """Return the entries that clauses ask for, and what acts on those."""
        if needed not in self._asked:
            asked = [self.plan.asked[one] for one in needed]
            levers = self._watching({lever for one in asked for lever in one.levers})
            events = {event for one in asked for event in one.events}

            def about(entry: Entry) -> bool:
                if isinstance(entry, LevelEntry | Amount):
                    return entry.lever in levers
                if isinstance(entry, Waive | Extend):
                    return entry.clause in needed
                return isinstance(entry, Event) and entry.name in events

            self._asked[needed] = self._about(about)
        return self._asked[needed]

    @cached_property
    def states(self) -> int:
        """The supports on which the set of states, or what a statement means, can depend."""
        case = self.case
        trees = [condition.tree for condition in case.impossible]
        for party in case.players:
            preference = case.preferences.get(party)
            own = statements_of(preference) if preference else ()
            trees += [statement.condition.tree for statement in own]
        return self.supports.mask("impossible") | self._readings(terms_in(case, trees))

    def orders(self, party: str) -> int:
        """Return the supports of what a party states."""
        if party not in self._orders:
            self._orders[party] = self._stated(party)
        return self._orders[party]

    def _stated(self, party: str) -> int:
        items = self.supports.items
        mine = {item.name for item in items if item.name[0] == party}
        return self.supports.mask("statement", mine) | self.supports.mask("ranking", mine)

    @cached_property
    def status_quo(self) -> int:
        """The supports on which the present state can depend."""
        if self.case.graph is not None:
            return 0
        return _union(map(self.lever, self.case.levers))

    @cached_property
    def stability(self) -> int:
        """The supports on which what would last can depend."""
        return _union([self.states, self.status_quo, *map(self.orders, self.case.players)])

    def _watching(self, levers: Iterable[str]) -> set[str]:
        """Return levers, and those whose level lets one watch them, and so on."""
        found, waiting = set(), list(levers)
        while waiting:
            lever = waiting.pop()
            if lever in self.case.levers and lever not in found:
                found.add(lever)
                waiting.append(self.case.levers[lever].watched_by)
        return found

    def _about(self, about: Callable[[Entry], bool]) -> frozenset[str]:
        """Return the entries that are about something, and all that acts on those."""
        found = {entry.id for entry in self.supports.entries if about(entry)}
        size = -1
        while size < len(found):
            size = len(found)
            found |= {id_ for id_, acts_on in self._acting if not found.isdisjoint(acts_on)}
        return frozenset(found)

    @cached_property
    def _acting(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The entries that act on others, each with those."""
        acting = ((entry.id, _acts_on(entry)) for entry in self.supports.entries)
        return tuple((id_, acts_on) for id_, acts_on in acting if acts_on)

    def _of_entries(self, ids: Iterable[str]) -> int:
        return self.supports.mask("entry", {(id_,) for id_ in ids})

    def _readings(self, terms: Iterable[str]) -> int:
        wanted = set(terms)
        names = {item.name for item in self.supports.items if item.name[0] in wanted}
        return self.supports.mask("reading", names)


def _acts_on(entry: Entry) -> tuple[str, ...]:
    if isinstance(entry, Dispute | Ruling | Retract):
        return (*entry.corrects, entry.about)
    return entry.corrects


def _union(sets: Iterable[int]) -> int:
    found = 0
    for one in sets:
        found |= one
    return found
