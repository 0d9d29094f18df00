"""The case file: what people write, and the only place where YAML is known."""

from detente.casefile.parse import parse, parse_bytes

__all__ = ["parse", "parse_bytes"]
