"""The view: what the record says as known on a day, after corrections, disputes and rulings.

``view(k)`` = the entries recorded up to `k`, less those that a retraction or a correction in it
takes away. Corrections form chains: of three versions only the last stands. A retraction takes an
entry away as if it had not been written, so what that entry had corrected stands again.

Disputes, rulings, corrections and retractions count from the day they were recorded alone: a ruling
of March clears up the board of February.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from zoneinfo import ZoneInfo

from msgspec import Struct, field

from detente.case import Case
from detente.claims import Grade
from detente.entries import Dispute, Entry, Inspection, Retract, Ruling
from detente.ledger.clocks import days_of, order_in_time

__all__ = ["Dated", "View", "corrections_in_a_circle", "make_view", "view_of"]


class Dated(Struct, frozen=True):
    """An entry of the view, with its days in the case's zone and why it is in doubt, if it is.

    Attributes
    ----------
    first, last : datetime.date
        First and last day on which it can have happened.
    order : tuple
        Sort key: event time; then findings after acts and reports; then id.
    disputed : tuple of str
        The disputes about it that are not decided.
    weak : bool
        Whether its grade is weaker than the case's `trust`.
    """

    entry: Entry
    first: dt.date
    last: dt.date
    order: tuple[tuple[int, float, int], bool, str]
    disputed: tuple[str, ...] = ()
    weak: bool = False

    @property
    def doubtful(self) -> bool:
        """Whether it is in doubt even on days after its date."""
        return self.weak or bool(self.disputed)


class View(Struct, frozen=True):
    """Every entry that stands, sorted by :attr:`Dated.order`; `struck` fell by a ruling."""

    entries: tuple[Dated, ...]
    struck: frozenset[str]
    by_lever: Mapping[str, tuple[Dated, ...]] = field(default_factory=dict)

    @property
    def begins(self) -> dt.date | None:
        """The first day that any entry names; None for an empty record."""
        return min((dated.first for dated in self.entries), default=None)


def make_view(
    entries: Iterable[Entry], known: dt.date | None, *, trust: Grade, zone: ZoneInfo
) -> View:
    """Return what stands of `entries` as known at the end of day `known` (None: all that is there).

    Examples
    --------
    >>> from detente.entries import read_entry
    >>> def act(id, **more):
    ...     return read_entry({"kind": "act", "id": id, "date": "2019-10-05", "lever": "coal_ban",
    ...                        "level": "lifted", **more})[0]
    >>> one = make_view([act("e1"), act("e2", supersedes="e1")], None, trust=Grade.parse("D4"),
    ...                 zone=ZoneInfo("UTC"))
    >>> [dated.entry.id for dated in one.entries]
    ['e2']
    """
    recorded = [e for e in entries if known is None or days_of(e.known_from, zone)[1] <= known]
    standing = list(_standing({e.id: e for e in recorded}))
    struck, disputed = _disputes(standing, zone)
    dated = sorted(
        (_date(e, zone, disputed.get(e.id, ()), trust) for e in standing if e.id not in struck),
        key=lambda d: d.order,
    )
    by_lever = defaultdict(list)
    for one in dated:
        lever = getattr(one.entry, "lever", "")
        if lever:
            by_lever[lever].append(one)
    return View(tuple(dated), frozenset(struck), {k: tuple(v) for k, v in by_lever.items()})


def view_of(case: Case, entries: Iterable[Entry], known: dt.date | None) -> View:
    """Return the view of a case's record, by the case's own trust and time zone."""
    return make_view(entries, known, trust=case.trust, zone=ZoneInfo(case.timezone))


def _date(entry: Entry, zone: ZoneInfo, disputed: tuple[str, ...], trust: Grade) -> Dated:
    first, last = days_of(entry.date, zone)
    order = (order_in_time(entry.date, zone), isinstance(entry, Inspection), entry.id)
    return Dated(entry, first, last, order, disputed, entry.graded.doubtful(trust))


def _targets(entry: Entry) -> tuple[str, ...]:
    """The entries that `entry` takes away."""
    return (*entry.corrects, entry.about) if isinstance(entry, Retract) else entry.corrects


def _actors_first(acts_on: Mapping[str, tuple[str, ...]]) -> tuple[list[str], set[str]]:
    """Return ids so that whatever acts on an entry comes before it, and those where none is first.

    The second are the members of circles and all on which they act.
    """
    waiting = dict.fromkeys(acts_on, 0)
    for targets in acts_on.values():
        for target in targets:
            if target in waiting:
                waiting[target] += 1
    ready = sorted(id_ for id_, count in waiting.items() if not count)
    order = []
    while ready:
        id_ = ready.pop()
        order.append(id_)
        for target in acts_on[id_]:
            if target in waiting:
                waiting[target] -= 1
                if not waiting[target]:
                    ready.append(target)
    return order, set(acts_on) - set(order)


def corrections_in_a_circle(entries: Iterable[Entry]) -> list[str]:
    """Return the ids of entries that take one another away in a circle, sorted.

    Examples
    --------
    >>> from detente.entries import read_entry
    >>> def event(id, supersedes):
    ...     return read_entry({"kind": "event", "id": id, "date": "2019-10-05", "name": "signed",
    ...                        "supersedes": supersedes})[0]
    >>> corrections_in_a_circle([event("e1", "e2"), event("e2", "e1"), event("e3", "e2")])
    ['e1', 'e2']
    """
    acts_on = {e.id: _targets(e) for e in entries}
    _, left = _actors_first(acts_on)
    reverse: dict[str, tuple[str, ...]] = dict.fromkeys(left, ())
    for id_ in left:
        for target in acts_on[id_]:
            if target in left:
                reverse[target] = (*reverse[target], id_)
    return sorted(_actors_first(reverse)[1])


def _standing(entries: Mapping[str, Entry]) -> Iterator[Entry]:
    """Yield the entries that no correction and no retraction takes away."""
    withdrawn: set[str] = set()
    replaced: set[str] = set()
    order, circles = _actors_first({i: _targets(e) for i, e in entries.items()})
    for id_ in (*order, *sorted(circles)):
        entry = entries[id_]
        if id_ not in withdrawn:  # what was itself corrected still corrects: only the last stands
            replaced.update(entry.corrects)
        if id_ not in withdrawn and id_ not in replaced and isinstance(entry, Retract):
            withdrawn.add(entry.about)
    gone = withdrawn | replaced
    return (entry for id_, entry in entries.items() if id_ not in gone)


def _disputes(
    standing: Iterable[Entry], zone: ZoneInfo
) -> tuple[set[str], dict[str, tuple[str, ...]]]:
    """Return what rulings strike, and per entry in dispute the disputes not decided."""
    about = {e.id: e.about for e in standing if isinstance(e, Dispute | Ruling)}
    entries = {e.id: e for e in standing}
    acts_on = {e: (about[e],) if e in about else () for e in entries}
    struck: set[str] = set()
    open_: dict[str, list[str]] = defaultdict(list)
    ruled: dict[str, tuple[tuple[int, float, int, str], bool]] = {}
    order, circles = _actors_first(acts_on)
    for id_ in (*order, *sorted(circles)):
        entry = entries[id_]
        if id_ in struck:
            continue
        if isinstance(entry, Ruling) and id_ not in open_:
            key = (*order_in_time(entry.known_from, zone), id_)
            ruled[entry.about] = max(ruled.get(entry.about, (key, False)), (key, entry.upheld))
        if isinstance(entry, Dispute):
            _, upheld = ruled.get(id_, ((), None))
            if upheld and id_ not in open_:
                struck.add(entry.about)
            elif upheld is not False:
                open_[entry.about].append(id_)
    return struck, {id_: tuple(sorted(ids)) for id_, ids in open_.items() if id_ not in struck}
