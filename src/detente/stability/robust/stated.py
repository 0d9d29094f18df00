"""What each party states, state by state: what its order can be made from, and drawn from.

States that meet the same statements are one *class*: whatever the weights, the party holds them
equal. So an order is a rank for each class, and a draw costs a few hundred sums instead of a few
thousand.

Array letters: F feasible states, C classes, K columns of truth (one per statement, then one for each
other way to read a statement), B draws.
"""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt
from msgspec import Struct, field

from detente.case import Case, PartyType, Preference, Statement
from detente.conditions import Space, Truth, holds_on, settle, truth
from detente.conditions.tree import Node, TermIs, walk
from detente.model import Model
from detente.model.order import at_places, lexicographic_ranks, weighted_ranks
from detente.model.preferences import (
    likeliest_type,
    statement_weights,
    statements_of,
    weight_bounds,
)
from detente.model.readings import disputed_terms, readings_of, settled
from detente.stability.robust.folds import Values
from detente.stability.robust.ways import Way, drawn

__all__ = ["Stated", "Variant", "stated"]

MOST_BITS = 62
"""Statements whose truths fit in one whole number, the first as its highest digit."""
Indexes = npt.NDArray[np.int64]
Ranks = npt.NDArray[np.int32]


class Variant(Struct, frozen=True):
    """Another way to read statements: each column that changes, with the column that takes its place."""

    term: str
    reading: str
    columns: tuple[tuple[int, int], ...]


class Stated(Struct, frozen=True, eq=False, dict=True):
    """What one party states.

    Attributes
    ----------
    party : int
        Its number in the model.
    preference : Preference or None
        As written; None where the party states nothing.
    statements : tuple of Statement
        Of each column of truth.
    order : tuple of int
        The columns that count as written, most important first.
    truths : (C, K) bool
        Which classes meet which statement.
    class_of : (F,) int64
        The class of each feasible state.
    written : (C,) int32
        The rank of each class as written, larger better.
    variants : tuple of Variant
        Other readings of the words used.
    types : dict
        The columns of the party's other types, where it has types only.
    chances : tuple of float
        The prior of the type that counts as written, and those of the others; 1 without types.
    """

    party: int
    preference: Preference | None
    statements: tuple[Statement, ...]
    order: tuple[int, ...]
    truths: npt.NDArray[np.bool_]
    class_of: Indexes
    written: Ranks
    variants: tuple[Variant, ...] = ()
    types: dict[str, tuple[int, ...]] = field(default_factory=dict)
    chances: tuple[float, ...] = (1.0,)

    @property
    def weighted(self) -> bool:
        """Whether the party adds up weights; else the first statement that differs decides."""
        return self.preference is not None and self.preference.reading == "weighted"

    @property
    def ranked(self) -> bool:
        """Whether the party gives a ranking instead of statements."""
        return self.preference is not None and self.preference.ranking is not None

    def rank(self, order: Sequence[int]) -> Ranks:
        """Return the rank of each class if these columns were stated, most important first: (C,)."""
        if not self.weighted and len(order) <= MOST_BITS:
            key = as_numbers(self.truths[:, list(order)])
            return np.unique(key, return_inverse=True)[1].astype(np.int32)
        everything = np.ones(len(self.truths), np.bool_)
        columns = [self.truths[:, column] for column in order]
        if not self.weighted:
            return lexicographic_ranks(columns, everything, everything.shape)
        weights = statement_weights(tuple(self.statements[column] for column in order))
        return weighted_ranks(columns, weights, everything, everything.shape)

    @property
    def silent(self) -> bool:
        """Whether nothing is stated for the party, or for a type that it may be of."""
        if self.ranked:
            return False
        orders = zip((self.order, *self.types.values()), self.chances, strict=True)
        return not all(order for order, chance in orders if chance > 0)

    @cached_property
    def ways(self) -> tuple[Way, ...]:
        """The ways it may be that have a chance, the one as written first; none for a ranking."""
        if self.ranked or not any((self.order, *self.types.values())):
            return ()
        orders = enumerate(zip((self.order, *self.types.values()), self.chances, strict=True))
        return tuple(self._way(n, *one) for n, one in orders if one[1] > 0)

    def _way(self, number: int, order: tuple[int, ...], chance: float) -> Way:
        columns = self._counting(order)
        weights = [self.statements[column].weight for column in columns]
        return Way(
            columns=columns,
            bounds=tuple(weight_bounds(weight) if self.weighted else None for weight in weights),
            truths=self.truths,
            written=self.written if order == self.order else self.rank(order),
            chance=chance,
            party=self.preference.party if self.preference else "",
            stream=self.party,
            type_=number + 1 if self.types else 0,
        )

    def _counting(self, order: tuple[int, ...]) -> tuple[int, ...]:
        """Return the columns that are given weights, most important first.

        Where no weight is given, a statement that every feasible state meets, or none, is left out:
        it tells no two states apart, and must not shift the draws of the others.
        """
        if self.weighted and any(self.statements[column].weight for column in order):
            return order
        varies = (self.truths != self.truths[:1]).any(axis=0).tolist()
        return tuple(column for column in order if varies[column])

    @property
    def varies(self) -> str:
        """What draws of the party vary: ``type``, ``weights``, ``order``; ``nothing``."""
        drawn = [way for way in self.ways if way.sampler is not None]
        free = all(bound is None for way in drawn for bound in way.bounds)
        what = ["type"] if len(self.ways) > 1 else []
        what += ["order" if free else "weights"] if drawn else []
        return " and ".join(what) or "nothing"

    def drawn(self, seed: int, block: int, used: int) -> Values:
        """Return the rank of each class in the first `used` draws of a block: (C, B)."""
        if not self.ways:
            return np.repeat(self.written[:, None], used, axis=1)
        return drawn(self.ways, seed, block, used)


