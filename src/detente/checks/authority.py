"""Checks on who can bring a change about, and on who can see that it was made."""

from collections.abc import Collection, Iterable, Iterator, Mapping

import numpy as np

from detente.case import Clause
from detente.checks.clauses import conditions_of
from detente.checks.projection import TooLargeError
from detente.checks.survey import Survey
from detente.conditions import holds_on, names_used
from detente.conditions.tree import Node, Not, Verified, walk
from detente.errors import Path, Problem

__all__ = ["check_authority", "check_verification"]


def check_authority(survey: Survey) -> Iterator[Problem]:
    """Check that those who promise a change can bring it about without somebody else."""
    for i, clause in enumerate(survey.case.clauses.values()):
        if clause.effect is not None:
            lacking = _consents(survey, clause.effect.settings, clause.party)
            if lacking:
                message = f"{_joined(clause.party)} cannot use {clause.id} alone: {_takes(lacking)}"
                path: Path = ("clauses", i, "may")
                yield survey.problem("warning", "D241", message, path, _NAME_THEM)
        elif clause.condition is not None:
            yield from _on_duty(survey, clause)
    yield from _on_deals(survey)
    yield from _on_policies(survey)


_NAME_THEM = "add who must consent to 'party', or a clause that binds them"

_GIVEN = "the analyses take that consent as given"


def _joined(names: Collection[str]) -> str:
    return (
        " and ".join([", ".join(list(names)[:-1]), list(names)[-1]])
        if len(names) > 1
        else "".join(names)
    )


def _consents(
    survey: Survey, levels: Iterable[tuple[str, str]], party: Collection[str]
) -> dict[str, list[str]]:
    """Return, per change ``lever = level``, whose consent it takes beside `party` and the owner."""
    lacking = {}
    for lever, level in levels:
        needs = survey.case.levers[lever].needs.get(level, ())
        others = [who for who in needs if who not in party and who != survey.owner(lever)]
        if others:
            lacking[f"{lever} = {level}"] = others
    return lacking


def _takes(lacking: Mapping[str, list[str]]) -> str:
    """Say whose consent which changes take, changes with the same needs together."""
    by_whom: dict[str, list[str]] = {}
    for change, who in lacking.items():
        by_whom.setdefault(_joined(who), []).append(change)
    return "; ".join(f"{who} must consent to {_joined(what)}" for who, what in by_whom.items())


def _on_duty(survey: Survey, clause: Clause) -> Iterator[Problem]:
    condition = clause.condition
    tree = survey.settled(condition.tree, survey.clause_readings(clause)) if condition else None
    if condition is None or tree is None:
        return
    levers = [lever for lever in names_used(tree).levers if lever in survey.levels]
    own = [lever for lever in levers if survey.owner(lever) in clause.party]
    if not levers:
        return
    try:
        if not _can_bring_about(survey, tree, {lever: survey.levels[lever] for lever in own}):
            others = {lever: survey.owner(lever) for lever in levers if lever not in own}
            told = ", ".join(f"{lever} is a lever of {owner}" for lever, owner in others.items())
            message = f"{_joined(clause.party)} cannot bring about '{condition.text}' alone"
            if others:
                hint = f"{told}; name them under 'party'"
                yield survey.problem("warning", "D241", message, condition.path, hint)
            return
        free = {lever: _free_levels(survey, lever, clause) for lever in own}
        if clause.kind == "must" and not _can_bring_about(survey, tree, free):
            bound = [
                (lever, level)
                for lever in own
                for level in survey.levels[lever]
                if level not in free[lever] and survey.judge(tree, {lever: (level,)}) != "never"
            ]
            lacking = _consents(survey, bound, clause.party)
            message = f"{_joined(clause.party)} cannot bring about '{condition.text}' alone"
            hint = f"{_takes(lacking)}; {_NAME_THEM}"
            yield survey.problem("warning", "D241", message, condition.path, hint)
    except TooLargeError:
        survey.left_out.append(condition.path)


