"""The parts of a report about a lattice of states: frozen records, words and numbers only."""

from msgspec import Struct

__all__ = ["Arrow", "Lattice", "Node"]


class Node(Struct, frozen=True, kw_only=True):
    """A state in a lattice: its number in the model, its place, its ranks (1 is best), how it holds."""

    number: int
    row: int
    column: int
    ranks: tuple[int, ...]
    standing: str
    now: bool
    words: str


class Arrow(Struct, frozen=True, kw_only=True):
    """The best improvement that one party has from a state."""

    party: int
    before: int
    after: int


class Lattice(Struct, frozen=True, kw_only=True):
    """All states of two parties: one's choices are the rows, the other's the columns."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]
