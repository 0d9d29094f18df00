"""Bodies of records: the canonical JSON that is stored, and the line that an export writes.

Canonical JSON here: UTF-8, keys sorted by code point, no white space, numbers as Python writes
them, and only those characters escaped that JSON must have escaped. A body holds no line break.

An export writes the body as it is stored, with one key more at its end::

    {"date":"2019-10-05","id":"e1",...,"stored":{"seq":1,"recorded":"...Z","salt":"...","hash":"..."}}

so the line reads as any line of ``record.jsonl`` and gives the body back to the letter.
"""

import datetime as dt
import json
import re
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from detente.claims import Claim, Review
from detente.documents import Document
from detente.entries import Entry, RecordLine, read_entry
from detente.interpret import Parsed
from detente.record.chain import Stored, content_of, instant_of, microseconds_of
from detente.record.json_line import LineError, read

__all__ = [
    "Envelope",
    "as_plain",
    "canonical",
    "export_line",
    "import_line",
    "same_content",
]

BOOKKEEPING = ("erased", "erasure")
"""Kinds of lines that the store writes about itself: an erased body, and that it was erased."""

RESERVED = re.compile(r"erasure-[0-9]+")
"""Ids that the record gives itself: ``erasure-4`` says that record 4 was erased."""

_KINDS: dict[type, str] = {Document: "document", Claim: "claim", Review: "review"}
_KEY = ',"stored":{'


def canonical(plain: Any) -> str:
    """Return plain values as canonical JSON.

    Examples
    --------
    >>> print(canonical({"kind": "event", "id": "e1", "name": "Panmunjom"}))
    {"id":"e1","kind":"event","name":"Panmunjom"}
    """
    return json.dumps(
        plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def as_plain(line: RecordLine) -> dict[str, Any]:
    """Return an entry, claim, document or review as plain values, without what is not given.

    Examples
    --------
    >>> entry, _ = read_entry({"kind": "event", "id": "e1", "date": "2019-10-05", "name": "talks"})
    >>> as_plain(entry)
    {'kind': 'event', 'name': 'talks', 'id': 'e1', 'date': '2019-10-05'}
    """
    kind = line.kind if isinstance(line, Entry) else _KINDS[type(line)]
    plain: dict[str, Any] = {"kind": kind}
    for field in msgspec.structs.fields(line):
        value = getattr(line, field.name)
        if field.required or value != field.default:
            plain[field.encode_name] = msgspec.to_builtins(value, enc_hook=_text)
    return plain


def _text(value: Any) -> str:
    if isinstance(value, Parsed):
        return str(value)
    raise NotImplementedError(type(value))


def same_content(one: str, other: str) -> bool:
    """Whether two bodies say the same; when they were recorded is the store's own and does not count.

    Examples
    --------
    >>> same_content('{"id":"e1","date":"2019-10-05","kind":"event","name":"talks"}',
    ...              '{"kind":"event","id":"e1","date":"2019-10-05","name":"talks","note":""}')
    True
    """
    if one == other:
        return True
    left, right = (_without_time(body) for body in (one, other))
    return left is not None and left == right


def _without_time(body: str) -> RecordLine | None:
    line, faults = read_entry(read(body))
    if isinstance(line, Entry):
        line = replace(line, recorded=None)
    return None if faults else line


class Envelope(Struct, frozen=True):
    """One line of a file: the body, and what the store that it came from says of it, if it says it.

    Attributes
    ----------
    id : str
        The record's id.
    body : str or None
        Canonical JSON, or of an export the stored body to the letter; None for an erased one.
    stored : Stored or None
        As the other store had it.
    """

    id: str
    body: str | None
    stored: Stored | None


def export_line(record: Stored) -> str:
    """Return a record as a line of an export.

    Examples
    --------
    >>> record = Stored(1, 0, "e1", bytes(2), '{"id":"e1","kind":"event"}', bytes(1), bytes(1))
    >>> line = export_line(record)
    >>> line[:46]
    '{"id":"e1","kind":"event","stored":{"seq":1,"r'
    >>> import_line(line).body == record.body
    True
    """
    stored: dict[str, Any] = {
        "seq": record.seq,
        "recorded": instant_of(record.recorded).isoformat(timespec="microseconds"),
    }
    if record.body is None or record.salt is None:
        body = canonical({"id": record.id, "kind": "erased"})
        stored["content"] = record.content.hex()
    else:
        body = record.body
        stored["salt"] = record.salt.hex()
    stored["hash"] = record.hash.hex()
    return f"{body[:-1]},{json.dumps({'stored': stored}, separators=(',', ':'))[1:]}"


def import_line(text: str) -> Envelope:
    """Read a line of a file that :func:`detente.record.parse` takes.

    Raises
    ------
    LineError
        What stands under ``stored`` is not what an export writes.
    """
    plain = read(text)
    if "stored" not in plain:
        return Envelope(plain["id"], canonical(plain), None)
    stored = plain.pop("stored")
    at = text.rfind(_KEY)
    erased = plain["kind"] == "erased"
    body = None if erased else text.strip()[:at].rstrip() + "}"
    if at < 0 or (body is not None and read(body) != plain):
        body = None if erased else canonical(plain)
    try:
        return Envelope(plain["id"], body, _stored(plain["id"], body, stored))
    except (KeyError, TypeError, ValueError, AttributeError):
        raise LineError(
            "what stands under 'stored' is not what an export writes", max(at, 0)
        ) from None


def _stored(id_: str, body: str | None, plain: dict[str, Any]) -> Stored:
    salt = None if body is None else bytes.fromhex(plain["salt"])
    if body is None or salt is None:
        content = bytes.fromhex(plain["content"])
    else:
        content = content_of(salt, body)
    recorded = microseconds_of(_instant(plain["recorded"]))
    return Stored(
        int(plain["seq"]), recorded, id_, salt, body, content, bytes.fromhex(plain["hash"])
    )


def _instant(text: str) -> dt.datetime:
    instant = dt.datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError("no time zone")
    return instant
