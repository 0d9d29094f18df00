"""Formats, and how one is told from the first bytes of a document and from its name."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Literal

from msgspec import Struct

from detente.evidence.readers.reading import Reading, ReadingError

__all__ = ["EXTENSIONS", "FORMATS", "Format", "Kind", "format_of", "read_as"]

Format = Literal["text", "html", "pdf", "mail", "word"]


class Kind(Struct, frozen=True):
    """A format: its name for people, its media type, and how its files' names end."""

    name: str
    media_type: str
    extensions: tuple[str, ...]


FORMATS: Mapping[Format, Kind] = MappingProxyType({
    "text": Kind("plain text", "text/plain", ("txt", "text", "md", "markdown", "rst", "asc", "log")),
    "html": Kind("a web page", "text/html", ("html", "htm", "xhtml")),
    "pdf": Kind("a PDF document", "application/pdf", ("pdf",)),
    "mail": Kind("an e-mail", "message/rfc822", ("eml", "mht", "mhtml")),
    "word": Kind(
        "a Word document",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ("docx", "docm"),
    ),
})  # fmt: skip

EXTENSIONS: Mapping[str, Format] = MappingProxyType(
    {ending: format_ for format_, kind in FORMATS.items() for ending in kind.extensions}
)

_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_PAGE_PARTS = re.compile(
    rb"<(?:p|div|span|table|article|section|h[1-6]|meta|title)\b", re.IGNORECASE
)
_FIELD = re.compile(rb"([A-Za-z][A-Za-z0-9-]{1,60}):[ \t]")
_OF_MAIL = frozenset((b"received", b"mime-version", b"message-id", b"return-path", b"delivered-to"))
_ALSO_OF_MAIL = frozenset((b"from", b"to", b"subject", b"date", b"sender", b"reply-to", b"cc"))
_OTHERS = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is in an old format of Office", "save it as .docx or .pdf"),
    (b"{\\rtf", "is in Rich Text Format", "save it as .docx or as plain text"),
    (b"\x89PNG", "is a picture", "its text has to be typed or recognised first"),
    (b"\xff\xd8\xff", "is a picture", "its text has to be typed or recognised first"),
    (b"GIF8", "is a picture", "its text has to be typed or recognised first"),
    (b"\x1f\x8b", "is compressed", "unpack it first"),
    (b"7z\xbc\xaf", "is an archive", "unpack it first"),
    (b"Rar!", "is an archive", "unpack it first"),
    (b"SQLite format 3", "is a database", "a case's record is read with its case"),
)  # fmt: skip


def format_of(raw: bytes, name: str) -> tuple[Format, str]:
    """Tell the format by content, then by name; return it and what is odd about the name, or "".

    Raises
    ------
    ReadingError
        It is in a format that is not read.

    Examples
    --------
    >>> format_of(b"%PDF-1.7 ...", "note.txt")
    ('pdf', 'named .txt, but it is a PDF document and was read as one')
    >>> format_of(b"Iran left.", "note.txt")
    ('text', '')
    """
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    named = EXTENSIONS.get(ending)
    found = _by_content(raw, named)
    if named in (None, found):
        return found, ""
    return found, f"named .{ending}, but it is {FORMATS[found].name} and was read as one"


def _by_content(raw: bytes, named: Format | None) -> Format:
    start = raw[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    for magic, message, hint in _OTHERS:
        if raw.startswith(magic):
            raise ReadingError(message, hint)
    if b"%PDF-" in raw[:1024]:
        return "pdf"
    if raw.startswith(b"PK\x03\x04"):
        return _zipped(raw, named)
    if start.startswith(b"<?xml") and not _PAGE.search(start):
        raise ReadingError("is XML of a kind that is not read", "save it as a web page or as text")
    if _is_page(start, named):
        return "html"
    if _is_mail(start, named):
        return "mail"
    if named in ("pdf", "word"):
        raise ReadingError(
            f"is not {FORMATS[named].name}, though named so", "it may be damaged or cut off"
        )
    return "text"


def _zipped(raw: bytes, named: Format | None) -> Format:
    """A zip archive: Word if it has Word's parts; also where its end is missing."""
    if b"word/" in raw:
        return "word"
    for part, what in ((b"xl/", "a workbook"), (b"ppt/", "a set of slides")):
        if part in raw:
            raise ReadingError(f"is {what}, which is not read", "save what counts as text or PDF")
    if b"opendocument.text" in raw[:200]:
        raise ReadingError("is an OpenDocument text, which is not read", "save it as .docx or .pdf")
    if named == "word":
        raise ReadingError("is no whole Word document", "it may be damaged or cut off")
    raise ReadingError("is an archive", "unpack it first")


def _is_page(start: bytes, named: Format | None) -> bool:
    if start.startswith(b"<") and _PAGE.search(start[:1024]):
        return True
    plain = start.replace(b"\0", b"")  # UTF-16
    if named == "html":
        return True
    return _PAGE_PARTS.match(plain) is not None


def _is_mail(start: bytes, named: Format | None) -> bool:
    lines = start.replace(b"\r\n", b"\n").split(b"\n")
    if lines[0].startswith(b"From "):  # of a mailbox
        lines = lines[1:]
    fields = set()
    for line in lines[:80]:
        found = _FIELD.match(line)
        if found:
            fields.add(found[1].lower())
        elif not line.startswith((b" ", b"\t")):
            break
    if named == "mail":
        return True
    return bool(fields & _OF_MAIL) and len(fields & (_OF_MAIL | _ALSO_OF_MAIL)) >= 3


def read_as(raw: bytes, format_: Format) -> Reading:
    """Read a document in a known format, in this process; every failure is a ReadingError.

    Use :func:`detente.evidence.read`, which has a child process do it: what libraries do with hostile
    bytes is not to be trusted.

    Raises
    ------
    ReadingError
        It cannot be read, and why.

    Examples
    --------
    >>> read_as(b"<p>Iran left.</p>", "html").text
    'Iran left.'
    """
    try:
        return _reader(format_)(raw)
    except (ReadingError, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001 - libraries raise anything over damaged files
        raise ReadingError(
            f"cannot be read as {FORMATS[format_].name}: it is damaged, or not what it seems "
            f"({type(error).__name__})",
            "open it in the program it is for and save it again",
        ) from None


def _reader(format_: Format) -> Callable[[bytes], Reading]:
    match format_:
        case "html":
            from detente.evidence.readers.web_page import read_web_page

            return read_web_page
        case "pdf":
            from detente.evidence.readers.pdf import read_pdf

            return read_pdf
        case "mail":
            from detente.evidence.readers.mail import read_mail

            return read_mail
        case "word":
            from detente.evidence.readers.word import read_word

            return read_word
        case "text":
            from detente.evidence.readers.plain import read_plain

            return read_plain
