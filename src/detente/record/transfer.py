"""Between stores and files: export, import, and the first write, which takes the files in."""

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import takewhile
from pathlib import Path

from msgspec import Struct

from detente.entries import ENTRY_KINDS, RecordLine, When, read_entry
from detente.record.body import (
    BOOKKEEPING,
    Envelope,
    as_plain,
    canonical,
    export_line,
    import_line,
)
from detente.record.chain import Stored, verify
from detente.record.erasure import not_genuine
from detente.record.failures import RecordError
from detente.record.json_line import LineError, read
from detente.record.store import Draft, Store

__all__ = ["Taken", "chain_of", "envelopes", "export_lines", "in_files", "open_to_write", "take_in"]


DAMAGED = "keep it as it is; restore a backup, or import the last export into a new case"


class Taken(Struct, frozen=True, kw_only=True):
    """What an import did.

    Attributes
    ----------
    new, there : int
        How many records are new, and how many were there already.
    replayed : bool
        Whether they came with their hashes: same records, same head.
    redated : int
        How many said that they were known before the last one there, and got the clock's time.
    """

    new: int
    there: int
    replayed: bool = False
    redated: int = 0


def export_lines(store: Store) -> Iterator[str]:
    """Yield each record as a line of JSON, without loss."""
    return map(export_line, store.records())


def envelopes(text: str) -> list[Envelope]:
    r"""Return the lines of a file that :func:`detente.record.parse` finds nothing wrong with.

    Examples
    --------
    >>> envelopes('{"id": "e1", "kind": "event"}\n')[0].body
    '{"id":"e1","kind":"event"}'
    """
    found = []
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        if line.strip(" \t\r"):
            try:
                found.append(import_line(line))
            except LineError as error:
                raise RecordError(f"line {number}: {error.message}") from None
    return found


def chain_of(found: Sequence[Envelope]) -> list[Stored]:
    """Return the chain that an export carries; empty if the file carries none.

    Examples
    --------
    >>> chain_of([Envelope("e1", "{}", None)])
    []
    """
    return [one.stored for one in takewhile(lambda one: one.stored, found) if one.stored]


def take_in(store: Store, found: Sequence[Envelope], now: dt.datetime) -> Taken:
    """Take in the lines of a file: whole or not at all, and nothing twice.

    An export goes in with its hashes where the store is empty or is the beginning of it; otherwise
    its lines are recorded anew. What a line says of when it was ``recorded`` is kept in an empty
    store, and else if it is not before the last one there; the clock says it otherwise.

    Raises
    ------
    RecordError
        The file's own chain does not hold, or a line passes for the record's own and is not.
    ConflictError
        An id is there with other content.
    """
    stored = chain_of(found)
    _, broken = verify(stored)
    if broken:
        raise RecordError(
            f"the export was changed: at record {broken.seq}, {broken.message}",
            "take an export that holds, or remove the 'stored' keys to record the lines anew",
        )
    forged = not_genuine(stored)
    if forged:
        raise RecordError(f"at record {forged.seq}, {forged.message}", "leave that line out")
    if stored and store.continues(stored):
        new = store.replay(stored)
        rest = _take_anew(store, found[len(stored) :], now)
        there = len(stored) - new + rest.there
        return Taken(new=new + rest.new, there=there, replayed=True, redated=rest.redated)
    return _take_anew(store, found, now)


def _take_anew(store: Store, found: Sequence[Envelope], now: dt.datetime) -> Taken:
    bodies = [(one.id, one.body, read(one.body)) for one in found if one.body is not None]
    bodies = [one for one in bodies if one[2].get("kind") not in BOOKKEEPING]
    if not bodies:
        return Taken(new=0, there=0)
    last = _last_known(store) if any("recorded" in plain for _, _, plain in bodies) else None
    empty = store.head().seq == 0
    drafts = [
        Draft(id_, body, dated=not empty and _must_be_dated(plain, last))
        for id_, body, plain in bodies
    ]
    done = store.append(drafts, now)
    redated = sum(
        one.new and draft.dated and "recorded" in plain
        for one, draft, (_, _, plain) in zip(done, drafts, bodies, strict=True)
    )
    new = sum(one.new for one in done)
    return Taken(new=new, there=len(done) - new, redated=redated)


def _must_be_dated(plain: dict[str, object], last: dt.datetime | None) -> bool:
    if plain.get("kind") not in ENTRY_KINDS:
        return False
    given = plain.get("recorded")
    return given is None or (last is not None and _end(When.parse(str(given))) < last)


def _last_known(store: Store) -> dt.datetime | None:
    """Return the latest ``recorded`` of the entries in the store."""
    latest: dt.datetime | None = None
    for record in store.records():
        if record.body and '"recorded":' in record.body:
            line, _ = read_entry(read(record.body))
            given = getattr(line, "recorded", None)
            if given is not None and (latest is None or _end(given) > latest):
                latest = _end(given)
    return latest


def _end(when: When) -> dt.datetime:
    if when.instant is not None:
        return when.instant
    day = dt.datetime.combine(when.last, dt.time(), dt.UTC)
    return day + dt.timedelta(days=1, microseconds=-1)


def open_to_write(
    place: str | Path, file_text: str, inline: Sequence[RecordLine], now: dt.datetime
) -> Store:
    """Open the store of a case to write; the first write takes in what stands in the files.

    Parameters
    ----------
    place : str or Path
        Where the store is, or is to be made.
    file_text : str
        The text of ``record.jsonl``; empty if there is none.
    inline : sequence of RecordLine
        What stands in the case file itself.
    now : datetime.datetime
        The clock.

    Raises
    ------
    RecordError
        The record does not hold, or its file is damaged: nothing is added to such a one.
    """
    store = Store.open(place)
    found = store.check()
    if found.broken:
        raise RecordError(
            f"'{store.name}' was altered: at record {found.broken.seq}, {found.broken.message}; "
            "nothing was written",
            DAMAGED,
        )
    if found.damage:
        raise RecordError(f"'{store.name}' is damaged; nothing was written", DAMAGED)
    if found.head.seq == 0:
        take_in(store, in_files(file_text, inline), now)
    return store


def in_files(file_text: str, inline: Sequence[RecordLine]) -> list[Envelope]:
    """Return what stands in the files of a case, each id once, in the order of the first write.

    Examples
    --------
    >>> in_files('{"id": "e1", "kind": "event"}', [])[0].id
    'e1'
    """
    found = envelopes(file_text)
    written = [Envelope(line.id, canonical(as_plain(line)), None) for line in inline]
    return [*{one.id: one for one in [*reversed(written), *reversed(found)]}.values()][::-1]
