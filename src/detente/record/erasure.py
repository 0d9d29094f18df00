"""Erasing a body: what the record says of it, and how one sees that no body went without a word.

Law, or the safety of a source, can demand that words go. Salt and body are then taken out, the hash
stays, and a record of kind ``erasure`` is appended that names the record and says why. A body that
is gone without such a record is a break.
"""

from collections.abc import Mapping, Sequence

from detente.record.body import BOOKKEEPING, RESERVED, canonical
from detente.record.chain import Break, Stored
from detente.record.failures import RecordError
from detente.record.json_line import LineError, read

__all__ = ["PREFIX", "erasure_body", "not_genuine", "says_erased", "unexplained"]

PREFIX = "erasure-"
"""What the ids of the record's own words about erasures begin with."""


def erasure_body(seq: int, id_: str, body: str, why: str) -> str:
    """Return the body of the record that says that, and why, another one was erased.

    Raises
    ------
    RecordError
        `body` is itself the word of an erasure.

    Examples
    --------
    >>> erasure_body(4, "e4", '{"kind":"event"}', "safety of a source")
    '{"about":"e4","id":"erasure-4","kind":"erasure","note":"safety of a source"}'
    """
    if read(body).get("kind") in BOOKKEEPING:
        raise RecordError(f"'{id_}' tells of an erasure, and stays")
    return canonical({"kind": "erasure", "id": f"{PREFIX}{seq}", "about": id_, "note": why})


def unexplained(gone: Mapping[str, int], words: Mapping[str, str]) -> Break | None:
    """Return the first record whose body is gone without a record that says so.

    Parameters
    ----------
    gone : mapping
        Id -> number of each record without a body.
    words : mapping
        Id -> body of each record whose id is that of an erasure.

    Examples
    --------
    >>> unexplained({"e4": 4}, {"erasure-4": '{"about":"e4","id":"erasure-4","kind":"erasure"}'})
    >>> unexplained({"e4": 4}, {}).message
    "the body of 'e4' is gone, and no record says that it was erased"
    """
    for id_, seq in gone.items():
        if not says_erased(words.get(f"{PREFIX}{seq}", ""), id_):
            return Break(seq, f"the body of '{id_}' is gone, and no record says that it was erased")
    return None


def not_genuine(stored: Sequence[Stored]) -> Break | None:
    """Return the first record that passes for the word of an erasure and is none.

    A genuine one has the id ``erasure-N``, stands after record ``N`` and is about that one.

    Parameters
    ----------
    stored : sequence of Stored
        From the first record.

    Examples
    --------
    >>> forged = Stored(1, 5, "erasure-7", b"", '{"id":"erasure-7","kind":"event"}', b"", b"")
    >>> not_genuine([forged]).message
    "'erasure-7' is an id that the record gives itself, and no record was erased there"
    """
    for record in stored:
        reserved = RESERVED.fullmatch(record.id)
        body = record.body or ""
        if not reserved and ('"erasure"' not in body or read(body).get("kind") != "erasure"):
            continue
        number = int(record.id.removeprefix(PREFIX)) if reserved else 0
        if not 0 < number < record.seq or not says_erased(body, stored[number - 1].id):
            return Break(
                record.seq,
                f"'{record.id}' is an id that the record gives itself, and no record was erased there"
                if reserved
                else f"'{record.id}' says that a record was erased, under an id that is none for that",
            )
    return None


def says_erased(body: str, id_: str) -> bool:
    """Whether a body is the word that record `id_` was erased.

    Examples
    --------
    >>> says_erased('{"about":"e4","id":"erasure-4","kind":"erasure"}', "e4")
    True
    """
    try:
        plain = read(body)
    except LineError:
        return False
    return isinstance(plain, dict) and plain.get("kind") == "erasure" and plain.get("about") == id_
