"""How each side reads it, in words: readers who come to the same answer stand together."""

from collections.abc import Mapping

from detente.case import Case, called
from detente.ledger.reasons import and_

__all__ = ["by_reading"]

Possible = tuple[str, ...]


def by_reading(
    case: Case, possible: Possible, readings: Mapping[str, Possible]
) -> list[tuple[str, Possible]]:
    """Return who reads it so, in words, and what then is possible: one line per answer.

    Those to whom everything stays possible are left out: their reading settles nothing.

    Examples
    --------
    >>> from detente.case import Party
    >>> case = Case(id="talks", parties={"usa": Party(id="usa", name="United States")})
    >>> by_reading(case, ("ended", "live"), {"usa": ("live",), "dprk": ("live",), "who": ("ended", "live")})
    [('the United States and dprk read it', ('live',))]
    """
    groups: dict[Possible, list[str]] = {}
    for who, words in readings.items():
        if words != possible:
            groups.setdefault(words, []).append(who)
    return [
        (
            f"{and_([_named(case, one) for one in who])} {'reads' if len(who) == 1 else 'read'} it",
            words,
        )
        for words, who in groups.items()
    ]


def _named(case: Case, who: str) -> str:
    return called(case.parties[who].name) if who in case.parties else who.replace("_", " ")
