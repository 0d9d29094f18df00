"""The record in files: entries, documents, claims and reviews, one JSON object a line."""

from detente.record.json_line import marks_of
from detente.record.jsonl import parse, parse_bytes

__all__ = ["marks_of", "parse", "parse_bytes"]
