"""What a ``.gmcr`` file holds, as records; and how it numbers states."""

from collections.abc import Iterable, Mapping
from typing import Literal

import numpy as np
import numpy.typing as npt
from msgspec import Struct

__all__ = [
    "Conflict",
    "Direction",
    "Maker",
    "Option",
    "Pattern",
    "Ranking",
    "Statement",
    "matching",
]

Direction = Literal["both", "fwd", "back"]
"""May be taken and dropped; taken only; dropped only."""
Pattern = Mapping[int, bool]
"""Option -> taken or not; options left out may be either."""
Statement = tuple[Pattern, ...]
"""True of a state that matches one of the patterns."""
Ranking = tuple[tuple[int, ...], ...]
"""Groups of state numbers, best first; the decision maker is indifferent within a group."""
Bools = npt.NDArray[np.bool_]


class Option(Struct, frozen=True):
    """What a decision maker may do or leave."""

    name: str
    direction: Direction = "both"


class Maker(Struct, frozen=True, kw_only=True):
    """A decision maker.

    Attributes
    ----------
    options : tuple of int
        The places of its options in the conflict's list.
    statements : tuple of Statement
        Most important first.
    ranking : tuple of tuple of int, or None
        States by number, where rankings count.
    unperceived : tuple of Pattern
        What it believes cannot be.
    """

    name: str
    options: tuple[int, ...]
    statements: tuple[Statement, ...] = ()
    ranking: Ranking | None = None
    unperceived: tuple[Statement, ...] = ()


class Conflict(Struct, frozen=True, kw_only=True):
    """A graph model in option form.

    Attributes
    ----------
    ranked : bool
        Whether the rankings count, for all decision makers, and not their statements.
    coalitions : tuple of tuple of int
        Who acts as one: places of two or more decision makers each, none twice.
    version : str
        Of the program that wrote the file.
    """

    options: tuple[Option, ...]
    makers: tuple[Maker, ...]
    infeasible: tuple[Statement, ...] = ()
    ranked: bool = False
    coalitions: tuple[tuple[int, ...], ...] = ()
    version: str = ""

    @property
    def order(self) -> tuple[int, ...]:
        """The options by decision maker: the first is the least significant digit of a state.

        Examples
        --------
        >>> makers = (Maker(name="a", options=(1,)), Maker(name="b", options=(0,)))
        >>> Conflict(options=(Option("x"), Option("y")), makers=makers).order
        (1, 0)
        """
        return tuple(option for maker in self.makers for option in maker.options)

    def feasible(self) -> Bools:
        """Return which of the 2^n settings of the options, in `order`, are states.

        State numbers of the format count them from 1, in this order.

        Examples
        --------
        >>> both = ({0: True, 1: True},)
        >>> Conflict(options=(Option("x"), Option("y")), infeasible=(both,),
        ...          makers=(Maker(name="a", options=(0, 1)),)).feasible().tolist()
        [True, True, True, False]
        """
        found = np.ones(2 ** len(self.order), np.bool_)
        for statement in self.infeasible:
            found &= ~matching(statement, self.order)
        return found


def matching(statement: Iterable[Pattern], order: tuple[int, ...]) -> Bools:
    """Return which settings of the options in `order` match one of the patterns: (2^n,) bool.

    Examples
    --------
    >>> matching(({0: True},), (0, 1)).tolist()
    [False, True, False, True]
    """
    place = {option: digit for digit, option in enumerate(order)}
    found = np.zeros(2 ** len(order), np.bool_)
    numbers = np.arange(found.size)
    for pattern in statement:
        mask = sum(1 << place[option] for option in pattern)
        wanted = sum(1 << place[option] for option, taken in pattern.items() if taken)
        found |= (numbers & mask) == wanted
    return found
