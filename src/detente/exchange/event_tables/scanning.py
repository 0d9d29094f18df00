"""From an event table to happenings between parties: filtered, counted once, bad rows told.

Machine-coded tables repeat one happening many times. Rows of the same day, actor, target and CAMEO
root (or PLOVER type) are one happening: its first row stands for it, with the number of rows and of
mentions.
"""

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping
from itertools import combinations, product
from operator import itemgetter

from msgspec import Struct, field

from detente.errors import Mark, Problem, UsageError
from detente.exchange.event_tables.actors import Actors
from detente.exchange.event_tables.codes import CodeReading, read_cameo, read_plover
from detente.exchange.event_tables.layouts import LAYOUTS, Layout, recognise
from detente.exchange.event_tables.opening import MOST_LINE, Table
from detente.exchange.event_tables.selecting import Keys, Selection

__all__ = ["MOST_HAPPENINGS", "MOST_TOLD", "Found", "Happening", "Window", "scan"]

MOST_HAPPENINGS = 20_000
"""More than a person can review; the dates or the parties are to be narrowed first."""
MOST_TOLD = 5
_HINT = "such a row is left out; the table's own documentation says what belongs there"
Report = Callable[[int, int], None]


class Window(Struct, frozen=True):
    """The days that are asked for, both included; None is open."""

    first: dt.date | None = None
    last: dt.date | None = None

    def holds(self, day: dt.date) -> bool:
        """Whether a day is asked for.

        Examples
        --------
        >>> Window(dt.date(2019, 10, 1)).holds(dt.date(2019, 9, 30))
        False
        """
        return not (
            (self.first is not None and day < self.first)
            or (self.last is not None and day > self.last)
        )


class Happening(Struct):
    """What rows of a table say happened on a day: its first row, and how many rows say so.

    ``row`` is the first row as text, with a tab after each cell, and ``places`` says which cell of
    it a column is; ``line`` is where it stands in the file.
    """

    day: dt.date
    actor: str
    target: str
    reading: CodeReading
    line: int
    row_sha256: str
    row: str
    places: Mapping[str, int]
    rows: int = 1
    mentions: int = 0

    def cell(self, column: str) -> str:
        r"""Return what the first row has in a column; nothing where there is no such column.

        Examples
        --------
        >>> reading = read_cameo("040")
        >>> one = Happening(dt.date(2019, 10, 5), "a", "b", reading, 1, "", "x\t y", {"City": 1})
        >>> one.cell("City"), one.cell("Day")
        ('y', '')
        """
        if column not in self.places:
            return ""
        return self.row.split("\t")[self.places[column]].strip()


class Found(Struct, kw_only=True):
    """What a table holds on the parties of a case.

    Attributes
    ----------
    layout : Layout
        Which table it is.
    sha256 : str
        Of the file as it is on the disk.
    happenings : list of Happening
        In the order of their days, then of the file.
    rows, named, outside, domestic, bad, not_utf8 : int
        Rows in all; rows that name two parties; of these, rows outside of the days asked for.
        Rows in which a party acts upon itself. Rows that cannot be read. Rows read as ISO 8859-1.
    problems : list of Problem
        The first bad rows, each with line and column.
    """

    layout: Layout
    sha256: str = ""
    happenings: list[Happening] = field(default_factory=list)
    rows: int = 0
    named: int = 0
    outside: int = 0
    domestic: int = 0
    bad: int = 0
    not_utf8: int = 0
    problems: list[Problem] = field(default_factory=list)


def scan(
    table: Table, actors: Actors, window: Window | None = None, report: Report | None = None
) -> Found:
    """Read a table: what happened between the parties of a case in the days asked for.

    Parameters
    ----------
    table : Table
        The file.
    actors : Actors
        The parties, as tables name them.
    window : Window or None
        The days; None: all.
    report : callable or None
        Told how many bytes of how many have been read.

    Raises
    ------
    UsageError
        It is no table that is known, cannot be read, or holds more happenings than can be reviewed.
    """
    first_line = table.first_line()
    layout = recognise(first_line)
    if layout is None:
        raise _unknown(table, first_line)
    reading = _Reading(table, layout, actors, window or Window())
    for number, block in table.blocks():
        reading.take(number, block)
        if report is not None:
            report(table.done, table.size)
    return reading.end()


def _unknown(table: Table, first_line: str) -> UsageError:
    cells = len(first_line.rstrip("\r\n").split("\t"))
    columns = f"{cells} column{'' if cells == 1 else 's'} between tabs"
    why = f"its first line has {columns}" if first_line else "it is empty"
    known = ", ".join(f"{one.name} {len(one.columns)}" for one in LAYOUTS.values())
    return UsageError(
        f"'{table.path}' is no event table: {why}",
        f"columns: {known}; ICEWS and POLECAT begin with a line of their names. A table of claims "
        "(CSV) begins with a line that names id, quote and others",
    )


