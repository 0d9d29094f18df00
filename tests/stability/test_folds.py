"""Equal lists of moves are found whatever finds them."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from detente.stability.robust.folds import _alike, _alike_one_by_one, _with_self


def rows(lists: list[list[int]]) -> tuple[np.ndarray, np.ndarray]:
    """The lists one after the other, and where each begins."""
    start = np.cumsum([0, *map(len, lists)]).astype(np.int64)
    return start, np.array([member for one in lists for member in one], np.int64)


LISTS = st.lists(st.lists(st.integers(0, 5), max_size=4, unique=True).map(sorted), max_size=12)


@given(LISTS)
def test_groups_of_equal_lists_are_those_found_one_by_one(lists: list[list[int]]) -> None:
    """The same groups, numbered by their first lists."""
    start, to = rows(lists)
    found, known = _alike(start, to), _alike_one_by_one(start, to)
    assert [part.tolist() for part in found] == [part.tolist() for part in known]


@given(LISTS)
def test_each_list_gets_its_own_number_in_its_place(lists: list[list[int]]) -> None:
    """In increasing order."""
    count = len(lists)
    moves = [[m for m in one if m < count and m != number] for number, one in enumerate(lists)]
    start, to = _with_self(*rows(moves))
    parts = [to[a:b].tolist() for a, b in pairwise(start.tolist())]
    assert parts == [sorted([*one, number]) for number, one in enumerate(moves)]