def stated(case: Case, model: Model, states: Indexes, party: int, reading: str = "") -> Stated:
    """Return what a party states about the feasible states `states` of a model.

    Parameters
    ----------
    case : Case
        What the model was compiled from.
    model : Model
        Its ranks are the orders as written.
    states : (F,) int64
        The numbers of the feasible states.
    party : int
        The party's number in the model.
    reading : str
        Whose reading of a word counts where the party has none.
    """
    preference = case.preferences.get(model.parties[party])
    rank = model.rank[party][states]
    own = statements_of(preference) if preference is not None else ()
    others = [] if preference is None or preference.statements else _other_types(preference)
    said = own or any(it.statements for it in others)
    if preference is None or preference.ranking is not None or not said:
        written, class_of = np.unique(rank, return_inverse=True)
        truths = np.zeros((written.size, 0), np.bool_)
        ranks = np.arange(written.size, dtype=np.int32)
        return Stated(party, preference, (), (), truths, class_of.astype(np.int64), ranks)
    columns = _Columns(case, model, states, preference.party, reading)
    order = tuple(columns.add(statement) for statement in own)
    variants = tuple(columns.variants(order))
    types = {it.id: tuple(columns.add(statement) for statement in it.statements) for it in others}
    truths, first, class_of = _classes(np.stack(columns.truths, axis=1))
    written = np.unique(rank[first], return_inverse=True)[1].astype(np.int32)
    likely = None if preference.statements else likeliest_type(preference)
    return Stated(
        party,
        preference,
        tuple(columns.statements),
        order,
        truths,
        class_of,
        written,
        variants,
        types,
        (likely.prior if likely else 1.0, *(it.prior for it in others)),
    )


def _classes(truths: npt.NDArray[np.bool_]) -> tuple[npt.NDArray[np.bool_], Indexes, Indexes]:
    """Return the rows (C, k) that occur in order, the first state of each, and the row of each state."""
    if truths.shape[1] > MOST_BITS:
        rows, first, of = np.unique(truths, axis=0, return_index=True, return_inverse=True)
        return rows, first, of.reshape(-1).astype(np.int64)
    _, first, of = np.unique(as_numbers(truths), return_index=True, return_inverse=True)
    return truths[first], first, of.astype(np.int64)


def as_numbers(truths: npt.NDArray[np.bool_]) -> Indexes:
    """Return each row of at most 62 truths as a number, the first column its highest digit."""
    found: Indexes = truths @ (1 << np.arange(truths.shape[1], dtype=np.int64)[::-1])
    return found


def _other_types(preference: Preference) -> list[PartyType]:
    likely = likeliest_type(preference)
    return [it for it in preference.types.values() if it is not likely]


class _Columns:
    """The columns of truth of one party, as they are found."""

    def __init__(self, case: Case, model: Model, states: Indexes, party: str, reading: str) -> None:
        self.case, self.party, self.reading = case, party, reading
        fixed = {lever: (case.levers[lever].levels, level) for lever, level in model.fixed.items()}
        self.space = Space(model.levers, model.levels, fixed)
        shape = self.space.shape
        self.where = np.unravel_index(states, shape) if shape else (np.zeros_like(states),)
        self.statements: list[Statement] = []
        self.truths: list[npt.NDArray[np.bool_]] = []

    def add(self, statement: Statement, tree: Node | None = None) -> int:
        """Add a statement, read as `tree` or as the party reads it; return its column."""
        if tree is None:
            tree = settled(self.case, statement.condition, self.party, self.reading)
        shape = self.space.shape or (1,)
        if disputed_terms(tree):  # the readings agree where it matters, or there were no model
            held = (truth(tree, self.space) == Truth.TRUE).reshape(shape)
        else:
            held = holds_on(tree, self.space)
        self.truths.append(at_places(held, self.where))
        self.statements.append(statement)
        return len(self.truths) - 1

    def variants(self, order: Sequence[int]) -> list[Variant]:
        """Add the other readings of words that the statements use without naming a reading."""
        chosen = readings_of(self.case, self.party, self.reading)
        meanings = {
            term.id: {it.id: it.means.tree for it in term.readings.values()}
            for term in self.case.terms.values()
        }
        found = []
        for term, readings in meanings.items():
            users = [c for c in order if term in _bare_terms(self.statements[c].condition.tree)]
            for other in readings if users else ():
                if other == chosen.get(term):
                    continue
                mine = {**chosen, term: other}
                trees = [settle(self.statements[c].condition.tree, meanings, mine) for c in users]
                if not any(disputed_terms(tree) for tree in trees):
                    pairs = zip(users, trees, strict=True)
                    columns = [(c, self.add(self.statements[c], tree)) for c, tree in pairs]
                    found.append(Variant(term, other, tuple(columns)))
        return found


def _bare_terms(tree: Node) -> set[str]:
    return {node.term for node in walk(tree) if isinstance(node, TermIs) and not node.reading}
