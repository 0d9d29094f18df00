"""Ways from now to states that would last: one lane per party, one box per step.

Time runs from left to right. A box stands in the lane of the party that takes the step; where several
take it together it stands in the lane of each. A step that nobody could undo has a thick bar behind
it and says so; one that only the others could undo has a dashed edge.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

from detente.brief.pictures.alone import Key
from detente.brief.pictures.glyphs import inked, owner_shape, party_colour
from detente.brief.pictures.kit import (
    AMBER,
    HAIRLINE,
    INK,
    MUTED,
    PAPER,
    TEAL,
    TEAL_PALE,
    element,
    escape,
    picture,
    shorten,
    text,
    text_width,
    wrapped,
)
from detente.brief.report.records import Owner
from detente.brief.report.ways import Way, WayStep
from detente.brief.words import state_in_words

__all__ = ["MOST_STEPS", "keys", "paths", "table"]

BOX, STEP, LINE, PAD, GAP, END = 172, 198, 15, 8, 12, 88
TITLE, BETWEEN, SIZE = 30, 22, 12.5
MOST_LINES, MOST_STEPS = 9, 12
UNDONE = {"mover": "", "others": "only others can undo it", "never": "no way back"}
GAINS = {True: "better off", False: "worse off", None: "as well off"}


def paths(shown: Sequence[Way], parties: Sequence[Owner]) -> str:
    """Return the ways below one another.

    Parameters
    ----------
    shown : sequence of Way
        Of `MOST_STEPS` steps at most each; longer ones are cut, and say so.
    parties : sequence of Owner
        Those who choose, in their order.

    Examples
    --------
    >>> paths([], ()).startswith("<svg")
    True
    """
    left = 48 + min(110.0, max([50.0, *(text_width(p.name, SIZE, bold=True) for p in parties)]))
    longest = max((len(way.steps[:MOST_STEPS]) for way in shown), default=0)
    width = left + 40 + longest * STEP + END
    drawn: list[str] = []
    y = 6.0
    for way in shown:
        lanes = _lanes(way, parties, y + TITLE)
        drawn += _way(way, parties, _Frame(lanes, left, width), y)
        y = lanes[-1][1] + BETWEEN if lanes else y + TITLE + BETWEEN
    label = f"Ways from now to {len(shown)} states, step by step, with a lane for each party."
    return picture(width, max(y, 20), label, *drawn, class_="paths")


def keys() -> list[Key]:
    """Return the signs of the ways and what they mean.

    Examples
    --------
    >>> keys()[0].words
    'the present state'
    """
    now = element("circle", cx=0, cy=0, r=6, fill=PAPER, stroke=AMBER, stroke_width=2.5)
    there = element("circle", cx=0, cy=0, r=7, fill=TEAL_PALE, stroke=TEAL, stroke_width=2)
    box: dict[str, str | float] = {"x": -13, "y": -7, "width": 26, "height": 14, "rx": 3}
    box |= {"fill": PAPER, "stroke": MUTED, "stroke_width": 1.6}
    edge = element("rect", x=8, y=-7, width=5, height=14, fill=INK)
    return [
        Key(now, "the present state"),
        Key(there, "the state the way leads to"),
        Key(element("rect", **box), "a step: what changes, in the lane of the party that does it"),
        Key(element("rect", **box, stroke_dasharray="5 3"), "only others can undo the step"),
        Key(element("rect", **box) + edge, "nobody can undo it"),
        Key("", "Better off, worse off: the party that takes the step, after it as before it."),
    ]


def table(
    shown: Sequence[Way], parties: Sequence[Owner]
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Return the same as a table: its head, and one row per step.

    Examples
    --------
    >>> table([], ())[0]
    ('Way to', 'Step', 'Who', 'What changes', 'Those who take it are', 'Could it be undone?')
    """
    head = ("Way to", "Step", "Who", "What changes", "Those who take it are", "Could it be undone?")
    rows = []
    for way in shown:
        name = f"{state_in_words(way.key)} {way.name}".strip()
        if not way.steps:
            rows.append((name, "", "", way.means, "", ""))
        for number, step in enumerate(way.steps, start=1):
            who = " and ".join(parties[p].name for p in step.parties)
            undone = {"mover": "yes", "others": "only by the others", "never": "no"}[step.undone]
            gains = ", ".join(dict.fromkeys(GAINS[gain] for gain in step.gains))
            changes = "; ".join(change for _, change in step.changes)
            rows.append((name, str(number), who, changes, gains, undone))
    return head, tuple(rows)


class _Frame(Struct, frozen=True):
    """Where the lanes of the parties lie, from top to bottom of each, and how wide they are."""

    lanes: Sequence[tuple[float, float]]
    left: float
    width: float


def _lanes(way: Way, parties: Sequence[Owner], top: float) -> list[tuple[float, float]]:
    """Return where the lane of each party begins and ends: as high as its highest box."""
    if not way.steps:
        return []
    found = []
    for place in range(len(parties)):
        own = [_height(step, place) for step in way.steps[:MOST_STEPS] if place in step.parties]
        high = max(own, default=24.0) + GAP
        found.append((top, top + high))
        top += high
    return found


def _height(step: WayStep, party: int) -> float:
    return LINE * (len(_lines(step, party)) + 1 + bool(UNDONE[step.undone])) + 2 * PAD


