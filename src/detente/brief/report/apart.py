"""What the states of a report are called, so that each can be told from all others that are shown."""

from collections.abc import Sequence

from detente.brief.report.analysis import GENERAL, Analysis, Chosen
from detente.brief.words import state_in_words
from detente.model import Model

__all__ = ["differs", "phrases", "titles"]

FEW = 3
"""Changes from now up to which a state without a name is called by all of them."""


def titles(analysis: Analysis, chosen: Sequence[Chosen]) -> list[tuple[str, ...]]:
    """Return what each state is called beside its number; nothing where its changes say it best.

    A state without a name that differs from now in many levers is called by how it differs from the
    state shown before it that is most like it.

    Examples
    --------
    >>> import numpy as np
    >>> from detente.case import Case
    >>> model = Model(parties=("a",), levers=("x", "y", "z", "u"), levels=(("off", "on"),) * 4,
    ...               owner=(0,) * 4, allowed=(np.ones((16, 16), bool),), feasible=np.ones(16, bool),
    ...               rank=np.zeros((1, 16), np.int32), status_quo=0)
    >>> chosen = [Chosen(state=0, names=("Now",)), Chosen(state=7, names=("Deal",)),
    ...           Chosen(state=15, names=("",)), Chosen(state=8, names=("",))]
    >>> titles(Analysis(case=Case(id="c"), model=model, solution={}), chosen)
    [('Now',), ('Deal',), ('as Deal, but u: on',), ()]
    """
    return [_title(analysis.model, one, chosen[:place]) for place, one in enumerate(chosen)]


def _title(model: Model, one: Chosen, before: Sequence[Chosen]) -> tuple[str, ...]:
    if one.names != (GENERAL,):
        return one.names
    own = differs(model, one.state)
    if model.state_names is not None or model.status_quo is None or len(own) <= FEW:
        return ()
    apart = [phrases(model, other.state, one.state) for other in before]
    place = min(range(len(apart)), key=lambda n: (len(apart[n]), n), default=None)
    if place is None or 2 * len(apart[place]) > len(own):
        return ()
    name = before[place].names[0]
    if name == GENERAL:
        name = state_in_words(str(before[place].state))
    return (f"as {name}, but {'; '.join(apart[place])}",)


def differs(model: Model, state: int) -> tuple[str, ...]:
    """Return how a state differs from the status quo, lever by lever; else all of it.

    Examples
    --------
    >>> import numpy as np
    >>> model = Model(parties=("a",), levers=("x",), levels=(("off", "on"),), owner=(0,),
    ...               allowed=(np.ones((2, 2), bool),), feasible=np.ones(2, bool),
    ...               rank=np.zeros((1, 2), np.int32), status_quo=0)
    >>> differs(model, 0), differs(model, 1)
    ((), ('x: on',))
    """
    if model.state_names is not None or model.status_quo is None:
        return (model.describe(state),)
    return phrases(model, model.status_quo, state)


def phrases(model: Model, before: int, after: int) -> tuple[str, ...]:
    """Return in which levers one state differs from another, and how these stand in the second.

    Examples
    --------
    >>> import numpy as np
    >>> model = Model(parties=("a",), levers=("x",), levels=(("off", "on"),), owner=(0,),
    ...               allowed=(np.ones((2, 2), bool),), feasible=np.ones(2, bool),
    ...               rank=np.zeros((1, 2), np.int32))
    >>> phrases(model, 1, 0)
    ('x: off',)
    """
    return tuple(
        f"{model.lever_name(lever)}: {model.level_name(lever, new)}"
        for lever, (_, new) in model.changes(before, after).items()
    )
