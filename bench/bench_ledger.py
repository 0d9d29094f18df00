"""How long the board takes: 25 clauses on records of up to 10,000 entries, and the shipped case.

Then by the timeline, on records of up to a million: what takes how long is told apart in
``bench/measure_timeline.py``, which also prints the table in ``bench/results/ledger.md``.
"""

import datetime as dt
import itertools
from typing import Any

import pytest
from bench import duties

from detente import casefile, folder, ledger
from detente.case import Case
from detente.entries import Entry, read_entry
from detente.ledger.columns import Columns

DAY0 = dt.date(2010, 1, 1)
PAIRS = 25
HEAD = "detente: 1\ncase: many\nparties: {usa: {}, dprk: {}, iaea: {role: verifier}}\n"


def many_clauses() -> Case:
    """25 times: after a trigger, a lever is to be brought up within 30 days, verified within 30."""
    levers = "".join(
        f"  l{n}: {{owner: dprk, levels: [held, declared, gone]}}\n" for n in range(PAIRS)
    )
    clauses = "".join(
        f"  - {{id: c{n}, party: dprk, must: l{n} >= declared, within: 30 days of e{n},"
        " verified: by iaea within 30 days, grace: 10 days}\n"
        for n in range(PAIRS)
    )
    case, problems = casefile.parse(f"{HEAD}levers:\n{levers}clauses:\n{clauses}")
    assert case is not None, problems
    return case


def many_entries(count: int) -> list[Entry]:
    """A record of `count` entries over ten years; one in fifty is disputed and struck."""
    plain: list[dict[str, Any]] = []
    for n in range(count):
        pair, day = n % PAIRS, (DAY0 + dt.timedelta(days=n * 3650 // count)).isoformat()
        if n < PAIRS:
            plain.append({"kind": "event", "name": f"e{pair}"})
        elif n // PAIRS % 50 == 49:
            plain.append({"kind": "dispute", "about": f"{n - PAIRS}"})
        elif pair % 2:
            plain.append({"kind": "finding", "lever": f"l{pair}", "level": "held", "by": "iaea"})
        else:
            level = "gone" if n > count // 2 else "held"
            plain.append({"kind": "act", "lever": f"l{pair}", "level": level, "by": "dprk"})
        plain[-1] |= {"id": f"{n}", "date": day}
    disputes = [p for p in plain if p["kind"] == "dispute"]
    plain += [
        {"id": f"r{p['id']}", "kind": "ruling", "date": p["date"], "about": p["id"], "upheld": True}
        for p in disputes
    ]
    read = [read_entry(one)[0] for one in plain]
    return [one for one in read if isinstance(one, Entry)]


@pytest.mark.parametrize("count", [1_000, 10_000])
def test_board_of_25_clauses(benchmark: Any, count: int) -> None:
    case, entries = many_clauses(), many_entries(count)
    board = benchmark(lambda: ledger.status(case, entries, dt.date(2019, 12, 31)))
    # nobody verifies that anything is declared: every duty falls due after 30 days and is breached
    assert {c.statuses for c in board.clauses.values()} == {("breached",)}
    assert board.clauses["c0"].due == dt.date(2010, 1, 31)
    assert board.levers["l0"].levels == ("gone",)
    assert board.levers["l1"].levels == ("held",)


def test_board_of_the_shipped_case(benchmark: Any) -> None:
    opened = folder.open_case("dprk-2019")
    case = opened.case
    assert case is not None
    board = benchmark(lambda: ledger.status(case, opened.entries, dt.date(2019, 10, 15)))
    assert board.clauses["end_of_war_2018"].statuses == ("breached",)


@pytest.fixture(scope="module", params=[10_000, pytest.param(1_000_000, marks=pytest.mark.slow)])
def columns(request: pytest.FixtureRequest) -> Columns:
    """A record of duties in columns."""
    entries = duties.entries_of_duties(request.param)
    return Columns.of(duties.case_of_duties(), entries)


def test_board_from_columns(benchmark: Any, columns: Columns) -> None:
    day = duties.DAY0 + dt.timedelta(days=duties.SPAN // 2)
    board = benchmark(lambda: ledger.Timeline(columns).board(day))
    statuses = [line.statuses for line in board.clauses.values()]
    assert len(set(statuses)) > 1  # some duties are met by then, some not
    assert all(len(one) == 1 for one in statuses)


def test_board_of_a_day_from_the_timeline(benchmark: Any, columns: Columns) -> None:
    built = ledger.Timeline(columns)
    days = [duties.DAY0 + dt.timedelta(days=n) for n in range(0, duties.SPAN, 61)]
    asked = itertools.cycle(days)
    built.board(days[0])
    benchmark(lambda: built.board(next(asked)))
    assert not built.one_by_one()
    first, last = (built.board(days[n]).clauses.values() for n in (0, -1))
    assert {line.statuses for line in first} <= {("idle",), ("live",)}  # some begin that very day
    assert ("idle",) not in {line.statuses for line in last}
