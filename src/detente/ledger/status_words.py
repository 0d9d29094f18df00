"""The words and signs in which people read the status of a clause: the same on every page."""

from collections.abc import Iterable
from typing import NamedTuple

from detente.case import Clause

__all__ = ["STATUSES", "Said", "status_in_words", "status_sign"]


class Said(NamedTuple):
    """How a status is shown: its sign and its words. No meaning stands on the sign alone."""

    sign: str
    words: str


_MUST = {
    "idle": Said("·", "not yet due"),
    "live": Said("◷", "due"),
    "claimed_done": Said("?", "done, not yet verified"),
    "unverified": Said("?", "unverified"),
    "fulfilled": Said("✓", "met"),
    "late": Said("✓", "met late"),
    "overdue": Said("!", "overdue"),
    "breached": Said("✕", "breached"),
    "excused": Said("~", "excused"),
    "waived": Said("-", "waived"),
}
_KEEP = _MUST | {
    "idle": Said("·", "not yet in force"),
    "live": Said("◷", "kept so far"),
    "overdue": Said("!", "broken, may be mended"),
    "ended": Said("□", "ended"),
}
_MAY = {
    "idle": Said("·", "not open"),
    "open": Said("○", "may be used"),
    "noticed": Said("↺", "pending"),
    "exercised": Said("■", "used"),
    "blocked": Said("-", "blocked"),
    "cured": Said("□", "cured"),
}
STATUSES = {"must": _MUST, "keep": _KEEP, "may": _MAY}
"""Kind of clause -> status -> how it is shown."""


def status_in_words(kind: str, statuses: Iterable[str]) -> str:
    """Say the possible statuses of a clause of some kind.

    Examples
    --------
    >>> status_in_words("must", ["late"]), status_in_words("may", ["exercised", "open"])
    ('met late', 'used or may be used')
    """
    return " or ".join(STATUSES[kind][status].words for status in statuses)


def status_sign(clause: Clause | str, statuses: tuple[str, ...]) -> str:
    """Return the sign of a clause's status; ``?`` if it is not known which.

    Examples
    --------
    >>> status_sign("must", ("fulfilled",)), status_sign("must", ("idle", "live"))
    ('✓', '?')
    """
    kind = clause if isinstance(clause, str) else clause.kind
    return STATUSES[kind][statuses[0]].sign if len(statuses) == 1 else "?"
