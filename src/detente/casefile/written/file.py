"""The whole file, as it is written."""

import datetime as dt
from typing import Any, Literal

from msgspec import field

from detente.casefile.written.actors import Graph, Lever, Moves, Party
from detente.casefile.written.part import CaseId, Id, Part, StateMap
from detente.casefile.written.promises import Clause, Policy, Reading
from detente.casefile.written.wants import LongCondition, Misperception, Preference
from detente.claims import Grade

__all__ = ["CaseFile", "EvidenceRules", "WorkingDays"]


class WorkingDays(Part, frozen=True):
    """A calendar: which days are no business days.

    Attributes
    ----------
    weekend : list of days
        Names of days of the week; saturday and sunday if absent.
    holidays : list of dates
        Single days.
    name : text
        The name for people.
    note : text
        A remark for people.
    """

    weekend: tuple[str, ...] = ("saturday", "sunday")
    holidays: tuple[dt.date, ...] = ()
    name: str = ""
    note: str = ""


class EvidenceRules(Part, frozen=True):
    """What the evidence stage may do with documents.

    Attributes
    ----------
    llm : allow or deny
        Whether texts may be sent to a language model that the user names; not, if absent.
    """

    llm: Literal["allow", "deny"] = "deny"


class CaseFile(Part, frozen=True):
    """A case: who takes part, what each controls, what cannot be, what each prefers and promised.

    Attributes
    ----------
    detente : 1
        The version of the format.
    case : name
        The id of the case; it may hold hyphens.
    parties : mapping
        Who takes part.
    name : text
        The title.
    note : text
        A remark for people.
    as_of : date
        The date of every question that names none.
    timezone : time zone
        Where days begin and end, such as Asia/Seoul; UTC if absent.
    trust : grade
        The weakest grade that is taken as certain; D4 if absent.
    status_quo : mapping
        Lever to level: overrides what the record says. In graph form the name of a state.
    levers : mapping
        What each controls.
    graph : mapping
        States and arcs given outright, in place of levers.
    impossible : list of conditions
        Conditions that no state may meet.
    moves : mapping
        Restrictions on single moves.
    preferences : mapping
        Party to what it prefers.
    terms : mapping
        Words whose meaning is disputed, each with its readings.
    clauses : list
        Offers, demands, agreements.
    packages : mapping
        Named deals: a level for each lever that the deal speaks of.
    policies : mapping
        What a party would do.
    goals : mapping
        Outcomes that are counted, each a condition on states.
    misperceptions : mapping
        Party to how it sees the case differently.
    coalitions : list of lists
        Coalitions to examine; all if absent.
    schedules : mapping
        Orders of steps: a list of periods, each with the levers that change.
    period : duration
        How long one period is; 1 month if absent.
    calendars : mapping
        Calendars of business days.
    calendar : calendar
        The calendar of the whole case.
    evidence : mapping
        What may be done with documents.
    events : list
        Dated facts: entries of the record, written here.
    claims : list
        Claims, written here.
    expected : mapping
        Published results, for tests.
    """

    detente: int
    case: CaseId
    parties: dict[Id, Party]
    name: str = ""
    note: str = ""
    as_of: dt.date | None = None
    timezone: str = "UTC"
    trust: Grade | None = None
    status_quo: str | StateMap | None = None
    levers: dict[Id, Lever] = field(default_factory=dict)
    graph: Graph | None = None
    impossible: tuple[str | LongCondition, ...] = ()
    moves: Moves | None = None
    preferences: dict[Id, Preference] = field(default_factory=dict)
    terms: dict[Id, dict[Id, Reading | str]] = field(default_factory=dict)
    clauses: tuple[Clause, ...] = ()
    packages: dict[Id, dict[Id, str]] = field(default_factory=dict)
    policies: dict[Id, Policy] = field(default_factory=dict)
    goals: dict[Id, str | LongCondition] = field(default_factory=dict)
    misperceptions: dict[Id, Misperception] = field(default_factory=dict)
    coalitions: tuple[tuple[Id, ...], ...] | None = None
    schedules: dict[Id, tuple[StateMap, ...]] = field(default_factory=dict)
    period: str = "1 month"
    calendars: dict[Id, WorkingDays] = field(default_factory=dict)
    calendar: str = ""
    evidence: EvidenceRules | None = None
    events: tuple[Any, ...] = ()
    claims: tuple[Any, ...] = ()
    expected: dict[str, Any] = field(default_factory=dict)
