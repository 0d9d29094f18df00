"""A set of settings of two-valued options as a union of patterns, none of them needless.

The patterns are an irredundant sum of products, found by splitting at one option after the other:
first what only settings with it can need, then what only settings without it can need, then the
rest with patterns that leave it open (Minato 1992; Morreale 1970). Settings that cannot occur may be
covered or not, whichever gives fewer patterns.
"""

import numpy as np
import numpy.typing as npt

from detente.errors import CannotComputeError

__all__ = ["MOST_OPTIONS", "MOST_PATTERNS", "cover"]

MOST_OPTIONS = 16
MOST_PATTERNS = 2_000
Bools = npt.NDArray[np.bool_]


def cover(needed: Bools, allowed: Bools | None = None) -> tuple[dict[int, bool], ...]:
    """Return patterns that cover all of `needed` and nothing outside `allowed`.

    Parameters
    ----------
    needed, allowed : (2^n,) bool
        Setting s takes option k if bit k of s is set. Without `allowed`: exactly `needed`.

    Returns
    -------
    tuple of dict
        Option -> taken or not. Empty: nothing is needed; one empty pattern: everything is covered.

    Raises
    ------
    CannotComputeError
        It takes more than `MOST_PATTERNS` patterns.

    References
    ----------
    S. Minato (1992), Fast generation of irredundant sum-of-products forms from binary decision
    diagrams, SASIMI '92.

    Examples
    --------
    "x if y" is x, or not y.

    >>> cover(np.array([True, True, False, True]))
    ({1: False}, {0: True})
    """
    allowed = needed if allowed is None else needed | allowed
    digits = len(needed).bit_length() - 1
    found, _ = _cover(needed, allowed, digits, [MOST_PATTERNS])
    return tuple(dict(sorted(pattern.items())) for pattern in found)


def _cover(
    needed: Bools, allowed: Bools, digits: int, room: list[int]
) -> tuple[list[dict[int, bool]], Bools]:
    """Return the patterns over the first `digits` options, and what they cover."""
    if not needed.any():
        return [], np.zeros_like(needed)
    if allowed.all():
        room[0] -= 1
        if room[0] < 0:
            raise CannotComputeError(f"a condition needs more than {MOST_PATTERNS:,} patterns")
        return [{}], np.ones_like(needed)
    top, half = digits - 1, len(needed) // 2
    without, with_ = slice(0, half), slice(half, None)
    off, off_covers = _cover(needed[without] & ~allowed[with_], allowed[without], top, room)
    on, on_covers = _cover(needed[with_] & ~allowed[without], allowed[with_], top, room)
    rest = (needed[without] & ~off_covers) | (needed[with_] & ~on_covers)
    either, covers = _cover(rest, allowed[without] & allowed[with_], top, room)
    patterns = [{**p, top: False} for p in off] + [{**p, top: True} for p in on] + either
    return patterns, np.concatenate([off_covers | covers, on_covers | covers])
