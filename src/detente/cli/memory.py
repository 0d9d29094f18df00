"""How often memory is looked through for what nobody uses any more."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["ends_without_search", "rarely_collected"]

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


@contextmanager
def ends_without_search() -> Iterator[None]:
    """Let the process end without looking once more for circles of dead objects.

    Python looks through all objects twice before it ends, a tenth of the time of a first answer.
    The system takes the memory back all the same; files are closed and what was promised for the
    end is done as ever.

    Examples
    --------
    >>> with ends_without_search():
    ...     print("answer")
    answer
    >>> gc.get_freeze_count() > 0
    True
    >>> gc.unfreeze()
    """
    try:
        yield
    finally:
        gc.freeze()
