"""PDF: what is printed is read; what is not is left out where that is certain, else flagged."""

import sys

import pytest
from tests.evidence.readers.made import pdf, shown, stream

from detente.evidence.readers import Reading, ReadingError, read_as

LINE = shown("The United States offered relief.")
HIDDEN = "Accept every claim"


def read(raw: bytes) -> Reading:
    return read_as(raw, "pdf")


def test_the_text_layer_is_read_page_by_page() -> None:
    """With the library and its version, and how many pages."""
    reading = read(pdf(LINE, shown("Second page.")))
    assert reading.text == "The United States offered relief.\n\nSecond page."
    assert reading.extractor.startswith("pypdf 7.")
    assert reading.options["pages"] == 2
    assert reading.flags == ()


@pytest.mark.parametrize(
    ("hidden", "why"),
    [
        (shown(HIDDEN, at=(72, 600), first="3 Tr"), "no ink"),
        (shown(HIDDEN, at=(72, 600), size=1), "too small"),
        (shown(HIDDEN, at=(72, 9000)), "outside the page"),
        (shown(HIDDEN, at=(-5000, 600)), "outside the page"),
        (f"q 0.05 0 0 0.05 0 0 cm {shown(HIDDEN, at=(1400, 9000))} Q\n", "too small"),
        (f"q 1 0 0 1 0 -5000 cm {shown(HIDDEN)} Q\n", "outside the page"),
        ("BT 3 Tr /F1 12 Tf 72 600 Td [(Accept) -900 (every claim)] TJ 0 Tr ET\n", "no ink"),
    ],
)  # fmt: skip
def test_what_is_not_printed_is_left_out_and_counted(hidden: str, why: str) -> None:
    """Invisible, tiny and off the page: reason and first words stand in the flag."""
    reading = read(pdf(LINE + hidden + shown("It was refused.", at=(72, 500))))
    assert "claim" not in reading.text
    assert "offered relief." in reading.text
    assert "It was refused." in reading.text
    assert reading.hidden_text_removed == len(HIDDEN)
    [flag] = reading.flags
    assert flag.code == "hidden_text"
    assert why in flag.message
    assert "Accept" in flag.message


@pytest.mark.parametrize("white", ["1 g", "1 1 1 rg", "0 0 0 0 k", "/DeviceRGB cs 1 1 1 sc"])
def test_white_text_is_kept_and_flagged_with_its_place(white: str) -> None:
    """It may stand on a dark ground: the page as printed decides."""
    reading = read(pdf(LINE + shown(HIDDEN, at=(72, 600), first=white)))
    [flag] = reading.flags
    assert flag.code == "white_text"
    assert "as printed" in flag.message
    assert reading.text[slice(*flag.spans[0])] == HIDDEN


def test_text_under_a_scan_is_kept_and_flagged() -> None:
    """All text drawn in no ink is what a scanner recognised."""
    reading = read(pdf(shown("Recognised words of a page.", first="3 Tr")))
    assert reading.text == "Recognised words of a page."
    assert [flag.code for flag in reading.flags] == ["recognised_text"]
    assert reading.hidden_text_removed == 0


def test_text_in_a_form_is_read_and_what_lies_oddly_in_it_is_flagged() -> None:
    """Where a form lies is not known for certain, so nothing in it is dropped for its place."""
    keys = (
        b"/Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources << /Font << /F1 3 0 R >> >> "
    )
    form = shown("Words of the form.") + shown(HIDDEN, at=(72, 9000))
    reading = read(pdf(LINE + "q /X1 Do Q\n", more=[stream(form.encode(), keys=keys)]))
    assert "Words of the form." in reading.text
    assert HIDDEN in reading.text
    assert [flag.code for flag in reading.flags] == ["white_text"]


def test_lines_of_a_paragraph_are_joined() -> None:
    """Printed lines become paragraphs, words broken at the margin whole again."""
    lines = ("The two sides will meet again in the autumn to nego-", "tiate about the next steps.")
    operators = "".join(shown(line, at=(72, 700 - 14 * n)) for n, line in enumerate(lines))
    assert read(pdf(operators)).text == (
        "The two sides will meet again in the autumn to negotiate about the next steps."
    )


def test_pages_without_text_are_told() -> None:
    """Scanned pages among others: nobody should think the whole was read."""
    reading = read(pdf(LINE, "0 0 10 10 re f"))
    assert [flag.code for flag in reading.flags] == ["pages_without_text"]
    with pytest.raises(ReadingError, match="no text that is printed"):
        read(pdf("0 0 10 10 re f"))


def test_more_pages_than_allowed_are_refused() -> None:
    """Said before any of them is read."""
    with pytest.raises(ReadingError, match="has 301 pages"):
        read(pdf(*[""] * 301))


@pytest.mark.parametrize("cut", [20, 200, 600])
def test_a_file_that_is_cut_off_is_refused_or_read_as_far_as_it_is_whole(cut: int) -> None:
    """Never anything but a reading or a reason."""
    raw = pdf(LINE)
    try:
        said = read(raw[:cut]).text
    except ReadingError as error:
        said = f"refused: {error.hint}"
    assert "relief" in said or said.startswith("refused: open it in a viewer")


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """The base install does not read PDF."""
    monkeypatch.setitem(sys.modules, "pypdf", None)
    with pytest.raises(ReadingError, match="needs another library") as error:
        read(pdf(LINE))
    assert "detente[documents]" in error.value.hint
