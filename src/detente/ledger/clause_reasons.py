"""Why a clause stands as it does, in a sentence."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from detente.case import Case, Clause
from detente.ledger.clause_status import ClauseStatus
from detente.ledger.clocks import date_in_words
from detente.ledger.reasons import and_, doubt_in_words
from detente.ledger.status_words import status_in_words
from detente.ledger.view import Dated

__all__ = ["days_in_words", "one_line", "readings_differ", "why_clause"]


def why_clause(
    case: Case,
    clause: Clause,
    shown: ClauseStatus,
    entries: Mapping[str, Dated],
) -> str:
    """Say why a clause stands as it does: its dates, or the doubts that decide."""
    if not shown.known:
        return _undetermined(case, shown, entries)
    said = _SAY.get(shown.statuses[0], _plain)(_Told(clause, shown))
    if shown.share is not None:
        low, high = (f"{100 * end:.3g} %" for end in shown.share)
        said += f"; done so far: {low}" + ("" if low == high else f" to {high}")
    if shown.changed:
        said += f"; {and_(shown.changed)}"
    return said


class _Told(NamedTuple):
    clause: Clause
    shown: ClauseStatus


def _undetermined(case: Case, shown: ClauseStatus, entries: Mapping[str, Dated]) -> str:
    words = status_in_words(shown.kind, shown.statuses)
    doubts = [
        doubt_in_words(case, entries[id_]) if id_ in entries else _unseen(case, id_)
        for id_ in shown.deciding
    ]
    decide = f"; {and_(doubts)} {'decides' if len(doubts) == 1 else 'decide'}" if doubts else ""
    if shown.apart:
        decide += f"; {readings_differ(shown.apart)}"
    wide = "" if shown.exact else "; many doubts: not all of these may be possible"
    return f"not known: {words}{decide}{wide}"


def readings_differ(terms: Sequence[str]) -> str:
    """Say on which terms the readings differ.

    Examples
    --------
    >>> readings_differ(["denuclearised"])
    "the readings of 'denuclearised' differ"
    """
    names = and_([f"'{term}'" for term in terms])
    return f"the readings of {names} differ"


def _unseen(case: Case, name: str) -> str:
    lever = name.removesuffix(" unwatched")
    known = case.levers[lever].name if lever in case.levers else lever
    return f"what happened to {known} while nobody watched"


def _plain(told: _Told) -> str:
    when = told.shown.trigger or "always"
    said = {
        "idle": f"not set off: {when}",
        "open": f"open: {when}",
        "waived": "waived",
        "unverified": "done, but not verified in time",
        "blocked": "blocked after notice",
        "cured": "its ground fell away after notice",
        "ended": "ended",
    }[told.shown.statuses[0]]
    if (
        told.clause.kind != "may"
        and told.shown.statuses[0] == "idle"
        and told.clause.within is not None
    ):
        event = told.clause.within.event
        said += f", or its time has not begun: {event}" if event else ""
    return said + (f" since {date_in_words(told.shown.since)}" if told.shown.since else "")


def _live(told: _Told) -> str:
    if told.clause.kind == "keep":
        return "kept" + (
            f" since {date_in_words(told.shown.since)}" if told.shown.since else " so far"
        )
    if told.shown.due is None:
        return "due, without a deadline"
    return f"due by {date_in_words(told.shown.due)}, {_left(told.shown)}"


def _left(shown: ClauseStatus) -> str:
    days = shown.days_left or 0
    return f"{days_in_words(days)} left" if days else "today is the last day"


def _claimed(told: _Told) -> str:
    by = and_(told.clause.verified.by, "or") if told.clause.verified else ""
    done = f"done on {date_in_words(told.shown.done)}" if told.shown.done else "done"
    if not by:
        return f"{done}; waits for the other clauses of '{told.clause.simultaneous}'"
    return f"{done}, not yet verified by {by}"


def _done(told: _Told) -> str:
    said = (
        f"done on {date_in_words(told.shown.done)}"
        if told.shown.done
        else "done, on a day not known"
    )
    if told.shown.seen:
        said += f", verified on {date_in_words(told.shown.seen)}"
    if told.shown.late_by and told.shown.due:
        said += f", {days_in_words(told.shown.late_by)} after {date_in_words(told.shown.due)}"
    return said


def _late(told: _Told) -> str:
    days = (
        days_in_words(told.shown.overdue_days)
        if told.shown.overdue_days is not None
        else "some days"
    )
    if told.clause.kind == "keep":
        return f"not kept for {days}" if told.shown.overdue_days else "not kept since today"
    excused = (
        f"excused: {one_line(told.clause.excuse.text)}; "
        if told.shown.statuses == ("excused",) and told.clause.excuse
        else ""
    )
    due = f"was due by {date_in_words(told.shown.due)}" if told.shown.due else "was due"
    return f"{excused}{due}, {days} ago"


def _noticed(told: _Told) -> str:
    if told.shown.due is None:
        return "notice given"
    effect = date_in_words(told.shown.due + dt.timedelta(days=1))
    return f"takes effect on {effect} unless blocked or cured, {_left(told.shown)}"


def _exercised(told: _Told) -> str:
    return f"took effect on {date_in_words(told.shown.done)}" if told.shown.done else "took effect"


def one_line(text: str) -> str:
    r"""Return a text of the file on one line.

    Examples
    --------
    >>> one_line("a = b\n  and c")
    'a = b and c'
    """
    return " ".join(text.split())


def days_in_words(days: int) -> str:
    """Say how many days.

    Examples
    --------
    >>> days_in_words(1), days_in_words(1200)
    ('1 day', '1,200 days')
    """
    return f"{days:,} {'day' if days == 1 else 'days'}"


_SAY = {
    "live": _live,
    "claimed_done": _claimed,
    "fulfilled": _done,
    "late": _done,
    "overdue": _late,
    "breached": _late,
    "excused": _late,
    "noticed": _noticed,
    "exercised": _exercised,
}
