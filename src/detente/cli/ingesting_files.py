"""The documents that ``detente ingest`` is to read: files, folders, standard input."""

import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from detente.errors import UsageError

__all__ = ["Named", "documents_named", "raw_bytes"]

STANDARD_INPUT = "standard input"


class Named(Struct, frozen=True):
    """A document as it was named: a file, or standard input where there is no path."""

    name: str
    path: Path | None


def documents_named(words: Sequence[str]) -> tuple[list[Named], Counter[str]]:
    """Return the documents, each once, and how many files of a folder are of kinds that are not read.

    Hidden files and folders are passed over; a file that is named itself is always read.

    Raises
    ------
    UsageError
        There is no such file or folder, or standard input is named twice.

    Examples
    --------
    >>> documents_named(["-"])
    ([Named(name='standard input', path=None)], Counter())
    """
    found: dict[str, Named] = {}
    left_out: Counter[str] = Counter()
    for word in words:
        if word == "-":
            if STANDARD_INPUT in found:
                raise UsageError("standard input is named twice")
            found[STANDARD_INPUT] = Named(STANDARD_INPUT, None)
            continue
        path = Path(word)
        if path.is_dir():
            for file in _files_in(path, left_out):
                found.setdefault(os.path.realpath(file), Named(str(file), file))
        elif path.exists():
            found.setdefault(os.path.realpath(path), Named(word, path))
        elif word.startswith(("http://", "https://")):
            raise UsageError(
                f"'{word}' is an address, and nothing is ever fetched",
                "save the page, name the file, and say where it was found with --url",
            )
        else:
            raise UsageError(f"no file '{word}'", "name files, folders, or '-' for standard input")
    return list(found.values()), left_out


def _files_in(folder: Path, left_out: Counter[str]) -> Iterator[Path]:
    """Give the files of a folder and of those in it that have the ending of a known format."""
    from detente.evidence.readers.formats import EXTENSIONS

    for root, folders, files in os.walk(folder):
        folders[:] = sorted(one for one in folders if not one.startswith("."))
        for name in sorted(files):
            path = Path(root) / name
            if name.startswith(".") or not path.is_file():
                continue
            if path.suffix.lower().removeprefix(".") in EXTENSIONS:
                yield path
            else:
                left_out[path.suffix.lower() or "without ending"] += 1


def raw_bytes(named: Named) -> bytes:
    """Read a document as it is: just enough of one that is too large to tell so.

    Raises
    ------
    UsageError
        It cannot be read, and why.
    """
    from detente.evidence.read import MAX_BYTES

    try:
        if named.path is None:
            return sys.stdin.buffer.read(MAX_BYTES + 1)
        if not named.path.is_file():
            raise UsageError(f"'{named.name}' is no file")
        with named.path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise UsageError(f"cannot read '{named.name}': {why}") from None
