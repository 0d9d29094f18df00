"""Ranks in as few bytes as hold them, so that many are compared in one instruction."""

from typing import Any

import numpy as np
import numpy.typing as npt

Ranks = npt.NDArray[np.int8] | npt.NDArray[np.int16] | npt.NDArray[np.int32]


_NEVER = {kind().itemsize: kind(np.iinfo(kind).max) for kind in (np.int8, np.int16, np.int32)}


def narrow(rank: npt.NDArray[Any]) -> Ranks:
    """Return ranks in one, two or four bytes.

    The largest number of the type is left free: it stands for what cannot be reached.

    Parameters
    ----------
    rank : (P, S) int32
        Ranks, -1 at infeasible states.

    Examples
    --------
    >>> [narrow(np.array([[-1, top]])).itemsize for top in (126, 127, 32766, 32767)]
    [1, 2, 2, 4]
    """
    top = int(rank.max(initial=0))
    if top < np.iinfo(np.int8).max:
        return np.ascontiguousarray(rank, np.int8)
    if top < np.iinfo(np.int16).max:
        return np.ascontiguousarray(rank, np.int16)
    return np.ascontiguousarray(rank, np.int32)


def never_of(rank: Ranks) -> Any:
    """Return the largest number of the type of ranks."""
    return _NEVER[rank.itemsize]
