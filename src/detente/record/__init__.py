"""The record in files: entries, documents, claims and reviews, one JSON object a line."""

from detente.record.jsonl import parse, parse_bytes

__all__ = ["parse", "parse_bytes"]
