"""Terms, clauses and policies, as they are written."""

import datetime as dt

from msgspec import field

from detente.casefile.written.part import Id, Part

__all__ = ["Clause", "Policy", "PolicyRule", "Reading", "Share"]


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
    text: dict[str, str] = field(default_factory=dict)


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
