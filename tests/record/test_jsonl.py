"""The record as JSON Lines: what is right is read, what is wrong is placed, nothing raises."""

import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.claims import Claim, Review
from detente.documents import Document
from detente.entries import Act, Event, read_entry
from detente.interpret import interpret
from detente.record import parse
from detente.record.json_line import find

EVENT = {"kind": "event", "id": "e1", "date": "2019-10-05", "name": "talks"}


def line(**more: Any) -> str:
    """One line of a record: an event, with keys added or replaced."""
    return json.dumps(EVENT | more)


def test_every_kind_of_line_is_read() -> None:
    """Entries, documents, claims and reviews stand in one file, in its order."""
    text = "\n".join(
        [
            '{"kind": "document", "id": "d1", "title": "News"}',
            '{"kind": "claim", "id": "c1", "quote": "talks broke off", "type": "fact"}',
            '{"kind": "review", "id": "r1", "claim": "c1", "verdict": "accepted"}',
            "",
            '{"kind": "act", "id": "a1", "date": "2019-10-05", "lever": "ban", "level": "lifted"}',
        ]
    )
    lines, problems = parse(text)
    assert problems == []
    assert [type(entry) for entry, _ in lines] == [Document, Claim, Review, Act]
    assert [mark.line for _, mark in lines] == [1, 2, 3, 5]


def test_the_mark_of_a_line_is_its_id() -> None:
    """Messages about an entry point at its id."""
    [(_, mark)], _ = parse(line())
    assert line()[mark.column - 1 : mark.column - 1 + mark.width] == '"e1"'


def test_the_same_line_twice_counts_once() -> None:
    """Same id and same content: the entry was recorded twice, which changes nothing."""
    lines, problems = parse(f"{line()}\n{line()}\n")
    assert len(lines) == 1
    assert problems == []


def test_one_id_with_two_contents_is_an_error_at_the_second() -> None:
    """Same id and other content: the second is refused, the first is named."""
    lines, [problem] = parse(f"{line()}\n{line(name='vote')}\n")
    assert len(lines) == 1
    assert (problem.code, problem.line) == ("D202", 2)
    assert "'e1' stands twice with different content" in problem.message
    assert "first on line 1" in problem.hint


def test_what_is_right_is_read_beside_what_is_wrong() -> None:
    """A broken line hides no other line, and all problems come back."""
    lines, problems = parse(f'{{"id": \n{line()}\n[]\n{line(id="e2", nme="x")}\n{line(id="e3")}')
    assert [entry.id for entry, _ in lines] == ["e1", "e3"]
    assert [(p.code, p.line) for p in problems] == [("D201", 1), ("D104", 3), ("D101", 4)]


@pytest.mark.parametrize(
    ("text", "code", "column", "message"),
    [
        ('{"kind": "event" "id": "e1"}', "D201", 18, "expected ','"),
        ("{'kind': 'event'}", "D201", 2, "a key in double quotes"),
        ("{} {}", "D201", 4, "more text after the end"),
        ('{"id": "e1', "D201", 8, "closing quote"),
        ('{"amount": NaN}', "D201", 1, "'NaN' is no number"),
        ('{"amount": -Infinity}', "D201", 1, "'-Infinity' is no number"),
        ('{"amount": 1e999}', "D201", 1, "too large"),
        ('{"amount": ' + "9" * 5000 + "}", "D201", 1, "5000 digits"),
        ('{"id": "e1", "id": "e2"}', "D201", 1, "key 'id' stands twice"),
        ('{"id": "\\ud800"}', "D201", 1, "surrogate"),
        ("[" * 100_000, "D201", 1, "nested too deeply"),
        (line(kind="akt"), "D105", 10, "unknown kind 'akt'"),
        (line(date="2019-02-30"), "D106", 39, "no such day"),
        (line(id="e 1"), "D104", 25, "cannot be an id"),
        (line(nam="x"), "D101", 70, "unknown key 'nam'"),
        (line(recorded=[]), "D104", 82, "expected"),
        ('{"kind": "event", "id": "e1", "date": "2019-10-05"}', "D103", 1, "missing key 'name'"),
    ],
)
def test_each_mistake_has_its_place(text: str, code: str, column: int, message: str) -> None:
    """Every mistake gives one problem with its code, its column and words that say what it is."""
    _, [problem] = parse(text, "talks.jsonl")
    assert (problem.file, problem.line, problem.code) == ("talks.jsonl", 1, code)
    assert problem.column == column
    assert message in problem.message