def _free_levels(survey: Survey, lever: str, clause: Clause) -> tuple[str, ...]:
    """Return the levels to which the clause's parties can bring their lever without consent."""
    owner = survey.owner(lever)
    needs = survey.case.levers[lever].needs
    return tuple(
        level
        for level in survey.levels[lever]
        if set(needs.get(level, ())) <= {*clause.party, owner}
    )


def _can_bring_about(survey: Survey, tree: Node, own: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether some levels of `own` make `tree` hold whatever the other levers are.

    Events, amounts and findings are taken as they suit.
    """
    turned, space = survey.cases(tree)
    names = space.levers
    holds = np.broadcast_to(~holds_on(Not(turned), space), space.shape)
    axis = {name: len(names) - 1 - k for k, name in enumerate(names)}
    free = tuple(axis[x] for x in names if x not in survey.levels)
    others = tuple(axis[x] for x in names if x not in own and x in survey.levels)
    holds = np.logical_or.reduce(holds, axis=free, keepdims=True)
    holds = np.logical_and.reduce(holds, axis=others, keepdims=True)
    for lever, allowed in own.items():
        if lever not in axis:  # spoken of in findings or windows alone: taken as it suits
            continue
        kept = [k for k, level in enumerate(survey.levels[lever]) if level in allowed]
        holds = holds.take(kept, axis=axis[lever])
    return bool(holds.any())


# ---------------------------------------------------------------------- deals and policies


def _on_deals(survey: Survey) -> Iterator[Problem]:
    """Yield what packages and schedules ask of those who are no party to them."""
    players = survey.case.players
    for name, package in survey.case.packages.items():
        lacking = _consents(survey, package.items(), players)
        if lacking:
            message = f"the package '{name}' is not in the parties' hands alone"
            path: Path = ("packages", name)
            yield survey.problem("note", "D241", message, path, _takes(lacking))
    for name, periods in survey.case.schedules.items():
        lacking = {}
        for step in periods:
            lacking |= _consents(survey, step.items(), players)
        if lacking:
            message = f"the schedule '{name}' is not in the parties' hands alone"
            hint = f"{_takes(lacking)}; {_GIVEN}"
            yield survey.problem("note", "D241", message, ("schedules", name), hint)


def _on_policies(survey: Survey) -> Iterator[Problem]:
    for policy in survey.case.policies.values():
        lacking: dict[str, list[str]] = {}
        for rule in policy.rules:
            lacking |= _consents(survey, rule.do.settings, (policy.party,))
        if lacking:
            message = f"{policy.party} cannot carry out the policy '{policy.id}' alone"
            path: Path = ("policies", policy.id)
            yield survey.problem("note", "D241", message, path, f"{_takes(lacking)}; {_GIVEN}")


# ---------------------------------------------------------------------- who watches


def check_verification(survey: Survey) -> Iterator[Problem]:
    """Check that those who verify watch the levers that they are to verify."""
    for i, clause in enumerate(survey.case.clauses.values()):
        if clause.verified is not None and clause.condition is not None:
            path: Path = ("clauses", i, "verified")
            tree = survey.settled(clause.condition.tree, survey.clause_readings(clause))
            for message, hint in _unwatched(survey, tree, clause.verified.by):
                yield survey.problem("warning", "D234", message, path, hint)
        for _, condition in conditions_of(clause):
            for node in walk(condition.tree):
                if isinstance(node, Verified):
                    tree = survey.settled(node.part, survey.clause_readings(clause))
                    for message, hint in _unwatched(survey, tree, node.by):
                        found = survey.problem("warning", "D234", message, condition.path, hint)
                        yield survey.inside(found, condition, node.span)


def _unwatched(survey: Survey, tree: Node | None, by: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for lever in names_used(tree).levers if tree is not None else ():
        if lever not in survey.levels:
            continue
        watcher = survey.case.levers[lever].watched_by
        if watcher and (watcher in survey.case.levers or watcher in by):
            continue
        message = f"{_joined(by)} does not watch {lever}"
        if watcher:
            yield message, f"it is watched by {watcher}"
        else:
            yield message, f"nobody does: add 'watched_by: {by[0]}' to the lever"
