"""A web page as a tree, built by the standard library alone: tags, attributes, texts."""

import html
import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser

from msgspec import Struct, field

__all__ = ["MAX_DEPTH", "Element", "collapse_spaces", "markup", "page_tree", "visible_text"]

MAX_DEPTH = 200
VOID = frozenset((
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
))  # fmt: skip
BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog",
    "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2",
    "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html", "legend", "li", "main", "menu",
    "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead",
    "title", "tr", "ul",
))  # fmt: skip
UNSEEN = frozenset((
    "script", "style", "head", "template", "noscript", "noframes", "iframe", "object",
))  # fmt: skip
# What the start of a tag ends, and what it looks for no further than.
_ENDS = {
    "li": ({"li"}, {"ul", "ol", "menu", "dir"}),
    "dt": ({"dt", "dd"}, {"dl"}),
    "dd": ({"dt", "dd"}, {"dl"}),
    "td": ({"td", "th"}, {"table", "tr"}),
    "th": ({"td", "th"}, {"table", "tr"}),
    "tr": ({"tr"}, {"table"}),
    "option": ({"option"}, {"select"}),
}
_FAR = 12
_SPACES = re.compile(r"[ \t\r\n\f]+")


class Element(Struct, eq=False):
    """A tag with its attributes, and what stands in it: texts and further elements."""

    tag: str
    attributes: dict[str, str]
    parent: "Element | None" = None
    inside: "list[Element | str]" = field(default_factory=list)

    def walk(self) -> "Iterator[Element]":
        """Give the element and all elements in it, in the order of the page."""
        waiting = [self]
        while waiting:
            one = waiting.pop()
            yield one
            waiting += [part for part in reversed(one.inside) if isinstance(part, Element)]

    def words(self) -> str:
        """Return all text in it as one."""
        parts = [part for one in self.walk() for part in one.inside if isinstance(part, str)]
        return "".join(parts)


def collapse_spaces(root: Element) -> None:
    r"""Make every run of white space one space, as pages are shown; within ``pre`` it stays.

    Examples
    --------
    >>> root, _ = page_tree("<p>One\n   two<pre>a\n b</pre>")
    >>> collapse_spaces(root)
    >>> markup(root)
    '<p>One two</p><pre>a\n b</pre>'
    """
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if element.tag in ("pre", "textarea"):
            continue
        element.inside = [
            _SPACES.sub(" ", one) if isinstance(one, str) else one for one in element.inside
        ]
        waiting += [one for one in element.inside if isinstance(one, Element)]


def page_tree(text: str) -> tuple[Element, bool]:
    """Build the tree of a page; say whether it was nested deeper than :data:`MAX_DEPTH`.

    Deeper elements become neighbours instead of children, as browsers do it too.

    Examples
    --------
    >>> root, deep = page_tree("<p>One<p hidden>two<br>lines")
    >>> [(one.tag, one.words()) for one in root.walk()][1:], deep
    ([('p', 'One'), ('p', 'twolines'), ('br', '')], False)
    """
    builder = _Builder()
    builder.feed(text)
    builder.close()
    return builder.root, builder.deep


class _Builder(HTMLParser):
    """Puts the tree together; a tag that is never closed ends where its parent does."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("#page", {})
        self.stack = [self.root]
        self.open: Counter[str] = Counter()
        self.deep = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._close_implied(tag)
        if len(self.stack) > MAX_DEPTH:
            self.deep = True
            self._pop()
        attributes = {name: value or "" for name, value in reversed(attrs)}  # the first counts
        element = Element(tag, attributes, self.stack[-1])
        self.stack[-1].inside.append(element)
        if tag not in VOID:
            self.stack.append(element)
            self.open[tag] += 1

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)  # '<div/>' opens a div in HTML

    def handle_endtag(self, tag: str) -> None:
        if self.open[tag]:
            while self._pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.stack[-1].inside.append(data)

    def _pop(self) -> str:
        tag = self.stack.pop().tag
        self.open[tag] -= 1
        return tag

    def _close_implied(self, tag: str) -> None:
        if tag in BLOCKS and self.open["p"]:
            self._close({"p"}, {"table", "td", "th", "button", "body"})
        if tag in _ENDS:
            self._close(*_ENDS[tag])

    def _close(self, ended: set[str], limits: set[str]) -> None:
        for back in range(1, min(_FAR, len(self.stack) - 1) + 1):
            tag = self.stack[-back].tag
            if tag in ended:
                for _ in range(back):
                    self._pop()
                return
            if tag in limits:
                return


def visible_text(root: Element) -> str:
    r"""Return the text of a page from which the hidden was taken: a line for each block.

    Examples
    --------
    >>> visible_text(page_tree("<title>T</title><p>One  <b>two</b></p><td>3</td><br>4")[0])
    'One two\n3\n4'
    """
    parts: list[str] = []
    waiting: list[Element | str] = [root]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            parts.append(part)
        elif part.tag == "br":
            parts.append("\n")
        elif part.tag not in UNSEEN and part.tag != "title":
            block = part.tag in BLOCKS
            if block:
                parts.append("\n")
                waiting.append("\n")
            keep = part.tag == "pre"
            waiting += [
                one if isinstance(one, Element) or keep else " ".join(one.split("\n"))
                for one in reversed(part.inside)
            ]
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)


def markup(root: Element) -> str:
    """Write the tree as HTML, without scripts, styles and comments.

    Examples
    --------
    >>> markup(page_tree("<p class=a>1 &lt; 2<script>x</script>")[0])
    '<p class="a">1 &lt; 2</p>'
    """
    parts: list[str] = []
    waiting: list[Element | tuple[str] | str] = [*reversed(root.inside)]
    while waiting:
        part = waiting.pop()
        if isinstance(part, tuple):
            parts.append(part[0])
        elif isinstance(part, str):
            parts.append(html.escape(part, quote=False))
        elif part.tag not in UNSEEN or part.tag == "head":
            given = "".join(
                f' {name}="{html.escape(value)}"'
                for name, value in part.attributes.items()
                if _is_name(name)
            )
            parts.append(f"<{part.tag}{given}>")
            if part.tag not in VOID:
                waiting += [(f"</{part.tag}>",), *reversed(part.inside)]
    return "".join(parts)


def _is_name(name: str) -> bool:
    return name.replace("-", "").replace(":", "").isalnum()
