"""The board in worlds: levers and clauses, each worked out once per difference that matters to it."""

import datetime as dt

from msgspec import Struct, field
from msgspec.structs import replace

from detente.case import Case
from detente.entries import Entry
from detente.ledger import LeverStatus
from detente.ledger.clauses import run_clauses
from detente.ledger.effects import with_effects
from detente.ledger.status import lever_status
from detente.ledger.view import View, view_of
from detente.ledger.waiting import closure
from detente.sensitivity.dependence import Dependence
from detente.sensitivity.supports import Fallen

__all__ = ["Board"]


class Board(Struct, eq=False):
    """How levers and clauses stand as of a day, in any world.

    Attributes
    ----------
    as_of, known : datetime.date
        The day of the question; the day of knowledge, None for all that is recorded.
    reading : str or None
        The party whose reading of disputed terms counts.
    runs : int
        How often clauses were run: what takes the time.
    """

    depends: Dependence
    as_of: dt.date
    known: dt.date | None = None
    reading: str | None = None
    runs: int = 0
    _levers: dict[str, dict[Fallen | int, LeverStatus]] = field(default_factory=dict)
    _clauses: dict[str, dict[Fallen | int, tuple[str, ...]]] = field(default_factory=dict)
    _entries: dict[frozenset[str], tuple[Entry, ...]] = field(default_factory=dict)

    def lever(self, lever: str, world: Fallen) -> LeverStatus:
        """Return how a lever stands in a world."""
        known, depends = self._levers.setdefault(lever, {}), self.depends.lever(lever)
        key = _key(depends, world)
        if key not in known:
            known[key] = self._lever(lever, world.within(depends))
        return known[key]

    def clause(self, clause: str, world: Fallen) -> tuple[str, ...]:
        """Return the possible statuses of a clause in a world."""
        known = self._clauses.setdefault(clause, {})
        found = known.get(_key(self.depends.clause(clause), world))
        return self._run(clause, world) if found is None else found

    def _run(self, clause: str, world: Fallen) -> tuple[str, ...]:
        """Run a clause and all that it reads; keep how each of them stands."""
        needed = closure(self.depends.plan.reads, [clause])
        own = world.within(self.depends.clause(clause))
        view = self._view(self.depends.about_clauses(needed), own)
        self.runs += 1
        runs = run_clauses(self._part(needed, own), view, self.as_of, self.reading)
        for one in needed:
            words = runs.words(one, self.as_of)
            key = _key(self.depends.clause(one), own)
            self._clauses.setdefault(one, {})[key] = words
        return self._clauses[clause][_key(self.depends.clause(clause), own)]

    def _lever(self, lever: str, world: Fallen) -> LeverStatus:
        moving = self.depends.effects(lever)
        about = self.depends.about_lever(lever)
        about |= self.depends.about_clauses(moving) if moving else frozenset()
        view = self._view(about, world)
        if moving:
            part = self._part(moving, world)
            self.runs += 1
            view = with_effects(part, view, run_clauses(part, view, self.as_of, self.reading))
        return lever_status(self.depends.case, view, lever, self.as_of)

    def _part(self, clauses: frozenset[str], world: Fallen) -> Case:
        """Return the case after `world` with some of its clauses alone."""
        case = self.depends.supports.case_after(world)
        return replace(case, clauses={c: it for c, it in case.clauses.items() if c in clauses})

    def _view(self, ids: frozenset[str], world: Fallen) -> View:
        """Return the view of some entries after `world`."""
        supports = self.depends.supports
        if ids not in self._entries:
            self._entries[ids] = tuple(entry for entry in supports.entries if entry.id in ids)
        kept = supports.entries_after(world, self._entries[ids])
        return view_of(supports.case, kept, self.known)


def _key(depends: int, world: Fallen) -> Fallen | int:
    """Return what of a world concerns some supports; a whole number where nothing is reversed."""
    return world.within(depends) if world.reversed & depends else world.fallen & depends
