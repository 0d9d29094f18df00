"""Power cuts: what was acknowledged is on the disk, whatever was still on its way there."""

import sqlite3
from contextlib import closing
from pathlib import Path
from random import Random  # noqa: TID251 - seeded; quick for single draws

import pytest
from tests.crash.disk import Disk, Operation, after_power_cut, engine_on
from tests.record.drafts import NOW, draft

from detente.record.chain import Stored, verify
from detente.record.store import Store

pytestmark = pytest.mark.slow

CUTS = 2000
APPENDS = 150


def written(folder: Path, *, durable: bool) -> tuple[list[Operation], list[tuple[int, int]]]:
    """Run the store on a disk; return its log, and after which operation how many were acknowledged."""
    disk = Disk(f"disk-{durable}")
    store = Store(engine_on(f"disk-{durable}", folder / "record.sqlite", durable=durable), "record")
    store.prepare()
    random, done, acknowledged = Random(7), 0, [(len(disk.log), 0)]  # noqa: S311 - seeded
    for _ in range(APPENDS):
        number = random.randint(1, 3)
        store.append(
            [draft(f"e{done + n}", "x" * random.randint(1, 3000)) for n in range(number)], NOW
        )
        done += number
        acknowledged.append((len(disk.log), done))
    log = [*disk.log]
    store.engine.dispose()
    disk.unregister()
    return log, acknowledged


def found_after(files: dict[str, bytes], folder: Path) -> int | None:
    """How many records are there when the machine is up again; None: damaged."""
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    try:
        with closing(sqlite3.connect(folder / "record.sqlite")) as connection:
            rows = connection.execute("select * from records order by seq").fetchall()
            [[sound]] = connection.execute("pragma integrity_check")
    except sqlite3.OperationalError as error:
        return 0 if "no such table" in str(error) else None
    except sqlite3.DatabaseError:
        return None
    head, broken = verify(Stored(*row) for row in rows)
    return head.seq if sound == "ok" and broken is None else None


def cut_often(folder: Path, *, durable: bool) -> dict[str, int]:
    """Cut the power at 2,000 random moments; count cuts that lost or damaged something."""
    log, acknowledged = written(folder, durable=durable)
    random = Random(11)  # noqa: S311 - seeded
    figures = {"lost": 0, "damaged": 0, "most": 0}
    for cut in range(CUTS):
        at = random.randint(acknowledged[0][0], len(log))
        promised = max(count for end, count in acknowledged if end <= at)
        found = found_after(after_power_cut(log[:at], random), folder / f"cut-{cut}")
        figures["damaged"] += found is None
        missing = promised - (found or 0)
        figures["lost"] += missing > 0
        figures["most"] = max(figures["most"], missing)
    return figures


def test_no_power_cut_takes_what_was_acknowledged(tmp_path: Path) -> None:
    """2,000 cuts with synchronous=FULL, unsynced writes kept, dropped or torn: 0 lost, 0 damaged."""
    figures = cut_often(tmp_path, durable=True)
    print(figures)  # noqa: T201 - the figures of a run
    assert figures == {"lost": 0, "damaged": 0, "most": 0}


def test_the_test_can_fail(tmp_path: Path) -> None:
    """The same cuts with synchronous=NORMAL lose acknowledged records: the test sees what it should."""
    figures = cut_often(tmp_path, durable=False)
    print(figures)  # noqa: T201 - the figures of a run
    assert figures["lost"] > CUTS / 10
