"""What was promised, offered or asked: clauses by what sets them off, and disputed terms."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from detente.brief.conditions import condition_in_words, deadline_in_words, effect_in_words
from detente.brief.report.board import owners
from detente.brief.report.chips import Chips
from detente.brief.report.records import (
    Bar,
    Chip,
    ClauseGroup,
    ClauseRow,
    Next,
    Owner,
    Shade,
    TermRow,
)
from detente.brief.words import (
    listed,
    name_in_words,
    party_called,
    party_in_words,
    sentence,
)
from detente.case import Case, Clause, Reading
from detente.conditions import names_used
from detente.conditions.tree import Happened
from detente.entries import Entry, Event
from detente.ledger import ClauseStretch, Coming, Status, finding
from detente.ledger.clocks import date_in_words, duration_in_words
from detente.ledger.reading_words import by_reading
from detente.ledger.status_words import STATUSES, status_in_words
from detente.ledger.view import Dated, view_of

__all__ = ["clause_groups", "coming", "obligations", "signs_of", "terms"]

_VERBS = {"must": "must bring about", "keep": "must keep", "may": "may"}


def clause_groups(
    case: Case,
    entries: Sequence[Entry],
    status: Status,
    history: Mapping[str, Sequence[ClauseStretch]],
    chips: Chips,
) -> tuple[ClauseGroup, ...]:
    """Return the clauses, grouped by the events that set them off, those that happened first.

    How a clause stands is as the board says, never more.

    Examples
    --------
    >>> import datetime as dt
    >>> from detente import ledger
    >>> case = Case(id="talks")
    >>> status = ledger.status(case, (), dt.date(2019, 10, 15))
    >>> clause_groups(case, (), status, {}, Chips({}))
    ()
    """
    view = view_of(case, entries, status.known)
    happened: dict[str, Dated] = {}
    for dated in view.entries:
        if isinstance(dated.entry, Event) and dated.last <= status.as_of:
            happened.setdefault(dated.entry.name, dated)
    grouped: dict[tuple[str, ...], list[Clause]] = {}
    for clause in case.clauses.values():
        grouped.setdefault(_roots(case, clause), []).append(clause)
    desk = _Desk(case, finding(status).answer["clauses"], history, happened, chips)
    groups = [_group(desk, roots, clauses) for roots, clauses in grouped.items()]
    return tuple(sorted(groups, key=lambda group: not group.happened))


def _roots(case: Case, clause: Clause, seen: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Return the events that set a clause off, through the clauses that it waits for."""
    if clause.when is None or clause.id in seen:
        return ()
    names = names_used(clause.when.tree)
    found = list(names.events)
    for other in names.clauses:
        if other in case.clauses:
            found += _roots(case, case.clauses[other], seen | {clause.id})
    return tuple(dict.fromkeys(found))


class _Desk(Struct, frozen=True):
    case: Case
    standings: Mapping[str, Mapping[str, Any]]
    history: Mapping[str, Sequence[ClauseStretch]]
    happened: Mapping[str, Dated]
    chips: Chips


def _group(desk: _Desk, roots: tuple[str, ...], clauses: Sequence[Clause]) -> ClauseGroup:
    there = [desk.happened[name] for name in roots if name in desk.happened]
    missing = [name for name in roots if name not in desk.happened]
    name = listed([sentence(name_in_words(root)) for root in roots])
    return ClauseGroup(
        name=f"“{name}”" if name else "From the start, or by a condition on what is in force",
        recorded=_recorded(there, missing),
        happened=not missing,
        clauses=tuple(_clause(desk, clause) for clause in clauses),
    )


def _recorded(there: Sequence[Dated], missing: Sequence[str]) -> str:
    said = [f"in the record on {date_in_words(d.last)}" + _contested(d) for d in there]
    if missing:
        names = listed([f"“{name_in_words(name)}”" for name in missing]) if said else "this event"
        said.append(f"{names} is not in the record")
    return "; ".join(said)


