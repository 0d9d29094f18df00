"""The designer against every schedule there is, and against the checker, which shares no code with it."""

from collections.abc import Iterator

import numpy as np
import pytest
from tests.sequence.settings import random_setting

from detente.sequence import Setting, Steps, check, design, design_continuing, prepare
from detente.sequence.incentives import TOLERANCE

pytestmark = pytest.mark.kernels


def best_of_all(setting: Setting) -> tuple[float, int]:  # noqa: C901 - a plain search, told as one
    """Return the largest sum of values over every schedule that holds, and how many hold.

    Every chain of upward steps is tried. What a breach is worth at a step depends on the two states
    of that step alone, so it is asked of the checker once for each pair.
    """
    feasible = [s for s in range(setting.size) if setting.feasible(s)]
    digits = {s: setting.digits(s) for s in feasible}
    parties = range(len(setting.parties))
    breach: dict[tuple[int, int], list[float]] = {}

    def worth(a: int, b: int) -> list[float]:
        if (a, b) not in breach:
            rows = prepare(setting, (a,) if a == b else (a, b)).check([True] * (a != b)).constraints
            breach[a, b] = [c.deviate for c in rows[: len(setting.parties)]]
        return breach[a, b]

    def steps(state: int) -> Iterator[int]:
        for other in feasible:
            up = all(
                x <= y and setting.allowed[k][x, y]
                for k, (x, y) in enumerate(zip(digits[state], digits[other], strict=True))
            )
            if other != state and up:
                yield other

    known: dict[int, list[tuple[float, ...]]] = {}

    def values(state: int) -> list[tuple[float, ...]]:
        """Return the values of every schedule that holds from `state` on: none is left out."""
        if state in known:
            return known[state]
        out = []
        flow = [float(setting.utility[p, state]) for p in parties]
        if all(flow[p] >= worth(state, state)[p] - TOLERANCE for p in parties):
            out.append(tuple(flow))
        for after in steps(state):
            for v in values(after):
                w = tuple(
                    (1 - setting.patience[p]) * float(setting.utility[p, after])
                    + setting.patience[p] * v[p]
                    for p in parties
                )
                if all(w[p] >= worth(state, after)[p] - TOLERANCE for p in parties):
                    out.append(w)
        known[state] = out
        return out

    found = values(setting.start)
    return max((sum(v) for v in found), default=-np.inf), len(found)


SHAPES = [((2, 2), (3,)), ((3,), (2, 2)), ((4,), (3,)), ((2, 3), (2,))]


@pytest.mark.slow
@pytest.mark.parametrize("block", range(10))
def test_designer_loses_nothing_against_every_schedule(block: int) -> None:
    """On 100 small cases, half with any flows at all and states that cannot be, the design is the best."""
    held = 0
    for seed in range(10 * block, 10 * block + 10):
        plain = seed % 2 == 0
        setting = random_setting(
            seed, SHAPES[seed % len(SHAPES)], plain=plain, holes=0.0 if plain else 0.15
        )
        best, count = best_of_all(setting)
        found = design(setting, objective="welfare", classes=0, steps=Steps())
        if found is None:
            assert count == 0
            continue
        held += count
        assert found.exact
        assert sum(found.value) == pytest.approx(best, abs=1e-9)
    assert held > 10  # the test says something


def test_designed_schedule_is_worth_what_it_says() -> None:
    """The value of the design is that of the checker."""
    for seed in range(20):
        setting = random_setting(seed, ((3, 2), (3, 2)))
        found = design(setting)
        assert found is not None
        checked = check(setting, found.schedule)
        assert checked.value == pytest.approx(found.value, abs=1e-9)
        assert checked.holds


