"""Verdicts: what a reviewer can say of a claim, and the line of the record that says it."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import msgspec

from detente.claims import Claim, Review
from detente.interpret import Parsed

__all__ = ["EDITABLE", "REASONS", "VERDICTS", "as_plain", "changed", "review_line", "verdict_on"]

VERDICTS = {
    "accept": "the claim counts, with the changes that stand",
    "reject": "the claim supports nothing, for a reason",
    "edit": "fields of the claim are changed; nothing is decided",
    "speaker": "who speaks is set, for all claims of one quotation",
    "merge": "the claim goes into another one",
    "link": "the claim is about levers, or belongs to entries of the record",
    "new": "a claim that no extractor proposed",
    "withdraw": "an earlier verdict is taken back",
}
REASONS = {
    "1": "not a claim",
    "2": "wrong speaker",
    "3": "wrong kind",
    "4": "duplicate",
    "5": "boilerplate",
}
EDITABLE = (
    "type", "voice", "actor", "target", "levers", "condition_of", "flavour", "polarity", "modality",
    "date", "event", "attribution", "grade", "start", "end", "quote", "selectors", "normalised",
    "verdict", "correct", "sources", "note",
)  # fmt: skip


def as_plain(claim: Claim) -> dict[str, Any]:
    """Return what can be changed of a claim as plain values, without what is not given.

    Examples
    --------
    >>> as_plain(Claim(id="c1", quote="We agree.", type="offer"))
    {'type': 'offer', 'voice': 'author', 'polarity': 'positive', 'modality': 'asserted', 'grade': 'F6', 'quote': 'We agree.'}
    """
    plain = {
        key: msgspec.to_builtins(getattr(claim, key), enc_hook=_text, str_keys=True)
        for key in EDITABLE
    }
    return {key: _without_null(value) for key, value in plain.items() if _given(value)}


def _given(value: Any) -> bool:
    return value is not None and value not in ("", [], (), {})


def _without_null(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _without_null(one) for key, one in value.items() if one is not None}
    if isinstance(value, list | tuple):
        return [_without_null(one) for one in value]
    return value


def _text(value: Any) -> str:
    if isinstance(value, Parsed):
        return str(value)
    raise NotImplementedError(type(value))


def changed(claim: Claim, after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what `after` changes of a claim: as it was, and as it is to be; null: not given.

    Examples
    --------
    >>> changed(Claim(id="c1", quote="We agree.", type="offer"), {"type": "threat", "voice": "author"})
    ({'type': 'offer'}, {'type': 'threat'})
    """
    now = as_plain(claim)
    keys = [key for key in after if now.get(key) != _settled(after[key])]
    return {key: now.get(key) for key in keys}, {key: after[key] for key in keys}


def _settled(value: Any) -> Any:
    return _without_null(value) if _given(value) else None


def verdict_on(claim: str, verdict: str, *, by: str, at: str, **said: Any) -> Review:
    """Return a verdict; its id is made of its content, so that the same one counts once.

    Parameters
    ----------
    claim, verdict : str
        The claim's id; one of :data:`VERDICTS`.
    by, at : str
        The reviewer, and the instant in ISO form.
    said
        Further fields of :class:`detente.claims.Review`.

    Examples
    --------
    >>> one = verdict_on("c1", "reject", by="jo", at="2019-10-05T12:00:00Z", reason="duplicate")
    >>> one.id.startswith("review-c1-"), one.reason
    (True, 'duplicate')
    """
    given = {key: value for key, value in said.items() if value not in (None, "", False)}
    key = json.dumps([claim, verdict, by, at, given], sort_keys=True, ensure_ascii=False)
    made = hashlib.sha256(key.encode()).hexdigest()[:12]
    id_ = f"review-{claim[:160]}-{made}"
    return Review(id=id_, claim=claim, verdict=verdict, by=by, date=at, **given)


def review_line(review: Review) -> dict[str, Any]:
    """Return a verdict as a line of the record.

    Examples
    --------
    >>> review_line(Review(id="r1", claim="c1", verdict="accept", by="jo"))
    {'kind': 'review', 'id': 'r1', 'claim': 'c1', 'verdict': 'accept', 'by': 'jo'}
    """
    plain = msgspec.to_builtins(review)
    return {
        "kind": "review",
        **{key: value for key, value in plain.items() if value not in (None, "", False)},
    }
