"""The tree of what can happen from one state, step by step, fit for printing and drawing."""

from collections.abc import Collection, Iterator
from typing import Any, Literal

import numpy as np
from msgspec import Struct

from detente.model import Model
from detente.stability.contests import Bytes
from detente.stability.moves import Step
from detente.stability.reachable import Jointly
from detente.stability.steps import By, kinds, started
from detente.stability.undoing import Undone, undone
from detente.stability.words import gaining

__all__ = ["Branch", "Tree", "tree"]

Ending = Literal["goes_on", "again", "nothing", "depth"]
MARKS = {"mover": "", "others": " [only others can undo it]", "never": " [no way back]"}
ENDINGS = {
    "goes_on": "",
    "again": " (as above)",
    "nothing": " (nothing follows)",
    "depth": " (goes on)",
}


class Branch(Struct, frozen=True):
    """One state of the tree, with the step that led to it.

    Attributes
    ----------
    state : int
        Where it stands.
    depth : int
        How many steps lead there; 0 at the root.
    parent : int or None
        The index of the branch before; None at the root.
    parties : tuple of int
        Who took the step.
    undone : str or None
        Who can undo the step: ``mover``, ``others``, ``never``; None at the root.
    ending : str
        ``goes_on``: steps follow. ``again``: what follows is told at an earlier branch.
        ``nothing``: no step follows. ``depth``: the tree was not carried further.
    """

    state: int
    depth: int
    parent: int | None
    parties: tuple[int, ...]
    undone: Undone | None
    ending: Ending


class Tree(Struct, frozen=True):
    """What can happen from a state.

    Attributes
    ----------
    by : str
        The kind of steps: ``moves``, ``improvements`` or ``coalitions``.
    branches : tuple of Branch
        The root first, then by depth: each parent before its children.
    cut : bool
        There is more than the limit allowed: what follows some branches is left out.
    """

    by: By
    branches: tuple[Branch, ...]
    cut: bool

    def children(self, index: int) -> tuple[int, ...]:
        """Return the indices of the branches that follow one."""
        return tuple(i for i, branch in enumerate(self.branches) if branch.parent == index)

    def lines(self, model: Model) -> list[str]:
        """Return the tree as lines of text, in the names of the case."""
        below: dict[int | None, list[int]] = {}
        for index, branch in enumerate(self.branches):
            below.setdefault(branch.parent, []).append(index)
        found = [model.describe(self.branches[0].state)]
        found += self._below(model, below, 0, "")
        return [*found, "(cut: there is more)"] if self.cut else found

    def _below(
        self, model: Model, below: dict[int | None, list[int]], index: int, indent: str
    ) -> Iterator[str]:
        following = below.get(index, [])
        for child in following:
            last = child == following[-1]
            yield f"{indent}{'└─ ' if last else '├─ '}{self._told(model, child)}"
            yield from self._below(model, below, child, indent + ("   " if last else "│  "))

    def _told(self, model: Model, index: int) -> str:
        branch = self.branches[index]
        before = self.branches[branch.parent or 0].state
        names = " and ".join(model.party_called(party) for party in branch.parties)
        step = gaining(model, Step(branch.parties[0], before, branch.state))
        mark = MARKS[branch.undone or "mover"]
        moves = step.replace("moving", "moves" if len(branch.parties) == 1 else "move", 1)
        return f"{names} {moves}{mark}{ENDINGS[branch.ending]}"

    def as_dict(self, model: Model) -> dict[str, Any]:
        """Return the tree as plain values for JSON, parents as places in the list."""
        return {
            "by": self.by,
            "branches": [
                {
                    "state": model.state(branch.state),
                    "depth": branch.depth,
                    "parent": branch.parent,
                    "parties": [model.parties[party] for party in branch.parties],
                    "undone": branch.undone,
                    "ending": branch.ending,
                }
                for branch in self.branches
            ],
            "cut": self.cut,
        }


