"""How to get from now to states that would last, and what could not be undone."""

from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np
from msgspec import Struct

from detente.errors import CannotComputeError
from detente.model import Model
from detente.stability.evolution import MarkedStep, Ways, cannot_be_undone, ways
from detente.stability.steps import By
from detente.stability.undoing import Undone

__all__ = ["Ahead", "NoWayBack", "Way", "WayStep", "ahead", "nothing_ahead", "way"]

ORDER: tuple[By, ...] = ("improvements", "coalitions", "moves")
MEANING = {
    "improvements": "each step pays the party that takes it",
    "coalitions": "each step pays those who take it together",
    "moves": "some steps do not pay the party that takes them",
}


class WayStep(Struct, frozen=True, kw_only=True):
    """One step: who takes it, what changes, who can undo it, and what it does to those who take it.

    ``changes`` holds for each change whose lever it is (None where states are named outright) and
    what it is; ``gains`` for each of `parties` whether it prefers the state after the step (None: as
    good).
    """

    parties: tuple[int, ...]
    changes: tuple[tuple[int | None, str], ...]
    undone: Undone
    gains: tuple[bool | None, ...]


class Way(Struct, frozen=True, kw_only=True):
    """A shortest way from now to one state, by the steps that ask least of the parties.

    ``by`` is empty, and there are no steps, where no way leads there.
    """

    key: str
    name: str
    by: By | str
    means: str
    steps: tuple[WayStep, ...]


class NoWayBack(Struct, frozen=True, kw_only=True):
    """What could not be undone once it is done.

    ``levels`` are levels from which a lever may never return to where it stands now; ``reachable``
    counts the states that moves lead to, ``lost`` those of them from which no moves lead back, and
    ``blocked`` those among them where each lever may return but no feasible states lie on the way.
    """

    levels: tuple[str, ...]
    reachable: int
    lost: int
    blocked: int
    first_steps: tuple[tuple[int, int], ...]


class Ahead(Struct, frozen=True, kw_only=True):
    """Ways to states that would last, and what could not be undone; or why there are none."""

    ways: tuple[Way, ...]
    no_way_back: NoWayBack | None
    why_not: str


def nothing_ahead(why: str) -> Ahead:
    """Return the part where there is nothing to show, with the reason.

    Examples
    --------
    >>> nothing_ahead("the present state is not known").ways
    ()
    """
    return Ahead(ways=(), no_way_back=None, why_not=why)


def ahead(model: Model, targets: Sequence[tuple[int, str, str]]) -> Ahead:
    """Return the ways from the status quo to some states, and what could not be undone.

    Parameters
    ----------
    targets : sequence of (number, key, name)
        Feasible states; the status quo among them is passed over.

    Examples
    --------
    >>> up, free = np.array([[True, True], [False, True]]), np.ones((2, 2), bool)
    >>> model = Model(parties=("a", "b"), levers=("x", "y"), levels=(("off", "on"),) * 2,
    ...               owner=(0, 1), allowed=(free, up), feasible=np.ones(4, bool), status_quo=0,
    ...               rank=np.array([[0, 1, 2, 3], [0, 1, 2, 3]], np.int32))
    >>> found = ahead(model, [(3, "1", "both")])
    >>> found.ways[0].by, [step.undone for step in found.ways[0].steps], found.no_way_back.levels
    ('improvements', ['never', 'mover'], ('y: on',))
    """
    now = model.status_quo
    if now is None:
        return nothing_ahead("the present state is not known, or cannot be")
    try:
        kinds = [ways(model, now, by) for by in ORDER]
        found = tuple(
            way(model, kinds, number, key, name) for number, key, name in targets if number != now
        )
        return Ahead(ways=found, no_way_back=_no_way_back(model, now), why_not="")
    except CannotComputeError as error:
        return nothing_ahead(error.message)


def way(model: Model, kinds: Sequence[Ways], number: int, key: str, name: str) -> Way:
    """Return a shortest way to a state, by the first of some kinds of steps that leads there.

    Examples
    --------
    >>> free = np.ones((2, 2), bool)
    >>> model = Model(parties=("a",), levers=("x",), levels=(("off", "on"),), owner=(0,),
    ...               allowed=(free,), feasible=np.ones(2, bool), rank=np.array([[1, 0]], np.int32))
    >>> found = way(model, [ways(model, 0, by) for by in ("improvements", "moves")], 1, "1", "on")
    >>> found.by, found.steps[0].gains
    ('moves', (False,))
    """
    for one in kinds:
        place = one.joint.over.place(number)
        if place is None or one.distance(place) is None:
            continue
        for path in islice(one.paths(place), 1):
            steps = tuple(_step(model, step) for step in path)
            return Way(key=key, name=name, by=one.by, means=MEANING[one.by], steps=steps)
    return Way(key=key, name=name, by="", means="no moves lead there", steps=())


def _step(model: Model, step: MarkedStep) -> WayStep:
    gains = [int(model.rank[p][step.after]) - int(model.rank[p][step.before]) for p in step.parties]
    return WayStep(
        parties=step.parties,
        changes=tuple(_changes(model, step.before, step.after)),
        undone=step.undone,
        gains=tuple(None if gain == 0 else gain > 0 for gain in gains),
    )


def _changes(model: Model, before: int, after: int) -> Iterator[tuple[int | None, str]]:
    if model.state_names is not None:
        yield None, model.describe(after)
    for lever, (_, new) in model.changes(before, after).items():
        owner = model.owner[model.levers.index(lever)]
        yield owner, f"{model.lever_name(lever)}: {model.level_name(lever, new)}"


def _no_way_back(model: Model, now: int) -> NoWayBack:
    lost = cannot_be_undone(model, now)
    first: dict[int, int] = {}
    for step in lost.steps:
        first[step.party] = first.get(step.party, 0) + 1
    return NoWayBack(
        levels=tuple(
            f"{model.lever_name(lever)}: {model.level_name(lever, level)}"
            for lever, level in lost.levels
        ),
        reachable=int(np.count_nonzero(lost.reachable)),
        lost=int(np.count_nonzero(lost.states)),
        blocked=int(np.count_nonzero(lost.blocked)),
        first_steps=tuple(first.items()),
    )
