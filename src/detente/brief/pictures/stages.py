"""How far an accord is carried out: one bar per theme, stacked by stage, 0 to the last.

A stipulation that is not known stands at no stage; it is a part of its own at the end of the bar.
"""

from collections.abc import Iterator, Sequence

from detente.brief.pictures.kit import (
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
from detente.ledger.scorecard import Row, Scorecard

__all__ = ["key_of", "stages", "table"]

ROW, BAR, SIZE, LINE = 38, 20, 13, 15
LEFT, LANE, RIGHT = 216, 390, 34
FILLS = ("#fff", "#cfe3dd", "#6fb3a2", "#00705a")
"""From the first stage to the last; with more stages the middle ones share a colour."""
OPEN = "#e9edf3"
DARK = frozenset({"#00705a"})


def stages(shown: Scorecard) -> str:
    """Return the bars of the themes and of all, each as long as 100 per cent of its stipulations.

    Examples
    --------
    >>> land = Row(theme="Land", sure=(1, 0, 2), most=(2, 1, 2), open=1, total=4)
    >>> card = Scorecard(stages=("not_begun", "minimal", "full"), themes=(land,), all=land)
    >>> stages(card).count("<rect")
    6
    """
    rows = [*shown.themes, shown.all]
    height = ROW * len(rows)
    drawn = [part for n, row in enumerate(rows) for part in _row(row, shown, n * ROW)]
    drawn.append(element("line", x1=0, x2=LEFT + LANE + RIGHT, y1=height - ROW, y2=height - ROW,
                         stroke=INK))  # fmt: skip
    label = f"How far each of {len(shown.themes)} themes is carried out: its stipulations by stage."
    return picture(LEFT + LANE + RIGHT, height, label, *drawn, class_="stages")


def table(shown: Scorecard) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Return the same as a table: its head, and one row per theme.

    Examples
    --------
    >>> land = Row(theme="Land", sure=(1, 0, 2), most=(2, 1, 2), open=1, total=4)
    >>> table(Scorecard(stages=("not_begun", "minimal", "full"), themes=(), all=land))[1]
    (('Land', '1', '0', '2', '1', '4'),)
    """
    head = ("Theme", *(_stage(shown, n) for n in range(len(shown.stages))), "not known", "All")
    rows = tuple(
        (row.theme, *map(str, row.sure), str(row.open), str(row.total))
        for row in (*shown.themes, shown.all)
    )
    return head, rows


def _stage(shown: Scorecard, number: int) -> str:
    return f"{number} {shown.stages[number].replace('_', ' ')}"


def _fill(stage: int, count: int) -> str:
    if stage in (0, count - 1):
        return FILLS[0] if stage == 0 else FILLS[-1]
    return FILLS[min(stage, len(FILLS) - 2)]


def _row(row: Row, shown: Scorecard, y: float) -> Iterator[str]:
    lines = wrapped(row.theme, LEFT - 16, SIZE)[:2]
    top = y + ROW / 2 + 4.5 - LINE * (len(lines) - 1) / 2
    bold = {"font_weight": "600"} if row is shown.all else {}
    for n, words in enumerate(lines):
        yield text(0, top + n * LINE, words, size=SIZE, **bold)
    x = float(LEFT)
    parts = [(count, _fill(n, len(row.sure)), _stage(shown, n)) for n, count in enumerate(row.sure)]
    for count, fill, words in [*parts, (row.open, OPEN, "not known")]:
        if count:
            width = LANE * count / row.total
            yield from _part(x, y + (ROW - BAR) / 2, width, (count, fill, f"{row.theme}: {words}"))
            x += width
    yield text(LEFT + LANE + 8, y + ROW / 2 + 4.5, str(row.total), size=SIZE, fill=MUTED)


def _part(x: float, y: float, width: float, told: tuple[int, str, str]) -> Iterator[str]:
    count, fill, words = told
    title = element("title", escape(f"{words}, {count}"))
    dashes = {"stroke_dasharray": "3 2"} if fill == OPEN else {}
    yield element(
        "rect", title, x=x, y=y, width=width, height=BAR, fill=fill, stroke=MUTED, **dashes
    )
    number = str(count)
    if text_width(number, SIZE) + 4 < width:
        ink = PAPER if fill in DARK else INK
        yield text(x + width / 2, y + BAR - 5.5, number, size=SIZE, text_anchor="middle", fill=ink)


def key_of(shown: Scorecard) -> Sequence[tuple[str, str]]:
    """Return the colour and the words of each part of a bar.

    Examples
    --------
    >>> all_ = Row(theme="All", sure=(1, 0, 2), most=(1, 0, 2), open=0, total=3)
    >>> [words for _, words in key_of(Scorecard(stages=("no", "some", "full"), themes=(), all=all_))]
    ['0 no', '1 some', '2 full', 'not known']
    """
    count = len(shown.stages)
    return [*((_fill(n, count), _stage(shown, n)) for n in range(count)), (OPEN, "not known")]
