"""A bargaining problem as a scenario of GENIUS, exactly.

An additive utility has one term per issue. Levers that a rule or a statement ties together have no
such terms of their own, so they become one issue, whose values are their feasible joint levels. The
utilities of the scenario are then those of `detente bargain`, from 0 to 1, for every package.
"""

from collections.abc import Mapping

from msgspec import Struct

from detente.bargain import BargainingProblem, Block, Patience
from detente.case import Case
from detente.errors import CannotComputeError
from detente.exchange.genius.scenario import MOST_VALUES, Issue, Profile, Scenario

__all__ = ["Export", "export", "package_of"]


class Export(Struct, frozen=True, kw_only=True):
    """A scenario, and what of the case has no place in it."""

    scenario: Scenario
    left_out: tuple[str, ...]


def export(case: Case, problem: BargainingProblem, patience: Patience | tuple[str, ...]) -> Export:
    """Return a case's bargaining problem as a scenario.

    Raises
    ------
    CannotComputeError
        Levers that are tied together have too many joint levels.

    Examples
    --------
    >>> from detente.bargain import bargain
    >>> from detente.casefile import TEMPLATE, parse
    >>> case, _ = parse(TEMPLATE)
    >>> found = bargain(case)
    >>> made = export(case, found.problem, found.patience)
    >>> [len(issue.values) for issue in made.scenario.issues]
    [15]
    """
    for block in problem.blocks:
        if len(block.numbers) > MOST_VALUES:
            raise _too_many(problem, block)
    issues = tuple(_issue(block) for block in problem.blocks)
    profiles = tuple(
        _profile(problem, issues, party, patience) for party in range(len(problem.parties))
    )
    scenario = Scenario(name=case.id, issues=issues, profiles=profiles)
    return Export(scenario=scenario, left_out=tuple(_left_out(case, problem, patience)))


def package_of(problem: BargainingProblem, package: Mapping[str, str]) -> dict[str, str]:
    """Return a package of levers as a package of issues.

    Examples
    --------
    >>> from detente.bargain import bargain
    >>> from detente.casefile import TEMPLATE, parse
    >>> problem = bargain(parse(TEMPLATE)[0]).problem
    >>> list(package_of(problem, problem.now).values())[0].count("=")
    3
    """
    return {_name(block): _value(block, package) for block in problem.blocks}


def _name(block: Block) -> str:
    return " + ".join(block.space.levers)


def _value(block: Block, levels: Mapping[str, str]) -> str:
    if len(block.space.levers) == 1:
        return levels[block.space.levers[0]]
    return ", ".join(f"{lever}={levels[lever]}" for lever in block.space.levers)


def _issue(block: Block) -> Issue:
    values = (_value(block, block.space.state(number)) for number in block.numbers.tolist())
    return Issue(_name(block), tuple(values))


def _profile(
    problem: BargainingProblem,
    issues: tuple[Issue, ...],
    party: int,
    patience: Patience | tuple[str, ...],
) -> Profile:
    span = int(problem.span[party])
    weights, evaluations = {}, {}
    for block, issue in zip(problem.blocks, issues, strict=True):
        own = block.scores[:, party]
        least, wide = int(own.min()), int(own.max() - own.min())
        weights[issue.name] = wide / span
        worth = (own - least) / max(wide, 1)
        evaluations[issue.name] = dict(zip(issue.values, worth.tolist(), strict=True))
    score, low = problem.reservation[party], int(problem.low[party])
    bid = problem.now if problem.now is not None and _is_now(problem, party) else None
    return Profile(
        name=problem.parties[party],
        weights=weights,
        evaluations=evaluations,
        reservation=float((score - low) / span),
        reservation_bid=None if bid is None else package_of(problem, bid),
        discount=_middle(patience, party),
    )


def _is_now(problem: BargainingProblem, party: int) -> bool:
    score = problem.score(problem.now or {})
    return score is not None and int(score[party]) == problem.reservation[party]


def _middle(patience: Patience | tuple[str, ...], party: int) -> float | None:
    if not isinstance(patience, Patience):
        return None
    return patience.middle[party]


def _left_out(
    case: Case, problem: BargainingProblem, patience: Patience | tuple[str, ...]
) -> list[str]:
    said = [
        (
            "Owners, consent, ways back, snapback, detection, clauses, dates, the record and its "
            "claims have no place in the format."
        )
    ]
    joint = [block for block in problem.blocks if len(block.space.levers) > 1]
    if joint:
        names = "; ".join(_name(block) for block in joint)
        said.append(
            f"Levers that a rule or a statement ties together are one issue, with their feasible "
            f"joint levels as values: {names}."
        )
    if problem.scaled.any():
        some = zip(problem.parties, problem.scaled, strict=True)
        ranked = ", ".join(party for party, scaled in some if scaled)
        said.append(
            f"{ranked}: the case gives an order only; the utilities are ranks, counted from the "
            "worst and scaled to 0 to 1."
        )
    if problem.fixed:
        said.append(f"Levers that no party moves are left out: {', '.join(problem.fixed)}.")
    if isinstance(patience, Patience):
        said.append(
            f"discount_factor is the patience per period (period: {case.period.count} {case.period.unit}), "
            "the middle of an interval; GENIUS applies it to the whole time of a negotiation."
        )
    return said


def _too_many(problem: BargainingProblem, block: Block) -> CannotComputeError:
    names = ", ".join(block.space.levers)
    hint = (
        "give the parties 'reading: weighted' with statements about one lever each"
        if problem.scaled.any()
        else "write statements and rules that use fewer levers at once"
    )
    return CannotComputeError(
        f"{len(block.numbers):,} joint levels of {names} would be the values of one issue; "
        f"at most {MOST_VALUES:,} are written",
        hint,
    )
