"""Every package as a point: what it is worth to one party and to the other.

Between three and more parties there is one scatter for each two of them. The zone in which both have
at least what no deal is worth to them is shaded. Axes are each party's own: 0 is its worst package
and 1 its best; of a party that gives an order only, the rank counted from the worst. Above 2,000 marks packages are drawn as the squares of a grid, darker where more are.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import combinations

from detente.brief.pictures.glyphs import party_colour, shape
from detente.brief.pictures.kit import (
    AMBER,
    INK,
    MUTED,
    PAPER,
    TEAL,
    TEAL_PALE,
    element,
    escape,
    picture,
    text,
    text_width,
)
from detente.brief.report.deal import Cloud, Deal, Mark

__all__ = ["MOST_MARKS", "pareto", "pareto_table"]

MOST_MARKS = 2_000
BINS = 60
SMALLER = 0.75
LEFT, TOP, BELOW, SIZE = 52, 14, 58, 12.5
BOX = tuple[float, float, float, float]


def pareto(deal: Deal, *, width: float = 720, height: float = 460) -> str:
    """Return the scatter of a deal; between three or more parties one for each two of them.

    Raises
    ------
    ValueError
        There is one party.

    Examples
    --------
    >>> deal = Deal(parties=("a", "b"), reservation=(0.5, 0.5), ranked=(False, True), packages=1,
    ...     acceptable=0, frontier=(), marks=(), clouds=(((0.1, 0.9, 1),),), headline="", sentences=())
    >>> pareto(deal).count("h0")
    1
    """
    if len(deal.parties) < 2:
        raise ValueError(f"{len(deal.parties)} parties: the scatter is for two and more")
    label = (
        f"{deal.packages:,} packages by what they are worth to {' and to '.join(deal.parties)}; "
        "the named ones are marked."
    )
    if len(deal.parties) == 2:
        return picture(width, height, label, *_drawn(deal, width, height), class_="pareto")
    chosen = combinations(range(len(deal.parties)), 2)
    wide, high = width / 2, height * SMALLER
    panels = [
        element(
            "g",
            *_drawn(pair, wide, high, two),
            transform=f"translate({place % 2 * wide:g} {place // 2 * high:g})",
        )
        for place, (two, pair) in enumerate(zip(chosen, deal.pairs, strict=True))
    ]
    rows = (len(panels) + 1) // 2
    return picture(width, rows * high, label, *panels, class_="pareto")


def _drawn(
    deal: Deal, width: float, height: float, two: tuple[int, int] | None = None
) -> Iterator[str]:
    """Yield the scatter of two parties; `two` says which of several, whose frontier has no steps."""
    plot = _Plot(width, height)
    yield from plot.zone(deal.reservation)
    yield from plot.axes(deal, two or (0, 1))
    for cloud in deal.clouds:
        yield from plot.cloud(cloud)
    yield from plot.frontier(deal.frontier, stairs=two is None)
    yield from plot.named(deal.marks)


class _Plot:
    """The plane: 0 to 1 on both axes."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self.wide, self.high = width - LEFT - 16, height - TOP - BELOW

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Return where a point is drawn."""
        return LEFT + x * self.wide, TOP + (1 - y) * self.high

    def zone(self, reservation: tuple[float, ...]) -> Iterator[str]:
        """Yield the shaded zone and its two edges."""
        x, y = self.at(*reservation)
        right, top = self.at(1, 1)
        yield element(
            "rect", x=x, y=top, width=max(right - x, 0), height=max(y - top, 0), fill=TEAL_PALE
        )
        for x1, y1, x2, y2 in ((x, top, x, self.at(0, 0)[1]), (LEFT, y, right, y)):
            yield element("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=TEAL, stroke_dasharray="4 3")

    def axes(self, deal: Deal, two: tuple[int, int]) -> Iterator[str]:
        """Yield both axes, in each party's own terms."""
        x0, y0 = self.at(0, 0)
        x1, y1 = self.at(1, 1)
        yield element("path", d=f"M{x0:g} {y1:g}V{y0:g}H{x1:g}", fill="none", stroke=MUTED)
        for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
            x, y = self.at(tick, tick)
            said = f"{tick:g}"
            yield text(x, y0 + 17, said, size=12, text_anchor="middle", fill=MUTED)
            yield text(x0 - 8, y + 4, said, size=12, text_anchor="end", fill=MUTED)
            yield element("line", x1=x, x2=x, y1=y0, y2=y0 + 4, stroke=MUTED)
            yield element("line", x1=x0 - 4, x2=x0, y1=y, y2=y, stroke=MUTED)
        names = [_axis(deal, place) for place in (0, 1)]
        below, beside = map(party_colour, two)
        middle = (x0 + x1) / 2
        yield text(middle, y0 + 40, names[0], text_anchor="middle", fill=below, font_weight="600")
        yield element(
            "text",
            escape(names[1]),
            transform=f"translate(14 {(y0 + y1) / 2:.1f}) rotate(-90)",
            font_size=SIZE,
            text_anchor="middle",
            fill=beside,
            font_weight="600",
        )

    def cloud(self, cloud: Cloud) -> Iterator[str]:
        """Yield all packages: a dot each, or squares where there are too many."""
        if len(cloud) <= MOST_MARKS:
            dots = "".join(self._dots(cloud))
            if dots:  # one line without length each, whose round ends make a dot: short to write
                yield element(
                    "path",
                    d=dots,
                    stroke=MUTED,
                    stroke_width=4.4,
                    stroke_linecap="round",
                    stroke_opacity="0.35",
                )
            return
        bins = Counter[tuple[int, int]]()
        for x, y, count in cloud:
            bins[min(int(x * BINS), BINS - 1), min(int(y * BINS), BINS - 1)] += count
        most = max(bins.values())
        for (column, row), count in sorted(bins.items()):
            x, y = self.at(column / BINS, (row + 1) / BINS)
            yield element(
                "rect",
                x=x,
                y=y,
                width=self.wide / BINS,
                height=self.high / BINS,
                fill=MUTED,
                fill_opacity=f"{0.12 + 0.55 * (count / most) ** 0.5:.2f}",
            )

    def _dots(self, cloud: Cloud) -> Iterator[str]:
        """Yield the dots of a path, whole pixels apart, each once: as short as it can be said."""
        places = sorted({(round(a), round(b)) for a, b in (self.at(x, y) for x, y, _ in cloud)})
        before = (0, 0)
        for left, top in places:
            across, down = left - before[0], top - before[1]
            yield f"m{across}{'' if down < 0 else ' '}{down}h0"
            before = (left, top)

    def frontier(self, points: tuple[tuple[float, ...], ...], *, stairs: bool) -> Iterator[str]:
        """Yield the efficient points that all accept, joined by steps if nothing lies above them."""
        places = [self.at(*point) for point in sorted(points)]
        if stairs and len(places) > 1:
            (x, y), *others = places
            path = [f"M{x:.1f} {y:.1f}"]
            path += [f"V{b:.1f}H{a:.1f}" for a, b in others]
            yield element("path", d="".join(path), fill="none", stroke=TEAL, stroke_width=1.3)
        dots = [element("circle", cx=x, cy=y, r=3.4) for x, y in places[:MOST_MARKS]]
        if dots:
            yield element("g", *dots, fill=TEAL)

    def named(self, marks: tuple[Mark, ...]) -> Iterator[str]:
        """Yield signs and labels; those at one place share a label."""
        groups: dict[tuple[float, float], list[Mark]] = {}
        for mark in marks:
            x, y = self.at(*mark.values[:2])
            groups.setdefault((round(x, 1), round(y, 1)), []).append(mark)
        taken: list[BOX] = [(x - 7, y - 7, x + 7, y + 7) for x, y in groups]
        labels: list[str] = []
        for (x, y), group in groups.items():
            for mark in group:
                yield _sign(mark, x, y)
            said = _together([mark.name for mark in group])
            strong = any(mark.kind != "package" for mark in group)
            labels += self._label(said, x, y, taken, strong=strong)
        yield from labels

    def _label(self, said: str, x: float, y: float, taken: list[BOX], *, strong: bool) -> list[str]:
        """Return a label beside its sign where there is room, with a line to it where it is far."""
        wide = text_width(said, SIZE, bold=strong)
        away = (0, -16, 16, -32, 32, -48, 48, -64, 64, -80, 80, -100, 100, -120, 120)
        spots = [
            (left, y + 4 + dy)
            for dy in away
            for left in (x + 11, x - 11 - wide)
            if left > LEFT and left + wide < self.width and TOP < y + dy < self.height - BELOW + 8
        ]
        free = (s for s in spots if not any(_overlap(_box(s, wide), other) for other in taken))
        left, base = next(free, spots[0] if spots else (x + 11, y + 4))
        taken.append(_box((left, base), wide))
        drawn = []
        if abs(base - 4 - y) > 20:
            end = left if left > x else left + wide
            drawn.append(
                element("line", x1=x, y1=y, x2=end, y2=base - 4, stroke=MUTED, stroke_width=0.7)
            )
        weight = "600" if strong else "400"
        halo = element(
            "g",
            text(left, base, said, font_weight=weight),
            stroke=PAPER,
            stroke_width=3,
            paint_order="stroke",
            stroke_linejoin="round",
        )
        return [*drawn, halo]


