"""How firm each state is: bars of the share of preferences under which it lasts, with intervals.

A row is a state, a column a concept of stability. A bar is filled where the state lasts under the
preferences as written, and outlined where it does not. Under it stands what is proved, as a glyph and
a word.
"""

from collections.abc import Iterator, Sequence

from detente.brief.pictures.alone import Key
from detente.brief.pictures.glyphs import inked, shape
from detente.brief.pictures.kit import (
    AMBER,
    HAIRLINE,
    INK,
    MUTED,
    PAPER,
    TEAL,
    element,
    escape,
    picture,
    text,
    text_width,
)
from detente.brief.pictures.phrases import phrased
from detente.brief.report.firm import (
    Firm,
    FirmRow,
    FirmVerdict,
    drawn_in_words,
    percent,
    share_in_words,
)
from detente.brief.words import state_in_words

__all__ = ["acceptability", "keys", "table"]

ROW, HEAD, BAR, LANE, GAP, FOOT, LINE = 52, 34, 12, 108, 34, 26, 16
WIDEST = 320.0
SIZE, SMALL = 13, 11.5
SIGNS = {
    "always": ("tick", "always", TEAL),
    "never": ("cross", "never", MUTED),
    "sometimes": ("diamond", "sometimes", INK),
    "open": ("query", "not proved", MUTED),
}
"""What is proved -> its glyph, its word, its colour."""


def acceptability(shown: Firm) -> str:
    """Return the bars of `shown.rows`.

    Examples
    --------
    >>> from detente.brief.report.firm import not_examined
    >>> acceptability(not_examined("too large")).startswith("<svg")
    True
    """
    concepts = [verdict.name for verdict in shown.rows[0].verdicts] if shown.rows else []
    left = _left(shown.rows)
    width = left + (LANE + GAP) * max(1, len(concepts))
    numbers = _numbers(shown.rows)
    names = [_called(row, left - 30 - numbers) for row in shown.rows]
    tall = [max(ROW, 14 + LINE * (len(bold) + len(plain))) for bold, plain in names]
    height = HEAD + sum(tall) + FOOT
    drawn = [*_axes(concepts, left, height)]
    top: float = HEAD
    for row, name, high in zip(shown.rows, names, tall, strict=True):
        drawn += _row(row, name, (numbers, left, width), (top, high))
        top += high
    label = (
        f"How firm {len(shown.rows)} states are under {len(concepts)} concepts of stability: the "
        f"share of {drawn_in_words(shown)} under which each lasts."
    )
    return picture(width, height, label, *drawn, class_="bars")


