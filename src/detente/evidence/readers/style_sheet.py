"""As much of style sheets as tells hidden text from what can be seen: rules, selectors, values."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator

from msgspec import Struct, field

from detente.evidence.readers.page_tree import Element

__all__ = ["SheetError", "StyleSheet", "declarations"]

MAX_RULES = 5000
MAX_ALIKE = 200  # rules found by the same tag, class or id
PROPERTIES = frozenset((
    "display", "visibility", "font", "font-size", "color", "background", "background-color",
    "opacity", "left", "right", "top", "text-indent", "position", "clip", "clip-path", "height",
    "width", "max-height", "max-width", "overflow",
))  # fmt: skip
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_PART = re.compile(
    r"(?P<tag>[A-Za-z][\w-]*|\*)|\#(?P<id>[\w-]+)|\.(?P<class>[\w-]+)"
    r"|\[\s*(?P<name>[\w-]+)\s*(?:(?P<how>[*^$~|]?=)\s*[\"']?(?P<value>[^\"'\]]*)[\"']?\s*i?)?\]"
    r"|(?P<root>:root)"
)

Declarations = dict[str, tuple[str, bool]]
"""Property -> value in small letters, and whether it is ``!important``."""


class SheetError(ValueError):
    """A selector that is not understood: its rule is left alone."""


class Compound(Struct, frozen=True):
    """What one element has to be: tag, id, classes, attributes."""

    tag: str = ""
    id: str = ""
    classes: tuple[str, ...] = ()
    attributes: tuple[tuple[str, str, str], ...] = ()
    direct: bool = False
    """Whether the element before it in the selector must be the parent."""

    def fits(self, element: Element) -> bool:
        """Whether an element is what is asked for."""
        given = element.attributes
        return (
            self.tag in ("", "*", element.tag)
            and self.id in ("", given.get("id", ""))
            and (not self.classes or {*self.classes} <= {*given.get("class", "").split()})
            and all(_has(given, *one) for one in self.attributes)
        )


class Rule(Struct, frozen=True):
    """A selector with the declarations that hold for what it fits."""

    selector: tuple[Compound, ...]
    declared: Declarations
    order: int

    @property
    def rank(self) -> tuple[int, int, int, int]:
        """Which of two rules wins: ids, classes and attributes, tags, place."""
        parts = self.selector
        return (
            sum(bool(one.id) for one in parts),
            sum(len(one.classes) + len(one.attributes) for one in parts),
            sum(one.tag not in ("", "*") for one in parts),
            self.order,
        )

    def fits(self, element: Element) -> bool:
        """Whether the selector fits an element where it stands."""
        *before, last = self.selector
        if not last.fits(element):
            return False
        direct, above = last.direct, element.parent
        while before and above is not None:
            if before[-1].fits(above):
                direct = before.pop().direct
            elif direct:
                return False
            above = above.parent
        return not before


_TESTS: dict[str, Callable[[str, str], bool]] = {
    "": lambda there, value: True,  # noqa: ARG005 - it is enough that the attribute is there
    "=": lambda there, value: there == value,
    "^=": lambda there, value: bool(value) and there.startswith(value),
    "$=": lambda there, value: bool(value) and there.endswith(value),
    "*=": lambda there, value: bool(value) and value in there,
    "~=": lambda there, value: value in there.split(),
    "|=": lambda there, value: there == value or there.startswith(f"{value}-"),
}


def _has(given: dict[str, str], name: str, how: str, value: str) -> bool:
    return name in given and _TESTS[how](given[name], value)


class StyleSheet(Struct):
    """The rules of a page's own style sheets that may hide something, found by their last part.

    Examples
    --------
    >>> from detente.evidence.readers.page_tree import page_tree
    >>> sheet = StyleSheet()
    >>> sheet.read("p.x, #y > b { display: none } @media print { p { display: none } }")
    >>> root, _ = page_tree("<p class=x>1</p><p>2</p><div id=y><b>3</b></div>")
    >>> [one.tag for one in root.walk() if sheet.declared(one)]
    ['p', 'b']
    """

    rules: dict[str, list[Rule]] = field(default_factory=lambda: defaultdict(list))
    count: int = 0
    cut: bool = False

    def read(self, text: str) -> None:
        """Take in a style sheet."""
        for selectors, body in _rules(_COMMENT.sub(" ", text)):
            declared = declarations(body)
            if declared:
                for selector in selectors.split(","):
                    self._add(selector, declared)

    def _add(self, selector: str, declared: Declarations) -> None:
        if self.count >= MAX_RULES:
            self.cut = True
            return
        try:
            parts = _selector(selector)
        except SheetError:
            return
        last = parts[-1]
        key = f"#{last.id}" if last.id else "." + last.classes[0] if last.classes else last.tag
        alike = self.rules[key or "*"]
        if len(alike) >= MAX_ALIKE:
            self.cut = True
            return
        alike.append(Rule(parts, declared, self.count))
        self.count += 1

    def speaks_of(self, tag: str) -> bool:
        """Whether a rule may fit an element of this tag that has no attributes."""
        return bool(self.count) and (tag in self.rules or "*" in self.rules)

    def declared(self, element: Element) -> Declarations:
        """Return what the rules say of an element, the winning one of each property."""
        given = element.attributes
        keys = ["*", element.tag, *(f".{one}" for one in given.get("class", "").split()[:50])]
        if "id" in given:
            keys.append(f"#{given['id']}")
        fitting = [
            rule for key in dict.fromkeys(keys) for rule in self.rules.get(key, ())
            if rule.fits(element)
        ]  # fmt: skip
        found: Declarations = {}
        for rule in sorted(fitting, key=lambda one: one.rank):
            _lay_over(found, rule.declared)
        return found


def _lay_over(below: Declarations, above: Declarations) -> None:
    for name, (value, important) in above.items():
        if important or not below.get(name, ("", False))[1]:
            below[name] = (value, important)


def declarations(text: str) -> Declarations:
    """Read declarations, as in a rule or a ``style`` attribute; only those that may hide.

    Examples
    --------
    >>> declarations("Display: NONE !important; margin: 0; font-size:2px")
    {'display': ('none', True), 'font-size': ('2px', False)}
    """
    found: Declarations = {}
    for part in text.split(";"):
        name, colon, value = part.partition(":")
        name, value = name.strip().lower(), " ".join(value.lower().split())
        if colon and name in PROPERTIES:
            important = value.endswith("!important")
            plain = value.removesuffix("!important").strip()
            _lay_over(found, {name: (plain, important)})
    return found


def _rules(text: str) -> Iterator[tuple[str, str]]:
    """Give selectors and bodies; of ``@media`` those for screens of every size, of other @ none."""
    position = 0
    inside: list[bool] = []  # of each open @ block, whether its rules hold
    while True:
        opening, closing = text.find("{", position), text.find("}", position)
        if inside and closing != -1 and (closing < opening or opening == -1):
            inside.pop()
            position = closing + 1
            continue
        if opening == -1:
            return
        head = text[position:opening].rpartition(";")[2].rpartition("}")[2].strip()
        position = opening + 1
        if head.startswith("@"):
            query = " ".join(head.lower().split())
            inside.append(query in ("@media screen", "@media all") or query.startswith("@layer"))
            continue
        end = text.find("}", position)
        end = len(text) if end == -1 else end
        if all(inside):
            yield head, text[position:end]
        position = end + 1


def _selector(text: str) -> tuple[Compound, ...]:
    words = text.replace(">", " > ").split()
    parts: list[Compound] = []
    direct = False
    for word in words:
        if word == ">":
            direct = True
            continue
        parts.append(_compound(word, direct=direct))
        direct = False
    if not parts or len(parts) > 12:
        raise SheetError(text)
    return tuple(parts)


def _compound(word: str, *, direct: bool) -> Compound:
    tag, id_, position = "", "", 0
    classes: list[str] = []
    attributes: list[tuple[str, str, str]] = []
    while position < len(word):
        found = _PART.match(word, position)
        if found is None:
            raise SheetError(word)
        if found["tag"]:
            tag = found["tag"].lower()
        elif found["root"]:
            tag = "html"
        elif found["id"]:
            id_ = found["id"]
        elif found["class"]:
            classes.append(found["class"])
        else:
            attributes.append((found["name"].lower(), found["how"] or "", found["value"] or ""))
        position = found.end()
    return Compound(tag, id_, tuple(classes), tuple(attributes), direct)
