"""What happened, by whom, in what order: lanes by actor, marks by kind, labels that never overlap.

In each lane the first row holds the marks without a name. Below it each named mark has its label
beside it: greedy rows, the label to the left where the right edge is near. Weightier events are
placed first; an event for whose label no row has room stays a mark without a name.
"""

import datetime as dt
from collections.abc import Sequence

from msgspec import Struct

from detente.brief.pictures.glyphs import inked, party_colour, shape
from detente.brief.pictures.kit import (
    HAIRLINE,
    INK,
    MUTED,
    PAPER,
    Rows,
    element,
    escape,
    months,
    picture,
    shorten,
    text,
    text_width,
)
from detente.brief.report.records import Event, Timeline
from detente.ledger.clocks import date_in_words

__all__ = ["Placed", "Scale", "place_labels", "timeline"]

ROW, TOP, BOTTOM, RIGHT, GAP = 19, 14, 26, 14, 10
SIZE = 12.5
LANE_NAME_SIZE = 13
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Placed(Struct, frozen=True):
    """An event with its place: `row` 0 holds the marks without a name; `label` may be empty."""

    event: Event
    x: float
    row: int
    label: str
    left: bool


def timeline(
    shown: Timeline,
    first: dt.date,
    last: dt.date,
    *,
    width: float = 1240,
    rows: int = 6,
    least: int = 2,
    hover: bool = True,
    words: float = 290,
) -> str:
    """Return the events between two days as lanes.

    Parameters
    ----------
    shown : Timeline
        The events and the lanes.
    first, last : datetime.date
        The days at the left and right end; the last is the day of the question.
    width : float
        Of the picture.
    rows : int
        The most rows of labels in a lane.
    least : int
        The least weight for which an event is named.
    hover : bool
        Give every mark its date and words, for those who point at it.
    words : float
        The widest label.

    Examples
    --------
    >>> day = dt.date(2019, 10, 15)
    >>> nothing = Timeline(first=day, last=day, lanes=(), events=(), left_out=())
    >>> timeline(nothing, day, day).count("as of 15 Oct 2019")
    1
    """
    events = [e for e in shown.events if e.last >= first and e.first <= last]
    left = _left(shown)
    scale = Scale(first, last, left, width - RIGHT)
    drawn: list[str] = []
    top = float(TOP)
    marks: list[str] = []
    labels: list[str] = []
    for number, lane in enumerate(shown.lanes):
        mine = [e for e in events if e.lane == number]
        placed, used = place_labels(mine, scale, rows=rows, least=least, words=words)
        colour = party_colour(lane.index)
        drawn.append(_lane(lane.name, top, width, colour))
        first_row = top + 11
        marks.append(inked(colour, *(_mark(one, first_row, scale, hover=hover) for one in placed)))
        labels += [_label(one, first_row) for one in placed if one.label]
        top += (used + 1) * ROW + 8
    marks.append(element("g", *labels, font_size=SIZE, **HALO))
    drawn = [*_grid(scale, top, width), *drawn, *marks, _as_of(scale, top)]
    named = len(events)
    label = (
        f"Timeline from {date_in_words(first)} to {date_in_words(last)}: {named} entries in "
        f"{len(shown.lanes)} lanes by actor. The table below has the same entries."
    )
    return picture(width, top + BOTTOM, label, *drawn, class_="timeline")


class Scale(Struct, frozen=True):
    """Days to places: `first` stands at `left`, `last` at `right`."""

    first: dt.date
    last: dt.date
    left: float
    right: float

    def x(self, day: dt.date) -> float:
        """Return the place of a day; days beyond the ends stand at the ends."""
        days = max(1, (self.last - self.first).days)
        share = (day - self.first).days / days
        return self.left + max(0.0, min(1.0, share)) * (self.right - self.left)


