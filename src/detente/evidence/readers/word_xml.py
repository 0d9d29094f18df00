"""The XML of Word documents: parsing without entities, and how styles and runs look."""

from xml.parsers import expat

from msgspec import Struct

from detente.evidence.readers.reading import ReadingError

__all__ = ["FALLBACK", "Counting", "Handler", "Look", "parse_part", "styles_of", "value_of"]

MAX_STYLES = 10_000
LEAST_SIZE = 8  # half points
FALLBACK = "mc:Fallback"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main "
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main "
_FALLBACK = "http://schemas.openxmlformats.org/markup-compatibility/2006 Fallback"
_OFF = frozenset(("0", "false", "off", "none"))


class Handler:
    """What is called at the start and the end of each element, and for text."""

    def start(self, tag: str, given: dict[str, str]) -> None:
        """Take in the start of an element."""

    def end(self, tag: str) -> None:
        """Take in the end of an element."""

    def text(self, text: str) -> None:
        """Take in text."""


def parse_part(data: bytes, handler: Handler) -> None:
    """Parse a part; a ReadingError if it declares a document type, from which entities come.

    Examples
    --------
    >>> parse_part(b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", Handler())
    Traceback (most recent call last):
    ...
    detente.evidence.readers.reading.ReadingError: declares entities, which no Word document needs
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True

    def refuse(*_: object) -> None:
        raise ReadingError(
            "declares entities, which no Word document needs",
            "it may be made to exhaust programs that read it",
        )

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = lambda tag, given: handler.start(_short(tag), given)
    parser.EndElementHandler = lambda tag: handler.end(_short(tag))
    parser.CharacterDataHandler = handler.text
    parser.Parse(data, True)  # noqa: FBT003 - the library's own signature


def _short(tag: str) -> str:
    """Return the name of an element of Word's own; of others a name that no rule here knows."""
    if tag == _FALLBACK:
        return FALLBACK
    for space in (_W, _STRICT):
        if tag.startswith(space):
            return tag[len(space) :]
    return f"other:{tag.rpartition(' ')[2]}"


def value_of(given: dict[str, str], name: str = "val") -> str:
    """Return an attribute of Word's own, or an empty text."""
    return given.get(_W + name, given.get(_STRICT + name, ""))


def _is_on(given: dict[str, str]) -> bool:
    return value_of(given).lower() not in _OFF


class Counting(Handler):
    """Counts elements of one name."""

    def __init__(self, tag: str) -> None:
        self.tag = tag
        self.count = 0

    def start(self, tag: str, given: dict[str, str]) -> None:  # noqa: ARG002
        """Count it if it has the name."""
        self.count += tag == self.tag


class Look(Struct):
    """What a run or a style says of how its text looks; None where it says nothing."""

    hidden: bool | None = None
    white: bool | None = None
    tiny: bool | None = None
    shaded: bool | None = None

    def take(self, tag: str, given: dict[str, str]) -> None:
        """Take in a property of a run."""
        if tag in ("vanish", "webHidden", "specVanish"):
            self.hidden = _is_on(given)
        elif tag == "color":
            value = value_of(given).lower()
            self.white = len(value) == 6 and all(value[i : i + 2] >= "f4" for i in (0, 2, 4))
        elif tag in ("sz", "szCs"):
            self.tiny = value_of(given).isdecimal() and int(value_of(given)[:9]) < LEAST_SIZE
        elif tag in ("shd", "highlight"):
            self.shaded = value_of(given, "fill").lower() not in ("", "auto", "ffffff") or bool(
                tag == "highlight" and _is_on(given)
            )

    def over(self, below: "Look") -> "Look":
        """Return this look where it says something, else the one below."""
        return Look(
            below.hidden if self.hidden is None else self.hidden,
            below.white if self.white is None else self.white,
            below.tiny if self.tiny is None else self.tiny,
            below.shaded if self.shaded is None else self.shaded,
        )

    @property
    def unseen(self) -> bool:
        """Whether nobody sees the text."""
        return bool(self.hidden or self.tiny or (self.white and not self.shaded))


class _Styles(Handler):
    """The look that each style gives to text, and on which style it is based."""

    def __init__(self) -> None:
        self.looks: dict[str, Look] = {}
        self.based: dict[str, str] = {}
        self.now = ""
        self.inside = False

    def start(self, tag: str, given: dict[str, str]) -> None:
        if tag == "style" and len(self.looks) < MAX_STYLES:
            self.now = value_of(given, "styleId")
            self.looks[self.now] = Look()
        elif tag == "basedOn" and self.now:
            self.based[self.now] = value_of(given)
        elif tag == "rPr":
            self.inside = True
        elif self.inside and self.now:
            self.looks[self.now].take(tag, given)

    def end(self, tag: str) -> None:
        if tag == "style":
            self.now = ""
        elif tag == "rPr":
            self.inside = False


def styles_of(part: bytes | None) -> dict[str, Look]:
    """Return how each style looks, with what it takes over from the style it is based on."""
    if part is None:
        return {}
    styles = _Styles()
    parse_part(part, styles)
    done: dict[str, Look] = {}
    for name in styles.looks:
        look, above, seen = Look(), name, set[str]()
        while above in styles.looks and above not in seen and len(seen) < 50:
            seen.add(above)
            look = look.over(styles.looks[above])
            above = styles.based.get(above, "")
        done[name] = look
    return done
