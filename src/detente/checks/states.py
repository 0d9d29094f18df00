"""Checks on the state space: what is feasible, what can be reached, who can move."""

from collections.abc import Iterator, Mapping

import numpy as np

from detente.case import Condition, Lever, State
from detente.checks.projection import Factor, TooLargeError
from detente.checks.survey import Survey
from detente.conditions import StateFacts, Truth, evaluate
from detente.entries import LevelEntry
from detente.errors import Path, Problem

__all__ = ["check_levers", "check_moves", "check_space", "violated"]


def check_space(survey: Survey) -> Iterator[Problem]:
    """Check that there are feasible states, and that what is written of states is feasible."""
    if not survey.levels:
        return
    if not _any_feasible(survey):
        path: Path = ("impossible",)
        hint = "every combination of levels meets one of these conditions"
        yield survey.problem("error", "D430", "no feasible state is left", path, hint)
        return
    for condition in survey.case.impossible:
        tree = survey.settled(condition.tree)
        factor = None if tree is None else survey.factor(tree)
        if factor is not None and not factor.allowed.any():
            message = f"'{condition.text}' rules out nothing: no combination of levels meets it"
            yield survey.problem("warning", "D445", message, condition.path)
    yield from _check_status_quo(survey)
    yield from _check_packages(survey)


def _any_feasible(survey: Survey) -> bool:
    if not all(factor.allowed.any() for factor in survey.rules):
        return False
    left = {lever for factor in survey.rules for lever in factor.levers}
    try:
        return survey.any_feasible(sorted(left), survey.fixed)
    except TooLargeError:
        survey.left_out.append(("impossible",))
        return True


def violated(survey: Survey, state: State) -> Condition | None:
    """Return the first condition under ``impossible`` that every completion of `state` meets.

    A lever that `state` leaves out may be at any level.
    """
    facts = StateFacts(survey.levels, dict(state))
    for condition in survey.case.impossible:
        tree = survey.settled(condition.tree)
        if tree is not None and evaluate(tree, facts) is Truth.TRUE:
            return condition
    return None


def _has_completion(survey: Survey, state: State) -> bool:
    """Whether some feasible state matches the partial `state`."""
    limits = {lever: (level,) for lever, level in state.items()}
    try:
        return survey.any_feasible(limits, limits)
    except TooLargeError:
        return True


def _why(survey: Survey, state: State) -> str:
    condition = violated(survey, state)
    if condition is None:
        return "together the conditions under 'impossible' leave no such state"
    return f"it meets '{condition.text}', which is under 'impossible'"


def _check_status_quo(survey: Survey) -> Iterator[Problem]:
    written = survey.case.status_quo
    if isinstance(written, Mapping) and written:
        if not _has_completion(survey, dict(survey.now) if _complete(survey) else dict(written)):
            why = _why(survey, survey.now if _complete(survey) else written)
            yield survey.problem(
                "error", "D431", "the status quo is impossible", ("status_quo",), why
            )
    elif _complete(survey) and not _has_completion(survey, survey.now):
        told = "by the record" if survey.recorded else "at the start"
        message = f"the status quo {told} is impossible"
        hint = f"{_why(survey, survey.now)}; what needs the status quo is not computed"
        yield survey.problem("warning", "D431", message, ("impossible",), hint)


def _complete(survey: Survey) -> bool:
    return len(survey.now) == len(survey.levels)


def _check_packages(survey: Survey) -> Iterator[Problem]:
    for name, package in survey.case.packages.items():
        path: Path = ("packages", name)
        levels = {lever: level for lever, level in package.items() if lever in survey.levels}
        message = f"the package '{name}' is impossible"
        if not _has_completion(survey, levels):
            yield survey.problem("error", "D432", message, path, _why(survey, levels))
        elif _complete(survey) and not _has_completion(survey, {**survey.now, **levels}):
            whole = {**survey.now, **levels}
            written = survey.recorded <= levels.keys()
            hint = f"{_why(survey, whole)}; levers that it leaves out stay as they are"
            message += "" if written else " as things stand by the record"
            yield survey.problem("error" if written else "warning", "D432", message, path, hint)


# ---------------------------------------------------------------------- levers and moves


def reachable(lever: Lever) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    """Return which level can follow which, in one step or several: (n, n) bool, [from, to].

    Examples
    --------
    >>> lever = Lever(id="x", name="x", owner="a", levels=("l0", "l1", "l2"),
    ...               undo={("l2", "l0"): "never", ("l2", "l1"): "never"})
    >>> reachable(lever).astype(int).tolist()
    [[1, 1, 1], [1, 1, 1], [0, 0, 1]]
    """
    allowed = np.ones((len(lever.levels), len(lever.levels)), dtype=np.bool_)
    for (before, after), time in lever.undo.items():
        if time == "never":
            allowed[lever.levels.index(before), lever.levels.index(after)] = False
    for middle in range(len(lever.levels)):
        allowed |= allowed[:, [middle]] & allowed[[middle], :]
    return allowed


