"""A disk that remembers what was written and what was synced, under SQLite by way of APSW.

:class:`Disk` is a VFS that logs every write, truncation and sync. :func:`after_power_cut` gives the
files as they may be if the power fails after some operation: what was synced is there; of what was
not, each write is kept, dropped, or torn in pieces of 512 bytes.

:func:`engine_on` runs the real store on such a disk: a driver that speaks to SQLAlchemy as Python's
own does, with APSW behind it.
"""

import sqlite3
from pathlib import Path
from random import Random  # noqa: TID251 - seeded; quick for single draws
from types import SimpleNamespace
from typing import Any

import apsw
import apsw.ext
from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import StaticPool

from detente.record import engines

SECTOR = 512
Operation = tuple[str, str, int, bytes]  # what, file, offset or size, data


class Disk(apsw.VFS):
    """The log of a disk."""

    def __init__(self, name: str) -> None:
        self.log: list[Operation] = []
        super().__init__(name, "")

    def xOpen(self, name: Any, flags: list[int]) -> Any:  # noqa: N802 - SQLite's name
        """Open a file whose changes are logged."""
        path = name.filename() if isinstance(name, apsw.URIFilename) else str(name)
        return _File(self, Path(path).name, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802, FBT001 - SQLite's
        """Log that a file went, and let it go."""
        self.log.append(("delete", Path(filename).name, 0, b""))
        super().xDelete(filename, syncdir)


class _File(apsw.VFSFile):
    def __init__(self, disk: Disk, own: str, name: Any, flags: list[int]) -> None:
        self.disk, self.own = disk, own
        super().__init__("", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802 - SQLite's name
        self.disk.log.append(("write", self.own, offset, bytes(data)))
        super().xWrite(data, offset)

    def xTruncate(self, size: int) -> None:  # noqa: N802 - SQLite's name
        self.disk.log.append(("truncate", self.own, size, b""))
        super().xTruncate(size)

    def xSync(self, flags: int) -> None:  # noqa: N802 - SQLite's name
        self.disk.log.append(("sync", self.own, 0, b""))
        super().xSync(flags)


def after_power_cut(log: list[Operation], random: Random) -> dict[str, bytes]:
    """Return the files as they may be after the power failed at the end of `log`."""
    last_sync = {file: n for n, (what, file, *_) in enumerate(log) if what == "sync"}
    files: dict[str, bytearray] = {}
    for n, (what, file, at, data) in enumerate(log):
        content = files.setdefault(file, bytearray())
        settled = n < last_sync.get(file, -1)
        if what == "delete":
            files.pop(file)
        elif what == "truncate" and (settled or random.random() < 0.5):
            del content[at:]
            content.extend(bytes(at - len(content)))
        elif what == "write":
            _write(content, at, data, "kept" if settled else random.choice(FATES), random)
    return {file: bytes(content) for file, content in files.items()}


FATES = ("kept", "dropped", "torn")


def _write(content: bytearray, at: int, data: bytes, fate: str, random: Random) -> None:
    for begin in range(0, len(data), SECTOR):
        if fate == "kept" or (fate == "torn" and random.random() < 0.5):
            piece = data[begin : begin + SECTOR]
            end = at + begin + len(piece)
            content.extend(bytes(max(0, end - len(content))))
            content[at + begin : end] = piece


# ------------------------------------------------------- a driver for SQLAlchemy, with APSW behind it


def engine_on(disk: str, path: Path, *, durable: bool) -> Engine:
    """Return an engine whose only connection is on `disk`; not durable: synchronous=NORMAL."""
    connection = _Connection(apsw.Connection(str(path), vfs=disk))
    driver = SimpleNamespace(
        **{name: getattr(sqlite3, name) for name in dir(sqlite3) if not name.startswith("__")}
    )
    engine = create_engine(
        "sqlite://", module=driver, creator=lambda: connection, poolclass=StaticPool
    )
    if durable:
        engines.watch(engine, str(path), writable=True)
    else:
        from sqlalchemy import event

        @event.listens_for(engine, "begin")
        def begin(one: Any) -> None:
            one.exec_driver_sql("begin immediate")

        connection.cursor().execute("pragma journal_mode = wal")
        connection.cursor().execute("pragma synchronous = normal")
    connection.cursor().execute("pragma wal_autocheckpoint = 25")
    return engine


class _Connection:
    isolation_level = None

    def __init__(self, behind: apsw.Connection) -> None:
        self.behind = behind

    def cursor(self) -> "_Cursor":
        return _Cursor(self.behind.cursor())

    def create_function(self, name: str, count: int, function: Any, **_: Any) -> None:
        self.behind.create_scalar_function(name, function, count)

    def commit(self) -> None:
        if self.behind.in_transaction:
            self.behind.execute("commit")

    def rollback(self) -> None:
        if self.behind.in_transaction:
            self.behind.execute("rollback")

    def close(self) -> None:
        self.behind.close()


class _Cursor:
    arraysize = 1
    lastrowid = None

    def __init__(self, behind: apsw.Cursor) -> None:
        self.behind = behind
        self.description: Any = None
        self.rowcount = -1
        self.rows: list[Any] = []

    def execute(self, statement: str, parameters: Any = ()) -> "_Cursor":
        columns = apsw.ext.query_info(self.behind.connection, statement, tuple(parameters))
        self.description = [(name, *[None] * 6) for name, *_ in columns.description] or None
        self.rows = self.behind.execute(statement, tuple(parameters)).fetchall()
        return self

    def executemany(self, statement: str, rows: Any) -> "_Cursor":
        self.behind.executemany(statement, [tuple(row) for row in rows])
        return self

    def fetchone(self) -> Any:
        return self.rows.pop(0) if self.rows else None

    def fetchall(self) -> list[Any]:
        rows, self.rows = self.rows, []
        return rows

    def fetchmany(self, size: int = 1) -> list[Any]:
        rows, self.rows = self.rows[:size], self.rows[size:]
        return rows

    def close(self) -> None:
        self.rows = []
