"""Reading a document: bytes to text, hashed, with what read it and what is to be known about it."""

import hashlib
import re

from msgspec import Struct
from msgspec.structs import replace

from detente.documents import Document, ExtractedText, Flag
from detente.errors import UsageError
from detente.evidence.readers.apart import read_apart
from detente.evidence.readers.formats import FORMATS, Format, format_of, read_as
from detente.evidence.readers.reading import MAX_CHARACTERS, Reading, ReadingError
from detente.evidence.readers.text_flags import text_flags

__all__ = ["MAX_BYTES", "MAX_CHARACTERS", "SourceText", "read"]

MAX_BYTES = 10 << 20
MAX_FLAGS = 20


class SourceText(Struct, frozen=True):
    """A document and its text. Positions in it are code points; nothing in it is normalised."""

    document: Document
    text: str
    extractor: str = "plain text"
    flags: tuple[Flag, ...] = ()
    hidden_text_removed: int = 0

    @property
    def sha256(self) -> str:
        """Hash of the text as UTF-8."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()


def read(raw: bytes, name: str, *, id_: str = "") -> SourceText:
    """Read a document: plain text, a web page, PDF, e-mail or Word.

    Its format is told from its first bytes, then from its name. Plain UTF-8 is read here; everything
    else in a child process with limits of time and memory and without network.

    Parameters
    ----------
    raw : bytes
        The file as it is, at most 10 MiB.
    name : str
        Its name.
    id_ : str
        The id of the document. Default: made of its name.

    Raises
    ------
    UsageError
        It is too large, in a format that is not read, damaged, or made to harm what reads it.

    Examples
    --------
    >>> source = read(b"Iran wants relief.", "note 1.txt")
    >>> source.document.id, source.document.bytes, source.text
    ('note-1', 18, 'Iran wants relief.')
    >>> page = read(b"<html><p>Iran left.<p style='display: none'>Not so.", "page.html")
    >>> page.text, page.hidden_text_removed
    ('Iran left.', 7)
    """
    if len(raw) > MAX_BYTES:
        raise UsageError(f"'{name}' has {len(raw):,} bytes", f"at most {MAX_BYTES:,} are read")
    try:
        format_, odd = format_of(raw, name)
        reading = _read(raw, format_)
    except ReadingError as error:
        raise UsageError(f"'{name}' {error.message}", error.hint) from None
    flags = [Flag(code="wrong_extension", message=odd)] if odd else []
    flags += [*reading.flags, *text_flags(reading.text)]
    document = _document(raw, name, id_, reading)
    media_type = FORMATS[format_].media_type
    return _source(document, media_type, reading, tuple(flags[:MAX_FLAGS]))


def _read(raw: bytes, format_: Format) -> Reading:
    if format_ != "text":
        return read_apart(raw, format_)
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return read_apart(raw, "text")
    return read_as(raw, "text")


def _document(raw: bytes, name: str, id_: str, reading: Reading) -> Document:
    """Return the document as its name and its own head describe it."""
    stem = re.sub(r"\.\w{1,5}$", "", name.replace("\\", "/").rsplit("/", 1)[-1])
    made = re.sub(r"[^A-Za-z0-9_.-]+", "-", stem).strip("-._")[:80] or "document"
    return Document(
        id=id_ or made,
        title=reading.title or stem,
        author=reading.author,
        publisher=reading.publisher,
        published=reading.published or None,
        url=reading.url,
        lang=reading.lang or "en",
        sha256=hashlib.sha256(raw).hexdigest(),
        bytes=len(raw),
    )


def _source(
    document: Document, media_type: str, reading: Reading, flags: tuple[Flag, ...]
) -> SourceText:
    hidden = reading.hidden_text_removed
    source = SourceText(document, reading.text, reading.extractor, flags, hidden)
    text = ExtractedText(
        sha256=source.sha256,
        chars=len(source.text),
        extractor=reading.extractor,
        options=reading.options,
        hidden_text_removed=hidden,
        flags=flags,
    )
    described = replace(document, media_type=media_type, text=text)
    return replace(source, document=described)
