"""Laws of the case file: whatever is written ends in a case or in messages, never in an exception."""

import json
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.casefile import TEMPLATE, parse, parse_bytes
from detente.casefile.reader import read
from detente.errors import Problem

TESTS = Path(__file__).parent.parent
SMALL = [file.read_text("utf-8") for file in sorted((TESTS / "bad").glob("*.yaml"))]
SMALL = [text for text in SMALL if len(text) < 2_000]
LARGE = [TEMPLATE, (TESTS / "casefile" / "every_key.yaml").read_text("utf-8")]
RIGHT = [read(text).value for text in LARGE]
TREES = [reading.value for reading in map(read, SMALL) if not reading.faults]
JUNK: list[Any] = [
    *(None, True, False, "", "x", "usa", "coal_ban", "yongbyon", "-1", "0.5", "1e400", "nan"),
    *(
        "yongbyon >= frozen",
        "coal_ban = ",
        "event(x)",
        "always",
        "60 days of trigger",
        "2019-02-30",
    ),
    *(
        "x" * 5_000,
        "(" * 60,
        "\u202e",
        "ключ",
        "a|b",
        "||",
        "0 days",
        "999999 years",
        "9 per 0 days",
    ),
    *([], {}, [[]], [{}], {"x": {}}, [None], ["usa", "usa"], ["0.1", "0.2", "0.3"], {"": ""}),
]
TOKENS = (
    *(
        ": ",
        ":",
        "- ",
        "\n",
        "\n  ",
        "  ",
        "\t",
        "[",
        "]",
        "{",
        "}",
        ",",
        "'",
        '"',
        "#",
        "|",
        ">",
        "&a ",
    ),
    *(
        "*a ",
        "!!x ",
        "? ",
        "---\n",
        "...\n",
        "%",
        "@",
        "\\",
        "\0",
        "\ufeff",
        "\u2028",
        "é",
        "0",
        "~",
    ),
    *("null", "true", "not ", " and ", "(", ")", "=", ">=", "verified by ", "2019-10-05", "{a: 1}"),
)


def well_formed(case: object, problems: list[Problem]) -> None:
    """A case or errors, not both, not neither; every error has words and a place."""
    assert (case is None) == bool(problems)
    for problem in problems:
        assert problem.severity == "error"
        assert problem.message
        assert problem.line >= 1 or problem.message.endswith("more errors are not shown")
        assert problem.column >= 0
        problem.concise().encode("utf-8")  # no half characters


@given(st.text(max_size=200) | st.text(alphabet="[]{}:-,\"'#|>&*!?%@ \n\tab01", max_size=60))
def test_any_text_ends_in_a_case_or_in_messages(text: str) -> None:
    """Nothing that can be typed raises."""
    well_formed(*parse(text))


@given(st.binary(max_size=200))
def test_any_bytes_end_in_a_case_or_in_messages(raw: bytes) -> None:
    """Nothing that can lie in a file raises."""
    well_formed(*parse_bytes(raw))


WORDS = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=12)
SCALARS = st.none() | st.booleans() | st.integers() | WORDS
DATA = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=20,
)


def as_text(value: Any) -> Any:
    """What the reader makes of JSON data: numbers are text."""
    if isinstance(value, dict):
        return {key: as_text(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_text(item) for item in value]
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


@given(st.dictionaries(WORDS, DATA, max_size=4), st.booleans())
def test_json_is_read_as_it_is(data: dict[str, Any], ascii_: bool) -> None:  # noqa: FBT001 - drawn
    """Whatever JSON says, in whatever escapes, comes back."""
    text = json.dumps(data, ensure_ascii=ascii_)
    reading = read(text)
    assert reading.faults == []
    assert reading.value == as_text(data)
    assert reading.value == read(json.dumps(data, ensure_ascii=ascii_, indent=1)).value


@pytest.mark.parametrize("text", [*LARGE, *SMALL[:20]])
def test_plain_scalars_stand_where_their_marks_say(text: str) -> None:
    """The characters under a mark are the value."""
    reading = read(text)
    lines = text.split("\n")
    for path, mark in reading.marks.items():
        if mark.style == "plain" and path[-1] != "#key":
            value: Any = reading.value
            for step in path:
                value = value[step]
            found = lines[mark.line - 1][mark.column - 1 : mark.column - 1 + mark.width]
            if isinstance(value, str):
                assert found == value


# ------------------------------------------------------------------ mutations, 20,000 in all

CHUNKS = 4
FILES = 5_000


def mutated_text(text: str, rng: np.random.Generator) -> str:
    """A few characters or tokens put in, left out, doubled, moved."""
    for _ in range(int(rng.integers(1, 4))):
        at, other = (int(rng.integers(0, len(text) + 1)) for _ in range(2))
        size = int(rng.integers(1, 12))
        kind = int(rng.integers(0, 5))
        token = TOKENS[int(rng.integers(len(TOKENS)))]
        if kind == 0:
            text = text[:at] + token + text[at:]
        elif kind == 1:
            text = text[:at] + text[at + size :]
        elif kind == 2:
            text = text[:at] + token + text[at + len(token) :]
        elif kind == 3:
            text = text[:at] + text[other : other + 4 * size] + text[at:]
        else:
            text = text[:at] + chr(int(rng.integers(1, 0x3000))) + text[at + 1 :]
    return text


def places(tree: Any) -> list[tuple[Any, Any]]:
    """Every container of `tree` with each of its keys."""
    found: list[tuple[Any, Any]] = []
    todo = [tree]
    while todo:
        top = todo.pop()
        if isinstance(top, dict | list):
            keys = list(top) if isinstance(top, dict) else list(range(len(top)))
            found.extend((top, key) for key in keys)
            todo.extend(top[key] for key in keys)
    return found


def mutated_tree(tree: Any, rng: np.random.Generator) -> str:
    """Values replaced, moved, left out, keys renamed; written as JSON."""
    tree = json.loads(json.dumps(tree))
    for _ in range(int(rng.integers(1, 4))):
        spots = places(tree)
        if not spots:
            break
        where, key = spots[int(rng.integers(len(spots)))]
        source, taken = spots[int(rng.integers(len(spots)))]
        kind = int(rng.integers(0, 4))
        if kind == 0:
            where[key] = JUNK[int(rng.integers(len(JUNK)))]
        elif kind == 1:
            where[key] = json.loads(json.dumps(source[taken]))
        elif kind == 2:
            del where[key]
        elif isinstance(where, dict):
            where[str(taken)] = where.pop(key)
    return json.dumps(tree)


def mutated(rng: np.random.Generator) -> str:
    """One file: mostly small ones, which have a mistake already; one in ten large and right."""
    large = rng.random() < 0.1
    if rng.random() < 0.5:
        trees = RIGHT if large else TREES
        return mutated_tree(trees[int(rng.integers(len(trees)))], rng)
    texts = LARGE if large else SMALL
    return mutated_text(texts[int(rng.integers(len(texts)))], rng)


@pytest.mark.slow
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_mutated_files_end_in_messages_within_a_second(chunk: int) -> None:
    """20,000 files with a few changes: no exception, each under a second of the processor."""
    rng = np.random.Generator(np.random.PCG64(chunk))
    slowest = 0.0
    good = 0
    parse(TEMPLATE)  # the parser of conditions is built on first use
    for _ in range(FILES):
        text = mutated(rng)
        began = time.process_time()
        case, problems = parse(text)
        slowest = max(slowest, time.process_time() - began)
        well_formed(case, problems)
        good += case is not None
    assert slowest < 1
    assert 0 < good < FILES / 2  # the changes do break files, and do not break all
