"""What all checks share: the case with its record, and which combinations of levels are feasible."""

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Literal

import numpy as np
from msgspec import Struct, field
from numpy.typing import NDArray

from detente.case import Case, Clause, Condition, State
from detente.checks.abstraction import Abstraction
from detente.checks.projection import MAX_AXES, Budget, Factor, TooLargeError, project
from detente.claims import Claim
from detente.conditions import Space, bounds_on, names_used, settle
from detente.conditions.tree import Node, Not
from detente.conditions.words import ConditionError
from detente.documents import Document
from detente.entries import Entry, Extend, LevelEntry
from detente.errors import Mark, Path, Problem, Severity

__all__ = ["NOT_STARTED", "Survey", "Verdict"]

Bools = NDArray[np.bool_]
Verdict = Literal["never", "always", "sometimes"]
Limits = Mapping[str, Sequence[str]]
"""Lever -> the levels to which it is held, in one question."""

SMALL = 2**16
"""Combinations of the levers of a group of rules that are worth listing once and for all."""
NOT_STARTED = ("idle", "waived")
MUST = ("idle", "live", "fulfilled", "waived")
KEEP = ("idle", "live", "overdue", "breached", "waived")
MAY = ("idle", "open", "noticed", "exercised", "cured")


class Survey(Struct, dict=True):
    """One case under check.

    Parameters
    ----------
    status_quo : mapping of str to str, optional
        The level of each lever as things stand; None: not known here.
    places : mapping
        Id of an entry of the record -> file and mark of its line.
    """

    case: Case
    entries: Sequence[Entry] = ()
    claims: Mapping[str, Claim] = field(default_factory=dict)
    documents: Mapping[str, Document] = field(default_factory=dict)
    status_quo: State | None = None
    places: Mapping[str, tuple[str, Mark]] = field(default_factory=dict)
    budget: Budget = field(default_factory=Budget)
    left_out: list[Path] = field(default_factory=list)
    known: dict[tuple[object, ...], Bools] = field(default_factory=dict)
    judged: dict[tuple[object, ...], Verdict] = field(default_factory=dict)

    # ------------------------------------------------------------------ the case

    @cached_property
    def levels(self) -> dict[str, tuple[str, ...]]:
        """The levers that are part of a state, with their levels."""
        return {lever.id: lever.levels for lever in self.case.levers.values() if lever.levels}

    @cached_property
    def clause_paths(self) -> dict[str, Path]:
        """Where each clause stands."""
        return {clause: ("clauses", i) for i, clause in enumerate(self.case.clauses)}

    @cached_property
    def recorded(self) -> frozenset[str]:
        """The levers of which the record says something."""
        return frozenset(e.lever for e in self.entries if isinstance(e, LevelEntry))

    @cached_property
    def now(self) -> dict[str, str]:
        """The level of each lever as things stand, as far as it is known here."""
        start = {lever: self.case.levers[lever].start for lever in self.levels}
        known = {lever: level for lever, level in start.items() if lever not in self.recorded}
        known |= dict(self.status_quo or {})
        written = self.case.status_quo
        known |= dict(written) if isinstance(written, Mapping) else {}
        return {lever: level for lever, level in known.items() if lever in self.levels}

    @cached_property
    def fixed(self) -> dict[str, tuple[str, ...]]:
        """The levers that no party moves and whose level is known: they stay in every analysis."""
        players = set(self.case.players)
        levers = self.case.levers
        return {name: (at,) for name, at in self.now.items() if levers[name].owner not in players}

    def owner(self, lever: str) -> str:
        """Return who owns the lever."""
        return self.case.levers[lever].owner

    # ------------------------------------------------------------------ trees

    @cached_property
    def terms(self) -> dict[str, dict[str, Node]]:
        """Term -> reading -> tree."""
        terms = self.case.terms
        return {
            term.id: {reading.id: reading.means.tree for reading in term.readings.values()}
            for term in terms.values()
        }

    def own_readings(self, party: str) -> dict[str, str]:
        """Return the party's own reading of each term that it has one of."""
        return {
            term.id: reading.id
            for term in self.case.terms.values()
            for reading in term.readings.values()
            if party in reading.by or reading.id == party
        }

    def clause_readings(self, clause: Clause) -> dict[str, str]:
        """Return the readings that the clause's ``reading`` names: a party's, or by their name."""
        named = clause.reading
        by_name = {term.id: named for term in self.case.terms.values() if named in term.readings}
        return self.own_readings(named) | by_name if named else {}

    def settled(self, tree: Node, reading_of: Mapping[str, str] | None = None) -> Node | None:
        """Return `tree` without terms; None if it grows too large."""
        try:
            return settle(tree, self.terms, reading_of)
        except ConditionError:
            return None

    @cached_property
    def statuses(self) -> dict[str, tuple[str, ...]]:
        """Clause -> the statuses that it can ever have, by its kind and its keys."""
        extended = {entry.clause for entry in self.entries if isinstance(entry, Extend)}
        return {
            clause.id: _statuses(clause, extended=clause.id in extended)
            for clause in self.case.clauses.values()
        }

    # ------------------------------------------------------------------ what is feasible

    @cached_property
    def rules(self) -> list[Factor]:
        """What ``impossible`` allows, one factor per condition; those too large to hold are left out."""
        factors = []
        for condition in self.case.impossible:
            tree = self.settled(condition.tree)
            factor = None if tree is None else self.factor(Not(tree))
            if factor is None:
                self.left_out.append(condition.path)
            else:
                factors.append(factor)
        return factors

    @cached_property
    def groups(self) -> list[tuple[set[str], list[Factor]]]:
        """The rules in groups that have nothing to do with each other, each with its levers."""
        return _grouped(self.rules)

    @cached_property
    def joined(self) -> list[Factor | None]:
        """Each group of rules as one factor; None where that would be large."""
        sizes = {name: len(levels) for name, levels in self.levels.items()}
        found: list[Factor | None] = []
        for group, rules in self.groups:
            levers = tuple(sorted(group))
            small = math.prod(sizes[name] for name in levers) <= SMALL
            try:
                found.append(
                    Factor(levers, project(rules, sizes, levers, self.budget)) if small else None
                )
            except TooLargeError:
                found.append(None)
        return found

    def factor(self, tree: Node) -> Factor | None:
        """Return where `tree` is possibly true, on its own levers; None if it is too large."""
        names = names_used(tree).levers
        space = Space(names, tuple(self.levels[name] for name in names))
        try:
            self.budget.spend(space.size)
        except TooLargeError:
            return None
        possible = bounds_on(tree, space)[1]
        return Factor(tuple(reversed(names)), np.broadcast_to(possible, space.shape))

    def feasible(
        self,
        keep: Sequence[str],
        limits: Limits | None = None,
        more: Sequence[Factor] = (),
        levels: Mapping[str, tuple[str, ...]] | None = None,
    ) -> Bools:
        """Return which combinations of the levers `keep` occur in feasible states.

        Parameters
        ----------
        keep : sequence of str
            The levers of the answer, one axis each.
        limits : mapping
            Levers that are held to some of their levels.
        more : sequence of Factor
            Further factors that must hold.
        levels : mapping
            Levels of names that are no levers of the case.

        Raises
        ------
        TooLargeError
            If the combinations are too many.
        """
        held = {lever: tuple(allowed) for lever, allowed in (limits or {}).items()}
        key = (tuple(keep), frozenset(held.items()), frozenset((levels or {}).items()))
        if more or key not in self.known:
            answer = self._feasible(keep, held, more, {**self.levels, **(levels or {})})
            if more:
                return answer
            self.known[key] = answer
        return self.known[key]

    def any_feasible(self, levers: Iterable[str], limits: Limits) -> bool:
        """Return whether the rules that touch any of `levers` can all hold within `limits`.

        Raises
        ------
        TooLargeError
            If the combinations are too many.
        """
        left = set(levers)
        for group, _ in self.groups:  # any lever of a group tells whether the group can hold
            if held := left & group:
                left -= group
                if not self.feasible([min(held)], limits).any():
                    return False
        return all(self.feasible([lever], limits).any() for lever in sorted(left))

    def _feasible(
        self,
        keep: Sequence[str],
        limits: Limits,
        more: Sequence[Factor],
        levels: Mapping[str, tuple[str, ...]],
    ) -> Bools:
        factors = list(more)
        wanted = frozenset(keep).union(*(factor.levers for factor in more))
        touched = set(wanted)
        for (group, rules), joint in zip(self.groups, self.joined, strict=True):
            if group.isdisjoint(wanted):
                continue
            if joint is None:
                factors += rules
                touched |= group
            else:
                factors.append(joint.within(limits, self.levels, wanted))
        factors += [
            Factor((name,), np.array([level in allowed for level in levels[name]]))
            for name, allowed in limits.items()
            if name in touched
        ]
        sizes = {name: len(levels[name]) for name in touched}
        return project(factors, sizes, keep, self.budget)

    def judge(self, tree: Node, limits: Limits | None = None) -> Verdict:
        """Return whether `tree` holds in no feasible state, in every one, or in some.

        Parameters
        ----------
        tree : Node
            A settled condition, on states or in time.
        limits : mapping
            Levers that are held to some of their levels.

        Raises
        ------
        TooLargeError
            If the cases are too many.
        """
        key = (tree, frozenset((lever, tuple(held)) for lever, held in (limits or {}).items()))
        if key not in self.judged:
            self.judged[key] = self._judge(tree, limits)
        return self.judged[key]

    def _judge(self, tree: Node, limits: Limits | None) -> Verdict:
        turned, space = self.cases(tree, limits)
        levels = dict(zip(space.levers, space.levels, strict=True))
        cases = self.feasible(space.levers[::-1], limits, levels=levels)
        certain, possible = bounds_on(turned, space)
        if not (possible & cases).any():
            return "never"
        return "sometimes" if (~certain & cases).any() else "always"

    def contradicts_itself(self, tree: Node) -> bool:
        """Return whether `tree` can never hold, whatever is feasible."""
        turned, space = self.cases(tree)
        return not bounds_on(turned, space)[1].any()

    def cases(self, tree: Node, limits: Limits | None = None) -> tuple[Node, Space]:
        """Return `tree` as a condition on levers, with the space of all its cases.

        What is not a lever (events, clauses, amounts, findings) becomes one: `Abstraction`.
        """
        abstraction = Abstraction(self.statuses, lambda part: self.judge(part, limits) == "never")
        turned = abstraction.abstract(tree)
        levels = {**self.levels, **abstraction.levels}
        names = names_used(turned).levers
        space = Space(names, tuple(levels[name] for name in names))
        self.budget.spend(space.size)
        if len(names) > MAX_AXES:
            raise TooLargeError
        return turned, space

    def verdict(
        self,
        condition: Condition,
        reading_of: Mapping[str, str] | None = None,
        limits: Limits | None = None,
    ) -> Verdict | None:
        """Return the verdict on a condition as written; None, and it is noted, if it is too large."""
        tree = self.settled(condition.tree, reading_of)
        try:
            if tree is not None:
                return self.judge(tree, limits)
        except TooLargeError:
            pass
        self.left_out.append(condition.path)
        return None

    # ------------------------------------------------------------------ problems

    def problem(
        self, severity: Severity, code: str, message: str, path: Path, hint: str = ""
    ) -> Problem:
        """Return a problem placed at `path` in the case file."""
        return self.case.problem(severity, code, message, path, hint)

    def inside(self, problem: Problem, condition: Condition, span: tuple[int, int]) -> Problem:
        """Return `problem` placed at a part of a condition's text."""
        return self.in_text(problem, condition.path, condition.text, span)

    def in_text(self, problem: Problem, path: Path, text: str, span: tuple[int, int]) -> Problem:
        """Return `problem` placed at a part of the text that stands at `path`."""
        mark = self.case.marks.get(path)
        return problem.at(self.case.file, mark.inside(text, *span)) if mark else problem


def _statuses(clause: Clause, *, extended: bool) -> tuple[str, ...]:
    if clause.kind == "may":
        return (*MAY, "blocked") if clause.unless else MAY
    if clause.kind == "keep":
        return (*KEEP, "ended") if clause.until else KEEP
    due = clause.within is not None or clause.by is not None or extended
    checked = clause.verified is not None
    window = clause.verified is not None and clause.verified.within is not None
    found = list(MUST)
    found += ["claimed_done"] if checked else []
    found += ["unverified", "late"] if window else ["late"] if due else []
    found += ["overdue", "breached"] if due else []
    found += ["excused"] if due and clause.excuse else []
    return tuple(found)


def _grouped(factors: Sequence[Factor]) -> list[tuple[set[str], list[Factor]]]:
    """Return the factors in groups that share no lever, directly or not, each with its levers."""
    groups: list[tuple[set[str], list[Factor]]] = []
    for factor in factors:
        levers, members = set(factor.levers), [factor]
        apart = []
        for group in groups:
            if group[0].isdisjoint(levers):
                apart.append(group)
            else:
                levers |= group[0]
                members = group[1] + members
        groups = [*apart, (levers, members)]
    return groups