def _contested(dated: Dated) -> str:
    return ", in doubt" if dated.doubtful else ""


def _clause(desk: _Desk, clause: Clause) -> ClauseRow:
    case = desk.case
    known = owners(case)
    stands = desk.standings.get(clause.id, {})
    due = stands.get("due")
    who = tuple(known.get(id_) or Owner(id=id_, name=id_, index=None) for id_ in clause.party)
    return ClauseRow(
        id=clause.id,
        name=clause.name or sentence(name_in_words(clause.id)),
        kind=clause.kind,
        verb=_VERBS[clause.kind],
        who=who,
        to=listed([party_called(case, id_) for id_ in clause.to]),
        says=_says(case, clause),
        when=_when(case, clause),
        terms=(*_terms(case, clause), *_recorded_events(desk, clause)),
        note=clause.note,
        status=tuple(stands.get("status") or ()),
        signs=signs_of(clause, stands.get("status") or (), stands.get("ends") or ()),
        readings=_readings(case, clause, stands),
        bars=tuple(_bars(clause, desk.history.get(clause.id, ()))),
        due=dt.date.fromisoformat(due) if due else None,
        overdue_days=stands.get("overdue_days") or 0,
        why=str(stands.get("why") or ""),
        rests_on=desk.chips.of(clause.rests_on, by=f"clause {clause.id}"),
    )


