"""The store keeps its promises on SQLite and on PostgreSQL: append-only, idempotent, in order."""

import datetime as dt
import sqlite3
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from tests.record.drafts import NOW, body, draft, drafts

from detente.record.chain import EMPTY, microseconds_of
from detente.record.engines import check_durable
from detente.record.failures import ConflictError, RecordError, StoreBusyError
from detente.record.store import Draft, Store


def test_records_come_back_in_their_order_to_the_letter(place: str) -> None:
    """Bodies are stored verbatim, with any character that JSON can hold."""
    store = Store.open(place)
    odd = Draft("odd", '{"id":"odd","kind":"event","text":"Åse \\u0000 \U0001f54a \u202e"}')
    store.append([*drafts(3), odd], NOW)
    assert [(r.seq, r.id) for r in store.records()] == [(1, "e0"), (2, "e1"), (3, "e2"), (4, "odd")]
    assert [r.body for r in store.records()][-1] == odd.body
    assert [r.id for r in store.records(after=2)] == ["e2", "odd"]
    assert store.check().holds


def test_the_same_id_with_the_same_content_is_recorded_once(place: str) -> None:
    """A repeated draft returns the old number, also under other keys' order and within one batch."""
    store = Store.open(place)
    first = store.append([draft("a"), draft("a"), draft("b")], NOW)
    assert [(one.seq, one.new) for one in first] == [(1, True), (1, False), (2, True)]
    reordered = Draft("a", '{"kind":"event","name":"talks","id":"a","date":"2019-10-05","note":""}')
    [again] = store.append([reordered], NOW)
    assert (again.seq, again.new) == (1, False)
    assert store.head().seq == 2


def test_the_same_id_with_other_content_is_refused_and_nothing_is_written(place: str) -> None:
    """One conflict in a batch: none of it is recorded, and the error says which one."""
    store = Store.open(place)
    store.append([draft("a")], NOW)
    with pytest.raises(ConflictError) as caught:
        store.append([draft("b"), draft("a", "vote")], NOW)
    assert (caught.value.id, caught.value.seq, caught.value.number) == ("a", 1, 1)
    assert store.head().seq == 1


@pytest.mark.parametrize(
    "statement",
    [
        "delete from records where seq = 2",
        "delete from records",
        "update records set body = '{}' where seq = 2",
        "update records set body = null, salt = null, id = 'other' where seq = 2",
        "update records set body = null where seq = 2",
        "update records set hash = content",
        "insert into records select seq + 10, recorded + 1000, 'x', salt, body, content, hash from records where seq = 2",
        "insert into records select seq + 1, recorded - 1000, 'x', salt, body, content, hash from records where seq = 3",
        "insert into records select seq + 2, recorded + 1000, id, salt, body, content, hash from records where seq = 2",
    ],
)
def test_no_statement_changes_what_is_recorded(place: str, statement: str) -> None:
    """The triggers refuse every way to delete, change or put in."""
    store = Store.open(place)
    store.append(drafts(3), NOW)
    before = [*store.records()]
    with pytest.raises(DBAPIError), store.engine.begin() as connection:
        connection.execute(text(statement))
    assert [*store.records()] == before


def test_replacing_a_row_is_refused(tmp_path: Path) -> None:
    """SQLite's `insert or replace` deletes without a delete trigger; it is caught too."""
    store = Store.open(tmp_path / "record.sqlite")
    store.append(drafts(3), NOW)
    before = [*store.records()]
    for columns in ("seq, recorded", "4, recorded + 1000"):
        statement = (
            f"insert or replace into records select {columns}, id, salt, '{{}}', content, hash "  # noqa: S608
            "from records where seq = 3"
        )
        with pytest.raises(DBAPIError, match="append-only"), store.engine.begin() as connection:
            connection.execute(text(statement))
    assert [*store.records()] == before


@pytest.mark.parametrize(
    "clock",
    [
        [NOW, NOW - dt.timedelta(days=1), NOW],
        [NOW, NOW + dt.timedelta(days=3653), NOW],
        [NOW, NOW.astimezone(dt.timezone(dt.timedelta(hours=-5))), NOW],
        [NOW + dt.timedelta(minutes=5 * (n % 2)) for n in range(6)],
    ],
    ids=["back a day", "forward ten years", "another zone", "two servers five minutes apart"],
)
def test_the_time_of_a_record_only_grows(place: str, clock: list[dt.datetime]) -> None:
    """Whatever the clock does, recorded times increase strictly, and the chain holds."""
    store = Store.open(place)
    for number, now in enumerate(clock):
        store.append(drafts(2, 2 * number), now)
    times = [record.recorded for record in store.records()]
    assert all(a < b for a, b in pairwise(times))
    assert times[0] == microseconds_of(clock[0])
    assert store.check().holds


def test_a_jump_of_the_clock_is_flagged(place: str) -> None:
    """More than a day between two records is said, not hidden; less is not."""
    store = Store.open(place)
    for number, days in enumerate((0, 1, 3653, 0)):
        store.append([draft(f"e{number}")], NOW + dt.timedelta(days=days))
    assert [(n, jump.days) for n, jump in store.check().jumps] == [(3, 3652)]


def test_an_added_entry_says_when_it_was_recorded(place: str) -> None:
    """`recorded` comes from the store's own time; saying it again does not make it another entry."""
    store = Store.open(place)
    store.append([draft("a", dated=True)], NOW)
    [record] = store.records()
    assert record.body is not None
    assert '"recorded":"2019-10-05T12:00:00.000000+00:00"' in record.body
    assert not store.append([draft("a", dated=True)], NOW + dt.timedelta(days=2))[0].new


