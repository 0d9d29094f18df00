"""What a brief says of a deal: the packages as points, and the steps of a schedule with their slack."""

from dataclasses import dataclass

__all__ = ["Breach", "Cloud", "Deal", "Heat", "Mark", "Slack", "Step", "Steps"]

Cloud = tuple[tuple[float, float, int], ...]
"""Packages as (worth to the first party, to the second, how many)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A package with a name: ``now``, ``package``, or ``solution``; where it stands and in what words."""

    kind: str
    name: str
    values: tuple[float, ...]
    acceptable: bool
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal:
    """Is there a deal that all prefer: counts, points, and words.

    ``ranked`` says for each party whether its numbers are ranks only; ``cloud`` holds all packages
    (two parties), in bins where there are many.
    """

    parties: tuple[str, ...]
    reservation: tuple[float, ...]
    ranked: tuple[bool, ...]
    packages: int
    acceptable: int | None
    frontier: tuple[tuple[float, ...], ...]
    marks: tuple[Mark, ...]
    cloud: Cloud
    headline: str
    sentences: tuple[str, ...]
    why_not: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slack:
    """How much more a party has by complying than by its best breach; None where it can break nothing."""

    party: int
    value: float | None
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One period: (party, what it does, whether there is no way back), who would break it, the gate.

    The last step of a schedule has no moves: the parties are at rest.
    """

    name: str
    moves: tuple[tuple[int, str, bool], ...]
    slack: tuple[Slack, ...]
    certify: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Heat:
    """The least slack by how often one looks (columns) and how many periods more a return takes (rows)."""

    looks: tuple[float, ...]
    periods: tuple[int, ...]
    least: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """What it costs one party at a step if another cheats."""

    step: str
    by: int
    victim: int
    loss: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
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
