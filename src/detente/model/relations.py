"""(case, status) -> each party's relation on the feasible states, with what is not known left open.

`compile_model` answers with one complete order per party: it takes the most likely type, the midpoint
of an interval, and stops where the readings of a word leave a statement open. Here nothing is chosen
that is not written. Where a party may be one of several types, or a word may be read in several ways,
or weights are missing or lie in intervals, a pair of states on which these disagree is *unknown*.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product
from math import prod
from typing import Literal

import numpy as np
from msgspec import Struct, field
from msgspec.structs import replace

from detente.case import Case, Preference, Statement
from detente.conditions import holds_on
from detente.conditions.tree import Node
from detente.errors import CannotComputeError, Problem, UsageError
from detente.ledger import Status
from detente.model.compiling import compile_model
from detente.model.graph_model import Bools, Model, Ranks
from detente.model.order import lexicographic_ranks, weighted_ranks
from detente.model.partial_order import Agreed, Comparison, Ranked, Weighed
from detente.model.preferences import (
    Judge,
    exact,
    no_preferences,
    statement_weights,
    statements_of,
)
from detente.model.readings import disputed_terms, settled
from detente.model.states import lay_out, status_quo_levels
from detente.model.weight_set import weight_set

__all__ = ["Great", "Relations", "compile_relations"]

MOST_WAYS = 256
"""Ways to read one party's preferences that are compared at most."""
Great = Mapping[str, int | tuple[int, ...]]
"""Party -> how many of its first statements matter greatly; several numbers make several degrees."""


class Relations(Struct, frozen=True, eq=False):
    """A model, and what each party prefers as far as it is known.

    Attributes
    ----------
    model : Model
        Its ranks are one order that agrees with what is known; where nothing decides, all alike.
    orders : tuple of Comparison
        Per party, over the F feasible states in increasing order.
    open : tuple of str
        Parties for which `compile_model` finds no complete order.
    """

    model: Model
    orders: tuple[Comparison, ...]
    open: tuple[str, ...] = ()


def compile_relations(
    case: Case,
    status: Status | None = None,
    *,
    reading: str | None = None,
    memory: int | None = None,
    types: Literal["likeliest", "all"] = "likeliest",
    weights: Literal["all", "stand-in"] = "all",
    great: Great | None = None,
    boundary: bool = False,
) -> Relations:
    """Return the graph model of a case with what is not known of preferences left open.

    Parameters
    ----------
    case, status, reading, memory
        As for `compile_model`.
    types : str
        ``"all"``: a party with types may be any of them. ``"likeliest"``: it is the most likely one.
    weights : str
        ``"all"``: a weighted party may have any weights that agree with what is written.
        ``"stand-in"``: those of `compile_model`, which stand in for intervals and for weights that
        are missing; then no pair is unknown for their sake.
    great : mapping of str to int or tuple of int, optional
        Party -> k: two states differ greatly for it where one of its first k statements is the first
        on which they differ. Several numbers, which grow, make several degrees: with (1, 3) a first
        difference at statement 1 has degree 3, at statement 2 or 3 degree 2, further down degree 1.
    boundary : bool
        Whether weights of 0, equal weights of neighbours and ends of intervals count as consistent
        with what is written. "Better" must then hold for them too, and fewer pairs are known.

    Returns
    -------
    Relations

    Raises
    ------
    CannotComputeError
        As for `compile_model`, but not where readings disagree; or there are too many ways to read.
    UsageError
        `great` names somebody without a list of statements in lexicographic order, or numbers that
        it does not have or that do not grow.

    Examples
    --------
    >>> from detente.casefile import parse
    >>> case, _ = parse('''
    ... detente: 1
    ... case: talks
    ... parties: {usa: {name: A}, dprk: {name: B}}
    ... levers:
    ...   ban: {owner: usa, levels: [kept, lifted]}
    ...   site: {owner: dprk, levels: [runs, closed]}
    ... preferences:
    ...   usa: {reading: weighted, statements: [site = closed, ban = kept]}
    ...   dprk: {statements: [ban = lifted, site = runs]}
    ... ''')
    >>> known = compile_relations(case)
    >>> [order.against(np.array([0])).tolist() for order in known.orders]
    [[[0, 1, -1, -1]], [[0, -1, 1, -1]]]
    """
    great = great or {}
    for party in great:
        if party not in case.players:
            raise UsageError(f"no party '{party}'", f"parties: {', '.join(case.players)}")
    if case.graph is not None:
        model = compile_model(case, status, reading=reading, memory=memory)
        for party in great:
            raise _no_degrees(party)
        return Relations(model, tuple(Ranked(rank) for rank in model.rank))
    bare = compile_model(replace(case, preferences={}), status, reading=reading, memory=memory)
    space = lay_out(case, status_quo_levels(case, status)[0]).space
    reader = _Reader(
        Judge(case, space, bare.feasible, reading or ""), types, weights, great, boundary
    )
    return _with_orders(bare, case, reader)


def _with_orders(bare: Model, case: Case, reader: "_Reader") -> Relations:
    """Return the model with the ranks of those whose order is complete, and everybody's relation."""
    silent = [no_preferences(replace(case, preferences={}), party) for party in case.players]
    problems = [problem for problem in bare.problems if problem not in silent]
    rank, basis = bare.rank.copy(), dict(bare.basis)
    undecided, orders = [], []
    for index, party in enumerate(case.players):
        orders.append(reader.order(party))
        try:
            order = reader.judge.order(party)
        except CannotComputeError:
            undecided.append(party)
            problems.append(_left_open(case, party))
            continue
        rank[index] = order.rank
        problems.extend(order.problems)
        if order.claims:
            basis[f"preferences.{party}"] = tuple(dict.fromkeys(order.claims))
    model = replace(bare, rank=rank, basis=basis, problems=tuple(problems))
    return Relations(model, tuple(orders), tuple(undecided))


