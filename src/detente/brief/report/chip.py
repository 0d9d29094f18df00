"""A claim as it stands beside what rests on it."""

from msgspec import Struct

__all__ = ["Chip"]


class Chip(Struct, frozen=True, kw_only=True):
    """A claim as it stands beside a conclusion.

    `wrong` is its verdict, if it is false or contested; `flag` says in a word or two that it hangs
    on one source or on one without a name.
    """

    id: str
    grade: str
    quote: str
    wrong: str = ""
    flag: str = ""
    listed: bool = True
