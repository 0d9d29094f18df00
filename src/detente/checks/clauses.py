"""Checks on single clauses and on policies: triggers, duties, terms, notice."""

from collections.abc import Iterator
from itertools import islice

from detente.case import Clause, Condition
from detente.checks.abstraction import clause_lever
from detente.checks.durations import least_days, most_days
from detente.checks.projection import TooLargeError
from detente.checks.survey import NOT_STARTED, Survey
from detente.conditions import STATUS_MEANS, names_used
from detente.conditions.show import show
from detente.conditions.tree import (
    And,
    ClauseIs,
    Compare,
    Constant,
    Effect,
    Node,
    Not,
    TermIs,
    walk,
)
from detente.errors import Path, Problem

__all__ = [
    "check_clauses",
    "check_effects",
    "check_notice",
    "check_policies",
    "conditions_of",
    "is_needed",
]

MAX_SHOWN = 5
_KEYS = ("when", "excuse", "until", "unless")


def conditions_of(clause: Clause) -> Iterator[tuple[str, Condition]]:
    """Yield the conditions of a clause with their keys."""
    if clause.condition is not None:
        yield clause.kind, clause.condition
    for key in _KEYS:
        condition: Condition | None = getattr(clause, key)
        if condition is not None:
            yield key, condition
    for condition, _ in clause.partial:
        yield "partial", condition


def check_clauses(survey: Survey) -> Iterator[Problem]:
    """Check the conditions of each clause: what can never hold, what always does, open terms."""
    _find_dead(survey)
    for clause in survey.case.clauses.values():
        readings = survey.clause_readings(clause)
        for key, condition in conditions_of(clause):
            verdict = survey.verdict(condition, readings)
            if key == "when":
                yield from _on_trigger(survey, clause, condition, verdict)
            elif key in ("must", "keep"):
                yield from _on_duty(survey, clause, condition, verdict)
            elif verdict == "never":
                message = f"'{key}: {condition.text}' of {clause.id} can never hold"
                hint = f"{_why_never(survey, clause, condition)}; it has no effect"
                yield survey.problem("warning", "D230", message, condition.path, hint)
            for node in walk(condition.tree):
                if isinstance(node, TermIs) and node.term not in readings:
                    yield from _on_term(survey, clause, condition, node)


def _find_dead(survey: Survey) -> None:
    """Note which clauses can never start, as those that wait for them cannot start either."""
    asked = [clause for clause in survey.case.clauses.values() if clause.when is not None]
    while asked:
        dead = set()
        for clause in asked:
            trigger = _tree(survey, clause, clause.when)
            try:
                if trigger is not None and survey.judge(trigger) == "never":
                    dead.add(clause.id)
            except TooLargeError:
                continue
        survey.statuses.update(dict.fromkeys(dead, NOT_STARTED))
        survey.judged.clear()  # what was asked before may have another answer now
        asked = [
            clause
            for clause in survey.case.clauses.values()
            if clause.when is not None
            and survey.statuses[clause.id] != NOT_STARTED
            and dead.intersection(names_used(clause.when.tree).clauses)
        ]


def _on_trigger(
    survey: Survey, clause: Clause, condition: Condition, verdict: str | None
) -> Iterator[Problem]:
    if verdict == "never":
        message = f"the trigger of {clause.id} can never hold: '{condition.text}'"
        hint = f"{_why_never(survey, clause, condition)}; the clause never becomes due"
        yield survey.problem("warning", "D230", message, condition.path, hint)
    if verdict == "always":
        message = f"the trigger of {clause.id} always holds: '{condition.text}'"
        hint = "the clause is due from the first day; leave 'when' out if that is meant"
        yield survey.problem("warning", "D231", message, condition.path, hint)


def _why_never(survey: Survey, clause: Clause | None, condition: Condition) -> str:
    """Say why a condition can never hold."""
    for node in walk(condition.tree):
        if not isinstance(node, ClauseIs):
            continue
        if STATUS_MEANS[node.status].isdisjoint(survey.statuses[node.clause]):
            return f"{node.clause} can never be {node.status}: {_lacking(survey, node)}"
    readings = survey.clause_readings(clause) if clause else None
    tree = survey.settled(condition.tree, readings)
    if tree is not None and survey.contradicts_itself(tree):
        return "it contradicts itself"
    return "no feasible state meets it"


