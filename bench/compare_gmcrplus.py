"""Solve the same random models with detente and with GMCR+ (gmcr-py), one after the other.

    python bench/compare_gmcrplus.py --reference CHECKOUT [levers,parties ...]

`CHECKOUT` is a checkout of release 0.4.1 of the other program; it is run as it is and no part of it
is kept. All states are feasible, all levers reversible, ranks drawn at random without ties. Both
answer Nash, GMR, SMR and SEQ for all parties. The clock runs over its move tables and its four
questions, without its SIM; and over detente's whole answer, warm. Answers are compared: they are
to be equal but for SEQ with three parties or more, where the other program lets each opponent
answer once (`docs/explanation/other-programs.md`).
"""

import argparse
import importlib
import platform
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.problems import Problem, problem

from detente.stability.concepts import CONCEPTS, solve

RUNS = ["8,2", "8,3", "10,2", "10,3", "12,2", "12,3"]
ROUNDS = 9


def their_model(module: Any, drawn: Problem) -> Any:
    """The other program's model: an option per lever, a ranking of all states per party."""
    conflict = module.ConflictModel()
    for party in range(len(drawn.rank)):
        conflict.decisionMakers.append(f"p{party}")
        for lever, owner in enumerate(drawn.owner):
            if owner == party:
                conflict.decisionMakers[party].addOption(f"x{lever}")
    conflict.options.set_indexes()
    conflict.recalculateFeasibleStates()
    conflict.useManualPreferenceRanking = True
    for party, rank in enumerate(drawn.rank):
        best_first = np.argsort(-rank, kind="stable")
        ordered = [conflict.feasibles.toOrdered[int(state)] for state in best_first]
        conflict.decisionMakers[party].preferenceRanking = ordered
    return conflict


def ask(solvers: Any, conflict: Any, states: int) -> tuple[float, dict[str, np.ndarray]]:
    """Seconds that the other program takes, and where each of its parties is stable."""
    begin = time.perf_counter()
    solver = solvers.LogicalSolver(conflict)
    found: dict[str, np.ndarray] = {
        concept: np.array(
            [
                [bool(getattr(solver, concept)(party, state)[0]) for state in range(states)]
                for party in solver.effectiveDMs
            ]
        )
        for concept in CONCEPTS
    }
    return time.perf_counter() - begin, found


def main() -> None:
    """Print one line per model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reference", type=Path, required=True)
    parser.add_argument("runs", nargs="*", default=RUNS)
    chosen = parser.parse_args()
    sys.path.insert(0, str(chosen.reference))
    module = importlib.import_module("data_01_conflictModel")
    solvers = importlib.import_module("data_02_conflictSolvers")
    print(f"Python {platform.python_version()}, numpy {np.__version__}")
    print("states parties   GMCR+ s   detente ms (median, best)      ratio   SEQ differs")
    for run in chosen.runs:
        levers, parties = (int(part) for part in run.split(","))
        drawn = problem(levers, parties, "plain")
        model = drawn.model()
        solve(model, engine="numba")  # fills caches
        seconds, theirs = ask(solvers, their_model(module, drawn), 2**levers)
        times = []
        for _ in range(ROUNDS):
            begin = time.perf_counter()
            ours = solve(model, engine="numba")
            times.append(time.perf_counter() - begin)
        for concept in ("nash", "gmr", "smr"):
            assert np.array_equal(ours[concept], theirs[concept]), concept
        differs = int(np.count_nonzero(ours["seq"] != theirs["seq"]))
        assert parties > 2 or not differs
        median, best = float(np.median(times)), min(times)
        print(
            f"2^{levers:<5}{parties:7} {seconds:9.2f} {1e3 * median:12.2f} ({1e3 * best:.2f})"
            f"{seconds / median:17,.0f} {differs:9}",
            flush=True,
        )


if __name__ == "__main__":
    main()
