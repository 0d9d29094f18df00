"""Plain text: as it is. Nothing is normalised, so positions are those of the file."""

from detente.evidence.readers.charset import decoded
from detente.evidence.readers.reading import MAX_CHARACTERS, Reading, ReadingError

__all__ = ["read_plain"]


def read_plain(raw: bytes) -> Reading:
    r"""Read a plain text.

    Raises
    ------
    ReadingError
        It is no text, or too long.

    Examples
    --------
    >>> read_plain("Zürich\r\n".encode()).text
    'Zürich\r\n'
    """
    found = decoded(raw)
    if "\0" in found.text:
        raise ReadingError("is not a text: it holds NUL bytes", "save it as UTF-8 text")
    if len(found.text) > MAX_CHARACTERS:
        raise ReadingError(
            f"has {len(found.text):,} characters", f"at most {MAX_CHARACTERS:,} are read"
        )
    return Reading(
        text=found.text.removeprefix("\ufeff"),
        extractor="plain text",
        options={} if found.encoding == "utf-8" else {"encoding": found.encoding},
        flags=found.flags,
    )
