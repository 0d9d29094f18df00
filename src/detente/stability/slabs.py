"""The states of a focal party cut into slabs, and threads that share them out.

The moves of the opponents of party i leave party i's own levers alone, so the states fall into B_i
independent parts, one per setting of those levers. A slab is W neighbouring parts.
"""

import os
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any, Self

from msgspec import Struct
from msgspec.structs import replace

from detente.stability.boxes import Box

LINE = 128
"""Bytes of two lines of the cache, which are fetched together: as many lanes are aimed at."""
SLAB = 2**23
"""Bytes of a slab at most, where that leaves it some lanes."""
SHARE = 2**15
"""States that make it worth while to hand a piece of work to another thread."""


class Slabs(Struct, frozen=True):
    """How the states are cut for one focal party i.

    Attributes
    ----------
    party : int
        The focal party.
    width : int
        Own settings W per slab.
    count : int
        Number of slabs. The last may overlap the one before; both then find the same values.
    size : int
        Numbers N in a slab.
    opponents : tuple of int
        The other parties, those without any move left out.
    lower : tuple of int
        L of each opponent inside a slab, whose layout is (H_i, L_i, W).
    shift : tuple of int
        What one own setting of party i adds to the number of each opponent's fibres.
    """

    party: int
    width: int
    count: int
    size: int
    opponents: tuple[int, ...]
    lower: tuple[int, ...]
    shift: tuple[int, ...]

    def without(self, parties: Collection[int]) -> "Slabs":
        """Return the same cut where some opponents do nothing."""
        still = [k for k, j in enumerate(self.opponents) if j not in parties]
        if len(still) == len(self.opponents):
            return self
        return replace(
            self,
            opponents=tuple(self.opponents[k] for k in still),
            lower=tuple(self.lower[k] for k in still),
            shift=tuple(self.shift[k] for k in still),
        )


def cut_slabs(boxes: tuple[Box, ...], party: int, threads: int, *, itemsize: int = 4) -> Slabs:
    """Cut the states of a focal party into slabs, enough of them for all threads.

    Parameters
    ----------
    boxes : sequence of Box
        The boxes of all parties.
    party : int
        The focal party.
    threads : int
        Threads to occupy.
    itemsize : int
        Bytes of a number.
    """
    own = boxes[party]
    others = own.higher * own.lower
    width = min(own.size, max(1, LINE // itemsize))
    while width > 4 and (own.size < width * threads or others * width * itemsize > SLAB):
        width //= 2
    opponents = tuple(j for j, box in enumerate(boxes) if j != party and box.size > 1)
    return Slabs(
        party=party,
        width=width,
        count=-(-own.size // width),
        size=others * width,
        opponents=opponents,
        lower=tuple(
            width * (boxes[j].lower if j < party else boxes[j].lower // own.size) for j in opponents
        ),
        shift=tuple(own.lower // (boxes[j].size if j < party else 1) for j in opponents),
    )


class Crew:
    """Threads that share out ranges of work; compiled code lets them run side by side.

    Examples
    --------
    >>> seen = []
    >>> with Crew(threads=2, states=2**20) as crew:
    ...     crew.share(lambda first, last, log: log.append((first, last)), 100, (seen,))
    >>> len(seen), sum(last - first for first, last in seen)
    (8, 100)
    """

    def __init__(self, threads: int, states: int) -> None:
        self.threads = threads
        self.pieces = min(4 * threads, states // SHARE) if threads > 1 else 1
        self._threads: ThreadPoolExecutor | None = None

    @property
    def _pool(self) -> ThreadPoolExecutor:
        """The threads, made when they are first needed."""
        if self._threads is None:
            self._threads = ThreadPoolExecutor(self.threads)
        return self._threads

    def share(self, work: Callable[..., Any], count: int, arguments: tuple[Any, ...]) -> None:
        """Call ``work(first, last, *arguments)`` on ranges that make up ``range(count)``."""
        pieces = min(count, self.pieces)
        if pieces <= 1:
            work(0, count, *arguments)
            return
        cuts = pairwise(count * piece // pieces for piece in range(pieces + 1))
        jobs = [self._pool.submit(work, first, last, *arguments) for first, last in cuts]
        for job in jobs:
            job.result()

    def each(self, work: Callable[..., Any], questions: Sequence[tuple[Any, ...]]) -> None:
        """Call ``work(*question)`` for each, in order, as threads become free."""
        if self.threads == 1:
            for question in questions:
                work(*question)
            return
        for job in [self._pool.submit(work, *question) for question in questions]:
            job.result()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        if self._threads is not None:
            self._threads.shutdown(cancel_futures=True)


def processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
