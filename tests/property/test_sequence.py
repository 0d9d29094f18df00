"""Laws of self-enforcing schedules, on random settings."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sequence.settings import random_setting

from detente.sequence import check, design, design_continuing
from detente.sequence.labels import Engine

pytestmark = pytest.mark.kernels
SHAPES = [((2, 2), (3,)), ((3,), (3,)), ((2,), (2,), (2,))]
SEEDS = st.integers(0, 10_000)


@given(SEEDS, st.sampled_from(SHAPES), st.booleans())
@settings(max_examples=60)
def test_what_is_designed_holds(seed: int, shape: tuple[tuple[int, ...], ...], plain: bool) -> None:  # noqa: FBT001 - drawn
    """The checker, which shares no code with the designer's loops, agrees on verdict and value."""
    setting = random_setting(seed, shape, plain=plain)
    found = design(setting)
    if found is not None:
        checked = check(setting, found.schedule)
        assert checked.holds
        assert np.allclose(checked.value, found.value)


MANY = [((2,), (2,), (2,)), ((3,), (2,), (2,)), ((2,), (2,), (2,), (2,))]


@given(SEEDS, st.sampled_from(MANY), st.booleans(), st.sampled_from(["plain", "compiled"]))
@settings(max_examples=60, deadline=None)
def test_three_and_four_parties_where_the_others_go_on(
    seed: int,
    shape: tuple[tuple[int, ...], ...],
    plain: bool,  # noqa: FBT001 - drawn
    engine: Engine,
) -> None:
    """What is repaired holds by the checker, is worth what it says, and no more than where all wait."""
    setting = random_setting(seed, shape, plain=plain, generous=3.0)
    found = design_continuing(setting, objective="welfare", engine=engine)
    if found is None:
        return
    checked = check(setting, found.schedule, "continue")
    assert checked.holds
    assert np.allclose(checked.value, found.value)
    assert check(setting, found.schedule, "freeze").holds
    again = design_continuing(setting, objective="welfare", engine=engine)
    assert again is not None
    assert (again.schedule, again.value) == (found.schedule, found.value)


@given(SEEDS, st.sampled_from(SHAPES), st.floats(0.1, 10), st.floats(-5, 5))
@settings(max_examples=40)
def test_units_of_utility_do_not_matter(
    seed: int, shape: tuple[tuple[int, ...], ...], scale: float, shift: float
) -> None:
    """A positive affine change of one party's utility scales its slack and changes no verdict."""
    from msgspec.structs import replace

    setting = random_setting(seed, shape)
    top = setting.size - 1
    utility = setting.utility.copy()
    utility[0] = scale * utility[0] + shift
    before = check(setting, (0, top))
    after = check(replace(setting, utility=utility), (0, top))
    for one, other in zip(before.constraints, after.constraints, strict=True):
        factor = scale if one.party == 0 else 1.0
        if np.isfinite(one.slack):
            assert other.slack == pytest.approx(factor * one.slack, abs=1e-9)


@given(SEEDS, st.sampled_from(SHAPES))
@settings(max_examples=40)
def test_better_detection_and_quicker_snapback_never_hurt(
    seed: int, shape: tuple[tuple[int, ...], ...]
) -> None:
    """Where levers cost their owners, slack does not fall when all is seen or goes back at once."""
    setting = random_setting(seed, shape)
    top = setting.size - 1
    base = check(setting, (0, top)).constraints
    seen = check(setting.with_detection(np.ones(len(setting.levers))), (0, top)).constraints
    quick = check(setting.with_lag(range(len(setting.levers)), 0), (0, top)).constraints
    for one, two, three in zip(base, seen, quick, strict=True):
        if np.isfinite(one.slack):
            assert two.slack >= one.slack - 1e-9
            assert three.slack >= one.slack - 1e-9
