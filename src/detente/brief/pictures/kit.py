"""Drawing: colours, glyphs, text and its width, as SVG.

A picture is a text of SVG. Colours and lines are presentation attributes, so that it looks the same
in a page with a strict content policy, in print and in programs that know no style sheets. Every
text and attribute is escaped here and nowhere else; what a function returns is finished markup.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from detente.brief.words import clean

__all__ = [
    "AMBER",
    "FONT",
    "GLYPHS",
    "HAIRLINE",
    "INK",
    "LEVEL_FILL",
    "MUTED",
    "PAPER",
    "PARTY_COLOURS",
    "TEAL",
    "TEAL_PALE",
    "Rows",
    "element",
    "escape",
    "glyph",
    "inked",
    "months",
    "number",
    "owner_shape",
    "party_colour",
    "picture",
    "shape",
    "shorten",
    "text",
    "text_width",
    "wrapped",
]

INK, MUTED, HAIRLINE, PAPER = "#16202a", "#55616d", "#dde2e6", "#ffffff"
TEAL, TEAL_PALE, AMBER = "#00705a", "#cfe6df", "#d08a00"
PARTY_COLOURS = ("#0f4c81", "#b5480b", "#6a4c93", "#5c6b1f")
LEVEL_FILL = {"full": INK, "part": "#aeb8c1", "none": "#e8ebee", "unknown": "#9fb3cc"}
"""How far a lever still bites -> the shade of its bar. The same four words name the badges."""
FONT = "Source Sans 3, Segoe UI, Helvetica, Arial, sans-serif"

# Advance widths of Source Sans 3, regular, in thousandths of the size, for U+0020 to U+007E.
_WIDTHS = (
    *(
        200,
        289,
        426,
        497,
        497,
        824,
        609,
        249,
        303,
        303,
        418,
        497,
        249,
        311,
        249,
        350,
        497,
        497,
        497,
    ),
    *(
        497,
        497,
        497,
        497,
        497,
        497,
        497,
        249,
        249,
        497,
        497,
        497,
        425,
        847,
        543,
        588,
        571,
        615,
        527,
    ),
    *(
        494,
        617,
        652,
        263,
        479,
        579,
        486,
        727,
        647,
        664,
        566,
        664,
        569,
        534,
        536,
        645,
        515,
        786,
        513,
    ),
    *(
        476,
        539,
        303,
        350,
        303,
        497,
        500,
        542,
        504,
        553,
        456,
        555,
        496,
        292,
        504,
        544,
        246,
        247,
        495,
    ),
    *(
        255,
        829,
        547,
        542,
        555,
        555,
        347,
        419,
        338,
        544,
        467,
        719,
        446,
        467,
        425,
        303,
        241,
        303,
        497,
    ),
)
_BOLD = 1.045  # the widest step from regular to weight 600 over whole words
_FALLBACK_WIDTH, _WIDE = 600, 1000  # other scripts: a letter of a system font; ideographs, Hangul


def escape(words: str) -> str:
    """Return `words` as text for SVG: markup characters escaped, unseen characters made visible.

    Examples
    --------
    >>> escape('<script> "x" & y')
    '&lt;script&gt; &quot;x&quot; &amp; y'
    """
    words = clean(words).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return words.replace('"', "&quot;").replace("'", "&#39;")


def number(value: float) -> str:
    """Return a coordinate with at most one decimal.

    Examples
    --------
    >>> number(2.0), number(2.25), number(-0.01)
    ('2', '2.2', '0')
    """
    short = f"{value:.1f}".rstrip("0").rstrip(".")
    return "0" if short == "-0" else short


def element(name: str, *inside: str, **attributes: str | float) -> str:
    """Return one element. `inside` is finished markup; attribute values are escaped.

    Underscores in attribute names stand for hyphens; one at the end is dropped.

    Examples
    --------
    >>> element("rect", x=1, stroke_width=1.5)
    '<rect x="1" stroke-width="1.5"/>'
    """
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(v) if isinstance(v, str) else number(v)}"'
        for key, v in attributes.items()
    )
    return f"<{name}{said}>{''.join(inside)}</{name}>" if inside else f"<{name}{said}/>"


def text(x: float, y: float, words: str, *, size: float = 12.5, **attributes: str | float) -> str:
    """Return a line of text whose baseline starts at (x, y).

    Examples
    --------
    >>> text(1, 2, "a < b", text_anchor="end")
    '<text x="1" y="2" font-size="12.5" text-anchor="end">a &lt; b</text>'
    """
    return element("text", escape(words), x=x, y=y, font_size=size, **attributes)


def text_width(words: str, size: float = 12.5, *, bold: bool = False) -> float:
    """Return how wide a line of text is, in the font of the pictures.

    Examples
    --------
    >>> round(text_width("coal ban"), 1)
    44.5
    """
    units = sum(_width(ord(letter)) for letter in words)
    return units / 1000 * size * (_BOLD if bold else 1)


def _width(code: int) -> int:
    if 0x20 <= code < 0x7F:
        return _WIDTHS[code - 0x20]
    return _WIDE if code >= 0x1100 and not 0x2000 <= code < 0x2E80 else _FALLBACK_WIDTH


def shorten(words: str, width: float, size: float = 12.5) -> str:
    """Return `words`, cut at a word's end and marked so, if they are wider than `width`.

    Examples
    --------
    >>> shorten("Good discussions and creative ideas", 120)
    'Good discussions…'
    """
    words = " ".join(words.split())
    if text_width(words, size) <= width:
        return words
    kept = words
    while kept and text_width(kept + "…", size) > width:
        kept = kept.rpartition(" ")[0] if " " in kept else kept[:-1]
    return kept.rstrip(" ,;:.-") + "…"


def wrapped(words: str, width: float, size: float = 12.5) -> list[str]:
    """Return `words` as lines that are no wider than `width`, as far as single words allow.

    Examples
    --------
    >>> wrapped("Bans suspended and declared", 90)
    ['Bans suspended', 'and declared']
    """
    lines: list[str] = []
    for word in words.split():
        if lines and text_width(f"{lines[-1]} {word}", size) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines or [""]


def picture(
    width: float, height: float, label: str, *inside: str, role: str = "img", **attributes: str
) -> str:
    """Return a whole SVG of that size, named `label` for those who do not see it."""
    return element(
        "svg",
        *inside,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {number(width)} {number(height)}",
        width=width,
        height=height,
        role=role,
        aria_label=label,
        font_family=FONT,
        fill=INK,
        **attributes,
    )


# ------------------------------------------------------------------------------------- glyphs

GLYPHS: dict[str, str] = {
    "circle": "M-5.2 0a5.2 5.2 0 1 0 10.4 0a5.2 5.2 0 1 0 -10.4 0z",
    "square": "M-4.8 -4.8h9.6v9.6h-9.6z",
    "diamond": "M0 -6.3L6.3 0L0 6.3L-6.3 0z",
    "up": "M0 -5.8L6.2 5H-6.2z",
    "down": "M0 5.8L6.2 -5H-6.2z",
    "right": "M5.8 0L-5 6.2V-6.2z",
    "hexagon": "M-5.8 0L-2.9 -5.1H2.9L5.8 0L2.9 5.1H-2.9z",
    "cross": "M-4.4 -4.4L4.4 4.4M4.4 -4.4L-4.4 4.4",
    "plus": "M0 -5V5M-5 0H5",
    "pause": "M-4 -4.6h2.8v9.2h-2.8zM1.2 -4.6h2.8v9.2h-2.8z",
    "tick": "M-4.5 .5L-1.5 4L4.8 -4",
    "bang": "M0 -5V1.2M0 4.5v.1",
    "clock": "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0zM0 -2.8V.4H2.4",
    "query": "M-2.6 -2.6a2.7 2.7 0 1 1 3.9 2.5c-.9 .5 -1.3 1 -1.3 2M0 4.4v.1",
}
"""Shapes around (0, 0), about 12 units wide. Every kind of thing has its shape as well as a colour."""
_LINES = {"bang", "clock", "cross", "plus", "query", "tick"}


def inked(colour: str, *inside: str) -> str:
    """Return a group in which shapes are drawn in one colour."""
    return element(
        "g",
        *inside,
        fill=colour,
        stroke=colour,
        stroke_width=1.5,
        stroke_linejoin="round",
        stroke_linecap="round",
    )


def shape(
    name: str, x: float, y: float, *, hollow: bool = False, scale: float = 1, hint: str = ""
) -> str:
    """Return a glyph with its middle at (x, y), for a group that :func:`inked` makes.

    Examples
    --------
    >>> shape("cross", 3, 4)
    '<path d="M-4.4 -4.4L4.4 4.4M4.4 -4.4L-4.4 4.4" transform="translate(3 4)" fill="none" stroke-width="2.4"/>'
    """
    place = f"translate({number(x)} {number(y)})"
    if scale != 1:
        place += f" scale({scale:g})"
    own: dict[str, str | float] = {}
    if name in _LINES:
        own = {"fill": "none", "stroke_width": 1.5 if hollow else 2.4}
    elif hollow:
        own = {"fill": PAPER}
    said = [element("title", escape(hint))] if hint else []
    return element("path", *said, d=GLYPHS[name], transform=place, **own)


def glyph(
    name: str, x: float, y: float, colour: str, *, hollow: bool = False, scale: float = 1
) -> str:
    """Return a glyph in a colour, with its middle at (x, y).

    Examples
    --------
    >>> glyph("square", 3, 4, "#000000").startswith('<g fill="#000000"')
    True
    """
    return inked(colour, shape(name, x, y, hollow=hollow, scale=scale))


def party_colour(index: int | None) -> str:
    """Return the colour of the party with that index; grey for those who are no party.

    Examples
    --------
    >>> party_colour(1), party_colour(None)
    ('#b5480b', '#55616d')
    """
    return MUTED if index is None else PARTY_COLOURS[index % len(PARTY_COLOURS)]


def owner_shape(
    index: int | None, x: float, y: float, *, size: float = 8, hollow: bool = False
) -> str:
    """Return the sign of a party, for a group that :func:`inked` makes in the party's colour.

    Square, round, diamond or triangle by turns; those who are no party have a hollow square.

    Examples
    --------
    >>> owner_shape(0, 5, 5) == owner_shape(1, 5, 5)
    False
    """
    name = ("square", "circle", "diamond", "up")[0 if index is None else index % 4]
    return shape(name, x, y, scale=size / 10, hollow=hollow or index is None)


# ------------------------------------------------------------------------------ time and places


def months(first: dt.date, last: dt.date, step: int) -> Iterator[dt.date]:
    """Yield the first days of months after `first` and up to `last`, every `step` months from January.

    Examples
    --------
    >>> [str(m) for m in months(dt.date(2018, 11, 5), dt.date(2019, 5, 1), 3)]
    ['2019-01-01', '2019-04-01']
    """
    month = first.year * 12 + first.month  # of the next month, counted from the year 0
    while month < dt.MAXYEAR * 12:
        day = dt.date(month // 12, month % 12 + 1, 1)
        if day > last:
            return
        if (day.month - 1) % step == 0:
            yield day
        month += 1


@dataclass(slots=True)
class Rows:
    """Rows in which stretches are laid down so that none overlaps another in its row."""

    taken: list[list[tuple[float, float]]]

    @classmethod
    def of(cls, count: int) -> "Rows":
        """Return that many empty rows."""
        return cls([[] for _ in range(count)])

    def place(self, candidates: Iterable[tuple[float, float]]) -> tuple[int, int] | None:
        """Take the first row with room for one of the stretches.

        Parameters
        ----------
        candidates : iterable of (start, end)
            Where it may lie, best first.

        Returns
        -------
        (row, candidate) or None if there is no room.

        Examples
        --------
        >>> rows = Rows.of(2)
        >>> [rows.place([(0, 5)]), rows.place([(4, 9)]), rows.place([(4, 9), (6, 11)])]
        [(0, 0), (1, 0), (0, 1)]
        """
        choices = list(candidates)
        for row, taken in enumerate(self.taken):
            for which, (start, end) in enumerate(choices):
                if _free(taken, start, end):
                    taken.append((start, end))
                    return row, which
        return None

    @property
    def used(self) -> int:
        """How many rows hold something."""
        return max((row + 1 for row, taken in enumerate(self.taken) if taken), default=0)


def _free(taken: Sequence[tuple[float, float]], start: float, end: float) -> bool:
    return all(end <= begun or start >= ended for begun, ended in taken)
