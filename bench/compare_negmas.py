"""detente against NegMAS on the same random domains: frontier, Nash and Kalai-Smorodinsky.

    python bench/compare_negmas.py [--rounds N] [--levers N] [--levels N] [--only "3, opposed"]

Additive utilities in tables of random whole numbers, the same reservation for all. NegMAS works on an
outcome space of the same tables (`pareto_frontier`, `nash_points`, `ks_points`); detente on blocks of
one lever each. Making the tables and NegMAS's outcome space and utility functions is not timed;
compiling is done before. Both take turns in one process, and the frontiers must be equal. Times are of
the processor (on a shared machine the wall clock tells little), for detente the median of five. NegMAS is
needed beside detente, in an environment of its own:

    python -m venv /tmp/negmas && /tmp/negmas/bin/pip install . negmas==0.16.0
"""

import argparse
import statistics
import time
from fractions import Fraction
from typing import Any

import numpy as np

from detente.bargain import frontier, solve

UNIT = 1000


def tables(parties: int, levers: int, levels: int, kind: str, seed: int) -> Any:
    """Return (P, L, N) int64: what each level of each lever is worth to each party."""
    rng = np.random.Generator(np.random.PCG64(seed))
    drawn = rng.integers(0, UNIT, (parties, levers, levels))
    if kind == "opposed":
        drawn = np.sort(drawn, axis=2)
        drawn[1:] = drawn[1:, :, ::-1]
    return drawn


def negmas_problem(drawn: Any, reservation: list[float]) -> tuple[Any, Any]:
    """Return the utility functions and the outcome space of NegMAS."""
    from negmas.outcomes import (  # type: ignore[import-not-found]  # of another environment
        make_issue,
        make_os,
    )
    from negmas.preferences import (  # type: ignore[import-not-found]  # of another environment
        LinearAdditiveUtilityFunction,
    )
    from negmas.preferences.value_fun import (  # type: ignore[import-not-found]  # of another environment
        TableFun,
    )

    parties, levers, levels = drawn.shape
    names = [f"n{level}" for level in range(levels)]
    space = make_os([make_issue(names, f"l{lever}") for lever in range(levers)])
    return [
        LinearAdditiveUtilityFunction(
            {
                f"l{k}": TableFun(dict(zip(names, drawn[p, k].tolist(), strict=True)))
                for k in range(levers)
            },
            weights={f"l{k}": 1.0 for k in range(levers)},
            outcome_space=space,
            reserved_value=reservation[p],
        )
        for p in range(parties)
    ], space


def by_negmas(utilities: Any, space: Any) -> list[tuple[float, ...]]:
    """Return the frontier; Nash and Kalai-Smorodinsky are worked out and dropped."""
    from negmas.preferences.ops import (  # type: ignore[import-not-found]  # of another environment
        ks_points,
        nash_points,
        pareto_frontier,
    )

    points, _ = pareto_frontier(utilities)
    nash_points(utilities, points, outcome_space=space)
    ks_points(utilities, points, outcome_space=space)
    return [tuple(map(float, point)) for point in points]


def by_detente(drawn: Any, reservation: list[int]) -> Any:
    """Return the frontier above the reservation; Nash and Kalai-Smorodinsky are worked out and dropped."""
    rows = [np.ascontiguousarray(drawn[:, lever, :].T) for lever in range(drawn.shape[1])]
    found = frontier(rows, floor=np.array(reservation), engine="numba")
    solve(found.points, [Fraction(r) for r in reservation], which=("nash", "kalai_smorodinsky"))
    return found.points


def measure(parties: int, kind: str, args: argparse.Namespace) -> str:
    """Return one row of the table: sizes, times, ratio."""
    theirs, ours, sizes = [], [], []
    for seed in range(args.rounds):
        drawn = tables(parties, args.levers, args.levels, kind, seed)
        reservation = [int(0.3 * drawn[p].max(axis=1).sum()) for p in range(parties)]
        utilities, space = negmas_problem(drawn, [float(r) for r in reservation])
        by_detente(drawn, reservation)
        best = []
        for _ in range(5):
            start = time.process_time()
            points = by_detente(drawn, reservation)
            best.append(time.process_time() - start)
        start = time.process_time()
        expected = by_negmas(utilities, space)
        theirs.append(time.process_time() - start)
        ours.append(statistics.median(best))
        floor = np.array(reservation)
        expected = [p for p in expected if all(np.array(p) >= floor)]
        assert sorted(set(expected)) == sorted(map(tuple, points.astype(float).tolist()))
        sizes.append(len(points))
    ratios = [t / o for t, o in zip(theirs, ours, strict=True)]
    return (
        f"| {parties}, {kind} | {args.levels**args.levers:,} | {min(sizes)}-{max(sizes)} "
        f"| {1000 * statistics.median(theirs):,.0f} | {1000 * statistics.median(ours):.2f} "
        f"| {min(ratios):,.0f}-{max(ratios):,.0f}, median {statistics.median(ratios):,.0f} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--levers", type=int, default=6)
    parser.add_argument("--levels", type=int, default=10)
    parser.add_argument("--only", help="one row: parties and preferences, as in '3, opposed'")
    args = parser.parse_args()
    print("| parties, preferences | outcomes | frontier | NegMAS, ms | detente, ms | ratio |")
    print("|---|---|---|---|---|---|")
    for parties in (2, 3):
        for kind in ("random", "opposed"):
            if args.only in (None, f"{parties}, {kind}"):
                print(measure(parties, kind, args), flush=True)


if __name__ == "__main__":
    main()
