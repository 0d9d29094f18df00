"""What all four concepts cost per state and party, as a multiple of copying an array of as many numbers.

    python bench/measure_marks.py [levers,parties,kind ...]

Copy and answer are timed in the same process, so that a slow hour slows both; best and median of
several runs, all processors.
"""

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.problems import problem

from detente.stability import tensor
from detente.stability.concepts import CONCEPTS

RUNS = ["20,2,mixed", "20,3,mixed", "20,4,mixed", "20,2,plain"]


def clock(work: Callable[[], object], rounds: int) -> list[float]:
    """Seconds of each round."""
    times = []
    for _ in range(rounds):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return times


def main() -> None:
    """One line per model."""
    print("states  parties kind     ns per state and party    copy, ns per state    multiple")
    for run in sys.argv[1:] or RUNS:
        levers, parties, kind = run.split(",")
        model = problem(int(levers), int(parties), kind).model()  # type: ignore[arg-type]
        source = np.ascontiguousarray(model.rank[0], np.int32)
        target = np.empty_like(source)

        def copy(source: Any = source, target: Any = target) -> None:
            np.copyto(target, source)

        def answer(model: Any = model) -> object:
            return tensor.solve(model, CONCEPTS)

        answer()
        copies = clock(copy, 30)
        answers = clock(answer, 7)
        copies += clock(copy, 30)
        each = 1e9 / 2 ** int(levers)
        best, best_copy = min(answers) * each / int(parties), min(copies) * each
        middle = statistics.median(answers) * each / int(parties)
        middle_copy = statistics.median(copies) * each
        print(
            f"2^{levers:5} {parties:>7} {kind:8} {best:9.1f} (median {middle:6.1f}) "
            f"{best_copy:9.3f} (median {middle_copy:5.3f}) "
            f"{best / best_copy:6.0f} ({middle / middle_copy:4.0f})",
            flush=True,
        )


if __name__ == "__main__":
    main()
