"""Problems in words: in full with the line and carets, on one line each, or for GitHub."""

from collections import Counter
from collections.abc import Mapping, Sequence

from detente.cli.page import Page, clean
from detente.cli.words import and_, count
from detente.errors import Problem

__all__ = ["concise", "counted", "full", "github"]

_STYLE = {"error": "bold red", "warning": "bold yellow", "note": "bold cyan"}
_CARETS = {"error": "red", "warning": "yellow", "note": "cyan"}
MAX_LINE = 110


def full(page: Page, problems: Sequence[Problem], texts: Mapping[str, str]) -> None:
    """Add each problem: what is wrong, where, the line with carets, what would be right."""
    for problem in problems:
        page.line((problem.severity, _STYLE[problem.severity]), (f"[{problem.code}] {problem.message}", "bold"))
        if problem.line:
            page.source((" --> ", "dim"), f"{problem.file}:{problem.line}:{problem.column}")
            _source(page, problem, texts.get(problem.file, ""))
        if problem.hint:
            page.line(("help:", "bold"), f" {problem.hint}", indent=6)
        page.blank()


def _source(page: Page, problem: Problem, text: str) -> None:
    """Add the line at fault, with the one before it, and carets under what is wrong."""
    lines = text.split("\n")
    if problem.line > len(lines):
        return
    gutter = len(str(problem.line))
    page.source((f"{'':{gutter}} |", "dim"))
    before = lines[problem.line - 2].rstrip() if problem.line > 1 else ""
    if before and len(before) <= MAX_LINE:
        page.source((f"{problem.line - 1:{gutter}} | ", "dim"), _flat(before))
    line, column, width = _window(lines[problem.line - 1].rstrip("\r"), problem)
    page.source((f"{problem.line} | ", "dim"), line)
    carets = " " * _cells(line[:column]) + "^" * max(1, _cells(line[column : column + width]))
    page.source((f"{'':{gutter}} | ", "dim"), (carets, _CARETS[problem.severity]))


def _flat(text: str) -> str:
    return clean(text.replace("\t", " "))


def _window(line: str, problem: Problem) -> tuple[str, int, int]:
    """Cut a long line to the part around the fault; return it, the fault's place in it, its width."""
    line, column = _flat(line), problem.column - 1
    width = max(1, min(problem.width, len(line) - column))
    if len(line) <= MAX_LINE:
        return line, column, width
    begin = max(0, min(column - 40, len(line) - MAX_LINE))
    end = begin + MAX_LINE
    head, tail = "..." if begin else "", "..." if end < len(line) else ""
    width = max(1, min(width, end - column))
    return head + line[begin:end] + tail, column - begin + len(head), width


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
    by_kind = Counter(problem.severity for problem in problems)
    found = [count(by_kind[kind], kind) for kind in ("error", "warning", "note") if by_kind[kind]]
    return and_(found) or "no problems"
