"""What it costs to be cheated, at every step, for each side: bars of what the best breach takes away."""

from collections.abc import Iterator

from detente.brief.pictures.glyphs import glyph, owner_glyph, party_colour
from detente.brief.pictures.kit import (
    HAIRLINE,
    INK,
    MUTED,
    element,
    escape,
    picture,
    text,
    text_width,
)
from detente.brief.report.deal import Breach, Steps

__all__ = ["cheated", "cheated_table"]

ROW, BAR, WIDE = 20, 12, 300


def cheated(steps: Steps) -> str:
    """Return the bars: to the right what a party loses; to the left, where it would gain.

    Examples
    --------
    >>> svg = cheated(Steps(parties=("a", "b"), holds=True, steps=(), heat=None, headline="", sentences=(),
    ...     breaches=(Breach(step="Step 1", by=0, victim=1, loss=0.4),)))
    >>> svg.count("<rect"), "0.40" in svg
    (1, True)
    """
    names = list(steps.parties)
    order = list(dict.fromkeys(breach.step for breach in steps.breaches))
    rows = [(step, [b for b in steps.breaches if b.step == step]) for step in order]
    most = max([abs(b.loss) for b in steps.breaches] or [1.0]) or 1.0
    least = min([0.0, *(b.loss for b in steps.breaches)])
    label = max([60.0, *(text_width(step, bold=True) for step in order)]) + 12
    names_at = max([0.0, *(text_width(_who(b, names), 12) for b in steps.breaches)]) + 26
    zero = label + names_at + WIDE * -least / most + (46 if least < 0 else 6)
    width = zero + WIDE + 56
    height = 26 + sum(ROW * len(group) + 8 for _, group in rows) + 6
    drawn = [text(0, 14, "What the best breach by the other takes away", size=12, fill=MUTED)]
    y = 26.0
    for step, group in rows:
        drawn.append(text(0, y + 14, step, font_weight="600"))
        for place, breach in enumerate(group):
            drawn += _row(steps, breach, (label, zero, y + place * ROW), most)
        y += ROW * len(group) + 8
        drawn.append(element("line", x1=0, x2=width, y1=y - 3, y2=y - 3, stroke=HAIRLINE))
    drawn.append(element("line", x1=zero, x2=zero, y1=22, y2=y - 4, stroke=INK))
    said = (
        "What it costs each party at every step if another cheats. The table below says the same."
    )
    return picture(width, height, said, *drawn, class_="cheated")


def _who(breach: Breach, names: list[str]) -> str:
    return (
        names[breach.victim] if len(names) < 3 else f"{names[breach.victim]}, by {names[breach.by]}"
    )


def _row(
    steps: Steps, breach: Breach, at: tuple[float, float, float], most: float
) -> Iterator[str]:
    label, zero, y = at
    names = list(steps.parties)
    index = breach.victim
    colour = party_colour(index)
    yield glyph(owner_glyph(index), label + 6, y + 10, colour, scale=0.75)
    yield text(label + 16, y + 14, _who(breach, names), size=12)
    long = max(abs(breach.loss) / most * WIDE, 1)
    gains = breach.loss < 0
    hint = f"{names[breach.by]} cheats at {breach.step.lower()}: {_words(breach, names)}"
    yield element(
        "rect",
        element("title", escape(hint)),
        x=zero - long if gains else zero,
        y=y + 4,
        width=long,
        height=BAR,
        fill=colour,
        fill_opacity=0.35 if gains else 1,
    )
    x, anchor = (zero - long - 5, "end") if gains else (zero + long + 5, "start")
    yield text(x, y + 14, _figure(breach.loss), size=12, text_anchor=anchor)


def _figure(loss: float) -> str:
    return (
        f"+{-loss:.2f}"
        if loss < -0.005
        else f"\N{MINUS SIGN}{abs(loss):.2f}"
        if loss > 0.005
        else "0"
    )


def _words(breach: Breach, names: list[str]) -> str:
    verb = "gains" if breach.loss < 0 else "loses"
    return f"{names[breach.victim]} {verb} {abs(breach.loss):.2f}"


Table = tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]


def cheated_table(steps: Steps) -> Table:
    """Return the same as a table.

    Examples
    --------
    >>> cheated_table(Steps(parties=(), holds=True, steps=(), heat=None, breaches=(), headline="",
    ...     sentences=()))[0]
    ('Step', 'Who cheats', 'What follows')
    """
    names = list(steps.parties)
    rows = [(b.step, names[b.by], _words(b, names)) for b in steps.breaches]
    return ("Step", "Who cheats", "What follows"), tuple(rows)
