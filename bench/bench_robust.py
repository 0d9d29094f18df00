"""Robustness on the main case: ``pytest bench/bench_robust.py``; or as a program, for cold times.

    python bench/bench_robust.py [--draws N] [--workers N] [--rounds N]

As a program it prints wall and processor time of the parts and of the whole, medians and best of
some rounds, and the load of the machine before and after.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import pytest

from detente.case import Case
from detente.folder import open_case
from detente.ledger import status
from detente.model import Model, compile_model
from detente.stability.robust import robustness


def main_case() -> tuple[Case, Model]:
    """The main case and its model."""
    opened = open_case("dprk-2019")
    if opened.case is None or opened.case.as_of is None:
        raise ValueError("the main case has errors")
    board = status(opened.case, opened.entries, opened.case.as_of)
    return opened.case, compile_model(opened.case, board)


@pytest.mark.parametrize("draws", [0, 400, 2_000])
def test_robustness(benchmark: Any, draws: int) -> None:
    """Single changes always; then draws, in one thread."""
    case, model = main_case()
    found = benchmark.pedantic(
        robustness, (case, model), {"draws": draws}, rounds=3, warmup_rounds=1
    )
    assert found.draws == draws


@pytest.mark.slow
def test_ten_thousand_draws(benchmark: Any) -> None:
    """In two threads; the counts are those of one thread."""
    case, model = main_case()
    options = {"draws": 10_000, "workers": 2}
    found = benchmark.pedantic(robustness, (case, model), options, rounds=3)
    alone = robustness(case, model, draws=10_000)
    for concept, counts in alone.counts.items():
        assert (counts == found.counts[concept]).all()


def timed(what: str, work: Callable[[], object], rounds: int) -> None:
    """Print median and best wall time of some rounds, and the processor time of the best."""
    walls, processor = [], []
    for _ in range(rounds):
        before = time.process_time() + sum(os.times()[2:4])
        wall = time.perf_counter()
        work()
        walls.append(time.perf_counter() - wall)
        processor.append(time.process_time() + sum(os.times()[2:4]) - before)
    print(
        f"{what:44} wall {statistics.median(walls):6.2f} s (best {min(walls):5.2f}), "
        f"processor {statistics.median(processor):6.2f} s (best {min(processor):5.2f})"
    )


def command(*words: str) -> Callable[[], object]:
    """A new process with the command."""
    line = [sys.executable, "-m", "detente.cli", "stability", "dprk-2019", *words]
    return lambda: subprocess.run(line, check=True, capture_output=True)  # noqa: S603 - a fixed line


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    case, model = main_case()
    print(f"load before: {', '.join(f'{it:.2f}' for it in os.getloadavg())}")
    timed("changes only", lambda: robustness(case, model, draws=0), asked.rounds)
    timed("changes and 400 draws", lambda: robustness(case, model), asked.rounds)
    timed(
        f"{asked.draws:,} draws, {asked.workers} threads",
        lambda: robustness(case, model, draws=asked.draws, workers=asked.workers),
        asked.rounds,
    )
    timed("command, new process", command(), asked.rounds)
    timed("command, new process, --no-robust", command("--no-robust"), asked.rounds)
    timed(f"command, --draws {asked.draws}", command("--draws", str(asked.draws)), asked.rounds)
    print(f"load after: {', '.join(f'{it:.2f}' for it in os.getloadavg())}")


if __name__ == "__main__":
    main()
