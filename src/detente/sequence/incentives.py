"""Comply or deviate: is a schedule of steps self-enforcing, and who would break it first.

A schedule is x_0 <= x_1 <= ... <= x_T and then rest at x_T for ever. In period t the owners of changed
levers move at once, the flow u(x_t) accrues, and at the end of the period breaches may be found. A
party that complies has W(t) = (1-d) u(x_t) + d W(t+1), with W(T+1) = u(x_T).

A *breach* of party i is an own position other than the one due, between what it can go back to and
what is due. It is found at the end of a period with Q = 1 - prod (1 - q_k) over the levers off the
schedule. After that the others' levers go back, each after its lag, to what serves its owner best
(credible punishment: a static best reply), nobody takes a further step, and i plays its best own
position within reach. Before that the others either *freeze*, as an agreement asks that lets no step
be taken before the last one is certified, or *continue*.

With a gate (freeze) at t a breach is kept up until found, and is worth
``(1-m) u + m Post``, m = d Q / (1 - (1-Q) d). "Delay, then comply" leads to the same inequality, so
that is exact. Without gates the best breach is a dynamic programme over periods and own positions.

Sources: Friedman (1971); Marx and Matthews (2000); Lockwood and Thomas (2002).
"""

import itertools
from collections.abc import Sequence
from typing import Literal

import numpy as np
from msgspec import Struct, field
from msgspec.structs import replace

from detente.alike import Alike
from detente.errors import UsageError
from detente.sequence.answers import Answers
from detente.sequence.layout import Layout, Moment
from detente.sequence.setting import Floats, Setting

__all__ = ["TOLERANCE", "Check", "Constraint", "Mode", "check", "comply_values", "prepare"]

Mode = Literal["freeze", "continue"]
TOLERANCE = 1e-9


class Constraint(Struct, frozen=True, kw_only=True):
    """One inequality: party, period, what complying and the best breach are worth.

    Attributes
    ----------
    party : int
        Who might break the schedule.
    period : int or None
        From 0, the first step; None at rest after the last step.
    comply, deviate : float
        Values from that period on, normalised (per period).
    deviation : dict
        Lever -> level index: where the best breach departs from what is due. Empty: none exists.
    """

    party: int
    period: int | None
    comply: float
    deviate: float
    deviation: dict[int, int]

    @property
    def slack(self) -> float:
        """What complying is worth more than the best breach."""
        return self.comply - self.deviate


