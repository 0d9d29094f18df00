"""Conclusions: sentences about a case whose value can be worked out in any world.

Whatever has an id, a sentence, the supports on which it can depend and a value in a world is a
conclusion (:class:`Conclusion`). Those of other stages join by the same four: `value` may take the
case and the record as they would be from :class:`Seen` and work out anything from them.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Mapping

from msgspec import Struct

from detente.case import Case
from detente.errors import UsageError
from detente.interpret import did_you_mean
from detente.ledger.reasons import level_in_words
from detente.ledger.status_words import status_in_words
from detente.sensitivity.dealing import DealForAll, NashPackage, ScheduleHolds, deals_in
from detente.sensitivity.dependence import Dependence
from detente.sensitivity.seen import CANNOT, RULED_OUT, Conclusion, Seen

__all__ = [
    "BetterForAll",
    "ClauseCounts",
    "ClauseStatus",
    "Conclusion",
    "LeverLevel",
    "Package",
    "PresentState",
    "Seen",
    "UnknownLevers",
    "conclusion",
    "conclusion_ids",
]

LASTS = {
    "nash": "lasts: no party gains by moving alone",
    "seq": "lasts, held by a credible reply (SEQ)",
    "sseq": "lasts, held by a credible reply that nothing makes up for (SSEQ)",
    "smr": "lasts only by fear of retaliation (SMR)",
    "gmr": "lasts only by fear of retaliation, if none finds a way around it (GMR)",
    "": "does not last",
}


class LeverLevel(Struct, frozen=True):
    """The level of a lever as of the day."""

    case: Case
    lever: str
    asks_stability: bool = False
    costly: bool = False

    @property
    def id(self) -> str:
        """``lever.ID``."""
        return f"lever.{self.lever}"

    @property
    def text(self) -> str:
        """The lever."""
        return f"The level of {self.case.levers[self.lever].name}."

    def depends(self, on: Dependence) -> int:
        """Return the entries about it, and what else moves it."""
        return on.lever(self.lever)

    def value(self, seen: Seen) -> Hashable:
        """Return its possible levels."""
        return seen.levels(self.lever)

    def words(self, value: Hashable) -> str:
        """Name the levels."""
        lever = self.case.levers[self.lever]
        if not isinstance(value, tuple) or lever.quantity:
            return str(value)
        return " or ".join(level_in_words(lever, str(level)) for level in value)


class ClauseStatus(Struct, frozen=True):
    """How a clause stands as of the day."""

    case: Case
    clause: str
    asks_stability: bool = False
    costly: bool = False

    @property
    def id(self) -> str:
        """``clause.ID``."""
        return f"clause.{self.clause}"

    @property
    def text(self) -> str:
        """The clause."""
        return f"How {self.case.clauses[self.clause].name or self.clause} stands."

    def depends(self, on: Dependence) -> int:
        """Return what it and the clauses it reads ask for."""
        return on.clause(self.clause)

    def value(self, seen: Seen) -> Hashable:
        """Return its possible statuses."""
        return seen.clause(self.clause)

    def words(self, value: Hashable) -> str:
        """Name the statuses."""
        statuses = value if isinstance(value, tuple) else ()
        return status_in_words(self.case.clauses[self.clause].kind, statuses)


class ClauseCounts(Struct, frozen=True):
    """How many clauses were set off, and how many of them stand how."""

    case: Case
    id: str = "clauses"
    asks_stability: bool = False
    costly: bool = False

    @property
    def text(self) -> str:
        """The question."""
        return "How many clauses stand how."

    def depends(self, on: Dependence) -> int:
        """Return what any clause asks for."""
        found = 0
        for clause in self.case.clauses:
            found |= on.clause(clause)
        return found

    def value(self, seen: Seen) -> Hashable:
        """Return the numbers, by status."""
        counts: Counter[str] = Counter()
        for id_, clause in self.case.clauses.items():
            words = seen.clause(id_)
            if {*words} - {"idle"}:
                one = len(words) == 1
                counts[status_in_words(clause.kind, words) if one else "not known"] += 1
        return tuple(sorted(counts.items()))

    def words(self, value: Hashable) -> str:
        """Say the numbers."""
        pairs = value if isinstance(value, tuple) else ()
        return ", ".join(f"{number:,} {words}" for words, number in pairs) or "none set off"


class UnknownLevers(Struct, frozen=True):
    """Which levers are not known for certain, and between which levels."""

    case: Case
    id: str = "unknown"
    asks_stability: bool = False
    costly: bool = False

    @property
    def text(self) -> str:
        """The question."""
        return "Which levers are not known for certain."

    def depends(self, on: Dependence) -> int:
        """Return what any lever rests on."""
        found = 0
        for lever in self.case.levers:
            found |= on.lever(lever)
        return found

    def value(self, seen: Seen) -> Hashable:
        """Return the levers with several possible levels, and these."""
        found = ((lever, seen.board.lever(lever, seen.world)) for lever in self.case.levers)
        return tuple((lever, it.levels or it.amount) for lever, it in found if not it.known)

    def words(self, value: Hashable) -> str:
        """Name the levers."""
        pairs = value if isinstance(value, tuple) else ()
        names = [self.case.levers[lever].name for lever, _ in pairs]
        return f"not known: {', '.join(names)}" if names else "all levers are known"


class PresentState(Struct, frozen=True):
    """Whether, and how, the present state would last."""

    case: Case
    id: str = "now"
    asks_stability: bool = True
    costly: bool = False

    @property
    def text(self) -> str:
        """The question."""
        return "Whether the present state lasts."

    def depends(self, on: Dependence) -> int:
        """Return all that stability can depend on."""
        return on.stability

    def value(self, seen: Seen) -> Hashable:
        """Return the first concept that it meets."""
        standing = seen.standing
        if standing is None:
            return None
        return RULED_OUT if standing.now is None else standing.how(standing.now)

    def words(self, value: Hashable) -> str:
        """Say how it lasts."""
        said = LASTS.get(str(value))
        if value is None or said is None:
            return CANNOT if value is None else str(value)
        return f"the present state {said}"


class BetterForAll(Struct, frozen=True):
    """Whether some lasting state is one that all parties prefer to the present one."""

    case: Case
    id: str = "better"
    asks_stability: bool = True
    costly: bool = False

    @property
    def text(self) -> str:
        """The question."""
        return "Whether a lasting state is better for all."

    def depends(self, on: Dependence) -> int:
        """Return all that stability can depend on."""
        return on.stability

    def value(self, seen: Seen) -> Hashable:
        """Return whether there is one."""
        if seen.standing is not None and seen.standing.now is None:
            return RULED_OUT
        found = seen.standing.better_for_all() if seen.standing else None
        return None if found is None else found > 0

    def words(self, value: Hashable) -> str:
        """Say whether there is one."""
        if not isinstance(value, bool):
            return CANNOT if value is None else str(value)
        return "there is such a state" if value else "there is no such state"


class Package(Struct, frozen=True):
    """Who gains by a package, and whether it would last."""

    case: Case
    package: str
    asks_stability: bool = True
    costly: bool = False

    @property
    def id(self) -> str:
        """``package.ID``."""
        return f"package.{self.package}"

    @property
    def text(self) -> str:
        """The package."""
        name = self.case.package_names.get(self.package) or self.package
        return f"Who gains by {name}, and whether it lasts."

    def depends(self, on: Dependence) -> int:
        """Return all that stability can depend on."""
        return on.stability

    def value(self, seen: Seen) -> Hashable:
        """Return for each party whether it gains, and the first concept that the package meets."""
        standing = seen.standing
        if standing is None:
            return None
        if standing.now is None:
            return RULED_OUT
        state = standing.changed(self.case.packages[self.package])
        if state is None:
            return None
        how = standing.how(state)
        return "cannot be" if how is None else (standing.gains(state), how)

    def words(self, value: Hashable) -> str:
        """Say who gains and how it lasts."""
        if not isinstance(value, tuple):
            return CANNOT if value is None else str(value)
        gains, how = value
        names = [self.case.parties[party].name for party in self.case.players]
        said = {1: "better for", -1: "worse for"}
        parts = []
        for sign, words in said.items():
            who = [name for name, gain in zip(names, gains, strict=True) if gain == sign]
            parts += [f"{words} {' and '.join(who)}"] if who else []
        return f"{', '.join(parts) or 'as good as now for all'}; {LASTS[how]}"


def conclusion(case: Case, id_: str) -> Conclusion:
    """Return the conclusion of some id: see :func:`conclusion_ids`.

    Raises
    ------
    UsageError
        There is none.

    Examples
    --------
    >>> conclusion(Case(id="talks"), "now").text
    'Whether the present state lasts.'
    >>> conclusion(Case(id="talks"), "noww")
    Traceback (most recent call last):
    ...
    detente.errors.UsageError: no conclusion 'noww'
    """
    kind, _, name = id_.partition(".")
    if id_ not in conclusion_ids(case):
        raise UsageError(f"no conclusion '{id_[:80]}'", did_you_mean(id_, conclusion_ids(case)))
    if name:
        return _NAMED[kind](case, name)
    return _WHOLE[kind](case)


_NAMED: Mapping[str, Callable[[Case, str], Conclusion]] = {
    "package": Package,
    "deal": NashPackage,
    "schedule": ScheduleHolds,
    "lever": LeverLevel,
    "clause": ClauseStatus,
}
_WHOLE: Mapping[str, Callable[[Case], Conclusion]] = {
    "now": PresentState,
    "better": BetterForAll,
    "deal": DealForAll,
    "clauses": ClauseCounts,
    "unknown": UnknownLevers,
}


def conclusion_ids(case: Case) -> tuple[str, ...]:
    """Return the ids of all conclusions that can be asked about.

    ``now`` and ``better`` (stability), ``package.ID``; ``deal`` and ``deal.nash`` (bargaining),
    ``schedule.NAME`` (an order of steps); ``clauses`` and ``unknown`` (the board as a
    whole), ``lever.ID``, ``clause.ID``.

    Examples
    --------
    >>> conclusion_ids(Case(id="talks"))
    ('now', 'better', 'clauses', 'unknown')
    """
    deals = deals_in(case)
    return (
        "now",
        "better",
        *(f"package.{id_}" for id_ in case.packages),
        *(("deal", "deal.nash") if deals else ()),
        *(f"schedule.{id_}" for id_ in case.schedules if deals),
        "clauses",
        "unknown",
        *(f"lever.{id_}" for id_ in case.levers),
        *(f"clause.{id_}" for id_ in case.clauses),
    )
