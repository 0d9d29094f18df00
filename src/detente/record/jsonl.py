"""``record.jsonl``: dated facts, documents, claims and reviews, one JSON object a line.

A record that is wrong somewhere is read as far as it is right: every problem comes back with its
line and column, and nothing is guessed. Blank lines are allowed.
"""

import re
from typing import Any

from detente.entries import RecordLine, read_entry
from detente.errors import Mark, Problem
from detente.interpret import Fault
from detente.record.body import BOOKKEEPING, RESERVED
from detente.record.json_line import LineError, find, find_id, read

__all__ = ["erased", "parse", "parse_bytes"]

MAX_FILE = 64 << 20
MAX_LINE = 1 << 20
MAX_PROBLEMS = 1000
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,199}")


def parse(
    text: str, source: str = "record.jsonl", *, of_store: bool = False
) -> tuple[list[tuple[RecordLine, Mark]], list[Problem]]:
    """Read a record; return each line with the place of its id, and every problem.

    Parameters
    ----------
    text : str
        The whole file.
    source : str
        Its name, for messages.
    of_store : bool
        Whether each line is the body of a record in a store: there, and in an export, a line may be
        the record's own word of an erasure.

    Returns
    -------
    lines : list of (RecordLine, Mark)
        In the order of the file. A line that stands twice with the same content counts once.
    problems : list of Problem
        D201: not JSON as it should be. D202: one id with two contents. D101 to D106: wrong keys
        and values.

    Examples
    --------
    >>> lines, problems = parse('{"kind": "event", "id": "e1", "date": "2019-10-05", "name": "talks"}')
    >>> lines[0][0].name, lines[0][1].column, problems
    ('talks', 25, [])
    >>> wrong = parse('{"kind": "event", "id": "e1" "date": "2019-10-05"}')[1][0]
    >>> wrong.column, wrong.message
    (30, "expected ',' or the end of the list or object")
    """
    reading = _Reading(source, of_store=of_store)
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        if len(reading.problems) >= MAX_PROBLEMS:
            reading.add(
                "D201",
                f"more than {MAX_PROBLEMS} errors; the rest of the file is not read",
                Mark(number, 1),
            )
            break
        if line.strip(" \t\r"):
            reading.take(number, line)
    return list(reading.lines.values()), reading.problems


def parse_bytes(
    raw: bytes, source: str = "record.jsonl"
) -> tuple[list[tuple[RecordLine, Mark]], list[Problem]]:
    r"""Read the bytes of a record: UTF-8, with or without a byte order mark, at most 64 MiB.

    Examples
    --------
    >>> print(parse_bytes(b'{"id": "caf\xe9"}')[1][0].concise())
    record.jsonl:1:12: error[D201] byte 0xE9 is not UTF-8 (save the file as UTF-8)
    """
    reading = _Reading(source)
    if len(raw) > MAX_FILE:
        reading.add("D201", f"the file has more than {MAX_FILE:,} bytes", Mark(1, 1))
        return [], reading.problems
    try:
        return parse(raw.decode("utf-8"), source)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        before = raw[raw.rfind(b"\n", 0, error.start) + 1 : error.start].decode("utf-8")
        message = f"byte 0x{raw[error.start]:02X} is not UTF-8"
        reading.add("D201", message, Mark(line, len(before) + 1), "save the file as UTF-8")
        return [], reading.problems


def erased(text: str) -> frozenset[str]:
    """Return the ids of records whose bodies were erased before they were exported.

    Examples
    --------
    >>> erased('{"id":"e4","kind":"erased","stored":{}}')
    frozenset({'e4'})
    """
    found = []
    for line in text.split("\n"):
        if '"erased"' in line:
            try:
                plain = read(line)
            except LineError:
                continue
            if isinstance(plain, dict) and plain.get("kind") == "erased":
                found.append(str(plain.get("id")))
    return frozenset(found)


class _Reading:
    """What has been read so far."""

    def __init__(self, source: str, *, of_store: bool = False) -> None:
        self.source = source
        self.of_store = of_store
        self.lines: dict[str, tuple[RecordLine, Mark]] = {}
        self.problems: list[Problem] = []

    def add(self, code: str, message: str, mark: Mark, hint: str = "") -> None:
        """Note an error at `mark`."""
        problem = Problem(severity="error", code=code, message=message, hint=hint)
        self.problems.append(problem.at(self.source, mark))

    def take(self, number: int, line: str) -> None:
        """Read one line."""
        if len(line) > MAX_LINE:
            self.add(
                "D201", f"a line of {len(line):,} characters; at most {MAX_LINE:,}", Mark(number, 1)
            )
            return
        try:
            plain = read(line)
        except LineError as error:
            hint = "one JSON object a line, in the form of RFC 8259"
            self.add("D201", error.message, Mark(number, error.at + 1), hint)
            return
        if isinstance(plain, dict):
            stored = plain.pop("stored", None)  # what an export says; `verify` looks at it
            if plain.get("kind") in BOOKKEEPING:
                if not self.of_store and stored is None:
                    self.add("D105", *_own_word(plain["kind"], number, line))
                return
        entry, faults = read_entry(plain)
        faults = [*faults, *_wrong_id(plain)]
        for fault in faults:
            start, end = find(line, fault.path, on_key=fault.on_key)
            width = end - start if fault.path else 1
            self.add(fault.code, fault.message, Mark(number, start + 1, width), fault.hint)
        if entry is not None and not faults:
            start, end = find_id(line)
            self.keep(entry, Mark(number, start + 1, end - start))

    def keep(self, entry: RecordLine, mark: Mark) -> None:
        """Keep what was read, once; the same id with other content is an error."""
        before = self.lines.setdefault(entry.id, (entry, mark))
        if before[0] != entry:
            self.add(
                "D202",
                f"'{entry.id}' stands twice with different content",
                mark,
                f"first on line {before[1].line}; give it another id, or 'supersedes: {entry.id}' "
                "if it corrects that one",
            )


def _own_word(kind: str, number: int, line: str) -> tuple[str, Mark, str]:
    start, end = find(line, ("kind",))
    hint = "to erase an entry: detente erase CASE ID --why TEXT"
    message = f"'{kind}' is what a record says of itself"
    return message, Mark(number, start + 1, end - start), hint


def _wrong_id(plain: Any) -> list[Fault]:
    id_ = plain.get("id") if isinstance(plain, dict) else None
    if not isinstance(id_, str):
        return []
    if RESERVED.fullmatch(id_):
        return [
            Fault(
                ("id",),
                "D104",
                f"'{id_[:40]}' is an id that the record gives itself",
                "it says that a record was erased; choose another id",
            )
        ]
    if _ID.fullmatch(id_):
        return []
    return [
        Fault(
            ("id",),
            "D104",
            f"'{id_[:40]}' cannot be an id",
            "letters, digits, hyphens, underscores and dots, beginning with a letter or digit",
        )
    ]