class Check(Struct, frozen=True, kw_only=True):
    """A schedule with every inequality that it must meet.

    Attributes
    ----------
    schedule : tuple of int
        The states x_0 ... x_T.
    gates : tuple of bool
        Per step whether the others wait until it is certified.
    constraints : tuple of Constraint
        By period, then party; rest last.
    value : (P,) tuple of float
        What the schedule is worth to each party at its start.
    """

    schedule: tuple[int, ...]
    gates: tuple[bool, ...]
    constraints: tuple[Constraint, ...]
    value: tuple[float, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether no party gains by a breach at any time."""
        return all(c.slack >= -TOLERANCE for c in self.constraints)

    @property
    def tightest(self) -> Constraint:
        """The inequality with the least slack; of equal ones the earliest."""
        return min(self.constraints, key=lambda c: round(c.slack, 12))

    @property
    def first_broken(self) -> Constraint | None:
        """The earliest inequality that fails."""
        return next((c for c in self.constraints if c.slack < -TOLERANCE), None)


class Prepared(Alike, frozen=True, kw_only=True):
    """A schedule laid out once for many values of patience and detection."""

    aside = ("answers", "laid", "known", "after")

    setting: Setting
    schedule: tuple[int, ...]
    moments: tuple[tuple[Moment, ...], ...]  # [period or rest][party]
    answers: Answers
    laid: tuple[tuple[Layout, ...], ...]
    # What was worked out already: many checks differ in the patience or detection of one party.
    known: dict[tuple[object, ...], tuple[Constraint, ...]] = field(default_factory=dict)
    after: dict[tuple[int, int, float], Floats] = field(default_factory=dict)

    def with_lags(self, setting: Setting) -> "Prepared":
        """Return the same schedule in a setting that differs in lags only."""
        return self._again(setting, self.answers)

    def with_utility(self, setting: Setting) -> "Prepared":
        """Return the same schedule in a setting that differs in flows only; the same states can be."""
        answers = Answers(setting)
        answers.lows = self.answers.lows  # how far one can go back is a matter of levels
        return self._again(setting, answers)

    def _again(self, setting: Setting, answers: Answers) -> "Prepared":
        pairs = zip(self.moments, self.laid, strict=True)
        moments = tuple(
            tuple(one.again(setting, answers, now) for now, one in zip(row, laid, strict=True))
            for row, laid in pairs
        )
        return replace(self, setting=setting, moments=moments, answers=answers, known={}, after={})

    @property
    def taken_back(self) -> frozenset[int]:
        """The levers that somebody takes back after a breach of another."""
        return frozenset(
            k
            for (party, _, state), target in self.answers.targets.items()
            for k, (now, then) in enumerate(zip(state, target, strict=True))
            if now != then and self.setting.owner[k] != party
        )

    def check(
        self,
        gates: Sequence[bool],
        patience: Floats | None = None,
        detect: Floats | None = None,
    ) -> Check:
        """Return every inequality, with these gates, discount factors (P,) and chances (L,)."""
        patience = self.setting.patience if patience is None else patience
        detect = self.setting.detect if detect is None else detect
        comply = comply_values(self.setting, self.schedule, patience)
        parties = range(len(self.setting.parties))
        found = [
            self._party(party, (gates, comply), float(patience[party]), detect) for party in parties
        ]
        rows = tuple(itertools.chain.from_iterable(zip(*found, strict=True)))
        value = tuple(map(float, comply[0]))
        return Check(schedule=self.schedule, gates=tuple(gates), constraints=rows, value=value)

    def _party(
        self, party: int, path: tuple[Sequence[bool], Floats], delta: float, detect: Floats
    ) -> tuple[Constraint, ...]:
        """Return the inequalities of one party by period, rest last.

        They turn on its own patience, and on how its own levers are watched.
        """
        key = party, tuple(path[0]), delta, detect[list(self.setting.own(party))].tobytes()
        if key not in self.known:
            self.known[key] = self._breaches(party, path, delta, detect)
        return self.known[key]

    def _breaches(
        self, party: int, path: tuple[Sequence[bool], Floats], delta: float, detect: Floats
    ) -> tuple[Constraint, ...]:
        """Work backwards from rest: the value of the best breach from every hidden position."""
        gates, comply = path
        own = list(self.setting.own(party))
        missed = 1 - detect[own]
        found: list[Constraint] = []
        ahead: Floats | None = None
        for period in range(len(self.moments) - 1, -1, -1):
            now = self.moments[period][party]
            rest = period == len(self.moments) - 1
            seen = 1 - np.multiply.reduce(np.where(now.off, missed, 1.0), axis=1)
            if (period, party, delta) not in self.after:
                self.after[period, party, delta] = _after(now, delta)
            after = self.after[period, party, delta]
            m = delta * seen / (1 - (1 - seen) * delta)
            if rest or gates[period] or ahead is None or now.entry is None:
                worth = _mixed(now.flow, after, m)
            else:
                onward = _mixed(ahead[now.entry], after, seen)
                worth = (1 - delta) * now.flow + delta * onward
            breach = np.where(now.reach[now.before], worth, -np.inf)
            breach[now.due] = -np.inf
            best = int(np.argmax(breach))
            worth[now.due] = comply[period, party]
            ahead = np.where(now.reach, worth[None, :], -np.inf).max(axis=1)
            found.append(
                Constraint(
                    party=party,
                    period=None if rest else period,
                    comply=float(comply[period, party]),
                    deviate=float(breach[best]),
                    deviation=_deviation(now, best, own) if np.isfinite(breach[best]) else {},
                )
            )
        return tuple(reversed(found))


def _mixed(first: Floats, second: Floats, weight: Floats) -> Floats:
    """Return ``(1-weight) first + weight second`` where a weight of 0 leaves out an infinite part."""
    out = (1 - weight) * first
    some = weight > 0
    out[some] += weight[some] * second[some]
    return out


def _after(now: Moment, delta: float) -> Floats:
    """Return what is left to the party once the breach is found, from every own position."""
    begin = delta ** now.lags.astype(float)
    end = np.concatenate([begin[:, 1:], np.zeros((len(begin), 1))], axis=1)
    total: Floats = ((begin - end) * np.where(begin > end, now.best, 0.0)).sum(axis=1)
    return total


def _deviation(now: Moment, place: int, own: list[int]) -> dict[int, int]:
    return {lever: int(now.digits[place, z]) for z, lever in enumerate(own) if now.off[place, z]}


def comply_values(setting: Setting, schedule: Sequence[int], patience: Floats) -> Floats:
    """Return what complying is worth from each period on: (T+1, P), the last row at rest.

    Examples
    --------
    >>> import numpy as np
    >>> from detente.sequence.setting import reversible, setting_of
    >>> s = setting_of([reversible(0, 2)], np.array([[0.0, 1.0]]), 0.9)
    >>> comply_values(s, (0, 1), s.patience).tolist()
    [[1.0], [1.0]]
    """
    steps = len(schedule) - 1
    out = np.zeros((steps + 1, len(setting.parties)))
    out[steps] = setting.utility[:, schedule[-1]]
    for t in range(steps, 0, -1):
        out[t - 1] = (1 - patience) * setting.utility[:, schedule[t]] + patience * out[t]
    return out


def check(
    setting: Setting, schedule: Sequence[int], mode: Mode | Sequence[bool] = "freeze"
) -> Check:
    """Return every inequality that a schedule must meet to be self-enforcing.

    Parameters
    ----------
    setting : Setting
        What the schedule is judged by.
    schedule : sequence of int
        States x_0 <= ... <= x_T; x_0 is where the parties are.
    mode : "freeze", "continue" or sequence of bool
        What the others do before a breach is found: wait, go on, or wait after some steps only.

    Returns
    -------
    Check

    Raises
    ------
    UsageError
        A state that cannot be, or a step that goes down a lever or cannot be made.

    Examples
    --------
    >>> import numpy as np
    >>> from detente.sequence.setting import reversible, setting_of
    >>> u = np.array([[1.0, 0.0, 5.0, 3.0], [1.0, 5.0, 0.0, 3.0]])
    >>> for patience in (0.4, 0.6):                      # Friedman: both cooperate from 0.5 on
    ...     s = setting_of([reversible(0, 2), reversible(1, 2)], u, patience)
    ...     found = check(s, (0, 3))
    ...     print(found.holds, round(found.tightest.slack, 3))
    False -0.4
    True 0.4
    """
    ready = prepare(setting, schedule)
    steps = len(ready.schedule) - 1
    gates = [mode == "freeze"] * steps if isinstance(mode, str) else list(mode)
    return ready.check(gates)


def prepare(setting: Setting, schedule: Sequence[int]) -> Prepared:
    """Return a schedule laid out for many checks.

    Raises
    ------
    UsageError
        A state that cannot be, or a step that goes down a lever or cannot be made.

    Examples
    --------
    >>> import numpy as np
    >>> from detente.sequence.setting import reversible, setting_of
    >>> s = setting_of([reversible(0, 2)], np.array([[0.0, 1.0]]), 0.9)
    >>> prepare(s, (0, 1)).check([True]).holds
    True
    """
    states = tuple(int(state) for state in schedule)
    _validate(setting, states)
    return _prepared(setting, states, Answers(setting))


def _prepared(setting: Setting, states: tuple[int, ...], answers: Answers) -> Prepared:
    path = [setting.digits(state) for state in states]
    ends = [*itertools.pairwise(path), (path[-1], path[-1])]
    parties = range(len(setting.parties))
    laid = tuple(
        tuple(Layout(setting, party, (path, ends, t), answers) for party in parties)
        for t in range(len(ends))
    )
    moments = []
    for t, row in enumerate(laid):
        ahead = laid[t + 1] if t + 1 < len(laid) else None
        moments.append(tuple(one.moment(ahead[p] if ahead else None) for p, one in enumerate(row)))
    return Prepared(
        setting=setting, schedule=states, moments=tuple(moments), answers=answers, laid=laid
    )


def _validate(setting: Setting, states: Sequence[int]) -> None:
    if not states:
        raise UsageError("the schedule is empty")
    for t, state in enumerate(states):
        if not setting.feasible(state):
            where = "the schedule begins" if t == 0 else f"after step {t} the schedule is"
            raise UsageError(f"{where} in a state that cannot be")
    for t, (before, after) in enumerate(itertools.pairwise(map(setting.digits, states)), start=1):
        for k, (a, b) in enumerate(zip(before, after, strict=True)):
            names = setting.levels[k]
            if b < a:
                raise UsageError(
                    f"step {t} goes down: {setting.levers[k]} from {names[a]} to {names[b]}",
                    "a schedule goes up the levels of every lever, in the order of the file",
                )
            if not setting.allowed[k][a, b]:
                raise UsageError(
                    f"step {t} cannot be made: {setting.levers[k]} from {names[a]} to {names[b]}",
                    "its undo says never",
                )
