"""Checks on dates: deadlines that come before their triggers, sums of months, names of events."""

import calendar
import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from functools import cache

from detente.case import Clause, Condition
from detente.checks.abstraction import event_lever, since_lever
from detente.checks.clauses import conditions_of, is_needed
from detente.checks.durations import least_days, most_days
from detente.checks.projection import TooLargeError
from detente.checks.survey import Survey
from detente.conditions import STATUS_MEANS, mentions, names_used
from detente.conditions.show import show
from detente.conditions.tree import Duration, Node, Since, walk
from detente.entries import Event
from detente.errors import Problem

__all__ = ["check_deadlines", "check_event_names", "check_months"]


def _first_days(survey: Survey) -> dict[str, dt.date]:
    """Return the first day on which each recorded event can have happened."""
    days: dict[str, dt.date] = {}
    for entry in survey.entries:
        if isinstance(entry, Event):
            days[entry.name] = min(entry.date.first, days.get(entry.name, dt.date.max))
    return days


def _last_day(clause: Clause, days: Mapping[str, dt.date]) -> dt.date | None:
    """Return the last day in time, as late as it can be; None if it is not known."""
    if clause.by is not None:
        return clause.by
    if clause.within is None or clause.within.event is None or clause.within.event not in days:
        return None
    return _later(days[clause.within.event], most_days(clause.within.duration))


def _later(day: dt.date, days: float) -> dt.date:
    return dt.date.fromordinal(min(day.toordinal() + int(days), dt.date.max.toordinal()))


# ---------------------------------------------------------------------- deadline and trigger


def check_deadlines(survey: Survey) -> Iterator[Problem]:
    """Check that no deadline comes before its trigger can hold."""
    days = _first_days(survey)
    last = {c.id: _last_day(c, days) for c in survey.case.clauses.values()}
    for i, clause in enumerate(survey.case.clauses.values()):
        if clause.when is None or (clause.by is None and clause.within is None):
            continue
        tree = survey.settled(clause.when.tree, survey.clause_readings(clause))
        if tree is None:
            continue
        path = ("clauses", i, "by" if clause.by is not None else "within")
        for message, hint in _too_early(survey, clause, tree, last, days):
            yield survey.problem("warning", "D233", message, path, hint)


def _too_early(
    survey: Survey,
    clause: Clause,
    tree: Node,
    last: Mapping[str, dt.date | None],
    days: Mapping[str, dt.date],
) -> Iterator[tuple[str, str]]:
    not_yet = _not_yet(clause, tree, last[clause.id], days)
    try:
        if not_yet and survey.judge(tree, not_yet) == "never" != survey.judge(tree):
            message = f"the deadline of {clause.id} comes before its trigger can hold"
            yield message, _in_words(clause, not_yet, last[clause.id], days)
            return
        for other in _waited_for(survey, tree):
            own, its = last[clause.id], last[other]
            if own is not None and its is not None and own < its:
                message = (
                    f"the deadline of {clause.id}, {own}, comes before that of {other}, {its}, "
                    "for which it waits"
                )
                yield message, "count it from the trigger: within: 30 days of trigger"
    except TooLargeError:
        survey.left_out.append(survey.clause_paths[clause.id])


def _not_yet(
    clause: Clause, tree: Node, last: dt.date | None, days: Mapping[str, dt.date]
) -> dict[str, tuple[str, ...]]:
    """Return what cannot have happened by the last day in time, as limits."""
    limits: dict[str, tuple[str, ...]] = {}
    for event in names_used(tree).events:
        if last is not None and event in days and days[event] > last:
            limits[event_lever(event)] = ("no",)
    for node in walk(tree):
        if not isinstance(node, Since):
            continue
        least = least_days(node.duration)
        within = clause.within
        if within is not None and within.event == node.event:
            late = least > most_days(within.duration)
        else:
            late = (
                last is not None and node.event in days and _later(days[node.event], least) > last
            )
        if late:
            limits[since_lever(node)] = ("no",)
    return limits


