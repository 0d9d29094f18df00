"""The board of levers alone: the same levels, and no clause run that no lever depends on."""

import datetime as dt

import pytest

from detente import ledger
from detente.folder import open_case, shipped_cases
from detente.ledger.clauses import only_movers

AGREEMENTS = [id_ for id_ in shipped_cases() if not id_.startswith("literature/")]
DAYS = [dt.date(1996, 1, 1), dt.date(2018, 7, 1), dt.date(2019, 10, 15), dt.date(2025, 1, 1)]


@pytest.mark.slow
@pytest.mark.parametrize("id_", AGREEMENTS)
def test_levers_stand_as_on_the_whole_board(id_: str) -> None:
    """On several days, in the reading of each party and in none."""
    opened = open_case(id_)
    case = opened.case
    assert case is not None
    for day in DAYS:
        for reading in (None, *case.players):
            whole = ledger.status(case, opened.entries, day, None, reading)
            part = ledger.status(case, opened.entries, day, None, reading, clauses=False)
            assert part.levers == whole.levers, (day, reading)


def test_clauses_on_which_no_lever_depends_are_left_out() -> None:
    """What changes a lever stays, with what that depends on."""
    case = open_case("resolution-1022").case
    assert case is not None
    kept = only_movers(case).clauses
    movers = {c.id for c in case.clauses.values() if c.effect or c.default}
    assert movers
    assert movers <= kept.keys() < case.clauses.keys()
