"""Writing Markdown: texts in which nothing is markup, tables, claims and statuses in a line."""

import re
from collections.abc import Iterable, Iterator, Sequence

from detente.brief.report.records import Chip
from detente.brief.words import clean, listed

__all__ = ["chips", "say", "signs", "table"]

MOST_CHIPS = 8
_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|~$^>-])")


def say(words: str) -> str:
    """Return `words` as text of one line in which nothing is markup."""
    flat = " ".join(clean(words).split())
    flat = flat.replace("&", "&amp;").replace("<", "&lt;")
    return _SPECIAL.sub(_escaped, flat)


def _escaped(match: re.Match[str]) -> str:
    found = match.group(1)
    return "&gt;" if found == ">" else found if found in "()-" else f"\\{found}"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield a table; its cells are finished Markdown."""
    yield "| " + " | ".join(heads) + " |"
    yield "|" + " --- |" * len(heads)
    for row in rows:
        yield "| " + " | ".join(row) + " |"


def chips(rests_on: Sequence[Chip]) -> str:
    """Return claims with their grades, the first few by id."""
    said = [
        f"{say(chip.id)} {chip.grade}{f' *{chip.wrong}*' if chip.wrong else ''}"
        f"{f' ({chip.flag})' if chip.flag else ''}".strip()
        for chip in rests_on[:MOST_CHIPS]
    ]
    more = len(rests_on) - len(said)
    return ", ".join(said) + (f" and {more:,} more" if more else "")


def signs(possible: Sequence[tuple[str, str, str]]) -> str:
    """Return what may be so, in words."""
    return listed([words for _, _, words in possible], "or")
