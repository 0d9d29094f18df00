"""What can be wrong with a user's input, and where it stands.

Two kinds of trouble are kept apart. A :class:`Problem` is a *value*: it says what is wrong with a
file, where, and what would be right; stages collect problems and return them beside their result.
A :class:`DetenteError` is *raised* when a command cannot go on: wrong use, or a question that
cannot be answered.
"""

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

__all__ = [
    "CannotComputeError",
    "DetenteError",
    "Mark",
    "Path",
    "Problem",
    "Severity",
    "UsageError",
    "count_by_severity",
    "sort_problems",
]

Severity = Literal["error", "warning", "note"]

Path = tuple[str | int, ...]
"""Where a value stands in a document: keys and positions from the top, ``("levers", "coal", 0)``."""

_ORDER = {"error": 0, "warning": 1, "note": 2}


class DetenteError(Exception):
    """A command cannot go on. ``exit_status`` is what the command line ends with.

    Parameters
    ----------
    message : str
        What is wrong, in one sentence.
    hint : str
        What would be right, or what to do next.

    Examples
    --------
    >>> UsageError("unknown case 'dprk'", "shipped cases: dprk-2019").exit_status
    2
    """

    exit_status = 2

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(DetenteError):
    """Wrong use or a wrong file: exit status 2."""

    exit_status = 2


class CannotComputeError(DetenteError):
    """The question is fine but cannot be answered: too large, or something is not known. Exit 3."""

    exit_status = 3


class Mark(Struct, frozen=True):
    """The place of one value in its file.

    Attributes
    ----------
    line, column : int
        First character, counted from 1; columns count code points.
    width : int
        Characters to underline on that line, at least 1.
    style : str
        ``plain``, ``single``, ``double``, ``block`` (a ``|`` scalar), ``folded`` (over several lines),
        ``escaped`` (quoted, with escapes in it) or ``collection``.
    indent : int
        For ``block``: the column (from 1) at which the lines of the text begin.
    """

    line: int
    column: int
    width: int = 1
    style: str = "plain"
    indent: int = 1

    def inside(self, text: str, start: int, end: int) -> "Mark":
        """Return the mark of the code points ``start`` to ``end`` of the scalar `text` that stands here.

        Exact for plain, single-quoted and double-quoted scalars on one line without escapes, and
        for ``|`` scalars; otherwise the whole scalar.

        Examples
        --------
        >>> Mark(3, 9, 20, "plain").inside("coal = lifted", 7, 13)
        Mark(line=3, column=16, width=6, style='plain', indent=1)
        """
        if self.style in ("folded", "escaped") or (self.style != "block" and "\n" in text):
            return self
        before = text[:start].split("\n")
        width = max(1, len(text[start:end].split("\n", maxsplit=1)[0]))
        if self.style == "block":
            return Mark(self.line + len(before), self.indent + len(before[-1]), width)
        quote = 1 if self.style in ("single", "double") else 0
        return Mark(self.line, self.column + quote + start, width)


class Problem(Struct, frozen=True, kw_only=True):
    """Something wrong, or worth knowing, about the input: a value, not an exception.

    Attributes
    ----------
    severity : {"error", "warning", "note"}
        An error stops every command but ``check``; warnings and notes stop nothing.
    code : str
        ``D1xx`` file and names, ``D2xx`` ledger, ``D3xx`` evidence, ``D4xx`` model, ``D5xx`` machine.
    message : str
        What is wrong, with the value.
    hint : str
        How to put it right, with the nearest valid name where there is one.
    file : str
        The file as the user named it; empty if the problem has no place.
    line, column, width : int
        Where it stands, from 1; 0 if it has no place. ``width`` characters are underlined.

    Examples
    --------
    >>> p = Problem(severity="error", code="D102", message="unknown lever 'yongbyun'",
    ...             hint="did you mean 'yongbyon'?", file="case.yaml", line=41, column=7, width=8)
    >>> p.concise()
    "case.yaml:41:7: error[D102] unknown lever 'yongbyun' (did you mean 'yongbyon'?)"
    """

    severity: Severity
    code: str
    message: str
    hint: str = ""
    file: str = ""
    line: int = 0
    column: int = 0
    width: int = 1

    def at(self, file: str, mark: Mark) -> "Problem":
        """Return the same problem, placed at `mark` in `file`."""
        return replace(self, file=file, line=mark.line, column=mark.column, width=mark.width)

    def as_dict(self) -> dict[str, str | int]:
        """Return the problem in the form of the JSON contract (``detente.check/1``)."""
        return {
            "severity": self.severity,
            "code": self.code,
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "message": self.message,
            "hint": self.hint,
        }

    def concise(self) -> str:
        """Return the problem on one line, as compilers print it."""
        place = f"{self.file}:{self.line}:{self.column}: " if self.line else ""
        help_ = f" ({self.hint})" if self.hint else ""
        return f"{place}{self.severity}[{self.code}] {self.message}{help_}"


def sort_problems(problems: Iterable[Problem]) -> list[Problem]:
    """Return `problems` without repetition: by file, place, then errors before warnings and notes.

    Examples
    --------
    >>> late = Problem(severity="note", code="D199", message="m", file="a", line=2)
    >>> early = Problem(severity="note", code="D199", message="m", file="a", line=1)
    >>> [p.line for p in sort_problems([late, early, late])]
    [1, 2]
    """
    key = {p: (p.file, p.line, p.column, _ORDER[p.severity], p.code) for p in problems}
    return sorted(key, key=key.__getitem__)


def count_by_severity(problems: Iterable[Problem]) -> dict[str, int]:
    """Return how many errors, warnings and notes there are.

    Examples
    --------
    >>> count_by_severity([Problem(severity="note", code="D199", message="m")])
    {'error': 0, 'warning': 0, 'note': 1}
    """
    counts = dict.fromkeys(_ORDER, 0)
    for problem in problems:
        counts[problem.severity] += 1
    return counts
