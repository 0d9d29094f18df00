"""Entities of FollowTheMoney as lines of a record: documents, and candidate claims. Never entries.

An Event or a Sanction says that something happened: a candidate claim, graded F6, whose voice is the
author's. A person judges it, and puts into the ledger what follows.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct

from detente.case import Case
from detente.exchange.follow_the_money.entity import DOCUMENTS, Entity
from detente.exchange.follow_the_money.exporting import LANGUAGES

__all__ = ["Import", "as_lines"]

VERSION = "1"
_NOT_IN_ID = re.compile(r"[^A-Za-z0-9_.-]+")
_DAY = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")
_HASH = re.compile(r"sha256 ([0-9a-f]{64})")
_SHORT = {long: short for short, long in LANGUAGES.items()}


class Import(Struct, frozen=True, kw_only=True):
    """Lines of a record, and what of the file has no place among them, in sentences."""

    lines: tuple[dict[str, Any], ...]
    left_out: tuple[str, ...]


def as_lines(entities: Iterable[Entity], case: Case, *, name: str, raw: bytes) -> Import:
    """Return documents and candidate claims of entities.

    Parameters
    ----------
    entities : iterable of Entity
        As read.
    case : Case
        The case that takes them in: its parties are known by name, alias and id.
    name : str
        Name of the file, which becomes a document itself: the source of what it says.
    raw : bytes
        The file.

    Examples
    --------
    >>> talks = Entity("e1", "Event", {"name": ("Talks",), "date": ("2019-10-05",)})
    >>> made = as_lines([talks], Case(id="c"), name="x.ftm.json", raw=b"...")
    >>> [line["kind"] for line in made.lines], made.lines[1]["grade"]
    (['document', 'claim'], 'F6')
    """
    entities = list(entities)
    by_id = {entity.id: entity for entity in entities}
    documents = {
        entity.id: _document(entity, case) for entity in entities if entity.schema in DOCUMENTS
    }
    told = [entity for entity in entities if entity.schema in {"Event", "Sanction"}]
    digest = hashlib.sha256(raw).hexdigest()
    itself = {
        "kind": "document",
        "id": f"ftm-{digest[:8]}",
        "title": f"FollowTheMoney: {name}",
        "sha256": digest,
        "bytes": len(raw),
        "media_type": "application/json",
    }
    parties = _Parties(case, by_id)
    claims = [_claim(entity, str(itself["id"]), documents, parties) for entity in told]
    lines = [*documents.values(), *([itself] if claims else []), *claims]
    return Import(lines=tuple(lines), left_out=tuple(_left_out(entities)))


def _id_of(entity: Entity, case: Case) -> str:
    """Return an id for the record: the one it had, where detente wrote the file."""
    own = entity.id.removeprefix(f"{case.id}.document.")
    return (
        _NOT_IN_ID.sub("-", own).strip("-._")[:100] or hashlib.sha256(own.encode()).hexdigest()[:12]
    )


def _document(entity: Entity, case: Case) -> dict[str, Any]:
    notes = entity.properties.get("notes", ())
    hashed = next((found[1] for note in notes if (found := _HASH.fullmatch(note))), "")
    size = entity.first("fileSize")
    line: dict[str, Any] = {
        "kind": "document",
        "id": _id_of(entity, case),
        "title": entity.first("title") or entity.first("name") or entity.first("fileName"),
        "author": entity.first("author"),
        "publisher": entity.first("publisher"),
        "url": entity.first("sourceUrl"),
        "published": _day(entity, "publishedAt", "authoredAt", "date"),
        "retrieved": _day(entity, "retrievedAt"),
        "media_type": entity.first("mimeType"),
        "lang": _SHORT.get(entity.first("language"), ""),
        "sha256": hashed,
        "note": " ".join(note for note in notes if not _HASH.fullmatch(note)),
    }
    if size.isascii() and size.isdigit() and len(size) < 16:
        line["bytes"] = int(size)
    return {key: value for key, value in line.items() if value != ""}


def _day(entity: Entity, *names: str) -> str:
    for name in names:
        found = _DAY.match(entity.first(name))
        if found:
            return found[0]
    return ""


class _Parties:
    """Parties of the case by the ids of entities, and by their names."""

    def __init__(self, case: Case, entities: Mapping[str, Entity]) -> None:
        self._case = case
        self._entities = entities
        self._names = {
            name.casefold(): party.id
            for party in case.parties.values()
            for name in (party.id, party.name, *party.aliases)
        }

    def of(self, ids: Iterable[str]) -> list[str]:
        """Return the parties that ids of entities stand for; names count where no entity is."""
        found: list[str] = []
        for id_ in ids:
            entity = self._entities.get(id_)
            own = id_.removeprefix(f"{self._case.id}.party.")
            names = [id_, own, *(entity.properties.get("name", ()) if entity else ())]
            names += entity.properties.get("alias", ()) if entity else ()
            found += [self._names[n.casefold()] for n in names if n.casefold() in self._names][:1]
        return list(dict.fromkeys(found))


def _claim(
    entity: Entity, itself: str, documents: Mapping[str, dict[str, Any]], parties: _Parties
) -> dict[str, Any]:
    sanction = entity.schema == "Sanction"
    involved = entity.properties.get("entity" if sanction else "involved", ())
    who = parties.of(involved)
    by = parties.of(entity.properties.get("authority" if sanction else "organizer", ()))
    actor = by[:1] or ([] if sanction else who[:1])
    target = [one for one in who if one not in actor][:1]
    proof = [documents[one]["id"] for one in entity.properties.get("proof", ()) if one in documents]
    happened = _day(entity, "startDate", "date", "listingDate")
    key = f"followthemoney,{entity.as_line()}"
    line: dict[str, Any] = {
        "kind": "claim",
        "id": hashlib.sha256(key.encode()).hexdigest()[:12],
        "document": proof[0] if proof else itself,
        "quote": _quote(entity, sanction=sanction),
        "type": "statement" if entity.first("name").startswith("said: ") else "action",
        "voice": "author",
        "actor": "".join(actor),
        "target": "".join(target),
        "attribution": ["followthemoney", *_printed_by(entity)],
        "date": {"happened": happened, "precision": _PRECISION[len(happened)]} if happened else None,
        "grade": "F6",
        "origin": {
            "extractor": "followthemoney", "version": VERSION, "entity": entity.id,
            "schema": entity.schema, "file": itself, **_kept(entity),
        },
    }  # fmt: skip
    return {key: value for key, value in line.items() if value not in ("", None)}


_PRECISION = {4: "year", 7: "month", 10: "day"}


def _quote(entity: Entity, *, sanction: bool) -> str:
    """Return what the entity says, in its own words."""
    names = ("program", "provisions", "status", "reason") if sanction else ("name",)
    return " | ".join(v[:500] for name in names if (v := entity.first(name))) or entity.id[:200]


def _printed_by(entity: Entity) -> list[str]:
    publisher = entity.first("publisher")[:200]
    return [publisher] if publisher else []


def _kept(entity: Entity) -> dict[str, Any]:
    """Return what a reviewer may want to see of an entity, beside its words."""
    names = ("startDate", "endDate", "listingDate", "status", "sourceUrl", "recordId", "summary")
    return {name: v[:500] for name in names if (v := entity.first(name))}


def _left_out(entities: list[Entity]) -> Iterable[str]:
    known = DOCUMENTS | {"Event", "Sanction", "LegalEntity"}
    others: dict[str, int] = {}
    for entity in entities:
        if entity.schema not in known:
            others[entity.schema] = others.get(entity.schema, 0) + 1
    if others:
        said = ", ".join(f"{n} {schema}" for schema, n in sorted(others.items())[:12])
        yield f"Entities of other schemata are not taken in: {said}."
    parties = sum(entity.schema == "LegalEntity" for entity in entities)
    if parties:
        yield f"Parties are those of the case: {parties} entities only name them."
    if any(entity.first("bodyText") for entity in entities):
        yield "Texts of documents are left out: detente ingest reads a text."
