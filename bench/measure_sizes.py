"""How long large models take, and how much memory: each in a process of its own.

    python bench/measure_sizes.py [uruguay | levers,parties,kind ...]

Seconds are of the second answer in a process, so that compiled code has been loaded; the first is
printed beside it. Memory is the most that the process ever held before the first answer (the model and its
making) and in all.
"""

import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
RUNS = ["uruguay", "20,4,mixed", "22,4,mixed", "24,4,mixed", "24,2,mixed", "27,2,rows"]


def rows(levers: int) -> "np.ndarray":
    """Ranks of two parties that are cheap to make: digits of a product, by no pattern of levers."""
    states = 2**levers
    rank = np.empty((2, states), np.int32)
    step = 2**22
    for begin in range(0, states, step):
        number = np.arange(begin, begin + step, dtype=np.uint64)
        for party, factor in enumerate((2654435761, 2246822519)):
            rank[party, begin : begin + step] = (number * np.uint64(factor) >> np.uint64(20)) % 200
    return rank


def one(run: str) -> None:
    """Print the figures of one model."""
    from detente.stability.concepts import CONCEPTS, solve

    if run == "uruguay":
        from detente.folder import open_case
        from detente.model import compile_model

        case = open_case("literature/gmcrplus2020/uruguay_round").case
        assert case is not None
        model = compile_model(case)
    else:
        from bench.problems import Problem, problem

        levers, parties, kind = run.split(",")
        if kind == "rows":
            owner = tuple(lever * 2 // int(levers) for lever in range(int(levers)))
            model = Problem(owner, (0,) * int(levers), rows(int(levers))).model()
        else:
            model = problem(int(levers), int(parties), kind).model()  # type: ignore[arg-type]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    times = []
    for _ in range(2):
        begin = time.perf_counter()
        stable = solve(model)
        times.append(time.perf_counter() - begin)
        counts = [int(np.count_nonzero(stable[concept].all(axis=0))) for concept in CONCEPTS]
        del stable
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(
        f"{run:12} {model.size:>12,} states, {int(model.feasible.sum()):>12,} feasible  "
        f"{times[0]:7.2f} s, then {times[1]:7.3f} s  {before:5.2f}, {peak:5.2f} GiB  equilibria {counts}",
        flush=True,
    )


def main() -> None:
    """One process per model."""
    if sys.argv[1:2] == ["--one"]:
        one(sys.argv[2])
        return
    for run in sys.argv[1:] or RUNS:
        subprocess.run([sys.executable, __file__, "--one", run], check=True)  # noqa: S603 - itself


if __name__ == "__main__":
    main()
