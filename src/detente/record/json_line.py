"""One line of JSON -> plain values, strictly, and the place of any value in it.

Stricter than ``json.loads``: no NaN or Infinity, no key twice, no number too long or too large, no
half of a surrogate pair.
"""

import json
import math
from collections.abc import Iterable
from typing import Any

from detente.errors import Mark, Path

__all__ = ["LineError", "find", "find_id", "marks_of", "read"]

MAX_DIGITS = 40
_RAW = json.JSONDecoder()
_IN_WORDS = {
    "Expecting value": "expected a value",
    "Expecting property name enclosed in double quotes": "expected a key in double quotes",
    "Expecting ':' delimiter": "expected ':' after the key",
    "Expecting ',' delimiter": "expected ',' or the end of the list or object",
    "Illegal trailing comma before end of object": "a comma before '}'",
    "Illegal trailing comma before end of array": "a comma before ']'",
    "Extra data": "more text after the end of the object",
    "Unterminated string starting at": "a text without its closing quote",
    "Invalid control character at": "a control character in a text",
}


class LineError(Exception):
    """The line is not JSON as it should be: what is wrong, and at which code point from 0."""

    def __init__(self, message: str, at: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.at = at


def read(line: str) -> Any:
    """Return the plain value that `line` holds; LineError says what is wrong and where.

    Examples
    --------
    >>> read('{"id": "e1"}')
    {'id': 'e1'}
    >>> try:
    ...     read('{"id": "e1",}')
    ... except LineError as error:
    ...     print(error.at, error.message)
    12 expected a key in double quotes
    """
    try:
        value = _STRICT.decode(line)
    except json.JSONDecodeError as error:
        message = next(
            (w for said, w in _IN_WORDS.items() if error.msg.startswith(said)), error.msg
        )
        raise LineError(message, error.pos) from None
    except RecursionError:
        raise LineError("nested too deeply") from None
    if "\\u" in line:
        _refuse_half_pairs(value)
    return value


def _refuse_half_pairs(value: Any) -> None:
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        raise LineError("half of a surrogate pair: no character") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    plain = dict(pairs)
    if len(plain) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise LineError(f"key '{twice[:40]}' stands twice")
    return plain


def _no_constant(word: str) -> Any:
    raise LineError(f"'{word}' is no number")


def _whole(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise LineError(f"a number of {len(digits)} digits")
    return int(digits)


def _decimal(digits: str) -> float:
    value = float(digits) if len(digits) <= MAX_DIGITS else math.inf
    if not math.isfinite(value):
        raise LineError(f"'{digits[:MAX_DIGITS]}' is too long or too large a number")
    return value


_STRICT = json.JSONDecoder(
    object_pairs_hook=_object,
    parse_constant=_no_constant,
    parse_int=_whole,
    parse_float=_decimal,
)


def find(line: str, path: Path, *, on_key: bool = False) -> tuple[int, int]:
    """Return first and last (excluded) code point of the value at `path`, or of its key.

    `line` is JSON that :func:`read` takes. Where `path` leads nowhere, the nearest thing above it.

    Examples
    --------
    >>> line = '{"id": "e1", "by": ["usa"]}'
    >>> start, end = find(line, ("by", 0))
    >>> line[start:end]
    '"usa"'
    """
    start = _skip(line, 0)
    place = (start, _end(line, start))
    for depth, step in enumerate(path):
        found = _inside(line, start, step)
        if found is None:
            break
        key, start, end = found
        last = depth == len(path) - 1
        place = key if last and on_key else (start, end)
    return place


def find_id(line: str) -> tuple[int, int]:
    r"""Return first and last (excluded) code point of the value of the object's key ``id``.

    `line` is JSON that :func:`read` takes, an object with that key.

    Examples
    --------
    >>> line = '{"kind": "event", "id" : "e1", "by": ["usa"]}'
    >>> start, end = find_id(line)
    >>> line[start:end]
    '"e1"'
    >>> find_id(line) == find(line, ("id",))
    True
    """
    at = line.find('"id"')
    colon = _skip(line, at + 4) if at >= 0 else 0
    # Written once, as a key, and no key in escapes: there is no need to read what stands before.
    if not colon or line[colon] != ":" or line.find('"id"', colon) >= 0 or "\\u" in line:
        return find(line, ("id",))
    start = _skip(line, colon + 1)
    return start, _end(line, start)


def marks_of(line: str, number: int, keys: Iterable[str]) -> dict[Path, Mark]:
    """Return where the values of an object's keys stand on line `number`; ``()`` is its id.

    Examples
    --------
    >>> marks_of('{"id": "e1", "by": "usa"}', 7, ["by"])[("by",)]
    Mark(line=7, column=20, width=5, style='plain', indent=1)
    """
    marks: dict[Path, Mark] = {}
    for path in [("id",), *((key,) for key in keys)]:
        start, end = find(line, path)
        marks[path] = Mark(number, start + 1, end - start)
    return {(): marks["id",], **marks}


def _inside(line: str, at: int, step: str | int) -> tuple[tuple[int, int], int, int] | None:
    """Return where the key stands, start and end of one value of an object or list."""
    if line[at] not in "{[":
        return None
    mapping, at, number = line[at] == "{", _skip(line, at + 1), 0
    while line[at] not in "}]":
        key: str | int = number
        key_place = (at, at + 1)
        if mapping:
            key, end = _RAW.raw_decode(line, at)
            key_place, at = (at, end), _skip(line, _skip(line, end) + 1)
        end = _end(line, at)
        if key == step:
            return key_place, at, end
        number, at = number + 1, _skip(line, end)
        if line[at] == ",":
            at = _skip(line, at + 1)
    return None


def _end(line: str, at: int) -> int:
    return _RAW.raw_decode(line, at)[1]


def _skip(line: str, at: int) -> int:
    while at < len(line) and line[at] in " \t\r\n":
        at += 1
    return at
