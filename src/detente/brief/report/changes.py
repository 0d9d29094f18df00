"""What changed since last time: levers and clauses that stand otherwise than on an earlier day."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from detente.brief.report.board import standing_of
from detente.brief.report.entry_words import entry_in_words
from detente.brief.report.promises import signs_of
from detente.brief.report.records import Change, Changes, Shade
from detente.brief.words import name_in_words, reason_in_words, sentence
from detente.case import Case
from detente.entries import Entry
from detente.ledger import ClauseStretch, Status, Stretch
from detente.ledger.view import view_of

__all__ = ["Earlier", "changes", "day_before_last_change"]

Sign = tuple[str, Shade, str]


class Earlier(Struct, frozen=True, kw_only=True):
    """The board of an earlier day: as it is known now, and as it was known then."""

    board: Status
    as_known_then: Status


def day_before_last_change(
    history: Mapping[str, Sequence[Stretch]], clauses: Mapping[str, Sequence[ClauseStretch]]
) -> dt.date | None:
    """Return the last day on which some lever or clause stood otherwise than now; None if there is none.

    Examples
    --------
    >>> day_before_last_change({}, {}) is None
    True
    """
    told: list[Sequence[Stretch | ClauseStretch]] = [*history.values(), *clauses.values()]
    ends = [
        next((s.last for s in reversed(stretches) if _stands(s) != _stands(stretches[-1])), None)
        for stretches in told
        if stretches
    ]
    return max((day for day in ends if day is not None), default=None)


def _stands(stretch: Stretch | ClauseStretch) -> object:
    if isinstance(stretch, ClauseStretch):
        return stretch.statuses
    return stretch.levels, stretch.amount


def changes(
    case: Case, entries: Iterable[Entry], now: Status, earlier: Earlier | None
) -> Changes | None:
    """Return what stands otherwise than on an earlier day, and the entries dated since then.

    Examples
    --------
    >>> changes(Case(id="talks"), (), Status(as_of=dt.date(2019, 10, 5), known=None, reading=None,
    ...                                      levers={}, clauses={}), None) is None
    True
    """
    if earlier is None:
        return None
    since = earlier.board.as_of
    view = view_of(case, entries, now.known)
    others = {dated.entry.id: dated.entry for dated in view.entries}
    fresh = [d.entry for d in view.entries if d.last > since and d.first <= now.as_of]
    words = {entry.id: entry_in_words(case, entry, others)[0] for entry in others.values()}
    words |= {
        id_: f"the clause “{clause.name}”" for id_, clause in case.clauses.items() if clause.name
    }
    return Changes(
        since=since,
        levers=tuple(_levers(case, now, earlier, words)),
        clauses=tuple(_clauses(case, now, earlier, words)),
        corrected=tuple(_corrected(case, earlier)),
        entries=tuple((entry.id, str(entry.date), words[entry.id]) for entry in fresh),
    )


def _levers(
    case: Case, now: Status, earlier: Earlier, words: Mapping[str, str]
) -> Iterable[Change]:
    for id_, shown in now.levers.items():
        before = earlier.board.levers[id_]
        if (shown.levels, shown.amount) == (before.levels, before.amount):
            continue
        lever = case.levers[id_]
        (was, shade_was), (is_, shade_is) = standing_of(lever, before), standing_of(lever, shown)
        yield Change(
            id=id_,
            name=lever.name or id_,
            before=(("", shade_was, was),),
            after=(("", shade_is, is_),),
            day=shown.since,
            why="" if shown.known else reason_in_words(shown.why, shown.because),
            entries=_new(before.because, shown.because, words),
        )


def _clauses(
    case: Case, now: Status, earlier: Earlier, words: Mapping[str, str]
) -> Iterable[Change]:
    for id_, shown in now.clauses.items():
        before = earlier.board.clauses[id_]
        if shown.statuses == before.statuses:
            continue
        clause = case.clauses[id_]
        yield Change(
            id=id_,
            name=clause.name or sentence(name_in_words(id_)),
            before=signs_of(clause, before.statuses),
            after=signs_of(clause, shown.statuses),
            day=shown.since,
            why=reason_in_words(shown.reason, shown.deciding),
            entries=_new(before.because, shown.because, words),
        )


def _new(
    before: Sequence[str], after: Sequence[str], words: Mapping[str, str]
) -> tuple[tuple[str, str], ...]:
    """Return the entries behind the new standing that were not behind the old one, with their words."""
    return tuple((id_, words.get(id_, "")) for id_ in after if id_ not in before)


def _corrected(case: Case, earlier: Earlier) -> Iterable[Change]:
    """Yield what was known otherwise on the earlier day than it is known now, of that same day."""
    then, now = earlier.as_known_then, earlier.board
    for id_, was in then.levers.items():
        is_ = now.levers[id_]
        if (was.levels, was.amount) == (is_.levels, is_.amount):
            continue
        lever = case.levers[id_]
        (words_was, shade_was), (words_is, shade_is) = (
            standing_of(lever, was),
            standing_of(lever, is_),
        )
        yield Change(
            id=id_,
            name=lever.name or id_,
            before=(("", shade_was, words_was),),
            after=(("", shade_is, words_is),),
        )
    for id_, old in then.clauses.items():
        if old.statuses != now.clauses[id_].statuses:
            clause = case.clauses[id_]
            yield Change(
                id=id_,
                name=clause.name or sentence(name_in_words(id_)),
                before=signs_of(clause, old.statuses),
                after=signs_of(clause, now.clauses[id_].statuses),
            )
