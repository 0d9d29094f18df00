"""From a case and what the record says to a graph model in arrays."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from detente.model.compiling import DEFAULT_MEMORY, compile_model
from detente.model.graph_model import Arcs, Bools, Indices, Model, Ranks

if TYPE_CHECKING:
    from detente.model.relations import Relations, compile_relations

__all__ = [
    "DEFAULT_MEMORY",
    "Arcs",
    "Bools",
    "Indices",
    "Model",
    "Ranks",
    "Relations",
    "compile_model",
    "compile_relations",
]

_HOMES = {"Relations": "relations", "compile_relations": "relations"}


def __getattr__(name: str) -> Any:
    """Load what a name stands for when it is first used: unknown preferences are asked for seldom."""
    home = _HOMES.get(name)
    if home is None:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    found = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = found
    return found
