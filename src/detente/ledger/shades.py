"""How far a lever still stands where it stood before any deal: the signs of the board.

A measure is filled by how much it bites: in force, suspended, lifted. The page and the command line
draw these shades in their own way.
"""

from typing import Literal

from detente.case import Lever

__all__ = ["LevelShade", "shade_of"]

LevelShade = Literal["full", "part", "none", "unknown"]

_WORDS: tuple[tuple[LevelShade, frozenset[str]], ...] = (
    ("full", frozenset({"in_force", "imposed", "full"})),
    (
        "none",
        frozenset(
            {"lifted", "ended", "dismantled", "repealed", "withdrawn", "terminated", "removed"}
        ),
    ),
    (
        "part",
        frozenset({"suspended", "waiver", "waived", "paused", "frozen", "partial", "scaled_down"}),
    ),
)


def shade_of(lever: Lever, level: str) -> LevelShade:
    """Return how far a lever at `level` still stands where it stood before any deal.

    By the level's own name where that is plain, otherwise by its place among the levels: they run
    from least to most in the direction of the deal.

    Examples
    --------
    >>> ban = Lever(id="ban", name="Ban", owner="a", levels=("in_force", "suspended", "lifted"))
    >>> [shade_of(ban, level) for level in ban.levels]
    ['full', 'part', 'none']
    """
    words = {level, *level.split("_")}
    for shade, plain in _WORDS:
        if words & plain:
            return shade
    if level not in lever.levels:
        return "unknown"
    place = lever.levels.index(level)
    if place == 0:
        return "full"
    return "none" if place == len(lever.levels) - 1 else "part"
