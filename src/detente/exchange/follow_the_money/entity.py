"""One entity of FollowTheMoney: an id, a schema and lists of texts under each property.

A file (``entities.ftm.json``) has one entity a line, as a JSON object. Only :mod:`json` is needed to
read and write it. What a schema demands stands in :data:`REQUIRED`.
"""

import json
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from msgspec import Struct

__all__ = ["DOCUMENTS", "REQUIRED", "Entity", "write"]

DOCUMENTS = frozenset(
    [
        "Article", "Audio", "Document", "Email", "Folder", "HyperText", "Image", "Message", "Package",
        "Pages", "PlainText", "Table", "Video", "Workbook",
    ]
)  # fmt: skip
"""Schemata of documents."""

REQUIRED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "Event": ("name",),
        "Sanction": ("entity",),
        "LegalEntity": ("name",),
        "Document": ("fileName",),
    }
)
"""Schema -> properties without which an entity of it is not valid (FollowTheMoney 4)."""


class Entity(Struct, frozen=True):
    """An entity.

    Attributes
    ----------
    id, schema : str
        Its id, and what kind of thing it is.
    properties : dict of str to tuple of str
        Values are texts, also where they are dates or numbers; of another entity, its id.

    Examples
    --------
    >>> talks = Entity("talks.event.e1", "Event", {"name": ("Talks",), "date": ("2019-10-05",)})
    >>> talks.first("date"), talks.first("summary")
    ('2019-10-05', '')
    """

    id: str
    schema: str
    properties: Mapping[str, tuple[str, ...]]

    def first(self, name: str) -> str:
        """Return the first value of a property, or an empty text."""
        values = self.properties.get(name, ())
        return values[0] if values else ""

    def as_line(self) -> str:
        """Return the entity as a line of JSON."""
        properties = {name: list(values) for name, values in self.properties.items() if values}
        plain = {"id": self.id, "schema": self.schema, "properties": properties}
        return json.dumps(plain, ensure_ascii=False)


def write(entities: Iterable[Entity]) -> str:
    """Return entities as a file, one a line.

    Examples
    --------
    >>> print(write([Entity("e1", "Event", {"name": ("Talks",)})]), end="")
    {"id": "e1", "schema": "Event", "properties": {"name": ["Talks"]}}
    """
    return "".join(f"{entity.as_line()}\n" for entity in entities)
