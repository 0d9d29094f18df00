"""Conditions, effects and deadlines in words, by the names of the case."""

from collections.abc import Callable, Mapping
from typing import Any

from detente.brief.words import (
    level_in_words,
    lever_in_words,
    listed,
    name_in_words,
    party_called,
)
from detente.case import Case
from detente.conditions.tree import (
    And,
    AtLeast,
    Claimed,
    ClauseIs,
    Compare,
    Constant,
    Deadline,
    Disputed,
    Effect,
    Happened,
    Held,
    If,
    Iff,
    Node,
    Not,
    Once,
    Or,
    Since,
    TermIs,
    Unless,
    Verified,
)
from detente.ledger.clocks import duration_in_words

__all__ = ["condition_in_words", "deadline_in_words", "effect_in_words"]


def effect_in_words(case: Case, effect: Effect) -> str:
    """Return what an effect does.

    Examples
    --------
    >>> effect_in_words(Case(id="c"), Effect((("coal_ban", "lifted"),)))
    'coal ban: lifted'
    """
    return "; ".join(
        f"{lever_in_words(case, lever)}: {level_in_words(case.levers.get(lever), level)}"
        for lever, level in effect.settings
    )


def deadline_in_words(deadline: Deadline) -> str:
    """Return a deadline that runs from an event.

    Examples
    --------
    >>> from detente.conditions.tree import Duration
    >>> deadline_in_words(Deadline(Duration(2, "weeks"), "invitation"))
    'within 2 weeks of “invitation”'
    >>> deadline_in_words(Deadline(Duration(1, "days"), None))
    'within 1 day of the trigger'
    """
    event = f"“{name_in_words(deadline.event)}”" if deadline.event else "the trigger"
    return f"within {duration_in_words(deadline.duration)} of {event}"


def condition_in_words(case: Case, node: Node) -> str:
    """Return a condition in words.

    Examples
    --------
    >>> from detente.conditions import parse
    >>> condition_in_words(Case(id="c"), parse("coal >= suspended and not event(nuclear_test)"))
    'coal: at least suspended; and not “nuclear test”'
    """
    said = _SAID[type(node)](case, node)
    return said[1:-1] if type(node) in _BRACKETED else said


def _inner(case: Case, node: Node) -> str:
    return _SAID[type(node)](case, node)


def _compare(case: Case, node: Compare) -> str:
    lever = case.levers.get(node.lever)
    if isinstance(node.level, str):
        level = level_in_words(lever, node.level)
    else:
        unit = node.unit or (lever.unit if lever else "")
        level = f"{node.level:,g} {unit}".strip()
    return f"{lever_in_words(case, node.lever)}: {_COMPARED[node.op]}{level}"


_COMPARED = {"=": "", "!=": "not ", ">=": "at least ", "<=": "at most ", ">": "beyond "}
_COMPARED["<"] = "short of "


def _and(case: Case, node: And) -> str:
    return f"({'; and '.join(_inner(case, part) for part in node.parts)})"


def _or(case: Case, node: Or) -> str:
    return f"({'; or '.join(_inner(case, part) for part in node.parts)})"


def _at_least(case: Case, node: AtLeast) -> str:
    return f"at least {node.count} of ({'; '.join(_inner(case, part) for part in node.parts)})"


def _not(case: Case, node: Not) -> str:
    return f"not {_inner(case, node.part)}"


def _term(case: Case, node: TermIs) -> str:
    term = case.terms.get(node.term)
    name = (term.name if term else "") or name_in_words(node.term)
    if not node.reading:
        return name
    reading = term.readings.get(node.reading) if term else None
    if reading is None or not reading.by:
        return f"{name}, in the reading {name_in_words(node.reading)}"
    return f"{name}, as {listed([party_called(case, who) for who in reading.by])} reads it"


def _clause(case: Case, node: ClauseIs) -> str:
    clause = case.clauses.get(node.clause)
    name = (clause.name if clause else "") or name_in_words(node.clause)
    return f"“{name}” is {name_in_words(node.status)}"


def _verified(case: Case, node: Verified) -> str:
    who = listed([party_called(case, one) for one in node.by], "or")
    return f"({_inner(case, node.part)}, verified by {who})"


_Say = Callable[[Case, Any], str]
_SAID: Mapping[type[Node], _Say] = {
    Compare: _compare,
    And: _and,
    Or: _or,
    AtLeast: _at_least,
    Not: _not,
    TermIs: _term,
    Disputed: lambda _, node: f"{name_in_words(node.term)}, in every reading",
    Happened: lambda _, node: f"“{name_in_words(node.event)}”",
    ClauseIs: _clause,
    Constant: lambda _, node: "always" if node.value else "never",
    Since: lambda _, node: (
        f"{duration_in_words(node.duration)} since “{name_in_words(node.event)}”"
    ),
    If: lambda case, node: f"({_inner(case, node.part)} if {_inner(case, node.given)})",
    Iff: lambda case, node: f"({_inner(case, node.part)} exactly when {_inner(case, node.other)})",
    Unless: lambda case, node: (
        f"({_inner(case, node.part)}, unless {_inner(case, node.exception)})"
    ),
    Held: lambda case, node: f"({_inner(case, node.part)} for {duration_in_words(node.duration)})",
    Once: lambda case, node: (
        f"({_inner(case, node.part)} within the last {duration_in_words(node.duration)})"
    ),
    Verified: _verified,
    Claimed: lambda case, node: (
        f"({_inner(case, node.part)}, by the word of {party_called(case, node.by)})"
    ),
}
_BRACKETED = {And, Or, If, Iff, Unless, Held, Once, Verified, Claimed}
