"""The record: entries, documents, claims and reviews, in files and in an append-only store.

Files hold one JSON object a line. The store (:mod:`detente.record.store`) is a database and is
imported only where it is needed: ``from detente.record.store import Store``.
"""

from detente.record.body import as_plain, canonical, same_content
from detente.record.json_line import marks_of
from detente.record.jsonl import MAX_FILE, erased, parse, parse_bytes
from detente.record.place import CASE_FILE, RECORD_FILE, shown, store_beside
from detente.record.reading import StoreText, chain_in, read_head, read_store

__all__ = [
    "CASE_FILE",
    "MAX_FILE",
    "RECORD_FILE",
    "StoreText",
    "as_plain",
    "canonical",
    "chain_in",
    "erased",
    "marks_of",
    "parse",
    "parse_bytes",
    "read_head",
    "read_store",
    "same_content",
    "shown",
    "store_beside",
]
