"""Schemas: released files stay readable, an upgrade is whole or not there, newer files are refused."""

import hashlib
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import inspect
from tests.record.drafts import NOW, drafts

from detente.record import engines
from detente.record.failures import RecordError
from detente.record.schema import MIGRATIONS, upgrade
from detente.record.store import Store

FIRST = Path(__file__).with_name("schema_1.bin")
HEAD = "5/289633d7c55c06e271cbe5a7bd8afc0bea54452524c5c3b5a69d7fdb9850ecde"

NEXT = '''"""A schema that may come: one more column."""
import sqlalchemy as sa
from alembic import op
revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None
def upgrade() -> None:
    op.create_table("remarks", sa.Column("seq", sa.Integer, primary_key=True))
    op.add_column("records", sa.Column("remark", sa.Text))
    op.execute(sa.text("insert into remarks select seq from records"))
'''


@pytest.fixture
def later(tmp_path: Path) -> Path:
    """Migrations as they may be in a later version."""
    folder = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, folder)
    (folder / "versions" / "remarks.py").write_text(NEXT)
    return folder


def test_the_file_of_schema_1_has_its_head(tmp_path: Path) -> None:
    """A file written by the first release verifies and takes a new record."""
    copy = tmp_path / "record.sqlite"
    shutil.copy(FIRST, copy)
    store = Store.open(copy)
    assert str(store.head()) == HEAD
    assert store.check().holds
    store.append(drafts(1, 100), NOW)
    assert store.head().seq == 6


def test_an_upgrade_keeps_every_record(tmp_path: Path, later: Path) -> None:
    """A later schema: the same head, the same records; the triggers still refuse."""
    copy = tmp_path / "record.sqlite"
    shutil.copy(FIRST, copy)
    store = Store(engines.sqlite(copy), str(copy))
    before = [*store.records()]
    with store.engine.begin() as connection:
        upgrade(connection, later)
    assert [*store.records()] == before
    assert str(store.head()) == HEAD
    assert "remarks" in inspect(store.engine).get_table_names()


def test_a_newer_file_is_refused(tmp_path: Path, later: Path) -> None:
    """A file of a schema that this version does not know is left alone, with a message."""
    copy = tmp_path / "record.sqlite"
    shutil.copy(FIRST, copy)
    with engines.sqlite(copy).begin() as connection:
        upgrade(connection, later)
    digest = hashlib.sha256(copy.read_bytes()).digest()
    for writable in (True, False):
        with pytest.raises(RecordError, match="written by a newer detente: its schema is 2"):
            Store.open(copy, writable=writable)
    assert hashlib.sha256(copy.read_bytes()).digest() == digest


KILLED = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import event
from detente.record import engines
from detente.record.schema import upgrade
place, migrations, last = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
engine, seen = engines.sqlite(place), []
@event.listens_for(engine, "after_cursor_execute")
def count(*_):
    seen.append(1)
    if len(seen) == last:
        os.kill(os.getpid(), signal.SIGKILL)
with engine.begin() as connection:
    upgrade(connection, migrations)
print(len(seen))
"""


@pytest.mark.slow
@pytest.mark.parametrize("start", ["nothing", "schema 1"])
def test_an_upgrade_killed_at_any_statement_is_old_or_new(
    tmp_path: Path, later: Path, start: str
) -> None:
    """Killed after each statement in turn: the file is as before or as after, never between."""
    states = set()
    for last in range(1, 60):
        place = tmp_path / f"{last}.sqlite"
        if start == "schema 1":
            shutil.copy(FIRST, place)
        command = [sys.executable, "-c", KILLED, str(place), str(later), str(last)]
        done = subprocess.run(command, capture_output=True, check=False)
        states.add(state_of(place))
        if done.returncode != -signal.SIGKILL:
            break
    assert done.returncode == 0, done.stderr
    assert last > 3
    assert states == {"old" if start == "schema 1" else "nothing", "new"}


def state_of(place: Path) -> str:
    """Which schema a file has, looked at from outside."""
    if not place.stat().st_size:
        return "nothing"
    connection = sqlite3.connect(place)
    tables = {
        name for [name] in connection.execute("select name from sqlite_master where type='table'")
    }
    version = (
        connection.execute("select version_num from alembic_version").fetchall()
        if "alembic_version" in tables
        else []
    )
    connection.close()
    tables.discard("alembic_version")
    known = {
        (): "nothing",
        ("records", "0001"): "old",
        ("records", "remarks", "0002"): "new",
    }
    return known.get((*sorted(tables), *(v for [v] in version)), f"between: {tables} {version}")
