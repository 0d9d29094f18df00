"""A conflict as the text of a ``.gmcr`` file."""

import json
from typing import Any

from detente.exchange.gmcr.conflict import Conflict, Maker, Pattern, Statement

__all__ = ["write"]


def write(conflict: Conflict) -> str:
    """Return the file: JSON, one line per part, the same for the same conflict.

    Examples
    --------
    >>> from detente.exchange.gmcr.conflict import Option
    >>> print(write(Conflict(options=(Option("Go"),), makers=(Maker(name="A", options=(0,)),))))
    {
    "program": "detente",
    "version": "1",
    "useManualPreferenceRanking": false,
    "options": [
    {"name": "Go", "permittedDirection": "both"}
    ],
    "decisionMakers": [
    {"name": "A", "options": [0], "preferences": [], "misperceptions": []}
    ],
    "infeasibles": [],
    "coalitions": [0]
    }
    <BLANKLINE>
    """
    parts: dict[str, Any] = {
        "program": "detente",
        "version": "1",
        "useManualPreferenceRanking": conflict.ranked,
        "options": [
            {"name": option.name, "permittedDirection": option.direction}
            for option in conflict.options
        ],
        "decisionMakers": [_maker(maker, ranked=conflict.ranked) for maker in conflict.makers],
        "infeasibles": [_pattern(one) for union in conflict.infeasible for one in union],
        "coalitions": _coalitions(conflict),
    }
    said = [f"{json.dumps(key)}: {_lines(key, value)}" for key, value in parts.items()]
    return "{\n" + ",\n".join(said) + "\n}\n"


def _lines(key: str, value: Any) -> str:
    if isinstance(value, list) and value and key != "coalitions":
        return "[\n" + ",\n".join(json.dumps(one, ensure_ascii=False) for one in value) + "\n]"
    return json.dumps(value, ensure_ascii=False)


def _maker(maker: Maker, *, ranked: bool) -> dict[str, Any]:
    said: dict[str, Any] = {
        "name": maker.name,
        "options": list(maker.options),
        "preferences": [_statement(statement) for statement in maker.statements],
        "misperceptions": [_pattern(one) for union in maker.unperceived for one in union],
    }
    if ranked and maker.ranking is not None:
        groups = maker.ranking
        said["preferenceRanking"] = [list(g) if len(g) > 1 else g[0] for g in groups]
    return said


def _pattern(pattern: Pattern) -> list[list[Any]]:
    return [[option, "Y" if taken else "N"] for option, taken in pattern.items()]


def _statement(statement: Statement) -> Any:
    if len(statement) == 1:
        return _pattern(statement[0])
    return {"compound": True, "members": [_pattern(pattern) for pattern in statement]}


def _coalitions(conflict: Conflict) -> list[Any]:
    """Return every decision maker once: by itself, or at its coalition's first member."""
    first = {members[0]: list(members) for members in conflict.coalitions}
    joined = {member for members in conflict.coalitions for member in members}
    return [
        first.get(maker, maker)
        for maker in range(len(conflict.makers))
        if maker in first or maker not in joined
    ]
