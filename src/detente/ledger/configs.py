"""The configurations of a clause: its status, and the instants that go with it."""

from collections.abc import Mapping
from typing import NamedTuple

from detente.ledger.instants import FOREVER, Instant

__all__ = ["CHANGED", "IDLE", "MEANS", "Config", "States"]

MEANS: Mapping[str, frozenset[str]] = {
    "fulfilled": frozenset({"fulfilled", "late"}),
    "overdue": frozenset({"overdue", "breached"}),
    "live": frozenset({"live", "claimed_done", "overdue"}),
    **{
        word: frozenset({word})
        for word in ("breached", "excused", "waived", "exercised", "claimed_done")
    },
}
"""Which statuses a word stands for in a condition."""
CHANGED = frozenset({"breached", "ended", "exercised"})
"""Statuses at which a clause changes a lever: its default comes in, or its power is used."""


class Config(NamedTuple):
    """One configuration of a clause: its status and the instants that go with it.

    ``due`` is the first instant that is too late (of a power: when it takes effect); ``at`` when it
    was done, broken, exercised or ended; ``seen`` when that was verified; ``grace`` from when grace
    counts; ``ready`` whether a clause that waits for others is itself done; ``came`` when its power
    was used or its default came in.
    """

    word: str
    due: Instant = FOREVER
    at: Instant = FOREVER
    seen: Instant = FOREVER
    grace: Instant = FOREVER
    ready: bool = False
    came: Instant = FOREVER


States = Mapping[str, frozenset[Config]]
"""Clause -> its possible configurations."""
IDLE = frozenset({Config("idle")})
