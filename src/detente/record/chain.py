"""The hash chain of the record: what one record vouches for, verification, heads, Merkle root.

The hash of record ``n`` is::

    hash_n = SHA-256("detente/1" || hash_{n-1} || seq || recorded || SHA-256(id) || content)
    content = SHA-256(salt || body)

with these bytes, each part of fixed length, so that no two records give the same input:

============  =====  =====================================================================
part          bytes  encoding
============  =====  =====================================================================
"detente/1"   9      ASCII
hash_{n-1}    32     raw digest of the record before; of the first record, 32 zero bytes
seq           8      unsigned, big-endian; the first record is 1
recorded      8      signed, big-endian: microseconds since 1970-01-01T00:00:00Z
SHA-256(id)   32     of the id in UTF-8
content       32     SHA-256 of the 16 bytes of salt, then the body in UTF-8
============  =====  =====================================================================

The body is canonical JSON (see :mod:`detente.record.body`), kept as it was hashed and never written
anew. The salt, random and one per record, keeps a short body from being guessed from `content` once
it is erased; salt and body go together, `content` stays, and the chain still verifies.

A chain alone shows that no record was changed, taken out, put in or moved *before its end*. It does
not show a cut tail, nor a record that somebody wrote anew as a whole: whoever can write the file can
work out a new chain. A head that was noted elsewhere shows both.

A Merkle tree over the same hashes is in :mod:`detente.record.merkle`.
"""

import datetime as dt
import re
import struct
from collections.abc import Iterable, Sequence
from hashlib import sha256
from itertools import islice
from typing import NamedTuple

from msgspec import Struct

__all__ = [
    "BATCH",
    "EMPTY",
    "Break",
    "Chain",
    "Head",
    "Stored",
    "content_of",
    "instant_of",
    "link",
    "microseconds_of",
    "read_head",
    "verify",
    "well_formed",
]

VERSION = b"detente/1"
START = bytes(32)
SHORTEST = 32
"""Hex digits of a hash that a head must give at least: 128 bits."""

BATCH = 200
"""Records that are looked at in one go."""

_LONG_AGO = -(1 << 63) - 1
_NUMBERS = struct.Struct(">Qq").pack
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_HEAD = re.compile(rf"(?:(\d{{1,18}})/)?([0-9a-f]{{{SHORTEST},64}})")


class Stored(NamedTuple):
    """One record as the store keeps it.

    Attributes
    ----------
    seq : int
        Its number, from 1, without gaps.
    recorded : int
        The store's own time in microseconds since 1970, strictly increasing.
    id : str
        The id of the entry, claim, document or review.
    salt, body : bytes and str, or None
        None once the body has been erased.
    content, hash : bytes
        SHA-256 of salt and body; SHA-256 of all of it and of the record before.
    """

    seq: int
    recorded: int
    id: str
    salt: bytes | None
    body: str | None
    content: bytes
    hash: bytes


class Head(Struct, frozen=True):
    """The end of the record: how many records there are, and the hash of the last.

    Examples
    --------
    >>> str(Head(0, START))[:20]
    '0/000000000000000000'
    """

    seq: int
    hash: bytes

    def __str__(self) -> str:
        return f"{self.seq}/{self.hash.hex()}"


EMPTY = Head(0, START)
"""The head of a record without records."""


class Break(Struct, frozen=True):
    """Where the chain does not hold: the number of the record, and what is wrong there."""

    seq: int
    message: str


def microseconds_of(instant: dt.datetime) -> int:
    """Return an instant as microseconds since 1970.

    Examples
    --------
    >>> microseconds_of(dt.datetime(1970, 1, 2, tzinfo=dt.UTC))
    86400000000
    """
    return (instant - _EPOCH) // dt.timedelta(microseconds=1)


def instant_of(microseconds: int) -> dt.datetime:
    """Return the instant so many microseconds after 1970 began.

    Examples
    --------
    >>> instant_of(86400000000).isoformat()
    '1970-01-02T00:00:00+00:00'
    """
    return _EPOCH + dt.timedelta(microseconds=microseconds)


def content_of(salt: bytes, body: str) -> bytes:
    """Return SHA-256(salt || body).

    Examples
    --------
    >>> content_of(bytes(16), "{}").hex()[:16]
    '333b13ff02f57ae1'
    """
    return sha256(salt + body.encode("utf-8")).digest()


def link(before: bytes, seq: int, recorded: int, id_: str, content: bytes) -> bytes:
    """Return the hash of a record that follows one whose hash is `before`.

    Examples
    --------
    >>> link(START, 1, 0, "e1", content_of(bytes(16), "{}")).hex()[:16]
    '59b5573ea0f50921'
    """
    name = sha256(id_.encode("utf-8")).digest()
    return sha256(VERSION + before + _NUMBERS(seq, recorded) + name + content).digest()


