"""All states of two parties as a grid, with the best move of each party from each state.

Moves of the first party run up and down, those of the second from side to side, so a reader can
tell them apart without colour. A step to the next box is a straight arrow, a longer one a curve
that goes around the boxes between.
"""

from collections.abc import Iterator, Sequence

from detente.brief.pictures.alone import Key
from detente.brief.pictures.glyphs import party_colour
from detente.brief.pictures.kit import (
    AMBER,
    INK,
    MUTED,
    PAPER,
    TEAL,
    TEAL_PALE,
    element,
    escape,
    number,
    picture,
    text,
    wrapped,
)
from detente.brief.report.grid import MOST_STATES
from detente.brief.report.records import Arrow, Lattice, Node, Owner
from detente.brief.words import state_in_words
from detente.case import called

__all__ = ["keys", "lattice"]

COLUMN, ROW, WIDE, HIGH = 116, 78, 76, 42
STANDINGS: dict[str, dict[str, str | float]] = {
    "nash": {"fill": INK, "stroke": INK},
    "seq": {"fill": TEAL_PALE, "stroke": TEAL, "stroke_width": 1.8},
    "sseq": {"fill": TEAL_PALE, "stroke": TEAL, "stroke_width": 1.8},
    "smr": {"fill": PAPER, "stroke": TEAL, "stroke_width": 1.6, "stroke_dasharray": "4 2.5"},
    "gmr": {"fill": PAPER, "stroke": MUTED, "stroke_width": 1.3, "stroke_dasharray": "2 2"},
    "": {"fill": PAPER, "stroke": "#9aa4ad"},
}
"""How a state holds -> how its box is drawn."""
TAGS = {"nash": "Nash", "seq": "SEQ", "sseq": "SSEQ", "smr": "SMR", "gmr": "GMR", "": ""}


def lattice(shown: Lattice, parties: Sequence[Owner]) -> str:
    """Return the grid of all states, with arrows to the best improvement of each party.

    Raises
    ------
    ValueError
        There are more than `MOST_STATES` states.

    Examples
    --------
    >>> parties = [Owner(id=name, name=name, index=place) for place, name in enumerate("ab")]
    >>> lattice(Lattice(rows=("no step",), columns=("no step",), nodes=(), arrows=()), parties)[:4]
    '<svg'
    """
    if len(shown.nodes) > MOST_STATES:
        raise ValueError(f"{len(shown.nodes)} states are too many for a lattice")
    heads = [wrapped(column, COLUMN - 12, 12)[:4] for column in shown.columns]
    top = 14 + 13 * max((len(lines) for lines in heads), default=1)
    sides = [wrapped(row, 118, 12)[:4] for row in shown.rows]
    left = 132
    width, height = left + COLUMN * len(heads) + 30, top + ROW * len(sides) + 14
    places = {
        node.number: (
            left + node.column * COLUMN + COLUMN / 2,
            top + node.row * ROW + ROW / 2,
        )
        for node in shown.nodes
    }
    drawn = [*_frame(heads, sides, left, top, width), *_arrowheads(parties)]
    drawn += [_arrow(arrow, places) for arrow in shown.arrows]
    drawn += [_box(node, *places[node.number]) for node in shown.nodes]
    label = (
        f"{len(shown.nodes)} states: columns are what {parties[1].name} does, rows what "
        f"{parties[0].name} does; arrows are the best gain of each from there."
    )
    return picture(width, height, label, *drawn, class_="lattice")


def keys(concepts: Sequence[tuple[str, str, str]], parties: Sequence[Owner]) -> list[Key]:
    """Return the signs of the lattice and what they mean.

    Examples
    --------
    >>> parties = [Owner(id=name, name=name, index=place) for place, name in enumerate("ab")]
    >>> keys([("nash", "Nash", "no party gains")], parties)[-2].words
    'lasts under Nash: no party gains'
    """
    arrows, ranks = [], []
    for place, owner in enumerate(parties):
        colour, who = party_colour(owner.index), called(owner.name)
        shaft = element("path", d="M-14 0H8", stroke=colour, stroke_width=1.7)
        head = element("path", d="M6 -4.5L14 0L6 4.5z", fill=colour)
        arrows.append(Key(shaft + head, f"where {who} gains most by moving from there"))
        rank = text(0, 4, "1st", size=12, fill=colour, text_anchor="middle")
        side = ("left", "right")[place % 2]
        ranks.append(Key(rank, f"at the {side}: how high {who} puts the state, 1st is best"))
    found = [*arrows, *ranks]
    bold = text(0, 4, "0", font_weight="700", text_anchor="middle")
    found.append(Key(bold, "number of the state"))
    found.append(Key(_sample("", AMBER, 2.5), "the present state"))
    found += [
        Key(_sample(concept), f"lasts under {name}: {means}") for concept, name, means in concepts
    ]
    return [*found, Key(_sample(""), "does not last")]


