"""States by levers and by concepts: what is different in each, and for whom it would last.

A row is a state. A large square is a lever that stands otherwise than now, a small one a lever that
stands as now; the darker, the closer to where things stood before any deal. On the right, one sign
for each party and concept: filled where that party would stay.
"""

from collections.abc import Iterator, Sequence

from detente.brief.pictures.alone import Key
from detente.brief.pictures.glyphs import inked, owner_shape, party_colour
from detente.brief.pictures.kit import (
    HAIRLINE,
    LEVEL_FILL,
    MUTED,
    TEAL,
    TEAL_PALE,
    element,
    escape,
    picture,
    shorten,
    text,
    text_width,
)
from detente.brief.pictures.phrases import phrased
from detente.brief.report.records import Owner, Positions, StateRow
from detente.brief.words import state_in_words

__all__ = ["keys", "matrix"]

ROW, LINE, CELL, SIGN, SLANT = 25, 15, 27, 17, -42
RISE = 0.67  # how far slanted words rise, of their width
LOW_HEAD, WIDEST_HEAD, WIDEST_NAME = 48, 300.0, 250.0
LABEL_SIZE, HEAD_SIZE = 12.5, 12


def matrix(positions: Positions, parties: Sequence[Owner]) -> str:
    """Return the matrix of `positions.states`.

    Parameters
    ----------
    positions : Positions
        The states, the levers by which they differ, the concepts.
    parties : sequence of Owner
        Those who choose, in their order.

    Examples
    --------
    >>> from detente.brief.report.positions import no_positions
    >>> matrix(no_positions("no preferences"), ()).startswith("<svg")
    True
    """
    numbers = max([0.0, *(_wide(state_in_words(row.key)) for row in positions.states)]) + 10
    names = [phrased(row.title, WIDEST_NAME / 1.05, LABEL_SIZE, most=4) for row in positions.states]
    left = numbers + max([60.0, *(_wide(line) for lines in names for line in lines)]) + 14
    concepts_at = left + len(positions.levers) * CELL + 26
    wide = max(SIGN * len(parties) + 16, 58)
    width = concepts_at + wide * len(positions.concepts) + 20
    head = _head(positions.levers)
    tall = [ROW + LINE * (len(lines) - 1) for lines in names]
    height = head + sum(tall) + 8
    drawn = [
        *_lever_heads(positions.levers, left, head),
        *_concept_heads([name for _, name, _ in positions.concepts], concepts_at, wide, head),
    ]
    squares: list[str] = []
    frames: list[str] = []
    signs_of: list[list[str]] = [[] for _ in parties]
    top = head
    for row, lines, high in zip(positions.states, names, tall, strict=True):
        drawn.append(element("line", x1=0, x2=width, y1=top, y2=top, stroke="#eceff1"))
        drawn.append(text(0, top + 17, state_in_words(row.key), font_weight="600"))
        for place, line in enumerate(lines):
            drawn.append(text(numbers, top + 17 + LINE * place, line, font_weight="600"))
        y = top + (high - ROW) / 2
        squares += _levels(row, left, y)
        frames += _frames(row, concepts_at, y, wide)
        for party in range(len(parties)):
            signs_of[party] += _signs(row, concepts_at, y, wide, party)
        top += high
    drawn.append(element("g", *squares, stroke=MUTED, stroke_width=0.8))
    drawn.append(element("g", *frames, fill=TEAL_PALE, stroke=TEAL, stroke_width=1.2))
    drawn += [inked(party_colour(party), *signs) for party, signs in enumerate(signs_of)]
    label = (
        f"{len(positions.states)} states by {len(positions.levers)} levers and "
        f"{len(positions.concepts)} concepts of stability: how each state differs from now, and which parties stay there."
    )
    return picture(width, height, label, *drawn, class_="matrix")


