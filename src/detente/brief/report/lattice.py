"""The parts of a report about a lattice of states: frozen records, words and numbers only."""

from dataclasses import dataclass

__all__ = ["Arrow", "Lattice", "Node"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A state in a lattice: its place, its ranks (1 is best), whether and how it holds."""

    number: int
    row: int
    column: int
    ranks: tuple[int, ...]
    standing: str
    now: bool
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrow:
    """The best improvement that one party has from a state."""

    party: int
    before: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lattice:
    """All states of two parties: one's choices are the rows, the other's the columns."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]