class _Reading:
    """A table as far as it has been read."""

    def __init__(self, table: Table, layout: Layout, actors: Actors, window: Window) -> None:
        self.found = Found(layout=layout)
        self._table = table
        self._layout = layout
        self._actors = actors
        self._window = window
        self._names: tuple[str, ...] = () if layout.header else layout.columns
        self._width = 0
        self._places: dict[str, int] = {}
        self._selection: Selection
        self._by_key: dict[tuple[dt.date, str, str, str], Happening] = {}
        self._who: dict[tuple[bytes, ...], tuple[str, ...]] = {}
        self._days: dict[bytes, dt.date | None] = {}
        self._readings: dict[tuple[bytes, bytes], CodeReading | None] = {}

    # -------------------------------------------------------------- blocks

    def take(self, number: int, block: bytes) -> None:
        """Read the rows of a block whose first line has that number."""
        if not self._width:
            number, block = self._begin(number, block)
        if not block:
            return
        chosen = self._selection.of(block)
        self.found.rows += chosen.count
        rows = [(place, row, self._even) for place, row in chosen.rows]
        rows += [(place, row, self._odd) for place, row in chosen.odd]
        for place, row, read in sorted(rows, key=itemgetter(0)):
            read(number + place, row)

    def _begin(self, number: int, block: bytes) -> tuple[int, bytes]:
        """Read the header, if there is one, and see how many cells the rows have."""
        layout = self._layout
        if layout.header:
            header, _, block = block.partition(b"\n")
            number += 1
            names = [cell.strip() for cell in _text(header)[0].lstrip("\ufeff").split("\t")]
            counts = [line.count(b"\t") + 1 for line in block.split(b"\n", 100)[:100] if line]
            width = max({*counts}, key=counts.count, default=len(names))
            self._names, self._width = _as_rows_have_them(names, layout, width), width
        else:
            self._width = len(layout.columns)
        self._places = {name: k for k, name in enumerate(self._names) if name}
        self._check_columns()
        keys = Keys.of(self._actors.words())
        several = layout.plover
        self._selection = Selection(self._width, self._named_in(), keys, several=several)
        return number, block

    def _check_columns(self) -> None:
        layout = self._layout
        needed = (layout.date, layout.code, *layout.actor.codes, *layout.target.codes)
        missing = [name for name in needed if name not in self._places]
        if missing:
            raise UsageError(
                f"'{self._table.path}', line 1: no column '{missing[0]}'",
                f"{layout.name} have {len(layout.columns)} columns",
            )

    def _named_in(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        actor, target = (
            tuple(self._places[name] for name in (*side.codes, side.name) if name in self._places)
            for side in (self._layout.actor, self._layout.target)
        )
        return actor, target

    def _even(self, number: int, row: bytes) -> None:
        self._row(number, row.split(b"\t"), row)

    def _odd(self, number: int, row: bytes) -> None:
        """Read a row of another width: trailing tabs are none of it."""
        if not row.strip():
            self.found.rows -= 1
            return
        cells = row.rstrip(b"\r").split(b"\t")
        bare = len(self._names)
        while len(cells) > bare and not cells[-1].strip():
            cells.pop()
        if len(cells) == bare or (len(cells) < self._width and len(cells) >= bare):
            self._row(number, cells, row)
            return
        message = f"{len(cells)} cells where {bare} were expected"
        self._bad(number, 1, message)

    # -------------------------------------------------------------- rows

    def _row(self, number: int, cells: list[bytes], row: bytes) -> None:
        found = self.found
        pairs = self._pairs(cells)
        if not pairs:
            return
        cells[-1] = cells[-1].rstrip(b"\r")
        day = self._day(cells[self._places[self._layout.date]])
        if day is None:
            self._bad_cell(number, cells, self._layout.date, "is no day")
            return
        reading = self._reading(cells)
        if reading is None:
            kind = "PLOVER type" if self._layout.plover else "CAMEO code"
            self._bad_cell(number, cells, self._layout.code, f"is no {kind}")
            return
        found.named += 1
        if not self._window.holds(day):
            found.outside += 1
            return
        for actor, target in pairs:
            key = (day, actor, target, reading.root)
            self._count(number, key, reading, (cells, row))

    def _pairs(self, cells: list[bytes]) -> list[tuple[str, str]]:
        """Return who acts upon whom; both sides of those who stand together on one."""
        actor = self._party(cells, self._layout.actor.codes, self._layout.actor.name)
        if not actor:
            return []
        target = self._party(cells, self._layout.target.codes, self._layout.target.name)
        if not target and self._layout.plover and not self._cell(cells, self._layout.target.name):
            return list(combinations(actor, 2))
        pairs = [pair for pair in product(actor, target) if pair[0] != pair[1]]
        if target and not pairs:
            self.found.domestic += 1
        return pairs

    def _party(self, cells: list[bytes], codes: tuple[str, ...], name: str) -> tuple[str, ...]:
        places = self._places
        key = (cells[places[name]] if name in places else b"", *(cells[places[c]] for c in codes))
        if key not in self._who:
            if len(self._who) > 200_000:
                self._who.clear()
            words = [_text(cell)[0].strip() for cell in key]
            self._who[key] = self._actors.of(words[1:], words[0])
        return self._who[key]

    def _cell(self, cells: list[bytes], name: str) -> str:
        text = _text(cells[self._places[name]])[0].strip() if name in self._places else ""
        return "" if text.casefold() in {"none", "nan"} else text

    def _day(self, cell: bytes) -> dt.date | None:
        if cell not in self._days:
            if len(self._days) > 100_000:
                self._days.clear()
            self._days[cell] = _date(_text(cell)[0])
        return self._days[cell]

    def _reading(self, cells: list[bytes]) -> CodeReading | None:
        places, layout = self._places, self._layout
        mode = cells[places[layout.mode]] if layout.mode in places else b""
        key = (cells[places[layout.code]], mode)
        if key not in self._readings:
            if len(self._readings) > 100_000:
                self._readings.clear()
            self._readings[key] = self._read_code(cells)
        return self._readings[key]

    def _read_code(self, cells: list[bytes]) -> CodeReading | None:
        code = self._cell(cells, self._layout.code)
        if self._layout.plover:
            return read_plover(code, self._cell(cells, self._layout.mode))
        # A code read as a number somewhere on its way has lost the zero that it began with.
        lost = len(code) in {1, 2, 3} and code.isdigit() and self._layout.id == "icews"
        return read_cameo(code) or (read_cameo(f"0{code}") if lost else None)

    def _count(
        self,
        number: int,
        key: tuple[dt.date, str, str, str],
        reading: CodeReading,
        read: tuple[list[bytes], bytes],
    ) -> None:
        known = self._by_key.get(key)
        cells, row = read
        count = self._cell(cells, self._layout.mentions)
        mentions = int(count) if count.isdigit() and len(count) < 10 else 0
        if known is not None:
            known.rows += 1
            known.mentions += mentions
            return
        if len(self._by_key) == MOST_HAPPENINGS:
            raise UsageError(
                f"'{self._table.path}' tells of more than {MOST_HAPPENINGS:,} happenings between "
                "parties of the case: more than anybody can review",
                "narrow the days (--from, --until) or the parties (--party)",
            )
        row = row.rstrip(b"\r")
        text, good = _text(b"\t".join(cells))
        if not good:  # then it is each cell that is in one encoding or the other
            text = "\t".join(_text(cell)[0] for cell in cells)
        self.found.not_utf8 += not good
        self._by_key[key] = Happening(
            day=key[0],
            actor=key[1],
            target=key[2],
            reading=reading,
            line=number,
            row_sha256=hashlib.sha256(row).hexdigest(),
            row=text,
            places=self._places,
            mentions=mentions,
        )

    # -------------------------------------------------------------- what is wrong

    def _bad_cell(self, number: int, cells: list[bytes], name: str, why: str) -> None:
        place = self._places[name]
        column = sum(len(_text(cell)[0]) + 1 for cell in cells[:place]) + 1
        said = _text(cells[place])[0].strip()
        self._bad(number, column, f"{name} '{said[:40]}' {why}")

    def _bad(self, number: int, column: int, message: str) -> None:
        self.found.bad += 1
        if len(self.found.problems) < MOST_TOLD:
            problem = Problem(severity="warning", code="D116", message=message, hint=_HINT)
            self.found.problems.append(problem.at(str(self._table.path), Mark(number, column)))

    def end(self) -> Found:
        """Return what was found."""
        found = self.found
        for number in self._table.too_long:
            found.rows += 1
            self._bad(number, 1, f"a row of more than {MOST_LINE >> 20} MiB")
        found.sha256 = self._table.sha256
        found.happenings = sorted(self._by_key.values(), key=lambda one: (one.day, one.line))
        return found


def _as_rows_have_them(names: list[str], layout: Layout, width: int) -> tuple[str, ...]:
    """Return the names of the cells that rows have.

    Some headers name columns that rows do not have, and some rows end in tabs.
    """
    while names and not names[-1]:
        names.pop()
    known = [name for name in names if name in layout.columns]
    if width < len(names) and width >= len(known):
        names = known
    return tuple(name if name in layout.columns else "" for name in names)


def _text(cell: bytes) -> tuple[str, bool]:
    """Return the text of a cell, and whether it is UTF-8; ISO 8859-1 otherwise. NUL is no text."""
    try:
        return cell.decode("utf-8").replace("\0", "\ufffd"), True
    except UnicodeDecodeError:
        return cell.decode("latin-1").replace("\0", "\ufffd"), False


def _date(text: str) -> dt.date | None:
    digits = text.strip()[:10].replace("-", "")
    if len(digits) != 8 or not (digits.isascii() and digits.isdigit()):
        return None
    try:
        return dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
