"""Pairs of the strongest origins: both false, one false and the other's opposite true, both opposites."""

from collections.abc import Callable, Hashable, Sequence
from itertools import combinations, product

from msgspec import Struct
from msgspec.structs import replace

from detente.sensitivity.origins import Origin
from detente.sensitivity.supports import Fallen, Supports

__all__ = ["PAIRED", "PairFlip", "PairOpposite", "pair_flips"]

PAIRED = 12
"""The most origins that are taken in pairs: 66 pairs."""
Values = Callable[[Sequence[Fallen]], Sequence[Hashable]]
Turned = tuple[bool, ...]


class PairOpposite(Struct, frozen=True, kw_only=True):
    """What may hold if the opposite of one of a pair is true, or of both; of the other all is false.

    Attributes
    ----------
    opposite : pair of bool
        Of which of the two the opposite is true.
    instead : tuple of str
        What may hold instead.
    """

    opposite: tuple[bool, bool]
    instead: tuple[str, ...]


class PairFlip(Struct, frozen=True, kw_only=True):
    """Two origins that flip a conclusion together, in a way in which neither does alone.

    Attributes
    ----------
    origins : pair of Origin
        The two.
    together : str
        What holds instead if all claims of both are false; empty where the conclusion stays.
    opposites : tuple of PairOpposite
        What their opposites do.
    """

    origins: tuple[Origin, Origin]
    together: str = ""
    opposites: tuple[PairOpposite, ...] = ()


def pair_flips(
    supports: Supports,
    strong: Sequence[Origin],
    values: Values,
    now: Hashable,
    words: Callable[[Hashable], str],
) -> tuple[PairFlip, ...]:
    """Return the pairs that flip a conclusion together, where neither does alone in the same way.

    Parameters
    ----------
    supports : Supports
        What stands on which claims.
    strong : sequence of Origin
        Those to be taken in pairs.
    values : callable
        Worlds -> the values of the conclusion.
    now : hashable
        Its value with nothing false.
    words : callable
        Value -> what holds instead.
    """
    alone = _values(supports, [(it,) for it in strong], values)
    both = [(a, b) for a, b in combinations(strong, 2)]
    told = _values(supports, both, values)
    found = []
    for pair in both:
        flip = PairFlip(origins=pair)
        for turned in product((False, True), repeat=2):
            parts = zip(pair, turned, strict=True)
            if any(value != now for it, one in parts for value in alone[(it.id,), (one,)]):
                continue
            new = [value for value in told[(pair[0].id, pair[1].id), turned] if value != now]
            said = tuple(dict.fromkeys(words(value) for value in new))
            if said and not any(turned):
                flip = replace(flip, together=said[0])
            elif said:
                one = PairOpposite(opposite=(turned[0], turned[1]), instead=said)
                flip = replace(flip, opposites=(*flip.opposites, one))
        if flip.together or flip.opposites:
            found.append(flip)
    return tuple(found)


def _values(
    supports: Supports, groups: Sequence[tuple[Origin, ...]], values: Values
) -> dict[tuple[tuple[str, ...], Turned], list[Hashable]]:
    """Return the values with each group of origins false or turned, in every combination."""
    keys, worlds = [], []
    for group in groups:
        for turned in product((False, True), repeat=len(group)):
            parts = list(zip(group, turned, strict=True))
            world = supports.world(
                [claim for it, one in parts if not one for claim in it.claims],
                [claim for it, one in parts if one for claim in it.claims],
            )
            for choice in range(supports.choices(world.reversed)):
                keys.append((tuple(it.id for it in group), turned))
                worlds.append(world._replace(choice=choice))
    found: dict[tuple[tuple[str, ...], Turned], list[Hashable]] = {}
    for key, value in zip(keys, values(worlds), strict=True):
        found.setdefault(key, []).append(value)
    return found
