"""Step functions of time: what holds from which instant on.

A truth value, or a level, that changes at known instants only is a step function: sorted instants,
and the value from each of them on. Logic on whole records then is arithmetic on arrays, in the time
it takes to merge them.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from detente.ledger.instants import FOREVER, Instant

__all__ = ["Instants", "StepFunction", "Values", "combine", "constant"]

Instants = NDArray[np.int64]
Values = NDArray[Any]


class StepFunction(Struct, frozen=True):
    """A value that changes at some instants only.

    Attributes
    ----------
    at : numpy.ndarray, shape (N,), int64
        From which instants on; strictly increasing, the first before any that is asked for.
    value : numpy.ndarray, shape (N,)
        The values from there on; neighbours differ.

    Examples
    --------
    >>> import numpy as np
    >>> banned = StepFunction.of(np.array([10, 20, 20]), np.array([2, 0, 2]), before=0)
    >>> banned.at[1:], banned.value
    (array([10]), array([0, 2]))
    >>> banned.until(10), banned(10)
    (4611686018427387904, 2)
    """

    at: Instants
    value: Values

    @classmethod
    def of(cls, at: Instants, value: Values, before: Any) -> "StepFunction":
        """Return the function with `value` from `at` (sorted) on; of one instant the last counts."""
        at = np.concatenate([np.array([-FOREVER], np.int64), at])
        value = np.concatenate([np.asarray([before], value.dtype), value])
        last = np.append(at[1:] != at[:-1], True)
        at, value = at[last], value[last]
        new = np.insert(value[1:] != value[:-1], 0, True)
        return cls(at[new], value[new])

    def __call__(self, instant: Instant) -> Any:
        """Return the value at `instant`."""
        return self.value[np.searchsorted(self.at, instant, side="right") - 1].item()

    def during(self, instants: Instants) -> Values:
        """Return the values at many instants."""
        return self.value[np.searchsorted(self.at, instants, side="right") - 1]

    def until(self, instant: Instant) -> Instant:
        """Return the first instant after `instant` at which the value is another; FOREVER if none."""
        place = int(np.searchsorted(self.at, instant, side="right"))
        return int(self.at[place]) if place < len(self.at) else FOREVER

    def map(self, table: Values) -> "StepFunction":
        """Return ``table[value]`` over time."""
        return StepFunction.of(self.at[1:], table[self.value[1:]], table[self.value[0]])

    def first(self, wanted: Any, since: Instant) -> Instant:
        """Return the first instant, `since` or later, at which the value is `wanted`."""
        place = int(np.searchsorted(self.at, since, side="right")) - 1
        hits = np.flatnonzero(self.value[place:] == wanted)
        return max(int(self.at[place + hits[0]]), since) if len(hits) else FOREVER

    def spans(self, wanted: Any) -> tuple[Instants, Instants]:
        """Return where the value is `wanted`: from which instants, until which (excluded)."""
        ends = np.append(self.at[1:], FOREVER)
        where = self.value == wanted
        return self.at[where], ends[where]


def constant(value: int) -> StepFunction:
    """Return the function that never changes."""
    return StepFunction(np.array([-FOREVER], np.int64), np.array([value], np.int8))


def combine(
    rule: Callable[[Sequence[Values]], Values], parts: Sequence[StepFunction]
) -> StepFunction:
    """Return `rule` of the parts' values at each instant.

    Examples
    --------
    >>> import numpy as np
    >>> a = StepFunction.of(np.array([10]), np.array([2], np.int8), before=0)
    >>> b = StepFunction.of(np.array([20]), np.array([0], np.int8), before=2)
    >>> combine(np.minimum.reduce, [a, b]).at[1:]
    array([10, 20])
    """
    at = np.unique(np.concatenate([part.at for part in parts]))
    value = rule([part.during(at) for part in parts])
    return StepFunction.of(at[1:], value[1:], value[0])
