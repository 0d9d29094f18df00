"""Terms: whose reading counts."""

import pytest

from detente.conditions import ConditionError, Space, parse, settle, truth
from detente.conditions.tree import Disputed, Node

SPACE = Space(("site",), (("runs", "idle", "closed"),))
TERMS = {
    "frozen": {"usa": parse("site = closed"), "dprk": parse("site >= idle")},
    "idle_or_not": {"all": parse("site >= idle or not site >= idle")},
    "safe": {"usa": parse("frozen"), "dprk": parse("frozen as dprk")},
}


def all_states(text: str, reading_of: dict[str, str] | None = None) -> list[int]:
    """The truth of a condition, once settled, in the three states."""
    return [int(value) for value in truth(settle(parse(text), TERMS, reading_of), SPACE)]


def test_an_open_term_is_unknown_where_its_readings_differ() -> None:
    """False where both say no, true where both say yes, else unknown."""
    assert all_states("frozen") == [0, 1, 2]
    assert all_states("not frozen") == [2, 1, 0]


def test_a_named_reading_goes_before_the_asked_one() -> None:
    """``as`` first, then the reading asked for."""
    assert all_states("frozen as usa") == [0, 0, 2]
    assert all_states("frozen", {"frozen": "dprk"}) == [0, 2, 2]
    assert all_states("frozen as usa", {"frozen": "dprk"}) == [0, 0, 2]


def test_a_term_with_one_reading_means_it() -> None:
    """Nothing is disputed where there is one reading."""
    assert not isinstance(settle(parse("idle_or_not"), TERMS), Disputed)
    assert all_states("idle_or_not") == [2, 2, 2]


def test_terms_may_use_terms() -> None:
    """A reading may be said in other terms; what is open below stays open."""
    assert all_states("safe") == [0, 1, 2]
    assert all_states("safe as usa") == [0, 1, 2]
    assert all_states("safe as dprk") == [0, 2, 2]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("thawed", "unknown term 'thawed'"),
        ("frozen as china", "term 'frozen' has no reading 'china'"),
    ],
)
def test_unknown_terms_and_readings_are_refused(text: str, message: str) -> None:
    """The error points at the term."""
    with pytest.raises(ConditionError) as caught:
        settle(parse(text), TERMS)
    assert caught.value.message == message
    assert caught.value.start == 0


def test_a_term_defined_by_itself_is_refused() -> None:
    """The circle is printed."""
    circle = {"a": {"x": parse("not b")}, "b": {"x": parse("a")}}
    with pytest.raises(ConditionError, match="term 'a' is defined by itself: a -> b -> a"):
        settle(parse("a"), circle)


def test_terms_that_grow_beyond_all_bounds_are_refused() -> None:
    """Each term uses the last one twice in two readings: 4 to the power of 30 nodes."""
    terms: dict[str, dict[str, Node]] = {"t0": {"x": parse("site = idle")}}
    for k in range(1, 30):
        twice = parse(f"t{k - 1} and t{k - 1}")
        terms[f"t{k}"] = {"x": twice, "y": parse(f"not t{k - 1}")}
    with pytest.raises(ConditionError, match="too large"):
        settle(parse("t29"), terms)
    deep = {f"t{k}": {"x": parse(f"{'not ' * 20}t{k + 1}")} for k in range(60)}
    with pytest.raises(ConditionError, match="nested deeper than"):
        settle(parse("t0"), deep)
