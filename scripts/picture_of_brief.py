"""Draw the picture of the brief that README shows: ``docs/images/brief.png``.

Needs the test tools and Chromium. Run it when the brief looks different:

    .venv/bin/python scripts/picture_of_brief.py brief.html docs/images/brief.png
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

WIDTH, HEIGHT = 1366, 1480


def main(page: str, picture: str) -> None:
    """Open `page` without network and write its top as `picture`."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    target = Path(picture)
    target.parent.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        shown = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        shown.goto(Path(page).resolve().as_uri())
        shown.screenshot(path=target)
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:3])
