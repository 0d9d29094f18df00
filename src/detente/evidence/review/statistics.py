"""What reviewers made of what was proposed: per rule, per kind, per reason, so that one knows which rules to distrust."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

from detente.claims import Claim, Review
from detente.evidence.review.queue import rule
from detente.evidence.review.standing import fold, standing_verdicts

__all__ = ["Rate", "Statistics", "statistics"]


class Rate(Struct, frozen=True, kw_only=True):
    """How often what one rule proposed was accepted.

    Attributes
    ----------
    name : str
        The rule, the kind or the extractor.
    accepted, changed, rejected, waiting : int
        ``changed`` are those of the accepted that a reviewer changed before.
    """

    name: str
    accepted: int = 0
    changed: int = 0
    rejected: int = 0
    waiting: int = 0

    @property
    def judged(self) -> int:
        """How many have a verdict."""
        return self.accepted + self.rejected

    @property
    def rate(self) -> float | None:
        """Share accepted of those judged; None where none is.

        Examples
        --------
        >>> Rate(name="offer", accepted=3, rejected=1).rate
        0.75
        """
        return self.accepted / self.judged if self.judged else None


class Statistics(Struct, frozen=True, kw_only=True):
    """What became of the candidates.

    Attributes
    ----------
    rules, kinds, extractors : tuple of Rate
        Those with most verdicts first; the kind is the one proposed.
    reasons : dict
        Why candidates were rejected -> how often, the most frequent first.
    reviewers : dict
        Who -> how many decisions that stand.
    written : int
        Claims that reviewers found and no extractor had proposed.
    """

    rules: tuple[Rate, ...]
    kinds: tuple[Rate, ...]
    extractors: tuple[Rate, ...]
    reasons: dict[str, int]
    reviewers: dict[str, int]
    written: int


def statistics(claims: Mapping[str, Claim], reviews: Sequence[Review]) -> Statistics:
    """Count what reviewers accepted, changed and rejected.

    Parameters
    ----------
    claims : mapping
        As recorded, before any verdict.
    reviews : sequence of Review
        In the order of the record. Verdicts given to compare do not count.

    Examples
    --------
    >>> claims = {i: Claim(id=i, quote="", type="offer", origin={"rule": "modal"}) for i in "abc"}
    >>> said = [Review(id="r1", claim="a", verdict="accept"),
    ...         Review(id="r2", claim="b", verdict="reject", reason="wrong kind")]
    >>> found = statistics(claims, said)
    >>> found.rules[0].rate, found.rules[0].waiting, found.reasons
    (0.5, 1, {'wrong kind': 1})
    """
    stands = fold(claims, reviews).claims
    given = [one for one in standing_verdicts(reviews) if not one.second]
    proposed = [(claim, stands[claim.id]) for claim in claims.values() if claim.origin is not None]
    touched = {one.claim for one in given if one.verdict in ("edit", "link") and one.after}
    touched |= {one.claim for one in given if one.verdict == "accept" and one.after}
    touched |= {
        id_
        for one in given
        if one.verdict == "speaker"
        for id_ in (one.after or {}).get("claims", {})
    }
    rejected = [_last_reason(now) for _, now in proposed if now.standing == "rejected"]
    decisions = [one for one in given if one.verdict in ("accept", "reject", "merge", "new")]
    return Statistics(
        rules=_rates(proposed, touched, rule),
        kinds=_rates(proposed, touched, lambda claim: claim.type),
        extractors=_rates(proposed, touched, _extractor),
        reasons=dict(Counter(rejected).most_common()),
        reviewers=dict(Counter(one.by or "nobody named" for one in decisions).most_common()),
        written=sum(one.verdict == "new" for one in given),
    )


def _rates(
    proposed: Sequence[tuple[Claim, Claim]], touched: set[str], name: Callable[[Claim], str]
) -> tuple[Rate, ...]:
    counted: dict[str, Counter[str]] = {}
    for before, now in proposed:
        count = counted.setdefault(name(before) or "not named", Counter())
        count[now.standing] += 1
        count["changed"] += now.standing == "accepted" and before.id in touched
    rates = [
        Rate(
            name=one,
            accepted=count["accepted"],
            changed=count["changed"],
            rejected=count["rejected"],
            waiting=count["waiting"],
        )
        for one, count in counted.items()
    ]
    return tuple(sorted(rates, key=lambda one: (-one.judged, -one.waiting, one.name)))


def _extractor(claim: Claim) -> str:
    return str((claim.origin or {}).get("extractor") or "")


def _last_reason(claim: Claim) -> str:
    for said in reversed(claim.review):
        if said.get("verdict") in ("reject", "merge"):
            return str(
                said.get("reason") or ("merged" if said["verdict"] == "merge" else "no reason")
            )
    return "no reason"
