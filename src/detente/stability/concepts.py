"""Individual stability: where a party stays, for each idea of what deters it.

Let N be the parties, R_i(s) the states that party i can move to from s, R_i+(s) those of them that
i strictly prefers to s (its improvements), O = N - {i}, R_O(s) the end states of the legal
sequences of moves of the parties in O from s (no party moves twice in succession; it may move again
after another has moved), and R_O+(s) the same where each step is an improvement for its mover over
the state it is made from. For every s1 in R_i+(s), party i is stable at s

    Nash   if there is no such s1
    GMR    if some s2 in R_O(s1) is not preferred to s by i
    SMR    if such an s2 exists from which no s3 in R_i(s2) is preferred to s by i either
    SEQ    if some s2 in R_O+(s1) is not preferred to s by i
    SSEQ   if such an s2 exists from which no s3 in R_i(s2) is preferred to s by i either

Sanctions are weak (an outcome as good as s deters), improvements strict. Nash implies all others;
SSEQ implies SEQ and SMR; SMR and SEQ each imply GMR. A state is an *equilibrium* under a concept if
every party is stable there. None of the concepts need have an equilibrium.

Not found here: coalition moves, foresight beyond three moves, unknown or graded preference.
Answers at the same time are in `simultaneous`, longer foresight in `foresight` and `metarational`, a
concept for each party in `behaviour`.

References
----------
N. Howard (1971), Paradoxes of Rationality (GMR, SMR). N. M. Fraser and K. W. Hipel (1979), Solving
complex conflicts, IEEE Trans. SMC 9 (SEQ). L. Fang, K. W. Hipel and D. M. Kilgour (1993),
Interactive Decision Making: The Graph Model for Conflict Resolution (legal sequences).
L. C. Rego and G. I. A. Vieira (2017), Symmetric sequential stability in the graph model for conflict
resolution with multiple decision makers, Group Decision and Negotiation 26 (SSEQ).
"""

import sys
from collections.abc import Mapping, Sequence
from math import prod
from typing import Literal, get_args

import numpy as np

from detente.model import Model
from detente.stability import arcs, plain, sparse
from detente.stability.boxes import Bools, party_boxes
from detente.stability.occurring import occurring

__all__ = [
    "CONCEPTS",
    "Concept",
    "Engine",
    "equilibria",
    "gmr",
    "nash",
    "seq",
    "smr",
    "solve",
    "sseq",
]

Concept = Literal["nash", "gmr", "smr", "seq", "sseq"]
Engine = Literal["auto", "plain", "sparse", "numba"]
CONCEPTS: tuple[Concept, ...] = ("nash", "gmr", "smr", "seq")
"""The concepts that are worked out where none is named."""
LARGE = 2**16
"""States from which compiled code saves more time than loading it takes."""
WARM = 2**10
"""The same where the process has loaded compiled code before."""
MOSTLY = 4
"""States for each feasible one, settings that never occur left out, up to which compiled code is faster."""
MANY_ARCS = 2**18
"""The same for arcs."""