def _lacking(survey: Survey, node: ClauseIs) -> str:
    clause = survey.case.clauses[node.clause]
    if survey.statuses[clause.id] == NOT_STARTED:
        return "its own trigger can never hold"
    kinds = {
        "exercised": ("may",),
        "fulfilled": ("must",),
        "claimed_done": ("must",),
        "excused": ("must",),
        "live": ("must", "keep"),
        "breached": ("must", "keep"),
        "overdue": ("must", "keep"),
        "waived": ("must", "keep"),
    }[node.status]
    if clause.kind not in kinds:
        return f"it is a '{clause.kind}' clause"
    if node.status == "claimed_done":
        return "it has no 'verified'"
    if node.status == "excused" and clause.excuse is None:
        return "it has no 'excuse'"
    return "it has no deadline"


def _on_duty(
    survey: Survey, clause: Clause, condition: Condition, verdict: str | None
) -> Iterator[Problem]:
    text = f"'{clause.kind}: {condition.text}' of {clause.id}"
    if verdict == "never":
        message = f"{text} can never be met"
        hint = _why_never(survey, clause, condition)
        yield survey.problem("warning", "D236", message, condition.path, hint)
    if verdict == "always":
        message = f"{text} is always met"
        hint = "every feasible state meets it: the clause asks for nothing"
        yield survey.problem("warning", "D236", message, condition.path, hint)


def _on_term(
    survey: Survey, clause: Clause, condition: Condition, node: TermIs
) -> Iterator[Problem]:
    readings = survey.terms.get(node.term, {})
    if node.reading is not None or len(readings) < 2:
        return
    message = f"{clause.id} does not say whose reading of '{node.term}' is meant"
    options = " or ".join(f"'{node.term} as {name}'" for name in readings)
    hint = f"write {options}; else its status is not determined where they differ"
    problem = survey.problem("warning", "D237", message, condition.path, hint)
    yield survey.inside(problem, condition, node.span)


# ---------------------------------------------------------------------- policies


def check_policies(survey: Survey) -> Iterator[Problem]:
    """Check that each rule of a policy can come to act."""
    for policy in survey.case.policies.values():
        readings = survey.own_readings(policy.party)
        settled = ""
        for i, rule in enumerate(policy.rules):
            if settled:
                path: Path = ("policies", policy.id, "rules", i)
                message = f"rule {i + 1} of {policy.id} is never reached"
                hint = f"rule {settled} before it always applies"
                yield survey.problem("warning", "D230", message, path, hint)
                continue
            verdict = survey.verdict(rule.when, readings)
            if verdict == "never":
                message = f"rule {i + 1} of {policy.id} can never apply: '{rule.when.text}'"
                hint = _why_never(survey, None, rule.when)
                yield survey.problem("warning", "D230", message, rule.when.path, hint)
            settled = str(i + 1) if verdict == "always" else ""


# ---------------------------------------------------------------------- one clause and another


def check_effects(survey: Survey) -> Iterator[Problem]:
    """Check whether the effect of one clause breaks the duty of another, at the same time."""
    clauses = survey.case.clauses
    for i, clause in enumerate(clauses.values()):
        for key, effect in (("may", clause.effect), ("default", clause.default)):
            broken = _broken_by(survey, clause, effect) if effect is not None else []
            if effect is not None and broken:
                shown = ", ".join(broken[:MAX_SHOWN]) + (" ..." if broken[MAX_SHOWN:] else "")
                message = f"'{key}: {show(effect)}' of {clause.id} breaks {shown}"
                hint = f"end the duty where {clause.id} begins: 'until', or a 'when' apart"
                yield survey.problem("warning", "D238", message, ("clauses", i, key), hint)


def _broken_by(survey: Survey, clause: Clause, effect: Effect) -> list[str]:
    """Return the duties that an effect breaks, in words; one more than are shown at most."""
    found = (
        f"'{other.kind}: {other.condition.text}' of {other.id}"
        for other in survey.case.clauses.values()
        if other.condition is not None and _breaks(survey, clause, effect, other)
    )
    try:
        return list(islice(found, MAX_SHOWN + 1))
    except TooLargeError:
        survey.left_out.append(survey.clause_paths[clause.id])
        return []


