"""The state machine of a clause: from one configuration to the next ones.

Each guard has a truth value: true moves, false stays, unknown does both. So a step leads from one
configuration to a set of them; where nothing is in doubt the set has one member.

    must: idle -when-> live -EXPR-> fulfilled, or, if it is to be verified or done together with
          others, claimed_done -> fulfilled; past its deadline overdue, after grace breached; done
          then: late; excused while an excuse holds
    keep: idle -when-> live -not EXPR-> overdue -grace-> breached, back to live when kept again;
          until -> ended
    may:  idle -when-> open -notice-> noticed -> exercised; unless -> blocked; `when` false -> cured

Deadlines come before performances of the same instant.
"""

from collections.abc import Callable, Iterable

from msgspec import Struct, field

from detente.case import Clause, Condition
from detente.conditions import Truth, evaluate
from detente.conditions.tree import Duration
from detente.entries import Extend, Waive
from detente.ledger.configs import CHANGED, IDLE, Config
from detente.ledger.evidence import Base
from detente.ledger.happenings import Happening
from detente.ledger.instants import FOREVER, Instant
from detente.ledger.moment import Moment

__all__ = ["DONE", "Stepper"]

DONE = frozenset({"fulfilled", "late", "waived", "ended", "exercised", "blocked"})
"""Statuses that nothing changes any more."""
Next = list[Config]


def _branch(value: Truth, yes: Callable[[], Next], no: Callable[[], Next]) -> Next:
    if value is Truth.TRUE:
        return yes()
    return no() if value is Truth.FALSE else [*yes(), *no()]


