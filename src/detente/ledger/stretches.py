"""The status of a clause day by day: what it is as of the end of each, in columns."""

import datetime as dt
from collections.abc import Iterator

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from detente.ledger.courses import WORDS, Course
from detente.ledger.instants import Clock
from detente.ledger.steps import Instants

__all__ = ["Stretches", "stretches_of"]

_DAY = 86_400_000_000
_EPOCH = dt.date(1970, 1, 1).toordinal()


class Stretches(Struct, frozen=True):
    """The stretches of days on which a clause has one status.

    Attributes
    ----------
    day : numpy.ndarray, shape (N,), int64
        The first day of each, counted as :meth:`datetime.date.toordinal` does.
    word : numpy.ndarray, shape (N,), int8
        Places in :data:`detente.ledger.courses.WORDS`; neighbours differ.
    """

    day: NDArray[np.int64]
    word: NDArray[np.int8]

    def since(self, day: dt.date) -> dt.date | None:
        """Return the first day of the stretch in which `day` lies; None: it was always so."""
        place = int(np.searchsorted(self.day, day.toordinal(), side="right")) - 1
        return dt.date.fromordinal(int(self.day[place])) if place > 0 else None

    def between(self, begins: dt.date, ends: dt.date) -> Iterator[tuple[dt.date, dt.date, str]]:
        """Yield first day, last day and status, from one day to another, without gaps."""
        first, last = begins.toordinal(), ends.toordinal()
        place = int(np.searchsorted(self.day, first, side="right"))
        word = WORDS[self.word[place - 1]] if place else "idle"
        until = int(np.searchsorted(self.day, last, side="right"))
        for day, number in zip(self.day[place:until], self.word[place:until], strict=True):
            yield dt.date.fromordinal(first), dt.date.fromordinal(int(day) - 1), word
            first, word = int(day), WORDS[number]
        yield dt.date.fromordinal(first), ends, word


def stretches_of(course: Course, clock: Clock) -> Stretches:
    """Return the status of a clause as of the end of each day."""
    day = _days(clock, course.at)
    last = np.append(day[1:] != day[:-1], True)
    day, word = day[last], course.word[last]
    new = np.insert(word[1:] != word[:-1], 0, True)
    return Stretches(day[new], word[new])


def _days(clock: Clock, instants: Instants) -> NDArray[np.int64]:
    """Return the days, as ordinals, in which `instants` lie: a day in a zone is near that of UTC."""
    near, where = np.unique(instants // _DAY + _EPOCH, return_inverse=True)
    days = [dt.date.fromordinal(day) for day in near.tolist()]
    begins = np.array([clock.start(day) for day in days], np.int64)[where]
    ends = np.array([clock.end(day) for day in days], np.int64)[where]
    ordinals: NDArray[np.int64] = near[where] - (instants < begins) + (instants > ends)
    return ordinals
