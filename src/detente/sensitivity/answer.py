"""The flips of conclusions as a finding, in the form ``detente.conclusions/1``."""

from collections.abc import Mapping, Sequence
from typing import Any

from detente.findings import Finding
from detente.sensitivity.analysis import EXACT, Carried, Flips
from detente.sensitivity.likelihood import likelihood_in_words

__all__ = ["finding"]


def finding(told: Sequence[Flips], parameters: Mapping[str, Any]) -> Finding:
    """Return what conclusions rest on as a finding.

    Examples
    --------
    >>> from detente.stability.robust.shares import share
    >>> one = Flips(id="now", text="It lasts.", likelihood=share(0, 0), why_not="too many states")
    >>> finding([one], {}).answer["conclusions"][0]["why_not"]
    'too many states'
    """
    return Finding(
        question="flips",
        answer={
            "schema": "detente.conclusions/1",
            "conclusions": [_as_dict(one) for one in told],
        },
        method="each claim taken away and reversed, alone and with its origin; origins true or false "
        "apart from each other, with the probability of their weakest claim; shares after Shapley, "
        f"exact for up to {EXACT} origins, else from drawn orders with 95 % intervals",
        parameters=dict(parameters),
        rests_on=tuple(sorted({claim for one in told for claim in one.rests_on})),
    )


def _as_dict(one: Flips) -> dict[str, object]:
    plain: dict[str, object] = {"id": one.id, "text": one.text}
    if one.why_not:
        return plain | {"likelihood": None, "why_not": one.why_not}
    share = one.likelihood.share
    plain |= {
        "holds": one.holds,
        "likelihood": one.likelihood.as_dict()
        | {"words": likelihood_in_words(share) if share is not None else ""},
        "flipped_by": [flip.claim for flip in one.flipping],
        "without_any": one.without_any or None,
        "origins": [_carried(it) for it in one.carried],
    }
    if one.pairs is not None:
        plain["pairs"] = [
            {
                "origins": [it.id for it in pair.origins],
                "instead": pair.together or None,
                "opposites": [
                    {"opposite": list(it.opposite), "instead": list(it.instead)}
                    for it in pair.opposites
                ],
            }
            for pair in one.pairs
        ]
    return plain


def _carried(it: Carried) -> dict[str, object]:
    return {
        "origin": it.origin.id,
        "probability": round(it.origin.probability, 4),
        "instead": it.together or None,
        "share": round(it.portion.share, 4),
        "share_error": round(it.portion.error, 4),
        "claims": [
            {
                "claim": flip.claim,
                "without": flip.without or None,
                "opposite": list(flip.opposite),
            }
            for flip in it.claims
        ],
    }
