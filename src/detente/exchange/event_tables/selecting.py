"""Rows of a block of an event table in which both actors may be parties: many rows at once.

A block is a text of bytes. Its line ends give the rows; how many tabs each has is counted without
any being looked up. Actors are named near the beginning of a row: only there the places of tabs
are looked up, and the first eight bytes of each cell that names an actor are compared with those
of the names and codes of the case's parties. Few rows pass; those are then read in full. What is
passed over cannot name two parties: the comparison errs on one side only.
"""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
from msgspec import Struct

__all__ = ["Keys", "Selected", "Selection"]

TAB, LINE = 9, 10
WIDE = 8
SAMPLE = 100
"""Rows at the beginning that show how far into a row its actors are named."""
_MASKS = np.array([(1 << 8 * n) - 1 for n in range(WIDE)] + [2**64 - 1], np.uint64)
_SMALL = np.uint64(0x2020202020202020)

Bits = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]


class Keys(Struct, frozen=True):
    """First eight bytes of all names and codes of the parties, sorted.

    Attributes
    ----------
    sorted_words : (K,) uint64
        In small letters, little-endian.
    first : (65536,) bool
        Which pairs of first bytes begin one of them: most cells begin none.
    """

    sorted_words: Words
    first: Bits

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
        known = np.unique(np.array(masked, np.uint64))
        first = np.zeros(1 << 16, np.bool_)
        first[known & np.uint64(0xFFFF)] = True
        return cls(known, first)

    def among(self, words: Words) -> Bits:
        """Return which of `words` (n,) are keys.

        Examples
        --------
        >>> Keys.of(["a"]).among(np.array([ord("a"), ord("b")], np.uint64)).tolist()
        [True, False]
        """
        found: Bits = self.first[words & np.uint64(0xFFFF)]
        likely = np.flatnonzero(found)
        places = np.searchsorted(self.sorted_words, words[likely])
        places[places == self.sorted_words.size] = 0
        found[likely] = self.sorted_words[places] == words[likely]
        return found


def _length(value: int) -> int:
    return (value.bit_length() + 7) // 8


