"""Group commit: what several threads append at once goes into one transaction, and one sync.

The first thread that finds nobody writing writes, for itself and for all that are waiting by then;
those that come meanwhile wait for the next turn. Each is answered only once the transaction that
holds its records is committed. There is no thread of its own to start or to stop.
"""

import datetime as dt
import os
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from weakref import WeakValueDictionary

from msgspec import Struct

from detente.record.ending import Appended, Draft

__all__ = ["Request", "WriterQueue", "queue_of"]

MOST = 2000
"""Drafts in one transaction where more than one request waits, so that none waits for long."""


class Request(Struct, eq=False):
    """What one thread wants recorded, all or none, and what became of it.

    Attributes
    ----------
    drafts : sequence of Draft
        What is to be recorded.
    now : datetime.datetime
        The clock of the one who asks.
    answer : list of Appended or None
        What became of each draft, once it is committed.
    error : Exception or None
        Why nothing of it was recorded.
    """

    drafts: Sequence[Draft]
    now: dt.datetime
    answer: list[Appended] | None = None
    error: Exception | None = None

    @property
    def settled(self) -> bool:
        """Whether it is known what became of it."""
        return self.answer is not None or self.error is not None


Write = Callable[[Sequence[Request]], None]


class WriterQueue:
    """The writers of one store in this process: one at a time, and who waits is taken along."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: deque[Request] = deque()
        self._busy = False

    def submit(self, request: Request, write: Write) -> list[Appended]:
        """Wait until a request is committed, by this thread or another; return what became of it.

        Parameters
        ----------
        request : Request
            What is to be recorded.
        write : callable
            Commits a group of requests in one transaction, and settles each of them.

        Raises
        ------
        Exception
            What `write` found to be in the way of this request.

        Examples
        --------
        >>> def write(group):
        ...     for one in group:
        ...         one.answer = [Appended("e1", len(group), new=True)]
        >>> WriterQueue().submit(Request([Draft("e1", "{}")], dt.datetime.min), write)
        [Appended(id='e1', seq=1, new=True)]
        """
        with self._changed:
            self._waiting.append(request)
        try:
            while not request.settled:
                with self.turn(unless=lambda: request.settled) as mine:
                    if mine:
                        self._write_some(write)
        finally:
            self._forget(request)
        if request.error is not None:
            raise request.error
        return request.answer or []

    @contextmanager
    def turn(self, unless: Callable[[], bool] = lambda: False) -> Iterator[bool]:
        """Let nobody else write meanwhile; gives False, at once, when `unless` has come true.

        Examples
        --------
        >>> with WriterQueue().turn() as mine:
        ...     mine
        True
        """
        with self._changed:
            self._changed.wait_for(lambda: unless() or not self._busy)
            mine = not unless()
            self._busy |= mine
        try:
            yield mine
        finally:
            if mine:
                with self._changed:
                    self._busy = False
                    self._changed.notify_all()

    def _write_some(self, write: Write) -> None:
        """Write what is waiting. Stopped half way, the next writer does it again: ids say what is there."""
        group: list[Request] = []
        with self._changed:
            size = 0
            while self._waiting and (not group or size + len(self._waiting[0].drafts) <= MOST):
                group.append(self._waiting.popleft())
                size += len(group[-1].drafts)
        try:
            write(group)
        finally:
            with self._changed:
                self._waiting.extendleft(one for one in reversed(group) if not one.settled)

    def _forget(self, request: Request) -> None:
        """Take a request back whose thread does not wait any more."""
        with self._changed:
            if request in self._waiting:
                self._waiting.remove(request)


_QUEUES: WeakValueDictionary[str, WriterQueue] = WeakValueDictionary()
_OPENING = threading.Lock()


def queue_of(address: str) -> WriterQueue:
    """Return the one queue that this process has for a store.

    Examples
    --------
    >>> one = queue_of("talks/record.sqlite")
    >>> queue_of("talks/record.sqlite") is one, queue_of("other/record.sqlite") is one
    (True, False)
    """
    with _OPENING:
        queue = _QUEUES.get(address)
        if queue is None:
            queue = _QUEUES[address] = WriterQueue()
        return queue


def _in_a_child() -> None:
    """Begin anew after a fork: the threads that held the queues are in the parent."""
    global _OPENING  # noqa: PLW0603 - a lock that another thread held cannot be released here
    _OPENING = threading.Lock()
    _QUEUES.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_in_a_child)