def solve(
    model: Model, concepts: Sequence[str] = CONCEPTS, *, engine: Engine = "auto"
) -> dict[str, Bools]:
    """Return for each concept where each party is stable.

    Parameters
    ----------
    model : Model
        The graph model.
    concepts : sequence of str
        Some of ``"nash"``, ``"gmr"``, ``"smr"``, ``"seq"``, ``"sseq"``.
    engine : str
        ``"plain"`` and ``"sparse"`` answer without compiling anything, the second by listing the
        feasible states; ``"numba"`` compiles at first use and is faster on large models;
        ``"auto"`` chooses by size. All give the same answer.

    Returns
    -------
    dict of (P, S) bool
        By concept, in the order asked. False at infeasible states.

    Raises
    ------
    ValueError
        A concept or engine of another name.

    Examples
    --------
    The prisoners' dilemma, lever 0 the first player's, lever 1 the second player's, level 1 to
    defect. Mutual defection is the only Nash equilibrium; mutual cooperation is sequentially
    stable.

    >>> import numpy as np
    >>> from detente.model import Model
    >>> free = np.ones((2, 2), bool)
    >>> dilemma = Model(
    ...     parties=("a", "b"), levers=("x", "y"), levels=(("c", "d"), ("c", "d")), owner=(0, 1),
    ...     allowed=(free, free), feasible=np.ones(4, bool),
    ...     rank=np.array([[2, 3, 0, 1], [2, 0, 3, 1]], np.int32))
    >>> found = equilibria(solve(dilemma))
    >>> {concept: states.nonzero()[0].tolist() for concept, states in found.items()}
    {'nash': [3], 'gmr': [0, 3], 'smr': [0, 3], 'seq': [0, 3]}
    """
    for value, known in ((engine, Engine), *((concept, Concept) for concept in concepts)):
        if value not in get_args(known):
            message = f"{value!r} is none of {', '.join(get_args(known))}"
            raise ValueError(message)
    if model.arcs is not None:
        many = sum(to.size for _, to in model.arcs) >= MANY_ARCS
        compiled = many if engine == "auto" else engine == "numba"
        return arcs.solve(model, concepts, compiled=compiled)
    warm = "detente.stability.tensor" in sys.modules
    large = engine == "auto" and model.feasible.size >= (WARM if warm else LARGE)
    if engine == "sparse" or (large and _by_listing(model, warm=warm)):
        return sparse.solve(model, concepts)
    if engine == "numba" or large:
        from detente.stability import tensor

        return tensor.solve(model, concepts)
    return plain.solve(model, concepts)


def _by_listing(model: Model, *, warm: bool) -> bool:
    """Return whether to list the feasible states of a large model and the moves among them."""
    feasible = int(np.count_nonzero(model.feasible))
    if warm:
        left = prod(
            int(np.count_nonzero(own)) for own in occurring(model.feasible, party_boxes(model))
        )
        if MOSTLY * feasible > left:
            return False
    return sparse.pairs(model) <= sparse.MOST_PAIRS


def equilibria(stable: Mapping[str, Bools]) -> dict[str, Bools]:
    """Return for each concept where all parties are stable.

    Parameters
    ----------
    stable : mapping of (P, S) bool
        What `solve` returns.

    Returns
    -------
    dict of (S,) bool

    Examples
    --------
    >>> import numpy as np
    >>> equilibria({"nash": np.array([[True, True], [False, True]])})
    {'nash': array([False,  True])}
    """
    return {concept: np.logical_and.reduce(parties) for concept, parties in stable.items()}


def nash(model: Model) -> Bools:
    """Return where each party is Nash stable: it has no improvement.

    Party i is stable at s iff R_i+(s) is empty (Nash 1950, 1951; "rational" in the graph model
    literature). Foresight of one move.

    Parameters
    ----------
    model : Model
        The graph model.

    Returns
    -------
    (P, S) bool
        False at infeasible states.

    Examples
    --------
    The prisoners' dilemma, as in :func:`solve`; the first party's row.

    >>> import numpy as np
    >>> from detente.model import Model
    >>> free = np.ones((2, 2), bool)
    >>> dilemma = Model(
    ...     parties=("a", "b"), levers=("x", "y"), levels=(("c", "d"), ("c", "d")), owner=(0, 1),
    ...     allowed=(free, free), feasible=np.ones(4, bool),
    ...     rank=np.array([[2, 3, 0, 1], [2, 0, 3, 1]], np.int32))
    >>> nash(dilemma)[0]
    array([False,  True, False,  True])
    """
    return solve(model, ("nash",))["nash"]