def check_levers(survey: Survey) -> Iterator[Problem]:
    """Check that every level can be reached, and that ``never`` has no way round."""
    for lever in survey.case.levers.values():
        if lever.levels:
            yield from _check_never(survey, lever)
            yield from _check_levels(survey, lever)


def _check_never(survey: Survey, lever: Lever) -> Iterator[Problem]:
    can_follow = reachable(lever)
    for (before, after), time in lever.undo.items():
        i, k = lever.levels.index(before), lever.levels.index(after)
        if time != "never" or not can_follow[i, k]:
            continue
        chain = " -> ".join(_way(lever, i, k))
        message = f"{lever.id} can go from {before} to {after} all the same: {chain}"
        hint = "rule out a step of that way too, or remove 'never'"
        path: Path = ("levers", lever.id, "undo", before, after)
        yield survey.problem("warning", "D437", message, path, hint)


def _way(lever: Lever, start: int, end: int) -> list[str]:
    """Return the shortest chain of single steps from one level to another."""
    ways = [[start]]
    seen = {start}
    for way in ways:
        if way[-1] == end:
            return [lever.levels[k] for k in way]
        for k, level in enumerate(lever.levels):
            step = (lever.levels[way[-1]], level)
            if k not in seen and lever.undo.get(step) != "never":
                seen.add(k)
                ways.append([*way, k])
    return []


def _check_levels(survey: Survey, lever: Lever) -> Iterator[Problem]:
    occurs = np.ones(len(lever.levels), dtype=np.bool_)
    try:
        occurs = survey.feasible([lever.id])
    except TooLargeError:
        survey.left_out.append(("levers", lever.id))
    seen = {lever.start, survey.now.get(lever.id, lever.start)}
    for entry in survey.entries:
        if isinstance(entry, LevelEntry) and entry.lever == lever.id:
            seen.add(entry.level)
    here = [lever.levels.index(level) for level in seen if level in lever.levels]
    within_reach = np.logical_or.reduce(reachable(lever)[here], axis=0)
    for k, level in enumerate(lever.levels):
        path: Path = ("levers", lever.id, "levels", k)
        if not occurs[k]:
            message = f"nothing can reach {lever.id} = {level}: no feasible state has it"
            hint = "remove the level, or loosen what is under 'impossible'"
            yield survey.problem("warning", "D436", message, path, hint)
        elif not within_reach[k]:
            message = f"nothing can reach {lever.id} = {level}: 'undo' rules out every way to it"
            hint = f"from {', '.join(sorted(seen))}; shorten a 'never'"
            yield survey.problem("warning", "D436", message, path, hint)


def check_moves(survey: Survey) -> Iterator[Problem]:
    """Check that every party can move in some feasible state."""
    graph = survey.case.graph
    for party in survey.case.players:
        path: Path = ("parties", party)
        hint = "give it a lever, or another role: authority, mediator, observer"
        if graph is not None:
            if not graph.moves.get(party):
                message = f"{party} is never able to move: it has no arc under moves"
                yield survey.problem("warning", "D435", message, path, hint)
            continue
        own = [lever for lever in survey.levels if survey.owner(lever) == party]
        if not own and survey.levels:
            message = f"{party} is never able to move: it owns no lever with levels"
            yield survey.problem("warning", "D435", message, path, hint)
        elif own and not _can_move(survey, own):
            message = f"{party} is never able to move: no feasible state lets it change a lever"
            hint = "see 'undo' of its levers, and what is under 'impossible'"
            yield survey.problem("warning", "D435", message, path, hint)


def _can_move(survey: Survey, own: list[str]) -> bool:
    """Whether two feasible states differ in levers of `own` only, by changes that are allowed.

    The levers of the party are doubled: once before the move, once after it.
    """
    after = {lever: f"after:{lever}" for lever in own}
    doubled = [
        Factor(tuple(after.get(name, name) for name in factor.levers), factor.allowed)
        for factor in survey.rules
        if set(own).intersection(factor.levers)
    ]
    steps = {lever: reachable(survey.case.levers[lever]) for lever in own}
    levels = {after[lever]: survey.levels[lever] for lever in own}
    for moved in own:
        more = [
            Factor(
                (lever, after[lever]),
                steps[lever] & ~np.eye(len(steps[lever]), dtype=np.bool_)
                if lever == moved
                else steps[lever],
            )
            for lever in own
        ]
        try:
            if survey.feasible([moved], survey.fixed, [*doubled, *more], levels).any():
                return True
        except TooLargeError:
            survey.left_out.append(("levers", moved))
            return True
    return False
