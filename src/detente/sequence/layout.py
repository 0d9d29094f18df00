"""A schedule laid out for one party: its own positions in one period, and the others' answer to each."""

import itertools
from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from detente.errors import CannotComputeError
from detente.sequence.answers import Answers, is_position
from detente.sequence.setting import Bools, Floats, Ints, Setting

__all__ = ["Layout", "Moment"]

MOST_POSITIONS = 6000
Path = list[tuple[int, ...]]
_Levels = tuple[int, ...]


class Moment(Struct, frozen=True, kw_only=True):
    """What one party can do in one period: all but patience and detection.

    C own positions, H phases of the others' answer.
    """

    due: int
    before: int
    digits: Ints  # (C, own levers)
    off: Bools  # (C, own levers): off the schedule
    flow: Floats  # (C,)
    reach: Bools  # (C, C)
    best: Floats  # (C, H): the party's best flow in each phase after the breach is found
    lags: Ints  # (C, H): the period in which each phase begins
    entry: Ints | None  # (C,) the places of these positions in the next period


class Layout:
    """The own positions of one party in one period, and the others' answer to each.

    Parameters
    ----------
    setting, party
        Whose positions they are.
    steps : tuple
        The levels in each state of the schedule, those before and after each period, and the period.
    answers : Answers
        Where the parties would go after a breach.

    Examples
    --------
    >>> from detente.sequence.setting import reversible, setting_of
    >>> s = setting_of([reversible(0, 2)], np.array([[0.0, 1.0]]), 0.9)
    >>> one = Layout(s, 0, ([(0,), (1,)], [((0,), (1,))], 0), Answers(s))
    >>> one.moment(None).digits.tolist()
    [[0], [1]]
    """

    def __init__(
        self,
        setting: Setting,
        party: int,
        steps: tuple[Path, list[tuple[tuple[int, ...], tuple[int, ...]]], int],
        answers: Answers,
    ) -> None:
        path, ends, period = steps
        self.setting, self.party, self.answers = setting, party, answers
        self.own = setting.own(party)
        self.before, self.after = ends[period]
        held = path[: min(period, len(path) - 1) + 1]
        choices = [self._levels(k, {x[k] for x in held}) for k in self.own]
        if np.prod([len(c) for c in choices]) > MOST_POSITIONS:
            raise CannotComputeError(
                f"{setting.parties[party]} has more than {MOST_POSITIONS:,} ways to break the schedule"
            )
        every = np.array(list(itertools.product(*choices)), np.int64).reshape(-1, len(self.own))
        rows = {tuple(row) for row in setting.positions[party].tolist()}
        self.digits = np.array(
            [row for row in every.tolist() if tuple(row) in rows], np.int64
        ).reshape(-1, len(self.own))
        self.place = {tuple(row): i for i, row in enumerate(self.digits.tolist())}
        # The others answer alike wherever the party can go back equally far.
        self._alike: dict[tuple[int, ...], list[int]] = {}
        for row, i in self.place.items():
            self._alike.setdefault(answers.lowest(party, row), []).append(i)

    def _levels(self, lever: int, held: set[int]) -> list[int]:
        """Return the levels at which the lever may secretly be: no higher than is due."""
        allowed = self.setting.allowed[lever]
        return [b for b in range(self.after[lever] + 1) if any(allowed[a, b] for a in held)]

    def moment(self, ahead: "Layout | None") -> Moment:
        """Return the arrays; `ahead` is the layout of the next period, None at rest."""
        own = list(self.own)
        due = self.place[tuple(self.after[k] for k in own)]
        before = self.place[tuple(self.before[k] for k in own)]
        reach = np.ones((len(self.digits), len(self.digits)), np.bool_)
        for z, k in enumerate(own):
            reach &= self.setting.allowed[k][self.digits[:, z][:, None], self.digits[:, z][None, :]]
        off = self.digits != self.digits[due]
        best, lags = self._answers(self.setting, self.answers, reach)
        entry = None
        if ahead is not None:
            entry = np.array([ahead.place[tuple(row)] for row in self.digits.tolist()], np.int64)
        return Moment(
            due=due,
            before=before,
            digits=self.digits,
            off=off,
            flow=self._flows(self.setting, self.after),
            reach=reach,
            best=best,
            lags=lags,
            entry=entry,
        )

    def again(self, setting: Setting, answers: Answers, now: Moment) -> Moment:
        """Return the arrays in a setting in which the same states and changes are possible."""
        best, lags = self._answers(setting, answers, now.reach)
        return replace(now, flow=self._flows(setting, self.after), best=best, lags=lags)

    def _flows(self, setting: Setting, others: Sequence[int]) -> Floats:
        """Return the party's flow at each own position beside these levels of the others."""
        return np.asarray(setting.utility[self.party, self._numbers(others)])

    def _numbers(self, others: Sequence[int]) -> NDArray[np.int64]:
        strides = self.setting.strides
        rest = sum(level * strides[k] for k, level in enumerate(others) if k not in self.own)
        mine = self.digits @ np.array([strides[k] for k in self.own], np.int64)
        return np.asarray(mine + rest)

    def _answers(self, setting: Setting, answers: Answers, reach: Bools) -> tuple[Floats, Ints]:
        """Return the best flow in each phase of the others' answer, (C, H), and when it begins."""
        told = [(low, *self._phases(setting, answers, low)) for low in self._alike]
        width = max(len(lags) for _, _, lags in told)
        values = np.zeros((len(self.digits), width))
        begins = np.zeros((len(self.digits), width), np.int64)
        for low, phases, lags in told:
            places = self._alike[low]
            best = np.stack(
                [self._best(setting, answers, reach, (low, others)) for others in phases], axis=1
            )
            for h in range(1, len(phases)):  # no own position fits: it stays as it was
                best[:, h] = np.where(np.isfinite(best[:, h]), best[:, h], best[:, h - 1])
            last = [best[:, -1:]] * (width - len(phases))
            values[places] = np.concatenate([best, *last], axis=1)
            begins[places] = [*lags, *[lags[-1]] * (width - len(lags))]
        return values, begins

    def _best(
        self, setting: Setting, answers: Answers, reach: Bools, at: tuple[_Levels, _Levels]
    ) -> Floats:
        """Return the best flow within reach, for positions with one lowest and these levels beside."""
        low, others = at
        key = self, low, others
        if key not in answers.best:
            flow = self._flows(setting, others)
            answers.best[key] = np.where(reach[self._alike[low]], flow, -np.inf).max(axis=1)
        return answers.best[key]

    def _phases(
        self, setting: Setting, answers: Answers, low: _Levels
    ) -> tuple[list[_Levels], list[int]]:
        """Return the levels beside each phase after the breach is found, and when it begins."""
        target = answers.target(self.party, low, self.after)
        due = {
            k: int(setting.lag[k][self.after[k], target[k]])
            for k in range(len(target))
            if k not in self.own and target[k] != self.after[k]
        }
        phases, lags = [self.after], [0]
        for lag in sorted(set(due.values())):
            now = list(self.after)
            for p in range(len(setting.parties)):
                back = [
                    target[k] if due.get(k, lag + 1) <= lag else self.after[k]
                    for k in setting.own(p)
                ]
                if p != self.party and is_position(setting, p, back):
                    for k, level in zip(setting.own(p), back, strict=True):
                        now[k] = level
            if lag == 0:
                phases, lags = [tuple(now)], [0]
            else:
                phases.append(tuple(now))
                lags.append(lag)
        return phases, lags
