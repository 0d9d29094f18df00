"""Erasing a body: what the record says of it, and how one sees that no body went without a word.

Law, or the safety of a source, can demand that words go. Salt and body are then taken out, the hash
stays, and a record of kind ``erasure`` is appended that names the record and says why. A body that
is gone without such a record is a break.
"""

from collections.abc import Mapping

from detente.record.body import BOOKKEEPING, canonical
from detente.record.chain import Break
from detente.record.failures import RecordError
from detente.record.json_line import LineError, read

__all__ = ["PREFIX", "erasure_body", "unexplained"]

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
        if not _says(words.get(f"{PREFIX}{seq}", ""), id_):
            return Break(seq, f"the body of '{id_}' is gone, and no record says that it was erased")
    return None


def _says(body: str, id_: str) -> bool:
    try:
        plain = read(body)
    except LineError:
        return False
    return isinstance(plain, dict) and plain.get("kind") == "erasure" and plain.get("about") == id_
