"""Event tables on disk: plain and packed, hashed as they are read, damage told."""

import gzip
import hashlib
import zipfile
from pathlib import Path

import pytest
from tests.exchange.event_rows import TALKS, file_of, row

from detente.errors import UsageError
from detente.exchange.event_tables import Actors, Table, scan
from detente.exchange.event_tables.opening import MOST_LINE

LINES = [row("gdelt2", GlobalEventID=str(871_000_000 + k), EventCode="130") for k in range(3000)]


def packed(folder: Path, suffix: str) -> Path:
    plain = file_of(folder, LINES)
    path = folder / f"20191005.export.CSV{suffix}"
    if suffix == ".gz":
        path.write_bytes(gzip.compress(plain.read_bytes()))
    elif suffix == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(plain, "20191005.export.CSV")
    else:
        path = plain
    return path


@pytest.mark.parametrize("suffix", ["", ".gz", ".zip"])
def test_a_packed_table_says_the_same(tmp_path: Path, suffix: str) -> None:
    """The same rows and lines; the hash is that of the file as it lies there."""
    path = packed(tmp_path, suffix)
    found = scan(Table(path), Actors(TALKS))
    assert found.rows == 3000
    assert [(one.line, one.rows, one.mentions) for one in found.happenings] == [(1, 3000, 12000)]
    assert found.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("size", [1, 7, 300, 1 << 20])
def test_blocks_hold_whole_lines_and_know_their_numbers(tmp_path: Path, size: int) -> None:
    """However the bytes come."""
    path = tmp_path / "x.csv"
    path.write_bytes(b"one\n\ntwo\r\nthree")
    blocks = list(Table(path).blocks(size))
    assert b"".join(block for _, block in blocks) == b"one\n\ntwo\r\nthree\n"
    for number, block in blocks:
        assert block.endswith(b"\n")
        before = b"".join(b for n, b in blocks if n < number)
        assert number == before.count(b"\n") + 1


def test_a_line_without_end_is_let_go_of(tmp_path: Path) -> None:
    """Its number is kept, and the lines after it keep theirs."""
    path = tmp_path / "x.csv"
    path.write_bytes(b"one\n" + b"x" * (MOST_LINE + (1 << 17)) + b"\nthree\n")
    table = Table(path)
    assert [(n, b) for n, b in table.blocks(1 << 16) if b] == [(1, b"one\n"), (3, b"three\n")]
    assert table.too_long == [2]


def test_damage_is_told(tmp_path: Path) -> None:
    """A cut file, a file that is no archive, one with several files, one that is locked."""
    whole = packed(tmp_path, ".gz").read_bytes()
    zipped = packed(tmp_path, ".zip").read_bytes()
    two = tmp_path / "two.zip"
    with zipfile.ZipFile(two, "w") as archive:
        archive.writestr("a.csv", "a")
        archive.writestr("b.csv", "b")
    locked = bytearray(zipped)
    locked[6] |= 1
    locked[zipped.index(b"PK\x01\x02") + 8] |= 1
    cases = {
        "cut.gz": (whole[: len(whole) // 2], "cannot be unpacked"),
        "odd.gz": (b"no gzip at all", "cannot be unpacked"),
        "cut.zip": (zipped[: len(zipped) // 2], "cannot be unpacked"),
        "two.zip": (two.read_bytes(), "holds 2 files"),
        "locked.zip": (bytes(locked), "locked by a password"),
    }
    for name, (data, message) in cases.items():
        path = tmp_path / name
        path.write_bytes(data)
        with pytest.raises(UsageError, match=message):
            scan(Table(path), Actors(TALKS))
    with pytest.raises(UsageError, match="no such file"):
        Table(tmp_path / "none.csv")