def read_head(text: str) -> tuple[int | None, str]:
    """Read a remembered head, ``n/hash`` or the hash alone: its number, if given, and the hash in hex.

    Raises
    ------
    ValueError
        It is no head; the message says what one looks like.

    Examples
    --------
    >>> read_head("3/" + "0" * 64)[0]
    3
    >>> read_head("3/beef")
    Traceback (most recent call last):
    ...
    ValueError: expected a head such as 12/8f0c..., a hash of 32 to 64 hex digits, got '3/beef'
    """
    found = _HEAD.fullmatch(text.strip().lower())
    if not found:
        raise ValueError(
            f"expected a head such as 12/8f0c..., a hash of {SHORTEST} to 64 hex digits, "
            f"got '{text[:80]}'"
        )
    return (int(found[1]) if found[1] else None), found[2]


def verify(records: Iterable[Stored], before: Head = EMPTY) -> tuple[Head, Break | None]:
    """Follow the chain; return its head, and the first place where it does not hold, if any.

    Parameters
    ----------
    records : iterable of Stored
        In the order of their numbers.
    before : Head
        The head that they follow.

    Examples
    --------
    >>> content = content_of(bytes(16), "{}")
    >>> first = Stored(1, 5, "e1", bytes(16), "{}", content, link(START, 1, 5, "e1", content))
    >>> verify([first])[1] is None
    True
    >>> verify([first._replace(body="{ }")])[1]
    Break(seq=1, message="the body of 'e1' is not the one that was recorded")
    """
    chain = Chain(before)
    rest = iter(records)
    broken = None
    while broken is None and (some := list(islice(rest, BATCH))):
        broken = chain.follow(some)
    return chain.head, broken


class Chain:
    """A chain as it is followed, batch by batch.

    Attributes
    ----------
    head : Head
        The last record up to which it holds.
    """

    def __init__(self, before: Head = EMPTY) -> None:
        self.head = before
        self._recorded: int | None = None

    def follow(self, batch: Sequence[Stored]) -> Break | None:
        """Go on through a batch; return where the chain does not hold, if anywhere.

        Examples
        --------
        >>> Chain().follow([Stored(2, 5, "e2", bytes(16), "{}", bytes(32), bytes(32))]).message
        'record 1 is missing: the next one has the number 2'
        """
        start = self.head.seq
        held = self._held(batch)
        if held:
            last = batch[held - 1]
            self.head, self._recorded = Head(start + held, last.hash), last.recorded
        if held == len(batch):
            return None
        wrong = batch[held]
        return Break(wrong.seq, _wrong(wrong, self.head.seq, self._recorded))

    def _held(self, batch: Sequence[Stored]) -> int:
        """Return how many records of a batch the chain holds through.

        It looks at what :func:`_wrong` looks at, at the speed of hashing; that one says what is wrong.
        """
        before, first = self.head.hash, self.head.seq + 1
        last = self._recorded if self._recorded is not None else _LONG_AGO
        number = first
        try:
            for number, (seq, recorded, id_, salt, body, content, hash_) in enumerate(batch, first):
                if seq != number or recorded <= last:
                    return number - first
                if salt is None or body is None:
                    if salt is not None or body is not None:
                        return number - first
                elif sha256(salt + body.encode()).digest() != content:
                    return number - first
                name = sha256(id_.encode()).digest()
                own = VERSION + before + _NUMBERS(seq, recorded) + name + content
                if sha256(own).digest() != hash_:
                    return number - first
                before, last = hash_, recorded
        except (TypeError, AttributeError, struct.error):  # a cell that is not what it must be
            return number - first
        return len(batch)


def well_formed(record: Stored) -> bool:
    """Whether each cell is of a kind that it may be; if not, the file is damaged.

    Examples
    --------
    >>> well_formed(Stored(1, 5, "e1", b"", "{}", b"", b"")), well_formed((1, 5, "e1", "", "{}", b"", b""))
    (True, False)
    """
    return tuple(map(type, record)) in _SHAPES


_SHAPES = {
    (int, int, str, salt, body, bytes, bytes)
    for salt in (bytes, type(None))
    for body in (str, type(None))
}


def _wrong(record: Stored, seq: int, recorded: int | None) -> str:
    if not well_formed(record):
        return f"the file is damaged at record {record.seq!r}"[:200]
    if record.seq != seq + 1:
        return f"record {seq + 1} is missing: the next one has the number {record.seq}"
    if recorded is not None and record.recorded <= recorded:
        return f"the time of '{record.id}' is not after that of the record before"
    if record.salt is not None and record.body is not None:
        if content_of(record.salt, record.body) != record.content:
            return f"the body of '{record.id}' is not the one that was recorded"
    elif record.salt is not None or record.body is not None:
        return f"'{record.id}' has a body without salt, or salt without a body"
    return f"the hash of '{record.id}' does not follow from the record before"
