"""Status quo analysis: how to get from where we are to given states (``stability --paths``)."""

from itertools import islice
from typing import Any

import numpy as np

from detente.errors import CannotComputeError
from detente.findings import Finding
from detente.model import Bools, Model
from detente.stability.moves import Step
from detente.stability.paths import Search, search
from detente.stability.words import told

__all__ = ["routes"]

WHY = {
    False: "no sequence of moves leads there",
    True: "no improvement path: at some point nobody gains by taking the next step",
}


def routes(
    model: Model,
    targets: Bools,
    *,
    start: int | None = None,
    limit: int = 10,
    paths: int = 3,
    first: np.ndarray[tuple[int], np.dtype[np.int64]] | None = None,
) -> Finding:
    """Return the shortest paths to a set of states, by moves and by improvements only.

    Parameters
    ----------
    model : Model
        The graph model.
    targets : (S,) bool
        Where to get to; infeasible states among them are left out.
    start : int, optional
        Where from; the status quo.
    limit : int
        How many target states to list, the nearest first: those of the fewest moves, then of the
        fewest improvements, then those in which the fewest levers are changed.
    paths : int
        How many shortest paths to list for each state; ``more`` says that there are others.
    first : (S,) int64, optional
        Targets where this is less are listed before nearer ones.

    Returns
    -------
    Finding
        ``detente.paths/1``.

    Raises
    ------
    CannotComputeError
        There is no status quo to start from.

    Examples
    --------
    >>> import numpy as np
    >>> free = np.ones((2, 2), dtype=bool)
    >>> model = Model(parties=("a", "b"), levers=("x", "y"), levels=(("off", "on"),) * 2,
    ...               owner=(0, 1), allowed=(free, free), feasible=np.ones(4, dtype=bool),
    ...               rank=np.array([[0, 1, 2, 3], [0, 0, 0, 0]], dtype=np.int32), status_quo=0)
    >>> route = routes(model, np.array([False, False, False, True])).answer["routes"][0]
    >>> route["by_moves"]["length"], route["by_moves"]["paths"][0]["text"]
    (2, 'b moves y from off to on; a moves x from off to on.')
    >>> route["by_improvements"]["length"], route["by_improvements"]["why"]
    (None, 'no improvement path: at some point nobody gains by taking the next step')
    """
    begin = model.status_quo if start is None else start
    if begin is None:
        hint = "write 'status_quo:' in the case file to say where the paths begin"
        raise CannotComputeError("there is no feasible status quo to start from", hint)
    wanted = np.flatnonzero(targets & model.feasible)
    free, gaining = (search(model, begin, improving=improving) for improving in (False, True))
    far = np.int32(np.iinfo(np.int32).max)
    keys = [
        np.where(found.distances < 0, far, found.distances)[wanted] for found in (free, gaining)
    ]
    wish = np.zeros(len(wanted), np.int64) if first is None else first[wanted]
    order = np.lexsort((wanted, _changed(model, begin, wanted), keys[1], keys[0], wish))
    answer: dict[str, Any] = {
        "schema": "detente.paths/1",
        "from": model.state(begin),
        "targets": len(wanted),
        "reached": {
            "by_moves": int(np.count_nonzero(keys[0] < far)),
            "by_improvements": int(np.count_nonzero(keys[1] < far)),
        },
        "routes": [
            {
                "state": model.state(state),
                "by_moves": _ways(free, state, paths),
                "by_improvements": _ways(gaining, state, paths),
            }
            for state in wanted[order][:limit].tolist()
        ],
    }
    if len(wanted) > limit:
        answer["truncated"] = True
    return Finding(
        question="stability",
        answer=answer,
        method="breadth-first search; no party moves twice in succession",
        parameters={"limit": limit, "paths": paths},
        rests_on=tuple(sorted({claim for claims in model.basis.values() for claim in claims})),
        problems=model.problems,
    )


def _changed(
    model: Model, start: int, states: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return in how many levers each state differs from the start."""
    away = np.zeros(len(states), np.int64)
    if model.state_names is None:
        for levels, stride in zip(model.levels, model.strides, strict=True):
            away += states // stride % len(levels) != start // stride % len(levels)
    return away


def _ways(found: Search, state: int, count: int) -> dict[str, Any]:
    """Return the shortest paths to one state; a length of null has its reason beside it."""
    length = found.distance(state)
    if length is None:
        return {"length": None, "why": WHY[found.improving], "paths": []}
    first = list(islice(found.paths(state), count + 1))
    ways: dict[str, Any] = {
        "length": length,
        "paths": [_told(found.model, path) for path in first[:count]],
    }
    if len(first) > count:
        ways["more"] = True
    return ways


def _told(model: Model, path: tuple[Step, ...]) -> dict[str, Any]:
    steps = [
        {"party": model.parties[step.party], "state": model.state(step.after)} for step in path
    ]
    text = "; ".join(told(model, step) for step in path) or "this is where we are"
    return {"steps": steps, "text": f"{text}."}
