"""Which text of a web page nobody sees: hidden by attribute, by style, by size, by colour, by place."""

import re
from collections import Counter

from msgspec import Struct, field

from detente.evidence.readers.page_tree import UNSEEN, Element
from detente.evidence.readers.style_sheet import StyleSheet, declarations

__all__ = ["Hidden", "take_hidden"]

Color = tuple[int, int, int]
MOST_WORDS = 20_000  # code points of hidden text that are looked at
LEAST_SIZE = 4.0  # pixels
CLOSE = 12  # two colours that differ less in each part cannot be told apart
FAR = -900.0
BLACK, WHITE = (0, 0, 0), (255, 255, 255)
NAMED: dict[str, Color] = {
    "black": BLACK, "white": WHITE, "red": (255, 0, 0), "lime": (0, 255, 0), "blue": (0, 0, 255),
    "yellow": (255, 255, 0), "aqua": (0, 255, 255), "cyan": (0, 255, 255), "navy": (0, 0, 128),
    "fuchsia": (255, 0, 255), "magenta": (255, 0, 255), "silver": (192, 192, 192),
    "gray": (128, 128, 128), "grey": (128, 128, 128), "maroon": (128, 0, 0), "green": (0, 128, 0),
    "olive": (128, 128, 0), "purple": (128, 0, 128), "teal": (0, 128, 128), "orange": (255, 165, 0),
    "snow": (255, 250, 250), "ivory": (255, 255, 240), "ghostwhite": (248, 248, 255),
    "whitesmoke": (245, 245, 245), "floralwhite": (255, 250, 240), "mintcream": (245, 255, 250),
    "azure": (240, 255, 255), "aliceblue": (240, 248, 255), "lightgray": (211, 211, 211),
    "lightgrey": (211, 211, 211), "gainsboro": (220, 220, 220), "darkgray": (169, 169, 169),
    "darkgrey": (169, 169, 169), "dimgray": (105, 105, 105), "dimgrey": (105, 105, 105),
}  # fmt: skip
_HEX = re.compile(r"#([0-9a-f]{3,8})\b")
_RGB = re.compile(r"rgba?\(([^)]{1,60})\)")
_LENGTH = re.compile(r"(-?\d{0,9}\.?\d{1,9})\s*(px|pt|em|rem|%|vw|vh|in|cm|mm|ex|ch)?")
_PIXELS = {"px": 1.0, "pt": 4 / 3, "rem": 16.0, "in": 96.0, "cm": 37.8, "mm": 3.78, "": 1.0}


class Hidden(Struct):
    """What was taken out of a page: how many code points for which reason, and the words."""

    characters: int = 0
    why: Counter[str] = field(default_factory=Counter)
    words: str = ""
    cut: bool = False
    """Whether the page's style sheets have more rules than were read."""
    doubtful: int = 0
    """Code points of white text on a ground that the page itself does not say; they stay."""

    def add(self, text: str, why: str) -> None:
        """Count a text that was taken out."""
        length = len("".join(text.split()))
        if length:
            self.characters += len(" ".join(text.split()))
            self.why[why] += 1
            if len(self.words) < MOST_WORDS:
                self.words += f" {text.strip()[:MOST_WORDS]}"


class _Look(Struct, frozen=True):
    """How text looks at one place of the page; ``hidden`` says why none in it can be seen."""

    hidden: str = ""
    visible: bool = True
    size: float = 16.0
    color: Color | None = BLACK
    ground: Color | None = WHITE
    clear: bool = False
    """Whether the text is see-through."""

    @property
    def why(self) -> str:
        """Why text here cannot be seen; empty if it can."""
        if self.hidden:
            return self.hidden
        if not self.visible:
            return "visibility"
        if self.size < LEAST_SIZE:
            return "size"
        return "colour" if self.clear or _same(self.color, self.ground) else ""


def take_hidden(root: Element) -> Hidden:
    """Take the text that nobody sees out of a page; return what it was.

    Examples
    --------
    >>> from detente.evidence.readers.page_tree import page_tree, visible_text
    >>> root, _ = page_tree("<p>Seen<p hidden>not<p style='color: #fff'>nor this")
    >>> sorted(take_hidden(root).why), visible_text(root)
    (['attribute', 'colour'], 'Seen')
    """
    sheet, linked = StyleSheet(), False
    for element in root.walk():
        if element.tag == "style":
            sheet.read(element.words())
        rel = element.attributes.get("rel", "").lower().split()
        linked = linked or (element.tag == "link" and "stylesheet" in rel)
    found = Hidden(cut=sheet.cut)
    start = _Look(ground=None if linked else WHITE)
    waiting: list[tuple[Element, _Look]] = [(root, start)]
    while waiting:
        element, around = waiting.pop()
        look = _look(element, around, sheet)
        if element.tag in ("script", "style", "head", "title"):
            continue
        waiting += [(one, look) for one in element.inside if isinstance(one, Element)]
        _take(element, look, found)
    return found


def _take(element: Element, look: _Look, found: Hidden) -> None:
    why = look.why
    texts = [part for part in element.inside if isinstance(part, str)]
    if why:
        for text in texts:
            found.add(text, why)
        # A space stays: words on either side must not run together.
        element.inside = [" " if isinstance(one, str) else one for one in element.inside]
    elif look.ground is None and look.color is not None and min(look.color) >= 240:
        found.doubtful += sum(len(text.strip()) for text in texts)


