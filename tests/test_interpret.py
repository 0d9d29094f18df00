"""Strict interpretation reports every fault, each with its path and what would be right."""

import datetime as dt
import re
from typing import Any, Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.claims import Claim, Grade
from detente.entries import When, read_entry
from detente.interpret import Fault, did_you_mean, interpret


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    name: str
    size: int = 0
    grade: Grade | None = None


class Whole(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    parts: dict[str, Part] = {}
    items: tuple[str, ...] = ()
    pair: tuple[float, float] | float = 0.0
    day: dt.date | None = None
    kind: Literal["a", "b"] = "a"
    flag: bool = False


def faults_of(plain: Any) -> list[Fault]:
    value, faults = interpret(Whole, plain)
    assert (value is None) == bool(faults)
    return faults


def test_text_stands_for_numbers_and_dates_where_the_type_asks() -> None:
    """YAML scalars are read as text; the expected type decides what they mean."""
    plain = {
        "parts": {"x": {"name": "no", "size": "3"}},
        "pair": ["0.1", "0.3"],
        "day": "2019-10-05",
    }
    value, faults = interpret(Whole, plain)
    assert faults == []
    assert value is not None
    assert value.parts["x"] == Part(name="no", size=3)
    assert value.pair == (0.1, 0.3)
    assert value.day == dt.date(2019, 10, 5)


def test_all_faults_are_reported_not_the_first() -> None:
    """Two unknown keys, a missing one and a wrong value give four faults with their paths."""
    faults = faults_of({"parts": {"x": {"nme": "y", "size": "many"}}, "knd": "a", "kind": "c"})
    assert {fault.path for fault in faults} == {
        ("knd",),
        ("kind",),
        ("parts", "x", "nme"),
        ("parts", "x", "size"),
        ("parts", "x"),
    }


@pytest.mark.parametrize(
    ("plain", "message"),
    [
        ({"kind": "c"}, "expected one of a, b, got 'c'"),
        ({"day": "2019-02-30"}, "no such day: '2019-02-30' (day is out of range for month)"),
        ({"day": "soon"}, "expected a day such as 2019-10-05, got 'soon'"),
        ({"pair": ["1"]}, "expected two values, got 1"),
        ({"pair": {"low": 1}}, "expected a list or a number, got a mapping"),
        ({"items": "one"}, "expected a list, got 'one'"),
        ({"parts": ["x"]}, "expected a mapping, got a list"),
        ({"parts": {"x": {"name": ["a"]}}}, "expected text, got a list"),
        ({"flag": "perhaps"}, "expected true or false, got 'perhaps'"),
        (
            {"parts": {"x": {"name": "y", "grade": "G9"}}},
            "expected an Admiralty grade: a letter A to F and a digit 1 to 6, such as C3",
        ),
        ("text", "expected a mapping, got 'text'"),
    ],
)
def test_the_message_says_what_was_expected_and_what_was_found(plain: Any, message: str) -> None:
    """Messages are public: the words are fixed here."""
    assert [fault.message for fault in faults_of(plain)] == [message]


def test_the_nearest_known_key_is_the_hint() -> None:
    """A misspelt key names the key that was meant."""
    assert faults_of({"itms": []})[0].hint == "did you mean 'items'?"
    assert did_you_mean("qqqq", []) == ""


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(JSON)
def test_no_plain_value_raises(plain: Any) -> None:
    """Whatever a file holds ends in faults, never in an exception."""
    interpret(Whole, plain)
    interpret(Claim, plain)
    read_entry(plain)


@given(st.dates(), st.dates())
def test_an_interval_of_days_reads_back_as_it_prints(one: dt.date, other: dt.date) -> None:
    """``When`` prints in the form that it reads."""
    when = When(min(one, other), max(one, other))
    assert When.parse(str(when)) == when


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2019-10-05/2019-10-01", "the interval ends before it begins: '2019-10-05/2019-10-01'"),
        ("2019-10-32", "no such day: '2019-10-32'"),
        ("5 Oct 2019", "expected a day such as 2019-10-05"),
        ("2019-10-05Tnoon", "expected an instant such as 2019-10-05T18:30:00+02:00"),
    ],
)
def test_a_date_that_cannot_be_read_says_what_would_be_right(text: str, message: str) -> None:
    """Each kind of wrong date has its own words."""
    with pytest.raises(ValueError, match=re.escape(message)):
        When.parse(text)


def test_an_instant_without_zone_is_utc() -> None:
    """Instants are points in time; without an offset they are taken as UTC."""
    assert When.parse("2019-10-05T12:00").instant == dt.datetime(2019, 10, 5, 12, tzinfo=dt.UTC)


def test_a_report_without_grade_is_f6_and_an_act_a1() -> None:
    """Defaults of the grade: press reports cannot be judged, acts of procedure are certain."""
    report, _ = read_entry(
        {"kind": "report", "id": "r", "date": "2019-01-01", "lever": "x", "level": "y"}
    )
    act, _ = read_entry(
        {"kind": "act", "id": "a", "date": "2019-01-01", "lever": "x", "level": "y"}
    )
    assert [str(getattr(e, "graded", None)) for e in (report, act)] == ["F6", "A1"]
