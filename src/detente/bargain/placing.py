"""Where a named package stands: who would accept it, what is better for all, how far from the frontier."""

from collections.abc import Mapping
from fractions import Fraction

import numpy as np
from msgspec import Struct, field
from msgspec.structs import replace

from detente.bargain.frontier import frontier
from detente.bargain.problem import BargainingProblem
from detente.bargain.reasons import decisive_statement
from detente.bargain.solutions import solve
from detente.case import Case

__all__ = ["Placed", "place", "place_named"]

Numbers = tuple[float, ...]


class Placed(Struct, frozen=True, kw_only=True):
    """One package beside all the others.

    Attributes
    ----------
    id, name : str
        As the case calls it.
    package : dict or None
        The level of every lever; None where it cannot be completed.
    why_not : str
        Why it is no feasible package; empty where it is one.
    utility, gains : tuple of float, or None
        Per party, on the scale from 0 to 1; gains over no deal.
    refused_by : tuple of str
        The parties that would rather have no deal.
    because : dict of str to str
        For those, the statement that decides, where one does.
    better : dict or None
        A package that is at least as good for all and better for some: the one that is fairest to
        them (leximin of what each adds). None for an efficient package.
    better_utility : tuple of float, or None
        What it is worth.
    distance : float or None
        How much every party could gain at once: 0 on the frontier.
    """

    id: str
    name: str
    package: Mapping[str, str] | None
    why_not: str = ""
    utility: Numbers | None = None
    gains: Numbers | None = None
    refused_by: tuple[str, ...] = ()
    because: Mapping[str, str] = field(default_factory=dict)
    better: Mapping[str, str] | None = None
    better_utility: Numbers | None = None
    distance: float | None = None

    @property
    def acceptable(self) -> bool:
        """Whether every party gets at least what no deal is worth to it."""
        return self.utility is not None and not self.refused_by


def place_named(case: Case, problem: BargainingProblem, reading: str = "") -> tuple[Placed, ...]:
    """Return where each named package of the case stands; levers left out stay as they are.

    Examples
    --------
    >>> from detente.bargain.blocks import bargaining_problem
    >>> from detente.casefile import TEMPLATE, parse
    >>> case, _ = parse(TEMPLATE)
    >>> [placed.id for placed in place_named(case, bargaining_problem(case))]
    ['small', 'large']
    """
    found = []
    for id_, state in case.packages.items():
        name = case.package_names.get(id_) or id_.replace("_", " ")
        full = {**(problem.now or {}), **problem.fixed, **state}
        if set(full) < set(problem.order):
            text = "it leaves levers out, and there is no feasible status quo to complete it"
            found.append(Placed(id=id_, name=name, package=None, why_not=text))
            continue
        package = {lever: full[lever] for lever in problem.order}
        placed = place(problem, package, id_=id_, name=name)
        because = {p: _because(case, problem, p, package, reading) for p in placed.refused_by}
        found.append(replace(placed, because=because))
    return tuple(found)


def _because(
    case: Case, problem: BargainingProblem, party: str, package: Mapping[str, str], reading: str
) -> str:
    """Return the statement on which a party refuses a package; empty where none is known."""
    preference = case.preferences.get(party)
    written = preference.reservation if preference else "status_quo"
    if isinstance(written, int | float) or problem.now is None:
        return ""
    state: Mapping[str, str] = {} if isinstance(written, str) else written
    return decisive_statement(case, party, package, {**problem.now, **state}, reading)


def place(
    problem: BargainingProblem, package: Mapping[str, str], *, id_: str = "", name: str = ""
) -> Placed:
    """Return where a package stands that names the level of every lever.

    Examples
    --------
    >>> from detente.bargain.blocks import bargaining_problem
    >>> from detente.casefile import TEMPLATE, parse
    >>> case, _ = parse(TEMPLATE)
    >>> problem = bargaining_problem(case)
    >>> place(problem, problem.now).gains
    (0.0, 0.0)
    """
    score = problem.score(package)
    if score is None:
        fixed = [k for k, level in problem.fixed.items() if package[k] != level]
        text = "a rule under 'impossible' excludes it"
        if fixed:
            text = f"no party can change {' or '.join(fixed)}"
        return Placed(id=id_, name=name, package=package, why_not=text)
    utility = problem.utility(score)
    worth = zip(score.tolist(), problem.reservation, problem.parties, strict=True)
    better = frontier(problem.rows, floor=score)
    span = problem.span.tolist()
    chosen = solve(better.points, [Fraction(s) for s in score.tolist()], span, ["egalitarian"])
    best = chosen["egalitarian"][0]
    added = (better.points[best] - score) / problem.span
    improved = bool((better.points[best] > score).any())
    return Placed(
        id=id_,
        name=name,
        package=package,
        utility=tuple(utility.tolist()),
        gains=tuple((utility - problem.reservation_values).tolist()),
        refused_by=tuple(party for s, r, party in worth if s < r),
        better=problem.package(better.one_each()[best].tolist()) if improved else None,
        better_utility=tuple(problem.utility(better.points[best]).tolist()) if improved else None,
        distance=float(np.min(added)),
    )
