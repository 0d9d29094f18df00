"""Connections to a store: SQLite or PostgreSQL, each checked to be durable before it is used.

Acknowledged means durable: a SQLite connection must be in WAL mode with ``synchronous=FULL``, a
PostgreSQL session must have ``synchronous_commit`` and the server ``fsync`` and
``full_page_writes`` on. A connection that is not so is refused.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import NullPool

from detente.errors import UsageError
from detente.record.failures import RecordError, in_words
from detente.record.place import shown

__all__ = ["alone", "connect", "damage", "hold_writers", "is_address", "reading", "rows", "sqlite"]

BUSY_SECONDS = 60
READS = "detente_reads"
"""Execution option of a connection that only reads, so that it keeps no writer waiting."""
_LOCK = 0x64746E74  # "dtnt"


def is_address(where: str | Path) -> bool:
    """Whether `where` names a server and not a file.

    Examples
    --------
    >>> is_address("postgresql://localhost/talks"), is_address("talks/record.sqlite")
    (True, False)
    """
    return "://" in str(where)


def connect(where: str | Path, *, writable: bool = True, **settings: Any) -> Engine:
    """Return an engine for a file or for ``postgresql://...``; every connection is checked.

    `settings` replace those that SQLAlchemy's ``create_engine`` is given here.

    Raises
    ------
    UsageError
        It is no address that detente knows, or the driver is not installed.
    """
    if not is_address(where):
        return sqlite(Path(where), writable=writable, **settings)
    address = _address(str(where))
    if address.get_backend_name() == "sqlite":
        return sqlite(Path(address.database or ""), writable=writable, **settings)
    if address.get_backend_name() != "postgresql":
        raise UsageError(
            f"--record: '{address.drivername}' is no store that detente knows",
            "a path, or postgresql://user@host/database",
        )
    return _postgresql(address.set(drivername="postgresql+psycopg"), settings)


def _address(text_: str) -> URL:
    try:
        return make_url(text_)
    except (ArgumentError, ValueError):
        raise UsageError(
            "--record: the address cannot be read", "postgresql://user@host:5432/database"
        ) from None


# ------------------------------------------------------------------------------------------ SQLite


def sqlite(path: Path, *, writable: bool = True, **settings: Any) -> Engine:
    """Return an engine for a file."""
    mode = "rwc" if writable else "ro"
    place = quote(str(path.absolute()))
    uri = f"file:{place}?mode={mode}&uri=true"
    if not writable and _is_still(path):
        uri += "&immutable=1"
    chosen = {"poolclass": NullPool, "connect_args": {"timeout": BUSY_SECONDS}, **settings}
    engine = create_engine(f"sqlite:///{uri}", **chosen)
    watch(engine, str(path), writable=writable)
    return engine


def _is_still(path: Path) -> bool:
    """Whether nobody can be writing: a folder that takes no files, and no journal in it."""
    beside = (path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm"))
    return not os.access(path.parent, os.W_OK) and not any(p.exists() for p in beside)


def watch(engine: Engine, name: str, *, writable: bool) -> None:
    """Check each SQLite connection, and begin each transaction as SQLite should."""

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # transactions begin where we say
        if writable:
            make_durable(connection, name)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        reads = connection.get_execution_options().get(READS) or not writable
        connection.exec_driver_sql("begin" if reads else "begin immediate")


def make_durable(connection: Any, name: str) -> None:
    """Switch a connection to WAL and FULL, and refuse it if it does not follow."""
    cursor = connection.cursor()
    try:
        cursor.execute("pragma journal_mode")
        if cursor.fetchone()[0] != "wal":  # else asking again would wait for other writers
            cursor.execute("pragma journal_mode = wal")
            cursor.fetchone()
        for setting in ("synchronous = full", "fullfsync = on", "trusted_schema = off"):
            cursor.execute(f"pragma {setting}")
        cursor.execute("pragma secure_delete = on")
        cursor.fetchall()
        check_durable(cursor, name)
    finally:
        cursor.close()


def check_durable(cursor: Any, name: str) -> None:
    """Refuse a SQLite connection that would acknowledge what a power cut can take away."""
    found = []
    for pragma, wanted in (("journal_mode", ("wal",)), ("synchronous", (2, 3))):
        cursor.execute(f"pragma {pragma}")
        value = cursor.fetchone()[0]
        if value not in wanted:
            found.append(f"{pragma} is {value}")
    if found:
        raise RecordError(
            f"'{name}' cannot keep what it acknowledges: {', '.join(found)}",
            "put the record on a local disk: WAL with synchronous=FULL is needed",
        )


# -------------------------------------------------------------------------------------- PostgreSQL


def _postgresql(address: URL, settings: dict[str, Any]) -> Engine:
    chosen = {
        "poolclass": NullPool,
        "isolation_level": "READ COMMITTED",
        "connect_args": {"connect_timeout": 10},
        **settings,
    }
    try:
        engine = create_engine(address, **chosen)
    except ImportError:
        raise UsageError(
            "--record postgresql://... needs a driver that is not installed",
            "pip install 'detente[postgresql]'",
        ) from None

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "select current_setting('synchronous_commit'), current_setting('fsync'), "
                "current_setting('full_page_writes')"
            )
            commit, fsync, pages = cursor.fetchone()
        connection.rollback()
        if commit == "off" or fsync != "on" or pages != "on":
            raise RecordError(
                f"'{shown(address.render_as_string(hide_password=True))}' cannot keep what it acknowledges: "
                f"synchronous_commit={commit}, fsync={fsync}, full_page_writes={pages}",
                "switch all three on",
            )

    return engine


def reading(engine: Engine) -> Connection:
    """Return a connection that only reads, as of one moment."""
    connection = engine.connect().execution_options(**{READS: True})
    if engine.dialect.name == "postgresql":
        connection = connection.execution_options(isolation_level="REPEATABLE READ")
    return connection


def rows(connection: Connection, statement: str, at_once: int) -> Iterator[list[tuple[Any, ...]]]:
    """Yield the rows of a statement as the driver gives them, so many at once.

    SQLAlchemy's own rows would take as long to make as it takes to hash what is in them.
    """
    driver = connection.dialect.loaded_dbapi
    named = ["rows"] if connection.dialect.name == "postgresql" else []  # else it fetches them all
    with connection.begin():
        cursor: Any = connection.connection.cursor(*named)
        try:
            cursor.execute(statement)
            while some := cursor.fetchmany(at_once):
                yield some
        except driver.Error as error:
            raise DBAPIError.instance(statement, None, error, driver.Error) from error
        finally:
            cursor.close()


@contextmanager
def alone(engine: Engine) -> Iterator[Any]:
    """Give a cursor outside any transaction, for what a database does not do inside one."""
    connection = engine.raw_connection()
    try:
        if engine.dialect.name == "postgresql":  # SQLite's begin where we say, see `watch`
            setattr(connection.dbapi_connection, "autocommit", True)  # noqa: B010 - not in the protocol
        cursor = connection.cursor()
        yield cursor
        cursor.close()
    finally:
        connection.close()


def hold_writers(connection: Connection) -> None:
    """Let no other writer in before this transaction ends.

    SQLite did so when the transaction began. PostgreSQL takes a lock of its own, as a statement of
    its own under READ COMMITTED: what is read after it is what the writer before has written.
    """
    if connection.dialect.name == "postgresql":
        key = {"lock": _LOCK}
        connection.execute(
            text("select pg_advisory_xact_lock(:lock, hashtext(current_schema()))"), key
        )


def damage(engine: Engine, name: str) -> list[str]:
    """Return what SQLite's own check of the file finds; PostgreSQL checks its pages itself."""
    if engine.dialect.name != "sqlite":
        return []
    with in_words(name), reading(engine) as connection:
        rows = connection.exec_driver_sql("pragma integrity_check(20)").all()
    return [str(row[0]) for row in rows if row[0] != "ok"]
