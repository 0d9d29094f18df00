"""What all mappings of the file share, and the texts that are ids."""

from typing import Annotated

from msgspec import Meta, Struct

__all__ = ["CaseId", "Id", "Part", "StateMap"]

Id = Annotated[str, Meta(pattern="^[a-z][a-z0-9_]*$")]
CaseId = Annotated[str, Meta(pattern="^[a-z][a-z0-9_-]*$")]
StateMap = dict[Id, Id]


class Part(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What all mappings of the file share: no key but those that are named."""