def table(shown: Firm) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Return the same as a table: its head, and one row per state.

    Examples
    --------
    >>> from detente.brief.report.firm import not_examined
    >>> table(not_examined("too large"))
    (('State', 'How it differs from now'), ())
    """
    concepts = [verdict.name for verdict in shown.rows[0].verdicts] if shown.rows else []
    rows = tuple(
        (
            f"{state_in_words(row.key)} {row.name}".strip(),
            row.differs or "the present state",
            *(_in_words(verdict) for verdict in row.verdicts),
        )
        for row in shown.rows
    )
    return ("State", "How it differs from now", *concepts), rows


def keys(shown: Firm) -> list[Key]:
    """Return the signs of the bars and what they mean.

    Examples
    --------
    >>> from detente.brief.report.firm import not_examined
    >>> keys(not_examined("too large"))[0].words
    'lasts: only one order of the states agrees with the preferences as they are stated'
    """
    bar = {"x": -14.0, "y": -6.0, "width": 28.0, "height": 12.0, "stroke_width": 1.2}
    proved = {
        "always": "under all preferences that agree with what is stated, proved",
        "never": "under none of them, proved",
        "sometimes": "under some of them, but not under all",
        "open": "whether under all or none is open",
    }
    filled = element("rect", **bar, fill=TEAL, stroke=TEAL)
    hollow = element("rect", **bar, fill=PAPER, stroke=MUTED)
    ends = element("path", d="M-13 -4v8M13 -4v8M-13 0H13", stroke=INK, stroke_width=1.6)
    now = Key(element("rect", x=-1, y=-8, width=2, height=16, fill=AMBER), "the present state")
    if not shown.varied:
        said = "lasts: only one order of the states agrees with the preferences as they are stated"
        return [Key(filled, said), now]
    lasts = f"share of {drawn_in_words(shown)} under which the state lasts"
    return [
        Key(filled, f"{lasts}; filled: it lasts under the preferences as they are written"),
        Key(hollow, "outlined: under those it does not last"),
        Key(ends, "95 % interval of the share"),
        *(
            Key(inked(ink, shape(glyph, 0, 0, scale=0.75)), f"{word}: {proved[known]}")
            for known, (glyph, word, ink) in SIGNS.items()
        ),
        now,
    ]


def _in_words(verdict: FirmVerdict) -> str:
    said = share_in_words(verdict)
    proved = "" if verdict.known in ("always", "never") else f"; {SIGNS[verdict.known][1]}"
    return f"{said}{proved}; {'lasts' if verdict.lasts else 'does not last'} as written"


def _left(rows: Sequence[FirmRow]) -> float:
    widest = max((text_width(row.name, SIZE, bold=True) for row in rows), default=0)
    return _numbers(rows) + min(WIDEST - _numbers(rows), max(150.0, 1.1 * widest)) + 30


def _numbers(rows: Sequence[FirmRow]) -> float:
    """Return how wide the column of the numbers of the states is."""
    names = [state_in_words(row.key) for row in rows]
    return 1.05 * max((text_width(name, SIZE, bold=True) for name in names), default=0.0) + 10


def _axes(concepts: Sequence[str], left: float, height: float) -> Iterator[str]:
    for place, name in enumerate(concepts):
        x = left + place * (LANE + GAP)
        yield text(x, 14, name, size=SIZE, font_weight="600")
        for share, anchor in ((0, "start"), (50, "middle"), (100, "end")):
            at = x + LANE * share / 100
            yield element("line", x1=at, x2=at, y1=HEAD - 8, y2=height - FOOT + 4, stroke=HAIRLINE)
            words = f"{share} %" if share == 100 else str(share)
            yield text(at, height - 8, words, size=SMALL, text_anchor=anchor, fill=MUTED)


def _row(
    row: FirmRow,
    name: tuple[list[str], list[str]],
    across: tuple[float, float, float],
    down: tuple[float, float],
) -> Iterator[str]:
    (numbers, left, width), (y, high) = across, down
    yield element("line", x1=0, x2=width, y1=y, y2=y, stroke=HAIRLINE)
    bold, plain = name
    weight, at = "700" if row.now else "600", y + 20
    yield text(4, at, state_in_words(row.key), size=SIZE, font_weight=weight)
    for line in bold:
        yield text(4 + numbers, at, line, size=SIZE, font_weight=weight)
        at += LINE
    for line in plain:
        yield text(4 + numbers, at, line, size=SMALL, fill=MUTED)
        at += LINE
    if row.now:
        yield element("rect", x=0, y=y + 5, width=2, height=high - 10, fill=AMBER)
    for place, verdict in enumerate(row.verdicts):
        yield from _bar(verdict, left + place * (LANE + GAP), y + 10)


def _called(row: FirmRow, room: float) -> tuple[list[str], list[str]]:
    """Return the lines that name a state, and those that say how it differs, unless its name does."""
    bold = phrased(row.name, room / 1.05, SIZE, most=4)
    known = ("", row.key, row.name, f"{row.key} ({row.name})")
    if row.differs in known or row.name.startswith("as "):
        return bold, []
    return bold, phrased(row.differs, room, SMALL, most=2)


def _bar(verdict: FirmVerdict, x: float, y: float) -> Iterator[str]:
    share = _share(verdict)
    title = element("title", escape(f"{verdict.name}: {_in_words(verdict)}"))
    colour = TEAL if verdict.lasts else MUTED
    if share:
        yield element(
            "rect",
            title,
            x=x,
            y=y,
            width=max(LANE * share, 1.5),
            height=BAR,
            fill=TEAL if verdict.lasts else PAPER,
            stroke=colour,
            stroke_width=1.2,
        )
    if share is not None:
        yield from _whisker(verdict, x, y + BAR / 2)
    glyph, word, ink = SIGNS[verdict.known]
    yield inked(ink, shape(glyph, x + 6, y + BAR + 15, scale=0.75))
    said = word if verdict.known in ("always", "never") else f"{_figure(share)} · {word}"
    yield text(x + 16, y + BAR + 19, said, size=SMALL)


def _share(verdict: FirmVerdict) -> float | None:
    proved = {"always": 1.0, "never": 0.0}
    return proved.get(verdict.known, verdict.share)


def _figure(share: float | None) -> str:
    return "no draw" if share is None else percent(share)


def _whisker(verdict: FirmVerdict, x: float, y: float) -> Iterator[str]:
    """Yield the interval: a line with ends, with a white edge so that it is seen on a bar."""
    if verdict.low is None or verdict.high is None or verdict.known in ("always", "never"):
        return
    first, last = x + LANE * verdict.low, x + LANE * verdict.high
    for colour, wide in ((PAPER, 4.0), (INK, 1.6)):
        path = f"M{first:.1f} {y - 4:.1f}v8M{last:.1f} {y - 4:.1f}v8M{first:.1f} {y:.1f}H{last:.1f}"
        yield element("path", d=path, fill="none", stroke=colour, stroke_width=wide)
