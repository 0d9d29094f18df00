"""PDF: the text layer, without what is not printed where that is certain.

A PDF says how each piece of text is drawn. Text drawn in no ink (render mode 3), too small to read
or outside the page is left out. White text is kept and flagged, as it may stand on a dark ground; so is
text of a form that lies oddly, as forms are moved as a whole. Where nearly all text is drawn in no ink, the pages are pictures with recognised text: it is kept.
"""

import io
from collections.abc import Callable
from typing import Any

from msgspec import Struct, field

from detente.documents import Flag
from detente.evidence.readers.lines import joined
from detente.evidence.readers.reading import Reading, ReadingError, sample, whole

__all__ = ["MAX_PAGES", "read_pdf"]

MAX_PAGES = 300
LEAST_SIZE = 2.0  # points
_SHOWS = frozenset((b"Tj", b"TJ", b"'", b'"'))
_SCAN = 0.9
_DOUBTFUL = frozenset(("white", "form"))
_WHY = {"mode": "drawn in no ink", "size": "too small to read", "place": "outside the page"}

Matrix = list[float]


class _Pen(Struct):
    """How text is drawn at one point of a page: what the operators before it have set."""

    box: tuple[float, float, float, float]
    mode: int = 0
    size: float = 12.0
    white: bool = False
    forms: list[Matrix] = field(default_factory=list)
    saved: list[tuple[int, float, bool]] = field(default_factory=list)

    def take(self, operator: bytes, operands: Any) -> None:
        """Take in an operator that sets how text is drawn."""
        match operator:
            case b"q":
                self.saved.append((self.mode, self.size, self.white))
            case b"Q" if self.saved:
                self.mode, self.size, self.white = self.saved.pop()
            case b"Tr" if operands:
                self.mode = int(operands[0])
            case b"Tf" if len(operands) > 1:
                self.size = abs(float(operands[1]))
            case b"g" | b"rg" | b"sc" | b"scn" | b"k":
                self.white = _is_white(operator, operands)
            case _:
                pass

    def why_unseen(self, matrix: Matrix, text: Matrix) -> str:
        """Why text drawn now would not, or may not, be seen in print; empty if it would."""
        if self.mode in (3, 7):
            return "mode"
        placed = _times(text, matrix)
        for form in reversed(self.forms):
            placed = _times(placed, form)
        why = self._why_unseen_at(placed)
        if why and self.forms:
            return "form"
        return why or ("white" if self.white else "")

    def _why_unseen_at(self, placed: Matrix) -> str:
        a, b, c, d, x, y = placed
        if self.size * max(abs(a) + abs(b), abs(c) + abs(d)) < LEAST_SIZE:
            return "size"
        left, low, right, high = self.box
        margin = 2.0
        outside = x < left - 40 or x > right + margin or y < low - margin or y > high + margin
        return "place" if outside else ""


def _is_white(operator: bytes, operands: Any) -> bool:
    try:
        values = [float(one) for one in operands]
    except (TypeError, ValueError):
        return False
    if operator == b"k":
        return bool(values) and max(values) <= 0.03
    return len(values) in (1, 3) and min(values) >= 0.97


