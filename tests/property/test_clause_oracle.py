"""The clause machine against the slow reference semantics, a program written apart and day by day.

The reference stands in ``tests/data/oracle`` as it was. It branches guard by guard, so where it has
several statuses ours may have fewer; where it has one, ours is that one. It knows neither hours nor
calendars nor what is done together, so only what both know is drawn. Where the two are known to
differ the cases are left out here, and each difference has a test of its own below.
"""

import importlib.machinery
import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from tests.property.clause_ledgers import (
    DAY0,
    LEVERS,
    SPAN,
    Ledger,
    Plain,
    Style,
    case_of,
    day,
    entries_of,
    ledger,
)

from detente.entries import Entry
from detente.ledger.clauses import ClauseRuns, run_clauses
from detente.ledger.view import view_of

SOURCE = Path(__file__).parents[1] / "data" / "oracle" / "clause_language.py.txt"
BLOCKS = range(6)
EACH = 10
Told = list[tuple[Plain, tuple[int, int]]]


@pytest.fixture(scope="module")
def oracle() -> ModuleType:
    loader = importlib.machinery.SourceFileLoader("clause_language", str(SOURCE))
    spec = importlib.util.spec_from_loader("clause_language", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["clause_language"] = module
    loader.exec_module(module)
    return module


def theirs(oracle: ModuleType, told: Told) -> list[Any]:
    """The entries as the reference reads them."""
    base = oracle.day(DAY0.isoformat())
    return [_record(oracle, plain, base, first, last) for plain, (first, last) in told]


def _record(oracle: ModuleType, plain: Plain, base: int, first: int, last: int) -> Any:
    more: Plain = {
        key: plain[key] for key in ("lever", "name", "by", "grade", "level") if key in plain
    }
    if plain["kind"] == "ruling":
        more["level"] = "upheld" if plain["upheld"] else "dismissed"
    if plain["kind"] == "amount":
        more["value"] = plain["amount"]
    about = plain.get("clause", plain.get("about"))
    if about is not None:
        more["about"] = about
    at = (base + first, base + last)
    return oracle.Rec(id=plain["id"], rec=base + last, kind=plain["kind"], at=at, **more)


def run_theirs(oracle: ModuleType, text: str, told: Told) -> tuple[Any, int]:
    base = oracle.day(DAY0.isoformat())
    begins = min(first for _, (first, _) in told)
    engine = oracle.Engine(oracle.compile_case(text), theirs(oracle, told), oracle.INF)
    return engine.run(range(base + begins - 1, base + SPAN + 16)), base


def run_ours(one: Ledger, entries: tuple[Entry, ...]) -> ClauseRuns:
    begins = day(min(first for _, (first, _) in one.told))
    view = view_of(one.case, entries, None)
    return run_clauses(one.case, view, day(SPAN + 15), begins=begins)


@pytest.mark.slow
@pytest.mark.parametrize("block", BLOCKS)
def test_ours_is_the_reference_or_narrower(oracle: ModuleType, block: int) -> None:
    determined = 0
    for seed in range(block * EACH, (block + 1) * EACH):
        inexact = 0.08 * (seed % 2)
        style = Style(plain=True, seen=("access",), ages=not inexact, inexact=inexact)
        one = ledger(seed + 9000, style, most=24)
        try:
            engine, base = run_theirs(oracle, one.text, one.told)
        except RuntimeError:  # an instantaneous loop: both say so
            assert run_ours(one, one.entries).problems, seed
            continue
        ours = run_ours(one, one.entries)
        for clause in one.case.clauses:
            for number in range(SPAN + 16):
                mine = set(ours.words(clause, day(number)))
                other = set(engine.status(clause, base + number))
                determined += len(other) == 1
                assert mine == other or (len(other) > 1 and mine < other), (seed, clause, number)
    assert determined > 1000


# ------------------------------------------------------------------ where the two differ


def both(oracle: ModuleType, clauses: str, told: Told, number: int) -> tuple[set[str], set[str]]:
    """The statuses of clause c0 on a day: ours, and those of the reference."""
    text = f"{LEVERS}clauses:\n{clauses}"
    one = Ledger(text, case_of(text), entries_of(told), told)
    engine, base = run_theirs(oracle, text, told)
    ours = run_ours(one, one.entries)
    return set(ours.words("c0", day(number))), set(engine.status("c0", base + number))


def test_a_deadline_comes_before_an_excuse_of_that_day(oracle: ModuleType) -> None:
    """Grace ends at 00:00 of the day on which an excuse comes at its end: breached, not excused."""
    clause = (
        "  - id: c0\n    party: usa\n    must: event(vote)\n    by: 2019-01-10\n"
        "    grace: 5 days\n    excuse: event(test)\n"
    )
    told: Told = [
        ({"id": "e0", "kind": "event", "name": "signed"}, (0, 0)),
        ({"id": "e1", "kind": "event", "name": "test"}, (14, 14)),
    ]
    assert both(oracle, clause, told, 14) == ({"breached"}, {"excused"})


def test_the_age_of_a_finding_runs_from_each_day_of_its_range(oracle: ModuleType) -> None:
    """An inexact finding may be too old before the last of its days would be."""
    clause = "  - {id: c0, party: usa, keep: (access = present) verified by iaea in last 5 days}\n"
    finding = {"id": "e0", "kind": "finding", "lever": "access", "level": "present", "by": "iaea"}
    told: Told = [(finding, (10, 13))]
    ours, reference = both(oracle, clause, told, 17)
    assert ours == {"live", "breached"}
    assert reference == {"live"}