def test_a_very_long_line_is_refused() -> None:
    """A line of more than a million characters is an error, not work."""
    _, [problem] = parse(line(note="x" * 1_100_000))
    assert "1,100,0" in problem.message


def test_a_hopeless_file_is_given_up() -> None:
    """After a thousand errors the rest of the file is not read."""
    _, problems = parse("{\n" * 5000)
    assert len(problems) == 1001
    assert "the rest of the file is not read" in problems[-1].message


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm() -> None:
    """Files from other systems are read."""
    lines, problems = parse(f"\ufeff{line()}\r\n{line(id='e2')}\r\n")
    assert len(lines) == 2
    assert problems == []


def test_only_line_feeds_end_a_line() -> None:
    """A line separator inside a text is part of the text (it is legal in JSON)."""
    [(entry, _)], _ = parse(json.dumps(EVENT | {"note": "one\u2028two"}, ensure_ascii=False))
    assert isinstance(entry, Event)
    assert entry.note == "one\u2028two"
    assert entry.date.first == dt.date(2019, 10, 5)


# ------------------------------------------------------------------ laws

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**6), 10**6) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=12,
)
NEARLY = st.fixed_dictionaries(
    {},
    optional={
        "kind": st.sampled_from(["event", "act", "claim", "ruling", "document"]) | PLAIN,
        "id": st.sampled_from(["e1", "e2", ""]) | PLAIN,
        "date": st.sampled_from(["2019-10-05", "2019-10-01/2019-10-05", "0001-01-01"]) | PLAIN,
        "name": PLAIN,
        "quote": PLAIN,
        "recorded": PLAIN,
        "event": PLAIN,
        "grade": st.sampled_from(["A1", "C3", "Z9"]) | PLAIN,
        "amount": PLAIN,
    },
)


@given(st.lists(NEARLY | PLAIN, max_size=5))
def test_any_json_is_read_or_placed(plains: list[Any]) -> None:
    """Whatever objects stand in the file: entries and placed problems, never an exception."""
    check("\n".join(json.dumps(plain) for plain in plains))


@given(st.text(), st.integers(0, 120), st.integers(0, 120))
def test_any_text_is_read_or_placed(noise: str, start: int, end: int) -> None:
    """A good record with any text put anywhere into it never raises."""
    good = f"{line()}\n{line(id='e2', grade='C3', rests_on=['c1'])}\n"
    check(good[:start] + noise + good[max(start, end) :])


def check(text: str) -> None:
    """Read the text; every problem stands on a character of the file."""
    lines, problems = parse(text)
    rows = text.removeprefix("\ufeff").split("\n")
    for problem in problems:
        assert problem.message
        assert 1 <= problem.line <= len(rows)
        assert 1 <= problem.column <= len(rows[problem.line - 1]) + 1
    assert len({entry.id for entry, _ in lines}) == len(lines)


@given(PLAIN, st.data())
def test_every_value_is_found_where_it_stands(plain: Any, data: st.DataObject) -> None:
    """The place of a value holds the text of that value."""
    text = json.dumps(plain, indent=data.draw(st.sampled_from([None, 1])))
    path: list[str | int] = []
    value: Any = plain
    while isinstance(value, dict | list) and value and data.draw(st.booleans()):
        keys: list[Any] = list(value) if isinstance(value, dict) else list(range(len(value)))
        step = data.draw(st.sampled_from(keys))
        path.append(step)
        value = value[step]
    start, end = find(text, tuple(path))
    assert json.loads(text[start:end]) == value


@given(NEARLY)
def test_the_quick_reading_says_what_the_slow_one_says(plain: dict[str, Any]) -> None:
    """Values that have their own type already are read at once, and to the same entry."""
    quick, faults = read_entry(plain)
    kind = plain.get("kind")
    if quick is not None and isinstance(kind, str):
        rest = {key: value for key, value in plain.items() if key != "kind"}
        assert (quick, faults) == interpret(type(quick), rest)
