"""A share of draws, with the interval that the number of draws allows."""

from math import sqrt

from msgspec import Struct

__all__ = ["Share", "share"]

Z = 1.959963984540054
"""Of the normal distribution, 95 in 100 lie within so many standard deviations."""


class Share(Struct, frozen=True):
    """The share of draws in which something holds.

    Attributes
    ----------
    share : float or None
        From 0 to 1; None without a draw.
    low, high : float or None
        Ends of the 95 % interval (Wilson 1927), or the share itself where it is exact.
    draws : int
        How many draws count; 0 where the share is exact.
    """

    share: float | None
    low: float | None
    high: float | None
    draws: int

    def as_dict(self) -> dict[str, float | int | None]:
        """Return it as plain values, to four digits."""
        rounded = {
            name: None if value is None else round(value, 4)
            for name, value in (("share", self.share), ("low", self.low), ("high", self.high))
        }
        return {**rounded, "draws": self.draws}


def share(count: int, draws: int, *, exact: bool = False) -> Share:
    """Return the share of `count` in `draws`, with its 95 % interval (Wilson, 1927, JASA 22).

    Unlike the usual formula it has a width at 0 and at 1: none of 100 draws is not "never".

    Examples
    --------
    >>> none = share(0, 100)
    >>> none.share, none.low, round(none.high, 3)
    (0.0, 0.0, 0.037)
    """
    if exact:
        return Share(float(count), float(count), float(count), 0)
    if not draws:
        return Share(None, None, None, 0)
    part, weight = count / draws, Z * Z / draws
    middle = (part + weight / 2) / (1 + weight)
    reach = Z * sqrt(part * (1 - part) / draws + weight / (4 * draws)) / (1 + weight)
    low = 0.0 if count == 0 else max(0.0, middle - reach)
    high = 1.0 if count == draws else min(1.0, middle + reach)
    return Share(part, low, high, draws)
