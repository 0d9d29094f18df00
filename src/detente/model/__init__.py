"""From a case and what the record says to a graph model in arrays."""

from detente.model.graph_model import Arcs, Bools, Indices, Model, Ranks

__all__ = ["Arcs", "Bools", "Indices", "Model", "Ranks"]
