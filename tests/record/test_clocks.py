"""Clocks that step and differ: the board is what the entries say, whatever time the store gave them."""

import datetime as dt
import itertools
import shutil
from itertools import pairwise
from pathlib import Path

import pytest
from tests.record.drafts import NOW

from detente.folder import open_case, open_store
from detente.ledger import status
from detente.record import canonical
from detente.record.store import Draft

TALKS = Path(__file__).parent.parent / "cli" / "talks"
HOUR = dt.timedelta(hours=1)
CLOCKS = {
    "steady": [HOUR * n for n in range(6)],
    "back a day": [HOUR * n - dt.timedelta(days=n > 2) for n in range(6)],
    "forward ten years": [HOUR * n + dt.timedelta(days=3653 * (n == 2)) for n in range(6)],
    "summer time ends": [HOUR * n - HOUR * (n > 2) for n in range(6)],
    "two servers five minutes apart": [
        HOUR * n + dt.timedelta(minutes=5 * (n % 2)) for n in range(6)
    ],
}
LEVELS = ["frozen", "operating"]


@pytest.mark.parametrize("name", CLOCKS)
def test_boards_do_not_depend_on_the_clock(tmp_path: Path, name: str) -> None:
    """The same six acts under each clock, two stores of one place in turn: the same boards."""
    boards = [board(tmp_path / f"{n}", CLOCKS[clock]) for n, clock in enumerate(("steady", name))]
    assert boards[0] == boards[1]


def board(folder: Path, clock: list[dt.timedelta]) -> list[object]:
    """Record six acts by a clock; return the boards of six days."""
    shutil.copytree(TALKS, folder)
    opened = open_case(folder)
    stores = itertools.cycle([open_store(opened, None, NOW), open_store(opened, None, NOW)])
    for n, (step, store) in enumerate(zip(clock, stores, strict=False)):
        plain = {
            "kind": "act", "id": f"a{n}", "date": f"2019-09-{10 + n}", "by": "dprk",
            "lever": "plant", "level": LEVELS[n % 2],
        }  # fmt: skip
        store.append([Draft(f"a{n}", canonical(plain), dated=True)], NOW + step)
    records = [*next(stores).records()]
    assert all(one.recorded < other.recorded for one, other in pairwise(records))
    opened = open_case(folder)
    assert opened.sound
    assert opened.case is not None
    days = [dt.date(2019, 9, 10 + n) for n in range(6)]
    return [status(opened.case, opened.entries, day).levers for day in days]
