"""Word (.docx): the text as it stands with all changes accepted, without what is hidden.

The file is a zip archive of XML. Only the parts that hold text are unpacked, each up to a limit; a
part with a document type, which is where entities come from, is refused.
"""

import io
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from xml.parsers import expat

from msgspec import Struct, field

from detente.documents import Flag
from detente.evidence.readers.reading import Reading, ReadingError, sample, whole
from detente.evidence.readers.word_xml import (
    FALLBACK,
    Counting,
    Handler,
    Look,
    parse_part,
    styles_of,
    value_of,
)

__all__ = ["read_word"]

MAX_PART = 48 << 20
MAX_MEMBERS = 10_000
_CHANGES = frozenset(("ins", "del", "moveFrom", "moveTo"))
_LEFT_OUT = frozenset(("del", "moveFrom", "instrText", "delText", "delInstrText"))


def read_word(raw: bytes) -> Reading:
    """Read a Word document.

    Deleted text is left out and inserted text is in, as if all tracked changes were accepted; runs
    that Word hides are left out and counted; footnotes stand at the end; comments are counted.

    Raises
    ------
    ReadingError
        It is damaged, unpacks to more than is allowed, declares entities, or has no text.

    Examples
    --------
    >>> read_word(b"PK")
    Traceback (most recent call last):
    ...
    detente.evidence.readers.reading.ReadingError: is no whole Word document
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return _read(_Parts(archive))
    except (zipfile.BadZipFile, KeyError, EOFError, zlib.error, NotImplementedError,
            expat.ExpatError) as error:  # fmt: skip
        raise ReadingError(
            "is no whole Word document", "open it in Word or LibreOffice and save it again"
        ) from error


class _Parts:
    """The parts of the archive, unpacked only when asked for and never beyond a limit."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.names = {*archive.namelist()}
        if len(self.names) > MAX_MEMBERS:
            raise ReadingError(
                f"holds {len(self.names):,} files", "a Word document has a few dozen"
            )

    def get(self, name: str) -> bytes | None:
        """Return a part, or None where the document has none of that name."""
        if name not in self.names:
            return None
        with self.archive.open(name) as file:
            data = file.read(MAX_PART + 1)
        if len(data) > MAX_PART:
            raise ReadingError(
                "unpacks to more than is allowed", "it may be made to exhaust programs that read it"
            )
        return data


def _read(parts: _Parts) -> Reading:
    main = parts.get("word/document.xml")
    if main is None:
        raise ReadingError("is no Word document: it has no text part")
    hidden_styles = styles_of(parts.get("word/styles.xml"))
    body = _Body(hidden_styles)
    parse_part(main, body)
    notes = _Body(hidden_styles)
    for name in ("word/footnotes.xml", "word/endnotes.xml"):
        part = parts.get(name)
        if part is not None:
            parse_part(part, notes)
    text = whole("\n".join(body.paragraphs))
    below = whole("\n".join(notes.paragraphs))
    if not text and not below:
        raise ReadingError("has no text to read")
    full = f"{text}\n\n{below}" if below else text
    hidden = body.hidden + notes.hidden
    return Reading(
        text=full,
        extractor="detente docx 1",
        options={"changes": "accepted", "notes": "at the end"},
        hidden_text_removed=sum(len(" ".join(one.split())) for one in hidden),
        flags=tuple(_flags(parts, body, hidden, (len(full) - len(below), len(full)))),
        **_core(parts.get("docProps/core.xml")),
    )


def _flags(
    parts: _Parts, body: "_Body", hidden: list[str], notes: tuple[int, int]
) -> Iterator[Flag]:
    words = " ".join(" ".join(hidden).split())
    if words:
        said = f"{len(words):,} characters that Word does not show were left out: {sample(words)}"
        yield Flag(code="hidden_text", message=said)
    changes = body.changes
    if changes:
        said = (
            f"tracked changes: {changes['ins'] + changes['moveTo']} insertions are in the text, "
            f"{changes['del'] + changes['moveFrom']} deletions are not"
        )
        yield Flag(code="tracked_changes", message=said)
    if notes[0] < notes[1]:
        said = "footnotes and endnotes stand at the end of the text"
        yield Flag(code="footnotes", message=said, spans=(notes,))
    comments = Counting("comment")
    part = parts.get("word/comments.xml")
    if part is not None:
        parse_part(part, comments)
    if comments.count:
        said = f"{comments.count} comments in the margin are not in the text"
        yield Flag(code="comments", message=said)
    if "word/vbaProject.bin" in parts.names:
        yield Flag(code="macros", message="the document has macros; they were not run")


