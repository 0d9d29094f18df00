"""A store as text: line ``n`` is the body of record ``n``, so that a message can point at it.

A file is read with the standard library alone, so that commands which only read start quickly; what
is not as expected is left to :class:`detente.record.store.Store`, which says what is wrong.
"""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

from msgspec import Struct

from detente.record.body import import_line
from detente.record.chain import Break, Stored, verify, well_formed
from detente.record.json_line import LineError
from detente.record.place import SCHEMA

__all__ = ["StoreText", "chain_in", "read_head", "read_store"]


_ROWS = "select seq, recorded, id, salt, body, content, hash from records order by seq"


class StoreText(Struct, frozen=True):
    """What a store holds.

    Attributes
    ----------
    text : str
        Line ``n`` is the body of record ``n``; empty where it has been erased.
    gone : frozenset of str
        Ids of the erased ones.
    size : int
        How many records there are.
    head : str or None
        The head, ``n/hash``; None where there are no records.
    broken : Break or None
        Where the chain does not hold.
    """

    text: str
    gone: frozenset[str]
    size: int
    head: str | None = None
    broken: Break | None = None


def read_store(where: str | Path) -> StoreText:
    """Read a store, as of one moment.

    Raises
    ------
    DetenteError
        It cannot be read; the message says why.

    Examples
    --------
    >>> try:
    ...     read_store("no-such-folder/record.sqlite")
    ... except Exception as error:
    ...     print(error)
    'no-such-folder/record.sqlite': it cannot be opened
    """
    found = None if "://" in str(where) else _quickly(Path(where))
    if found is None:
        from detente.record.failures import NothingThereError
        from detente.record.store import Store

        try:
            store = Store.open(where, writable=False)
        except NothingThereError:
            return StoreText("", frozenset(), 0)
        found = _text(store.records())
    return found


def read_head(where: str | Path) -> str | None:
    """Return the end of a store, ``n/hash``, without reading what is before it; None if it is empty.

    Raises
    ------
    DetenteError
        It cannot be read; the message says why.

    Examples
    --------
    >>> try:
    ...     read_head("no-such-folder/record.sqlite")
    ... except Exception as error:
    ...     print(error)
    'no-such-folder/record.sqlite': it cannot be opened
    """
    from detente.record.failures import NothingThereError
    from detente.record.store import Store

    try:
        head = Store.open(where, writable=False).head()
    except NothingThereError:
        return None
    return f"{head.seq}/{head.hash.hex()}" if head.seq else None


def _quickly(path: Path) -> StoreText | None:
    uri = f"file:{quote(str(path.absolute()))}?mode=ro"
    try:
        with closing(sqlite3.connect(uri, uri=True, timeout=60)) as connection:
            [[schema]] = connection.execute("select version_num from alembic_version")
            if not str(schema).isdigit() or int(schema) != SCHEMA:
                return None
            return _text(connection.execute(_ROWS))
    except (sqlite3.Error, ValueError):
        return None


def _text(found: Iterable[tuple[Any, ...]]) -> StoreText:
    rows = [*map(Stored._make, found)]
    if not all(map(well_formed, rows)):
        raise ValueError("a cell that is not what it must be: the file is damaged")
    _, broken = verify(rows)
    return StoreText(
        "\n".join(row.body or "" for row in rows),
        frozenset(row.id for row in rows if row.body is None),
        len(rows),
        f"{rows[-1].seq}/{rows[-1].hash.hex()}" if rows else None,
        broken,
    )


def chain_in(text: str) -> tuple[str | None, Break | None]:
    r"""Return the head of the chain that an export carries, and where the chain does not hold.

    Both are None where not every line has its place in a chain.

    Examples
    --------
    >>> chain_in('{"id":"e1","kind":"event"}\n')
    (None, None)
    >>> chain_in('{"id":"e1","kind":"event","stored":{"seq":1}}\n')[1].message
    "what stands under 'stored' is not what an export writes"
    """
    lines = [line for line in text.split("\n") if line.strip(" \t\r")]
    if not lines or not all('"stored":{' in line for line in lines):
        return None, None
    stored: list[Stored] = []
    try:
        found = (import_line(line).stored for line in lines)
        stored.extend(one for one in found if one is not None)
    except LineError as error:
        return None, Break(len(stored) + 1, error.message)
    except (KeyError, TypeError):  # no record; whoever reads the lines says so
        return None, None
    _, broken = verify(stored)
    return f"{stored[-1].seq}/{stored[-1].hash.hex()}" if stored else None, broken
