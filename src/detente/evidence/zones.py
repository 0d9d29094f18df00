"""Zones of a text: headline, body, and boilerplate, which never becomes evidence."""

import re
from collections.abc import Iterator
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

__all__ = ["LONGEST", "Zone", "read_zones", "zones"]

LONGEST = 20_000  # code points of one paragraph that are read

ZoneKind = Literal["headline", "body", "boilerplate"]

# Menus, teasers, bylines and notices of a web page, by how their line begins.
_BOILERPLATE = re.compile(
    r"(?:select page|trending ?:|related ?:|read (?:more|next|also)|advertisement|subscribe"
    r"|sign up|share this|photo ?:|click here|follow us|copyright|©|all rights reserved"
    r"|tags? ?:|filed under|more on this|watch ?:|listen ?:|by [A-Z]\w+ [A-Z]\w+\s*$)",
    re.IGNORECASE,
)
# "VIENNA - ", "GENEVA (Reuters) - ", "PARIS, 3 May - ": where a report was written.
_DASH = r"(?:-|\u2013|\u2014){1,2}"
_DATELINE = re.compile(
    rf"[A-Z][A-Z.'/ ]{{2,40}}(?:, [A-Z\d][\w. ]{{1,40}}){{0,3}}(?: \([^)\n]{{2,30}}\))? ?{_DASH} (?=\S)"
    rf"|[A-Z][\w.'/-]*(?: [A-Z][\w.'/-]*){{0,3}}(?:, [A-Z\d][\w. ]{{1,40}}){{0,3}} \([^)\n]{{2,30}}\) ?{_DASH} (?=\S)"
    rf"|[A-Z][\w.'/-]*(?: [A-Z][\w.'/-]*){{0,2}}(?:, [A-Z\d][\w. ]{{1,40}}){{0,2}}, (?:\d{{1,2}} [A-Z][a-z]+\.?|[A-Z][a-z]+\.? \d{{1,2}})(?:,? \d{{4}})? ?{_DASH} (?=\S)"
)
_ENDED = re.compile(r"[.!?\"”\u2019)][*_]*$")
_HEADLINE_WORDS = 35


class Zone(Struct, frozen=True):
    """A line of the text: code points ``start`` to ``end``, and what part of the page it is."""

    start: int
    end: int
    kind: ZoneKind
    dateline: int = 0
    """Code points of the dateline that stands before it."""


def zones(text: str) -> Iterator[Zone]:
    r"""Split a text into its lines, each a headline, body or boilerplate.

    Examples
    --------
    >>> [zone.kind for zone in zones("Talks Resume in Geneva\n\nIran wants relief.\nRead more: Cars")]
    ['headline', 'body', 'boilerplate']
    """
    position, first = 0, True
    for line in text.splitlines(keepends=True):
        stripped = line.strip()
        if stripped:
            start = position + len(line) - len(line.lstrip())
            kind = _kind(stripped, first=first)
            first = first and kind == "boilerplate"
            dateline = _dateline(stripped)
            yield Zone(start + dateline, start + len(stripped), kind, dateline)
        position += len(line)


def read_zones(text: str) -> list[Zone]:
    """Return the zones that are read for claims: no boilerplate, and of a huge one its beginning."""
    return [
        replace(zone, end=min(zone.end, zone.start + LONGEST))
        for zone in zones(text)
        if zone.kind != "boilerplate"
    ]


def _dateline(line: str) -> int:
    """Return how many code points a dateline takes."""
    found = _DATELINE.match(line)
    return found.end() if found else 0


def _kind(line: str, *, first: bool) -> ZoneKind:
    words = len(line.split())
    ended = _ENDED.search(line) is not None
    if _BOILERPLATE.match(line) or (words < 4 and not ended):
        return "boilerplate"
    if first and not ended and words < _HEADLINE_WORDS:
        return "headline"
    return "body"
