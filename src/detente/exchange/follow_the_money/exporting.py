"""A case as entities of FollowTheMoney: documents, parties, what happened, measures and how long.

| in the case | entity |
|---|---|
| document | Article |
| party, authority, verifier ... | LegalEntity |
| entry of the record | Event: date, who, the documents that it is from |
| stretch of days on which a measure has one level | Sanction: status, startDate, endDate, proof |

A measure is a lever that has a level ``in_force``. Whom it touches the case does not say: the
sanctioned entity is every party but the owner of the lever.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from detente.case import Case, Lever
from detente.documents import Document
from detente.entries import (
    Act,
    Amount,
    Assertion,
    Entry,
    Event,
    Inspection,
    LevelEntry,
    Report,
    Statement,
)
from detente.exchange.follow_the_money.entity import Entity
from detente.ledger.status import Stretch

__all__ = ["Export", "export", "is_measure"]

LANGUAGES = {
    "ar": "ara", "de": "deu", "en": "eng", "es": "spa", "fa": "fas", "fr": "fra", "ja": "jpn",
    "ko": "kor", "pt": "por", "ru": "rus", "tr": "tur", "uk": "ukr", "zh": "zho",
}  # fmt: skip
"""ISO 639-1 -> ISO 639-3, which FollowTheMoney wants."""
IN_FORCE = "in_force"
_TOLD = (Act, Inspection, Report, Amount, Event, Statement)
_SAYS = {Act: "", Inspection: "found: ", Report: "reported: "}


class Export(Struct, frozen=True, kw_only=True):
    """Entities, and what of the case has no place among them, in sentences."""

    entities: tuple[Entity, ...]
    left_out: tuple[str, ...]


def export(
    case: Case,
    entries: Iterable[Entry],
    documents: Mapping[str, Document],
    history: Mapping[str, tuple[Stretch, ...]],
    claims: int = 0,
) -> Export:
    """Return a case as entities; the ids are made of those of the case, and stay the same.

    Parameters
    ----------
    case : Case
        The case.
    entries : iterable of Entry
        The record.
    documents : mapping
        Id -> document.
    history : mapping
        Lever -> the stretches of days on which its level is one, from ``detente.ledger.history``.
    claims : int
        How many claims there are, which have no place.

    Examples
    --------
    >>> made = export(Case(id="talks"), [], {"S1": Document(id="S1", title="Talks")}, {})
    >>> made.entities[0].id, made.entities[0].schema
    ('talks.document.S1', 'Article')
    """
    ids = _Ids(case, documents)
    entries = list(entries)
    withdrawn = {id_ for entry in entries for id_ in _texts(entry.supersedes)}
    told = [one for one in entries if isinstance(one, _TOLD) and one.id not in withdrawn]
    by_id = {entry.id: entry for entry in entries}
    made = [
        *(_document(document, ids) for document in documents.values()),
        *(_party(case, party, ids) for party in case.parties),
        *(_event(case, entry, ids) for entry in told),
        *(
            entity
            for lever in case.levers.values()
            if is_measure(lever)
            for entity in _measure(case, lever, history.get(lever.id, ()), by_id, ids)
        ),
    ]
    return Export(
        entities=tuple(made),
        left_out=tuple(_left_out(case, entries, told, len(withdrawn), claims)),
    )


def is_measure(lever: Lever) -> bool:
    """Whether a lever is a measure, such as an embargo: it can be in force.

    Examples
    --------
    >>> is_measure(Lever(id="coal", name="Coal ban", owner="usa", levels=("in_force", "lifted")))
    True
    """
    return IN_FORCE in lever.levels


class _Ids:
    """Ids of entities: those of the case, with its name before them."""

    def __init__(self, case: Case, documents: Mapping[str, Document]) -> None:
        self.case = case.id
        self.documents = documents

    def of(self, kind: str, id_: str) -> str:
        return f"{self.case}.{kind}.{id_}"

    def proof(self, sources: Iterable[str]) -> tuple[str, ...]:
        return tuple(self.of("document", one) for one in sources if one in self.documents)


def _kept(**values: str | tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Return values as properties: lists of texts, and no empty ones."""
    lists = {name: (v,) if isinstance(v, str) else v for name, v in values.items()}
    return {name: tuple(v for v in found if v) for name, found in lists.items() if any(found)}


