"""Compiled loops that copy a part of all states, and write the answer about it back.

Each works on its own range of the part, so threads may share the work.
"""

import numpy as np
import numpy.typing as npt
from numba import njit

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int32]
Indexes = npt.NDArray[np.int64]


@njit(cache=True, nogil=True)
def gather(first: int, last: int, states: Indexes, rank: Ints, target: Ints) -> None:
    """Copy the ranks of some states.

    Parameters
    ----------
    first, last : int
        Range of the part.
    states : (K,) int64
        The states of the part.
    rank : (P, S) int32
        Ranks of all states.
    target : (P, K) int32
        Output.
    """
    for party in range(rank.shape[0]):
        own, found = rank[party], target[party]
        for k in range(first, last):
            found[k] = own[states[k]]


@njit(cache=True, nogil=True)
def spread(first: int, last: int, states: Indexes, part: Bools, stable: Bools) -> None:
    """Write the answer about some states, (P, K) bool, where they belong, (P, S) bool."""
    for party in range(part.shape[0]):
        found, target = part[party], stable[party]
        for k in range(first, last):
            target[states[k]] = found[k]
