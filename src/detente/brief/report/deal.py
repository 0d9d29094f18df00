"""What a brief says of a deal: the packages as points, and the steps of a schedule with their slack."""

from itertools import combinations

from msgspec import Struct
from msgspec.structs import replace

__all__ = ["Breach", "Cloud", "Deal", "Heat", "Mark", "Slack", "Step", "Steps"]

Cloud = tuple[tuple[float, float, int], ...]
"""Packages as (worth to one party, to another, how many)."""


class Mark(Struct, frozen=True, kw_only=True):
    """A package with a name: ``now``, ``package``, or ``solution``; where it stands and in what words."""

    kind: str
    name: str
    values: tuple[float, ...]
    acceptable: bool
    words: str = ""


class Deal(Struct, frozen=True, kw_only=True):
    """Is there a deal that all prefer: counts, points, and words.

    ``ranked`` says for each party whether its numbers are ranks only; ``clouds`` holds all packages
    by what they are worth to two of the parties, for each two in the order of
    `itertools.combinations`; empty where they are too many.
    """

    parties: tuple[str, ...]
    reservation: tuple[float, ...]
    ranked: tuple[bool, ...]
    packages: int
    acceptable: int | None
    frontier: tuple[tuple[float, ...], ...]
    marks: tuple[Mark, ...]
    clouds: tuple[Cloud, ...]
    headline: str
    sentences: tuple[str, ...]
    why_not: str = ""

    @property
    def whom(self) -> str:
        """The parties together, in a word."""
        return "all" if len(self.parties) > 2 else "both"

    @property
    def pairs(self) -> tuple["Deal", ...]:
        """The same seen by each two of the parties, as if the others did not care."""
        chosen = list(combinations(range(len(self.parties)), 2))
        clouds = self.clouds or ((),) * len(chosen)
        return tuple(self._between(two, cloud) for two, cloud in zip(chosen, clouds, strict=True))

    def _between(self, two: tuple[int, int], cloud: Cloud) -> "Deal":
        def part(values: tuple[float, ...]) -> tuple[float, ...]:
            return tuple(values[place] for place in two)

        return replace(
            self,
            parties=tuple(self.parties[place] for place in two),
            reservation=part(self.reservation),
            ranked=tuple(self.ranked[place] for place in two),
            frontier=tuple(dict.fromkeys(part(point) for point in self.frontier)),
            marks=tuple(replace(mark, values=part(mark.values)) for mark in self.marks),
            clouds=(cloud,),
        )


class Slack(Struct, frozen=True, kw_only=True):
    """How much more a party has by complying than by its best breach; None where it can break nothing."""

    party: int
    value: float | None
    words: str


class Step(Struct, frozen=True, kw_only=True):
    """One period: (party, what it does, whether there is no way back), who would break it, the gate.

    The last step of a schedule has no moves: the parties are at rest.
    """

    name: str
    moves: tuple[tuple[int, str, bool], ...]
    slack: tuple[Slack, ...]
    certify: bool


class Heat(Struct, frozen=True, kw_only=True):
    """The least slack by how often one looks (columns) and how many periods more a return takes (rows)."""

    looks: tuple[float, ...]
    periods: tuple[int, ...]
    least: tuple[tuple[float, ...], ...]


class Breach(Struct, frozen=True, kw_only=True):
    """What it costs one party at a step if another cheats."""

    step: str
    by: int
    victim: int
    loss: float


class Steps(Struct, frozen=True, kw_only=True):
    """In which order a deal would hold: the schedule, what would break it, and words."""

    parties: tuple[str, ...]
    holds: bool
    steps: tuple[Step, ...]
    heat: Heat | None
    breaches: tuple[Breach, ...]
    headline: str
    sentences: tuple[str, ...]
    others: tuple[tuple[str, bool, str], ...] = ()
    why_not: str = ""