class _Body(Struct, Handler):
    """Puts the paragraphs together from the runs of the main part or of the notes."""

    styles: dict[str, Look]
    paragraphs: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    changes: Counter[str] = field(default_factory=Counter)
    line: list[list[str]] = field(default_factory=list)
    of_paragraph: list[Look] = field(default_factory=list)
    look: Look = field(default_factory=Look)
    base: Look = field(default_factory=Look)
    skipped: int = 0
    in_text: bool = False
    in_run_look: bool = False
    in_paragraph_look: int = 0
    in_change: int = 0

    def start(self, tag: str, given: dict[str, str]) -> None:
        if tag in _LEFT_OUT or tag == FALLBACK:
            self.skipped += 1
        if tag in _CHANGES and not self.in_paragraph_look:
            self.changes[tag] += 1
        if tag in ("p", "pPr", "pStyle"):
            self._start_paragraph(tag, given)
        elif tag == "r":
            self.look, self.base = Look(), Look()
        elif tag in ("rPr", "rPrChange", "pPrChange"):
            self._start_look(tag)
        elif self.in_run_look:
            self._take_look(tag, given)
        elif tag == "t":
            self.in_text = True
        elif tag in _MARKS:
            self._add(_MARKS[tag])

    def _start_paragraph(self, tag: str, given: dict[str, str]) -> None:
        if tag == "p":
            self.line.append([])
            self.of_paragraph.append(Look())
        elif tag == "pPr":
            self.in_paragraph_look += 1
        elif self.of_paragraph:
            self.of_paragraph[-1] = self.styles.get(value_of(given), Look())

    def _start_look(self, tag: str) -> None:
        if tag == "rPr":
            self.in_run_look = not self.in_paragraph_look and not self.in_change
        else:  # how it looked before a tracked change
            self.in_change += 1

    def _take_look(self, tag: str, given: dict[str, str]) -> None:
        if self.in_change:
            return
        if tag == "rStyle":
            self.base = self.styles.get(value_of(given), Look())
        else:
            self.look.take(tag, given)

    def end(self, tag: str) -> None:
        if tag in _LEFT_OUT or tag == FALLBACK:
            self.skipped -= 1
        if tag == "p" and self.line:
            self.paragraphs.append("".join(self.line.pop()).strip())
            self.of_paragraph.pop()
        elif tag == "pPr":
            self.in_paragraph_look -= 1
        elif tag == "rPr" and not self.in_change:
            self.in_run_look = False
        elif tag in ("rPrChange", "pPrChange"):
            self.in_change -= 1
        elif tag == "t":
            self.in_text = False

    def text(self, text: str) -> None:
        if self.in_text:
            self._add(text)

    def _add(self, text: str) -> None:
        if self.skipped or not self.line:
            return
        if self.look.over(self.base).over(self.of_paragraph[-1]).unseen:
            self.hidden.append(text)
        else:
            self.line[-1].append(text)


_MARKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


class _Core(Handler):
    """Title and author of the document."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}
        self.now = ""

    def start(self, tag: str, given: dict[str, str]) -> None:  # noqa: ARG002
        self.now = tag

    def end(self, tag: str) -> None:  # noqa: ARG002
        self.now = ""

    def text(self, text: str) -> None:
        if self.now:
            self.found[self.now] = self.found.get(self.now, "") + text


def _core(part: bytes | None) -> dict[str, str]:
    if part is None:
        return {}
    core = _Core()
    try:
        parse_part(part, core)
    except expat.ExpatError:
        return {}
    words = {
        "title": core.found.get("other:title", ""),
        "author": core.found.get("other:creator", ""),
    }
    return {key: whole(" ".join(value.split()))[:300] for key, value in words.items()}
