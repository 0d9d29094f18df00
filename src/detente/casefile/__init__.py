"""The case file: what people write, and the only place where YAML is known."""

from typing import Any

from detente.casefile.parse import parse, parse_bytes
from detente.casefile.schema import json_schema
from detente.casefile.template import new_case, template

__all__ = ["TEMPLATE", "json_schema", "new_case", "parse", "parse_bytes"]

TEMPLATE: str
"""The commented example that ``detente new`` writes; read from its file when it is asked for."""


def __getattr__(name: str) -> Any:
    if name == "TEMPLATE":
        return template()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