def tree(
    model: Model,
    start: int,
    depth: int = 3,
    by: By = "moves",
    *,
    limit: int = 200,
    coalitions: Collection[Collection[str]] | None = None,
) -> Tree:
    r"""Return the tree of steps from `start`, none taken twice in succession by the same parties.

    What follows a state is told once, at the branch nearest to the root. Where some members of a
    coalition can take a step without the others, only they are named. In arcs form what can follow
    depends on who moved last: there it is told once for each, and every coalition is named.

    Parameters
    ----------
    model : Model
        The graph model.
    start : int
        A feasible state, such as the status quo.
    depth : int
        How many steps deep.
    by : str
        ``moves``, ``improvements`` or ``coalitions``.
    limit : int
        The most branches.
    coalitions : collection of collections of str, optional
        Which coalitions may take steps, single parties aside; all.

    Raises
    ------
    ValueError
        A kind of step or a party of another name, or the state is not feasible.
    CannotComputeError
        The model is too large.

    Examples
    --------
    >>> up, free = np.array([[True, True], [False, True]]), np.ones((2, 2), bool)
    >>> model = Model(parties=("a", "b"), levers=("x", "y"), levels=(("off", "on"),) * 2,
    ...               owner=(0, 1), allowed=(up, free), feasible=np.array([True, True, False, True]),
    ...               rank=np.array([[0, 1, -1, 3], [0, 0, -1, 1]], np.int32))
    >>> print("\n".join(tree(model, 0, 2).lines(model)))
    x: off; y: off
    └─ a moves x from off to on [no way back]
       └─ b moves y from off to on (nothing follows)
    """
    joint, place = started(model, start, by)
    groups, into = kinds(joint, by, coalitions)
    return _Growing(joint, by, groups, into).grow(place, depth, limit)


class _Growing(Struct, frozen=True, eq=False):
    """The kinds of steps of a tree, by places among the feasible states."""

    joint: Jointly
    by: By
    groups: tuple[tuple[int, ...], ...]
    into: tuple[Bytes, ...]

    def grow(self, start: int, depth: int, limit: int) -> Tree:
        number = self.joint.over.states
        found = [(start, 0, -1, -1)]
        endings: dict[int, Ending] = {}
        told: set[tuple[int, int]] = set()
        cut = False
        for index, (place, level, last, _) in enumerate(found):
            key = (place, -1 if self.joint.transitive else last)
            steps = self._steps(place, last)
            if not steps:
                endings[index] = "nothing"
            elif key in told:
                endings[index] = "again"
            else:
                endings[index] = "depth" if level == depth else "goes_on"
            if endings[index] == "goes_on":
                told.add(key)
                room = limit - len(found)
                cut |= len(steps) > room
                found += [(to, level + 1, kind, index) for kind, to in steps[: max(0, room)]]
        branches = [Branch(int(number[start]), 0, None, (), None, endings[0])]
        for index, (place, level, kind, parent) in enumerate(found[1:], start=1):
            group, before = self.groups[kind], found[parent][0]
            back = undone(self.joint, group, before, place)
            branches.append(Branch(int(number[place]), level, parent, group, back, endings[index]))
        return Tree(self.by, tuple(branches), cut)

    def _steps(self, place: int, last: int) -> list[tuple[int, int]]:
        """Return the steps from a place that no fewer parties can take, as (kind, place)."""
        found: list[tuple[int, int]] = []
        taken: dict[int, list[set[int]]] = {}
        byte, bit = place >> 3, place & 7
        for kind, (group, steps) in enumerate(zip(self.groups, self.into, strict=True)):
            if kind == last:
                continue
            for to in np.flatnonzero(steps[:, byte] >> bit & 1).tolist():
                fewer = any(smaller < set(group) for smaller in taken.get(to, ()))
                taken.setdefault(to, []).append(set(group))
                if not (fewer and self.joint.transitive):
                    found.append((kind, to))
        return found
