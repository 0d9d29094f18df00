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

The Merkle root over the same hashes is that of RFC 6962, section 2.1.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

__all__ = [
    "EMPTY",
    "Break",
    "Head",
    "Stored",
    "content_of",
    "inclusion_proof",
    "inclusion_root",
    "instant_of",
    "link",
    "merkle_root",
    "microseconds_of",
    "read_head",
    "verify",
]

VERSION = b"detente/1"
START = bytes(32)
SHORTEST = 32
"""Hex digits of a hash that a head must give at least: 128 bits."""

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


@dataclass(frozen=True, slots=True)
class Head:
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


@dataclass(frozen=True, slots=True)
class Break:
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
    numbers = seq.to_bytes(8, "big") + recorded.to_bytes(8, "big", signed=True)
    name = sha256(id_.encode("utf-8")).digest()
    return sha256(VERSION + before + numbers + name + content).digest()


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
    seq, last, recorded = before.seq, before.hash, None
    for record in records:
        wrong = _wrong(record, seq, last, recorded)
        if wrong:
            return Head(seq, last), Break(record.seq, wrong)
        seq, last, recorded = record.seq, record.hash, record.recorded
    return Head(seq, last), None


def _wrong(record: Stored, seq: int, last: bytes, recorded: int | None) -> str:
    if record.seq != seq + 1:
        return f"record {seq + 1} is missing: the next one has the number {record.seq}"
    if recorded is not None and record.recorded <= recorded:
        return f"the time of '{record.id}' is not after that of the record before"
    if record.body is None or record.salt is None:
        if record.body is not None or record.salt is not None:
            return f"'{record.id}' has a body without salt, or salt without a body"
    elif content_of(record.salt, record.body) != record.content:
        return f"the body of '{record.id}' is not the one that was recorded"
    if link(last, record.seq, record.recorded, record.id, record.content) != record.hash:
        return f"the hash of '{record.id}' does not follow from the record before"
    return ""


# ---------------------------------------------------------------- Merkle tree, RFC 6962 section 2.1


def merkle_root(hashes: Sequence[bytes]) -> bytes:
    """Return the Merkle tree hash over the hashes of the records, in their order.

    Examples
    --------
    >>> merkle_root([]) == sha256(b"").digest()
    True
    >>> merkle_root([bytes(32)]) == sha256(bytes(33)).digest()
    True
    """
    if not hashes:
        return sha256(b"").digest()
    level = [_leaf(one) for one in hashes]
    while len(level) > 1:
        pairs = [_node(a, b) for a, b in _pairs(level)]
        level = [*pairs, level[-1]] if len(level) % 2 else pairs
    return level[0]


def inclusion_proof(hashes: Sequence[bytes], seq: int) -> list[bytes]:
    """Return the audit path of record `seq`: what it takes to show that it is in the tree.

    Examples
    --------
    >>> hashes = [bytes([n]) * 32 for n in range(5)]
    >>> path = inclusion_proof(hashes, 3)
    >>> inclusion_root(hashes[2], 3, 5, path) == merkle_root(hashes)
    True
    """
    level, at, path = [_leaf(one) for one in hashes], seq - 1, []
    while len(level) > 1:
        beside = at ^ 1
        if beside < len(level):
            path.append(level[beside])
        pairs = [_node(a, b) for a, b in _pairs(level)]
        level = [*pairs, level[-1]] if len(level) % 2 else pairs
        at //= 2
    return path


def inclusion_root(own: bytes, seq: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """Return the root that a record's hash and its audit path lead to; None if the path does not fit.

    Examples
    --------
    >>> inclusion_root(bytes(32), 1, 1, []) == merkle_root([bytes(32)])
    True
    >>> inclusion_root(bytes(32), 1, 1, [bytes(32)]) is None
    True
    """
    at, last, value, rest = seq - 1, size - 1, _leaf(own), list(path)
    while last > 0:
        if at % 2 or at < last:  # there is a neighbour on this level
            if not rest:
                return None
            value = _node(rest.pop(0), value) if at % 2 else _node(value, rest.pop(0))
        at, last = at // 2, last // 2
    return None if rest else value


def _leaf(data: bytes) -> bytes:
    return sha256(b"\x00" + data).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def _pairs(level: Sequence[bytes]) -> Iterator[tuple[bytes, bytes]]:
    return zip(level[::2], level[1::2], strict=False)
