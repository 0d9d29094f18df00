"""Flips: which entries in doubt carry the status of a clause, and how it would stand once they are ruled on.

Each entry that is disputed or weakly graded, and on which the clause can depend, is taken as true
and then as struck; where no single one settles the clause, pairs of them are. A ruling only takes
consistent worlds away, so it can narrow the possible statuses and never add one.
"""

import datetime as dt
import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from detente.case import Case
from detente.entries import Entry
from detente.errors import Problem
from detente.findings import Finding
from detente.ledger.clause_reasons import readings_differ
from detente.ledger.clauses import ClauseRuns, run_clauses
from detente.ledger.happenings import happenings
from detente.ledger.reasons import doubt_in_words
from detente.ledger.standing import Standing, set_apart
from detente.ledger.view import Dated, View, view_of
from detente.ledger.waiting import closure

__all__ = ["Flip", "Flips", "Pair", "finding", "flips"]

PAIRED = 12
"""The most entries that are taken in pairs: 66 pairs, each ruled on in four ways."""


class Flip(Struct, frozen=True, kw_only=True):
    """How a clause would stand if one doubtful entry were ruled on.

    Attributes
    ----------
    if_true, if_false : tuple of str
        The possible statuses if the entry is true, and if it is struck.
    doubt : str
        Why it is in doubt.
    """

    entry: Entry
    if_true: tuple[str, ...]
    if_false: tuple[str, ...]
    doubt: str

    @property
    def settles(self) -> bool:
        """Whether one status is left whichever way it is ruled."""
        return len(self.if_true) == len(self.if_false) == 1


class Pair(Struct, frozen=True, kw_only=True):
    """How a clause would stand if two doubtful entries were ruled on.

    Attributes
    ----------
    outcomes : dict
        (whether the first is true, whether the second is) -> the possible statuses.
    """

    entries: tuple[str, str]
    outcomes: Mapping[tuple[bool, bool], tuple[str, ...]]

    @property
    def settles(self) -> bool:
        """Whether one status is left whichever way both are ruled."""
        return all(len(words) == 1 for words in self.outcomes.values())


class Flips(Struct, frozen=True, kw_only=True):
    """What would settle a clause.

    Attributes
    ----------
    statuses : tuple of str
        The possible statuses as the record stands.
    flips : tuple of Flip
        Every doubtful entry that bears on the clause: those that settle it first, then those that
        narrow it, then those that change nothing by themselves; each part by event time.
    pairs : tuple of Pair
        Pairs of them that settle it, where no single one does.
    others : tuple of str
        What else is in doubt, which no ruling on an entry decides; empty where rulings settle it.
    left_out : int
        How many entries were too many to be taken in pairs.
    """

    clause: str
    as_of: dt.date
    known: dt.date | None
    reading: str | None
    statuses: tuple[str, ...]
    flips: tuple[Flip, ...] = ()
    pairs: tuple[Pair, ...] = ()
    others: tuple[str, ...] = ()
    left_out: int = 0
    rests_on: tuple[str, ...] = ()
    exact: bool = True
    problems: tuple[Problem, ...] = ()


class _Question(Struct, frozen=True):
    """A clause, with the clauses that it depends on, and what is asked of it."""

    case: Case
    clause: str
    as_of: dt.date
    reading: str | None
    asked: dict[tuple[tuple[str, bool], ...], tuple[str, ...]] = field(default_factory=dict)

    def runs(self, view: View) -> ClauseRuns:
        return run_clauses(self.case, view, self.as_of, self.reading)

    def statuses(self, view: View, rulings: Mapping[str, bool]) -> tuple[str, ...]:
        """Return the possible statuses if entries are ruled true or struck."""
        key = tuple(sorted(rulings.items()))
        if key not in self.asked:
            runs = self.runs(_ruled(view, rulings))
            self.asked[key] = runs.words(self.clause, self.as_of)
        return self.asked[key]


