"""Each party's order of states, from its statements, weights, ranking or types."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

import numpy as np
from msgspec import Struct

from detente.case import Case, Interval, PartyType, Preference, Statement
from detente.conditions import Space, holds_on, truth
from detente.errors import CannotComputeError, Problem
from detente.model.graph_model import Bools, Ranks
from detente.model.order import dense_ranks, lexicographic_ranks, weighted_ranks
from detente.model.readings import disputed_terms, reading_claims, settled, undecided
from detente.model.stand_in import stand_in

__all__ = [
    "Judge",
    "Order",
    "exact",
    "likeliest_type",
    "no_preferences",
    "require_preferences",
    "statement_weights",
    "statements_of",
    "weight_bounds",
]


class Order(Struct, frozen=True):
    """One party's order of states.

    Attributes
    ----------
    rank : (S,) int32
        Larger is better, equal is indifferent, -1 where infeasible.
    claims : tuple of str
        What it rests on.
    problems : tuple of Problem
        What had to be assumed.
    """

    rank: Ranks
    claims: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def likeliest_type(preference: Preference) -> PartyType | None:
    """Return the type with the largest prior, the first of several; None without types.

    Examples
    --------
    >>> types = {"t": PartyType(id="t", prior=1.0, statements=())}
    >>> likeliest_type(Preference(party="dprk", types=types)).id
    't'
    """
    return max(preference.types.values(), key=lambda it: it.prior, default=None)


def statements_of(preference: Preference) -> tuple[Statement, ...]:
    """Return the statements that count: its own, else those of its most likely type.

    Examples
    --------
    >>> statements_of(Preference(party="dprk"))
    ()
    """
    likely = likeliest_type(preference)
    return preference.statements or (likely.statements if likely else ())


def require_preferences(case: Case) -> None:
    """Refuse a case that says of no party what it prefers.

    Raises
    ------
    CannotComputeError
        No party that moves has a statement or a ranking.

    Examples
    --------
    >>> require_preferences(Case(id="talks"))
    Traceback (most recent call last):
    ...
    detente.errors.CannotComputeError: the case says of no party what it prefers
    """
    stated = [case.preferences[party] for party in case.players if party in case.preferences]
    if not any(one.ranking or statements_of(one) for one in stated):
        raise CannotComputeError(
            "the case says of no party what it prefers",
            "write statements or a ranking for each party under 'preferences'",
        )


def exact(number: float) -> Fraction:
    """Return the decimal number that a person wrote, exactly.

    Examples
    --------
    >>> exact(0.1)
    Fraction(1, 10)
    """
    return Fraction(repr(float(number)))


def statement_weights(statements: tuple[Statement, ...]) -> list[Fraction]:
    """Return one weight per statement: as written, the midpoint of an interval, a centroid.

    Missing weights are any weights from 0 up that respect the written order; what stands in for
    them, and for intervals, agrees with that order too: :func:`detente.model.stand_in.stand_in`.

    Examples
    --------
    >>> from detente.case import Condition
    >>> from detente.conditions.tree import Constant
    >>> always = Condition("always", Constant(True))
    >>> given = (Statement(condition=always, weight=Interval(0.1, 0.3)), Statement(condition=always))
    >>> [str(weight) for weight in statement_weights(given)]
    ['1/5', '1/10']
    """
    return stand_in([weight_bounds(statement.weight) for statement in statements])


def weight_bounds(weight: Interval | None) -> tuple[Fraction, Fraction] | None:
    """Return the least and the greatest weight that a person wrote, exactly; None for none.

    Examples
    --------
    >>> weight_bounds(Interval(0.5, 0.5))
    (Fraction(1, 2), Fraction(1, 2))
    """
    return None if weight is None else (exact(weight.low), exact(weight.high))


def no_preferences(case: Case, party: str) -> Problem:
    """Return the warning about a party that says nothing: all states are alike to it.

    Examples
    --------
    >>> no_preferences(Case(id="talks"), "usa").severity
    'warning'
    """
    text = f"{party} has no preferences: it counts as indifferent between all states"
    hint = f"write statements or a ranking for {party} under preferences"
    return case.problem("warning", "D401", text, ("preferences", party), hint)


class Judge(Struct, frozen=True):
    """What is needed to order the states for each party: the case, its states, whose reading counts.

    Attributes
    ----------
    case : Case
        The case.
    space : Space
        Its states.
    feasible : (S,) bool
        The states that can be.
    reading : str
        The party whose reading of a disputed term counts where the judging party has none.
    """

    case: Case
    space: Space
    feasible: Bools
    reading: str = ""

    def order(self, party: str) -> Order:
        """Return the order of states for `party`.

        Raises
        ------
        CannotComputeError
            A statement turns on a term whose readings disagree on a feasible state.
        """
        preference = self.case.preferences.get(party)
        if preference is not None and preference.ranking is not None:
            return self.by_ranking(preference)
        if preference is None or not statements_of(preference):
            rank = np.where(self.feasible, 0, -1).astype(np.int32)
            return Order(rank, (), (no_preferences(self.case, party),))
        return self.by_statements(preference)

    def by_statements(self, preference: Preference) -> Order:
        """Return the order by statements: the first that differs, or the sum of weights."""
        statements = statements_of(preference)
        truths = self.truths(preference.party, statements)
        shape = self.space.shape
        if preference.reading == "weighted":
            weights = statement_weights(statements)
            rank = weighted_ranks(truths, weights, self.feasible, shape)
        else:
            rank = lexicographic_ranks(truths, self.feasible, shape)
        claims = [*preference.rests_on, *self.claims(preference.party, statements)]
        return Order(rank, tuple(claims), tuple(self.notes(preference, statements)))

    def claims(self, party: str, statements: tuple[Statement, ...]) -> Iterator[str]:
        """Yield the claims that `statements` and the readings used in them rest on."""
        for statement in statements:
            yield from statement.rests_on
            yield from reading_claims(self.case, statement.condition, party, self.reading)

    def truths(self, party: str, statements: tuple[Statement, ...]) -> Iterator[Bools]:
        """Yield for each statement which states meet it, in a form that broadcasts to the tensor."""
        for statement in statements:
            tree = settled(self.case, statement.condition, party, self.reading)
            if not disputed_terms(tree):
                yield holds_on(tree, self.space)
                continue
            levels = truth(tree, self.space)
            unknown = int(np.count_nonzero((levels == 1) & self.feasible))
            if unknown:
                raise undecided(self.case, tree, f"the preferences of {party}", unknown)
            yield (levels == 2).reshape(self.space.shape)

    def notes(self, preference: Preference, statements: tuple[Statement, ...]) -> Iterator[Problem]:
        """Yield what had to be assumed about the statements of a party."""
        party, path = preference.party, ("preferences", preference.party)
        weighted = preference.reading == "weighted"
        if not preference.statements and (likely := likeliest_type(preference)):
            text = f"{party} has types only: its most likely type, {likely.id}, counts"
            yield self.case.problem("note", "D404", text, (*path, "types"))
        if not weighted and any(statement.weight is not None for statement in statements):
            text = f"{party} is read lexicographically: the weights of its statements do not count"
            hint = "write 'reading: weighted' to use them"
            yield self.case.problem("note", "D402", text, path, hint)
        if weighted:
            yield from self.weight_notes(party, statements)

    def weight_notes(self, party: str, statements: tuple[Statement, ...]) -> Iterator[Problem]:
        """Yield which weights stand in for missing ones and for intervals."""
        path, of = ("preferences", party), f"of {len(statements)} weights are"
        bounds = [weight_bounds(statement.weight) for statement in statements]
        missing = sum(bound is None for bound in bounds)
        loose = [n for n, bound in enumerate(bounds) if bound is not None and bound[0] != bound[1]]
        counting = stand_in(bounds)
        narrowed = any(2 * counting[n] != sum(bounds[n] or ()) for n in loose)
        if missing:
            evenly = "" if narrowed else "evenly "
            said = f"weights {evenly}between those of their neighbours stand in"
            if missing == len(statements):
                said = "rank-order-centroid weights stand in"
            text = f"{party}: {missing} {of} missing; {said}"
            yield self.case.problem("note", "D403", text, path)
        if loose:
            said = (
                "weights inside what the written order leaves of them" if narrowed else "midpoints"
            )
            text = f"{party}: {len(loose)} {of} intervals; {said} count"
            yield self.case.problem("note", "D403", text, path)

    def by_ranking(self, preference: Preference) -> Order:
        """Return the order by groups of states, best first."""
        ranking = preference.ranking or ()
        group = np.full(self.space.size, -1, dtype=np.int32)
        shape = self.space.shape or (1,)  # without levers there is one state
        tensor = group.reshape(shape)
        problems = []
        for place, states in enumerate(ranking):
            for item, state in enumerate(states):
                match = None if isinstance(state, str) else self.matching(state)
                if match is not None:
                    part = tensor[match]
                    part[part == -1] = place
                path = ("preferences", preference.party, "ranking", place, item)
                if match is None or not self.feasible.reshape(shape)[match].any():
                    text = f"no feasible state matches this group of {preference.party}'s ranking"
                    problems.append(self.case.problem("warning", "D407", text, path))
        rest = next((g for g, states in enumerate(ranking) if not states), len(ranking))
        group[group == -1] = rest
        return Order(dense_ranks(-group, self.feasible), preference.rests_on, tuple(problems))

    def matching(self, state: Mapping[str, str]) -> tuple[slice, ...] | None:
        """Return the index into the tensor of the states that match a partial state; None for none."""
        for lever, level in state.items():
            if lever in self.space.fixed and self.space.fixed[lever][1] != level:
                return None
        found = []
        for lever, levels in zip(self.space.levers, self.space.levels, strict=True):
            place = levels.index(state[lever]) if lever in state else -1
            found.append(slice(place, place + 1) if lever in state else slice(None))
        return tuple(reversed(found)) or (slice(None),)
