"""States by levers and by concepts: what is different in each, and for whom it would last.

A row is a state. A large square is a lever that stands otherwise than now, a small one a lever that
stands as now; the darker, the closer to where things stood before any deal. On the right, one sign
for each party and concept: filled where that party would stay.
"""

from collections.abc import Iterator, Sequence

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
from detente.brief.report.records import Owner, Positions, StateRow

__all__ = ["matrix"]

ROW, CELL, SIGN, SLANT = 25, 27, 17, -42
HIGH_HEAD, LOW_HEAD = 146, 48
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
    names = [_name(row) for row in positions.states]
    left = min(250.0, max([90.0, *(text_width(n, LABEL_SIZE, bold=True) for n in names)])) + 14
    concepts_at = left + len(positions.levers) * CELL + 26
    wide = max(SIGN * len(parties) + 16, 58)
    width = concepts_at + wide * len(positions.concepts) + 20
    head = HIGH_HEAD if positions.levers else LOW_HEAD
    height = head + ROW * len(positions.states) + 8
    drawn = [
        *_lever_heads(positions.levers, left, head),
        *_concept_heads([name for _, name, _ in positions.concepts], concepts_at, wide, head),
    ]
    squares: list[str] = []
    frames: list[str] = []
    signs_of: list[list[str]] = [[] for _ in parties]
    for number, row in enumerate(positions.states):
        y = head + number * ROW
        drawn.append(element("line", x1=0, x2=width, y1=y, y2=y, stroke="#eceff1"))
        drawn.append(text(0, y + 17, shorten(names[number], left - 14), font_weight="600"))
        squares += _levels(row, left, y)
        frames += _frames(row, concepts_at, y, wide)
        for party in range(len(parties)):
            signs_of[party] += _signs(row, concepts_at, y, wide, party)
    drawn.append(element("g", *squares, stroke=MUTED, stroke_width=0.8))
    drawn.append(element("g", *frames, fill=TEAL_PALE, stroke=TEAL, stroke_width=1.2))
    drawn += [inked(party_colour(party), *signs) for party, signs in enumerate(signs_of)]
    label = (
        f"{len(positions.states)} states by {len(positions.levers)} levers and "
        f"{len(positions.concepts)} concepts of stability. The table below says the same in words."
    )
    return picture(width, height, label, *drawn, class_="matrix")


def _name(row: StateRow) -> str:
    return f"{row.key}  {'; '.join(row.names)}" if row.names else row.key


def _lever_heads(levers: Sequence[tuple[str, str, Owner]], left: float, head: float) -> list[str]:
    drawn = []
    for number, (_, name, owner) in enumerate(levers):
        x = left + number * CELL + CELL / 2
        colour = party_colour(owner.index)
        drawn.append(_slanted(x, head - 10, shorten(name, 172, HEAD_SIZE), colour))
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
        transform=f"translate({x:.1f} {y:g}) rotate({SLANT})",
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