def _look(element: Element, around: _Look, sheet: StyleSheet) -> _Look:
    given = element.attributes
    if not given and element.tag not in UNSEEN and not sheet.speaks_of(element.tag):
        return around
    declared = sheet.declared(element)
    for name, (value, important) in declarations(given.get("style", "")).items():
        if important or not declared.get(name, ("", False))[1]:
            declared[name] = (value, important)
    said = {name: value for name, (value, _) in declared.items()}
    visible = said.get("visibility", "")
    color = _attribute_color(element, said)
    color = "" if color in ("inherit", "currentcolor", "unset") else color
    return _Look(
        hidden=around.hidden or _why_hidden(element, said),
        visible=visible not in ("hidden", "collapse") if visible else around.visible,
        size=_size(said, around.size),
        color=_color(color) if color else around.color,
        ground=_ground(given, said, around.ground),
        clear=_clear(color) if color else around.clear,
    )


def _why_hidden(element: Element, said: dict[str, str]) -> str:
    given = element.attributes
    if element.tag in UNSEEN and element.tag not in ("head", "script", "style"):
        return "element"
    shown = said.get("display", "")
    if "hidden" in given and (not shown or shown == "none") and given["hidden"] != "until-found":
        return "attribute"
    if given.get("aria-hidden", "").lower() == "true":
        return "aria-hidden"
    if shown == "none":
        return "display"
    if _number(said.get("opacity", "1")) <= 0.05:
        return "opacity"
    return "place" if _is_away(said) or _is_clipped(said) else ""


def _is_away(said: dict[str, str]) -> bool:
    if _pixels(said.get("text-indent", "")) <= FAR:
        return True
    placed = said.get("position", "") in ("absolute", "fixed", "relative")
    return placed and any(
        _pixels(said.get(side, "")) <= FAR or _pixels(said.get(side, "")) >= -10 * FAR
        for side in ("left", "right", "top")
    )


def _is_clipped(said: dict[str, str]) -> bool:
    clip = said.get("clip", "").replace(" ", "").replace(",", "").replace("px", "")
    if clip in ("rect(0000)", "rect(1111)") or said.get("clip-path", "") == "inset(50%)":
        return True
    flat = [
        0 <= _pixels(said.get(name, "x"), 99.0) <= 1
        for name in ("height", "width", "max-height", "max-width")
    ]
    return any(flat) and said.get("overflow", "") in ("hidden", "clip")


def _attribute_color(element: Element, said: dict[str, str]) -> str:
    old = {"font": "color", "body": "text"}.get(element.tag, "")
    return said.get("color", "") or (element.attributes.get(old, "").lower() if old else "")


def _size(said: dict[str, str], around: float) -> float:
    text = said.get("font-size", "")
    if not text and "font" in said:  # font: [style] [weight] size[/height] family
        sizes = [word for word in said["font"].split() if re.match(r"[\d.]+(px|pt|em|rem|%)", word)]
        text = sizes[0].partition("/")[0] if sizes else ""
    found = _LENGTH.fullmatch(text)
    if not found:
        return around
    value, unit = float(found[1]), found[2] or ""
    if unit in ("em", "ex", "ch"):
        return value * around
    if unit == "%":
        return value * around / 100
    return value * _PIXELS[unit] if unit in _PIXELS else around


def _pixels(text: str, otherwise: float = 0.0) -> float:
    found = _LENGTH.fullmatch(text)
    if not found:
        return otherwise
    return float(found[1]) * {"em": 16.0, "ex": 8.0, "ch": 8.0, "vw": 10.0, "vh": 8.0,
                              "%": 10.0, **_PIXELS}[found[2] or ""]  # fmt: skip


def _number(text: str) -> float:
    try:
        return float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        return 1.0


def _color(text: str) -> Color | None:
    """Read a colour; None where it is not one that can be known."""
    if found := _HEX.search(text):
        digits = found[1]
        if len(digits) < 6:
            digits = "".join(2 * one for one in digits[:3])
        return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)
    if found := _RGB.search(text):
        parts = re.split(r"[\s,/]+", found[1].strip())
        try:
            red, green, blue = (
                round(float(one.rstrip("%")) * (2.55 if one.endswith("%") else 1))
                for one in parts[:3]
            )
        except (ValueError, OverflowError):
            return None
        return red, green, blue
    words = [word for word in text.split() if word in NAMED]
    return NAMED[words[0]] if words else None


def _clear(text: str) -> bool:
    if text == "transparent":
        return True
    if found := _HEX.fullmatch(text):
        digits = found[1]
        return (len(digits) == 8 and digits[6:] < "0d") or (len(digits) == 4 and digits[3] == "0")
    if text.startswith("rgba(") and (found := _RGB.fullmatch(text)):
        parts = re.split(r"[\s,/]+", found[1].strip())
        return len(parts) == 4 and _number(parts[3]) <= 0.05
    return False


def _ground(given: dict[str, str], said: dict[str, str], around: Color | None) -> Color | None:
    text = said.get("background-color", "") or said.get("background", "")
    if "url(" in said.get("background", "") or "gradient(" in text or "background" in given:
        return None
    text = text or given.get("bgcolor", "").lower()
    if not text or text in ("none", "transparent", "inherit", "initial", "unset") or _clear(text):
        return around
    return _color(text)


def _same(one: Color | None, other: Color | None) -> bool:
    if one is None or other is None:
        return False
    return all(abs(a - b) <= CLOSE for a, b in zip(one, other, strict=True))
