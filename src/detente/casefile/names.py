"""Names: what an id looks like, which names a case has, and the nearest one to a wrong word."""

import re
from collections.abc import Collection, Mapping
from difflib import get_close_matches

from msgspec import Struct, field

from detente.case import Role
from detente.conditions.words import WORDS

__all__ = ["LeverNames", "Names", "id_fault", "loose_id_fault", "nearest"]

ID = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
LOOSE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*", re.ASCII)
_SHOWN = 12


class LeverNames(Struct, frozen=True):
    """What may be said about a lever: its levels in order (None: not known), or its unit."""

    owner: str = ""
    levels: tuple[str, ...] | None = None
    unit: str = ""


class Names(Struct, frozen=True):
    """Every name of a case, by what it names; each is there even if its part is faulty."""

    parties: Mapping[str, Role] = field(default_factory=dict)
    levers: Mapping[str, LeverNames] = field(default_factory=dict)
    terms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    clauses: tuple[str, ...] = ()
    calendars: tuple[str, ...] = ()
    states: tuple[str, ...] = ()

    @property
    def players(self) -> tuple[str, ...]:
        """The parties that choose."""
        return tuple(name for name, role in self.parties.items() if role == "party")


def id_fault(word: str, *, hyphens: bool = False, spoken: bool = False) -> tuple[str, str] | None:
    """Return what is wrong with an id, and what would be right; None if it is fine.

    Parameters
    ----------
    word : str
        The id as written.
    hyphens : bool
        Whether it may hold hyphens (the id of the case).
    spoken : bool
        Whether conditions speak of it, so that it cannot be a word of their language.

    Examples
    --------
    >>> id_fault("coal_ban")
    >>> id_fault("Coal ban")[1]
    "write 'coal_ban', and 'Coal ban' under 'name:'"
    >>> id_fault("last", spoken=True)[0]
    "'last' is a word of the language and cannot be a name"
    """
    bare = word.replace("-", "_") if hyphens else word
    if not ID.fullmatch(bare):
        better = re.sub(r"[^a-z0-9]+", "_", word.lower()[:60]).strip("_")
        shown = word if len(word) <= 40 else word[:37] + "..."
        hint = "ids have small letters, digits and _ and begin with a letter"
        if ID.fullmatch(better):
            hint = f"write '{better}', and '{shown}' under 'name:'"
        return f"'{shown}' is no id", hint
    if spoken and word in WORDS:
        return (
            f"'{word}' is a word of the language and cannot be a name",
            f"add to it, such as '{word}_1'",
        )
    return None


def loose_id_fault(word: str) -> tuple[str, str] | None:
    """Return what is wrong with the id of an entry or a claim; None if it is fine.

    Examples
    --------
    >>> loose_id_fault("S1-10")
    >>> loose_id_fault("the first")[0]
    "'the first' is no id"
    """
    if LOOSE_ID.fullmatch(word):
        return None
    shown = word if len(word) <= 40 else word[:37] + "..."
    return f"'{shown}' is no id", "ids of entries and claims have letters, digits, _ and -"


def nearest(word: str, known: Collection[str], what: str) -> str:
    """Return the hint for an unknown name: the nearest one, then what there is.

    Examples
    --------
    >>> nearest("yongbyun", ["coal_ban", "yongbyon"], "levers of this case")
    "did you mean 'yongbyon'? Levers of this case: coal_ban, yongbyon"
    >>> nearest("x", [], "clauses of this case")
    'clauses of this case: none'
    """
    if not known:
        return f"{what}: none"
    names = list(known)[:1000]
    near = get_close_matches(word[:80], names, n=1, cutoff=0.6)
    listed = ", ".join(names[:_SHOWN]) + (" ..." if len(names) > _SHOWN else "")
    if near:
        return f"did you mean '{near[0]}'? {what[0].upper()}{what[1:]}: {listed}"
    return f"{what}: {listed}"
