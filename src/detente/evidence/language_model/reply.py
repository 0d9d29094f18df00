"""What a language model answers: a list of proposals in a fixed form, or nothing."""

import json
import re
from typing import Any, Literal

import msgspec

from detente.evidence.candidate import KINDS

__all__ = ["MOST_PROPOSALS", "BadReplyError", "Said", "read_reply", "said"]

MOST_PROPOSALS = 500
_FENCED = re.compile(r"```(?:json)?\s*\n(?P<inside>[^`]*)```")

Polarity = Literal["positive", "negative"]


class BadReplyError(ValueError):
    """An answer, or one item of it, that is not in the form that was asked for."""


class Said(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One proposal as a model words it: nothing of it counts before it has been checked.

    ``prefix`` tells places apart where the same words stand several times; ``polarity`` may be given
    and must then be what the rules find.
    """

    quote: str
    kind: str
    actor_alias: str | None = None
    target_alias: str | None = None
    lever_id: str | None = None
    condition_quote: str | None = None
    speaker_alias: str | None = None
    prefix: str = ""
    polarity: Polarity | None = None


def read_reply(text: str) -> list[Any]:
    r"""Return the items of an answer, not yet checked; it may stand between code fences.

    Raises
    ------
    BadReplyError
        It is no list in JSON, or has more than 500 items.

    Examples
    --------
    >>> read_reply('```json\n[{"quote": "a"}]\n```')
    [{'quote': 'a'}]
    >>> read_reply("Sure! Here they are.")
    Traceback (most recent call last):
    ...
    detente.evidence.language_model.reply.BadReplyError: the answer is not JSON
    """
    found = text.strip()
    if not found.startswith(("[", "{")) and (fenced := _FENCED.findall(found)):
        found = fenced[-1].strip()
    try:
        items = json.loads(found, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise BadReplyError("the answer is not JSON") from None
    if not isinstance(items, list):
        raise BadReplyError("the answer is not a list")
    if len(items) > MOST_PROPOSALS:
        raise BadReplyError(f"the answer has {len(items):,} items; at most {MOST_PROPOSALS} count")
    return items


def _no_number(name: str) -> None:
    raise ValueError(name)


def said(item: Any) -> Said:
    """Return one item as a proposal.

    Raises
    ------
    BadReplyError
        A key is missing or unknown, or a value is of another type.

    Examples
    --------
    >>> said({"quote": "Iran offers talks", "kind": "offer"}).kind
    'offer'
    >>> said({"quote": "Iran offers talks", "kind": "gift"})
    Traceback (most recent call last):
    ...
    detente.evidence.language_model.reply.BadReplyError: the kind is none that claims have
    """
    try:
        found = msgspec.convert(item, Said)
    except (msgspec.ValidationError, RecursionError):
        raise BadReplyError("the item has not the form that was asked for") from None
    if found.kind not in KINDS:
        raise BadReplyError("the kind is none that claims have")
    return found
