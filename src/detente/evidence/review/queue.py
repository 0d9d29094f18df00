"""The queue: the claims that wait for a verdict, those that matter most for a deal first."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from detente.claims import Claim, Review
from detente.documents import Document
from detente.evidence.candidate import DEAL_KINDS
from detente.evidence.review.standing import fold
from detente.evidence.review.verdicts import as_plain

__all__ = ["as_seen", "confidence", "queue", "queue_line", "rule", "words_around"]


def queue(
    claims: Mapping[str, Claim],
    *,
    kinds: Iterable[str] = (),
    document: str | None = None,
    everything: bool = False,
) -> list[Claim]:
    """Return what waits for a verdict: deal kinds first, then by confidence.

    Parameters
    ----------
    claims : mapping
        After all verdicts that count: :func:`detente.evidence.review.fold`.
    kinds, document
        Only these kinds, only this document.
    everything : bool
        Also candidates that have been judged.

    Examples
    --------
    >>> claims = {
    ...     "c1": Claim(id="c1", quote="a", type="opinion", origin={"confidence": 0.9}),
    ...     "c2": Claim(id="c2", quote="b", type="threat", origin={"confidence": 0.5}),
    ...     "c3": Claim(id="c3", quote="c", type="offer", origin={"confidence": 0.7}),
    ...     "c4": Claim(id="c4", quote="d", type="offer"),
    ... }
    >>> [claim.id for claim in queue(claims)]
    ['c3', 'c2', 'c1']
    """
    only = frozenset(kinds)
    judged = {_words(one) for one in claims.values() if one.standing != "waiting"}
    found = [
        claim
        for claim in claims.values()
        if claim.origin is not None
        and (everything or (claim.standing == "waiting" and _words(claim) not in judged))
        and (not only or claim.type in only)
        and (document is None or claim.document == document)
    ]
    return sorted(found, key=_order)


def _order(claim: Claim) -> tuple[bool, float, str, int, str]:
    first = claim.type not in DEAL_KINDS
    return first, -confidence(claim), claim.document, claim.start or 0, claim.id


def _words(claim: Claim) -> tuple[object, ...]:
    """Return what two proposals of the same words as the same kind share, whoever proposed them."""
    if claim.start is None:
        return (claim.id,)
    return claim.document, claim.start, claim.end, claim.type


def confidence(claim: Claim) -> float:
    """Return how sure the rule is that proposed a claim: for sorting only, not a probability.

    Examples
    --------
    >>> confidence(Claim(id="c1", quote="", origin={"confidence": 0.8}))
    0.8
    """
    sure = (claim.origin or {}).get("confidence")
    return float(sure) if isinstance(sure, int | float) else 0.0


def rule(claim: Claim) -> str:
    """Return what proposed a claim: the rule, or the extractor where it has no rules.

    Examples
    --------
    >>> rule(Claim(id="c1", quote="", origin={"rule": "demand:want", "extractor": "keywords/1"}))
    'demand:want'
    """
    origin = claim.origin or {}
    return str(origin.get("rule") or origin.get("extractor") or "")


def as_seen(
    claims: Mapping[str, Claim], reviews: Sequence[Review], reviewer: str, *, second: bool
) -> dict[str, Claim]:
    """Return the claims as a reviewer sees them: a second one sees no verdicts but his own.

    Parameters
    ----------
    claims : mapping
        As recorded.
    reviews : sequence of Review
        Of everybody, in the order of the record.
    reviewer : str
        The name of the reviewer.
    second : bool
        Whether they judge to compare.

    Examples
    --------
    >>> claims = {"c1": Claim(id="c1", quote="", origin={})}
    >>> said = [Review(id="r1", claim="c1", verdict="reject", by="jo")]
    >>> [as_seen(claims, said, "ann", second=second)["c1"].standing for second in (False, True)]
    ['rejected', 'waiting']
    """
    if not second:
        return fold(claims, reviews).claims
    return fold(claims, [one for one in reviews if one.by == reviewer], second=True).claims


def words_around(claim: Claim) -> tuple[str, str]:
    """Return the words before and after a claim, as far as its selectors keep them.

    Examples
    --------
    >>> quote = {"type": "TextQuoteSelector", "exact": "we agree", "prefix": "He said ", "suffix": "."}
    >>> words_around(Claim(id="c1", quote="we agree", selectors=(quote,)))
    ('He said ', '.')
    """
    for selector in claim.selectors:
        if selector.get("type") == "TextQuoteSelector":
            return str(selector.get("prefix") or ""), str(selector.get("suffix") or "")
    return "", ""


def queue_line(
    claim: Claim, documents: Mapping[str, Document], reviewer: str, tool_version: str
) -> dict[str, Any]:
    """Return a claim as a line of a queue: fill in ``verdict``, and it is a line of verdicts.

    Examples
    --------
    >>> one = queue_line(Claim(id="c1", quote="We agree.", origin={}), {}, "jo", "0.1.0")
    >>> one["candidate_id"], one["verdict"], one["before"]["quote"]
    ('c1', None, 'We agree.')
    """
    before, after = words_around(claim)
    document = documents.get(claim.document)
    return {
        "candidate_id": claim.id,
        "verdict": None,
        "reason": "",
        "after": None,
        "reviewer": reviewer,
        "at": None,
        "before": as_plain(claim),
        "tool_version": tool_version,
        "document": claim.document,
        "title": document.title if document else "",
        "prefix": before,
        "suffix": after,
        "rule": rule(claim),
        "confidence": confidence(claim),
        "standing": claim.standing,
    }
