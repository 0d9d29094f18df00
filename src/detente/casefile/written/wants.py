"""Preferences and conditions with a name, as they are written."""

from typing import Literal

from msgspec import field

from detente.casefile.written.part import Id, Part, StateMap

__all__ = ["LongCondition", "LongStatement", "Misperception", "PartyType", "Preference"]


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
    types: dict[Id, PartyType] = field(default_factory=dict)
    rests_on: tuple[str, ...] = ()
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

    preferences: dict[Id, Preference] = field(default_factory=dict)
    impossible: tuple[str | LongCondition, ...] = ()
    unseen: tuple[Id, ...] = ()
    note: str = ""
