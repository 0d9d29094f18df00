"""What a coalition gains and fears: improvements for all its members, and what deters them.

State q is an improvement of coalition H over s

    strict   if q >_i s for every i in H                      (Kilgour, Hipel, Fang and Peng 2001)
    pareto   if q >=_i s for every i in H and q >_i s for some

and x *deters* H at s if x is no such improvement over s: under the strict reading some member does
not prefer x to s; under the other some member is worse off at x, or none is better off.

Both are comparisons of a few numbers. Let the *worth* of a state be the ranks of the members and,
under the Pareto reading, their sum as well; let the *mark* of s be its worth, plus one where more is
asked for than as much. Then q is an improvement over s iff no worth of q is below the mark of s. The
sum is never read as an amount: where all ranks are at least as good, it tells whether one is better.

With g_k(q) the least worth k among the states X that others can make of q, some x in X deters H from
q iff some g_k(q) is below the mark of s: if no member can be made worse off, then what deters is a
state equal to s for all members, and that has the least sum. So a minimum for each number answers for
all sanctions, as for single parties.

Array letters: F feasible states, m members, K numbers of worth.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from detente.stability.boxes import Bools, Ints

__all__ = ["Gain", "gain_of"]


class Gain(Struct, frozen=True, eq=False):
    """What a coalition looks at in a state.

    Attributes
    ----------
    worth : (K, F) int32
        Ranks of the members; their sum last, under the Pareto reading.
    mark : (K, F) int32
        What the worth of another state must come to for it to be an improvement.
    """

    worth: Ints
    mark: Ints

    def above(self, worth: Ints, places: npt.NDArray[np.int64]) -> Bools:
        """Return which worths come up to the marks of the states at `places`: (len(places), F) bool."""
        found = np.ones((places.size, worth.shape[1]), np.bool_)
        for values, marks in zip(worth, self.mark, strict=True):
            found &= marks[places][:, None] <= values[None, :]
        return found

    def improves(self, state: int) -> Bools:
        """Return which states are improvements over `state`: (F,) bool."""
        better: Bools = self.above(self.worth, np.array([state]))[0]
        return better


def gain_of(rank: Ints, members: Sequence[int], improvement: str) -> Gain:
    """Return what the coalition of `members` looks at.

    Parameters
    ----------
    rank : (P, F) int32
        Ranks of all parties.
    members : sequence of int
        The parties of the coalition.
    improvement : str
        ``strict`` or ``pareto``.

    Raises
    ------
    ValueError
        There is no such reading of improvement.

    Examples
    --------
    The second state is better for one member and as good for the other.

    >>> rank = np.array([[0, 1], [0, 0]], np.int32)
    >>> [gain_of(rank, (0, 1), reading).improves(0).tolist() for reading in ("strict", "pareto")]
    [[False, False], [False, True]]
    """
    # Places in the order of states, so that a sum cannot overflow.
    places = [np.unique(rank[member], return_inverse=True)[1] for member in members]
    ranks = np.array(places, np.int32)
    if improvement == "strict":
        return Gain(ranks, ranks + np.int32(1))
    if improvement != "pareto":
        message = f"{improvement!r} is none of strict, pareto"
        raise ValueError(message)
    worth = np.vstack([ranks, ranks.sum(axis=0, dtype=np.int32, keepdims=True)])
    more = np.zeros((len(worth), 1), np.int32)
    more[-1] = 1
    return Gain(worth, worth + more)
