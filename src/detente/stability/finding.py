"""Which states would last, for whom, under which behaviour: the answer in the JSON contract."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from detente.findings import Finding
from detente.model import Bools, Model
from detente.stability.concepts import CONCEPTS, Engine, equilibria, solve
from detente.stability.moves import count_moves
from detente.stability.robust.analysis import Robustness
from detente.stability.robust.answer import as_plain

__all__ = ["stability"]

METHOD = "each concept's definition, decided for every party at every feasible state"


def stability(
    model: Model,
    *,
    concepts: Sequence[str] = CONCEPTS,
    per_party: bool = False,
    limit: int | None = None,
    engine: Engine = "auto",
    solution: Mapping[str, Bools] | None = None,
    robust: Robustness | None = None,
) -> Finding:
    """Return the equilibria of a model under each concept, and where each party is stable.

    Parameters
    ----------
    model : Model
        The graph model.
    concepts : sequence of str
        Some of ``nash``, ``gmr``, ``smr``, ``seq``, ``sseq``.
    per_party : bool
        Also list for each concept and party the states at which the party is stable.
    limit : int, optional
        The longest list of states; a list that was cut has ``truncated`` beside its count.
    engine : str
        As in :func:`detente.stability.concepts.solve`.
    solution : dict of (P, S) bool, optional
        What that function gave for these concepts, where it is at hand already.
    robust : Robustness, optional
        What :func:`detente.stability.robust.robustness` found for these concepts.

    Returns
    -------
    Finding
        ``detente.stability/1``. Beside the contract: ``moves`` (how many each party has),
        ``at_status_quo`` (which parties are stable there), ``names``, and, where it was examined,
        ``robust``: how firm each equilibrium is (:func:`detente.stability.robust.answer.as_plain`).

    Raises
    ------
    ValueError
        There is no such concept, or `limit` is negative.

    Examples
    --------
    >>> import numpy as np
    >>> free = np.ones((2, 2), dtype=bool)
    >>> dilemma = Model(
    ...     parties=("a", "b"), levers=("x", "y"), levels=(("quiet", "talks"),) * 2,
    ...     owner=(0, 1), allowed=(free, free), feasible=np.ones(4, dtype=bool), status_quo=0,
    ...     rank=np.array([[2, 3, 0, 1], [2, 0, 3, 1]], dtype=np.int32))
    >>> answer = stability(dilemma, concepts=["nash"]).answer
    >>> answer["equilibria"]["nash"]
    {'count': 1, 'states': [{'x': 'talks', 'y': 'talks'}]}
    >>> answer["at_status_quo"]
    {'nash': {'a': False, 'b': False}}
    """
    if limit is not None and limit < 0:
        message = f"limit must be 0 or more, not {limit}"
        raise ValueError(message)
    stable = solve(model, concepts, engine=engine) if solution is None else dict(solution)
    answer: dict[str, Any] = {
        "schema": "detente.stability/1",
        "parties": list(model.parties),
        "states": {"total": model.size, "feasible": int(np.count_nonzero(model.feasible))},
        "moves": count_moves(model),
        **_now(model, stable),
        "equilibria": {
            concept: _listed(model, states, limit) for concept, states in equilibria(stable).items()
        },
    }
    if per_party:
        answer["stable"] = {
            concept: {
                party: _listed(model, states[index], limit)
                for index, party in enumerate(model.parties)
            }
            for concept, states in stable.items()
        }
    answer["names"] = _names(model)
    parameters: dict[str, Any] = {
        "concepts": list(stable),
        "per_party": per_party,
        "limit": limit,
    }
    if robust is not None:
        answer["robust"] = as_plain(model, robust, limit=limit)
        parameters |= {"draws": robust.asked, "seed": robust.seed}
    return Finding(
        question="stability",
        answer=answer,
        method=METHOD,
        parameters=parameters,
        rests_on=tuple(sorted({claim for claims in model.basis.values() for claim in claims})),
        problems=model.problems,
    )


def _now(model: Model, stable: Mapping[str, Bools]) -> dict[str, Any]:
    """Return the status quo and who is stable there; or null, with the reason beside it."""
    now = model.status_quo
    if now is None:
        named = model.state_names is not None
        why = "the case names no status quo" if named else "the status quo is not feasible"
        return {"status_quo": None, "status_quo_why": why, "at_status_quo": None}
    here = {
        concept: {party: bool(states[index, now]) for index, party in enumerate(model.parties)}
        for concept, states in stable.items()
    }
    return {"status_quo": model.state(now), "at_status_quo": here}


def _listed(model: Model, states: Bools, limit: int | None) -> dict[str, Any]:
    """Return the states of a set in the form of the contract: how many, which, whether cut."""
    numbers = np.flatnonzero(states)
    shown = numbers[:limit]
    listed: dict[str, Any] = {"count": len(numbers), "states": model.states(shown)}
    if len(shown) < len(numbers):
        listed["truncated"] = True
    return listed


def _names(model: Model) -> dict[str, Any]:
    """Return names for people, by id."""
    return {
        "parties": {p: model.party_name(index) for index, p in enumerate(model.parties)},
        "levers": {lever: model.lever_name(lever) for lever in model.order or model.levers},
        "states": dict(model.state_labels),
    }
