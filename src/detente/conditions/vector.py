"""Tree and state space -> the truth of a condition in all states at once.

A state gives every lever one level. State number s of levels (x_0 .. x_{L-1}) is
s = sum_k x_k * prod_{m<k} n_m: lever 0 changes fastest. So an array over all states in C order has
the axes reversed, shape (n_{L-1}, ..., n_0). A condition is worked out on the levers that it uses
only, and spread over the others at the end.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from msgspec import Struct, field
from numpy.typing import NDArray

from detente.conditions.evaluate import OPERATORS
from detente.conditions.show import show
from detente.conditions.tree import (
    And,
    AtLeast,
    Compare,
    Constant,
    Disputed,
    If,
    Iff,
    Node,
    Not,
    Or,
    TermIs,
    Unless,
)
from detente.conditions.words import ConditionError

__all__ = ["Space", "holds", "holds_on", "truth"]

Bools = NDArray[np.bool_]


class Space(Struct, frozen=True):
    """All combinations of levels: the state space, feasible or not.

    Attributes
    ----------
    levers : tuple of str
        The levers that vary; lever 0 changes fastest with the state's number.
    levels : tuple of tuple of str
        The ordered levels of each.
    fixed : mapping
        Lever -> (its ordered levels, its level), for levers that do not vary.

    Examples
    --------
    >>> space = Space(("coal", "site"), (("ban", "free"), ("run", "idle", "closed")))
    >>> space.size, space.shape, space.number({"coal": "free", "site": "closed"})
    (6, (3, 2), 5)
    """

    levers: tuple[str, ...]
    levels: tuple[tuple[str, ...], ...]
    fixed: Mapping[str, tuple[tuple[str, ...], str]] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """How many states there are: S."""
        return math.prod(len(levels) for levels in self.levels)

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of an array over all states, lever 0 on the last axis."""
        return tuple(len(levels) for levels in reversed(self.levels))

    def number(self, state: Mapping[str, str]) -> int:
        """Return the number of `state`, which gives every varying lever its level."""
        number, stride = 0, 1
        for lever, levels in zip(self.levers, self.levels, strict=True):
            number += stride * levels.index(state[lever])
            stride *= len(levels)
        return number

    def state(self, number: int) -> dict[str, str]:
        """Return the levels in state `number`, the varying levers only."""
        found = {}
        for lever, levels in zip(self.levers, self.levels, strict=True):
            number, position = divmod(number, len(levels))
            found[lever] = levels[position]
        return found

    def only(self, levers: Sequence[str]) -> "Space":
        """Return the space of those of its varying levers that `levers` names."""
        kept = [k for k, lever in enumerate(self.levers) if lever in set(levers)]
        names = tuple(self.levers[k] for k in kept)
        return Space(names, tuple(self.levels[k] for k in kept), self.fixed)


def holds(node: Node, space: Space) -> Bools:
    """Return in which states `node` is true: an array of shape (S,).

    Unknown (a term whose readings differ) counts as not true; see :func:`truth`.

    Parameters
    ----------
    node : Node
        A condition on states whose terms are settled.
    space : Space
        The state space.

    Raises
    ------
    ConditionError
        If the condition uses a lever or level that `space` lacks, a quantity, or time.

    Examples
    --------
    >>> from detente.conditions.grammar import parse
    >>> space = Space(("coal", "site"), (("ban", "free"), ("run", "idle", "closed")))
    >>> holds(parse("site >= idle and coal = ban"), space).tolist()
    [False, False, True, False, True, False]
    """
    return _spread(_bounds(node, space).certain, space)


def holds_on(node: Node, space: Space) -> Bools:
    """Return in which states `node` is true, with length 1 along the levers it does not use.

    The array has L axes, lever 0 on the last, and broadcasts to ``space.shape``.

    Examples
    --------
    >>> from detente.conditions.grammar import parse
    >>> space = Space(("coal", "site"), (("ban", "free"), ("run", "idle", "closed")))
    >>> holds_on(parse("site >= idle"), space).shape
    (3, 1)
    """
    return _bounds(node, space).certain


def bounds_on(node: Node, space: Space) -> tuple[Bools, Bools]:
    """Return in which states `node` is certainly and possibly true; arrays as of :func:`holds_on`.

    Examples
    --------
    >>> from detente.conditions.grammar import parse
    >>> space = Space(("site",), (("run", "idle", "closed"),))
    >>> node = Disputed("freeze", (parse("site >= idle"), parse("site = closed")))
    >>> [where.tolist() for where in bounds_on(node, space)]
    [[False, False, True], [False, True, True]]
    """
    return _bounds(node, space)


def truth(node: Node, space: Space) -> NDArray[np.uint8]:
    """Return the truth of `node` in every state: shape (S,), 0 false, 1 unknown, 2 true.

    Examples
    --------
    >>> from detente.conditions.grammar import parse
    >>> space = Space(("site",), (("run", "idle", "closed"),))
    >>> truth(Disputed("freeze", (parse("site >= idle"), parse("site = closed"))), space).tolist()
    [0, 1, 2]
    """
    bounds = _bounds(node, space)
    return _spread(bounds.certain.view(np.uint8) + bounds.possible.view(np.uint8), space)


