"""The configurations of a clause: its status, and the instants that go with it."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from detente.ledger.instants import FOREVER, Instant

__all__ = ["CHANGED", "IDLE", "MEANS", "Config", "States", "thinned"]

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
MANY = 16


def thinned(configs: frozenset[Config]) -> frozenset[Config]:
    """Return `configs` without those that differ from others only in dates that no guard reads.

    Where a guard is unknown for long, every look at it adds a configuration. Of many that will move
    alike the earliest and the latest are enough for what follows, and for the dates shown.

    Examples
    --------
    >>> long = frozenset(Config("breached", due=5, at=n) for n in range(1000))
    >>> sorted(config.at for config in thinned(long))
    [0, 999]
    """
    if len(configs) <= MANY:
        return configs
    alike: dict[tuple[object, ...], list[Config]] = {}
    for config in configs:
        read = tuple(getattr(config, field) for field in _READ.get(config.word, ()))
        alike.setdefault((config.word, *read), []).append(config)
    return frozenset(
        end(same, key=_by(field))
        for same in alike.values()
        for field in ("due", "at", "seen", "grace", "came")
        for end in (min, max)
    )


def _by(field: str) -> Callable[[Config], tuple[Instant, Config]]:
    """Order by a field; where it is the same, by all, so that any run takes the same one."""
    return lambda config: (getattr(config, field), config)


_READ = {
    "live": ("due",),
    "claimed_done": ("due", "at", "ready", "seen"),
    "unverified": ("due",),
    "overdue": ("grace",),
    "noticed": ("due",),
}
"""Status -> the fields that guards read in it; in the others none matters for what follows."""
