"""What is left of a condition once some levers have their level: the states of a rule's automaton.

Levers are read one after the other. After each, a condition is true, false, or a smaller condition
about levers still to come; equal remainders are one *state*. A long ``and`` has two states however many
levers it names, so rules that tie many levers together can be followed without listing joint levels
(a decision diagram over levels; Bryant, 1986).
"""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from detente.conditions import Space, names_used
from detente.conditions.evaluate import OPERATORS
from detente.conditions.tree import (
    And,
    AtLeast,
    Compare,
    Constant,
    If,
    Iff,
    Node,
    Not,
    Or,
    Unless,
)
from detente.errors import CannotComputeError

__all__ = ["FALSE", "TRUE", "Automaton", "automaton", "given"]

FALSE, TRUE = -1, -2
MOST_STATES = 20_000
"""Remainders of one condition beyond which it is too involved."""


class Automaton(Struct, frozen=True, eq=False):
    """A condition read lever by lever.

    Attributes
    ----------
    levers : tuple of str
        The levers that it uses, in the order in which they are read.
    steps : tuple of (Q, N) int64
        Per lever: state and level -> the next state, `TRUE` or `FALSE`. It begins in state 0.
    start : int
        0, or `TRUE` or `FALSE` where it uses no lever that moves.
    """

    levers: tuple[str, ...]
    steps: tuple[NDArray[np.int64], ...]
    start: int = 0

    def holds(self, levels: Sequence[int]) -> bool:
        """Return whether it is true at these levels, one for each of its levers."""
        state = self.start
        for step, level in zip(self.steps, levels, strict=True):
            if state < 0:
                break
            state = int(step[state, level])
        return state == TRUE


def automaton(node: Node, space: Space, order: Sequence[str]) -> Automaton:
    """Return the automaton of a condition that reads levers in an order.

    Parameters
    ----------
    node : Node
        A condition on states, its terms settled.
    space : Space
        The levers that move, and those that do not.
    order : sequence of str
        All of the levers that move.

    Raises
    ------
    CannotComputeError
        There are too many remainders.

    Examples
    --------
    >>> from detente.conditions.grammar import parse
    >>> two = ("no", "yes")
    >>> space = Space(("a", "b", "c"), (two, two, two))
    >>> found = automaton(parse("at least 2 of (a = yes; b = yes; c = yes)"), space, space.levers)
    >>> [step.tolist() for step in found.steps]
    [[[0, 1]], [[-1, 0], [0, -2]], [[-1, -2]]]
    """
    for lever, (names, fixed) in space.fixed.items():
        node = given(node, lever, names, names.index(fixed))
    used = set(names_used(node).levers)
    reads = [lever for lever in order if lever in used]
    states: dict[Node, int] = {node: 0}
    steps = []
    for lever in reads:
        levels = space.levels[space.levers.index(lever)]
        after: dict[Node, int] = {}
        step = np.full((max(len(states), 1), len(levels)), FALSE)  # none: true or false already
        for state, place in states.items():
            for level in range(len(levels)):
                left = given(state, lever, levels, level)
                step[place, level] = _number(left, after)
        if len(after) > MOST_STATES:
            raise CannotComputeError(
                f"a condition about {len(reads)} levers is too involved to follow lever by lever",
                "split it into several conditions, or let it name fewer levers",
            )
        steps.append(step)
        states = after
    start = 0 if reads else (TRUE if node == Constant(value=True) else FALSE)
    return Automaton(tuple(reads), tuple(steps), start)


def _number(left: Node, after: dict[Node, int]) -> int:
    if isinstance(left, Constant):
        return TRUE if left.value else FALSE
    return after.setdefault(left, len(after))


def given(node: Node, lever: str, levels: Sequence[str], level: int) -> Node:
    """Return what is left of a condition when a lever is at a level; shortened, parts in one order.

    Examples
    --------
    >>> from detente.conditions.grammar import parse
    >>> given(parse("a = yes and b = yes"), "a", ("no", "yes"), 0)
    Constant(value=False)
    >>> given(parse("a = yes iff b = yes"), "a", ("no", "yes"), 1)
    Compare(lever='b', op='=', level='yes', unit=None)
    """
    if isinstance(node, Compare):
        if node.lever != lever:
            return node
        return _constant(OPERATORS[node.op](level, levels.index(str(node.level))))
    if isinstance(node, And | Or | AtLeast):
        parts = [given(part, lever, levels, level) for part in node.parts]
        if isinstance(node, AtLeast):
            return _at_least(node.count, parts)
        return _joined(parts, every=isinstance(node, And))
    if isinstance(node, Not):
        return _not(given(node.part, lever, levels, level))
    return node if isinstance(node, Constant) else _of_two(node, lever, levels, level)


def _of_two(node: Node, lever: str, levels: Sequence[str], level: int) -> Node:
    """Return what is left of a condition made of two."""
    match node:
        case If():
            one, other = node.part, node.given
        case Unless():
            one, other = node.part, node.exception
        case Iff():
            one, other = node.part, node.other
        case _:
            raise TypeError(f"no condition on states: {type(node).__name__}")
    one, other = given(one, lever, levels, level), given(other, lever, levels, level)
    if isinstance(node, If):
        return _joined([one, _not(other)], every=False)
    if isinstance(node, Unless):
        return _joined([one, other], every=False)
    for a, b in ((one, other), (other, one)):
        if isinstance(a, Constant):
            return b if a.value else _not(b)
    return Constant(value=True) if one == other else Iff(*sorted((one, other), key=repr))


def _constant(value: object) -> Constant:
    return Constant(value=bool(value))


def _not(node: Node) -> Node:
    if isinstance(node, Constant):
        return _constant(not node.value)
    return node.part if isinstance(node, Not) else Not(node)


def _joined(parts: list[Node], *, every: bool) -> Node:
    """Return all of the parts, or one of them, shortened."""
    left: set[Node] = set()
    for part in parts:
        if isinstance(part, Constant):
            if part.value != every:
                return part
        elif isinstance(part, And if every else Or):
            left.update(part.parts)
        else:
            left.add(part)
    if any(_not(part) in left for part in left):
        return _constant(not every)
    if len(left) < 2:
        return left.pop() if left else _constant(every)
    ordered = tuple(sorted(left, key=repr))
    return And(ordered) if every else Or(ordered)


def _at_least(count: int, parts: list[Node]) -> Node:
    """Return that at least so many of the parts are true, shortened."""
    left = []
    for part in parts:
        if isinstance(part, Constant):
            count -= part.value
        else:
            left.append(part)
    if count <= 0 or count > len(left):
        return _constant(count <= 0)
    if count == 1:
        return _joined(left, every=False)
    if count == len(left):
        return _joined(left, every=True)
    return AtLeast(count, tuple(sorted(left, key=repr)))