def _spread(values: NDArray[Any], space: Space) -> NDArray[Any]:
    if values.shape == space.shape:
        return values.reshape(-1)
    return np.broadcast_to(values, space.shape).reshape(-1)


class _Bounds(NamedTuple):
    """Where a condition is certainly true, and where it is possibly true; one array if the same."""

    certain: Bools
    possible: Bools

    def __invert__(self) -> "_Bounds":
        if self.certain is self.possible:
            return _same(~self.certain)
        return _Bounds(~self.possible, ~self.certain)


def _same(values: Bools) -> _Bounds:
    return _Bounds(values, values)


def _bounds(node: Node, space: Space) -> _Bounds:
    work = _WORK.get(type(node))
    if work is None:
        raise ConditionError(_timeless(node), "a state gives every lever one level", *node.span)
    return work(node, space)


def _timeless(node: Node) -> str:
    if isinstance(node, TermIs):
        return f"term '{node.term}' is not settled"
    return f"'{show(node)}' has no meaning in a state"


def _compare(node: Compare, space: Space) -> _Bounds:
    axes = [1] * len(space.levers)
    if node.lever in space.levers:
        k = space.levers.index(node.lever)
        levels, positions = space.levels[k], np.arange(len(space.levels[k]))
        axes[len(axes) - 1 - k] = len(levels)
    elif node.lever in space.fixed:
        levels, level = space.fixed[node.lever]
        positions = np.array([levels.index(level)])
    else:
        raise ConditionError(f"no lever called '{node.lever}' in these states", "", *node.span)
    if node.level not in levels:
        message = f"{node.lever} has no level '{node.level}'"
        raise ConditionError(message, f"it has {', '.join(levels)}", *node.level_span)
    values = OPERATORS[node.op](positions, levels.index(str(node.level)))
    return _same(np.asarray(values, dtype=np.bool_).reshape(axes))


def _joined(join: Callable[[Any, Any], Any], parts: Sequence[_Bounds]) -> _Bounds:
    """Join parts by ``and`` or ``or``, small arrays first."""
    ordered = sorted(parts, key=lambda bounds: bounds.certain.size)
    certain = _reduced(join, [bounds.certain for bounds in ordered])
    if all(bounds.certain is bounds.possible for bounds in ordered):
        return _same(certain)
    return _Bounds(certain, _reduced(join, [bounds.possible for bounds in ordered]))


def _reduced(join: Callable[..., Any], arrays: Sequence[Bools]) -> Bools:
    """Join arrays one by one, in place where the result has its full shape already."""
    result, own = arrays[0], False
    for array in arrays[1:]:
        shape = np.broadcast_shapes(result.shape, array.shape)
        if own and shape == result.shape:
            join(result, array, out=result)
        else:
            result, own = np.asarray(join(result, array)), True
    return result


def _parts(node: And | Or, space: Space, join: Callable[[Any, Any], Any]) -> _Bounds:
    return _joined(join, [_bounds(part, space) for part in node.parts])


def _or(part: _Bounds, other: _Bounds) -> _Bounds:
    return _joined(np.logical_or, [part, other])


def _iff(part: _Bounds, other: _Bounds) -> _Bounds:
    both = _joined(np.logical_and, [part, other])
    return _or(both, _joined(np.logical_and, [~part, ~other]))


def _counted(count: int, arrays: Sequence[Bools]) -> Bools:
    shape = np.broadcast_shapes(*(array.shape for array in arrays))
    total = np.zeros(shape, dtype=np.uint8 if len(arrays) < 256 else np.uint16)
    for array in arrays:
        total += array
    return np.asarray(total >= count)


def _at_least(node: AtLeast, space: Space) -> _Bounds:
    parts = [_bounds(part, space) for part in node.parts]
    certain = _counted(node.count, [bounds.certain for bounds in parts])
    if all(bounds.certain is bounds.possible for bounds in parts):
        return _same(certain)
    return _Bounds(certain, _counted(node.count, [bounds.possible for bounds in parts]))


def _disputed(node: Disputed, space: Space) -> _Bounds:
    parts = [_bounds(part, space) for part in node.parts]
    return _Bounds(
        _reduced(np.logical_and, [bounds.certain for bounds in parts]),
        _reduced(np.logical_or, [bounds.possible for bounds in parts]),
    )


def _constant(node: Constant, space: Space) -> _Bounds:
    return _same(np.full([1] * len(space.levers), node.value))


_WORK: dict[type[Node], Callable[[Any, Space], _Bounds]] = {
    Constant: _constant,
    Compare: _compare,
    And: lambda n, space: _parts(n, space, np.logical_and),
    Or: lambda n, space: _parts(n, space, np.logical_or),
    Not: lambda n, space: ~_bounds(n.part, space),
    If: lambda n, space: _or(_bounds(n.part, space), ~_bounds(n.given, space)),
    Unless: lambda n, space: _or(_bounds(n.part, space), _bounds(n.exception, space)),
    Iff: lambda n, space: _iff(_bounds(n.part, space), _bounds(n.other, space)),
    AtLeast: _at_least,
    Disputed: _disputed,
}
