"""How many, and which: words that need nothing of a case, so that they load at once."""

from collections.abc import Iterable

__all__ = ["and_", "count"]


def count(number_: int, one: str, many: str = "") -> str:
    """Say how many: ``1 error``, ``2 errors``, ``no errors``.

    Examples
    --------
    >>> count(0, "error"), count(1, "error"), count(1200, "party", "parties")
    ('no errors', '1 error', '1,200 parties')
    """
    word = one if number_ == 1 else many or f"{one}s"
    return f"{number_:,} {word}" if number_ else f"no {word}"


def and_(words: Iterable[str]) -> str:
    """Join words: ``a, b and c``.

    Examples
    --------
    >>> and_(["usa", "dprk", "unsc"])
    'usa, dprk and unsc'
    """
    listed = list(words)
    return (
        " and ".join([", ".join(listed[:-1]), listed[-1]]) if len(listed) > 1 else "".join(listed)
    )
