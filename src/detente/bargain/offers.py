"""Alternating offers: what is agreed when each waits for the next round at a cost.

In each round one party proposes and the others accept or refuse; after a refusal the next one
proposes a period later. A gain that comes a period later counts delta_i times (Rubinstein, 1982,
Econometrica 50, 97-109). Two forms:

* Two parties and lotteries: the frontier of gains is concave, and there is one equilibrium. The
  first proposes x, the second would propose y, with x_2 = delta_2 y_2 and y_1 = delta_1 x_1.
* Packages only, any number of parties: backward induction over a long horizon, each proposing its
  best package that leaves every other at least what waiting is worth to it. With three parties or
  more there are other equilibria (Shaked); this is the limit of the finite games.

Array letters: F points, P parties.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["by_backward_induction", "on_frontier"]

Floats = NDArray[np.float64]
ROUNDS = 10_000
SAME = 1e-12


def on_frontier(
    best_for_second: Callable[[float], float], most: float, patience: tuple[float, float]
) -> tuple[float, float]:
    """Return the gains that are agreed at once when the first party proposes first.

    Parameters
    ----------
    best_for_second : callable
        The second party's gain on a concave frontier as a function of the first's, decreasing.
    most : float
        The largest gain of the first party, where the second's is at least 0.
    patience : (float, float)
        Discount factors per round, at least 0 and below 1.

    Examples
    --------
    Sharing one unit: the proposer gets (1 - d2) / (1 - d1 d2).

    >>> first, second = on_frontier(lambda gain: 1 - gain, 1.0, (0.9, 0.9))
    >>> round(first, 6), round(second, 6)
    (0.526316, 0.473684)
    """
    one, other = patience

    def excess(gain: float) -> float:
        return best_for_second(gain) - other * best_for_second(one * gain)

    low, high = 0.0, most
    if excess(high) >= 0:
        return high, best_for_second(high)
    for _ in range(200):
        middle = (low + high) / 2
        if excess(middle) >= 0:
            low = middle
        else:
            high = middle
    return low, best_for_second(low)


def by_backward_induction(
    gains: Floats, patience: Sequence[float], *, first: int = 0, rounds: int = ROUNDS
) -> tuple[int, int]:
    """Return the package agreed at once, and how many rounds from the end it stopped changing.

    Parameters
    ----------
    gains : (F, P) float64
        Gains at the acceptable efficient packages, at least 0.
    patience : sequence of float
        Discount factor of each party per round.
    first : int
        Who proposes first; then in the order of the parties.
    rounds : int
        The horizon: after so many rounds without agreement there is no deal.

    Returns
    -------
    (int, int)
        The place of the package. The horizon at which every proposer's package had been the same for
        ten turns, or `rounds` where that did not come about.

    Examples
    --------
    >>> share = np.linspace(0, 1, 100_001)
    >>> gains = np.column_stack([share, 1 - share])
    >>> place, _ = by_backward_induction(gains, [0.9, 0.9])
    >>> gains[place].round(3).tolist()
    [0.526, 0.474]
    """
    parties = gains.shape[1]
    delta = np.asarray(patience, float)
    chosen = [-1] * parties
    worth = np.zeros(parties)
    steady, proposer, taken = 0, (first + rounds - 1) % parties, rounds
    for count in range(rounds):
        place = _proposal(gains, delta * worth, proposer)
        steady = steady + 1 if place == chosen[proposer] else 0
        chosen[proposer], worth = place, gains[place]
        if steady >= 10 * parties and proposer == first:
            taken = count + 1
            break
        proposer = (proposer - 1) % parties
    return chosen[first], taken


def _proposal(gains: Floats, least: Floats, proposer: int) -> int:
    """Return the proposer's best package among those that leave the others at least `least`."""
    others = np.arange(gains.shape[1]) != proposer
    accepted = (gains[:, others] >= least[others] - SAME).all(axis=1)
    own = np.where(accepted, gains[:, proposer], -1.0)
    best = np.flatnonzero(own >= own.max() - SAME)
    return int(best[np.argmax(gains[best].sum(axis=1))])
