"""What a conclusion is, and what it may look at in one world."""

from collections.abc import Hashable
from typing import Protocol

from msgspec import Struct

from detente.case import Case
from detente.entries import Entry
from detente.sensitivity.board import Board
from detente.sensitivity.dependence import Dependence
from detente.sensitivity.standings import Standing
from detente.sensitivity.supports import Fallen, Supports

__all__ = ["CANNOT", "RULED_OUT", "Cannot", "Conclusion", "Seen"]

CANNOT = "cannot be worked out"
RULED_OUT = "the case would rule out the present state"


class Cannot(Struct, frozen=True):
    """A value that cannot be worked out, and why; where it is so with nothing false, nothing is asked."""

    why: str

    def __str__(self) -> str:
        return f"cannot be worked out: {self.why}"


class Seen(Struct, frozen=True):
    """What a conclusion may look at in one world.

    Attributes
    ----------
    supports, world
        What has fallen, of what there is.
    standing : Standing or None
        What would last there, for a conclusion that asks it; None where it cannot be worked out.
    """

    supports: Supports
    board: Board
    world: Fallen
    standing: Standing | None

    @property
    def case(self) -> Case:
        """The case as it would be."""
        return self.supports.case_after(self.world)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The record as it would be."""
        return self.supports.entries_after(self.world)

    def levels(self, lever: str) -> tuple[str, ...] | tuple[float, float] | None:
        """Return the possible levels of a lever, or the least and most of an amount."""
        found = self.board.lever(lever, self.world)
        return found.levels if found.amount is None else found.amount

    def clause(self, clause: str) -> tuple[str, ...]:
        """Return the possible statuses of a clause."""
        return self.board.clause(clause, self.world)


class Conclusion(Protocol):
    """A sentence about a case that has a value in any world; it holds where the value is the same.

    Attributes
    ----------
    id, text : str
        By what it is asked for; the sentence.
    asks_stability : bool
        Whether it looks at what would last; its value then follows from that alone.
    costly : bool
        Whether its value takes so long that fewer worlds are looked at.
    """

    @property
    def id(self) -> str: ...  # noqa: D102 - see above

    @property
    def text(self) -> str: ...  # noqa: D102 - see above

    @property
    def asks_stability(self) -> bool: ...  # noqa: D102 - see above

    @property
    def costly(self) -> bool: ...  # noqa: D102 - see above

    def depends(self, on: Dependence) -> int:
        """Return the supports on which it can depend; :attr:`Supports.every` where that is not known."""
        ...

    def value(self, seen: Seen) -> Hashable:
        """Return its value in a world."""
        ...

    def words(self, value: Hashable) -> str:
        """Say what would hold instead, where the value is another."""
        ...
