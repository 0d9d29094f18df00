"""A schedule of steps: what each party does when, and how much it would lose by breaking it.

One lane for each party. Under each step stands, for each party, its slack: how much more it has by
complying than by its best breach; a bar below the line means that it would break the schedule there.
A filled diamond marks a step with no way back; a dashed line, a gate at which the others wait
until the step before is certified.
"""

from collections.abc import Iterator

from detente.brief.pictures.glyphs import glyph, owner_glyph, party_colour
from detente.brief.pictures.kit import (
    HAIRLINE,
    INK,
    MUTED,
    PAPER,
    element,
    escape,
    picture,
    text,
    text_width,
    wrapped,
)
from detente.brief.report.deal import Step, Steps

__all__ = ["schedule", "schedule_table"]

COLUMN, BOX, LINE, SIZE = 152, 138, 15, 12
HEAD, GAP, BARS, BAR = 26, 10, 40, 22
BROKEN = "#9b2500"


def schedule(steps: Steps) -> str:
    """Return the picture of a schedule.

    Examples
    --------
    >>> from detente.brief.report.deal import Slack
    >>> slack = (Slack(party=0, value=0.2, words=""), Slack(party=1, value=-0.1, words=""))
    >>> one = Step(name="Step 1", moves=((0, "Ban: lifted", True),), slack=slack, certify=False)
    >>> svg = schedule(Steps(parties=("a", "b"), holds=False, steps=(one,), heat=None, breaches=(),
    ...     headline="", sentences=()))
    >>> "no way back" in svg, "\N{MINUS SIGN}0.10" in svg
    (True, True)
    """
    left = max([90.0, *(text_width(name, 12.5, bold=True) + 48 for name in steps.parties)])
    left = min(left, 220.0)
    heights = [_lane_height(steps, party) for party in range(len(steps.parties))]
    tops = [HEAD + sum(heights[:party]) + GAP * party for party in range(len(heights))]
    bars = HEAD + sum(heights) + GAP * len(heights) + 8
    width = left + COLUMN * len(steps.steps) + 8
    height = bars + 2 * BARS + 26
    drawn = [*_heads(steps, left, bars, height), *_lanes(steps, tops, heights, width)]
    drawn += _boxes(steps, left, tops)
    for place, step in enumerate(steps.steps):
        x = left + place * COLUMN
        drawn += _bars(steps, step, x, bars + BARS)
        if step.certify and steps.holds and place + 1 < len(steps.steps):
            drawn += _gate(x + COLUMN - 7, bars)
    drawn += _scale(left, width, bars)
    outcome = "holds" if steps.holds else "does not hold"
    label = (
        f"A schedule of {len(steps.steps) - 1} steps that {outcome}: who does what "
        "when, and how much each would lose by breaking it."
    )
    return picture(width, height, label, *drawn, class_="schedule")


def _lane_height(steps: Steps, party: int) -> float:
    lines = [sum(len(part) for part in _said(step, party)) for step in steps.steps]
    return max([*lines, 2]) * LINE + 14


def _said(step: Step, party: int) -> list[list[str]]:
    """Return the moves of a party as lines; a move with no way back says so."""
    said = []
    for owner, words, lasting in step.moves:
        if owner == party:
            lines = wrapped(words, BOX - 26, SIZE)
            said.append([*lines, "no way back"] if lasting else lines)
    return said


def _heads(steps: Steps, left: float, bars: float, height: float) -> Iterator[str]:
    for place, step in enumerate(steps.steps):
        x = left + place * COLUMN
        yield text(x + BOX / 2, 16, step.name, text_anchor="middle", font_weight="600", fill=MUTED)
        if place % 2:
            yield element(
                "rect", x=x - 6, y=bars - 4, width=COLUMN - 2, height=height - bars, fill="#f5f6f4"
            )


def _lanes(steps: Steps, tops: list[float], heights: list[float], width: float) -> Iterator[str]:
    for party, name in enumerate(steps.parties):
        top, high = tops[party], heights[party]
        yield element("line", x1=0, x2=width, y1=top + high + 5, y2=top + high + 5, stroke=HAIRLINE)
        yield glyph(owner_glyph(party), 8, top + 14, party_colour(party), scale=0.8)
        for line, words in enumerate(wrapped(name, 165)):
            yield text(20, top + 18 + line * LINE, words, font_weight="600")


