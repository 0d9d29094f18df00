"""What it costs to be cheated, at every step, for each side: bars of what the best breach takes away."""

from collections.abc import Iterator

from detente.brief.pictures.glyphs import inked, owner_glyph, party_colour, shape
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
    >>> svg.count("h300v12"), "0.40" in svg
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
    bars = _Bars(names, (label, zero), most)
    for step, group in rows:
        drawn.append(text(0, y + 14, step, font_weight="600"))
        for place, breach in enumerate(group):
            bars.add(breach, y + place * ROW)
        y += ROW * len(group) + 8
        drawn.append(element("line", x1=0, x2=width, y1=y - 3, y2=y - 3, stroke=HAIRLINE))
    drawn += bars.drawn()
    drawn.append(element("line", x1=zero, x2=zero, y1=22, y2=y - 4, stroke=INK))
    said = (
        "What it costs each party at every step if another cheats. The table below says the same."
    )
    return picture(width, height, said, *drawn, class_="cheated")


def _who(breach: Breach, names: list[str]) -> str:
    return (
        names[breach.victim] if len(names) < 3 else f"{names[breach.victim]}, by {names[breach.by]}"
    )


class _Bars:
    """The rows: what they share is said once for all of them."""

    def __init__(self, names: list[str], at: tuple[float, float], most: float) -> None:
        self.names, self.at, self.most = names, at, most
        self.rects: dict[tuple[int, bool], list[str]] = {}
        self.signs: dict[int, list[str]] = {}
        self.words: dict[str, list[str]] = {"start": [], "end": []}

    def add(self, breach: Breach, y: float) -> None:
        """Add a row: who loses, the bar, the figure."""
        label, zero = self.at
        victim, gains = breach.victim, breach.loss < 0
        sign = shape(owner_glyph(victim), label + 6, y + 10, scale=0.75)
        self.signs.setdefault(victim, []).append(sign)
        self._say("start", label + 16, y, _who(breach, self.names))
        long = max(round(abs(breach.loss) / self.most * WIDE, 1), 1)
        left = zero - long if gains else zero
        self.rects.setdefault((victim, gains), []).append(
            f"M{left:g} {y + 4:g}h{long:g}v{BAR}h-{long:g}z"
        )
        anchor, x = ("end", zero - long - 5) if gains else ("start", zero + long + 5)
        self._say(anchor, x, y, _figure(breach.loss))

    def _say(self, anchor: str, x: float, y: float, words: str) -> None:
        self.words[anchor].append(element("text", escape(words), x=round(x, 1), y=y + 14))

    def drawn(self) -> Iterator[str]:
        """Yield all rows; a paler bar is a gain."""
        for victim, signs in self.signs.items():
            yield inked(party_colour(victim), *signs)
        for (victim, gains), parts in self.rects.items():
            pale = {"fill_opacity": 0.35} if gains else {}
            yield element("path", d="".join(parts), fill=party_colour(victim), **pale)
        for anchor, words in self.words.items():
            if words:
                yield element("g", *words, font_size=12, text_anchor=anchor)


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
