"""Terms that are read in several ways: which ways there are, who reads so, what they lead to.

Nothing in the record says which reading of a term holds. So each reader's whole reading is tried: a
party reads the terms as it says; where it has not said how it reads a term, every reading of that
is tried too. A clause has a status if it has it in one of these ways.
"""

import itertools
import math
from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from detente.case import Case, Clause, Condition
from detente.conditions import settle
from detente.conditions.tree import Disputed, walk
from detente.ledger.waiting import closure, conditions_of

__all__ = ["Way", "fits", "open_terms", "readers", "readings_of", "settled", "ways"]

Way = Mapping[str, str]
"""Term -> the reading that is taken to hold."""
MOST_WAYS = 64
"""The most ways to read the terms of a clause that are tried; above it they are unknown throughout."""


def settled(case: Case, reading: str | None = None, way: Way | None = None) -> Case:
    """Return `case` with every term in its clauses replaced by its meaning.

    A term that names no reading takes the clause's own, else that of the party `reading`, else that
    which `way` gives for it; else it stays disputed: true or false where all readings agree,
    unknown where not.

    Examples
    --------
    >>> settled(Case(id="talks")).clauses
    {}
    """
    terms = {t.id: {r.id: r.means.tree for r in t.readings.values()} for t in case.terms.values()}

    def meant(condition: Condition | None, chosen: Way) -> Condition | None:
        return condition and replace(condition, tree=settle(condition.tree, terms, chosen))

    def one(clause: Clause) -> Clause:
        chosen = {**(way or {}), **readings_of(case, reading), **readings_of(case, clause.reading)}
        return replace(
            clause,
            condition=meant(clause.condition, chosen),
            when=meant(clause.when, chosen),
            excuse=meant(clause.excuse, chosen),
            until=meant(clause.until, chosen),
            unless=meant(clause.unless, chosen),
            partial=tuple((meant(c, chosen) or c, share) for c, share in clause.partial),
        )

    if not terms:
        return case
    return replace(case, clauses={clause.id: one(clause) for clause in case.clauses.values()})


def readings_of(case: Case, who: str | None) -> dict[str, str]:
    """Return per term the reading of a party, or of that name."""
    return {
        term.id: one.id
        for term in case.terms.values()
        for one in term.readings.values()
        if who and (who in one.by or who == one.id)
    }


def open_terms(meant: Case, reads: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """Return per clause the terms on whose reading it may depend, also through other clauses.

    Parameters
    ----------
    meant : Case
        With its terms settled as far as they are.
    reads : mapping
        Clause -> the clauses on which it depends.
    """
    own = {
        clause.id: {
            node.term
            for condition in conditions_of(clause)
            for node in walk(condition.tree)
            if isinstance(node, Disputed)
        }
        for clause in meant.clauses.values()
    }
    if not any(own.values()):
        return dict.fromkeys(own, frozenset())
    return {
        clause: frozenset(term for other in closure(reads, [clause]) for term in own[other])
        for clause in own
    }


def readers(case: Case, terms: Iterable[str]) -> tuple[str, ...]:
    """Return who reads any of these terms in a way of its own, parties in the order of the file.

    A reading that nobody holds stands for itself.
    """
    held = [one for term in terms for one in case.terms[term].readings.values()]
    who = {party for one in held for party in one.by} | {one.id for one in held if not one.by}
    order = {party: place for place, party in enumerate(case.parties)}
    return tuple(sorted(who, key=lambda one: (order.get(one, len(order)), one)))


def ways(case: Case, terms: frozenset[str]) -> tuple[dict[str, str], ...]:
    """Return the ways in which these terms are read, each once; one that says nothing if too many.

    Examples
    --------
    >>> ways(Case(id="talks"), frozenset())
    ({},)
    """
    found: dict[tuple[tuple[str, str], ...], None] = {}
    for reader in readers(case, terms):
        said = readings_of(case, reader)
        choices = [
            [said[term]] if term in said else [*case.terms[term].readings] for term in sorted(terms)
        ]
        if math.prod(map(len, choices)) > MOST_WAYS:
            return ({},)
        for chosen in itertools.product(*choices):
            found[tuple(zip(sorted(terms), chosen, strict=True))] = None
    if len(found) > MOST_WAYS or not found:
        return ({},)
    return tuple(map(dict, found))


def fits(way: Way, said: Way) -> bool:
    """Whether a way to read the terms is one of those of somebody who reads them as `said`.

    Examples
    --------
    >>> fits({"freeze": "all", "end": "any"}, {"freeze": "all"}), fits({"freeze": "all"}, {"freeze": "one"})
    (True, False)
    """
    return all(way.get(term, reading) == reading for term, reading in said.items())