def _boxes(steps: Steps, left: float, tops: list[float]) -> Iterator[str]:
    """Yield what each party does in each step, in a box of its colour."""
    boxes: list[str] = []
    words: list[str] = []
    for place, step in enumerate(steps.steps):
        x = left + place * COLUMN
        for party, top in enumerate(tops):
            said = _said(step, party)
            if said:
                high = sum(map(len, said)) * LINE + 10
                stroke = party_colour(party)
                boxes.append(
                    element("rect", x=x, y=top, width=BOX, height=high, rx=4, stroke=stroke)
                )
                words += _in_box(step, party, (x, top), said)
    yield element("g", *boxes, fill=PAPER, stroke_width=1.2)
    yield element("g", *words, font_size=SIZE)


def _in_box(
    step: Step, party: int, at: tuple[float, float], said: list[list[str]]
) -> Iterator[str]:
    """Yield the lines in one box; the last line of a step with no way back says so, with a sign."""
    x, y = at
    colour = party_colour(party)
    lasting = [last for owner, _, last in step.moves if owner == party]
    for words, last in zip(said, lasting, strict=True):
        for place, line in enumerate(words):
            y += LINE
            if last and place == len(words) - 1:
                yield glyph("diamond", x + 13, y - 4, colour, scale=0.55)
                yield element("text", escape(line), x=x + 22, y=y, fill=colour, font_weight="600")
            else:
                yield element("text", escape(line), x=x + 8, y=y)


def _bars(steps: Steps, step: Step, x: float, zero: float) -> Iterator[str]:
    most = max([abs(s.value or 0) for one in steps.steps for s in one.slack] or [1]) or 1.0
    first = x + BOX / 2 - len(step.slack) * (BAR + 24) / 2
    said: list[str] = []
    for place, slack in enumerate(step.slack):
        left = first + place * (BAR + 24) + 12
        if slack.value is None:
            dash = "\N{EN DASH}"
            yield text(left + BAR / 2, zero - 4, dash, size=12, text_anchor="middle", fill=MUTED)
            continue
        high = abs(slack.value) / most * (BARS - 14)
        broken = slack.value < -1e-9
        colour = party_colour(slack.party)
        yield element(
            "rect",
            x=left,
            y=zero if broken else zero - max(high, 1),
            width=BAR,
            height=max(high, 1),
            fill=BROKEN if broken else colour,
            stroke=colour,
            stroke_width=1.2,
        )
        base = zero + high + 13 if broken else zero - high - 5
        said.append(element("text", _signed(slack.value), x=left + BAR / 2, y=base))
    if said:
        yield element("g", *said, font_size=11.5, text_anchor="middle")


def _signed(value: float) -> str:
    if abs(value) < 0.005:
        return "0.00" if abs(value) < 5e-7 else f"{value:+.4f}".replace("-", "\N{MINUS SIGN}")
    return f"{value:+.2f}".replace("-", "\N{MINUS SIGN}")


def _gate(x: float, bars: float) -> Iterator[str]:
    yield element("line", x1=x, x2=x, y1=HEAD - 4, y2=bars - 14, stroke=INK, stroke_dasharray="3 3")
    yield text(x, bars - 3, "certify", size=11, text_anchor="middle", font_weight="600")


def _scale(left: float, width: float, bars: float) -> Iterator[str]:
    zero = bars + BARS
    yield element("line", x1=left - 6, x2=width, y1=zero, y2=zero, stroke=INK, stroke_width=1.2)
    yield text(left - 12, zero - 12, "complying pays", size=11.5, text_anchor="end", fill=MUTED)
    yield text(left - 12, zero + 20, "breaking pays", size=11.5, text_anchor="end", fill=BROKEN)


Table = tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]


def schedule_table(steps: Steps) -> Table:
    """Return the same as a table.

    Examples
    --------
    >>> schedule_table(Steps(parties=(), holds=True, steps=(), heat=None, breaches=(), headline="",
    ...     sentences=()))
    (('Step', 'What is done', 'Certify before the next'), ())
    """
    names = list(steps.parties)
    head = ("Step", "What is done", *(f"Slack of {name}" for name in names))
    rows = []
    for step in steps.steps:
        done = "; ".join(
            f"{names[party]}: {words}{' (no way back)' if lasting else ''}"
            for party, words, lasting in step.moves
        )
        slack = [
            "can break nothing"
            if s.value is None
            else _signed(s.value) + (f": {s.words}" if s.words else "")
            for s in step.slack
        ]
        rows.append((step.name, done or "nothing more", *slack, "yes" if step.certify else "no"))
    return (*head, "Certify before the next"), tuple(rows)
