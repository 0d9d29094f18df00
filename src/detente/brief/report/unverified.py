"""What could not be verified: what is not known, and what was done but not confirmed, and by whom it could be."""

from collections.abc import Iterable

from detente.brief.report.board import standing_of
from detente.brief.report.records import Unverified
from detente.brief.words import (
    level_in_words,
    lever_in_words,
    listed,
    name_in_words,
    party_called,
    reason_in_words,
    sentence,
)
from detente.case import Case, Clause
from detente.conditions import names_used
from detente.entries import Entry, LevelEntry
from detente.ledger import ClauseStatus, LeverStatus, Status
from detente.ledger.status_words import status_in_words
from detente.ledger.view import Dated, View, view_of

__all__ = ["unverified"]

READERS = "nobody: it turns on how a term is read"
_WAITS = frozenset({"claimed_done", "unverified"})


def unverified(case: Case, entries: Iterable[Entry], status: Status) -> tuple[Unverified, ...]:
    """Return what could not be verified, in the neutral words of a monitor's report.

    Levers that are not known, levers that stand where they do by an act that no verifier has
    confirmed though one could, clauses that are not known, and clauses whose verifier has not spoken.

    Examples
    --------
    >>> import datetime as dt
    >>> unverified(Case(id="talks"), (), Status(as_of=dt.date(2019, 10, 5), known=None, reading=None,
    ...                                         levers={}, clauses={}))
    ()
    """
    view = view_of(case, entries, status.known)
    levers = (_lever(case, view, shown) for shown in status.levers.values())
    clauses = (_clause(case, shown) for shown in status.clauses.values())
    return tuple(row for row in (*levers, *clauses) if row is not None)


def _lever(case: Case, view: View, shown: LeverStatus) -> Unverified | None:
    lever = case.levers[shown.lever]
    who = _who_sees(case, shown.lever)
    name = lever.name or lever.id
    if not shown.known:
        return Unverified(
            id=lever.id,
            name=name,
            kind="lever",
            what=f"Not known: {standing_of(lever, shown)[0]}",
            why=reason_in_words(shown.why, shown.because),
            who=who or (READERS if shown.readings else ""),
            since=shown.since,
            entries=shown.because,
        )
    act = _unconfirmed(case, view, shown)
    if act is None or not who:
        return None
    return Unverified(
        id=lever.id,
        name=name,
        kind="act",
        what=f"{sentence(level_in_words(lever, shown.levels[0]))}: no verifier has confirmed it",
        why="By the record's own account only",
        who=who,
        since=act.last,
        entries=(act.entry.id,),
    )


def _unconfirmed(case: Case, view: View, shown: LeverStatus) -> Dated | None:
    """Return the entry by which a lever stands where it does, if no verifier's finding says so."""
    if not shown.because or shown.levels in ((), (case.levers[shown.lever].start,)):
        return None
    told = [d for d in view.by_lever.get(shown.lever, ()) if d.entry.id in shown.because]
    same = [d for d in told if isinstance(d.entry, LevelEntry) and d.entry.level == shown.levels[0]]
    verifiers = {id_ for id_, party in case.parties.items() if party.role == "verifier"}
    if not same or any(verifiers & {*d.entry.parties} for d in same):
        return None
    return same[0]


def _who_sees(case: Case, lever: str) -> str:
    """Say who could see how a lever stands: its watcher, else the verifiers of clauses about it."""
    watched = case.levers[lever].watched_by
    if watched in case.parties:
        return party_called(case, watched)
    named = _verifiers_of(case, lever)
    if watched in case.levers:
        seeing = case.levers[watched]
        level = level_in_words(seeing, seeing.levels[-1])
        return f"{named or 'who watches'}, with {lever_in_words(case, watched)}: {level}"
    return named


def _verifiers_of(case: Case, lever: str) -> str:
    who = {
        party: None
        for clause in case.clauses.values()
        if clause.verified and clause.condition
        if lever in names_used(clause.condition.tree).levers
        for party in clause.verified.by
    }
    return listed([party_called(case, party) for party in who], "or")


def _clause(case: Case, shown: ClauseStatus) -> Unverified | None:
    clause = case.clauses[shown.clause]
    said = _said(clause, shown)
    if said is None:
        return None
    what, why = said
    who = clause.verified.by if clause.verified else ()
    return Unverified(
        id=clause.id,
        name=clause.name or sentence(name_in_words(clause.id)),
        kind="clause",
        what=what,
        why=why,
        who=READERS
        if shown.apart and not shown.deciding
        else listed([party_called(case, party) for party in who], "or"),
        since=shown.since,
        entries=shown.deciding,
    )


def _said(clause: Clause, shown: ClauseStatus) -> tuple[str, str] | None:
    """Say what could not be verified of a clause, and why; None if nothing is open."""
    if not shown.known:
        words = status_in_words(shown.kind, shown.statuses)
        return f"Not known: {words}", reason_in_words(shown.reason, shown.deciding)
    if shown.statuses[0] in _WAITS and clause.verified:
        return sentence(status_in_words(shown.kind, shown.statuses)), sentence(shown.why)
    kept = shown.kind == "keep" and shown.statuses == ("live",)
    if kept and clause.verified and not shown.verified:
        return "Kept so far, as far as is recorded: no finding says so now", ""
    return None
