"""A document and its text: hashes, what read it, what is to be known about it."""

import hashlib
import sys

import pytest
from tests.evidence.readers.made import mail, pdf, shown, word_of

from detente.errors import UsageError
from detente.evidence import read
from detente.evidence.readers import ReadingError, read_as

KINDS = {
    "note.txt": (b"Iran left.\r\n", "text/plain", "plain text"),
    "page.html": (b"<html><p>Iran left.</p></html>", "text/html", "html.parser"),
    "paper.pdf": (pdf(shown("Iran left.")), "application/pdf", "pypdf 7."),
    "mail.eml": (mail("Iran left."), "message/rfc822", "email (Python 3."),
    "memo.docx": (
        word_of("<w:p><w:r><w:t>Iran left.</w:t></w:r></w:p>"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "detente docx",
    ),
}


@pytest.mark.parametrize("name", KINDS)
def test_a_document_is_described_with_its_text(name: str) -> None:
    """Bytes and text are hashed; media type, extractor, length and options are kept."""
    raw, media_type, extractor = KINDS[name]
    source = read(raw, name)
    document = source.document
    assert source.text.strip() == "Iran left."
    assert document.sha256 == hashlib.sha256(raw).hexdigest()
    assert (document.bytes, document.media_type) == (len(raw), media_type)
    assert document.text is not None
    assert document.text.sha256 == hashlib.sha256(source.text.encode()).hexdigest()
    assert document.text.chars == len(source.text)
    assert document.text.extractor.startswith((extractor, "trafilatura"))
    assert document.id == name.partition(".")[0]


def test_plain_text_is_kept_as_it_is() -> None:
    """Nothing is normalised: line ends, spaces and composed letters stay."""
    text = "a\r\nb\t c  e\u0301 \u00e9\n\n"
    assert read(text.encode(), "a.txt").text == text


def test_an_encoding_that_was_guessed_is_told() -> None:
    """Names may be wrong, so the reader of the text is warned; the guess is recorded."""
    text = (
        "Der Präsident sagte in Köln, die Gespräche würden fortgeführt, so früh wie möglich. " * 5
    )
    source = read(text.encode("cp1252"), "a.txt")
    assert source.text == text
    assert source.document.text is not None
    assert source.document.text.options["encoding"].startswith("cp12")
    assert [flag.code for flag in source.flags] == ["guessed_encoding"]


def test_without_the_extra_no_encoding_is_guessed(monkeypatch: pytest.MonkeyPatch) -> None:
    """What to do is said instead."""
    monkeypatch.setitem(sys.modules, "charset_normalizer", None)
    with pytest.raises(ReadingError, match="is not UTF-8 at byte 1") as error:
        read_as(b"a\xff", "text")
    assert "detente[documents]" in error.value.hint


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_is_no_guess(encoding: str) -> None:
    """It names the encoding, and is no part of the text."""
    source = read("Zürich".encode(encoding), "a.txt")
    assert source.text == "Zürich"
    assert source.flags == ()


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"\x89PNG\r\n\x1a\n", "is a picture"),
        (b"{\\rtf1 x}", "is in Rich Text Format"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is in an old format of Office"),
        (b"PK\x03\x04 xl/workbook.xml", "is a workbook"),
        (b"PK\x03\x04 mimetypeapplication/vnd.oasis.opendocument.text", "is an OpenDocument text"),
        (b"PK\x03\x04 a.txt", "is an archive"),
        (b"\x1f\x8b\x08", "is compressed"),
        (b"a\0b", "holds NUL bytes"),
        (b"<?xml version='1.0'?><a/>", "is XML"),
    ],
)
def test_formats_that_are_not_read_are_named(raw: bytes, said: str) -> None:
    """With what to do instead."""
    with pytest.raises(UsageError, match=said) as error:
        read(raw, "file.bin")
    assert error.value.hint


def test_a_damaged_file_is_not_read_as_text() -> None:
    """What is named as a PDF and is none would be nonsense as a text."""
    with pytest.raises(UsageError, match="is not a PDF document, though named so"):
        read(b"hello", "a.pdf")


def test_the_id_is_made_of_the_name_or_given() -> None:
    """Letters, digits, dots, hyphens and underscores remain."""
    assert read(b"x", "dir/Führer & Co (1).txt").document.id == "F-hrer-Co-1"
    assert read(b"x", "***.txt").document.id == "document"
    assert read(b"x", "a.txt", id_="b").document.id == "b"
