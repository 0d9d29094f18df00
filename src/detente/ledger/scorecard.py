"""How far an accord is carried out: stipulations by theme and by stage.

In the manner of the Peace Accords Matrix (M. Joshi, J. M. Quinn and P. M. Regan, *Journal of Peace
Research* 52, 2015). Levers that share one scale are stipulations, their group the theme. A stipulation that is not known
counts at no stage; the range says in how many it can be at most.
"""

from collections import Counter
from collections.abc import Mapping

from msgspec import Struct

from detente.case import Case
from detente.ledger.status import LeverStatus

__all__ = ["Row", "Scorecard", "scorecard"]

LEAST = 6
"""Fewer levers of one scale are no list of stipulations."""
STAGES = 3
"""A scale has at least so many stages."""


class Row(Struct, frozen=True, kw_only=True):
    """A theme: per stage how many stipulations stand there for certain, and how many at most.

    Attributes
    ----------
    sure, most : tuple of int
        One number per stage of the scale.
    open : int
        How many are not known.
    total : int
        All stipulations of the theme.
    """

    theme: str
    sure: tuple[int, ...]
    most: tuple[int, ...]
    open: int
    total: int


class Scorecard(Struct, frozen=True, kw_only=True):
    """The stages of the scale, a row per theme in the order of the file, and the row of all."""

    stages: tuple[str, ...]
    themes: tuple[Row, ...]
    all: Row


def scorecard(case: Case, levers: Mapping[str, LeverStatus]) -> Scorecard | None:
    """Return the stipulations by theme and stage; None if the case has no such list.

    Examples
    --------
    >>> from detente.case import Lever
    >>> scale, groups = ("not_initiated", "minimum", "complete"), ("Land", "Land", "Arms") * 2
    >>> named = {f"s{n}": Lever(id=f"s{n}", name="", owner="a", levels=scale, group=group)
    ...          for n, group in enumerate(groups)}
    >>> told = {id_: LeverStatus(lever=id_, levels=scale if id_ == "s0" else scale[2:]) for id_ in named}
    >>> found = scorecard(Case(id="accord", levers=named), told)
    >>> [(row.theme, row.sure, row.most, row.open) for row in found.themes]
    [('Land', (0, 0, 3), (1, 1, 4), 1), ('Arms', (0, 0, 2), (0, 0, 2), 0)]
    """
    scales = Counter(lever.levels for lever in case.levers.values() if len(lever.levels) >= STAGES)
    stages, count = max(scales.items(), key=lambda one: one[1], default=((), 0))
    themes: dict[str, list[LeverStatus]] = {}
    for lever in case.levers.values():
        if lever.levels == stages:
            themes.setdefault(lever.group, []).append(levers[lever.id])
    if count < LEAST or len(themes) < 2:
        return None
    rows = tuple(_row(theme, stages, told) for theme, told in themes.items())
    everything = [one for told in themes.values() for one in told]
    return Scorecard(stages=stages, themes=rows, all=_row("All", stages, everything))


def _row(theme: str, stages: tuple[str, ...], told: list[LeverStatus]) -> Row:
    return Row(
        theme=theme,
        sure=tuple(sum(one.levels == (stage,) for one in told) for stage in stages),
        most=tuple(sum(stage in one.levels for one in told) for stage in stages),
        open=sum(not one.known for one in told),
        total=len(told),
    )
