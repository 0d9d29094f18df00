"""The case: who takes part, what each controls, what cannot be, what each prefers, what was promised.

Everything here is frozen and pure. A :class:`Case` has passed the strict reading of the case file:
every name in it exists and every condition is parsed. Each part is found in its file by its *path*,
``("levers", "coal_ban", "levels", 0)``, through :meth:`Case.problem`.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Literal

from msgspec import Struct, field

from detente.alike import Alike
from detente.claims import Claim, Grade
from detente.conditions.tree import Deadline, Duration, Effect, Node, Verification
from detente.entries import Entry
from detente.errors import Mark, Path, Problem, Severity

__all__ = [
    "Calendar",
    "Case",
    "Clause",
    "Condition",
    "Detection",
    "Graph",
    "InspectionPlan",
    "Interval",
    "Lever",
    "Misperception",
    "MoveRule",
    "Never",
    "Party",
    "PartyType",
    "Policy",
    "PolicyRule",
    "Preference",
    "Rate",
    "Reading",
    "Role",
    "State",
    "Statement",
    "Term",
    "called",
]

Role = Literal["party", "authority", "verifier", "mediator", "observer"]
Never = Literal["never"]
State = Mapping[str, str]
"""Lever id -> level; it may leave levers out where the use says what that means."""


_WITH_ARTICLE_FIRST = frozenset(
    [
        "United",
        "Republic",
        "Kingdom",
        "European",
        "Soviet",
        "Islamic",
        "Democratic",
        "People's",
        "Joint",
        "African",
        "Arab",
    ]
)
_WITH_ARTICLE_LAST = frozenset(
    [
        "Council",
        "Congress",
        "Commission",
        "Union",
        "Federation",
        "Republic",
        "Agency",
        "Government",
        "Ministry",
        "Parliament",
        "Court",
        "Committee",
        "Inspectorate",
        "Secretariat",
        "Netherlands",
        "Philippines",
        "Mission",
        "Party",
    ]
)


def called(name: str) -> str:
    """Return how `name` is called in running text: with *the* where English wants it.

    Examples
    --------
    >>> called("United States"), called("UN Security Council"), called("IAEA"), called("Uniroyal")
    ('the United States', 'the UN Security Council', 'the IAEA', 'Uniroyal')
    """
    words = name.partition(" (")[0].split()
    if not words or words[0].lower() == "the":
        return name
    initials = len(words) == 1 and len(words[0]) > 1 and words[0].isupper()
    article = initials or words[0] in _WITH_ARTICLE_FIRST or words[-1] in _WITH_ARTICLE_LAST
    return f"the {name}" if article else name


class Condition(Alike, frozen=True):
    """A condition as written: its text, its tree, where it stands, and what people say about it."""

    aside = ("path", "name", "note", "rests_on")

    text: str
    tree: Node
    path: Path = ()
    name: str = ""
    note: str = ""
    rests_on: tuple[str, ...] = ()


class Interval(Struct, frozen=True):
    """A number that is known to lie between two ends; both equal when it is known exactly."""

    low: float
    high: float

    @property
    def middle(self) -> float:
        """The midpoint."""
        return (self.low + self.high) / 2


class Rate(Struct, frozen=True):
    """A probability or discount factor per unit of time: ``0.9 per month``."""

    value: Interval
    per: Duration


class InspectionPlan(Struct, frozen=True, kw_only=True):
    """Attribute sampling: of `items`, `falsified` are false and `sampled` are looked at, per period."""

    items: int
    falsified: int
    sampled: int
    per: Duration


Detection = Rate | InspectionPlan


class Party(Struct, frozen=True, kw_only=True):
    """An actor. Only those with role ``party`` choose; the others consent, verify, mediate, watch."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    role: Role = "party"
    note: str = ""

    @property
    def called(self) -> str:
        """The name as it stands in running text."""
        return called(self.name)


