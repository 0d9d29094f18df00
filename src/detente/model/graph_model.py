"""The graph model of a case: parties, states, moves and preferences as arrays.

A graph model is (N, S, (A_i), (>=_i)): decision makers N, states S, for each decision maker i the
arcs A_i that it can take alone and a preference >=_i on S (Kilgour, Hipel and Fang, 1987). Nothing
cardinal is used: a preference is a rank, equal ranks are indifference.

Two forms of moves stand beside one another. In *product form* a state gives each lever a level and
a party moves by changing its own levers; no arc is stored. In *arcs form* the arcs are listed.
"""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from msgspec import Struct, field
from msgspec.structs import force_setattr
from numpy.typing import NDArray

from detente.case import called
from detente.errors import Problem

__all__ = ["Arcs", "Bools", "Indices", "Model", "Ranks"]

Bools = NDArray[np.bool_]
Ranks = NDArray[np.int32]
Indices = NDArray[np.integer[Any]]
Arcs = tuple[NDArray[np.int64], Indices]
"""One party's arcs: ``start : (S+1,) int64`` and ``to : (M,)``; from s to ``to[start[s]:start[s+1]]``."""


class Model(Struct, frozen=True, kw_only=True, eq=False):
    """A case as a graph model: what each party can do and what it prefers, in arrays.

    The number of a state is the sum over levers l of ``level_l * stride_l``, where ``stride_l`` is
    the product of the numbers of levels of the levers before l: lever 0 is the least significant
    digit. Levers are grouped by owner, so the moves of a party change one contiguous digit group.

    Attributes
    ----------
    parties : tuple of str
        The P decision makers, in the order of the file.
    levers : tuple of str
        The L levers that a decision maker moves, grouped by owner in party order.
    levels : tuple of tuple of str
        The levels of each lever, in the order of the file.
    owner : tuple of int
        The index of the party that owns each lever.
    fixed : dict
        Levers that no decision maker moves: the level at which they stay.
    allowed : tuple of (n, n) bool
        Per lever ``[from, to]``: changes in one move. Reflexive and transitively closed.
    feasible : (S,) bool
        The states that can be.
    rank : (P, S) int32
        Larger is better, equal is indifferent, -1 where the state is infeasible.
    arcs : tuple of (start, to), or None
        Per party the arcs, in arcs form; None in product form. Once each, sorted by end state: a
        move leads from one feasible state to another, so loops, arcs that are listed twice and arcs
        from or to infeasible states are left out when the model is made.
    status_quo : int or None
        The number of the state we are in; None where it is not known or not feasible.
    state_names : tuple of str, or None
        Names of the S states in graph form, where there are no levers.
    basis : dict
        Part of the model (``preferences.usa``, ``status_quo`` ...) to the claims it rests on.
    problems : tuple of Problem
        What had to be assumed.
    party_names, lever_names, level_names, state_labels : dict
        Names for people, by id; ids stand in for names that are missing.
    order : tuple of str
        All levers, fixed ones too, in the order of the file.

    Examples
    --------
    >>> import numpy as np
    >>> on_off = np.ones((2, 2), dtype=bool)
    >>> m = Model(parties=("a", "b"), levers=("x", "y"), levels=(("off", "on"),) * 2, owner=(0, 1),
    ...           allowed=(on_off, on_off), feasible=np.ones(4, dtype=bool),
    ...           rank=np.array([[1, 3, 0, 2], [1, 0, 3, 2]], dtype=np.int32))
    >>> m.state(1)
    {'x': 'on', 'y': 'off'}
    >>> m.number({"x": "off", "y": "on"})
    2
    >>> m.shape, m.block(1)
    ((2, 2), (2, 2))
    """

    parties: tuple[str, ...]
    levers: tuple[str, ...] = ()
    levels: tuple[tuple[str, ...], ...] = ()
    owner: tuple[int, ...] = ()
    fixed: Mapping[str, str] = field(default_factory=dict)
    allowed: tuple[Bools, ...] = ()
    feasible: Bools
    rank: Ranks
    arcs: tuple[Arcs, ...] | None = None
    status_quo: int | None = None
    state_names: tuple[str, ...] | None = None
    basis: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    party_names: Mapping[str, str] = field(default_factory=dict)
    lever_names: Mapping[str, str] = field(default_factory=dict)
    level_names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    state_labels: Mapping[str, str] = field(default_factory=dict)
    order: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Keep of the arcs those that are moves, for every concept alike."""
        if self.arcs is not None:
            force_setattr(self, "arcs", tuple(_moves_among(it, self.feasible) for it in self.arcs))

    @property
    def size(self) -> int:
        """The number of states S, feasible or not."""
        return len(self.feasible)

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the state space as a C-ordered tensor: the last lever is the first axis."""
        return tuple(len(levels) for levels in reversed(self.levels))

    @property
    def strides(self) -> tuple[int, ...]:
        """What one step up of each lever adds to the number of a state."""
        counts = [len(levels) for levels in self.levels]
        return tuple(math.prod(counts[:lever]) for lever in range(len(counts)))

    def own(self, party: int) -> tuple[int, ...]:
        """Return the indices of the levers of `party`, which are consecutive."""
        return tuple(lever for lever, owner in enumerate(self.owner) if owner == party)

    def block(self, party: int) -> tuple[int, int]:
        """Return ``(stride, size)`` of the digit group of `party`.

        State s has own setting ``s // stride % size``; ``tensor.reshape(-1, size, stride)`` has the
        settings of `party` on its middle axis.
        """
        before = [len(self.levels[i]) for i, owner in enumerate(self.owner) if owner < party]
        own = [len(self.levels[i]) for i in self.own(party)]
        return math.prod(before), math.prod(own)

    def digits(self, number: int) -> tuple[int, ...]:
        """Return the level index of each lever in a state."""
        out = []
        for levels in self.levels:
            out.append(number % len(levels))
            number //= len(levels)
        return tuple(out)

    def state(self, number: int) -> dict[str, str]:
        """Return a state as ``{lever: level}``, fixed levers included, or ``{"state": name}``."""
        if self.state_names is not None:
            return {"state": self.state_names[number]}
        digits = self.digits(int(number))
        found = {lever: self.levels[i][digits[i]] for i, lever in enumerate(self.levers)}
        found |= self.fixed
        return {lever: found[lever] for lever in self.order or found}

    def states(self, numbers: Indices) -> list[dict[str, str]]:
        """Return many states as :meth:`state` does, column by column: about 1 µs per lever and state."""
        if self.state_names is not None:
            return [{"state": self.state_names[number]} for number in numbers]
        columns: dict[str, list[str]] = {}
        for lever, levels, stride in zip(self.levers, self.levels, self.strides, strict=True):
            places = np.asarray(numbers) // stride % len(levels)
            columns[lever] = [levels[place] for place in places.tolist()]
        for lever, level in self.fixed.items():
            columns[lever] = [level] * len(numbers)
        order = [lever for lever in self.order or columns if lever in columns]
        rows = zip(*(columns[lever] for lever in order), strict=True)
        return [dict(zip(order, row, strict=True)) for row in rows] or [{} for _ in numbers]

    def number(self, state: Mapping[str, str]) -> int:
        """Return the number of a state; the inverse of :meth:`state`.

        Raises
        ------
        KeyError
            A movable lever is missing, or there is no such lever or state.
        ValueError
            There is no such level, or a fixed lever is given another level.
        """
        if self.state_names is not None:
            return self.state_names.index(state["state"])
        for lever, level in state.items():
            if self.fixed.get(lever, level) != level:
                message = f"{lever} stays at {self.fixed[lever]}"
                raise ValueError(message)
            if lever not in self.fixed and lever not in self.levers:
                raise KeyError(lever)
        pairs = zip(self.levers, self.levels, self.strides, strict=True)
        return sum(levels.index(state[lever]) * stride for lever, levels, stride in pairs)

    def party_name(self, party: int) -> str:
        """Return the name of a party, for people."""
        return self.party_names.get(self.parties[party]) or self.parties[party]

    def party_called(self, party: int) -> str:
        """Return the name of a party as it stands in running text: ``the United States``."""
        return called(self.party_name(party))

    def lever_name(self, lever: str) -> str:
        """Return the name of a lever, for people."""
        return self.lever_names.get(lever) or lever.replace("_", " ")

    def level_name(self, lever: str, level: str) -> str:
        """Return the name of a level, for people."""
        return self.level_names.get(lever, {}).get(level) or level.replace("_", " ")

    def describe(self, number: int) -> str:
        """Return a state in words: ``Ban on coal exports: in force; Yongbyon: operating``."""
        state = self.state(number)
        if self.state_names is not None:
            name = state["state"]
            label = self.state_labels.get(name)
            return f"{name} ({label})" if label and label != name else name
        pairs = state.items()
        return "; ".join(f"{self.lever_name(k)}: {self.level_name(k, v)}" for k, v in pairs)

    def changes(self, before: int, after: int) -> dict[str, tuple[str, str]]:
        """Return the levers that differ between two states: ``{lever: (from, to)}``."""
        if self.state_names is not None:
            return {}
        old, new = self.state(before), self.state(after)
        return {lever: (old[lever], new[lever]) for lever in old if old[lever] != new[lever]}


def _moves_among(arcs: Arcs, feasible: Bools) -> Arcs:
    """Return the arcs between two different feasible states, once each and sorted; as they are if so."""
    start, to = arcs
    origin = np.repeat(np.arange(len(feasible)), np.diff(start))
    keep = feasible[origin] & feasible[to] & (origin != to)
    later = to[1:] > to[:-1]
    if keep.all() and (later | (origin[1:] != origin[:-1])).all():
        return arcs
    pairs = np.unique(np.stack([origin[keep], to[keep]]), axis=1)
    begins = np.zeros_like(start)
    np.cumsum(np.bincount(pairs[0], minlength=len(feasible)), out=begins[1:])
    return begins, pairs[1].astype(to.dtype)