@pytest.mark.slow
@pytest.mark.parametrize("block", range(6))
def test_designs_hold_by_the_independent_checker(block: int) -> None:
    """300 random cases: designs for waiting hold where the others wait, repaired ones where they go on."""
    moved = 0
    for seed in range(50 * block, 50 * block + 50):
        shape = [((3, 2), (3, 2)), ((2, 2), (4,)), ((2,), (3,), (2,)), ((3, 3), (2, 3))][seed % 4]
        setting = random_setting(seed, shape, patience=0.93, plain=seed % 3 > 0)
        steps = Steps(levers=1) if seed % 2 else Steps()
        waiting = design(setting, steps=steps)
        if waiting is not None:
            assert check(setting, waiting.schedule, "freeze").holds
            moved += len(waiting.schedule) > 1
        going_on = design_continuing(setting, steps=steps)
        if going_on is not None:
            assert check(setting, going_on.schedule, "continue").holds
            assert check(setting, going_on.schedule, "continue").value == pytest.approx(
                going_on.value, abs=1e-9
            )
    assert moved > 10


def test_three_parties_against_every_schedule() -> None:
    """With a fine grid the design for three parties is close to the best of all schedules."""
    for seed in range(6):
        setting = random_setting(seed, ((2,), (2,), (3,)), generous=2.5)
        best, _ = best_of_all(setting)
        found = design(setting, objective="welfare", classes=64, steps=Steps())
        assert found is not None
        assert sum(found.value) <= best + 1e-9
        assert sum(found.value) >= best - 0.02 * abs(best) - 1e-9


def test_objectives_differ_and_each_is_best_in_its_own() -> None:
    """Of all labels at the start, each objective takes one that no other beats in it."""
    from detente.sequence.design import scores

    for seed in range(12):
        setting = random_setting(seed, ((3, 2), (3, 2)))
        for objective in ("nash", "leximin", "welfare"):
            found = design(setting, objective=objective)
            assert found is not None
            base = np.array(found.start_value)
            chosen = scores(np.array([found.value]), base, objective)[0]
            every = scores(found.frontier, base, objective)
            assert chosen >= max(every)


def test_fewest_irreversible_steps_first() -> None:
    """No schedule with a gain for all has fewer levers beyond return than the one chosen."""
    from detente.sequence.design import irreversible_levers

    seen = 0
    for seed in range(30):
        setting = random_setting(seed, ((3, 2), (3, 2)))
        nash = design(setting)
        few = design(setting, objective="fewest_irreversible")
        assert nash is not None
        assert few is not None
        lost = irreversible_levers(setting)
        if len(few.schedule) > 1:
            assert lost[few.schedule[-1]] <= lost[nash.schedule[-1]]
            seen += lost[few.schedule[-1]] < lost[nash.schedule[-1]]
            assert check(setting, few.schedule).holds
    assert seen > 0


def test_thinned_labels_keep_most_of_the_value() -> None:
    """Of the exact gain 64 classes keep 98 % over all cases, and 512 classes 98 % in each."""
    gains = np.zeros((10, 3))
    for seed in range(10):
        setting = random_setting(seed, ((3, 3), (3, 3)))
        for place, classes in enumerate((0, 64, 512)):
            found = design(setting, objective="welfare", classes=classes)
            assert found is not None
            assert check(setting, found.schedule).holds
            gains[seed, place] = sum(found.value) - sum(found.start_value)
    exact, coarse, fine = gains.T
    assert coarse.sum() >= 0.98 * exact.sum()
    assert (fine >= 0.98 * exact - 1e-12).all()


def test_steps_of_single_levers_are_tied_where_rules_tie_them() -> None:
    """Where two levers may only move together, a step of one lever is a step of both."""
    from detente.sequence.lattice import lattice

    setting = random_setting(3, ((2, 2), (2,)))
    utility = setting.utility.copy()
    for state in range(setting.size):
        a, b, _ = setting.digits(state)
        if a != b:
            utility[:, state] = -np.inf
    from msgspec.structs import replace

    tied = lattice(replace(setting, utility=utility), Steps(levers=1))
    assert [len(pairs.due) for pairs in tied.pairs] == [3, 3]
