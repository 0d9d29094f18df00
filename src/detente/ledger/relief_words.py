"""What becomes of a lever, in words: of a measure, which relief then begins or ends."""

from collections.abc import Sequence
from typing import NamedTuple

from detente.case import Lever
from detente.ledger.reasons import level_in_words
from detente.relief import is_measure, verb_of

__all__ = ["change_in_words", "relief_ended"]


class _Said(NamedTuple):
    """How it is said that a relief begins, and that it ends: now, and in the past."""

    begins: str
    ends: str
    ended: str


_SAID = {
    "exemption": _Said("the exemption begins", "the exemption ends", "the exemption ended"),
    "waiver": _Said("the waiver begins", "the waiver ends", "the waiver ended"),
    "suspension": _Said("the suspension begins", "the suspension ends", "the suspension ended"),
    "lifting": _Said("it is lifted", "the lifting is undone", "the lifting was undone"),
    "expiry": _Said("it expires", "it had expired and returns", "it had expired and returned"),
}


def relief_ended(lever: Lever, before: Sequence[str], level: str) -> str:
    """Return which relief ends when a measure comes to apply again; empty if none, or not known which.

    Examples
    --------
    >>> ban = Lever(id="ban", name="Ban", owner="usa", levels=("in_force", "suspended", "lifted"))
    >>> relief_ended(ban, ["suspended"], "in_force"), relief_ended(ban, ["suspended"], "lifted")
    ('suspension', '')
    """
    if not is_measure(lever) or level != lever.levels[0]:
        return ""
    verbs = {verb.name if (verb := verb_of(lever, one)) else "" for one in before}
    return verbs.pop() if len(verbs) == 1 else ""


def change_in_words(lever: Lever, before: Sequence[str], level: str, *, past: bool = False) -> str:
    """Say what becomes of a lever, in the words of the relief where it is a measure.

    Parameters
    ----------
    before : sequence of str
        The levels that are possible until then.
    level : str
        The level that it comes to.
    past : bool
        Whether it has come about.

    Examples
    --------
    >>> ban = Lever(id="ban", name="Ban", owner="usa", levels=("in_force", "suspended", "lifted"))
    >>> change_in_words(ban, ["suspended"], "in_force")
    'Ban: the suspension ends, in force again'
    >>> change_in_words(ban, ["lifted"], "in_force", past=True)
    'Ban: the lifting was undone, in force again'
    >>> change_in_words(ban, ["in_force"], "suspended")
    'Ban: the suspension begins'
    >>> change_in_words(ban, ["in_force", "suspended"], "in_force")
    'Ban becomes in force'
    """
    words = level_in_words(lever, level)
    ended = relief_ended(lever, before, level)
    if ended:
        said = _SAID[ended]
        return f"{lever.name}: {said.ended if past else said.ends}, {words} again"
    verb = verb_of(lever, level)
    if verb and not past and tuple(before) == lever.levels[:1]:
        return f"{lever.name}: {_SAID[verb.name].begins}"
    return f"{lever.name} {'became' if past else 'becomes'} {words}"
