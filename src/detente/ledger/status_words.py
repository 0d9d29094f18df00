"""The words and signs in which people read the status of a clause: the same on every page."""

from collections.abc import Iterable, Sequence
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
WAITS = "done, waits for others"
STATUSES = {"must": _MUST, "keep": _KEEP, "may": _MAY}
"""Kind of clause -> status -> how it is shown."""


_FOR_GOOD = frozenset({"lifting", "expiry"})
_ENDS = {"noticed": "ends", "exercised": "ended", "breached": "ended"}


def status_in_words(
    kind: str, statuses: Iterable[str], ends: Sequence[str] = (), *, waits: bool = False
) -> str:
    """Say the possible statuses of a clause of some kind.

    Parameters
    ----------
    ends : sequence of str
        Which reliefs end, where it brings a measure back: said where its status is known.
    waits : bool
        Whether it is met together with others, without a verifier.

    Examples
    --------
    >>> status_in_words("must", ["late"]), status_in_words("may", ["exercised", "open"])
    ('met late', 'used or may be used')
    >>> status_in_words("may", ["noticed"], ["suspension"])
    'pending: suspension ends'
    >>> status_in_words("must", ["claimed_done"], waits=True)
    'done, waits for others'
    """
    told = [*statuses]
    words = " or ".join(
        WAITS if waits and status == "claimed_done" else STATUSES[kind][status].words
        for status in told
    )
    if len(told) != 1 or not ends or told[0] not in _ENDS:
        return words
    return f"{words}: {ends[0]} {'undone' if ends[0] in _FOR_GOOD else _ENDS[told[0]]}"


def status_sign(clause: Clause | str, statuses: tuple[str, ...]) -> str:
    """Return the sign of a clause's status; ``?`` if it is not known which.

    Examples
    --------
    >>> status_sign("must", ("fulfilled",)), status_sign("must", ("idle", "live"))
    ('✓', '?')
    """
    kind = clause if isinstance(clause, str) else clause.kind
    return STATUSES[kind][statuses[0]].sign if len(statuses) == 1 else "?"
