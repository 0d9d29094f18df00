"""Entities of FollowTheMoney from a file, line by line, with every fault and its place."""

import json
from typing import Any

from detente.errors import DetenteError, Mark, Problem
from detente.exchange.follow_the_money.entity import REQUIRED, Entity

__all__ = ["MOST_BYTES", "MOST_PROBLEMS", "FollowTheMoneyFileError", "looks_like", "read"]

MOST_BYTES = 64 << 20
MOST_PROBLEMS = 50
_HINT = 'one JSON object a line: {"id": "...", "schema": "Event", "properties": {"name": ["..."]}}'


class FollowTheMoneyFileError(DetenteError):
    """The file has faults; ``problems`` lists them with their places."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(f"{len(problems)} faults in a file of FollowTheMoney")
        self.problems = tuple(problems)


def looks_like(first_line: str) -> bool:
    """Return whether a line is an entity: a JSON object with a schema and properties.

    Examples
    --------
    >>> looks_like('{"id": "e1", "schema": "Event", "properties": {}}')
    True
    >>> looks_like('{"kind": "event", "id": "e1", "date": "2019-10-05"}')
    False
    """
    try:
        plain = json.loads(first_line)
    except (ValueError, RecursionError):
        return False
    return isinstance(plain, dict) and "schema" in plain and "properties" in plain


def read(text: str, file: str = "entities.ftm.json") -> list[Entity]:
    """Read a file.

    Raises
    ------
    FollowTheMoneyFileError
        It has faults: all of them, up to 50, each with its place.

    Examples
    --------
    >>> read('{"id": "e1", "schema": "Event", "properties": {"name": ["Talks"]}}')[0].schema
    'Event'
    >>> try:
    ...     read('{"id": "e1", "schema": "Event", "properties": {"name": "Talks"}}')
    ... except FollowTheMoneyFileError as error:
    ...     print(error.problems[0].message)
    the property 'name' is no list of texts
    """
    reading = _Reading(file)
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        if line.strip():
            reading.take(number, line)
        if len(reading.problems) >= MOST_PROBLEMS:
            break
    if reading.problems:
        raise FollowTheMoneyFileError(reading.problems)
    return reading.entities


class _Reading:
    """What has been read so far."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.entities: list[Entity] = []
        self.problems: list[Problem] = []
        self._ids: dict[str, int] = {}

    def take(self, number: int, line: str) -> None:
        try:
            plain = json.loads(line)
            line.encode()
            json.dumps(plain, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            self._wrong(number, 1, "half of a surrogate pair: no character")
            return
        except json.JSONDecodeError as error:
            self._wrong(number, error.pos + 1, f"no JSON: {error.msg[:1].lower()}{error.msg[1:]}")
            return
        except (ValueError, RecursionError) as error:
            self._wrong(number, 1, f"no JSON that can be read: {str(error)[:60]}")
            return
        fault, key = _fault(plain)
        if fault:
            place = line.find(f'"{key}"') if key else 0
            self._wrong(number, max(place, 0) + 1, fault)
            return
        entity = _entity(plain)
        if entity.id in self._ids:
            first = self._ids[entity.id]
            self._wrong(number, 1, f"the id '{entity.id[:60]}' stands on line {first} already")
            return
        self._ids[entity.id] = number
        self.entities.append(entity)

    def _wrong(self, line: int, column: int, message: str) -> None:
        problem = Problem(severity="error", code="D117", message=message, hint=_HINT)
        self.problems.append(problem.at(self.file, Mark(line, column)))


def _fault(plain: Any) -> tuple[str, str]:
    """Return what is wrong with a plain value as an entity, and under which key."""
    if not isinstance(plain, dict):
        return "this is no object", ""
    for key in ("id", "schema"):
        if not isinstance(plain.get(key), str) or not plain[key]:
            return f"'{key}' is missing, or is no text", key
    properties = plain.get("properties")
    if not isinstance(properties, dict):
        return "'properties' is missing, or is no object", "properties"
    for name, values in properties.items():
        if not isinstance(values, list) or not all(isinstance(v, str) for v in values):
            return f"the property '{name[:40]}' is no list of texts", name
    for name in REQUIRED.get(plain["schema"], ()):
        if plain["schema"] != "Document" and not properties.get(name):
            return f"{plain['schema']} without the property '{name}'", "properties"
    return "", ""


def _entity(plain: dict[str, Any]) -> Entity:
    properties = {name: tuple(values) for name, values in plain["properties"].items()}
    return Entity(plain["id"], plain["schema"], properties)
