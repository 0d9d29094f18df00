"""Because of which entries a clause stands as it does.

A condition that is true is so because of those parts of it that make it true, one that is false
because of those that make it false; at the leaves stand entries of the record. A clause has moved
because of the entries behind the condition that moved it at that instant.
"""

from collections.abc import Iterator

from msgspec import Struct, field

from detente.case import Clause, Condition
from detente.conditions import Truth, evaluate
from detente.conditions.tree import (
    And,
    AtLeast,
    Claimed,
    ClauseIs,
    Compare,
    Disputed,
    Happened,
    Node,
    Or,
    Since,
    Verified,
    children,
)
from detente.entries import Extend
from detente.ledger.configs import Config
from detente.ledger.evidence import Base
from detente.ledger.instants import Instant
from detente.ledger.moment import Moment
from detente.ledger.run import Run

__all__ = ["Trail"]

Stay = tuple[Instant, frozenset[Config]]


class Trail(Struct):
    """The entries behind each step of the clauses in one run."""

    run: Run
    known: dict[tuple[str, int], frozenset[str]] = field(default_factory=dict)

    def because(self, clause: str, until: Instant) -> frozenset[str]:
        """Return the ids of the entries that brought `clause` where it stands at `until`."""
        log = [stay for stay in self.run.log.get(clause, ()) if stay[0] <= until]
        key = (clause, len(log))
        if key not in self.known:
            self.known[key] = frozenset()  # clauses that wait for each other: once round is enough
            what = self.run.evidence.case.clauses[clause]
            self.known[key] = frozenset(
                id_ for before, stay in _steps(what, log) for id_ in self._step(what, before, stay)
            )
        return self.known[key]

    def _step(self, clause: Clause, before: frozenset[str], stay: Stay) -> Iterator[str]:
        """Yield the entries behind one step of a clause."""
        now, configs = stay
        new = {config.word for config in configs} - before
        moment = Moment(self.run.evidence, now, self.run.evidence.states_at(now))
        for condition in _moving(clause, new):
            base = None
            if clause.verified and condition is clause.condition and not new & {"claimed_done"}:
                base = Base("verified", clause.verified.by)
            yield from self.support(condition.tree, _under(moment, base))
        if "live" in new and clause.within and clause.within.event:
            yield from self._happened(clause.within.event, moment)
        if "noticed" in new and clause.on_notice:
            clock = self.run.evidence.clock
            notices = self.run.evidence.event(clause.on_notice)
            at = min(c.at for c in configs if c.word == "noticed")
            yield from (n.entry.id for n in notices.within(clock.start(clock.day(at)), at))
        for one in self.run.evidence.on_clause.get(clause.id, ()):
            counts = isinstance(one.entry, Extend) or "waived" in new
            if one.earliest <= now and counts:
                yield one.entry.id

    def support(self, node: Node, moment: Moment) -> Iterator[str]:
        """Yield the entries that make `node` what it is at `moment`."""
        if isinstance(node, Compare):
            yield from self._level(node.lever, moment)
        elif isinstance(node, Happened | Since):
            yield from self._happened(node.event, moment)
        elif isinstance(node, ClauseIs):
            yield from self.because(node.clause, moment.now)
        elif isinstance(node, Verified):
            yield from self.support(node.part, _under(moment, Base("verified", node.by)))
        elif isinstance(node, Claimed):
            yield from self.support(node.part, _under(moment, Base("claimed", (node.by,))))
        else:
            for part in _deciding(node, moment):
                yield from self.support(part, moment)

    def _level(self, lever: str, moment: Moment) -> Iterator[str]:
        what = self.run.evidence.case.levers[lever]
        if what.quantity:
            yield from self.run.evidence.deliveries(lever, moment.base).behind(moment.now)
            return
        track = self.run.evidence.track(what, moment.base)
        told = track.at(moment.now)
        if told.name:
            yield told.name
        yield from (one.name for one in (*told.doubts, *track.pending(moment.now)))
        for clause, _ in self.run.evidence.effects.get(lever, ()) if moment.base is None else ():
            if any(c.came <= moment.now for c in moment.states.get(clause, ())):
                yield from self.because(clause, moment.now)

    def _happened(self, event: str, moment: Moment) -> Iterator[str]:
        track = self.run.evidence.event(event)
        certain = track.certain(moment.now)
        if certain is not None:
            yield certain.entry.id
        else:
            yield from (one.entry.id for one in track.in_doubt(moment.now))


def _steps(clause: Clause, log: list[Stay]) -> Iterator[tuple[frozenset[str], Stay]]:
    """Yield the steps that still matter, each with the statuses before it.

    Of a power or a prohibition that went back and forth: how it began, and how it last came to
    stand as it does.
    """
    words = [frozenset(c.word for c in configs) for _, configs in log]
    steps = [(words[n - 1] if n else frozenset({"idle"}), stay) for n, stay in enumerate(log)]
    changed = [n for n, (before, _) in enumerate(steps) if words[n] != before]
    last_idle = max((n for n in changed if words[n] == {"idle"}), default=-1)
    since = [n for n in changed if n > last_idle] or changed[-1:]
    if clause.kind == "keep":
        lives = [n for n in since if words[n] == {"live"}]
        since = sorted({*since[:1], *(n for n in since if n >= max(lives, default=0))})
    yield from (steps[n] for n in since)


def _moving(clause: Clause, new: set[str]) -> Iterator[Condition]:
    """Yield the conditions that move a clause to the statuses `new`."""
    done = {"claimed_done", "fulfilled", "late"}
    broken = {"overdue", "breached", "live"} if clause.kind == "keep" else set()
    for condition, words in (
        (clause.when, {"live", "open", "idle", "cured"}),
        (clause.condition, done | broken),
        (clause.excuse, {"excused"}),
        (clause.until, {"ended"}),
        (clause.unless, {"blocked"}),
    ):
        if condition is not None and new & words:
            yield condition


def _deciding(node: Node, moment: Moment) -> Iterator[Node]:
    """Yield the parts of `node` that make it what it is."""
    parts = children(node)
    if not isinstance(node, And | Or | AtLeast | Disputed):
        yield from parts
        return
    value = evaluate(node, moment)
    if isinstance(node, AtLeast | Disputed):
        value = Truth.TRUE if value is Truth.TRUE else Truth.FALSE
    alike = [part for part in parts if evaluate(part, moment) is value]
    yield from alike or parts


def _under(moment: Moment, base: Base | None) -> Moment:
    return Moment(moment.evidence, moment.now, moment.states, base) if base else moment
