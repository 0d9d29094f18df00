"""Text -> plain values with the place of every key and value; the only module that knows YAML.

The limits are checked as the events come, so a hostile file costs no more than a large one: a file
of 100 kB of ``[`` is refused at its 33rd. No anchors, aliases, tags, repeated keys or several
documents; of the scalars only true, false and null are more than text (YAML 1.2). Whatever begins
with ``{`` is tried as JSON first.
"""

import re
from collections.abc import Iterator
from typing import Any

import yaml
from msgspec import Struct

from detente.casefile.json_text import read_json
from detente.casefile.values import MAX_BYTES, Builder, StopReading, SyntaxFault
from detente.errors import Mark, Path

__all__ = ["Reading", "decode", "read"]

_FOREIGN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]"
)
_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # the events are the same


class Reading(Struct, frozen=True):
    """What a text holds: the value at its top, the places, and what could not be read."""

    value: Any
    marks: dict[Path, Mark]
    faults: list[SyntaxFault]


def decode(raw: bytes) -> tuple[str, list[SyntaxFault]]:
    r"""Turn the bytes of a file into text: UTF-8, with or without a byte order mark.

    Examples
    --------
    >>> decode(b"case: talks")
    ('case: talks', [])
    >>> decode(b"name: caf\xe9")[1][0].message
    'byte 0xE9 is not UTF-8'
    """
    if len(raw) > MAX_BYTES:
        return "", [_too_large(len(raw))]
    try:
        return raw.decode("utf-8"), []
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
        mark = _mark_at(before, len(before))
        found = f"byte 0x{raw[error.start]:02X} is not UTF-8"
    hint = "save the file as UTF-8"
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        hint = "the file looks like UTF-16: save it as UTF-8"
    return "", [SyntaxFault(mark, found, hint)]


def read(text: str) -> Reading:
    """Read YAML, or JSON, without ever raising.

    Parameters
    ----------
    text : str
        At most 1 MiB as UTF-8; values nested at most 32 deep, at most 50,000 of them.

    Examples
    --------
    >>> reading = read("levers: {coal: {levels: [on, off]}}")
    >>> reading.value
    {'levers': {'coal': {'levels': ['on', 'off']}}}
    >>> reading.marks["levers", "coal", "levels", 1].column
    30
    """
    text = text.removeprefix("\ufeff")
    if len(text) > MAX_BYTES or len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        return Reading(None, {}, [_too_large(len(text))])
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    builder = Builder()
    try:
        if not read_json(text, builder):
            builder = Builder()
            _read_yaml(text, builder)
    except StopReading:
        builder.value = None
    return Reading(builder.value, builder.marks, builder.faults)


def _too_large(size: int) -> SyntaxFault:
    return SyntaxFault(
        Mark(1, 1),
        f"the file is too large: {size:,} bytes, at most {MAX_BYTES:,} are read",
        "keep the record in record.jsonl, and texts in documents/",
        "D109",
    )


def _mark_at(text: str, offset: int, width: int = 1) -> Mark:
    line = text.count("\n", 0, offset) + 1
    return Mark(line, offset - text.rfind("\n", 0, offset), width)


def _read_yaml(text: str, builder: Builder) -> None:
    foreign = _FOREIGN.search(text)
    if foreign:
        builder.fault(_mark_at(text, foreign.start()), *_foreign(str(foreign[0])))
        raise StopReading
    lines = text.split("\n")
    try:
        for event in _events(text):
            _take(event, builder, lines)
    except yaml.YAMLError as error:
        builder.fault(*_syntax(error, lines))
        raise StopReading from None
    if not builder.marks:
        builder.fault(Mark(1, 1), "the file is empty", "detente new DIR makes a file to start from")


def _events(text: str) -> Iterator[Any]:
    loader = _Loader(text)
    try:
        while loader.check_event():
            yield loader.get_event()
    finally:
        loader.dispose()


def _foreign(char: str) -> tuple[str, str]:
    number = f"U+{ord(char):04X}"
    if char == "\0":
        return "the file holds a NUL byte", "it is no text file, or was saved in another encoding"
    if char in "\x85\u2028\u2029":
        return f"the line separator {number} stands in the text", "end lines with a newline"
    return f"the character {number} cannot stand in a case file", "remove it"


