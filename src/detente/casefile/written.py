"""The case file as it is written: one Struct per mapping, with every key of the format.

Nothing here is checked against anything else: names, conditions, rates and dates are text until
:mod:`detente.casefile.build` reads them. The JSON Schema is made from these classes, and the lines
under *Attributes* are what editors show for a key.
"""

import datetime as dt
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from detente.case import Role
from detente.claims import Grade

__all__ = [
    "CaseFile",
    "Clause",
    "EvidenceRules",
    "Graph",
    "GraphState",
    "Inspections",
    "Level",
    "Lever",
    "LongCondition",
    "LongStatement",
    "Misperception",
    "MoveRule",
    "Moves",
    "Party",
    "PartyType",
    "Policy",
    "PolicyRule",
    "Preference",
    "Reading",
    "Share",
    "WorkingDays",
]

Id = Annotated[str, Meta(pattern="^[a-z][a-z0-9_]*$")]
CaseId = Annotated[str, Meta(pattern="^[a-z][a-z0-9_-]*$")]
StateMap = dict[Id, Id]


class Part(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What all mappings of the file share: no key but those that are named."""


class Party(Part, frozen=True):
    """An actor.

    Attributes
    ----------
    name : text
        The name for people.
    aliases : list of text
        Other names under which texts speak of it.
    role : word
        party (the default) chooses; authority consents; verifier inspects; mediator; observer.
    note : text
        A remark for people.
    """

    name: str = ""
    aliases: tuple[str, ...] = ()
    role: Role = "party"
    note: str = ""


class Level(Part, frozen=True):
    """A level with a name for people.

    Attributes
    ----------
    name : text
        The name for people.
    note : text
        A remark for people.
    """

    name: str = ""
    note: str = ""


class Inspections(Part, frozen=True):
    """An inspection plan: attribute sampling.

    Attributes
    ----------
    items : whole number
        How many items there are.
    falsified : whole number
        How many of them are false, if a party cheats.
    sampled : whole number
        How many are looked at each time.
    per : unit of time
        How often: month, week, 3 months.
    """

    items: int
    falsified: int
    sampled: int
    per: str


class Lever(Part, frozen=True):
    """What one actor controls.

    Attributes
    ----------
    owner : party
        The party that can bring a change about.
    name : text
        The name for people.
    group : text
        Levers of one group stand together on the status board.
    levels : list of names
        In order, in the direction of the deal; or a mapping from each level to its name and note.
    start : level
        The level before the record begins; the first one if absent.
    needs : mapping
        Level to the list of those whose consent a change to that level takes.
    undo : mapping
        From a level, to a level: how long the change takes (30 days), or never.
    basis : text
        The legal basis.
    watched_by : verifier or lever
        Who watches, or the lever whose last level lets one see.
    detect : rate
        Chance that a secret step back is seen (0.9 per month), an interval, or an inspection plan.
    unit : text
        Makes it a quantity: amounts add up in this unit, and there are no levels.
    note : text
        A remark for people.
    """

    owner: Id
    name: str = ""
    group: str = ""
    levels: tuple[Id, ...] | dict[Id, Level] = ()
    start: str = ""
    needs: dict[Id, tuple[Id, ...]] = {}
    undo: dict[Id, dict[Id, str]] = {}
    basis: str = ""
    watched_by: str = ""
    detect: str | tuple[str, str] | Inspections | None = None
    unit: str = ""
    note: str = ""


class LongCondition(Part, frozen=True):
    """A condition with a name and a note.

    Attributes
    ----------
    condition : condition
        The condition itself.
    name : text
        The name for people.
    note : text
        A remark for people.
    rests_on : list of claims
        The claims that it rests on.
    """

    condition: str
    name: str = ""
    note: str = ""
    rests_on: tuple[str, ...] = ()


class GraphState(Part, frozen=True):
    """A state of a study in graph form.

    Attributes
    ----------
    label : text
        The name for people.
    note : text
        A remark for people.
    """

    label: str = ""
    note: str = ""


class Graph(Part, frozen=True):
    """States and arcs given outright.

    Attributes
    ----------
    states : list of names
        The states; or a mapping from each state to its label.
    moves : mapping
        Party to the list of its arcs, [from, to].
    note : text
        A remark for people.
    """

    states: tuple[Id, ...] | dict[Id, GraphState]
    moves: dict[Id, tuple[tuple[Id, Id], ...]] = {}
    note: str = ""


class MoveRule(Part, frozen=True, rename={"from_": "from"}):
    """Single arcs of a party.

    Attributes
    ----------
    party : party
        Whose moves.
    from : condition
        On the state that is left.
    to : condition
        On the state that is reached.
    note : text
        A remark for people.
    """

    party: Id
    from_: str
    to: str
    note: str = ""


class Moves(Part, frozen=True):
    """What restricts the rule that a party changes any of its own levers at once.

    Attributes
    ----------
    forbid : list
        Moves that a party has not.
    only : list
        The only moves that the parties named here have.
    """

    forbid: tuple[MoveRule, ...] = ()
    only: tuple[MoveRule, ...] = ()


class LongStatement(Part, frozen=True):
    """A preference statement in its long form.

    Attributes
    ----------
    prefers : condition
        On states: what is preferred.
    weight : number or interval
        What it weighs, where the reading is weighted.
    rests_on : list of claims
        The claims that it rests on.
    name : text
        The name for people.
    note : text
        A remark for people.
    """

    prefers: str
    weight: float | tuple[float, float] | None = None
    rests_on: tuple[str, ...] = ()
    name: str = ""
    note: str = ""


class PartyType(Part, frozen=True):
    """What a party may be.

    Attributes
    ----------
    prior : number
        How likely, from 0 to 1; the priors of a party add up to 1.
    statements : list
        Preference statements of this type, most important first.
    name : text
        The name for people.
    note : text
        A remark for people.
    """

    prior: float
    statements: tuple[str | LongStatement, ...] = ()
    name: str = ""
    note: str = ""


class Preference(Part, frozen=True):
    """What one party prefers: statements or a ranking; perhaps types.

    Attributes
    ----------
    statements : list
        Conditions on states, most important first.
    ranking : list of lists
        Groups of states, best first; a party is indifferent within a group; [] is all others.
    reading : word
        lexicographic (the default) or weighted.
    reservation : status_quo, number or state
        The value of no deal.
    patience : rate
        The discount factor (0.97 per month), or an interval.
    types : mapping
        What the party may be, each with a prior and statements.
    rests_on : list of claims
        The claims that it rests on.
    name : text
        The name for people.
    note : text
        A remark for people.
    """

    statements: tuple[str | LongStatement, ...] = ()
    ranking: tuple[tuple[str | StateMap, ...], ...] | None = None
    reading: Literal["lexicographic", "weighted"] = "lexicographic"
    reservation: float | str | StateMap = "status_quo"
    patience: str | tuple[str, str] | None = None
    types: dict[Id, PartyType] = {}
    rests_on: tuple[str, ...] = ()
    name: str = ""
    note: str = ""


class Reading(Part, frozen=True):
    """What somebody takes a term to mean.

    Attributes
    ----------
    means : condition
        The meaning.
    by : party
        Whose reading it is; several are joined by |.
    rests_on : list of claims
        The claims that it rests on.
    name : text
        The name for people.
    note : text
        A remark for people.
    """

    means: str
    by: str = ""
    rests_on: tuple[str, ...] = ()
    name: str = ""
    note: str = ""


class Share(Part, frozen=True, rename={"if_": "if"}):
    """Which share of a clause counts as done under a condition.

    Attributes
    ----------
    if : condition
        What must hold.
    share : number
        From 0 to 1.
    note : text
        A remark for people.
    """

    if_: str
    share: float
    note: str = ""


class Clause(Part, frozen=True):
    """A promise, a prohibition or a power. Exactly one of must, keep and may is written.

    Attributes
    ----------
    id : name
        The name by which conditions speak of it.
    party : party
        Who is bound or empowered; several are joined by | (any of them).
    to : party
        To whom; several are joined by |.
    must : condition
        To be achieved, once, by the deadline.
    keep : condition
        To be kept true from when until until.
    may : effect
        lever = level: what the party may change.
    when : condition
        What starts it; always if absent.
    within : deadline
        60 days of EVENT, or 30 days of trigger (from when the condition under when came true).
    by : date
        The last day in time.
    verified : verification
        by VERIFIER, or by V|W within 30 days.
    grace : duration
        How long after the deadline it is overdue before it is breached.
    excuse : condition
        Excuses while it holds.
    partial : list
        Shares that count as done, each with its condition.
    until : condition
        What ends a keep clause.
    on_notice : event
        The event by which notice is given.
    notice : duration
        How long after the notice a may clause takes effect.
    unless : condition
        What blocks a may clause.
    simultaneous : name
        Clauses of one name are fulfilled on the same day or not at all.
    default : effect
        What happens by itself on breach or at the end.
    calendar : calendar
        The calendar of its business days.
    reading : reading
        Whose reading of disputed terms holds in it: a party or a reading.
    rests_on : list of claims
        The claims that it rests on.
    name : text
        The name for people.
    note : text
        A remark for people.
    text : mapping
        The words of the agreement, by language.
    """

    id: Id
    party: str
    to: str = ""
    must: str | None = None
    keep: str | None = None
    may: str | None = None
    when: str | None = None
    within: str | None = None
    by: dt.date | None = None
    verified: str | None = None
    grace: str | None = None
    excuse: str | None = None
    partial: tuple[Share, ...] | None = None
    until: str | None = None
    on_notice: Id | None = None
    notice: str | None = None
    unless: str | None = None
    simultaneous: Id | None = None
    default: str | None = None
    calendar: Id = ""
    reading: Id = ""
    rests_on: tuple[str, ...] = ()
    name: str = ""
    note: str = ""
    text: dict[str, str] = {}


class PolicyRule(Part, frozen=True):
    """One rule of a policy.

    Attributes
    ----------
    when : condition
        The rule acts if this is true.
    do : effect
        lever = level, or several joined by and, of the party's own levers.
    note : text
        A remark for people.
    """

    when: str
    do: str
    note: str = ""


class Policy(Part, frozen=True):
    """What a party would do: the first rule that applies.

    Attributes
    ----------
    party : party
        Whose policy it is.
    rules : list
        Rules, in order.
    name : text
        The name for people.
    note : text
        A remark for people.
    """

    party: Id
    rules: tuple[PolicyRule, ...]
    name: str = ""
    note: str = ""


class Misperception(Part, frozen=True):
    """How a party sees the case differently.

    Attributes
    ----------
    preferences : mapping
        Party to the preferences that it is believed to have; they replace its own.
    impossible : list of conditions
        Further states that it rules out.
    unseen : list of levers
        Levers that it does not know of.
    note : text
        A remark for people.
    """

    preferences: dict[Id, Preference] = {}
    impossible: tuple[str | LongCondition, ...] = ()
    unseen: tuple[Id, ...] = ()
    note: str = ""


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
    levers: dict[Id, Lever] = {}
    graph: Graph | None = None
    impossible: tuple[str | LongCondition, ...] = ()
    moves: Moves | None = None
    preferences: dict[Id, Preference] = {}
    terms: dict[Id, dict[Id, Reading | str]] = {}
    clauses: tuple[Clause, ...] = ()
    packages: dict[Id, dict[Id, str]] = {}
    policies: dict[Id, Policy] = {}
    goals: dict[Id, str | LongCondition] = {}
    misperceptions: dict[Id, Misperception] = {}
    coalitions: tuple[tuple[Id, ...], ...] | None = None
    schedules: dict[Id, tuple[StateMap, ...]] = {}
    period: str = "1 month"
    calendars: dict[Id, WorkingDays] = {}
    calendar: str = ""
    evidence: EvidenceRules | None = None
    events: tuple[Any, ...] = ()
    claims: tuple[Any, ...] = ()
    expected: dict[str, Any] = {}
