"""Laws of the clause machine, on random cases and records that use every construct.

P1: looking only where something can change is as good as looking every day. P2: a ruling narrows
every set of statuses. P3: the order of recording does not matter. P4: what was known on a day does
not change once the record is past it. Branching holds what the worlds hold; the worlds hold exactly
what an enumeration, written apart, holds.
"""

import itertools
from collections.abc import Iterable, Iterator

import msgspec
import pytest
from tests.property.clause_ledgers import NO_UNDO, SPAN, Draw, Ledger, Style, day, ledger

from detente.claims import Grade
from detente.entries import Dispute, Entry, Extend, LevelEntry, Ruling, Waive, When
from detente.ledger.clauses import ClauseRuns, run_clauses
from detente.ledger.standing import changes
from detente.ledger.view import view_of

BLOCKS = range(17)
EACH = 20
"""Ledgers in a block: 340 here, 100 by enumeration below, 60 against the reference."""
END = day(SPAN + 15)
Stay = tuple[str, ...]


def runs(one: Ledger, entries: Iterable[Entry] | None = None, limit: int = 12) -> ClauseRuns:
    view = view_of(one.case, one.entries if entries is None else entries, None)
    return run_clauses(one.case, view, END, limit=limit)


def history(told: ClauseRuns) -> dict[str, list[tuple[object, Stay]]]:
    return {clause: list(changes(told, clause)) for clause in told.runs_of}


def within(less: ClauseRuns, more: ClauseRuns) -> Iterator[tuple[str, object, set[str]]]:
    """Yield where a clause has a status in `less` that it has not in `more`."""
    for clause in less.runs_of:
        days = {d for told in (less, more) for d, _ in changes(told, clause)}
        for one in sorted(days):
            extra = set(less.words(clause, one)) - set(more.words(clause, one))
            if extra:
                yield clause, one, extra


def seeds(block: int) -> Iterator[int]:
    yield from range(block * EACH, (block + 1) * EACH)


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("block", BLOCKS)
def test_the_laws_hold(block: int) -> None:
    """P1 to P4, and branching, on twenty ledgers."""
    for seed in seeds(block):
        one = ledger(seed)
        told = runs(one)
        every_day(one, told, seed)
        rulings_narrow(one, told, seed)
        order_does_not_matter(one, told, seed)
        later_entries_change_nothing_known(one, seed)
        assert list(within(told, runs(one, limit=0))) == [], seed


def every_day(one: Ledger, told: ClauseRuns, seed: int) -> None:
    """P1; where the machine branches, looking more often can only add statuses."""
    clock = told.plan.clock
    grid = [t for n in range(-2, SPAN + 16) for t in (clock.start(day(n)), clock.end(day(n)))]
    if told.branched:  # where a guard is unknown, every look adds a configuration
        grid = grid[::13]
    looked = {t for run in told.runs_of["c0"] for t in run.evidence.looked}
    dense = run_clauses(
        one.case, view_of(one.case, one.entries, None), END, limit=12, every=[*grid, *looked]
    )
    for clause, stays in history(told).items():
        if clause not in told.branched:
            assert stays == list(changes(dense, clause)), (seed, clause)
    assert [found for found in within(told, dense) if found[0] in told.branched] == [], seed


def rulings_narrow(one: Ledger, told: ClauseRuns, seed: int) -> None:
    """P2: decide each open dispute, either way; nothing new becomes possible."""
    decided = {e.about for e in one.entries if isinstance(e, Ruling)}
    disputes = [e for e in one.entries if isinstance(e, Dispute) and e.id not in decided]
    for dispute, upheld in itertools.product(disputes[:1], (True, False)):
        ruling = Ruling(id="z", date=When(END, END), about=dispute.id, upheld=upheld)
        after = runs(one, [*one.entries, ruling])
        assert list(within(after, told)) == [], (seed, dispute.id, upheld)


def order_does_not_matter(one: Ledger, told: ClauseRuns, seed: int) -> None:
    """P3."""
    shuffled = Draw(seed + 10**6).shuffled(one.entries)
    assert history(runs(one, shuffled)) == history(told), seed


def later_entries_change_nothing_known(one: Ledger, seed: int) -> None:
    """P4: the board as known on a day, with and without what was recorded later."""
    known = day(SPAN // 2)
    half = [e for e in one.entries if e.known_from.last <= known]
    full = run_clauses(one.case, view_of(one.case, one.entries, known), END, limit=12)
    part = run_clauses(one.case, view_of(one.case, half, known), END, limit=12)
    assert history(full) == history(part), seed


# ------------------------------------------------------------------ worlds, enumerated apart


def versions(entry: Entry, *, doubtful: bool) -> list[tuple[Entry, ...]]:
    """Every way in which an entry can be: on one of its days, or, if in doubt, not at all."""
    count = (entry.date.last - entry.date.first).days + 1
    days = [entry.date.first.fromordinal(entry.date.first.toordinal() + n) for n in range(count)]
    dates = [When(one, one) for one in days] if entry.date.instant is None else [entry.date]
    sure = Grade.parse("A1")
    kept = [(msgspec.structs.replace(entry, date=date, grade=sure),) for date in dates]
    return [*kept, *([()] if doubtful else [])]


def enumerated(one: Ledger) -> list[tuple[Entry, ...]] | None:
    """Every consistent world as a record without doubts; None if there are too many."""
    view = view_of(one.case, one.entries, None)
    kinds = (LevelEntry, Waive, Extend)
    told = [d for d in view.entries if not isinstance(d.entry, Dispute | Ruling)]
    choices = [versions(d.entry, doubtful=d.doubtful) for d in told]
    count = 1
    for options in choices:
        count *= len(options)
    if count > 48 or not any(isinstance(d.entry, kinds) for d in told):
        return None
    return [tuple(itertools.chain(*picked)) for picked in itertools.product(*choices)]


@pytest.mark.slow
@pytest.mark.parametrize("block", range(5))
def test_the_worlds_are_all_and_no_more(block: int) -> None:
    """On each day: the union over an enumeration of worlds, each run for itself."""
    compared = 0
    for seed in seeds(block):
        one = ledger(seed + 5000, Style(levers=NO_UNDO), most=12)
        all_worlds = enumerated(one)
        if all_worlds is None:
            continue
        told = runs(one, limit=10**4)
        each = [runs(one, world) for world in all_worlds]
        days = sorted({d for r in [told, *each] for c in r.runs_of for d, _ in changes(r, c)})
        for clause in told.runs_of:
            for one_day in days:
                union = {word for r in each for word in r.words(clause, one_day)}
                assert set(told.words(clause, one_day)) == union, (seed, clause, one_day)
        compared += 1
    assert compared >= EACH // 2