def place_labels(
    events: Sequence[Event], scale: Scale, *, rows: int, least: int, words: float
) -> tuple[list[Placed], int]:
    """Return every event of a lane with its place, and how many rows hold labels.

    Weightier events choose first, and of equally weighty ones the earlier.

    Examples
    --------
    >>> place_labels([], Scale(dt.date(2019, 1, 1), dt.date(2019, 12, 31), 0, 900), rows=3, least=1,
    ...              words=200)
    ([], 0)
    """
    space = Rows.of(rows)
    placed = []
    for event in sorted(events, key=lambda e: (-e.weight, e.last, e.id)):
        x = scale.x(event.last)
        label = shorten(event.label, words, SIZE) if event.weight >= least else ""
        wide = text_width(label, SIZE)
        begun = max(scale.left, scale.x(event.first))  # of the line for a date that is not exact
        sides = []
        if x + GAP + wide <= scale.right:
            sides.append((begun - 8, x + GAP + wide + 6))
        if x - GAP - wide >= scale.left and begun >= x - 8:
            sides.append((x - GAP - wide - 6, x + 8))
        found = space.place(sides) if label else None
        if found is None:
            placed.append(Placed(event, x, 0, "", left=False))
        else:
            start, _ = sides[found[1]]
            placed.append(Placed(event, x, found[0] + 1, label, left=start < begun - 8))
    return sorted(placed, key=lambda p: (p.row > 0, p.event.last)), space.used


def _left(shown: Timeline) -> float:
    names = [text_width(lane.name, LANE_NAME_SIZE, bold=True) for lane in shown.lanes]
    return min(180.0, max([60.0, *names])) + 16


def _lane(name: str, top: float, width: float, colour: str) -> str:
    line = element("line", x1=0, x2=width, y1=top - 4, y2=top - 4, stroke=HAIRLINE)
    words = shorten(name, 178, LANE_NAME_SIZE)
    return line + text(
        0, top + 15, words, size=LANE_NAME_SIZE, font_weight="600", fill=colour, class_="lane-name"
    )


def _mark(placed: Placed, top: float, scale: Scale, *, hover: bool) -> str:
    event, y = placed.event, top + placed.row * ROW
    line = ""
    if event.first < event.last:
        start = max(scale.left, scale.x(event.first))
        line = element("line", x1=start, x2=placed.x, y1=y, y2=y, stroke_width=1.2)
    return line + shape(
        event.glyph,
        placed.x,
        y,
        hollow=bool(event.doubt),
        scale=0.95 if placed.label else 0.68,
        hint=_hint(event) if hover else "",
    )


def _label(placed: Placed, top: float) -> str:
    y = top + placed.row * ROW + 4.3
    if not placed.left:
        return element("text", escape(placed.label), x=placed.x + GAP, y=y)
    return element("text", escape(placed.label), x=placed.x - GAP, y=y, text_anchor="end")


HALO: dict[str, str | float] = {
    "fill": INK,
    "paint_order": "stroke",
    "stroke": PAPER,
    "stroke_width": 3.5,
    "stroke_linejoin": "round",
}


def _hint(event: Event) -> str:
    days = date_in_words(event.last)
    if event.first < event.last:
        days = f"{date_in_words(event.first)} to {days}"
    doubt = f" (in doubt: {event.doubt})" if event.doubt else ""
    return f"{days} · {event.who} · {event.kind}: {shorten(event.label, 420)}{doubt}"


def _grid(scale: Scale, bottom: float, width: float) -> list[str]:
    span = (scale.last - scale.first).days
    step = next((s for limit, s in ((240, 1), (430, 2), (1500, 3), (3700, 6)) if span < limit), 12)
    every = 1 + span // 9000  # name every year, every second year ...
    parts = []
    for day in months(scale.first, scale.last, step):
        if day.year % every:
            continue
        x = scale.x(day)
        parts.append(element("line", x1=x, x2=x, y1=TOP - 4, y2=bottom, stroke="#eceff1"))
        if scale.x(scale.last) - x < 86:  # the as-of label stands here
            continue
        year = day.month == 1
        if x - scale.left < 48:  # the first year stands here
            continue
        words = str(day.year) if year else _MONTHS[day.month - 1]
        bold = {"font_weight": "700"} if year else {"fill": MUTED}
        parts.append(text(x, bottom + 16, words, size=12, text_anchor="middle", **bold))
    january = dt.date(scale.first.year + 1, 1, 1)
    if scale.x(january) - scale.left > 110 or january > scale.last:
        begin = str(scale.first.year)
        parts.append(text(scale.left, bottom + 16, begin, size=12, font_weight="700"))
    parts.append(element("line", x1=0, x2=width, y1=bottom, y2=bottom, stroke="#9aa4ad"))
    return parts


def _as_of(scale: Scale, bottom: float) -> str:
    x = scale.x(scale.last)
    line = element("line", x1=x, x2=x, y1=TOP - 4, y2=bottom + 4, stroke=INK, stroke_width=1.5)
    words = f"as of {date_in_words(scale.last)}"
    return line + text(
        x + RIGHT - 2, bottom + 16, words, size=12, text_anchor="end", font_weight="700"
    )
