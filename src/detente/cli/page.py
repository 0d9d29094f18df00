"""What a command prints for people: lines, paragraphs and tables without boxes.

A page is put together first and turned into text at the end, for the width and the colours of where
it goes: the same page suits a terminal, a pipe and a file. At most one colour stands on a line, and
no meaning on colour alone.
"""

import io
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.console import Console, ConsoleOptions, RenderableType
    from rich.segment import Segment
    from rich.text import Text

__all__ = ["Page", "Part", "clean"]

Part = str | tuple[str, str]
"""A piece of a line: text, or text and its style (``bold``, ``dim``, ``red`` ...)."""

# Control characters, and those that turn the direction of text: they could forge what is shown.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb]")
MAX_TEXT_WIDTH = 100


def clean(text: str) -> str:
    r"""Return `text` with every control character replaced by a visible mark.

    Examples
    --------
    >>> clean("coal\x1b[2Jban")
    'coal\ufffd[2Jban'
    """
    return _UNSEEN.sub("\ufffd", text.replace("\r\n", "\n"))


class Page:
    """Lines, paragraphs and tables in the order in which they were added.

    Examples
    --------
    >>> page = Page()
    >>> page.line(("Yongbyon", "bold"), "  frozen")
    >>> page.table(["Lever", "Since"], [["Coal ban", "5 Aug 2017"], ["Tests", "21 Apr 2018"]])
    >>> print(page.text(width=60))
    Yongbyon  frozen
    Lever     Since
    Coal ban  5 Aug 2017
    Tests     21 Apr 2018
    """

    def __init__(self) -> None:
        self._parts: list[RenderableType] = []

    def line(self, *parts: Part, indent: int = 0) -> None:
        """Add a line; one that is too long goes on below, indented by `indent`."""
        self._parts.append(_Paragraph(_text(parts), indent))

    def source(self, *parts: Part) -> None:
        """Add a line that is never broken, however long: a line of a file, a list for programs."""
        self._parts.append(_Unbroken(_text(parts)))

    def fitting(self, make: "Callable[[int], Page]") -> None:
        """Add a page that is put together when the width is known."""
        self._parts.append(_Fitting(make))

    def add(self, part: "RenderableType") -> None:
        """Add something that draws itself for the width there is."""
        self._parts.append(part)

    def blank(self) -> None:
        """Add an empty line, unless there is one already or the page is empty."""
        if self._parts and self._parts[-1] != "":
            self._parts.append("")

    def table(
        self,
        columns: Sequence[str],
        rows: Sequence[Sequence[Part]],
        *,
        whole: Sequence[int] = (),
        right: Sequence[int] = (),
        heads: Sequence[int] = (),
        least: Mapping[int, int] | None = None,
    ) -> None:
        """Add a table without lines.

        Parameters
        ----------
        columns : sequence of str
            Headings; all empty: no heading.
        rows : sequence of sequence of Part
            Cells, as many as columns.
        whole, right : sequence of int
            Columns that are never broken; columns of numbers.
        heads : sequence of int
            Rows that are headings themselves.
        least : mapping of int to int
            Width below which a column is not made narrower.
        """
        from rich.table import Table

        table = Table(
            box=None,
            pad_edge=False,
            padding=(0, 2, 0, 0),
            header_style="dim",
            show_header=any(columns),
        )
        for number, column in enumerate(columns):
            table.add_column(
                _text([column]),
                justify="right" if number in right else "left",
                no_wrap=number in whole,
                min_width=(least or {}).get(number),
                overflow="fold",
            )
        for number, row in enumerate(rows):
            style = "dim" if number in heads else None
            table.add_row(*(_text([cell]) for cell in row), style=style)
        self._parts.append(table)

    def parts(self) -> "tuple[RenderableType, ...]":
        """Return what was added, in order."""
        return tuple(self._parts)

    def text(self, *, width: int = 80, color: bool = False) -> str:
        """Return the page as text for a terminal of that width, without spaces at line ends."""
        from rich.console import Console

        out = io.StringIO()
        console = Console(
            file=out,
            width=width,
            highlight=False,
            markup=False,
            emoji=False,
            force_terminal=color,
            color_system="standard" if color else None,
            no_color=not color,
            legacy_windows=False,
        )
        for part in self._parts:
            console.print(part, crop=False)
        return "\n".join(line.rstrip() for line in out.getvalue().split("\n"))


def _text(parts: Sequence[Part]) -> "Text":
    from rich.text import Text

    text = Text()
    for part in parts:
        words, style = (part, "") if isinstance(part, str) else part
        text.append(clean(words), style)
    return text


class _Fitting:
    """A page that is put together for the width there is."""

    def __init__(self, make: "Callable[[int], Page]") -> None:
        self.make = make

    def __rich_console__(
        self, console: "Console", options: "ConsoleOptions"
    ) -> "Iterator[RenderableType]":
        del console
        yield from self.make(options.max_width).parts()


class _Unbroken:
    """A text on one line, whatever the width."""

    def __init__(self, text: "Text") -> None:
        self.text = text

    def __rich_console__(
        self, console: "Console", options: "ConsoleOptions"
    ) -> "Iterator[Segment]":
        from rich.segment import Segment

        yield from self.text.render(console)
        yield Segment.line()


class _Paragraph:
    """A text that is broken at a readable width; what follows hangs by `indent`."""

    def __init__(self, text: "Text", indent: int) -> None:
        self.text = text
        self.indent = indent

    def __rich_console__(
        self, console: "Console", options: "ConsoleOptions"
    ) -> "Iterator[RenderableType]":
        from rich.text import Text

        width = max(20, min(options.max_width, MAX_TEXT_WIDTH))
        lines = self.text.wrap(console, width, overflow="fold")
        if len(lines) < 2 or not self.indent:
            yield from lines
            return
        first = lines[0].plain.rstrip()
        yield lines[0]
        rest = self.text.plain[len(first) :]
        begin = len(first) + len(rest) - len(rest.lstrip())
        for line in self.text[begin:].wrap(console, width - self.indent, overflow="fold"):
            yield Text(" " * self.indent) + line
