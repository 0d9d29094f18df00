"""Web pages: what a reader of the page sees, without what it hides."""

import re
import sys
from typing import Any

from msgspec.structs import replace

from detente.documents import Flag
from detente.evidence.readers.charset import decoded
from detente.evidence.readers.page_tree import (
    MAX_DEPTH,
    Element,
    collapse_spaces,
    markup,
    page_tree,
    visible_text,
)
from detente.evidence.readers.reading import Reading, ReadingError, sample, whole
from detente.evidence.readers.text_flags import text_flags
from detente.evidence.readers.visibility import Hidden, take_hidden

__all__ = ["page_text", "read_web_page"]

_CHARSET = re.compile(rb"""<meta[^>]{1,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_DAY = re.compile(r"\d{4}-\d\d(?:-\d\d)?(?=$|[T ])")
MAX_ELEMENTS = 100_000
_OPTIONS: dict[str, Any] = {"include_comments": False, "include_tables": True, "deduplicate": False}
_WHY = {
    "attribute": "the attribute hidden", "element": "an element that is not shown",
    "aria-hidden": "aria-hidden", "display": "display: none", "visibility": "visibility: hidden",
    "size": "letters smaller than 4 pixels", "colour": "the colour of its ground",
    "opacity": "opacity 0", "place": "a place outside the page",
}  # fmt: skip


def read_web_page(raw: bytes) -> Reading:
    """Read a web page.

    Parameters
    ----------
    raw : bytes
        HTML. Its encoding is taken from a mark, from UTF-8 itself, from the page; else guessed.

    Raises
    ------
    ReadingError
        It has no text that can be seen.

    Examples
    --------
    >>> reading = read_web_page(b"<title>Talks</title><p>Iran left.</p><p hidden>Not so.</p>")
    >>> reading.text, reading.title, reading.hidden_text_removed
    ('Iran left.', 'Talks', 7)
    """
    declared = _CHARSET.search(raw[:4096])
    source = decoded(raw, declared[1].decode("ascii") if declared else "")
    reading = page_text(source.text)
    options = {**reading.options, "encoding": source.encoding}
    return _with(reading, options, (*source.flags, *reading.flags))


def _with(reading: Reading, options: dict[str, Any], flags: tuple[Flag, ...]) -> Reading:

    return replace(reading, options=options, flags=flags)


def page_text(source: str) -> Reading:
    """Read the text of a page that is decoded already, as :func:`read_web_page` does."""
    root, deep = page_tree(source)
    head = _head(root)
    hidden = take_hidden(root)
    collapse_spaces(root)
    plain = visible_text(root)
    if not plain.strip():
        raise ReadingError(
            "has no text that can be seen",
            "a page that is made by scripts has to be saved from the browser as it is shown",
        )
    count = sum(1 for _ in root.walk())
    article, extractor = ("", "") if deep or count > MAX_ELEMENTS else _article(root)
    text = whole(article or plain)
    flags = [*_flags(hidden), *_lost(hidden.words, "", "hidden, left out"), *_lost(plain, text)]
    flags += _odd(count, deep=deep)
    return Reading(
        text=text,
        extractor=extractor if article else _fallback(),
        options=dict(_OPTIONS) if article else {},
        hidden_text_removed=hidden.characters,
        flags=tuple(flags),
        **head,
    )


def _odd(count: int, *, deep: bool) -> list[Flag]:
    if not deep and count <= MAX_ELEMENTS:
        return []
    why = f"nested deeper than {MAX_DEPTH}" if deep else f"more than {MAX_ELEMENTS:,}"
    said = f"elements are {why}: all text that can be seen was read, menus too"
    return [Flag(code="odd_page", message=said)]


def _fallback() -> str:
    return f"html.parser (Python {sys.version_info[0]}.{sys.version_info[1]})"


def _article(root: Element) -> tuple[str, str]:
    """Return the main text of a page, without its menus, and what found it; empty if nothing did."""
    try:
        import trafilatura
    except ImportError:
        return "", ""
    found = trafilatura.extract(markup(root), **_OPTIONS)
    return found or "", f"trafilatura {trafilatura.__version__}"


def _flags(hidden: Hidden) -> list[Flag]:
    flags = []
    if hidden.characters:
        why = ", ".join(_WHY[one] for one, _ in hidden.why.most_common())
        said = f"{hidden.characters:,} characters that nobody sees were left out ({why}): "
        flags.append(Flag(code="hidden_text", message=said + sample(hidden.words)))
    if hidden.cut:
        said = "style sheets have more rules than were read: hidden text may be left"
        flags.append(Flag(code="odd_page", message=said))
    if hidden.doubtful:
        said = (
            f"{hidden.doubtful:,} characters are white on a ground that the page itself does not "
            "say; they were kept: compare with the page as shown"
        )
        flags.append(Flag(code="white_text", message=said))
    return flags


def _lost(source: str, text: str, where: str = "not in the text that was kept") -> list[Flag]:
    """Flag what is odd about a part of the page that its text does not have."""
    kept = {flag.code for flag in text_flags(text)}
    return [
        Flag(code=flag.code, message=f"{flag.message} ({where})")
        for flag in text_flags(source)
        if flag.code not in kept
    ]


# ---------------------------------------------------------------------- what the page says of itself


def _head(root: Element) -> dict[str, str]:
    meta: dict[str, str] = {}
    title = link = ""
    for element in root.walk():
        given = element.attributes
        if element.tag == "meta":
            name = given.get("property", "") or given.get("name", "") or given.get("itemprop", "")
            meta.setdefault(name.lower(), given.get("content", ""))
        elif element.tag == "title" and not title:
            title = element.words()
        elif element.tag == "link" and given.get("rel", "").lower() == "canonical":
            link = link or given.get("href", "")
        elif element.tag == "html":
            meta.setdefault("lang", given.get("lang", ""))
    author = _first(meta, "author", "article:author", "dc.creator")
    return {
        "title": _line(_first(meta, "og:title", "dc.title") or title),
        "author": "" if author.startswith("http") else _line(author),
        "publisher": _line(_first(meta, "og:site_name", "dc.publisher")),
        "published": _day(_first(meta, *_DATES)),
        "url": _address(link or meta.get("og:url", "")),
        "lang": _language(meta.get("lang", "")),
    }


_DATES = (
    "article:published_time", "datepublished", "date", "dc.date", "dc.date.issued", "pubdate",
    "parsely-pub-date", "sailthru.date",
)  # fmt: skip


def _first(meta: dict[str, str], *names: str) -> str:
    return next((meta[name] for name in names if meta.get(name, "").strip()), "")


def _line(text: str) -> str:
    return " ".join(text.split())[:300]


def _day(text: str) -> str:
    found = _DAY.match(text.strip())
    return found[0] if found else ""


def _address(text: str) -> str:
    return text[:2000] if text.startswith(("http://", "https://")) else ""


def _language(text: str) -> str:
    found = re.match(r"[A-Za-z]{2,3}(?=$|[-_])", text.strip())
    return found[0].lower() if found else ""
