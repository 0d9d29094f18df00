"""The browser that the page tests use."""

import pytest
from playwright.sync_api import Browser, Error, Page

pytestmark = pytest.mark.browser


def test_the_browser_shows_a_page(page: Page) -> None:
    """A page that is given as text is drawn, and its words can be read back."""
    page.set_content("<title>A case</title><h1>What is in force</h1>")
    assert page.title() == "A case"
    assert page.get_by_role("heading").inner_text() == "What is in force"


def test_the_browser_reaches_no_other_host(browser: Browser) -> None:
    """No name but this machine's address resolves, so a test cannot lean on the network."""
    context = browser.new_context()
    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        context.new_page().goto("http://example.org/")
    context.close()