class Lever(Struct, frozen=True, kw_only=True):
    """What one actor controls (an *option* in the graph model literature, with two levels or more).

    Attributes
    ----------
    levels : tuple of str
        Ordered, least to most in the direction of the deal; empty for a quantity.
    start : str
        The level before the record begins.
    needs : dict
        Level -> whose consent a change to that level takes.
    undo : dict
        (from, to) -> how long that change takes, or ``never``. Pairs left out are free, at once.
    watched_by : str
        A verifier, or a lever whose last level lets one see; empty: nobody watches.
    detect : Rate, InspectionPlan or None
        Chance that a secret step back is seen; None: seen at once.
    unit : str
        For a quantity: the unit in which deliveries add up.
    """

    id: str
    name: str
    owner: str
    group: str = ""
    levels: tuple[str, ...] = ()
    start: str = ""
    level_names: Mapping[str, str] = field(default_factory=dict)
    needs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    undo: Mapping[tuple[str, str], Duration | Never] = field(default_factory=dict)
    basis: str = ""
    watched_by: str = ""
    detect: Detection | None = None
    unit: str = ""
    note: str = ""

    @property
    def quantity(self) -> bool:
        """Whether it is an amount that adds up, not a choice of level."""
        return bool(self.unit)


class Statement(Struct, frozen=True, kw_only=True):
    """One preference statement: a condition on states, what it weighs, the claims it rests on."""

    condition: Condition
    weight: Interval | None = None
    rests_on: tuple[str, ...] = ()
    note: str = ""


class PartyType(Struct, frozen=True, kw_only=True):
    """What a party may be: a prior probability and its own preference statements."""

    id: str
    prior: float
    statements: tuple[Statement, ...]
    name: str = ""
    note: str = ""


class Preference(Struct, frozen=True, kw_only=True):
    """What one party prefers: ordered statements, or a ranking; perhaps types.

    ``ranking`` holds groups, best first; a group holds partial states (or names of states in graph
    form) between which the party is indifferent; the empty group stands for all states not named.
    """

    party: str
    statements: tuple[Statement, ...] = ()
    ranking: tuple[tuple[State | str, ...], ...] | None = None
    reading: Literal["lexicographic", "weighted"] = "lexicographic"
    reservation: Literal["status_quo"] | float | State = "status_quo"
    patience: Rate | None = None
    types: Mapping[str, PartyType] = field(default_factory=dict)
    rests_on: tuple[str, ...] = ()
    note: str = ""


class Reading(Struct, frozen=True, kw_only=True):
    """What one party, or a body, takes a term to mean."""

    id: str
    means: Condition
    by: tuple[str, ...] = ()
    rests_on: tuple[str, ...] = ()
    note: str = ""


class Term(Struct, frozen=True, kw_only=True):
    """A word whose meaning is disputed: one condition per reading."""

    id: str
    readings: Mapping[str, Reading]
    name: str = ""
    note: str = ""


class Clause(Struct, frozen=True, kw_only=True):
    """A promise, a prohibition or a power: ``must`` achieve, ``keep`` in force, ``may`` change.

    ``condition`` is what must be achieved or kept; ``effect`` is what a ``may`` clause changes.
    Every further key is as in the language's definition: None or empty where it is not written.
    """

    id: str
    kind: Literal["must", "keep", "may"]
    party: tuple[str, ...]
    to: tuple[str, ...] = ()
    condition: Condition | None = None
    effect: Effect | None = None
    when: Condition | None = None
    within: Deadline | None = None
    by: dt.date | None = None
    verified: Verification | None = None
    grace: Duration | None = None
    excuse: Condition | None = None
    partial: tuple[tuple[Condition, float], ...] = ()
    until: Condition | None = None
    on_notice: str = ""
    notice: Duration | None = None
    unless: Condition | None = None
    simultaneous: str = ""
    default: Effect | None = None
    calendar: str = ""
    reading: str = ""
    rests_on: tuple[str, ...] = ()
    name: str = ""
    note: str = ""
    text: Mapping[str, str] = field(default_factory=dict)


class MoveRule(Struct, frozen=True, kw_only=True):
    """Arcs that a party has or has not: from states that meet one condition to states that meet another."""

    party: str
    from_: Condition
    to: Condition
    note: str = ""


