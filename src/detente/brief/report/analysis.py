"""The model of a case with what was found about it, and the states worth showing."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from msgspec import Struct, field

from detente.brief.report.records import Verdict
from detente.brief.words import name_in_words, package_name
from detente.case import Case
from detente.conditions import ConditionError, Space, holds
from detente.model import Bools, Model
from detente.model.readings import settled
from detente.stability import Reason, equilibria

__all__ = ["ORDER", "Analysis", "Chosen", "choose", "package_state"]

ORDER = ("nash", "seq", "sseq", "smr", "gmr")
"""Concepts, those that ask most of a state first."""
MOST_BETTER, MOST_ROWS = 4, 24
GENERAL = ""
"""The name of a state that is shown for what it is, not for what it is called."""


class Analysis(Struct, frozen=True, kw_only=True, eq=False):
    """A model, where each party is stable under each concept, and the reasons that were asked for.

    Attributes
    ----------
    solution : dict of (P, S) bool
        By concept.
    reasons : dict
        (party, state) -> why it stays or leaves, under the concept that tells most.
    routes : dict
        State -> how to get there from the status quo, as in ``detente.paths/1``.
    """

    case: Case
    model: Model
    solution: Mapping[str, Bools]
    reasons: Mapping[tuple[int, int], Reason] = field(default_factory=dict)
    routes: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def concepts(self) -> tuple[str, ...]:
        """The concepts that were solved, those that ask most first."""
        return tuple(concept for concept in ORDER if concept in self.solution)

    @property
    def equilibria(self) -> dict[str, Bools]:
        """The equilibria under each concept: (S,) bool."""
        return equilibria(dict(self.solution))

    def verdicts(self, state: int) -> tuple[Verdict, ...]:
        """Return for whom `state` would last under each concept."""
        return tuple(
            Verdict(concept=c, stable=tuple(map(bool, self.solution[c][:, state])))
            for c in self.concepts
        )

    def standing(self, state: int) -> str:
        """Return the first concept under which all parties stay; empty if there is none."""
        return next((v.concept for v in self.verdicts(state) if v.all), "")

    def better(self, state: int) -> tuple[bool | None, ...]:
        """Return for each party whether it prefers `state` to now; None: just as good, or no now."""
        now = self.model.status_quo
        if now is None or now == state:
            return tuple(None for _ in self.model.parties)
        gains = [int(rank[state]) - int(rank[now]) for rank in self.model.rank]
        return tuple(None if gain == 0 else gain > 0 for gain in gains)

    @property
    def better_for_all(self) -> Bools | None:
        """The states that every party prefers to now: (S,) bool; None where now is not known."""
        now = self.model.status_quo
        if now is None:
            return None
        rank = self.model.rank
        return np.asarray((rank > rank[:, [now]]).all(axis=0) & self.model.feasible)


class Chosen(Struct, frozen=True, kw_only=True):
    """A state worth showing, and why: the names it goes by."""

    state: int
    names: tuple[str, ...]


def choose(analysis: Analysis, reading: str | None) -> tuple[Chosen, ...]:
    """Return the states worth showing: now, packages, goals, the best for all; all of a small set.

    A goal is shown by the state nearest to now (fewest levers changed) among those that last.

    Examples
    --------
    >>> model = Model(parties=("a",), levers=("x",), levels=(("off", "on"),), owner=(0,),
    ...               allowed=(np.ones((2, 2), dtype=bool),), feasible=np.ones(2, dtype=bool),
    ...               rank=np.array([[0, 1]], dtype=np.int32), status_quo=0)
    >>> nash = np.array([[False, True]])
    >>> case = Case(id="c", packages={"deal": {"x": "on"}})
    >>> analysis = Analysis(case=case, model=model, solution={"nash": nash})
    >>> [(one.state, one.names) for one in choose(analysis, None)]
    [(0, ('Now',)), (1, ('Deal',))]
    """
    names: dict[int, list[str]] = {}
    for state, name in _worth_showing(analysis, reading):
        names.setdefault(state, []).append(name)
    return tuple(
        Chosen(state=state, names=tuple(n for n in found if n != GENERAL) or (GENERAL,))
        for state, found in list(names.items())[:MOST_ROWS]
    )


def _worth_showing(analysis: Analysis, reading: str | None) -> Iterator[tuple[int, str]]:
    model = analysis.model
    if model.status_quo is not None:
        yield model.status_quo, "Now"
    for id_ in analysis.case.packages:
        state = package_state(analysis, id_)
        if state is not None and model.feasible[state]:
            yield state, package_name(analysis.case, id_)
    lasting = _lasting(analysis)
    for id_, met in _goals(analysis, reading).items():
        for state in _nearest(model, lasting & met, 1):
            yield state, f"nearest lasting “{name_in_words(id_)}”"
    for state in _unnamed(analysis, lasting):
        yield state, GENERAL


def _unnamed(analysis: Analysis, lasting: Bools) -> Iterator[int]:
    """Yield states worth showing for what they are: the best for all; all of a small set."""
    model, better = analysis.model, analysis.better_for_all
    if better is not None:
        yield from _nearest(model, lasting & better, MOST_BETTER)
    if not analysis.case.packages:
        yield from _nearest(model, lasting, MOST_BETTER)
    yield from _all_of_few(analysis)
    if model.state_names is not None and model.size <= MOST_ROWS:
        yield from range(model.size)


def _all_of_few(analysis: Analysis) -> Iterator[int]:
    """Yield all states that last under a concept, those that ask most first, as long as they are few."""
    seen = np.zeros(analysis.model.size, dtype=np.bool_)
    found = analysis.equilibria
    for concept in analysis.concepts:
        seen |= found[concept]
        if np.count_nonzero(seen) > MOST_ROWS:
            return
        yield from _nearest(analysis.model, found[concept], MOST_ROWS)


def package_state(analysis: Analysis, id_: str) -> int | None:
    """Return the number of a package: levers it leaves out stand as now; None if it is no state.

    Examples
    --------
    >>> model = Model(parties=("a",), levers=("x",), levels=(("off", "on"),), owner=(0,),
    ...               allowed=(np.ones((2, 2), dtype=bool),), feasible=np.ones(2, dtype=bool),
    ...               rank=np.array([[0, 1]], dtype=np.int32), status_quo=0)
    >>> nash = np.array([[False, True]])
    >>> case = Case(id="c", packages={"deal": {"x": "on"}})
    >>> analysis = Analysis(case=case, model=model, solution={"nash": nash})
    >>> package_state(analysis, "deal")
    1
    """
    model = analysis.model
    package = analysis.case.packages[id_]
    if model.state_names is not None:
        return None
    base = model.state(model.status_quo) if model.status_quo is not None else {}
    try:
        return model.number({**base, **package})
    except (KeyError, ValueError):
        return None


def _lasting(analysis: Analysis) -> Bools:
    """Return the equilibria under the concept that asks most, of those that have any."""
    found = analysis.equilibria
    for concept in analysis.concepts:
        if found[concept].any():
            return found[concept]
    return np.zeros(analysis.model.size, dtype=np.bool_)


def _goals(analysis: Analysis, reading: str | None) -> dict[str, Bools]:
    model = analysis.model
    if model.state_names is not None:
        return {}
    levers = analysis.case.levers
    fixed = {lever: (levers[lever].levels, level) for lever, level in model.fixed.items()}
    space = Space(model.levers, model.levels, fixed)
    met = {}
    for id_, condition in analysis.case.goals.items():
        try:
            met[id_] = holds(settled(analysis.case, condition, reading or ""), space)
        except ConditionError:  # speaks of events or amounts, which no state has
            continue
    return met


def _nearest(model: Model, states: Bools, most: int) -> Sequence[int]:
    """Return the states that differ from now in the fewest levers."""
    numbers = np.flatnonzero(states)
    if model.status_quo is None or model.state_names is not None or not len(numbers):
        return [int(state) for state in numbers[:most]]
    changed = np.zeros(len(numbers), dtype=np.int64)
    for levels, stride in zip(model.levels, model.strides, strict=True):
        place = numbers // stride % len(levels)
        changed += place != model.status_quo // stride % len(levels)
    return [int(state) for state in numbers[np.argsort(changed, kind="stable")][:most]]