def _left_open(case: Case, party: str) -> Problem:
    text = f"the readings of a word disagree in the preferences of {party}: what they leave open is unknown"
    return case.problem("note", "D408", text, ("preferences", party))


def _no_degrees(party: str) -> UsageError:
    return UsageError(
        f"how strongly {party} prefers cannot be read from its preferences",
        "degrees come from a list of statements that is read lexicographically",
    )


class _Reader(Struct, frozen=True):
    """Reads the preferences of one case, in all the ways that are open."""

    judge: Judge
    types: Literal["likeliest", "all"]
    weights: Literal["all", "stand-in"] = "all"
    great: Great = field(default_factory=dict)
    boundary: bool = False

    def order(self, party: str) -> Comparison:
        """Return what is known of the preferences of `party`."""
        feasible = self.judge.feasible
        preference = self.judge.case.preferences.get(party)
        if preference is None or preference.ranking is not None or not statements_of(preference):
            if party in self.great:
                raise _no_degrees(party)
            return Ranked(self.judge.order(party).rank[feasible])
        ways = [
            self.comparison(preference, statements, met)
            for statements in self.versions(preference)
            for met in self.meetings(party, statements)
        ]
        return ways[0] if len(ways) == 1 else Agreed(ways)

    def versions(self, preference: Preference) -> list[tuple[Statement, ...]]:
        """Return the lists of statements that the party may have: one, or one per type."""
        if self.types == "all" and preference.types and not preference.statements:
            return [kind.statements for kind in preference.types.values() if kind.prior > 0]
        return [statements_of(preference)]

    def meetings(self, party: str, statements: tuple[Statement, ...]) -> Iterator[Bools]:
        """Yield which statements each feasible state meets, (F, k) bool, once per way to read them."""
        case, who = self.judge.case, (party, self.judge.reading)
        conditions = [statement.condition for statement in statements]
        trees = [settled(case, condition, *who) for condition in conditions]
        terms = list(dict.fromkeys(term for tree in trees for term in disputed_terms(tree)))
        readings = [tuple(case.terms[term].readings) for term in terms]
        ways = prod(map(len, readings))
        if ways > MOST_WAYS:
            raise _too_many_ways(party, terms, ways)
        for names in product(*readings):
            chosen = dict(zip(terms, names, strict=True))
            yield self.met([settled(case, item, *who, chosen=chosen) for item in conditions])

    def met(self, trees: list[Node]) -> Bools:
        """Return which of the conditions each feasible state meets: (F, k) bool."""
        space, feasible = self.judge.space, self.judge.feasible
        columns = (np.broadcast_to(holds_on(tree, space), space.shape) for tree in trees)
        return np.stack([column.reshape(-1)[feasible] for column in columns], axis=1)

    def comparison(
        self, preference: Preference, statements: tuple[Statement, ...], met: Bools
    ) -> Comparison:
        """Return the relation that one way to read the preferences gives."""
        party = preference.party
        if preference.reading == "weighted":
            if party in self.great:
                raise _no_degrees(party)
            if self.weights == "stand-in":
                return Ranked(_weighted(met, statement_weights(statements)))
            return Weighed(met, weight_set(_bounds(statements), party), boundary=self.boundary)
        return Ranked(_ranks(met), [_ranks(met[:, :first]) for first in self.marks(party, met)])

    def marks(self, party: str, met: Bools) -> tuple[int, ...]:
        """Return after which statements the degree changes."""
        marks = self.great.get(party, ())
        marks = (marks,) if isinstance(marks, int) else marks
        if len(marks) > 1 and any(b <= a for a, b in zip((0, *marks), marks, strict=False)):
            raise UsageError(
                f"{party}: the numbers {'+'.join(map(str, marks))} do not grow from 1 up",
                "each more are the first statements of one degree less: "
                f"{party}=1+3 makes the first matter most, then the next two",
            )
        for mark in marks:
            if not 0 <= mark <= met.shape[1]:
                many = met.shape[1]
                raise UsageError(
                    f"{party} has {many} statement{'' if many == 1 else 's'}, not {mark}",
                    f"{many} at most can matter greatly",
                )
        return tuple(mark for mark in marks if mark)


def _ranks(met: Bools) -> Ranks:
    everything = np.ones(len(met), np.bool_)
    return lexicographic_ranks(met.T, everything, everything.shape)


def _weighted(met: Bools, weights: list[Fraction]) -> Ranks:
    everything = np.ones(len(met), np.bool_)
    return weighted_ranks(met.T, weights, everything, everything.shape)


def _bounds(statements: tuple[Statement, ...]) -> list[tuple[Fraction, Fraction] | None]:
    weights = [statement.weight for statement in statements]
    return [None if w is None else (exact(w.low), exact(w.high)) for w in weights]


def _too_many_ways(party: str, terms: list[str], ways: int) -> CannotComputeError:
    return CannotComputeError(
        f"the words {', '.join(terms)} in the preferences of {party} can be read in {ways:,} ways; "
        f"{MOST_WAYS} are compared at most",
        "name the reading of some of them: 'term as READING'",
    )