class PolicyRule(Struct, frozen=True, kw_only=True):
    """``when`` a condition is true the party does ``do``."""

    when: Condition
    do: Effect
    note: str = ""


class Policy(Struct, frozen=True, kw_only=True):
    """What a party would do: the first rule that applies at the start of a period."""

    id: str
    party: str
    rules: tuple[PolicyRule, ...]
    name: str = ""
    note: str = ""


class Misperception(Struct, frozen=True, kw_only=True):
    """How one party sees the case differently (a hypergame): what replaces the case's own parts."""

    party: str
    preferences: Mapping[str, Preference] = field(default_factory=dict)
    impossible: tuple[Condition, ...] = ()
    unseen: tuple[str, ...] = ()
    note: str = ""


class Graph(Struct, frozen=True, kw_only=True):
    """A study given outright: named states, and per party arcs from one to another."""

    states: tuple[str, ...]
    labels: Mapping[str, str]
    moves: Mapping[str, tuple[tuple[str, str], ...]]


class Calendar(Struct, frozen=True, kw_only=True):
    """Which days are business days: not the weekend (0 = Monday), not a holiday."""

    id: str
    weekend: frozenset[int]
    holidays: frozenset[dt.date]


class Case(Alike, frozen=True, kw_only=True):
    """A case file that was read without error.

    ``levers`` is empty and ``graph`` set in graph form; otherwise the other way round. All mappings
    keep the order of the file. ``events`` and ``claims`` are those written inline.
    """

    aside = ("marks",)

    id: str
    file: str = ""
    name: str = ""
    note: str = ""
    as_of: dt.date | None = None
    timezone: str = "UTC"
    trust: Grade = field(default_factory=lambda: Grade("D", 4))
    parties: Mapping[str, Party] = field(default_factory=dict)
    levers: Mapping[str, Lever] = field(default_factory=dict)
    graph: Graph | None = None
    status_quo: State | str | None = None
    impossible: tuple[Condition, ...] = ()
    forbid: tuple[MoveRule, ...] = ()
    only: tuple[MoveRule, ...] = ()
    preferences: Mapping[str, Preference] = field(default_factory=dict)
    terms: Mapping[str, Term] = field(default_factory=dict)
    clauses: Mapping[str, Clause] = field(default_factory=dict)
    packages: Mapping[str, State] = field(default_factory=dict)
    package_names: Mapping[str, str] = field(default_factory=dict)
    policies: Mapping[str, Policy] = field(default_factory=dict)
    goals: Mapping[str, Condition] = field(default_factory=dict)
    misperceptions: Mapping[str, Misperception] = field(default_factory=dict)
    coalitions: tuple[tuple[str, ...], ...] | None = None
    schedules: Mapping[str, tuple[State, ...]] = field(default_factory=dict)
    period: Duration = field(default_factory=lambda: Duration(1, "months"))
    calendars: Mapping[str, Calendar] = field(default_factory=dict)
    calendar: str = ""
    language_model_allowed: bool = False
    events: tuple[Entry, ...] = ()
    claims: tuple[Claim, ...] = ()
    expected: Mapping[str, Any] = field(default_factory=dict)
    version: str = ""
    marks: Mapping[Path, Mark] = field(default_factory=dict)

    @property
    def players(self) -> tuple[str, ...]:
        """Ids of those with role ``party``, in the order of the file: the decision makers."""
        return tuple(p.id for p in self.parties.values() if p.role == "party")

    def mark(self, path: Path) -> Mark | None:
        """Return where `path`, or the nearest thing above it, stands in the file."""
        while path:
            if path in self.marks:
                return self.marks[path]
            path = path[:-1]
        return None

    def problem(
        self, severity: Severity, code: str, message: str, path: Path, hint: str = ""
    ) -> Problem:
        """Return a problem placed at `path`."""
        problem = Problem(severity=severity, code=code, message=message, hint=hint, file=self.file)
        mark = self.mark(path)
        return problem.at(self.file, mark) if mark else problem
