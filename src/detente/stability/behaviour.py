"""Heterogeneous behaviour: each party with an idea of its own of what deters it.

The concepts say where one party stays. A state lasts if each party stays there by *its* concept: a
cautious one, say, by GMR, one that trusts in others' interests by SEQ (Fang, Hipel and Kilgour
1993). These names are understood:

    nash, gmr, smr, seq, sseq     `detente.stability.concepts`
    sim                           simultaneous sanctioning, in product form
    seq-or-sim                    the one or the other
    tableau                       r, s or crossed u in the tableau of Fraser and Hipel
    l1, l2, ...                   limited-move with that horizon, two parties
    nm                            non-myopic, two parties
    mr1, mr2, ...                 metarational with that many moves
    cmr1, cmr2, ...               the same with credible answers

Every concept is defined for one party at a time, against what the others *can* do or would gain by
doing; none asks by which concept the others stay. So parties with different concepts can stand
beside one another.

Not found here: how likely a behaviour is; behaviour that changes with the state.

Array letters: P parties, S states.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from typing import get_args

import numpy as np

from detente.errors import UsageError
from detente.model import Bools, Model
from detente.stability import concepts, foresight, simultaneous
from detente.stability.metarational import metarational

__all__ = ["NAMES", "solve", "solve_all"]

NAMED: dict[str, Callable[[Model], Bools]] = {
    "nash": concepts.nash,
    "gmr": concepts.gmr,
    "smr": concepts.smr,
    "seq": concepts.seq,
    "sseq": concepts.sseq,
    "sim": simultaneous.sim,
    "seq-or-sim": simultaneous.seq_or_sim,
    "tableau": lambda model: simultaneous.tableau(model).stable,
    "nm": lambda model: foresight.nonmyopic(model).stable,
}
COUNTED: dict[str, Callable[[Model, int], Bools]] = {
    "l": foresight.limited,
    "mr": metarational,
    "cmr": lambda model, moves: metarational(model, moves, credible=True),
}
NAMES: tuple[str, ...] = (*NAMED, *(f"{name}<h>" for name in COUNTED))
"""The concepts that have a name here; ``<h>`` stands for a number of moves."""
NUMBERED = re.compile(rf"({'|'.join(COUNTED)})([1-9][0-9]{{0,2}})")


def solve_all(model: Model, asked: Sequence[str]) -> dict[str, Bools]:
    """Return for each concept where each party is stable.

    Parameters
    ----------
    model : Model
        The graph model.
    asked : sequence of str
        Names of concepts, as in ``NAMES``.

    Returns
    -------
    dict of (P, S) bool
        By concept, in the order asked. False at infeasible states.

    Raises
    ------
    UsageError
        There is no such concept.
    CannotComputeError
        A concept is not defined for this model: `sim` where moves are listed, `l<h>` and `nm` where
        there are not two parties.

    Examples
    --------
    Chicken, level 1 to drive on.

    >>> import numpy as np
    >>> from detente.model import Model
    >>> free = np.ones((2, 2), bool)
    >>> chicken = Model(
    ...     parties=("a", "b"), levers=("x", "y"), levels=(("c", "d"), ("c", "d")), owner=(0, 1),
    ...     allowed=(free, free), feasible=np.ones(4, bool),
    ...     rank=np.array([[2, 3, 1, 0], [2, 1, 3, 0]], np.int32))
    >>> found = solve_all(chicken, ("nash", "l2", "nm"))
    >>> {name: stable.all(axis=0).nonzero()[0].tolist() for name, stable in found.items()}
    {'nash': [1, 2], 'l2': [], 'nm': [0]}
    """
    how = {name: _solver(name) for name in asked}
    plain = [name for name in how if name in get_args(concepts.Concept)]
    together = concepts.solve(model, plain) if plain else {}
    return {name: together[name] if name in together else by(model) for name, by in how.items()}


def solve(model: Model, behaviour: Mapping[str, str]) -> Bools:
    """Return where each party is stable by a concept of its own.

    Parameters
    ----------
    model : Model
        The graph model.
    behaviour : mapping of str to str
        The concept of each party, by the party's id.

    Returns
    -------
    (P, S) bool
        False at infeasible states. A state is an equilibrium if its column is true.

    Raises
    ------
    UsageError
        A party has no concept, or there is no such party or concept.
    CannotComputeError
        As for :func:`solve_all`.

    Examples
    --------
    Chicken: if the first fears any answer, the second only credible ones, mutual swerving does not
    last, for the second would drive on.

    >>> import numpy as np
    >>> from detente.model import Model
    >>> free = np.ones((2, 2), bool)
    >>> chicken = Model(
    ...     parties=("a", "b"), levers=("x", "y"), levels=(("c", "d"), ("c", "d")), owner=(0, 1),
    ...     allowed=(free, free), feasible=np.ones(4, bool),
    ...     rank=np.array([[2, 3, 1, 0], [2, 1, 3, 0]], np.int32))
    >>> solve(chicken, {"a": "gmr", "b": "seq"}).tolist()
    [[True, True, True, False], [False, True, True, False]]
    """
    known = ", ".join(model.parties)
    for party in behaviour:
        if party not in model.parties:
            raise UsageError(f"there is no party {party!r}", f"parties: {known}")
    missing = [party for party in model.parties if party not in behaviour]
    if missing:
        message = f"no concept is given for {', '.join(missing)}"
        raise UsageError(message, f"give each party one: {known}")
    asked = [behaviour[party] for party in model.parties]
    found = solve_all(model, tuple(dict.fromkeys(asked)))
    return np.stack([found[concept][party] for party, concept in enumerate(asked)])


def _solver(name: str) -> Callable[[Model], Bools]:
    """Return the function that answers for the concept of that name."""
    if name in NAMED:
        return NAMED[name]
    numbered = NUMBERED.fullmatch(name)
    if numbered is None:
        near = get_close_matches(name, NAMED, 1)
        hint = f"did you mean {near[0]!r}?" if near else f"concepts: {', '.join(NAMES)}"
        raise UsageError(f"there is no concept {name!r}", hint)
    family, moves = COUNTED[numbered[1]], int(numbered[2])
    return lambda model: family(model, moves)
