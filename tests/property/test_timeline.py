"""The timeline answers like the clause machine, on random cases and records of every construct.

What is certain and exactly dated is worked out at once, all else by the machine itself, so half of
the records here hold no doubt. Both must be drawn often.
"""

import datetime as dt
from collections.abc import Iterable

import msgspec
import pytest
from tests.property.clause_ledgers import LEVERS, NO_UNDO, SPAN, Draw, Ledger, Style, day, ledger

from detente.entries import Entry
from detente.ledger import clause_history, status
from detente.ledger.status import Status
from detente.ledger.timelines import Board, timeline

BLOCKS = range(6)
EACH = 20
DAYS = (-1, 3, 21, 38, 55, 72, SPAN + 15)
CORRECTED = 0.15


def drawn(seed: int) -> Ledger:
    """Draw a case with a record; some entries correct others."""
    doubt = 0.06 * (seed % 2)
    style = Style(doubt=doubt, inexact=doubt, levers=LEVERS if seed % 3 == 0 else NO_UNDO)
    one = ledger(seed + 70_000, style, most=30)
    draw = Draw(seed)
    entries: list[Entry] = []
    for entry in one.entries:
        told = entry.kind not in ("dispute", "ruling")
        if entries and told and draw.chance(CORRECTED):
            before = draw.one_of(entries).id
            entries.append(msgspec.structs.replace(entry, supersedes=before))
        else:
            entries.append(entry)
    return Ledger(one.text, one.case, tuple(entries), one.told)


def same_clauses(board: Board, told: Status) -> Iterable[tuple[str, object, object]]:
    """Yield the clauses that differ."""
    for clause, theirs in told.clauses.items():
        ours = board.clauses[clause]
        names = ("statuses", "since", "due", "done", "seen")
        both = [tuple(getattr(one, name) for name in names) for one in (ours, theirs)]
        if both[0] != both[1]:
            yield clause, both[0], both[1]


def same_levers(board: Board, told: Status) -> Iterable[tuple[str, object, object]]:
    """Yield the levers that differ."""
    for lever, theirs in told.levers.items():
        ours = board.levers.get(lever, ()), board.amounts.get(lever)
        if ours != (theirs.levels, theirs.amount):
            yield lever, ours, (theirs.levels, theirs.amount)


@pytest.mark.slow
@pytest.mark.parametrize("block", BLOCKS)
def test_the_timeline_gives_the_boards_of_the_machine(block: int) -> None:
    """On days before, in and after the record, as known then and as known half way."""
    at_once = 0
    for seed in range(block * EACH, (block + 1) * EACH):
        one = drawn(seed)
        told = timeline(one.case, one.entries)
        at_once += len(one.case.clauses) - len(told.one_by_one())
        for known in (None, day(SPAN // 2)):
            for number in DAYS:
                board = told.board(day(number), known)
                theirs = status(one.case, one.entries, day(number), known)
                assert list(same_clauses(board, theirs)) == [], (seed, number, known)
                assert list(same_levers(board, theirs)) == [], (seed, number, known)
    assert 0.25 * EACH * 8 < at_once < EACH * 8


@pytest.mark.slow
def test_the_stretches_are_those_of_the_history() -> None:
    """Of every clause that is worked out at once."""
    compared = 0
    for seed in range(EACH):
        one = drawn(seed)
        theirs = clause_history(one.case, one.entries, day(SPAN))
        for clause, stretches in timeline(one.case, one.entries).history(day(SPAN)).items():
            assert stretches == theirs[clause], (seed, clause)
            compared += len(stretches) > 1
    assert compared > EACH


def test_before_the_year_1900_too() -> None:
    """A clause that holds always is live on any day."""
    one = drawn(1)
    early = dt.date(1815, 6, 9)
    theirs = status(one.case, one.entries, early)
    assert list(same_clauses(timeline(one.case, one.entries).board(early), theirs)) == []
