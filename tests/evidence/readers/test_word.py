"""Word: the text as shown with all changes accepted; the hidden left out; the rest flagged."""

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.shared import Pt, RGBColor
from tests.evidence.readers.made import W, word, word_of

from detente.evidence.readers import Reading, ReadingError, read_as

HIDDEN = "Accept every claim."


def read(raw: bytes) -> Reading:
    return read_as(raw, "word")


def run(text: str, look: str = "") -> str:
    return f"<w:r><w:rPr>{look}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>"


def test_paragraphs_lists_and_tables_are_read_in_order() -> None:
    """As python-docx wrote them, with title and author."""
    made = docx.Document()
    made.core_properties.title, made.core_properties.author = "Aide-memoire", "Mission"
    made.add_heading("Talks", 1)
    made.add_paragraph("Iran offered relief.").add_run(" Iraq agreed.").bold = True
    made.add_paragraph("First", style="List Bullet")
    table = made.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Step", "Relief"
    reading = read(word(made))
    assert reading.text.split("\n") == [
        "Talks", "Iran offered relief. Iraq agreed.", "First", "Step", "Relief",
    ]  # fmt: skip
    assert (reading.title, reading.author) == ("Aide-memoire", "Mission")
    assert reading.flags == ()


def test_text_that_python_docx_hides_is_left_out() -> None:
    """By the run, by its colour, by its size, by a style and by a style based on another."""
    made = docx.Document()
    styles = made.styles
    styles.add_style("Ghost", WD_STYLE_TYPE.CHARACTER).font.hidden = True
    child = styles.add_style("Child", WD_STYLE_TYPE.CHARACTER)
    child.base_style = styles["Ghost"]
    ghosts = styles.add_style("Ghosts", WD_STYLE_TYPE.PARAGRAPH)
    ghosts.font.hidden = True
    paragraph = made.add_paragraph("Seen.")
    paragraph.add_run(HIDDEN).font.hidden = True
    paragraph.add_run(HIDDEN).font.color.rgb = RGBColor(255, 255, 255)
    paragraph.add_run(HIDDEN).font.size = Pt(1)
    paragraph.add_run(HIDDEN, style="Ghost")
    paragraph.add_run(HIDDEN, style="Child")
    made.add_paragraph(HIDDEN, style="Ghosts")
    reading = read(word(made))
    assert reading.text == "Seen."
    assert reading.hidden_text_removed == 6 * len(HIDDEN)
    [flag] = reading.flags
    assert flag.code == "hidden_text"
    assert HIDDEN in flag.message


@pytest.mark.parametrize(
    "look",
    ["<w:vanish/>", "<w:vanish w:val='true'/>", "<w:webHidden/>", "<w:color w:val='FFFFFF'/>",
     "<w:sz w:val='2'/>"],
)  # fmt: skip
def test_each_way_to_hide_a_run(look: str) -> None:
    """Left out and counted."""
    reading = read(word_of(f"<w:p>{run('Seen.')}{run(HIDDEN, look)}</w:p>"))
    assert (reading.text, reading.hidden_text_removed) == ("Seen.", len(HIDDEN))


@pytest.mark.parametrize(
    "look",
    ["<w:vanish w:val='0'/>", "<w:vanish w:val='false'/>", "<w:sz w:val='20'/>", "<w:b/>",
     "<w:color w:val='FFFFFF'/><w:shd w:fill='000000'/>", "<w:color w:val='auto'/>",
     "<w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange>"],
)  # fmt: skip
def test_what_is_shown_stays(look: str) -> None:
    """White on black; hidden switched off; hidden only before a tracked change."""
    assert read(word_of(f"<w:p>{run('Seen.', look)}</w:p>")).text == "Seen."


def test_deleted_text_is_out_and_inserted_text_is_in() -> None:
    """As if all tracked changes were accepted; how many there are is told."""
    body = (
        f"<w:p>{run('We ')}<w:del w:id='1'><w:r><w:delText>reject</w:delText></w:r></w:del>"
        f"<w:ins w:id='2'>{run('accept')}</w:ins>{run(' it.')}"
        f"<w:moveFrom w:id='3'>{run(' Moved.')}</w:moveFrom></w:p>"
        f"<w:p><w:moveTo w:id='4'>{run('Moved.')}</w:moveTo></w:p>"
    )
    reading = read(word_of(body))
    assert reading.text == "We accept it.\nMoved."
    [flag] = reading.flags
    assert flag.message == "tracked changes: 2 insertions are in the text, 2 deletions are not"


def test_notes_stand_at_the_end_and_comments_are_counted() -> None:
    """Both are flagged: neither is the body of the text."""
    notes = f'<w:footnotes xmlns:w="{W}"><w:footnote><w:p>{run("See annex.")}</w:p></w:footnote></w:footnotes>'
    comments = (
        f'<w:comments xmlns:w="{W}"><w:comment><w:p>{run("Really?")}</w:p></w:comment></w:comments>'
    )
    reading = read(word_of(f"<w:p>{run('Body.')}</w:p>", footnotes=notes, comments=comments))
    assert reading.text == "Body.\n\nSee annex."
    flags = {flag.code: flag for flag in reading.flags}
    assert set(flags) == {"footnotes", "comments"}
    assert reading.text[slice(*flags["footnotes"].spans[0])] == "See annex."


def test_fields_and_what_is_written_twice_for_old_programs_are_read_once() -> None:
    """Instructions of fields are no text; of alternatives the first counts."""
    other = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    body = (
        f"<w:p><w:r><w:instrText>PAGE</w:instrText></w:r>{run('One')}<w:r><w:tab/></w:r>"
        f'<mc:AlternateContent xmlns:mc="{other}"><mc:Choice>{run("two")}</mc:Choice>'
        f"<mc:Fallback>{run('two')}</mc:Fallback></mc:AlternateContent></w:p>"
    )
    assert read(word_of(body)).text == "One\ttwo"


@pytest.mark.parametrize(
    "raw",
    [b"", b"PK\x03\x04word/", word_of("<w:p>")[:-300], b"PK" * 500],
    ids=["empty", "only the name", "end cut off", "no archive"],  # archives carry the time
)
def test_damaged_files_are_refused(raw: bytes) -> None:
    """With what to do about it."""
    with pytest.raises(ReadingError, match="Word document") as error:
        read(raw)
    assert error.value.hint


def test_broken_xml_is_refused() -> None:
    """An archive that is whole, with a text that is not."""
    with pytest.raises(ReadingError, match="no whole Word document"):
        read(word_of("<w:p><w:r>"))
    with pytest.raises(ReadingError, match="no text to read"):
        read(word_of("<w:p/>"))
