"""Many writers, killed writers, full disks, backups: what was acknowledged is there, in one chain."""

import itertools
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from tests.record.drafts import NOW, draft

from detente.record.failures import StoreBusyError
from detente.record.store import Store

WRITER = Path(__file__).with_name("writer.py")
pytestmark = pytest.mark.slow


def start(*words: object) -> "subprocess.Popen[str]":
    """Start a writing process."""
    command = [sys.executable, str(WRITER), *map(str, words)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def finish(process: "subprocess.Popen[str]") -> Any:
    """Wait for it, and return what it said."""
    said, _ = process.communicate(timeout=280)
    assert process.returncode == 0
    return json.loads(said)


def test_no_acknowledged_record_is_lost_when_writers_are_killed(tmp_path: Path) -> None:
    """300 writers killed at random moments: 0 acknowledged records lost, the chain holds each time."""
    found = finish(start("kills", tmp_path / "record.sqlite", 300, 1))
    print(found)  # noqa: T201 - the figures of a run
    assert found["acknowledged"] > 300
    assert (found["lost"], found["broken"]) == (0, 0)


def test_eight_writers_at_once_record_each_id_once(place: str) -> None:
    """8 processes append 250 each, every tenth id shared by all: 1,825 records, no gap, one chain.

    Whoever reads meanwhile sees a whole prefix of it.
    """
    store = Store.open(place)
    processes = [start("many", place, n, 250) for n in range(8)]
    prefixes: list[bytes] = []
    while any(process.poll() is None for process in processes):
        found = store.check()
        assert found.holds
        prefixes.append(found.head.hash)
    waits = sorted(wait for process in processes for wait in finish(process)["waits"])
    print({"p99_ms": waits[int(0.99 * len(waits))] * 1e3, "max_ms": waits[-1] * 1e3})  # noqa: T201
    records = [*store.records()]
    assert len(records) == 8 * 225 + 25 == len({record.id for record in records})
    assert store.check().holds
    assert {*prefixes} <= {bytes(32), *(record.hash for record in records)}


def test_a_full_disk_stops_the_writer_and_loses_nothing(tmp_path: Path) -> None:
    """The file may not grow: a clear error, all acknowledged records there; then it goes on."""
    found = finish(start("full", tmp_path / "record.sqlite", 300_000))
    assert "nothing was written" in found["message"]
    assert found["acknowledged"] > 20
    assert found["lost"] == 0
    assert found["after"] == found["acknowledged"] + 1
    assert found["holds"]


@pytest.fixture
def small_disk() -> Iterator[Path | None]:
    """A file system of 1 MiB, where this machine lets us mount one."""
    folder = Path(tempfile.mkdtemp(prefix="full"))
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    mounted = (
        os.getuid() == 0 and not subprocess.run(mount, capture_output=True, check=False).returncode
    )
    yield folder if mounted else None
    if mounted:
        subprocess.run(["umount", str(folder)], check=True)
    shutil.rmtree(folder)


def append_for_ever(store: Store) -> None:
    """Append until something is in the way."""
    for number in itertools.count():
        acknowledged = store.append([draft(f"e{number}")], NOW)
        assert acknowledged[0].seq == number + 1


def test_a_store_at_its_largest_says_that_the_disk_is_full(
    tmp_path: Path, small_disk: Path | None
) -> None:
    """SQLite's own word for a full disk, on a small disk or by a limit on pages, becomes ours."""
    store = Store.open((small_disk or tmp_path) / "record.sqlite")
    if small_disk is None:

        @event.listens_for(store.engine, "connect")
        def limit(connection: Any, _: Any) -> None:
            connection.execute("pragma max_page_count = 60").fetchone()

    with pytest.raises(StoreBusyError, match="the disk is full; nothing was written"):
        append_for_ever(store)
    count = store.head().seq
    assert count > 20
    assert [record.id for record in store.records()] == [f"e{n}" for n in range(count)]
    assert store.check().holds


def test_a_backup_taken_while_others_write_is_a_prefix(tmp_path: Path) -> None:
    """Four writers at work: each copy verifies, and is the beginning of the record."""
    place = tmp_path / "record.sqlite"
    store = Store.open(place)
    processes = [start("many", place, n, 100) for n in range(4)]
    copies: list[Path] = []
    while any(process.poll() is None for process in processes) and len(copies) < 30:
        copies.append(tmp_path / f"copy-{len(copies)}.sqlite")
        store.backup(copies[-1])
        threading.Event().wait(0.1)
    for process in processes:
        finish(process)
    hashes = [record.hash for record in store.records()]
    assert len(hashes) == 4 * 90 + 10
    for copy in copies:
        there = Store.open(copy)
        assert there.check().holds
        assert [record.hash for record in there.records()] == hashes[: there.head().seq]
