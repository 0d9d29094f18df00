"""Events of a document -> plain values and the place of each: one builder for YAML and for JSON.

Plain values are mappings, lists, text, true, false and null. Numbers and dates stay text until the
type that is expected decides (:mod:`detente.interpret`). The builder keeps a stack of its own, so
that no depth of nesting can exhaust the interpreter's.
"""

import re
from typing import Any

from msgspec import Struct, field

from detente.errors import Mark, Path

__all__ = [
    "KEY",
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_NODES",
    "MAX_SCALAR",
    "Builder",
    "StopReading",
    "SyntaxFault",
    "core_scalar",
]

MAX_BYTES = 1 << 20
MAX_DEPTH = 32
MAX_NODES = 50_000
MAX_SCALAR = 65_536
MAX_FAULTS = 100

KEY = "#key"
"""The last step of the path under which the place of a key itself is kept."""

_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_CORE: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


class SyntaxFault(Struct, frozen=True):
    """Something in the text that cannot be read, before any question of what it says."""

    mark: Mark
    message: str
    hint: str = ""
    code: str = "D100"


class StopReading(Exception):  # noqa: N818 - it ends the reading; the faults are the error
    """No use in going on: a limit is passed, or the syntax is broken."""


def core_scalar(text: str) -> str | bool | None:
    """Return what a plain scalar stands for under YAML 1.2: true, false, null, or its text.

    Examples
    --------
    >>> [core_scalar(word) for word in ("on", "NO", "12:30", "true", "~")]
    ['on', 'NO', '12:30', True, None]
    """
    return _CORE.get(text, text)


class _Open(Struct):
    """A mapping or a list that is not closed yet; `skipped`: it hangs under a repeated key."""

    value: dict[str, Any] | list[Any]
    path: Path
    skipped: bool
    key: str | None = None
    skip_next: bool = False


class Builder(Struct):
    """Takes the parts of a document in order; holds the value, the places and the faults."""

    value: Any = None
    marks: dict[Path, Mark] = field(default_factory=dict)
    faults: list[SyntaxFault] = field(default_factory=list)
    nodes: int = 0
    _stack: list[_Open] = field(default_factory=list)

    @property
    def wants_key(self) -> bool:
        """Whether the next part is a key."""
        return (
            bool(self._stack) and isinstance(self._stack[-1].value, dict) and self._top_key is None
        )

    @property
    def _top_key(self) -> str | None:
        return self._stack[-1].key

    def fault(self, mark: Mark, message: str, hint: str = "", code: str = "D100") -> None:
        """Note something that cannot be read; stop when there is too much of it."""
        self.faults.append(SyntaxFault(mark, message, hint, code))
        if len(self.faults) >= MAX_FAULTS:
            raise StopReading

    def open(self, value: dict[str, Any] | list[Any], mark: Mark) -> None:
        """Begin a mapping or a list: `value` is empty and will be filled."""
        self._count(mark)
        if len(self._stack) >= MAX_DEPTH:
            self.fault(mark, f"nested deeper than {MAX_DEPTH} levels", code="D109")
            raise StopReading
        if self.wants_key:
            self.fault(mark, "a key must be a single text, not a list or a mapping")
            raise StopReading
        path, skipped = self._place(value, mark)
        self._stack.append(_Open(value, path, skipped))

    def close(self) -> None:
        """End the mapping or the list that was begun last."""
        self._stack.pop()

    def scalar(self, text: str, mark: Mark, *, plain: bool) -> None:
        """Take a single value, or a key."""
        self._count(mark)
        if len(text) > MAX_SCALAR:
            message = f"a text of {len(text):,} characters; at most {MAX_SCALAR:,} are read"
            self.fault(mark, message, "keep long texts in a document of the record", "D109")
            raise StopReading
        hidden = _HIDDEN.search(text)
        if hidden:
            message = f"the text holds the character U+{ord(hidden.group()):04X}"
            self.fault(mark, message, "remove it: it cannot be shown")
        if self.wants_key:
            self._take_key(text, mark)
        else:
            self._place(core_scalar(text) if plain else text, mark)

    def _count(self, mark: Mark) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self.fault(
                mark, f"more than {MAX_NODES:,} values in one file", "split the case", "D109"
            )
            raise StopReading

    def _take_key(self, text: str, mark: Mark) -> None:
        top = self._stack[-1]
        top.key = text
        if text not in top.value:
            if not top.skipped:
                self.marks[*top.path, text, KEY] = mark
            return
        top.skip_next = True
        first = self.marks.get((*top.path, text, KEY))
        hint = f"it stands first on line {first.line}" if first else ""
        self.fault(mark, f"the key '{text[:60]}' stands here twice", hint)

    def _place(self, value: Any, mark: Mark) -> tuple[Path, bool]:
        """Put `value` where it belongs; return its path and whether it is left out."""
        if not self._stack:
            self.value = value
            self.marks[()] = mark
            return (), False
        top = self._stack[-1]
        if isinstance(top.value, list):
            path: Path = (*top.path, len(top.value))
            top.value.append(value)
            skipped = top.skipped
        else:
            key = top.key or ""
            path, skipped = (*top.path, key), top.skipped or top.skip_next
            if not skipped:
                top.value[key] = value
            top.key, top.skip_next = None, False
        if not skipped:
            self.marks[path] = mark
        return path, skipped