class Stepper(Struct):
    """One instant, and the rules by which a clause's configurations move at it.

    ``groups`` holds the clauses of each *simultaneous* name.
    """

    moment: Moment
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def step(self, clause: Clause, config: Config) -> Next:
        """Return the configurations that follow `config` at this instant; itself if nothing moves."""
        if config.word in DONE:
            return [config]
        after = self._step(clause, config)
        if clause.default is None and clause.effect is None:
            return after
        return [_with_effect(config, one) for one in after]

    def _step(self, clause: Clause, config: Config) -> Next:
        kind = self._must if clause.kind == "must" else self._keep
        if clause.kind == "may":  # a power is used or not; only duties are waived
            return self._may(clause, config)
        entries = self.moment.evidence.on_clause.get(clause.id, ())
        waived = self._happened(one for one in entries if isinstance(one.entry, Waive))
        return _branch(
            waived, lambda: [Config("waived")], lambda: self._extended(clause, config, kind)
        )

    # ------------------------------------------------------------------ what the guards ask

    def value(self, condition: Condition | None, *, absent: Truth = Truth.TRUE) -> Truth:
        """Return whether a condition holds now; `absent` if it is not written."""
        if condition is None:
            return absent
        return evaluate(condition.tree, self.moment)

    def _happened(self, found: Iterable[Happening]) -> Truth:
        possible = False
        for one in found:
            if one.earliest <= self.moment.now:
                if not one.doubtful and one.latest <= self.moment.now:
                    return Truth.TRUE
                self.moment.doubts.add(one.entry.id)
                possible = True
        return Truth.UNKNOWN if possible else Truth.FALSE

    def _confirmed(self, clause: Clause) -> Truth:
        """Whether the verifier confirms the duty; without one, whether it is done."""
        if clause.verified is None:
            return self.value(clause.condition)
        if clause.condition is None:
            return Truth.TRUE
        return self.moment.verified(clause.condition.tree, clause.verified.by, None)

    def _kept(self, clause: Clause) -> Truth:
        """Whether the clause is kept: with a verifier, broken only if the verifier finds it broken."""
        if clause.verified is None or clause.condition is None:
            return self.value(clause.condition)
        base = Base("verified", clause.verified.by)
        part = clause.condition.tree
        found = self.moment.found(part, base)
        return Truth.TRUE if found is None else found

    # ------------------------------------------------------------------ deadlines

    def _extended(self, clause: Clause, config: Config, kind: Callable[..., Next]) -> Next:
        """Apply the extensions dated by now, each as far as it is certain."""
        if clause.kind != "must" or config.word == "idle":
            return kind(clause, config)
        out: Next = []
        for due in self._dues(clause, config.due):
            moved = config if due == config.due else _moved(config, due, self.moment.now)
            out += kind(clause, moved)
        return out

    def _dues(self, clause: Clause, due: Instant) -> list[Instant]:
        """Return the possible deadlines: `due`, unless it was extended."""
        possible = [due]
        for one in self.moment.evidence.on_clause.get(clause.id, ()):
            if isinstance(one.entry, Extend) and one.earliest <= self.moment.now:
                moved = self.moment.evidence.clock.end(one.entry.to) + 1
                if not one.doubtful and one.latest <= self.moment.now:
                    possible = [moved]
                else:
                    self.moment.doubts.add(one.entry.id)
                    possible.append(moved)
        return list(dict.fromkeys(possible))

    def _live(self, clause: Clause) -> Next:
        """Return how a promise goes live: with its deadline, or not yet if that has no beginning."""
        clock, now = self.moment.evidence.clock, self.moment.now
        if clause.by is not None:
            return [Config("live", clock.end(clause.by) + 1)]
        if clause.within is None:
            return [Config("live")]
        duration = clause.within.duration
        if clause.within.event is None:
            return [Config("live", clock.deadline(now, duration, clause.calendar))]
        out: Next = []
        for one in self.moment.evidence.event(clause.within.event).found:
            if one.earliest > now:
                continue
            for instant in self._days(one):
                out.append(Config("live", clock.deadline(instant, duration, clause.calendar)))
            if not one.doubtful and one.latest <= now:
                return out
            self.moment.doubts.add(one.entry.id)
        return [*out, Config("idle")]

    def _days(self, one: Happening) -> list[Instant]:
        """Return the instants, up to now, at which a happening may have taken place."""
        clock = self.moment.evidence.clock
        if one.earliest == one.latest:
            return [one.latest]
        first, last = clock.day(one.earliest), clock.day(min(one.latest, self.moment.now))
        days = range(first.toordinal(), last.toordinal() + 1)
        return [t for t in (clock.end(first.fromordinal(n)) for n in days) if t <= self.moment.now]

    # ------------------------------------------------------------------ must

    def _must(self, clause: Clause, config: Config) -> Next:
        return getattr(self, f"_must_{config.word}")(clause, config)  # type: ignore[no-any-return]

    def _must_idle(self, clause: Clause, config: Config) -> Next:
        return _branch(self.value(clause.when), lambda: self._live(clause), lambda: [config])

    def _must_live(self, clause: Clause, config: Config) -> Next:
        now = self.moment.now
        if now >= config.due:
            return [Config("overdue", config.due, grace=config.due)]
        if clause.verified is None and not clause.simultaneous:
            done = config._replace(word="fulfilled", at=now, seen=FOREVER)
        else:
            done = config._replace(word="claimed_done", at=now)
        return _branch(self.value(clause.condition), lambda: [done], lambda: [config])

    def _must_claimed_done(self, clause: Clause, config: Config) -> Next:
        now, clock = self.moment.now, self.moment.evidence.clock
        if config.ready:
            return self._together(clause, config)
        within = clause.verified.within if clause.verified else None
        if within is not None and now >= clock.deadline(config.at, within, clause.calendar):
            return [self._overdue(config, "unverified")]
        seen = (
            config._replace(ready=True, seen=now)
            if clause.verified
            else config._replace(ready=True)
        )
        return _branch(
            self._confirmed(clause),
            lambda: self._together(clause, seen),
            lambda: _branch(
                self.value(clause.condition),
                lambda: [config],
                lambda: [self._overdue(config._replace(at=FOREVER), "live")],
            ),
        )

    def _overdue(self, config: Config, before: str) -> Config:
        """Return overdue from the deadline on, `before` until then."""
        if self.moment.now >= config.due:
            return Config("overdue", config.due, grace=config.due)
        return config._replace(word=before)

    def _together(self, clause: Clause, config: Config) -> Next:
        """Return fulfilled, once every clause of the same *simultaneous* name is done."""
        now = self.moment.now
        if not clause.simultaneous:
            return [config._replace(word="fulfilled", ready=False)]
        if clause.verified is None and self.value(clause.condition) is Truth.FALSE:
            return [self._overdue(config._replace(at=FOREVER, ready=False), "live")]
        all_done = min(
            (
                self._ready(other)
                for other in self.groups[clause.simultaneous]
                if other != clause.id
            ),
            default=Truth.TRUE,
        )
        done = config._replace(word="fulfilled", ready=False, seen=now)
        return _branch(all_done, lambda: [done], lambda: [config])

    def _ready(self, clause: str) -> Truth:
        configs = self.moment.states.get(clause, IDLE)
        yes = sum(c.ready or c.word in ("fulfilled", "late", "waived") for c in configs)
        return Truth.of(possible=yes > 0, certain=yes == len(configs))

    def _must_unverified(self, clause: Clause, config: Config) -> Next:
        late = config._replace(word="late", seen=self.moment.now)
        return _branch(
            self._confirmed(clause),
            lambda: [late],
            lambda: [self._overdue(config, "unverified")],
        )

    def _must_overdue(self, clause: Clause, config: Config) -> Next:
        now, clock = self.moment.now, self.moment.evidence.clock
        grace = clause.grace

        def unexcused() -> Next:
            ends = (
                config.grace
                if grace is None
                else clock.passed(config.grace, grace, clause.calendar)
            )
            return [config._replace(word="breached", at=now)] if now >= ends else [config]

        def not_done() -> Next:
            excused = self.value(clause.excuse, absent=Truth.FALSE)
            return _branch(excused, lambda: [config._replace(word="excused")], unexcused)

        return _branch(self._confirmed(clause), lambda: [self._late(config)], not_done)

    def _must_breached(self, clause: Clause, config: Config) -> Next:
        return _branch(self._confirmed(clause), lambda: [self._late(config)], lambda: [config])

    def _must_excused(self, clause: Clause, config: Config) -> Next:
        again = config._replace(word="overdue", grace=self.moment.now)
        return _branch(
            self._confirmed(clause),
            lambda: [self._late(config)],
            lambda: _branch(
                self.value(clause.excuse, absent=Truth.FALSE), lambda: [config], lambda: [again]
            ),
        )

    def _late(self, config: Config) -> Config:
        return Config("late", config.due, at=self.moment.now, seen=self.moment.now)

    # ------------------------------------------------------------------ keep

    def _keep(self, clause: Clause, config: Config) -> Next:
        if config.word == "idle":
            return _branch(self.value(clause.when), lambda: [Config("live")], lambda: [config])
        ended = self.value(clause.until, absent=Truth.FALSE)
        return _branch(
            ended,
            lambda: [Config("ended", at=self.moment.now)],
            lambda: self._keeping(clause, config),
        )

    def _keeping(self, clause: Clause, config: Config) -> Next:
        now, kept = self.moment.now, self._kept(clause)
        if config.word == "live":
            ends = now
            if clause.grace is not None:
                ends = self.moment.evidence.clock.passed(now, clause.grace, clause.calendar)
            return _branch(kept, lambda: [config], lambda: [Config("overdue", ends, grace=now)])
        if config.word == "overdue" and now >= config.due:
            broken = config._replace(word="breached", at=now)
            return _branch(kept, lambda: [Config("live")], lambda: [broken])
        return _branch(kept, lambda: [Config("live")], lambda: [config])

    # ------------------------------------------------------------------ may

    def _may(self, clause: Clause, config: Config) -> Next:
        when = self.value(clause.when)
        if config.word in ("idle", "cured"):
            return _branch(when, lambda: [Config("open")], lambda: [config])
        if config.word == "open":
            return _branch(when, lambda: self._noticed(clause, config), lambda: [Config("idle")])
        if self.moment.now >= config.due:
            return [Config("exercised", config.due, at=config.due)]
        cured = Config("cured", at=self.moment.now)
        return _branch(
            self.value(clause.unless, absent=Truth.FALSE),
            lambda: [Config("blocked", at=self.moment.now)],
            lambda: _branch(when, lambda: [config], lambda: [cured]),
        )

    def _noticed(self, clause: Clause, config: Config) -> Next:
        if not clause.on_notice:
            return [self._notice(clause)]
        notices = list(self._notices(clause))
        if not notices:
            return [config]
        self.moment.doubts.update(one.entry.id for one in notices if not one.certain)
        certain = any(one.certain for one in notices)
        return [self._notice(clause)] if certain else [self._notice(clause), config]

    def _notice(self, clause: Clause) -> Config:
        clock, now = self.moment.evidence.clock, self.moment.now
        takes_effect = now
        if clause.notice is not None or clause.on_notice:
            notice = clause.notice or Duration(0, "days")
            takes_effect = clock.deadline(now, notice, clause.calendar)
        return Config("noticed", takes_effect, at=now)

    def _notices(self, clause: Clause) -> Iterable[Happening]:
        """Yield the notices that count now: of this day, by the clause's party or by nobody named."""
        clock, now = self.moment.evidence.clock, self.moment.now
        notices = self.moment.evidence.event(clause.on_notice)
        for one in notices.within(clock.start(clock.day(now)), now):
            by = one.entry.parties
            if not by or set(by) & set(clause.party):
                yield one


def _with_effect(before: Config, after: Config) -> Config:
    """Return `after` with the instant at which the clause changed its lever, if it ever did."""
    if after.word in CHANGED and before.word not in CHANGED:
        return after._replace(came=after.at)
    return after._replace(came=before.came)


def _moved(config: Config, due: Instant, now: Instant) -> Config:
    """Return `config` with a new deadline; what was overdue is in time again if that lies ahead."""
    if config.word in ("overdue", "breached", "excused"):
        return Config("live", due) if now < due else config._replace(due=due)
    return config._replace(due=due)
