"""JSON Schema of the case file, made from the classes that read it, for editors.

What the classes cannot say is added here: any scalar stands where text does, a quoted number stands
where a number does, sections may be empty, and entries and claims have their own classes.
"""

import inspect
import re
from typing import Any, get_type_hints

import msgspec

from detente.casefile import written
from detente.claims import Claim
from detente.entries import ENTRY_KINDS
from detente.interpret import Parsed

__all__ = ["descriptions", "json_schema"]

_ATTRIBUTE = re.compile(r"^(\w+(?:, \w+)*) : (.+)$")
_SCALAR = ["string", "number", "boolean"]
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of the case file.

    Examples
    --------
    >>> schema = json_schema()
    >>> schema["$defs"]["Lever"]["properties"]["owner"]["description"]
    'The party that can bring a change about.'
    """
    entries = tuple(ENTRY_KINDS.values())
    (top, *_), parts = msgspec.json.schema_components(
        [written.CaseFile, _claim(), *entries], schema_hook=_hook, ref_template="#/$defs/{name}"
    )
    _describe(parts)
    for part in parts.values():
        _widen(part)
        if not part.get("required"):
            part["type"] = ["object", "null"]
    case = parts["CaseFile"]
    properties = case["properties"]
    properties["detente"]["enum"] = [1, "1"]
    properties["events"]["items"] = {"anyOf": [{"$ref": f"#/$defs/{k.__name__}"} for k in entries]}
    properties["claims"]["items"] = {"$ref": "#/$defs/Claim"}
    case["anyOf"] = [{"required": ["levers"]}, {"required": ["graph"]}]
    _let_sections_be_empty(properties)
    _claim_kind(parts["Claim"])
    title = {"$schema": _DIALECT, "title": "Case file of detente"}
    whole = msgspec.json.encode({**title, **top, "$defs": parts})
    return msgspec.json.decode(whole, type=dict[str, Any])


def descriptions(kind: type) -> dict[str, str]:
    """Return what the docstring of a class says about each of its keys.

    Examples
    --------
    >>> descriptions(written.EvidenceRules)["llm"][:27]
    'Whether texts may be sent t'
    """
    found: dict[str, str] = {}
    names: list[str] = []
    for line in inspect.cleandoc(kind.__doc__ or "").splitlines():
        attribute = _ATTRIBUTE.match(line)
        if attribute:
            names = attribute[1].split(", ")
            found.update(dict.fromkeys(names, ""))
        elif line.startswith("    ") and names:
            for name in names:
                found[name] = f"{found[name]} {line.strip()}".strip()
        else:
            names = []
    return found


def _inherited(kind: type) -> dict[str, str]:
    """Return the descriptions of a class with those of the classes that it extends."""
    found: dict[str, str] = {}
    for base in reversed(kind.__mro__):
        found |= descriptions(base)
    return found


def _hook(kind: type) -> dict[str, Any]:
    if issubclass(kind, Parsed):
        return {
            "type": "string",
            "description": inspect.cleandoc(kind.__doc__ or "").split("\n")[0],
        }
    raise NotImplementedError(kind)


def _claim() -> type[msgspec.Struct]:
    """Return the class of claims, without the default that JSON cannot hold (the grade)."""
    hints = get_type_hints(Claim, include_extras=True)
    fields: list[Any] = [
        (field.name, hints[field.name])
        if field.required
        else (field.name, hints[field.name] | None, None)
        for field in msgspec.structs.fields(Claim)
    ]
    options: dict[str, Any] = {"forbid_unknown_fields": True, "kw_only": True}
    return msgspec.defstruct("Claim", fields, **options)


def _describe(parts: dict[str, dict[str, Any]]) -> None:
    kinds: dict[str, type] = {name: getattr(written, name) for name in written.__all__}
    kinds |= {entry.__name__: entry for entry in ENTRY_KINDS.values()}
    kinds["Claim"] = Claim
    for name, part in parts.items():
        kind = kinds.get(name)
        words = kind.__doc__ if kind else part.get("description")
        part["description"] = inspect.cleandoc(words or "").split("\n")[0]
        for key, text in _inherited(kind).items() if kind else ():
            if text and key in part.get("properties", {}):
                part["properties"][key]["description"] = text


def _widen(schema: Any) -> None:
    """Let any scalar stand for text, and text for numbers, as the reader does."""
    if isinstance(schema, list):
        for item in schema:
            _widen(item)
    if not isinstance(schema, dict):
        return
    kind = schema.get("type")
    if kind == "string" and not {"pattern", "format", "enum"} & set(schema):
        schema["type"] = list(_SCALAR)
    elif kind in ("number", "integer", "boolean"):
        schema["type"] = [kind, "string"]
    schema.pop("title", None)
    for key, item in schema.items():
        if key not in ("default", "description", "required", "enum", "type"):
            _widen(item)


def _let_sections_be_empty(properties: dict[str, Any]) -> None:
    """Nothing after the colon stands for an empty section."""
    for schema in properties.values():
        if schema.get("type") in ("object", "array"):
            schema["type"] = [schema["type"], "null"]


def _claim_kind(claim: dict[str, Any]) -> None:
    """Under ``claims:`` the type of a claim is written ``kind``."""
    claim["properties"]["kind"] = claim["properties"]["type"]
