"""Strength of preference: stable because what would follow is worse, or because it is much worse.

A party may prefer s to q mildly, or greatly, or in r degrees (Hamouda, Kilgour and Hipel 2004, 2006;
Xu, Hipel and Kilgour 2009 for more than two). Improvements are as ever: better in any degree. What
degrees change is how heavy a sanction is.

- *General* stability: `detente.stability.concepts`, degrees left aside.
- Stable *in degree t*: each improvement is deterred by some s2 that is worse than s by t degrees or
  more; under SMR and SSEQ each further move of the party from s2 leads to a state that is worse by
  t degrees or more, too. Sanctions of SEQ and SSEQ are improvements of their movers in any degree.
- *Strong* stability: in the highest degree r, with two degrees the greatly. *Weak*: general, not strong.

A party with no improvement is strongly stable under every concept. Stability in degree t implies
stability in degree t - 1. There are two degrees at least: mildly (1) and greatly (2). To a party of
which nothing is said to matter greatly no outcome is greatly worse, so it is strongly stable just
where it has no improvement.

Degrees come from a list of statements: two states differ greatly if the first statement on which
they differ is one of the first k (`great` of `compile_relations`); or from ranks that are coarser.
Where there are more than two, they count from mildly up: a party with fewer marks than others is
deterred in its own degrees only, and not in the highest.

With unknown pairs as well (*hybrid*), `detente.stability.uncertain.solve_hybrid` gives the degree for
each extension; an unknown outcome deters in every degree under extensions c and d.

Not found here: degrees of improvement that a party asks for before it moves.

References
----------
L. Hamouda, D. M. Kilgour and K. W. Hipel (2004), Strength of preference in the graph model for
conflict resolution, Group Decision and Negotiation 13, 449-462. L. Hamouda, D. M. Kilgour and
K. W. Hipel (2006), Strength of preference in graph models for multiple-decision-maker conflicts,
Applied Mathematics and Computation 179, 314-327. H. Xu, K. W. Hipel and D. M. Kilgour (2009),
Multiple levels of preference in interactive strategic decisions, Discrete Applied Mathematics 157,
3300-3313. H. Xu, K. W. Hipel, D. M. Kilgour and Y. Chen (2010), Combining strength and uncertainty for
preferences in the graph model for conflict resolution with multiple decision makers, Theory and
Decision 69, 497-521.
"""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from detente.errors import CannotComputeError
from detente.model import Model
from detente.model.partial_order import UNKNOWN, Comparison, Ranked
from detente.stability import concepts as ordinary
from detente.stability.boxes import Bools
from detente.stability.deterrence import HELD, check_listed
from detente.stability.uncertain import Levels, highest_degree, solve_hybrid

__all__ = ["Strength", "solve_strength"]


class Strength(Struct, frozen=True, eq=False):
    """How strongly each party is stable at each state, under one concept.

    Attributes
    ----------
    degree : (P, S) int8
        The highest degree in which the party is stable; 0 in the ordinary sense only, -1 where it is
        not stable, or the state is infeasible.
    degrees : int
        The highest degree there is: r, two at least.

    Examples
    --------
    >>> import numpy as np
    >>> found = Strength(np.array([[-1, 0, 2]], np.int8), 2)
    >>> found.general.tolist(), found.strong.tolist(), found.weak.tolist()
    ([[False, True, True]], [[False, False, True]], [[False, True, False]])
    """

    degree: Levels
    degrees: int

    @property
    def general(self) -> Bools:
        """Where each party is stable, degrees left aside: (P, S) bool."""
        return self.degree >= 0

    @property
    def strong(self) -> Bools:
        """Where each party is stable in the highest degree: (P, S) bool."""
        return self.degree >= self.degrees

    @property
    def weak(self) -> Bools:
        """Where each party is stable, but not in the highest degree: (P, S) bool."""
        return self.general & ~self.strong


def solve_strength(
    model: Model, orders: Sequence[Comparison], concepts: Sequence[str] = ordinary.CONCEPTS
) -> dict[str, Strength]:
    """Return for each concept how strongly each party is stable, where everything is known.

    Parameters
    ----------
    model : Model
        States and moves; its ranks are not used.
    orders : sequence of Comparison
        Per party, over the F feasible states in increasing order, with degrees and no unknown pair.
    concepts : sequence of str
        Some of ``"nash"``, ``"gmr"``, ``"smr"``, ``"seq"``, ``"sseq"``.

    Returns
    -------
    dict of Strength
        By concept.

    Raises
    ------
    ValueError
        A concept of another name.
    CannotComputeError
        Some pair of states is unknown: that is for `solve_hybrid`. Or there are too many feasible
        states to compare in pairs.

    Examples
    --------
    A country may keep a treaty (0) or break it (1); the other may then impose sanctions (2, 3), which
    it prefers to being cheated. Sanctions are greatly worse than the treaty, so the treaty is kept.

    >>> import numpy as np
    >>> from detente.model.partial_order import Ranked
    >>> free = np.ones((2, 2), bool)
    >>> model = Model(
    ...     parties=("a", "b"), levers=("breaks", "sanctions"), levels=(("no", "yes"),) * 2,
    ...     owner=(0, 1), allowed=(free, free), feasible=np.ones(4, bool),
    ...     rank=np.array([[2, 3, 0, 1], [3, 0, 1, 2]], np.int32))
    >>> orders = [Ranked(model.rank[0], [np.array([1, 1, 0, 0])]), Ranked(model.rank[1])]
    >>> found = solve_strength(model, orders)
    >>> found["nash"].degree[:, 0].tolist(), found["seq"].degree[:, 0].tolist()
    ([-1, 2], [2, 2])
    """
    for party, order in zip(model.parties, orders, strict=True):
        if _some_unknown(order, int(np.count_nonzero(model.feasible))):
            raise CannotComputeError(
                f"what {party} prefers is not known for all pairs of states",
                "solve_hybrid takes unknown pairs; compile_relations(..., weights='stand-in') makes none "
                "of weights",
            )
    levels = solve_hybrid(model, orders, concepts, ("b",))["b"]
    return {concept: Strength(it, highest_degree(orders)) for concept, it in levels.items()}


def _some_unknown(order: Comparison, states: int) -> bool:
    """Return whether some pair of states is unknown; ranks leave none."""
    if isinstance(order, Ranked):
        return False
    check_listed(states)
    step = max(1, HELD // max(states, 1))
    parts = (np.arange(first, min(first + step, states)) for first in range(0, states, step))
    return any(bool((order.against(part) == UNKNOWN).any()) for part in parts)
