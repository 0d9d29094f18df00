"""Texts of documents, kept beside the case file under their own hash: ``texts/<sha256>.txt``."""

import contextlib
import hashlib
import os
import re
from pathlib import Path

from detente.errors import UsageError
from detente.evidence.read import SourceText

__all__ = ["TEXTS", "drop_text", "find_text", "keep_text", "kept_text"]

TEXTS = "texts"
_SHA256 = re.compile(r"[0-9a-f]{64}")


def keep_text(folder: Path, source: SourceText) -> bool:
    """Keep the text of a document, whole or not at all; return whether it was not there before.

    Parameters
    ----------
    folder : Path
        The folder of the case file.
    source : SourceText
        What was read.

    Raises
    ------
    UsageError
        It cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from detente.evidence.read import read
    >>> source = read(b"Iran left.", "a.txt")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     keep_text(Path(folder), source), keep_text(Path(folder), source)
    ...     find_text(Path(folder), source.sha256)
    (True, False)
    'Iran left.'
    """
    place = _place(folder, source.sha256)
    if find_text(folder, source.sha256) is not None:
        return False
    try:
        place.parent.mkdir(exist_ok=True)
        _write(place, source.text.encode("utf-8", "surrogatepass"))
    except OSError as error:
        raise UsageError(
            f"cannot keep the text in '{place.parent}': {(error.strerror or str(error)).lower()}",
            "make room or give the right to write there, or use --no-text",
        ) from None
    return True


def _write(place: Path, data: bytes) -> None:
    temporary = place.with_name(f".{place.stem[:16]}.{os.getpid()}")
    try:
        temporary.unlink(missing_ok=True)
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(place)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def find_text(folder: Path, sha256: str) -> str | None:
    """Return a kept text, or None where it is not kept or no longer the one that had this hash.

    Examples
    --------
    >>> find_text(Path("nowhere"), "0" * 64) is None
    True
    """
    found = kept_text(folder, sha256)
    return found[0] if found is not None and found[1] else None


def kept_text(folder: Path, sha256: str) -> tuple[str, bool] | None:
    """Return what the file of a kept text holds, and whether that still has the hash in its name.

    Examples
    --------
    >>> kept_text(Path("nowhere"), "0" * 64) is None
    True
    """
    if not _SHA256.fullmatch(sha256):
        return None
    try:
        data = _place(folder, sha256).read_bytes()
    except OSError:
        return None
    same = hashlib.sha256(data).hexdigest() == sha256
    return data.decode("utf-8", "surrogatepass" if same else "replace"), same


def drop_text(folder: Path, sha256: str) -> None:
    """Take a kept text away again, and the folder of texts if it was the last.

    Examples
    --------
    >>> drop_text(Path("nowhere"), "0" * 64)
    """
    place = _place(folder, sha256)
    with contextlib.suppress(OSError):
        place.unlink(missing_ok=True)
        place.parent.rmdir()


def _place(folder: Path, sha256: str) -> Path:
    return folder / TEXTS / f"{sha256}.txt"