def gmr(model: Model) -> Bools:
    """Return where each party is stable by general metarationality.

    Party i is stable at s iff for every s1 in R_i+(s) some s2 in R_O(s1) is not preferred to s by i
    (Howard 1971): whatever it gains, the others have a way to take it back, at whatever cost to
    themselves. Foresight of two moves.

    Parameters
    ----------
    model : Model
        The graph model.

    Returns
    -------
    (P, S) bool
        False at infeasible states.

    Examples
    --------
    The prisoners' dilemma, as in :func:`solve`; the first party's row.

    >>> import numpy as np
    >>> from detente.model import Model
    >>> free = np.ones((2, 2), bool)
    >>> dilemma = Model(
    ...     parties=("a", "b"), levers=("x", "y"), levels=(("c", "d"), ("c", "d")), owner=(0, 1),
    ...     allowed=(free, free), feasible=np.ones(4, bool),
    ...     rank=np.array([[2, 3, 0, 1], [2, 0, 3, 1]], np.int32))
    >>> gmr(dilemma)[0]
    array([ True,  True, False,  True])
    """
    return solve(model, ("gmr",))["gmr"]


def smr(model: Model) -> Bools:
    """Return where each party is stable by symmetric metarationality.

    Party i is stable at s iff for every s1 in R_i+(s) some s2 in R_O(s1) is not preferred to s by
    i, and neither is any s3 in R_i(s2) (Howard 1971): the sanction cannot be escaped. Any move of i
    counts as an escape, an improvement or not. Foresight of three moves.

    Parameters
    ----------
    model : Model
        The graph model.

    Returns
    -------
    (P, S) bool
        False at infeasible states.

    Examples
    --------
    The prisoners' dilemma, as in :func:`solve`; the first party's row.

    >>> import numpy as np
    >>> from detente.model import Model
    >>> free = np.ones((2, 2), bool)
    >>> dilemma = Model(
    ...     parties=("a", "b"), levers=("x", "y"), levels=(("c", "d"), ("c", "d")), owner=(0, 1),
    ...     allowed=(free, free), feasible=np.ones(4, bool),
    ...     rank=np.array([[2, 3, 0, 1], [2, 0, 3, 1]], np.int32))
    >>> smr(dilemma)[0]
    array([ True,  True, False,  True])
    """
    return solve(model, ("smr",))["smr"]


def seq(model: Model) -> Bools:
    """Return where each party is sequentially stable.

    Party i is stable at s iff for every s1 in R_i+(s) some s2 in R_O+(s1) is not preferred to s by
    i (Fraser and Hipel 1979): only sanctions count of which each step is good for its mover, as
    judged from the state it is made from. Foresight of two moves.

    Parameters
    ----------
    model : Model
        The graph model.

    Returns
    -------
    (P, S) bool
        False at infeasible states.

    Examples
    --------
    The prisoners' dilemma, as in :func:`solve`; the first party's row.

    >>> import numpy as np
    >>> from detente.model import Model
    >>> free = np.ones((2, 2), bool)
    >>> dilemma = Model(
    ...     parties=("a", "b"), levers=("x", "y"), levels=(("c", "d"), ("c", "d")), owner=(0, 1),
    ...     allowed=(free, free), feasible=np.ones(4, bool),
    ...     rank=np.array([[2, 3, 0, 1], [2, 0, 3, 1]], np.int32))
    >>> seq(dilemma)[0]
    array([ True,  True, False,  True])
    """
    return solve(model, ("seq",))["seq"]


def sseq(model: Model) -> Bools:
    """Return where each party is stable by symmetric sequential stability.

    As `seq`, and no s3 in R_i(s2) is preferred to s by i (Rego and Vieira 2015, 2017): the credible
    sanction cannot be escaped. Foresight of three moves.

    Parameters
    ----------
    model : Model
        The graph model.

    Returns
    -------
    (P, S) bool
        False at infeasible states.

    Examples
    --------
    The prisoners' dilemma, as in :func:`solve`; the first party's row.

    >>> import numpy as np
    >>> from detente.model import Model
    >>> free = np.ones((2, 2), bool)
    >>> dilemma = Model(
    ...     parties=("a", "b"), levers=("x", "y"), levels=(("c", "d"), ("c", "d")), owner=(0, 1),
    ...     allowed=(free, free), feasible=np.ones(4, bool),
    ...     rank=np.array([[2, 3, 0, 1], [2, 0, 3, 1]], np.int32))
    >>> sseq(dilemma)[0]
    array([ True,  True, False,  True])
    """
    return solve(model, ("sseq",))["sseq"]
