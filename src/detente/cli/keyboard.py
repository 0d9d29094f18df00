"""Single keys from a terminal: read one by one, without Enter, for as long as a session lasts."""

import codecs
import contextlib
import os
import sys
from collections.abc import Callable, Iterator

__all__ = ["ENTER", "ESCAPE", "keyboard"]

ENTER, ESCAPE = "\r", "\x1b"
_ARROWS = {"A": "k", "B": "j", "C": "j", "D": "k"}
_PATIENCE = 0.05
"""Seconds in which the rest of an arrow key follows its first byte."""

Read = Callable[[], str]


@contextlib.contextmanager
def keyboard() -> Iterator[Read]:
    """Give a function that returns the next key; an empty text once there is no more input.

    The terminal stays in this mode for the whole session, so nothing that is typed ahead is lost or
    shown. Up and down arrows are ``k`` and ``j``; Ctrl-C stops as anywhere.
    """
    try:
        import termios
        import tty
    except ImportError:  # Windows has no such terminals; click knows its own
        import click

        yield click.getchar
        return
    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    try:
        tty.setcbreak(terminal, termios.TCSADRAIN)
        yield _reader(terminal)
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)


def _reader(terminal: int) -> Read:
    import select

    decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def character() -> str:
        while True:
            byte = os.read(terminal, 1)
            if not byte or byte == b"\x04":  # Ctrl-D
                return ""
            found = decoder.decode(byte)
            if found:
                return found

    def more() -> bool:
        return bool(select.select([terminal], [], [], _PATIENCE)[0])

    def read() -> str:
        key = character()
        if key == "\n":
            return ENTER
        if key != ESCAPE or not more():
            return key
        bracket = character()
        last = character() if bracket in ("[", "O") and more() else ""
        while last.isdigit() or last == ";":
            last = character()
        return _ARROWS.get(last, ESCAPE)

    return read
