"""Problems in words: in full with the line and carets, on one line each, or for GitHub."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from detente.cli.page import Page, clean
from detente.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console, ConsoleOptions, RenderableType

__all__ = ["concise", "counted", "full", "github"]

_STYLE = {"error": "bold red", "warning": "bold yellow", "note": "bold cyan"}
_CARETS = {"error": "red", "warning": "yellow", "note": "cyan"}
MAX_LINE = 110


def full(page: Page, problems: Sequence[Problem], texts: Mapping[str, str]) -> None:
    """Add each problem: what is wrong, where, the line with carets, what would be right."""
    for problem in problems:
        page.line(
            (problem.severity, _STYLE[problem.severity]),
            (f"[{problem.code}] {problem.message}", "bold"),
        )
        if problem.line:
            page.source((" --> ", "dim"), f"{problem.file}:{problem.line}:{problem.column}")
            page.add(_Excerpt(problem, texts.get(problem.file, "")))
        if problem.hint:
            page.line(("help:", "bold"), f" {problem.hint}", indent=6)
        page.blank()


class _Excerpt:
    """The line at fault, with the one before it, and carets under what is wrong."""

    def __init__(self, problem: Problem, text: str) -> None:
        self.problem = problem
        self.lines = text.split("\n")

    def __rich_console__(
        self, console: "Console", options: "ConsoleOptions"
    ) -> "Iterator[RenderableType]":
        del console
        number = self.problem.line
        if number > len(self.lines):
            return
        gutter = len(str(number))
        room = min(options.max_width, MAX_LINE) - gutter - 3
        before = _flat(self.lines[number - 2].rstrip()) if number > 1 else ""
        line, column, width = _window(_flat(self.lines[number - 1].rstrip()), self.problem, room)
        carets = " " * _cells(line[:column]) + "^" * _cells(line[column : column + width])
        yield _row("", gutter)
        if before and _cells(before) <= room:
            yield _row(str(number - 1), gutter, before)
        yield _row(str(number), gutter, line)
        yield _row("", gutter, carets, _CARETS[self.problem.severity])


def _row(number: str, gutter: int, text: str = "", style: str = "") -> "RenderableType":
    from rich.text import Text

    bar = f"{number:>{gutter}} |"
    return Text.assemble((bar, "dim"), (f" {text}" if text else "", style), no_wrap=True)


def _flat(text: str) -> str:
    return clean(text.replace("\t", " "))


def _window(line: str, problem: Problem, room: int) -> tuple[str, int, int]:
    """Cut a long line to the part around the fault; return it, the fault's place in it, its width."""
    column = min(problem.column - 1, len(line))
    width = max(1, min(problem.width, len(line) - column))
    if _cells(line) <= room:
        return line + " ", column, width
    shown = room - 6  # room for the dots
    begin = max(0, min(column - min(30, shown // 2), len(line) - shown))
    head, tail = "..." if begin else "", "..." if begin + shown < len(line) else ""
    width = max(1, min(width, begin + shown - column))
    return head + line[begin : begin + shown] + tail, column - begin + len(head), width


def _cells(text: str) -> int:
    from rich.cells import cell_len

    return cell_len(text)


def concise(page: Page, problems: Sequence[Problem]) -> None:
    """Add each problem on a line of its own, as compilers print them."""
    for problem in problems:
        page.source(problem.concise())


def github(page: Page, problems: Sequence[Problem]) -> None:
    """Add each problem as an annotation for GitHub's log."""
    words = {"error": "error", "warning": "warning", "note": "notice"}
    for problem in problems:
        place = {"file": problem.file, "line": str(problem.line), "col": str(problem.column)}
        settings = {**(place if problem.line else {}), "title": problem.code}
        listed = ",".join(f"{key}={_escaped(value, ':,')}" for key, value in settings.items())
        said = f"{problem.message} ({problem.hint})" if problem.hint else problem.message
        page.source(f"::{words[problem.severity]} {listed}::{_escaped(said)}")


def _escaped(text: str, more: str = "") -> str:
    for character in f"%\r\n{more}":
        text = text.replace(character, f"%{ord(character):02X}")
    return text


def counted(problems: Sequence[Problem]) -> str:
    """Say how many problems there are of each kind: ``2 errors and 1 warning``.

    Examples
    --------
    >>> counted([])
    'no problems'
    >>> counted([Problem(severity="error", code="D102", message="unknown lever 'x'")])
    '1 error'
    """
    from detente.cli.words import and_, count

    by_kind = Counter(problem.severity for problem in problems)
    found = [count(by_kind[kind], kind) for kind in ("error", "warning", "note") if by_kind[kind]]
    return and_(found) or "no problems"
