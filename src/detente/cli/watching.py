"""``--watch``: an answer shown again whenever the case, its record or the day changes."""

import datetime as dt
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from detente.cli.guard import STOPPED
from detente.cli.options import Common
from detente.cli.page import Page
from detente.cli.terminal import say, write_out
from detente.errors import DetenteError

__all__ = ["watch"]

WATCH_SECONDS = 1.0
_CLEAR = "\x1b[2J\x1b[3J\x1b[H"


def watch(case: str, common: Common, show: Callable[[], bool]) -> NoReturn:
    """Show an answer, and again after each change, until Ctrl-C, which ends it with status 130.

    What is wrong with the files for a while is said, and they are looked at again.

    Raises
    ------
    UsageError
        There is no such case.
    """
    from detente import folder

    path = folder.find_case(case)
    try:
        while True:
            before = _as_it_stands(path, common)
            _once(common, show)
            while _as_it_stands(path, common) == before:
                time.sleep(WATCH_SECONDS)
    except KeyboardInterrupt:
        if sys.stdout.isatty():
            write_out("\n")
        raise SystemExit(STOPPED) from None  # without a word: it is how one leaves


def _once(common: Common, show: Callable[[], bool]) -> None:
    from detente.cli.guard import fail
    from detente.cli.session import WrongFileError

    if sys.stdout.isatty():
        write_out(_CLEAR)
    try:
        show()
    except WrongFileError:
        pass  # it has been said; the next version may be right
    except DetenteError as error:
        fail(error.message, error.hint)
    if sys.stdout.isatty() and not common.quiet:
        page = Page()
        page.blank()
        page.line(("Shown again when something changes; Ctrl-C stops.", "dim"))
        say(page, common)


def _as_it_stands(path: Path, common: Common) -> tuple[object, ...]:
    """Return what the answer depends on: the files, the end of the record, the day."""
    from detente import record

    place = common.record or record.store_beside(path)
    beside = path.with_name(record.RECORD_FILE)
    there = "://" in str(place) or Path(place).is_file()
    try:
        head = record.read_head(place) if there else None
    except DetenteError as error:  # out of reach, or damaged: said when it is shown
        head = error.message
    today = dt.datetime.now(dt.UTC).astimezone().date()  # noqa: TID251 - the command line reads the clock
    return (_stamp(path), _stamp(beside), head, today)


def _stamp(file: Path) -> tuple[int, int]:
    try:
        stat = file.stat()
    except OSError:  # an editor may take a file away for a moment
        return (0, 0)
    return (stat.st_mtime_ns, stat.st_size)
