"""Readers: the bytes of a document in one format -> its text and what is to be known about it."""

from detente.evidence.readers.formats import FORMATS, Format, read_as
from detente.evidence.readers.reading import Reading, ReadingError

__all__ = ["FORMATS", "Format", "Reading", "ReadingError", "read_as"]
