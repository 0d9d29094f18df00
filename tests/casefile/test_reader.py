"""The reader: YAML 1.2 scalars, places of everything, and hostile files refused with a message."""

import json
import time

import pytest
import yaml

from detente.casefile import parse, parse_bytes, reader
from detente.casefile.reader import read
from detente.errors import Mark


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("on", "on"),
        ("no", "no"),
        ("NO", "NO"),
        ("12:30", "12:30"),
        ("12:30:00", "12:30:00"),
        ("1_000", "1_000"),
        ("0o17", "0o17"),
        ("0x1F", "0x1F"),
        ("2019-10-05", "2019-10-05"),
        ("1.5", "1.5"),
        (".inf", ".inf"),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("'true'", "true"),
        ('"null"', "null"),
        ("!", None),
    ],
)
def test_only_true_false_and_null_are_more_than_text(written: str, value: object) -> None:
    """Numbers and dates stay text until the expected type decides; quoted scalars are text."""
    reading = read(f"key: {written}")
    if written == "!":  # a tag without a name
        assert reading.faults
    else:
        assert reading.value == {"key": value}


def test_a_key_called_on_stays_a_word() -> None:
    """YAML 1.1 would make true of it."""
    assert read("on: no").value == {"on": "no"}


PLACES = """\
a: plain text
"b": 'single'
c: {d: [x, "two words"], e: "esc\\"aped"}
f: |
    first
    second
g: >
  folded
h: over
  two lines
i: |2
     deep
    less
"""


@pytest.mark.parametrize(
    ("path", "mark"),
    [
        (("a", "#key"), Mark(1, 1, 1, "plain")),
        (("a",), Mark(1, 4, 10, "plain")),
        (("b", "#key"), Mark(2, 1, 3, "double")),
        (("b",), Mark(2, 6, 8, "single")),
        (("c",), Mark(3, 4, 1, "collection")),
        (("c", "d", 0), Mark(3, 9, 1, "plain")),
        (("c", "d", 1), Mark(3, 12, 11, "double")),
        (("c", "e"), Mark(3, 29, 11, "escaped")),
        (("f",), Mark(4, 4, 1, "block", 5)),
        (("g",), Mark(7, 4, 1, "folded")),
        (("h",), Mark(9, 4, 4, "folded")),
        (("i",), Mark(11, 4, 1, "block", 3)),
    ],
)
def test_everything_knows_its_place(path: tuple[str | int, ...], mark: Mark) -> None:
    """Line, column, width and style of keys and values, counted from 1."""
    assert read(PLACES).marks[path] == mark


def test_a_place_inside_a_block_is_exact() -> None:
    """Lines of a ``|`` text begin at its indentation."""
    reading = read(PLACES)
    text = reading.value["f"]
    start = text.index("second")
    assert reading.marks["f",].inside(text, start, start + 6) == Mark(6, 5, 6)


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_other_line_ends_change_nothing(ends: str) -> None:
    """Files from other systems have the same values at the same places."""
    other = read(PLACES.replace("\n", ends))
    assert other.value == read(PLACES).value
    assert other.marks == read(PLACES).marks


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    """Editors on Windows put one; it changes neither values nor places."""
    assert read("\ufeff" + PLACES).marks == read(PLACES).marks


def test_json_that_yaml_cannot_read_is_read() -> None:
    """Tabs, long keys, escaped slashes and pairs of surrogates are fine in JSON."""
    text = '{\t"' + "k" * 2000 + '":\t"\\/\\ud83d\\ude00", "n": [1, -0.5e3, true, null, {}, []]}\n'
    reading = read(text)
    assert reading.faults == []
    assert reading.value == {"k" * 2000: "/😀", "n": ["1", "-0.5e3", True, None, {}, []]}


def test_places_in_json() -> None:
    """Keys and values of JSON have their places too."""
    marks = read('{\n  "a": "x",\n  "b": {"c": 12}}').marks
    assert marks["a", "#key"] == Mark(2, 3, 3, "double")
    assert marks["b", "c"] == Mark(3, 14, 2, "plain")


def test_a_flow_mapping_that_is_no_json_is_yaml() -> None:
    """What begins like JSON and is none is read as YAML, with YAML's messages."""
    assert read("{a: 1}").value == {"a": "1"}
    assert read('{"a": 1, }').value == {"a": "1"}
    assert read('{"a": 01}').value == {"a": "01"}


def test_without_the_compiled_parser_all_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """PyYAML may lack its C part: the same values, the same places, the same limits."""
    compiled = read(PLACES)
    monkeypatch.setattr(reader, "_Loader", yaml.BaseLoader)
    assert read(PLACES).value == compiled.value
    assert read(PLACES).marks == compiled.marks
    deep = read("a: " + "[" * 100_000)
    assert [fault.message for fault in deep.faults] == ["nested deeper than 32 levels"]
    assert read("a:\n\tb: 1").faults[0].message == "a tab stands in the indentation"


