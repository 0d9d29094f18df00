"""The record in files: entries, documents, claims and reviews, one JSON object a line."""

from detente.record.jsonl import parse

__all__ = ["parse"]
