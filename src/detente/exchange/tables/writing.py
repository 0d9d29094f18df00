"""Claims, documents and entries as CSV (RFC 4180), UTF-8, one table each."""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

from detente.exchange.tables.cells import safe
from detente.exchange.tables.columns import MORE, Cell, cells_of

__all__ = ["write_table"]


def write_table(lines: Iterable[Mapping[str, Any]], columns: tuple[str, ...]) -> str:
    r"""Return plain values of lines of a record as a table.

    Parameters
    ----------
    lines : iterable of mapping
        As ``detente.record.as_plain`` gives them.
    columns : tuple of str
        Of the table; ``more`` is added where something has no column.

    Examples
    --------
    >>> print(write_table([{"id": "c1", "quote": "=1+1", "start": 3}], ("id", "start", "quote")))
    "id","start","quote"
    "c1",3,"'=1+1"
    <BLANKLINE>
    """
    rows = [cells_of(line, columns) for line in lines]
    names = (*columns, *([MORE] if any(MORE in row for row in rows) else ()))
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow(names)
    writer.writerows([_safe(row.get(name, "")) for name in names] for row in rows)
    return out.getvalue()


def _safe(cell: Cell) -> Cell:
    return safe(cell) if isinstance(cell, str) else cell
