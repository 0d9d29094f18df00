"""All states of two parties as rows and columns, for a picture that people can still read."""

import numpy as np

from detente.brief.report.analysis import Analysis
from detente.brief.report.records import Arrow, Lattice, Node
from detente.model import Model
from detente.stability import moves_from

__all__ = ["MOST_STATES", "grid"]

MOST_STATES = 60
"""Above this many states a grid is no longer read; a matrix takes its place."""


def grid(analysis: Analysis) -> Lattice | None:
    """Return the grid: rows are what the first party does, columns what the second does.

    None where there are more than `MOST_STATES` feasible states, other than two parties, or states
    that are named and have no levers.

    Examples
    --------
    >>> from detente.case import Case
    >>> free = np.ones((2, 2), dtype=bool)
    >>> model = Model(parties=("a", "b"), levers=("x", "y"), levels=(("off", "on"),) * 2, owner=(0, 1),
    ...               allowed=(free, free), feasible=np.ones(4, dtype=bool),
    ...               rank=np.array([[2, 3, 0, 1], [2, 0, 3, 1]], dtype=np.int32))
    >>> shown = grid(Analysis(case=Case(id="c"), model=model, solution={}))
    >>> shown.rows, shown.columns
    (('x', 'no step'), ('no step', 'y'))
    >>> shown.arrows[0]
    Arrow(party=0, before=0, after=1)
    """
    model = analysis.model
    states = np.flatnonzero(model.feasible)
    if len(model.parties) != 2 or model.state_names is not None or len(states) > MOST_STATES:
        return None
    (_, own), (stride, other) = model.block(0), model.block(1)
    settings = (states % own, states // stride % other)
    rows = sorted({int(s) for s in settings[0]}, reverse=True)  # most given at the top
    columns = sorted({int(s) for s in settings[1]})
    nodes = tuple(
        Node(
            number=int(state),
            row=rows.index(int(row)),
            column=columns.index(int(column)),
            ranks=tuple(_place(model, party, int(state)) for party in (0, 1)),
            standing=analysis.standing(int(state)),
            now=int(state) == model.status_quo,
            words=model.describe(int(state)),
        )
        for state, row, column in zip(states, *settings, strict=True)
    )
    return Lattice(
        rows=tuple(_setting(model, 0, row) for row in rows),
        columns=tuple(_setting(model, 1, column) for column in columns),
        nodes=nodes,
        arrows=tuple(
            Arrow(party=party, before=int(state), after=best)
            for state in states
            for party in (0, 1)
            if (best := _best(model, party, int(state))) is not None
        ),
    )


def _place(model: Model, party: int, state: int) -> int:
    """Return how high a party puts a state: 1 is best, equal states share a place."""
    rank = model.rank[party]
    return 1 + len(np.unique(rank[model.feasible & (rank > rank[state])]))


def _best(model: Model, party: int, state: int) -> int | None:
    found = moves_from(model, party, state, improving=True)
    return int(found[np.argmax(model.rank[party][found])]) if len(found) else None


def _setting(model: Model, party: int, setting: int) -> str:
    """Return what a party does in one of its settings: its levers that left their first level."""
    words = []
    for lever in model.own(party):
        name, levels = model.levers[lever], model.levels[lever]
        setting, place = divmod(setting, len(levels))
        if place and levels[place] in ("yes", "on"):
            words.append(model.lever_name(name))
        elif place:
            words.append(f"{model.lever_name(name)}: {model.level_name(name, levels[place])}")
    return ", ".join(words) or "no step"
