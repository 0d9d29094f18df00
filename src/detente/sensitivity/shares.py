r"""Shares: how much of a conclusion each player carries (Shapley, 1953).

A game gives each coalition S of n players a value v(S). The share of player i is its contribution
averaged over all orders in which the players can come together:

    phi_i = sum over S without i of |S|! (n - |S| - 1)! / n! (v(S + i) - v(S))

The shares add up to v(all) - v(none); a player that changes nothing has 0; players that are alike
have the same. With few players the sum is exact, over a table of all 2^n coalitions. With many,
orders are drawn, each with its reverse (Mitchell, Cooper, Frank and Holmes, 2022), and the mean
carries a 95 % interval.

A coalition is a whole number: bit i says whether player i is in it.
"""

from collections.abc import Sequence
from math import factorial, sqrt

import numpy as np
import numpy.typing as npt
from msgspec import Struct

__all__ = ["Portion", "exact_shares", "orders", "sampled_shares"]

Z = 1.959963984540054
"""Of the normal distribution, 95 in 100 lie within so many standard deviations."""
Values = npt.NDArray[np.float64]
Orders = npt.NDArray[np.int64]


class Portion(Struct, frozen=True, kw_only=True):
    """The share of one player, and half the width of its 95 % interval: 0 where it is exact."""

    share: float
    error: float = 0.0


def exact_shares(values: Sequence[float] | Values) -> tuple[Portion, ...]:
    """Return the share of each player from the values of all coalitions.

    Parameters
    ----------
    values : (2^n,) float
        The value of each coalition, by its number.

    Examples
    --------
    The glove game: player 0 has a left glove, players 1 and 2 a right one each; a pair is worth 1.

    >>> worth = [float(bool(s & 1) and bool(s & 6)) for s in range(8)]
    >>> [round(one.share, 4) for one in exact_shares(worth)]
    [0.6667, 0.1667, 0.1667]
    """
    table = np.asarray(values, np.float64)
    count = int(table.size).bit_length() - 1
    coalition = np.arange(table.size)
    size = sum((coalition >> player & 1 for player in range(count)), np.zeros_like(coalition))
    weight = np.array(
        [factorial(s) * factorial(count - s - 1) / factorial(count) for s in range(count)]
    )
    found = []
    for player in range(count):
        without = coalition[coalition >> player & 1 == 0]
        gain = table[without | 1 << player] - table[without]
        found.append(Portion(share=float((weight[size[without]] * gain).sum())))
    return tuple(found)


def orders(players: int, draws: int, random: np.random.Generator) -> Orders:
    """Return orders of the players, each followed by its reverse: (2 ceil(draws / 2), players) int64.

    Examples
    --------
    >>> drawn = orders(3, 4, np.random.default_rng(1))
    >>> drawn.shape, bool((drawn[0] == drawn[1][::-1]).all())
    ((4, 3), True)
    """
    found = np.empty((2 * ((draws + 1) // 2), players), np.int64)
    for row in range(0, len(found), 2):
        found[row] = random.permutation(players)
        found[row + 1] = found[row][::-1]
    return found


def sampled_shares(drawn: Orders, along: Sequence[Sequence[float]] | Values) -> tuple[Portion, ...]:
    """Return the share of each player from orders drawn in pairs, with its 95 % interval.

    Parameters
    ----------
    drawn : (D, n) int64
        As :func:`orders` gives them.
    along : (D, n + 1) float
        The values of the coalitions along each order, the empty one first.

    Examples
    --------
    >>> drawn = np.array([[0, 1], [1, 0]])
    >>> sampled_shares(drawn, [[0, 0, 1], [0, 0, 1]])[0]
    Portion(share=0.5, error=inf)
    """
    gains = np.diff(np.asarray(along, np.float64), axis=1)
    of_player = np.empty_like(gains)
    np.put_along_axis(of_player, drawn, gains, axis=1)
    pairs = (of_player[0::2] + of_player[1::2]) / 2
    mean = pairs.mean(axis=0)
    if len(pairs) < 2:
        return tuple(Portion(share=float(one), error=float("inf")) for one in mean)
    error = Z * pairs.std(axis=0, ddof=1) / sqrt(len(pairs))
    return tuple(
        Portion(share=float(one), error=float(wide)) for one, wide in zip(mean, error, strict=True)
    )
