"""A store as text: line ``n`` is the body of record ``n``, so that a message can point at it.

A file is read with the standard library alone, so that commands which only read start quickly; what
is not as expected is left to :class:`detente.record.store.Store`, which says what is wrong.
"""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from detente.record.place import SCHEMA

__all__ = ["StoreText", "read_store"]


@dataclass(frozen=True, slots=True)
class StoreText:
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
    """

    text: str
    gone: frozenset[str]
    size: int
    head: str | None = None


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
        found = _text((one.id, one.body, one.seq, one.hash) for one in store.records())
    return found


def _quickly(path: Path) -> StoreText | None:
    uri = f"file:{quote(str(path.absolute()))}?mode=ro"
    try:
        with closing(sqlite3.connect(uri, uri=True, timeout=60)) as connection:
            [[schema]] = connection.execute("select version_num from alembic_version")
            if not str(schema).isdigit() or int(schema) != SCHEMA:
                return None
            return _text(connection.execute("select id, body, seq, hash from records order by seq"))
    except (sqlite3.Error, ValueError):
        return None


def _text(found: Iterable[tuple[Any, ...]]) -> StoreText:
    rows = [*found]
    if not all(isinstance(body, str | None) for _, body, _, _ in rows):
        raise ValueError("a body that is no text: the file is damaged")
    head = None
    if rows:
        *_, seq, last = rows[-1]
        if not isinstance(seq, int) or not isinstance(last, bytes):
            raise ValueError("a hash that is none: the file is damaged")
        head = f"{seq}/{last.hex()}"
    gone = frozenset(id_ for id_, body, _, _ in rows if body is None)
    return StoreText("\n".join(body or "" for _, body, _, _ in rows), gone, len(rows), head)
