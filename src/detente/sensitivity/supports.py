"""What stands on which claims, and the case and record as they would be if claims fell.

A *support* is one thing that somebody wrote with ``rests_on``: an entry, a clause, a reading of a
term, a preference statement, a ranking, a condition under ``impossible``. It stands as long as one of
its claims stands; a statement without claims of its own stands on those of its party's preferences.
What names no claim stands by itself. The ``source`` of an entry says where to find it and does not
hold it up once its claims are false.

If a support *falls*: an entry is taken out, as if it had not been written (what it had corrected
stands again); a clause is never set off; a preference statement is dropped, and a party left with
none, or without its ranking, is indifferent; a condition under ``impossible`` is dropped; a reading is
dropped, and where it was the only one, or is asked for by name, nothing counts as meeting the term.

If a support is *reversed*: an entry that gives a level gives another one instead (each other level in
turn); a ruling goes the other way; a preference statement or ranking is turned round. For everything
else the opposite is that it did not happen or was not agreed: the same as if it fell.

Sets of supports are whole numbers: bit i stands for support i.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt
from msgspec import Struct
from msgspec.structs import replace

from detente.case import Case, Clause, Condition, Preference, Reading, State, Statement, Term
from detente.conditions.tree import Constant, Node, Not, TermIs, walk
from detente.entries import Entry, LevelEntry, Ruling
from detente.ledger.waiting import conditions_of
from detente.model.preferences import likeliest_type, statements_of

__all__ = ["NOTHING", "Fallen", "Support", "Supports", "named_readings", "supports_of", "terms_in"]

Kind = Literal["entry", "clause", "reading", "statement", "ranking", "impossible"]
Ranking = tuple[tuple[State | str, ...], ...]
ALWAYS = Statement(condition=Condition("always", Constant(value=True)))
NEVER = Condition("never", Constant(value=False))


class Support(Struct, frozen=True):
    """One thing that stands on claims.

    Attributes
    ----------
    kind : str
        ``entry``, ``clause``, ``reading``, ``statement``, ``ranking`` or ``impossible``.
    name : tuple
        Which one: the id; term and reading; party and place; the place alone.
    claims : tuple of str
        Claims any one of which is enough.
    """

    kind: Kind
    name: tuple[str | int, ...]
    claims: tuple[str, ...]


class Fallen(NamedTuple):
    """Which supports have fallen and which are reversed; of other levels, the `choice`-th."""

    fallen: int = 0
    reversed: int = 0
    choice: int = 0

    def within(self, supports: int) -> "Fallen":
        """Return what of it concerns some supports."""
        turned = self.reversed & supports
        if not turned:
            return Fallen(self.fallen & supports)
        return Fallen(self.fallen & supports, turned, self.choice)


NOTHING = Fallen()


class Supports(Struct, frozen=True, dict=True):
    """All that stands on claims in a case and its record.

    Attributes
    ----------
    case, entries
        As they are.
    items : tuple of Support
        In the order of the case, then of the record.
    """

    case: Case
    entries: tuple[Entry, ...]
    items: tuple[Support, ...]

    @property
    def every(self) -> int:
        """All supports."""
        return (1 << len(self.items)) - 1

    @cached_property
    def place(self) -> dict[tuple[Kind, tuple[str | int, ...]], int]:
        """The number of each support by kind and name."""
        return {(item.kind, item.name): n for n, item in enumerate(self.items)}

    @cached_property
    def claims(self) -> tuple[str, ...]:
        """Every claim that something stands on, in order."""
        return tuple(dict.fromkeys(claim for item in self.items for claim in item.claims))

    @cached_property
    def _claim_sets(self) -> tuple[tuple[int, int], ...]:
        bit = self._bit
        return tuple(
            (1 << n, sum(bit[claim] for claim in set(item.claims)))
            for n, item in enumerate(self.items)
        )

    @cached_property
    def _bit(self) -> dict[str, int]:
        return {claim: 1 << n for n, claim in enumerate(self.claims)}

    def claim_set(self, claims: Iterable[str]) -> int:
        """Return a set of claims as a whole number; claims that nothing stands on are left out."""
        bit = self._bit
        return sum(bit[claim] for claim in set(claims) if claim in bit)

    def without(self, false: int) -> int:
        """Return the supports all of whose claims are among `false`, a set of claims as a number."""
        true = ~false
        return sum([one for one, claims in self._claim_sets if not claims & true])

    def without_groups(self, groups: Sequence[int], false: npt.NDArray[np.bool_]) -> list[int]:
        """Return what :meth:`without` says of the claims of the false groups, row by row.

        Parameters
        ----------
        groups : sequence of int
            G sets of claims, no two with a claim in common.
        false : (R, G) bool
            The groups that are false, per row.

        Examples
        --------
        >>> found = Supports(Case(id="talks"), (), (Support("clause", ("a",), ("c1", "c2")),))
        >>> found.without_groups([1, 2], np.array([[True, False], [True, True]]))
        [0, 1]
        """
        fallen = np.zeros((len(false), len(self.items)), np.bool_)
        for n, (_, claims) in enumerate(self._claim_sets):
            needed = [g for g, group in enumerate(groups) if group & claims]
            # A support with a claim outside all groups stands in every row.
            if sum(groups[g] & claims for g in needed) == claims:
                fallen[:, n] = false[:, needed].all(axis=1)
        packed = np.packbits(fallen, axis=1, bitorder="little")
        return [int.from_bytes(row.tobytes(), "little") for row in packed]

    def world(self, false: Iterable[str], opposite: Iterable[str] = ()) -> Fallen:
        """Return the world in which some claims are false and the opposite of others is true.

        A support all of whose claims are among both is reversed if one of them is among the latter.
        """
        turned = self.claim_set(opposite)
        down = self.without(self.claim_set(false) | turned)
        reversed_ = sum(one for one, claims in self._claim_sets if one & down and claims & turned)
        return Fallen(down & ~reversed_, reversed_)

    def of_claims(self, supports: int) -> tuple[str, ...]:
        """Return the claims that some supports stand on, in order."""
        found = {c for n, item in enumerate(self.items) if supports >> n & 1 for c in item.claims}
        return tuple(claim for claim in self.claims if claim in found)

    @cached_property
    def entries_set(self) -> int:
        """All supports that are entries."""
        return self.mask("entry")

    def mask(self, kind: Kind, names: Collection[tuple[str | int, ...]] | None = None) -> int:
        """Return the supports of one kind, of some names or of all."""
        return sum(
            1 << n
            for n, item in enumerate(self.items)
            if item.kind == kind and (names is None or item.name in names)
        )

    def choices(self, reversed_: int) -> int:
        """Return how many ways there are to reverse some supports: the most other levels of any."""
        return max((most for one, most in self._other_levels if reversed_ & one), default=1)

    @cached_property
    def _other_levels(self) -> tuple[tuple[int, int], ...]:
        """Supports that give a level of which there are several others, with how many."""
        levels = self.case.levers
        kept = {entry.id: entry for entry in self.entries}
        found = []
        for n, item in enumerate(self.items):
            entry = kept.get(str(item.name[0])) if item.kind == "entry" else None
            if isinstance(entry, LevelEntry) and entry.lever in levels:
                found.append((1 << n, len(levels[entry.lever].levels) - 1))
        return tuple((one, most) for one, most in found if most > 1)

    def case_after(self, world: Fallen) -> Case:
        """Return the case as it would be."""
        if not (world.fallen | world.reversed) & ~self.entries_set:
            return self.case
        return _Rewriting(self, world).case()

    def entries_after(
        self, world: Fallen, among: tuple[Entry, ...] | None = None
    ) -> tuple[Entry, ...]:
        """Return the record as it would be, or what would become of some of its entries."""
        either = (world.fallen | world.reversed) & self.entries_set
        entries = self.entries if among is None else among
        if not either:
            return entries
        found = (self._entry(entry, world) for entry in entries)
        return tuple(entry for entry in found if entry is not None)

    def _entry(self, entry: Entry, world: Fallen) -> Entry | None:
        n = self.place.get(("entry", (entry.id,)), -1)
        if n < 0 or not (world.fallen | world.reversed) >> n & 1:
            return entry
        if world.fallen >> n & 1:
            return None
        if isinstance(entry, Ruling):
            return replace(entry, upheld=not entry.upheld)
        if isinstance(entry, LevelEntry) and entry.lever in self.case.levers:
            others = [it for it in self.case.levers[entry.lever].levels if it != entry.level]
            other = others[world.choice % len(others)] if others else entry.level
            return replace(entry, level=other)
        return None


class _Rewriting(Struct, frozen=True):
    """Puts the case together as it would be in a world."""

    supports: Supports
    world: Fallen

    def down(self, kind: Kind, *name: str | int) -> bool:
        n = self.supports.place.get((kind, name), -1)
        return n >= 0 and bool(self.world.fallen >> n & 1)

    def turned(self, kind: Kind, *name: str | int) -> bool:
        n = self.supports.place.get((kind, name), -1)
        return n >= 0 and bool(self.world.reversed >> n & 1)

    def gone(self, kind: Kind, *name: str | int) -> bool:
        """Whether it fell, or its opposite is that it is not there."""
        return self.down(kind, *name) or self.turned(kind, *name)

    def case(self) -> Case:
        case = self.supports.case
        return replace(
            case,
            impossible=tuple(
                it for n, it in enumerate(case.impossible) if not self.gone("impossible", n)
            ),
            preferences={p: self.preference(it) for p, it in case.preferences.items()},
            clauses={c: self.clause(it) for c, it in case.clauses.items()},
            terms={t: self.term(it) for t, it in case.terms.items()},
        )

    def preference(self, it: Preference) -> Preference:
        if it.ranking is not None:
            if self.down("ranking", it.party):
                return replace(it, ranking=None, statements=(ALWAYS,))
            turned = self.turned("ranking", it.party)
            return replace(it, ranking=_turned_round(it.ranking)) if turned else it
        own = statements_of(it)
        if not any(self.gone("statement", it.party, n) for n in range(len(own))):
            return it
        kept = tuple(
            _negated(one) if self.turned("statement", it.party, n) else one
            for n, one in enumerate(own)
            if not self.down("statement", it.party, n)
        )
        return replace(it, statements=kept or (ALWAYS,))

    def clause(self, it: Clause) -> Clause:
        return replace(it, when=NEVER) if self.gone("clause", it.id) else it

    def term(self, it: Term) -> Term:
        gone = [name for name in it.readings if self.gone("reading", it.id, name)]
        if not gone:
            return it
        named = named_readings(self.supports.case)
        kept = {name: one for name, one in it.readings.items() if name not in gone}
        if kept and not any((it.id, name) in named for name in gone):
            return replace(it, readings=kept)
        unmet = {name: _unmet(it.readings[name]) for name in gone}
        return replace(it, readings={**it.readings, **unmet})


def _negated(statement: Statement) -> Statement:
    was = statement.condition
    return replace(statement, condition=replace(was, text=f"not ({was.text})", tree=Not(was.tree)))


def _turned_round(ranking: Ranking) -> Ranking:
    rest: Ranking = () if () in ranking else ((),)
    return (*rest, *reversed(ranking))


def _unmet(reading: Reading) -> Reading:
    return replace(reading, means=replace(reading.means, text="never", tree=NEVER.tree))


def supports_of(case: Case, entries: Iterable[Entry]) -> Supports:
    """Return all that stands on claims in a case and its record.

    Examples
    --------
    >>> from detente.entries import read_entry
    >>> e1, _ = read_entry({"kind": "act", "id": "e1", "date": "2019-10-05", "lever": "ban",
    ...                     "level": "lifted", "rests_on": ["c1", "c2"]})
    >>> found = supports_of(Case(id="talks"), [e1])
    >>> found.claims, [found.without(found.claim_set(false)) for false in (["c1"], ["c1", "c2"])]
    (('c1', 'c2'), [0, 1])
    """
    kept = tuple(entries)
    return Supports(case, kept, tuple(_written(case, kept)))


def _written(case: Case, entries: Iterable[Entry]) -> Iterator[Support]:
    for preference in case.preferences.values():
        yield from _of_preference(preference)
    readings = ((t.id, reading) for t in case.terms.values() for reading in t.readings.values())
    named: list[tuple[Kind, tuple[str | int, ...], tuple[str, ...]]] = [
        *(("impossible", (n,), it.rests_on) for n, it in enumerate(case.impossible)),
        *(("reading", (term, it.id), it.rests_on) for term, it in readings),
        *(("clause", (it.id,), it.rests_on) for it in case.clauses.values()),
        *(("entry", (it.id,), it.rests_on) for it in entries),
    ]
    yield from (Support(kind, name, claims) for kind, name, claims in named if claims)


def _of_preference(it: Preference) -> Iterator[Support]:
    if it.ranking is not None:
        if it.rests_on:
            yield Support("ranking", (it.party,), it.rests_on)
        return
    likely = likeliest_type(it)
    for n, statement in enumerate(it.statements or (likely.statements if likely else ())):
        claims = statement.rests_on or it.rests_on
        if claims:
            yield Support("statement", (it.party, n), claims)


def named_readings(case: Case) -> frozenset[tuple[str, str]]:
    """Return the readings (term, reading) that a condition asks for by name.

    Examples
    --------
    >>> named_readings(Case(id="talks"))
    frozenset()
    """
    return frozenset(
        (node.term, node.reading)
        for tree in _trees(case)
        for node in walk(tree)
        if isinstance(node, TermIs) and node.reading
    )


def _trees(case: Case) -> Iterator[Node]:
    yield from (condition.tree for condition in case.impossible)
    for preference in case.preferences.values():
        yield from (one.condition.tree for one in statements_of(preference))
    for clause in case.clauses.values():
        yield from (condition.tree for condition in conditions_of(clause))
    for term in case.terms.values():
        yield from (reading.means.tree for reading in term.readings.values())


def terms_in(case: Case, trees: Iterable[Node]) -> frozenset[str]:
    """Return the terms that conditions use, also inside the readings of other terms.

    Examples
    --------
    >>> sorted(terms_in(Case(id="talks"), [TermIs("denuclearised")]))
    ['denuclearised']
    """
    found: set[str] = set()
    waiting = list(trees)
    while waiting:
        new = {n.term for n in walk(waiting.pop()) if isinstance(n, TermIs)} - found
        found |= new
        for term in new & case.terms.keys():
            waiting += [reading.means.tree for reading in case.terms[term].readings.values()]
    return frozenset(found)
