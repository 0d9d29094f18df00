"""Checks on what parties prefer, on goals, and on the readings of terms."""

from collections.abc import Iterator, Mapping

from detente.case import Condition, Preference, Statement
from detente.checks.projection import TooLargeError
from detente.checks.survey import Survey
from detente.conditions import mentions, misuse, names_used
from detente.conditions.tree import If, TermIs, walk
from detente.errors import Path, Problem

__all__ = ["check_goals", "check_preferences", "check_terms"]


def check_preferences(survey: Survey) -> Iterator[Problem]:
    """Check the preferences of every party, and how others are said to see them."""
    case = survey.case
    if case.preferences:
        for party in case.players:
            if party not in case.preferences or _empty(case.preferences[party]):
                message = f"{party} has no preferences: it counts as indifferent between all states"
                hint = f"write statements or a ranking for {party} under preferences"
                path: Path = ("preferences", party)
                yield survey.problem("warning", "D401", message, path, hint)
    for party, preference in case.preferences.items():
        yield from _check_preference(survey, preference, ("preferences", party))
    for seer, picture in case.misperceptions.items():
        for party, preference in picture.preferences.items():
            path = ("misperceptions", seer, "preferences", party)
            yield from _check_preference(survey, preference, path)


def _empty(preference: Preference) -> bool:
    return not (preference.statements or preference.ranking or preference.types)


def _check_preference(survey: Survey, preference: Preference, path: Path) -> Iterator[Problem]:
    readings = survey.own_readings(preference.party)
    statements = [*preference.statements]
    for kind in preference.types.values():
        statements += kind.statements
    for statement in statements:
        yield from _check_statement(survey, preference.party, statement, readings)
    weighed = any(statement.weight is not None for statement in preference.statements)
    if weighed and preference.reading == "lexicographic":
        message = (
            f"{preference.party} is read lexicographically: "
            "the weights of its statements do not count"
        )
        yield survey.problem("note", "D402", message, path, "write 'reading: weighted' to use them")
    yield from _check_ranking(survey, preference, (*path, "ranking"))


def _check_statement(
    survey: Survey, party: str, statement: Statement, readings: Mapping[str, str]
) -> Iterator[Problem]:
    condition = statement.condition
    verdict = survey.verdict(condition, readings, survey.fixed)
    yield from _told(
        survey, condition, verdict, f"{party}'s statement", "it changes no order of states"
    )
    for node in walk(condition.tree):
        if isinstance(node, If):
            yield from _check_if(survey, party, condition, node)
        if isinstance(node, TermIs) and node.reading is None and node.term not in readings:
            yield from _check_open_term(survey, party, condition, node)


def _told(
    survey: Survey, condition: Condition, verdict: str | None, what: str, so: str
) -> Iterator[Problem]:
    """Say that a condition is met in no feasible state, or in every one; `so`: what comes of it."""
    how = {"never": ("D433", "no"), "always": ("D434", "every")}.get(verdict or "")
    if how is not None:
        message = f"{how[1]} feasible state meets {what} '{condition.text}'"
        yield survey.problem("warning", how[0], message, condition.path, so)


def _check_if(survey: Survey, party: str, condition: Condition, node: If) -> Iterator[Problem]:
    given = condition.text[slice(*node.given.span)]
    owners = {survey.owner(m.name) for m in mentions(node.given) if m.kind == "lever"}
    if owners and party not in owners:
        holders = ", ".join(sorted(owners))
        message = (
            f"'if {given}' is in the hands of {holders}: the statement also rewards 'not {given}'"
        )
        hint = "write 'and' if both are wanted; 'A if B' is met wherever B is false"
        problem = survey.problem("note", "D438", message, condition.path, hint)
        yield survey.inside(problem, condition, node.span)


def _check_open_term(
    survey: Survey, party: str, condition: Condition, node: TermIs
) -> Iterator[Problem]:
    readings = survey.terms.get(node.term, {})
    if len(readings) > 1:
        message = (
            f"{party} has no reading of '{node.term}': where the readings differ this is unknown"
        )
        hint = f"write '{node.term} as {next(iter(readings))}', or ask with --reading"
        problem = survey.problem("note", "D444", message, condition.path, hint)
        yield survey.inside(problem, condition, node.span)


def _check_ranking(survey: Survey, preference: Preference, path: Path) -> Iterator[Problem]:
    for i, group in enumerate(preference.ranking or ()):
        for k, state in enumerate(group):
            if isinstance(state, str):
                continue
            limits = {lever: (level,) for lever, level in state.items()}
            clash = [x for x in limits if x in survey.fixed and limits[x] != survey.fixed[x]]
            try:
                found = [survey.feasible([x], {**survey.fixed, **limits}).any() for x in limits]
            except TooLargeError:
                survey.left_out.append((*path, i, k))
                continue
            if clash or not all(found):
                message = f"no feasible state matches this group of {preference.party}'s ranking"
                yield survey.problem("warning", "D407", message, (*path, i, k))


def check_goals(survey: Survey) -> Iterator[Problem]:
    """Check that goals tell states apart, and that move rules can apply."""
    for name, condition in survey.case.goals.items():
        verdict = survey.verdict(condition, None, survey.fixed)
        so = f"futures {verdict} count it"
        yield from _told(survey, condition, verdict, f"the goal '{name}':", so)
    for rule in (*survey.case.forbid, *survey.case.only):
        for condition in (rule.from_, rule.to):
            if survey.verdict(condition, None, survey.fixed) == "never":
                what, so = f"this rule on the moves of {rule.party}:", "it never applies"
                yield from _told(survey, condition, "never", what, so)


def check_terms(survey: Survey) -> Iterator[Problem]:
    """Check that the readings of a term can be met, and can be missed."""
    for term in survey.case.terms.values():
        for reading in term.readings.values():
            tree = survey.settled(reading.means.tree)
            if tree is None or not names_used(tree).levers:
                continue
            limits = survey.fixed if not misuse(tree, where="state") else None
            verdict = survey.verdict(reading.means, None, limits)
            what = f"the reading '{term.id} as {reading.id}':"
            yield from _told(survey, reading.means, verdict, what, "it is the same in all states")
