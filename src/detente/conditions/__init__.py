"""The one language in which things are said about the world.

Conditions on states (what is impossible, what a party prefers, goals) and conditions in time (what
triggers a clause) share one grammar. Reading gives a tree; a tree is evaluated against facts in
three values, or over all states of a space at once.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from detente.conditions.evaluate import Facts, StateFacts, Truth, at_least, evaluate
from detente.conditions.grammar import (
    parse,
    parse_deadline,
    parse_duration,
    parse_effect,
    parse_verification,
)
from detente.conditions.names import Mention, Names, mentions, misuse, names_used
from detente.conditions.show import show
from detente.conditions.terms import settle
from detente.conditions.words import (
    MAX_DEPTH,
    MAX_LENGTH,
    STATUS_MEANS,
    UNITS,
    WORDS,
    ConditionError,
)

if TYPE_CHECKING:
    from detente.conditions.vector import Space, bounds_on, holds, holds_on, truth

__all__ = [
    "MAX_DEPTH",
    "MAX_LENGTH",
    "STATUS_MEANS",
    "UNITS",
    "WORDS",
    "ConditionError",
    "Facts",
    "Mention",
    "Names",
    "Space",
    "StateFacts",
    "Truth",
    "at_least",
    "bounds_on",
    "evaluate",
    "holds",
    "holds_on",
    "mentions",
    "misuse",
    "names_used",
    "parse",
    "parse_deadline",
    "parse_duration",
    "parse_effect",
    "parse_verification",
    "settle",
    "show",
    "truth",
]

_OVER_STATES = ("Space", "bounds_on", "holds", "holds_on", "truth")


def __getattr__(name: str) -> Any:
    """Import what needs arrays only when it is asked for: reading a case file needs none."""
    if name in _OVER_STATES:
        return getattr(import_module("detente.conditions.vector"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
