"""The brief in a real browser: nothing leaves, nothing breaks, people can use it and print it."""

import gzip
import hashlib
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request
from tests.brief.test_html import hostile

from detente.brief import build, html
from detente.folder import open_case

pytestmark = pytest.mark.browser

AXE = Path(__file__).parent / "axe-core" / "axe-4.14.1.min.js.gz"
AXE_SHA256 = "cda5e4385d9437c1fd009f2ff76f7e4049af354d2d6522da2a905c2a69ede4ec"
WIDTHS = (390, 900, 1366, 1800)


@pytest.fixture(scope="session")
def brief(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The brief on the shipped case, as a file."""
    opened = open_case("dprk-2019")
    assert opened.case is not None
    assert opened.case.as_of is not None
    report = build(
        case=opened.case,
        entries=opened.entries,
        documents=opened.documents,
        claims=opened.claims,
        version=opened.version,
        as_of=opened.case.as_of,
    )
    path = tmp_path_factory.mktemp("brief") / "brief.html"
    path.write_text(html.render(report), encoding="utf-8")
    return path


@pytest.fixture
def shown(page: Page, brief: Path) -> Iterator[Page]:
    """The brief, opened; afterwards the only request is that of the file itself."""
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))  # noqa: PLW0108 - playwright needs a function of Python
    page.goto(brief.as_uri())
    yield page
    assert [r.url for r in asked if not r.url.startswith("data:")] == [brief.as_uri()]


def test_it_opens_with_the_answer(shown: Page) -> None:
    """The first thing on the page is the answer, in its own font."""
    headline = shown.locator(".headline")
    assert headline.is_visible()
    assert headline.inner_text().startswith("The present state holds")
    assert shown.evaluate("document.fonts.check('16px \"Source Serif 4\"')")
    assert shown.evaluate("[...document.fonts].every(font => font.status == 'loaded')")


@pytest.mark.parametrize("width", WIDTHS)
def test_it_never_scrolls_sideways(shown: Page, width: int) -> None:
    """At every width the page fits; wide pictures and tables scroll in a part of their own."""
    shown.set_viewport_size({"width": width, "height": 900})
    assert shown.evaluate("document.documentElement.scrollWidth") == width
    for details in shown.locator("details").all():
        details.evaluate("element => { element.open = true }")
    assert shown.evaluate("document.documentElement.scrollWidth") == width


def test_labels_of_the_timeline_stand_apart(shown: Page) -> None:
    """As the browser draws them, no two labels of a timeline overlap, nor does one leave it."""
    boxes: list[list[dict[str, float]]] = shown.evaluate(
        """[...document.querySelectorAll('.screen svg.timeline')].map(svg => {
             const all = svg.getBoundingClientRect();
             return [...svg.querySelectorAll('g text')].map(t => {
               const b = t.getBoundingClientRect();
               return {l: b.left - all.left, r: b.right - all.left, t: b.top, b: b.bottom,
                       w: all.width}})})"""
    )
    assert len(boxes) == 2
    for labels in boxes:
        assert len(labels) > 10
        assert all(box["l"] >= 0 and box["r"] <= box["w"] + 1 for box in labels)
        for number, one in enumerate(labels):
            for other in labels[number + 1 :]:
                beside = one["r"] <= other["l"] + 1 or other["r"] <= one["l"] + 1
                below = one["b"] <= other["t"] + 4 or other["b"] <= one["t"] + 4
                assert beside or below


def test_a_claim_opens_from_where_it_is_used(shown: Page) -> None:
    """A chip beside a conclusion leads to the claim, even inside a part that was closed."""
    chip = shown.locator("#K1 a.chip").first
    target = chip.get_attribute("href")
    assert target is not None
    row = shown.locator(target)
    assert not row.is_visible()
    chip.click()
    row.wait_for(state="visible")


def test_the_keyboard_reaches_what_scrolls(shown: Page) -> None:
    """The tab key goes to the content link first, and gets to the timeline's own part."""
    shown.keyboard.press("Tab")
    assert shown.evaluate("document.activeElement.textContent") == "To the content"
    for _ in range(60):
        shown.keyboard.press("Tab")
        if shown.evaluate("document.activeElement.ariaLabel") == "Timeline, whole record":
            return
    pytest.fail("the timeline cannot be reached with the keyboard")


@pytest.fixture(scope="session")
def axe() -> str:
    """The accessibility checker, if it is the one that was vetted."""
    data = AXE.read_bytes()
    assert hashlib.sha256(data).hexdigest() == AXE_SHA256
    return gzip.decompress(data).decode("utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("width", [390, 1366])
def test_the_checker_finds_no_fault(browser: Browser, brief: Path, axe: str, width: int) -> None:
    """axe-core finds nothing against WCAG 2.2 A and AA or its best practices, all parts open."""
    context = browser.new_context(
        bypass_csp=True, viewport={"width": width, "height": 900}, java_script_enabled=True
    )
    page = context.new_page()
    page.goto(brief.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    page.evaluate(axe)
    found: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    context.close()
    assert len(found["passes"]) > 20
    said = [(v["id"], v["help"], v["nodes"][0]["html"][:200]) for v in found["violations"]]
    assert said == []


def test_a_hostile_case_runs_nothing(page: Page, tmp_path: Path) -> None:
    """No script of a case runs, no dialog opens, and its text is there to read."""
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    path = tmp_path / "hostile.html"
    path.write_text(html.render(hostile()), encoding="utf-8")
    page.goto(path.as_uri())
    assert "<script>alert(1)</script>" in page.locator("h1").inner_text()
    assert page.locator("img, script").count() == 0
    assert dialogs == []


def pdf_streams(data: bytes) -> Iterator[bytes]:
    """Yield the streams of a PDF, unpacked where they are packed."""
    for match in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL):
        try:
            yield zlib.decompress(match.group(1))
        except zlib.error:
            yield match.group(1)


def test_it_prints_as_text(shown: Page) -> None:
    """Printed on A4 it is tagged text in embedded fonts that map to letters; no picture of text."""
    data = shown.pdf(format="A4", print_background=True, prefer_css_page_size=True, tagged=True)
    streams = list(pdf_streams(data))
    everything = data + b"\n".join(streams)
    assert b"/StructTreeRoot" in everything
    assert b"/Subtype /Image" not in everything
    assert everything.count(b"/ToUnicode") >= 3
    letters = sum(len(re.findall(rb"T[jJ]\b", stream)) for stream in streams)
    assert letters > 2_000
    pages = len(re.findall(rb"/Type\s*/Page\b", everything))
    assert 5 <= pages <= 40
