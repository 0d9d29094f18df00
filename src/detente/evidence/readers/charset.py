"""Bytes to text: by a byte order mark, by what the document says, as UTF-8; only then by a guess."""

import codecs

from msgspec import Struct

from detente.documents import Flag
from detente.evidence.readers.reading import ReadingError

__all__ = ["Decoded", "decoded"]

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Web pages that say Latin-1 or ASCII mean the code page of Windows; so do browsers read them.
_MEANT = {"iso8859-1": "cp1252", "ascii": "cp1252"}


class Decoded(Struct, frozen=True):
    """A text, its encoding, and flags: that the encoding is a guess, or that bytes were wrong."""

    text: str
    encoding: str
    flags: tuple[Flag, ...] = ()


def decoded(raw: bytes, declared: str = "") -> Decoded:
    r"""Decode bytes.

    Parameters
    ----------
    raw : bytes
        Of a text.
    declared : str
        The encoding that the document itself names.

    Raises
    ------
    ReadingError
        They are no text, or what would guess their encoding is not installed.

    Examples
    --------
    >>> decoded("Zürich".encode()).encoding, decoded("Zürich".encode("utf-16")).text
    ('utf-8', 'Zürich')
    >>> found = decoded("“Zürich”".encode("cp1252"), "latin1")
    >>> found.text, found.encoding
    ('“Zürich”', 'cp1252')
    """
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return _as_said(raw, encoding)
    try:
        return Decoded(raw.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        first = error.start
    if declared:
        try:
            name = codecs.lookup(declared).name
        except (LookupError, ValueError):
            name = "utf-8"
        if not name.startswith("utf-8"):
            return _as_said(raw, _MEANT.get(name, name))
    return _guessed(raw, first)


def _as_said(raw: bytes, encoding: str) -> Decoded:
    """Decode by a mark or a name; bytes that are wrong in it become U+FFFD, and are flagged."""
    try:
        text = raw.decode(encoding, "replace")
    except (LookupError, ValueError, TypeError, AssertionError):  # a codec that is not of text
        return _guessed(raw, 0)
    wrong = text.count("\ufffd")
    said = f"{wrong} characters are not {encoding}, which the document says it is in"
    flags = (Flag(code="wrong_encoding", message=said),) if wrong else ()
    return Decoded(text.removeprefix("\ufeff"), encoding, flags)


def _guessed(raw: bytes, first: int) -> Decoded:
    if b"\0" in raw:
        raise ReadingError("is not a text: it holds NUL bytes", "save it as UTF-8 text")
    try:
        from charset_normalizer import from_bytes
    except ImportError:
        raise ReadingError(
            f"is not UTF-8 at byte {first}",
            "save it as UTF-8 text, or install what guesses encodings: "
            "pip install 'detente[documents]'",
        ) from None
    best = from_bytes(raw).best()
    if best is None:
        raise ReadingError(
            f"is not UTF-8 at byte {first}, nor in any known encoding", "save it as UTF-8 text"
        )
    said = (
        f"not UTF-8: read as {best.encoding}, which is a guess; look at names and quotation marks"
    )
    return Decoded(str(best), best.encoding, (Flag(code="guessed_encoding", message=said),))
