"""The course of a clause through time, worked out by leaps from one change of a guard to the next.

Where all that a clause depends on is certain and exactly dated, it is in one configuration at a
time, and leaves it only when a guard that this configuration reads changes, or at a deadline. So
the same machine (:class:`detente.ledger.machine.Stepper`) is asked at those instants only, with
guards that are step functions. A *keep* clause, which may be broken and kept again thousands of
times, is worked out on arrays.
"""

import bisect
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from msgspec import Struct, field
from numpy.typing import NDArray

from detente.case import Clause, Condition
from detente.conditions import Truth
from detente.entries import Waive
from detente.ledger.configs import CHANGED, MEANS, Config
from detente.ledger.evidence import Base, Evidence
from detente.ledger.guards import Guards, OneByOne
from detente.ledger.happenings import Happening
from detente.ledger.instants import FOREVER, Instant
from detente.ledger.machine import DONE, Stepper
from detente.ledger.moment import Moment
from detente.ledger.steps import Instants, StepFunction, constant

__all__ = ["WORDS", "Course", "course_of"]

WORDS = (
    "idle", "live", "claimed_done", "fulfilled", "unverified", "late", "overdue", "breached",
    "excused", "waived", "ended", "open", "noticed", "exercised", "blocked", "cured",
)  # fmt: skip
"""The statuses of clauses, as they are numbered here."""
_NUMBER = {word: number for number, word in enumerate(WORDS)}
_DATES = ("due", "at", "seen", "grace", "came")
MICRO_STEPS = 100
_GUARDS: Mapping[str, tuple[str, ...]] = {
    "idle": ("when",),
    "live": ("condition",),
    "claimed_done": ("confirmed", "condition"),
    "unverified": ("confirmed",),
    "overdue": ("confirmed", "excuse"),
    "breached": ("confirmed",),
    "excused": ("confirmed", "excuse"),
    "open": ("when",),
    "cured": ("when",),
    "noticed": ("when", "unless"),
}
"""Status of a must or may clause -> the guards that it reads."""


class Course(Struct, frozen=True):
    """The configurations of a clause, one after another.

    Attributes
    ----------
    at : numpy.ndarray, shape (N,), int64
        From which instants on, increasing.
    word : numpy.ndarray, shape (N,), int8
        Places in :data:`WORDS`.
    dates : numpy.ndarray, shape (N, 5), int64
        due, at, seen, grace and came, as in :class:`detente.ledger.configs.Config`.
    """

    at: Instants
    word: NDArray[np.int8]
    dates: Instants

    def config(self, instant: Instant) -> Config:
        """Return the configuration at `instant`."""
        place = int(np.searchsorted(self.at, instant, side="right")) - 1
        if place < 0:
            return Config("idle")
        due, at, seen, grace, came = self.dates[place].tolist()
        return Config(WORDS[self.word[place]], due, at, seen, grace, came=came)

    def status(self, word: str) -> StepFunction:
        """Return where the clause is in what `word` stands for."""
        means = np.array([2 * (one in MEANS[word]) for one in WORDS], np.int8)
        return StepFunction.of(self.at, means[self.word], int(means[0]))

    def changes(self) -> Instants:
        """Return the instants at which the clause changed its lever."""
        came = np.unique(self.dates[:, 4])
        return came[came < FOREVER]


def course_of(guards: Guards, clause: Clause, begins: Instant) -> Course:
    """Return the course of `clause` from `begins` on.

    Raises
    ------
    OneByOne
        If the clause machine has to run it.
    """
    if clause.simultaneous:
        raise OneByOne("done together with others")
    parts = {
        "when": _truth(guards, clause.when, absent=Truth.TRUE),
        "condition": _truth(guards, clause.condition, absent=Truth.TRUE),
        "excuse": _truth(guards, clause.excuse, absent=Truth.FALSE),
        "unless": _truth(guards, clause.unless, absent=Truth.FALSE),
        "until": _truth(guards, clause.until, absent=Truth.FALSE),
    }
    parts["confirmed"] = parts["condition"]
    if clause.verified is not None and clause.condition is not None:
        base = Base("verified", clause.verified.by)
        found = guards.truth(clause.condition.tree, base)
        least = (
            1 if clause.kind == "keep" else 2
        )  # broken only if found broken; done only if found done
        parts["confirmed"] = found.map(np.array([0, 2 * (least <= 1), 2], np.int8))
    happenings = tuple(_happenings(guards, clause))
    if clause.kind == "keep":
        return _keep(guards, clause, parts, (happenings, begins))
    evidence = Evidence(guards.case, guards.clock, happenings)
    return _Leaps(clause, parts, evidence).course(begins)


