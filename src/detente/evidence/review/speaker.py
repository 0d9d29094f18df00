"""Who speaks, set once for a whole quotation and for every claim in it."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from detente.claims import Attribution, Claim
from detente.evidence.quotes import quotations
from detente.evidence.review.verdicts import changed

__all__ = ["same_quotation", "speakers", "with_speaker"]

_BLANK = re.compile(r"\n\s*\n")
_OWN = frozenset({"author", "headline"})


def same_quotation(
    claim: Claim, claims: Mapping[str, Claim], text: str | None = None
) -> list[Claim]:
    """Return the claims that one speaker said in one breath, with `claim` itself, in text order.

    Those within the same quotation marks, where the text is kept; and those that the same mention
    of a speaker in the document is said to have spoken.

    Examples
    --------
    >>> said = ("author", {"id": "kim", "span": [0, 3]})
    >>> import msgspec
    >>> claims = {i: msgspec.convert({"id": i, "quote": i, "document": "S1", "start": n, "end": n + 1,
    ...                               "attribution": said}, Claim, dec_hook=lambda *_: None)
    ...           for n, i in enumerate("ab")}
    >>> [one.id for one in same_quotation(claims["a"], claims)]
    ['a', 'b']
    """
    marks = _quotation_at(claim, text)
    hop = _speaking(claim)
    found = [
        one
        for one in claims.values()
        if one.document == claim.document
        and one.start is not None
        and (
            one.id == claim.id
            or (marks is not None and marks[0] <= one.start < marks[1])
            or (hop is not None and _speaking(one) == hop)
        )
    ]
    return sorted(found, key=lambda one: (one.start or 0, one.end or 0)) or [claim]


def _quotation_at(claim: Claim, text: str | None) -> tuple[int, int] | None:
    if text is None or claim.start is None:
        return None
    begin, end = 0, len(text)
    for blank in _BLANK.finditer(text):
        if blank.start() > claim.start:
            end = blank.start()
            break
        begin = blank.end()
    for one in quotations(text[begin:end]):
        if one.holds(claim.start - begin):
            return one.start + begin, one.end + begin
    return None


def _speaking(claim: Claim) -> tuple[str, tuple[int, int]] | None:
    """Return the mention of the innermost speaker, if the claim has one with its place."""
    last = claim.attribution[-1] if claim.attribution else None
    if not isinstance(last, Attribution) or last.span is None or last.id in _OWN:
        return None
    return last.id, last.span


def speakers(document: str, claims: Iterable[Claim]) -> list[str]:
    """Return who is said to speak in a document, the most frequent first.

    Examples
    --------
    >>> speakers("S1", [Claim(id="c1", quote="", document="S1", attribution=("author", "kcna"))])
    ['kcna']
    """
    said = Counter(
        hop
        for claim in claims
        if claim.document == document
        for hop in claim.chain
        if hop not in _OWN
    )
    return [who for who, _ in said.most_common()]


def with_speaker(
    claim: Claim, claims: Iterable[Claim], speaker: str, party: str
) -> dict[str, dict[str, Any]]:
    """Return what changes, claim by claim, if somebody else said a quotation.

    Parameters
    ----------
    claim : Claim
        The one at which the reviewer looks.
    claims : iterable of Claim
        All of the quotation.
    speaker, party : str
        Who speaks, and for which party; empty: for none that is known.

    Examples
    --------
    >>> said = Claim(id="c1", quote="We agree", type="offer", voice="quoted", actor="usa", target="dprk",
    ...              attribution=("author", "trump"))
    >>> with_speaker(said, [said], "kim", "dprk")["c1"]
    {'attribution': ['author', {'id': 'kim'}], 'actor': 'dprk', 'target': 'usa'}
    """
    mates = list(claims)
    spoke = _spoke(claim, mates)
    found = {}
    for one in mates:
        after: dict[str, Any] = {"attribution": _chain(one, speaker)}
        if speaker in _OWN:
            after["voice"] = "author"
        elif one.voice == "author":
            after["voice"] = "party" if party else "quoted"
        speaks = one.type not in ("condition", "action")
        if (spoke and one.actor == spoke) or (one.id == claim.id and speaks):
            after["actor"] = party
        elif one.target == spoke and spoke:
            after["target"] = party
        if after.get("actor") and one.target == party and party != one.actor:
            after["target"] = one.actor
        _, after = changed(one, after)
        if after:
            found[one.id] = after
    return found


def _spoke(claim: Claim, mates: Iterable[Claim]) -> str:
    """Return the party that was taken to speak: who demands, offers or threatens in the quotation."""
    acts = [one.actor for one in (claim, *mates) if one.type not in ("condition", "action")]
    known = Counter(actor for actor in acts if actor)
    return known.most_common(1)[0][0] if known else ""


def _chain(claim: Claim, speaker: str) -> list[Any]:
    """Return the chain with another innermost speaker; his place in the text stays."""
    hops: list[Any] = [
        hop
        if isinstance(hop, str)
        else {"id": hop.id, **({"span": list(hop.span)} if hop.span else {})}
        for hop in claim.attribution
    ]
    if speaker in _OWN:
        return [speaker]
    last = hops[-1] if hops else None
    known = last["id"] if isinstance(last, dict) else last
    if last is None or known in _OWN:
        return [*(hops or ["author"]), {"id": speaker}]
    span = last.get("span") if isinstance(last, dict) else None
    return [*hops[:-1], {"id": speaker, **({"span": span} if span else {})}]
