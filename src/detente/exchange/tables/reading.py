"""Claims from a table: CSV with commas or semicolons, every fault with its line."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from detente.entries import read_entry
from detente.errors import DetenteError, Mark, Problem
from detente.exchange.tables.cells import unsafe
from detente.exchange.tables.columns import CLAIMS, MORE, plain_of
from detente.interpret import did_you_mean

__all__ = ["MOST_BYTES", "ClaimTableError", "is_claim_table", "read_claims"]

MOST_BYTES = 64 << 20
MOST_CELL = 1 << 20
MOST_PROBLEMS = 50
_NEEDED = ("id", "quote")


class ClaimTableError(DetenteError):
    """The table has faults; ``problems`` lists them with their lines."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(f"{len(problems)} faults in a table of claims")
        self.problems = tuple(problems)


def is_claim_table(first_line: str) -> bool:
    """Return whether a line names the columns of claims.

    Examples
    --------
    >>> is_claim_table('"id","quote","type"'), is_claim_table("410000000")
    (True, False)
    """
    return {*_NEEDED} <= {*_header(first_line)}


def _header(first_line: str) -> list[str]:
    line = first_line.removeprefix("\ufeff").rstrip("\r\n")
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=_delimiter(line)), [])]
    except csv.Error:
        return []


def _delimiter(header: str) -> str:
    """Return what parts the cells: some spreadsheets write semicolons."""
    return ";" if header.count(";") > header.count(",") else ","


def read_claims(text: str, file: str = "claims.csv") -> list[dict[str, Any]]:
    r"""Return the claims of a table as plain values of lines of a record.

    Raises
    ------
    ClaimTableError
        It has faults: all of them, up to 50, each with its line.

    Examples
    --------
    >>> read_claims("id,quote,type\nc1,relief first,demand\n")
    [{'kind': 'claim', 'id': 'c1', 'quote': 'relief first', 'type': 'demand'}]
    >>> try:
    ...     read_claims("id,quote,start\nc1,relief first,third\n")
    ... except ClaimTableError as error:
    ...     print(error.problems[0].concise())
    claims.csv:2:1: error[D118] start: 'third' is no whole number
    """
    text = text.removeprefix("\ufeff")
    reading = _Reading(text, file)
    found = list(reading.claims())
    if reading.problems:
        raise ClaimTableError(reading.problems)
    return found


class _Reading:
    """A table as far as it has been read."""

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self._text = text
        self._lines: dict[str, int] = {}

    def claims(self) -> Iterator[dict[str, Any]]:
        header = _header(self._text.partition("\n")[0])
        self._check(header)
        if self.problems:
            return
        for line, cells in self._rows():
            plain = self._claim(line, header, cells)
            if plain is not None:
                yield plain
            if len(self.problems) >= MOST_PROBLEMS:
                return

    def _check(self, header: list[str]) -> None:
        for name in _NEEDED:
            if name not in header:
                known = f"columns: {', '.join(CLAIMS)}"
                self._wrong(1, f"no column '{name}' in the first line", known)
        for k, name in enumerate(header):
            if name not in (*CLAIMS, MORE):
                hint = did_you_mean(name, [*CLAIMS, MORE])
                self._wrong(1, f"unknown column '{name[:40]}'", hint)
            elif name in header[:k]:
                self._wrong(1, f"the column '{name}' stands twice", "keep one of them")

    def _rows(self) -> Iterator[tuple[int, list[str]]]:
        before = csv.field_size_limit(MOST_CELL)
        delimiter = _delimiter(self._text.partition("\n")[0])
        rows = csv.reader(io.StringIO(self._text, newline=""), delimiter=delimiter, strict=True)
        try:
            next(rows)
            line = rows.line_num + 1
            for cells in rows:
                if any(cells):
                    yield line, cells
                line = rows.line_num + 1
        except csv.Error as error:
            hint = "a quotation mark inside a cell is written twice, and the cell between two"
            self._wrong(rows.line_num, f"the row cannot be read: {error}", hint)
        finally:
            csv.field_size_limit(before)

    def _claim(self, line: int, header: list[str], cells: list[str]) -> dict[str, Any] | None:
        if len(cells) > len(header) and not any(cells[len(header) :]):
            cells = cells[: len(header)]
        if len(cells) != len(header):
            self._wrong(
                line,
                f"{len(cells)} cells where the first line names {len(header)} columns",
                "a comma inside a cell stands between quotation marks",
            )
            return None
        try:
            read = {name: unsafe(cell) for name, cell in zip(header, cells, strict=True)}
            plain = {"kind": "claim", **plain_of(read)}
        except ValueError as error:
            self._wrong(line, str(error))
            return None
        return plain if self._is_claim(line, plain) else None

    def _is_claim(self, line: int, plain: dict[str, Any]) -> bool:
        if plain["kind"] != "claim":
            self._wrong(line, f"{MORE}: 'kind' is none of a claim's")
            return False
        _, faults = read_entry(plain)
        for fault in faults:
            where = ".".join(str(step) for step in fault.path)
            self._wrong(line, f"{where}: {fault.message}" if where else fault.message, fault.hint)
        id_ = str(plain["id"])
        if id_ in self._lines:
            first = self._lines[id_]
            self._wrong(line, f"the id '{id_[:40]}' stands on line {first} already")
            return False
        self._lines[id_] = line
        return not faults

    def _wrong(self, line: int, message: str, hint: str = "") -> None:
        problem = Problem(severity="error", code="D118", message=message, hint=hint)
        self.problems.append(problem.at(self.file, Mark(line, 1)))
