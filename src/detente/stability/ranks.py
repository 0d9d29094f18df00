"""Ranks in as few bytes as hold them, so that many are compared in one instruction."""

from typing import Any

import numpy as np
import numpy.typing as npt

from detente.stability.slabs import Crew

Ranks = npt.NDArray[np.int8] | npt.NDArray[np.int16] | npt.NDArray[np.int32]


_NEVER = {kind().itemsize: kind(np.iinfo(kind).max) for kind in (np.int8, np.int16, np.int32)}


def narrow(rank: npt.NDArray[Any], crew: Crew | None = None) -> Ranks:
    """Return ranks in one, two or four bytes.

    The largest number of the type is left free: it stands for what cannot be reached.

    Parameters
    ----------
    rank : (P, S) int32
        Ranks, -1 at infeasible states.
    crew : Crew, optional
        Threads that share out the work.

    Examples
    --------
    >>> [narrow(np.array([[-1, top]])).itemsize for top in (126, 127, 32766, 32767)]
    [1, 2, 2, 4]
    """
    if crew is None or crew.pieces <= 1:
        narrowed: Ranks = np.ascontiguousarray(rank, _kind_for(int(rank.max(initial=0))))
        return narrowed
    source = rank.reshape(-1)
    tops: list[int] = []
    crew.share(lambda first, last: tops.append(int(source[first:last].max())), source.size, ())
    narrowed = np.empty(rank.shape, _kind_for(max(tops)))
    target = narrowed.reshape(-1)

    def copy(first: int, last: int) -> None:
        np.copyto(target[first:last], source[first:last], casting="unsafe")

    crew.share(copy, source.size, ())
    return narrowed


def _kind_for(top: int) -> Any:
    """Return the narrowest type that holds ranks up to `top` and one number more."""
    return next((type(never) for never in _NEVER.values() if top < never), np.int32)


def never_of(rank: Ranks) -> Any:
    """Return the largest number of the type of ranks."""
    return _NEVER[rank.itemsize]
