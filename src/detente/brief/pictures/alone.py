"""A picture as a file of its own: with what it shows, where it is from, and what its signs mean.

In a page the words around a picture say all that. A file has only itself: a title, the case and the
day, the signs one by one, and what is not shown stand in it. It has a ground of its own, so that it
reads the same on a dark screen.
"""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from detente.brief.pictures.kit import (
    INK,
    MUTED,
    PAPER,
    element,
    picture,
    text,
    text_width,
    wrapped,
)

__all__ = ["Key", "alone"]

MARGIN, LEAST, SIGN, BETWEEN, LINE, ITEM = 16, 680, 34, 20, 16, 20
TITLE_SIZE, SIZE = 17, 12.5


class Key(Struct, frozen=True):
    """One sign of a picture and what it means.

    ``drawn`` is finished markup around (0, 0), at most 30 wide and 16 high; empty for words alone.
    """

    drawn: str
    words: str


def alone(svg: str, title: str, source: str, keys: Sequence[Key], note: str = "") -> str:
    """Return a picture with its title above, and the meaning of its signs and a note below.

    Parameters
    ----------
    svg : str
        What :func:`detente.brief.pictures.kit.picture` returns.
    title, source, note : str
        What it shows; of which case and day; what it leaves out.
    keys : sequence of Key
        Its signs.

    Examples
    --------
    >>> drawn = picture(40, 20, "dots", text(0, 10, "here"))
    >>> shown = alone(drawn, "Dots", "Talks, 1 May 2020", [Key("", "Here: a dot")], "2 more")
    >>> [words in shown for words in ("Dots", "Talks, 1 May 2020", "Here: a dot", "2 more")]
    [True, True, True, True]
    """
    opening, _, rest = svg.partition(">")
    sizes = opening.partition('viewBox="0 0 ')[2].partition('"')[0].split()
    wide, high = float(sizes[0]), float(sizes[1])
    width = max(wide, LEAST)
    heads = wrapped(title, width, TITLE_SIZE)
    top = MARGIN + 22 * len(heads) + 30
    below = top + high + 14
    signs, end = _keys(keys, width, below)
    notes = wrapped(note, width, SIZE) if note else []
    drawn = [element("rect", width=width + 2 * MARGIN, height="100%", fill=PAPER)]
    for place, line in enumerate(heads):
        drawn.append(
            text(MARGIN, MARGIN + 16 + 22 * place, line, size=TITLE_SIZE, font_weight="700")
        )
    drawn.append(text(MARGIN, top - 14, source, size=SIZE, fill=MUTED))
    body = rest.removesuffix("</svg>")
    drawn.append(element("g", body, transform=f"translate({MARGIN} {top})"))
    drawn += signs
    for place, line in enumerate(notes):
        drawn.append(
            text(MARGIN, end + 16 + LINE * place, line, size=SIZE, font_weight="600", fill=INK)
        )
    height = end + (LINE * len(notes) + 8 if notes else 0) + MARGIN
    return picture(width + 2 * MARGIN, height, f"{title}. {source}.", *drawn)


def _keys(keys: Sequence[Key], width: float, top: float) -> tuple[list[str], float]:
    """Return the signs with their words, in rows from `top` down, and where they end."""
    drawn: list[str] = []
    x, y = 0.0, top
    for key in keys:
        lead = SIGN if key.drawn else 0
        lines = wrapped(key.words, width - lead, SIZE)
        wide = lead + 1.04 * max(text_width(line, SIZE) for line in lines)
        if x and (x + wide > width or len(lines) > 1):
            x, y = 0.0, y + ITEM
        drawn += _key(key, lines, MARGIN + x, y)
        x += wide + BETWEEN
        if len(lines) > 1:
            x, y = 0.0, y + ITEM + LINE * (len(lines) - 1)
    return drawn, y + ITEM if x else y


def _key(key: Key, lines: Sequence[str], x: float, y: float) -> Iterator[str]:
    if key.drawn:
        yield element("g", key.drawn, transform=f"translate({x + 14:.1f} {y + 10:.1f})")
        x += SIGN
    for place, line in enumerate(lines):
        yield text(x, y + 14 + LINE * place, line, size=SIZE)
