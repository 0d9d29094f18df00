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
    except ImportError:  # Windows has no such terminals; typer knows its own
        import typer

        yield typer.getchar
        return
    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    try:
        tty.setcbreak(terminal, termios.TCSADRAIN)
        yield _Keys(terminal).read
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)


class _Keys:
    """The bytes of a terminal as keys."""

    def __init__(self, terminal: int) -> None:
        self.terminal = terminal
        self.decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.ahead: list[str] = []

    def character(self) -> str:
        while not self.ahead:
            byte = os.read(self.terminal, 1)
            if not byte or byte == b"\x04":  # Ctrl-D
                return ""
            found = self.decoder.decode(byte)
            if found:
                return found
        return self.ahead.pop()

    def more(self) -> bool:
        import select

        return bool(select.select([self.terminal], [], [], _PATIENCE)[0])

    def read(self) -> str:
        key = self.character()
        if key == "\n":
            return ENTER
        if key != ESCAPE or not self.more():
            return key
        bracket = self.character()
        if bracket not in ("[", "O") or not self.more():  # Esc, and a key typed right after it
            self.ahead.append(bracket)
            return ESCAPE
        last = self.character()
        while last.isdigit() or last == ";":
            last = self.character()
        return _ARROWS.get(last, ESCAPE)
