"""JSON text -> the builder, with places: any JSON text is a valid case file.

YAML is nearly a superset of JSON; this reader covers the rest (tabs, long keys, escaped pairs of
surrogates), and is quick.
"""

import json
import re
from typing import Any

from detente.casefile.values import Builder
from detente.errors import Mark

__all__ = ["read_json"]

_SPACE = re.compile(r"[ \t\n\r]*")
_STRING = re.compile(r'"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*"')
_LITERAL = re.compile(
    r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?(?![\w.+-])|true\b|false\b|null\b"
)


class _NotJsonError(Exception):
    """The text is no JSON."""


def read_json(text: str, builder: Builder) -> bool:
    """Give the parts of `text` to `builder`; return False, at the first doubt, if it is no JSON.

    Examples
    --------
    >>> builder = Builder()
    >>> read_json('{"case": "talks", "detente": 1}', builder), builder.value
    (True, {'case': 'talks', 'detente': '1'})
    >>> read_json("{case: talks}", Builder())
    False
    """
    if not text.lstrip(" \t\n\r").startswith("{"):
        return False
    try:
        _Scanner(text, builder).run()
    except _NotJsonError:
        return False
    return True


class _Scanner:
    """Walks through the text with one state: what may come next."""

    def __init__(self, text: str, builder: Builder) -> None:
        self.text = text
        self.builder = builder
        self.at = 0
        self.line = 1
        self.line_start = 0
        self.closers: list[str] = []

    def run(self) -> None:
        self._value()
        while self.closers:
            self._after_value()
        self._skip()
        if self.at != len(self.text):
            raise _NotJsonError

    def _after_value(self) -> None:
        """Close what is closed, or go on after a comma."""
        closer = self.closers[-1]
        self._skip()
        found = self.text[self.at : self.at + 1]
        if found == closer:
            self._close()
            return
        if found != ",":
            raise _NotJsonError
        self.at += 1
        self._member(closer)

    def _member(self, closer: str) -> None:
        if closer == "}":
            self._skip()
            self._string()
            self._skip()
            if self.text[self.at : self.at + 1] != ":":
                raise _NotJsonError
            self.at += 1
        self._value()

    def _value(self) -> None:
        self._skip()
        found = self.text[self.at : self.at + 1]
        if found in ("{", "["):
            self._open(found)
        elif found == '"':
            self._string()
        else:
            self._literal()

    def _open(self, found: str) -> None:
        value: dict[str, Any] | list[Any] = {} if found == "{" else []
        self.builder.open(value, self._mark(1, "collection"))
        self.at += 1
        closer = "}" if found == "{" else "]"
        self.closers.append(closer)
        self._skip()
        if self.text[self.at : self.at + 1] == closer:
            self._close()
        else:
            self._member(closer)

    def _close(self) -> None:
        self.builder.close()
        self.closers.pop()
        self.at += 1

    def _string(self) -> None:
        match = _STRING.match(self.text, self.at)
        if not match:
            raise _NotJsonError
        written = match.group()
        value = json.loads(written) if "\\" in written else written[1:-1]
        style = "double" if len(value) + 2 == len(written) else "escaped"
        self.builder.scalar(value, self._mark(len(written), style), plain=False)
        self.at = match.end()

    def _literal(self) -> None:
        match = _LITERAL.match(self.text, self.at)
        if not match:
            raise _NotJsonError
        self.builder.scalar(match.group(), self._mark(len(match.group()), "plain"), plain=True)
        self.at = match.end()

    def _mark(self, width: int, style: str) -> Mark:
        return Mark(self.line, self.at - self.line_start + 1, width, style)

    def _skip(self) -> None:
        match = _SPACE.match(self.text, self.at)
        end = match.end() if match else self.at
        lines = self.text.count("\n", self.at, end)
        if lines:
            self.line += lines
            self.line_start = self.text.rindex("\n", self.at, end) + 1
        self.at = end
