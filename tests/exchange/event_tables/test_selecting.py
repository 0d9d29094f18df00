"""The quick look at rows lets none go by that names two parties."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st
from tests.exchange.event_rows import TALKS

from detente.exchange.event_tables import Actors
from detente.exchange.event_tables.selecting import Keys, Selection

ACTORS = Actors(TALKS)
KEYS = Keys.of(ACTORS.words())
CELLS = st.sampled_from(
    [
        "", "USA", "PRK", "prk", "FRA", "US", "Us", "731", "2", "20", "NORTH KOREA", "North Korea ",
        " North Korea", "the United States", "Washington", "Washingtonia", "IAEA", "None", "SEOUL",
        "France;North Korea", "PRK|KOR", "north", "UNITED NATIONS", '"USA"', "USA\r", "é", "\0",
    ]
)  # fmt: skip
ROW = st.lists(CELLS, min_size=1, max_size=7)


@given(st.lists(ROW, max_size=12))
def test_the_quick_look_errs_on_one_side_only(rows: list[list[str]]) -> None:
    """Against reading each row: what names two parties passes, what has other cells is odd."""
    block = "".join("\t".join(row) + "\n" for row in rows).encode()
    found = Selection(5, ((1, 2), (3, 4)), KEYS, several=True).of(block)
    plain = list(
        csv.reader(io.StringIO(block.decode(), newline=""), delimiter="\t", quoting=csv.QUOTE_NONE)
        if b"\r" not in block
        else (line.split("\t") for line in block.decode().split("\n")[:-1])
    )
    assert found.count == len(rows)
    assert [n for n, _ in found.odd] == [n for n, row in enumerate(rows) if len(row) != 5]
    passed = {n for n, _ in found.rows}
    for n, row in enumerate(plain):
        cells = [cell.strip() for cell in row]
        if len(cells) != 5:
            assert n not in passed
            continue
        actor = ACTORS.of([cells[1]], cells[2]) or ACTORS.of([cells[2]], cells[1])
        target = ACTORS.of([cells[3]], cells[4]) or ACTORS.of([cells[4]], cells[3])
        if actor and target:
            assert n in passed, cells


def test_rows_come_with_their_bytes() -> None:
    """Also the first and the last, and where odd rows lie between."""
    rows = ["1\tUSA\tPRK", "x", "2\tFRA\tPRK", "", "3\tPRK\tUSA\r"]
    block = "".join(f"{row}\n" for row in rows).encode()
    found = Selection(3, ((1,), (2,)), KEYS).of(block)
    assert found.rows == [(0, b"1\tUSA\tPRK")]
    assert found.odd == [(1, b"x"), (3, b"")]
    assert Selection(3, ((1,), (2,)), KEYS).of(b"1\n2\n").rows == []


@given(
    st.lists(st.integers(0, 900), min_size=1, max_size=40),
    st.integers(1, 3),
)
def test_long_and_short_rows_come_out_alike(lengths: list[int], column: int) -> None:
    """However far into a row its actors stand, and whatever the rows before were like."""
    filler = ["x" * 60] * 20
    rows = []
    for number, length in enumerate(lengths):
        cells = ["y" * length] * column + ["USA", ("PRK", "FRA")[number % 2]]
        rows.append("\t".join([*cells, *filler]))
    width = column + 22
    selection = Selection(width, ((column,), (column + 1,)), KEYS)
    whole = "".join(f"{row}\n" for row in rows).encode()
    for block in (whole, whole * 2):
        found = selection.of(block)
        assert found.odd == []
        passed = [n for n in range(found.count) if n % len(rows) % 2 == 0]
        assert [n for n, _ in found.rows] == passed
        assert {row for _, row in found.rows} == {row.encode() for row in rows[::2]}