class _Counted:
    """How many marks stand before a byte of a block: bits in words of 64, and sums of them."""

    def __init__(self, marks: Bits) -> None:
        packed = np.packbits(marks, bitorder="little")
        self._words = np.zeros(marks.size // 64 + 1, "<u8")
        self._words.view(np.uint8)[: packed.size] = packed
        counts = np.bitwise_count(self._words)
        self._before = np.cumsum(counts, dtype=np.int64) - counts

    def before(self, places: Places) -> Places:
        """Return how many marks stand before each of `places` (n,)."""
        word = places >> 6
        below = (np.uint64(1) << (places & 63).astype(np.uint64)) - np.uint64(1)
        found: Places = self._before[word] + np.bitwise_count(self._words[word] & below)
        return found


class Selected(Struct, frozen=True):
    """Rows of a block: their place in it from 0, and their bytes without the line end.

    ``odd`` have another number of cells than the table; ``count`` is how many rows there are.
    """

    rows: list[tuple[int, bytes]]
    odd: list[tuple[int, bytes]]
    count: int


class Selection:
    r"""Takes the rows out of blocks of a table whose two sides may both be parties.

    Parameters
    ----------
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
    >>> selection = Selection(3, ((1,), (2,)), Keys.of(["usa", "prk"]))
    >>> found = selection.of(b"1\tUSA\tPRK\n2\tUSA\tFRA\n3\tUSA\n")
    >>> found.rows, found.odd, found.count
    ([(0, b'1\tUSA\tPRK')], [(2, b'3\tUSA')], 3)
    """

    def __init__(
        self,
        width: int,
        sides: tuple[tuple[int, ...], tuple[int, ...]],
        keys: Keys,
        *,
        several: bool = False,
    ) -> None:
        self._width = width
        self._sides = sides
        self._cells = max(max(side) for side in sides) + 1
        self._keys = keys
        self._several = several
        self._reach = 0

    def of(self, block: bytes) -> Selected:
        """Return the rows of a block of whole lines that may name two parties, and the odd rows."""
        data = np.frombuffer(block, np.uint8)
        lines, tabs = data == LINE, data == TAB
        line_ends = np.flatnonzero(lines)
        starts = np.concatenate(([0], line_ends[:-1] + 1))
        before = _Counted(tabs).before(line_ends)
        good = np.diff(before, prepend=0) == self._width - 1
        numbers = np.flatnonzero(good)

        def rows(places: Places) -> list[tuple[int, bytes]]:
            return [(int(n), block[starts[n] : line_ends[n]]) for n in places]

        odd = rows(np.flatnonzero(~good)) if numbers.size < line_ends.size else []
        if not numbers.size:
            return Selected([], odd, line_ends.size)
        begins = starts[numbers]
        ends = self._near(block, begins, len(block) // line_ends.size)
        if ends is None:
            first = before[numbers] - (self._width - 1) + numbers
            ends = _Ends(np.flatnonzero(lines | tabs), first, np.zeros_like(first))
        return Selected(rows(numbers[self._passed(data, begins, ends)]), odd, line_ends.size)

    def _near(self, block: bytes, begins: Places, length: int) -> "_Ends | None":
        """Return where the first cells of rows end, looking at their beginnings only.

        None where that saves nothing, rows being of that mean length, or does not reach far enough.
        """
        if not self._reach:
            self._reach = _reach(block, begins[:SAMPLE], self._cells)
        reach = self._reach
        if 2 * reach > length:
            return None
        # What is put behind the block is neither a tab nor a line end: it ends no cell.
        heads = np.ndarray((len(block),), f"V{reach}", block + bytes(reach), 0, (1,))[begins]
        cells = heads.view(np.uint8).reshape(-1, reach)
        marks = (cells == TAB) | (cells == LINE)
        counts = marks.view(np.uint8).sum(1, dtype=np.int64)
        if counts.min() < self._cells:
            self._reach += 32
            return None
        moved = begins - np.arange(0, marks.size, reach)
        return _Ends(np.flatnonzero(marks), np.cumsum(counts) - counts, moved)

    def _passed(self, data: npt.NDArray[np.uint8], begins: Places, ends: "_Ends") -> Places:
        """Return which of the rows that begin at `begins` pass."""
        # Bytes may begin anywhere: they are copied before they are compared.
        at: Words = np.ndarray((data.size + 1,), "<u8", data.tobytes() + bytes(WIDE), 0, (1,))
        several = self._name_several(data, begins, ends)
        passed = np.arange(begins.size)
        for side in self._sides:
            named = several[passed]
            here, left = begins[passed], ends.among(passed)
            for column in side:
                begin, end = left.cell(column, here)
                named |= self._may_name(at[begin], end - begin)
            passed = passed[named]
        return passed

    def _name_several(self, data: npt.NDArray[np.uint8], begins: Places, ends: "_Ends") -> Bits:
        """Return which rows name several actors in one cell; these may be both sides of a row."""
        found = np.zeros(begins.size, np.bool_)
        if self._several:
            bars = _Counted((data == ord(";")) | (data == ord("|")))
            for column in sorted({column for side in self._sides for column in side}):
                begin, end = ends.cell(column, begins)
                found |= bars.before(end) > bars.before(begin)
        return found

    def _may_name(self, words: Words, sizes: Places) -> Bits:
        """Return which cells of so many bytes, beginning with `words`, both (n,), may name a party."""
        small = (words | _SMALL) & _MASKS[np.minimum(sizes, WIDE)]
        named: Bits = (small & np.uint64(0xFF)) == np.uint64(0x20)  # a blank before the name
        named |= self._keys.among(small)
        return named


class _Ends(Struct, frozen=True):
    """Where the cells of rows end: ``flat`` all of them; those of a row from ``first`` (n,) on.

    ``moved`` (n,) is how far they stand from their places in the block.
    """

    flat: Places
    first: Places
    moved: Places

    def among(self, rows: Places) -> "_Ends":
        """Return the ends of the cells of some rows."""
        return _Ends(self.flat, self.first[rows], self.moved[rows])

    def cell(self, column: int, begins: Places) -> tuple[Places, Places]:
        """Return where a column's cells begin and end, of rows that begin at `begins`."""
        place = self.first + column
        begin = self.flat[place - 1] + self.moved + 1 if column else begins
        return begin, self.flat[place] + self.moved


def _reach(block: bytes, begins: Places, cells: int) -> int:
    """Return within how many bytes rows have so many cells, by those that begin at `begins`."""
    rows = (block[begin : block.index(b"\n", begin) + 1] for begin in begins)
    sizes = [len(b" ".join(row.split(b"\t", cells)[:cells])) + 1 for row in rows]
    return -(-max(sizes) * 9 // 8 // 32) * 32
