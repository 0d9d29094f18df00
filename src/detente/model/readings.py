"""Whose reading of a disputed term counts, and what to say where nobody's does."""

from collections.abc import Iterator, Mapping

from detente.case import Case, Condition
from detente.conditions import settle
from detente.conditions.tree import Disputed, Node, TermIs, walk
from detente.errors import CannotComputeError, UsageError

__all__ = ["check_reading", "disputed_terms", "reading_claims", "settled", "undecided"]


def readings_of(case: Case, *readers: str) -> dict[str, str]:
    """Return term -> reading: that of the first of `readers` who has one; terms nobody reads are left out."""
    found: dict[str, str] = {}
    for term in case.terms.values():
        for reader in filter(None, readers):
            own = [r.id for r in term.readings.values() if reader in r.by or reader == r.id]
            if own:
                found[term.id] = own[0]
                break
    return found


def check_reading(case: Case, reading: str | None) -> None:
    """Refuse a `reading` that is neither a party nor the name of a reading.

    Raises
    ------
    UsageError
        Naming whose readings there are.

    Examples
    --------
    >>> check_reading(Case(id="talks"), None)
    """
    known = {r.id for term in case.terms.values() for r in term.readings.values()}
    if reading and reading not in case.parties and reading not in known:
        parties = ", ".join(case.parties)
        raise UsageError(f"no party '{reading}' whose reading to take", f"parties: {parties}")


def settled(
    case: Case, condition: Condition, *readers: str, chosen: Mapping[str, str] | None = None
) -> Node:
    """Return the tree of `condition` with its terms as the first of `readers` who has a reading reads them.

    A term that none of them reads is read as `chosen` says (term -> reading); else it stays
    :class:`~detente.conditions.tree.Disputed`.

    Examples
    --------
    >>> from detente.conditions.tree import Constant
    >>> settled(Case(id="talks"), Condition("always", Constant(True)), "usa")
    Constant(value=True)
    """
    if not case.terms:
        return condition.tree
    terms: Mapping[str, Mapping[str, Node]] = {
        term.id: {reading.id: reading.means.tree for reading in term.readings.values()}
        for term in case.terms.values()
    }
    return settle(condition.tree, terms, {**(chosen or {}), **readings_of(case, *readers)})


def disputed_terms(tree: Node) -> tuple[str, ...]:
    """Return the terms in a settled tree that no reading decides, in order of first use.

    Examples
    --------
    >>> from detente.conditions.tree import Constant
    >>> disputed_terms(Disputed("denuclearised", (Constant(True), Constant(False))))
    ('denuclearised',)
    """
    return tuple(dict.fromkeys(n.term for n in walk(tree) if isinstance(n, Disputed)))


def reading_claims(case: Case, condition: Condition, *readers: str) -> Iterator[str]:
    """Yield the claims that the readings used in `condition` rest on.

    Examples
    --------
    >>> from detente.conditions.tree import Constant
    >>> list(reading_claims(Case(id="talks"), Condition("always", Constant(True)), "usa"))
    []
    """
    chosen = readings_of(case, *readers)
    for node in walk(condition.tree):
        if isinstance(node, TermIs) and node.term in case.terms:
            readings = case.terms[node.term].readings
            name = node.reading or chosen.get(node.term)
            for reading in [readings[name]] if name else readings.values():
                yield from reading.rests_on


def undecided(case: Case, tree: Node, where: str, count: int) -> CannotComputeError:
    """Return the error for a condition that disputed terms leave open in `count` feasible states.

    Examples
    --------
    >>> from detente.conditions.tree import Constant
    >>> open_ = Disputed("denuclearised", (Constant(True), Constant(False)))
    >>> undecided(Case(id="talks"), open_, "the preferences of usa", 3).message
    "the readings of 'denuclearised' disagree on 3 feasible states, in the preferences of usa"
    """
    terms = disputed_terms(tree)
    names = " and ".join(f"'{term}'" for term in terms)
    states = f"{count:,} feasible state{'s' if count != 1 else ''}"
    who = dict.fromkeys(
        party
        for term in terms
        if term in case.terms
        for reading in case.terms[term].readings.values()
        for party in reading.by
    )
    choice = f"--reading {next(iter(who))}" if who else "--reading PARTY"
    others = f" (readings by {', '.join(who)})" if who else ""
    return CannotComputeError(
        f"the readings of {names} disagree on {states}, in {where}",
        f"pass {choice} to say whose reading counts{others}, or name the reading: "
        f"'{terms[0] if terms else 'term'} as READING'",
    )
