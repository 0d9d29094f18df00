"""The parts of a report about how each party sees the case: frozen records, words and numbers only."""

from msgspec import Struct

from detente.brief.report.chip import Chip

__all__ = ["Misperceived", "View"]


class View(Struct, frozen=True, kw_only=True):
    """One way in which one party sees the case differently, as a sentence, and the claims behind it."""

    party: int
    text: str
    rests_on: tuple[Chip, ...] = ()


class Misperceived(Struct, frozen=True, kw_only=True):
    """The hypergame: what lasts if each party acts on its own picture of the case.

    Attributes
    ----------
    views : tuple of View
        What each party takes to be otherwise.
    counts : tuple of (concept, name, int, int)
        How many states last if all see the case as it is, and if each acts on its own picture.
    now : str
        Whether the present state lasts in the hypergame, as a sentence; empty without one.
    changed : tuple of (key, title, str)
        The states shown whose verdict is another in the hypergame, and which one.
    surprises : str
        How many moves would come as a surprise, and from where, as a sentence.
    told : tuple of (key, str)
        From which state, and what: the first of them.
    why_not : str
        Why it was not worked out, with what the parties see alone; else empty.
    """

    views: tuple[View, ...]
    counts: tuple[tuple[str, str, int, int], ...]
    now: str
    changed: tuple[tuple[str, str, str], ...]
    surprises: str
    told: tuple[tuple[str, str], ...]
    why_not: str = ""
