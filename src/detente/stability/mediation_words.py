"""Changes of an order of statements, and what stands in their way, in plain words."""

from collections.abc import Callable

from msgspec import Struct

from detente.model import Model
from detente.stability.joint_orders import Obstacle
from detente.stability.moves import Step
from detente.stability.reordering import Order, shifted
from detente.stability.words import gaining

__all__ = ["Shift", "hindered", "steps"]

SHOWN = 3
"""Moves named in one sentence."""


class Shift(Struct, frozen=True):
    """One statement moved or left out.

    Attributes
    ----------
    party, statement : int
        Whose, and its place in the present order.
    above, below : int or None
        The statement right above which, or right below which, it is put; both None: it is left out.
    """

    party: int
    statement: int
    above: int | None = None
    below: int | None = None

    def sentence(self, model: Model, text: Callable[[int, int], str]) -> str:
        """Return the change as an instruction: ``For Ann, move 'x = off' above 'y = on'.``."""
        name = model.party_called(self.party)
        own = text(self.party, self.statement)
        if self.above is not None:
            return f"For {name}, move '{own}' above '{text(self.party, self.above)}'."
        if self.below is not None:
            return f"For {name}, move '{own}' below '{text(self.party, self.below)}'."
        return f"For {name}, leave out '{own}'."


def steps(party: int, order: Order, count: int) -> tuple[Shift, ...]:
    """Return the changes that lead to `order`, to be made one after another.

    Parameters
    ----------
    party : int
        Whose order.
    order : tuple of int
        Statements by their place in the present order, in the new order.
    count : int
        How many statements there are at present.

    Examples
    --------
    >>> [(it.statement, it.above, it.below) for it in steps(0, (2, 0, 1), 3)]
    [(2, 0, None)]
    >>> [(it.statement, it.above, it.below) for it in steps(0, (1, 2, 0), 3)]
    [(0, None, 2)]
    >>> [it.statement for it in steps(0, (0, 2), 3)]
    [1]
    """
    out = [Shift(party, place) for place in range(count) if place not in order]
    loose = shifted(order)
    at_home = sorted(order)
    for place, statement in enumerate(order):
        if statement not in loose:
            continue
        after = next((it for it in order[place + 1 :] if it not in loose), None)
        raised = place < at_home.index(statement)
        if after is not None and (raised or place == 0):
            out.append(Shift(party, statement, above=after))
        else:
            out.append(Shift(party, statement, below=order[place - 1]))
    return tuple(out)


def hindered(model: Model, state: int, obstacle: Obstacle) -> str:
    """Return in one sentence why no change of orders does it.

    Examples
    --------
    >>> import numpy as np
    >>> free = np.ones((2, 2), dtype=bool)
    >>> model = Model(parties=("a",), levers=("x",), levels=(("off", "on"),), owner=(0,),
    ...               allowed=(free,), feasible=np.ones(2, dtype=bool), party_names={"a": "Ann"},
    ...               rank=np.array([[0, 1]], dtype=np.int32))
    >>> hindered(model, 0, Obstacle(0, "always", (1,)))
    'Ann would gain by moving x from off to on, in whatever order its statements stand.'
    """
    if obstacle.kind == "jointly":
        return "No orders of the statements that may change make every party stay."
    name = model.party_called(obstacle.party)
    name = name[0].upper() + name[1:]
    told = [gaining(model, Step(obstacle.party, state, move)) for move in obstacle.moves[:SHOWN]]
    more = len(obstacle.moves) - len(told)
    listing = ", or by ".join(told) + (
        f", or by {more} other move{'s' if more > 1 else ''}" if more else ""
    )
    if obstacle.kind == "always":
        return f"{name} would gain by {listing}, in whatever order its statements stand."
    return f"{name} would gain by {listing}, and its preferences are not open to change."
