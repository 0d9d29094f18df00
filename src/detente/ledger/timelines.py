"""The timeline of a record: built once, it answers for any day by binary search.

For records of thousands to millions of entries, and wherever many days are asked for. Clauses that
depend on certain, exactly dated entries alone are worked out once for all days; the others, and
levers that may change unseen, go through the clause machine for each day asked for, with the part
of the record that they ask for. The answers are those of :func:`detente.ledger.status`.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

import numpy as np
from msgspec import Struct, field
from msgspec.structs import replace
from numpy.typing import NDArray

from detente.alike import Alike
from detente.case import Case, Clause
from detente.entries import Entry
from detente.ledger.clauses import BEFORE, run_clauses
from detente.ledger.columns import Columns, Subject
from detente.ledger.courses import Course, course_of
from detente.ledger.effects import with_effects
from detente.ledger.guards import Guards, OneByOne
from detente.ledger.instants import FOREVER, Instant
from detente.ledger.readings import settled
from detente.ledger.run import Plan, plan
from detente.ledger.standing import OWING, Standing, clause_status
from detente.ledger.status import ClauseStretch, lever_status
from detente.ledger.steps import Instants, StepFunction
from detente.ledger.stretches import Stretches, stretches_of
from detente.ledger.view import View, make_view
from detente.ledger.waiting import changed_by, closure

__all__ = ["Board", "BoardLine", "Timeline", "timeline"]

KEPT = 8
"""For how many days of knowledge what was worked out is kept."""
_DONE = frozenset({"fulfilled", "late", "claimed_done", "unverified", "exercised", "ended"})


class BoardLine(Struct, frozen=True):
    """One clause on the board; the fields are those of :class:`detente.ledger.ClauseStatus`."""

    clause: str
    statuses: tuple[str, ...]
    since: dt.date | None = None
    due: dt.date | None = None
    done: dt.date | None = None
    seen: dt.date | None = None


class Board(Struct, frozen=True):
    """Every lever and clause as of a day, as known on a day, without the reasons.

    Attributes
    ----------
    clauses : dict
        Clause -> its line.
    levers : dict
        Lever -> its possible levels, in the lever's order.
    amounts : dict
        Quantity -> the least and the most that was delivered.
    """

    as_of: dt.date
    known: dt.date | None
    clauses: Mapping[str, BoardLine]
    levers: Mapping[str, tuple[str, ...]]
    amounts: Mapping[str, tuple[float, float]]


class _Known(Struct, frozen=True):
    """What was worked out from the record as known on a day."""

    plan: Plan
    guards: Guards
    begins: dt.date
    courses: Mapping[str, Course]
    stretches: Mapping[str, Stretches]
    levers: Mapping[str, StepFunction]


class Timeline(Alike, frozen=True):
    """A case's record, ready to be asked for any day.

    Examples
    --------
    >>> from detente.entries import read_entry
    >>> from detente.casefile import parse
    >>> case, _ = parse('''
    ... detente: 1
    ... case: talks
    ... parties: {dprk: {}}
    ... levers: {plant: {owner: dprk, levels: [active, stopped]}}
    ... clauses: [{id: stop, party: dprk, must: plant = stopped, within: 60 days of signed}]
    ... ''')
    >>> signed, _ = read_entry({"kind": "event", "id": "e1", "date": "2007-02-13",
    ...                         "name": "signed"})
    >>> told = timeline(case, [signed])
    >>> told.board(dt.date(2007, 4, 14)).clauses["stop"].statuses
    ('live',)
    >>> told.board(dt.date(2007, 4, 15)).clauses["stop"].statuses
    ('breached',)
    """

    aside = ("_known",)

    columns: Columns
    reading: str | None = None
    _known: dict[dt.date | None, _Known] = field(default_factory=dict)

    def board(self, as_of: dt.date, known: dt.date | None = None) -> Board:
        """Return the board as of the end of day `as_of`, as known at the end of day `known`."""
        told = self._as_known(known)
        end = self.columns.clock.end(as_of)
        quick = told.courses if as_of >= told.begins else {}
        lines = {clause: self._line(told, clause, as_of, end) for clause in quick}
        slow = frozenset(told.plan.case.clauses) - quick.keys()
        apart = frozenset(self.case.levers) - told.levers.keys()
        levels, amounts = self._levers(told, end)
        if slow or apart:
            lines |= self._by_machine(told, known, as_of, slow)
            for lever in apart:
                one = self._lever_by_machine(told, known, as_of, lever)
                levels |= {lever: one[0]} if one[1] is None else {}
                amounts |= {} if one[1] is None else {lever: one[1]}
        return Board(
            as_of=as_of,
            known=known,
            clauses={clause: lines[clause] for clause in self.case.clauses},
            levers={lever: levels[lever] for lever in self.case.levers if lever in levels},
            amounts={lever: amounts[lever] for lever in self.case.levers if lever in amounts},
        )

    def one_by_one(self, known: dt.date | None = None) -> frozenset[str]:
        """Return the clauses that the clause machine runs anew for every day asked for."""
        return frozenset(self.case.clauses) - self._as_known(known).courses.keys()

    def history(
        self, as_of: dt.date, known: dt.date | None = None
    ) -> dict[str, tuple[ClauseStretch, ...]]:
        """Return the stretches of the clauses that are worked out at once, from the record's first day on.

        They are those of :func:`detente.ledger.clause_history`.
        """
        told = self._as_known(known)
        begins = min(self._first_day(told.guards.stand) or as_of, as_of)
        return {
            clause: tuple(
                ClauseStretch(first=first, last=last, statuses=(word,))
                for first, last, word in one.between(begins, as_of)
            )
            for clause, one in told.stretches.items()
        }

    @property
    def case(self) -> Case:
        """The case."""
        return self.columns.case

    # ------------------------------------------------------------------ worked out once

    def _as_known(self, known: dt.date | None) -> _Known:
        if known not in self._known:
            if len(self._known) >= KEPT:
                self._known.pop(next(iter(self._known)))
            self._known[known] = self._work_out(known)
        return self._known[known]

    def _work_out(self, known: dt.date | None) -> _Known:
        stand, doubtful = self.columns.view(known)
        clock = self.columns.clock
        begins = min(self._first_day(stand) or BEFORE, BEFORE)
        began = clock.end(begins - dt.timedelta(days=1))
        what = plan(settled(self.case, self.reading), clock)
        courses: dict[str, Course] = {}
        moved_by = changed_by(what.case)

        def status(word: str, clause: str) -> StepFunction:
            if clause not in courses:
                raise OneByOne(clause)
            return courses[clause].status(word)

        def changes(lever: str) -> tuple[Instants, NDArray[np.int16]]:
            return _changes(what.case, courses, lever, moved_by.get(lever, ()))

        columns = replace(self.columns, case=what.case)
        guards = Guards(columns, stand, doubtful, status, changes, {})
        for group in what.order:
            if _at_once(what, group, moved_by, courses):
                try:
                    courses[group[0]] = course_of(guards, what.case.clauses[group[0]], began)
                except OneByOne:
                    continue
        return _Known(
            plan=what,
            guards=guards,
            begins=begins,
            courses=courses,
            stretches={clause: stretches_of(one, clock) for clause, one in courses.items()},
            levers=dict(_levers(guards, moved_by)),
        )

    def _first_day(self, stand: NDArray[np.bool_]) -> dt.date | None:
        spans = [s for subject, s in self.columns.spans.items() if subject[0]]
        firsts = [self.columns.earliest[span][stand[span]] for span in spans]
        least = [int(one.min()) for one in firsts if len(one)]
        return self.columns.clock.day(min(least)) if least else None

    # ------------------------------------------------------------------ looked up

    def _line(self, told: _Known, clause_id: str, as_of: dt.date, end: Instant) -> BoardLine:
        clause, config = self.case.clauses[clause_id], told.courses[clause_id].config(end)
        word = config.word
        mendable = clause.kind != "keep" or clause.grace is not None
        owed = mendable and word in OWING | {"fulfilled", "late", "noticed"}
        return BoardLine(
            clause=clause_id,
            statuses=(word,),
            since=told.stretches[clause_id].since(as_of),
            due=self._day(config.due - 1) if owed and config.due < FOREVER else None,
            done=self._day(config.at) if word in _DONE else None,
            seen=self._day(config.seen) if clause.verified else None,
        )

    def _day(self, instant: Instant) -> dt.date | None:
        return self.columns.clock.day(instant) if instant < FOREVER - 1 else None

    def _levers(
        self, told: _Known, end: Instant
    ) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[float, float]]]:
        levels: dict[str, tuple[str, ...]] = {}
        amounts: dict[str, tuple[float, float]] = {}
        for lever, steps in told.levers.items():
            what, value = self.case.levers[lever], steps(end)
            if what.quantity:
                amounts[lever] = (value, value)
            else:
                levels[lever] = (what.levels[value],)
        return levels, amounts

    # ------------------------------------------------------------------ by the clause machine

    def _by_machine(
        self, told: _Known, known: dt.date | None, as_of: dt.date, which: frozenset[str]
    ) -> dict[str, BoardLine]:
        if not which:
            return {}
        case, view = self._part(told, known, which, ())
        runs = run_clauses(case, view, as_of, self.reading, begins=self._begins(told, as_of))
        standing = Standing(case, view, runs, as_of)
        found = {clause: clause_status(standing, case.clauses[clause]) for clause in which}
        return {
            clause: BoardLine(clause, one.statuses, one.since, one.due, one.done, one.seen)
            for clause, one in found.items()
        }

    def _begins(self, told: _Known, as_of: dt.date) -> dt.date:
        return min(told.begins, as_of)

    def _lever_by_machine(
        self, told: _Known, known: dt.date | None, as_of: dt.date, lever: str
    ) -> tuple[tuple[str, ...], tuple[float, float] | None]:
        movers = frozenset(changed_by(told.plan.case).get(lever, ()))
        case, view = self._part(told, known, movers, (lever,))
        runs = run_clauses(case, view, as_of, self.reading, begins=self._begins(told, as_of))
        one = lever_status(case, with_effects(case, view, runs), lever, as_of)
        return one.levels, one.amount

    def _part(
        self, told: _Known, known: dt.date | None, clauses: frozenset[str], levers: Iterable[str]
    ) -> tuple[Case, View]:
        """Return the case with these clauses and what they read alone, and what they ask for."""
        which = closure(told.plan.reads, clauses)
        asked = [told.plan.asked[clause] for clause in which]
        names = {*levers, *(lever for one in asked for lever in one.levers)}
        subjects: set[Subject] = {("clause", clause) for clause in which}
        subjects |= {("event", event) for one in asked for event in one.events}
        for lever in _watching(self.case, names):
            subjects |= {("level", lever), ("amount", lever)}
        columns, stand = self.columns, told.guards.stand
        rows = set(columns.contested.tolist())
        if known is not None:
            rows = {row for row in rows if columns.recorded[row] <= known.toordinal()}
        for subject in subjects & columns.spans.keys():
            span = columns.spans[subject]
            rows.update((np.flatnonzero(stand[span]) + span.start).tolist())
        entries = [columns.entries[row] for row in sorted(rows)]
        view = make_view(entries, known, trust=self.case.trust, zone=columns.clock.zone)
        kept = {id_: clause for id_, clause in self.case.clauses.items() if id_ in which}
        return replace(self.case, clauses=kept), view


def timeline(case: Case, entries: Iterable[Entry], reading: str | None = None) -> Timeline:
    """Return the timeline of a case's record.

    Parameters
    ----------
    entries : iterable of Entry
        The record, in any order.
    reading : str or None
        The party whose reading of disputed terms counts.

    Raises
    ------
    ValueError
        If two entries have one id.

    Examples
    --------
    >>> timeline(Case(id="talks"), []).board(dt.date(2019, 10, 5)).clauses
    {}
    """
    return Timeline(Columns.of(case, entries), reading)


def _at_once(
    what: Plan,
    group: tuple[str, ...],
    moved_by: Mapping[str, tuple[str, ...]],
    courses: Mapping[str, Course],
) -> bool:
    """Whether a clause waits for none but clauses that are worked out already."""
    clause = group[0]
    asked = what.asked[clause]
    itself = clause in asked.clauses or any(clause in moved_by.get(one, ()) for one in asked.levers)
    return len(group) == 1 and not itself and what.reads[clause] <= courses.keys()


def _changes(
    case: Case, courses: Mapping[str, Course], lever: str, movers: Iterable[str]
) -> tuple[Instants, NDArray[np.int16]]:
    """Return the instants at which clauses changed `lever`, sorted, and to which levels."""
    at: list[tuple[int, int]] = []
    for mover in movers:
        if mover not in courses:
            raise OneByOne(mover)
        level = case.levers[lever].levels.index
        instants = courses[mover].changes().tolist()
        at += [(t, level(to)) for t in instants for to in _settings(case.clauses[mover], lever)]
    at.sort(key=lambda change: change[0])
    return np.array([t for t, _ in at], np.int64), np.array([to for _, to in at], np.int16)


def _settings(clause: Clause, lever: str) -> Iterator[str]:
    for effect in (clause.effect, clause.default):
        yield from (level for name, level in (effect.settings if effect else ()) if name == lever)


def _levers(
    guards: Guards, moved_by: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[str, StepFunction]]:
    """Yield the levers whose levels are worked out at once: that nothing but entries changes."""
    for lever, what in guards.case.levers.items():
        if lever in moved_by:
            continue
        try:
            steps = guards.amounts(lever) if what.quantity else guards.levels(lever)
        except OneByOne:
            continue
        yield lever, steps


def _watching(case: Case, levers: Iterable[str]) -> set[str]:
    """Return `levers`, and those that let one see them."""
    found: set[str] = set()
    todo = list(levers)
    while todo:
        lever = todo.pop()
        if lever in case.levers and lever not in found:
            found.add(lever)
            todo.append(case.levers[lever].watched_by)
    return found