def _breaks(survey: Survey, clause: Clause, effect: Effect, other: Clause) -> bool:
    """Whether both clauses can be in force, and the duty cannot hold once the effect is there."""
    survey.budget.spend(0)
    duty = _tree(survey, other, other.condition)
    if other.id == clause.id or duty is None:
        return False
    levers = {lever for lever, _ in effect.settings}
    if levers.isdisjoint(names_used(duty).levers):
        return False
    done = tuple(Compare(lever, "=", level) for lever, level in effect.settings)
    if survey.judge(And((*done, duty))) != "never":
        return False
    if other.kind == "must" and other.id in fulfilled_before(survey, clause):
        return False  # the duty is over when the power begins
    return survey.judge(And((*_in_force(survey, clause, other), _TRUE))) != "never"


_TRUE = Constant(value=True)


def _in_force(survey: Survey, clause: Clause, other: Clause) -> Iterator[Node]:
    """Yield what must hold for a power and a duty to be in force together."""
    yield _TRUE
    for one in (clause, other):
        trigger = _tree(survey, one, one.when)
        if trigger is not None:
            yield trigger
    until = _tree(survey, other, other.until)
    if until is not None:
        yield Not(until)


def fulfilled_before(survey: Survey, clause: Clause) -> set[str]:
    """Return the clauses that must have been fulfilled before `clause` can start.

    Its trigger may ask for that itself, or for a clause that started only then.
    """
    fulfilled: set[str] = set()
    started, todo = {clause.id}, [clause.id]
    while todo:
        one = survey.case.clauses[todo.pop()]
        trigger = _tree(survey, one, one.when)
        if trigger is None:
            continue
        for other in names_used(trigger).clauses:
            if is_needed(survey, trigger, other, STATUS_MEANS["fulfilled"]):
                fulfilled.add(other)
            every = frozenset(survey.statuses[other])
            if other not in started and is_needed(
                survey, trigger, other, every.difference(NOT_STARTED)
            ):
                started.add(other)
                todo.append(other)
    return fulfilled


def is_needed(survey: Survey, trigger: Node, other: str, statuses: frozenset[str]) -> bool:
    """Whether `trigger` can hold only while the clause `other` is in one of `statuses`."""
    without = [status for status in survey.statuses[other] if status not in statuses]
    return survey.judge(trigger, {clause_lever(other): without}) == "never"


def _tree(survey: Survey, clause: Clause, condition: Condition | None) -> Node | None:
    if condition is None:
        return None
    return survey.settled(condition.tree, survey.clause_readings(clause))


def check_notice(survey: Survey) -> Iterator[Problem]:
    """Check whether a notice runs longer than it takes to undo what the power answers to."""
    for i, clause in enumerate(survey.case.clauses.values()):
        if clause.notice is None or clause.when is None:
            continue
        for lever, before, after in _undone(survey, clause):
            time = survey.case.levers[lever].undo[before, after]
            if time == "never" or most_days(time) >= least_days(clause.notice):
                continue
            message = (
                f"the notice of {clause.id} ({show(clause.notice)}) is longer than {lever} takes "
                f"to go from {before} to {after} ({show(time)})"
            )
            hint = "the other side is out before the power bites: shorten the notice"
            yield survey.problem("warning", "D240", message, ("clauses", i, "notice"), hint)


def _undone(survey: Survey, clause: Clause) -> Iterator[tuple[str, str, str]]:
    """Yield the changes with a time that bring about what the power answers: (lever, from, to).

    These are the breaches of the clauses that its trigger names, and the levels that it names.
    """
    kept: list[Node] = []
    when = _tree(survey, clause, clause.when)
    for node in walk(when) if when is not None else ():
        if isinstance(node, ClauseIs) and node.status in ("breached", "overdue"):
            other = survey.case.clauses[node.clause]
            duty = _tree(survey, other, other.condition)
            kept += [duty] if duty is not None else []
    kept += [Not(when)] if when is not None else []
    for tree in kept:
        for lever in names_used(tree).levers:
            if lever in survey.levels and survey.owner(lever) not in clause.party:
                yield from _ways_out(survey, tree, lever)


def _ways_out(survey: Survey, kept: Node, lever: str) -> Iterator[tuple[str, str, str]]:
    for before, after in survey.case.levers[lever].undo:
        try:
            met = survey.judge(kept, {lever: (before,)}) != "never"
            broken = survey.judge(kept, {lever: (after,)}) == "never"
        except TooLargeError:
            return
        if met and broken:
            yield lever, before, after