def keys(positions: Positions, parties: Sequence[Owner]) -> list[Key]:
    """Return the signs of the matrix and what they mean.

    Examples
    --------
    >>> from detente.brief.report.positions import no_positions
    >>> [key.words for key in keys(no_positions("no preferences"), [Owner(id="a", name="A", index=0)])][:2]
    ['A would stay', 'A would leave']
    """
    found = []
    for owner in parties:
        for hollow, does in ((False, "stay"), (True, "leave")):
            sign = inked(party_colour(owner.index), owner_shape(owner.index, 0, 0, hollow=hollow))
            found.append(Key(sign, f"{owner.name} would {does}"))
    frame = element("rect", x=-14, y=-8, width=28, height=16, rx=3, fill=TEAL_PALE, stroke=TEAL)
    found.append(Key(frame, "lasts: all would stay"))
    if positions.levers:
        found.append(Key(_square("part", 15), "this lever stands otherwise than now"))
        found.append(Key(_square("part", 7), "it stands as now"))
        shades = "".join(_square(shade, 9, at) for shade, at in (("full", -10), ("none", 10)))
        said = "the darker, the closer to where things stood before any deal"
        found.append(Key(shades + _square("part", 9), said))
    found += [Key("", f"{name}: {means}.") for _, name, means in positions.concepts]
    return found


def _square(shade: str, size: float, at: float = 0) -> str:
    return element(
        "rect",
        x=at - size / 2,
        y=-size / 2,
        width=size,
        height=size,
        fill=LEVEL_FILL[shade],
        stroke=MUTED,
        stroke_width=0.8,
    )


def _wide(words: str) -> float:
    return text_width(words, LABEL_SIZE, bold=True) * 1.02


def _head(levers: Sequence[tuple[str, str, Owner]]) -> float:
    """Return how much room the slanted names need above the rows."""
    widest = max((text_width(name, HEAD_SIZE, bold=True) for _, name, _ in levers), default=0.0)
    return max(float(LOW_HEAD), 24 + RISE * min(widest, WIDEST_HEAD))


def _lever_heads(levers: Sequence[tuple[str, str, Owner]], left: float, head: float) -> list[str]:
    drawn = []
    for number, (_, name, owner) in enumerate(levers):
        x = left + number * CELL + CELL / 2
        colour = party_colour(owner.index)
        drawn.append(_slanted(x, head - 10, shorten(name, WIDEST_HEAD, HEAD_SIZE), colour))
        drawn.append(
            element("rect", x=x - CELL / 2 + 1, y=head - 4, width=CELL - 2, height=2.5, fill=colour)
        )
    return drawn


def _concept_heads(names: Sequence[str], left: float, wide: float, head: float) -> list[str]:
    return [
        _slanted(left + number * wide + wide / 2, head - 10, name, MUTED)
        for number, name in enumerate(names)
    ]


def _slanted(x: float, y: float, words: str, colour: str) -> str:
    return element(
        "text",
        escape(words),
        transform=f"translate({x:.1f} {y:.1f}) rotate({SLANT})",
        font_size=HEAD_SIZE,
        fill=colour,
        font_weight="600",
    )


def _levels(row: StateRow, left: float, y: float) -> Iterator[str]:
    for number, ((words, shade), changed) in enumerate(zip(row.levels, row.changed, strict=True)):
        size = 17 if changed else 7
        said = [element("title", escape(words))] if changed else []
        yield element(
            "rect",
            *said,
            x=left + number * CELL + (CELL - size) / 2,
            y=y + (ROW - size) / 2,
            width=size,
            height=size,
            fill=LEVEL_FILL.get(shade, HAIRLINE),
        )


def _frames(row: StateRow, left: float, y: float, wide: float) -> Iterator[str]:
    """Yield a frame around the signs of each concept under which all parties stay."""
    for place, verdict in enumerate(row.verdicts):
        if verdict.all:
            x = left + place * wide + 4
            yield element("rect", x=x, y=y + 3, width=wide - 8, height=ROW - 6, rx=3)


def _signs(row: StateRow, left: float, y: float, wide: float, party: int) -> Iterator[str]:
    """Yield the signs of one party, concept by concept."""
    for place, verdict in enumerate(row.verdicts):
        first = left + place * wide + wide / 2 - (len(verdict.stable) - 1) * SIGN / 2
        stays = verdict.stable[party]
        yield owner_shape(party, first + party * SIGN, y + ROW / 2, hollow=not stays)
