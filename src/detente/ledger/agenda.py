"""The agenda of a run: at which instants which clauses are to be looked at."""

import heapq
from collections.abc import Iterable

from detente.ledger.instants import Instant

__all__ = ["Agenda"]


class Agenda:
    """Instants still to come, each with the clauses to look at, the earliest first.

    A clause is *fresh* at an instant at which something that it asks for may change: then its
    windows post the instants at which that change leaves them.

    Examples
    --------
    >>> agenda = Agenda(begins=0, until=100)
    >>> agenda.post(7, ["freeze"], fresh=True)
    >>> agenda.post_all([5, 101], "relief")
    >>> agenda.pop(), agenda.pop(), bool(agenda)
    ((5, {'relief'}, set()), (7, {'freeze'}, {'freeze'}), False)
    """

    def __init__(self, begins: Instant, until: Instant) -> None:
        self._now, self._until = begins - 1, until
        self._heap: list[Instant] = []
        self._look: dict[Instant, set[str]] = {}
        self._fresh: dict[Instant, set[str]] = {}

    def __bool__(self) -> bool:
        return bool(self._heap)

    def post(self, instant: Instant, clauses: Iterable[str], *, fresh: bool = False) -> None:
        """Have `clauses` looked at at `instant`, unless it is past or beyond the end."""
        if not self._now < instant <= self._until:
            return
        if instant not in self._look:
            heapq.heappush(self._heap, instant)
            self._look[instant] = set()
        self._look[instant].update(clauses)
        if fresh:
            self._fresh.setdefault(instant, set()).update(clauses)

    def post_all(self, instants: Iterable[Instant], clause: str) -> None:
        """Have one clause looked at at several instants."""
        for instant in instants:
            self.post(instant, (clause,))

    def pop(self) -> tuple[Instant, set[str], set[str]]:
        """Return the next instant, the clauses to look at, and those of them that are fresh."""
        self._now = heapq.heappop(self._heap)
        return self._now, self._look.pop(self._now), self._fresh.pop(self._now, set())