LAUGHS = "a: &a [x, x]\n" + "".join(
    f"{b}: &{b} [*{a}, *{a}, *{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)
HOSTILE = {
    "100 kB of [": "[" * 100_000,
    "100 kB of [ in a mapping": "a: " + "[" * 100_000,
    "100 kB of {": "{" * 100_000,
    "100 kB of {a: ": "{a: " * 25_000,
    "deep JSON": '{"a":' * 100_000,
    "deep JSON lists": '{"a":' + "[" * 100_000,
    "100 kB of - ": "- " * 50_000,
    "100 kB of ? ": "? " * 50_000,
    "10^6 keys": "".join(f"k{i}: 1\n" for i in range(1_000_000)),
    "as many keys as fit": "".join(f"{i}:\n" for i in range(150_000)),
    "as many keys as fit, on one line": "{" + ",".join(f"{i}" for i in range(150_000)) + "}",
    "billion laughs": LAUGHS,
    "50,000 anchors": "".join(f"k{i}: &a{i} 1\n" for i in range(50_000)),
    "50,000 times one key": "a: 1\n" * 50_000,
    "one long word": "a: " + "x" * 1_000_000,
    "one long key": "x" * 1_000_000 + ": 1",
    "one long quoted text": 'a: "' + "\\n" * 500_000 + '"',
    "a quotation that does not end": 'a: "' + "\n" * 1_000_000,
    "a comment of 1 MB": "#" * 1_000_000,
    "200,000 folded lines": "a: x\n" + "  x\n" * 200_000,
    "a million spaces": " " * 1_000_000,
    "colons": "a" + ":" * 500_000,
    "tag of an object": "a: !!python/object/apply:os.system [echo]",
    "tag of the core": "a: !!int 3",
    "merge key": "a: {b: 1}\nc:\n  <<: *a\n",
    "NUL": "a: \0",
    "escape": "a: \x1b[2J",
    "half a pair": "a: \ud800",
    "half a pair in JSON": '{"a": "\\ud800"}',
    "line separator": "a: x\u2028y",
    "two documents": "--- {a: 1}\n--- {b: 2}\n",
    "directive": "%TAG ! tag:example.com,2000:\n---\na: 1\n",
    "only a directive": "%YAML 1.2\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_ends_in_a_message(name: str) -> None:
    """Refused with a place, without a traceback, in little time."""
    began = time.process_time()
    case, problems = parse(HOSTILE[name])
    assert time.process_time() - began < 2
    assert case is None
    assert problems
    assert all(problem.line >= 1 and problem.column >= 1 for problem in problems[:100])
    assert "Traceback" not in problems[0].message


@pytest.mark.parametrize(
    ("raw", "message", "place"),
    [
        (b"case: caf\xe9\n", "byte 0xE9 is not UTF-8", (1, 10)),
        (b"case: x\r\nname: \xff\n", "byte 0xFF is not UTF-8", (2, 7)),
        ("case: x".encode("utf-16"), "byte 0xFF is not UTF-8", (1, 1)),
        (b"x" * (1 << 21), "the file is too large: 2,097,152 bytes, at most 1,048,576", (1, 1)),
        (b"", "the file is empty", (1, 1)),
        (b"\x89PNG\r\n\x1a\n", "byte 0x89 is not UTF-8", (1, 1)),
    ],
)
def test_bytes_that_are_no_case_file_are_refused(
    raw: bytes, message: str, place: tuple[int, int]
) -> None:
    """The place is that of the first wrong byte."""
    case, problems = parse_bytes(raw)
    assert case is None
    assert problems[0].message.startswith(message)
    assert (problems[0].line, problems[0].column) == place


def test_a_file_of_mistakes_has_an_end() -> None:
    """Thousands of errors are counted, not listed, and cost no more time than they are worth."""
    levers = ", ".join(f"Lever{i}: {{ownr: x}}" for i in range(8_000))
    began = time.process_time()
    _, problems = parse(f"detente: 1\ncase: x\nparties: {{}}\nlevers: {{{levers}}}\n")
    assert time.process_time() - began < 5
    assert len(problems) == 501
    assert problems[-1].message.endswith("more errors are not shown")


def test_thousands_of_conditions_have_a_limit() -> None:
    """A file with more conditions than anybody writes is refused, once."""
    items = "\n".join(f"  - a = l{i}" for i in range(5_100))
    head = "detente: 1\ncase: x\nparties: {p: {}}\nlevers: {a: {owner: p, levels: [l1, l2]}}\n"
    _, problems = parse(f"{head}impossible:\n{items}\n")
    assert [p.code for p in problems].count("D109") <= 1
    items = "\n".join("  - a = l1" for i in range(5_100))
    _, problems = parse(f"{head}impossible:\n{items}\n")
    assert [p.concise() for p in problems] == [
        (
            "case.yaml:5006:5: error[D109] too many conditions in one file: at most 5,000 of them, "
            "250,000 characters in all (split the case)"
        )
    ]


def test_limits_leave_room_for_large_cases() -> None:
    """A thousand levers and a thousand preference statements are no trouble."""
    levers = {f"l{i}": {"owner": "p", "levels": ["a", "b"]} for i in range(1_000)}
    statements = [f"l{i} = b and l{(i + 1) % 1000} = a" for i in range(1_000)]
    plain = {
        "detente": 1,
        "case": "large",
        "parties": {"p": {}},
        "levers": levers,
        "preferences": {"p": {"statements": statements}},
    }
    case, problems = parse(json.dumps(plain))
    assert problems == []
    assert case is not None
    assert len(case.preferences["p"].statements) == 1_000
