"""Clauses that wait for each other: an impasse written into the text.

A clause can start once its trigger can hold while the clauses that have not started are idle (or
waived). Going on from those that can start at once, what is left can never start: a clause whose
trigger cannot hold anyway, or one that waits for itself by way of others. A second look holds the
levers where they are as well, save those that a started clause moves: then a circle may also run
through levers.
"""

from collections.abc import Iterator, Mapping, Sequence

from detente.case import Clause
from detente.checks.abstraction import clause_lever
from detente.checks.projection import TooLargeError
from detente.checks.survey import NOT_STARTED, Survey
from detente.conditions import names_used
from detente.conditions.tree import Node
from detente.errors import Problem

__all__ = ["check_waiting"]

Links = Mapping[str, set[str]]


def check_waiting(survey: Survey) -> Iterator[Problem]:
    """Check that no clauses wait for each other, by their statuses or by the levers they move."""
    triggers = _triggers(survey)
    stuck = _stuck(survey, triggers, {})
    found = _circles({c: _by_status(triggers[c]) & stuck.keys() for c in stuck})
    for circle in found:
        yield _told(survey, circle, "none of them can become due before another is done")
    if not survey.now or len(survey.now) < len(survey.levels):
        return
    still = {lever: (level,) for lever, level in survey.now.items()}
    stuck = _stuck(survey, triggers, still)
    moved = {c: _moved(survey, survey.case.clauses[c]) for c in stuck}
    links = {c: _by_status(triggers[c]) & stuck.keys() for c in stuck}
    for c, trigger in stuck.items():
        levers = set(names_used(trigger).levers)
        links[c] |= {other for other in stuck if other != c and levers & moved[other]}
    known = {clause for circle in found for clause in circle}
    for circle in _circles(links):
        if not known.intersection(circle):
            why = "as things stand no clause moves first: each waits for levers that another moves"
            yield _told(survey, circle, why)


def _triggers(survey: Survey) -> dict[str, Node]:
    found = {}
    for clause in survey.case.clauses.values():
        if clause.when is not None:
            tree = survey.settled(clause.when.tree, survey.clause_readings(clause))
            if tree is not None:
                found[clause.id] = tree
    return found


def _stuck(
    survey: Survey, triggers: Mapping[str, Node], still: Mapping[str, Sequence[str]]
) -> dict[str, Node]:
    """Return the clauses that never start, with the levers of `still` held until one moves them."""
    stuck = dict(triggers)
    limits = dict(still)
    changed: set[str] = set()
    for clause in survey.case.clauses.values():
        if clause.id not in stuck:
            changed |= _free(survey, clause, limits)
    limits |= {clause_lever(clause): NOT_STARTED for clause in stuck}
    asked = list(stuck)
    waits_on = {clause: _waits_on(trigger) for clause, trigger in triggers.items()}
    while asked:
        started = [c for c in asked if _can_start(survey, triggers[c], limits)]
        changed = set()
        for clause_id in started:
            del stuck[clause_id], limits[clause_lever(clause_id)]
            changed |= {clause_lever(clause_id)}
            changed |= _free(survey, survey.case.clauses[clause_id], limits)
        asked = [c for c in stuck if not changed.isdisjoint(waits_on[c])]
    return stuck


def _waits_on(trigger: Node) -> set[str]:
    """Return the levers, and what stands for clauses, on which a trigger depends."""
    names = names_used(trigger)
    return {*names.levers, *(clause_lever(clause) for clause in names.clauses)}


def _free(survey: Survey, clause: Clause, limits: dict[str, Sequence[str]]) -> set[str]:
    """Let go of the levers that a clause moves once it is due; return those that were held."""
    held = {lever for lever in _moved(survey, clause) if lever in limits}
    for lever in held:
        del limits[lever]
    return held


def _moved(survey: Survey, clause: Clause) -> set[str]:
    levers = {
        lever
        for effect in (clause.effect, clause.default)
        if effect
        for lever, _ in effect.settings
    }
    if clause.condition is not None:
        tree = survey.settled(clause.condition.tree, survey.clause_readings(clause))
        levers.update(names_used(tree).levers if tree is not None else ())
    return levers


def _can_start(survey: Survey, trigger: Node, limits: Mapping[str, Sequence[str]]) -> bool:
    try:
        return survey.judge(trigger, limits) != "never"
    except TooLargeError:
        return True


def _by_status(trigger: Node) -> set[str]:
    return set(names_used(trigger).clauses)


def _circles(links: Links) -> list[list[str]]:
    """Return circles of clauses, each clause in one at most: the first found from each."""
    circles: list[list[str]] = []
    done: set[str] = set()
    for start in links:
        if start in done:
            continue
        way = _way_back(links, start)
        if way and done.isdisjoint(way):
            circles.append(way)
            done.update(way)
    return circles


def _way_back(links: Links, start: str) -> list[str]:
    """Return the shortest way from a clause back to itself; empty if there is none."""
    ways = [[start]]
    seen: set[str] = set()
    for way in ways:
        for after in sorted(links.get(way[-1], ())):
            if after == start:
                return way
            if after not in seen:
                seen.add(after)
                ways.append([*way, after])
    return []


def _told(survey: Survey, circle: list[str], why: str) -> Problem:
    first = min(circle, key=list(survey.case.clauses).index)
    turn = circle.index(first)
    chain = " -> ".join([*circle[turn:], *circle[:turn], first])
    clause = survey.case.clauses[first]
    path = clause.when.path if clause.when else survey.clause_paths[first]
    hint = f"{why}; let one begin on an event, or make them 'simultaneous' without 'when'"
    if len(circle) == 1:
        return survey.problem("warning", "D232", f"{first} waits for itself", path, hint)
    return survey.problem("warning", "D232", f"clauses wait for each other: {chain}", path, hint)
