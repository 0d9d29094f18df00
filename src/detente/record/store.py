"""The record in a database: append-only, durable once acknowledged, chained.

A store takes records at its end, in transactions, and gives them back in their order. Whatever is
recorded gets a number without gaps, a time that only grows, a salt and a hash; an id that is there
already, with the same content, is not recorded again.
"""

import datetime as dt
import json
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Row, insert, select, update
from sqlalchemy.exc import DBAPIError

from detente.record import engines
from detente.record.body import canonical, same_content
from detente.record.chain import (
    BATCH,
    EMPTY,
    Head,
    Stored,
    content_of,
    instant_of,
    link,
    microseconds_of,
    verify,
    well_formed,
)
from detente.record.erasure import erasure_body
from detente.record.failures import (
    ConflictError,
    NothingThereError,
    RecordError,
    in_words,
    may_pass,
)
from detente.record.place import SCHEMA, shown
from detente.record.schema import records, schema_of, upgrade
from detente.record.verification import Verification, examine_batches

__all__ = ["Appended", "Draft", "Store"]

T = TypeVar("T")

TRIES = 5
AT_ONCE = 500  # parameters of one statement stay below every database's limit
MAX_BODY = (1 << 20) - 1000  # a line of an export stays below what a reader takes


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be recorded.

    Attributes
    ----------
    id : str
        Its id.
    body : str
        Canonical JSON.
    dated : bool
        Whether ``recorded`` in the body is to be set to the store's time.
    """

    id: str
    body: str
    dated: bool = False


@dataclass(frozen=True, slots=True)
class Appended:
    """What became of a draft: its number, and whether it is new."""

    id: str
    seq: int
    new: bool


def _random_salt() -> bytes:
    return secrets.token_bytes(16)


@dataclass(frozen=True, slots=True)
class Store:
    """A record in SQLite or PostgreSQL.

    Examples
    --------
    >>> import tempfile
    >>> folder = tempfile.TemporaryDirectory()
    >>> store = Store.open(Path(folder.name) / "record.sqlite")
    >>> now = dt.datetime(2019, 10, 5, tzinfo=dt.UTC)
    >>> draft = Draft("e1", '{"date":"2019-10-05","id":"e1","kind":"event","name":"talks"}')
    >>> store.append([draft], now), store.append([draft], now)
    ([Appended(id='e1', seq=1, new=True)], [Appended(id='e1', seq=1, new=False)])
    >>> store.check().holds
    True
    >>> folder.cleanup()
    """

    engine: Engine
    name: str
    salt: Callable[[], bytes] = field(default=_random_salt)

    @classmethod
    def open(cls, where: str | Path, *, writable: bool = True) -> "Store":
        """Open a store, making it if there is none; to read only, it must be there.

        Raises
        ------
        RecordError
            It is no record, or newer than this version of detente, or not durable.
        StoreBusyError
            It is out of reach now.
        """
        store = cls(engines.connect(where, writable=writable), shown(where))
        store.prepare(writable=writable)
        return store

    def prepare(self, *, writable: bool = True) -> None:
        """Look at the schema, and bring it to the newest where writing is allowed."""
        with in_words(self.name):
            with engines.reading(self.engine) as connection:
                schema = schema_of(connection, self.name)
            if schema == SCHEMA:
                return
            if not schema and not writable:
                raise NothingThereError(f"there is no record in '{self.name}'")
            if not writable:
                raise RecordError(f"'{self.name}' is of an older detente", "write to it once")
            with self.engine.begin() as connection:
                engines.hold_writers(connection)
                if schema_of(connection, self.name) < SCHEMA:  # else another writer was quicker
                    upgrade(connection)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with in_words(self.name), engines.reading(self.engine) as connection:
            yield connection

    def _writing(self, work: Callable[[Connection], T]) -> T:
        """Do `work` in a transaction that no other writer is in; again if one was in its way."""
        with in_words(self.name):
            for tries in range(1, TRIES + 1):
                try:
                    with self.engine.begin() as connection:
                        engines.hold_writers(connection)
                        return work(connection)
                except DBAPIError as error:
                    if tries == TRIES or not may_pass(error):
                        raise
        raise AssertionError("unreachable")

    # ---------------------------------------------------------------------------------- reading

    def head(self) -> Head:
        """Return the end of the record."""
        with self._reading() as connection:
            last = _last(connection)
        return Head(last.seq, last.hash) if last else EMPTY

    def records(self, after: int = 0) -> Iterator[Stored]:
        """Yield the records behind number `after`, in their order, as of one moment."""
        for batch in self._batches(after):
            for record in batch:
                if not well_formed(record):
                    raise RecordError(f"the file is damaged at record {record.seq!r}"[:200])
                yield record

    def _batches(self, after: int = 0) -> Iterator[list[Stored]]:
        """Yield the rows as they are, in batches: whoever takes them looks whether they are sound."""
        names = ", ".join(column.name for column in records.c)
        query = f"select {names} from records where seq > {after:d} order by seq"  # noqa: S608 - a number
        with self._reading() as connection:
            for rows in engines.rows(connection, query, BATCH):
                yield [*map(Stored._make, rows)]

    def check(self, remembered: tuple[int | None, str] | None = None) -> Verification:
        """Verify the whole chain, a head that was remembered, and the file itself."""
        try:
            damage = engines.damage(self.engine, self.name)
        except RecordError as error:
            damage = [error.message]
        return examine_batches(self._batches(), remembered, tuple(damage))

    # ---------------------------------------------------------------------------------- writing

    def append(self, drafts: Sequence[Draft], now: dt.datetime) -> list[Appended]:
        """Record `drafts` at the end, all or none; what is there already keeps its number.

        Parameters
        ----------
        drafts : sequence of Draft
            In the order in which they are to stand.
        now : datetime.datetime
            The clock, with its time zone. The time of a record is never before that of the last.

        Raises
        ------
        ConflictError
            An id is there with other content.
        StoreBusyError
            The disk is full, or the store is locked or out of reach.
        """
        for draft in drafts:
            if len(draft.body) > MAX_BODY:
                raise RecordError(f"'{draft.id}' is too long: {len(draft.body):,} characters")
        return self._writing(lambda connection: self._append(connection, drafts, now))

    def _append(
        self, connection: Connection, drafts: Sequence[Draft], now: dt.datetime
    ) -> list[Appended]:
        there = _there(connection, [draft.id for draft in drafts])
        ending = _Ending(_last(connection), microseconds_of(now), self.salt)
        done: list[Appended] = []
        for number, draft in enumerate(drafts):
            known = there.get(draft.id)
            if known is None:
                made = ending.add(draft)
                there[draft.id] = (made.seq, made.body)
                done.append(Appended(draft.id, made.seq, new=True))
                continue
            seq, body = known
            if body is not None and not same_content(body, draft.body):
                raise ConflictError(draft.id, seq, number)
            done.append(Appended(draft.id, seq, new=False))
        _insert(connection, ending.made)
        return done

    def continues(self, stored: Sequence[Stored]) -> bool:
        """Whether the store is the beginning of `stored`, or `stored` of the store."""
        with self._reading() as connection:
            return _common(connection, stored) is not None

    def replay(self, stored: Sequence[Stored]) -> int:
        """Take over records as another store has them, with their hashes; return how many are new.

        Raises
        ------
        RecordError
            The store and `stored` differ before either ends, or the chain of `stored` is broken.
        """
        _, broken = verify(stored)
        if broken:
            raise RecordError(f"the chain does not hold at record {broken.seq}: {broken.message}")
        return self._writing(lambda connection: self._replay(connection, stored))

    def _replay(self, connection: Connection, stored: Sequence[Stored]) -> int:
        there = _common(connection, stored)
        if there is None:
            raise RecordError(
                f"'{self.name}' has other records than these",
                "only a record that goes on from what is there can be taken over as it is",
            )
        _insert(connection, stored[there:])
        return len(stored) - there

    def erase(self, id_: str, why: str, now: dt.datetime) -> Appended:
        """Erase the body of a record, and record that and why; its hash stays, the chain holds.

        Raises
        ------
        RecordError
            There is no such record, or its body is gone already, or it tells of an erasure.
        """

        def work(connection: Connection) -> Appended:
            row = connection.execute(select(*records.c).where(records.c.id == id_)).first()
            if row is None:
                raise RecordError(f"there is no '{id_}' in the record")
            if row.body is None:
                raise RecordError(f"'{id_}' has been erased already")
            draft = Draft(f"erasure-{row.seq}", erasure_body(row.seq, id_, row.body, why))
            ending = _Ending(_last(connection), microseconds_of(now), self.salt)
            made = ending.add(draft)
            connection.execute(
                update(records).where(records.c.seq == row.seq).values(body=None, salt=None)
            )
            _insert(connection, [made])
            return Appended(made.id, made.seq, new=True)

        done = self._writing(work)
        self._sweep()
        return done

    def _sweep(self) -> None:
        """Take the erased words out of the journal and the unused pages too."""
        postgresql = self.engine.dialect.name == "postgresql"
        with in_words(self.name), engines.alone(self.engine) as cursor:
            cursor.execute("vacuum records" if postgresql else "pragma wal_checkpoint(truncate)")

    def backup(self, target: Path) -> None:
        """Copy a SQLite store, as of one moment, while others write: ``VACUUM INTO``.

        Raises
        ------
        RecordError
            `target` exists, or the store is on a server (use its own tools).
        """
        if self.engine.dialect.name != "sqlite":
            raise RecordError(f"'{self.name}' is on a server", "use pg_dump, or detente export")
        if target.exists():
            raise RecordError(f"'{target}' is there already", "name another file")
        with in_words(self.name), engines.alone(self.engine) as cursor:
            cursor.execute("vacuum into ?", (str(target),))


class _Ending:
    """The end of the record as it grows in one transaction."""

    def __init__(self, last: Row[Any] | None, now: int, salt: Callable[[], bytes]) -> None:
        self.seq = last.seq if last else 0
        self.hash = last.hash if last else EMPTY.hash
        self.recorded = max(now - 1, last.recorded if last else now - 1)
        self.salt = salt
        self.made: list[Stored] = []

    def add(self, draft: Draft) -> Stored:
        """Chain a draft to the end."""
        self.seq += 1
        self.recorded += 1
        body = _dated(draft.body, self.recorded) if draft.dated else draft.body
        salt = self.salt()
        content = content_of(salt, body)
        self.hash = link(self.hash, self.seq, self.recorded, draft.id, content)
        made = Stored(self.seq, self.recorded, draft.id, salt, body, content, self.hash)
        self.made.append(made)
        return made


def _dated(body: str, recorded: int) -> str:
    stamp = instant_of(recorded).isoformat(timespec="microseconds")
    return canonical(json.loads(body) | {"recorded": stamp})


def _last(connection: Connection) -> Row[Any] | None:
    return connection.execute(select(*records.c).order_by(records.c.seq.desc()).limit(1)).first()


def _common(connection: Connection, stored: Sequence[Stored]) -> int | None:
    """Return how many records store and `stored` have in common; None if neither goes on from there."""
    last = _last(connection)
    shared = min(last.seq if last else 0, len(stored))
    if shared == 0:
        return 0
    query = select(records.c.hash).where(records.c.seq == shared)
    return shared if connection.execute(query).scalar() == stored[shared - 1].hash else None


def _there(connection: Connection, ids: Sequence[str]) -> dict[str, tuple[int, str | None]]:
    found: dict[str, tuple[int, str | None]] = {}
    rest = iter(ids)
    while some := list(islice(rest, AT_ONCE)):
        query = select(records.c.id, records.c.seq, records.c.body).where(records.c.id.in_(some))
        found |= {row.id: (row.seq, row.body) for row in connection.execute(query)}
    return found


def _insert(connection: Connection, made: Sequence[Stored]) -> None:
    rows = [
        {
            "seq": one.seq,
            "recorded": one.recorded,
            "id": one.id,
            "salt": one.salt,
            "body": one.body,
            "content": one.content,
            "hash": one.hash,
        }
        for one in made
    ]
    if rows:
        connection.execute(insert(records), rows)
