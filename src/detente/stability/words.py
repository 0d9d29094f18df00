"""Moves in words, in the names of the case."""

from collections.abc import Sequence

from detente.model import Model
from detente.stability.moves import Step

__all__ = ["answering", "gaining", "told"]


def _listed(parts: Sequence[str]) -> str:
    """Return parts as people list them: ``a``, ``a and b``, ``a, b and c``."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else parts[0]


def _change(model: Model, step: Step) -> str:
    """Return what a move changes: ``Coal ban from in force to lifted and ...``."""
    if model.state_names is not None:
        return f"from {model.describe(step.before)} to {model.describe(step.after)}"
    return _listed(
        [
            f"{model.lever_name(lever)} from {model.level_name(lever, old)} "
            f"to {model.level_name(lever, new)}"
            for lever, (old, new) in model.changes(step.before, step.after).items()
        ]
    )


def gaining(model: Model, step: Step) -> str:
    """Return a move after "by": ``moving x from off to on``.

    Examples
    --------
    >>> import numpy as np
    >>> free = np.ones((2, 2), dtype=bool)
    >>> model = Model(parties=("a",), levers=("x",), levels=(("off", "on"),), owner=(0,),
    ...               allowed=(free,), feasible=np.ones(2, dtype=bool),
    ...               rank=np.array([[0, 1]], dtype=np.int32), lever_names={"x": "Power"})
    >>> gaining(model, Step(0, 0, 1))
    'moving Power from off to on'
    """
    return f"moving {_change(model, step)}"


def told(model: Model, step: Step) -> str:
    """Return a move as a statement: ``Ann moves x from off to on``.

    Examples
    --------
    >>> import numpy as np
    >>> free = np.ones((2, 2), dtype=bool)
    >>> model = Model(parties=("a",), levers=("x",), levels=(("off", "on"),), owner=(0,),
    ...               allowed=(free,), feasible=np.ones(2, dtype=bool), party_names={"a": "Ann"},
    ...               rank=np.array([[0, 1]], dtype=np.int32))
    >>> told(model, Step(0, 0, 1))
    'Ann moves x from off to on'
    """
    return f"{model.party_called(step.party)} moves {_change(model, step)}"


def answering(model: Model, steps: Sequence[Step], *, credible: bool) -> str:
    """Return the moves of the others: what they could do, or would gain by doing (`credible`).

    Examples
    --------
    >>> import numpy as np
    >>> free = np.ones((2, 2), dtype=bool)
    >>> model = Model(parties=("a",), levers=("x",), levels=(("off", "on"),), owner=(0,),
    ...               allowed=(free,), feasible=np.ones(2, dtype=bool), party_names={"a": "Ann"},
    ...               rank=np.array([[0, 1]], dtype=np.int32))
    >>> answering(model, [Step(0, 0, 1)], credible=False)
    'Ann could then move x from off to on'
    >>> answering(model, [Step(0, 0, 1)], credible=True)
    'Ann would then gain by moving x from off to on'
    """
    verb = "would then gain by moving" if credible else "could then move"
    return _listed([f"{model.party_called(s.party)} {verb} {_change(model, s)}" for s in steps])