def _readings(case: Case, clause: Clause, stands: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    told = {who: tuple(words) for who, words in stands.get("readings", {}).items()}
    return tuple(
        (who, status_in_words(clause.kind, words))
        for who, words in by_reading(case, tuple(stands["status"]), told)
    )


def signs_of(
    clause: Clause, statuses: Sequence[str], ends: Sequence[str] = ()
) -> tuple[tuple[str, Shade, str], ...]:
    """Return the glyph, the shade and the words of each possible status of a clause.

    ``ends`` says which reliefs end, where it brings a measure back.

    Examples
    --------
    >>> signs_of(Clause(id="c", kind="must", party=("usa",)), ["late"])
    (('tick', 'met', 'met late'),)
    """
    told = [_sign(clause, status) for status in statuses]
    if len(told) == 1:
        waits = bool(clause.simultaneous) and clause.verified is None
        return ((*told[0][:2], status_in_words(clause.kind, statuses, ends, waits=waits)),)
    return tuple(told)


def _sign(clause: Clause, status: str) -> tuple[str, Shade, str]:
    """Return the glyph, the shade and the words of a status."""
    sign, words = STATUSES[clause.kind][status]
    return (*_SIGNS.get(sign, ("", "idle")), words)


_SIGNS: Mapping[str, tuple[str, Shade]] = {
    "◷": ("clock", "due"),
    "○": ("clock", "due"),
    "?": ("query", "unknown"),
    "✓": ("tick", "met"),
    "!": ("bang", "overdue"),
    "↺": ("turn", "overdue"),
    "✕": ("cross", "breached"),
    "■": ("square", "full"),
}


def _bars(clause: Clause, past: Iterable[ClauseStretch]) -> Iterable[Bar]:
    for stretch in past:
        known = len(stretch.statuses) == 1
        shade: Shade = _sign(clause, stretch.statuses[0])[1] if known else "unknown"
        words = status_in_words(clause.kind, stretch.statuses)
        yield Bar(first=stretch.first, last=stretch.last, words=words, shade=shade)


def coming(case: Case, found: Iterable[Coming], as_of: dt.date) -> tuple[Next, ...]:
    """Return what will change by itself, in words, the earliest first.

    Examples
    --------
    >>> coming(Case(id="talks"), (), dt.date(2019, 10, 15))
    ()
    """
    return tuple(
        Next(
            clause=one.clause,
            name=case.clauses[one.clause].name or sentence(name_in_words(one.clause)),
            last=one.last,
            days=(one.last - as_of).days,
            what=one.what,
            changes="; ".join(one.then),
        )
        for one in found
    )


def _when(case: Case, clause: Clause) -> str:
    """Return what sets a clause off; empty where it is the one event that heads its group."""
    if clause.when is None or isinstance(clause.when.tree, Happened):
        return ""
    return condition_in_words(case, clause.when.tree)


def _recorded_events(desk: _Desk, clause: Clause) -> Iterable[str]:
    """Yield for each event that the clause asks for whether it is in the record: a fact, no verdict."""
    if clause.condition is None:
        return
    for name in names_used(clause.condition.tree).events:
        dated = desk.happened.get(name)
        where = f"in the record on {date_in_words(dated.last)}" if dated else "not in the record"
        doubt = _contested(dated) if dated else ""
        yield f"“{name_in_words(name)}” is {where}{doubt}"


def _says(case: Case, clause: Clause) -> str:
    if clause.effect is not None:
        return effect_in_words(case, clause.effect)
    return condition_in_words(case, clause.condition.tree) if clause.condition else ""


def _terms(case: Case, clause: Clause) -> Iterable[str]:
    if clause.by:
        yield f"by {date_in_words(clause.by)}"
    if clause.within:
        yield deadline_in_words(clause.within)
    if clause.verified:
        who = listed([party_called(case, id_) for id_ in clause.verified.by], "or")
        yield f"verified by {who}"
    for word, condition in (
        ("until", clause.until),
        ("unless", clause.unless),
        ("excused if", clause.excuse),
    ):
        if condition:
            yield f"{word} {condition_in_words(case, condition.tree)}"
    if clause.notice:
        yield f"notice {duration_in_words(clause.notice)}"
    if clause.grace:
        yield f"grace {duration_in_words(clause.grace)}"
    if clause.simultaneous:
        yield f"at the same time as all of “{name_in_words(clause.simultaneous)}”"
    if clause.default:
        yield f"otherwise {effect_in_words(case, clause.default)}"


def obligations(groups: Iterable[ClauseGroup]) -> tuple[ClauseRow, ...]:
    """Return the clauses that were set off, those that ask for attention first.

    Examples
    --------
    >>> obligations(())
    ()
    """
    rows = [row for group in groups for row in group.clauses if {*row.status} - {"idle"}]
    return tuple(sorted(rows, key=_urgency))


_URGENT = ("breached", "overdue", "noticed", "unverified", "claimed_done", "live", "open")


def _urgency(row: ClauseRow) -> tuple[int, dt.date]:
    """Return a sort key: what is certain and wrong first, then by the day on which it is due."""
    places = [_URGENT.index(word) for word in row.status if word in _URGENT]
    place = min(places, default=len(_URGENT)) if len(row.status) == 1 else len(_URGENT)
    return place, row.due or dt.date.max


def terms(case: Case, reading: str, chips: Chips) -> tuple[TermRow, ...]:
    """Return the disputed terms with their readings side by side.

    Examples
    --------
    >>> terms(Case(id="talks"), "", Chips({}))
    ()
    """
    return tuple(
        TermRow(
            id=term.id,
            name=term.name or sentence(name_in_words(term.id)),
            taken=_taken(case, term.readings, reading),
            readings=tuple(_reading(case, one, chips, term.id) for one in term.readings.values()),
        )
        for term in case.terms.values()
    )


def _taken(case: Case, readings: Mapping[str, Reading], reading: str) -> str:
    if reading in {who for one in readings.values() for who in one.by} or reading in readings:
        return f"as {party_called(case, reading)} reads it"
    return "open: what the readings agree on holds, the rest is not known"


def _reading(
    case: Case, reading: Reading, chips: Chips, term: str
) -> tuple[str, str, str, tuple[Chip, ...]]:
    who = listed([party_in_words(case, id_) for id_ in reading.by]) or name_in_words(reading.id)
    claims = chips.of(reading.rests_on, by=f"term {term}")
    return who, condition_in_words(case, reading.means.tree), reading.note, claims
