"""How long the questions take: each run is set up inside, warmed up first, and its answer checked.

``make bench`` measures and keeps the figures in ``build/benchmarks.json``. The times of a machine
worth keeping go to ``bench/results/`` with the machine named.
"""

from datetime import date

import numpy as np
from pytest_benchmark.fixture import BenchmarkFixture

import detente
from detente.casefile import parse
from detente.conditions import Space, holds
from detente.conditions import parse as parse_condition
from detente.stability import solve

STUDY = "literature/gmcrplus2020/uruguay_round"
CONCEPTS = ("nash", "gmr", "smr", "seq")


def test_read_a_case_file(benchmark: BenchmarkFixture) -> None:
    """The largest shipped case file, from its text to a case."""
    source, text = next(
        (name, text)
        for name, text in detente.open_case("dprk-2019").texts.items()
        if name.endswith(".yaml")
    )
    case, problems = benchmark(parse, text, source)
    assert case is not None
    assert not [problem for problem in problems if problem.severity == "error"]


def test_status_of_the_shipped_case(benchmark: BenchmarkFixture) -> None:
    """What is in force on 5 October 2019, from the whole record."""
    opened = detente.open_case("dprk-2019")
    assert opened.case is not None
    found = benchmark(detente.status, opened.case, opened.entries, date(2019, 10, 5))
    assert found.levers["coal_ban"].levels == ("in_force",)


def test_a_condition_over_sixteen_million_states(benchmark: BenchmarkFixture) -> None:
    """One condition on three of 24 levers, true or false in each of 2^24 states."""
    names = tuple(f"lever_{number}" for number in range(24))
    space = Space(names, (("off", "on"),) * 24, {})
    node = parse_condition("lever_0 = on and (lever_5 = off or lever_23 = on)")
    found = benchmark(holds, node, space)
    assert int(np.count_nonzero(found)) == 2**24 * 3 // 8


def test_model_of_a_large_study(benchmark: BenchmarkFixture) -> None:
    """The Uruguay Round from case to arrays: 138,240 feasible states."""
    opened = detente.open_case(STUDY)
    assert opened.case is not None
    model = benchmark(detente.compile_model, opened.case)
    assert int(model.feasible.sum()) == 138_240


def test_stability_of_a_large_study(benchmark: BenchmarkFixture) -> None:
    """Four concepts, six parties, 138,240 states; compiling is not counted."""
    case = detente.open_case(STUDY).case
    assert case is not None
    solve(detente.compile_model(case), CONCEPTS)

    def run() -> dict[str, np.ndarray]:
        return dict(solve(detente.compile_model(case), CONCEPTS))

    stable = benchmark(run)
    assert set(stable) == set(CONCEPTS)
    assert (stable["nash"] <= stable["seq"]).all()
    assert (stable["seq"] <= stable["gmr"]).all()
    assert (stable["smr"] <= stable["gmr"]).all()
