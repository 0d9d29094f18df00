"""The status of a case: what is in force as of a day, as known on a day, and why.

``Board(t, k)``: a pure function of the case, of the view of the record as known on day `k`, and of
the day `t`. It never changes once the record has passed `k`.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from detente.case import Case, Lever
from detente.entries import Entry
from detente.errors import Problem
from detente.ledger.amounts import amounts, deliveries
from detente.ledger.clause_status import ClauseStatus
from detente.ledger.clauses import ClauseRuns, only_movers, run_clauses
from detente.ledger.effects import with_effects
from detente.ledger.levels import Holding, Stays, levels
from detente.ledger.reasons import level_in_words, why_amount, why_levels
from detente.ledger.standing import (
    Standing,
    changes,
    clause_status,
    levels_by_reading,
    statuses_by_reading,
)
from detente.ledger.view import Dated, View, view_of
from detente.relief import verb_of

__all__ = [
    "ClauseStretch",
    "LeverStatus",
    "Status",
    "Stretch",
    "account",
    "clause_history",
    "history",
    "lever_status",
    "status",
]


class LeverStatus(Struct, frozen=True, kw_only=True):
    """What is known of one lever.

    Attributes
    ----------
    levels : tuple of str
        The possible levels, in the lever's order; several: not known which. Empty for a quantity.
    amount : pair of float or None
        For a quantity: the least and the most that was delivered.
    since : datetime.date or None
        First day on which this was so; None: from before the record.
    because : tuple of str
        The entries that decide it, oldest first.
    why : str
        Why it is not known, naming those entries; or why `since` is not; else empty.
    certain : str
        The level of the last certain entry, else the start level.
    rests_on : tuple of str
        The claims on which those entries rest.
    relief : str
        Of a measure that is not in force: exemption, waiver, suspension, lifting or expiry, where its
        level says which; else empty.
    readings : dict
        Party -> its levels, where the readings of a disputed term lead to different ones.
    """

    lever: str
    levels: tuple[str, ...] = ()
    amount: tuple[float, float] | None = None
    since: dt.date | None = None
    because: tuple[str, ...] = ()
    why: str = ""
    certain: str = ""
    rests_on: tuple[str, ...] = ()
    relief: str = ""
    readings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def known(self) -> bool:
        """Whether one level, or one amount, is all that is possible."""
        return len(self.levels) == 1 if self.amount is None else self.amount[0] == self.amount[1]


class Status(Struct, frozen=True, kw_only=True):
    """The board: every lever and clause, as of a day, as known on a day."""

    as_of: dt.date
    known: dt.date | None
    reading: str | None
    levers: Mapping[str, LeverStatus]
    clauses: Mapping[str, ClauseStatus]
    problems: tuple[Problem, ...] = ()


class Stretch(Struct, frozen=True, kw_only=True):
    """Days, both ends included, on which what is possible for a lever does not change."""

    first: dt.date
    last: dt.date
    levels: tuple[str, ...]
    because: tuple[str, ...]
    amount: tuple[float, float] | None = None


class ClauseStretch(Struct, frozen=True, kw_only=True):
    """Days, both ends included, on which the possible statuses of a clause do not change."""

    first: dt.date
    last: dt.date
    statuses: tuple[str, ...]


def status(
    case: Case,
    entries: Iterable[Entry],
    as_of: dt.date,
    known: dt.date | None = None,
    reading: str | None = None,
    *,
    clauses: bool = True,
) -> Status:
    """Return the board as of the end of day `as_of`, as known at the end of day `known`.

    Parameters
    ----------
    case : Case
        Without levers (graph form) the board is empty.
    entries : iterable of Entry
        The record, in any order.
    as_of, known : datetime.date
        The day of the question; and when it is asked: None, with all that the record holds.
    reading : str or None
        The party whose reading of disputed terms counts.
    clauses : bool
        False: only what is said of levers is wanted, so only clauses on which a lever depends are run.

    Examples
    --------
    >>> from detente.entries import read_entry
    >>> ban = Lever(id="ban", name="Ban", owner="usa", levels=("in_force", "lifted"),
    ...             start="in_force")
    >>> e1, _ = read_entry({"kind": "act", "id": "e1", "date": "2019-10-05", "lever": "ban",
    ...                     "level": "lifted"})
    >>> e2, _ = read_entry({"kind": "dispute", "id": "e2", "date": "2019-10-09", "about": "e1"})
    >>> board = status(Case(id="talks", levers={"ban": ban}), [e1, e2], dt.date(2019, 10, 12))
    >>> board.levers["ban"].levels
    ('in_force', 'lifted')
    >>> board.levers["ban"].why
    'not known: in force at the start; e1 (disputed by e2 and not ruled on): lifted'
    """
    if not clauses:
        case = only_movers(case, reading)
    return _board(_Account.of(case, entries, as_of, known, reading))


def account(
    case: Case,
    entries: Iterable[Entry],
    as_of: dt.date,
    known: dt.date | None = None,
    reading: str | None = None,
) -> tuple[Status, dict[str, tuple[Stretch, ...]], dict[str, tuple[ClauseStretch, ...]]]:
    """Return :func:`status`, :func:`history` and :func:`clause_history`; the clauses are run once.

    Examples
    --------
    >>> board, levers, clauses = account(Case(id="t"), [], dt.date(2019, 1, 1))
    >>> board.as_of, levers, clauses
    (datetime.date(2019, 1, 1), {}, {})
    """
    told = _Account.of(case, entries, as_of, known, reading)
    return _board(told), _lever_history(told), _clause_history(told)


class _Account(Struct, frozen=True):
    """The record as known on a day, the runs of all clauses over it, and what these change."""

    case: Case
    view: View
    runs: ClauseRuns
    moved: View
    as_of: dt.date
    known: dt.date | None
    reading: str | None

    @classmethod
    def of(
        cls,
        case: Case,
        entries: Iterable[Entry],
        as_of: dt.date,
        known: dt.date | None,
        reading: str | None,
    ) -> "_Account":
        view = view_of(case, entries, known)
        runs = run_clauses(case, view, as_of, reading)
        return cls(case, view, runs, with_effects(case, view, runs), as_of, known, reading)

    @property
    def begins(self) -> dt.date:
        """The first day of the record."""
        return min(self.view.begins or self.as_of, self.as_of)


def _board(told: _Account) -> Status:
    case, view, runs, as_of, moved = told.case, told.view, told.runs, told.as_of, told.moved
    standing = Standing(case, view, runs, as_of, moved)
    said = {clause.id: clause_status(standing, clause) for clause in case.clauses.values()}
    apart = statuses_by_reading(case, runs, as_of)
    levels_apart = levels_by_reading(
        case, view, runs, lambda changed, lever: lever_status(case, changed, lever, as_of).levels
    )
    return Status(
        as_of=as_of,
        known=told.known,
        reading=told.reading,
        levers={
            lever: replace(
                lever_status(case, moved, lever, as_of), readings=levels_apart.get(lever, {})
            )
            for lever in case.levers
        },
        clauses={id_: replace(c, readings=apart.get(id_, {})) for id_, c in said.items()},
        problems=runs.problems,
    )


def history(
    case: Case,
    entries: Iterable[Entry],
    as_of: dt.date,
    known: dt.date | None = None,
    reading: str | None = None,
) -> dict[str, tuple[Stretch, ...]]:
    """Return per lever its stretches from the first day of the record to `as_of`, without gaps.

    Examples
    --------
    >>> ban = Lever(id="ban", name="Ban", owner="usa", levels=("in_force", "lifted"),
    ...             start="in_force")
    >>> [s.levels for s in history(Case(id="t", levers={"ban": ban}), [], dt.date(2019, 1, 1))["ban"]]
    [('in_force',)]
    """
    return _lever_history(_Account.of(case, entries, as_of, known, reading))


def _lever_history(told: _Account) -> dict[str, tuple[Stretch, ...]]:
    case, as_of, begins = told.case, told.as_of, told.begins
    return {
        lever: tuple(_stretches(_stays(case, told.moved, lever, as_of), begins, as_of))
        for lever in case.levers
    }


def _stays(case: Case, view: View, lever: str, until: dt.date) -> list[Stays]:
    if case.levers[lever].quantity:
        return amounts(view, lever, until)
    return levels(case, view, lever, until)


def lever_status(case: Case, view: View, lever: str, as_of: dt.date) -> LeverStatus:
    """Return the status of one lever as of the end of day `as_of`."""
    first, now = _stays(case, view, lever, as_of)[-1]
    what = case.levers[lever]
    if what.quantity:
        return _amount_status(case, what, now, deliveries(view, lever, as_of))
    because = _once((*first.because, *now.because))
    return LeverStatus(
        lever=lever,
        levels=now.levels,
        since=first.day,
        because=tuple(d.entry.id for d in because),
        why=why_levels(case, what, now) or _why_no_date(what, first),
        certain=getattr(now.base.entry, "level", "") if now.base else what.start,
        rests_on=_claims(because),
        relief=_relief(what, now.levels),
    )


def _relief(lever: Lever, levels: tuple[str, ...]) -> str:
    verb = verb_of(lever, levels[0]) if len(levels) == 1 else None
    return verb.name if verb else ""


def _amount_status(
    case: Case, lever: Lever, now: Holding, because: tuple[Dated, ...]
) -> LeverStatus:
    amount = now.amount or (0.0, 0.0)
    return LeverStatus(
        lever=lever.id,
        amount=amount,
        since=now.day,
        because=tuple(d.entry.id for d in because),
        why=why_amount(case, because, amount) or ("" if now.day else "no delivery is recorded"),
        rests_on=_claims(because),
    )


def _why_no_date(lever: Lever, first: Holding) -> str:
    if first.day is not None:
        return ""
    return f"no entry says so; {level_in_words(lever, lever.start)} is the start level"


def _once(entries: Iterable[Dated]) -> tuple[Dated, ...]:
    return tuple(sorted({d.entry.id: d for d in entries}.values(), key=lambda d: d.order))


def _claims(because: Iterable[Dated]) -> tuple[str, ...]:
    return tuple(sorted({claim for d in because for claim in d.entry.rests_on}))


def _stretches(stays: list[Stays], begins: dt.date, as_of: dt.date) -> Iterator[Stretch]:
    starts = [first.day or begins for first, _ in stays]
    ends = [day - dt.timedelta(days=1) for day in starts[1:]]
    for (first, _), start, end in zip(stays, starts, [*ends, as_of], strict=True):
        if start <= end:
            yield Stretch(
                first=start,
                last=end,
                levels=first.levels,
                because=tuple(d.entry.id for d in first.because),
                amount=first.amount,
            )


def clause_history(
    case: Case,
    entries: Iterable[Entry],
    as_of: dt.date,
    known: dt.date | None = None,
    reading: str | None = None,
) -> dict[str, tuple[ClauseStretch, ...]]:
    """Return per clause its stretches from the first day of the record to `as_of`, without gaps.

    Examples
    --------
    >>> clause_history(Case(id="t"), [], dt.date(2019, 1, 1))
    {}
    """
    return _clause_history(_Account.of(case, entries, as_of, known, reading))


def _clause_history(told: _Account) -> dict[str, tuple[ClauseStretch, ...]]:
    return {
        clause: tuple(_clause_stretches(told.runs, clause, told.begins, told.as_of))
        for clause in told.case.clauses
    }


def _clause_stretches(
    runs: ClauseRuns, clause: str, begins: dt.date, as_of: dt.date
) -> Iterator[ClauseStretch]:
    before = [words for day, words in changes(runs, clause) if day <= begins]
    days = [(begins, before[-1] if before else ("idle",))]
    days += [(day, words) for day, words in changes(runs, clause) if begins < day <= as_of]
    ends = [day - dt.timedelta(days=1) for day, _ in days[1:]]
    for (first, words), last in zip(days, [*ends, as_of], strict=True):
        yield ClauseStretch(first=first, last=last, statuses=words)