def _truth(guards: Guards, condition: Condition | None, *, absent: Truth) -> StepFunction:
    return constant(int(absent)) if condition is None else guards.truth(condition.tree)


def _happenings(guards: Guards, clause: Clause) -> Iterator[Happening]:
    """Yield what the machine itself asks for: waivers, extensions, notices, the first of an event."""
    rows = list(guards.told(("clause", clause.id)).rows)
    if clause.on_notice:
        rows += list(guards.told(("event", clause.on_notice)).rows)
    if clause.within and clause.within.event:
        first = list(guards.told(("event", clause.within.event)).rows[:1])
        rows += [row for row in first if row not in rows]
    for row in rows:
        at = int(guards.columns.latest[row])
        yield Happening(guards.columns.entries[row], at, at, doubtful=False)


# ---------------------------------------------------------------------- must and may: by leaps


class _Sure(Stepper):
    """The machine with guards that are known for every instant."""

    guards: Mapping[str, StepFunction] = field(default_factory=dict)
    clause: Clause | None = None

    def value(self, condition: Condition | None, *, absent: Truth = Truth.TRUE) -> Truth:
        """Return whether a condition of the clause holds now."""
        if condition is None or self.clause is None:
            return absent
        for name in ("when", "condition", "excuse", "unless"):
            if condition is getattr(self.clause, name):
                return Truth(self.guards[name](self.moment.now))
        raise OneByOne("a condition of another clause")

    def _confirmed(self, clause: Clause) -> Truth:  # noqa: ARG002 - the clause is known
        return Truth(self.guards["confirmed"](self.moment.now))


class _Leaps(Struct, frozen=True):
    clause: Clause
    guards: Mapping[str, StepFunction]
    evidence: Evidence

    def course(self, begins: Instant) -> Course:
        """Return the course from `begins` on."""
        told: list[tuple[Instant, Config]] = []
        now, config = begins, Config("idle")
        while now < FOREVER:
            config = self._settled(now, config)
            if not told or told[-1][1] != config:
                told.append((now, config))
            now = self._next(now, config)
        return _course(told)

    def _settled(self, now: Instant, config: Config) -> Config:
        """Return the configuration that the clause has at `now` when nothing moves any more."""
        moment = Moment(self.evidence, now, {})
        stepper = _Sure(moment, guards=self.guards, clause=self.clause)
        for _ in range(MICRO_STEPS):
            after = stepper.step(self.clause, config)
            if len(after) != 1 or moment.doubts:
                raise OneByOne(self.clause.id)
            if after[0] == config:
                return config
            config = after[0]
        raise OneByOne(self.clause.id)

    def _next(self, now: Instant, config: Config) -> Instant:
        """Return the next instant at which the clause may leave `config`; FOREVER if it never does."""
        if config.word in DONE:
            return FOREVER
        guards = [self.guards[name].until(now) for name in _GUARDS[config.word]]
        if config.word == "idle" and self.clause.within and self.clause.within.event:
            first = self.evidence.event(self.clause.within.event).first
            guards = guards if first and first.latest <= now else []  # until then it stays idle
        return min([FOREVER, *guards, *(t for t in self._posted(now, config) if t > now)])

    def _posted(self, now: Instant, config: Config) -> Iterator[Instant]:
        """Yield the deadlines of a configuration, and the entries that may move it."""
        clock, clause = self.evidence.clock, self.clause
        yield config.due
        if config.word == "claimed_done" and clause.verified and clause.verified.within:
            yield clock.deadline(config.at, clause.verified.within, clause.calendar)
        if config.word == "overdue" and clause.grace and config.grace < FOREVER:
            yield clock.passed(config.grace, clause.grace, clause.calendar)
        if config.word in ("idle", "open"):
            for track in self.evidence.events.values():
                yield from track.ends[bisect.bisect_right(track.ends, now) :][:1]
        for one in self.evidence.on_clause.get(clause.id, ()):
            yield one.latest


