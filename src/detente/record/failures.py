"""What can go wrong with a store, in words: the errors of databases, translated."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError

from detente.errors import CannotComputeError, UsageError

__all__ = [
    "ConflictError",
    "NothingThereError",
    "RecordError",
    "StoreBusyError",
    "in_words",
    "may_pass",
]

RETRIED = frozenset({"40001", "40P01", "23505"})


class RecordError(UsageError):
    """The store is not as it must be, or must not be changed so: exit status 2."""


class NothingThereError(RecordError):
    """There is no record in the store: nothing has been written to it yet."""


class StoreBusyError(CannotComputeError):
    """The store cannot take it now: disk full, locked, out of reach. Nothing was written. Exit 3."""


class ConflictError(RecordError):
    """An id that the record has with other content: ``number`` is the place in what was to be added."""

    def __init__(self, id_: str, seq: int, number: int) -> None:
        super().__init__(
            f"'{id_}' is in the record already, with other content (record {seq})",
            f"give it another id, and 'supersedes: {id_}' if it corrects that one",
        )
        self.id = id_
        self.seq = seq
        self.number = number


_SQLITE: dict[str, tuple[type[UsageError | CannotComputeError], str, str]] = {
    "SQLITE_FULL": (StoreBusyError, "the disk is full; nothing was written", "free some space"),
    "SQLITE_BUSY": (
        StoreBusyError,
        "it is locked by another program; nothing was written",
        "try again when that program is done",
    ),
    "SQLITE_LOCKED": (StoreBusyError, "it is locked; nothing was written", "try again"),
    "SQLITE_READONLY": (
        RecordError,
        "it cannot be written: the file or its folder is read-only",
        "change the permissions, or copy the case folder to where you may write",
    ),
    "SQLITE_CORRUPT": (
        RecordError,
        "the file is damaged",
        "keep it as it is; restore a backup, or import the last export into a new case",
    ),
    "SQLITE_NOTADB": (RecordError, "it is no record: the file is damaged or something else", ""),
    "SQLITE_CANTOPEN": (
        RecordError,
        "it cannot be opened",
        "look at the permissions of the folder",
    ),
    "SQLITE_IOERR": (
        StoreBusyError,
        "the disk fails to read or write; nothing was written",
        "look at the disk; an acknowledged record is on it",
    ),
}
_POSTGRES: dict[str, tuple[type[UsageError | CannotComputeError], str, str]] = {
    "53100": (StoreBusyError, "the server's disk is full; nothing was written", ""),
    "25006": (RecordError, "the server is read-only", ""),
    "42501": (RecordError, "this user may not do that", "ask whoever runs the server"),
    "42P01": (RecordError, "there is no record in this database", ""),
}


@contextmanager
def in_words(name: str) -> Iterator[None]:
    """Turn an error of the database into one that says what is wrong with the store `name`.

    Examples
    --------
    >>> with in_words("record.sqlite"):
    ...     pass
    """
    try:
        yield
    except DBAPIError as error:
        raise _translated(name, error) from error
    except UnicodeDecodeError:
        raise RecordError(f"'{name}': the file is damaged: text that is not UTF-8") from None


def _translated(name: str, error: DBAPIError) -> UsageError | CannotComputeError:
    original: Any = error.orig
    word = str(getattr(original, "sqlite_errorname", "") or "")
    for start, (kind, message, hint) in _SQLITE.items():
        if word.startswith(start):
            return kind(f"'{name}': {message}", hint)
    said = str(original).strip().split("\n")[0]
    if "append-only" in said or word.startswith("SQLITE_CONSTRAINT"):
        return RecordError(f"'{name}' refuses it: {said}")
    state = getattr(original, "sqlstate", None) or ""
    if state in _POSTGRES:
        kind, message, hint = _POSTGRES[state]
        return kind(f"'{name}': {message}", hint)
    if error.connection_invalidated or isinstance(error, InterfaceError) or not state:
        return StoreBusyError(
            f"'{name}' is out of reach: {said}", "nothing is known to be written; try again"
        )
    return StoreBusyError(f"'{name}': {said}", "nothing was written")


def may_pass(error: DBAPIError) -> bool:
    """Whether the same transaction, tried again, may go through: another writer was in its way."""
    state = getattr(error.orig, "sqlstate", None)
    return state in RETRIED and (state != "23505" or isinstance(error, IntegrityError))