def flips(
    case: Case,
    entries: Iterable[Entry],
    as_of: dt.date,
    clause: str,
    *,
    known: dt.date | None = None,
    reading: str | None = None,
) -> Flips:
    """Return which doubtful entries, ruled true or struck, would settle how a clause stands.

    Parameters
    ----------
    as_of, known : datetime.date
        The day of the question; the day of knowledge, None for all that is recorded.
    clause : str
        The clause, which must be one of the case.
    reading : str or None
        The party whose reading of disputed terms counts.

    Examples
    --------
    >>> from detente.case import Clause, Condition, Lever
    >>> from detente.conditions import parse
    >>> from detente.entries import read_entry
    >>> ban = Lever(id="ban", name="Ban", owner="usa", levels=("in_force", "lifted"), start="in_force")
    >>> lift = Clause(id="lift", kind="must", party=("usa",), condition=Condition(
    ...     "ban = lifted", parse("ban = lifted")))
    >>> e1, _ = read_entry({"kind": "report", "id": "e1", "date": "2019-10-05", "lever": "ban",
    ...                     "level": "lifted", "grade": "E5"})
    >>> told = flips(Case(id="talks", levers={"ban": ban}, clauses={"lift": lift}), [e1],
    ...              dt.date(2019, 10, 6), "lift")
    >>> told.statuses, [(f.entry.id, f.if_true, f.if_false, f.settles) for f in told.flips]
    (('fulfilled', 'live'), [('e1', ('fulfilled',), ('live',), True)])
    """
    view = view_of(case, entries, known)
    whole = run_clauses(case, view, as_of, reading)
    needed = closure(whole.plan.reads, [clause])
    part = replace(case, clauses={c: one for c, one in case.clauses.items() if c in needed})
    question = _Question(part, clause, as_of, reading)
    bearing = _bearing(question, view)
    now = whole.words(clause, as_of)
    found = tuple(_flip(question, view, dated) for dated in bearing)
    deciding = whole.deciding[clause] if len(now) > 1 else ()
    carrying = [f for f in found if f.entry.id in deciding or _rank(f, now) < 2]
    paired = [f.entry.id for f in carrying]
    none = len(now) > 1 and not any(flip.settles for flip in found)
    pairs = _pairs(question, view, paired[:PAIRED]) if none else ()
    claims = {claim for f in carrying for claim in f.entry.rests_on}
    return Flips(
        clause=clause,
        as_of=as_of,
        known=known,
        reading=reading,
        statuses=now,
        flips=tuple(sorted(found, key=lambda f: _rank(f, now))),
        pairs=pairs,
        others=_others(question, Standing(case, view, whole, as_of), deciding)
        if none and not pairs
        else (),
        left_out=max(0, len(paired) - PAIRED) if none else 0,
        rests_on=tuple(sorted(claims.union(case.clauses[clause].rests_on))),
        exact=clause not in whole.branched,
        problems=whole.problems,
    )


def _rank(flip: Flip, now: tuple[str, ...]) -> int:
    return 0 if flip.settles else 1 if (flip.if_true, flip.if_false) != (now, now) else 2


def _bearing(question: _Question, view: View) -> tuple[Dated, ...]:
    """Return the doubtful entries, of the days until the question, on which the clause can depend."""
    plan = question.runs(view).plan
    levers = {lever for asks in plan.asked.values() for lever in asks.levers}
    # Whether anybody watched decides how far the knowledge of a lever has decayed.
    watching = {question.case.levers[lever].watched_by for lever in levers} - {""}
    about = {h.entry.id for h in happenings(view, plan.clock) if plan.about(h)}
    return tuple(
        dated
        for dated in view.entries
        if dated.doubtful
        and dated.first <= question.as_of
        and (dated.entry.id in about or _watches(dated.entry, levers, watching))
    )


def _watches(entry: Entry, levers: set[str], watching: set[str]) -> bool:
    lever = getattr(entry, "lever", "")
    return lever in watching or (lever in levers and not watching.isdisjoint(entry.parties))


