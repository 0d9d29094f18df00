"""Relief verbs that are mixed up: a level that names none of the five, a text that names another."""

from collections.abc import Iterator

from detente.case import Clause
from detente.checks.survey import Survey
from detente.conditions.tree import Compare, Not, walk
from detente.errors import Path, Problem
from detente.relief import VERBS, Verb, verb_of, verbs_in, without_verb

__all__ = ["check_relief_verbs"]

_FIVE = "exempted, under_waiver, suspended, lifted or expired"


def check_relief_verbs(survey: Survey) -> Iterator[Problem]:
    """Check that levels of measures name their relief, and that clauses call it the same."""
    yield from _levels(survey)
    for i, clause in enumerate(survey.case.clauses.values()):
        yield from _clause(survey, i, clause)


def _levels(survey: Survey) -> Iterator[Problem]:
    for lever in survey.case.levers.values():
        for place, level in enumerate(lever.levels):
            if without_verb(lever, level):
                message = f"level '{level}' of {lever.id} does not say which relief it is"
                hint = f"name it {_FIVE}: they differ in who can bring the measure back"
                path: Path = ("levers", lever.id, "levels", level if lever.level_names else place)
                yield survey.problem("note", "D244", message, path, hint)


def _clause(survey: Survey, number: int, clause: Clause) -> Iterator[Problem]:
    """Compare what the words of a clause call the relief with the levels that it sets or asks for."""
    asked = dict(_asked(survey, clause))
    if not asked:
        return
    texts: list[tuple[Path, str]] = [(("name",), clause.name)]
    texts += [(("text", language), text) for language, text in clause.text.items()]
    said = [(under, text, verb, span) for under, text in texts for verb, span in verbs_in(text)]
    if not said or any(verb.name in asked for _, _, verb, _ in said):
        return
    under, text, verb, span = said[0]
    level = next(iter(asked.values()))
    other = next(iter(asked))
    message = f"the words of {clause.id} speak of {verb.name}, but '{level}' is {_a(other)}"
    hint = f"{verb.name}: {verb.means}; {other}: {_verb(other).means}"
    path: Path = ("clauses", number, *under)
    yield survey.in_text(survey.problem("warning", "D245", message, path, hint), path, text, span)


def _asked(survey: Survey, clause: Clause) -> Iterator[tuple[str, str]]:
    """Yield relief and level for each level of a measure that a clause sets or asks for."""
    levers = survey.case.levers
    settings = list(clause.effect.settings) if clause.effect else []
    if clause.condition is not None:
        tree = survey.settled(clause.condition.tree, survey.clause_readings(clause))
        nodes = list(walk(tree)) if tree is not None else []
        denied = {id(part) for node in nodes if isinstance(node, Not) for part in walk(node)}
        settings += [
            (node.lever, node.level)
            for node in nodes
            if isinstance(node, Compare) and node.op in ("=", ">=") and id(node) not in denied
            if isinstance(node.level, str)
        ]
    for lever, level in settings:
        verb = verb_of(levers[lever], level) if lever in levers else None
        if verb is not None:
            yield verb.name, level


def _verb(name: str) -> Verb:
    return next(verb for verb in VERBS if verb.name == name)


def _a(name: str) -> str:
    return f"an {name}" if name[0] in "aeiou" else f"a {name}" if name != "lifting" else name
