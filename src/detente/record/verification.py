"""Verifying a record as a whole: its chain, a head that was remembered, erasures, jumps of the clock."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from detente.record.chain import EMPTY, Break, Head, Stored, merkle_root, verify
from detente.record.erasure import unexplained
from detente.record.failures import RecordError

__all__ = ["Verification", "examine"]

A_DAY = 86_400_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What checking a store found.

    Attributes
    ----------
    head : Head
        The last record up to which the chain holds.
    broken : Break or None
        Where it does not.
    remembered : bool or None
        Whether the head that was remembered is in the chain; None: none was given.
    erased : tuple of str
        Ids whose bodies have been erased.
    jumps : tuple of (int, timedelta)
        Records whose time is more than a day after that of the record before.
    damage : tuple of str
        What the database's own check of the file found.
    root : bytes
        The Merkle root over the hashes.
    """

    head: Head
    broken: Break | None = None
    remembered: bool | None = None
    erased: tuple[str, ...] = ()
    jumps: tuple[tuple[int, dt.timedelta], ...] = ()
    damage: tuple[str, ...] = ()
    root: bytes = b""

    @property
    def holds(self) -> bool:
        """Whether nothing was found to be wrong."""
        return self.broken is None and self.remembered is not False and not self.damage


def examine(
    stored: Iterable[Stored],
    remembered: tuple[int | None, str] | None = None,
    damage: tuple[str, ...] = (),
) -> Verification:
    """Follow the chain of `stored` and look for a remembered head in it.

    Parameters
    ----------
    stored : iterable of Stored
        In the order of their numbers, from the first.
    remembered : pair of int or None and str, or None
        As :func:`detente.record.chain.read_head` reads it.
    damage : tuple of str
        What the database's own check of the file found.

    Examples
    --------
    >>> examine([]).holds, examine([], (3, "0" * 64)).holds
    (True, False)
    """
    seen = _Seen(remembered)
    try:
        head, broken = verify(seen.watch(stored))
    except RecordError as error:
        head, broken = EMPTY, Break(len(seen.hashes) + 1, error.message)
    return Verification(
        head=head,
        broken=broken or unexplained(seen.gone, seen.explained),
        remembered=None if remembered is None else seen.found,
        erased=tuple(seen.gone),
        jumps=tuple(seen.jumps),
        damage=damage,
        root=merkle_root(seen.hashes),
    )


class _Seen:
    """What is noted of the records while their chain is followed."""

    def __init__(self, remembered: tuple[int | None, str] | None) -> None:
        self.remembered = remembered
        self.found = remembered == (0, EMPTY.hash.hex())
        self.hashes: list[bytes] = []
        self.gone: dict[str, int] = {}
        self.explained: dict[str, str] = {}
        self.jumps: list[tuple[int, dt.timedelta]] = []

    def watch(self, stored: Iterable[Stored]) -> Iterator[Stored]:
        """Pass the records on, noting heads, erasures and jumps."""
        before: int | None = None
        for record in stored:
            self.hashes.append(record.hash)
            if self.remembered:
                seq, start = self.remembered
                self.found |= seq in (None, record.seq) and record.hash.hex().startswith(start)
            if record.body is None:
                self.gone[record.id] = record.seq
            elif record.id.startswith("erasure-"):
                self.explained[record.id] = record.body
            if before is not None and record.recorded - before > A_DAY:
                jump = dt.timedelta(microseconds=record.recorded - before)
                self.jumps.append((record.seq, jump))
            before = record.recorded
            yield record
