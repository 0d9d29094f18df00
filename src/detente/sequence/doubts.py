"""A schedule where patience and detection are known as intervals: how often it holds, and at worst."""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from detente.sequence.incentives import Prepared
from detente.sequence.setting import Floats

__all__ = ["Doubt", "over_intervals"]


class Doubt(Struct, frozen=True, kw_only=True):
    """How often a schedule holds over what is not known exactly.

    Attributes
    ----------
    draws : int
        How many values were drawn evenly from the intervals.
    share : float
        In which share of them the schedule holds.
    worst : float
        The least slack over the draws and the worse ends of all intervals.
    worst_patience, worst_detect : (P,), (L,) float64
        Where that is.
    """

    draws: int
    share: float
    worst: float
    worst_patience: Floats
    worst_detect: Floats


def over_intervals(
    ready: Prepared, gates: Sequence[bool], rng: np.random.Generator, draws: int = 200
) -> Doubt | None:
    """Return how often a schedule holds over the intervals; None where all is known exactly.

    Examples
    --------
    >>> from detente.sequence.incentives import prepare
    >>> from detente.sequence.setting import reversible, setting_of
    >>> u = np.array([[1.0, 0.0, 5.0, 3.0], [1.0, 5.0, 0.0, 3.0]])
    >>> s = setting_of([reversible(0, 2), reversible(1, 2)], u, 0.6)
    >>> over_intervals(prepare(s, (0, 3)), [True], np.random.Generator(np.random.PCG64(1))) is None
    True
    """
    setting = ready.setting
    spread = np.concatenate([setting.patience_range, setting.detect_range])
    if np.allclose(spread[:, 0], spread[:, 1]):
        return None
    parties = len(setting.parties)
    drawn = spread[:, 0] + rng.random((draws, len(spread))) * (spread[:, 1] - spread[:, 0])
    held = 0
    worst, where = np.inf, spread[:, 0]
    for place, values in enumerate([spread[:, 0], *drawn]):
        found = ready.check(gates, patience=values[:parties], detect=values[parties:])
        if place:
            held += found.holds
        if found.tightest.slack < worst:
            worst, where = found.tightest.slack, values
    return Doubt(
        draws=draws,
        share=held / draws,
        worst=float(worst),
        worst_patience=where[:parties].copy(),
        worst_detect=where[parties:].copy(),
    )
