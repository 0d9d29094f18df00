"""Boards of the shipped cases: what `detente status` says of a clause or a lever on a day."""

import datetime as dt
from collections.abc import Callable
from functools import cache

import pytest

from detente import folder, ledger
from detente.folder import Opened
from detente.ledger import Status


@cache
def opened_case(case: str) -> Opened:
    return folder.open_case(case)


@cache
def board_of(case: str, day: dt.date, known: dt.date | None, reading: str | None) -> Status:
    opened = opened_case(case)
    assert opened.case is not None, opened.problems
    return ledger.status(opened.case, opened.entries, day, known, reading)


@pytest.fixture(scope="session")
def shown() -> Callable[..., str]:
    """Return what is shown of a clause, or of a lever, of a case on a day: words joined by `|`."""

    def show(case: str, name: str, day: str, known: str = "", reading: str | None = None) -> str:
        until = dt.date.fromisoformat(known) if known else None
        board = board_of(case, dt.date.fromisoformat(day), until, reading)
        if name in board.clauses:
            return "|".join(sorted(board.clauses[name].statuses))
        lever = board.levers[name]
        if lever.amount is None:
            return "|".join(lever.levels)
        low, high = lever.amount
        return f"{low:g}" if low == high else f"{low:g}..{high:g}"

    return show


@pytest.fixture(scope="session")
def warnings() -> Callable[[str], list[str]]:
    """Return the codes and messages of what `check` finds in a case, notes left out."""

    def found(case: str) -> list[str]:
        problems = opened_case(case).problems
        return sorted(f"{p.code} {p.message}" for p in problems if p.severity != "note")

    return found
