"""What was claimed by whom, how good it is, and what is known to be wrong with it; the sources."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from detente.brief.report.records import ClaimRow, SourceRow
from detente.brief.words import (
    name_in_words,
    partial_date_in_words,
    party_in_words,
    speaker_in_words,
)
from detente.case import Case
from detente.claims import Claim, Grade
from detente.documents import Document
from detente.entries import Entry
from detente.evidence.corroboration import Support

__all__ = ["claim_rows", "sources"]

_VOICES = {
    "author": "words of the author",
    "party": "words of a party",
    "quoted": "reported words",
}
_ORDER = {"false": 0, "contested": 1}


def claim_rows(
    case: Case,
    claims: Mapping[str, Claim],
    documents: Mapping[str, Document],
    used: Mapping[str, Sequence[str]],
    behind: Mapping[str, Support] | None = None,
) -> tuple[tuple[ClaimRow, ...], tuple[ClaimRow, ...]]:
    """Return the claims that are wrong (the false first), and all others that something rests on.

    Claims that are not wrong and on which nothing rests are counted, not listed.

    Examples
    --------
    >>> claims = {"s1": Claim(id="s1", quote="in Malaysia", verdict="false", grade=Grade("D", 5))}
    >>> wrong, others = claim_rows(Case(id="c"), claims, {}, {})
    >>> [(row.quote, row.grade_words) for row in wrong], others
    ([('in Malaysia', 'source not usually reliable, content improbable')], ())
    """
    rows = [
        _claim(case, claim, documents, used.get(claim.id, ()), (behind or {}).get(claim.id))
        for claim in claims.values()
    ]
    wrong = [row for row in rows if row.verdict in _ORDER]
    wrong.sort(key=lambda row: (_ORDER[row.verdict], not row.used_by))
    return tuple(wrong), tuple(row for row in rows if row.verdict not in _ORDER and row.used_by)


def _claim(
    case: Case,
    claim: Claim,
    documents: Mapping[str, Document],
    used_by: Sequence[str],
    support: Support | None,
) -> ClaimRow:
    return ClaimRow(
        id=claim.id,
        quote=claim.quote,
        meaning=claim.normalised,
        kind=claim.type,
        actor=party_in_words(case, claim.actor) if claim.actor else "",
        chain=tuple(_chain(case, claim, documents)),
        voice=_VOICES[claim.voice],
        said=partial_date_in_words(claim.said),
        grade=str(claim.grade),
        grade_words=claim.grade.in_words(),
        verdict=claim.verdict or "",
        correct=claim.correct,
        correcting=tuple(_named(documents, id_) if claim.wrong else id_ for id_ in claim.sources),
        document=_named(documents, claim.document) if claim.document else "",
        note=claim.note,
        used_by=tuple(_runs(used_by)),
        behind=_behind(support) if support else "",
    )


def _behind(support: Support) -> str:
    """Say how many sources that do not have it from each other stand behind a claim."""
    number = support.independent
    if not number:
        return "no document is named"
    said = "one source" if number == 1 else f"{number} independent sources"
    return f"{said}, through one without a name" if support.unnamed else said


def _chain(case: Case, claim: Claim, documents: Mapping[str, Document]) -> Iterable[str]:
    """Yield who said it, from the first mouth to the document in which it stands."""
    for hop in reversed(claim.chain):
        if hop != "author":
            yield _named(documents, hop) if hop in documents else speaker_in_words(case, hop)
    if claim.document:
        yield _named(documents, claim.document)


def _named(documents: Mapping[str, Document], id_: str) -> str:
    document = documents.get(id_)
    if document is None:
        return name_in_words(id_)
    return document.title or document.publisher or id_


def _runs(names: Sequence[str]) -> Iterable[str]:
    """Yield names; three or more conclusions in a row are drawn together: ``K2 to K10``."""
    numbers = [int(name[1:]) for name in names if re.fullmatch(r"K\d+", name)]
    for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        found = [f"K{number}" for _, number in run]
        yield from found if len(found) < 3 else [f"{found[0]} to {found[-1]}"]
    yield from (name for name in names if not re.fullmatch(r"K\d+", name))


def sources(
    documents: Mapping[str, Document], claims: Mapping[str, Claim], entries: Iterable[Entry]
) -> tuple[SourceRow, ...]:
    """Return the documents, those on which most claims and entries rest first.

    Examples
    --------
    >>> claims = {"s1": Claim(id="s1", quote="in Malaysia", document="S1")}
    >>> [(row.title, row.claims) for row in sources({"S1": Document(id="S1")}, claims, ())]
    [('S1', 1)]
    """
    by_claim: Counter[str] = Counter()
    for claim in claims.values():
        by_claim.update({*claim.sources, claim.document} - {""})
    by_entry = Counter(source for entry in entries for source in entry.sources)
    rows = [_source(doc, by_claim[id_], by_entry[id_]) for id_, doc in documents.items()]
    return tuple(sorted(rows, key=lambda row: (-(row.claims + row.entries), row.id)))


def _source(document: Document, claims: int, entries: int) -> SourceRow:
    words = Grade(document.reliability, 6).in_words() if document.reliability else ""
    return SourceRow(
        id=document.id,
        title=document.title or document.id,
        publisher=" · ".join(p for p in (document.publisher, document.author) if p),
        date=partial_date_in_words(document.date),
        grade=document.reliability,
        grade_words=words.partition(",")[0].removeprefix("source "),
        url=document.url,
        claims=claims,
        entries=entries,
        note=document.note,
    )
