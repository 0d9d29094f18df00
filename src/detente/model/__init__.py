"""From a case and what the record says to a graph model in arrays."""

from detente.model.compiling import DEFAULT_MEMORY, compile_model
from detente.model.graph_model import Arcs, Bools, Indices, Model, Ranks

__all__ = ["DEFAULT_MEMORY", "Arcs", "Bools", "Indices", "Model", "Ranks", "compile_model"]
