"""Which combinations of a few levers are possible: the same answer as listing all states."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.checks.projection import Budget, Factor, TooLargeError, project


@st.composite
def problems(draw: st.DrawFn) -> tuple[list[Factor], dict[str, int], list[str]]:
    """Draw up to five levers, up to five factors on them, and some levers to keep."""
    sizes = {f"l{k}": draw(st.integers(1, 3)) for k in range(draw(st.integers(1, 5)))}
    factors = []
    for _ in range(draw(st.integers(0, 5))):
        levers = draw(st.lists(st.sampled_from(sorted(sizes)), min_size=1, max_size=3, unique=True))
        shape = tuple(sizes[lever] for lever in levers)
        bits = draw(st.lists(st.booleans(), min_size=27, max_size=27))
        allowed = np.array(bits[: int(np.prod(shape))]).reshape(shape)
        factors.append(Factor(tuple(levers), allowed))
    return factors, sizes, draw(st.lists(st.sampled_from(sorted(sizes)), unique=True))


def listed(factors: list[Factor], sizes: dict[str, int], keep: list[str]) -> set[tuple[int, ...]]:
    """The same by listing all states."""
    found = set()
    for levels in itertools.product(*(range(n) for n in sizes.values())):
        state = dict(zip(sizes, levels, strict=True))
        if all(factor.allowed[tuple(state[x] for x in factor.levers)] for factor in factors):
            found.add(tuple(state[x] for x in keep))
    return found


@given(problems())
def test_taking_levers_out_one_by_one_equals_listing_all_states(
    drawn: tuple[list[Factor], dict[str, int], list[str]],
) -> None:
    """The projection of the allowed states onto the levers that are kept."""
    factors, sizes, keep = drawn
    answer = project(factors, sizes, keep, Budget())
    assert {tuple(int(i) for i in place) for place in np.argwhere(answer)} == listed(*drawn)
    assert answer.shape == tuple(sizes[lever] for lever in keep)


def test_a_long_chain_of_rules_takes_little() -> None:
    """A hundred levers, each tied to the next: 4^100 states, one hundred small joins."""
    sizes = {f"l{k}": 4 for k in range(100)}
    up = np.triu(np.ones((4, 4), dtype=np.bool_), k=0)
    chain = [Factor((f"l{k}", f"l{k + 1}"), up) for k in range(99)]
    budget = Budget()
    answer = project(chain, sizes, ["l0", "l99"], budget)
    np.testing.assert_array_equal(answer, up)
    assert Budget().cells - budget.cells < 100 * 64


def test_what_would_be_too_large_is_refused() -> None:
    """A rule that ties 23 levers together cannot be held; neither can work without end."""
    sizes = {f"l{k}": 2 for k in range(23)}
    with pytest.raises(TooLargeError):
        project([], sizes, sorted(sizes), Budget())
    with pytest.raises(TooLargeError):
        project([], {"l0": 2}, ["l0"], Budget(joins=0))
