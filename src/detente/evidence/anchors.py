"""Anchors: whether a claim's words still stand where it says, and where they stand if not.

W3C Web Annotation calls the two ways to name words a text position selector and a text quote
selector. The position is tried first; then the exact words, told apart by what stands before and
after them. Words that only resemble the quotation are never taken: they may say the opposite.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from detente.claims import Claim
from detente.documents import Document
from detente.errors import Problem
from detente.evidence.texts import TEXTS, kept_text

__all__ = ["Anchored", "Orphaned", "Settled", "anchor", "settle_claims"]

MAX_PLACES = 1000


class Anchored(Struct, frozen=True):
    """A claim's words stand in the text at ``start`` to ``end``; ``moved`` if not where it says."""

    start: int
    end: int
    moved: bool = False


class Orphaned(Struct, frozen=True):
    """A claim's words are not in the text, or it cannot be told which of several places is meant."""

    why: str


def anchor(text: str, claim: Claim) -> Anchored | Orphaned:
    """Find the words of a claim in a text.

    Parameters
    ----------
    text : str
        Of its document.
    claim : Claim
        Its quotation counts, with the selectors' words before and after where it has them.

    Returns
    -------
    Anchored or Orphaned
        Where the words stand, or why they cannot be found.

    Examples
    --------
    >>> claim = Claim(id="c", quote="Iran left", start=0, end=9)
    >>> anchor("Iran left. Iraq stayed.", claim)
    Anchored(start=0, end=9, moved=False)
    >>> anchor("On Friday Iran left.", claim)
    Anchored(start=10, end=19, moved=True)
    >>> anchor("Iran has not left.", claim)
    Orphaned(why='its words are not in the text')
    """
    exact, prefix, suffix = _words(claim)
    if not exact:
        return Orphaned("it quotes no words")
    start = claim.start
    if start is not None and text[start : start + len(exact)] == exact:
        return Anchored(start, start + len(exact))
    places = [*_places(text, exact)]
    if not places:
        return Orphaned("its words are not in the text")
    if len(places) == 1:
        return Anchored(places[0], places[0] + len(exact), moved=True)
    ranked = sorted(
        (-_around(text, place, exact, prefix, suffix), _far(place, start), place)
        for place in places
    )
    if ranked[0][:2] == ranked[1][:2] or ranked[0][0] == 0:
        return Orphaned(f"its words stand in the text {len(places)} times")
    place = ranked[0][2]
    return Anchored(place, place + len(exact), moved=True)


def _words(claim: Claim) -> tuple[str, str, str]:
    """Return the quotation, with what stood before and after it as far as that is known."""
    for selector in claim.selectors:
        if selector.get("type") == "TextQuoteSelector" and selector.get("exact") == claim.quote:
            before, after = selector.get("prefix"), selector.get("suffix")
            return (
                claim.quote,
                before if isinstance(before, str) else "",
                after if isinstance(after, str) else "",
            )
    return claim.quote, "", ""


def _places(text: str, exact: str) -> Iterator[int]:
    place = text.find(exact)
    for _ in range(MAX_PLACES):
        if place == -1:
            return
        yield place
        place = text.find(exact, place + 1)


def _around(text: str, place: int, exact: str, prefix: str, suffix: str) -> int:
    """Count how many code points before and after the words are those of the selector."""
    before = text[max(0, place - len(prefix)) : place][::-1]
    after = text[place + len(exact) : place + len(exact) + len(suffix)]
    return _same(before, prefix[::-1]) + _same(after, suffix)


def _same(one: str, other: str) -> int:
    for count, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return count
    return min(len(one), len(other))


def _far(place: int, start: int | None) -> int:
    return abs(place - start) if start is not None else 0


# ---------------------------------------------------------------------- the claims of a case


class Settled(Struct, frozen=True):
    """All claims, those whose words are lost as orphaned, and what there is to say about them.

    ``problems`` are pairs: the id of the line at fault, and what is wrong.
    """

    claims: dict[str, Claim]
    problems: tuple[tuple[str, Problem], ...] = ()


def settle_claims(
    folder: Path, claims: Mapping[str, Claim], documents: Mapping[str, Document]
) -> Settled:
    """Look every claim up in the kept text of its document; claims without a kept text stand.

    Parameters
    ----------
    folder : Path
        The folder of the case file.
    claims, documents : mapping
        Of the case.

    Returns
    -------
    Settled
        Claims whose words moved have the new place. Orphaned claims do not count
        (:attr:`detente.claims.Claim.counts`): nothing that rests on them is supported by them.

    Examples
    --------
    >>> claim = Claim(id="c", quote="words", document="d", start=3)
    >>> settle_claims(Path("nowhere"), {"c": claim}, {}).claims["c"].standing
    'written'
    """
    if not (folder / TEXTS).is_dir():
        return Settled({**claims})
    texts: dict[str, str] = {}
    problems: list[tuple[str, Problem]] = []
    for document in documents.values():
        # Of a plain text, the document's own hash is that of its text.
        found = kept_text(folder, document.text.sha256 if document.text else document.sha256)
        if found is not None:
            texts[document.id] = found[0]
            if not found[1]:
                problems.append((document.id, _altered(document)))
    done: dict[str, Claim] = {}
    for claim in claims.values():
        done[claim.id] = claim
        if claim.document in texts and claim.start is not None:
            done[claim.id], problem = _settled(texts[claim.document], claim)
            problems += [(claim.id, problem)] if problem else []
    return Settled(done, tuple(problems))


def _settled(text: str, claim: Claim) -> tuple[Claim, Problem | None]:
    where = anchor(text, claim)
    if isinstance(where, Orphaned):
        said = {"verdict": "orphaned", "reason": where.why}
        return replace(claim, review=(*claim.review, said)), _lost(claim, where)
    if not where.moved:
        return claim, None
    return replace(claim, start=where.start, end=where.end), _moved(claim, where)


def _altered(document: Document) -> Problem:
    return Problem(
        severity="warning",
        code="D340",
        message=f"the kept text of document '{document.id}' was altered",
        hint="take it back from a backup, or read the document again: detente ingest",
    )


def _moved(claim: Claim, where: Anchored) -> Problem:
    return Problem(
        severity="note",
        code="D341",
        message=f"the words of claim '{claim.id}' stand at {where.start}, not at {claim.start}",
        hint="they were found by what stands around them, and the claim counts",
    )


def _lost(claim: Claim, where: Orphaned) -> Problem:
    return Problem(
        severity="warning",
        code="D342",
        message=f"the claim '{claim.id}' is orphaned: {where.why}",
        hint=f"it supports nothing until its words are found again in document '{claim.document}'",
    )
