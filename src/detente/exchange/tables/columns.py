"""Columns of the three tables, and lines of a record as their cells and back.

A list of ids stands in one cell, with semicolons. What has no column, or no such form, stands in the
last column, ``more``, as JSON, so that nothing is lost.
"""

import json
from collections.abc import Mapping
from typing import Any

__all__ = ["CLAIMS", "DOCUMENTS", "ENTRIES", "MORE", "Cell", "cells_of", "plain_of"]

Cell = str | int | float
MORE = "more"
CLAIMS = (
    "id", "document", "start", "end", "quote", "type", "voice", "actor", "target", "levers",
    "condition_of", "flavour", "polarity", "modality", "attribution", "date", "said", "happened",
    "precision", "grade", "verdict", "correct", "sources", "normalised", "note",
)  # fmt: skip
"""Columns of claims; what they mean is said at :class:`detente.claims.Claim`."""
DOCUMENTS = (
    "id", "title", "publisher", "author", "published", "retrieved", "url", "sha256", "bytes",
    "media_type", "lang", "reliability", "rights_note", "note",
)  # fmt: skip
ENTRIES = (
    "id", "kind", "date", "by", "lever", "level", "amount", "name", "text", "about", "upheld",
    "clause", "to", "source", "grade", "rests_on", "supersedes", "recorded", "note",
)  # fmt: skip
_OF_DATE = ("said", "happened", "precision")
_LISTS = frozenset(["levers", "attribution", "sources"])
_NUMBERS = frozenset(["start", "end", "bytes"])
_ALWAYS = frozenset(["id", "quote"])


def cells_of(plain: Mapping[str, Any], columns: tuple[str, ...]) -> dict[str, Cell]:
    """Return the plain values of a line as cells by column, what has no column under ``more``.

    Examples
    --------
    >>> cells_of({"id": "c1", "quote": "no", "levers": ["coal_ban"], "origin": {"rule": 3}}, CLAIMS)
    {'id': 'c1', 'quote': 'no', 'levers': 'coal_ban', 'more': '{"origin": {"rule": 3}}'}
    """
    cells: dict[str, Cell] = {}
    more: dict[str, Any] = {}
    for key, value in _dates_apart(plain, columns).items():
        cell = _cell(value) if key in columns else None
        if cell is None or (cell == "" and key not in _ALWAYS):
            more[key] = value
        else:
            cells[key] = cell
    if more:
        cells[MORE] = json.dumps(more, ensure_ascii=False, sort_keys=True)
    return cells


def _dates_apart(plain: Mapping[str, Any], columns: tuple[str, ...]) -> dict[str, Any]:
    """Return a claim's values with the parts of its date as values of their own."""
    date = plain.get("date")
    if not isinstance(date, dict) or "said" not in columns:
        return dict(plain)
    given = {key: value for key, value in date.items() if value is not None}
    apart = {key: given.pop(key) for key in _OF_DATE if given.get(key)}
    rest = {key: value for key, value in plain.items() if key != "date"}
    return {**rest, **apart, **({"date": given} if given else {})}


def _cell(value: Any) -> Cell | None:
    """Return a value as a cell; None if it has no form that can be read back."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str | int | float):
        return value
    plain_list = isinstance(value, list | tuple) and all(
        isinstance(one, str) and one and one == one.strip() and ";" not in one for one in value
    )
    return "; ".join(value) if plain_list and value else None


def plain_of(cells: Mapping[str, str]) -> dict[str, Any]:
    """Return the plain values of a claim from its cells; ValueError says which cell is wrong.

    Examples
    --------
    >>> plain_of({"id": "c1", "quote": "no", "start": "3", "levers": "a; b", "more": ""})
    {'id': 'c1', 'quote': 'no', 'start': 3, 'levers': ['a', 'b']}
    """
    plain: dict[str, Any] = {}
    for key, cell in cells.items():
        if key == MORE or (not cell and key not in _ALWAYS):
            continue
        plain[key] = _value(key, cell)
    date = {key: plain.pop(key) for key in _OF_DATE if key in plain}
    more = _more(cells.get(MORE, ""))
    if isinstance(more.get("date"), dict):
        date |= more.pop("date")
    return {**plain, **({"date": date} if date else {}), **more}


def _value(key: str, cell: str) -> Any:
    if key in _LISTS:
        return [part.strip() for part in cell.split(";") if part.strip()]
    if key in _NUMBERS:
        if not (cell.isascii() and cell.isdigit() and len(cell) < 16):
            raise ValueError(f"{key}: '{cell[:40]}' is no whole number")
        return int(cell)
    return cell


def _more(cell: str) -> dict[str, Any]:
    if not cell:
        return {}
    try:
        found = json.loads(cell)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{MORE}: no JSON ({str(error)[:60].lower()})") from None
    if not isinstance(found, dict):
        raise ValueError(f"{MORE}: no JSON object")  # noqa: TRY004 - a wrong value of a file
    return found
