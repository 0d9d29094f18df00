"""How long the board takes: 25 clauses on records of up to 10,000 entries, and the shipped case."""

import datetime as dt
from typing import Any

import pytest

from detente import casefile, folder, ledger
from detente.case import Case
from detente.entries import Entry, read_entry

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
