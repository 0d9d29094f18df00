"""The JSON Schema is complete, described, and accepts what the reader accepts."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from detente.casefile import TEMPLATE, json_schema, parse
from detente.casefile.reader import read

ROOT = Path(__file__).parent.parent.parent
BAD = ROOT / "tests" / "bad"
CASES = sorted((ROOT / "src" / "detente" / "cases").rglob("*.yaml"))
SCHEMA = json_schema()
TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "null": type(None),
    "number": (int, float),
    "integer": int,
}


def faults(schema: dict[str, Any], value: Any, path: str = "$") -> Iterator[str]:
    """What a validator says: the parts of JSON Schema that ours uses, and no others."""
    for word, rule in schema.items():
        yield from RULES[word](rule, value, path, schema)


def of_type(rule: Any, value: Any, path: str, _: Any) -> Iterator[str]:
    names = [rule] if isinstance(rule, str) else rule
    fits = [isinstance(value, TYPES[name]) for name in names]
    if isinstance(value, bool):
        fits = [name == "boolean" for name in names]
    if not any(fits):
        yield f"{path}: no {rule}"


def members(rule: Any, value: Any, path: str, schema: dict[str, Any]) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            if key in rule:
                yield from faults(rule[key], item, f"{path}.{key}")
            elif schema.get("additionalProperties") is False:
                yield f"{path}: unknown {key}"


def others(rule: Any, value: Any, path: str, schema: dict[str, Any]) -> Iterator[str]:
    if isinstance(value, dict) and isinstance(rule, dict):
        for key in value.keys() - schema.get("properties", {}).keys():
            yield from faults(rule, value[key], f"{path}.{key}")


def items(rule: Any, value: Any, path: str, _: Any) -> Iterator[str]:
    if isinstance(value, list) and rule is not False:
        for i, item in enumerate(value):
            yield from faults(rule, item, f"{path}[{i}]")


def pair(rule: Any, value: Any, path: str, _: Any) -> Iterator[str]:
    if isinstance(value, list):
        for i, (part, item) in enumerate(zip(rule, value, strict=False)):
            yield from faults(part, item, f"{path}[{i}]")


def any_of(rule: Any, value: Any, path: str, _: Any) -> Iterator[str]:
    tried = [list(faults(part, value, path)) for part in rule]
    if all(tried):
        yield from min(tried, key=len)


def one_ref(rule: Any, value: Any, path: str, _: Any) -> Iterator[str]:
    yield from faults(SCHEMA["$defs"][rule.removeprefix("#/$defs/")], value, path)


def required(rule: Any, value: Any, path: str, _: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (f"{path}: missing {key}" for key in rule if key not in value)


def matching(rule: Any, value: Any, path: str, _: Any) -> Iterator[str]:
    if isinstance(value, str) and not re.search(rule, value):
        yield f"{path}: {value!r} is not {rule}"


def among(rule: Any, value: Any, path: str, _: Any) -> Iterator[str]:
    if value not in rule:
        yield f"{path}: {value!r} is none of {rule}"


def keys(rule: Any, value: Any, path: str, _: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key in value:
            yield from faults(rule, key, path)


def nothing(*_: Any) -> Iterator[str]:
    return iter(())


RULES: dict[str, Any] = {
    **dict.fromkeys(
        ["$schema", "$defs", "title", "description", "default", "format", "minItems", "maxItems"],
        nothing,
    ),
    "$ref": one_ref,
    "type": of_type,
    "properties": members,
    "additionalProperties": others,
    "propertyNames": keys,
    "required": required,
    "items": items,
    "prefixItems": pair,
    "anyOf": any_of,
    "enum": among,
    "pattern": matching,
}


def plain(text: str) -> Any:
    return read(text).value


EVERY = (Path(__file__).parent / "every_key.yaml").read_text("utf-8")
GOOD = [EVERY, TEMPLATE, *(case.read_text("utf-8") for case in CASES)]


@pytest.mark.parametrize(
    "text", GOOD, ids=["every_key", "template", *(f"{c.parent.name}/{c.stem}" for c in CASES)]
)
def test_the_schema_accepts_every_good_case(text: str) -> None:
    """No editor underlines what the reader takes."""
    assert list(faults(SCHEMA, plain(text))) == []


@pytest.mark.parametrize(
    "name",
    [
        "key_unknown_at_the_top",
        "key_unknown_in_lever",
        "key_missing_case",
        "key_missing_prior",
        "key_missing_levers",
        "type_unknown_version",
        "type_list_where_mapping_is_due",
        "type_text_where_list_is_due",
        "value_unknown_role",
        "value_entry_of_unknown_kind",
        "name_with_capitals",
    ],
)
def test_the_schema_refuses_what_it_can_see(name: str) -> None:
    """Unknown and missing keys, wrong types, wrong words: found while typing."""
    assert list(faults(SCHEMA, plain((BAD / f"{name}.yaml").read_text("utf-8")))) != []


def test_every_key_is_described() -> None:
    """Editors have something to show for each key of the format."""
    silent = [
        f"{name}.{key}"
        for name, part in SCHEMA["$defs"].items()
        for key, rule in part["properties"].items()
        if not rule.get("description") and name in ("CaseFile", "Lever", "Clause", "Preference")
    ]
    assert silent == []
    documented = [name for name, part in SCHEMA["$defs"].items() if not part.get("description")]
    assert documented == []


def test_every_key_of_the_format_is_on_its_page() -> None:
    """The reference page names every key that the schema has."""
    page = (ROOT / "docs" / "reference" / "case-file.md").read_text("utf-8")
    words = set(re.findall(r"\w+", page))
    known = {key for part in SCHEMA["$defs"].values() for key in part["properties"]}
    assert known - words == set()


def test_the_example_of_the_page_has_no_error() -> None:
    """What the reference shows can be used as it is."""
    page = (ROOT / "docs" / "reference" / "case-file.md").read_text("utf-8")
    examples = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    assert len(examples) == 1
    assert parse(examples[0])[1] == []


def test_the_schema_is_json() -> None:
    """It can be written to a file as it is, and says which dialect it is."""
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA
    assert SCHEMA["$schema"].startswith("https://json-schema.org/draft/2020-12")


def test_what_the_schema_shows_as_example_can_be_read() -> None:
    """The example of this folder has no error (so that the tests above mean something)."""
    assert parse(EVERY)[1] == []
