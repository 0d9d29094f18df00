"""How often memory is looked through for what nobody uses any more."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["rarely_collected"]


@contextmanager
def rarely_collected() -> Iterator[None]:
    """Look for circles of dead objects a hundred times less often than usual.

    For questions that make many objects, nearly all of which are needed until the answer stands:
    looking through them again and again takes a twentieth of the time, and finds next to nothing.

    Examples
    --------
    >>> before = gc.get_threshold()
    >>> with rarely_collected():
    ...     gc.get_threshold()[0] > before[0]
    True
    >>> gc.get_threshold() == before
    True
    """
    before = gc.get_threshold()
    gc.set_threshold(before[0] * 100, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
