"""Rows of a block of an event table in which both actors may be parties: many rows at once.

A block is a text of bytes. The places of its tabs and line ends give rows and cells without any
text being made: with ``n`` rows of ``C`` cells that is an array ``ends : (n, C) int64``. Of each
cell in which an actor is named, the first eight bytes are compared with those of the names and
codes of the case's parties. Few rows pass; those are then read in full. What is passed over cannot
name two parties: the comparison errs on one side only.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Keys", "Selected", "select"]

TAB, LINE = 9, 10
WIDE = 8
_MASKS = np.array([(1 << 8 * n) - 1 for n in range(WIDE)] + [2**64 - 1], np.uint64)
_SMALL = np.uint64(0x2020202020202020)

Words = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Keys:
    """First eight bytes of all names and codes of the parties, sorted.

    Attributes
    ----------
    sorted_words : (K,) uint64
        In small letters, little-endian.
    """

    sorted_words: Words

    @classmethod
    def of(cls, words: Iterable[str]) -> "Keys":
        """Make the keys of names and codes.

        Examples
        --------
        >>> Keys.of(["USA"]).sorted_words.size > 1
        True
        """
        forms = {form for word in words for form in (word, f"the {word}")}
        raw = {form.encode(code, "replace") for form in forms for code in ("utf-8", "latin-1")}
        raw |= {word + b" " for word in raw}
        found = {int.from_bytes(word[:WIDE], "little") for word in raw}
        masked = [
            value | (int(_SMALL) & ((1 << 8 * min(_length(value), WIDE)) - 1)) for value in found
        ]
        return cls(np.unique(np.array(masked, np.uint64)))

    def among(self, words: Words) -> npt.NDArray[np.bool_]:
        """Return which of `words` (n,) are keys.

        Examples
        --------
        >>> Keys.of(["a"]).among(np.array([ord("a"), ord("b")], np.uint64)).tolist()
        [True, False]
        """
        places = np.searchsorted(self.sorted_words, words)
        places[places == self.sorted_words.size] = 0
        found: npt.NDArray[np.bool_] = self.sorted_words[places] == words
        return found


def _length(value: int) -> int:
    return (value.bit_length() + 7) // 8


@dataclass(frozen=True, slots=True)
class Selected:
    """Rows of a block: their place in it from 0, and their bytes without the line end.

    ``odd`` have another number of cells than the table; ``count`` is how many rows there are.
    """

    rows: list[tuple[int, bytes]]
    odd: list[tuple[int, bytes]]
    count: int


def select(
    block: bytes,
    width: int,
    sides: tuple[tuple[int, ...], tuple[int, ...]],
    keys: Keys,
    *,
    several: bool = False,
) -> Selected:
    r"""Return the rows of a block whose two sides may both be parties, and the odd rows.

    Parameters
    ----------
    block : bytes
        Whole lines.
    width : int
        Cells of a row, C.
    sides : pair of tuple of int
        Columns in which the actor and the target are named.
    keys : Keys
        Of the parties.
    several : bool
        Whether a cell may name several actors, with a semicolon or a bar between them.

    Examples
    --------
    >>> rows = b"1\tUSA\tPRK\n2\tUSA\tFRA\n3\tUSA\n"
    >>> found = select(rows, 3, ((1,), (2,)), Keys.of(["usa", "prk"]))
    >>> found.rows, found.odd, found.count
    ([(0, b'1\tUSA\tPRK')], [(2, b'3\tUSA')], 3)
    """
    data = np.frombuffer(block, np.uint8)
    ends = np.flatnonzero(data - np.uint8(TAB) <= LINE - TAB)
    last = np.flatnonzero(data[ends] == LINE)
    cells = np.diff(last, prepend=-1)
    good = cells == width
    line_ends = ends[last]
    starts = np.concatenate(([0], line_ends[:-1] + 1))
    odd: list[tuple[int, bytes]] = []
    if not good.all():
        odd = [(int(n), block[starts[n] : line_ends[n]]) for n in np.flatnonzero(~good)]
        ends = ends[np.repeat(good, cells)]
    numbers = np.flatnonzero(good)
    if not numbers.size:
        return Selected([], odd, cells.size)
    table = ends.reshape(-1, width)
    padded = block + bytes(WIDE)
    at = np.ndarray((len(block),), "<u8", padded, 0, (1,))
    begins = starts[numbers]
    compound = np.zeros(len(table), np.bool_)
    if several:
        compound = _compound(data, table, begins, sides)
    passed = np.arange(len(table))
    for side in sides:
        named = compound[passed]
        for column in side:
            begin = table[passed, column - 1] + 1 if column else begins[passed]
            named |= _may_name(at, begin, table[passed, column], keys)
        passed = passed[named]
    rows = numbers[passed]
    return Selected([(int(n), block[starts[n] : line_ends[n]]) for n in rows], odd, int(cells.size))


def _may_name(
    at: Words, begin: npt.NDArray[np.int64], end: npt.NDArray[np.int64], keys: Keys
) -> npt.NDArray[np.bool_]:
    """Return which of the cells from `begin` to `end`, both (n,), may name a party."""
    # Bytes may begin anywhere: they are copied before they are compared.
    words = (at[begin] | _SMALL) & _MASKS[np.minimum(end - begin, WIDE)]
    blank_first: npt.NDArray[np.bool_] = (words & np.uint64(0xFF)) == np.uint64(0x20)
    blank_first |= keys.among(words)
    return blank_first


def _compound(
    data: npt.NDArray[np.uint8],
    table: npt.NDArray[np.int64],
    begins: npt.NDArray[np.int64],
    sides: tuple[tuple[int, ...], tuple[int, ...]],
) -> npt.NDArray[np.bool_]:
    """Return which rows name several actors in one cell: a semicolon or a bar stands in it."""
    found = np.zeros(len(table), np.bool_)
    marks = (data == ord(";")) | (data == ord("|"))
    before = np.cumsum(marks, dtype=np.int32) - marks  # at each byte: how many stand before it
    for column in {c for side in sides for c in side}:
        begin = table[:, column - 1] + 1 if column else begins
        found |= before[table[:, column]] > before[begin]
    return found
