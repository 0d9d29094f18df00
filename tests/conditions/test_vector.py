"""All states at once."""

import tracemalloc

import numpy as np
import pytest

from detente.conditions import ConditionError, Space, holds, holds_on, parse

SPACE = Space(
    ("coal", "site", "eyes"),
    (("banned", "free"), ("runs", "idle", "closed"), ("absent", "present")),
    {"talks": (("off", "on"), "on")},
)


def test_states_are_numbered_with_lever_0_fastest() -> None:
    """Number = sum of position times the sizes before it; the tensor's axes are reversed."""
    assert (SPACE.size, SPACE.shape) == (12, (2, 3, 2))
    assert SPACE.number({"coal": "free", "site": "closed", "eyes": "absent"}) == 5
    assert SPACE.state(6) == {"coal": "banned", "site": "runs", "eyes": "present"}
    tensor = holds(parse("site = closed"), SPACE).reshape(SPACE.shape)
    assert tensor[:, 2, :].all()
    assert tensor.sum() == 4


def test_a_fixed_lever_counts_with_its_level() -> None:
    """It takes no axis, and its condition is the same everywhere."""
    assert holds(parse("talks = on"), SPACE).all()
    assert holds_on(parse("talks = on"), SPACE).shape == (1, 1, 1)
    assert not holds(parse("talks < on"), SPACE).any()


def test_a_smaller_space_keeps_the_order() -> None:
    """Of the levers named, those that vary."""
    smaller = SPACE.only(["eyes", "talks", "coal"])
    assert smaller.levers == ("coal", "eyes")
    assert (
        holds(parse("talks = on and eyes = present"), smaller).tolist() == [False] * 2 + [True] * 2
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("oil = free", "no lever called 'oil' in these states"),
        ("coal = closed", "coal has no level 'closed'"),
        ("coal > 5 t", "coal has no level '5.0'"),
        ("event(signed)", "'event(signed)' has no meaning in a state"),
        ("done", "term 'done' is not settled"),
    ],
)
def test_what_states_cannot_say_is_refused(text: str, message: str) -> None:
    """Unknown names, amounts, time and open terms."""
    with pytest.raises(ConditionError) as caught:
        holds(parse(text), SPACE)
    assert caught.value.message == message


def test_many_states_take_little_memory() -> None:
    """2^22 states: beside the answer itself (4 MiB) at most as much again, and 1 KiB unspread."""
    levers = tuple(f"l{k}" for k in range(22))
    space = Space(levers, (("no", "yes"),) * 22)
    node = parse(" and ".join(f"{lever} = yes" for lever in levers))
    tracemalloc.start()
    try:
        assert holds(node, space).nonzero()[0].tolist() == [space.size - 1]
        assert tracemalloc.get_traced_memory()[1] < 2.2 * space.size
        tracemalloc.clear_traces()
        tracemalloc.reset_peak()
        narrow = holds_on(parse("l0 = yes and l21 = yes"), space)
        assert np.count_nonzero(narrow) == 1
        assert tracemalloc.get_traced_memory()[1] < 16_384
    finally:
        tracemalloc.stop()