def _ruled(view: View, rulings: Mapping[str, bool]) -> View:
    """Return the view once entries are ruled true or struck."""
    kept = tuple(
        replace(dated, disputed=(), weak=False) if dated.entry.id in rulings else dated
        for dated in view.entries
        if rulings.get(dated.entry.id, True)
    )
    by_lever: dict[str, list[Dated]] = defaultdict(list)
    for dated in kept:
        lever = getattr(dated.entry, "lever", "")
        if lever:
            by_lever[lever].append(dated)
    return replace(view, entries=kept, by_lever={k: tuple(v) for k, v in by_lever.items()})


def _flip(question: _Question, view: View, dated: Dated) -> Flip:
    id_ = dated.entry.id
    return Flip(
        entry=dated.entry,
        if_true=question.statuses(view, {id_: True}),
        if_false=question.statuses(view, {id_: False}),
        doubt=doubt_in_words(question.case, dated),
    )


def _pairs(question: _Question, view: View, ids: list[str]) -> tuple[Pair, ...]:
    """Return the pairs of entries that settle the clause."""
    found = (
        Pair(
            entries=(one, other),
            outcomes={
                (first, second): question.statuses(view, {one: first, other: second})
                for first in (True, False)
                for second in (True, False)
            },
        )
        for one, other in itertools.combinations(ids, 2)
    )
    return tuple(pair for pair in found if pair.settles)


def _others(question: _Question, standing: Standing, deciding: tuple[str, ...]) -> tuple[str, ...]:
    """Say what else is in doubt: dates, levels that may have been undone unseen, readings."""
    inexact = [
        doubt_in_words(question.case, dated)
        for dated in standing.view.entries
        if dated.entry.id in deciding and dated.first < dated.last
    ]
    entries = {dated.entry.id for dated in standing.view.entries}
    unseen = [
        f"what happened to {_lever_name(question.case, name)} while nobody watched"
        for name in deciding
        if name not in entries
    ]
    apart = set_apart(standing, question.clause)
    return (*inexact, *unseen, *([readings_differ(apart)] if apart else []))


def _lever_name(case: Case, doubt: str) -> str:
    lever = doubt.removesuffix(" unwatched")
    return case.levers[lever].name if lever in case.levers else lever


def finding(told: Flips) -> Finding:
    """Return the flips as a finding, in the form ``detente.flips/1``.

    Examples
    --------
    >>> told = Flips(clause="lift", as_of=dt.date(2019, 10, 6), known=None, reading=None,
    ...              statuses=("live",))
    >>> finding(told).as_dict()["status"]
    ['live']
    """
    known = told.known.isoformat() if told.known else None
    return Finding(
        question="flips",
        answer={
            "schema": "detente.flips/1",
            "clause": told.clause,
            "status": list(told.statuses),
            "flips": [_flip_as_dict(flip) for flip in told.flips],
            "pairs": [_pair_as_dict(pair) for pair in told.pairs],
            "others": list(told.others),
            "pairs_left_out": told.left_out,
            "exact": told.exact,
        },
        method="each doubtful entry that bears on the clause taken as true and as struck, then pairs; "
        "the statuses that the clause has in some consistent world",
        parameters={
            "clause": told.clause,
            "as_of": told.as_of.isoformat(),
            "known": known,
            "reading": told.reading,
        },
        rests_on=told.rests_on,
        problems=told.problems,
    )


def _flip_as_dict(flip: Flip) -> dict[str, object]:
    return {
        "entry": flip.entry.id,
        "if_true": list(flip.if_true),
        "if_false": list(flip.if_false),
        "settles": flip.settles,
        "source": list(flip.entry.sources),
        "grade": str(flip.entry.graded),
        "doubt": flip.doubt,
    }


def _pair_as_dict(pair: Pair) -> dict[str, object]:
    return {
        "entries": list(pair.entries),
        "outcomes": [
            {"true": [e for e, is_true in zip(pair.entries, ways, strict=True) if is_true],
             "status": list(words)}
            for ways, words in pair.outcomes.items()
        ],
        "settles": pair.settles,
    }  # fmt: skip
