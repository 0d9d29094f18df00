"""Verifying a record as a whole: its chain, a head that was remembered, erasures, jumps of the clock."""

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import islice

from msgspec import Struct

from detente.record.chain import BATCH, EMPTY, Break, Chain, Head, Stored
from detente.record.erasure import PREFIX, unexplained
from detente.record.failures import RecordError
from detente.record.merkle import Tree

__all__ = ["Verification", "examine", "examine_batches"]

A_DAY = 86_400_000_000


class Verification(Struct, frozen=True, kw_only=True):
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
        The Merkle root over the hashes, as far as the chain holds.
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
    rest = iter(stored)
    return examine_batches(iter(lambda: list(islice(rest, BATCH)), []), remembered, damage)


def examine_batches(
    batches: Iterable[Sequence[Stored]],
    remembered: tuple[int | None, str] | None = None,
    damage: tuple[str, ...] = (),
) -> Verification:
    """Do the same with records that come in batches.

    Examples
    --------
    >>> examine_batches([[], []]).head.seq
    0
    """
    seen = _Seen(remembered)
    broken = None
    try:
        for batch in batches:
            broken = seen.follow(batch)
            if broken:
                break
    except RecordError as error:  # the database could not read on
        broken = Break(seen.chain.head.seq + 1, error.message)
    return Verification(
        head=seen.chain.head,
        broken=broken or unexplained(seen.gone, seen.explained),
        remembered=None if remembered is None else seen.found,
        erased=tuple(seen.gone),
        jumps=tuple(seen.jumps),
        damage=damage,
        root=seen.tree.root(),
    )


class _Seen:
    """What is noted of the records while their chain is followed."""

    def __init__(self, remembered: tuple[int | None, str] | None) -> None:
        self.remembered = remembered
        self.found = remembered == (0, EMPTY.hash.hex())
        self.chain = Chain()
        self.tree = Tree()
        self.gone: dict[str, int] = {}
        self.explained: dict[str, str] = {}
        self.jumps: list[tuple[int, dt.timedelta]] = []
        self.time: int | None = None

    def follow(self, batch: Sequence[Stored]) -> Break | None:
        """Go on through a batch, noting heads, erasures and jumps as far as the chain holds."""
        start = self.chain.head.seq
        broken = self.chain.follow(batch)
        held = batch if broken is None else batch[: self.chain.head.seq - start]
        self.tree.add([record.hash for record in held])
        for record in held:
            if record.body is None:
                self.gone[record.id] = record.seq
            elif record.id.startswith(PREFIX):
                self.explained[record.id] = record.body
        self._look_for_the_head(held)
        self._look_for_jumps(held)
        return broken

    def _look_for_the_head(self, held: Sequence[Stored]) -> None:
        if self.remembered is None or self.found:
            return
        seq, start = self.remembered
        self.found = any(
            seq in (None, record.seq) and record.hash.hex().startswith(start) for record in held
        )

    def _look_for_jumps(self, held: Sequence[Stored]) -> None:
        times = [record.recorded for record in held]
        before = times[:1] if self.time is None else [self.time]
        for record, last in zip(held, [*before, *times], strict=False):
            if record.recorded - last > A_DAY:
                jump = dt.timedelta(microseconds=record.recorded - last)
                self.jumps.append((record.seq, jump))
        self.time = times[-1] if times else self.time
