"""Small games as plain records: a table of payoffs, or a tree of decisions."""

from collections.abc import Iterator
from fractions import Fraction

from msgspec import Struct

from detente.errors import CannotComputeError

__all__ = [
    "MOST_CELLS",
    "MOST_NODES",
    "Decision",
    "End",
    "Number",
    "Payoffs",
    "Table",
    "Tree",
    "solution",
    "too_large",
]

MOST_CELLS = 100_000
"""Profiles in a table beyond which none is written."""
MOST_NODES = 20_000
"""Nodes in a tree beyond which none is written."""

Number = Fraction | float
Payoffs = tuple[Number, ...]


class Table(Struct, frozen=True, kw_only=True):
    """A game in strategic form.

    Attributes
    ----------
    strategies : tuple of tuple of str
        Per player.
    payoffs : tuple of tuple
        Per profile, the first player's strategy changing fastest.
    """

    title: str
    players: tuple[str, ...]
    strategies: tuple[tuple[str, ...], ...]
    payoffs: tuple[Payoffs, ...]
    note: str = ""


class End(Struct, frozen=True, kw_only=True):
    """Where a play ends; the payoffs add to those met on the way."""

    label: str
    payoffs: Payoffs


class Decision(Struct, frozen=True, kw_only=True):
    """A choice of one player.

    Attributes
    ----------
    player, known : int
        Who chooses; choices of a player with the same number are not told apart (one information set).
    actions : tuple of (str, Decision or End)
        What can be chosen, and what follows.
    flow : tuple or None
        Payoffs that are had on reaching this node.
    """

    player: int
    known: int
    actions: tuple[tuple[str, "Decision | End"], ...]
    label: str = ""
    flow: Payoffs | None = None


class Tree(Struct, frozen=True, kw_only=True):
    """A game in extensive form."""

    title: str
    players: tuple[str, ...]
    root: Decision | End
    note: str = ""

    def nodes(self) -> Iterator[Decision | End]:
        """Yield every node, parents before children, in the order of the file."""
        waiting: list[Decision | End] = [self.root]
        while waiting:
            node = waiting.pop()
            yield node
            if isinstance(node, Decision):
                waiting.extend(after for _, after in reversed(node.actions))


def solution(tree: Tree) -> tuple[tuple[int, ...], Payoffs]:
    """Return backward induction in a tree in which every choice is seen by those who choose later.

    Of equally good actions the first is taken.

    Returns
    -------
    choices : tuple of int
        The place of the chosen action at each decision, in the order of the file.
    payoffs : tuple
        What the play is worth to each player.

    Examples
    --------
    >>> ask = Decision(player=1, known=1, actions=(
    ...     ("accept", End(label="deal", payoffs=(2, 1))), ("refuse", End(label="none", payoffs=(0, 0)))))
    >>> solution(Tree(title="t", players=("a", "b"), root=ask))
    ((0,), (2, 1))
    """
    payoffs, choices = _choose(tree.root)
    return tuple(choices), payoffs


def _choose(node: Decision | End) -> tuple[Payoffs, list[int]]:
    if isinstance(node, End):
        return node.payoffs, []
    below = [_choose(after) for _, after in node.actions]
    best = max(range(len(below)), key=lambda place: (below[place][0][node.player], -place))
    payoffs = below[best][0]
    if node.flow is not None:
        payoffs = tuple(a + b for a, b in zip(payoffs, node.flow, strict=True))
    return payoffs, [best, *(choice for _, chosen in below for choice in chosen)]


def too_large(what: str, count: int, most: int, advice: str) -> CannotComputeError:
    """Return the error for a game that no solver would get through.

    Examples
    --------
    >>> too_large("nodes", 30_000, 20_000, "take fewer rounds").message
    'the game would have 30,000 nodes; at most 20,000 are written'
    """
    return CannotComputeError(
        f"the game would have {count:,} {what}; at most {most:,} are written", advice
    )