def _times(one: Matrix, other: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return [a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k,
            e * h + f * j + m]  # fmt: skip


class _Found(Struct):
    """The text of all pages as drawn, as printed, and the white part of it."""

    drawn: list[str] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    white: list[str] = field(default_factory=list)
    why: set[str] = field(default_factory=set)
    empty: int = 0


def read_pdf(raw: bytes) -> Reading:
    """Read the text layer of a PDF.

    Raises
    ------
    ReadingError
        It is encrypted, too long, has no text, or its streams unpack to more than is allowed.

    Examples
    --------
    >>> read_pdf(b"%PDF-1.4 nothing more")
    Traceback (most recent call last):
    ...
    detente.evidence.readers.reading.ReadingError: is no whole PDF document
    """
    try:
        import pypdf
        from pypdf.errors import LimitReachedError, PyPdfError
    except ImportError:
        raise ReadingError(
            "is a PDF document, which needs another library", "pip install 'detente[documents]'"
        ) from None
    try:
        reader = _opened(raw)
        found = _Found()
        for page in reader.pages:
            _read_page(page, found)
        head = _head(reader)
    except LimitReachedError:
        raise ReadingError(
            "unpacks to more than is allowed", "it may be made to exhaust programs that read it"
        ) from None
    except PyPdfError:
        raise ReadingError(
            "is no whole PDF document", "open it in a viewer and save it again"
        ) from None
    return _reading(found, head, f"pypdf {pypdf.__version__}")


def _opened(raw: bytes) -> Any:
    import pypdf

    reader = pypdf.PdfReader(io.BytesIO(raw), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise ReadingError("is encrypted", "save it without a password")
    pages = len(reader.pages)
    if pages > MAX_PAGES:
        raise ReadingError(f"has {pages:,} pages", f"at most {MAX_PAGES} are read; cut it up")
    return reader


def _read_page(page: Any, found: _Found) -> None:
    box = page.cropbox
    edges = (float(box.left), float(box.bottom), float(box.right), float(box.top))
    why: set[str] = set()
    drawn = _looked_at(page, edges, why)
    found.drawn.append(drawn)
    found.empty += not drawn.strip()
    unseen = why & {*_WHY}
    found.why |= unseen
    found.printed.append(_part(page, edges, lambda one: one not in _WHY) if unseen else drawn)
    if unseen:
        found.hidden.append(_part(page, edges, lambda one: one in _WHY))
    if why & _DOUBTFUL:
        found.white.append(_part(page, edges, lambda one: one in _DOUBTFUL))


def _looked_at(page: Any, edges: tuple[float, float, float, float], why: set[str]) -> str:
    """Return the text of a page as drawn; collect why some of it would not be seen."""
    pen = _Pen(edges)

    def look(operator: bytes, operands: Any, matrix: Matrix, text: Matrix) -> None:
        pen.take(operator, operands)
        if operator in _SHOWS:
            why.add(pen.why_unseen(matrix, text))
        elif operator == b"Do":
            pen.forms.append(matrix)

    return str(page.extract_text(visitor_operand_before=look, visitor_operand_after=_leaving(pen)))


def _leaving(pen: _Pen) -> Callable[..., None]:
    """Return what is called after each operator: a form, if it was one, has been left."""

    def leave(operator: bytes, *_: Any) -> None:
        if operator == b"Do" and pen.forms:
            pen.forms.pop()

    return leave


def _part(
    page: Any, edges: tuple[float, float, float, float], wanted: Callable[[str], bool]
) -> str:
    """Return the text of a page that is drawn as wanted: the rest is blanked as it is drawn."""
    pen = _Pen(edges)

    def blank(operator: bytes, operands: Any, matrix: Matrix, text: Matrix) -> None:
        pen.take(operator, operands)
        if operator == b"Do":
            pen.forms.append(matrix)
        if operator not in _SHOWS or not operands:
            return
        if not wanted(pen.why_unseen(matrix, text)):
            # The content is parsed anew for each reading of a page; nothing else sees the change.
            operands[-1] = type(operands[-1])()

    return str(page.extract_text(visitor_operand_before=blank, visitor_operand_after=_leaving(pen)))


def _reading(found: _Found, head: dict[str, str], extractor: str) -> Reading:
    drawn = sum(len(one) for one in found.drawn)
    hidden = "\n".join(found.hidden)
    scanned = drawn > 0 and len(hidden) > _SCAN * drawn
    pages = found.drawn if scanned else found.printed
    text = whole("\n\n".join("\n".join(joined(page.split("\n"))) for page in pages))
    if not text.strip():
        raise ReadingError("has no text that is printed", "a scan has to be recognised first (OCR)")
    return Reading(
        text=text,
        extractor=extractor,
        options={"pages": len(found.drawn), "lines": "joined to paragraphs"},
        hidden_text_removed=0 if scanned else len(" ".join(hidden.split())),
        flags=tuple(_flags(found, hidden, text, scanned=scanned)),
        **head,
    )


def _flags(found: _Found, hidden: str, text: str, *, scanned: bool) -> list[Flag]:
    flags = []
    white = "\n".join(found.white)
    if scanned:
        said = (
            "the text is drawn in no ink, as recognised text of a scan is: compare with the pages"
        )
        flags.append(Flag(code="recognised_text", message=said))
    elif hidden.strip():
        why = ", ".join(_WHY[one] for one in sorted(found.why))
        said = f"{len(' '.join(hidden.split())):,} characters that are not printed were left out "
        flags.append(Flag(code="hidden_text", message=f"{said}({why}): {sample(hidden)}"))
    if white.strip():
        said = "text that is white or lies oddly was kept: compare with the pages as printed"
        spans = _spans(text, white)
        flags.append(Flag(code="white_text", message=f"{said}: {sample(white)}", spans=spans))
    if found.empty and len(found.drawn) > 1:
        said = f"{found.empty} of {len(found.drawn)} pages have no text: pictures or scans"
        flags.append(Flag(code="pages_without_text", message=said))
    return flags


def _spans(text: str, part: str) -> tuple[tuple[int, int], ...]:
    """Find the lines of a part in the text, each where it first stands."""
    spans = []
    for line in part.split("\n")[:50]:
        at = text.find(line.strip()) if line.strip() else -1
        if at != -1:
            spans.append((at, at + len(line.strip())))
    return tuple(spans)


def _head(reader: Any) -> dict[str, str]:
    """Return title and author; a PDF's dates are of the file, not of what it says."""
    try:
        said = reader.metadata or {}
        title, author = (str(said.get(key) or "") for key in ("/Title", "/Author"))
    except Exception:  # noqa: BLE001 - a damaged head is no reason not to read the pages
        return {}
    words = {"title": title, "author": author}
    return {key: whole(" ".join(value.split()))[:300] for key, value in words.items()}