def _sample(standing: str, colour: str = "", stroke: float = 0) -> str:
    drawn = STANDINGS[standing] | ({"stroke": colour, "stroke_width": stroke} if colour else {})
    return element("rect", x=-13, y=-7, width=26, height=14, rx=3, **drawn)


def _frame(
    heads: Sequence[Sequence[str]],
    sides: Sequence[Sequence[str]],
    left: float,
    top: float,
    width: float,
) -> Iterator[str]:
    for number_, lines in enumerate(heads):
        x = left + number_ * COLUMN + COLUMN / 2
        for line, words in enumerate(lines):
            yield text(x, 12 + line * 13, words, size=12, text_anchor="middle", fill=MUTED)
    for number_, lines in enumerate(sides):
        y = top + number_ * ROW
        yield element("line", x1=0, x2=width, y1=y, y2=y, stroke="#eceff1")
        for line, words in enumerate(lines):
            below = y + ROW / 2 + 4 + (line - (len(lines) - 1) / 2) * 13
            yield text(left - 12, below, words, size=12, text_anchor="end", fill=MUTED)


def _arrowheads(parties: Sequence[Owner]) -> Iterator[str]:
    markers = [
        element(
            "marker",
            element("path", d="M0 .8L7.5 4L0 7.2z", fill=party_colour(owner.index)),
            id=f"head-{place}",
            viewBox="0 0 8 8",
            refX=7,
            refY=4,
            markerWidth=6.5,
            markerHeight=6.5,
            orient="auto",
        )
        for place, owner in enumerate(parties)
    ]
    yield element("defs", *markers)


def _arrow(arrow: Arrow, places: dict[int, tuple[float, float]]) -> str:
    (x1, y1), (x2, y2) = places[arrow.before], places[arrow.after]
    path = _upright(x1, y1, x2, y2) if arrow.party == 0 else _sideways(x1, x2, y1)
    return element(
        "path",
        d=" ".join(part if isinstance(part, str) else number(part) for part in path),
        fill="none",
        stroke=party_colour(arrow.party),
        stroke_width=1.7,
        marker_end=f"url(#head-{arrow.party})",
    )


def _upright(x1: float, y1: float, x2: float, y2: float) -> Sequence[str | float]:
    down = 1 if y2 > y1 else -1
    if abs(y2 - y1) < ROW * 1.2:
        x = x1 + 12 * down
        return ("M", x, y1 + down * HIGH / 2, "L", x, y2 - down * (HIGH / 2 + 1))
    side = down * WIDE / 2
    bend = down * (WIDE / 2 + 20)
    start = ("M", x1 + side, y1, "C", x1 + bend, y1 + down * 20)
    return (*start, x2 + bend, y2 - down * 24, x2 + side + down, y2)


def _sideways(x1: float, x2: float, y: float) -> Sequence[str | float]:
    right = 1 if x2 > x1 else -1
    if abs(x2 - x1) < COLUMN * 1.2:
        return (
            *("M", x1 + right * WIDE / 2, y - right * 9),
            *("L", x2 - right * (WIDE / 2 + 1), y - right * 9),
        )
    above = y - HIGH / 2
    start = ("M", x1 + right * 10, above, "C", x1 + right * 40, above - 17)
    return (*start, x2 - right * 40, above - 17, x2 - right * 10, above - 1)


def _box(node: Node, x: float, y: float) -> str:
    dark = PAPER if node.standing == "nash" else INK
    left, top = x - WIDE / 2, y - HIGH / 2
    parts = [
        element("title", escape(node.words)),
        element("rect", x=left, y=top, width=WIDE, height=HIGH, rx=4, **STANDINGS[node.standing]),
        text(left + 7, y - 4, state_in_words(str(node.number)), font_weight="700", fill=dark),
        text(
            left + WIDE - 7,
            y - 4,
            TAGS[node.standing],
            size=11,
            font_weight="700",
            text_anchor="end",
            fill=dark,
        ),
    ]
    for place, rank in enumerate(node.ranks[:2]):
        at = left + 7 if place == 0 else left + WIDE - 7
        anchor = {} if place == 0 else {"text_anchor": "end"}
        colour = PAPER if node.standing == "nash" else party_colour(place)
        parts.append(text(at, y + 14, _ordinal(rank), size=12, fill=colour, **anchor))
    if node.now:
        parts.append(
            element(
                "rect",
                x=left - 3,
                y=top - 3,
                width=WIDE + 6,
                height=HIGH + 6,
                rx=6,
                fill="none",
                stroke=AMBER,
                stroke_width=2.5,
            )
        )
        parts.append(
            text(x, y + HIGH / 2 + 14, "now", size=11.5, font_weight="700", text_anchor="middle")
        )
    return element("g", *parts)


def _ordinal(rank: int) -> str:
    """Return a place in an order: 1st is best."""
    ending = "th" if 10 <= rank % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(rank % 10, "th")
    return f"{rank}{ending}"