def _course(told: Sequence[tuple[Instant, Config]]) -> Course:
    return Course(
        np.array([at for at, _ in told], np.int64),
        np.array([_NUMBER[config.word] for _, config in told], np.int8),
        np.array([[getattr(config, name) for name in _DATES] for _, config in told], np.int64),
    )


# ---------------------------------------------------------------------- keep: on arrays


def _keep(
    guards: Guards,
    clause: Clause,
    parts: Mapping[str, StepFunction],
    more: tuple[tuple[Happening, ...], Instant],
) -> Course:
    """Return the course of a *keep* clause: live while it is kept, overdue, then breached while not."""
    happenings, begins = more
    live = parts["when"].first(2, begins)
    ended = parts["until"].first(2, live) if live < FOREVER else FOREVER
    waived = min(
        (max(h.latest, begins) for h in happenings if isinstance(h.entry, Waive)), default=FOREVER
    )
    broken, mended = parts["confirmed"].spans(0)
    inside = (mended > live) & (broken < FOREVER)
    broken, mended = np.maximum(broken[inside], live), mended[inside]
    ends = broken.copy()
    if clause.grace is not None:
        grace = clause.grace
        ends = np.fromiter(
            (guards.clock.passed(t, grace, clause.calendar) for t in broken.tolist()),
            np.int64,
            len(broken),
        )
    breaks = np.maximum(ends, broken)
    lasting = breaks < mended
    never = np.full(len(broken), FOREVER)
    rows = [
        _rows("idle", np.array([begins])),
        _rows("live", np.array([live])),
        _rows("live", mended),
        _rows("overdue", broken, np.stack([ends, never, never, broken, never], axis=1)),
        _rows(
            "breached",
            breaks[lasting],
            np.stack([ends, breaks, never, broken, never], axis=1)[lasting],
        ),
    ]
    if waived <= ended:
        last = _rows("waived", np.array([waived]))
    else:
        at_end = np.array([[FOREVER, ended, FOREVER, FOREVER, FOREVER]])
        last = _rows("ended", np.array([ended]), at_end)
    course = _joined(rows, last)
    return course if clause.default is None else _with_effects(course)


def _rows(word: str, at: Instants, dates: Instants | None = None) -> Course:
    if dates is None:
        dates = np.full((len(at), len(_DATES)), FOREVER)
    return Course(at.astype(np.int64), np.full(len(at), _NUMBER[word], np.int8), dates)


def _joined(rows: Sequence[Course], last: Course) -> Course:
    """Return the rows by instant, of one instant the last, up to the row that ends it all."""
    at = np.concatenate([part.at for part in rows])
    word = np.concatenate([part.word for part in rows])
    dates = np.concatenate([part.dates for part in rows])
    order = np.argsort(at, kind="stable")
    at, word, dates = at[order], word[order], dates[order]
    kept = np.append(at[1:] != at[:-1], True) & (at < last.at[0])
    parts = [Course(at[kept], word[kept], dates[kept])]
    parts += [last] if last.at[0] < FOREVER else []
    return Course(
        np.concatenate([part.at for part in parts]),
        np.concatenate([part.word for part in parts]),
        np.concatenate([part.dates for part in parts]),
    )


def _with_effects(course: Course) -> Course:
    """Return `course` with the instants at which the clause changed its lever."""
    changed = np.isin(course.word, [_NUMBER[word] for word in CHANGED])
    new = changed & ~np.concatenate([[False], changed[:-1]])
    since = np.maximum.accumulate(np.where(new, course.at, -FOREVER))
    course.dates[:, 4] = np.where(since == -FOREVER, FOREVER, since)
    return course
