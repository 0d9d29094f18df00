"""What happened: the entries of the record as events on a timeline, with what makes one weighty."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from detente.brief.report.entry_words import entry_in_words
from detente.brief.report.records import Event, Owner, Timeline
from detente.brief.words import (
    count,
    listed,
    party_in_words,
)
from detente.case import Case, Clause, Condition
from detente.conditions import names_used
from detente.entries import (
    Act,
    Amount,
    Assertion,
    Dispute,
    Entry,
    Extend,
    Inspection,
    Report,
    Ruling,
    Statement,
    Waive,
)
from detente.entries import Event as EventEntry
from detente.ledger import Stretch
from detente.ledger.view import Dated, View, view_of

__all__ = ["awaited_events", "lanes_of", "timeline_of"]

_KINDS = {"finding": "inspection", "event": "event", "report": "report", "act": "act"}


def timeline_of(
    case: Case,
    entries: Sequence[Entry],
    as_of: dt.date,
    known: dt.date | None,
    history: Mapping[str, Sequence[Stretch]],
) -> Timeline:
    """Return the events up to `as_of`, in lanes by actor.

    An event weighs 3 if it began a stretch of a lever's history, 2 if a clause or goal names it or
    it contests another, 1 if it rests on a claim on which a clause rests too, otherwise 0.

    Examples
    --------
    >>> from detente.entries import read_entry
    >>> vote, _ = read_entry({"kind": "event", "id": "e1", "date": "2017-08-05", "by": "unsc",
    ...                       "name": "resolution_2371"})
    >>> shown = timeline_of(Case(id="c"), [vote], dt.date(2019, 10, 15), None, {})
    >>> [(event.label, event.glyph, event.weight) for event in shown.events]
    [('Resolution 2371', 'circle', 0)]
    """
    view = view_of(case, entries, known)
    shown = [d for d in view.entries if not isinstance(d.entry, Assertion)]
    past = [d for d in shown if d.last <= as_of]
    lanes = lanes_of(case)
    desk = _Desk(lanes, history, _Weights(case, history), {e.id: e for e in entries})
    return Timeline(
        first=min((d.first for d in past), default=as_of),
        last=as_of,
        lanes=lanes,
        events=tuple(_event(case, d, desk) for d in past),
        left_out=tuple(_left_out(entries, view, len(shown) - len(past))),
    )


def lanes_of(case: Case) -> tuple[Owner, ...]:
    """Return the lanes: the first party, then both or others, then the other parties.

    Examples
    --------
    >>> from detente.case import Party
    >>> case = Case(id="c", parties={p: Party(id=p, name=p.upper()) for p in ("usa", "dprk")})
    >>> [lane.name for lane in lanes_of(case)]
    ['USA', 'Both, and others', 'DPRK']
    """
    players = [
        Owner(id=id_, name=party_in_words(case, id_), index=place)
        for place, id_ in enumerate(case.players)
    ]
    word = "Both, and others" if len(players) == 2 else "Several, and others"
    return (*players[:1], Owner(id="", name=word, index=None), *players[1:])


def awaited_events(case: Case) -> frozenset[str]:
    """Return the names of the events that clauses and goals speak of.

    Examples
    --------
    >>> awaited_events(Case(id="c"))
    frozenset()
    """
    conditions = [c for clause in case.clauses.values() for c in _conditions(clause)]
    names = {
        name for c in (*conditions, *case.goals.values()) for name in names_used(c.tree).events
    }
    named = {clause.on_notice for clause in case.clauses.values()}
    within = {c.within.event for c in case.clauses.values() if c.within and c.within.event}
    return frozenset(names | named | within) - {""}


def _conditions(clause: Clause) -> Iterable[Condition]:
    parts = (clause.condition, clause.when, clause.excuse, clause.until, clause.unless)
    return [condition for condition in parts if condition is not None]


class _Weights:
    def __init__(self, case: Case, history: Mapping[str, Sequence[Stretch]]) -> None:
        self.begins = {id_ for past in history.values() for s in past for id_ in s.because}
        self.awaited = awaited_events(case)
        self.claims = {claim for clause in case.clauses.values() for claim in clause.rests_on}

    def of(self, entry: Entry) -> int:
        if entry.id in self.begins:
            return 3
        if isinstance(entry, Dispute | Ruling | Waive | Extend):
            return 2
        if isinstance(entry, EventEntry) and entry.name in self.awaited:
            return 2
        return int(bool(self.claims.intersection(entry.rests_on)))


class _Desk(Struct, frozen=True):
    lanes: tuple[Owner, ...]
    history: Mapping[str, Sequence[Stretch]]
    weights: _Weights
    entries: Mapping[str, Entry]


def _event(case: Case, dated: Dated, desk: _Desk) -> Event:
    entry = dated.entry
    label, words = entry_in_words(case, entry, desk.entries)
    return Event(
        id=entry.id,
        first=dated.first,
        last=dated.last,
        lane=_lane(entry, desk.lanes),
        glyph=_glyph(case, dated, desk.history),
        kind=_KINDS.get(entry.kind, entry.kind),
        who=listed([party_in_words(case, who) for who in entry.parties]) or "not said",
        label=label,
        words=words,
        weight=desk.weights.of(entry),
        doubt=_doubt(case, dated),
        sources=entry.sources,
        grade=str(entry.graded),
    )


def _lane(entry: Entry, lanes: Sequence[Owner]) -> int:
    players = {lane.id: number for number, lane in enumerate(lanes) if lane.id}
    acting = [players[who] for who in entry.parties if who in players]
    middle = next(number for number, lane in enumerate(lanes) if not lane.id)
    return acting[0] if len(acting) == 1 and len(entry.parties) == 1 else middle


def _glyph(case: Case, dated: Dated, history: Mapping[str, Sequence[Stretch]]) -> str:
    entry = dated.entry
    if isinstance(entry, Act):
        return _direction(case, entry, dated.first, history.get(entry.lever, ()))
    if isinstance(entry, Inspection):
        return "hexagon"
    if isinstance(entry, Report | Amount):
        return "right"
    if isinstance(entry, EventEntry):
        return "circle"
    return "diamond" if isinstance(entry, Statement) else "cross"


def _direction(case: Case, act: Act, day: dt.date, past: Sequence[Stretch]) -> str:
    """Return ``up`` for a step towards a deal, ``down`` for one away from it, else ``square``."""
    lever = case.levers.get(act.lever)
    before = [stretch.levels for stretch in past if stretch.first < day]
    levels = before[-1] if before else (lever.start,) if lever else ()
    if lever is None or len(levels) != 1 or not {act.level, *levels} <= set(lever.levels):
        return "square"
    change = lever.levels.index(act.level) - lever.levels.index(levels[0])
    return "up" if change > 0 else "down" if change < 0 else "square"


def _doubt(case: Case, dated: Dated) -> str:
    reasons = []
    if dated.disputed:
        reasons.append(f"contested by {listed(list(dated.disputed))}")
    if dated.weak:
        reasons.append(f"grade {dated.entry.graded} is weaker than {case.trust}")
    return "; ".join(reasons)


def _left_out(entries: Sequence[Entry], view: View, later: int) -> Iterable[str]:
    if later:
        yield f"{count(later, 'entry', 'entries')} dated after that day"
    checks = sum(isinstance(e, Assertion) for e in entries)
    if checks:
        yield f"{count(checks, 'check', 'checks')} on the record itself"
    gone = len(entries) - len(view.entries)
    if gone:
        yield f"{count(gone, 'entry', 'entries')} withdrawn, corrected, struck or not yet known"
