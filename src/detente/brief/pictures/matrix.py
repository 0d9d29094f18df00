"""States by levers and by concepts: what is different in each, and for whom it would last.

A row is a state. A large square is a lever that stands otherwise than now, a small one a lever that
stands as now; the darker, the closer to where things stood before any deal. On the right, one sign
for each party and concept: filled where that party would stay.
"""

from collections.abc import Sequence

from detente.brief.pictures.kit import (
    HAIRLINE,
    LEVEL_FILL,
    MUTED,
    TEAL,
    TEAL_PALE,
    element,
    escape,
    owner_sign,
    party_colour,
    picture,
    shorten,
    text,
    text_width,
)
from detente.brief.report.records import Owner, Positions, StateRow, Verdict

__all__ = ["matrix"]

ROW, CELL, SIGN, HEAD, SLANT = 25, 27, 17, 132, -42
LABEL_SIZE, HEAD_SIZE = 12.5, 12


def matrix(positions: Positions, parties: Sequence[Owner]) -> str:
    """Return the matrix of `positions.states`.

    Parameters
    ----------
    positions : Positions
        The states, the levers by which they differ, the concepts.
    parties : sequence of Owner
        Those who choose, in their order.
    """
    names = [_name(row) for row in positions.states]
    left = min(250.0, max([90.0, *(text_width(n, LABEL_SIZE, bold=True) for n in names)])) + 14
    concepts_at = left + len(positions.levers) * CELL + 26
    wide = max(SIGN * len(parties) + 16, 58)
    width = concepts_at + wide * len(positions.concepts) + 70
    height = HEAD + ROW * len(positions.states) + 8
    drawn = [
        *_lever_heads(positions.levers, left),
        *_concept_heads([name for _, name, _ in positions.concepts], concepts_at, wide),
    ]
    for number, row in enumerate(positions.states):
        y = HEAD + number * ROW
        drawn.append(element("line", x1=0, x2=width, y1=y, y2=y, stroke="#eceff1"))
        drawn.append(text(0, y + 17, shorten(names[number], left - 14), font_weight="600"))
        drawn += _levels(row, left, y)
        for place, verdict in enumerate(row.verdicts):
            drawn += _verdict(verdict, concepts_at + place * wide, y, wide, parties)
    label = (
        f"{len(positions.states)} states by {len(positions.levers)} levers and "
        f"{len(positions.concepts)} concepts of stability. The table below says the same in words."
    )
    return picture(width, height, label, *drawn, class_="matrix")


def _name(row: StateRow) -> str:
    return f"{row.key}  {row.names[0]}" if row.names else row.key


def _lever_heads(levers: Sequence[tuple[str, str, Owner]], left: float) -> list[str]:
    drawn = []
    for number, (_, name, owner) in enumerate(levers):
        x = left + number * CELL + CELL / 2
        colour = party_colour(owner.index)
        drawn.append(_slanted(x, shorten(name, 150, HEAD_SIZE), colour))
        drawn.append(
            element("rect", x=x - CELL / 2 + 1, y=HEAD - 4, width=CELL - 2, height=2.5, fill=colour)
        )
    return drawn


def _concept_heads(names: Sequence[str], left: float, wide: float) -> list[str]:
    return [
        _slanted(left + number * wide + wide / 2, name, MUTED) for number, name in enumerate(names)
    ]


def _slanted(x: float, words: str, colour: str) -> str:
    return element(
        "text",
        escape(words),
        transform=f"translate({x:.1f} {HEAD - 10}) rotate({SLANT})",
        font_size=HEAD_SIZE,
        fill=colour,
        font_weight="600",
    )


def _levels(row: StateRow, left: float, y: float) -> list[str]:
    drawn = []
    for number, ((words, shade), changed) in enumerate(zip(row.levels, row.changed, strict=True)):
        size = 17 if changed else 7
        x = left + number * CELL + (CELL - size) / 2
        drawn.append(
            element(
                "rect",
                element("title", escape(words)),
                x=x,
                y=y + (ROW - size) / 2,
                width=size,
                height=size,
                fill=LEVEL_FILL.get(shade, HAIRLINE),
                stroke="#55616d",
                stroke_width=1 if changed else 0.6,
            )
        )
    return drawn


def _verdict(
    verdict: Verdict, x: float, y: float, wide: float, parties: Sequence[Owner]
) -> list[str]:
    drawn = []
    if verdict.all:
        drawn.append(
            element(
                "rect",
                x=x + 4,
                y=y + 3,
                width=wide - 8,
                height=ROW - 6,
                rx=3,
                fill=TEAL_PALE,
                stroke=TEAL,
                stroke_width=1.2,
            )
        )
    middle = x + wide / 2 - (len(parties) - 1) * SIGN / 2
    for number, (owner, stays) in enumerate(zip(parties, verdict.stable, strict=True)):
        at = middle + number * SIGN
        drawn.append(owner_sign(owner.index, at, y + ROW / 2, hollow=not stays))
    return drawn