def _lines(step: WayStep, party: int) -> list[str]:
    """Return the lines of the box of one party: what changes of its own."""
    own = [change for owner, change in step.changes if owner in (party, None)]
    said = [line for change in own or ["its part leaves no trace"] for line in _change(change)]
    if len(said) > MOST_LINES:
        said = [*said[: MOST_LINES - 1], "and more"]
    return said


def _change(change: str) -> list[str]:
    return [shorten(line, BOX - 20, SIZE) for line in wrapped(change, BOX - 36, SIZE)]


def _way(way: Way, parties: Sequence[Owner], frame: _Frame, y: float) -> Iterator[str]:
    lanes, left, width = frame.lanes, frame.left, frame.width
    name = f"To {state_in_words(way.key)}  {way.name}".rstrip()
    means = element(
        "tspan", escape(f"   {way.means}"), font_size=SIZE, fill=MUTED, font_weight="400"
    )
    said = escape(shorten(name, width * 0.5, 14))
    yield element("text", said, means, x=0, y=y + 14, font_size=14, font_weight="700")
    if not lanes:
        return
    yield from _lines_of(parties, frame)
    points = list(_points(way, lanes, left))
    if points:
        start = (left + 18, points[0][1])
        goal = (points[-1][0] + STEP - BOX / 2 + 30, points[-1][1])
        yield from _links([start, *points, goal])
        yield from _ends(start, goal, cut=len(way.steps) > MOST_STEPS)
    for number, step in enumerate(way.steps[:MOST_STEPS]):
        for party in step.parties:
            top, bottom = lanes[party]
            yield _box(step, party, left + 40 + number * STEP, (top + bottom) / 2)


def _lines_of(parties: Sequence[Owner], frame: _Frame) -> Iterator[str]:
    """Yield the lines between the lanes, and whose each lane is."""
    for owner, (top, bottom) in zip(parties, frame.lanes, strict=True):
        yield element("line", x1=0, x2=frame.width, y1=top, y2=top, stroke=HAIRLINE)
        colour = party_colour(owner.index)
        middle = (top + bottom) / 2
        yield inked(colour, owner_shape(owner.index, 8, middle, size=9))
        lines = wrapped(owner.name, frame.left - 44, SIZE)[:2]
        for number, words in enumerate(lines):
            at = middle + 4 + LINE * (number - (len(lines) - 1) / 2)
            shown = shorten(words, frame.left - 40, SIZE)
            yield text(20, at, shown, fill=colour, font_weight="600")
    last = frame.lanes[-1][1]
    yield element("line", x1=0, x2=frame.width, y1=last, y2=last, stroke=HAIRLINE)


def _points(
    way: Way, lanes: Sequence[tuple[float, float]], left: float
) -> Iterator[tuple[float, float]]:
    """Yield where the line goes through each step: its lane's middle, or between those of several."""
    for number, step in enumerate(way.steps[:MOST_STEPS]):
        top, bottom = lanes[min(step.parties)]
        y = bottom if len(step.parties) > 1 else (top + bottom) / 2
        yield left + 40 + number * STEP + BOX / 2, y


def _links(points: Sequence[tuple[float, float]]) -> Iterator[str]:
    for number, ((x1, y1), (x2, y2)) in enumerate(pairwise(points)):
        bend = x1 + (BOX / 2 + (STEP - BOX) / 2 if number else 12)
        yield element(
            "path",
            d=f"M{x1:.1f} {y1:.1f}H{bend:.1f}V{y2:.1f}H{x2:.1f}",
            fill="none",
            stroke=INK,
            stroke_width=1.5,
            stroke_linejoin="round",
        )


def _ends(start: tuple[float, float], goal: tuple[float, float], *, cut: bool) -> Iterator[str]:
    (x1, y1), (x2, y2) = start, goal
    yield element("circle", cx=x1, cy=y1, r=6, fill=PAPER, stroke=AMBER, stroke_width=2.5)
    yield text(x1, y1 - 11, "now", size=11.5, text_anchor="middle", font_weight="700")
    if cut:
        yield text(x2 - 4, y2 + 4, "… goes on", size=SIZE)
        return
    yield element("path", d=f"M{x2 - 9:.1f} {y2 - 5:.1f}l9 5l-9 5z", fill=INK)
    yield element("circle", cx=x2 + 8, cy=y2, r=7, fill=TEAL_PALE, stroke=TEAL, stroke_width=2)
    yield text(x2 + 20, y2 + 4, "there", size=11.5, font_weight="700")


def _box(step: WayStep, party: int, x: float, middle: float) -> str:
    lines, high = _lines(step, party), _height(step, party)
    y = middle - high / 2
    colour = party_colour(party)
    edge: dict[str, str | float] = {"stroke_dasharray": "5 3"} if step.undone == "others" else {}
    parts = [element("title", escape("; ".join(change for _, change in step.changes)))]
    parts.append(
        element(
            "rect",
            x=x,
            y=y,
            width=BOX,
            height=high,
            rx=4,
            fill=PAPER,
            stroke=colour,
            stroke_width=1.6,
            **edge,
        )
    )
    if step.undone == "never":
        parts.append(element("rect", x=x + BOX - 6, y=y, width=6, height=high, fill=INK))
    at = y + PAD + 11
    for line in lines:
        parts.append(text(x + 9, at, line, size=SIZE))
        at += LINE
    gain = GAINS[step.gains[step.parties.index(party)]]
    parts.append(text(x + 9, at, gain, size=11.5, fill=MUTED))
    if UNDONE[step.undone]:
        parts.append(text(x + 9, at + LINE, UNDONE[step.undone], size=11.5, font_weight="700"))
    return element("g", *parts)
