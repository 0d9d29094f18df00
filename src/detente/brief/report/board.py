"""The board: what each party holds, how far it still stands, since when, and why not known."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from detente.brief.report.chips import Chips
from detente.brief.report.records import Bar, Group, Holder, LeverRow, Owner, Shade
from detente.brief.words import level_in_words, listed, party_called, party_in_words, sentence
from detente.case import Case, Lever
from detente.ledger import LeverStatus, Status, Stretch
from detente.ledger.clocks import date_in_words
from detente.ledger.reading_words import by_reading
from detente.ledger.shades import shade_of
from detente.relief import said_of

__all__ = ["board", "owners", "shade_of", "standing_of"]


def owners(case: Case) -> dict[str, Owner]:
    """Return every party of the case as an owner, those who choose with their place.

    Examples
    --------
    >>> from detente.case import Party
    >>> parties = {"unsc": Party(id="unsc", name="Council", role="authority"),
    ...            "usa": Party(id="usa", name="United States")}
    >>> [owner.index for owner in owners(Case(id="c", parties=parties)).values()]
    [None, 0]
    """
    places = {id_: place for place, id_ in enumerate(case.players)}
    return {
        id_: Owner(id=id_, name=party_in_words(case, id_), index=places.get(id_))
        for id_ in case.parties
    }


def board(
    case: Case, status: Status, history: Mapping[str, Sequence[Stretch]], chips: Chips
) -> tuple[Holder, ...]:
    """Return the board, party by party in the order of the file, grouped as the levers are.

    Examples
    --------
    >>> import datetime as dt
    >>> from detente import ledger
    >>> case = Case(id="talks")
    >>> status = ledger.status(case, (), dt.date(2019, 10, 15))
    >>> board(case, status, {}, Chips({}))
    ()
    """
    known = owners(case)
    rows: dict[str, list[LeverRow]] = {}
    for id_, lever in case.levers.items():
        row = _row(case, lever, status.levers[id_], history.get(id_, ()), chips)
        rows.setdefault(lever.owner, []).append(row)
    order = sorted(rows, key=lambda id_: (known[id_].index is None, known[id_].index or 0))
    return tuple(Holder(owner=known[id_], groups=tuple(_groups(case, rows[id_]))) for id_ in order)


def _groups(case: Case, rows: Iterable[LeverRow]) -> Iterable[Group]:
    for name, members in groupby(rows, key=lambda row: case.levers[row.id].group):
        yield Group(name=sentence(name), levers=tuple(members))


def _row(
    case: Case, lever: Lever, now: LeverStatus, past: Sequence[Stretch], chips: Chips
) -> LeverRow:
    words, shade = standing_of(lever, now)
    return LeverRow(
        id=lever.id,
        name=lever.name or lever.id,
        words=words,
        shade=shade,
        since=_since(now.since, now),
        notes=tuple(_notes(case, lever, now)),
        doubt=sentence(now.why) if not now.known else "",
        readings=tuple(
            (who, listed([level_in_words(lever, level) for level in levels], "or"))
            for who, levels in by_reading(case, now.levels, now.readings)
        ),
        bars=tuple(_bars(lever, past)),
        because=now.because,
        rests_on=chips.of(now.rests_on),
    )


def standing_of(lever: Lever, now: LeverStatus | Stretch) -> tuple[str, Shade]:
    """Return how a lever stands: its words and its shade.

    Examples
    --------
    >>> ban = Lever(id="ban", name="Ban", owner="usa", levels=("in_force", "lifted"))
    >>> standing_of(ban, LeverStatus(lever="ban", levels=("in_force", "lifted")))
    ('in force or lifted', 'unknown')
    """
    if now.amount is not None:
        low, high = now.amount
        words = f"{low:,g}" if low == high else f"{low:,g} to {high:,g}"
        return f"{words} {lever.unit}", "amount"
    words = listed([level_in_words(lever, level) for level in now.levels], "or")
    return words, shade_of(lever, now.levels[0]) if len(now.levels) == 1 else "unknown"


def _bars(lever: Lever, past: Iterable[Stretch]) -> Iterable[Bar]:
    """Yield the history; stretches that differ only in the entries behind them become one bar."""
    for (words, shade), same in groupby(past, key=lambda stretch: standing_of(lever, stretch)):
        stretches = list(same)
        yield Bar(first=stretches[0].first, last=stretches[-1].last, words=words, shade=shade)


def _since(since: dt.date | None, now: LeverStatus) -> str:
    if since is not None:
        return f"since {date_in_words(since)}"
    return "from before the record" if now.amount is None else "no delivery is recorded"


def _notes(case: Case, lever: Lever, now: LeverStatus) -> Iterable[str]:
    if lever.basis:
        yield lever.basis
    if now.relief:
        yield sentence(said_of(now.relief))
    by_consent: dict[tuple[str, ...], list[str]] = {}
    for level in lever.levels:
        if level in lever.needs and level not in now.levels:
            by_consent.setdefault(tuple(lever.needs[level]), []).append(level)
    for parties, levels in by_consent.items():
        to = listed([level_in_words(lever, level) for level in levels], "or")
        who = listed([party_called(case, id_) for id_ in parties])
        yield f"To {to}: takes {who}"
    final = [level for level in lever.levels if _no_way_back(lever, level)]
    if final:
        words = listed([level_in_words(lever, level) for level in final], "or")
        yield f"No way back once {words}"


def _no_way_back(lever: Lever, level: str) -> bool:
    earlier = lever.levels[: lever.levels.index(level)]
    return bool(earlier) and all(lever.undo.get((level, to)) == "never" for to in earlier)