def _box(spot: tuple[float, float], wide: float) -> BOX:
    left, base = spot
    return left - 1, base - 11, left + wide + 1, base + 4


def _overlap(one: BOX, other: BOX) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _together(names: list[str]) -> str:
    said = ", ".join(names[:4])
    return said if len(names) <= 4 else f"{said} and {len(names) - 4} more"


def _sign(mark: Mark, x: float, y: float) -> str:
    hint = mark.words or mark.name
    if mark.kind == "now":
        ring = element("circle", cx=x, cy=y, r=7.5, fill="none", stroke=AMBER, stroke_width=2.5)
        return element("g", element("title", escape(hint)), ring)
    name = "diamond" if mark.kind == "solution" else "up"
    colour = TEAL if mark.kind == "solution" else INK
    drawn = shape(name, x, y, hollow=not mark.acceptable, hint=hint)
    return element("g", drawn, fill=colour, stroke=colour, stroke_width=1.5)


def _axis(deal: Deal, place: int) -> str:
    name = deal.parties[place]
    if deal.ranked[place]:
        return f"{name}: rank, counted from the worst"
    return f"{name}: from 0, the worst, to 1, the best"


Table = tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]


def pareto_table(deal: Deal) -> Table:
    """Return the same as a table: the named packages and the efficient points.

    Examples
    --------
    >>> now = Mark(kind="now", name="Now", values=(0.5, 0.25), acceptable=True)
    >>> pareto_table(Deal(parties=("a", "b"), reservation=(0.5, 0.25), ranked=(False, False), packages=1,
    ...     acceptable=1, frontier=((1.0, 0.5),), marks=(now,), clouds=(), headline="", sentences=()))[1]
    (('Now', '0.50', '0.25', 'yes'), ('Efficient 1', '1.00', '0.50', 'yes'))
    """
    head = ("Package", *(f"Worth to {name}" for name in deal.parties), "Acceptable to all")
    rows = [
        (mark.name, *(f"{v:.2f}" for v in mark.values), "yes" if mark.acceptable else "no")
        for mark in deal.marks
    ]
    rows += [
        (f"Efficient {place}", *(f"{v:.2f}" for v in point), "yes")
        for place, point in enumerate(sorted(deal.frontier)[:40], 1)
    ]
    none = ("No deal", *(f"{v:.2f}" for v in deal.reservation), "the measure")
    marked = [*rows] if any(mark.kind == "now" for mark in deal.marks) else [none, *rows]
    return head, tuple(marked)
