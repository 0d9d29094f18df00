"""Compiled loops over rows of ranks, in such a form that the compiler does many numbers at once."""

import numpy as np
import numpy.typing as npt
from numba import njit

Ranks = npt.NDArray[np.int8] | npt.NDArray[np.int16] | npt.NDArray[np.int32]
Rank = np.int8 | np.int16 | np.int32

BLOCK = 16  # rows and columns that are turned at a time


@njit(cache=True, nogil=True)
def copy(source: Ranks, target: Ranks) -> None:
    """Copy a row; assigning a slice would ask each time whether the two overlap."""
    for q in range(target.size):
        target[q] = source[q]


@njit(cache=True, nogil=True)
def fill(row: Ranks, value: Rank) -> None:
    """Set a row to one value; a loop is compiled to wide stores, an assignment is not."""
    for q in range(row.size):
        row[q] = value


@njit(cache=True, nogil=True)
def turn(source: Ranks, across: int, rows: int, columns: int, target: Ranks, along: int) -> None:
    """Turn rows into columns: ``target[c * along + r] = source[r * across + c]``.

    Blocks of fixed size let the compiler do a block in a few instructions; indexes without a sign
    spare it the question whether they count from the end.
    """
    even_rows, even_columns = rows // BLOCK * BLOCK, columns // BLOCK * BLOCK
    for left in range(0, even_columns, BLOCK):
        for top in range(0, even_rows, BLOCK):
            for c in range(BLOCK):
                to = np.uint64((left + c) * along + top)
                origin = np.uint64(top * across + left + c)
                for r in range(BLOCK):
                    target[to + np.uint64(r)] = source[origin + np.uint64(r * across)]
        _turn_rest(source, across, (even_rows, rows), (left, left + BLOCK), target, along)
    _turn_rest(source, across, (0, rows), (even_columns, columns), target, along)


@njit(cache=True, nogil=True)
def _turn_rest(
    source: Ranks,
    across: int,
    rows: tuple[int, int],
    columns: tuple[int, int],
    target: Ranks,
    along: int,
) -> None:
    for c in range(columns[0], columns[1]):
        for r in range(rows[0], rows[1]):
            target[np.uint64(c * along + r)] = source[np.uint64(r * across + c)]
