"""Shapes that say what kind a thing is and whose it is, so that colour is never alone."""

from detente.brief.pictures.kit import MUTED, PAPER, element, escape, number

__all__ = [
    "GLYPHS",
    "PARTY_COLOURS",
    "glyph",
    "inked",
    "owner_glyph",
    "owner_shape",
    "party_colour",
    "shape",
]

PARTY_COLOURS = ("#0f4c81", "#b5480b", "#6a4c93", "#5c6b1f")

GLYPHS: dict[str, str] = {
    "circle": "M-5.2 0a5.2 5.2 0 1 1 0 .01z",
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
    "turn": "M4.6 -1.5A4.8 4.8 0 1 0 4.8 1M4.8 -5.2V-1.4H1",
    "query": "M-2.6 -2.6a2.7 2.7 0 1 1 3.9 2.5c-.9 .5 -1.3 1 -1.3 2M0 4.4v.1",
}
"""Shapes around (0, 0), about 12 units wide. Every kind of thing has its shape as well as a colour."""
_LINES = {"bang", "clock", "cross", "plus", "query", "tick", "turn"}


def inked(colour: str, *inside: str) -> str:
    """Return a group in which shapes are drawn in one colour.

    Examples
    --------
    >>> inked("#000000", shape("plus", 1, 1)).count("path")
    1
    """
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


def owner_glyph(index: int | None) -> str:
    """Return the name of the glyph that stands for a party.

    Examples
    --------
    >>> [owner_glyph(index) for index in (0, 1, 2, 3)]
    ['square', 'circle', 'diamond', 'up']
    """
    return ("square", "circle", "diamond", "up")[0 if index is None else index % 4]


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
    return shape(owner_glyph(index), x, y, scale=size / 10, hollow=hollow or index is None)
