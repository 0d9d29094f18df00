"""Solve the same random models with detente and with the reference solver, in turn.

    python bench/compare_prototype.py [--threads N] [--reference PATH] [levers,parties,kind ...]

Both answer for Nash, GMR, SMR and SEQ, all parties; answers must be equal. Both are warm: what they
prepare at first use (compiled code, and the reference solver's tables and sorted fibres) is done
before the clock starts, while detente sorts its fibres anew in every run. The two take turns, so
that a busy machine slows both. Processor time counts all threads, also those that spin.
"""

import argparse
import importlib.util
import os
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT.parent / "shared" / "data" / "prototypes" / "stability_tensor.py"
RUNS = ["12,3,plain", "16,2,plain", "16,3,plain", "16,3,mixed", "16,4,plain", "16,4,mixed"]
HEAD = (
    "                     wall ms, median (best)                processor ms, median (best)\n"
    "states parties kind          ours    reference   ratio          ours    reference   ratio"
)
Times = Sequence[tuple[float, float]]


def load(path: Path) -> Any:
    """The reference solver as a module."""
    sys.path.insert(0, str(path.parent))
    spec = importlib.util.spec_from_file_location("stability_tensor", path)
    if spec is None or spec.loader is None:
        sys.exit(f"cannot load {path}")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def clock(work: Callable[[], object]) -> tuple[float, float]:
    """Wall and processor milliseconds that it takes once."""
    wall, processor = time.perf_counter(), time.process_time()
    work()
    return 1e3 * (time.perf_counter() - wall), 1e3 * (time.process_time() - processor)


def compare(reference: Any, drawn: Any, threads: int, rounds: int) -> tuple[Times, Times]:
    """Times of ours and of theirs, per round, the two taking turns."""
    from detente.stability import tensor
    from detente.stability.concepts import CONCEPTS

    model = drawn.model()
    levels = [2] * len(drawn.owner)
    theirs = reference.Problem(levels, list(drawn.owner), list(drawn.direction), drawn.rank)

    def run_ours() -> dict[str, np.ndarray]:
        return tensor.solve(model, CONCEPTS, threads=threads)

    def run_theirs() -> Any:
        return reference.solve_numba(theirs)

    stable, bits = run_ours(), run_theirs()
    for number, concept in enumerate(CONCEPTS):
        for party, marks in enumerate(bits):
            assert np.array_equal(stable[concept][party], marks >> number & 1), (concept, party)
    pairs = [(clock(run_ours), clock(run_theirs)) for _ in range(rounds)]
    return [ours for ours, _ in pairs], [other for _, other in pairs]


def row(ours: Sequence[float], theirs: Sequence[float]) -> str:
    """Median and best of both, and their ratios."""
    best = f"{min(ours):7.2f}) {statistics.median(theirs):8.2f} ({min(theirs):7.2f})"
    ratio = statistics.median(ours) / statistics.median(theirs)
    return f"{statistics.median(ours):8.2f} ({best} {ratio:5.2f} ({min(ours) / min(theirs):4.2f})"


def main() -> None:
    """Print one line per model."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--reference", type=Path, default=REFERENCE)
    parser.add_argument("models", nargs="*", default=RUNS, metavar="levers,parties,kind")
    asked = parser.parse_args()
    os.environ["NUMBA_NUM_THREADS"] = str(asked.threads)
    sys.path.insert(0, str(ROOT))
    from bench.problems import problem

    reference = load(asked.reference)
    print(f"{asked.threads} threads\n{HEAD}")
    for text in asked.models:
        levers, parties, kind = text.split(",")
        drawn = problem(int(levers), int(parties), "mixed" if kind == "mixed" else "plain")
        rounds = 25 if int(levers) < 18 else 5
        ours, theirs = compare(reference, drawn, asked.threads, rounds)
        columns = [row([o[k] for o in ours], [t[k] for t in theirs]) for k in (0, 1)]
        print(f"2^{levers:4} {parties:5} {kind:6}" + " ".join(columns), flush=True)


if __name__ == "__main__":
    main()
