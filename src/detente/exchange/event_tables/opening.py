"""Event tables as blocks of bytes: plain, ``.gz`` or ``.zip``, from the disk, with bounded memory.

A block holds whole lines. The file is hashed as it is read, so that it is read once. A line that
is longer than any row can be is cut out and counted, so that a file without line ends does not fill
the memory; nothing is unpacked onto the disk.
"""

import gzip
import hashlib
import io
import zipfile
import zlib
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO

import numpy as np

from detente.errors import UsageError

Stream = IO[bytes] | gzip.GzipFile | io.RawIOBase

__all__ = ["BLOCK", "MOST_LINE", "Table"]

BLOCK = 3 << 17
"""Bytes read at a time: small enough for a processor's cache and for memory to be used again."""
MOST_LINE = 4 << 20
"""Bytes of the longest row that is looked at."""
KEPT = 16 << 20
"""Bytes of free memory that need not go back to the system between blocks."""
AHEAD = 3
"""Blocks that are read while one is looked at."""
LINE = 10
_DAMAGED = (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile, NotImplementedError)


class _Hashed(io.RawIOBase):
    """A file that is hashed as far as it is read, front to back."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb", buffering=0)
        self._digest = hashlib.sha256()
        self.done = 0

    def readable(self) -> bool:
        """It is."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Read at most so many bytes; none at the end."""
        data = self._file.read(size)
        self._digest.update(data)
        self.done += len(data)
        return data

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override] # any buffer
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def hexdigest(self) -> str:
        """Return the hash of what has been read."""
        return self._digest.hexdigest()

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        super().close()


class Table:
    """An event table on disk.

    Attributes
    ----------
    path : Path
        The file.
    size : int
        Its bytes, packed if it is packed.
    done : int
        How many of them have been read.
    too_long : list of int
        Numbers of the lines that are longer than :data:`MOST_LINE`, which are left out.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.size = path.stat().st_size
        except OSError as error:
            raise _unreadable(path, error) from None
        self.done = 0
        self.sha256 = ""
        self.too_long: list[int] = []
        self._archive: zipfile.ZipFile | None = None

    def first_line(self) -> str:
        """Return the first line, at most 64 KiB of it, as text of whatever encoding."""
        try:
            with self._packed() as stream:
                line = stream.readline(1 << 16)
        except _DAMAGED as error:
            raise _damaged(self.path, error) from None
        except OSError as error:
            raise _unreadable(self.path, error) from None
        return line.decode("utf-8", "replace")

    def blocks(self, size: int = BLOCK) -> Iterator[tuple[int, bytes]]:
        """Yield the number of the first line of each block, from 1, and the block: whole lines.

        Raises
        ------
        UsageError
            The file cannot be read, or what packs it is damaged.
        """
        try:
            yield from self._blocks(size)
        except _DAMAGED as error:
            raise _damaged(self.path, error) from None
        except OSError as error:
            raise _unreadable(self.path, error) from None

    def _blocks(self, size: int) -> Iterator[tuple[int, bytes]]:
        # The C library hands memory back to the system above a mark that the largest piece freed so far
        # sets. Work on one block would cross a low mark each time, and fetch the pages again.
        np.empty(KEPT, np.uint8)
        raw = _Hashed(self.path)
        lines = _Lines()
        with raw, self._unpacked(raw) as stream:
            for data, place in self._ahead(raw, stream, size):
                self.done = place
                block = lines.take(data)
                if block:
                    yield lines.hand_out(block)
            rest = lines.end()
            if rest:
                yield lines.hand_out(rest)
            self.too_long = lines.too_long
        self.done = self.size
        self.sha256 = _rest_hashed(self.path, raw)

    def _ahead(self, raw: _Hashed, stream: Stream, size: int) -> Iterator[tuple[bytes, int]]:
        """Yield what is read and where, a few pieces ahead: read, hashed and unpacked beside."""

        def read() -> tuple[bytes, int]:
            data = stream.read(size)
            return data, self._place(raw)

        with ThreadPoolExecutor(1, "event-table") as worker:
            under_way = deque(worker.submit(read) for _ in range(AHEAD))
            try:
                while (found := under_way.popleft().result())[0]:
                    under_way.append(worker.submit(read))
                    yield found
            finally:
                worker.shutdown(cancel_futures=True)

    def _place(self, raw: _Hashed) -> int:
        """Return how many bytes of the file have been read."""
        inside = self._archive.fp if self._archive is not None else None
        return min(inside.tell(), self.size) if inside is not None else raw.done

    def _unpacked(self, raw: _Hashed) -> Stream:
        suffix = self.path.suffix.lower()
        if suffix == ".gz":
            return gzip.GzipFile(fileobj=io.BufferedReader(raw, 1 << 20))
        if suffix == ".zip":
            return self._packed()
        return raw

    def _packed(self) -> Stream:
        suffix = self.path.suffix.lower()
        if suffix == ".gz":
            return gzip.open(self.path)
        if suffix != ".zip":
            return self.path.open("rb")
        archive = zipfile.ZipFile(self.path)
        self._archive = archive
        members = [one for one in archive.infolist() if not one.is_dir()]
        if len(members) != 1:
            archive.close()
            raise UsageError(
                f"'{self.path}' holds {len(members)} files",
                "an event table is packed alone; unpack it and import one",
            )
        if members[0].flag_bits & 1:
            archive.close()
            raise UsageError(f"'{self.path}' is locked by a password", "unpack it first")
        return archive.open(members[0])


class _Lines:
    """Cuts what is read into blocks of whole lines."""

    def __init__(self) -> None:
        self.number = 1
        self.too_long: list[int] = []
        self._rest: list[bytes] = []
        self._held = 0
        self._skipping = False

    def take(self, data: bytes) -> bytes:
        """Return the whole lines there are, and keep the beginning of the next."""
        if self._skipping:
            cut = data.find(b"\n") + 1
            if not cut:
                return b""
            self._skipping, data = False, data[cut:]
            self.number += 1
        cut = data.rfind(b"\n") + 1
        block = b"".join([*self._rest, memoryview(data)[:cut]]) if cut else b""
        if cut:
            self._rest, self._held = [], 0
        if data[cut:]:
            self._rest.append(data[cut:])
            self._held += len(data) - cut
        if self._held > MOST_LINE:
            self.too_long.append(self.number + _lines(block))
            self._rest, self._held, self._skipping = [], 0, True
        return block

    def hand_out(self, block: bytes) -> tuple[int, bytes]:
        """Return the number of the block's first line, and the block."""
        number = self.number
        self.number += _lines(block)
        return number, block

    def end(self) -> bytes:
        """Return the last line, where it has no end of its own."""
        return b"".join(self._rest) + b"\n" if self._held else b""


def _lines(block: bytes) -> int:
    return int(np.count_nonzero(np.frombuffer(block, np.uint8) == LINE))


def _rest_hashed(path: Path, raw: _Hashed) -> str:
    """Return the hash of the whole file: what a reader of packed files has skipped is read too."""
    if raw.done == path.stat().st_size:
        return raw.hexdigest()
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _unreadable(path: Path, error: OSError) -> UsageError:
    return UsageError(f"cannot read '{path}': {(error.strerror or str(error)).lower()}")


def _damaged(path: Path, error: Exception) -> UsageError:
    why = str(error)[:80].lower() or "it ends too early"
    return UsageError(
        f"'{path}' cannot be unpacked: {why}", "fetch the file again; nothing was recorded"
    )