def _texts(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (value,) if value else ()


def _document(document: Document, ids: _Ids) -> Entity:
    url = document.url if document.url.startswith(("http://", "https://")) else ""
    hashed = f"sha256 {document.sha256}" if document.sha256 else ""
    properties = _kept(
        title=document.title or document.id,
        author=document.author,
        publisher=document.publisher,
        sourceUrl=url,
        publishedAt=document.date,
        retrievedAt=document.retrieved or "",
        mimeType=document.media_type,
        language=LANGUAGES.get(document.lang, ""),
        fileSize=str(document.bytes) if document.bytes is not None else "",
        notes=(document.note, hashed, document.rights_note),
    )
    return Entity(ids.of("document", document.id), "Article", properties)


def _party(case: Case, party: str, ids: _Ids) -> Entity:
    one = case.parties[party]
    properties = _kept(name=one.name, alias=one.aliases, summary=one.note)
    return Entity(ids.of("party", party), "LegalEntity", properties)


def _event(case: Case, entry: Entry, ids: _Ids) -> Entity:
    first, last = entry.date.first, entry.date.last
    days = (
        {"date": first.isoformat()}
        if first == last
        else {"startDate": first.isoformat(), "endDate": last.isoformat()}
    )
    involved = [ids.of("party", who) for who in _texts(entry.by) if who in case.parties]
    properties = _kept(
        name=_said(case, entry)[:300],
        **days,
        involved=tuple(involved),
        summary=entry.note,
        recordId=entry.id,
        proof=ids.proof(_texts(entry.source)),
    )
    return Entity(ids.of("event", entry.id), "Event", properties)


def _said(case: Case, entry: Entry) -> str:
    """Return what an entry says, in a few words."""
    if isinstance(entry, LevelEntry):
        lever = case.levers[entry.lever]
        level = lever.level_names.get(entry.level, entry.level.replace("_", " "))
        return f"{_SAYS.get(type(entry), '')}{lever.name}: {level}"
    if isinstance(entry, Amount):
        lever = case.levers[entry.lever]
        return f"{lever.name}: {entry.amount:g} {lever.unit}".strip()
    if isinstance(entry, Statement):
        return f"said: {entry.text}"
    return entry.name.replace("_", " ") if isinstance(entry, Event) else entry.id


def _measure(
    case: Case,
    lever: Lever,
    stretches: tuple[Stretch, ...],
    entries: Mapping[str, Entry],
    ids: _Ids,
) -> Iterator[Entity]:
    others = [
        ids.of("party", party.id)
        for party in case.parties.values()
        if party.role == "party" and party.id != lever.owner
    ]
    for number, stretch in enumerate(stretches):
        if not others or (not stretch.because and stretch.levels == (lever.start,)):
            continue  # before the record begins nothing is known of when it began
        last = number == len(stretches) - 1
        status = " or ".join(level.replace("_", " ") for level in stretch.levels)
        sources = [
            s for one in stretch.because if one in entries for s in _texts(entries[one].source)
        ]
        properties = _kept(
            entity=tuple(others),
            authority=tuple(_authority(case, lever, stretch)),
            program=lever.name,
            provisions=lever.basis,
            status=status,
            startDate=stretch.first.isoformat(),
            endDate="" if last else _day_after(stretch.last),
            recordId=f"{lever.id}:{'|'.join(stretch.levels)}",
            summary=f"{lever.name}: {status}",
            proof=ids.proof(dict.fromkeys(sources)),
        )
        id_ = ids.of("measure", f"{lever.id}.{stretch.first.isoformat()}")
        yield Entity(id_, "Sanction", properties)


def _authority(case: Case, lever: Lever, stretch: Stretch) -> Iterator[str]:
    """Yield the names of those who impose a measure: its owner, and whose consent its level takes."""
    consent = [who for level in stretch.levels for who in lever.needs.get(level, ())]
    for who in dict.fromkeys([lever.owner, *consent]):
        yield case.parties[who].name


def _day_after(day: dt.date) -> str:
    """Return the day on which what lasted through `day` had ended."""
    return (day + dt.timedelta(days=1)).isoformat() if day < dt.date.max else ""


def _left_out(
    case: Case, entries: Sequence[Entry], told: Sequence[Entry], withdrawn: int, claims: int
) -> Iterator[str]:
    other = [lever.name for lever in case.levers.values() if not is_measure(lever)]
    if other:
        yield f"Levers that are no measures: {_list(other)}."
    measures = [lever for lever in case.levers.values() if is_measure(lever)]
    if measures:
        yield "Whom a measure touches is not in the case: every party but its owner is named."
    if withdrawn:
        yield f"Entries that others replace: {withdrawn}."
    asserted = sum(isinstance(entry, Assertion) for entry in entries)
    rest = len(entries) - len(told) - withdrawn - asserted
    if asserted:
        yield f"What the case asserts of its own board: {asserted}."
    if rest > 0:
        yield f"Disputes, rulings, waivers and the like: {rest}."
    graded = sum(entry.grade is not None for entry in told)
    if graded:
        yield f"Grades of entries: {graded}."
    if claims:
        yield f"Claims, with the words that they rest on: {claims}. --to annotations has them."
    kept = {
        "clause": len(case.clauses),
        "package": len(case.packages),
        "policy": len(case.policies),
    }
    said = [f"{n} {one if n == 1 else _many(one)}" for one, n in kept.items() if n]
    if said:
        yield f"Of the model: {_list(said)}, preferences, conditions."


def _many(word: str) -> str:
    return f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"


def _list(words: list[str]) -> str:
    return ", ".join(words[:8]) + (f" and {len(words) - 8} more" if len(words) > 8 else "")
