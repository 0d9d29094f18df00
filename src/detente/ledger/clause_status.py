"""How one clause stands as of a day: its possible statuses, its dates, and why."""

import datetime as dt
from collections.abc import Mapping

from msgspec import Struct, field

__all__ = ["ClauseStatus"]


class ClauseStatus(Struct, frozen=True, kw_only=True):
    """How one clause stands as of a day.

    Attributes
    ----------
    text, trigger : str
        What it asks or allows, and when, in the words of the file.
    statuses : tuple of str
        The possible statuses, in alphabetical order; several: not known which.
    since : datetime.date or None
        The first day on which this was so; None: from before the record, or it never began.
    due : datetime.date or None
        The last day in time; of a notice, the last day before it takes effect. None where there is
        none, or where it is not known: see `why`.
    overdue_days : int or None
        Days since then, or since it was broken; 0 if not overdue; None if not known.
    days_left : int or None
        Days from the day of the question to `due`; None if there is none or it is past.
    done, seen : datetime.date or None
        The day on which it was done (a power: used), and that on which this was verified.
    late_by : int or None
        Days from the last day in time to the day on which it was done, if that was late.
    verified : bool or None
        Whether the verifier that it names has confirmed it; None if not known.
    share : pair of float or None
        For a clause with `partial`: the least and the greatest share that is done.
    because : tuple of str
        The entries that moved it, oldest first, and those in doubt that decide.
    why : str
        Why it stands so, in a sentence.
    rests_on : tuple of str
        The claims on which it and those entries rest.
    readings : dict
        Party -> its statuses, where the readings of a disputed term lead to different ones.
    apart : tuple of str
        The disputed terms, by their names, on whose reading the status turns.
    changed : tuple of str
        What becomes of the levers that it changes by itself, in words, where it is known: of a
        measure, which relief begins or ends.
    ends : tuple of str
        Which reliefs then end: exemption, waiver, suspension, lifting, expiry.
    waits : bool
        Whether it is met together with others, and no verifier is asked for.
    exact : bool
        Whether each possible status is one of some consistent world; else there may be too many.
    """

    clause: str
    kind: str
    parties: tuple[str, ...]
    text: str
    trigger: str
    statuses: tuple[str, ...]
    since: dt.date | None = None
    due: dt.date | None = None
    overdue_days: int | None = 0
    days_left: int | None = None
    done: dt.date | None = None
    seen: dt.date | None = None
    late_by: int | None = None
    verified: bool | None = False
    share: tuple[float, float] | None = None
    because: tuple[str, ...] = ()
    deciding: tuple[str, ...] = ()
    why: str = ""
    rests_on: tuple[str, ...] = ()
    readings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    apart: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    waits: bool = False
    exact: bool = True

    @property
    def known(self) -> bool:
        """Whether one status is all that is possible."""
        return len(self.statuses) == 1

    @property
    def reason(self) -> str:
        """What decides, where the status is not known; else why it stands as it does."""
        return self.why if self.known else self.why.partition("; ")[2]
