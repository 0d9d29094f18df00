"""Lotteries over packages: the upper right convex hull, for two parties.

A lottery agrees on a package by chance, or on one for a share of the time and on another for the rest.
The utilities that lotteries reach are the convex hull of those of packages; its upper right boundary
is a chain of segments. The hull of a sum of blocks has the segments of all blocks, by slope: no
packages need be listed.

Array letters: V vertices, R rows of a block.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from detente.bargain.pareto import Points, efficient

__all__ = ["Chain", "Lottery", "chain", "choose_lotteries"]

Floats = NDArray[np.float64]
STEPS = 200


class Lottery(Struct, frozen=True):
    """The package of `rows` with chance ``1 - chance``, that of `other_rows` with chance `chance`."""

    gains: tuple[float, float]
    rows: tuple[int, ...]
    other_rows: tuple[int, ...]
    chance: float


class Chain(Struct, frozen=True, eq=False):
    """The vertices of the upper right hull, the second party's best first.

    Attributes
    ----------
    points : (V, 2) int64
        Their scores: the first coordinate grows, the second falls.
    rows : tuple of tuple of int
        The package at each, as the row of each block.
    """

    points: Points
    rows: tuple[tuple[int, ...], ...]


def chain(rows: Sequence[Points]) -> Chain:
    """Return the upper right hull of all sums of one row of each block.

    Parameters
    ----------
    rows : sequence of (R_k, 2) int64
        What each row is worth to the two parties.

    Examples
    --------
    >>> ban, site = np.array([[4, 0], [0, 5]]), np.array([[0, 3], [6, 0]])
    >>> found = chain([ban, site])
    >>> found.points.tolist(), found.rows
    ([[0, 8], [6, 5], [10, 0]], ((1, 0), (1, 1), (0, 1)))
    """
    start: list[int] = []
    edges: list[tuple[Fraction, int, int, int, int]] = []
    for block, part in enumerate(rows):
        places = _hull(part)
        start.append(places[0])
        for before, after in pairwise(places):
            right, down = (part[after] - part[before]).tolist()
            edges.append((Fraction(-down, right), block, after, right, down))
    edges.sort(key=lambda edge: edge[0])
    point = [int(sum(part[s, p] for part, s in zip(rows, start, strict=True))) for p in (0, 1)]
    points, ways, current = [tuple(point)], [tuple(start)], list(start)
    for _, block, after, right, down in edges:
        current[block] = after
        point = [point[0] + right, point[1] + down]
        points.append(tuple(point))
        ways.append(tuple(current))
    return Chain(np.array(points, np.int64), tuple(ways))


def _hull(part: Points) -> list[int]:
    """Return the places of the vertices of the upper right hull of one block (Andrew, 1979)."""
    kept: list[int] = []
    for place in efficient(part).tolist():
        while len(kept) > 1 and _below(part, kept[-2], kept[-1], place):
            kept.pop()
        kept.append(place)
    return kept


def _below(part: Points, before: int, middle: int, after: int) -> bool:
    one, two = (part[middle] - part[before]).tolist(), (part[after] - part[before]).tolist()
    return bool(one[0] * two[1] - one[1] * two[0] >= 0)


def choose_lotteries(
    hull: Chain, reservation: Sequence[Fraction], span: Sequence[int]
) -> dict[str, Lottery]:
    """Return the lottery that each bargaining solution chooses; nothing where none is acceptable.

    Returns
    -------
    dict of str to Lottery
        ``nash``, ``kalai_smorodinsky``, ``egalitarian``, ``utilitarian``, as in `solve`; gains are on
        the scale of utilities.

    Examples
    --------
    Between two packages that give everything to one, Nash's lottery is even:

    >>> hull = chain([np.array([[0, 8], [6, 0]])])
    >>> choose_lotteries(hull, [Fraction(0), Fraction(0)], [6, 8])["nash"].chance
    0.5
    """
    gains = on_scale(hull, reservation, span)
    best = height(gains)
    most = reach(gains)
    if most is None:
        return {}
    first, second = max(most, 1e-300), max(best(0.0), 1e-300)
    inside = gains[(gains[:, 0] > 0) & (gains[:, 0] < most), 0]
    corners = np.concatenate([[0.0, most], inside])
    chosen = {
        "nash": _best_product(gains, corners, best),
        "kalai_smorodinsky": _crossing(lambda g: best(g) / second - g / first, most),
        "egalitarian": _crossing(lambda g: best(g) - g, most),
        "utilitarian": float(max(corners.tolist(), key=lambda g: (g + best(g), best(g)))),
    }
    return {name: lottery_at(hull, gains, gain) for name, gain in chosen.items()}


def on_scale(hull: Chain, reservation: Sequence[Fraction], span: Sequence[int]) -> Floats:
    """Return the vertices as gains over no deal, on the scale of utilities: (V, 2)."""
    away = np.array([float(r) for r in reservation])
    return np.asarray((hull.points - away) / np.array(span, float))


def height(gains: Floats) -> Callable[[float], float]:
    """Return the second party's largest gain as a function of the first's."""
    return lambda gain: float(np.interp(gain, gains[:, 0], gains[:, 1]))


def reach(gains: Floats) -> float | None:
    """Return the first party's largest gain that leaves the second at least 0; None if there is none."""
    if gains[-1, 0] < 0 or height(gains)(max(0.0, float(gains[0, 0]))) < 0:
        return None
    if gains[-1, 1] >= 0:
        return float(gains[-1, 0])
    return float(np.interp(0.0, gains[::-1, 1], gains[::-1, 0]))


def _crossing(falling: Callable[[float], float], most: float) -> float:
    """Return where a falling function reaches 0 between 0 and `most`; an end where it does not."""
    low, high = 0.0, most
    if falling(high) >= 0:
        return high
    for _ in range(STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if falling(middle) >= 0 else (low, middle)
    return low


def _best_product(gains: Floats, corners: Floats, best: Callable[[float], float]) -> float:
    """Return the first party's gain where the product is largest: a corner, or inside a segment."""
    right, down = np.diff(gains[:, 0]), np.diff(gains[:, 1])
    # On a segment g2 = c + s g1 the product g1 (c + s g1) is largest at g1 = -c / (2 s).
    slope = down / right
    top = -(gains[:-1, 1] - slope * gains[:-1, 0]) / (2 * slope)
    inside = (top > gains[:-1, 0]) & (top < gains[1:, 0]) & (top > 0) & (top < corners[1])
    tried = [*corners.tolist(), *top[inside].tolist()]
    return float(max(tried, key=lambda g: g * best(g)))


def lottery_at(hull: Chain, gains: Floats, gain: float) -> Lottery:
    """Return the lottery on the hull where the first party gains `gain`."""
    after = int(np.searchsorted(gains[:, 0], gain - 1e-12))
    after = min(after, len(gains) - 1)
    before = max(after - 1, 0)
    width = gains[after, 0] - gains[before, 0]
    chance = min(max(float((gain - gains[before, 0]) / width), 0.0), 1.0) if width > 0 else 0.0
    mixed = (1 - chance) * gains[before] + chance * gains[after]
    return Lottery((float(mixed[0]), float(mixed[1])), hull.rows[before], hull.rows[after], chance)
