"""The record in a database: append-only, durable once acknowledged, chained.

A store takes records at its end, in transactions, and gives them back in their order. Whatever is
recorded gets a number without gaps, a time that only grows, a salt and a hash; an id that is there
already, with the same content, is not recorded again. Threads that append at once share a commit.
"""

import datetime as dt
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TypeVar

from msgspec import field
from sqlalchemy import Connection, Engine, insert, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from detente.alike import Alike
from detente.errors import DetenteError
from detente.record import engines
from detente.record.body import RESERVED
from detente.record.chain import (
    BATCH,
    EMPTY,
    Head,
    Stored,
    verify,
    well_formed,
)
from detente.record.ending import Appended, Draft, Ending
from detente.record.erasure import PREFIX, erasure_body
from detente.record.failures import (
    ConflictError,
    NothingThereError,
    RecordError,
    in_words,
    may_pass,
)
from detente.record.group_commit import Request, WriterQueue, queue_of
from detente.record.place import SCHEMA, shown
from detente.record.schema import records, schema_of, upgrade
from detente.record.verification import Verification, examine_batches

__all__ = ["Appended", "Draft", "Store"]

T = TypeVar("T")

TRIES = 5
AT_ONCE = 500  # parameters of one statement stay below every database's limit
MAX_BODY = (1 << 20) - 1000  # a line of an export stays below what a reader takes


def _random_salt() -> bytes:
    return secrets.token_bytes(16)


class Store(Alike, frozen=True):
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

    aside = ("queue",)

    engine: Engine
    name: str
    salt: Callable[[], bytes] = field(default=_random_salt)
    queue: WriterQueue = field(default_factory=WriterQueue)

    @classmethod
    def open(cls, where: str | Path, *, writable: bool = True, kept_open: bool = False) -> "Store":
        """Open a store, making it if there is none; to read only, it must be there.

        Parameters
        ----------
        where : str or Path
            A file, or ``postgresql://...``.
        writable : bool
            Whether it will be written to.
        kept_open : bool
            Whether connections stay open between transactions, for a process that writes often: on
            SQLite the last one to close syncs the file once more. :meth:`close` closes them.

        Raises
        ------
        RecordError
            It is no record, or newer than this version of detente, or not durable.
        StoreBusyError
            It is out of reach now.
        """
        pool = {"poolclass": QueuePool} if kept_open else {}
        engine = engines.connect(where, writable=writable, **pool)
        queue = queue_of(f"{engine.url.render_as_string(hide_password=False)}")
        store = cls(engine, shown(where), queue=queue)
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

    def close(self) -> None:
        """Close the connections that were kept open; the store can still be used."""
        self.engine.dispose()

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
        for batch in self.batches(after):
            for record in batch:
                if not well_formed(record):
                    raise RecordError(f"the file is damaged at record {record.seq!r}"[:200])
                yield record

    def batches(self, after: int = 0) -> Iterator[list[Stored]]:
        """Yield the same in batches, as they are in the file: who takes them looks if they are sound."""
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
        return examine_batches(self.batches(), remembered, tuple(damage))

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
            if RESERVED.fullmatch(draft.id):
                raise RecordError(
                    f"'{draft.id}' is an id that the record gives itself", "choose another id"
                )
        return self.queue.submit(Request(drafts, now), self._write)

    def _write(self, group: Sequence[Request]) -> None:
        """Commit a group of requests in one transaction, and settle each."""
        try:
            outcomes = self._writing(lambda connection: self._take(connection, group))
        except (DetenteError, ValueError) as error:
            if len(group) == 1:
                group[0].error = error
            else:  # one of them may be the reason: each by itself
                for one in group:
                    self._write([one])
            return
        for one, outcome in zip(group, outcomes, strict=True):
            if isinstance(outcome, Exception):
                one.error = outcome
            else:
                one.answer = outcome

    def _take(
        self, connection: Connection, group: Sequence[Request]
    ) -> list[list[Appended] | Exception]:
        known = _there(connection, [draft.id for one in group for draft in one.drafts])
        ending = Ending(_last(connection), known, self.salt)
        outcomes: list[list[Appended] | Exception] = []
        for one in group:
            try:
                outcomes.append(ending.take(one.drafts, one.now))
            except ConflictError as error:
                outcomes.append(error)
        _insert(connection, ending.made)
        return outcomes

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
        with self.queue.turn():
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
            draft = Draft(f"{PREFIX}{row.seq}", erasure_body(row.seq, id_, row.body, why))
            made = Ending(_last(connection), {}, self.salt).add(draft, now)
            connection.execute(
                update(records).where(records.c.seq == row.seq).values(body=None, salt=None)
            )
            said = _there(connection, [draft.id]).get(draft.id)
            if said:  # by the record that this one is a copy of
                return Appended(draft.id, said[0], new=False)
            _insert(connection, [made])
            return Appended(made.id, made.seq, new=True)

        with self.queue.turn():
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


def _last(connection: Connection) -> Stored | None:
    row = connection.execute(select(*records.c).order_by(records.c.seq.desc()).limit(1)).first()
    return Stored._make(row) if row else None


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