def test_erasing_takes_the_words_and_keeps_the_chain(place: str) -> None:
    """Body and salt go, the hash stays, a record says why, and the erased id cannot come back."""
    store = Store.open(place)
    store.append(drafts(3), NOW)
    before = store.head()
    done = store.erase("e1", "safety of a source", NOW)
    assert (done.id, done.seq) == ("erasure-2", 4)
    found = store.check((before.seq, before.hash.hex()))
    assert found.holds
    assert found.erased == ("e1",)
    assert [(r.salt is None, r.body is None) for r in store.records()][1] == (True, True)
    assert not store.append([draft("e1", "vote")], NOW)[0].new
    with pytest.raises(RecordError, match="erased already"):
        store.erase("e1", "again", NOW)
    with pytest.raises(RecordError, match="stays"):
        store.erase("erasure-2", "hide it", NOW)
    with pytest.raises(RecordError, match="there is no 'e9'"):
        store.erase("e9", "", NOW)


def test_erased_words_are_not_left_in_the_file(tmp_path: Path) -> None:
    """After an erasure no file beside the store holds the words any more."""
    store = Store.open(tmp_path / "record.sqlite")
    store.append([*drafts(5), draft("secret", "moonlight_sonata")], NOW)
    store.erase("secret", "law", NOW)
    assert not [p for p in tmp_path.iterdir() if b"moonlight_sonata" in p.read_bytes()]


def test_a_body_that_is_gone_without_a_word_is_a_break(place: str) -> None:
    """The triggers let a body be erased; the check asks for the record that says so."""
    store = Store.open(place)
    store.append(drafts(3), NOW)
    with store.engine.begin() as connection:
        connection.execute(text("update records set body = null, salt = null where seq = 2"))
    broken = store.check().broken
    assert broken is not None
    assert (broken.seq, "no record says" in broken.message) == (2, True)


def test_a_backup_is_a_whole_record(tmp_path: Path) -> None:
    """The copy verifies and has the same head; an existing file is never overwritten."""
    store = Store.open(tmp_path / "record.sqlite")
    store.append(drafts(10), NOW)
    store.backup(tmp_path / "copy.sqlite")
    copy = Store.open(tmp_path / "copy.sqlite")
    assert copy.head() == store.head()
    assert copy.check().holds
    with pytest.raises(RecordError, match="there already"):
        store.backup(tmp_path / "copy.sqlite")


def test_an_empty_store_has_an_empty_head(place: str) -> None:
    """Before the first record there is nothing to remember."""
    store = Store.open(place)
    assert store.head() == EMPTY
    assert store.check().holds


# --------------------------------------------------------------------------- what can be in the way


def test_a_connection_that_may_forget_is_refused(tmp_path: Path) -> None:
    """synchronous=NORMAL, or no WAL, loses acknowledged records in a power cut: refused."""
    connection = sqlite3.connect(tmp_path / "record.sqlite")
    connection.execute("pragma journal_mode = wal")
    connection.execute("pragma synchronous = normal")
    with pytest.raises(RecordError, match="synchronous is 1"):
        check_durable(connection.cursor(), "record.sqlite")
    connection.execute("pragma journal_mode = delete")
    connection.execute("pragma synchronous = full")
    with pytest.raises(RecordError, match="journal_mode is delete"):
        check_durable(connection.cursor(), "record.sqlite")
    connection.close()


def test_a_session_that_may_forget_is_refused(server: "object") -> None:
    """PostgreSQL with synchronous_commit=off is refused."""
    place = server.database()  # type: ignore[attr-defined] # the fixture's type is the server's
    with pytest.raises(RecordError, match="synchronous_commit=off"):
        Store.open(f"{place}&options=-csynchronous_commit%3Doff")


def test_a_locked_store_says_so(tmp_path: Path) -> None:
    """Another program holds the file: exit status 3, and nothing is written."""
    place = tmp_path / "record.sqlite"
    Store.open(place).append(drafts(1), NOW)
    other = sqlite3.connect(place, isolation_level=None)
    other.execute("begin immediate")
    from detente.record import engines

    quick = Store(engines.sqlite(place, connect_args={"timeout": 0.05}), str(place))
    with pytest.raises(StoreBusyError, match="locked by another program"):
        quick.append([draft("b")], NOW)
    other.close()
    assert quick.append([draft("b")], NOW)[0].new


def test_a_file_that_is_something_else_is_refused(tmp_path: Path) -> None:
    """Neither text nor another program's database is taken for a record."""
    (tmp_path / "text").write_text("not a database, but long enough to look at" * 50)
    with pytest.raises(RecordError, match="it is no record"):
        Store.open(tmp_path / "text")
    other = sqlite3.connect(tmp_path / "other")
    other.execute("create table records (id integer)")
    other.close()
    with pytest.raises(RecordError, match="is no record of detente"):
        Store.open(tmp_path / "other")
    with pytest.raises(RecordError, match="cannot be opened"):
        Store.open(tmp_path / "missing" / "record.sqlite")


def test_a_server_out_of_reach_says_so() -> None:
    """Nobody listens: exit status 3, with the address and without its password."""
    with pytest.raises(StoreBusyError, match="out of reach") as caught:
        Store.open("postgresql://ann:secret@127.0.0.1:1/talks")
    assert "secret" not in str(caught.value.message)


def test_a_body_that_no_reader_takes_is_not_written(place: str) -> None:
    """A line of an export has at most a million characters."""
    store = Store.open(place)
    with pytest.raises(RecordError, match="too long"):
        store.append([Draft("long", body("long", "x" * 1_100_000))], NOW)
    assert store.head() == EMPTY