def _take(event: Any, builder: Builder, lines: list[str]) -> None:
    if isinstance(event, yaml.ScalarEvent):
        _refuse_extras(event, builder)
        plain = event.style in (None, "")
        builder.scalar(event.value, _scalar_mark(event, lines), plain=plain)
    elif isinstance(event, yaml.CollectionStartEvent):
        _refuse_extras(event, builder)
        builder.open({} if isinstance(event, yaml.MappingStartEvent) else [], _mark(event))
    elif isinstance(event, yaml.CollectionEndEvent):
        builder.close()
    elif isinstance(event, yaml.AliasEvent):
        hint = "write the value out, or name a part as a term of the case"
        builder.fault(_mark(event), f"aliases (*{str(event.anchor)[:40]}) are not allowed", hint)
        raise StopReading
    elif isinstance(event, yaml.DocumentStartEvent):
        _document(event, builder)


def _document(event: Any, builder: Builder) -> None:
    if builder.marks:
        builder.fault(_mark(event), "a second document begins here", "one case a file")
        raise StopReading
    if event.tags:
        builder.fault(_mark(event), "%TAG lines are not allowed", "remove the line")


def _refuse_extras(event: Any, builder: Builder) -> None:
    if event.anchor is not None:
        builder.fault(
            _mark(event),
            f"anchors (&{event.anchor[:40]}) are not allowed",
            "write the value out where it is needed",
        )
    if event.tag is not None:
        builder.fault(_mark(event), f"tags ({event.tag[:40]}) are not allowed", "remove the tag")


def _mark(event: Any) -> Mark:
    start = event.start_mark
    return Mark(start.line + 1, start.column + 1, 1, "collection")


def _scalar_mark(event: Any, lines: list[str]) -> Mark:
    start, end = event.start_mark, event.end_mark
    line, column = start.line + 1, start.column + 1
    if event.style == "|":
        return Mark(line, column, 1, "block", _indent(event.value, line, lines))
    if end.line != start.line:
        width = len(lines[start.line].rstrip()) - start.column
        return Mark(line, column, max(1, width), "folded")
    width = max(1, end.column - start.column)
    if event.style in (None, ""):
        return Mark(line, column, width, "plain")
    if width != len(event.value) + 2:
        return Mark(line, column, width, "escaped")
    return Mark(line, column, width, "single" if event.style == "'" else "double")


def _indent(value: str, header: int, lines: list[str]) -> int:
    """Return the column, from 1, at which the lines of a ``|`` scalar begin."""
    for number, line in enumerate(value.split("\n")):
        if line and header + number < len(lines):
            return max(1, len(lines[header + number]) - len(line) + 1)
    return 1


_ADVICE = (
    ("mapping values are not allowed", "put text that holds ': ' in quotation marks"),
    ("did not find expected ',' or ']'", "a list [ ... ] is not closed, or lacks a comma"),
    ("did not find expected ',' or '}'", "a mapping { ... } is not closed, or lacks a comma"),
    ("did not find expected key", "check the indentation, and ': ' after the key"),
    ("did not find expected '-' indicator", "check the indentation of the list"),
    ("could not find expected ':'", "a key is followed by ': '"),
    ("unexpected end of stream", "a quotation mark is not closed"),
    ("document separator", "a quotation mark is not closed"),
    ("unknown escape character", "use '...' where the text holds a backslash"),
    ("did not find expected <document start>", "only one value stands at the top: a mapping"),
    ("did not find expected node content", "a value is missing here"),
    ("block sequence entries are not allowed", "start the list on a line of its own"),
)
_STARTS = {
    "\t": ("a tab stands in the indentation", "indent with spaces"),
    "@": ("'@' cannot begin a value", "put the value in quotation marks"),
    "`": ("'`' cannot begin a value", "put the value in quotation marks"),
    "%": ("'%' cannot begin a value", "put the value in quotation marks"),
}


def _syntax(error: yaml.YAMLError, lines: list[str]) -> tuple[Mark, str, str]:
    """Say in plain words what the parser stumbled over, and where."""
    problem = str(getattr(error, "problem", None) or "this is no YAML")
    began = getattr(error, "context_mark", None)
    place = getattr(error, "problem_mark", None) or began
    if began and "while scanning a quoted scalar" in str(getattr(error, "context", "")):
        place = began
    line, column = (place.line, place.column) if place else (0, 0)
    if line >= len(lines):
        line, column = len(lines) - 1, len(lines[-1])
    mark = Mark(line + 1, column + 1)
    before = lines[line][: column + 1]
    if "cannot start any token" in problem and before[-1:] in _STARTS:
        return mark, *_STARTS[before[-1]]
    if before.isspace() and "\t" in before:
        return mark, *_STARTS["\t"]
    hint = next((advice for words, advice in _ADVICE if words in problem), "")
    if began and began.line != line:
        hint = f"{hint}; it begins on line {began.line + 1}" if hint else ""
    return mark, " ".join(filter(None, (problem, getattr(error, "context", None)))), hint
