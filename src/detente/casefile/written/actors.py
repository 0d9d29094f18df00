"""Who takes part and what each controls, as it is written."""

from msgspec import field

from detente.case import Role
from detente.casefile.written.part import Id, Part

__all__ = ["Graph", "GraphState", "Inspections", "Level", "Lever", "MoveRule", "Moves", "Party"]


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
    needs: dict[Id, tuple[Id, ...]] = field(default_factory=dict)
    undo: dict[Id, dict[Id, str]] = field(default_factory=dict)
    basis: str = ""
    watched_by: str = ""
    detect: str | tuple[str, str] | Inspections | None = None
    unit: str = ""
    note: str = ""


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
    moves: dict[Id, tuple[tuple[Id, Id], ...]] = field(default_factory=dict)
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
