"""Records of which some fields take no part in whether two are equal, or in how they are shown."""

from collections.abc import Callable
from operator import attrgetter
from typing import Any, ClassVar

from msgspec import Struct

__all__ = ["Alike"]


class Alike(Struct, frozen=True, eq=False):
    """A record that equals another of its kind if all fields are equal but those in ``aside``.

    ``aside`` names what tells where a value came from, or what was kept to save work: not what it is.

    Examples
    --------
    >>> class Word(Alike, frozen=True):
    ...     text: str
    ...     line: int
    ...     aside = ("line",)
    >>> Word("ban", 1) == Word("ban", 7), hash(Word("ban", 1)) == hash(Word("ban", 7))
    (True, True)
    >>> Word("ban", 1) != Word("ban", 7)
    False
    >>> Word("ban", 1)
    Word(text='ban')
    """

    aside: ClassVar[tuple[str, ...]] = ()

    def __eq__(self, other: object) -> bool:
        if other.__class__ is not self.__class__:
            return NotImplemented
        tells = _tells(self.__class__)
        return bool(tells(self) == tells(other))

    def __ne__(self, other: object) -> bool:  # not left to the struct, which has one of its own
        return not self == other

    def __hash__(self) -> int:
        return hash(_tells(self.__class__)(self))

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in _counting(self.__class__))
        return f"{self.__class__.__name__}({shown})"


def _counting(kind: type[Alike]) -> list[str]:
    return [name for name in kind.__struct_fields__ if name not in kind.aside]


_TELLS: dict[type[Alike], Callable[[Any], Any]] = {}


def _tells(kind: type[Alike]) -> Callable[[Any], Any]:
    """Return what gives the values that count of a record of this kind."""
    found = _TELLS.get(kind)
    if found is None:
        found = _TELLS[kind] = attrgetter(*_counting(kind))
    return found
