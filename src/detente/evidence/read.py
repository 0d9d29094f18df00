"""Reading a document: bytes to text, hashed, with what read it. Plain text so far."""

import hashlib
import re
from dataclasses import dataclass

from detente.documents import Document
from detente.errors import UsageError

__all__ = ["SourceText", "read"]

MAX_BYTES = 10 << 20
MAX_CHARACTERS = 2_000_000


@dataclass(frozen=True, slots=True)
class SourceText:
    """A document and its text. Positions in it are code points; nothing in it is normalised."""

    document: Document
    text: str
    extractor: str = "plain text"

    @property
    def sha256(self) -> str:
        """Hash of the text as UTF-8."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()


def read(raw: bytes, name: str) -> SourceText:
    """Read a plain text.

    Parameters
    ----------
    raw : bytes
        The file as it is, at most 10 MiB.
    name : str
        Its name: the id of the document is made of it.

    Raises
    ------
    UsageError
        It is too large or is not UTF-8 text.

    Examples
    --------
    >>> source = read(b"Iran wants relief.", "note 1.txt")
    >>> source.document.id, source.document.bytes, source.text
    ('note-1', 18, 'Iran wants relief.')
    """
    if len(raw) > MAX_BYTES:
        raise UsageError(f"'{name}' has {len(raw):,} bytes", f"at most {MAX_BYTES:,} are read")
    try:
        text = raw.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise UsageError(
            f"'{name}' is not UTF-8 at byte {error.start}", "save it as UTF-8 text"
        ) from None
    if "\0" in text:
        raise UsageError(f"'{name}' is not a text: it holds NUL bytes", "save it as UTF-8 text")
    if len(text) > MAX_CHARACTERS:
        raise UsageError(
            f"'{name}' has {len(text):,} characters", f"at most {MAX_CHARACTERS:,} are read"
        )
    stem = re.sub(r"\.\w{1,5}$", "", name.replace("\\", "/").rsplit("/", 1)[-1])
    identifier = re.sub(r"[^A-Za-z0-9_.-]+", "-", stem).strip("-._")[:80] or "document"
    document = Document(
        id=identifier,
        title=stem,
        sha256=hashlib.sha256(raw).hexdigest(),
        bytes=len(raw),
        media_type="text/plain",
    )
    return SourceText(document, text)
