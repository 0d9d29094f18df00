"""Happenings as lines of the record: the table as a document, each happening as a candidate claim.

A candidate is graded F6 and accepted by nobody. Its voice is the author's, so that nothing that a
machine coded can carry a preference or an entry of the ledger. A day that may be only the day of
printing is marked so: ``assumed``, or ``unknown`` where the table never tells.
"""

import hashlib
from typing import Any

from detente.exchange.event_tables.codes import CAMEO_ROOTS
from detente.exchange.event_tables.layouts import Layout
from detente.exchange.event_tables.scanning import Found, Happening

__all__ = ["VERSION", "as_lines", "in_words"]

VERSION = "1"
MOST_CELL = 300
MOST_ADDRESS = 2000


def as_lines(found: Found, name: str, size: int) -> list[dict[str, Any]]:
    """Return the document of a table, then a candidate claim for each happening.

    Parameters
    ----------
    found : Found
        What was read.
    name : str
        Name of the file.
    size : int
        Its bytes.
    """
    document = {
        "kind": "document",
        "id": f"{found.layout.id}-{found.sha256[:8]}",
        "title": f"{found.layout.name}: {name}",
        "publisher": found.layout.publisher,
        "sha256": found.sha256,
        "bytes": size,
        "media_type": "text/tab-separated-values",
        "note": "Coded from news by a machine: what it says happened, and to whom, is unchecked.",
    }
    claims = [_claim(one, found.layout, str(document["id"])) for one in found.happenings]
    return [document, *claims]


def _claim(one: Happening, layout: Layout, document: str) -> dict[str, Any]:
    key = f"{layout.id},{one.row_sha256},{one.actor},{one.target}"
    source = one.cell(layout.source)[:MOST_ADDRESS]
    origin: dict[str, Any] = {
        "extractor": layout.id, "version": VERSION, "line": one.line,
        "row_sha256": one.row_sha256, "rows": one.rows,
    }  # fmt: skip
    if layout.mentions:
        origin["mentions"] = one.mentions
    if source:
        origin["source"] = source
    return {
        "kind": "claim",
        "id": hashlib.sha256(key.encode()).hexdigest()[:12],
        "document": document,
        "quote": _quote(one, layout),
        "normalised": f"{one.actor} {in_words(one)}: {one.target}",
        "type": one.reading.type,
        "voice": "author",
        "actor": one.actor,
        "target": one.target,
        "event": one.reading.as_event(),
        "attribution": [layout.id, *_printed_by(one, layout, source)],
        "date": _dates(one, layout),
        "grade": "F6",
        "origin": origin,
    }


def in_words(one: Happening) -> str:
    """Return in a few words what a happening is coded as.

    Examples
    --------
    >>> import datetime as dt
    >>> from detente.exchange.event_tables.codes import read_cameo
    >>> in_words(Happening(dt.date(2019, 10, 5), "usa", "dprk", read_cameo("1312"), 1, "", "", {}))
    'threatens (CAMEO 1312, THREATEN restrict)'
    """
    reading = one.reading
    plover = f"{reading.plover} {reading.mode}".strip()
    if not reading.cameo:
        return plover
    codes = f"CAMEO {reading.cameo}" + (f", {plover}" if plover else "")
    return f"{CAMEO_ROOTS[reading.root]} ({codes})"


def _quote(one: Happening, layout: Layout) -> str:
    """Return the cells that say what happened, as they stand in the row."""
    names = (
        layout.date,
        layout.actor.name,
        layout.words,
        layout.code,
        layout.mode,
        layout.target.name,
    )
    cells = [one.cell(name)[:MOST_CELL] for name in names if name]
    return " | ".join(cell for cell in cells if cell)


def _printed_by(one: Happening, layout: Layout, source: str) -> list[str]:
    """Return who printed what the row was coded from: as the table says, or by the address."""
    named = one.cell(layout.publisher_column)[:MOST_CELL]
    if named and named.casefold() != "none":
        return [named]
    _, found, rest = source.partition("://")
    host = rest.partition("/")[0].rpartition("@")[2].partition(":")[0].lower()
    return [host.removeprefix("www.")] if found and host else []


def _dates(one: Happening, layout: Layout) -> dict[str, str]:
    happened = one.day.isoformat()
    added = one.cell(layout.added)[:10].replace("-", "")[:8]
    printed = added.isascii() and added.isdigit() and len(added) == 8
    said = {"said": f"{added[:4]}-{added[4:6]}-{added[6:]}"} if printed else {}
    if layout.plover:
        return {**said, "happened": happened, "precision": "unknown"}
    own_day = bool(said) and said["said"] != happened
    return {**said, "happened": happened, "precision": "day" if own_day else "assumed"}
