"""How detection and snapback together decide: the least slack of a schedule over a grid of both.

Columns: how often one looks, as a multiple of now. Rows: how many periods more a return takes. Each
square says the least slack; where it is negative somebody would break the schedule. The line between
the two is drawn, and the present is framed.
"""

from collections.abc import Iterator

from detente.brief.pictures.kit import AMBER, INK, MUTED, PAPER, element, escape, picture, text
from detente.brief.report.deal import Heat

__all__ = ["heat", "heat_table"]

WIDE, HIGH, LEFT, TOP = 62, 26, 96, 44
HOLDS = ("#e4f1ec", "#b5d9cf", "#7fbcab", "#3f9a84")
FAILS = ("#fbe7df", "#f3c3b0", "#e08f70", "#c4623b")
EDGES = (0.02, 0.1, 0.3)


def heat(grid: Heat) -> str:
    """Return the heat map.

    Examples
    --------
    >>> svg = heat(Heat(looks=(0.5, 1.0), periods=(0, 1), least=((-0.1, 0.2), (-0.3, 0.0))))
    >>> svg.count("h62v26"), "now" in svg
    (4, True)
    """
    width = LEFT + WIDE * len(grid.looks) + 12
    height = TOP + HIGH * len(grid.periods) + 46
    drawn = [*_squares(grid), *_line(grid), *_axes(grid), *_now(grid)]
    held = sum(value >= -1e-9 for row in grid.least for value in row)
    label = (
        f"The least slack over {len(grid.looks)} frequencies of looking and {len(grid.periods)} "
        f"delays of a return: the schedule holds in {held} of "
        f"{len(grid.looks) * len(grid.periods)}."
    )
    return picture(width, height, label, *drawn, class_="heat")


def _colour(value: float) -> str:
    shades = HOLDS if value >= -1e-9 else FAILS
    return shades[sum(abs(value) >= edge for edge in EDGES)]


def _place(column: int, row: int) -> tuple[float, float]:
    return LEFT + column * WIDE, TOP + row * HIGH


def _squares(grid: Heat) -> Iterator[str]:
    """Yield the squares, those of one colour as one path, and what is written in them."""
    squares: dict[str, list[str]] = {}
    said: dict[str, list[str]] = {INK: [], PAPER: []}
    for row, values in enumerate(grid.least):
        for column, value in enumerate(values):
            x, y = _place(column, row)
            fill = _colour(value)
            squares.setdefault(fill, []).append(f"M{x} {y}h{WIDE}v{HIGH}h-{WIDE}z")
            ink = PAPER if fill in {HOLDS[3], FAILS[3]} else INK
            words = escape(_number(value))
            said[ink].append(element("text", words, x=x + WIDE / 2, y=y + 17))
    for fill, parts in squares.items():
        yield element("path", d="".join(parts), fill=fill, stroke=PAPER)
    for ink, texts in said.items():
        if texts:
            yield element("g", *texts, font_size=12, text_anchor="middle", fill=ink)


def _number(value: float) -> str:
    if abs(value) < 5e-7:
        return "0"
    said = f"{value:+.2f}" if abs(value) >= 0.05 else f"{value:+.4f}"
    return said.replace("-", "\N{MINUS SIGN}")


def _line(grid: Heat) -> Iterator[str]:
    """Yield the zero line: the edges between squares that hold and squares that do not."""
    holds = [[value >= -1e-9 for value in row] for row in grid.least]
    parts = []
    for row, values in enumerate(holds):
        for column, good in enumerate(values):
            x, y = _place(column, row)
            if column and values[column - 1] != good:
                parts.append(f"M{x} {y}V{y + HIGH}")
            if row and holds[row - 1][column] != good:
                parts.append(f"M{x} {y}H{x + WIDE}")
    if parts:
        yield element(
            "path",
            d="".join(parts),
            fill="none",
            stroke=INK,
            stroke_width=3,
            stroke_linecap="round",
        )


def _axes(grid: Heat) -> Iterator[str]:
    yield text(LEFT, 16, "Green: it holds. Orange: somebody breaks it.", size=12, fill=MUTED)
    for column, looks in enumerate(grid.looks):
        x, y = _place(column, len(grid.periods))
        yield text(x + WIDE / 2, y + 16, _times(looks), size=12, text_anchor="middle", fill=MUTED)
    middle = LEFT + WIDE * len(grid.looks) / 2
    below = TOP + HIGH * len(grid.periods) + 36
    yield text(
        middle, below, "how often one looks, as a multiple of now", text_anchor="middle", size=12
    )
    for row, periods in enumerate(grid.periods):
        _, y = _place(0, row)
        said = "as now" if not periods else f"+{periods} period{'s' if periods > 1 else ''}"
        yield text(LEFT - 8, y + 17, said, size=12, text_anchor="end", fill=MUTED)


def _times(looks: float) -> str:
    return f"1/{1 / looks:g}" if looks < 1 else f"{looks:g}\N{MULTIPLICATION SIGN}"


def _now(grid: Heat) -> Iterator[str]:
    if 1.0 not in grid.looks or 0 not in grid.periods:
        return
    x, y = _place(grid.looks.index(1.0), grid.periods.index(0))
    yield element(
        "rect",
        x=x + 1,
        y=y + 1,
        width=WIDE - 2,
        height=HIGH - 2,
        fill="none",
        stroke=AMBER,
        stroke_width=3,
    )
    yield text(x + WIDE / 2, y - 3, "now", size=11.5, font_weight="700", text_anchor="middle")


Table = tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]


def heat_table(grid: Heat) -> Table:
    """Return the same as a table.

    Examples
    --------
    >>> heat_table(Heat(looks=(0.5,), periods=(0,), least=((0.25,),)))
    (('Return takes', '1/2'), (('as now', '0.2500'),))
    """
    head = ("Return takes", *(_times(looks) for looks in grid.looks))
    rows = tuple(
        (
            "as now" if not periods else f"{periods} period{'s' * (periods > 1)} more",
            *(f"{value:.4f}".replace("-", "\N{MINUS SIGN}") for value in values),
        )
        for periods, values in zip(grid.periods, grid.least, strict=True)
    )
    return head, rows
