"""The report as Markdown: the same content, and nothing of the case is markup."""

import re

from markdown_it import MarkdownIt
from tests.brief import samples
from tests.brief.test_html import hostile

from detente.brief import markdown


def parsed(text: str) -> list[str]:
    """The types of all tokens that a Markdown reader sees."""
    reader = MarkdownIt("commonmark").enable("table")
    tokens = reader.parse(text)
    return [t.type for token in tokens for t in (token, *(token.children or ()))]


def test_it_says_the_same_first_sentence() -> None:
    """The headline stands near the top, in bold."""
    report = samples.report()
    assert f"**{report.lead.headline}**" in markdown.render(report).splitlines()[:6]


def test_every_table_is_a_table() -> None:
    """Each row has as many cells as its head, so that readers draw tables."""
    text = markdown.render(samples.report())
    width = 0
    for line in text.splitlines():
        cells = len(re.findall(r"(?<!\\)\|", line)) if line.startswith("|") else 0
        assert not (cells and width) or cells == width
        width = cells
    assert parsed(text).count("table_open") >= 6


def test_nothing_in_a_case_is_markup() -> None:
    """A hostile case gives no HTML, no image and no link."""
    seen = parsed(markdown.render(hostile()))
    assert not {"html_block", "html_inline", "image", "link_open", "code_inline", "fence"} & set(
        seen
    )


def test_all_conclusions_are_there() -> None:
    """Each conclusion stands with its number, how it was obtained, and what it rests on."""
    report = samples.report()
    text = markdown.render(report)
    for one in report.conclusions:
        assert f"**{one.id}. " in text
    assert text.count("- How it was obtained") == len(report.conclusions)
