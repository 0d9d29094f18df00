"""How often memory is looked through for what nobody uses any more."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["rarely_collected"]

RARELY = 70_000
"""New objects after which memory is looked through; usually 700."""


@contextmanager
def rarely_collected() -> Iterator[None]:
    """Look for circles of dead objects a hundred times less often than usual.

    A command makes many objects, nearly all of which are needed until its answer stands: looking
    through them again and again takes a twentieth of the time, and finds next to nothing.

    Examples
    --------
    >>> before = gc.get_threshold()
    >>> with rarely_collected():
    ...     gc.get_threshold()[0] >= RARELY
    True
    >>> gc.get_threshold() == before
    True
    """
    before = gc.get_threshold()
    gc.set_threshold(max(before[0], RARELY), *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
