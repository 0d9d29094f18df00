"""The history of one lever as a bar: dark where it stood fully, light where it was given up."""

import datetime as dt
from collections.abc import Sequence

from detente.brief.pictures.kit import (
    HAIRLINE,
    INK,
    LEVEL_FILL,
    PAPER,
    element,
    escape,
    picture,
    shorten,
    text,
    text_width,
)
from detente.brief.report.records import Bar
from detente.ledger.clocks import date_in_words

__all__ = ["strip"]

HEIGHT, PAD = 13, 2


def strip(
    bars: Sequence[Bar], first: dt.date, last: dt.date, *, name: str, width: float = 168
) -> str:
    """Return the bar from `first` to `last`; the last day is marked by a line.

    Parameters
    ----------
    bars : sequence of Bar
        Stretches in order of time, without gaps.
    first, last : datetime.date
        The days at the two ends.
    name : str
        The lever, for those who do not see the picture.
    width : float
        Of the picture.

    Examples
    --------
    >>> day = dt.date
    >>> bars = [Bar(first=day(2019, 1, 1), last=day(2019, 6, 30), words="in force", shade="full")]
    >>> strip(bars, day(2019, 1, 1), day(2019, 12, 31), name="Ban").count("<rect")
    2
    """
    days = max(1, (last - first).days + 1)

    def place(day: dt.date) -> float:
        return max(0.0, min(1.0, (day - first).days / days)) * (width - 2)

    drawn = [element("rect", x=0, y=PAD, width=width - 2, height=HEIGHT, fill="#f4f5f6")]
    for bar in bars:
        start, end = place(bar.first), place(bar.last + dt.timedelta(days=1))
        drawn.append(_bar(bar, start, max(1.0, end - start)))
    edge = width - 1
    drawn.append(
        element("line", x1=edge, x2=edge, y1=0, y2=HEIGHT + 2 * PAD, stroke=INK, stroke_width=1.5)
    )
    return picture(width, HEIGHT + 2 * PAD, f"{name}: {_told(bars)}", *drawn, class_="strip")


def _bar(bar: Bar, x: float, width: float) -> str:
    fill = LEVEL_FILL.get(bar.shade, HAIRLINE)
    said = element("title", escape(f"{bar.words}, {_days(bar)}"))
    shape = element("rect", said, x=x, y=PAD, width=max(0.6, width - 0.6), height=HEIGHT, fill=fill)
    if bar.shade == "unknown" and width > 3:
        shape += element(
            "line",
            x1=x,
            x2=x + width - 0.6,
            y1=PAD + HEIGHT / 2,
            y2=PAD + HEIGHT / 2,
            stroke=PAPER,
            stroke_width=2.5,
            stroke_dasharray="3 3",
        )
    if bar.shade == "amount" and width > 20:
        words = shorten(bar.words, width - 8, 11)
        if text_width(words, 11) <= width - 8:
            shape += text(x + 4, PAD + HEIGHT - 3, words, size=11)
    return shape


def _days(bar: Bar) -> str:
    return f"{date_in_words(bar.first)} to {date_in_words(bar.last)}"


def _told(bars: Sequence[Bar]) -> str:
    return "; ".join(f"{bar.words} {_days(bar)}" for bar in bars) or "nothing is recorded"
