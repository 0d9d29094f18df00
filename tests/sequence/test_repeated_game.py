"""Equilibrium payoffs of repeated games by another method: the checker must agree.

Abreu and Sannikov (2014), "An algorithm for two-player repeated games with perfect monitoring",
Theoretical Economics 9, 313-338. What is computed here is the operator of Abreu, Pearce and Stacchetti
(1990) on polygons, with no code of the package: from the hull of stage payoffs on,

    B(W) = hull of  { (1-d) g(a) + d w :  w in W,  d (w_i - min_W w_i) >= (1-d) h_i(a) },

where h_i(a) is what i gains at once by its best deviation. It is their set where the public randomises.
"""

import itertools

import numpy as np
import pytest
from numpy.typing import NDArray

from detente.sequence import check, reversible, setting_of

Points = NDArray[np.float64]


def hull(points: Points) -> Points:
    """Return the vertices of the convex hull, counter-clockwise (Andrew, 1979)."""
    ordered = sorted(set(map(tuple, np.round(points, 12).tolist())))
    if len(ordered) < 3:
        return np.array(ordered)

    def chain(part: list[tuple[float, ...]]) -> list[tuple[float, ...]]:
        out: list[tuple[float, ...]] = []
        for p in part:
            while len(out) > 1 and (
                (out[-1][0] - out[-2][0]) * (p[1] - out[-2][1])
                - (out[-1][1] - out[-2][1]) * (p[0] - out[-2][0])
                <= 1e-12
            ):
                out.pop()
            out.append(p)
        return out[:-1]

    return np.array(chain(ordered) + chain(ordered[::-1]))


def above(polygon: Points, axis: int, least: float) -> Points:
    """Return the part of a polygon in which a coordinate is at least `least`."""
    out = []
    for p, q in itertools.pairwise([*polygon, polygon[0]]):
        if p[axis] >= least - 1e-12:
            out.append(p)
        if (p[axis] - least) * (q[axis] - least) < 0:
            out.append(p + (q - p) * (least - p[axis]) / (q[axis] - p[axis]))
    return np.array(out).reshape(-1, 2)


def equilibrium_payoffs(first: Points, second: Points, delta: float) -> Points:
    """Return the vertices of the set of equilibrium payoffs of the repeated game."""
    stage = np.stack([first, second], axis=2)
    found = hull(stage.reshape(-1, 2))
    for _ in range(400):
        worst = found.min(axis=0)
        parts = []
        for a, b in np.ndindex(first.shape):
            gain = np.array([first[:, b].max() - first[a, b], second[a].max() - second[a, b]])
            part = found
            for axis in (0, 1):
                if len(part):
                    part = above(part, axis, worst[axis] + (1 - delta) / delta * gain[axis])
            if len(part):
                parts.append((1 - delta) * stage[a, b] + delta * part)
        after = hull(np.concatenate(parts))
        if after.shape == found.shape and np.allclose(after, found, atol=1e-12):
            break
        found = after
    return found


def inside(polygon: Points, point: tuple[float, float]) -> bool:
    """Return whether a point lies in the hull of a polygon and itself no further out."""
    wider = hull(np.vstack([polygon, point]))
    return bool(np.abs(wider - np.array(point)).sum(axis=1).min() > 1e-6) or bool(
        np.abs(polygon - np.array(point)).sum(axis=1).min() < 1e-6
    )


def dilemma(t: float, r: float, p: float, s: float) -> tuple[Points, Points]:
    first = np.array([[r, s], [t, p]])
    return first, first.T


def test_the_published_example() -> None:
    """S2, Abreu and Sannikov (2014): 9, 1, 10, 3 at .3 gives (3, 3), (3, 9.75), (9, 9), (9.75, 3)."""
    found = equilibrium_payoffs(*dilemma(10, 9, 3, 1), 0.3)
    expected = {(3, 3), (3, 9.75), (9, 9), (9.75, 3)}
    assert {tuple(np.round(row, 6).tolist()) for row in hull(np.round(found, 6))} == expected


@pytest.mark.parametrize("payoffs", [(5, 3, 1, 0), (10, 9, 3, 1), (4, 3, 2, 0)])
@pytest.mark.parametrize("offset", [-0.01, 0.0, 0.01, 0.2])
def test_cooperation_holds_where_it_is_an_equilibrium_payoff(
    payoffs: tuple[float, float, float, float], offset: float
) -> None:
    """S2: both at R from the first period on holds exactly where (R, R) lies in the set."""
    t, r, p, s = payoffs
    delta = (t - r) / (t - p) + offset
    first, second = dilemma(t, r, p, s)
    utility = np.array([[p, s, t, r], [p, t, s, r]], float)
    setting = setting_of([reversible(0, 2), reversible(1, 2)], utility, delta)
    holds = check(setting, (0, 3)).holds
    assert holds == (offset >= 0)
    assert inside(equilibrium_payoffs(first, second, delta), (r, r)) == holds
