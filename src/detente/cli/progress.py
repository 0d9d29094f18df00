"""How far long work has come: a bar on a terminal, a line for each tenth elsewhere."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from detente.cli.options import Common
from detente.cli.page import Page
from detente.cli.terminal import say

__all__ = ["progress"]

Report = Callable[[int, int], None]


@contextmanager
def progress(what: str, common: Common) -> Iterator[Report | None]:
    """Give what reports how much is done of how much, on standard error; None with ``--quiet``."""
    if common.quiet:
        yield None
    elif sys.stderr.isatty():
        with _bar(what) as report:
            yield report
    else:
        yield _lines(what, common)


@contextmanager
def _bar(what: str) -> Iterator[Report]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _lines(what: str, common: Common) -> Report:
    told = 0

    def report(done: int, total: int) -> None:
        nonlocal told
        tenth = 10 * done // total
        if tenth < told:  # the next part of the work, from its start
            told = 0
        if tenth > told:
            told = tenth
            page = Page()
            page.line((f"{what}: {done:,} of {total:,}", "dim"))
            say(page, common)

    return report
