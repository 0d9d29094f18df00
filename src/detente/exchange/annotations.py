"""Claims as annotations of the W3C Web Annotation Data Model (2017), in JSON-LD.

Each claim that has a quotation becomes an Annotation: its body says the kind (as text, purpose
``classifying``), its target is the document with the quotation as selectors, a TextQuoteSelector and,
where the place is known, a TextPositionSelector, counted in code points from 0, the end excluded. What
the model has no words for (voice, actor, grade ...) stands in the body under terms of detente's own.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote as percent

from msgspec import Struct

from detente.claims import Claim
from detente.documents import Document

__all__ = ["CONTEXT", "Export", "export"]

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
OWN = {
    "detente": "urn:detente:terms:",
    **{
        word: f"detente:{word}"
        for word in (
            "actor", "attribution", "grade", "happened", "kind", "levers", "modality", "polarity",
            "said", "standing", "voice",
        )
    },
    "aimedAt": "detente:aimedAt",
}  # fmt: skip


class Export(Struct, frozen=True, kw_only=True):
    """An AnnotationCollection as plain values, and what of the claims has no place in it, in sentences."""

    collection: dict[str, Any]
    left_out: tuple[str, ...]


def export(
    case: str,
    claims: Iterable[Claim],
    documents: Mapping[str, Document],
) -> Export:
    """Return claims as an AnnotationCollection with one page.

    Parameters
    ----------
    case : str
        Id of the case.
    claims : iterable of Claim
        Those to write.
    documents : mapping
        Id -> document.

    Examples
    --------
    >>> claim = Claim(id="c1", quote="relief first", document="S1", start=10, end=22, type="demand")
    >>> item = export("talks", [claim], {}).collection["first"]["items"][0]
    >>> [one["type"] for one in item["target"]["selector"]]
    ['TextQuoteSelector', 'TextPositionSelector']
    """
    claims = list(claims)
    quoted = [claim for claim in claims if claim.quote and claim.document]
    items = [_annotation(case, claim, documents) for claim in quoted]
    itself, page = _urn(case, "annotations"), _urn(case, "annotations", "1")
    first = {
        "id": page,
        "type": "AnnotationPage",
        "partOf": itself,
        "startIndex": 0,
        "items": items,
    }
    collection = {
        "@context": [CONTEXT, OWN],
        "id": itself,
        "type": "AnnotationCollection",
        "label": f"Claims of the case {case}",
        "total": len(items),
        "first": first,
        "last": page,
    }
    return Export(collection=collection, left_out=tuple(_left_out(claims, quoted)))


def _urn(case: str, *parts: str) -> str:
    return ":".join(["urn:detente", *(percent(part, safe="") for part in (case, *parts))])


def _annotation(case: str, claim: Claim, documents: Mapping[str, Document]) -> dict[str, Any]:
    document = documents.get(claim.document)
    url = document.url if document else ""
    web = url.startswith(("http://", "https://")) and not any(c.isspace() for c in url)
    source = url if web else _urn(case, "document", claim.document)
    target: dict[str, Any] = {"type": "SpecificResource", "source": source}
    target["selector"] = _selectors(claim)
    if document is not None and document.retrieved:
        target["state"] = {"type": "TimeState", "sourceDate": f"{document.retrieved}T00:00:00Z"}
        if len(document.retrieved) != len("2019-10-05"):
            del target["state"]
    return {
        "id": _urn(case, "claim", claim.id),
        "type": "Annotation",
        "motivation": "classifying",
        "body": _body(claim),
        "target": target,
    }


def _selectors(claim: Claim) -> list[dict[str, Any]]:
    """Return the selectors of a claim: those it has, or made of its words and place."""
    kept = {
        "TextQuoteSelector": ("exact", "prefix", "suffix"),
        "TextPositionSelector": ("start", "end"),
    }
    found = {
        str(one["type"]): {
            "type": one["type"],
            **{k: one[k] for k in kept[one["type"]] if k in one},
        }
        for one in claim.selectors
        if one.get("type") in kept
    }
    found.setdefault("TextQuoteSelector", {"type": "TextQuoteSelector", "exact": claim.quote})
    if claim.start is not None and claim.end is not None:
        place = {"type": "TextPositionSelector", "start": claim.start, "end": claim.end}
        found.setdefault("TextPositionSelector", place)
    return [found[name] for name in kept if name in found]


def _body(claim: Claim) -> dict[str, Any]:
    date = claim.date if claim.date is not None and not isinstance(claim.date, str) else None
    said: dict[str, Any] = {
        "type": "TextualBody",
        "purpose": "classifying",
        "value": claim.type,
        "format": "text/plain",
        "kind": claim.type,
        "voice": claim.voice,
        "actor": claim.actor,
        "aimedAt": claim.target,
        "levers": list(claim.levers),
        "polarity": claim.polarity,
        "modality": claim.modality,
        "attribution": list(claim.chain),
        "grade": str(claim.grade),
        "said": claim.said,
        "happened": (date.happened or "") if date else "",
        "standing": claim.standing,
    }
    return {key: value for key, value in said.items() if value not in ("", [])}


def _left_out(claims: list[Claim], quoted: list[Claim]) -> Iterable[str]:
    bare = len(claims) - len(quoted)
    if bare:
        yield f"Claims without a quotation or a document: {bare}."
    unplaced = sum(
        not any(s["type"] == "TextPositionSelector" for s in _selectors(c)) for c in quoted
    )
    if unplaced:
        yield f"Claims whose place in the document is not known have no position: {unplaced}."
    if any(claim.condition_of for claim in quoted):
        yield "Which claim is the condition of which other."
    if any(claim.verdict for claim in quoted):
        yield "What is known of the truth of claims, and what would be correct."
    if any(claim.origin for claim in quoted):
        yield "What proposed a claim, and how sure it was."
