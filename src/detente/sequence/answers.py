"""Where parties go after a breach: the lowest each can go back to, and what the others take back."""

from collections.abc import Sequence

import numpy as np

from detente.sequence.setting import Floats, Ints, Setting

__all__ = ["Answers", "answer", "is_position", "lowest"]


class Answers:
    """Where parties would go after a breach: known once for all lags, patience and detection.

    Examples
    --------
    >>> from detente.sequence.setting import reversible, setting_of
    >>> u = np.array([[1.0, 0.0, 5.0, 3.0], [1.0, 5.0, 0.0, 3.0]])
    >>> s = setting_of([reversible(0, 2), reversible(1, 2)], u, 0.6)
    >>> known = Answers(s)
    >>> known.target(0, known.lowest(0, (1,)), (1, 1))
    (1, 0)
    """

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.lows: dict[tuple[int, tuple[int, ...]], tuple[int, ...]] = {}
        self.targets: dict[tuple[int, tuple[int, ...], tuple[int, ...]], tuple[int, ...]] = {}
        self.best: dict[tuple[object, tuple[int, ...], tuple[int, ...]], Floats] = {}
        """For layouts: the best flows beside some levels of the others, which lags only put in order."""

    def lowest(self, party: int, digits: tuple[int, ...]) -> tuple[int, ...]:
        """Return the lowest own position to which a party can go back."""
        key = (party, digits)
        if key not in self.lows:
            self.lows[key] = lowest(self.setting, party, digits)
        return self.lows[key]

    def target(self, party: int, low: tuple[int, ...], state: tuple[int, ...]) -> tuple[int, ...]:
        """Return the levels to which the others go back once a breach of `party` is found."""
        key = (party, low, state)
        if key not in self.targets:
            self.targets[key] = answer(self.setting, party, low, state)
        return self.targets[key]


def is_position(setting: Setting, party: int, digits: Sequence[int]) -> bool:
    """Return whether some feasible state has these own levels of a party.

    Examples
    --------
    >>> from detente.sequence.setting import reversible, setting_of
    >>> u = np.array([[1.0, 0.0, 5.0, 3.0], [1.0, 5.0, 0.0, 3.0]])
    >>> s = setting_of([reversible(0, 2), reversible(1, 2)], u, 0.6)
    >>> is_position(s, 0, [1])
    True
    """
    return bool((setting.positions[party] == np.asarray(digits)).all(axis=1).any())


def lowest(setting: Setting, party: int, digits: Sequence[int] | Ints) -> tuple[int, ...]:
    """Return the lowest own position to which a party can go back: least total, then number.

    Examples
    --------
    >>> from detente.sequence.setting import reversible, setting_of
    >>> u = np.array([[1.0, 0.0, 5.0, 3.0], [1.0, 5.0, 0.0, 3.0]])
    >>> s = setting_of([reversible(0, 2), reversible(1, 2)], u, 0.6)
    >>> lowest(s, 0, [1])
    (0,)
    """
    rows = setting.positions[party]
    reach = np.ones(len(rows), np.bool_)
    for z, k in enumerate(setting.own(party)):
        reach &= setting.allowed[k][digits[z], rows[:, z]] & (rows[:, z] <= digits[z])
    within = rows[reach]
    return tuple(int(v) for v in within[int(np.argmin(within.sum(axis=1)))])


def answer(
    setting: Setting, party: int, low: tuple[int, ...], state: Sequence[int]
) -> tuple[int, ...]:
    """Return the levels to which the others go back once a breach of `party` is found.

    Each takes the position between what it can go back to and what it has that serves it best
    (credible punishment), with everybody else at the lowest level within reach.

    Examples
    --------
    >>> from detente.sequence.setting import reversible, setting_of
    >>> u = np.array([[1.0, 0.0, 5.0, 3.0], [1.0, 5.0, 0.0, 3.0]])
    >>> s = setting_of([reversible(0, 2), reversible(1, 2)], u, 0.6)
    >>> answer(s, 0, (0,), (1, 1))
    (1, 0)
    """
    lows = {party: low}
    for p in range(len(setting.parties)):
        if p != party:
            lows[p] = lowest(setting, p, [state[k] for k in setting.own(p)])
    out = list(state)
    for p in range(len(setting.parties)):
        if p == party:
            continue
        own = setting.own(p)
        rows = setting.positions[p]
        reach = np.ones(len(rows), np.bool_)
        for z, k in enumerate(own):
            reach &= setting.allowed[k][state[k], rows[:, z]] & (rows[:, z] <= state[k])
        within = rows[reach]
        base = sum(
            level * setting.strides[k]
            for q, levels in lows.items()
            if q != p
            for k, level in zip(setting.own(q), levels, strict=True)
        )
        numbers = within @ np.array([setting.strides[k] for k in own], np.int64) + base
        worth = setting.utility[p, numbers]
        if np.isfinite(worth).any():
            for k, level in zip(own, within[int(np.argmax(worth))], strict=True):
                out[k] = int(level)
    return tuple(out)
