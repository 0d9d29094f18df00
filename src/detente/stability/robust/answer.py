"""What robustness says about a model, as plain values: the part ``robust`` of the answer."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from detente.model import Model
from detente.stability.robust.analysis import PAIRS, Robustness
from detente.stability.robust.changes import Change

__all__ = ["as_plain"]


def as_plain(model: Model, found: Robustness, *, limit: int | None = None) -> dict[str, Any]:
    """Return how firm each equilibrium is.

    Parameters
    ----------
    model : Model
        The model that was examined.
    found : Robustness
        What was found.
    limit : int, optional
        The longest list of states, as in the rest of the answer.

    Returns
    -------
    dict
        ``equilibria`` lists every state that is an equilibrium under some concept as written, or in
        some draw. Per state and concept: ``acceptability``; ``necessary`` and ``possible``, null
        where neither is proved nor witnessed; ``flips``.
    """
    concepts = tuple(found.written)
    any_of = np.zeros(found.states.size, np.bool_)
    for concept in concepts:
        any_of |= found.written[concept] | (found.counts[concept] > 0)
    numbers = found.states[any_of]
    shown = numbers[:limit].tolist()
    here = [] if model.status_quo is None else [model.status_quo]
    entries = _entries(model, found, concepts, [*here, *shown])
    plain: dict[str, Any] = {
        "draws": found.draws,
        "asked": found.asked,
        "seed": found.seed,
        "stopped": found.stopped,
        "varied": dict(found.varied),
        "changes": {"tried": found.tried, "altering": len(found.changes)},
        "status_quo": entries[0] if here else None,
        "count": len(numbers),
        "equilibria": entries[len(here) :],
    }
    return plain | ({"truncated": True} if len(shown) < len(numbers) else {})


def _entries(
    model: Model, found: Robustness, concepts: Sequence[str], states: Sequence[int]
) -> list[dict[str, Any]]:
    necessary = found.certain(concepts, states)
    possible = found.possible(concepts, states)
    flips = {(c, s): found.flips(c, s) for s in dict.fromkeys(states) for c in concepts}
    double = found.double_flips([key for key, changes in flips.items() if not changes])
    entries = []
    for number, state in enumerate(states):
        entry: dict[str, Any] = {
            "state": model.state(state),
            "acceptability": {c: found.share(c, state).as_dict() for c in concepts},
            "necessary": necessary[number],
            "possible": possible[number],
            "flips": {},
        }
        for concept in concepts:
            singles = flips[concept, state]
            smallest = singles[0] if singles else double[concept, state]
            entry["flips"][concept] = _flip(found, len(singles), smallest)
        entries.append(entry)
    return entries


def _flip(found: Robustness, count: int, smallest: Change | None) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "single": count,
        "smallest": None if smallest is None else smallest.as_dict(),
    }
    if smallest is None:
        left_out = found.pairs_left_out(PAIRS)
        plain["why"] = "no single change flips it, and no two" + (
            f" among the first {PAIRS:,} pairs" if left_out else ""
        )
    return plain
