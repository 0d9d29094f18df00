"""XML text -> elements with their places; nothing in it is expanded or fetched.

A document type declaration is where entities are defined, so a text that has one is refused as a
whole: no entity is ever expanded, and nothing outside the text is read.
"""

from xml.parsers import expat

from msgspec import Struct, field

from detente.exchange.genius.scenario import fault

__all__ = ["Element", "parse"]

DEEPEST = 40


class Element(Struct):
    """An element: its tag, attributes, children and place."""

    tag: str
    attributes: dict[str, str]
    line: int
    column: int
    children: list["Element"] = field(default_factory=list)

    def all(self, tag: str) -> list["Element"]:
        """Return the elements of that tag below this one, at any depth, in their order."""
        found = []
        for child in self.children:
            found += [child, *child.all(tag)] if child.tag == tag else child.all(tag)
        return found


def parse(text: str, source: str) -> Element:
    """Return the root of an XML text.

    Raises
    ------
    GeniusFileError
        It is not well formed, nested too deeply, or has a document type declaration.

    Examples
    --------
    >>> parse("<a><b c='1'/></a>", "a.xml").all("b")[0].attributes
    {'c': '1'}
    >>> parse('<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', "a.xml")
    Traceback (most recent call last):
    ...
    detente.exchange.genius.scenario.GeniusFileError: a.xml:1:13: error[D115] the file has a document type declaration, which is not read (take out <!DOCTYPE ...>; entities are not expanded)
    """
    reader = expat.ParserCreate()
    building = _Building(source, reader)
    reader.StartElementHandler = building.start
    reader.EndElementHandler = building.end
    reader.StartDoctypeDeclHandler = building.refuse
    try:
        reader.Parse(text.encode("utf-8"), True)  # noqa: FBT003 - expat's own signature
    except expat.ExpatError as error:
        what = expat.ErrorString(error.code)
        raise fault(
            source, f"not well-formed XML: {what}", line=error.lineno, column=error.offset + 1
        ) from None
    return building.root[0]


class _Building:
    """The elements that are open."""

    def __init__(self, source: str, reader: expat.XMLParserType) -> None:
        self.source, self.reader = source, reader
        self.root: list[Element] = []
        self.open: list[Element] = []

    def _place(self) -> tuple[int, int]:
        return self.reader.CurrentLineNumber, self.reader.CurrentColumnNumber + 1

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        line, column = self._place()
        element = Element(tag, attributes, line, column)
        if len(self.open) >= DEEPEST:
            raise fault(
                self.source, f"elements nested more than {DEEPEST} deep", line=line, column=column
            )
        (self.open[-1].children if self.open else self.root).append(element)
        self.open.append(element)

    def end(self, _: str) -> None:
        self.open.pop()

    def refuse(self, *_: object) -> None:
        line, column = self._place()
        hint = "take out <!DOCTYPE ...>; entities are not expanded"
        text = "the file has a document type declaration, which is not read"
        raise fault(self.source, text, hint, line=line, column=column)
