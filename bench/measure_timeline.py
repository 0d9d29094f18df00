"""Measure each stage from a record's entries to the board of a day.

    python bench/measure_timeline.py [--rounds N] [entries ...]

Medians of wall and processor milliseconds. The board from columns includes the view (what corrects
what), the timeline of all twenty clauses and forty levers, and one look at it; so the timeline is
built in less. Up to 10,000 entries the boards are compared with the ordinary ones, which are also
timed.
"""

import argparse
import datetime as dt
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SIZES = [1_000, 10_000, 100_000, 1_000_000]
COMPARED = 10_000
HEAD = (
    "clauses   entries | stage                          |      wall ms | processor ms\n"
    "------------------|--------------------------------|--------------|-------------"
)


def clock(work: Callable[[int], object], rounds: int) -> tuple[float, float]:
    """Median wall and processor milliseconds of ``work(round)``."""
    walls, processors = [], []
    for number in range(rounds):
        wall, processor = time.perf_counter(), time.process_time()
        work(number)
        walls.append(1e3 * (time.perf_counter() - wall))
        processors.append(1e3 * (time.process_time() - processor))
    return statistics.median(walls), statistics.median(processors)


def measure(kind: str, count: int, rounds: int) -> None:
    """Print the stages for one size."""
    from bench.duties import DAY0, SPAN, case_of_duties, entries_of_duties

    from detente import ledger
    from detente.ledger.columns import Columns

    case, entries = case_of_duties(kind), entries_of_duties(count)
    days = [DAY0 + dt.timedelta(days=17 * n % SPAN) for n in range(240)]
    half, middle = DAY0 + dt.timedelta(days=SPAN // 2), DAY0 + dt.timedelta(days=SPAN // 3)

    def show(stage: str, times: tuple[float, float]) -> None:
        print(f"{kind:8} {count:8,} | {stage:30} | {times[0]:12.3f} | {times[1]:12.3f}", flush=True)

    columns = Columns.of(case, entries)
    show("columns from entries", clock(lambda _: Columns.of(case, entries), 1))
    show("board from columns", clock(lambda _: ledger.Timeline(columns).board(half), rounds))
    show(
        "board, as known on a day",
        clock(lambda _: ledger.Timeline(columns).board(half, middle), rounds),
    )
    built = ledger.Timeline(columns)
    built.board(half)
    assert not built.one_by_one()
    show("board of a day from timeline", clock(lambda n: built.board(days[n]), len(days)))
    if count <= COMPARED:
        show(
            "ordinary board (with reasons)", clock(lambda _: ledger.status(case, entries, half), 1)
        )
        for day in days[:3]:
            told = ledger.status(case, entries, day).clauses
            assert {c: line.statuses for c, line in built.board(day).clauses.items()} == {
                c: one.statuses for c, one in told.items()
            }


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES, metavar="entries")
    asked = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    print(HEAD)
    for kind in ("must", "keep"):
        for count in asked.sizes:
            measure(kind, count, asked.rounds)


if __name__ == "__main__":
    main()
