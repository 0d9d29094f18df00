"""Drawing: colours, glyphs, text and its width, as SVG.

A picture is a text of SVG. Colours and lines are presentation attributes, so that it looks the same
in a page with a strict content policy, in print and in programs that know no style sheets. Every
text and attribute is escaped here and nowhere else; what a function returns is finished markup.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from detente.brief.words import clean

__all__ = [
    "AMBER",
    "FONT",
    "HAIRLINE",
    "INK",
    "LEVEL_FILL",
    "MUTED",
    "PAPER",
    "TEAL",
    "TEAL_PALE",
    "Rows",
    "element",
    "escape",
    "months",
    "number",
    "picture",
    "shorten",
    "text",
    "text_width",
    "wrapped",
]

INK, MUTED, HAIRLINE, PAPER = "#16202a", "#55616d", "#dde2e6", "#ffffff"
TEAL, TEAL_PALE, AMBER = "#00705a", "#cfe6df", "#d08a00"
LEVEL_FILL = {
    "full": INK,
    "part": "#aeb8c1",
    "none": "#e8ebee",
    "unknown": "#9fb3cc",
    "idle": "#f0f2f4",
    "due": "#cbd3da",
    "met": "#4da08c",
    "overdue": "#e3a52f",
    "breached": "#c4501b",
}
"""How far a lever still bites, or how a clause stands -> the fill of its bar."""
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
    units = sum(map(_LETTERS.__getitem__, words))
    return units / 1000 * size * (_BOLD if bold else 1)


class _Letters(dict[str, int]):
    """How wide each letter is, in thousandths of the size; looked up once per letter."""

    def __missing__(self, letter: str) -> int:
        code = ord(letter)
        if 0x20 <= code < 0x7F:
            found = _WIDTHS[code - 0x20]
        else:
            wide = code >= 0x1100 and not 0x2000 <= code < 0x2E80
            found = _WIDE if wide else _FALLBACK_WIDTH
        self[letter] = found
        return found


_LETTERS = _Letters()


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
    """Return a whole SVG of that size, named `label` for those who do not see it.

    Examples
    --------
    >>> picture(4, 4, "A & B").startswith('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"')
    True
    """
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


class Rows(Struct):
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
