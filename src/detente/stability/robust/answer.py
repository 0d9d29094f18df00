"""What robustness says about a model, as plain values: the part ``robust`` of the answer."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from detente.model import Model
from detente.stability.robust.changes import Change
from detente.stability.robust.result import PAIRS, Robustness

__all__ = ["as_plain", "why_no_change", "why_nothing_varies"]

NOTHING = "nothing is stated, so nothing can be varied"


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
        some draw. Per state and concept: ``acceptability``, with ``why`` where it is null;
        ``necessary`` and ``possible``, null where neither is proved nor witnessed; ``flips``.
        ``varied`` is null for a party for which nothing is stated, with the reason in ``varied_why``.
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
        **_varied(found),
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
            "acceptability": {c: _share(found, c, state) for c in concepts},
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
        plain["why"] = why_no_change(found, PAIRS)
    return plain


def _varied(found: Robustness) -> dict[str, Any]:
    """Return per party what the draws vary, and for which they cannot: nothing is stated."""
    varied: dict[str, Any] = dict(found.varied)
    why = {}
    for party in found.silent:
        varied[party] = None if varied[party] == "nothing" else varied[party]
        why[party] = (
            f"{NOTHING}: it counts as indifferent"
            if varied[party] is None
            else "nothing is stated for one of its types: it counts as indifferent"
        )
    return {"varied": varied} | ({"varied_why": why} if why else {})


def _share(found: Robustness, concept: str, state: int) -> dict[str, Any]:
    share = found.share(concept, state)
    plain: dict[str, Any] = share.as_dict()
    return plain | ({"why": why_nothing_varies(found)} if share.share is None else {})


def why_nothing_varies(found: Robustness) -> str:
    """Say why there is no share of draws.

    Examples
    --------
    >>> from detente.casefile import parse
    >>> from detente.model import compile_model
    >>> from detente.stability.robust import robustness
    >>> case, _ = parse('''
    ... detente: 1
    ... case: talks
    ... parties: {usa: {name: US}}
    ... levers: {talks: {owner: usa, levels: [closed, open]}}
    ... ''')
    >>> why_nothing_varies(robustness(case, compile_model(case)))
    'nothing is stated, so nothing can be varied'
    """
    if found.nothing_stated:
        return NOTHING
    if not found.draws_differ:
        return f"nothing is stated for {' and '.join(found.silent)}, and nothing else can be varied"
    return "no draws were asked for" if not found.asked else "no draw was finished"


def why_no_change(found: Robustness, most: int) -> str:
    """Say why no change that flips a state is named, where `most` pairs were looked at.

    Examples
    --------
    >>> from detente.casefile import parse
    >>> from detente.model import compile_model
    >>> from detente.stability.robust import robustness
    >>> case, _ = parse('''
    ... detente: 1
    ... case: talks
    ... parties: {usa: {name: US}}
    ... levers: {talks: {owner: usa, levels: [closed, open]}}
    ... ''')
    >>> why_no_change(robustness(case, compile_model(case)), 500)
    'nothing is stated, so nothing can be changed'
    """
    if found.nothing_stated:
        return "nothing is stated, so nothing can be changed"
    if not found.tried:
        return "what is stated cannot be changed in small steps"
    left_out = found.pairs_left_out(most)
    within = f" among the first {most:,} of {most + left_out:,} pairs" if left_out else ""
    return f"no single change flips it, and no two{within}"
