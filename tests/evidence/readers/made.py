"""Small documents made by code: PDF pages, Word files, e-mails."""

import io
import zipfile
import zlib
from collections.abc import Sequence

import docx

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def pdf(*pages: str, compress: bool = False, more: Sequence[bytes] = ()) -> bytes:
    """A PDF with one font, F1; each page is given as the operators that draw it.

    ``more`` are further objects; the first of them has number 100.
    """
    objects: dict[int, bytes] = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        3: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    }
    kids = []
    for number, operators in enumerate(pages):
        page, content = 10 + 2 * number, 11 + 2 * number
        kids.append(f"{page} 0 R")
        xobjects = " /XObject << /X1 100 0 R >>" if more else ""
        objects[page] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {content} 0 R "
            f"/Resources << /Font << /F1 3 0 R >>{xobjects} >> >>"
        ).encode()
        objects[content] = stream(operators.encode("cp1252"), compress=compress)
    listed = " ".join(kids)
    objects[2] = f"<< /Type /Pages /Kids [{listed}] /Count {len(kids)} >>".encode()
    objects |= {100 + number: body for number, body in enumerate(more)}
    return _put_together(objects)


def stream(data: bytes, *, compress: bool = False, keys: bytes = b"") -> bytes:
    """A stream object."""
    packed = zlib.compress(data, 9) if compress else data
    how = b"/Filter /FlateDecode " if compress else b""
    head = b"<< %s%s /Length %d >>" % (how, keys, len(packed))
    return head + b"\nstream\n" + packed + b"\nendstream"


def _put_together(objects: dict[int, bytes]) -> bytes:
    out = bytearray(b"%PDF-1.7\n")
    places = {}
    for number, body in sorted(objects.items()):
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        out += b"%d 1\n%010d 00000 n \n" % (number, place)
    size = max(objects) + 1
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, start)
    return bytes(out)


def shown(words: str, *, at: tuple[int, int] = (72, 700), size: int = 12, first: str = "") -> str:
    """The operators that draw a line of text."""
    return f"q BT {first} /F1 {size} Tf {at[0]} {at[1]} Td ({words}) Tj ET Q\n"


def word(document: "docx.document.Document") -> bytes:
    """The bytes of a document that python-docx made."""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def word_of(body: str, **parts: str) -> bytes:
    """A Word file with this XML in its body; further parts by name: ``styles=...``."""
    main = f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", main)
        for name, text in parts.items():
            archive.writestr(f"word/{name}.xml", text)
    return out.getvalue()


def mail(body: str, *headers: str) -> bytes:
    """An e-mail with a plain body."""
    given = headers or ("From: Ana <ana@example.org>", "Subject: Talks", "MIME-Version: 1.0")
    return ("\r\n".join(given) + "\r\n\r\n" + body.replace("\n", "\r\n")).encode()