def _in_words(
    clause: Clause,
    not_yet: Mapping[str, object],
    last: dt.date | None,
    days: Mapping[str, dt.date],
) -> str:
    limit = f"its last day is {last}" if last else ""
    if clause.within is not None and not last:
        limit = f"it ends {show(clause.within)}"
    waits = []
    for lever in not_yet:
        kind, _, name = lever.partition(":")
        known = f" (recorded for {days[name]})" if name in days else ""
        waits.append(f"event({name}){known}" if kind == "event" else f"'{name}'")
    return f"{limit}; it waits for {' and '.join(waits)}"


def _waited_for(survey: Survey, tree: Node) -> Iterator[str]:
    """Yield the clauses without whose fulfilment the trigger cannot hold."""
    for other in names_used(tree).clauses:
        if is_needed(survey, tree, other, STATUS_MEANS["fulfilled"]):
            yield other


# ---------------------------------------------------------------------- months


def check_months(survey: Survey) -> Iterator[Problem]:
    """Note every sum of months that ends in a month without such a day."""
    days = {
        entry.name: entry.date.first
        for entry in survey.entries
        if isinstance(entry, Event) and entry.date.exact
    }
    for i, clause in enumerate(survey.case.clauses.values()):
        within = clause.within
        if within is not None and within.event in days:
            message = _ambiguous(within.event, days[within.event], within.duration)
            if message:
                path = ("clauses", i, "within")
                yield survey.problem("note", "D239", message, path, _COUNT_DAYS)
        for _, condition in conditions_of(clause):
            for node in walk(condition.tree):
                if isinstance(node, Since) and node.event in days:
                    message = _ambiguous(node.event, days[node.event], node.duration)
                    if message:
                        note = survey.problem("note", "D239", message, condition.path, _COUNT_DAYS)
                        yield survey.inside(note, condition, node.span)


_COUNT_DAYS = "it is rounded down here; count in days if a day matters"


def _ambiguous(event: str, day: dt.date, duration: Duration) -> str:
    """Say so if the month in which the sum ends has no such day.

    >>> _ambiguous("signed", dt.date(2019, 1, 31), Duration(1, "months"))
    '1 month after signed (2019-01-31): February 2019 has no day 31'
    """
    months = {"months": 1, "years": 12}.get(duration.unit, 0) * duration.count
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not months or year > dt.MAXYEAR or day.day <= calendar.monthrange(year, month + 1)[1]:
        return ""
    name = calendar.month_name[month + 1]
    return f"{show(duration)} after {event} ({day}): {name} {year} has no day {day.day}"


# ---------------------------------------------------------------------- names of events


_Odd = tuple[tuple[str, str], ...]


def check_event_names(survey: Survey) -> Iterator[Problem]:
    """Note events that the record does not have, where it has one with nearly the same name."""
    recorded = {entry.name for entry in survey.entries if isinstance(entry, Event)}
    if not recorded:
        return
    odd = cache(lambda event: tuple(_odd(event, recorded)))
    for i, clause in enumerate(survey.case.clauses.values()):
        path = ("clauses", i)
        if clause.within is not None and clause.within.event is not None:
            for message, hint in odd(clause.within.event):
                yield survey.problem("note", "D243", message, (*path, "within"), hint)
        if clause.on_notice:
            for message, hint in odd(clause.on_notice):
                yield survey.problem("note", "D243", message, (*path, "on_notice"), hint)
        for _, condition in conditions_of(clause):
            yield from _odd_in(survey, condition, odd)
    for policy in survey.case.policies.values():
        for rule in policy.rules:
            yield from _odd_in(survey, rule.when, odd)


def _odd_in(survey: Survey, condition: Condition, odd: Callable[[str], _Odd]) -> Iterator[Problem]:
    for mention in mentions(condition.tree):
        if mention.kind == "event":
            for message, hint in odd(mention.name):
                note = survey.problem("note", "D243", message, condition.path, hint)
                yield survey.inside(note, condition, mention.span)


def _odd(event: str, recorded: set[str]) -> Iterator[tuple[str, str]]:
    if event not in recorded:
        same_length = sorted(name for name in recorded if abs(len(name) - len(event)) <= 2)
        near = get_close_matches(event, same_length, n=1, cutoff=0.8)
        if near:
            message = f"the record has no event '{event}'"
            yield message, f"did you mean '{near[0]}'? Leave it if it is still to come"
