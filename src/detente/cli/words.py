"""The words and glyphs in which things are said to people: the same on the page and here."""

import datetime as dt
from collections.abc import Sequence

from detente.case import Case, Lever
from detente.cli.counting import and_, count
from detente.ledger import clocks
from detente.ledger.reasons import level_in_words
from detente.ledger.shades import shade_of

__all__ = [
    "and_",
    "count",
    "date_in_words",
    "glyph",
    "level_in_words",
    "number",
    "party_in_words",
    "short_name",
]


def date_in_words(day: dt.date | None) -> str:
    """Say a date as people write it; nothing where there is none.

    Examples
    --------
    >>> date_in_words(dt.date(2019, 10, 5)), date_in_words(None)
    ('5 Oct 2019', '')
    """
    return clocks.date_in_words(day) if day else ""


def party_in_words(case: Case, party: str) -> str:
    """Return the party's name, or its id where the case has none."""
    return case.parties[party].name if party in case.parties else party


def short_name(case: Case, party: str) -> str:
    """Return what a table calls the party: the shorter of its name and an abbreviation among its aliases.

    Examples
    --------
    >>> from detente.case import Party
    >>> usa = Party(id="usa", name="United States", aliases=("Washington", "US"))
    >>> short_name(Case(id="talks", parties={"usa": usa}), "usa")
    'US'
    """
    if party not in case.parties:
        return party
    who = case.parties[party]
    abbreviations = [alias for alias in who.aliases if alias.isalpha() and alias.isupper()]
    return min([who.name, *abbreviations], key=len)


def glyph(lever: Lever, levels: Sequence[str]) -> str:
    """Return the sign of a level: filled, barred or empty, and ``?`` if not known.

    A measure is filled by how much it bites: in force, suspended, lifted.

    Examples
    --------
    >>> ban = Lever(id="ban", name="Ban", owner="usa", levels=("in_force", "suspended", "lifted"))
    >>> "".join(glyph(ban, [level]) for level in ban.levels), glyph(ban, ban.levels)
    ('■‖□', '?')
    """
    if len(levels) != 1:
        return "?"
    return {"full": "■", "part": "‖", "none": "□", "unknown": "?"}[shade_of(lever, levels[0])]


def number(value: float) -> str:
    """Say a number with thousands set apart, and without a needless end.

    Examples
    --------
    >>> number(6200.0), number(0.5)
    ('6,200', '0.5')
    """
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.6g}"
